/* fit_test.c - linear and logistic models of made data: what fit.h promises */
#include "fixture.h"
#include "made.h"

#include "model/scorer.h"
#include "train/logistic_impl.h"

/* ----- kernels ----- */

static void
exponentials_are_exact(void **state)
{
	(void) state;
	for (double x = -708; x < 709; x += 0.0371)
	{
		double		lanes[AN_LANES] = {x, x, x, x, x, x, x, x};

		an_exponentials(AN_LANES, lanes);
		assert_true(fabs(lanes[3] - exp(x)) <= 1e-15 * exp(x));
	}
}

static void
gradients_are_differences(void **state)
{
	(void) state;
	for (uint32_t nclasses = 2; nclasses <= 3; nclasses++)
	{
		Made	   *m = made_classes(&env, 301, nclasses, 5);
		AnFitOptions options = made_options(0.7);
		double		share[3] = {0.2, 0.3, 0.5};
		uint32_t	seed = 9;
		AnLogistic	g = {.env = &env, .options = &options, .target = m->klass, .share = share};
		double	   *weights;
		double	   *gradient;
		double	   *other;
		double		value[3];

		g.ngroups = nclasses == 2 ? 1 : nclasses;
		g.stride = an_softmax_stride(g.ngroups);
		assert_int_equal(an_design_create(&env, &m->data, NULL, NULL, false, &g.design), AN_OK);
		assert_int_equal(an_logistic_prepare(&g), AN_OK);
		weights = g.null_weights;
		gradient = an_alloc_array(&env, g.nweights, sizeof(double));
		other = an_alloc_array(&env, g.nweights, sizeof(double));
		for (uint32_t i = 0; i <= g.design->ncolumns; i++)
			for (uint32_t k = 0; k < g.ngroups; k++)
				weights[i * g.stride + k] = rows_noise(&seed);
		assert_int_equal(an_logistic_pass(&g, weights, &value[1], gradient), AN_OK);
		for (uint32_t i = 0; i < (g.design->ncolumns + 1) * g.stride; i++)
		{
			double		before = weights[i];

			if (i % g.stride >= g.ngroups)
				continue;
			weights[i] = before - 1e-5;
			assert_int_equal(an_logistic_pass(&g, weights, &value[0], other), AN_OK);
			weights[i] = before + 1e-5;
			assert_int_equal(an_logistic_pass(&g, weights, &value[2], other), AN_OK);
			weights[i] = before;
			assert_true(fabs((value[2] - value[0]) / 2e-5 - gradient[i]) < 1e-5);
		}
	}
}

/* ----- what is planted is found ----- */

static void
a_linear_model_is_found(void **state)
{
	static const uint32_t nlevels[] = {0, 4, 0};
	Made	   *m = made_new(&env, 500, 3, nlevels, 0);
	uint32_t	seed = 1;
	AnFitReport report;
	AnLinear   *linear;

	(void) state;
	for (size_t i = 0; i < 500; i++)
	{
		float	   *x = m->x + i * 3;

		x[0] = (float) (1e6 + rows_noise(&seed));
		x[1] = (float) (2 + made_pick(&seed, 2));
		x[2] = (float) rows_noise(&seed);
		m->y[i] = 7 + 3 * ((double) x[0] - 1e6) + (x[1] == 3 ? 5 : 0) - (double) x[2];
		if (i % 5 == 0)
			x[2] = NAN;
		if (i % 5 == 0)
			m->y[i] = 7 + 3 * ((double) x[0] - 1e6) + (x[1] == 3 ? 5 : 0) + 11;
	}
	linear = made_fit_number(&env, m, 0, &report);
	assert_true(report.r2 > 1 - 1e-12 && report.coefficients == 5 && report.dropped == 0);
	assert_true(fabs(linear->weights[0] - 3) < 1e-8);
	assert_true(linear->weights[2 + 2] == 0);
	assert_true(fabs(linear->weights[2 + 3] - 5) < 1e-8);
	assert_true(fabs(linear->weights[2 + 5] + 1) < 1e-8);
	assert_true(fabs(linear->weights[2 + 6] - 11) < 1e-8);
	assert_true(fabs(linear->intercept[0] - 7 + 3e6) < 1e-2);
	/* neither missing nor N/A nor the third level occurred: the average */
	assert_true(linear->weights[2] == linear->average[1]);
	assert_true(linear->weights[2 + 1] == linear->average[1]);
	assert_true(linear->weights[2 + 4] == linear->average[1] && isnan(linear->errors[1 + 2 + 4]));
	assert_true(linear->weights[1] == linear->weights[0] * (linear->average[0] / linear->weights[0]));
}

