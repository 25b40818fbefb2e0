/*
 * fit_pca.c - principal components of a whole table, into the registry
 *
 * Plain tables and materialized views are read by our own scan, after the parser and the
 * executor have checked the right to read them, as for a query.  What the executor has to
 * see (views, partitions, foreign tables, tables of other access methods, row-level
 * security, queries) goes through the aggregate.
 */
#include "postgres.h"

#include "access/relation.h"
#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "catalog/pg_inherits.h"
#include "catalog/pg_type.h"
#include "executor/executor.h"
#include "executor/spi.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/plancache.h"
#include "utils/rel.h"
#include "utils/rls.h"

#include "pg/base/args.h"
#include "pg/base/columns.h"
#include "pg/registry/new_version.h"
#include "pg/stats/pca_fit.h"
#include "pg/registry/pca_store.h"
#include "pg/registry/registry.h"
#include "pg/registry/registry_write.h"
#include "pg/base/source.h"
#include "pg/base/table_is_heap.h"
#include "pg/stats/table_moments.h"
#include "pg/train/train_query.h"
#include "pg/stats/vectors.h"

/* What is read. */
typedef struct Input
{
	Relation	relation;		/* or NULL: a query */
	TupleDesc	desc;
	const char *name;			/* in messages */
	const char *from;			/* what a query has behind FROM */
} Input;

/* ----- which columns ----- */

static char **
get_list(FunctionCallInfo fcinfo, int arg, int *count)
{
	Datum	   *values;
	bool	   *isnull;
	char	  **list;

	*count = 0;
	if (PG_ARGISNULL(arg))
		return NULL;
	deconstruct_array(PG_GETARG_ARRAYTYPE_P(arg), TEXTOID, -1, false, TYPALIGN_INT,
					  &values, &isnull, count);
	list = palloc(*count * sizeof(char *) + 1);
	for (int i = 0; i < *count; i++)
	{
		if (isnull[i])
			ereport(ERROR, errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
					errmsg("the name of a column must not be null"));
		list[i] = TextDatumGetCString(values[i]);
	}
	return list;
}

static void
append_name(StringInfo list, const char *name)
{
	appendStringInfo(list, "%s\"%s\"", list->len > 0 ? ", " : "", name);
}

typedef struct Choice
{
	const Input *input;
	TableColumns columns;
	StringInfoData missing;
	StringInfoData wrong;
	StringInfoData twice;
} Choice;

/* The attribute with that name, or 0; noted when it is none, or no number. */
static AttrNumber
find_column(Choice *choice, const char *name)
{
	int			attnum = SPI_fnumber(choice->input->desc, name);

	if (attnum <= 0)
		append_name(&choice->missing, name);
	return (AttrNumber) Max(attnum, 0);
}

static NumberKind
kind_of(const Choice *choice, AttrNumber attnum)
{
	Form_pg_attribute attribute = TupleDescAttr(choice->input->desc, attnum - 1);

	return attribute->attisdropped ? NUMBER_NONE : number_kind(attribute->atttypid);
}

static bool
is_chosen(const Choice *choice, AttrNumber attnum)
{
	for (uint32 i = 0; i < choice->columns.order; i++)
		if (choice->columns.columns[i] == attnum)
			return true;
	return false;
}

static void
choose_named(Choice *choice, char **names, int count)
{
	for (int i = 0; i < count; i++)
	{
		AttrNumber	attnum = find_column(choice, names[i]);

		if (attnum == 0)
			continue;
		if (kind_of(choice, attnum) == NUMBER_NONE)
			append_name(&choice->wrong, names[i]);
		else if (is_chosen(choice, attnum))
			append_name(&choice->twice, names[i]);
		else
			choice->columns.columns[choice->columns.order++] = attnum;
	}
}

/* Without the booleans, which are numbers only to whoever asks for them. */
static bool
is_taken(const Choice *choice, AttrNumber attnum)
{
	NumberKind	kind = kind_of(choice, attnum);

	return kind != NUMBER_NONE && kind != NUMBER_BOOL;
}

