/*
 * not_heap.c - for tests: a table access method that is not heap
 *
 * It keeps rows as heap does, but does what columnar stores do: slots are
 * virtual, without a tuple and a place, rows cannot be found by their ctid, and
 * there are no parallel scans.
 */
#include "postgres.h"

#include "access/tableam.h"
#include "catalog/pg_am.h"
#include "executor/tuptable.h"
#include "fmgr.h"
#include "utils/rel.h"

PG_MODULE_MAGIC;

PG_FUNCTION_INFO_V1(not_heap_handler);

static const TupleTableSlotOps *
slot_callbacks(Relation relation)
{
	return &TTSOpsVirtual;
}

static bool
getnextslot(TableScanDesc scan, ScanDirection direction, TupleTableSlot *slot)
{
	TupleTableSlot *stored = MakeSingleTupleTableSlot(RelationGetDescr(scan->rs_rd), &TTSOpsBufferHeapTuple);
	bool		found = GetHeapamTableAmRoutine()->scan_getnextslot(scan, direction, stored);

	ExecClearTuple(slot);
	if (found)
		ExecCopySlot(slot, stored);
	ExecDropSingleTupleTableSlot(stored);
	return found;
}

static bool
fetch_row_version(Relation rel, ItemPointer tid, Snapshot snapshot, TupleTableSlot *slot)
{
	ereport(ERROR, errcode(ERRCODE_FEATURE_NOT_SUPPORTED), errmsg("rows cannot be fetched by ctid"));
}

static bool
getnextslot_tidrange(TableScanDesc scan, ScanDirection direction, TupleTableSlot *slot)
{
	ereport(ERROR, errcode(ERRCODE_FEATURE_NOT_SUPPORTED), errmsg("there are no scans by ctid"));
}

static Size
parallelscan_estimate(Relation rel)
{
	ereport(ERROR, errcode(ERRCODE_FEATURE_NOT_SUPPORTED), errmsg("there are no parallel scans"));
}

static Oid
toast_am(Relation rel)
{
	return HEAP_TABLE_AM_OID;
}

Datum
not_heap_handler(PG_FUNCTION_ARGS)
{
	static TableAmRoutine routine;

	routine = *GetHeapamTableAmRoutine();
	routine.slot_callbacks = slot_callbacks;
	routine.scan_getnextslot = getnextslot;
	routine.tuple_fetch_row_version = fetch_row_version;
	routine.scan_getnextslot_tidrange = getnextslot_tidrange;
	routine.parallelscan_estimate = parallelscan_estimate;
	routine.relation_toast_am = toast_am;
	PG_RETURN_POINTER(&routine);
}
