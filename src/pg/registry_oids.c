/*
 * registry_oids.c - where the registry's tables are
 *
 * The extension's schema comes from pg_extension; the OIDs are kept until any
 * of the tables is invalidated (changed, reindexed or dropped).
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "catalog/indexing.h"
#include "catalog/pg_extension.h"
#include "utils/fmgroids.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"

#include "registry.h"

static RegistryOids oids;
static bool oids_valid = false;

static void
forget_oids(Datum arg, Oid relid)
{
	if (!OidIsValid(relid) || relid == oids.models || relid == oids.versions ||
		relid == oids.grants)
		oids_valid = false;
}

/* The extension's schema and owner; false when it is not installed. */
static bool
find_extension(Oid *schema, Oid *owner)
{
	Relation	rel = table_open(ExtensionRelationId, AccessShareLock);
	ScanKeyData key;
	SysScanDesc scan;
	HeapTuple	tuple;

	ScanKeyInit(&key, Anum_pg_extension_extname, BTEqualStrategyNumber, F_NAMEEQ,
				CStringGetDatum("analytics"));
	scan = systable_beginscan(rel, ExtensionNameIndexId, true, NULL, 1, &key);
	tuple = systable_getnext(scan);
	if (HeapTupleIsValid(tuple))
	{
		Form_pg_extension form = (Form_pg_extension) GETSTRUCT(tuple);

		*schema = form->extnamespace;
		*owner = form->extowner;
	}
	systable_endscan(scan);
	table_close(rel, AccessShareLock);
	return HeapTupleIsValid(tuple);
}

static bool
find_tables(RegistryOids *found)
{
	Oid			schema;
	Oid			owner;

	if (!find_extension(&schema, &owner))
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

/* Not kept: REASSIGN OWNED changes it without a word to the tables. */
Oid
registry_extension_owner(void)
{
	Oid			schema = InvalidOid;
	Oid			owner = InvalidOid;

	if (!find_extension(&schema, &owner))
		not_installed();
	return owner;
}
