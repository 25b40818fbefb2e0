/*
 * table_moments.c - the moments of a table's columns, by a parallel scan
 *
 * As an index build does: the leader sets up a parallel scan and as many states
 * as there are workers in shared memory; every process takes pages of the table
 * until there are none left and adds their rows to its state; the leader merges
 * them.
 */
#include "postgres.h"

#include "access/parallel.h"
#include "access/relscan.h"
#include "access/table.h"
#include "access/tableam.h"
#include "access/xact.h"
#include "catalog/pg_am.h"
#include "executor/instrument.h"
#include "miscadmin.h"
#include "optimizer/cost.h"
#include "optimizer/optimizer.h"
#include "optimizer/paths.h"
#include "pgstat.h"
#include "storage/bufmgr.h"
#include "storage/latch.h"
#include "tcop/tcopprot.h"
#include "utils/builtins.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"
#include "utils/timestamp.h"

#include "pg/base/guc.h"
#include "pg/stats/table_moments.h"
#include "pg/stats/table_reader.h"

/* What is in the shared memory. */
#define KEY_SHARED UINT64CONST(0xA7A1000000000001)
#define KEY_COLUMNS UINT64CONST(0xA7A1000000000002)
#define KEY_SCAN UINT64CONST(0xA7A1000000000003)
#define KEY_MOMENTS UINT64CONST(0xA7A1000000000004)
#define KEY_QUERY UINT64CONST(0xA7A1000000000005)
#define KEY_BUFFER_USAGE UINT64CONST(0xA7A1000000000006)
#define KEY_WAL_USAGE UINT64CONST(0xA7A1000000000007)

/* Between looks at the clock and at interrupts. */
#define ROWS_AT_A_TIME AN_MOMENTS_FULL_ROOM

/* While the leader has nothing to do. */
#define WAIT_MS 100

typedef struct Shared
{
	Oid			relation;
	uint32		order;
	size_t		moments_size;	/* of each state */
	pg_atomic_uint64 rows;		/* read so far, in all processes */
} Shared;

/* Where the leader tells how far the scan is. */
typedef struct Progress
{
	Relation	rel;
	ParallelTableScanDesc scan;
	pg_atomic_uint64 *rows;
	TimestampTz started;
	TimestampTz next;
} Progress;

/* One process's share of the scan. */
typedef struct Part
{
	Relation	rel;
	ParallelTableScanDesc scan;
	TableReader *reader;
	AnMoments  *moments;
	pg_atomic_uint64 *rows;
	Progress   *progress;		/* NULL in a worker */
} Part;

/* The parallel scan as the leader has it. */
typedef struct Team
{
	ParallelContext *context;
	Shared	   *shared;
	ParallelTableScanDesc scan;
	char	   *moments;		/* one state for each worker */
	BufferUsage *buffer_usage;
	WalUsage   *wal_usage;
} Team;


extern PGDLLEXPORT void analytics_fit_pca_worker(dsm_segment *segment, shm_toc *toc);

/* ----- progress ----- */

static void
progress_begin(Progress *progress, Relation rel, ParallelTableScanDesc scan,
			   pg_atomic_uint64 *rows)
{
	progress->rel = rel;
	progress->scan = scan;
	progress->rows = rows;
	progress->started = GetCurrentTimestamp();
	progress->next = TimestampTzPlusMilliseconds(progress->started, progress_interval);
}

/* How much of the heap's pages were handed out; -1: who knows. */
static int
percent_read(const Progress *progress)
{
	ParallelBlockTableScanDesc blocks = (ParallelBlockTableScanDesc) progress->scan;
	uint64		done;

	if (progress->rel->rd_rel->relam != HEAP_TABLE_AM_OID || blocks->phs_nblocks == 0)
		return -1;
	done = pg_atomic_read_u64(&blocks->phs_nallocated);
	return (int) (100 * Min(done, blocks->phs_nblocks) / blocks->phs_nblocks);
}

static void
progress_report(Progress *progress)
{
	TimestampTz now;
	double		seconds;
	uint64		rows;
	int			percent;

	if (progress == NULL || progress_interval == 0)
		return;
	now = GetCurrentTimestamp();
	if (now < progress->next)
		return;
	progress->next = TimestampTzPlusMilliseconds(now, progress_interval);
	seconds = (double) (now - progress->started) / USECS_PER_SEC;
	rows = pg_atomic_read_u64(progress->rows);
	percent = percent_read(progress);
	ereport(NOTICE,
			errmsg("reading table \"%s\": %s" UINT64_FORMAT " rows, %.0f rows/s",
				   RelationGetRelationName(progress->rel),
				   percent < 0 ? "" : psprintf("%d %%, ", percent), rows,
				   (double) rows / seconds));
}

/* ----- scanning ----- */

