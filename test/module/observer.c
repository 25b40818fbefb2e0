/*
 * observer.c - a module for tests: watches the executor, and brings an access method
 *
 * Tells by a NOTICE which tables the right to read was asked for, as modules that keep
 * an audit trail do.  The access method "other_heap" stores rows as heap does, but as
 * others may, it offers neither parallel scans nor rows by their place.
 */
#include "postgres.h"

#include "access/tableam.h"
#include "executor/executor.h"
#include "fmgr.h"
#include "utils/lsyscache.h"

PG_MODULE_MAGIC;

extern PGDLLEXPORT void _PG_init(void);
extern PGDLLEXPORT Datum other_heap(PG_FUNCTION_ARGS);

static ExecutorCheckPerms_hook_type previous;

static void
tell(List *relations)
{
	ListCell   *cell;

	foreach(cell, relations)
	{
		RangeTblEntry *entry = lfirst_node(RangeTblEntry, cell);

		if (entry->rtekind == RTE_RELATION)
			ereport(NOTICE, errmsg_internal("asked for %s", get_rel_name(entry->relid)));
	}
}

#if PG_VERSION_NUM >= 160000
static bool
check(List *relations, List *permissions, bool raise)
{
	tell(relations);
	return previous == NULL || previous(relations, permissions, raise);
}
#else
static bool
check(List *relations, bool raise)
{
	tell(relations);
	return previous == NULL || previous(relations, raise);
}
#endif

void
_PG_init(void)
{
	previous = ExecutorCheckPerms_hook;
	ExecutorCheckPerms_hook = check;
}

static Size
no_parallel_scan(Relation relation)
{
	elog(ERROR, "other_heap has no parallel scans");
}

static bool
no_row_by_place(Relation relation, ItemPointer place, Snapshot snapshot, TupleTableSlot *slot)
{
	elog(ERROR, "other_heap has no rows by place");
}

static bool
no_place_scan(TableScanDesc scan, ScanDirection direction, TupleTableSlot *slot)
{
	elog(ERROR, "other_heap has no scans by place");
}

/* other_heap(internal) -> table_am_handler */
PG_FUNCTION_INFO_V1(other_heap);
Datum
other_heap(PG_FUNCTION_ARGS)
{
	static TableAmRoutine routine;

	routine = *GetHeapamTableAmRoutine();
	routine.parallelscan_estimate = no_parallel_scan;
	routine.tuple_fetch_row_version = no_row_by_place;
	routine.scan_getnextslot_tidrange = no_place_scan;
	PG_RETURN_POINTER(&routine);
}
