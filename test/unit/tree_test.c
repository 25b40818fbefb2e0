/* tree_test.c - the contract of tree.h, on tables that are worked out by hand */
#include "unit.h"

#include <math.h>

#include "model/explain.h"
#include "model/image.h"
#include "train/tree.h"

#define ROWS 4000
#define FEATURES 3				/* u, v: numbers; f: a category */
#define LEVELS 6				/* N/A, a, b, c, d, e */

typedef struct Table
{
	AnEnv		env;
	AnDataset	data;
	AnTreeOptions options;
	float		x[ROWS][FEATURES];
	uint32_t	klass[ROWS];
	double		y[ROWS];
	double		weight[ROWS];
	AnFeature	features[FEATURES];
	AnModel    *model;
	AnScorer   *scorer;
	AnCase		c;
} Table;

static Table table;				/* too large for the stack */

static AnStr levels[LEVELS] = {
	AN_LITERAL("N/A"), AN_LITERAL("a"), AN_LITERAL("b"), AN_LITERAL("c"), AN_LITERAL("d"), AN_LITERAL("e")
};
static const AnStr classes[] = {
	AN_LITERAL("no"), AN_LITERAL("yes"), AN_LITERAL("perhaps"), AN_LITERAL("never")
};

/* Numbers that depend on nothing but their place. */
static uint32_t
random_number(uint32_t *state)
{
	*state = *state * 1664525u + 1013904223u;
	return *state >> 8;
}

static Table *
begin(size_t rows, uint32_t nclasses)
{
	Table	   *t = &table;
	uint32_t	state = 7;

	memset(t, 0, sizeof(*t));
	an_env_init(&t->env, (size_t) 256 << 20);
	an_tree_defaults(&t->options);
	t->features[0] = (AnFeature) {.name = AN_LITERAL("u"), .kind = AN_NUMERIC};
	t->features[1] = (AnFeature) {.name = AN_LITERAL("v"), .kind = AN_NUMERIC};
	t->features[2] = (AnFeature) {.name = AN_LITERAL("f"), .kind = AN_CATEGORICAL, .nlevels = LEVELS, .levels = levels};
	t->data = (AnDataset) {FEATURES, t->features, rows, t->x[0], nclasses, classes, t->klass, t->y, NULL};
	for (size_t i = 0; i < rows; i++)
	{
		t->x[i][0] = (float) (random_number(&state) % 100);
		t->x[i][1] = (float) (random_number(&state) % 100) / 7;
		t->x[i][2] = (float) (2 + random_number(&state) % (LEVELS - 1));
	}
	return t;
}

/* Trains, proves the model, sends it through its image, and makes a scorer. */
static void
train(Table *t)
{
	const uint8_t *bytes;
	size_t		size;

	if (an_tree_train(&t->env, &t->data, &t->options, AN_LITERAL("target"), NULL, &t->model) != AN_OK)
		fail_msg("%s: %s", t->env.error.message, t->env.error.detail);
	assert_int_equal(AN_OK, an_image_encode(&t->env, t->model, &bytes, &size));
	assert_int_equal(AN_OK, an_image_decode(&t->env, bytes, size, &t->model));
	if (an_model_validate(&t->env, t->model) != AN_OK)
		fail_msg("%s: %s", t->env.error.message, t->env.error.detail);
	assert_int_equal(AN_OK, an_scorer_build(&t->env, t->model, &t->scorer));
	assert_int_equal(AN_OK, an_case_create(&t->env, t->scorer, &t->c));
}

static uint32_t
score(Table *t, float u, float v, float f)
{
	t->c.x[0] = u;
	t->c.x[1] = v;
	t->c.x[2] = f;
	return an_score(t->scorer, &t->c);
}

static void
finish(Table *t)
{
	an_env_release(&t->env);
}

static void
refused(Table *t, AnStatus status, const char *message)
{
	AnModel    *model = NULL;

	assert_int_equal(status, an_tree_train(&t->env, &t->data, &t->options, AN_LITERAL("target"), NULL, &model));
	assert_string_equal(message, t->env.error.message);
	assert_null(model);
	finish(t);
}

/* ----- what is found ----- */

/* u <= 40 is no; above it f in {b, d} is yes, the others are perhaps. */
static uint32_t
planted(float u, float f)
{
	return u <= 40 ? 0 : f == 3 || f == 5 ? 1 : 2;
}