static _Noreturn void
refuse_null(const Part *part, TupleTableSlot *slot)
{
	const AnMoments *m = part->moments;
	uint32		column = table_reader_null(part->reader, slot);
	const AnStr *names;
	AnEnv		env;

	pg_env_init(&env, CurrentMemoryContext, PG_STATS_MEMORY);
	AN_RAISE_UNLESS_OK(&env, an_names_read(&env, m->order, an_moments_names(m), m->names_size,
										   &names));
	ereport(ERROR, errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
			errmsg("a value is null"),
			errdetail("It is in column \"%s\".",
					  text_to_cstring(pg_text_for_display(names[column]))),
			errhint("Leave such rows out, or count and skip them with on_null 'skip'."));
	pg_unreachable();
}

static void
add_row(const Part *part, TupleTableSlot *slot)
{
	AnMoments  *m = part->moments;

	if (table_reader_fill(part->reader, slot, an_moments_row(m)))
	{
		an_moments_keep(m, 1);
		if (m->block_rows == m->room)
			moments_fold(m);
	}
	else if (m->flags & AN_MOMENTS_REFUSE_NULL)
		refuse_null(part, slot);
	else
		m->skipped++;
}

/* Until there are no more pages. */
static void
scan_part(const Part *part)
{
	TableScanDesc scan = an_beginscan_parallel(part->rel, part->scan);
	TupleTableSlot *slot = table_slot_create(part->rel, NULL);
	uint32		rows = 0;

	while (table_scan_getnextslot(scan, ForwardScanDirection, slot))
	{
		add_row(part, slot);
		if (++rows < ROWS_AT_A_TIME)
			continue;
		CHECK_FOR_INTERRUPTS();
		pg_atomic_fetch_add_u64(part->rows, rows);
		rows = 0;
		progress_report(part->progress);
	}
	ExecDropSingleTupleTableSlot(slot);
	table_endscan(scan);
	moments_fold(part->moments);
}

/* ----- a worker ----- */

void
analytics_fit_pca_worker(dsm_segment *segment, shm_toc *toc)
{
	Shared	   *shared = shm_toc_lookup(toc, KEY_SHARED, false);
	AttrNumber *columns = shm_toc_lookup(toc, KEY_COLUMNS, false);
	char	   *moments = shm_toc_lookup(toc, KEY_MOMENTS, false);
	BufferUsage *buffer_usage = shm_toc_lookup(toc, KEY_BUFFER_USAGE, false);
	WalUsage   *wal_usage = shm_toc_lookup(toc, KEY_WAL_USAGE, false);
	Relation	rel = table_open(shared->relation, AccessShareLock);
	Part		part = {
		.rel = rel,
		.scan = shm_toc_lookup(toc, KEY_SCAN, false),
		.reader = table_reader_build(RelationGetDescr(rel), shared->order, columns),
		.moments = (AnMoments *) (moments + ParallelWorkerNumber * shared->moments_size),
		.rows = &shared->rows
	};

	debug_query_string = shm_toc_lookup(toc, KEY_QUERY, true);
	pgstat_report_activity(STATE_RUNNING, debug_query_string);
	InstrStartParallelQuery();
	scan_part(&part);
	InstrEndParallelQuery(&buffer_usage[ParallelWorkerNumber], &wal_usage[ParallelWorkerNumber]);
	table_close(rel, AccessShareLock);
}

/* ----- the leader ----- */

/* As the planner counts workers for a scan of the table. */
static int
workers_for(Relation rel)
{
	RelOptInfo *info;

	if (IsInParallelMode() || !IsUnderPostmaster || RelationUsesLocalBuffers(rel))
		return 0;
	info = makeNode(RelOptInfo);
	info->reloptkind = RELOPT_BASEREL;
	info->rel_parallel_workers = RelationGetParallelWorkers(rel, -1);
	return compute_parallel_worker(info, RelationGetNumberOfBlocks(rel), -1,
								   max_parallel_workers_per_gather);
}

static AnMoments *
new_moments(const TableColumns *columns, uint16 flags)
{
	return moments_new(columns->order, columns->names, columns->names_size,
					   AN_MOMENTS_FULL_ROOM, flags);
}

static void *
share(ParallelContext *context, uint64 key, Size size)
{
	void	   *chunk = shm_toc_allocate(context->toc, size);

	shm_toc_insert(context->toc, key, chunk);
	return chunk;
}

/* Room for what team_fill() puts there. */
static void
team_estimate(ParallelContext *context, Size columns, Size scan, Size moments)
{
	const Size	sizes[] = {
		sizeof(Shared), columns, scan, mul_size(moments, context->nworkers),
		mul_size(sizeof(BufferUsage), context->nworkers),
		mul_size(sizeof(WalUsage), context->nworkers),
		debug_query_string == NULL ? 0 : strlen(debug_query_string) + 1
	};

	for (size_t i = 0; i < lengthof(sizes); i++)
		if (sizes[i] > 0)
		{
			shm_toc_estimate_chunk(&context->estimator, sizes[i]);
			shm_toc_estimate_keys(&context->estimator, 1);
		}
}

