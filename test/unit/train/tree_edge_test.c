/* tree_edge_test.c - options, tables that give nothing to split, and too much of all */
#include "tree_table.h"

static void
refused(Table *t, AnStatus status, const char *message)
{
	AnModel    *model = NULL;

	assert_int_equal(status, an_tree_train(&t->env, &t->data, &t->options, AN_LITERAL("target"), NULL, &model));
	assert_string_equal(message, t->env.error.message);
	assert_null(model);
	finish(t);
}

/* ----- options ----- */

static void
weights_count_as_rows(void **state)
{
	Table	   *t = begin(ROWS, 2);
	AnModel    *repeated;

	(void) state;
	for (size_t i = 0; i < ROWS; i++)
		t->klass[i] = (t->x[i][0] > 30) ^ (i % 5 == 0);
	for (size_t i = 0; i < ROWS / 2; i++)
	{
		memcpy(t->x[ROWS / 2 + i], t->x[i], sizeof(t->x[i]));
		t->klass[ROWS / 2 + i] = t->klass[i];
		t->weight[i] = 2;
	}
	train(t);
	repeated = t->model;
	t->data.nrows = ROWS / 2;
	t->data.weight = t->weight;
	train(t);
	assert_int_equal(repeated->nnodes, t->model->nnodes);
	assert_memory_equal(repeated->freq, t->model->freq, repeated->nnodes * 2 * sizeof(float));
	assert_memory_equal(repeated->nodes, t->model->nodes, repeated->nnodes * sizeof(AnNode));
	finish(t);
}

static void
limits_hold(void **state)
{
	Table	   *t = begin(ROWS, 2);
	uint32_t	random = 5;

	(void) state;
	for (size_t i = 0; i < ROWS; i++)
		t->klass[i] = random_number(&random) % 2;
	t->options.min_gain = 0;
	t->options.min_leaf = 100;
	train(t);
	assert_true(t->model->nnodes > 20);
	for (uint32_t i = 0; i < t->model->nnodes; i++)
		if (t->model->nodes[i].kind == AN_LEAF && t->model->nodes[i].cases > 0)
			assert_true(t->model->nodes[i].cases >= 100);
	/* no split of noise removes a twentieth of the impurity */
	t->options.min_gain = 0.05;
	train(t);
	assert_int_equal(t->model->nnodes, 1);
	finish(t);
}

typedef struct Heard
{
	uint32_t	calls;
	double		loss;
} Heard;

static void
hear(void *host, uint32_t iteration, double loss, double validation)
{
	Heard	   *heard = host;

	assert_int_equal(iteration, ++heard->calls);
	assert_true(loss <= heard->loss && isnan(validation));
	heard->loss = loss;
}

static void
progress_of_levels(void **state)
{
	for (uint32_t nclasses = 0; nclasses <= 2; nclasses += 2)
	{
		Table	   *t = begin(ROWS, nclasses);
		Heard		heard = {0, 0};
		AnProgress	progress = {hear, &heard};

		(void) state;
		for (size_t i = 0; i < ROWS; i++)
			t->y[i] = t->klass[i] = (t->x[i][0] > 30) ^ (i % 5 == 0);
		heard.loss = an_dataset_null_loss(&t->data);
		assert_int_equal(AN_OK, an_tree_train(&t->env, &t->data, &t->options, AN_LITERAL("y"), &progress, &t->model));
		assert_int_equal(heard.calls, 5);
		assert_true(heard.loss < 0.8 * an_dataset_null_loss(&t->data));
		finish(t);
	}
}

static void
bad_options(void **state)
{
	static const AnTreeOptions bad[] = {
		{3, 5, 20, 0, 0}, {1, 0, 20, 0, 0}, {1, 101, 20, 0, 0}, {1, 5, 0, 0, 0}, {1, 5, NAN, 0, 0},
		{1, 5, 20, -1, 0}, {1, 5, 20, 1.5, 0}, {1, 5, 20, 0, -1}, {1, 5, 20, 0, INFINITY}
	};
	static const char *const messages[] = {
		"criterion must be gini or entropy", "max_depth must be from 1 to 100", "max_depth must be from 1 to 100",
		"min_leaf must be at least 0.001", "min_leaf must be at least 0.001",
		"min_gain must be from 0 to 1", "min_gain must be from 0 to 1",
		"ccp_alpha must be at least 0", "ccp_alpha must be at least 0"
	};

	(void) state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
	{
		Table	   *t = begin(10, 2);

		t->options = bad[i];
		refused(t, AN_EARG, messages[i]);
	}
}

/* ----- degenerate tables ----- */

static void
leaf_only(Table *t)
{
	train(t);
	assert_int_equal(1, t->model->kind == AN_TREES ? t->model->nnodes : t->model->forest->nnodes);
}

static void
nothing_to_split(void **state)
{
	Table	   *t = begin(100, 1);

	(void) state;
	leaf_only(t);				/* one class */
	finish(t);
	t = begin(100, 3);
	for (size_t i = 0; i < 100; i++)
		t->klass[i] = 2;
	leaf_only(t);				/* one of three */
	assert_int_equal(2, score(t, 0, 0, 2));
	finish(t);
	t = begin(1, 2);
	leaf_only(t);				/* one row */
	finish(t);
	t = begin(100, 0);
	for (size_t i = 0; i < 100; i++)
		t->y[i] = 0.1;
	t->options.min_leaf = 1;
	leaf_only(t);				/* a constant that is not exact */
	score(t, 0, 0, 2);
	assert_true(t->c.probability[0] == (double) 0.1f);
	finish(t);
	t = begin(100, 2);
	for (size_t i = 0; i < 100; i++)
	{
		t->x[i][0] = t->x[i][1] = t->x[i][2] = NAN;
		t->klass[i] = i % 2;
	}
	leaf_only(t);				/* nothing is known */
	finish(t);
	t = begin(100, 2);
	for (size_t i = 0; i < 100; i++)
	{
		t->x[i][0] = i % 2 ? 0.0f : -0.0f;
		t->x[i][1] = 3;
		t->x[i][2] = 1;
		t->klass[i] = i % 2;
	}
	t->options.min_leaf = 1;
	leaf_only(t);				/* 0 and -0 are one value, N/A alone is none */
	finish(t);
}

