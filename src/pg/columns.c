/*
 * columns.c - columns of a row that are found by their names
 *
 * A query's columns need not have different names: a join of two tables with a column
 * each of the same name is legal.  Which of them is meant nobody knows.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "common/hashfn.h"
#include "port/pg_bitutils.h"

#include "columns.h"

/* An open-addressing table of the columns so far: their numbers, 0 = free. */
static uint16 *
find_slot(uint16 *slots, uint32 mask, TupleDesc desc, const char *name)
{
	uint32		at = hash_bytes((const unsigned char *) name, (int) strlen(name)) & mask;

	while (slots[at] != 0 && strcmp(NameStr(TupleDescAttr(desc, slots[at] - 1)->attname), name) != 0)
		at = (at + 1) & mask;
	return &slots[at];
}

List *
columns_twice(TupleDesc desc)
{
	List	   *twice = NIL;
	uint32		size = pg_nextpower2_32((uint32) (2 * desc->natts + 1));
	uint16	   *slots;

	if (desc->tdtypeid != RECORDOID)
		return NIL;
	slots = palloc0(size * sizeof(uint16));
	for (int i = 0; i < desc->natts; i++)
	{
		const char *name = NameStr(TupleDescAttr(desc, i)->attname);
		uint16	   *slot = find_slot(slots, size - 1, desc, name);

		if (TupleDescAttr(desc, i)->attisdropped)
			continue;
		if (*slot != 0)
			twice = lappend(twice, pstrdup(name));
		else
			*slot = (uint16) (i + 1);
	}
	pfree(slots);
	return twice;
}

void
columns_check_once(const List *twice, const char *name)
{
	ListCell   *cell;

	foreach(cell, twice)
		if (strcmp(lfirst(cell), name) == 0)
			ereport(ERROR, errcode(ERRCODE_DUPLICATE_COLUMN),
					errmsg("column \"%s\" is there more than once", name),
					errhint("Columns are found by their names: give each a name of its own (AS), or leave one of them out."));
}

void
columns_check_name(TupleDesc desc, const char *name)
{
	columns_check_once(columns_twice(desc), name);
}
