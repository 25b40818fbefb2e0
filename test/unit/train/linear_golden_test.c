/*
 * linear_golden_test.c - real tables against R's lm and glm, and scikit-learn
 *
 * test/golden/linear/HOWTO says where they come from.  Coefficients, standard
 * errors and figures of the fit agree to 1e-8; those of scikit-learn, which stops
 * earlier, to 1e-5.
 */
#include "golden.h"

#include <math.h>

#include "train/fit.h"

#define SLACK 1e-8

typedef struct Table
{
	uint32_t	ncolumns;		/* of the file, behind the targets */
	uint32_t   *levels;			/* 0: a number */
	double	   *y;
	uint32_t   *klass;
	float	   *x;
	AnDataset	data;
	char	   *expected;		/* from the coefficients on */
} Table;

/* A number and its rest, or a category's value number: 2 is level 1. */
static uint32_t
add_features(Table *t, AnFeature *features)
{
	uint32_t	n = 0;

	for (uint32_t c = 0; c < t->ncolumns; c++)
	{
		features[n].name = AN_LITERAL("feature");
		features[n].kind = t->levels[c] > 0 ? AN_CATEGORICAL : AN_NUMERIC;
		features[n].nlevels = t->levels[c] > 0 ? t->levels[c] + 1 : 0;
		n++;
		if (t->levels[c] > 0)
			continue;
		features[n] = features[n - 1];
		features[n++].part = AN_REST;
	}
	return n;
}

static void
read_row(Table *t, size_t row, char **at)
{
	float	   *x = t->x + row * t->data.nfeatures;

	for (uint32_t c = 0; c < t->ncolumns; c++)
	{
		double		number = golden_number(at);

		*x++ = (float) (t->levels[c] > 0 ? number + 1 : number);
		if (t->levels[c] == 0)
		{
			*x = (float) (number - (double) x[-1]);
			x++;
		}
	}
}

static Table
read_table(const char *name)
{
	static const AnStr classes[] = {{"0", 1}, {"1", 1}};
	Table		t = {0};
	AnFeature  *features;
	char	   *at;

	t.expected = golden_file("linear", name, "expected.txt");
	t.data.nrows = (size_t) golden_number(&t.expected);
	t.ncolumns = (uint32_t) golden_number(&t.expected);
	t.levels = an_alloc_array(&env, t.ncolumns, sizeof(uint32_t));
	for (uint32_t c = 0; c < t.ncolumns; c++)
		t.levels[c] = (uint32_t) golden_number(&t.expected);
	features = an_alloc_array(&env, 2 * t.ncolumns, sizeof(AnFeature));
	t.data.nfeatures = add_features(&t, features);
	t.data.features = features;
	t.y = an_alloc_array(&env, t.data.nrows, sizeof(double));
	t.klass = an_alloc_array(&env, t.data.nrows, sizeof(uint32_t));
	t.x = an_alloc_array(&env, t.data.nrows * t.data.nfeatures, sizeof(float));
	at = strchr(golden_file("linear", name, "data.csv.gz"), '\n') + 1;
	for (size_t i = 0; i < t.data.nrows; i++)
	{
		t.y[i] = golden_number(&at);
		t.klass[i] = (uint32_t) golden_number(&at);
		read_row(&t, i, &at);
	}
	t.data.x = t.x;
	t.data.y = t.y;
	t.data.klass = t.klass;
	t.data.classes = classes;
	return t;
}

static void
is_near(double expected, double number, double scale, const char *what, uint32_t index)
{
	if (!(fabs(number - expected) <= SLACK * scale))
		print_error("%s %u: expected %.17g, got %.17g\n", what, index, expected, number);
	assert_true(fabs(number - expected) <= SLACK * scale);
}

/* Of a coefficient that is near 0, the digits beyond its error are noise. */
static void
check_coefficient(char **expected, double number, double error, const char *what, uint32_t index)
{
	double		coefficient = golden_number(expected);
	double		deviation = golden_number(expected);

	if (isnan(coefficient))
		return;
	if (isnan(deviation))
	{
		assert_true(number == 0);
		assert_true(isnan(error));
		return;
	}
	is_near(coefficient, number, fmax(fabs(coefficient), deviation), what, index);
	is_near(deviation, error, deviation, "error of", index);
}

