/* tree.c - from the rows to a model: a tree is grown, pruned and written down */
#include "train/tree.h"
#include "model/builder.h"
#include "train/tree_impl.h"

#include <float.h>
#include <string.h>

#define MAX_ROWS ((size_t) 1 << 29)	/* 8 parts of each still have a number */

void
an_tree_defaults(AnTreeOptions *options)
{
	*options = (AnTreeOptions) {
		.criterion = AN_TREE_GINI, .max_depth = 5, .min_leaf = 20, .min_gain = 0.0001, .ccp_alpha = 0
	};
}

static AnStatus
check_options(AnEnv *env, const AnTreeOptions *options)
{
	if (options->criterion != AN_TREE_GINI && options->criterion != AN_TREE_ENTROPY)
		return an_fail(env, AN_EARG, "criterion must be gini or entropy");
	if (options->max_depth < 1 || options->max_depth > AN_TREE_MAX_DEPTH)
		return an_fail(env, AN_EARG, "max_depth must be from 1 to %d", AN_TREE_MAX_DEPTH);
	if (!(options->min_leaf >= 0.001 && options->min_leaf <= DBL_MAX))
		return an_fail(env, AN_EARG, "min_leaf must be at least 0.001");
	if (!(options->min_gain >= 0 && options->min_gain <= 1))
		return an_fail(env, AN_EARG, "min_gain must be from 0 to 1");
	if (!(options->ccp_alpha >= 0 && options->ccp_alpha <= DBL_MAX))
		return an_fail(env, AN_EARG, "ccp_alpha must be at least 0");
	return AN_OK;
}

static AnStatus
check_rows(AnEnv *env, const AnDataset *data)
{
	double		total = 0;

	if (data->nrows == 0)
		return an_fail(env, AN_EARG, "there are no rows to train on");
	if (data->nrows > MAX_ROWS)
	{
		an_fail(env, AN_ELIMIT, "too many rows");
		return an_detail(env, "The limit of a decision tree is %zu.", MAX_ROWS);
	}
	for (size_t i = 0; data->weight != NULL && i < data->nrows; i++)
		total += data->weight[i];
	if (data->weight != NULL && !(total >= (double) FLT_MIN && total <= (double) FLT_MAX))
		return an_fail(env, AN_ENUMERIC, "the weights are beyond single precision");
	return AN_OK;
}

/*
 * Minimal cost-complexity pruning (Breiman et al. 1984, section 3.3): from the
 * leaves up, a subtree goes when it costs no less than a leaf does.  Children
 * come after their parent.
 */
static AnStatus
prune(Tree *t)
{
	double		alpha = t->options->ccp_alpha * t->nodes[0].weight;
	double	   *risk = an_alloc_array(t->env, t->nnodes, sizeof(double));
	double	   *leaves = an_alloc_array(t->env, t->nnodes, sizeof(double));

	if (risk == NULL || leaves == NULL)
		return t->env->error.status;
	for (uint32_t i = t->nnodes; i-- > 0;)
	{
		Node	   *node = &t->nodes[i];

		risk[i] = node->risk;
		leaves[i] = 1;
		if (node->left == 0)
			continue;
		risk[i] = risk[node->left] + risk[node->left + 1];
		leaves[i] = leaves[node->left] + leaves[node->left + 1];
		if (alpha > 0 && node->risk <= risk[i] + alpha * (leaves[i] - 1))
		{
			node->left = 0;
			risk[i] = node->risk;
			leaves[i] = 1;
		}
	}
	return AN_OK;
}

/* ----- classes: a tree as C5.0 has it ----- */

/* The node's counts in single precision; returns the class with most. */
static uint32_t
frequencies(const Tree *t, uint32_t node, float *freq)
{
	const double *counts = t->counts + (size_t) node * t->nclasses;
	uint32_t	most = 0;

	for (uint32_t k = 0; k < t->nclasses; k++)
	{
		freq[k] = (float) counts[k];
		if (counts[k] > counts[most])
			most = k;
	}
	return most;
}

static AnStatus
emit_node(const Tree *t, AnBuilder *b, uint32_t index, float *freq)
{
	const Node *node = &t->nodes[index];
	uint32_t	majority = frequencies(t, index, freq);

	if (node->left == 0)
		return an_builder_leaf(b, majority, freq);
	if (node->branches != NULL)
		return an_builder_subset(b, majority, freq, node->feature, 2, node->branches);
	AN_TRY(an_builder_cut(b, majority, freq, node->feature, node->cut, node->cut, node->cut, node->cut));
	return an_builder_leaf(b, majority, NULL);	/* not applicable */
}

