/* passes_test.c - rows that are read in passes give what rows in memory give */
#include "fixture.h"
#include "passes_rows.h"

static void
add_weights(Made *m)
{
	uint32_t	seed = 77;

	for (size_t i = 0; i < m->data.nrows; i++)
		m->weight[i] = 1.5 + rows_noise(&seed);
	m->data.weight = m->weight;
}

static void
check_numbers(const double *a, const double *b, size_t count, double tolerance)
{
	for (size_t i = 0; i < count; i++)
		assert_true(fabs(a[i] - b[i]) <= tolerance * (1 + fabs(a[i])));
}

static void
check_linear(const AnLinear *a, const AnLinear *b, double tolerance)
{
	assert_int_equal(a->ngroups, b->ngroups);
	assert_int_equal(a->nweights, b->nweights);
	check_numbers(a->intercept, b->intercept, a->ngroups, tolerance);
	check_numbers(a->weights, b->weights, a->nweights, tolerance);
	check_numbers(a->average, b->average, (size_t) a->nterms * a->ngroups, tolerance);
}

static void
check_errors(const AnLinear *a, const AnLinear *b)
{
	for (uint32_t i = 0; i < a->ngroups + a->nweights; i++)
		assert_true(isnan(a->errors[i]) ? isnan(b->errors[i])
					: fabs(a->errors[i] - b->errors[i]) <= 1e-7 * a->errors[i]);
}

/* Trained on arrays that are not there: only their schema and number are. */
static AnLinear *
fit_by_passes(const Made *m, AnFitOptions options, bool classes, AnFitReport *report, Host *host)
{
	AnDataset	schema = m->data;
	AnLinear   *linear = NULL;

	schema.x = NULL;
	schema.klass = NULL;
	schema.y = schema.weight = NULL;
	options.passes = &host->passes;
	if (classes)
		assert_int_equal(an_logistic_fit(&env, &schema, &options, NULL, &linear, report), AN_OK);
	else
		assert_int_equal(an_linear_fit(&env, &schema, &options, NULL, &linear, report), AN_OK);
	return linear;
}

static void
compare_classes(const Made *m, const AnFitOptions *options)
{
	Host	   *host = host_new(&env, &m->data);
	AnFitReport here;
	AnFitReport there;
	AnLinear   *a;
	AnLinear   *b;

	assert_int_equal(an_logistic_fit(&env, &m->data, options, NULL, &a, &here), AN_OK);
	b = fit_by_passes(m, *options, true, &there, host);
	check_linear(a, b, 1e-7);
	check_errors(a, b);
	assert_true(there.converged && !there.separated && host->count > 3);
	assert_int_equal(here.coefficients, there.coefficients);
	assert_true(fabs(here.loss - there.loss) < 1e-8);
	assert_true(fabs(here.null_loss - there.null_loss) < 1e-12);
}

static void
classifications_agree(void **state)
{
	static const double class_weight[] = {3, 1, 0.5};

	(void) state;
	for (uint32_t nclasses = 2; nclasses <= 3; nclasses++)
		for (int kind = 0; kind < 8; kind++)
		{
			Made	   *m = made_classes(&env, 600, nclasses, 11 + nclasses);
			AnFitOptions options = made_options(kind & 1 ? 0 : 0.7);

			if (kind & 2)
				add_weights(m);
			if (kind == 4)
				options.balanced = true;
			else if (kind & 4)
				options.class_weight = class_weight;
			compare_classes(m, &options);
		}
}

/* With a rest, a column that never varies, and two that are the same. */
static Made *
made_numbers(void)
{
	static const uint32_t nlevels[] = {0, 0, 4, 0, 0};
	Made	   *m = made_new(&env, 500, 5, nlevels, 0);
	uint32_t	seed = 3;

	m->features[1].part = AN_REST;
	for (size_t i = 0; i < 500; i++)
	{
		float	   *x = m->x + i * 5;
		double		number = 1e6 + rows_noise(&seed);

		x[0] = (float) number;
		x[1] = (float) (number - (double) x[0]);
		x[2] = (float) (2 + made_pick(&seed, 3));
		x[3] = 5;
		x[4] = i % 7 == 0 ? NAN : (float) rows_noise(&seed);
		m->y[i] = 3 * (number - 1e6) + (x[2] == 3 ? 2 : 0) + (i % 7 == 0 ? 1 : (double) x[4]) +
			rows_noise(&seed);
	}
	return m;
}

