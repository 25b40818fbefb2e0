/*
 * registry_oids.c - where the registry's tables are
 *
 * Their schema is a member of the extension; the OIDs are kept until any of the
 * tables is invalidated (changed, reindexed or dropped).
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/relation.h"
#include "access/table.h"
#include "catalog/dependency.h"
#include "catalog/indexing.h"
#include "catalog/namespace.h"
#include "catalog/pg_depend.h"
#include "catalog/pg_extension.h"
#include "catalog/pg_namespace.h"
#include "commands/extension.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/syscache.h"

#include "pg/base/released.h"
#include "pg/registry/registry.h"

static RegistryOids oids;
static bool oids_valid = false;

static void
forget_oids(Datum arg, Oid relid)
{
	if (!OidIsValid(relid) || relid == oids.models || relid == oids.versions ||
		relid == oids.grants)
		oids_valid = false;
}

/* Of several schemas in the extension the superuser's is ours: the extension's
 * owner can add schemas of his own. */
static bool
is_own_schema(Oid schema, Oid extension)
{
	HeapTuple	tuple = SearchSysCache1(NAMESPACEOID, ObjectIdGetDatum(schema));
	bool		own;

	if (!HeapTupleIsValid(tuple))
		return false;
	own = superuser_arg(((Form_pg_namespace) GETSTRUCT(tuple))->nspowner);
	ReleaseSysCache(tuple);
	return own && getExtensionOfObject(NamespaceRelationId, schema) == extension;
}

/* The extension's schema where it is not called "analytics" any more. */
static Oid
find_renamed_schema(Oid extension)
{
	Relation	rel = table_open(DependRelationId, AccessShareLock);
	ScanKeyData keys[2];
	SysScanDesc scan;
	HeapTuple	tuple;
	Oid			schema = InvalidOid;

	ScanKeyInit(&keys[0], Anum_pg_depend_refclassid, BTEqualStrategyNumber, F_OIDEQ,
				ObjectIdGetDatum(ExtensionRelationId));
	ScanKeyInit(&keys[1], Anum_pg_depend_refobjid, BTEqualStrategyNumber, F_OIDEQ,
				ObjectIdGetDatum(extension));
	scan = systable_beginscan(rel, DependReferenceIndexId, true, NULL, lengthof(keys), keys);
	while (!OidIsValid(schema) && HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		Form_pg_depend member = (Form_pg_depend) GETSTRUCT(tuple);

		if (member->classid == NamespaceRelationId && is_own_schema(member->objid, extension))
			schema = member->objid;
	}
	systable_endscan(scan);
	table_close(rel, AccessShareLock);
	return schema;
}

static Oid
find_schema(void)
{
	Oid			extension = get_extension_oid("analytics", true);
	Oid			schema = released_schema();

	if (!OidIsValid(extension) || OidIsValid(schema))
		return schema;
	schema = get_namespace_oid("analytics", true);
	return OidIsValid(schema) && is_own_schema(schema, extension) ? schema : find_renamed_schema(extension);
}

static bool
find_tables(RegistryOids *found)
{
	Oid			schema = find_schema();

	if (!OidIsValid(schema))
		return false;
	found->models = get_relname_relid("registry", schema);
	found->models_pkey = get_relname_relid("registry_pkey", schema);
	found->versions = get_relname_relid("registry_version", schema);
	found->versions_pkey = get_relname_relid("registry_version_pkey", schema);
	found->versions_key = get_relname_relid("registry_version_name_version_key", schema);
	found->grants = get_relname_relid("registry_grant", schema);
	found->grants_pkey = get_relname_relid("registry_grant_pkey", schema);
	return OidIsValid(found->models) && OidIsValid(found->models_pkey) &&
		OidIsValid(found->versions) && OidIsValid(found->versions_pkey) &&
		OidIsValid(found->versions_key) &&
		OidIsValid(found->grants) && OidIsValid(found->grants_pkey);
}

static bool
know_oids(void)
{
	static bool registered = false;
	RegistryOids found;

	if (oids_valid)
		return true;
	if (!registered)
	{
		CacheRegisterRelcacheCallback(forget_oids, (Datum) 0);
		registered = true;
	}
	if (!find_tables(&found))
		return false;
	oids = found;
	oids_valid = true;
	return true;
}

Oid
registry_relid(void)
{
	return know_oids() ? oids.models : InvalidOid;
}

static _Noreturn void
not_installed(void)
{
	ereport(ERROR, errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			errmsg("extension \"analytics\" is not installed in this database"),
			errhint("Use CREATE EXTENSION analytics."));
	pg_unreachable();
}

RegistryOids
registry_oids(void)
{
	if (!know_oids())
		not_installed();
	return oids;
}

static _Noreturn void
dropped(void)
{
	ereport(ERROR, errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			errmsg("extension \"analytics\" was dropped by another session"),
			errhint("If it was created anew, try again."));
	pg_unreachable();
}

Relation
registry_open(Oid table)
{
	Relation	rel = try_relation_open(table, AccessShareLock);

	if (rel == NULL)
		dropped();
	return rel;
}

Oid
registry_schema(void)
{
	Oid			schema = get_rel_namespace(registry_oids().models);

	if (!OidIsValid(schema))
		dropped();
	return schema;
}

const char *
registry_schema_name(void)
{
	char	   *name = get_namespace_name(registry_schema());

	if (name == NULL)
		dropped();
	return quote_identifier(name);
}
