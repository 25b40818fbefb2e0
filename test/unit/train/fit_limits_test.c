/* fit_limits_test.c - linear and logistic models: data that say nothing, too much or
 * too little, and what the host wants */
#include "fixture.h"
#include "made.h"

/* ----- degenerate data ----- */

static void
refused(const Made *m, const AnFitOptions *options, AnStatus status, const char *message)
{
	AnLinear   *linear;
	AnFitReport report;
	AnStatus	got;

	if (m->data.nclasses > 0)
		got = an_logistic_fit(&env, &m->data, options, NULL, &linear, &report);
	else
		got = an_linear_fit(&env, &m->data, options, NULL, &linear, &report);
	assert_int_equal(got, status);
	if (strstr(env.error.message, message) == NULL)
		print_error("expected \"%s\", got \"%s\"\n", message, env.error.message);
	assert_non_null(strstr(env.error.message, message));
	env.error = (AnError) {0};
}

static void
refuses_data(void **state)
{
	Made	   *m = made_classes(&env, 50, 2, 8);
	AnFitOptions options = made_options(1);
	static const double zero[] = {1, 0};

	(void) state;
	m->data.nrows = 0;
	refused(m, &options, AN_EARG, "no rows");
	m->data.nclasses = 0;
	refused(m, &options, AN_EARG, "no rows");
	m->data.nrows = 50;
	m->y[7] = NAN;
	refused(m, &options, AN_EARG, "not finite");
	m->data.nclasses = 2;
	memset(m->klass, 0, 50 * sizeof(uint32_t));
	refused(m, &options, AN_EARG, "only one class");
	m->klass[3] = 2;
	refused(m, &options, AN_EARG, "not known");
	m->klass[3] = 1;
	m->x[0] = INFINITY;
	refused(m, &options, AN_EARG, "infinite");
	m->x[0] = 0;
	m->x[2] = 5;
	refused(m, &options, AN_EARG, "category");
	m->x[2] = 2;
	m->data.weight = m->weight;
	for (size_t i = 0; i < 50; i++)
		m->weight[i] = i == 40 ? -1 : 100;
	refused(m, &options, AN_EARG, "weight");
	m->data.weight = NULL;
	options.l2 = -1;
	refused(m, &options, AN_EARG, "l2");
	options = made_options(1);
	options.tolerance = 0;
	refused(m, &options, AN_EARG, "tolerance");
	options = made_options(1);
	options.class_weight = zero;
	refused(m, &options, AN_EARG, "class weight");
	options = made_options(1);
	options.history = 1;
	refused(m, &options, AN_EARG, "history");
}

/* Constant, all missing, a sum of others; a category with one level. */
static void
columns_that_say_nothing(void **state)
{
	static const uint32_t nlevels[] = {0, 0, 0, 0, 3};
	Made	   *m = made_new(&env, 200, 5, nlevels, 0);
	uint32_t	seed = 2;
	AnFitReport report;
	AnLinear   *linear;

	(void) state;
	for (size_t i = 0; i < 200; i++)
	{
		float	   *x = m->x + i * 5;

		x[0] = 0.1f;
		x[1] = NAN;
		x[2] = (float) (1000 * rows_noise(&seed));
		x[3] = 2 * x[2];
		x[4] = 2;
		m->klass[i] = made_pick(&seed, 2);
		m->y[i] = (double) x[2] + rows_noise(&seed);
	}
	linear = made_fit_number(&env, m, 0, &report);
	assert_int_equal(report.dropped, 1);
	assert_int_equal(report.coefficients, 2);
	assert_true(linear->weights[0] == 0 && linear->weights[2] == 0 && linear->weights[3] == 0);
	assert_true(fabs(linear->weights[4] - 1) < 1e-3 && linear->errors[1 + 4] > 0);
	assert_true(linear->weights[6] == 0 && isnan(linear->errors[1 + 6]));
	m->data.nclasses = 2;
	(void) made_fit_classes(&env, m, 0, &report);
	assert_true(report.converged && report.dropped == 1);
	(void) made_fit_classes(&env, m, 1, &report);
	assert_true(report.converged && report.dropped == 0);
	for (size_t i = 0; i < 200; i++)
		m->x[i * 5 + 2] = m->x[i * 5 + 3] = NAN;
	linear = made_fit_classes(&env, m, 1, &report);
	assert_true(report.converged && fabs(report.loss - report.null_loss) < 1e-12);
	linear = made_fit_classes(&env, m, 0, &report);
	assert_true(report.coefficients == 1 && fabs(report.loss - report.null_loss) < 1e-12);
}

