/* tune_store.c - the tables of tuning runs and their trials */
#include "postgres.h"

#include <math.h>

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "storage/lock.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/timestamp.h"

#include "pg/base/args.h"
#include "pg/registry/registry_write.h"
#include "pg/train/tune_store.h"

/* ----- runs ----- */

#define RUN_ARGS 14

/* The parameters that both statements below have in common; '' stands for no key
 * and no class. */
static void
run_args(const TuneRun *run, Oid *types, Datum *values)
{
	Oid			of[RUN_ARGS] = {
		TEXTOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, JSONBOID, TEXTOID, TEXTOID, BOOLOID,
		INT4OID, TEXTOID, TEXTOID, INT4OID, JSONBOID
	};
	text	   *none = cstring_to_text("");

	memcpy(types, of, sizeof(of));
	values[0] = PointerGetDatum(run->name);
	values[1] = CStringGetTextDatum(GetUserNameFromId(GetUserId(), false));
	values[2] = PointerGetDatum(run->algorithm);
	values[3] = PointerGetDatum(run->source);
	values[4] = PointerGetDatum(run->target);
	values[5] = PointerGetDatum(run->space);
	values[6] = CStringGetTextDatum(run->strategy);
	values[7] = CStringGetTextDatum(run->metric);
	values[8] = BoolGetDatum(run->larger_is_better);
	values[9] = Int32GetDatum(run->folds);
	values[10] = PointerGetDatum(run->key != NULL ? run->key : none);
	values[11] = PointerGetDatum(run->klass != NULL ? run->klass : none);
	values[12] = Int32GetDatum(run->seed);
	values[13] = PointerGetDatum(run->options);
}

static bool
find_run(TuneRun *run, Oid *types, Datum *values)
{
	bool		null;

	if (registry_execute("SELECT id, run FROM %1$s.tuning_run"
						 " WHERE name = $1 AND owner = $2::name AND algorithm = $3 AND source = $4"
						 " AND owner_id IN (0, (SELECT oid FROM pg_authid WHERE rolname = $2::name))"
						 " AND target = $5 AND space = $6 AND strategy = $7 AND metric = $8"
						 " AND larger_is_better = $9 AND folds = $10 AND coalesce(key, '') = $11"
						 " AND coalesce(class, '') = $12 AND seed = $13 AND options = $14"
						 " ORDER BY run DESC LIMIT 1",
						 RUN_ARGS, types, values, &run->id) == 0)
		return false;
	run->number = DatumGetInt32(SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 2, &null));
	return true;
}

/* False: another session has taken the number meanwhile. */
static bool
make_run(TuneRun *run, Oid *types, Datum *values)
{
	bool		null;

	if (registry_execute("INSERT INTO %1$s.tuning_run (name, run, owner, algorithm, source, target, space,"
					 " strategy, metric, larger_is_better, folds, key, class, seed, options)"
					 " SELECT $1, coalesce(max(r.run), 0) + 1, $2::name, $3, $4, $5, $6, $7, $8, $9, $10,"
					 " nullif($11, ''), nullif($12, ''), $13, $14 FROM %1$s.tuning_run r WHERE r.name = $1"
					 " ON CONFLICT DO NOTHING RETURNING id, run",
					 RUN_ARGS, types, values, &run->id) == 0)
		return false;
	run->number = DatumGetInt32(SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 2, &null));
	return true;
}

void
tune_run_open(TuneRun *run)
{
	Oid			types[RUN_ARGS];
	Datum		values[RUN_ARGS];
	RegistryWriter writer;

	run_args(run, types, values);
	registry_begin_write(&writer);
	run->is_new = false;
	while (!run->is_new && !find_run(run, types, values))
		run->is_new = make_run(run, types, values);
	registry_end_write(&writer);
}

/* ----- one session at a time ----- */

static Oid
runs_table(void)
{
	return get_relname_relid("tuning_run", registry_schema());
}

static LOCKTAG
lock_tag(const TuneRun *run)
{
	LOCKTAG		tag;

	SET_LOCKTAG_OBJECT(tag, MyDatabaseId, runs_table(), (Oid) run->id, 0);
	return tag;
}

void
tune_run_lock(const TuneRun *run)
{
	LOCKTAG		tag = lock_tag(run);

	if (LockAcquire(&tag, ExclusiveLock, true, true) == LOCKACQUIRE_NOT_AVAIL)
		ereport(ERROR, errcode(ERRCODE_OBJECT_IN_USE),
				errmsg("run %d of tuning \"%s\" is going on in another session", run->number,
					   text_to_cstring(run->name)));
}

void
tune_run_unlock(const TuneRun *run)
{
	LOCKTAG		tag = lock_tag(run);

	LockRelease(&tag, ExclusiveLock, true);
}

/* ----- trials ----- */

bool
tune_trial_find(const TuneRun *run, int trial, TuneResult *result)
{
	Oid			types[] = {INT4OID, INT4OID};
	Datum		values[] = {Int32GetDatum(run->id), Int32GetDatum(trial)};
	RegistryWriter writer;
	bool		found;

	registry_begin_write(&writer);
	found = registry_execute("SELECT trial, value, coalesce(std_error, 'NaN'), seconds FROM %1$s.tuning_trial"
							 " WHERE run_id = $1 AND trial = $2 AND state = 'finished'",
							 lengthof(types), types, values, NULL) > 0;
	if (found)
	{
		HeapTuple	tuple = SPI_tuptable->vals[0];
		TupleDesc	desc = SPI_tuptable->tupdesc;
		bool		null;

		result->failure = NULL;
		result->value = DatumGetFloat8(SPI_getbinval(tuple, desc, 2, &null));
		result->std_error = DatumGetFloat8(SPI_getbinval(tuple, desc, 3, &null));
		result->seconds = DatumGetFloat8(SPI_getbinval(tuple, desc, 4, &null));
	}
	registry_end_write(&writer);
	return found;
}

