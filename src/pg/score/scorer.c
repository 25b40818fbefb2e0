/*
 * scorer.c - create_scorer: a function of a table's rows that returns a score
 *
 * The function is an SQL function that the planner inlines, so that it costs
 * what the call in it costs.  Its body is parsed when it is made: no later
 * search_path changes what it calls.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/namespace.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/syscache.h"
#include "utils/typcache.h"
#include "utils/varlena.h"

#include "pg/base/args.h"
#include "pg/registry/registry_write.h"
#include "pg/score/score_call.h"

typedef struct Scorer
{
	Oid			namespace;
	char	   *name;
	Oid			row_type;
	text	   *model;
	text	   *klass;
	text	   *unknown_levels;
} Scorer;

static Oid
row_type_of(Oid relation)
{
	char	   *name = get_rel_name(relation);
	Oid			type = get_rel_type_id(relation);

	if (name == NULL)
		ereport(ERROR, errcode(ERRCODE_UNDEFINED_TABLE),
				errmsg("relation with OID %u does not exist", relation));
	if (!OidIsValid(type))
		ereport(ERROR, errcode(ERRCODE_WRONG_OBJECT_TYPE),
				errmsg("\"%s\" has no row type", name),
				errhint("Give a table, a view or a composite type."));
	return type;
}

static void
get_scorer_args(FunctionCallInfo fcinfo, Scorer *scorer)
{
	text	   *name = args_text(fcinfo, 0, "function_name");

	scorer->model = args_text(fcinfo, 1, "model");
	args_not_null(fcinfo, 2, "relation");
	scorer->klass = args_text(fcinfo, 3, "class");
	scorer->unknown_levels = args_text(fcinfo, 4, "unknown_levels");
	scorer->namespace = QualifiedNameGetCreationNamespace(textToQualifiedNameList(name), &scorer->name);
	scorer->row_type = row_type_of(PG_GETARG_OID(2));
}

/* What would otherwise fail when the first row is scored. */
static void
check_scores(const Scorer *scorer)
{
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "analytics scorer",
												  ALLOCSET_SMALL_SIZES);
	int32		version;
	ScoreCall  *call = score_call_open(context, scorer->model, scorer->unknown_levels, &version);
	TupleDesc	desc = lookup_rowtype_tupdesc(scorer->row_type, -1);

	score_call_class(call, scorer->klass);
	score_call_bind(call, desc);
	ReleaseTupleDesc(desc);
	MemoryContextDelete(context);
}

static char *
literal(const text *value)
{
	return quote_literal_cstr(text_to_cstring(value));
}

/* As the caller, with all that this entails: rights, event triggers, errors. */
static void
create_function(const Scorer *scorer, const char *extension_schema)
{
	char	   *name = quote_qualified_identifier(get_namespace_name(scorer->namespace), scorer->name);
	char	   *type = format_type_extended(scorer->row_type, -1, FORMAT_TYPE_FORCE_QUALIFY);
	char	   *comment = psprintf("probability of class \"%s\" by the deployed version of model \"%s\"",
								   text_to_cstring(scorer->klass), text_to_cstring(scorer->model));

	SPI_connect();
	SPI_execute(psprintf("CREATE FUNCTION %s(%s) RETURNS double precision"
						 " LANGUAGE sql STABLE PARALLEL SAFE COST 100"
						 " RETURN %s.predict_proba(%s::pg_catalog.text, $1, %s::pg_catalog.text, %s::pg_catalog.text)",
						 name, type, extension_schema, literal(scorer->model),
						 literal(scorer->klass), literal(scorer->unknown_levels)), false, 0);
	SPI_execute(psprintf("COMMENT ON FUNCTION %s(%s) IS %s", name, type, quote_literal_cstr(comment)), false, 0);
	SPI_finish();
}

/* create_scorer(function_name text, model text, relation regclass, class text,
 * unknown_levels text) -> regprocedure */
AN_FUNCTION(analytics_create_scorer);
Datum
analytics_create_scorer(PG_FUNCTION_ARGS)
{
	Scorer		scorer;
	oidvector  *types;
	Oid			function;

	get_scorer_args(fcinfo, &scorer);
	registry_allow_write("create_scorer()");
	check_scores(&scorer);
	create_function(&scorer, registry_schema_name());
	types = buildoidvector(&scorer.row_type, 1);
	function = GetSysCacheOid3(PROCNAMEARGSNSP, Anum_pg_proc_oid, CStringGetDatum(scorer.name),
							   PointerGetDatum(types), ObjectIdGetDatum(scorer.namespace));
	PG_RETURN_OID(function);
}
