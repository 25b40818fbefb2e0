/* confusion_codec.c - a confusion matrix as bytes that any machine can read; docs/format.md */
#include <math.h>

#include "base/encoding.h"
#include "stats/confusion.h"
#include "stats/flat.h"

static const AnFrame frame = {"ANCM", AN_CONFUSION_VERSION, "confusion matrix"};

AnStatus
an_confusion_encode(AnEnv *env, const AnConfusion *c, const uint8_t **bytes, size_t *size)
{
	AnWriter	w;

	an_frame_begin(&w, env, &frame);
	an_writer_u64(&w, (uint64_t) c->rows);
	an_writer_u64(&w, (uint64_t) c->skipped);
	an_writer_u32(&w, c->nclasses);
	for (uint32_t i = 0; i < c->nclasses; i++)
		an_writer_str(&w, an_confusion_class(c, i));
	for (uint32_t i = 0; i < c->nclasses; i++)
		for (uint32_t j = 0; j < c->nclasses; j++)
			an_writer_f64(&w, an_confusion_weight(c, i, j));
	return an_frame_end(&w, bytes, size);
}

/* The classes, in ascending order; text_size: the bytes of all names. */
static AnStatus
get_names(AnEnv *env, AnReader *r, uint32_t count, AnStr *names, size_t *text_size)
{
	*text_size = 0;
	for (uint32_t i = 0; i < count; i++)
	{
		names[i] = an_reader_str(r);
		if (r->failed || names[i].len > AN_MAX_CLASS_NAME ||
			!an_utf8_valid(names[i].data, names[i].len))
			return an_flat_corrupt(env, "A name is cut off, too long or not UTF-8.");
		*text_size += names[i].len;
	}
	return AN_OK;
}

static AnStatus
put_names(AnEnv *env, AnConfusion *c, const AnStr *names, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
	{
		int32_t		number;

		AN_TRY(an_confusion_number(env, c, names[i], &number));
		/* each comes last by name, too, if they were in order and different */
		if (number != (int32_t) i || !an_str_equal(an_confusion_class(c, i), names[i]))
			return an_flat_corrupt(env, "The classes are not in ascending order.");
	}
	return AN_OK;
}

static AnStatus
get_weights(AnEnv *env, AnReader *r, AnConfusion *c, int64_t rows)
{
	double	   *seen = an_alloc_array(env, c->nclasses + 1u, sizeof(double));

	if (seen == NULL)
		return env->error.status;
	for (uint32_t i = 0; i < c->nclasses; i++)
		for (uint32_t j = 0; j < c->nclasses; j++)
		{
			double		weight;

			AN_TRY(an_flat_get_numbers(env, r, &weight, 1));
			if (signbit(weight))	/* -0, too: it would become 0 */
				return an_flat_corrupt(env, "A count is negative.");
			an_confusion_add(c, i, j, weight);
			seen[i] += weight;
			seen[j] += weight;
		}
	for (uint32_t i = 0; i < c->nclasses; i++)
		if (!(seen[i] > 0))
			return an_flat_corrupt(env, "There is a class without rows.");
	c->rows = rows;
	return AN_OK;
}

static AnStatus
check_head(AnEnv *env, const AnReader *r, const AnConfusion *head, uint32_t count)
{
	if (r->failed)
		return an_flat_corrupt(env, "The head is cut off.");
	if (head->rows < 0 || head->rows > AN_MAX_CONFUSION_ROWS ||
		head->skipped < 0 || head->skipped > AN_MAX_CONFUSION_ROWS)
		return an_flat_corrupt(env, "A number of rows is impossible.");
	if (count > AN_MAX_CONFUSED || (count == 0) != (head->rows == 0))
		return an_flat_corrupt(env, "A number of classes is impossible.");
	if (an_reader_left(r) / sizeof(double) < (size_t) count * count)
		return an_flat_corrupt(env, "The counts are cut off.");
	return AN_OK;
}

AnStatus
an_confusion_decode(AnEnv *env, const uint8_t *bytes, size_t size, AnConfusion **c)
{
	AnReader	r;
	AnConfusion head = {0};
	AnStr	   *names;
	uint32_t	count;
	size_t		text_size;

	AN_TRY(an_frame_open(env, &frame, bytes, size, &r));
	head.rows = (int64_t) an_reader_u64(&r);
	head.skipped = (int64_t) an_reader_u64(&r);
	count = an_reader_u32(&r);
	AN_TRY(check_head(env, &r, &head, count));
	if ((names = an_alloc_array(env, count + 1u, sizeof(AnStr))) == NULL)
		return env->error.status;
	AN_TRY(get_names(env, &r, count, names, &text_size));
	if (an_reader_left(&r) != (size_t) count * count * sizeof(double))
		return an_flat_corrupt(env, "The counts are cut off, or followed by something.");
	text_size = (text_size + 7) / 8 * 8;
	if ((*c = an_alloc(env, an_confusion_size(count, (uint32_t) text_size))) == NULL)
		return env->error.status;
	an_confusion_init(*c, count, (uint32_t) text_size);
	AN_TRY(put_names(env, *c, names, count));
	AN_TRY(get_weights(env, &r, *c, head.rows));
	(*c)->skipped = head.skipped;
	return AN_OK;
}
