/* gradient_test.c - losses and derivatives: differences, merging, bytes */
#include "fixture.h"
#include "passes_rows.h"

/* A model with some coefficients for made rows; 0 classes: a regression. */
static AnModel *
some_model(const Made *m, uint32_t seed)
{
	AnFitOptions options = made_options(1);
	AnFitReport report;
	AnLinear   *linear;

	if (m->data.nclasses > 0)
		assert_int_equal(an_logistic_fit(&env, &m->data, &options, NULL, &linear, &report), AN_OK);
	else
		assert_int_equal(an_linear_fit(&env, &m->data, &options, NULL, &linear, &report), AN_OK);
	linear->errors = NULL;
	for (uint32_t i = 0; i < linear->nweights; i++)
		linear->weights[i] = rows_noise(&seed) * 0.01;
	return host_model(&env, &m->data, linear);
}

static Made *
some_rows(uint32_t nclasses)
{
	Made	   *m = made_classes(&env, 211, nclasses == 0 ? 2 : nclasses, 4);
	uint32_t	seed = 6;

	for (size_t i = 0; i < 211; i++)
	{
		m->weight[i] = 1.2 + rows_noise(&seed);
		m->y[i] = 100 * rows_noise(&seed);
	}
	m->data.weight = m->weight;
	m->data.nclasses = nclasses;
	return m;
}

/* The number of the model that derivative i belongs to. */
static double *
number_of(const AnModel *model, uint32_t i)
{
	AnLinear   *linear = model->linear;

	return i < linear->ngroups ? &linear->intercept[i] : &linear->weights[i - linear->ngroups];
}

static void
derivatives_are_differences(void **state)
{
	(void) state;
	for (uint32_t nclasses = 0; nclasses <= 4; nclasses += nclasses == 0 ? 2 : 1)
	{
		Made	   *m = some_rows(nclasses);
		AnModel    *model = some_model(m, 5);
		AnGradient *g = host_sums(&env, model, &m->data, NULL, 0, 211);

		assert_true(g->rows == 211 && g->loss > 0);
		for (uint32_t i = 0; i < g->count; i++)
		{
			double	   *number = number_of(model, i);
			double		before = *number;
			double		below;
			double		above;

			*number = before - 1e-6;
			below = host_sums(&env, model, &m->data, NULL, 0, 211)->loss;
			*number = before + 1e-6;
			above = host_sums(&env, model, &m->data, NULL, 0, 211)->loss;
			*number = before;
			assert_true(fabs((above - below) / 2e-6 - an_gradient_numbers(g)[i]) <
						1e-3 + 1e-5 * fabs(an_gradient_numbers(g)[i]));
		}
	}
}

/* Margins that no exponential can take: the loss is their difference. */
static void
large_margins_are_no_infinity(void **state)
{
	for (uint32_t nclasses = 2; nclasses <= 3; nclasses++)
	{
		Made	   *m = some_rows(nclasses);
		AnModel    *model = some_model(m, 5);
		AnGradient *g;

		(void) state;
		model->linear->intercept[0] = 1e5;
		m->klass[0] = nclasses == 2 ? 0 : 1;
		m->weight[0] = 1;
		g = host_sums(&env, model, &m->data, NULL, 0, 1);
		assert_true(fabs(g->loss - 1e5) < 100 && g->right == 0);
		m->klass[0] = nclasses == 2 ? 1 : 0;
		g = host_sums(&env, model, &m->data, NULL, 0, 1);
		assert_true(g->loss >= 0 && g->loss < 1e-300 && g->right == 1);
	}
}

static void
parts_are_the_whole(void **state)
{
	Made	   *m = some_rows(3);
	AnModel    *model = some_model(m, 8);
	AnGradient *whole = host_sums(&env, model, &m->data, NULL, 0, 211);
	uint32_t	seed = 1;

	(void) state;
	for (int split = 0; split < 50; split++)
	{
		AnGradient *sum = host_sums(&env, model, &m->data, NULL, 0, 0);
		size_t		at = 0;

		while (at < 211)
		{
			size_t		next = at + made_pick(&seed, 120);

			next = next > 211 ? 211 : next;
			assert_int_equal(an_gradient_merge(&env, sum, host_sums(&env, model, &m->data, NULL, at, next)), AN_OK);
			at = next;
		}
		assert_true(sum->rows == whole->rows && sum->right == whole->right);
		assert_true(fabs(sum->loss - whole->loss) <= 1e-12 * whole->loss);
		assert_true(fabs(sum->weight - whole->weight) <= 1e-12 * whole->weight);
		for (uint32_t i = 0; i < whole->count; i++)
			assert_true(fabs(an_gradient_numbers(sum)[i] - an_gradient_numbers(whole)[i]) <=
						1e-10 * (1 + fabs(an_gradient_numbers(whole)[i])));
	}
}

