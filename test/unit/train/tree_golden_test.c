/*
 * tree_golden_test.c - trees of real tables against scikit-learn's
 *
 * test/golden/tree/HOWTO says where they come from.  The splits are the same, with
 * the same weights and impurities, node by node.  Where two are equally good
 * scikit-learn takes any: then the gain is the same, and what is below is not
 * compared.
 */
#include "golden.h"
#include "unit.h"

#include <math.h>

#include "train/tree.h"

static AnEnv env;

typedef struct Wanted
{
	int			feature;		/* -1: a leaf */
	double		cut;
	double		weight;
	double		impurity;
	double		mean;
} Wanted;

typedef struct Golden
{
	AnDataset	data;
	AnTreeOptions options;
	uint32_t	nnodes;
	Wanted	   *nodes;			/* in pre-order */
	const AnModel *model;
	uint32_t	next;			/* the node to compare */
	uint32_t	same;			/* so far */
	uint32_t	ties;
} Golden;

static void
read_nodes(Golden *g, const char *name)
{
	char	   *at = golden_file("tree", name, "expected.txt");

	an_tree_defaults(&g->options);
	g->data.nrows = (size_t) golden_number(&at);
	g->data.nfeatures = (uint32_t) golden_number(&at);
	g->data.nclasses = (uint32_t) golden_number(&at);
	g->options.criterion = golden_number(&at) > 0 ? AN_TREE_ENTROPY : AN_TREE_GINI;
	g->options.max_depth = (uint32_t) golden_number(&at);
	g->options.min_leaf = golden_number(&at);
	g->options.min_gain = 0;
	g->options.ccp_alpha = golden_number(&at);
	g->nnodes = (uint32_t) golden_number(&at);
	g->nodes = an_alloc_array(&env, g->nnodes, sizeof(Wanted));
	for (uint32_t i = 0; i < g->nnodes; i++)
	{
		g->nodes[i].feature = (int) golden_number(&at);
		g->nodes[i].cut = golden_number(&at);
		g->nodes[i].weight = golden_number(&at);
		g->nodes[i].impurity = golden_number(&at);
		g->nodes[i].mean = golden_number(&at);
	}
}

static void
read_rows(Golden *g, const char *name)
{
	char	   *at = golden_file("tree", name, "data.csv.gz");
	size_t		n = g->data.nrows;
	float	   *x = an_alloc_array(&env, n * g->data.nfeatures, sizeof(float));
	uint32_t   *klass = an_alloc_array(&env, n, sizeof(uint32_t));
	double	   *y = an_alloc_array(&env, n, sizeof(double));
	double	   *weight = an_alloc_array(&env, n, sizeof(double));

	for (size_t i = 0; i < n; i++)
	{
		for (uint32_t f = 0; f < g->data.nfeatures; f++)
			x[i * g->data.nfeatures + f] = (float) golden_number(&at);
		y[i] = golden_number(&at);
		klass[i] = (uint32_t) y[i];
		weight[i] = golden_number(&at);
	}
	g->data.x = x;
	g->data.klass = klass;
	g->data.y = y;
	g->data.weight = weight;
}

static void
name_things(Golden *g)
{
	AnFeature  *features = an_alloc_array(&env, g->data.nfeatures, sizeof(AnFeature));
	AnStr	   *classes = an_alloc_array(&env, g->data.nclasses + 1, sizeof(AnStr));
	char		name[16];

	for (uint32_t f = 0; f < g->data.nfeatures; f++)
	{
		snprintf(name, sizeof(name), "x%u", f);
		assert_true(an_copy_str(&env, name, strlen(name), &features[f].name));
		features[f].kind = AN_NUMERIC;
	}
	for (uint32_t k = 0; k < g->data.nclasses; k++)
	{
		snprintf(name, sizeof(name), "c%u", k);
		assert_true(an_copy_str(&env, name, strlen(name), &classes[k]));
	}
	g->data.features = features;
	g->data.classes = classes;
}

/* ----- what both kinds of models say of a node ----- */

typedef struct Seen
{
	bool		split;
	uint32_t	feature;
	double		cut;
	uint32_t	left;
	double		weight;
	double		impurity;		/* NAN: not known */
	double		mean;
} Seen;

static double
impurity_of(const Golden *g, const float *freq, double weight)
{
	double		sum = 0;

	for (uint32_t k = 0; k < g->data.nclasses; k++)
	{
		double		share = (double) freq[k] / weight;

		if (share > 0)
			sum += g->options.criterion == AN_TREE_GINI ? share * (1 - share) : -share * log2(share);
	}
	return sum;
}

