/*
 * observer.c - for tests: tells by a NOTICE which tables the right to read was asked
 * for, as modules that keep an audit trail do
 */
#include "postgres.h"

#include "executor/executor.h"
#include "fmgr.h"
#include "utils/lsyscache.h"

PG_MODULE_MAGIC;

extern PGDLLEXPORT void _PG_init(void);

static ExecutorCheckPerms_hook_type previous;

static void
tell(Oid relation)
{
	ereport(NOTICE, errmsg_internal("asked for %s", get_rel_name(relation)));
}

/* Since 16 a view is asked for beside the range table, where it is a subquery. */
#if PG_VERSION_NUM >= 160000
static bool
check(List *relations, List *permissions, bool raise)
{
	ListCell   *cell;

	foreach(cell, permissions)
		tell(lfirst_node(RTEPermissionInfo, cell)->relid);
	return previous == NULL || previous(relations, permissions, raise);
}
#else
static bool
check(List *relations, bool raise)
{
	ListCell   *cell;

	foreach(cell, relations)
	{
		RangeTblEntry *entry = lfirst_node(RangeTblEntry, cell);

		if (entry->rtekind == RTE_RELATION)
			tell(entry->relid);
	}
	return previous == NULL || previous(relations, raise);
}
#endif

void
_PG_init(void)
{
	previous = ExecutorCheckPerms_hook;
	ExecutorCheckPerms_hook = check;
}
