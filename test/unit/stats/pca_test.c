/* pca_test.c - numbers in names are those of the contract in pca.h */
#include "fixture.h"

#include <math.h>

#include "rows.h"
#include "stats/pca.h"
#include "stats/scree.h"

/* Columns of different scale that have much in common. */
static double *
make_rows(uint32_t order, size_t count)
{
	double	   *rows = an_alloc_array(&env, count * order, sizeof(double));
	uint32_t	seed = 77;

	for (size_t i = 0; i < count; i++)
	{
		double		common = rows_noise(&seed);

		for (uint32_t j = 0; j < order; j++)
			rows[i * order + j] = 5 + (1 + j) * (common + 0.5 * rows_noise(&seed));
	}
	return rows;
}

static AnPca *
fit(uint32_t order, const double *rows, size_t count, AnPcaOptions options)
{
	AnPca	   *pca;
	size_t		size;

	env.error.status = AN_OK;
	if (an_pca_fit(&env, rows_moments(&env, order, rows, count), &options, &pca, &size) != AN_OK)
		return NULL;
	assert_int_equal(an_pca_check(&env, pca, size), AN_OK);
	assert_int_equal(an_pca_check(&env, pca, size - 8), AN_ECORRUPT);
	return pca;
}

static void
contract_2_known_answer(void **state)
{
	/* variances 12 and 4/3 along the diagonals */
	static const double rows[] = {3, 3, -3, -3, 1, -1, -1, 1};
	const AnPca *pca = fit(2, rows, 4, (AnPcaOptions) {0});
	double		half = sqrt(0.5);

	(void) state;
	assert_int_equal(pca->count, 2);
	assert_true(fabs(an_pca_eigenvalues(pca)[0] - 12) < 1e-14);
	assert_true(fabs(an_pca_eigenvalues(pca)[1] - 4 / 3.0) < 1e-14);
	assert_true(fabs(pca->total_variance - 40 / 3.0) < 1e-14);
	for (uint32_t c = 0; c < 2; c++)
	{
		assert_true(fabs(fabs(an_pca_component(pca, c)[0]) - half) < 1e-14);
		assert_true(fabs(an_pca_component(pca, c)[1] - (c == 0 ? half : -an_pca_component(pca, c)[0])) < 1e-14);
	}
}

static void
how_many_components(void **state)
{
	double	   *rows = make_rows(6, 100);

	(void) state;
	assert_int_equal(fit(6, rows, 100, (AnPcaOptions) {0})->count, 6);
	assert_int_equal(fit(6, rows, 100, (AnPcaOptions) {.components = 2})->count, 2);
	assert_int_equal(fit(6, rows, 100, (AnPcaOptions) {.variance = 1})->count, 6);
	assert_int_equal(fit(6, rows, 100, (AnPcaOptions) {.variance = 1e-9})->count, 1);
	assert_int_equal(fit(6, rows, 4, (AnPcaOptions) {0})->count, 3);
	assert_int_equal(fit(6, rows, 2, (AnPcaOptions) {0})->count, 1);
	assert_null(fit(6, rows, 100, (AnPcaOptions) {.components = 7}));
	assert_int_equal(env.error.status, AN_EARG);
	assert_null(fit(6, rows, 100, (AnPcaOptions) {.components = 1, .variance = 0.5}));
	assert_int_equal(env.error.status, AN_EARG);
	assert_null(fit(6, rows, 100, (AnPcaOptions) {.variance = 1.01}));
	assert_int_equal(env.error.status, AN_EARG);
}

static void
contract_3_and_4_constant_and_duplicate(void **state)
{
	double	   *rows = make_rows(4, 50);
	const AnPca *pca;
	double		sum = 0;

	(void) state;
	for (size_t i = 0; i < 50; i++)
	{
		rows[i * 4 + 2] = 1e7 + 0.1;
		rows[i * 4 + 3] = rows[i * 4];
	}
	pca = fit(4, rows, 50, (AnPcaOptions) {.scale = 1});
	assert_true(an_pca_scale(pca)[2] == 1);
	assert_true(pca->total_variance == 3);
	for (uint32_t c = 0; c < 4; c++)
	{
		sum += an_pca_eigenvalues(pca)[c];
		assert_true(c < 2 ? fabs(an_pca_component(pca, c)[2]) < 1e-14 :
					an_pca_eigenvalues(pca)[c] == 0);
	}
	assert_true(fabs(sum - 3) < 1e-14);
}

static void
contract_5_few_rows(void **state)
{
	double	   *rows = make_rows(3, 5);

	(void) state;
	assert_null(fit(3, rows, 0, (AnPcaOptions) {0}));
	assert_int_equal(env.error.status, AN_ENUMERIC);
	assert_null(fit(3, rows, 1, (AnPcaOptions) {0}));
	assert_int_equal(env.error.status, AN_ENUMERIC);
}