static Seen
see(const Golden *g, uint32_t index)
{
	if (g->data.nclasses > 0)
	{
		const AnNode *node = &g->model->nodes[index];
		double		weight = (double) node->cases;

		return (Seen) {node->kind == AN_CUT, node->feature, (double) node->cut, node->child + 1, weight,
					   impurity_of(g, g->model->freq + (size_t) index * g->model->nclasses, weight), 0};
	}
	else
	{
		const AnForestNode *node = &g->model->forest->nodes[index];
		bool		split = node->kind != AN_SUM_LEAF;

		return (Seen) {split, node->feature, (double) node->value, node->child, (double) node->cover, NAN,
					   split ? 0 : (double) node->value};
	}
}

static bool
near(double a, double b, double slack)
{
	return isnan(a) || fabs(a - b) <= slack * fmax(fabs(b), 1e-3);
}

static uint32_t
end_of_subtree(const Golden *g, uint32_t at)
{
	if (g->nodes[at].feature < 0)
		return at + 1;
	return end_of_subtree(g, end_of_subtree(g, at + 1));
}

/* Another split than wanted: equally good? */
static void
check_tie(Golden *g, const Seen *seen, uint32_t at)
{
	Seen		left = see(g, seen->left);
	Seen		right = see(g, seen->left + 1);
	const Wanted *wanted = &g->nodes[at + 1];
	const Wanted *other = &g->nodes[end_of_subtree(g, at + 1)];

	assert_true(g->data.nclasses > 0);
	assert_true(near(left.weight * left.impurity + right.weight * right.impurity,
					 wanted->weight * wanted->impurity + other->weight * other->impurity, 1e-9));
	g->ties++;
	g->next = end_of_subtree(g, at);
}

static void
compare(Golden *g, uint32_t index)
{
	uint32_t	at = g->next++;
	const Wanted *wanted = &g->nodes[at];
	Seen		seen = see(g, index);

	if (!near(seen.weight, wanted->weight, 1e-6) || !near(seen.impurity, wanted->impurity, 1e-6)
		|| seen.split != (wanted->feature >= 0))
		fail_msg("node %u: weight %.9g, impurity %.9g, split %d; wanted %.9g, %.9g, feature %d", at, seen.weight,
				 seen.impurity, seen.split, wanted->weight, wanted->impurity, wanted->feature);
	if (!seen.split)
	{
		if (g->data.nclasses == 0)
			assert_true(near(seen.mean, wanted->mean, 1e-6));
		g->same++;
		return;
	}
	if (seen.feature != (uint32_t) wanted->feature || !near(seen.cut, wanted->cut, 1e-6))
	{
		check_tie(g, &seen, at);
		return;
	}
	g->same++;
	compare(g, seen.left);
	compare(g, seen.left + 1);
}

/* least: how many nodes must have been compared, with those of ties left out. */
static void
check_table(const char *name, uint32_t least)
{
	Golden		g = {.same = 0};
	AnModel    *model;

	an_env_init(&env, (size_t) 1 << 28);
	read_nodes(&g, name);
	read_rows(&g, name);
	name_things(&g);
	if (an_tree_train(&env, &g.data, &g.options, AN_LITERAL("y"), NULL, &model) != AN_OK)
		fail_msg("%s: %s", env.error.message, env.error.detail);
	g.model = model;
	compare(&g, 0);
	if (g.same < least)
		fail_msg("%u of %u nodes are the same, %u splits are ties", g.same, g.nnodes, g.ties);
	an_env_release(&env);
}

#define TABLE(name, least) \
	static void name(void **state) { (void) state; check_table(#name, least); }

TABLE(breast_gini, 11)
TABLE(breast_entropy, 19)
TABLE(breast_pruned, 14)
TABLE(breast_weighted, 19)
TABLE(digits_gini, 117)
TABLE(digits_pruned, 88)
TABLE(wine_entropy, 10)
TABLE(diabetes_variance, 103)
TABLE(diabetes_pruned, 91)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(breast_gini), cmocka_unit_test(breast_entropy),
		cmocka_unit_test(breast_pruned), cmocka_unit_test(breast_weighted),
		cmocka_unit_test(digits_gini), cmocka_unit_test(digits_pruned),
		cmocka_unit_test(wine_entropy),
		cmocka_unit_test(diabetes_variance), cmocka_unit_test(diabetes_pruned)
	};

	return cmocka_run_group_tests_name("tree_golden", tests, NULL, NULL);
}