static void
fewer_rows_than_columns(void **state)
{
	static const uint32_t nlevels[] = {0, 0, 0, 0, 0, 0};
	Made	   *m = made_new(&env, 4, 6, nlevels, 0);
	uint32_t	seed = 3;
	AnFitReport report;
	AnLinear   *linear;

	(void) state;
	for (size_t i = 0; i < 4 * 6; i++)
		m->x[i] = (float) rows_noise(&seed);
	for (size_t i = 0; i < 4; i++)
		m->y[i] = rows_noise(&seed);
	linear = made_fit_number(&env, m, 0, &report);
	assert_true(report.dropped == 3 && report.degrees == 0 && isnan(report.sigma));
	assert_true(report.r2 > 1 - 1e-9 && linear->errors == NULL);
	(void) made_fit_number(&env, m, 1, &report);
	assert_true(report.dropped == 0 && report.sigma > 0);
	m->klass[0] = m->klass[1] = 1;
	m->data.nclasses = 2;
	(void) made_fit_classes(&env, m, 0, &report);
	assert_true(report.separated);
	(void) made_fit_classes(&env, m, 1, &report);
	assert_true(report.converged && !report.separated);
}

/* From the smallest numbers in single precision to the largest. */
static void
extreme_scales(void **state)
{
	static const uint32_t nlevels[] = {0, 0};
	Made	   *m = made_new(&env, 300, 2, nlevels, 2);
	uint32_t	seed = 4;
	AnFitReport report;
	AnLinear   *linear;

	(void) state;
	for (size_t i = 0; i < 300; i++)
	{
		double		a = rows_noise(&seed);
		double		b = rows_noise(&seed);

		m->x[2 * i] = (float) (a * 3e38);
		m->x[2 * i + 1] = (float) (b * 1e-37);
		m->klass[i] = a + b + rows_noise(&seed) > 0;
		m->y[i] = a + b;
	}
	linear = made_fit_classes(&env, m, 0, &report);
	assert_true(report.converged && linear->weights[0] > 0 && linear->weights[2] > 0);
	m->data.nclasses = 0;
	linear = made_fit_number(&env, m, 0, &report);
	assert_true(report.r2 > 0.999 && fabs(linear->weights[0] * 3e38 - 1) < 1e-3);
	for (size_t i = 0; i < 300; i++)
		m->y[i] *= 1e200;
	refused(m, &(AnFitOptions) {.tolerance = 1e-6}, AN_ENUMERIC, "out of range");
}

static void
ten_thousand_levels(void **state)
{
	static const uint32_t nlevels[] = {10001, 0};
	Made	   *m = made_new(&env, 20000, 2, nlevels, 2);
	uint32_t	seed = 5;
	AnFitOptions none = made_options(0);
	AnFitReport report;

	(void) state;
	for (size_t i = 0; i < 20000; i++)
	{
		m->x[2 * i] = (float) (2 + i % 10000);
		m->x[2 * i + 1] = (float) rows_noise(&seed);
		m->klass[i] = made_pick(&seed, 2);
	}
	(void) made_fit_classes(&env, m, 1, &report);
	assert_true(report.converged && report.coefficients == 10002);
	refused(m, &none, AN_ELIMIT, "too many columns");
	m->data.nclasses = 0;
	refused(m, &none, AN_ELIMIT, "too many columns");
}

