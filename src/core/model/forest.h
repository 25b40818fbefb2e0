/*
 * forest.h - sums of trees: gradient boosting and random forests
 *
 * A model of kind AN_FOREST.  Each tree adds its leaf's value to the margin of
 * one group: there is one group for a regression or two classes, else one for
 * each class.  The link turns margins into a value or probabilities.
 *
 * Contract
 *  1. A case's value x of a feature goes left at AN_SUM_BELOW when x < value, at
 *     AN_SUM_SET when its category is not in the set; a missing value (any NaN)
 *     goes right when missing_right, else left.
 *  2. The category of AN_SUM_SET is x cut down to an integer: the value number of
 *     a categorical feature, or a number that is used as a code.  Below 0, or
 *     beyond the set, it is not in the set.
 *  3. Margins are added in single precision, tree after tree, beginning with
 *     base, as the training tools do; links are computed in double.
 *  4. The children of a node are child and child + 1, come after it, and are of
 *     the same tree; a tree's nodes are contiguous, the first is its root; every
 *     other node has exactly one parent.  No path is longer than
 *     AN_MAX_FOREST_DEPTH.
 *  5. All numbers are finite, but for a cut that is infinite.
 *  6. sets[set] is the number of words that follow; bit c % 32 of word c / 32
 *     says whether category c is in the set.
 */
#ifndef AN_FOREST_H
#define AN_FOREST_H

#include "model/link.h"

#define AN_MAX_FOREST_TREES 1000000
#define AN_MAX_FOREST_NODES 50000000
#define AN_MAX_FOREST_DEPTH 1000
#define AN_MAX_SET_WORDS 2048	/* 65,536 categories */

typedef enum AnForestNodeKind
{
	AN_SUM_LEAF = 0,
	AN_SUM_BELOW = 1,
	AN_SUM_SET = 2
} AnForestNodeKind;

typedef struct AnForestNode
{
	uint8_t		kind;			/* AnForestNodeKind */
	uint8_t		missing_right;
	uint32_t	feature;
	uint32_t	child;
	uint32_t	set;			/* AN_SUM_SET: offset into sets */
	float		value;			/* AN_SUM_BELOW: the cut; a leaf: its value */
	float		cover;			/* training weight that came here; 0: not known */
} AnForestNode;

typedef struct AnForestTree
{
	uint32_t	first;			/* its root */
	uint32_t	count;			/* of nodes, at least 1 */
	uint32_t	group;
} AnForestTree;

typedef struct AnForest
{
	uint8_t		link;			/* AnLink */
	uint32_t	ngroups;
	float	   *base;			/* by group: the margin before the first tree */
	uint32_t	ntrees;
	AnForestTree *trees;
	uint32_t	nnodes;
	AnForestNode *nodes;
	uint32_t	nsets;			/* words */
	uint32_t   *sets;
} AnForest;

#endif