static void
a_logistic_model_is_found(void **state)
{
	Made	   *m = made_classes(&env, 20000, 3, 3);
	AnFitReport report;
	AnLinear   *linear = made_fit_classes(&env, m, 0, &report);
	uint32_t	level = linear->terms[2].offset + 3 * 4;	/* value number 4 */

	(void) state;
	assert_true(report.converged && !report.separated && report.loss < report.null_loss);
	assert_int_equal(report.coefficients, 2 * 6);
	assert_true(linear->weights[0] == 0 && isnan(linear->errors[3]));
	for (uint32_t k = 1; k < 3; k++)
		assert_true(fabs(linear->weights[k] - 0.2 * k) < 5 * linear->errors[3 + k]);
	assert_true(fabs(linear->weights[level + 1] + 2) < 5 * linear->errors[3 + level + 1]);
	assert_true(linear->errors[3 + level + 1] < 0.2);
}

/* Of two margins with a penalty, half of what one margin would have with half of it. */
static void
two_ways_to_two_classes(void **state)
{
	Made	   *m = made_classes(&env, 800, 2, 4);
	AnFitReport one;
	AnFitReport two;
	AnLinear   *single = made_fit_classes(&env, m, 1, &one);
	AnLinear   *both;

	(void) state;
	m->data.nclasses = 3;		/* of which one has no rows */
	both = made_fit_classes(&env, m, 2, &two);
	assert_int_equal(both->ngroups, 3);
	for (uint32_t w = 0; w < single->nweights; w++)
	{
		assert_true(fabs(single->weights[w] - both->weights[3 * w + 1] + both->weights[3 * w]) < 1e-9);
		assert_true(both->weights[3 * w + 2] == 0);
	}
	assert_true(fabs(one.loss - two.loss) < 1e-12);
	assert_true(fabs(both->intercept[0] + both->intercept[1]) < 1e-9 * fabs(both->intercept[0]));
	assert_true(isfinite(both->intercept[2]) && isnan(both->errors[2]));
}

/* With nothing else in the model they are those of a share's logarithm. */
static void
intercepts_have_errors(void **state)
{
	static const uint32_t nlevels[] = {0};
	Made	   *m = made_new(&env, 100, 1, nlevels, 2);
	AnFitReport report;
	AnLinear   *linear;

	(void) state;
	for (size_t i = 0; i < 100; i++)
		m->klass[i] = i < 20;
	linear = made_fit_classes(&env, m, 0, &report);
	assert_true(fabs(linear->intercept[0] - log(0.25)) < 1e-12);
	assert_true(fabs(linear->errors[0] - 0.25) < 1e-12);	/* 1 / sqrt(100 0.2 0.8) */
	m->data.nclasses = 3;
	linear = made_fit_classes(&env, m, 0, &report);
	assert_true(fabs(linear->errors[1] - 0.25) < 1e-12 && isnan(linear->errors[0]));
	/* half the difference of two, which sum up to 0 */
	linear = made_fit_classes(&env, m, 1, &report);
	assert_true(fabs(linear->intercept[1] - log(0.25) / 2) < 1e-12);
	assert_true(fabs(linear->errors[0] - 0.125) < 1e-12);
	assert_true(fabs(linear->errors[1] - 0.125) < 1e-12);
}

static void
weights_are_repeated_rows(void **state)
{
	Made	   *m = made_classes(&env, 300, 3, 6);
	Made	   *more;
	size_t		n = 0;
	static const uint32_t nlevels[] = {0, 0, 4};
	AnFitReport reports[2];
	AnLinear   *linears[2];

	(void) state;
	more = made_new(&env, 900, 3, nlevels, 3);
	for (size_t i = 0; i < 300; i++)
	{
		m->weight[i] = (double) (1 + i % 3);
		for (size_t copy = 0; copy <= i % 3; copy++, n++)
		{
			memcpy(more->x + n * 3, m->x + i * 3, 3 * sizeof(float));
			more->klass[n] = m->klass[i];
		}
	}
	more->data.nrows = n;
	m->data.weight = m->weight;
	linears[0] = made_fit_classes(&env, m, 0, &reports[0]);
	linears[1] = made_fit_classes(&env, more, 0, &reports[1]);
	assert_true(fabs(reports[0].loss - reports[1].loss) < 1e-13);
	assert_true(fabs(reports[0].log_likelihood - reports[1].log_likelihood) < 1e-9);
	for (uint32_t w = 0; w < linears[0]->nweights; w++)
	{
		double		errors[2] = {linears[0]->errors[3 + w], linears[1]->errors[3 + w]};

		assert_true(fabs(linears[0]->weights[w] - linears[1]->weights[w]) < 1e-9);
		assert_true(isnan(errors[0]) ? isnan(errors[1]) : fabs(errors[0] - errors[1]) < 1e-9);
	}
}

