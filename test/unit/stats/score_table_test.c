/* score_table_test.c - numbers in names are those of the contract in score_table.h */
#define FIXTURE_MEMORY ((size_t) 1 << 30)
#include "fixture.h"

#include <math.h>

#include "scores.h"

/* Row i of a long table with distinct scores, or with a few. */
static double
score_of(uint32_t i, uint32_t distinct)
{
	uint64_t	seed = i % distinct;
	double		score = 0;

	for (int k = 0; k < 3; k++)
		score += scores_random(&seed) / 4294967296.0 - 0.5;
	return score;
}

static AnScoreTable *
make_table(uint32_t rows, uint32_t distinct, uint32_t parts, uint32_t part)
{
	AnScoreTable *t = scores_new(&env, 0);

	for (uint32_t i = part; i < rows; i += parts)
		assert_int_equal(scores_add(&env, &t, score_of(i, distinct), i % 3 == 0, 1), AN_OK);
	assert_int_equal(an_score_table_compact(&env, t), AN_OK);
	return t;
}

static void
assert_same(const AnScoreTable *a, const AnScoreTable *b, double slack)
{
	const AnScoreCount *x = an_score_counts_of(a);
	const AnScoreCount *y = an_score_counts_of(b);

	assert_int_equal(a->used, b->used);
	assert_int_equal(a->level, b->level);
	assert_int_equal(a->rows, b->rows);
	assert_int_equal(a->skipped, b->skipped);
	for (uint32_t i = 0; i < a->used; i++)
	{
		assert_true(fabs(x[i].score - y[i].score) <= slack);
		assert_true(x[i].positive == y[i].positive && x[i].negative == y[i].negative);
	}
}

static void
assert_sound(const AnScoreTable *t)
{
	const AnScoreCount *counts = an_score_counts_of(t);
	double		sum = 0;

	assert_true(an_score_table_valid(t, an_score_table_size(t->room)));
	assert_int_equal(t->sorted, t->used);
	for (uint32_t i = 0; i < t->used; i++)
	{
		sum += counts[i].positive + counts[i].negative;
		assert_true(i == 0 || an_score_cell(counts[i - 1].score, t->level) <
					an_score_cell(counts[i].score, t->level));
	}
	assert_true(sum == (double) t->rows);
}

static void
contract_2_sorted_and_counted(void **state)
{
	static const uint32_t sizes[] = {0, 1, 2, 3, 7, 8, 9, 16, 17, 100, 1000, 50000};

	(void) state;
	for (size_t k = 0; k < sizeof(sizes) / sizeof(sizes[0]); k++)
	{
		AnScoreTable *t = make_table(sizes[k], 1000, 1, 0);

		assert_sound(t);
		assert_int_equal(t->used, sizes[k] < 1000 ? sizes[k] : 1000);
		assert_int_equal(t->rows, sizes[k]);
		assert_int_equal(t->level, 0);
	}
}

static void
contract_3_zeros_and_neighbours(void **state)
{
	AnScoreTable *t = scores_new(&env, 0);

	(void) state;
	assert_int_equal(scores_add(&env, &t, -0.0, true, 1), AN_OK);
	assert_int_equal(scores_add(&env, &t, 0.0, false, 1), AN_OK);
	assert_int_equal(scores_add(&env, &t, nextafter(0, 1), false, 1), AN_OK);
	assert_int_equal(scores_add(&env, &t, nextafter(0, -1), true, 1), AN_OK);
	assert_int_equal(scores_add(&env, &t, -1e308, true, 1), AN_OK);
	assert_int_equal(an_score_table_compact(&env, t), AN_OK);
	assert_sound(t);
	assert_int_equal(t->used, 4);
	assert_true(an_score_counts(t)[2].positive == 1 && an_score_counts(t)[2].negative == 1);
	assert_false(signbit(an_score_counts(t)[2].score));
}