static void
check_there(const TuneRun *run, uint64 changed)
{
	if (changed == 0)
		ereport(ERROR, errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				errmsg("run %d of tuning \"%s\" was dropped", run->number, text_to_cstring(run->name)));
}

void
tune_trial_begin(const TuneRun *run, int trial, Jsonb *settings)
{
	Oid			types[] = {INT4OID, INT4OID, JSONBOID, TIMESTAMPTZOID};
	Datum		values[] = {
		Int32GetDatum(run->id),
		Int32GetDatum(trial),
		PointerGetDatum(settings),
		TimestampTzGetDatum(GetCurrentTimestamp())
	};
	RegistryWriter writer;
	uint64		changed;

	registry_begin_write(&writer);
	changed = registry_execute("INSERT INTO %1$s.tuning_trial (run_id, trial, settings, state, started)"
							   " SELECT r.id, $2, $3, 'running', $4 FROM %1$s.tuning_run r WHERE r.id = $1"
							   " FOR KEY SHARE"	/* so that none is left over by drop_tuning() */
							   " ON CONFLICT (run_id, trial) DO UPDATE SET state = 'running', started = $4,"
							   " message = NULL, seconds = NULL",
							   lengthof(types), types, values, NULL);
	registry_end_write(&writer);
	check_there(run, changed);
}

void
tune_trial_end(const TuneRun *run, int trial, const TuneResult *result)
{
	bool		failed = result->failure != NULL;
	Oid			types[] = {INT4OID, INT4OID, TEXTOID, FLOAT8OID, FLOAT8OID, FLOAT8OID, TEXTOID};
	Datum		values[] = {
		Int32GetDatum(run->id),
		Int32GetDatum(trial),
		CStringGetTextDatum(failed ? "failed" : "finished"),
		Float8GetDatum(failed ? NAN : result->value),
		Float8GetDatum(failed ? NAN : result->std_error),
		Float8GetDatum(result->seconds),
		CStringGetTextDatum(failed ? result->failure : "")
	};
	RegistryWriter writer;
	uint64		changed;

	registry_begin_write(&writer);
	changed = registry_execute("UPDATE %1$s.tuning_trial SET state = $3, value = nullif($4, 'NaN'),"
							   " std_error = nullif($5, 'NaN'), seconds = $6, message = nullif($7, '')"
							   " WHERE run_id = $1 AND trial = $2",
							   lengthof(types), types, values, NULL);
	registry_end_write(&writer);
	check_there(run, changed);
}

/* ----- SQL ----- */

static bool
can_see(Name owner, Oid id)
{
	return registry_acts_for(GetUserId(), owner, id) || registry_manages_all(GetUserId());
}

/* can_see_tuning(owner name, owner_id oid) -> boolean; in 1.0 without the OID */
AN_FUNCTION(analytics_can_see_tuning);
Datum
analytics_can_see_tuning(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(can_see(PG_GETARG_NAME(0), PG_NARGS() > 1 ? PG_GETARG_OID(1) : InvalidOid));
}

typedef struct RunOwner
{
	int32		run;			/* its id */
	NameData	owner;
	Oid			owner_id;
} RunOwner;

/* The runs of that name, in the current context. */
static RunOwner *
find_runs(text *name, uint64 *count)
{
	MemoryContext context = CurrentMemoryContext;
	Oid			types[] = {TEXTOID};
	Datum		values[] = {PointerGetDatum(name)};
	RegistryWriter writer;
	RunOwner   *runs;

	registry_begin_write(&writer);
	*count = registry_execute("SELECT id, owner, owner_id FROM %1$s.tuning_run WHERE name = $1",
							  lengthof(types), types, values, NULL);
	runs = MemoryContextAlloc(context, (*count + 1) * sizeof(RunOwner));
	for (uint64 i = 0; i < *count; i++)
	{
		HeapTuple	tuple = SPI_tuptable->vals[i];
		TupleDesc	desc = SPI_tuptable->tupdesc;
		bool		null;

		runs[i].run = DatumGetInt32(SPI_getbinval(tuple, desc, 1, &null));
		runs[i].owner = *DatumGetName(SPI_getbinval(tuple, desc, 2, &null));
		runs[i].owner_id = DatumGetObjectId(SPI_getbinval(tuple, desc, 3, &null));
	}
	registry_end_write(&writer);
	return runs;
}

/* Where a run is going on, its session ends with an error at the trial's end.  The
 * run goes first: trials that began before are seen, later ones do not find it. */
static bool
drop_run(int32 run)
{
	Oid			type = INT4OID;
	Datum		id = Int32GetDatum(run);
	RegistryWriter writer;
	bool		dropped;

	registry_begin_write(&writer);
	dropped = registry_execute("DELETE FROM %1$s.tuning_run WHERE id = $1", 1, &type, &id, NULL) > 0;
	registry_execute("DELETE FROM %1$s.tuning_trial WHERE run_id = $1", 1, &type, &id, NULL);
	registry_end_write(&writer);
	return dropped;
}

/* drop_tuning(name text) -> integer: the number of runs removed */
AN_FUNCTION(analytics_drop_tuning);
Datum
analytics_drop_tuning(PG_FUNCTION_ARGS)
{
	text	   *name = args_text(fcinfo, 0, "name");
	int32		removed = 0;
	uint64		count;
	RunOwner   *runs;

	registry_allow_write("drop_tuning()");
	runs = find_runs(name, &count);
	for (uint64 i = 0; i < count; i++)
		if (can_see(&runs[i].owner, runs[i].owner_id))
			removed += drop_run(runs[i].run);
	PG_RETURN_INT32(removed);
}
