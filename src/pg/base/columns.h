/* columns.h - columns of a row that are found by their names */
#ifndef AN_PG_COLUMNS_H
#define AN_PG_COLUMNS_H

#include "pg/base/an_pg.h"

#include "access/tupdesc.h"
#include "nodes/pg_list.h"

/* Finds columns one after the other, which mostly are asked for in their own order;
 * else by hashed names, so that many are found among many quickly. */
typedef struct ColumnFinder
{
	TupleDesc	desc;
	int			next;			/* the column after the last one found, from 0 */
	uint32		mask;			/* of places, when it is made */
	int16	   *places;			/* attribute numbers by name, 0 = free, negative = several */
} ColumnFinder;

extern void columns_find_begin(ColumnFinder *finder, TupleDesc desc);

/* The attribute number of that column, 0 if there is none; raises 42701 when there
 * are several. */
extern AttrNumber columns_find(ColumnFinder *finder, const char *name);

/* A name of the core's as an identifier of this database: R's can be longer. */
extern void columns_identifier(AnStr text, NameData *name);

/* The attribute number of the column with that name, 0 if there is none. */
extern AttrNumber columns_find_identifier(ColumnFinder *finder, AnStr text);

/* The names (C strings) that more than one column of a query has.  A table's columns
 * have different ones, and so has every named type: NIL, without looking. */
extern List *columns_twice(TupleDesc desc);

/* Raises 42701 when this name is one of them. */
extern void columns_check_once(const List *twice, const char *name);

/* Both, for one name that is looked for. */
extern void columns_check_name(TupleDesc desc, const char *name);

#endif
