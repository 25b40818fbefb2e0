/*
 * train_source.h - the rows of a table or query, encoded for training
 *
 * Contract
 *  1. The source is the name of a table or view, or a query: what begins with
 *     SELECT, WITH, VALUES, TABLE or a parenthesis.  It is read once, by the
 *     executor, as the caller and in the caller's snapshot; no parallel workers
 *     and no synchronised scans, so that the same rows come in the same order.
 *  2. A row with a NULL target (or weight) is skipped and counted.
 *     With the option method "passes", or "auto" when they do not fit, rows are
 *     not kept: there is a summary of them, and train_passes.h reads them again.
 *  3. Text, enum and boolean columns are categories, numbers are numbers, dates
 *     and timestamps become the parts asked for: numbers for trees, categories
 *     (but for the year and days) for sums.  Columns of other types are an error
 *     that lists them all.
 */
#ifndef AN_PG_TRAIN_SOURCE_H
#define AN_PG_TRAIN_SOURCE_H

#include "pg/base/an_pg.h"

#include "access/tupdesc.h"
#include "tcop/dest.h"

#include "train/encoder.h"
#include "pg/train/train_options.h"
#include "pg/stats/vectors.h"

typedef struct TrainSource
{
	AnDataset	data;
	const AnSummary *summary;	/* NULL: the data has the rows */
	const AnEncoder *encoder;	/* that the data comes from */
	int64		skipped;
	const char *query;
	const char *target;			/* the column */
	Oid			target_type;	/* base type */
	NumberKind	target_kind;
	const char *weight;			/* the column, or NULL */
	NumberKind	weight_kind;
} TrainSource;

/* Called now and then with the number of rows read so far. */
typedef void (*TrainReading) (int64 rows);

extern void train_source_read(AnEnv *env, const text *source, const text *target,
							  const TrainOptions *options, TrainReading reading, TrainSource *result);

/* The same in steps, for rows that come from elsewhere: they go into the
 * receiver, which is made in the current memory context. */
extern DestReceiver *train_source_receiver(AnEnv *env, const text *target, const TrainOptions *options,
										   TrainReading reading);
extern void train_source_finish(DestReceiver *receiver, TrainSource *result);

/* Whether this is a classification; raises for a target that cannot be used, and for
 * columns of one name. */
extern bool train_target_has_classes(TupleDesc desc, const text *target, const TrainOptions *options);

#endif