static void
merge_equals_whole(void **state)
{
	static const uint32_t splits[] = {1, 2, 3, 7, 64};

	(void) state;
	for (uint32_t distinct = 10; distinct <= 10000; distinct *= 10)
		for (size_t k = 0; k < sizeof(splits) / sizeof(splits[0]); k++)
		{
			AnScoreTable *whole = make_table(5000, distinct, 1, 0);
			AnScoreTable *merged = scores_new(&env, 0);

			whole->skipped = splits[k];
			for (uint32_t part = splits[k]; part-- > 0;)
			{
				AnScoreTable *t = make_table(5000, distinct, splits[k], part);

				t->skipped = 1;
				assert_int_equal(scores_merge(&env, &merged, t), AN_OK);
			}
			assert_sound(merged);
			assert_same(merged, whole, 0);
		}
}

static void
merge_with_rows_not_sorted_in(void **state)
{
	AnScoreTable *whole = make_table(6, 100, 1, 0);
	AnScoreTable *into = scores_new(&env, 0);
	AnScoreTable *from = scores_new(&env, 0);

	(void) state;
	for (uint32_t i = 0; i < 6; i++)
		assert_int_equal(scores_add(&env, i < 3 ? &into : &from, score_of(i, 100), i % 3 == 0, 1), AN_OK);
	assert_int_equal(scores_merge(&env, &into, from), AN_OK);
	assert_int_equal(from->sorted, 0);
	assert_same(into, whole, 0);
}

static void
contract_4_more_scores_than_fit(void **state)
{
	uint32_t	rows = AN_MAX_SCORES * 5 / 2;
	AnScoreTable *whole = make_table(rows, rows, 1, 0);
	AnScoreTable *merged = make_table(rows, rows, 3, 2);

	(void) state;
	assert_sound(whole);
	assert_true(whole->level > 0);
	assert_true(whole->used > AN_MAX_SCORES / 4);
	for (uint32_t part = 0; part < 2; part++)
		assert_int_equal(scores_merge(&env, &merged, make_table(rows, rows, 3, part)), AN_OK);
	assert_sound(merged);
	assert_same(merged, whole, 1e-12);
	/* one that is exact into one that is not, and the other way round */
	merged = make_table(100, 100, 1, 0);
	assert_int_equal(scores_merge(&env, &merged, whole), AN_OK);
	assert_int_equal(scores_merge(&env, &whole, make_table(100, 100, 1, 0)), AN_OK);
	assert_sound(merged);
	assert_same(merged, whole, 1e-12);
}

static void
contract_4_cells_are_nested_and_ascending(void **state)
{
	static const double scores[] = {-1e308, -1, -1e-308, -5e-324, 0, 5e-324, 1e-3, 0.5, 1, 1e308};

	(void) state;
	for (size_t i = 1; i < sizeof(scores) / sizeof(scores[0]); i++)
	{
		assert_true(an_score_cell(scores[i - 1], 0) < an_score_cell(scores[i], 0));
		for (uint32_t level = 1; level <= AN_MAX_SCORE_LEVEL; level++)
		{
			assert_true(an_score_cell(scores[i - 1], level) <= an_score_cell(scores[i], level));
			assert_true(an_score_cell(scores[i], level) == an_score_cell(scores[i], level - 1) >> 1);
		}
	}
}

static void
contract_5_weights(void **state)
{
	AnScoreTable *t = scores_new(&env, AN_SCORES_WEIGHTED);

	(void) state;
	for (int i = 0; i < 100; i++)
		assert_int_equal(scores_add(&env, &t, i % 4, i % 2 == 0, 0.5), AN_OK);
	assert_int_equal(an_score_table_compact(&env, t), AN_OK);
	assert_int_equal(t->used, 4);
	assert_true(an_score_counts(t)[2].positive == 12.5);
	assert_int_equal(scores_add(&env, &t, 1, true, 1e300), AN_OK);
	assert_int_equal(an_score_table_compact(&env, t), AN_ENUMERIC);
}

static void
as_bytes(void **state)
{
	static const uint32_t sizes[] = {0, 1, 2, 1000};
	const uint8_t *bytes;
	const uint8_t *again;
	size_t		size;
	size_t		again_size;
	AnScoreTable *decoded;

	(void) state;
	for (size_t k = 0; k < sizeof(sizes) / sizeof(sizes[0]); k++)
	{
		AnScoreTable *t = make_table(sizes[k], 300, 1, 0);

		t->skipped = 5;
		assert_int_equal(an_score_table_encode(&env, t, &bytes, &size), AN_OK);
		assert_int_equal(an_score_table_decode(&env, bytes, size, &decoded), AN_OK);
		assert_same(decoded, t, 0);
		assert_int_equal(an_score_table_encode(&env, decoded, &again, &again_size), AN_OK);
		assert_int_equal(size, again_size);
		assert_memory_equal(bytes, again, size);
		for (size_t cut = 0; cut < size && cut < 100; cut++)
			assert_int_equal(an_score_table_decode(&env, bytes, cut, &decoded), AN_ECORRUPT);
		an_env_release(&env);
		env.error.status = AN_OK;
	}
}

