/*
 * xgboost_tree.c - one tree of an XGBoost model
 *
 * A tree is a set of arrays with an element for each node: children (-1 at a
 * leaf), feature, cut or leaf value, the side of missing values.  A split by
 * categories has its set in further arrays, by node number.
 */
#include "formats/xgboost.h"

#include <math.h>

#define MAX_CATEGORY (AN_MAX_SET_WORDS * 32)

typedef struct TreeReader
{
	AnJson	   *json;
	AnXgboostTree *tree;
} TreeReader;

/* Reading ------------------------------------------------------------- */

static AnStatus
tree_param_member(void *host, AnStr key)
{
	TreeReader *r = host;

	if (an_xgboost_is(key, "size_leaf_vector"))
		return an_xgboost_parameter(r->json, "size_leaf_vector", &r->tree->leaf_size);
	return an_json_skip(r->json);
}

static AnStatus
tree_member(void *host, AnStr key)
{
	TreeReader *r = host;
	AnXgboostTree *t = r->tree;
	const struct
	{
		const char *name;
		AnJsonIntegers *integers;
		AnJsonFloats *floats;
	}			arrays[] = {
		{"left_children", &t->left, NULL}, {"right_children", &t->right, NULL},
		{"split_indices", &t->feature, NULL}, {"split_type", &t->categorical, NULL},
		{"default_left", &t->default_left, NULL}, {"split_conditions", NULL, &t->value},
		{"sum_hessian", NULL, &t->cover}, {"categories", &t->categories, NULL},
		{"categories_nodes", &t->set_node, NULL}, {"categories_segments", &t->set_start, NULL},
		{"categories_sizes", &t->set_size, NULL},
	};

	for (size_t i = 0; i < sizeof(arrays) / sizeof(arrays[0]); i++)
	{
		if (!an_xgboost_is(key, arrays[i].name))
			continue;
		if (arrays[i].integers != NULL)
			return an_json_integers(r->json, arrays[i].name, arrays[i].integers);
		return an_json_floats(r->json, arrays[i].name, arrays[i].floats);
	}
	if (an_xgboost_is(key, "tree_param"))
		return an_xgboost_object(r->json, "tree_param", tree_param_member, r);
	return an_json_skip(r->json);
}

/* What the last tree had must not be taken for this one's. */
static void
clear(AnXgboostTree *t)
{
	t->left.count = t->right.count = t->feature.count = t->categorical.count = 0;
	t->default_left.count = t->value.count = t->cover.count = t->categories.count = 0;
	t->set_node.count = t->set_start.count = t->set_size.count = 0;
	t->leaf_size = 0;
}

/* Checking ------------------------------------------------------------ */

static AnStatus
bad_tree(AnEnv *env, const AnXgboostTree *t, const char *what, int64_t node)
{
	an_fail(env, AN_EFORMAT, "invalid tree in the XGBoost model");
	if (node < 0)
		return an_detail(env, "Tree %u, counted from 0: %s.", t->number, what);
	return an_detail(env, "Tree %u, node %lld, both counted from 0: %s.", t->number,
					 (long long) node, what);
}

static AnStatus
check_lengths(AnEnv *env, const AnXgboostTree *t)
{
	uint32_t	n = t->left.count;

	if (t->leaf_size > 1)
	{
		an_fail(env, AN_EUNSUPPORTED, "XGBoost model has leaves that are vectors");
		return an_hint(env, "Train it with multi_strategy \"one_output_per_tree\".");
	}
	if (n == 0)
		return bad_tree(env, t, "it has no nodes", -1);
	if (n > AN_MAX_FOREST_NODES)
	{
		an_fail(env, AN_ELIMIT, "too many nodes in a tree");
		return an_detail(env, "The limit is %d.", AN_MAX_FOREST_NODES);
	}
	if (t->right.count != n || t->feature.count != n || t->value.count != n ||
		t->default_left.count != n)
		return bad_tree(env, t, "its arrays differ in length", -1);
	if ((t->categorical.count != n && t->categorical.count != 0) ||
		(t->cover.count != n && t->cover.count != 0))
		return bad_tree(env, t, "its arrays differ in length", -1);
	if (t->set_start.count != t->set_node.count || t->set_size.count != t->set_node.count)
		return bad_tree(env, t, "its arrays of category sets differ in length", -1);
	return AN_OK;
}

static AnStatus
make_room(AnEnv *env, AnXgboostTree *t)
{
	uint32_t	n = t->left.count;

	if (n <= t->room)
		return AN_OK;
	n = n > t->room * 2 ? n : t->room * 2;
	t->nodes = an_grow(env, t->nodes, t->room * sizeof(*t->nodes), n * sizeof(*t->nodes));
	t->left_child = an_grow(env, t->left_child, t->room * sizeof(uint32_t), n * sizeof(uint32_t));
	t->right_child = an_grow(env, t->right_child, t->room * sizeof(uint32_t), n * sizeof(uint32_t));
	if (t->nodes == NULL || t->left_child == NULL || t->right_child == NULL)
		return env->error.status;
	t->room = n;
	return AN_OK;
}

