/* forest.c - sums of trees: the proof of their contract, and one step in a tree */
#include "model/forest.h"
#include "model/proof.h"
#include "model/sums.h"

#include <math.h>

/* ----- proof ----- */

static AnStatus
check_node(AnEnv *env, const AnModel *m, const AnForestNode *node)
{
	const AnForest *forest = m->forest;
	const AnFeature *feature;

	REQUIRE(node->kind <= AN_SUM_SET, "a node is a leaf or a split");
	REQUIRE(isfinite(node->cover) && node->cover >= 0, "covers are finite and not negative");
	REQUIRE(node->missing_right <= 1, "a missing value goes left or right");
	REQUIRE(node->kind == AN_SUM_BELOW ? !isnan(node->value) : isfinite(node->value), "values are finite");
	if (node->kind == AN_SUM_LEAF)
		return AN_OK;
	REQUIRE(node->feature < m->nfeatures, "a split's feature exists");
	feature = &m->features[node->feature];
	REQUIRE(feature->kind == AN_NUMERIC || (feature->kind == AN_CATEGORICAL && node->kind == AN_SUM_SET),
			"a split fits its feature's kind");
	if (node->kind == AN_SUM_SET)
		REQUIRE(node->set < forest->nsets && forest->sets[node->set] <= AN_MAX_SET_WORDS
				&& forest->sets[node->set] < forest->nsets - node->set, "a split's set exists");
	return AN_OK;
}

/* depth is scratch, zeroed, by node. */
static AnStatus
check_tree(AnEnv *env, const AnModel *m, const AnForestTree *tree, uint32_t *depth)
{
	const AnForest *forest = m->forest;
	uint32_t	end = tree->first + tree->count;

	REQUIRE(tree->group < forest->ngroups, "a tree's group exists");
	depth[tree->first] = 1;
	for (uint32_t i = tree->first; i < end; i++)
	{
		const AnForestNode *node = &forest->nodes[i];

		if (i % 4096 == 0)
			AN_TRY(an_poll(env));
		AN_TRY(check_node(env, m, node));
		REQUIRE(depth[i] > 0, "every node is somebody's child");
		if (node->kind == AN_SUM_LEAF)
			continue;
		REQUIRE(node->child > i && node->child < end - 1, "children come after their parent");
		REQUIRE(depth[node->child] == 0 && depth[node->child + 1] == 0, "a node has one parent");
		REQUIRE(depth[i] <= AN_MAX_FOREST_DEPTH, "a tree has at most 1000 levels");
		depth[node->child] = depth[node->child + 1] = depth[i] + 1;
	}
	return AN_OK;
}

AnStatus
an_forest_validate(AnEnv *env, const AnModel *m)
{
	const AnForest *forest = m->forest;
	uint32_t	next = 0;
	uint32_t   *depth;

	REQUIRE(forest != NULL && an_link_fits((AnLink) forest->link, forest->ngroups, m->nclasses), "a forest's margins fit its classes");
	REQUIRE(forest->ntrees <= AN_MAX_FOREST_TREES && forest->nnodes <= AN_MAX_FOREST_NODES, "at most a million trees, 50 million nodes");
	REQUIRE(forest->nsets <= INT32_MAX, "sets are within their limit");
	for (uint32_t g = 0; g < forest->ngroups; g++)
		REQUIRE(isfinite(forest->base[g]), "margins are finite");
	depth = an_alloc_array(env, (size_t) forest->nnodes + 1, sizeof(uint32_t));
	if (depth == NULL)
		return env->error.status;
	for (uint32_t t = 0; t < forest->ntrees; t++)
	{
		const AnForestTree *tree = &forest->trees[t];

		REQUIRE(tree->first == next && tree->count >= 1 && tree->count <= forest->nnodes - next, "trees follow one another");
		AN_TRY(check_tree(env, m, tree, depth));
		next += tree->count;
	}
	REQUIRE(next == forest->nnodes, "every node belongs to a tree");
	return AN_OK;
}

void
an_forest_mark_used(AnModel *m)
{
	const AnForest *forest = m->forest;

	for (uint32_t i = 0; i < forest->nnodes; i++)
		if (forest->nodes[i].kind != AN_SUM_LEAF)
			m->features[forest->nodes[i].feature].used = true;
}

/* ----- one step ----- */

bool
an_forest_in_set(const uint32_t *set, float x)
{
	uint32_t	category;

	if (!(x >= 0 && x < (float) (AN_MAX_SET_WORDS * 32)))
		return false;
	category = (uint32_t) x;
	return category / 32 < set[0] && (set[1 + category / 32] >> (category % 32) & 1) != 0;
}

uint32_t
an_forest_next(const AnForest *forest, uint32_t at, float x)
{
	const AnForestNode *node = &forest->nodes[at];

	if (node->kind == AN_SUM_LEAF)
		return at;
	if (isnan(x))
		return node->child + node->missing_right;
	return node->child + (node->kind == AN_SUM_SET ? an_forest_in_set(forest->sets + node->set, x) : !(x < node->value));
}