/* A change to a value that the decoder must refuse. */
static void
refuses(void (*spoil) (AnScoreTable *t))
{
	AnScoreTable *t = make_table(30, 10, 1, 0);
	AnScoreTable *decoded;
	const uint8_t *bytes;
	size_t		size;

	spoil(t);
	assert_int_equal(an_score_table_encode(&env, t, &bytes, &size), AN_OK);
	assert_int_equal(an_score_table_decode(&env, bytes, size, &decoded), AN_ECORRUPT);
	an_env_release(&env);
	env.error.status = AN_OK;
}

static void spoil_order(AnScoreTable *t) { an_score_counts(t)[3].score = an_score_counts(t)[2].score; }
static void spoil_count(AnScoreTable *t) { an_score_counts(t)[3].positive = -1; }
static void spoil_nan(AnScoreTable *t) { an_score_counts(t)[3].score = NAN; }
static void spoil_sum(AnScoreTable *t) { t->rows++; }
static void spoil_rows(AnScoreTable *t) { t->rows = 3; t->flags = AN_SCORES_WEIGHTED; }
static void spoil_level(AnScoreTable *t) { t->level = 64; }
static void spoil_flags(AnScoreTable *t) { t->flags = 2; }
static void spoil_skipped(AnScoreTable *t) { t->skipped = -1; }
static void spoil_cells(AnScoreTable *t) { t->level = 62; }
static void spoil_empty(AnScoreTable *t)
{
	an_score_counts(t)[3].positive = an_score_counts(t)[3].negative = 0;
	t->flags = AN_SCORES_WEIGHTED;
}

static void
damaged_bytes(void **state)
{
	(void) state;
	refuses(spoil_order);
	refuses(spoil_count);
	refuses(spoil_nan);
	refuses(spoil_sum);
	refuses(spoil_rows);
	refuses(spoil_level);
	refuses(spoil_flags);
	refuses(spoil_skipped);
	refuses(spoil_cells);
	refuses(spoil_empty);
}

static void
stored_values_are_checked(void **state)
{
	AnScoreTable *t = make_table(30, 10, 1, 0);
	size_t		size = an_score_table_size(t->room);

	(void) state;
	assert_int_equal(an_score_table_check(&env, t, size), AN_OK);
	assert_int_equal(an_score_table_check(&env, t, size - 8), AN_ECORRUPT);
	t->used = t->room + 1;
	assert_int_equal(an_score_table_check(&env, t, size), AN_ECORRUPT);
	t->version = AN_SCORE_TABLE_VERSION + 1;
	env.error.status = AN_OK;
	assert_int_equal(an_score_table_check(&env, t, size), AN_EUNSUPPORTED);
}

static void
is_interrupted(void **state)
{
	AnScoreTable *t = scores_new(&env, 0);

	(void) state;
	t = scores_with_room(&env, t, 1000);
	for (uint32_t i = 0; i < 1000; i++)
		an_score_table_add(t, score_of(i, 1000), true, 1);
	env.interrupted = unit_interrupt;
	assert_int_equal(an_score_table_compact(&env, t), AN_ECANCEL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(contract_2_sorted_and_counted), TEST(contract_3_zeros_and_neighbours),
		TEST(merge_equals_whole), TEST(merge_with_rows_not_sorted_in),
		TEST(contract_4_more_scores_than_fit), TEST(contract_4_cells_are_nested_and_ascending),
		TEST(contract_5_weights), TEST(as_bytes), TEST(damaged_bytes),
		TEST(stored_values_are_checked), TEST(is_interrupted)
	};

	return cmocka_run_group_tests_name("score_table", tests, NULL, NULL);
}