/* Scores, back, residual and T2, each by its formula. */
static void
check_use(const AnPca *pca, const double *x)
{
	double		scratch[64];
	double		scores[16];
	double		back[16];
	double		error = 0;
	double		t2 = 0;

	an_pca_transform(pca, x, scratch, scores);
	for (uint32_t c = 0; c < pca->count; c++)
	{
		double		sum = 0;

		for (uint32_t j = 0; j < pca->order; j++)
			sum += an_pca_component(pca, c)[j] * (x[j] - an_pca_mean(pca)[j]) / an_pca_scale(pca)[j];
		assert_true(fabs(scores[c] - sum) < 1e-12);
		t2 += sum * sum / an_pca_eigenvalues(pca)[c];
	}
	an_pca_inverse(pca, scores, scratch, back);
	for (uint32_t j = 0; j < pca->order; j++)
		error += pow((x[j] - back[j]) / an_pca_scale(pca)[j], 2);
	assert_true(fabs(an_pca_reconstruction_error(pca, x, scratch) - error) < 1e-12 * (1 + error));
	assert_true(fabs(an_pca_t2(pca, x, scratch) - t2) < 1e-12 * (1 + t2));
	if (pca->count == pca->order)
		assert_true(error < 1e-24);
}

static void
contract_6_use(void **state)
{
	double	   *rows = make_rows(7, 90);

	(void) state;
	for (uint32_t scale = 0; scale <= 1; scale++)
		for (uint32_t count = 1; count <= 7; count++)
		{
			const AnPca *pca = fit(7, rows, 90, (AnPcaOptions) {.components = count, .scale = scale});

			for (size_t i = 0; i < 90; i += 13)
				check_use(pca, rows + i * 7);
		}
}

static void
contract_7_nan(void **state)
{
	double	   *rows = make_rows(3, 20);
	const AnPca *pca = fit(3, rows, 20, (AnPcaOptions) {.components = 2});
	double		x[] = {1, NAN, 2};
	double		scratch[16];
	double		scores[2];

	(void) state;
	an_pca_transform(pca, x, scratch, scores);
	assert_true(isnan(scores[0]) && isnan(scores[1]));
	assert_true(isnan(an_pca_t2(pca, x, scratch)));
}

static void
bytes_and_back(void **state)
{
	double	   *rows = make_rows(5, 40);
	AnPca	   *pca = fit(5, rows, 40, (AnPcaOptions) {.components = 3, .scale = 1});
	AnPca	   *back;
	const uint8_t *bytes;
	size_t		size;
	size_t		back_size;

	(void) state;
	assert_int_equal(an_pca_encode(&env, pca, &bytes, &size), AN_OK);
	assert_true(an_pca_has_magic(bytes, size));
	assert_int_equal(an_pca_decode(&env, bytes, size, &back, &back_size), AN_OK);
	assert_int_equal(back_size, an_pca_size(5, 3, 0));
	assert_memory_equal(back, pca, back_size);
	for (size_t cut = 0; cut < size; cut++)
	{
		uint8_t    *copy = malloc(cut + 1);

		memcpy(copy, bytes, cut);
		assert_int_not_equal(an_pca_decode(&env, copy, cut, &back, &back_size), AN_OK);
		free(copy);
	}
	((double *) (uintptr_t) an_pca_component(pca, 1))[2] += 0.01;
	assert_int_equal(an_pca_encode(&env, pca, &bytes, &size), AN_OK);
	assert_int_not_equal(an_pca_decode(&env, bytes, size, &back, &back_size), AN_OK);
}

static void
draws(void **state)
{
	double	   *rows = make_rows(30, 400);
	const AnPca *pca = fit(30, rows, 400, (AnPcaOptions) {.components = 25});
	AnStr		chart;
	size_t		lines = 1;
	size_t		length = 0;

	(void) state;
	assert_int_equal(an_pca_scree(&env, pca, 20, &chart), AN_OK);
	for (size_t i = 0; i < chart.len; i++)
	{
		length = chart.data[i] == '\n' ? 0 : length + 1;
		lines += chart.data[i] == '\n';
		assert_true(length <= 64);
	}
	assert_int_equal(lines, 22);
	assert_non_null(strstr(chart.data, "10 more"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(contract_2_known_answer), TEST(how_many_components),
		TEST(contract_3_and_4_constant_and_duplicate), TEST(contract_5_few_rows),
		TEST(contract_6_use), TEST(contract_7_nan), TEST(bytes_and_back), TEST(draws)
	};

	return cmocka_run_group_tests_name("pca", tests, NULL, NULL);
}