static void
choose_all_but(Choice *choice, char **excluded, int count)
{
	AttrNumber *not = palloc(count * sizeof(AttrNumber) + 1);

	for (int i = 0; i < count; i++)
		not[i] = find_column(choice, excluded[i]);
	for (int i = 1; i <= choice->input->desc->natts; i++)
	{
		bool		keep = is_taken(choice, (AttrNumber) i);

		for (int k = 0; k < count; k++)
			keep = keep && not[k] != i;
		if (keep)
			choice->columns.columns[choice->columns.order++] = (AttrNumber) i;
	}
}

static void
check_choice(const Choice *choice)
{
	StringInfoData detail;

	initStringInfo(&detail);
	if (choice->missing.len > 0)
		appendStringInfo(&detail, "No such columns: %s.", choice->missing.data);
	if (choice->wrong.len > 0)
		appendStringInfo(&detail, "%sNot numbers: %s.", detail.len > 0 ? " " : "", choice->wrong.data);
	if (choice->twice.len > 0)
		appendStringInfo(&detail, "%sNamed twice: %s.", detail.len > 0 ? " " : "", choice->twice.data);
	if (detail.len > 0)
		ereport(ERROR, errcode(choice->missing.len > 0 ? ERRCODE_UNDEFINED_COLUMN :
							   ERRCODE_DATATYPE_MISMATCH),
				errmsg("columns of %s cannot be used", choice->input->name),
				errdetail("%s", detail.data));
	if (choice->columns.order == 0)
		ereport(ERROR, errcode(ERRCODE_DATATYPE_MISMATCH),
				errmsg("no columns of %s are left to use", choice->input->name),
				errhint("Columns of numbers are taken; a boolean only when \"columns\" names it."));
	if (choice->columns.order > AN_MAX_VARIABLES)
		ereport(ERROR, errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("too many columns: %u", choice->columns.order),
				errdetail("The limit is %d.", AN_MAX_VARIABLES));
}

static void
name_columns(Choice *choice)
{
	TableColumns *columns = &choice->columns;
	AnStr	   *names = palloc(columns->order * sizeof(AnStr));
	List	   *twice = columns_twice(choice->input->desc);

	for (uint32 i = 0; i < columns->order; i++)
	{
		Form_pg_attribute attribute = TupleDescAttr(choice->input->desc, columns->columns[i] - 1);

		columns_check_once(twice, NameStr(attribute->attname));
		names[i] = core_text_from_pg(cstring_to_text(NameStr(attribute->attname)));
	}
	columns->names_size = an_names_size(columns->order, names);
	columns->names = palloc(columns->names_size);
	an_names_write(columns->order, names, columns->names);
}

static TableColumns
choose_columns(FunctionCallInfo fcinfo, const Input *input)
{
	Choice		choice = {.input = input};
	int			named;
	int			excluded;
	char	  **columns = get_list(fcinfo, 2, &named);
	char	  **exclude = get_list(fcinfo, 3, &excluded);

	if (columns != NULL && exclude != NULL)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("arguments \"columns\" and \"exclude\" exclude each other"));
	initStringInfo(&choice.missing);
	initStringInfo(&choice.wrong);
	initStringInfo(&choice.twice);
	choice.columns.columns = palloc((input->desc->natts + 1) * sizeof(AttrNumber));
	if (columns != NULL)
		choose_named(&choice, columns, named);
	else
		choose_all_but(&choice, exclude, excluded);
	check_choice(&choice);
	name_columns(&choice);
	return choice.columns;
}

/* ----- reading ----- */

static const char *
select_query(const Input *input, const TableColumns *columns)
{
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfoString(&sql, "SELECT ");
	for (uint32 i = 0; i < columns->order; i++)
		appendStringInfo(&sql, "%s%s", i > 0 ? ", " : "",
						 quote_identifier(NameStr(TupleDescAttr(input->desc, columns->columns[i] - 1)->attname)));
	appendStringInfo(&sql, " FROM %s", input->from);
	return sql.data;
}

