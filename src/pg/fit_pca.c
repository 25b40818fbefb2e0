/*
 * fit_pca.c - principal components of a whole table, into the registry
 *
 * Plain tables and materialized views are read by our own scan.  What the
 * executor has to see (views, partitions, foreign tables, row-level security)
 * goes through the aggregate.
 */
#include "postgres.h"

#include "access/relation.h"
#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "catalog/pg_inherits.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/rls.h"

#include "args.h"
#include "new_version.h"
#include "pca_fit.h"
#include "pca_store.h"
#include "registry.h"
#include "registry_write.h"
#include "table_moments.h"
#include "vectors.h"

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
	Relation	relation;
	TableColumns columns;
	StringInfoData missing;
	StringInfoData wrong;
	StringInfoData twice;
} Choice;

/* The attribute with that name, or 0; noted when it is none, or no number. */
static AttrNumber
find_column(Choice *choice, const char *name)
{
	AttrNumber	attnum = get_attnum(RelationGetRelid(choice->relation), name);

	if (attnum <= 0)
		append_name(&choice->missing, name);
	return attnum > 0 ? attnum : 0;
}

static NumberKind
kind_of(const Choice *choice, AttrNumber attnum)
{
	Form_pg_attribute attribute = TupleDescAttr(RelationGetDescr(choice->relation), attnum - 1);

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
	for (int i = 1; i <= RelationGetNumberOfAttributes(choice->relation); i++)
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
				errmsg("columns of \"%s\" cannot be used", RelationGetRelationName(choice->relation)),
				errdetail("%s", detail.data));
	if (choice->columns.order == 0)
		ereport(ERROR, errcode(ERRCODE_DATATYPE_MISMATCH),
				errmsg("no columns of \"%s\" are left to use", RelationGetRelationName(choice->relation)),
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

	for (uint32 i = 0; i < columns->order; i++)
	{
		Form_pg_attribute attribute = TupleDescAttr(RelationGetDescr(choice->relation),
													columns->columns[i] - 1);

		names[i] = core_text_from_pg(cstring_to_text(NameStr(attribute->attname)));
	}
	columns->names_size = an_names_size(columns->order, names);
	columns->names = palloc(columns->names_size);
	an_names_write(columns->order, names, columns->names);
}

static TableColumns
choose_columns(FunctionCallInfo fcinfo, Relation relation)
{
	Choice		choice = {.relation = relation};
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
	choice.columns.columns = palloc((RelationGetNumberOfAttributes(relation) + 1) *
									sizeof(AttrNumber));
	if (columns != NULL)
		choose_named(&choice, columns, named);
	else
		choose_all_but(&choice, exclude, excluded);
	check_choice(&choice);
	name_columns(&choice);
	return choice.columns;
}

/* ----- reading ----- */

static void
check_rights(Relation relation, const TableColumns *columns)
{
	Oid			relid = RelationGetRelid(relation);

	if (pg_class_aclcheck(relid, GetUserId(), ACL_SELECT) == ACLCHECK_OK)
		return;
	for (uint32 i = 0; i < columns->order; i++)
		if (pg_attribute_aclcheck(relid, columns->columns[i], GetUserId(), ACL_SELECT) != ACLCHECK_OK)
			aclcheck_error(ACLCHECK_NO_PRIV, get_relkind_objtype(relation->rd_rel->relkind),
						   RelationGetRelationName(relation));
}

static bool
any_virtual(Relation relation, const TableColumns *columns)
{
	for (uint32 i = 0; i < columns->order; i++)
		if (TupleDescAttr(RelationGetDescr(relation), columns->columns[i] - 1)->attgenerated ==
			ATTRIBUTE_GENERATED_VIRTUAL)
			return true;
	return false;
}

/* May our own scan read it, or must the executor? */
static bool
is_plain(Relation relation, const TableColumns *columns)
{
	char		kind = relation->rd_rel->relkind;

	return (kind == RELKIND_RELATION || kind == RELKIND_MATVIEW) &&
		RelationIsPopulated(relation) &&
		!has_subclass(RelationGetRelid(relation)) &&
		!any_virtual(relation, columns) &&
		check_enable_rls(RelationGetRelid(relation), InvalidOid, false) != RLS_ENABLED;
}

