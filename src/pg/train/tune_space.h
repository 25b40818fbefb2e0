/*
 * tune_space.h - the options that tune() tries
 *
 * Contract
 *  1. A space is a JSON object: for each option the values to try, as an array
 *     (a single value is an array of one), or {"min": a, "max": b}, with "log":
 *     true for even steps of the logarithm and "integer": true for whole numbers
 *     only.  An option that takes whole numbers gets nothing else.
 *  2. A grid has every combination of arrays, the option that is last in the
 *     jsonb varying fastest; a range is an error.
 *  3. Random trials depend on the seed and their own number alone, so that more
 *     of them go on where fewer ended.  Where there are only arrays, no combination
 *     comes twice.
 *  4. Numbers out of a range have at most 6 significant digits.
 */
#ifndef AN_PG_TUNE_SPACE_H
#define AN_PG_TUNE_SPACE_H

#include "pg/base/an_pg.h"

#include "utils/jsonb.h"

#include "pg/train/train_options.h"

#define MAX_TRIALS 10000

typedef struct TuneSpace TuneSpace;

/* In the current memory context; options (or NULL) may not have any of the space's. */
extern TuneSpace *tune_space_read(Jsonb *json, TrainAlgorithm algorithm, Jsonb *options, bool grid, int seed);

/* How many trials there are; at most wanted when random. */
extern int	tune_space_trials(const TuneSpace *space, int wanted);

/* A trial's part of the options; trial: from 0. */
extern Jsonb *tune_space_settings(const TuneSpace *space, int trial);

#endif
