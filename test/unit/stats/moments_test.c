/* moments_test.c - numbers in names are those of the contract in moments.h */
#include "fixture.h"

#include <math.h>

#include "rows.h"

static double *
make_rows(uint32_t order, size_t count, double shift, uint32_t seed)
{
	double	   *rows = an_alloc_array(&env, count * order + 1, sizeof(double));

	for (size_t i = 0; i < count; i++)
	{
		double		common = rows_noise(&seed);

		for (uint32_t j = 0; j < order; j++)
			rows[i * order + j] = shift + common + rows_noise(&seed) * (1 + j);
	}
	return rows;
}

/* By definition, in two passes and extended precision. */
static double
plain_covariance(uint32_t order, const double *rows, size_t count, uint32_t i, uint32_t j)
{
	long double mean_i = 0;
	long double mean_j = 0;
	long double sum = 0;

	for (size_t r = 0; r < count; r++)
	{
		mean_i += rows[r * order + i] / (long double) count;
		mean_j += rows[r * order + j] / (long double) count;
	}
	for (size_t r = 0; r < count; r++)
		sum += (rows[r * order + i] - mean_i) * (rows[r * order + j] - mean_j);
	return (double) (sum / ((long double) count - 1));
}

static void
check_covariances(const AnMoments *m, const double *rows, size_t count, double slack)
{
	for (uint32_t i = 0; i < m->order; i++)
		for (uint32_t j = 0; j <= i; j++)
			assert_true(fabs(an_moments_covariance(m, i, j) -
							 plain_covariance(m->order, rows, count, i, j)) < slack);
}

static void
is_what_the_definition_says(void **state)
{
	static const size_t counts[] = {2, 3, 4, 5, 16, 63, 64, 65, 129, 1000};

	(void) state;
	for (size_t k = 0; k < sizeof(counts) / sizeof(counts[0]); k++)
		for (uint32_t order = 1; order <= 8; order++)
		{
			double	   *rows = make_rows(order, counts[k], 3, 7 * order);
			AnMoments  *m = rows_moments(&env, order, rows, counts[k]);

			assert_int_equal(m->rows, counts[k]);
			check_covariances(m, rows, counts[k], 1e-13 * order * order);
		}
}

static void
contract_2_shift_and_constant(void **state)
{
	double	   *rows = make_rows(3, 5000, 1e9, 5);
	AnMoments  *m;

	(void) state;
	for (size_t i = 0; i < 5000; i++)
		rows[i * 3 + 1] = 0.1;
	m = rows_moments(&env, 3, rows, 5000);
	/* the numbers themselves are multiples of 1.2e-7 */
	check_covariances(m, rows, 5000, 1e-7);
	assert_true(an_moments_covariance(m, 1, 1) == 0);
	assert_true(an_moments_covariance(m, 1, 0) == 0);
	assert_true(an_moments_mean(m)[1] == 0.1);
	assert_true(isnan(an_moments_correlation(m, 1, 0)));
	assert_true(an_moments_correlation(m, 2, 2) == 1);
}

static void
contract_3_nan_and_infinity(void **state)
{
	double	   *rows = make_rows(4, 200, 0, 9);
	AnMoments  *m;
	AnMoments  *clean;

	(void) state;
	for (size_t i = 0; i < 200; i += 7)
		rows[i * 4 + i % 4] = NAN;
	m = rows_moments(&env, 4, rows, 200);
	assert_int_equal(m->skipped, 29);
	assert_int_equal(m->rows, 171);
	clean = rows_new(&env, 4, 0);
	for (size_t i = 0; i < 200; i++)
		if (i % 7 != 0)
			rows_add(&env, &clean, rows + i * 4, 1);
	assert_int_equal(an_moments_fold(&env, clean), AN_OK);
	assert_true(fabs(an_moments_covariance(m, 1, 2) - an_moments_covariance(clean, 1, 2)) < 1e-14);

	m = rows_new(&env, 4, AN_MOMENTS_REFUSE_NULL);
	rows_add(&env, &m, rows, 1);
	assert_int_equal(an_moments_fold(&env, m), AN_EARG);
	rows[0] = -INFINITY;
	assert_null(rows_moments(&env, 4, rows, 3));
	assert_int_equal(env.error.status, AN_EARG);
}

