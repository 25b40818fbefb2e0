/* columns.h - columns of a row that are found by their names */
#ifndef AN_PG_COLUMNS_H
#define AN_PG_COLUMNS_H

#include "an_pg.h"

#include "access/tupdesc.h"
#include "nodes/pg_list.h"

/* The names (C strings) that more than one column of a query has.  A table's columns
 * have different ones, and so has every named type: NIL, without looking. */
extern List *columns_twice(TupleDesc desc);

/* Raises 42701 when this name is one of them. */
extern void columns_check_once(const List *twice, const char *name);

/* Both, for one name that is looked for. */
extern void columns_check_name(TupleDesc desc, const char *name);

#endif
