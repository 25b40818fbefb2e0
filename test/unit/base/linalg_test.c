/* linalg_test.c - packed matrices and eigenvalues, against plain loops */
#include "fixture.h"

#include <math.h>

#include "base/linalg.h"

#define LARGEST 400

static double
noise(uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (double) *seed / 2147483648.0 - 1.0;
}

static void
every_element_has_its_place(void **state)
{
	(void) state;
	for (uint32_t order = 1; order <= 33; order++)
	{
		char	   *seen = calloc(an_packed_size(order), 1);

		for (uint32_t i = 0; i < order; i++)
			for (uint32_t j = 0; j <= i; j++)
			{
				assert_true(an_packed_index(order, i, j) < an_packed_size(order));
				assert_int_equal(an_packed_index(order, i, j), an_packed_index(order, j, i));
				assert_int_equal(seen[an_packed_index(order, i, j)]++, 0);
			}
		free(seen);
	}
}

static void
adds_products(void **state)
{
	(void) state;
	for (uint32_t order = 1; order <= 120; order += order < 40 ? 3 : 23)
		for (uint32_t rows = 1; rows <= 70; rows += 23)
		{
			uint32_t	seed = order * 100 + rows;
			double	   *block = an_alloc_array(&env, (size_t) rows * order, sizeof(double));
			double	   *packed = an_alloc_array(&env, an_packed_size(order), sizeof(double));

			for (uint32_t i = 0; i < rows * order; i++)
				block[i] = noise(&seed);
			an_packed_add_block(order, rows, block, 1, packed);
			an_packed_add_block(order, rows, block, -3, packed);
			for (uint32_t i = 0; i < order; i++)
				for (uint32_t j = 0; j <= i; j++)
				{
					double		sum = 0;

					for (uint32_t r = 0; r < rows; r++)
						sum += block[r * order + i] * block[r * order + j];
					assert_true(fabs(packed[an_packed_index(order, i, j)] + 2 * sum) < 1e-12 * rows);
				}
		}
}

/* A v = value v, |v| = 1, vectors at right angles, values descending, signs. */
static void
check_eigen(uint32_t order, uint32_t count, const double *packed)
{
	double	   *values = an_alloc_array(&env, order, sizeof(double));
	double	   *vectors = an_alloc_array(&env, (size_t) count * order, sizeof(double));
	double		slack;

	assert_int_equal(an_symmetric_eigen(&env, order, packed, count, values, vectors), AN_OK);
	slack = 1e-13 * order * (1 + fabs(values[0]));
	for (uint32_t c = 0; c < count; c++)
	{
		const double *v = vectors + (size_t) c * order;
		double		largest = 0;

		assert_true(c == 0 || values[c] <= values[c - 1]);
		for (uint32_t i = 0; i < order; i++)
		{
			double		sum = 0;

			for (uint32_t j = 0; j < order; j++)
				sum += packed[an_packed_index(order, i, j)] * v[j];
			assert_true(fabs(sum - values[c] * v[i]) < slack);
			if (fabs(v[i]) > fabs(largest))
				largest = v[i];
		}
		assert_true(largest > 0);
		for (uint32_t k = 0; k <= c; k += 1 + c / 8)
		{
			double		product = 0;

			for (uint32_t i = 0; i < order; i++)
				product += v[i] * vectors[(size_t) k * order + i];
			assert_true(fabs(product - (k == c)) < 1e-12 * order);
		}
	}
}

static void
finds_eigenvalues(void **state)
{
	static const uint32_t orders[] = {1, 2, 3, 8, 33, 159, 161, 200, LARGEST};

	(void) state;
	for (size_t k = 0; k < sizeof(orders) / sizeof(orders[0]); k++)
	{
		uint32_t	order = orders[k];
		uint32_t	seed = order;
		double	   *packed = an_alloc_array(&env, an_packed_size(order), sizeof(double));

		for (size_t i = 0; i < an_packed_size(order); i++)
			packed[i] = noise(&seed);
		check_eigen(order, order, packed);
		check_eigen(order, (order + 2) / 3, packed);
	}
}

static void
equal_and_no_eigenvalues(void **state)
{
	double	   *packed = an_alloc_array(&env, an_packed_size(50), sizeof(double));

	(void) state;
	check_eigen(50, 50, packed);
	for (uint32_t i = 0; i < 50; i++)
		packed[an_packed_index(50, i, i)] = 2;
	check_eigen(50, 50, packed);
	packed[an_packed_index(50, 7, 3)] = 1;
	check_eigen(50, 50, packed);
}

static AnStatus
refusal(uint32_t order, const double *packed, uint32_t count)
{
	double		values[2];
	double		vectors[4];

	env.error.status = AN_OK;
	return an_symmetric_eigen(&env, order, packed, count, values, vectors);
}

static void
refuses(void **state)
{
	double		packed[] = {1, NAN, 1};

	(void) state;
	assert_int_equal(refusal(2, packed, 2), AN_ENUMERIC);
	packed[1] = INFINITY;
	assert_int_equal(refusal(2, packed, 2), AN_ENUMERIC);
	assert_int_equal(refusal(0, packed, 0), AN_EARG);
	assert_int_equal(refusal(2, packed, 3), AN_EARG);
	assert_int_equal(refusal(AN_MAX_ORDER + 1, packed, 1), AN_EARG);
}

static void
answers_a_cancel(void **state)
{
	double	   *packed = an_alloc_array(&env, an_packed_size(LARGEST), sizeof(double));
	double	   *values = an_alloc_array(&env, LARGEST, sizeof(double));
	double	   *vectors = an_alloc_array(&env, LARGEST, sizeof(double));

	(void) state;
	env.interrupted = unit_interrupt;
	assert_int_equal(an_symmetric_eigen(&env, LARGEST, packed, 1, values, vectors), AN_ECANCEL);
}

static void
multiplies_vectors(void **state)
{
	double		matrix[] = {1, 2, 3, 4, 5, 6};
	double		x[] = {1, 10, 100};
	double		out[3];

	(void) state;
	an_matrix_times(2, 3, matrix, x, out);
	assert_true(out[0] == 321 && out[1] == 654);
	an_matrix_transposed_times(2, 3, matrix, x, out);
	assert_true(out[0] == 41 && out[1] == 52 && out[2] == 63);
}

static void
library_is_right(void **state)
{
	(void) state;
	assert_int_equal(an_linalg_check(&env), AN_OK);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(every_element_has_its_place), TEST(adds_products), TEST(finds_eigenvalues),
		TEST(equal_and_no_eigenvalues), TEST(refuses), TEST(answers_a_cancel),
		TEST(multiplies_vectors), TEST(library_is_right)
	};

	return cmocka_run_group_tests_name("linalg", tests, NULL, NULL);
}