/* As for the query that the scan stands for: by the parser, the executor and whatever
 * asks to be told of what is read.  The name leads to the relation itself, unless its
 * schema was renamed just now. */
static void
check_rights(const Input *input, const TableColumns *columns)
{
	CachedPlanSource *source;
	Query	   *query;

	(void) LookupExplicitNamespace(get_namespace_name(RelationGetNamespace(input->relation)), false);
	SPI_connect();
	source = linitial(SPI_plan_get_plan_sources(source_prepare(select_query(input, columns))));
	query = linitial_node(Query, source->query_list);
	if (linitial_node(RangeTblEntry, query->rtable)->relid != RelationGetRelid(input->relation))
		ereport(ERROR, errcode(ERRCODE_OBJECT_IN_USE),
				errmsg("%s was moved meanwhile", input->name));
	an_check_read(query);
	SPI_finish();
}

static bool
any_virtual(const Input *input, const TableColumns *columns)
{
	for (uint32 i = 0; i < columns->order; i++)
		if (TupleDescAttr(input->desc, columns->columns[i] - 1)->attgenerated == ATTRIBUTE_GENERATED_VIRTUAL)
			return true;
	return false;
}

/* May our own scan read it, or must the executor? */
static bool
is_plain(const Input *input, const TableColumns *columns)
{
	Relation	relation = input->relation;
	char		kind = relation == NULL ? '\0' : relation->rd_rel->relkind;

	return (kind == RELKIND_RELATION || kind == RELKIND_MATVIEW) &&
		table_is_heap(relation) &&
		!RELATION_IS_OTHER_TEMP(relation) &&
		RelationIsPopulated(relation) &&
		!has_subclass(RelationGetRelid(relation)) &&
		!any_virtual(input, columns) &&
		check_enable_rls(RelationGetRelid(relation), InvalidOid, false) != RLS_ENABLED;
}

/* By the aggregate; NULL for no rows. */
static AnMoments *
moments_by_query(const Input *input, const TableColumns *columns, uint16 flags)
{
	MemoryContext caller = CurrentMemoryContext;
	const char *schema = registry_schema_name();
	AnMoments  *m = NULL;
	Datum		value;
	bool		isnull;

	SPI_connect();
	/* q.* is the row, even where there is a column q */
	if (SPI_execute(psprintf("SELECT %s.moments_agg(q.*%s) FROM (%s) AS q", schema,
							 flags & AN_MOMENTS_REFUSE_NULL ? ", 1.0, 'error'" : "",
							 select_query(input, columns)), true, 0) != SPI_OK_SELECT ||
		SPI_processed != 1)
		elog(ERROR, "the aggregate returned no row");
	value = SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &isnull);
	if (!isnull)
	{
		MemoryContext old = MemoryContextSwitchTo(caller);

		m = moments_copy(moments_from_datum(value), 0);
		MemoryContextSwitchTo(old);
	}
	SPI_finish();
	return m;
}

static AnMoments *
read_moments(const Input *input, const TableColumns *columns, uint16 flags)
{
	if (!is_plain(input, columns))
		return moments_by_query(input, columns, flags);
	check_rights(input, columns);
	return table_moments(input->relation, columns, flags);
}

/* ----- the input ----- */