static void
planted_tree(void **state)
{
	Table	   *t = begin(ROWS, 3);

	(void) state;
	for (size_t i = 0; i < ROWS; i++)
		t->klass[i] = planted(t->x[i][0], t->x[i][2]);
	for (int criterion = AN_TREE_GINI; criterion <= AN_TREE_ENTROPY; criterion++)
	{
		t->options.criterion = (uint8_t) criterion;
		train(t);
		/* cut, N/A, two leaves and a subset with two */
		assert_int_equal(t->model->nnodes, 6);
		for (size_t i = 0; i < ROWS; i++)
			assert_int_equal(t->klass[i], score(t, t->x[i][0], t->x[i][1], t->x[i][2]));
		assert_int_equal(0, score(t, 40.4f, 0, 3));
		assert_int_equal(1, score(t, 40.6f, 0, 3));
	}
	finish(t);
}

/* A level that no row of the node has ends there: as likely as in the node. */
static void
unseen_level(void **state)
{
	Table	   *t = begin(1000, 2);

	(void) state;
	for (size_t i = 0; i < 1000; i++)
	{
		t->x[i][2] = (float) (2 + i % 2);
		t->klass[i] = i % 2 == 0 || i % 10 == 1;
	}
	t->options.max_depth = 1;
	train(t);
	assert_int_equal(t->model->nodes[0].kind, AN_SUBSET);
	assert_int_equal(1, score(t, 0, 0, 1));
	assert_true(fabs(t->c.probability[1] - 0.6) < 1e-3);
	score(t, 0, 0, 2);
	assert_true(t->c.probability[1] > 0.99);
	finish(t);
}

/* With two classes the best of all divisions is found: every one is tried. */
static void
best_division(void **state)
{
	static const double shares[] = {0, 0.9, 0.2, 0.55, 0.35, 0.7};
	Table	   *t = begin(ROWS, 2);
	double		rows[LEVELS] = {0};
	double		yes[LEVELS] = {0};
	double		best = 0;
	double		all = 0;
	uint32_t	random = 3;
	const AnNode *left;
	double		found;

	(void) state;
	for (size_t i = 0; i < ROWS; i++)
	{
		uint32_t	level = (uint32_t) t->x[i][2] - 1;

		t->x[i][0] = t->x[i][1] = 0;
		t->klass[i] = random_number(&random) % 1000 < 1000 * shares[level];
		rows[level]++;
		yes[level] += t->klass[i];
		all += t->klass[i];
	}
	for (uint32_t set = 1; set < 31; set++)
	{
		double		n = 0;
		double		k = 0;

		for (uint32_t l = 1; l < LEVELS; l++)
			if (set >> (l - 1) & 1)
			{
				n += rows[l];
				k += yes[l];
			}
		if ((k - n * all / ROWS) * (k - n * all / ROWS) / (n * (ROWS - n)) > best)
			best = (k - n * all / ROWS) * (k - n * all / ROWS) / (n * (ROWS - n));
	}
	t->options.max_depth = 1;
	train(t);
	left = &t->model->nodes[t->model->nodes[0].child];
	found = (double) t->model->freq[2 * t->model->nodes[0].child + 1] - (double) left->cases * all / ROWS;
	assert_true(fabs(found * found / ((double) left->cases * (ROWS - (double) left->cases)) - best) < 1e-9);
	finish(t);
}

/* Cuts are halfway and tell neighbours in single precision apart. */
static void
neighbours(void **state)
{
	float		below = 16777214;

	(void) state;
	for (int step = 0; step < 3; step++)
	{
		Table	   *t = begin(200, step == 2 ? 0 : 2);
		float		above = nextafterf(below, INFINITY);

		for (size_t i = 0; i < 200; i++)
		{
			t->x[i][0] = i % 2 == 0 ? below : above;
			t->klass[i] = i % 2 == 0;
			t->y[i] = (double) (i % 2);
		}
		train(t);
		for (int side = 0; side < 2; side++)
		{
			uint32_t	klass = score(t, side == 0 ? below : above, 0, 2);

			if (step == 2)
				assert_true(t->c.probability[0] == side);
			else
				assert_int_equal(klass, side == 0);
		}
		below = step == 0 ? 1e-40f : -3.5f;
		finish(t);
	}
}

static void
ties(void **state)
{
	Table	   *t = begin(300, 2);

	(void) state;
	/* v says the same as u, and both 100 and 200 divide equally well */
	for (size_t i = 0; i < 300; i++)
	{
		t->x[i][0] = t->x[i][1] = (float) i;
		t->klass[i] = i / 100 == 1;
	}
	t->options.max_depth = 1;
	train(t);
	assert_int_equal(t->model->nodes[0].feature, 0);
	assert_true(t->model->nodes[0].cut == 99.5f);
	finish(t);
}

/* ----- missing values ----- */

