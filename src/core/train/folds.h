/*
 * folds.h - rows dealt out to the folds of a cross-validation
 *
 * Contract
 *  1. The folds depend on the rows' hashes alone, not on their order: rows are
 *     dealt in the order of (stratum, key), one to each fold in turn.  So the
 *     folds' sizes, and those of each class in them, differ by at most one.
 *  2. Grouped, rows with the same key go together: what is dealt are the keys,
 *     and a key is of the least class that one of its rows has.
 *  3. Rows that are the same in both are interchangeable: which of them comes
 *     first depends on their order.
 *  4. O(n log n); memory for n rows more.
 */
#ifndef AN_FOLDS_H
#define AN_FOLDS_H

#include "base/env.h"

#define AN_MIN_FOLDS 2
#define AN_MAX_FOLDS 100

typedef struct AnFoldRow
{
	uint64_t	key;			/* hash of what tells rows apart */
	uint64_t	klass;			/* hash of the class; 0 in a regression */
	uint64_t	stratum;		/* scratch */
	size_t		row;			/* from 0: where its fold is written */
} AnFoldRow;

/*
 * fold[row] from 1 for each of the n rows, which are put into another order.
 * *lonely is a row whose class is in one fold only, so that a model trained on
 * the other folds cannot know it; n: there is none.  AN_EARG when folds is not
 * AN_MIN_FOLDS..AN_MAX_FOLDS, or more than the rows (keys).
 */
extern AnStatus an_folds_deal(AnEnv *env, AnFoldRow *rows, size_t n, uint32_t folds,
							  bool grouped, uint8_t *fold, size_t *lonely);

#endif