/* What a SELECT could name; the lock is kept to the end of the transaction. */
static Relation
open_relation(Oid relid)
{
	static const char kinds[] = {
		RELKIND_RELATION, RELKIND_SEQUENCE, RELKIND_TOASTVALUE, RELKIND_VIEW, RELKIND_MATVIEW,
		RELKIND_FOREIGN_TABLE, RELKIND_PARTITIONED_TABLE
	};
	Relation	relation = try_relation_open(relid, AccessShareLock);

	if (relation == NULL)
		ereport(ERROR, errcode(ERRCODE_UNDEFINED_TABLE),
				errmsg("relation with OID %u does not exist", relid));
	if (memchr(kinds, relation->rd_rel->relkind, sizeof(kinds)) == NULL)
		ereport(ERROR, errcode(ERRCODE_WRONG_OBJECT_TYPE),
				errmsg("\"%s\" is not a table", RelationGetRelationName(relation)));
	return relation;
}

static Input
relation_input(Oid relid)
{
	Relation	relation = open_relation(relid);
	char	   *name = RelationGetRelationName(relation);

	return (Input) {
		.relation = relation, .desc = RelationGetDescr(relation), .name = psprintf("\"%s\"", name),
		.from = quote_qualified_identifier(get_namespace_name(RelationGetNamespace(relation)), name)
	};
}

static Input
source_input(const text *source)
{
	Oid			relid = source_relation(source);
	const char *query;

	if (OidIsValid(relid))
		return relation_input(relid);
	query = source_query(source);
	return (Input) {
		.desc = train_query_columns(query), .name = "the source", .from = psprintf("(\n%s\n) AS s", query)
	};
}

/* ----- fitting ----- */

static _Noreturn void
refuse_rows(const Input *input, const AnMoments *m)
{
	ereport(ERROR, errcode(ERRCODE_DATA_EXCEPTION),
			errmsg("too few rows for principal components"),
			errdetail("There are %lld rows without NULL and NaN in %s, and %lld others; at least 2 are needed.",
					  (long long) (m == NULL ? 0 : m->rows), input->name, (long long) (m == NULL ? 0 : m->skipped)));
	pg_unreachable();
}

/* Before the table is read. */
static void
check_options(const AnPcaOptions *options, uint32 order)
{
	AnEnv		env;

	pg_env_init(&env, CurrentMemoryContext, PG_STATS_MEMORY);
	AN_RAISE_UNLESS_OK(&env, an_pca_check_options(&env, options, order));
}

/* Arguments but the second are the same for a relation and a source. */
static Datum
fit_pca(FunctionCallInfo fcinfo, bool by_relation)
{
	text	   *name = args_text(fcinfo, 0, "name");
	AnPcaOptions options = pca_get_options(fcinfo, 4);
	uint16		flags = moments_get_on_null(fcinfo, 7);
	bool		deploy = args_bool(fcinfo, 8, "deploy");
	Input		input;
	TableColumns columns;
	AnMoments  *m;
	struct varlena *pca;

	registry_allow_write("fit_pca()");
	args_not_null(fcinfo, 1, by_relation ? "relation" : "source");
	new_version_check(name);
	input = by_relation ? relation_input(PG_GETARG_OID(1)) : source_input(PG_GETARG_TEXT_PP(1));
	columns = choose_columns(fcinfo, &input);
	check_options(&options, columns.order);
	m = read_moments(&input, &columns, flags);
	pca = m == NULL ? NULL : pca_fit_moments(m, &options);
	if (pca == NULL)
		refuse_rows(&input, m);
	if (input.relation != NULL)
		relation_close(input.relation, NoLock);
	PG_RETURN_INT32(pca_store(name, pca_from_datum(PointerGetDatum(pca)), deploy));
}

/* fit_pca(name text, relation regclass, columns text[], exclude text[],
 * n_components integer, scale boolean, variance double precision,
 * on_null text, deploy boolean) -> integer: the new version */
AN_FUNCTION(analytics_fit_pca_relation);
Datum
analytics_fit_pca_relation(PG_FUNCTION_ARGS)
{
	return fit_pca(fcinfo, true);
}

/* fit_pca(name text, source text, ...) -> the same */
AN_FUNCTION(analytics_fit_pca_source);
Datum
analytics_fit_pca_source(PG_FUNCTION_ARGS)
{
	return fit_pca(fcinfo, false);
}
