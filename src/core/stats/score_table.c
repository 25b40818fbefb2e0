/* score_table.c - how many positives and negatives have which score */
#include "stats/score_table.h"

#include <math.h>
#include <string.h>

#define SHORT_RUN 12			/* counts sorted by insertion */
#define CELL_BITS 64

_Static_assert(sizeof(AnScoreTable) == 40, "the header is a multiple of 8 without holes");

/* ----- layout ----- */

size_t
an_score_table_size(uint32_t room)
{
	return sizeof(AnScoreTable) + (size_t) room * sizeof(AnScoreCount);
}

AnScoreCount *
an_score_counts(AnScoreTable *t)
{
	return (AnScoreCount *) (void *) (t + 1);
}

const AnScoreCount *
an_score_counts_of(const AnScoreTable *t)
{
	return (const AnScoreCount *) (const void *) (t + 1);
}

void
an_score_table_init(AnScoreTable *t, uint32_t room, uint16_t flags)
{
	memset(t, 0, an_score_table_size(room));
	t->version = AN_SCORE_TABLE_VERSION;
	t->flags = flags;
	t->room = room;
}

bool
an_score_table_valid(const AnScoreTable *t, size_t size)
{
	return size >= sizeof(AnScoreTable) && t->version == AN_SCORE_TABLE_VERSION &&
		(t->flags & ~AN_SCORES_WEIGHTED) == 0 && t->level <= AN_MAX_SCORE_LEVEL &&
		t->room <= AN_SCORE_FULL_ROOM && t->used <= t->room &&
		t->sorted <= t->used && t->sorted <= AN_MAX_SCORES &&
		t->rows >= 0 && t->rows <= AN_MAX_SCORE_ROWS &&
		t->skipped >= 0 && t->skipped <= AN_MAX_SCORE_ROWS &&
		an_score_table_size(t->room) == size;
}

AnStatus
an_score_table_check(AnEnv *env, const AnScoreTable *t, size_t size)
{
	if (an_score_table_valid(t, size))
		return AN_OK;
	if (size >= sizeof(AnScoreTable) && t->version > AN_SCORE_TABLE_VERSION)
		return an_fail(env, AN_EUNSUPPORTED, "a score table of version %u is not supported",
					   t->version);
	return an_fail(env, AN_ECORRUPT, "a stored score table is damaged");
}

void
an_score_table_copy(const AnScoreTable *from, uint32_t room, AnScoreTable *to)
{
	size_t		used = an_score_table_size(from->used);

	memcpy(to, from, used);
	memset((uint8_t *) to + used, 0, an_score_table_size(room) - used);
	to->room = room;
}

/* ----- rows ----- */

static bool
append(AnScoreTable *t, double score, double positive, double negative)
{
	AnScoreCount *count = &an_score_counts(t)[t->used];

	if (t->used == t->room)
		return false;
	count->score = score;
	count->positive = positive;
	count->negative = negative;
	t->used++;
	return true;
}

bool
an_score_table_add(AnScoreTable *t, double score, bool positive, double weight)
{
	/* + 0.0 makes -0 into 0 */
	if (!append(t, score + 0.0, positive ? weight : 0, positive ? 0 : weight))
		return false;
	t->rows++;
	return true;
}

uint32_t
an_score_table_more_room(const AnScoreTable *t)
{
	/* half of it is left for rows to come, so that sorting them in pays */
	if (t->used <= t->room / 2 && t->room > 0)
		return t->room;
	if (t->room > AN_SCORE_FULL_ROOM / 2)
		return AN_SCORE_FULL_ROOM;
	return t->room < AN_SCORE_FIRST_ROOM ? AN_SCORE_FIRST_ROOM : t->room * 2;
}

/* ----- sorting ----- */

static void
sort_short_run(AnScoreCount *counts, size_t n)
{
	for (size_t i = 1; i < n; i++)
	{
		AnScoreCount moved = counts[i];
		size_t		at = i;

		while (at > 0 && counts[at - 1].score > moved.score)
		{
			counts[at] = counts[at - 1];
			at--;
		}
		counts[at] = moved;
	}
}

static void
merge_runs(const AnScoreCount *a, size_t na, const AnScoreCount *b, size_t nb, AnScoreCount *out)
{
	while (na > 0 && nb > 0)
		if (b->score < a->score)
		{
			*out++ = *b++;
			nb--;
		}
		else
		{
			*out++ = *a++;
			na--;
		}
	memcpy(out, a, na * sizeof(AnScoreCount));
	memcpy(out + na, b, nb * sizeof(AnScoreCount));
}

static size_t
at_most(size_t n, size_t limit)
{
	return n < limit ? n : limit;
}

/* Stable, bottom up: no recursion, and a cancel is answered after each pass. */
static AnStatus
sort_counts(AnEnv *env, AnScoreCount *counts, size_t n, AnScoreCount *scratch)
{
	AnScoreCount *from = counts;
	AnScoreCount *to = scratch;

	for (size_t i = 0; i < n; i += SHORT_RUN)
		sort_short_run(counts + i, at_most(n - i, SHORT_RUN));
	for (size_t width = SHORT_RUN; width < n; width *= 2)
	{
		AnScoreCount *swap = from;

		AN_TRY(an_poll(env));
		for (size_t i = 0; i < n; i += 2 * width)
		{
			size_t		left = at_most(n - i, width);

			merge_runs(from + i, left, from + i + left, at_most(n - i - left, width), to + i);
		}
		from = to;
		to = swap;
	}
	if (from != counts)
		memcpy(counts, from, n * sizeof(AnScoreCount));
	return AN_OK;
}