static char *
aggregate_query(Relation relation, const TableColumns *columns, uint16 flags)
{
	StringInfoData sql;
	const char *schema = registry_schema_name();

	initStringInfo(&sql);
	/* q.* is the row, even where there is a column q */
	appendStringInfo(&sql, "SELECT %s.moments_agg(q.*%s) FROM (SELECT ", schema,
					 flags & AN_MOMENTS_REFUSE_NULL ? ", 1.0, 'error'" : "");
	for (uint32 i = 0; i < columns->order; i++)
	{
		Form_pg_attribute attribute = TupleDescAttr(RelationGetDescr(relation),
													columns->columns[i] - 1);

		appendStringInfo(&sql, "%s%s", i > 0 ? ", " : "",
						 quote_identifier(NameStr(attribute->attname)));
	}
	appendStringInfo(&sql, " FROM %s) AS q",
					 quote_qualified_identifier(get_namespace_name(RelationGetNamespace(relation)),
												RelationGetRelationName(relation)));
	return sql.data;
}

/* By the aggregate; NULL for no rows. */
static AnMoments *
moments_by_query(Relation relation, const TableColumns *columns, uint16 flags)
{
	MemoryContext caller = CurrentMemoryContext;
	AnMoments  *m = NULL;
	Datum		value;
	bool		isnull;

	SPI_connect();
	if (SPI_execute(aggregate_query(relation, columns, flags), true, 0) != SPI_OK_SELECT ||
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

static struct varlena *
fit(Relation relation, const TableColumns *columns, uint16 flags, const AnPcaOptions *options)
{
	AnMoments  *m = is_plain(relation, columns) ? table_moments(relation, columns, flags) :
		moments_by_query(relation, columns, flags);
	struct varlena *pca = m == NULL ? NULL : pca_fit_moments(m, options);

	if (pca == NULL)
		ereport(ERROR, errcode(ERRCODE_DATA_EXCEPTION),
				errmsg("too few rows for principal components"),
				errdetail("\"%s\" has %lld rows without NULL and NaN, %lld others; at least 2 are needed.",
						  RelationGetRelationName(relation), (long long) (m == NULL ? 0 : m->rows),
						  (long long) (m == NULL ? 0 : m->skipped)));
	return pca;
}

/* What a SELECT could name; the lock is kept to the end of the transaction. */
static Relation
open_relation(Oid relid)
{
	Relation	relation = try_relation_open(relid, AccessShareLock);
	char		kind;

	if (relation == NULL)
		ereport(ERROR, errcode(ERRCODE_UNDEFINED_TABLE),
				errmsg("relation with OID %u does not exist", relid));
	kind = relation->rd_rel->relkind;
	if (!RELKIND_HAS_STORAGE(kind) && kind != RELKIND_VIEW && kind != RELKIND_FOREIGN_TABLE &&
		kind != RELKIND_PARTITIONED_TABLE)
		ereport(ERROR, errcode(ERRCODE_WRONG_OBJECT_TYPE),
				errmsg("\"%s\" is not a table", RelationGetRelationName(relation)));
	return relation;
}

/* Before the table is read. */
static void
check_options(const AnPcaOptions *options, uint32 order)
{
	AnEnv		env;

	pg_env_init(&env, CurrentMemoryContext, PG_STATS_MEMORY);
	AN_RAISE_UNLESS_OK(&env, an_pca_check_options(&env, options, order));
}

/* fit_pca(name text, relation regclass, columns text[], exclude text[],
 * n_components integer, scale boolean, variance double precision,
 * on_null text, deploy boolean) -> integer: the new version */
AN_FUNCTION(analytics_fit_pca);
Datum
analytics_fit_pca(PG_FUNCTION_ARGS)
{
	text	   *name = args_text(fcinfo, 0, "name");
	AnPcaOptions options = pca_get_options(fcinfo, 4);
	uint16		flags = moments_get_on_null(fcinfo, 7);
	bool		deploy = args_bool(fcinfo, 8, "deploy");
	Relation	relation;
	TableColumns columns;
	struct varlena *pca;

	registry_allow_write("fit_pca()");
	args_not_null(fcinfo, 1, "relation");
	new_version_check(name);
	relation = open_relation(PG_GETARG_OID(1));
	columns = choose_columns(fcinfo, relation);
	check_rights(relation, &columns);
	check_options(&options, columns.order);
	pca = fit(relation, &columns, flags, &options);
	relation_close(relation, NoLock);
	PG_RETURN_INT32(pca_store(name, pca_from_datum(PointerGetDatum(pca)), deploy));
}
