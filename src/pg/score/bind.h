/* bind.h - scoring from columns instead of a whole row */
#ifndef AN_PG_BIND_H
#define AN_PG_BIND_H

#include "pg/base/an_pg.h"

#include "pg/registry/registry.h"


/*
 * reftypmod of a bound_row[], which says where the columns are: by their numbers
 * in the slot of a table's scan; in some slot as plain columns; nowhere, since
 * they are expressions.  refelemtype is the row's type, and refexpr the numbers
 * that the columns have in it, as int2[].
 */
#define BOUND_COLUMNS (-1)
#define BOUND_TABLE_ROW 1
#define BOUND_EXPRESSIONS 2

/* What a plan knows a version by. */
extern int64 bound_version(const VersionKey *key);

#endif
