/*
 * row_type.h - whether a row is of the type that the row before was of
 *
 * What is found out about a row type is kept for many rows.  Meanwhile the type can
 * be altered: by the function that makes the rows, between two evaluations of an
 * expression of a procedural language, or, a composite type of its own, by another
 * session.  Rows taken apart by what it was before would be read beyond their values.
 */
#ifndef ROW_TYPE_H
#define ROW_TYPE_H

#include "access/htup_details.h"

typedef struct RowType
{
	Oid			type;			/* InvalidOid: no row's */
	int32		typmod;
	uint64		identity;		/* another one when the type is altered */
	uint64		epoch;			/* of all types when that was looked at */
} RowType;

/* Changes when any relation's columns may have changed. */
extern uint64 row_types_epoch;

/* Once, when the library is loaded. */
extern void row_type_init(void);

/* To be called before the type's columns are looked up. */
extern RowType row_type_begin(HeapTupleHeader row);

/* Is it still what it was?  Remembers that it was asked. */
extern bool row_type_is_unchanged(RowType *known);

static inline bool
row_type_is(RowType *known, HeapTupleHeader row)
{
	return known->type == HeapTupleHeaderGetTypeId(row) && known->typmod == HeapTupleHeaderGetTypMod(row)
		&& (likely(known->epoch == row_types_epoch) || row_type_is_unchanged(known));
}

#endif
