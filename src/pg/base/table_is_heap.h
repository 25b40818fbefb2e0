/* table_is_heap.h - whether a table's rows may be read past the table access method */
#ifndef AN_PG_TABLE_IS_HEAP_H
#define AN_PG_TABLE_IS_HEAP_H

#include "pg/base/an_pg.h"

#include "access/tableam.h"
#include "utils/rel.h"

/*
 * Are its rows heap tuples on pages, which may be read directly and found again
 * by their place?  The routine decides, not the access method's name: one that
 * only adds to heap's has another.  False for what has no storage, too.
 */
static inline bool
table_is_heap(Relation relation)
{
	return relation->rd_tableam == GetHeapamTableAmRoutine();
}

#endif