/* Told apart by a number, by the combination of two, by a level. */
static void
separated_classes(void **state)
{
	Made	   *m = made_classes(&env, 200, 2, 11);
	AnFitReport report;
	AnLinear   *linear;

	(void) state;
	(void) made_fit_classes(&env, m, 0, &report);
	assert_false(report.separated);
	for (size_t i = 0; i < 200; i++)
		m->klass[i] = m->x[3 * i] > 101;
	linear = made_fit_classes(&env, m, 0, &report);
	assert_true(report.separated && linear->weights[0] > 1);
	(void) made_fit_classes(&env, m, 1, &report);
	assert_true(report.converged && !report.separated);
	m = made_classes(&env, 2000, 3, 12);
	(void) made_fit_classes(&env, m, 0, &report);
	assert_true(report.converged && !report.separated);
	for (size_t i = 0; i < 2000; i++)
		if (m->x[3 * i + 2] == 4 && m->klass[i] == 1)
			m->klass[i] = 2;
	(void) made_fit_classes(&env, m, 0, &report);
	assert_true(report.separated);
	/* only one side is beyond doubt */
	m = made_classes(&env, 500, 2, 13);
	for (size_t i = 0; i < 500; i++)
		if (m->x[3 * i] > 102)
			m->klass[i] = 1;
		else
			m->x[3 * i] = 100;
	(void) made_fit_classes(&env, m, 0, &report);
	assert_true(report.separated);
}

/* ----- the host ----- */

typedef struct Host
{
	int			polls;
	int			stop_at;
	uint32_t	reports;
	double		last;
} Host;

static bool
interrupted(void *host)
{
	Host	   *h = host;

	return ++h->polls >= h->stop_at;
}

static void *
host_alloc(void *host, size_t size)
{
	(void) host;
	return malloc(size);
}

static void
host_release(void *host, void *block)
{
	(void) host;
	free(block);
}

/* Wherever it comes, it gets out; the sanitizer sees what is not freed. */
static void
a_cancel_leaves_nothing(void **state)
{
	Made	   *m = made_classes(&env, 5000, 3, 14);
	AnFitOptions options = made_options(0);
	int			canceled = 0;

	(void) state;
	for (int at = 1; at < 4000; at += at < 40 ? 1 : 97)
	{
		Host		host = {.stop_at = at};
		AnEnv		own = {.alloc = host_alloc, .release = host_release, .interrupted = interrupted,
		.host = &host, .limit = (size_t) 1 << 26};
		AnFitReport report;
		AnLinear   *linear;
		AnStatus	status = an_logistic_fit(&own, &m->data, &options, NULL, &linear, &report);

		assert_true(status == AN_OK ? host.polls < at : status == AN_ECANCEL && host.polls == at);
		canceled += status == AN_ECANCEL;
		an_env_release(&own);
	}
	assert_true(canceled > 40);
}

static void
note(void *host, uint32_t iteration, double loss, double validation)
{
	Host	   *h = host;

	assert_int_equal(iteration, ++h->reports);
	assert_true(isnan(validation));
	h->last = loss;
}

static void
tells_how_far_it_is(void **state)
{
	Made	   *m = made_classes(&env, 1000, 3, 15);
	AnFitOptions options = made_options(1);
	Host		host = {0};
	AnProgress	progress = {note, &host};
	AnFitReport report;
	AnFitReport again;
	AnLinear   *linears[2];

	(void) state;
	assert_int_equal(an_logistic_fit(&env, &m->data, &options, &progress, &linears[0], &report), AN_OK);
	assert_true(host.reports == report.iterations && host.reports > 2);
	assert_true(host.last >= report.loss && host.last < report.null_loss);
	/* and the same again, to the last bit */
	linears[1] = made_fit_classes(&env, m, 1, &again);
	assert_memory_equal(linears[0]->weights, linears[1]->weights,
						linears[0]->nweights * sizeof(double));
	options.max_iterations = 1;
	m = made_classes(&env, 3000, 2, 16);
	assert_int_equal(an_logistic_fit(&env, &m->data, &options, NULL, &linears[0], &report), AN_OK);
	assert_true(report.converged);	/* by Newton's method */
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(refuses_data), TEST(columns_that_say_nothing), TEST(fewer_rows_than_columns),
		TEST(extreme_scales), TEST(ten_thousand_levels), TEST(separated_classes),
		TEST(a_cancel_leaves_nothing), TEST(tells_how_far_it_is)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
