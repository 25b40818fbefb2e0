/*
 * tree_impl.h - the insides of a tree that grows, for its files
 *
 * The tree grows level by level.  The nodes at its edge that may still be split
 * are fronts.  Entries are rows, or parts of rows, front after front; a column
 * lists the entries whose value of a numeric feature is known, front after front
 * and by value in each.  What is added to one side of a split while the place is
 * searched is in a tally, from which the impurity can be read at any time.
 */
#ifndef AN_TREE_IMPL_H
#define AN_TREE_IMPL_H

#include "base/list.h"
#include "train/order.h"
#include "train/tree.h"

#include <math.h>

#define NOWHERE UINT32_MAX
#define MAX_DIVISIONS 3			/* of a row, by missing values */
#define SLACK 1e-10				/* of a gain: less is rounding */
#define POLL_ROWS 65536			/* rows between two polls */

typedef struct Node
{
	uint32_t	left;			/* the children are left and left + 1; 0: a leaf */
	uint32_t	feature;
	float		cut;			/* classes: at most; a regression: below */
	bool		right_heavy;	/* the larger branch */
	uint16_t   *branches;		/* categories: by value number, from 0: 0 is left */
	double		weight;
	double		mean;			/* regression */
	double		risk;			/* weight x impurity */
} Node;

typedef struct Split
{
	uint32_t	feature;		/* NOWHERE: there is none */
	double		gain;			/* of weight x impurity */
	double		left;			/* known weight on the sides */
	double		right;
	float		below;			/* numbers: the values that it is between */
	float		above;
} Split;

typedef struct Front
{
	uint32_t	node;
	uint32_t	first;			/* entry */
	uint32_t	count;
	uint32_t	children[2];	/* entries that they will have */
	Split		best;
} Front;

typedef struct Entry
{
	double		weight;
	uint32_t	row;
	uint16_t	klass;
	uint16_t	divisions;		/* made so far */
} Entry;

typedef struct Column
{
	uint32_t	feature;
	uint32_t	count;
	uint32_t	room;
	uint32_t   *order;			/* entries */
} Column;

/* One side.  sum is of a regression the weighted deviations from the node's mean,
 * of Gini's index the squares of counts, of entropy c log2 c of counts c. */
typedef struct Tally
{
	double		weight;
	double		sum;
	double	   *count;			/* by class */
	double	   *term;			/* by class: c log2 c */
} Tally;

typedef struct Level
{
	uint16_t	number;			/* value number, from 0 */
	uint32_t	rows;
	uint32_t	member;			/* the first of them */
	uint32_t	cell;			/* the first of its cells */
	uint32_t	cells;
	double		weight;
	double		sum;			/* regression: of the deviations */
	double		key;			/* its place among the others */
} Level;

/* What the rows of a level have of a class. */
typedef struct Cell
{
	uint32_t	klass;
	double		weight;
} Cell;

/* What searching a categorical feature takes. */
typedef struct LevelWork
{
	uint32_t   *slot;			/* by value number: place in levels, plus 1 */
	Level	   *levels;			/* those of the front's rows */
	uint32_t	nlevels;
	uint32_t   *members;		/* entries, level by level */
	Cell	   *cells;
	double	   *count;			/* by class */
	double	   *mean;			/* by class: shares of all levels */
	double	   *axis;			/* by class: the principal component */
	double	   *next;
	AnOrderItem *items;
	AnOrderItem *spare;
	uint32_t	member_room;
	uint32_t	cell_room;
} LevelWork;

typedef struct Tree
{
	AnEnv	   *env;
	const AnDataset *data;
	const AnTreeOptions *options;
	uint32_t	nclasses;
	Node	   *nodes;
	double	   *counts;			/* nodes x classes */
	uint32_t	nnodes;
	uint32_t	node_room;
	Front	   *fronts;
	uint32_t	nfronts;
	Entry	   *entries;
	uint32_t	nentries;
	uint32_t	entry_room;
	Entry	   *next_entries;	/* of the next level, and where they come from: */
	uint32_t   *to[2];			/* by entry: its place on that side, or NOWHERE */
	Column	   *columns;
	uint32_t	ncolumns;
	uint32_t   *spare;			/* room for a column's next order */
	uint32_t	spare_room;
	uint32_t   *categories;		/* features */
	uint32_t	ncategories;
	Tally		sides[2];
	LevelWork	work;
} Tree;

/* ----- tree_grow.c ----- */

extern AnStatus an_tree_grow(Tree *t, const AnProgress *progress);

/* ----- tree_split.c ----- */

extern AnStatus an_tree_tally_create(Tree *t, Tally *tally);
/* An empty left side, and all rows of the node on the right. */
extern void an_tree_sides_of_node(Tree *t, uint32_t node);
extern void an_tree_tally_clear(const Tree *t, Tally *tally);
extern void an_tree_tally_copy(const Tree *t, Tally *to, const Tally *from);
/* Keeps the division of sides[] if it is better than what the front has. */
extern bool an_tree_consider(const Tree *t, Front *front, uint32_t feature, double nothing);
/* weight x purity: what is left of the weight when impurity is taken off. */
extern double an_tree_purity(const Tree *t, const Tally *tally);
extern AnStatus an_tree_search_column(Tree *t, const Column *column);

/* ----- tree_levels.c ----- */

extern AnStatus an_tree_levels_create(Tree *t);
extern AnStatus an_tree_search_levels(Tree *t, uint32_t feature);
/* The branches of the split that the front has, a categorical one. */
extern AnStatus an_tree_divide_levels(Tree *t, Front *front, uint16_t *branches);

static inline double
x_log_x(double x)
{
	return x > 0 ? x * log2(x) : 0;
}

/* Adds a weight of a class; takes it away if that is negative. */
static inline void
tally_class(const Tree *t, Tally *tally, uint32_t klass, double weight)
{
	double		before = tally->count[klass];
	double		after = before + weight;

	tally->weight += weight;
	tally->count[klass] = after;
	if (t->options->criterion == AN_TREE_GINI)
		tally->sum += weight * (before + after);
	else
	{
		double		term = x_log_x(after);

		tally->sum += term - tally->term[klass];
		tally->term[klass] = term;
	}
}

static inline void
move_entry(Tree *t, const Entry *entry, double mean)
{
	double		moved;

	if (t->nclasses > 0)
	{
		tally_class(t, &t->sides[0], entry->klass, entry->weight);
		tally_class(t, &t->sides[1], entry->klass, -entry->weight);
		return;
	}
	moved = entry->weight * (t->data->y[entry->row] - mean);
	t->sides[0].weight += entry->weight;
	t->sides[1].weight -= entry->weight;
	t->sides[0].sum += moved;
	t->sides[1].sum -= moved;
}

static inline float
entry_value(const Tree *t, const Entry *entry, uint32_t feature)
{
	return t->data->x[(size_t) entry->row * t->data->nfeatures + feature];
}

#endif
