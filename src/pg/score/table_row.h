/*
 * table_row.h - which columns of a table feed which features, by number
 *
 * A statement for one row would spend more on finding this out for 170 columns
 * than on the score, so the answer is kept with the cached model: for a row
 * type as it is now, since any change of it gives it another identity.
 *
 * With it is kept a plan of how to read them out of a stored tuple in one pass:
 * the executor's own way to them fills in an array for all columns, used or
 * not, from which they would be taken again.
 */
#ifndef AN_PG_TABLE_ROW_H
#define AN_PG_TABLE_ROW_H

#include "pg/base/an_pg.h"

#include "access/htup.h"

#include "pg/score/model_cache.h"
#include "pg/score/rows.h"

typedef struct TuplePlan TuplePlan;

/* Ties the features in use, in their order, to the columns of desc with these
 * numbers.  Returns the last column's number; 0 when they do not fit.  *plan
 * is NULL where tuples cannot be read directly. */
extern int	table_row_bind(RowSource *row, CachedModel *model, const int16 *numbers, int count,
						   TupleDesc desc, const TuplePlan **plan);

/* As rows_fill(), from a tuple of that table.  False: it is older than some
 * of the columns, whose values only the executor knows. */
extern bool table_row_fill(const TuplePlan *plan, RowSource *row, HeapTuple tuple, AnCase *c);

#endif
