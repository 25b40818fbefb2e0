/* tree_test.c - what trees find, on tables that are worked out by hand */
#include "tree_table.h"

/* ----- what is found ----- */

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

/* Weight x Gini's index that the division leaves. */
static double
impurity_left(double counts[LEVELS][4], uint32_t set)
{
	double		left = 0;

	for (uint32_t side = 0; side < 2; side++)
	{
		double		sum[4] = {0};
		double		total = 0;
		double		square = 0;

		for (uint32_t l = 1; l < LEVELS; l++)
			for (uint32_t k = 0; k < 4 && (set >> (l - 1) & 1) == side; k++)
				sum[k] += counts[l][k];
		for (uint32_t k = 0; k < 4; k++)
		{
			total += sum[k];
			square += sum[k] * sum[k];
		}
		left += total > 0 ? total - square / total : 0;
	}
	return left;
}

/* With more classes the principal component finds the best or nearly so. */
static void
near_best_division(void **state)
{
	uint32_t	random = 23;
	uint32_t	best_found = 0;

	(void) state;
	for (int round = 0; round < 100; round++)
	{
		Table	   *t = begin(600, 4);
		double		counts[LEVELS][4] = {{0}};
		double		none;
		double		best;
		uint32_t	set = 0;

		for (size_t i = 0; i < 600; i++)
		{
			uint32_t	level = (uint32_t) t->x[i][2] - 1;

			t->x[i][0] = t->x[i][1] = 0;
			t->klass[i] = (level * (uint32_t) (round + 3) / 2 + random_number(&random) % 3) % 4;
			counts[level][t->klass[i]]++;
		}
		t->options.max_depth = 1;
		train(t);
		for (uint32_t l = 1; l < LEVELS; l++)
			set |= (uint32_t) (t->model->branches[l] == 1) << (l - 1);
		none = best = impurity_left(counts, 0);
		for (uint32_t other = 1; other < 31; other++)
			best = fmin(best, impurity_left(counts, other));
		assert_true(none - impurity_left(counts, set) > 0.95 * (none - best));
		best_found += impurity_left(counts, set) < best + 1e-9;
		finish(t);
	}
	if (best_found < 95)
		fail_msg("the best division was found in %u of 100", best_found);
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

/* The parts of a row are those that scoring makes of it: together they give each
 * leaf the cases that it has. */
static void
scored_as_trained(void **state)
{
	Table	   *t = begin(ROWS, 3);
	uint32_t	random = 17;
	double	   *cases;

	(void) state;
	for (size_t i = 0; i < ROWS; i++)
	{
		t->klass[i] = (planted(t->x[i][0], t->x[i][2]) + (t->x[i][1] > 8)) % 3;
		for (int f = 0; f < FEATURES; f++)
			if (random_number(&random) % 4 == 0)
				t->x[i][f] = an_case_special(AN_BITS_MISSING);
	}
	t->options.max_depth = 3;
	train(t);
	cases = an_alloc_array(&t->env, t->model->nnodes, sizeof(double));
	for (size_t i = 0; i < ROWS; i++)
	{
		AnStep	   *steps;
		size_t		count;

		score(t, t->x[i][0], t->x[i][1], t->x[i][2]);
		assert_int_equal(AN_OK, an_explain(&t->env, t->scorer, &t->c, 0, &steps, &count));
		for (size_t k = 0; k < count; k++)
			cases[steps[k].node] += steps[k].weight;
	}
	for (uint32_t i = 0; i < t->model->nnodes; i++)
		assert_true(fabs(cases[i] - (double) t->model->nodes[i].cases) < 0.01);
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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(planted_tree), cmocka_unit_test(unseen_level),
		cmocka_unit_test(best_division), cmocka_unit_test(near_best_division), cmocka_unit_test(neighbours), cmocka_unit_test(ties),
		cmocka_unit_test(missing_by_shares), cmocka_unit_test(missing_adds_up),
		cmocka_unit_test(scored_as_trained), cmocka_unit_test(missing_goes_with_more), cmocka_unit_test(regression_levels)
	};

	return cmocka_run_group_tests_name("tree", tests, NULL, NULL);
}
