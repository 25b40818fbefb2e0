/*
 * tree_split.c - the best cut of a number, and how good a division is
 *
 * The rows of a front pass from the right side to the left one in the order of
 * their values; wherever the value changes there could be a cut.
 */
#include "train/tree_impl.h"

#include <string.h>

#define AHEAD 16				/* rows */

AnStatus
an_tree_tally_create(Tree *t, Tally *tally)
{
	tally->count = an_alloc_array(t->env, (size_t) t->nclasses + 1, sizeof(double));
	tally->term = an_alloc_array(t->env, (size_t) t->nclasses + 1, sizeof(double));
	return tally->count == NULL || tally->term == NULL ? t->env->error.status : AN_OK;
}

void
an_tree_tally_clear(const Tree *t, Tally *tally)
{
	tally->weight = tally->sum = 0;
	memset(tally->count, 0, t->nclasses * sizeof(double));
	memset(tally->term, 0, t->nclasses * sizeof(double));
}

void
an_tree_tally_copy(const Tree *t, Tally *to, const Tally *from)
{
	to->weight = from->weight;
	to->sum = from->sum;
	memcpy(to->count, from->count, t->nclasses * sizeof(double));
	memcpy(to->term, from->term, t->nclasses * sizeof(double));
}

void
an_tree_sides_of_node(Tree *t, uint32_t node)
{
	const double *counts = t->counts + (size_t) node * t->nclasses;

	an_tree_tally_clear(t, &t->sides[0]);
	an_tree_tally_clear(t, &t->sides[1]);
	for (uint32_t k = 0; k < t->nclasses; k++)
		if (counts[k] > 0)
			tally_class(t, &t->sides[1], k, counts[k]);
	if (t->nclasses == 0)
		t->sides[1].weight = t->nodes[node].weight;
}

double
an_tree_purity(const Tree *t, const Tally *tally)
{
	if (!(tally->weight > 0))
		return 0;
	if (t->nclasses == 0)
		return tally->sum * tally->sum / tally->weight;
	if (t->options->criterion == AN_TREE_GINI)
		return tally->sum / tally->weight;
	return tally->sum - x_log_x(tally->weight);
}

bool
an_tree_consider(const Tree *t, Front *front, uint32_t feature, double nothing)
{
	double		least = t->options->min_leaf * (1 - SLACK);
	double		gain;

	if (t->sides[0].weight < least || t->sides[1].weight < least)
		return false;
	gain = an_tree_purity(t, &t->sides[0]) + an_tree_purity(t, &t->sides[1]) - nothing;
	if (!(gain > front->best.gain + SLACK * t->nodes[front->node].risk))
		return false;
	front->best.gain = gain;
	front->best.feature = feature;
	front->best.left = t->sides[0].weight;
	front->best.right = t->sides[1].weight;
	return true;
}

/* The sides without the rows whose value is missing. */
static void
leave_out_missing(Tree *t, const Column *column, const Front *front, uint32_t first, uint32_t end)
{
	double		mean = t->nodes[front->node].mean;

	an_tree_sides_of_node(t, front->node);
	if (end - first == front->count)
		return;
	an_tree_tally_clear(t, &t->sides[1]);
	for (uint32_t i = first; i < end; i++)
		move_entry(t, &t->entries[column->order[i]], mean);
	an_tree_tally_copy(t, &t->sides[1], &t->sides[0]);
	an_tree_tally_clear(t, &t->sides[0]);
}

/* The rows of a column are anywhere in memory: its entries are asked for early,
 * and when these have come, the values.  2.0 seconds
 * instead of 3.4 for five levels of a tree of 878,017 rows. */
static inline void
fetch_ahead(const Tree *t, const Column *column, uint32_t i, uint32_t end)
{
	if (i + 2 * AHEAD >= end)
		return;
	__builtin_prefetch(&t->entries[column->order[i + 2 * AHEAD]]);
	__builtin_prefetch(&t->data->x[(size_t) t->entries[column->order[i + AHEAD]].row * t->data->nfeatures + column->feature]);
}

static AnStatus
search_front(Tree *t, const Column *column, Front *front, uint32_t first, uint32_t end)
{
	double		mean = t->nodes[front->node].mean;
	double		nothing;
	float		last = 0;

	leave_out_missing(t, column, front, first, end);
	nothing = an_tree_purity(t, &t->sides[1]);
	for (uint32_t i = first; i < end; i++)
	{
		const Entry *entry = &t->entries[column->order[i]];
		float		value = entry_value(t, entry, column->feature);

		if ((i - first) % POLL_ROWS == 0)
			AN_TRY(an_poll(t->env));
		fetch_ahead(t, column, i, end);
		if (i > first && value > last && an_tree_consider(t, front, column->feature, nothing))
		{
			front->best.below = last;
			front->best.above = value;
		}
		move_entry(t, entry, mean);
		last = value;
	}
	return AN_OK;
}

AnStatus
an_tree_search_column(Tree *t, const Column *column)
{
	uint32_t	first = 0;

	for (uint32_t i = 0; i < t->nfronts; i++)
	{
		Front	   *front = &t->fronts[i];
		uint32_t	end = first;

		while (end < column->count && column->order[end] - front->first < front->count)
			end++;
		AN_TRY(search_front(t, column, front, first, end));
		first = end;
	}
	return AN_OK;
}