/* Making nodes -------------------------------------------------------- */

static AnStatus
make_node(AnEnv *env, AnXgboostTree *t, uint32_t i, uint32_t nfeatures, float scale)
{
	AnForestNode *node = &t->nodes[i];
	int64_t		left = t->left.items[i];
	int64_t		right = t->right.items[i];
	bool		leaf = left == -1 && right == -1;
	int64_t		n = t->left.count;

	*node = (AnForestNode) {.kind = AN_SUM_LEAF, .value = t->value.items[i]};
	node->cover = t->cover.count > 0 ? t->cover.items[i] : 0;
	if (!isfinite(node->cover) || node->cover < 0)
		return bad_tree(env, t, "its cover is no weight", i);
	if (leaf)
	{
		node->value *= scale;
		return isfinite(node->value) ? AN_OK : bad_tree(env, t, "the leaf's value is not finite", i);
	}
	if (left < 1 || left >= n || right < 1 || right >= n || left == right)
		return bad_tree(env, t, "a child is no node of the tree", i);
	if (t->feature.items[i] < 0 || t->feature.items[i] >= nfeatures)
		return bad_tree(env, t, "the feature does not exist", i);
	node->feature = (uint32_t) t->feature.items[i];
	node->missing_right = t->default_left.items[i] == 0;
	t->left_child[i] = (uint32_t) left;
	t->right_child[i] = (uint32_t) right;
	node->kind = t->categorical.count > 0 && t->categorical.items[i] != 0 ? AN_SUM_SET : AN_SUM_BELOW;
	if (node->kind == AN_SUM_SET)
	{
		node->set = UINT32_MAX; /* until its set is met */
		node->value = 0;
	}
	else if (isnan(node->value))
		return bad_tree(env, t, "the cut is not a number", i);
	return AN_OK;
}

/* The categories of set k, as bits; returns the number of words, 0 for a wrong one. */
static uint32_t
collect_set(const AnXgboostTree *t, uint32_t k, uint32_t *words)
{
	int64_t		start = t->set_start.items[k];
	int64_t		size = t->set_size.items[k];
	uint32_t	used = 1;

	memset(words, 0, AN_MAX_SET_WORDS * sizeof(*words));
	if (start < 0 || size < 0 || start > t->categories.count || size > t->categories.count - start)
		return 0;
	for (int64_t i = start; i < start + size; i++)
	{
		int64_t		category = t->categories.items[i];

		if (category < 0 || category >= MAX_CATEGORY)
			return 0;
		words[category / 32] |= (uint32_t) 1 << category % 32;
		if ((uint32_t) (category / 32) >= used)
			used = (uint32_t) (category / 32) + 1;
	}
	return used;
}

static AnStatus
add_sets(AnEnv *env, AnXgboostTree *t, AnBuilder *b)
{
	uint32_t	words[AN_MAX_SET_WORDS];
	uint32_t	n = t->left.count;

	for (uint32_t k = 0; k < t->set_node.count; k++)
	{
		int64_t		i = t->set_node.items[k];
		uint32_t	used;

		if (i < 0 || i >= n || t->nodes[i].kind != AN_SUM_SET || t->nodes[i].set != UINT32_MAX)
			return bad_tree(env, t, "a set of categories belongs to no split", i < 0 ? -1 : i);
		if ((used = collect_set(t, k, words)) == 0)
			return bad_tree(env, t, "its set of categories is out of range", i);
		AN_TRY(an_builder_set(b, used, words, &t->nodes[i].set));
	}
	for (uint32_t i = 0; i < n; i++)
		if (t->nodes[i].kind == AN_SUM_SET && t->nodes[i].set == UINT32_MAX)
			return bad_tree(env, t, "the split has no set of categories", i);
	return AN_OK;
}

AnStatus
an_xgboost_read_tree(AnJson *json, AnXgboostTree *tree, uint32_t nfeatures, uint32_t group,
					 float scale, AnBuilder *b)
{
	TreeReader	r = {json, tree};
	AnEnv	   *env = json->env;

	clear(tree);
	AN_TRY(an_xgboost_object(json, "trees", tree_member, &r));
	AN_TRY(check_lengths(env, tree));
	AN_TRY(make_room(env, tree));
	for (uint32_t i = 0; i < tree->left.count; i++)
		AN_TRY(make_node(env, tree, i, nfeatures, scale));
	AN_TRY(add_sets(env, tree, b));
	return an_builder_forest_tree(b, group, tree->left.count, tree->nodes, tree->left_child,
								  tree->right_child);
}
