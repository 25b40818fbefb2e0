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
	AnXgboostStranger stranger;
} TreeReader;

/* Reading ------------------------------------------------------------- */

#define ARRAY_MEMBER(member, kind, field) \
static AnStatus \
read_##member(void *host) \
{ \
	TreeReader *r = host; \
	return an_json_##kind(r->json, #member, &r->tree->field); \
}

#define NUMBER_MEMBER(member, field) \
static AnStatus \
read_##member(void *host) \
{ \
	TreeReader *r = host; \
	return an_xgboost_parameter(r->json, #member, &r->tree->field); \
}

ARRAY_MEMBER(left_children, integers, left)
ARRAY_MEMBER(right_children, integers, right)
ARRAY_MEMBER(split_indices, integers, feature)
ARRAY_MEMBER(split_type, integers, categorical)
ARRAY_MEMBER(default_left, integers, default_left)
ARRAY_MEMBER(split_conditions, floats, value)
ARRAY_MEMBER(sum_hessian, floats, cover)
ARRAY_MEMBER(categories, integers, categories)
ARRAY_MEMBER(categories_nodes, integers, set_node)
ARRAY_MEMBER(categories_segments, integers, set_start)
ARRAY_MEMBER(categories_sizes, integers, set_size)
NUMBER_MEMBER(id, id)
NUMBER_MEMBER(num_nodes, num_nodes)
NUMBER_MEMBER(size_leaf_vector, leaf_size)

/* Only leaves that are vectors have weights apart from "split_conditions". */
static AnStatus
read_leaf_weights(void *host)
{
	TreeReader *r = host;

	r->tree->leaf_vectors = true;
	return an_json_skip(r->json);
}

static AnStatus
read_tree_param(void *host)
{
	static const AnXgboostMember members[] = {
		{"size_leaf_vector", read_size_leaf_vector}, {"num_nodes", read_num_nodes},
		{"num_feature", NULL}, {"num_deleted", NULL},
	};
	TreeReader *r = host;

	return an_xgboost_object(r->json, "tree_param", members, AN_XGBOOST_COUNT(members), &r->stranger, r);
}

/* Gains, parents, and what a node would have said as a leaf do not matter here. */
static const AnXgboostMember tree_members[] = {
	{"left_children", read_left_children}, {"right_children", read_right_children},
	{"split_indices", read_split_indices}, {"split_type", read_split_type},
	{"default_left", read_default_left}, {"split_conditions", read_split_conditions},
	{"sum_hessian", read_sum_hessian}, {"categories", read_categories},
	{"categories_nodes", read_categories_nodes}, {"categories_segments", read_categories_segments},
	{"categories_sizes", read_categories_sizes}, {"id", read_id}, {"leaf_weights", read_leaf_weights},
	{"tree_param", read_tree_param},
	{"base_weights", NULL}, {"loss_changes", NULL}, {"parents", NULL},
};

/* What the last tree had must not be taken for this one's. */
static void
clear(AnXgboostTree *t)
{
	t->left.count = t->right.count = t->feature.count = t->categorical.count = 0;
	t->default_left.count = t->value.count = t->cover.count = t->categories.count = 0;
	t->set_node.count = t->set_start.count = t->set_size.count = 0;
	t->leaf_size = 0;
	t->leaf_vectors = false;
	t->id = t->num_nodes = -1;
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

	if (t->leaf_size > 1 || t->leaf_vectors)
	{
		an_fail(env, AN_EUNSUPPORTED, "XGBoost model has leaves that are vectors");
		return an_hint(env, "Train it with multi_strategy \"one_output_per_tree\".");
	}
	if (n == 0)
		return bad_tree(env, t, "it has no nodes", -1);
	if (t->id >= 0 && t->id != t->number)
		return bad_tree(env, t, "its \"id\" is another tree's", -1);
	if (t->num_nodes >= 0 && t->num_nodes != n)
		return bad_tree(env, t, "its number of nodes is not that of its arrays", -1);
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
	n = an_larger_room(t->room, n);
	if (!an_grow_array(env, &t->nodes, t->room, n, sizeof(*t->nodes))
		|| !an_grow_array(env, &t->left_child, t->room, n, sizeof(uint32_t))
		|| !an_grow_array(env, &t->right_child, t->room, n, sizeof(uint32_t)))
		return env->error.status;
	t->room = n;
	return AN_OK;
}

/* Making nodes -------------------------------------------------------- */

static AnStatus
make_node(AnEnv *env, AnXgboostTree *t, uint32_t i, const AnXgboostTreeShape *shape, float scale)
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
	if (t->feature.items[i] < 0 || t->feature.items[i] >= shape->nfeatures)
		return bad_tree(env, t, "the feature does not exist", i);
	node->feature = (uint32_t) t->feature.items[i];
	node->missing_right = t->default_left.items[i] == 0;
	t->left_child[i] = (uint32_t) left;
	t->right_child[i] = (uint32_t) right;
	if (t->categorical.count > 0 && t->categorical.items[i] != 0 && t->categorical.items[i] != 1)
		return bad_tree(env, t, "the split is of a type that is not known", i);
	node->kind = t->categorical.count > 0 && t->categorical.items[i] == 1 ? AN_SUM_SET : AN_SUM_BELOW;
	if (node->kind == AN_SUM_BELOW && shape->cats != NULL && an_xgboost_has_cats(shape->cats, node->feature))
		return bad_tree(env, t, "categories are compared with a number", i);
	if (node->kind == AN_SUM_SET)
	{
		node->set = UINT32_MAX; /* until its set is met */
		node->value = 0;
	}
	else if (isnan(node->value))
		return bad_tree(env, t, "the cut is not a number", i);
	return AN_OK;
}

