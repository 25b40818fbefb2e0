/* gradient_codec.c - a gradient as bytes that any machine can read; docs/format.md */
#include "train/gradient.h"

#include <math.h>

#include "stats/flat.h"

static const AnFrame frame = {"ANGR", AN_GRADIENT_VERSION, "gradient"};

static bool
all_finite(const AnGradient *g)
{
	const double *numbers = (const double *) (g + 1);
	double		check = 0 * g->loss + 0 * g->weight;

	for (uint32_t i = 0; i < g->count; i++)
		check += 0 * numbers[i];
	return check == 0;
}

AnStatus
an_gradient_encode(AnEnv *env, const AnGradient *g, const uint8_t **bytes, size_t *size)
{
	AnWriter	w;

	if (!all_finite(g))
		return an_fail(env, AN_ENUMERIC, "the loss or its gradient is out of range");
	an_frame_begin(&w, env, &frame);
	an_writer_u32(&w, g->model);
	an_writer_u32(&w, g->count);
	an_writer_u64(&w, (uint64_t) g->rows);
	an_writer_u64(&w, (uint64_t) g->skipped);
	an_writer_u64(&w, (uint64_t) g->right);
	an_writer_f64(&w, g->weight);
	an_writer_f64(&w, g->loss);
	an_flat_put_numbers(&w, (const double *) (g + 1), g->count);
	return an_frame_end(&w, bytes, size);
}

static AnStatus
check_head(AnEnv *env, const AnGradient *head)
{
	if (!an_gradient_valid(head, an_gradient_size(head->count)))
		return an_flat_corrupt(env, "A number of rows or derivatives is impossible.");
	if (!isfinite(head->weight) || !isfinite(head->loss) || head->weight < 0 || head->loss < 0)
		return an_flat_corrupt(env, "A sum is negative or not finite.");
	if ((head->rows > 0) != (head->weight > 0) || (head->rows > 0 && head->count == 0) ||
		(head->rows == 0 && head->loss > 0))
		return an_flat_corrupt(env, "There are sums without rows, or rows without sums.");
	return AN_OK;
}

AnStatus
an_gradient_decode(AnEnv *env, const uint8_t *bytes, size_t size, AnGradient **g)
{
	AnReader	r;
	AnGradient	head = {.version = AN_GRADIENT_VERSION};

	AN_TRY(an_frame_open(env, &frame, bytes, size, &r));
	head.model = an_reader_u32(&r);
	head.count = an_reader_u32(&r);
	head.rows = (int64_t) an_reader_u64(&r);
	head.skipped = (int64_t) an_reader_u64(&r);
	head.right = (int64_t) an_reader_u64(&r);
	head.weight = an_reader_f64(&r);
	head.loss = an_reader_f64(&r);
	if (r.failed)
		return an_flat_corrupt(env, "The head is cut off.");
	AN_TRY(check_head(env, &head));
	if (an_reader_left(&r) != (size_t) head.count * sizeof(double))
		return an_flat_corrupt(env, "There are more or fewer derivatives than there should be.");
	if ((*g = an_alloc(env, an_gradient_size(head.count))) == NULL)
		return env->error.status;
	**g = head;
	AN_TRY(an_flat_get_numbers(env, &r, an_gradient_numbers(*g), head.count));
	for (uint32_t i = 0; i < head.count && head.rows == 0; i++)
		if (an_gradient_numbers(*g)[i] != 0)
			return an_flat_corrupt(env, "There is a derivative without rows.");
	return AN_OK;
}
