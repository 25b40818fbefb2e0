/* solve_test.c - Cholesky's factor, small products and minimisation, against plain loops */
#define FIXTURE_MEMORY ((size_t) 1 << 26)
#include "fixture.h"

#include <math.h>

#include "base/minimize.h"
#include "base/solve.h"
#include "rows.h"

/* X'X of more rows than columns. */
static double *
make_matrix(uint32_t n, uint32_t seed)
{
	double	   *x = an_alloc_array(&env, (size_t) 2 * n * n, sizeof(double));
	double	   *a = an_alloc_array(&env, (size_t) n * n, sizeof(double));

	for (size_t i = 0; i < (size_t) 2 * n * n; i++)
		x[i] = rows_noise(&seed);
	for (uint32_t i = 0; i < n; i++)
		for (uint32_t j = 0; j < n; j++)
			for (uint32_t r = 0; r < 2 * n; r++)
				a[i * n + j] += x[r * n + i] * x[r * n + j];
	return a;
}

static double *
copy_of(const double *a, size_t count)
{
	double	   *copy = an_alloc_array(&env, count, sizeof(double));

	memcpy(copy, a, count * sizeof(double));
	return copy;
}

static void
solves_and_inverts(void **state)
{
	(void) state;
	for (uint32_t n = 1; n < 100; n += n < 8 ? 1 : 29)
	{
		double	   *a = make_matrix(n, n);
		double	   *factor = copy_of(a, (size_t) n * n);
		double	   *x = an_alloc_array(&env, n, sizeof(double));
		bool	   *dependent = an_alloc_array(&env, n, sizeof(bool));
		uint32_t	rank;

		for (uint32_t i = 0; i < n; i++)
			for (uint32_t j = 0; j < n; j++)
				x[i] += a[i * n + j] * (1 + j);
		assert_int_equal(an_cholesky(&env, n, 1e-12, factor, dependent, NULL, &rank), AN_OK);
		assert_int_equal(rank, n);
		an_cholesky_solve(n, factor, dependent, x);
		for (uint32_t i = 0; i < n; i++)
			assert_true(fabs(x[i] - 1 - i) < 1e-9);
		assert_int_equal(an_cholesky_invert(&env, n, factor), AN_OK);
		for (uint32_t i = 0; i < n; i++)
			for (uint32_t j = 0; j < n; j++)
			{
				double		sum = 0;

				for (uint32_t k = 0; k < n; k++)
					sum += a[i * n + k] * factor[k * n + j];
				assert_true(fabs(sum - (i == j)) < 1e-9);
			}
	}
}

/* Row and column 2 are the sum of 0 and 1: as if they were not there. */
static void
finds_what_depends(void **state)
{
	double	   *a = make_matrix(5, 3);
	double		x[5] = {1, 2, 99, 3, 4};
	double		b[5] = {0};
	double		pivots[5];
	bool		dependent[5];
	uint32_t	rank;

	(void) state;
	for (int j = 0; j < 5; j++)
		a[2 * 5 + j] = a[j] + a[5 + j];
	for (int i = 0; i < 5; i++)
		a[i * 5 + 2] = a[i * 5] + a[i * 5 + 1];
	for (int i = 0; i < 5; i++)
		for (int j = 0; j < 5; j++)
			b[i] += j == 2 ? 0 : a[i * 5 + j] * x[j];
	assert_int_equal(an_cholesky(&env, 5, 1e-11, a, dependent, pivots, &rank), AN_OK);
	assert_int_equal(rank, 4);
	assert_true(dependent[2] && !dependent[1] && !dependent[3]);
	assert_true(fabs(pivots[2]) < 1e-13 && pivots[3] > 0.01);
	an_cholesky_solve(5, a, dependent, b);
	for (int i = 0; i < 5; i++)
		assert_true(fabs(b[i] - (i == 2 ? 0 : x[i])) < 1e-12);
}

static void
refuses_what_is_not_finite(void **state)
{
	double		a[4] = {1, 0, INFINITY, 1};
	bool		dependent[2];
	uint32_t	rank;

	(void) state;
	assert_int_equal(an_cholesky(&env, 2, 0, a, dependent, NULL, &rank), AN_ENUMERIC);
}

static void
multiplies(void **state)
{
	double		a[6] = {1, 2, 3, 4, 5, 6};
	double		b[6] = {7, 8, 9, 10, 11, 12};
	double		out[9];
	static const double product[4] = {58, 64, 139, 154};
	static const double transposed[9] = {47, 52, 57, 64, 71, 78, 81, 90, 99};

	(void) state;
	an_matrix_product(false, 2, 3, 2, a, b, out);
	assert_memory_equal(out, product, sizeof(product));
	an_matrix_product(true, 3, 2, 3, a, b, out);
	assert_memory_equal(out, transposed, sizeof(transposed));
	an_matrix_product(false, 2, 0, 2, a, b, out);
	assert_true(out[0] == 0 && out[3] == 0);
}

