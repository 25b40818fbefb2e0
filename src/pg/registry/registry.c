/* registry.c - reading stored models, and the rule of access to them */
#include "postgres.h"

#include "access/genam.h"
#include "access/heapam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "catalog/pg_authid.h"
#include "catalog/pg_type.h"
#include "commands/trigger.h"
#include "miscadmin.h"
#include "storage/bufmgr.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/inval.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"

#include "pg/base/pg_compat.h"
#include "pg/registry/registry.h"
#include "pg/base/table_is_heap.h"

/* Columns that are read here; registry.sql declares them. */
#define MODEL_NAME 1
#define MODEL_OWNER 2
#define MODEL_DEPLOYED 3
#define MODEL_OWNER_ID 6
#define VERSION_ID 1
#define VERSION_NAME 2
#define VERSION_NUMBER 3
#define VERSION_IMAGE 4
#define VERSION_SOURCE 5
#define GRANT_NAME 1
#define GRANT_GRANTEE 2
#define GRANT_PRIVILEGE 4
#define GRANT_GRANTEE_ID 5

typedef struct TableScan
{
	Relation	rel;
	SysScanDesc sys;
} TableScan;

static TableScan
begin_scan(Oid table, Oid index, Snapshot snapshot, int nkeys, ScanKey keys)
{
	TableScan		scan;

	scan.rel = registry_open(table);
	scan.sys = systable_beginscan(scan.rel, index, true, snapshot, nkeys, keys);
	return scan;
}

static void
end_scan(TableScan *scan)
{
	systable_endscan(scan->sys);
	table_close(scan->rel, AccessShareLock);
}

/* A column that an older script does not have: 0 stands for any role, see released.h. */
static Oid
role_id(HeapTuple tuple, AttrNumber column, TupleDesc desc)
{
	bool		null;

	return column > desc->natts ? InvalidOid : DatumGetObjectId(heap_getattr(tuple, column, desc, &null));
}

/* Names are compared as bytes: the columns are COLLATE "C". */
static void
name_key(ScanKey key, AttrNumber column, const text *name)
{
	ScanKeyInit(key, column, BTEqualStrategyNumber, F_TEXTEQ, PointerGetDatum(name));
}

ModelLookup
registry_find_deployed(const text *name, Snapshot snapshot, ModelRow *row)
{
	RegistryOids oids = registry_oids();
	ScanKeyData key;
	TableScan		scan;
	HeapTuple	tuple;
	bool		found;
	bool		none = true;
	int32		version = 0;

	name_key(&key, MODEL_NAME, name);
	scan = begin_scan(oids.models, oids.models_pkey, snapshot, 1, &key);
	tuple = systable_getnext(scan.sys);
	found = HeapTupleIsValid(tuple);
	if (found)
	{
		version = DatumGetInt32(heap_getattr(tuple, MODEL_DEPLOYED,
											 RelationGetDescr(scan.rel), &none));
		row->deployed_by = (RegistryPlace) {oids.models, HeapTupleHeaderGetRawXmin(tuple->t_data), tuple->t_self};
	}
	end_scan(&scan);
	if (!found)
		return MODEL_MISSING;
	if (none || !registry_find_version(name, version, snapshot, row))
		return MODEL_NOT_DEPLOYED;
	return MODEL_FOUND;
}

bool
registry_row_place(const text *name, Snapshot snapshot, ItemPointer place)
{
	RegistryOids oids = registry_oids();
	ScanKeyData key;
	TableScan	scan;
	HeapTuple	tuple;

	name_key(&key, MODEL_NAME, name);
	scan = begin_scan(oids.models, oids.models_pkey, snapshot, 1, &key);
	tuple = systable_getnext(scan.sys);
	if (HeapTupleIsValid(tuple))
		*place = tuple->t_self;
	end_scan(&scan);
	return HeapTupleIsValid(tuple);
}

/*
 * The caller has the table locked, and has had no news of it since it found the
 * row.  So the page is still there: who removes it must wait for the lock, and
 * who made the row needless has told before.
 */
bool
registry_sees(const RegistryPlace *place, Snapshot snapshot)
{
	Relation	rel = table_open(place->table, NoLock);
	HeapTupleData tuple = {.t_self = place->tid};
	Buffer		buffer = InvalidBuffer;
	bool		sees = table_is_heap(rel) && an_heap_fetch(rel, snapshot, &tuple, &buffer);

	if (sees)
	{
		sees = HeapTupleHeaderGetRawXmin(tuple.t_data) == place->xmin;
		ReleaseBuffer(buffer);
	}
	table_close(rel, NoLock);
	return sees;
}

