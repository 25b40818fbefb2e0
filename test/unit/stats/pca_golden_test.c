/*
 * pca_golden_test.c - real tables against singular value decomposition
 *
 * test/golden/pca/HOWTO says where they come from.  Eigenvalues agree to 1e-10
 * of the largest, loadings to 1e-8 where an eigenvalue is apart from the next
 * ones by 1e-5 of the largest.  The same after 1e9 was added to every number
 * (of columns whose deviation is around 1), to 1e-6.
 */
#include "golden.h"
#include "unit.h"

#include <math.h>

#include "rows.h"
#include "stats/pca.h"

#define APART 1e-5

static AnEnv env;

typedef struct Table
{
	size_t		rows;
	uint32_t	order;
	uint32_t	count;			/* eigenvalues */
	uint32_t	components;
	double	   *data;
	double	   *values[2];		/* of covariances, of correlations */
	double	   *vectors[2];
} Table;

static Table
read_table(const char *name)
{
	char	   *at = golden_file("pca", name, "expected.txt");
	Table		table;

	table.rows = (size_t) golden_number(&at);
	table.order = (uint32_t) golden_number(&at);
	table.count = (uint32_t) golden_number(&at);
	table.components = (uint32_t) golden_number(&at);
	for (int scaled = 0; scaled < 2; scaled++)
	{
		table.values[scaled] = golden_numbers(&at, table.count);
		table.vectors[scaled] = golden_numbers(&at, (size_t) table.components * table.order);
	}
	at = strchr(golden_file("pca", name, "data.csv.gz"), '\n') + 1;
	table.data = golden_numbers(&at, table.rows * table.order);
	return table;
}

static bool
is_apart(const double *values, uint32_t count, uint32_t c)
{
	double		least = APART * values[0];

	return (c == 0 || values[c - 1] - values[c] > least) &&
		(c + 1 == count || values[c] - values[c + 1] > least) && values[c] > least;
}

static void
check_fit(const Table *table, const AnPca *pca, int scaled, double value_slack, double vector_slack)
{
	const double *values = table->values[scaled];

	assert_int_equal(pca->count, table->count);
	for (uint32_t c = 0; c < table->count; c++)
		assert_true(fabs(an_pca_eigenvalues(pca)[c] - values[c]) <= value_slack * values[0]);
	for (uint32_t c = 0; c < table->components; c++)
	{
		const double *vector = table->vectors[scaled] + (size_t) c * table->order;
		double		sign = 0;

		if (!is_apart(values, table->count, c))
			continue;
		for (uint32_t j = 0; j < table->order; j++)
			sign += vector[j] * an_pca_component(pca, c)[j];
		/* two loadings that are largest but for rounding: either sign */
		sign = sign < 0 && vector_slack > 1e-7 ? -1 : 1;
		for (uint32_t j = 0; j < table->order; j++)
			assert_true(fabs(sign * an_pca_component(pca, c)[j] - vector[j]) < vector_slack);
	}
}

static const AnPca *
fit(const Table *table, const double *data, int scaled)
{
	AnPcaOptions options = {.scale = (uint32_t) scaled};
	AnPca	   *pca;
	size_t		size;
	AnMoments  *m = rows_moments(&env, table->order, data, table->rows);

	assert_non_null(m);
	assert_int_equal(an_pca_fit(&env, m, &options, &pca, &size), AN_OK);
	return pca;
}

static void
check_table(const char *name)
{
	Table		table;

	an_env_init(&env, (size_t) 1 << 29);
	table = read_table(name);
	check_fit(&table, fit(&table, table.data, 0), 0, 1e-10, 1e-8);
	check_fit(&table, fit(&table, table.data, 1), 1, 1e-10, 1e-8);
	an_env_release(&env);
}

/* Columns standardised, then shifted: correlations are the covariances. */
static void
check_shifted(const char *name)
{
	Table		table;
	AnMoments  *m;

	an_env_init(&env, (size_t) 1 << 29);
	table = read_table(name);
	m = rows_moments(&env, table.order, table.data, table.rows);
	for (size_t i = 0; i < table.rows; i++)
		for (uint32_t j = 0; j < table.order; j++)
		{
			double		deviation = sqrt(an_moments_covariance(m, j, j));
			double	   *number = &table.data[i * table.order + j];

			*number = 1e9 + (*number - an_moments_mean(m)[j]) / (deviation > 0 ? deviation : 1);
		}
	check_fit(&table, fit(&table, table.data, 0), 1, 1e-6, 1e-4);
	an_env_release(&env);
}

#define TABLE(name) \
	static void name(void **state) { (void) state; check_table(#name); } \
	static void name##_shifted(void **state) { (void) state; check_shifted(#name); }

TABLE(breast_cancer)
TABLE(digits)
TABLE(wine)
TABLE(cells)
TABLE(ad_data)
TABLE(gasoline)
TABLE(communities)
TABLE(communities_raw)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(breast_cancer), cmocka_unit_test(breast_cancer_shifted),
		cmocka_unit_test(digits), cmocka_unit_test(digits_shifted),
		cmocka_unit_test(wine), cmocka_unit_test(wine_shifted),
		cmocka_unit_test(cells), cmocka_unit_test(cells_shifted),
		cmocka_unit_test(ad_data), cmocka_unit_test(ad_data_shifted),
		cmocka_unit_test(gasoline), cmocka_unit_test(gasoline_shifted),
		cmocka_unit_test(communities), cmocka_unit_test(communities_shifted),
		cmocka_unit_test(communities_raw), cmocka_unit_test(communities_raw_shifted)
	};

	return cmocka_run_group_tests_name("pca_golden", tests, NULL, NULL);
}
