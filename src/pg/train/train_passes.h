/*
 * train_passes.h - rows that are read again for each step of training
 *
 * Each step is an ordinary query, which may run in parallel:
 *
 *		SELECT logistic_pass($1, row, target, weight) FROM (source) AS row
 *
 * An ERROR in it must not leave the core, whose minimiser has memory of its own:
 * it is kept, the core stops, and train_passes_end() raises it.
 */
#ifndef AN_PG_TRAIN_PASSES_H
#define AN_PG_TRAIN_PASSES_H

#include "pg/train/train.h"
#include "train/passes.h"

/* NULL when the rows are in memory. */
extern const AnPasses *train_passes_begin(Training *training);

/* Raises what happened in a pass; adds the number of passes to the metrics. */
extern void train_passes_end(Training *training, const AnPasses *passes);

#endif