bool
registry_find_version(const text *name, int32 version, Snapshot snapshot, ModelRow *row)
{
	RegistryOids oids = registry_oids();
	ScanKeyData keys[2];
	TableScan		scan;
	HeapTuple	tuple;
	bool		null;

	name_key(&keys[0], VERSION_NAME, name);
	ScanKeyInit(&keys[1], VERSION_NUMBER, BTEqualStrategyNumber, F_INT4EQ,
				Int32GetDatum(version));
	scan = begin_scan(oids.versions, oids.versions_key, snapshot, 2, keys);
	tuple = systable_getnext(scan.sys);
	if (HeapTupleIsValid(tuple))
	{
		row->id = DatumGetInt64(heap_getattr(tuple, VERSION_ID, RelationGetDescr(scan.rel), &null));
		row->version = version;
		row->key = (VersionKey) {
			oids.versions, HeapTupleHeaderGetRawXmin(tuple->t_data), row->id,
			ItemPointerGetBlockNumber(&tuple->t_self), ItemPointerGetOffsetNumber(&tuple->t_self)
		};
	}
	end_scan(&scan);
	return HeapTupleIsValid(tuple);
}

ModelRow
registry_get(const text *name, bool has_version, int32 version, Snapshot snapshot)
{
	ModelRow	row = {0, 0};

	if (has_version)
	{
		if (!registry_find_version(name, version, snapshot, &row))
			registry_no_such_version(name, version);
		return row;
	}
	switch (registry_find_deployed(name, snapshot, &row))
	{
		case MODEL_MISSING:
			registry_no_such_model(name);
		case MODEL_NOT_DEPLOYED:
			registry_not_deployed(name);
		case MODEL_FOUND:
			break;
	}
	return row;
}

static struct varlena *
read_bytes(int64 id, AttrNumber column, Snapshot snapshot)
{
	RegistryOids oids = registry_oids();
	ScanKeyData key;
	TableScan		scan;
	HeapTuple	tuple;
	struct varlena *bytes = NULL;

	ScanKeyInit(&key, VERSION_ID, BTEqualStrategyNumber, F_INT8EQ, Int64GetDatum(id));
	scan = begin_scan(oids.versions, oids.versions_pkey, snapshot, 1, &key);
	tuple = systable_getnext(scan.sys);
	if (HeapTupleIsValid(tuple))
	{
		bool		null;
		Datum		value = heap_getattr(tuple, column, RelationGetDescr(scan.rel), &null);

		if (!null)
			bytes = PG_DETOAST_DATUM_COPY(value);
	}
	end_scan(&scan);
	return bytes;
}

struct varlena *
registry_image(int64 id, Snapshot snapshot)
{
	return read_bytes(id, VERSION_IMAGE, snapshot);
}

struct varlena *
registry_source(int64 id, Snapshot snapshot)
{
	return read_bytes(id, VERSION_SOURCE, snapshot);
}

/* Roles are stored by name; one that no longer exists gives nobody anything. */
bool
registry_acts_for(Oid user, Name role, Oid id)
{
	Oid			oid = get_role_oid(NameStr(*role), true);

	return OidIsValid(oid) && (!OidIsValid(id) || id == oid) && has_privs_of_role(user, oid);
}

/* has_privs_of_role() is true of a superuser for every role. */
bool
registry_manages_all(Oid user)
{
	return has_privs_of_role(user, ROLE_PG_DATABASE_OWNER);
}

/* What a row of registry_grant gives the user. */
static ModelRight
given(TableScan *scan, HeapTuple tuple, Oid user)
{
	TupleDesc	desc = RelationGetDescr(scan->rel);
	bool		null;
	Name		grantee = DatumGetName(heap_getattr(tuple, GRANT_GRANTEE, desc, &null));
	text	   *privilege;

	if (strcmp(NameStr(*grantee), "public") != 0 && !registry_acts_for(user, grantee, role_id(tuple, GRANT_GRANTEE_ID, desc)))
		return RIGHT_NONE;
	if (GRANT_PRIVILEGE > desc->natts)
		return RIGHT_READ;		/* all that there was */
	privilege = DatumGetTextPP(heap_getattr(tuple, GRANT_PRIVILEGE, desc, &null));
	return strcmp(text_to_cstring(privilege), "read") == 0 ? RIGHT_READ : RIGHT_USE;
}

static ModelRight
granted(const text *name, Snapshot snapshot, Oid user)
{
	RegistryOids oids = registry_oids();
	ScanKeyData key;
	TableScan		scan;
	HeapTuple	tuple;
	ModelRight	result = RIGHT_NONE;

	name_key(&key, GRANT_NAME, name);
	scan = begin_scan(oids.grants, oids.grants_pkey, snapshot, 1, &key);
	while (result < RIGHT_READ && HeapTupleIsValid(tuple = systable_getnext(scan.sys)))
		result = Max(result, given(&scan, tuple, user));
	end_scan(&scan);
	return result;
}