/* 60 rows are u = 1, 20 are u = 2, 40 have none: 30 of these go left. */
static void
missing_by_shares(void **state)
{
	Table	   *t = begin(120, 2);
	const float *freq;

	(void) state;
	for (size_t i = 0; i < 120; i++)
	{
		t->x[i][0] = i < 60 ? 1 : i < 80 ? 2 : NAN;
		t->x[i][1] = 0;
		t->x[i][2] = 2;
		t->klass[i] = i >= 60;
	}
	train(t);
	freq = t->model->freq + 2 * t->model->nodes[0].child;
	assert_int_equal(t->model->nnodes, 4);
	assert_true(freq[0] == 0 && freq[1] == 0);
	assert_true(freq[2] == 60 && freq[3] == 30);
	assert_true(freq[4] == 0 && freq[5] == 30);
	/* scored as it was trained: by the same shares */
	score(t, an_case_special(AN_BITS_MISSING), 0, 2);
	assert_true(fabs(t->c.probability[1] - (0.75 * 30 / 90 + 0.25)) < 1e-6);
	finish(t);
}

/* Every row is somewhere, whatever is missing: weights add up at each node. */
static void
missing_adds_up(void **state)
{
	Table	   *t = begin(ROWS, 4);
	uint32_t	random = 11;

	(void) state;
	for (size_t i = 0; i < ROWS; i++)
	{
		t->klass[i] = ((uint32_t) t->x[i][0] / 13 + (uint32_t) t->x[i][1] + (uint32_t) t->x[i][2]) % 4;
		for (int f = 0; f < FEATURES; f++)
			if (random_number(&random) % 3 == 0)
				t->x[i][f] = NAN;
	}
	t->options.max_depth = 12;
	t->options.min_leaf = 2;
	train(t);
	assert_true(t->model->nnodes > 200);
	for (uint32_t i = 0; i < t->model->nnodes; i++)
	{
		const AnNode *node = &t->model->nodes[i];
		double		sum = 0;

		for (uint32_t k = 0; node->kind != AN_LEAF && k < node->forks; k++)
			sum += (double) t->model->nodes[node->child + k].cases;
		if (node->kind != AN_LEAF)
			assert_true(fabs(sum - (double) node->cases) < 1e-4 * (double) node->cases);
	}
	finish(t);
}

static void
missing_goes_with_more(void **state)
{
	Table	   *t = begin(120, 0);
	const AnForestNode *nodes;

	(void) state;
	for (size_t i = 0; i < 120; i++)
	{
		t->x[i][0] = i < 20 ? 1 : i < 80 ? 2 : NAN;
		t->x[i][1] = 0;
		t->x[i][2] = 2;
		t->y[i] = i < 20 ? 5 : i < 80 ? 9 : 12;
	}
	train(t);
	nodes = t->model->forest->nodes;
	assert_int_equal(t->model->forest->nnodes, 3);
	assert_true(nodes[0].missing_right);
	assert_true(nodes[nodes[0].child].cover == 20 && nodes[nodes[0].child + 1].cover == 100);
	assert_true(fabsf(nodes[nodes[0].child + 1].value - 10.2f) < 1e-5f);
	score(t, NAN, 0, 2);
	assert_true(fabs(t->c.probability[0] - 10.2) < 1e-5);
	finish(t);
}

/* ----- regression ----- */

static void
regression_levels(void **state)
{
	Table	   *t = begin(ROWS, 0);

	(void) state;
	for (size_t i = 0; i < ROWS; i++)
		t->y[i] = (t->x[i][2] == 3 || t->x[i][2] == 6 ? 10 : 2) + (t->x[i][0] <= 30 ? 0.5 : 0);
	train(t);
	assert_int_equal(t->model->kind, AN_FOREST);
	for (size_t i = 0; i < ROWS; i++)
	{
		score(t, t->x[i][0], t->x[i][1], t->x[i][2]);
		assert_true(fabs(t->c.probability[0] - t->y[i]) < 1e-5);
	}
	/* N/A, which no row has, is with more rows */
	score(t, 50, 0, 1);
	assert_true(fabs(t->c.probability[0] - 2) < 1e-5);
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
		cmocka_unit_test(planted_tree), cmocka_unit_test(unseen_level), cmocka_unit_test(best_division),
		cmocka_unit_test(neighbours), cmocka_unit_test(ties),
		cmocka_unit_test(missing_by_shares), cmocka_unit_test(missing_adds_up),
		cmocka_unit_test(missing_goes_with_more), cmocka_unit_test(regression_levels),
		cmocka_unit_test(weights_count_as_rows), cmocka_unit_test(limits_hold),
		cmocka_unit_test(progress_of_levels), cmocka_unit_test(bad_options),
		cmocka_unit_test(nothing_to_split), cmocka_unit_test(beyond_single_precision),
		cmocka_unit_test(many_levels), cmocka_unit_test(cancel_anywhere), cmocka_unit_test(little_memory)
	};

	return cmocka_run_group_tests_name("tree", tests, NULL, NULL);
}
