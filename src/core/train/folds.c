/* folds.c - rows dealt out to the folds of a cross-validation */
#include "train/folds.h"

#include <string.h>

/* ----- sorting ----- */

typedef bool (*Before) (const AnFoldRow *a, const AnFoldRow *b);

static bool
by_key(const AnFoldRow *a, const AnFoldRow *b)
{
	return a->key != b->key ? a->key < b->key : a->klass < b->klass;
}

static bool
by_stratum(const AnFoldRow *a, const AnFoldRow *b)
{
	return a->stratum != b->stratum ? a->stratum < b->stratum : a->key < b->key;
}

static bool
by_class(const AnFoldRow *a, const AnFoldRow *b)
{
	return a->klass < b->klass;
}

/* Stable: of equal rows the left one first. */
static void
merge(const AnFoldRow *from, size_t begin, size_t middle, size_t end, Before before, AnFoldRow *to)
{
	size_t		left = begin;
	size_t		right = middle;

	for (size_t i = begin; i < end; i++)
		if (right == end || (left < middle && !before(&from[right], &from[left])))
			to[i] = from[left++];
		else
			to[i] = from[right++];
}

static AnStatus
sort_rows(AnEnv *env, AnFoldRow *rows, size_t n, AnFoldRow *spare, Before before)
{
	AnFoldRow  *from = rows;
	AnFoldRow  *to = spare;

	for (size_t width = 1; width < n; width *= 2)
	{
		AnFoldRow  *swap = from;

		AN_TRY(an_poll(env));
		for (size_t begin = 0; begin < n; begin += 2 * width)
		{
			size_t		middle = n - begin > width ? begin + width : n;
			size_t		end = n - middle > width ? middle + width : n;

			merge(from, begin, middle, end, before, to);
		}
		from = to;
		to = swap;
	}
	if (from != rows)
		memcpy(rows, from, n * sizeof(AnFoldRow));
	return AN_OK;
}

/* ----- dealing ----- */

/* Sorted by key and class, the first of a key's rows is of its least class. */
static void
set_strata(AnFoldRow *rows, size_t n, bool grouped)
{
	for (size_t i = 0; i < n; i++)
	{
		bool		same_key = grouped && i > 0 && rows[i].key == rows[i - 1].key;

		rows[i].stratum = same_key ? rows[i - 1].stratum : rows[i].klass;
	}
}

/* Sorted by stratum and key; the number of units that were dealt. */
static size_t
deal(const AnFoldRow *rows, size_t n, uint32_t folds, bool grouped, uint8_t *fold)
{
	size_t		units = 0;

	for (size_t i = 0; i < n; i++)
	{
		if (!(grouped && i > 0 && rows[i].key == rows[i - 1].key))
			units++;
		fold[rows[i].row] = (uint8_t) ((units - 1) % folds + 1);
	}
	return units;
}

/* Sorted by class. */
static size_t
find_lonely(const AnFoldRow *rows, size_t n, const uint8_t *fold)
{
	size_t		begin = 0;
	bool		lonely = true;

	for (size_t i = 1; i <= n; i++)
	{
		if (i == n || rows[i].klass != rows[begin].klass)
		{
			if (lonely)
				return rows[begin].row;
			begin = i;
			lonely = true;
		}
		else if (fold[rows[i].row] != fold[rows[begin].row])
			lonely = false;
	}
	return n;
}

static AnStatus
too_few(AnEnv *env, size_t units, uint32_t folds, bool grouped)
{
	an_fail(env, AN_EARG, grouped ? "there are fewer keys than folds" : "there are fewer rows than folds");
	return an_detail(env, "There are %zu, for %u folds.", units, folds);
}

AnStatus
an_folds_deal(AnEnv *env, AnFoldRow *rows, size_t n, uint32_t folds, bool grouped,
			  uint8_t *fold, size_t *lonely)
{
	AnFoldRow  *spare;
	size_t		units;

	if (folds < AN_MIN_FOLDS || folds > AN_MAX_FOLDS)
		return an_fail(env, AN_EARG, "the number of folds must be from %d to %d, not %u",
					   AN_MIN_FOLDS, AN_MAX_FOLDS, folds);
	if (n < folds)
		return too_few(env, n, folds, false);
	spare = an_alloc_array(env, n, sizeof(AnFoldRow));
	if (spare == NULL)
		return env->error.status;
	if (grouped)
		AN_TRY(sort_rows(env, rows, n, spare, by_key));
	set_strata(rows, n, grouped);
	AN_TRY(sort_rows(env, rows, n, spare, by_stratum));
	units = deal(rows, n, folds, grouped, fold);
	if (units < folds)
		return too_few(env, units, folds, grouped);
	AN_TRY(sort_rows(env, rows, n, spare, by_class));
	*lonely = find_lonely(rows, n, fold);
	return AN_OK;
}
