/* deploy.c - which version of a model scores, and removing versions */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/snapmgr.h"

#include "pg/base/args.h"
#include "pg/registry/registry.h"
#include "pg/registry/registry_write.h"

/* Locks; raises unless the caller may change the model and (version > 0) it
 * has that version. */
static void
lock_existing(const text *name, bool has_version, int32 version)
{
	if (!registry_lock_model(name))
		registry_no_such_model(name);
	if (has_version)
	{
		Snapshot	latest = RegisterSnapshot(GetLatestSnapshot());
		ModelRow	row;

		if (!registry_find_version(name, version, latest, &row))
			registry_no_such_version(name, version);
		UnregisterSnapshot(latest);
	}
}

/* deploy_model(name text, version integer) -> integer */
AN_FUNCTION(analytics_deploy_model);
Datum
analytics_deploy_model(PG_FUNCTION_ARGS)
{
	text	   *name = args_text(fcinfo, 0, "name");
	int32		version = args_int32(fcinfo, 1, "version");
	Oid			types[] = {TEXTOID, INT4OID};
	Datum		values[] = {PointerGetDatum(name), Int32GetDatum(version)};
	RegistryWriter writer;

	registry_allow_write("deploy_model()");
	lock_existing(name, true, version);
	registry_begin_write(&writer);
	registry_execute("UPDATE %1$s.registry SET deployed = $2 WHERE name = $1",
					 lengthof(types), types, values, NULL);
	registry_end_write(&writer);
	PG_RETURN_INT32(version);
}

/* Returns the number of versions removed. */
static int32
drop_all(const text *name)
{
	Oid			types[] = {TEXTOID};
	Datum		values[] = {PointerGetDatum(name)};
	uint64		removed;

	registry_execute("DELETE FROM %1$s.registry_grant WHERE name = $1",
					 lengthof(types), types, values, NULL);
	removed = registry_execute("DELETE FROM %1$s.registry_version WHERE name = $1",
							   lengthof(types), types, values, NULL);
	registry_execute("DELETE FROM %1$s.registry WHERE name = $1",
					 lengthof(types), types, values, NULL);
	return (int32) removed;
}

static int32
count_others(const text *name, int32 version)
{
	Oid			types[] = {TEXTOID, INT4OID};
	Datum		values[] = {PointerGetDatum(name), Int32GetDatum(version)};
	int32		others = 0;

	registry_execute("SELECT count(*)::integer FROM %1$s.registry_version"
					 " WHERE name = $1 AND version <> $2",
					 lengthof(types), types, values, &others);
	return others;
}

/* The deployed version goes only with the model itself: scores by name would
 * otherwise stop, or change without anybody having said so. */
static void
drop_one(const text *name, int32 version)
{
	Oid			types[] = {TEXTOID, INT4OID};
	Datum		values[] = {PointerGetDatum(name), Int32GetDatum(version)};
	uint64		deployed;

	deployed = registry_execute("SELECT 1 FROM %1$s.registry WHERE name = $1 AND deployed = $2",
								lengthof(types), types, values, NULL);
	if (deployed > 0)
		ereport(ERROR, errcode(ERRCODE_OBJECT_IN_USE),
				errmsg("version %d of model \"%s\" is deployed", version, text_to_cstring(name)),
				errhint("Deploy another version with analytics.deploy_model() first, "
						"or drop the whole model with analytics.drop_model(name)."));
	registry_execute("DELETE FROM %1$s.registry_version WHERE name = $1 AND version = $2",
					 lengthof(types), types, values, NULL);
}

/* drop_model(name text) -> integer: the number of versions removed */
AN_FUNCTION(analytics_drop_model);
Datum
analytics_drop_model(PG_FUNCTION_ARGS)
{
	text	   *name = args_text(fcinfo, 0, "name");
	RegistryWriter writer;
	int32		removed;

	registry_allow_write("drop_model()");
	lock_existing(name, false, 0);
	registry_begin_write(&writer);
	removed = drop_all(name);
	registry_end_write(&writer);
	PG_RETURN_INT32(removed);
}

/* drop_model(name text, version integer) -> integer */
AN_FUNCTION(analytics_drop_model_version);
Datum
analytics_drop_model_version(PG_FUNCTION_ARGS)
{
	text	   *name = args_text(fcinfo, 0, "name");
	int32		version = args_int32(fcinfo, 1, "version");
	RegistryWriter writer;

	registry_allow_write("drop_model()");
	lock_existing(name, true, version);
	registry_begin_write(&writer);
	if (count_others(name, version) == 0)
		drop_all(name);
	else
		drop_one(name, version);
	registry_end_write(&writer);
	PG_RETURN_INT32(1);
}
