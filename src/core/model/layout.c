/*
 * layout.c - from pre-order to the order of scoring
 *
 * A node's children end up side by side, so that a step down the tree is one
 * addition, and every node knows its parent.
 */
#include "model/layout.h"

#include <string.h>

/*
 * Lays out one tree: from[] lists, in the new order, the pre-order indexes.  A
 * node's children get the next free places when the node itself is placed; in
 * pre-order its first child follows it and each next child follows the
 * previous one's subtree, whose size is in subtree[].
 */
static void
lay_out_tree(const AnNode *source, const AnTrial *trial, const uint32_t *subtree, uint32_t *from,
			 AnNode *nodes)
{
	uint32_t	next = trial->first + 1;

	from[trial->first] = trial->first;
	nodes[trial->first].parent = trial->first;
	for (uint32_t i = trial->first; i < trial->first + trial->count; i++)
	{
		uint32_t	parent = nodes[i].parent;
		uint32_t	old = from[i] + 1;

		nodes[i] = source[from[i]];
		nodes[i].parent = parent;
		if (nodes[i].kind == AN_LEAF)
			continue;
		nodes[i].child = next;
		for (uint32_t k = 0; k < nodes[i].forks; k++)
		{
			from[next] = old;
			nodes[next].parent = i;
			old += subtree[old];
			next++;
		}
	}
}

/* Sizes of subtrees, from the last node of the pre-order to the first. */
static void
measure_subtrees(const AnNode *nodes, uint32_t count, uint32_t *subtree)
{
	for (uint32_t i = count; i-- > 0;)
	{
		uint32_t	next = i + 1;

		if (nodes[i].kind != AN_LEAF)
			for (uint32_t k = 0; k < nodes[i].forks; k++)
				next += subtree[next];
		subtree[i] = next - i;
	}
}

/*
 * trials[].first are given; nodes and freq are in pre-order, trial after trial,
 * every tree complete.  Sets the model's nodes, freq and trials[].count.
 */
AnStatus
an_lay_out_trees(AnEnv *env, AnModel *m, const AnNode *nodes, const float *freq, uint32_t n)
{
	uint32_t   *subtree = an_alloc_array(env, (size_t) n + 1, sizeof(uint32_t));
	uint32_t   *from = an_alloc_array(env, (size_t) n + 1, sizeof(uint32_t));

	m->nodes = an_alloc_array(env, (size_t) n + 1, sizeof(AnNode));
	m->freq = an_alloc_array(env, (size_t) n * m->nclasses + 1, sizeof(float));
	if (subtree == NULL || from == NULL || m->nodes == NULL || m->freq == NULL)
		return env->error.status;
	measure_subtrees(nodes, n, subtree);
	for (uint32_t t = 0; t < m->ntrials; t++)
	{
		AnTrial    *trial = &m->trials[t];

		trial->count = (t + 1 < m->ntrials ? m->trials[t + 1].first : n) - trial->first;
		if (trial->count == 0)
			return an_fail(env, AN_EFORMAT, "a tree is incomplete");
		lay_out_tree(nodes, trial, subtree, from, m->nodes);
		trial->fallback = m->nodes[trial->first].majority;
	}
	for (uint32_t i = 0; i < n; i++)
		memcpy(m->freq + (size_t) i * m->nclasses, freq + (size_t) from[i] * m->nclasses,
			   m->nclasses * sizeof(float));
	m->nnodes = n;
	return AN_OK;
}