static void
regressions_agree(void **state)
{
	(void) state;
	for (int kind = 0; kind < 4; kind++)
	{
		Made	   *m = made_numbers();
		AnFitOptions options = made_options(kind & 1 ? 0 : 2);
		AnFitReport here;
		AnFitReport there;
		AnLinear   *a;
		AnLinear   *b;

		if (kind & 2)
			add_weights(m);
		assert_int_equal(an_linear_fit(&env, &m->data, &options, NULL, &a, &here), AN_OK);
		b = fit_by_passes(m, options, false, &there, host_new(&env, &m->data));
		check_linear(a, b, 1e-8);
		check_errors(a, b);
		assert_true(fabs(here.r2 - there.r2) < 1e-9 && fabs(here.sigma - there.sigma) < 1e-8);
		assert_true(fabs(here.log_likelihood - there.log_likelihood) < 1e-6);
		assert_int_equal(here.dropped, there.dropped);
	}
}

static void
separation_is_noticed(void **state)
{
	static const uint32_t nlevels[] = {0};
	Made	   *m = made_new(&env, 100, 1, nlevels, 2);
	AnFitReport report;

	(void) state;
	for (size_t i = 0; i < 100; i++)
	{
		m->x[i] = (float) i;
		m->klass[i] = i >= 50;
	}
	(void) fit_by_passes(m, made_options(0), true, &report, host_new(&env, &m->data));
	assert_true(report.separated);
}

static void
other_rows_are_refused(void **state)
{
	Made	   *m = made_classes(&env, 200, 2, 3);
	Host	   *host = host_new(&env, &m->data);
	AnFitOptions options = made_options(1);
	AnFitReport report;
	AnLinear   *linear;

	(void) state;
	host->lost = 1;
	options.passes = &host->passes;
	assert_int_equal(an_logistic_fit(&env, &m->data, &options, NULL, &linear, &report), AN_EARG);
	assert_non_null(strstr(env.error.message, "other rows"));
	memset(&env.error, 0, sizeof(env.error));
}

/* What a summary says of values and classes that were numbered as they came. */
static void
a_summary_is_numbered_anew(void **state)
{
	static const uint32_t place[] = {1, 0};
	static const float map[] = {3, 1, 2};
	AnFeature	feature = {.kind = AN_CATEGORICAL};
	AnSummary  *s;

	(void) state;
	assert_int_equal(an_summary_create(&env, 1, &s), AN_OK);
	for (uint32_t i = 0; i < 6; i++)
	{
		float		x = i == 5 ? NAN : (float) i;	/* 0 is missing, too; 2, 3, 4 are levels */

		x = i == 0 ? NAN : x;
		assert_int_equal(an_summary_add(&env, s, &feature, sizeof(feature), &x, i % 2, 0, i + 1), AN_OK);
	}
	assert_int_equal(an_summary_order_classes(&env, s, place), AN_OK);
	assert_int_equal(an_summary_order_values(&env, s, 0, map, 3), AN_OK);
	assert_true(s->weight[0] == 2 + 4 + 6 && s->weight[1] == 1 + 3 + 5);
	assert_true(an_summary_value(s, 1, 0, 0) == 1 && an_summary_value(s, 0, 0, 0) == 6);
	assert_true(an_summary_value(s, 0, 0, 1) == 2 + 4 && an_summary_value(s, 1, 0, 3) == 3);
	assert_true(an_summary_value(s, 1, 0, 2) == 5 && an_summary_value(s, 0, 0, 2) == 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(classifications_agree), TEST(regressions_agree), TEST(separation_is_noticed),
		TEST(other_rows_are_refused), TEST(a_summary_is_numbered_anew)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