/* A class's weight is that of its rows; balanced ones have one sum. */
static void
classes_have_weights(void **state)
{
	Made	   *m = made_classes(&env, 400, 2, 7);
	AnFitOptions options = made_options(1);
	double		count[2] = {0};
	double		factors[2];
	AnFitReport reports[3];
	AnLinear   *linears[3];

	(void) state;
	for (size_t i = 0; i < 400; i++)
		count[m->klass[i]]++;
	for (int k = 0; k < 2; k++)
		factors[k] = 400 / (2 * count[k]);
	options.class_weight = factors;
	assert_int_equal(an_logistic_fit(&env, &m->data, &options, NULL, &linears[0], &reports[0]), AN_OK);
	options.class_weight = NULL;
	options.balanced = true;
	assert_int_equal(an_logistic_fit(&env, &m->data, &options, NULL, &linears[1], &reports[1]), AN_OK);
	for (size_t i = 0; i < 400; i++)
		m->weight[i] = factors[m->klass[i]];
	m->data.weight = m->weight;
	linears[2] = made_fit_classes(&env, m, 1, &reports[2]);
	for (int i = 1; i < 3; i++)
		for (uint32_t w = 0; w < linears[0]->nweights; w++)
			assert_true(fabs(linears[0]->weights[w] - linears[i]->weights[w]) < 1e-9);
	assert_true(fabs(reports[1].null_loss - log(2)) < 1e-12);
}

static void
ridge_shrinks(void **state)
{
	static const uint32_t nlevels[] = {0};
	Made	   *m = made_new(&env, 4, 1, nlevels, 0);
	AnFitReport report;
	AnLinear   *linear;

	(void) state;
	for (int i = 0; i < 4; i++)
	{
		m->x[i] = (float) (i % 2 == 0 ? -1 : 1);
		m->y[i] = 10 + 3 * m->x[i];
	}
	linear = made_fit_number(&env, m, 4, &report);
	/* deviation 1, X'X = 4: half of 3; 4 / (4 + 4) of a column is left */
	assert_true(fabs(linear->weights[0] - 1.5) < 1e-14 && fabs(linear->intercept[0] - 10) < 1e-14);
	assert_true(fabs(report.degrees - 2.5) < 1e-14 && fabs(report.loss - 1.125) < 1e-14);
}

/* ----- the model ----- */

/* The model's probabilities are those of which the loss was reported. */
static void
the_model_scores(void **state)
{
	(void) state;
	for (uint32_t nclasses = 2; nclasses <= 3; nclasses++)
	{
		Made	   *m = made_classes(&env, 700, nclasses, 17);
		AnFitOptions options = made_options(1);
		AnFitReport report;
		AnModel    *model;
		AnScorer   *scorer;
		AnCase		c;
		double		loss = 0;

		assert_int_equal(an_logistic_train(&env, &m->data, &options, AN_LITERAL("t"), NULL, &model,
										   &report), AN_OK);
		assert_int_equal(an_scorer_build(&env, model, &scorer), AN_OK);
		assert_int_equal(an_case_create(&env, scorer, &c), AN_OK);
		for (size_t i = 0; i < 700; i++)
		{
			memcpy(c.x, m->x + i * 3, 3 * sizeof(float));
			(void) an_score(scorer, &c);
			loss -= log(c.probability[m->klass[i]]) / 700;
		}
		assert_true(fabs(loss - report.loss) < 1e-12);
		assert_true(fabs(an_dataset_null_loss(&m->data) - report.null_loss) < 1e-12);
	}
}

static void
a_linear_model_scores(void **state)
{
	Made	   *m = made_classes(&env, 300, 0, 18);
	AnFitOptions options;
	AnFitReport report;
	AnModel    *model;
	AnScorer   *scorer;
	AnCase		c;
	double		loss = 0;

	(void) state;
	for (size_t i = 0; i < 300; i++)
		m->y[i] = (double) m->x[3 * i] + (double) i / 100;
	an_linear_defaults(&options);
	assert_int_equal(an_linear_train(&env, &m->data, &options, AN_LITERAL("t"), NULL, &model,
									 &report), AN_OK);
	assert_int_equal(an_scorer_build(&env, model, &scorer), AN_OK);
	assert_int_equal(an_case_create(&env, scorer, &c), AN_OK);
	for (size_t i = 0; i < 300; i++)
	{
		memcpy(c.x, m->x + i * 3, 3 * sizeof(float));
		(void) an_score(scorer, &c);
		loss += pow(c.probability[0] - m->y[i], 2) / 600;
	}
	assert_true(fabs(loss - report.loss) < 1e-10);
	assert_true(fabs(an_dataset_null_loss(&m->data) - report.null_loss) < 1e-10);
	assert_true(report.loss < report.null_loss && report.r2 > 0.5);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(exponentials_are_exact), TEST(gradients_are_differences),
		TEST(a_linear_model_is_found), TEST(a_logistic_model_is_found),
		TEST(two_ways_to_two_classes), TEST(intercepts_have_errors),
		TEST(weights_are_repeated_rows), TEST(classes_have_weights), TEST(ridge_shrinks),
		TEST(the_model_scores), TEST(a_linear_model_scores)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
