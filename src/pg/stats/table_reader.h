/*
 * table_reader.h - the numbers in a table's rows, straight out of the tuples
 *
 * The executor takes a tuple apart value by value, into an array of Datums.
 * Here runs of columns of one fixed width are copied or converted where they
 * lie; a NULL in front of a needed column, a column that the tuple is too old
 * for, and tuples of another form than the heap's take the executor's way.
 */
#ifndef AN_PG_TABLE_READER_H
#define AN_PG_TABLE_READER_H

#include "pg/base/an_pg.h"

#include "access/tupdesc.h"
#include "executor/tuptable.h"

typedef struct TableReader TableReader;

/* For order columns, whose numbers in the table are given in the order in which
 * they are wanted; all of types that number_kind() knows. */
extern TableReader *table_reader_build(TupleDesc desc, uint32 order, const AttrNumber *columns);

/* Writes order doubles; false: a column is NULL, and out has no meaning. */
extern bool table_reader_fill(TableReader *reader, TupleTableSlot *slot, double *out);

/* The first of the columns that is NULL, after false: an index from 0. */
extern uint32 table_reader_null(TableReader *reader, TupleTableSlot *slot);

#endif
