/* score_table_codec.c - a score table as bytes that any machine can read; docs/format.md */
#include <math.h>

#include "stats/flat.h"
#include "stats/score_table.h"

static const AnFrame frame = {"ANST", AN_SCORE_TABLE_VERSION, "score table"};

AnStatus
an_score_table_encode(AnEnv *env, const AnScoreTable *t, const uint8_t **bytes, size_t *size)
{
	const AnScoreCount *counts = an_score_counts_of(t);
	AnWriter	w;

	an_frame_begin(&w, env, &frame);
	an_writer_u16(&w, t->flags);
	an_writer_u32(&w, t->level);
	an_writer_u64(&w, (uint64_t) t->rows);
	an_writer_u64(&w, (uint64_t) t->skipped);
	an_writer_u32(&w, t->used);
	for (uint32_t i = 0; i < t->used; i++)
	{
		an_writer_f64(&w, counts[i].score);
		an_writer_f64(&w, counts[i].positive);
		an_writer_f64(&w, counts[i].negative);
	}
	return an_frame_end(&w, bytes, size);
}

static AnStatus
get_head(AnEnv *env, AnReader *r, AnScoreTable *head)
{
	head->flags = an_reader_u16(r);
	head->level = an_reader_u32(r);
	head->rows = (int64_t) an_reader_u64(r);
	head->skipped = (int64_t) an_reader_u64(r);
	head->used = an_reader_u32(r);
	if (r->failed)
		return an_flat_corrupt(env, "The head is cut off.");
	if (head->flags & ~AN_SCORES_WEIGHTED)
		return an_flat_corrupt(env, "A flag is not known.");
	if (head->level > AN_MAX_SCORE_LEVEL || head->used > AN_MAX_SCORES)
		return an_flat_corrupt(env, "There are too many scores, or the level is impossible.");
	if (head->rows < head->used || head->rows > AN_MAX_SCORE_ROWS ||
		head->skipped < 0 || head->skipped > AN_MAX_SCORE_ROWS)
		return an_flat_corrupt(env, "A number of rows is impossible.");
	if (an_reader_left(r) != (size_t) head->used * sizeof(AnScoreCount))
		return an_flat_corrupt(env, "The scores are cut off, or followed by something.");
	return AN_OK;
}

static AnStatus
check_count(AnEnv *env, const AnScoreTable *t, const AnScoreCount *count, const AnScoreCount *before)
{
	if (signbit(count->positive) || signbit(count->negative) || !(count->positive + count->negative > 0))
		return an_flat_corrupt(env, "A count is impossible.");
	if (count->score == 0 && signbit(count->score))
		return an_flat_corrupt(env, "A score is -0.");
	if (before != NULL &&
		an_score_cell(before->score, t->level) >= an_score_cell(count->score, t->level))
		return an_flat_corrupt(env, "The scores are not in ascending order.");
	return AN_OK;
}

static AnStatus
get_counts(AnEnv *env, AnReader *r, AnScoreTable *t)
{
	AnScoreCount *counts = an_score_counts(t);
	double		sum = 0;

	for (uint32_t i = 0; i < t->used; i++)
	{
		AN_TRY(an_flat_get_numbers(env, r, &counts[i].score, 3));
		AN_TRY(check_count(env, t, &counts[i], i > 0 ? &counts[i - 1] : NULL));
		sum += counts[i].positive + counts[i].negative;
	}
	if (!(sum <= AN_MAX_SCORE_WEIGHT))
		return an_flat_corrupt(env, "The sum of the weights is too large.");
	if (!(t->flags & AN_SCORES_WEIGHTED) && sum != (double) t->rows)
		return an_flat_corrupt(env, "The counts do not add up to the number of rows.");
	return AN_OK;
}

AnStatus
an_score_table_decode(AnEnv *env, const uint8_t *bytes, size_t size, AnScoreTable **t)
{
	AnReader	r;
	AnScoreTable head = {0};

	AN_TRY(an_frame_open(env, &frame, bytes, size, &r));
	AN_TRY(get_head(env, &r, &head));
	*t = an_alloc(env, an_score_table_size(head.used));
	if (*t == NULL)
		return env->error.status;
	an_score_table_init(*t, head.used, head.flags);
	(*t)->level = head.level;
	(*t)->rows = head.rows;
	(*t)->skipped = head.skipped;
	(*t)->used = (*t)->sorted = head.used;
	return get_counts(env, &r, *t);
}
