/*
 * table_row.h - which columns of a table feed which features, by number
 *
 * A statement for one row would spend more on finding this out for 170 columns
 * than on the score, so the answer is kept with the cached model: for a row
 * type as it is now, since any change of it gives it another identity.
 */
#ifndef AN_PG_TABLE_ROW_H
#define AN_PG_TABLE_ROW_H

#include "an_pg.h"

#include "utils/array.h"

#include "rows.h"

/* Ties the features in use, in their order, to the columns of desc with these
 * numbers.  Returns the last column's number; 0 when they do not fit. */
extern int	table_row_bind(RowSource *row, int64 model, ArrayType *numbers, TupleDesc desc);

#endif