static void
only_nan(void **state)
{
	double		row[] = {NAN, 1};
	AnMoments  *m = rows_moments(&env, 2, row, 1);

	(void) state;
	assert_int_equal(m->rows, 0);
	assert_int_equal(m->skipped, 1);
	assert_true(isnan(an_moments_covariance(m, 0, 0)));
}

static void
overflow_is_an_error(void **state)
{
	double		rows[] = {1e308, -1e308, 1e308};

	(void) state;
	assert_null(rows_moments(&env, 1, rows, 3));
	assert_int_equal(env.error.status, AN_ENUMERIC);
}

static void
contract_4_weights(void **state)
{
	double	   *rows = make_rows(3, 300, 10, 3);
	AnMoments  *weighted = rows_new(&env, 3, AN_MOMENTS_WEIGHTED);
	AnMoments  *equal = rows_new(&env, 3, AN_MOMENTS_WEIGHTED);
	double		sum = 0;
	double		sum2 = 0;
	double		mean[2] = {0};
	double		product = 0;

	(void) state;
	for (size_t i = 0; i < 300; i++)
	{
		double		w = 0.5 + (double) (i % 5);

		rows_add(&env, &weighted, rows + i * 3, w);
		rows_add(&env, &equal, rows + i * 3, 4);
		sum += w;
		sum2 += w * w;
		mean[0] += w * rows[i * 3];
		mean[1] += w * rows[i * 3 + 1];
	}
	for (size_t i = 0; i < 300; i++)
		product += (0.5 + (double) (i % 5)) * (rows[i * 3] - mean[0] / sum) *
			(rows[i * 3 + 1] - mean[1] / sum);
	assert_int_equal(an_moments_fold(&env, weighted), AN_OK);
	assert_int_equal(an_moments_fold(&env, equal), AN_OK);
	assert_true(fabs(an_moments_covariance(weighted, 0, 1) - product / (sum - sum2 / sum)) < 1e-12);
	check_covariances(equal, rows, 300, 1e-12);
}

static void
contract_6_merge_is_the_whole(void **state)
{
	uint32_t	seed = 11;

	(void) state;
	for (int round = 0; round < 60; round++)
	{
		uint32_t	order = 1 + (uint32_t) round % 7;
		size_t		count = 2 + (size_t) round * 9;
		double	   *rows = make_rows(order, count, 2, seed + (uint32_t) round);
		AnMoments  *whole = rows_moments(&env, order, rows, count);
		AnMoments  *merged = rows_moments(&env, order, rows, 0);
		size_t		at = 0;

		while (at < count)
		{
			size_t		part = (size_t) ((rows_noise(&seed) + 1) * 50);
			AnMoments  *m = rows_new(&env, order, 0);

			part = part < count - at ? part : count - at;
			for (size_t i = 0; i < part; i++)
				rows_add(&env, &m, rows + (at + i) * order, 1);
			/* not folded: merging folds a copy, and leaves the part alone */
			assert_int_equal(an_moments_merge(&env, merged, m), AN_OK);
			assert_true(part == 0 || m->block_rows > 0);
			at += part;
		}
		assert_int_equal(merged->rows, count);
		for (uint32_t i = 0; i < order; i++)
			for (uint32_t j = 0; j <= i; j++)
				assert_true(fabs(an_moments_covariance(merged, i, j) -
								 an_moments_covariance(whole, i, j)) < 1e-12 * (1 + order * order));
	}
}

static void
contract_5_neutral_element(void **state)
{
	double	   *rows = make_rows(2, 10, 0, 1);
	AnMoments  *m = rows_moments(&env, 2, rows, 10);
	AnMoments  *none = an_alloc(&env, an_moments_size(0, 0, 0, 0));
	double		before = an_moments_covariance(m, 0, 1);

	(void) state;
	an_moments_init(none, 0, NULL, 0, 0, 0);
	none->skipped = 3;
	assert_int_equal(an_moments_merge(&env, m, none), AN_OK);
	assert_int_equal(m->skipped, 3);
	assert_true(an_moments_covariance(m, 0, 1) == before);
}

static void
what_differs_does_not_merge(void **state)
{
	double	   *rows = make_rows(3, 10, 0, 1);
	AnMoments  *two = rows_moments(&env, 2, rows, 5);
	AnMoments  *three = rows_moments(&env, 3, rows, 5);

	(void) state;
	assert_int_equal(an_moments_merge(&env, two, three), AN_EARG);
	assert_non_null(strstr(env.error.detail, "2 columns"));
}

