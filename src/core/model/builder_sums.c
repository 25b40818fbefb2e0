/*
 * builder_sums.c - the builder's part for models that are sums
 *
 * The nodes of a tree arrive in any order and are laid out breadth first, so
 * that a node's children are side by side and the top of a tree, through which
 * every case goes, is in few cache lines.
 */
#include "model/builder_impl.h"

#include <string.h>

AnStatus
an_builder_forest(AnBuilder *b, AnLink link, uint32_t ngroups, const float *base)
{
	AnForest   *forest = an_alloc(b->env, sizeof(AnForest));

	if (b->model->kind != AN_FOREST || b->model->forest != NULL)
		return an_fail(b->env, AN_EFORMAT, "a forest in another model");
	if (!an_link_fits(link, ngroups, b->classes.count))
		return an_fail(b->env, AN_EFORMAT, "a forest's margins do not fit its classes");
	if (forest == NULL || (forest->base = an_alloc_array(b->env, ngroups, sizeof(float))) == NULL)
		return b->env->error.status;
	memcpy(forest->base, base, ngroups * sizeof(float));
	forest->link = (uint8_t) link;
	forest->ngroups = ngroups;
	b->model->forest = forest;
	return AN_OK;
}

AnStatus
an_builder_set(AnBuilder *b, uint32_t nwords, const uint32_t *words, uint32_t *offset)
{
	uint32_t   *set;

	if (nwords > AN_MAX_SET_WORDS)
		return an_builder_over(b, "categories in a set", AN_MAX_SET_WORDS * 32);
	*offset = b->sets.count;
	if ((set = AN_LIST_ADD(b->env, &b->sets, nwords + 1)) == NULL)
		return b->env->error.status;
	set[0] = nwords;
	if (nwords > 0)
		memcpy(set + 1, words, nwords * sizeof(uint32_t));
	return AN_OK;
}

typedef struct Layout
{
	uint32_t	n;				/* nodes given */
	const uint32_t *left;
	const uint32_t *right;
	uint32_t   *order;			/* the nodes reached, breadth first */
	uint32_t	count;
	uint32_t   *seen;
} Layout;

static AnStatus
reach(AnEnv *env, Layout *layout, uint32_t node)
{
	if (node >= layout->n || layout->seen[node])
		return an_fail(env, AN_EFORMAT, node >= layout->n ? "a node's child does not exist" : "a node has two parents");
	layout->seen[node] = 1;
	layout->order[layout->count++] = node;
	return AN_OK;
}

/* Copies the nodes in their order: the children of a split are the next two
 * that were reached. */
static AnStatus
lay_out(AnBuilder *b, Layout *layout, const AnForestNode *nodes, uint32_t first)
{
	uint32_t	next = 1;
	AnForestNode *out;

	AN_TRY(reach(b->env, layout, 0));
	for (uint32_t i = 0; i < layout->count; i++)
	{
		uint32_t	node = layout->order[i];

		if (nodes[node].kind == AN_SUM_LEAF)
			continue;
		AN_TRY(reach(b->env, layout, layout->left[node]));
		AN_TRY(reach(b->env, layout, layout->right[node]));
	}
	if ((out = AN_LIST_ADD(b->env, &b->forest_nodes, layout->count)) == NULL)
		return b->env->error.status;
	for (uint32_t i = 0; i < layout->count; i++)
	{
		out[i] = nodes[layout->order[i]];
		out[i].child = 0;
		if (out[i].kind == AN_SUM_LEAF)
			continue;
		out[i].child = first + next;
		next += 2;
	}
	return AN_OK;
}

AnStatus
an_builder_forest_tree(AnBuilder *b, uint32_t group, uint32_t n, const AnForestNode *nodes,
					   const uint32_t *left, const uint32_t *right)
{
	Layout		layout = {n, left, right, NULL, 0, NULL};
	uint32_t	first = b->forest_nodes.count;
	AnForestTree *tree;

	if (b->model->forest == NULL || n == 0)
		return an_fail(b->env, AN_EFORMAT, "a tree without a forest or without nodes");
	if (b->forest_trees.count >= AN_MAX_FOREST_TREES)
		return an_builder_over(b, "trees", AN_MAX_FOREST_TREES);
	if (n > AN_MAX_FOREST_NODES - first)
		return an_builder_over(b, "nodes", AN_MAX_FOREST_NODES);
	b->scratch.count = 0;
	if ((layout.order = AN_LIST_ADD(b->env, &b->scratch, 2 * n)) == NULL)
		return b->env->error.status;
	layout.seen = layout.order + n;
	memset(layout.seen, 0, n * sizeof(uint32_t));
	AN_TRY(lay_out(b, &layout, nodes, first));
	if ((tree = AN_LIST_ADD(b->env, &b->forest_trees, 1)) == NULL)
		return b->env->error.status;
	*tree = (AnForestTree) {first, layout.count, group};
	return an_poll(b->env);
}

AnStatus
an_builder_linear(AnBuilder *b, AnLinear *linear)
{
	if (b->model->kind != AN_LINEAR || b->model->linear != NULL)
		return an_fail(b->env, AN_EFORMAT, "a linear model in another one");
	b->model->linear = linear;
	return AN_OK;
}

AnStatus
an_builder_adopt_sums(AnBuilder *b)
{
	AnForest   *forest = b->model->forest;

	if (b->trials.count > 0 || (b->model->kind == AN_FOREST ? forest == NULL : b->model->linear == NULL))
		return an_fail(b->env, AN_EFORMAT, "a model without a sum");
	if (forest == NULL)
		return AN_OK;
	forest->ntrees = b->forest_trees.count;
	forest->trees = b->forest_trees.items;
	forest->nnodes = b->forest_nodes.count;
	forest->nodes = b->forest_nodes.items;
	forest->nsets = b->sets.count;
	forest->sets = b->sets.items;
	return AN_OK;
}