static void
beyond_single_precision(void **state)
{
	Table	   *t = begin(0, 2);

	(void) state;
	refused(t, AN_EARG, "there are no rows to train on");
	t = begin(100, 2);
	t->data.weight = t->weight;
	for (size_t i = 0; i < 100; i++)
		t->weight[i] = 1e300;
	refused(t, AN_ENUMERIC, "the weights are beyond single precision");
	t = begin(100, 2);
	t->data.weight = t->weight;
	for (size_t i = 0; i < 100; i++)
		t->weight[i] = 1e-300;
	refused(t, AN_ENUMERIC, "the weights are beyond single precision");
	t = begin(100, 0);
	for (size_t i = 0; i < 100; i++)
		t->y[i] = i % 2 ? 1e308 : -1e308;
	refused(t, AN_ENUMERIC, "the mean of the target is beyond single precision");
}

/* 10,000 levels, of which each has a few rows, and 300 classes. */
static void
many_levels(void **state)
{
	enum
	{
		n = 30000, many = 10001, kinds = 300
	};
	AnEnv		env;
	AnTreeOptions options;
	AnModel    *model;
	AnStr	   *names;
	float	   *x;
	uint32_t   *klass;
	AnFeature	feature = {.name = AN_LITERAL("f"), .kind = AN_CATEGORICAL, .nlevels = many};
	AnDataset	data = {1, &feature, n, NULL, kinds, NULL, NULL, NULL, NULL};

	(void) state;
	an_env_init(&env, (size_t) 128 << 20);
	an_tree_defaults(&options);
	names = an_alloc_array(&env, many, sizeof(AnStr));
	x = an_alloc_array(&env, n, sizeof(float));
	klass = an_alloc_array(&env, n, sizeof(uint32_t));
	for (uint32_t i = 0; i < many; i++)
	{
		char		name[16];

		snprintf(name, sizeof(name), "l%u", i);
		assert_true(an_copy_str(&env, i == 0 ? "N/A" : name, strlen(i == 0 ? "N/A" : name), &names[i]));
	}
	for (uint32_t i = 0; i < n; i++)
	{
		x[i] = (float) (2 + i % (many - 1));
		klass[i] = i % 7 == 0 ? i % kinds : i % (many - 1) < 4000 ? 5 : 8;
	}
	feature.levels = names;
	data.classes = names;
	data.klass = klass;
	data.x = x;
	options.max_depth = 1;
	assert_int_equal(AN_OK, an_tree_train(&env, &data, &options, AN_LITERAL("y"), NULL, &model));
	assert_int_equal(model->nnodes, 3);
	assert_int_equal(AN_NO_BRANCH, model->branches[0]);
	/* of class 5 nearly all are on one side, of class 8 on the other */
	for (uint32_t k = 5; k <= 8; k += 3)
		assert_true(fminf(model->freq[kinds + k], model->freq[2 * kinds + k]) < 0.01f * model->freq[k]);
	assert_true((model->freq[kinds + 5] > model->freq[kinds + 8]) != (model->freq[2 * kinds + 5] > model->freq[2 * kinds + 8]));
	an_env_release(&env);
}

static bool
stop_after(void *host)
{
	uint32_t   *left = host;

	return *left == 0 || --*left == 0;
}

static void
cancel_anywhere(void **state)
{
	Table	   *t = begin(500, 3);
	uint32_t	polls = 1;
	AnStatus	status = AN_ECANCEL;

	(void) state;
	for (size_t i = 0; i < 500; i++)
		t->klass[i] = planted(t->x[i][0], t->x[i][2]);
	for (; status == AN_ECANCEL; polls++)
	{
		uint32_t	left = polls;

		an_env_release(&t->env);
		an_env_init(&t->env, (size_t) 64 << 20);
		t->env.interrupted = stop_after;
		t->env.host = &left;
		status = an_tree_train(&t->env, &t->data, &t->options, AN_LITERAL("y"), NULL, &t->model);
		assert_true(status == AN_ECANCEL || status == AN_OK);
	}
	assert_true(polls > 20);
	finish(t);
}

/* Whatever the limit, an error or a model. */
static void
little_memory(void **state)
{
	Table	   *t = begin(500, 3);
	AnStatus	status = AN_ELIMIT;

	(void) state;
	for (size_t i = 0; i < 500; i++)
		t->klass[i] = planted(t->x[i][0], t->x[i][2]);
	for (size_t limit = 1024; status == AN_ELIMIT; limit += 3000)
	{
		an_env_release(&t->env);
		an_env_init(&t->env, limit);
		status = an_tree_train(&t->env, &t->data, &t->options, AN_LITERAL("y"), NULL, &t->model);
		assert_true(status == AN_ELIMIT || status == AN_OK);
	}
	finish(t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(weights_count_as_rows), cmocka_unit_test(limits_hold),
		cmocka_unit_test(progress_of_levels), cmocka_unit_test(bad_options),
		cmocka_unit_test(nothing_to_split), cmocka_unit_test(beyond_single_precision),
		cmocka_unit_test(many_levels), cmocka_unit_test(cancel_anywhere),
		cmocka_unit_test(little_memory)
	};

	return cmocka_run_group_tests_name("tree_edge", tests, NULL, NULL);
}