/* Weights of a rest are those of its number. */
static void
check_linear(const Table *t, const AnLinear *linear, char **expected, const char *what)
{
	const double *errors = linear->errors;

	assert_int_equal(linear->ngroups, 1);
	check_coefficient(expected, linear->intercept[0], errors[0], what, 0);
	for (uint32_t i = 0; i < linear->nterms; i++)
	{
		const AnFeature *feature = &t->data.features[linear->terms[i].feature];
		uint32_t	count = feature->kind == AN_NUMERIC ? 2 : feature->nlevels + 1;
		uint32_t	offset = linear->terms[i].offset;

		if (feature->part == AN_REST)
			assert_true(linear->weights[offset] == linear->weights[linear->terms[i - 1].offset]);
		else
			for (uint32_t w = offset; w < offset + count; w++)
				check_coefficient(expected, linear->weights[w], errors[w + 1], what, w);
	}
}

static void
agrees_with_r(const char *name)
{
	Table		t = read_table(name);
	char	   *at = t.expected;
	AnFitOptions options;
	AnFitReport report;
	AnLinear   *linear;

	an_linear_defaults(&options);
	assert_int_equal(an_linear_fit(&env, &t.data, &options, NULL, &linear, &report), AN_OK);
	check_linear(&t, linear, &at, "lm");
	is_near(golden_number(&at), report.r2, 1, "r2", 0);
	is_near(golden_number(&at), report.sigma, report.sigma, "sigma", 0);
	is_near(golden_number(&at), report.degrees, 1, "degrees", 0);
	is_near(golden_number(&at), report.log_likelihood, -report.log_likelihood, "logLik", 0);

	an_logistic_defaults(&options);
	options.l2 = 0;
	t.data.nclasses = 2;
	assert_int_equal(an_logistic_fit(&env, &t.data, &options, NULL, &linear, &report), AN_OK);
	assert_true(report.converged && !report.separated);
	check_linear(&t, linear, &at, "glm");
	is_near(golden_number(&at), report.log_likelihood, -report.log_likelihood, "logLik", 0);
}

static void
german(void **state)
{
	(void) state;
	agrees_with_r("german");
}

static void
australian(void **state)
{
	(void) state;
	agrees_with_r("australian");
}

static void
taiwan(void **state)
{
	(void) state;
	agrees_with_r("taiwan");
}

#define JOBS 1000
#define JOB_CLASSES 4

/* A number and its rest, three times; a category. */
static AnDataset
read_jobs(void)
{
	static AnStr names[JOB_CLASSES];
	AnFeature  *features = an_alloc_array(&env, 7, sizeof(AnFeature));
	float	   *x = an_alloc_array(&env, JOBS * 7, sizeof(float));
	uint32_t   *klass = an_alloc_array(&env, JOBS, sizeof(uint32_t));
	char	   *at = strchr(golden_file("linear", "jobs", "data.csv.gz"), '\n') + 1;

	for (size_t i = 0; i < JOBS; i++)
	{
		klass[i] = (uint32_t) golden_number(&at);
		for (size_t j = 0; j < 6; j += 2)
		{
			double		number = golden_number(&at);

			x[i * 7 + j] = (float) number;
			x[i * 7 + j + 1] = (float) (number - (double) x[i * 7 + j]);
		}
		x[i * 7 + 6] = (float) golden_number(&at) + 1;
	}
	for (uint32_t j = 0; j < 6; j++)
		features[j] = (AnFeature) {.kind = AN_NUMERIC, .part = j % 2 ? AN_REST : AN_WHOLE};
	features[6] = (AnFeature) {.kind = AN_CATEGORICAL, .nlevels = 4};
	return (AnDataset) {
		.nfeatures = 7, .features = features, .nrows = JOBS, .x = x,
		.nclasses = JOB_CLASSES, .classes = names, .klass = klass
	};
}