ModelRight
registry_right(const text *name, Snapshot snapshot, bool *exists)
{
	RegistryOids oids = registry_oids();
	Oid			user = GetUserId();
	ScanKeyData key;
	TableScan		scan;
	HeapTuple	tuple;
	bool		manages = false;

	name_key(&key, MODEL_NAME, name);
	scan = begin_scan(oids.models, oids.models_pkey, snapshot, 1, &key);
	tuple = systable_getnext(scan.sys);
	*exists = HeapTupleIsValid(tuple);
	if (*exists)
	{
		TupleDesc	desc = RelationGetDescr(scan.rel);
		bool		null;
		Name		owner = DatumGetName(heap_getattr(tuple, MODEL_OWNER, desc, &null));

		manages = registry_manages_all(user) || registry_acts_for(user, owner, role_id(tuple, MODEL_OWNER_ID, desc));
	}
	end_scan(&scan);
	if (manages)
		return RIGHT_MANAGE;
	return *exists ? granted(name, snapshot, user) : RIGHT_NONE;
}

static void
require_right(const text *name, ModelRight right, bool exists, ModelRight wanted)
{
	if (!exists)
		registry_no_such_model(name);
	if (right == RIGHT_NONE)
		ereport(ERROR, errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				errmsg("permission denied for model \"%s\"", text_to_cstring(name)),
				errhint("Its owner can grant it with analytics.grant_model()."));
	if (right < RIGHT_READ && wanted == RIGHT_READ)
		ereport(ERROR, errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				errmsg("permission denied to read model \"%s\"", text_to_cstring(name)),
				errdetail("You may score with it, but not see what is in it."),
				errhint("Its owner can grant that with analytics.grant_model(name, role, 'read')."));
	if (right < wanted)
		ereport(ERROR, errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				errmsg("must be owner of model \"%s\"", text_to_cstring(name)));
}

void
registry_check(const text *name, Snapshot snapshot, ModelRight wanted)
{
	bool		exists;
	ModelRight	right = registry_right(name, snapshot, &exists);

	require_right(name, right, exists, wanted);
}

void
registry_check_now(const text *name, Snapshot latest, Snapshot snapshot, ModelRight wanted)
{
	bool		exists;
	ModelRight	right = registry_right(name, latest, &exists);

	if (!exists)
		right = registry_right(name, snapshot, &exists);
	require_right(name, right, exists, wanted);
}

void
registry_check_manage(const text *name, Snapshot snapshot)
{
	registry_check(name, snapshot, RIGHT_MANAGE);
}

void
registry_no_such_model(const text *name)
{
	ereport(ERROR, errcode(ERRCODE_UNDEFINED_OBJECT),
			errmsg("model \"%s\" does not exist", text_to_cstring(name)),
			errhint("The view analytics.models lists the models that you may use."));
	pg_unreachable();
}

void
registry_no_such_version(const text *name, int32 version)
{
	ereport(ERROR, errcode(ERRCODE_UNDEFINED_OBJECT),
			errmsg("model \"%s\" has no version %d", text_to_cstring(name), version),
			errhint("The view analytics.models lists the versions."));
	pg_unreachable();
}

void
registry_not_deployed(const text *name)
{
	ereport(ERROR, errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			errmsg("no version of model \"%s\" is deployed", text_to_cstring(name)),
			errhint("Use analytics.deploy_model(name, version); the view analytics.models lists the versions."));
	pg_unreachable();
}

static bool
has_right(const text *name, ModelRight right)
{
	bool		exists;

	return registry_right(name, GetActiveSnapshot(), &exists) >= right;
}

/* can_use_model(name text) -> boolean: false also when there is no such model */
AN_FUNCTION(analytics_can_use_model);
Datum
analytics_can_use_model(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(has_right(PG_GETARG_TEXT_PP(0), RIGHT_USE));
}

/* can_read_model(name text) -> boolean: likewise */
AN_FUNCTION(analytics_can_read_model);
Datum
analytics_can_read_model(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(has_right(PG_GETARG_TEXT_PP(0), RIGHT_READ));
}

/*
 * registry_changed() -> trigger: tells every backend, once the change is
 * committed, that what it knows of models may be out of date.
 */
AN_FUNCTION(analytics_registry_changed);
Datum
analytics_registry_changed(PG_FUNCTION_ARGS)
{
	Oid			relid;

	if (!CALLED_AS_TRIGGER(fcinfo))
		ereport(ERROR, errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				errmsg("function \"registry_changed\" was not called by trigger manager"));
	relid = registry_relid();
	if (OidIsValid(relid))
		CacheInvalidateRelcacheByRelid(relid);
	PG_RETURN_POINTER(NULL);
}