static void
only_the_same_model_is_merged(void **state)
{
	Made	   *m = some_rows(3);
	AnGradient *a = host_sums(&env, some_model(m, 8), &m->data, NULL, 0, 50);
	AnGradient *b = host_sums(&env, some_model(m, 9), &m->data, NULL, 0, 50);
	AnGradient	none;

	(void) state;
	assert_int_equal(an_gradient_merge(&env, a, b), AN_EARG);
	memset(&env.error, 0, sizeof(env.error));
	an_gradient_init(&none, 0, 0);
	none.skipped = 3;
	assert_int_equal(an_gradient_merge(&env, a, &none), AN_OK);
	assert_true(a->rows == 50 && a->skipped == 3);
}

static void
models_without_such_a_loss_are_refused(void **state)
{
	Made	   *m = some_rows(0);
	AnModel    *model = some_model(m, 8);

	(void) state;
	assert_int_equal(an_gradient_check_model(&env, model), AN_OK);
	model->linear->link = AN_LINK_EXP;
	assert_int_equal(an_gradient_check_model(&env, model), AN_EARG);
	memset(&env.error, 0, sizeof(env.error));
	model->linear->link = AN_LINK_LOGISTIC; /* of a regression: no classes */
	assert_int_equal(an_gradient_check_model(&env, model), AN_EARG);
	memset(&env.error, 0, sizeof(env.error));
}

static void
check_round_trip(const AnGradient *g)
{
	const uint8_t *bytes;
	size_t		size;
	AnGradient *again;

	assert_int_equal(an_gradient_encode(&env, g, &bytes, &size), AN_OK);
	assert_int_equal(an_gradient_decode(&env, bytes, size, &again), AN_OK);
	assert_memory_equal(g, again, an_gradient_size(g->count));
	for (size_t cut = 0; cut < size; cut += 1 + cut / 8)
		assert_int_not_equal(an_gradient_decode(&env, bytes, cut, &again), AN_OK);
	memset(&env.error, 0, sizeof(env.error));
}

static void
bytes_are_the_value(void **state)
{
	Made	   *m = some_rows(3);
	AnModel    *model = some_model(m, 8);
	AnGradient *g = host_sums(&env, model, &m->data, NULL, 0, 211);
	const uint8_t *bytes;
	size_t		size;
	AnGradient	none;

	(void) state;
	check_round_trip(g);
	check_round_trip(host_sums(&env, model, &m->data, NULL, 0, 0));
	an_gradient_init(&none, 0, 0);
	none.skipped = 3;
	check_round_trip(&none);
	an_gradient_numbers(g)[1] = INFINITY;
	assert_int_equal(an_gradient_encode(&env, g, &bytes, &size), AN_ENUMERIC);
}

static void
more_rows_than_can_be_are_refused(void **state)
{
	Made	   *m = some_rows(3);
	AnModel    *model = some_model(m, 8);
	AnGradient *g = host_sums(&env, model, &m->data, NULL, 0, 100);
	AnGradient *other = host_sums(&env, model, &m->data, NULL, 0, 100);
	int64_t		most = (int64_t) 1 << 53;

	(void) state;
	g->rows = most - other->rows;
	assert_int_equal(an_gradient_merge(&env, g, other), AN_OK);
	assert_true(g->rows == most && an_gradient_valid(g, an_gradient_size(g->count)));
	assert_int_equal(an_gradient_merge(&env, g, other), AN_ELIMIT);
	assert_true(g->rows == most);
	memset(&env.error, 0, sizeof(env.error));
	g->rows = 1;
	g->skipped = other->skipped = most;
	assert_int_equal(an_gradient_merge(&env, g, other), AN_ELIMIT);
	memset(&env.error, 0, sizeof(env.error));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(derivatives_are_differences), TEST(large_margins_are_no_infinity),
		TEST(parts_are_the_whole), TEST(only_the_same_model_is_merged),
		TEST(models_without_such_a_loss_are_refused), TEST(bytes_are_the_value),
		TEST(more_rows_than_can_be_are_refused)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
