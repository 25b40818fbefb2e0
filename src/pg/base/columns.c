/*
 * columns.c - columns of a row that are found by their names
 *
 * A query's columns need not have different names: a join of two tables with a column
 * each of the same name is legal.  Which of them is meant nobody knows.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "common/hashfn.h"
#include "mb/pg_wchar.h"
#include "port/pg_bitutils.h"
#include "utils/builtins.h"

#include "pg/base/columns.h"

static _Noreturn void
refuse_twice(const char *name)
{
	ereport(ERROR, errcode(ERRCODE_DUPLICATE_COLUMN),
			errmsg("column \"%s\" is there more than once", name),
			errhint("Columns are found by their names: give each a name of its own (AS), or leave one of them out."));
	pg_unreachable();
}

/* ----- one after the other ----- */

void
columns_find_begin(ColumnFinder *finder, TupleDesc desc)
{
	*finder = (ColumnFinder) {.desc = desc};
}

static bool
is_column(const ColumnFinder *finder, int at, const char *name)
{
	Form_pg_attribute attribute;

	if (at < 0 || at >= finder->desc->natts)
		return false;
	attribute = TupleDescAttr(finder->desc, at);
	return !attribute->attisdropped && strcmp(NameStr(attribute->attname), name) == 0;
}

/* Where the name is, or would be. */
static int16 *
place_of(const ColumnFinder *finder, const char *name)
{
	uint32		at = hash_bytes((const unsigned char *) name, (int) strlen(name));

	while (finder->places[at & finder->mask] != 0
		   && !is_column(finder, abs(finder->places[at & finder->mask]) - 1, name))
		at++;
	return &finder->places[at & finder->mask];
}

static void
hash_columns(ColumnFinder *finder)
{
	finder->mask = pg_nextpower2_32((uint32) (2 * finder->desc->natts + 1)) - 1;
	finder->places = palloc0((finder->mask + 1) * sizeof(int16));
	for (int i = 0; i < finder->desc->natts; i++)
	{
		Form_pg_attribute attribute = TupleDescAttr(finder->desc, i);
		int16	   *place = attribute->attisdropped ? NULL : place_of(finder, NameStr(attribute->attname));

		if (place != NULL)
			*place = *place == 0 ? (int16) (i + 1) : (int16) -abs(*place);
	}
}

/* Only a row that is no table's can have a name twice. */
static AttrNumber
find_hashed(ColumnFinder *finder, const char *name)
{
	int16		found;

	if (finder->places == NULL)
		hash_columns(finder);
	found = *place_of(finder, name);
	if (found < 0)
		refuse_twice(name);
	return found;
}

AttrNumber
columns_find(ColumnFinder *finder, const char *name)
{
	AttrNumber	found;

	if (finder->desc->tdtypeid == RECORDOID)
		found = find_hashed(finder, name);
	else if (is_column(finder, finder->next, name))
		found = (AttrNumber) (finder->next + 1);
	else if (is_column(finder, finder->next - 1, name)) /* another part of it */
		found = (AttrNumber) finder->next;
	else
		found = find_hashed(finder, name);
	if (found > 0)
		finder->next = found;
	return found;
}

/* ----- names that several columns have ----- */

void
columns_identifier(AnStr text, NameData *name)
{
	char	   *identifier = text_to_cstring(pg_text_for_display(text));

	if (strlen(identifier) >= NAMEDATALEN)	/* as CREATE TABLE clips it */
		identifier[pg_mbcliplen(identifier, (int) strlen(identifier), NAMEDATALEN - 1)] = '\0';
	namestrcpy(name, identifier);
	pfree(identifier);
}

AttrNumber
columns_find_identifier(ColumnFinder *finder, AnStr text)
{
	NameData	name;

	columns_identifier(text, &name);
	return columns_find(finder, NameStr(name));
}

List *
columns_twice(TupleDesc desc)
{
	ColumnFinder finder = {.desc = desc};
	List	   *twice = NIL;

	if (desc->tdtypeid != RECORDOID)
		return NIL;
	hash_columns(&finder);
	for (uint32 at = 0; at <= finder.mask; at++)
		if (finder.places[at] < 0)
			twice = lappend(twice, pstrdup(NameStr(TupleDescAttr(desc, -finder.places[at] - 1)->attname)));
	pfree(finder.places);
	return twice;
}

void
columns_check_once(const List *twice, const char *name)
{
	ListCell   *cell;

	foreach(cell, twice)
		if (strcmp(lfirst(cell), name) == 0)
			refuse_twice(name);
}

void
columns_check_name(TupleDesc desc, const char *name)
{
	columns_check_once(columns_twice(desc), name);
}
