/* near_column.h - the column that was probably meant by a name that is none */
#ifndef AN_PG_NEAR_COLUMN_H
#define AN_PG_NEAR_COLUMN_H

#include "pg/base/an_pg.h"

#include "access/tupdesc.h"

/* The name of the column of desc that is nearest to name: the same but for upper
 * and lower case and punctuation, or a few letters away.  NULL: none is near. */
extern const char *near_column(TupleDesc desc, const char *name);

/* For errhint(): a sentence with that column and a space behind it, or "". */
extern const char *near_column_hint(TupleDesc desc, const char *name);

#endif
