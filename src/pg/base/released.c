/* released.c - the scripts of other versions than the library's */
#include "postgres.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "catalog/indexing.h"
#include "catalog/pg_extension.h"
#include "catalog/pg_namespace.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/rel.h"

#include "pg/base/pg_compat.h"
#include "pg/base/released.h"

/* As in analytics.control; ci/test-style compares them. */
#define LIBRARY_VERSION "1.1"

typedef struct Script
{
	char	   *version;		/* NULL: the extension is not there */
	Oid			schema;
} Script;

static Script
installed_script(void)
{
	Relation	rel = table_open(ExtensionRelationId, AccessShareLock);
	Script		script = {NULL, InvalidOid};
	ScanKeyData key;
	SysScanDesc scan;
	HeapTuple	tuple;

	ScanKeyInit(&key, Anum_pg_extension_extname, BTEqualStrategyNumber, F_NAMEEQ, CStringGetDatum("analytics"));
	scan = systable_beginscan(rel, ExtensionNameIndexId, true, NULL, 1, &key);
	tuple = systable_getnext(scan);
	if (HeapTupleIsValid(tuple))
	{
		bool		null;

		script.version = TextDatumGetCString(heap_getattr(tuple, Anum_pg_extension_extversion, RelationGetDescr(rel), &null));
		script.schema = ((Form_pg_extension) GETSTRUCT(tuple))->extnamespace;
	}
	systable_endscan(scan);
	table_close(rel, AccessShareLock);
	return script;
}

Oid
released_schema(void)
{
	Oid			schema = installed_script().schema;

	return schema == PG_CATALOG_NAMESPACE ? InvalidOid : schema;
}

static _Noreturn void
refuse(const Script *script)
{
	ereport(ERROR, errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			errmsg("extension \"analytics\" is of version %s in this database, and its library of version " LIBRARY_VERSION,
				   script->version == NULL ? "none" : script->version),
			errhint("Use ALTER EXTENSION analytics UPDATE; if that was done, connect anew."));
	pg_unreachable();
}

void
released_check_script(void)
{
	Script		script = installed_script();

	if (script.version != NULL && strcmp(script.version, LIBRARY_VERSION) != 0)
		refuse(&script);
}

void
released_refuse(void)
{
	Script		script = installed_script();

	refuse(&script);
}

/*
 * Functions of released scripts that have another symbol now.  PostgreSQL looks for
 * all of them when a database is restored or brought to another server by pg_upgrade.
 */
#define FORMER_FUNCTION(symbol) \
	AN_FUNCTION(symbol); \
	Datum \
	symbol(PG_FUNCTION_ARGS) \
	{ \
		released_refuse(); \
	}

/* 1.0 */
FORMER_FUNCTION(analytics_evaluate)
FORMER_FUNCTION(analytics_fit_pca)
FORMER_FUNCTION(analytics_verify_model)
FORMER_FUNCTION(analytics_verify_model_rows)