static void
team_fill(Team *team, Relation rel, const TableColumns *columns, const AnMoments *empty)
{
	ParallelContext *context = team->context;
	Snapshot	snapshot = GetActiveSnapshot();
	Size		size = VARSIZE(empty);

	team->shared = share(context, KEY_SHARED, sizeof(Shared));
	*team->shared = (Shared) {
		.relation = RelationGetRelid(rel), .order = columns->order, .moments_size = size
	};
	pg_atomic_init_u64(&team->shared->rows, 0);
	memcpy(share(context, KEY_COLUMNS, columns->order * sizeof(AttrNumber)), columns->columns,
		   columns->order * sizeof(AttrNumber));
	team->scan = share(context, KEY_SCAN, table_parallelscan_estimate(rel, snapshot));
	table_parallelscan_initialize(rel, team->scan, snapshot);
	team->moments = share(context, KEY_MOMENTS, mul_size(size, context->nworkers));
	for (int i = 0; i < context->nworkers; i++)
		memcpy(team->moments + i * size, empty, size);
	team->buffer_usage = share(context, KEY_BUFFER_USAGE, mul_size(sizeof(BufferUsage), context->nworkers));
	team->wal_usage = share(context, KEY_WAL_USAGE, mul_size(sizeof(WalUsage), context->nworkers));
	if (debug_query_string != NULL)
		strcpy(share(context, KEY_QUERY, strlen(debug_query_string) + 1), debug_query_string);
}

static Team
team_launch(Relation rel, const TableColumns *columns, const AnMoments *empty, int workers)
{
	Team		team;

	team.context = CreateParallelContext("$libdir/analytics", "analytics_fit_pca_worker", workers);
	team_estimate(team.context, columns->order * sizeof(AttrNumber),
				  table_parallelscan_estimate(rel, GetActiveSnapshot()), VARSIZE(empty));
	InitializeParallelDSM(team.context);
	team_fill(&team, rel, columns, empty);
	LaunchParallelWorkers(team.context);
	ereport(DEBUG1,
			errmsg_internal("reading table \"%s\" with %d of %d parallel workers",
							RelationGetRelationName(rel), team.context->nworkers_launched, workers));
	return team;
}

static bool
is_working(const ParallelWorkerInfo *worker)
{
	pid_t		pid;

	return worker->error_mqh != NULL &&
		GetBackgroundWorkerPid(worker->bgwhandle, &pid) != BGWH_STOPPED;
}

/* The leader's wait, in which it still tells how far the others are. */
static void
team_wait(const Team *team, Progress *progress)
{
	const ParallelContext *context = team->context;

	for (int i = 0; i < context->nworkers_launched;)
	{
		CHECK_FOR_INTERRUPTS();
		if (!is_working(&context->worker[i]))
		{
			i++;
			continue;
		}
		progress_report(progress);
		(void) WaitLatch(MyLatch, WL_LATCH_SET | WL_TIMEOUT | WL_EXIT_ON_PM_DEATH, WAIT_MS,
						 PG_WAIT_EXTENSION);
		ResetLatch(MyLatch);
	}
	WaitForParallelWorkersToFinish(team->context);
}

static void
team_merge(const Team *team, AnMoments *m)
{
	for (int i = 0; i < team->context->nworkers_launched; i++)
	{
		moments_merge(m, (AnMoments *) (team->moments + i * team->shared->moments_size));
		InstrAccumParallelQuery(&team->buffer_usage[i], &team->wal_usage[i]);
	}
}

static void
scan_with_workers(Part *part, const TableColumns *columns, int workers)
{
	Team		team;
	Progress	progress;

	EnterParallelMode();
	team = team_launch(part->rel, columns, part->moments, workers);
	part->scan = team.scan;
	part->rows = &team.shared->rows;
	part->progress = &progress;
	progress_begin(&progress, part->rel, part->scan, part->rows);
	if (parallel_leader_participation || team.context->nworkers_launched == 0)
		scan_part(part);
	team_wait(&team, &progress);
	team_merge(&team, part->moments);
	DestroyParallelContext(team.context);
	ExitParallelMode();
}

static void
scan_alone(Part *part)
{
	Snapshot	snapshot = GetActiveSnapshot();
	pg_atomic_uint64 rows;
	Progress	progress;

	pg_atomic_init_u64(&rows, 0);
	part->rows = &rows;
	part->scan = palloc(table_parallelscan_estimate(part->rel, snapshot));
	table_parallelscan_initialize(part->rel, part->scan, snapshot);
	part->progress = &progress;
	progress_begin(&progress, part->rel, part->scan, part->rows);
	scan_part(part);
	pfree(part->scan);
}

AnMoments *
table_moments(Relation rel, const TableColumns *columns, uint16 flags)
{
	int			workers = workers_for(rel);
	Part		part = {
		.rel = rel,
		.reader = table_reader_build(RelationGetDescr(rel), columns->order, columns->columns),
		.moments = new_moments(columns, flags)
	};

	if (workers > 0)
		scan_with_workers(&part, columns, workers);
	else
		scan_alone(&part);
	return part.moments;
}
