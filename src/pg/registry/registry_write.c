/* registry_write.c - changing the registry as the owner of its tables */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/table.h"
#include "access/xact.h"
#include "catalog/pg_type.h"
#include "commands/trigger.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "storage/lmgr.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"

#include "pg/base/released.h"
#include "pg/registry/registry_write.h"

void
registry_allow_write(const char *command)
{
	PreventCommandIfReadOnly(command);
	PreventCommandIfParallelMode(command);
	released_check_script();
}

/*
 * A REPEATABLE READ transaction may not change a model's row of which it sees
 * an older state: it would then see both.  A model that it does not see at all
 * can be given a version.
 */
static void
check_serializable(const text *name, Snapshot latest)
{
	ItemPointerData seen;
	ItemPointerData now;
	bool		sees;

	if (!IsolationUsesXactSnapshot())
		return;
	PushCopiedSnapshot(GetTransactionSnapshot());
	UpdateActiveSnapshotCommandId();	/* our own changes are no conflict */
	sees = registry_row_place(name, GetActiveSnapshot(), &seen);
	PopActiveSnapshot();
	if (sees && !(registry_row_place(name, latest, &now) && ItemPointerEquals(&seen, &now)))
		ereport(ERROR, errcode(ERRCODE_T_R_SERIALIZATION_FAILURE),
				errmsg("could not serialize access due to concurrent change of model \"%s\"",
					   text_to_cstring(name)));
}

/* As the model is now: false, there is none; raises unless the caller may change it. */
static bool
may_change(const text *name)
{
	Snapshot	latest = RegisterSnapshot(GetLatestSnapshot());
	bool		exists;

	check_serializable(name, latest);
	(void) registry_right(name, latest, &exists);
	if (exists)
		registry_check_manage(name, latest);
	UnregisterSnapshot(latest);
	return exists;
}

/* False: there is no such row any more. */
static bool
lock_row(const text *name)
{
	Oid			types[] = {TEXTOID};
	Datum		values[] = {PointerGetDatum(name)};
	RegistryWriter writer;
	bool		found;

	registry_begin_write(&writer);
	found = registry_execute("SELECT 1 FROM %1$s.registry WHERE name = $1 FOR UPDATE",
							 lengthof(types), types, values, NULL) > 0;
	registry_end_write(&writer);
	return found;
}

/* Who may not change the model neither waits for it nor keeps others waiting. */
bool
registry_lock_model(const text *name)
{
	while (may_change(name))
		if (lock_row(name) && may_change(name))
			return true;
	return false;
}

bool
registry_wait_for_maker(const text *name)
{
	SnapshotData dirty;
	ItemPointerData place;

	InitDirtySnapshot(dirty);
	if (!registry_row_place(name, &dirty, &place) || !TransactionIdIsValid(dirty.xmin))
		return false;
	XactLockTableWait(dirty.xmin, NULL, NULL, XLTW_None);
	return true;
}

/* Locks the table, so that it stays until the transaction ends. */
static Oid
tables_owner(void)
{
	Relation	rel = registry_open(registry_oids().models);
	Oid			owner = rel->rd_rel->relowner;

	table_close(rel, NoLock);
	return owner;
}

void
registry_begin_write(RegistryWriter *writer)
{
	Oid			owner = tables_owner();

	GetUserIdAndSecContext(&writer->save_user, &writer->save_context);
	SetUserIdAndSecContext(owner, writer->save_context | SECURITY_LOCAL_USERID_CHANGE);
	writer->guc_level = NewGUCNestLevel();
	(void) set_config_option("search_path", "pg_catalog, pg_temp", PGC_USERSET, PGC_S_SESSION,
							 GUC_ACTION_SAVE, true, 0, false);
	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
}

void
registry_end_write(RegistryWriter *writer)
{
	if (SPI_finish() != SPI_OK_FINISH)
		elog(ERROR, "SPI_finish failed");
	AtEOXact_GUC(true, writer->guc_level);
	SetUserIdAndSecContext(writer->save_user, writer->save_context);
}

/* The latest snapshot shows what was committed before a lock was granted, also to a REPEATABLE READ transaction that began earlier. */
uint64
registry_execute(const char *sql, int nargs, Oid *types, Datum *values, int32 *result)
{
	SPIPlanPtr	plan;
	int			status;

	plan = SPI_prepare(psprintf(sql, registry_schema_name()), nargs, types);
	if (plan == NULL)
		elog(ERROR, "SPI_prepare failed: %s", SPI_result_code_string(SPI_result));
	status = SPI_execute_snapshot(plan, values, NULL, GetLatestSnapshot(), InvalidSnapshot,
								  false, true, 0);
	if (status < 0)
		elog(ERROR, "SPI_execute_snapshot failed: %s", SPI_result_code_string(status));
	if (result != NULL && SPI_processed > 0)
	{
		bool		null;

		*result = DatumGetInt32(SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc,
											  1, &null));
	}
	return SPI_processed;
}

/* The column that an argument of the trigger names, if it is of that type. */
static int
trigger_column(const TriggerData *trigger, int arg, Oid type)
{
	TupleDesc	desc = RelationGetDescr(trigger->tg_relation);
	int			column = SPI_fnumber(desc, trigger->tg_trigger->tgargs[arg]);

	return column > 0 && SPI_gettypeid(desc, column) == type ? column : 0;
}

static _Noreturn void
not_our_trigger(void)
{
	ereport(ERROR, errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
			errmsg("function \"registry_role\" was not called as a trigger of the registry"));
	pg_unreachable();
}

/*
 * registry_role(name column, id column) -> trigger: writes down which role has
 * the name now, so that no later one has what was this one's.
 */
AN_FUNCTION(analytics_registry_role);
Datum
analytics_registry_role(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = (TriggerData *) fcinfo->context;
	TupleDesc	desc;
	HeapTuple	tuple;
	int			name_column;
	int			id_column;
	Datum		role;
	bool		isnull;

	if (!CALLED_AS_TRIGGER(fcinfo) || trigger->tg_trigger->tgnargs != 2
		|| !TRIGGER_FIRED_BEFORE(trigger->tg_event) || !TRIGGER_FIRED_FOR_ROW(trigger->tg_event))
		not_our_trigger();
	name_column = trigger_column(trigger, 0, NAMEOID);
	id_column = trigger_column(trigger, 1, OIDOID);
	if (name_column == 0 || id_column == 0)
		not_our_trigger();
	desc = RelationGetDescr(trigger->tg_relation);
	tuple = TRIGGER_FIRED_BY_UPDATE(trigger->tg_event) ? trigger->tg_newtuple : trigger->tg_trigtuple;
	role = SPI_getbinval(tuple, desc, name_column, &isnull);
	if (!isnull)
		role = ObjectIdGetDatum(get_role_oid(NameStr(*DatumGetName(role)), true));
	isnull = false;
	return PointerGetDatum(heap_modify_tuple_by_cols(tuple, desc, 1, &id_column, &role, &isnull));
}