static void
takes_out(void **state)
{
	double	   *rows = make_rows(4, 500, 5, 21);
	AnMoments  *whole = rows_moments(&env, 4, rows, 500);
	AnMoments  *part = rows_moments(&env, 4, rows, 200);

	(void) state;
	assert_int_equal(an_moments_subtract(&env, whole, part), AN_OK);
	assert_int_equal(whole->rows, 300);
	check_covariances(whole, rows + 800, 300, 1e-11);
	assert_int_equal(an_moments_subtract(&env, part, whole), AN_EARG);
	assert_int_equal(an_moments_subtract(&env, part, rows_moments(&env, 4, rows, 200)), AN_OK);
	assert_int_equal(part->rows, 0);
	assert_true(part->weight == 0 && an_moments_comoment(part)[0] == 0);
}

static void
says_when_too_little_is_left(void **state)
{
	double	   *rows = make_rows(1, 1000, 0, 4);
	AnMoments  *whole;

	(void) state;
	for (size_t i = 0; i < 998; i++)
		rows[i] *= 1e9;
	whole = rows_moments(&env, 1, rows, 1000);
	assert_int_equal(an_moments_subtract(&env, whole, rows_moments(&env, 1, rows, 998)), AN_ENUMERIC);
}

static AnMoments *
named_moments(void)
{
	static const AnStr names[] = {{"alpha", 5}, {"b\xc3\xa9ta", 5}, {"", 0}};
	size_t		names_size = an_names_size(3, names);
	uint8_t    *block = an_alloc(&env, names_size);
	double	   *rows = make_rows(3, 70, 0, 8);
	AnMoments  *m;

	an_names_write(3, names, block);
	m = an_alloc(&env, an_moments_size(3, names_size, AN_MOMENTS_FULL_ROOM, AN_MOMENTS_PCA));
	an_moments_init(m, 3, block, names_size, AN_MOMENTS_FULL_ROOM, AN_MOMENTS_PCA);
	m->fit.components = 2;
	m->skipped = 4;
	for (size_t i = 0; i < 70; i++)
		rows_add(&env, &m, rows + i * 3, 1);
	an_moments_fold(&env, m);
	return m;
}

static void
bytes_and_back(void **state)
{
	AnMoments  *m = named_moments();
	size_t		stored_size = an_moments_size(m->order, m->names_size, 0, m->flags);
	AnMoments  *stored = an_alloc(&env, stored_size);
	AnMoments  *back;
	const uint8_t *bytes;
	size_t		size;
	size_t		back_size;

	(void) state;
	an_moments_copy(m, 0, stored);
	assert_true(an_moments_valid(stored, stored_size));
	assert_false(an_moments_valid(stored, stored_size - 8));
	assert_int_equal(an_moments_encode(&env, stored, &bytes, &size), AN_OK);
	assert_int_equal(an_moments_decode(&env, bytes, size, &back, &back_size), AN_OK);
	assert_int_equal(back_size, stored_size);
	assert_memory_equal(back, stored, stored_size);
	for (size_t cut = 0; cut < size; cut++)
	{
		uint8_t    *copy = malloc(cut + 1);

		memcpy(copy, bytes, cut);
		assert_int_not_equal(an_moments_decode(&env, copy, cut, &back, &back_size), AN_OK);
		free(copy);
	}
}

static void
names_differ(void **state)
{
	AnMoments  *named = named_moments();
	double	   *rows = make_rows(3, 4, 0, 8);
	AnMoments  *plain = rows_moments(&env, 3, rows, 4);

	(void) state;
	plain->flags = named->flags;
	plain->fit = named->fit;
	assert_int_equal(an_moments_merge(&env, named, plain), AN_EARG);
	assert_non_null(strstr(env.error.detail, "names"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(is_what_the_definition_says), TEST(contract_2_shift_and_constant),
		TEST(contract_3_nan_and_infinity), TEST(only_nan), TEST(overflow_is_an_error),
		TEST(contract_4_weights), TEST(contract_5_neutral_element),
		TEST(contract_6_merge_is_the_whole), TEST(what_differs_does_not_merge),
		TEST(takes_out), TEST(says_when_too_little_is_left), TEST(bytes_and_back),
		TEST(names_differ)
	};

	return cmocka_run_group_tests_name("moments", tests, NULL, NULL);
}