/* What is added to the numbers of categories, which begin with 0, to make them value
 * numbers of a categorical feature: those begin with 1, and 1 is N/A. */
#define FIRST_VALUE 2

/* The categories of set k, as bits; returns the number of words, 0 for a wrong one. */
static uint32_t
collect_set(const AnXgboostTree *t, uint32_t k, int64_t first, uint32_t *words)
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

		if (category < 0 || category >= MAX_CATEGORY - first)
			return 0;
		category += first;
		words[category / 32] |= (uint32_t) 1 << category % 32;
		if ((uint32_t) (category / 32) >= used)
			used = (uint32_t) (category / 32) + 1;
	}
	return used;
}

static AnStatus
add_sets(AnEnv *env, AnXgboostTree *t, const AnXgboostTreeShape *shape, AnBuilder *b)
{
	uint32_t	words[AN_MAX_SET_WORDS];
	uint32_t	n = t->left.count;

	for (uint32_t k = 0; k < t->set_node.count; k++)
	{
		int64_t		i = t->set_node.items[k];
		bool		named;
		uint32_t	used;

		if (i < 0 || i >= n || t->nodes[i].kind != AN_SUM_SET || t->nodes[i].set != UINT32_MAX)
			return bad_tree(env, t, "a set of categories belongs to no split", i < 0 ? -1 : i);
		named = shape->cats != NULL && an_xgboost_has_cats(shape->cats, t->nodes[i].feature);
		if ((used = collect_set(t, k, named ? FIRST_VALUE : 0, words)) == 0)
			return bad_tree(env, t, "its set of categories is out of range", i);
		AN_TRY(an_builder_set(b, used, words, &t->nodes[i].set));
	}
	for (uint32_t i = 0; i < n; i++)
		if (t->nodes[i].kind == AN_SUM_SET && t->nodes[i].set == UINT32_MAX)
			return bad_tree(env, t, "the split has no set of categories", i);
	return AN_OK;
}

AnStatus
an_xgboost_read_tree(AnJson *json, AnXgboostTree *tree, const AnXgboostTreeShape *shape, uint32_t group,
					 float scale, AnBuilder *b)
{
	TreeReader	r = {.json = json, .tree = tree};
	AnEnv	   *env = json->env;

	clear(tree);
	AN_TRY(an_xgboost_object(json, "trees", tree_members, AN_XGBOOST_COUNT(tree_members), &r.stranger, &r));
	if (r.stranger.name[0] != '\0')
		return an_xgboost_refuse(env, &r.stranger);
	AN_TRY(check_lengths(env, tree));
	AN_TRY(make_room(env, tree));
	for (uint32_t i = 0; i < tree->left.count; i++)
		AN_TRY(make_node(env, tree, i, shape, scale));
	AN_TRY(add_sets(env, tree, shape, b));
	return an_builder_forest_tree(b, group, tree->left.count, tree->nodes, tree->left_child,
								  tree->right_child);
}