/* ----- minimisation ----- */

typedef struct Valley
{
	AnEnv	   *env;
	int			calls;
	int			stop_at;		/* call; 0: never */
	uint32_t	judged;
	bool		judge_good;
} Valley;

/* Rosenbrock's, in pairs. */
static bool
valley(void *host, const double *x, double *value, double *gradient)
{
	Valley	   *v = host;

	if (++v->calls == v->stop_at)
	{
		an_fail(v->env, AN_ECANCEL, "canceled");
		return false;
	}
	*value = 0;
	for (int i = 0; i < 8; i += 2)
	{
		double		rise = x[i + 1] - x[i] * x[i];

		*value += 100 * rise * rise + (1 - x[i]) * (1 - x[i]);
		gradient[i] = -400 * x[i] * rise - 2 * (1 - x[i]);
		gradient[i + 1] = 200 * rise;
	}
	return true;
}

static AnVerdict
judge(void *host, uint32_t iteration, double value, const double *x, const double *gradient)
{
	Valley	   *v = host;

	(void) value;
	(void) x;
	(void) gradient;
	assert_int_equal(iteration, v->judged + 1);
	v->judged = iteration;
	return v->judge_good && iteration == 3 ? AN_GOOD_ENOUGH : AN_GO_ON;
}

static AnStatus
descend(Valley *v, double *x, uint32_t iterations, AnMinimum *minimum)
{
	AnFunction	function = {v, valley, judge};

	v->env = &env;
	for (int i = 0; i < 8; i++)
		x[i] = -1.2;
	return an_minimize(&env, 8, x, &function, 10, iterations, minimum);
}

static void
finds_a_minimum(void **state)
{
	double	   *x = an_alloc_array(&env, 8, sizeof(double));
	Valley		v = {0};
	AnMinimum	minimum;

	(void) state;
	assert_int_equal(descend(&v, x, 500, &minimum), AN_OK);
	assert_true(minimum.converged && minimum.value < 1e-12);
	for (int i = 0; i < 8; i++)
		assert_true(fabs(x[i] - 1) < 1e-5);
}

static void
stops_when_told(void **state)
{
	double	   *x = an_alloc_array(&env, 8, sizeof(double));
	Valley		v = {.judge_good = true};
	AnMinimum	minimum;

	(void) state;
	assert_int_equal(descend(&v, x, 500, &minimum), AN_OK);
	assert_true(minimum.converged && minimum.iterations == 3);
	v = (Valley) {0};
	assert_int_equal(descend(&v, x, 2, &minimum), AN_OK);
	assert_true(!minimum.converged && minimum.iterations == 2);
}

/* In the first call, and in the middle of a line search. */
static void
a_cancel_ends_it(void **state)
{
	double	   *x = an_alloc_array(&env, 8, sizeof(double));
	AnMinimum	minimum;

	(void) state;
	for (int at = 1; at < 30; at++)
	{
		Valley		v = {.stop_at = at};

		assert_int_equal(descend(&v, x, 500, &minimum), AN_ECANCEL);
		assert_int_equal(v.calls, at);
		env.error = (AnError) {0};
	}
}

static void
refuses_sizes(void **state)
{
	double	   *x = an_alloc_array(&env, 8, sizeof(double));
	AnFunction	function = {NULL, valley, judge};
	AnMinimum	minimum;

	(void) state;
	assert_int_equal(an_minimize(&env, 8, x, &function, 2, 10, &minimum), AN_EARG);
	env.error = (AnError) {0};
	assert_int_equal(an_minimize(&env, 8, x, &function, 10, 0, &minimum), AN_EARG);
	env.error = (AnError) {0};
	assert_int_equal(an_minimize(&env, 7, x, &function, 10, 10, &minimum), AN_ELIMIT);
	env.error = (AnError) {0};
	/* 26 vectors do not fit into 64 MB */
	assert_int_equal(an_minimize(&env, 400000, x, &function, 10, 10, &minimum), AN_ELIMIT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(solves_and_inverts), TEST(finds_what_depends),
		TEST(refuses_what_is_not_finite), TEST(multiplies), TEST(finds_a_minimum),
		TEST(stops_when_told), TEST(a_cancel_ends_it), TEST(refuses_sizes)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
