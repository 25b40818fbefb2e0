/* row_type.c - whether a row is of the type that the row before was of */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/inval.h"
#include "utils/typcache.h"

#include "pg/base/row_type.h"

uint64		row_types_epoch = 1;

static void
relation_changed(Datum arg, Oid relid)
{
	row_types_epoch++;
}

void
row_type_init(void)
{
	CacheRegisterRelcacheCallback(relation_changed, (Datum) 0);
}

/* A record's columns never change; an altered record has another typmod. */
static uint64
identity_of(Oid type, int32 typmod)
{
	return type == RECORDOID ? 0 : assign_record_type_identifier(type, typmod);
}

RowType
row_type_begin(HeapTupleHeader row)
{
	RowType		known = {HeapTupleHeaderGetTypeId(row), HeapTupleHeaderGetTypMod(row), 0, row_types_epoch};

	known.identity = identity_of(known.type, known.typmod);
	return known;
}

bool
row_type_is_unchanged(RowType *known)
{
	uint64		epoch = row_types_epoch;

	if (identity_of(known->type, known->typmod) != known->identity)
		return false;
	known->epoch = epoch;
	return true;
}