/* ----- cells ----- */

uint64_t
an_score_cell(double score, uint32_t level)
{
	uint64_t	bits;

	memcpy(&bits, &score, sizeof(bits));
	/* negative numbers the other way round, below the positive ones */
	bits = bits >> 63 ? ~bits : bits | (uint64_t) 1 << 63;
	return bits >> level;
}

static void
pool(AnScoreCount *into, const AnScoreCount *from)
{
	double		low = fmin(into->score, from->score);
	double		high = fmax(into->score, from->score);
	double		added = from->positive + from->negative;

	if (low < high)
	{
		double		share = added / (into->positive + into->negative + added);
		double		mean = into->score + (from->score - into->score) * share;

		/* rounding must not take it out of the cell */
		into->score = fmin(fmax(mean, low), high);
	}
	into->positive += from->positive;
	into->negative += from->negative;
}

/* Counts in ascending order, those of a cell made one; how many are left.  In
 * place. */
static uint32_t
pool_cells(AnScoreCount *counts, uint32_t n, uint32_t level)
{
	uint32_t	last = 0;

	if (n == 0)
		return 0;
	for (uint32_t i = 1; i < n; i++)
		if (an_score_cell(counts[i].score, level) == an_score_cell(counts[last].score, level))
			pool(&counts[last], &counts[i]);
		else
			counts[++last] = counts[i];
	return last + 1;
}

/* The smallest level that leaves at most AN_MAX_SCORES cells: neighbours are of
 * one cell when the highest bit that they differ in is below the level. */
static uint32_t
least_level(const AnScoreCount *counts, uint32_t n)
{
	uint32_t	apart[CELL_BITS] = {0};
	uint32_t	cells = 1;
	uint32_t	level = CELL_BITS;

	for (uint32_t i = 1; i < n; i++)
	{
		uint64_t	differ = an_score_cell(counts[i - 1].score, 0) ^ an_score_cell(counts[i].score, 0);

		if (differ != 0)
			apart[CELL_BITS - 1 - __builtin_clzll(differ)]++;
	}
	while (level > 0 && cells + apart[level - 1] <= AN_MAX_SCORES)
		cells += apart[--level];
	return level;
}

static AnStatus
check_weights(AnEnv *env, const AnScoreTable *t)
{
	const AnScoreCount *counts = an_score_counts_of(t);
	double		sum = 0;

	for (uint32_t i = 0; i < t->used; i++)
		sum += counts[i].positive + counts[i].negative;
	if (sum <= AN_MAX_SCORE_WEIGHT)
		return AN_OK;
	return an_fail(env, AN_ENUMERIC, "the sum of the weights is too large");
}

AnStatus
an_score_table_compact(AnEnv *env, AnScoreTable *t)
{
	AnScoreCount *counts = an_score_counts(t);
	AnScoreCount *scratch;

	if (t->used == t->sorted)
		return AN_OK;
	AN_TRY(check_weights(env, t));
	scratch = an_alloc_array(env, t->used, sizeof(AnScoreCount));
	if (scratch == NULL)
		return env->error.status;
	AN_TRY(sort_counts(env, counts + t->sorted, t->used - t->sorted, scratch));
	merge_runs(counts, t->sorted, counts + t->sorted, t->used - t->sorted, scratch);
	AN_TRY(an_poll(env));
	t->used = pool_cells(scratch, t->used, t->level);
	if (t->used > AN_MAX_SCORES)
	{
		t->level = least_level(scratch, t->used);
		t->used = pool_cells(scratch, t->used, t->level);
	}
	memcpy(counts, scratch, t->used * sizeof(AnScoreCount));
	t->sorted = t->used;
	return AN_OK;
}

/* ----- merging ----- */

uint32_t
an_score_table_merge_room(const AnScoreTable *into, const AnScoreTable *from)
{
	uint32_t	both = into->used + from->used; /* cannot overflow */

	if (both <= into->room)
		return into->room;
	return both < AN_SCORE_FULL_ROOM ? both : AN_SCORE_FULL_ROOM;
}

AnStatus
an_score_table_merge(AnEnv *env, AnScoreTable *into, const AnScoreTable *from)
{
	const AnScoreCount *counts = an_score_counts_of(from);

	if (into->rows > AN_MAX_SCORE_ROWS - from->rows ||
		into->skipped > AN_MAX_SCORE_ROWS - from->skipped)
		return an_fail(env, AN_ELIMIT, "too many rows in a score table");
	if (from->level > into->level)
	{
		into->level = from->level;
		into->sorted = 0;		/* cells have become larger */
	}
	for (uint32_t i = 0; i < from->used; i++)
	{
		if (into->used == into->room)
			AN_TRY(an_score_table_compact(env, into));
		if (!append(into, counts[i].score, counts[i].positive, counts[i].negative))
			return an_fail(env, AN_EARG, "a score table without room for another");
	}
	into->flags |= from->flags;
	into->rows += from->rows;
	into->skipped += from->skipped;
	return an_score_table_compact(env, into);
}
