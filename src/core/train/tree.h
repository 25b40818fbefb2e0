/*
 * tree.h - a decision tree that a person can read
 *
 * Breiman, Friedman, Olshen and Stone, Classification and Regression Trees
 * (1984), with missing values as in Quinlan, C4.5 (1993), section 3.
 *
 * Contract
 *  1. A split has two branches and is the one, of all features, that removes most
 *     impurity: of a number, x <= cut with a cut halfway between neighbouring
 *     values; of a category, some levels against others.  Ties: the first feature,
 *     the lower cut.  The same data give the same tree.
 *  2. Levels are put in an order, and the best place to divide that is searched:
 *     by the share of the second of two classes or the mean of a regression, which
 *     finds the best division of all (Breiman et al., theorem 4.5); of more classes
 *     by the first principal component of the levels' class shares, which mostly
 *     does (Coppersmith, Hong and Hosking, Data Mining and Knowledge Discovery 3,
 *     1999).  The reserved level N/A is one like any other.  A level that no
 *     row of a node has belongs to no branch: such a case ends in the node.
 *  3. Gain counts known values only.  In a classification a row whose value is
 *     missing goes down both branches with a part of its weight, in proportion to
 *     the weight of the known rows, as it does when it is scored; at the fourth
 *     such split on its way, and in a regression at all of them, it goes whole
 *     with the larger branch.  So no row has more than 8 parts.
 *  4. A branch has known rows of weight min_leaf or more; weight counts as
 *     that many rows.
 *  5. No split: a target that is constant, one row, columns that are constant or
 *     have no value at all, nothing that lowers the impurity.  The model is then
 *     a leaf.  No rows are an error.
 *  6. Memory: beside the data 44 bytes a row (part) and 4 for each numeric feature.
 *     Time: a pass over the rows for each feature and level of the tree.
 */
#ifndef AN_TREE_H
#define AN_TREE_H

#include "train/dataset.h"

#define AN_TREE_MAX_DEPTH 100

typedef enum AnTreeCriterion
{
	AN_TREE_GINI = 1,
	AN_TREE_ENTROPY = 2			/* in bits */
} AnTreeCriterion;

typedef struct AnTreeOptions
{
	uint8_t		criterion;		/* AnTreeCriterion; a regression has the variance */
	uint32_t	max_depth;		/* splits on a way: 1..100 */
	double		min_leaf;		/* rows, by weight: 0.001 or more */
	double		min_gain;		/* share of the whole table's impurity that a split
								 * must remove: 0..1 */
	double		ccp_alpha;		/* of minimal cost-complexity pruning: a subtree
								 * must lower the mean impurity by so much for each
								 * leaf more that it has; 0: it is not pruned */
} AnTreeOptions;

/* Gini, 5 levels, 20 rows, 0.0001, no pruning: at most 32 leaves. */
extern void an_tree_defaults(AnTreeOptions *options);

/*
 * A classification gives a model of kind AN_TREES with one trial, a regression one
 * of kind AN_FOREST with one tree and the leaves' means.  progress may be NULL; it
 * hears of each level of the tree: the mean logarithmic loss, or half the mean
 * squared error, on the training rows, before pruning.
 * AN_EARG: an option out of range, no rows.  AN_ELIMIT: more than 2^29 rows.
 * AN_ENUMERIC: weights or a mean beyond single precision.
 */
extern AnStatus an_tree_train(AnEnv *env, const AnDataset *data, const AnTreeOptions *options,
							  AnStr target, const AnProgress *progress, AnModel **model);

#endif