/* In pre-order; one node a level waits. */
static AnStatus
emit_classes(const Tree *t, AnBuilder *b)
{
	uint32_t	waiting[AN_TREE_MAX_DEPTH + 2];
	uint32_t	top = 0;
	float	   *freq = an_alloc_array(t->env, t->nclasses, sizeof(float));

	if (freq == NULL)
		return t->env->error.status;
	AN_TRY(an_builder_tree(b));
	waiting[top++] = 0;
	while (top > 0)
	{
		uint32_t	index = waiting[--top];

		AN_TRY(an_poll(t->env));
		AN_TRY(emit_node(t, b, index, freq));
		if (t->nodes[index].left == 0)
			continue;
		waiting[top++] = t->nodes[index].left + 1;
		waiting[top++] = t->nodes[index].left;
	}
	return AN_OK;
}

/* ----- a regression: a forest of one tree ----- */

/* A set holds what goes right: with the larger branch also what no row had. */
static AnStatus
emit_set(const Tree *t, AnBuilder *b, const Node *node, uint32_t *words, uint32_t *offset)
{
	uint32_t	nlevels = t->data->features[node->feature].nlevels;
	uint32_t	nwords = nlevels / 32 + 1;

	memset(words, 0, nwords * sizeof(uint32_t));
	for (uint32_t l = 0; l < nlevels; l++)
		if (node->branches[l] == 1 || (node->branches[l] == AN_NO_BRANCH && node->right_heavy))
			words[(l + 1) / 32] |= (uint32_t) 1 << (l + 1) % 32;
	return an_builder_set(b, nwords, words, offset);
}

static AnStatus
emit_value(const Tree *t, AnBuilder *b, const Node *node, uint32_t *words, AnForestNode *out)
{
	out->missing_right = node->right_heavy;
	out->feature = node->feature;
	out->cover = (float) node->weight;
	out->kind = node->left == 0 ? AN_SUM_LEAF : node->branches != NULL ? AN_SUM_SET : AN_SUM_BELOW;
	if (out->kind == AN_SUM_SET)
		return emit_set(t, b, node, words, &out->set);
	out->value = node->left == 0 ? (float) node->mean : node->cut;
	if (!isfinite(out->value))
		return an_fail(t->env, AN_ENUMERIC, "the mean of the target is beyond single precision");
	return AN_OK;
}

static AnStatus
emit_values(const Tree *t, AnBuilder *b)
{
	static const float base = 0;
	AnForestNode *nodes = an_alloc_array(t->env, t->nnodes, sizeof(AnForestNode));
	uint32_t   *left = an_alloc_array(t->env, t->nnodes, sizeof(uint32_t));
	uint32_t   *right = an_alloc_array(t->env, t->nnodes, sizeof(uint32_t));
	uint32_t   *words = an_alloc_array(t->env, AN_MAX_LEVELS / 32 + 1, sizeof(uint32_t));

	if (nodes == NULL || left == NULL || right == NULL || words == NULL)
		return t->env->error.status;
	AN_TRY(an_builder_forest(b, AN_LINK_IDENTITY, 1, &base));
	for (uint32_t i = 0; i < t->nnodes; i++)
	{
		AN_TRY(emit_value(t, b, &t->nodes[i], words, &nodes[i]));
		left[i] = t->nodes[i].left;
		right[i] = t->nodes[i].left + 1;
	}
	return an_builder_forest_tree(b, 0, t->nnodes, nodes, left, right);
}

static AnStatus
grow(Tree *t, const AnProgress *progress)
{
	AN_TRY(an_tree_tally_create(t, &t->sides[0]));
	AN_TRY(an_tree_tally_create(t, &t->sides[1]));
	AN_TRY(an_tree_grow(t, progress));
	return prune(t);
}

AnStatus
an_tree_train(AnEnv *env, const AnDataset *data, const AnTreeOptions *options, AnStr target,
			  const AnProgress *progress, AnModel **model)
{
	Tree		t = {.env = env, .data = data, .options = options, .nclasses = data->nclasses};
	AnBuilder  *b;

	AN_TRY(check_options(env, options));
	AN_TRY(check_rows(env, data));
	AN_TRY(grow(&t, progress));
	AN_TRY(an_dataset_begin_model(env, data, data->nclasses > 0 ? AN_TREES : AN_FOREST, target, &b));
	AN_TRY(data->nclasses > 0 ? emit_classes(&t, b) : emit_values(&t, b));
	return an_builder_finish(b, 0, AN_UNKNOWN_OTHER, model);
}