/* nnet stops a little earlier than its figures' digits. */
static void
agrees_with_multinom(void **state)
{
	AnDataset	data = read_jobs();
	char	   *at = golden_file("linear", "jobs", "expected.txt");
	AnFitOptions options;
	AnFitReport report;
	AnLinear   *linear;

	(void) state;
	an_logistic_defaults(&options);
	options.l2 = 0;
	assert_int_equal(an_logistic_fit(&env, &data, &options, NULL, &linear, &report), AN_OK);
	assert_true(fabs(report.log_likelihood - golden_number(&at)) < 1e-7);
	for (int errors = 0; errors < 2; errors++)
		for (uint32_t k = 1; k < JOB_CLASSES; k++)
		{
			const double *weights = errors ? linear->errors + JOB_CLASSES : linear->weights;
			const double *intercept = errors ? linear->errors : linear->intercept;
			static const uint32_t blocks[] = {0, 4, 8, 15, 16};

			assert_true(fabs(intercept[k] - golden_number(&at)) < 1e-4);
			for (int b = 0; b < 5; b++)
				assert_true(fabs(weights[blocks[b] * JOB_CLASSES + k] - golden_number(&at)) < 1e-4);
		}
}

#define DIGITS 10
#define PIXELS 64
#define IMAGES 1797

static AnDataset
read_digits(void)
{
	static AnStr names[DIGITS];
	AnFeature  *features = an_alloc_array(&env, PIXELS, sizeof(AnFeature));
	float	   *x = an_alloc_array(&env, IMAGES * PIXELS, sizeof(float));
	uint32_t   *klass = an_alloc_array(&env, IMAGES, sizeof(uint32_t));
	char	   *at = golden_file("linear", "digits", "data.csv.gz");

	for (size_t i = 0; i < IMAGES; i++)
	{
		klass[i] = (uint32_t) golden_number(&at);
		for (size_t j = 0; j < PIXELS; j++)
			x[i * PIXELS + j] = (float) golden_number(&at);
	}
	for (uint32_t j = 0; j < PIXELS; j++)
		features[j].kind = AN_NUMERIC;
	return (AnDataset) {
		.nfeatures = PIXELS, .features = features, .nrows = IMAGES, .x = x,
		.nclasses = DIGITS, .classes = names, .klass = klass
	};
}

static double
deviation(const AnDataset *data, uint32_t feature)
{
	double		mean = 0;
	double		squares = 0;

	for (size_t i = 0; i < data->nrows; i++)
		mean += (double) data->x[i * PIXELS + feature] / (double) data->nrows;
	for (size_t i = 0; i < data->nrows; i++)
		squares += pow((double) data->x[i * PIXELS + feature] - mean, 2);
	return sqrt(squares / (double) data->nrows);
}

static void
agrees_with_scikit_learn(void **state)
{
	AnDataset	data = read_digits();
	char	   *at = golden_file("linear", "digits", "expected.txt");
	double		loss = golden_number(&at);
	double		objective = golden_number(&at);
	double		penalty = 0;
	AnFitOptions options;
	AnFitReport report;
	AnLinear   *linear;

	(void) state;
	an_logistic_defaults(&options);
	assert_int_equal(an_logistic_fit(&env, &data, &options, NULL, &linear, &report), AN_OK);
	assert_true(report.converged && report.coefficients == DIGITS * (PIXELS - 3 + 1));
	assert_true(fabs(report.loss - loss) < 1e-7 * loss);
	for (uint32_t k = 0; k < DIGITS; k++)
	{
		(void) golden_number(&at);	/* of standardised columns */
		for (uint32_t j = 0; j < PIXELS; j++)
		{
			double		slope = linear->weights[linear->terms[j].offset + k] * deviation(&data, j);

			assert_true(fabs(slope - golden_number(&at)) < 1e-5);
			penalty += slope * slope / 2;
		}
	}
	assert_true(fabs(report.loss * IMAGES + penalty - objective) < 1e-9 * objective);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(german), TEST(australian), TEST(taiwan), TEST(agrees_with_multinom),
		TEST(agrees_with_scikit_learn)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
