/*
 * fold_rows.h - the rows of a table or query, dealt out to folds
 *
 * Contract
 *  1. The source is read once, as train_source.h says, and kept (beyond
 *     maintenance_work_mem in a temporary file): every fold sees the same rows,
 *     in the source's order.
 *  2. Which fold a row is in depends on what it holds, not on where it stands:
 *     on the values of the key's columns, by which rows then stay together, or
 *     without a key on those of all columns (train/folds.h).  Numbers and dates
 *     are hashed as they are stored (1.0 and 1.00 of type numeric differ), all
 *     else as text in UTF-8: the same rows have the same folds in every database.
 *  3. A classification's folds have the same share of each class.  A class that
 *     is in one fold only is an error, as the models of the others cannot know it.
 *  4. Rows with a NULL target take no part.
 */
#ifndef AN_PG_FOLD_ROWS_H
#define AN_PG_FOLD_ROWS_H

#include "pg/base/an_pg.h"

#include "access/tupdesc.h"
#include "tcop/dest.h"
#include "utils/tuplestore.h"

#include "pg/train/train_options.h"

typedef struct FoldRows
{
	Tuplestorestate *rows;
	TupleDesc	desc;
	size_t		count;
	uint8	   *fold;			/* by row, from 1 */
} FoldRows;

/* In the current memory context; key: names of columns with commas between, or NULL. */
extern void fold_rows_read(FoldRows *rows, const text *source, const text *target,
						   const TrainOptions *options, int folds, const text *key);

/* Hands over the rows of a fold, or those of all others. */
extern void fold_rows_send(const FoldRows *rows, uint32 fold, bool others, DestReceiver *receiver);

extern void fold_rows_end(FoldRows *rows);

#endif
