/* query_rows.c - the rows of a query, scored one after the other */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"

#include "pg/base/args.h"
#include "pg/base/columns.h"
#include "pg/score/model_cache.h"
#include "pg/score/query_rows.h"
#include "pg/base/source.h"
#include "pg/stats/vectors.h"

#define BATCH 1000				/* rows fetched at a time */

/* ----- columns ----- */

bool
query_is_class(Oid type)
{
	char		category;
	bool		preferred;

	if (type == INT2OID || type == INT4OID || type == INT8OID)
		return true;
	get_type_category_preferred(type, &category, &preferred);
	return category == TYPCATEGORY_STRING || category == TYPCATEGORY_ENUM;
}

bool
query_is_number(Oid type)
{
	return type == FLOAT8OID || type == FLOAT4OID || type == NUMERICOID
		|| type == INT2OID || type == INT4OID || type == INT8OID;
}

void
query_column_find(QueryColumn *column, TupleDesc desc, const char *name,
				  bool (*fits) (Oid type), const char *wanted, MemoryContext context)
{
	int			attnum = SPI_fnumber(desc, name);

	column->attnum = Max(attnum, 0);
	if (attnum <= 0)
		return;
	columns_check_name(desc, name);
	column->type = getBaseType(TupleDescAttr(desc, attnum - 1)->atttypid);
	if (!fits(column->type))
		ereport(ERROR, errcode(ERRCODE_DATATYPE_MISMATCH),
				errmsg("column \"%s\" of the query is of type %s", name,
					   format_type_be(TupleDescAttr(desc, attnum - 1)->atttypid)),
				errhint("Cast it to %s.", wanted));
	value_text_init(&column->text, column->type, context);
}

bool
query_column_is_null(const QueryRows *rows, const QueryColumn *column)
{
	return column->attnum == 0 || rows->call->isnull[column->attnum - 1];
}

char *
query_column_text(const QueryRows *rows, QueryColumn *column)
{
	return value_text(&column->text, rows->call->values[column->attnum - 1]);
}

double
query_column_number(const QueryRows *rows, QueryColumn *column)
{
	return number_value(number_kind(column->type), rows->call->values[column->attnum - 1]);
}

/* ----- rows ----- */

static void
make_contexts(QueryRows *rows)
{
	rows->rows = 0;
	rows->model = NULL;
	rows->context = AllocSetContextCreate(CurrentMemoryContext, "analytics query",
										  ALLOCSET_DEFAULT_SIZES);
	rows->row_context = AllocSetContextCreate(rows->context, "analytics query row",
											  ALLOCSET_SMALL_SIZES);
}

static void
begin_named(QueryRows *rows, text *model, FunctionCallInfo fcinfo, int version)
{
	text	   *options = cstring_to_text("model");

	make_contexts(rows);
	rows->model = model;
	if (PG_ARGISNULL(version))
	{
		rows->call = score_call_open(rows->context, model, options, &rows->version);
		return;
	}
	rows->version = PG_GETARG_INT32(version);
	rows->call = score_call_open_version(rows->context, model, options, rows->version);
}

void
query_rows_begin(QueryRows *rows, FunctionCallInfo fcinfo, int version)
{
	text	   *source = args_text(fcinfo, 1, "source");

	args_not_null(fcinfo, 0, "model");
	if (version == QUERY_ROWS_BY_VALUE)
		query_rows_begin_value(rows, PG_GETARG_RAW_VARLENA_P(0));
	else
		begin_named(rows, PG_GETARG_TEXT_PP(0), fcinfo, version);
	rows->query = source_query(source);
}

void
query_rows_begin_value(QueryRows *rows, struct varlena *model)
{
	MemoryContext old;

	make_contexts(rows);
	old = MemoryContextSwitchTo(rows->context);
	rows->call = score_call_create(rows->context, model_scorer_of_value(PointerGetDatum(model), rows->context),
								   cstring_to_text("model"));
	MemoryContextSwitchTo(old);
}

void
query_rows_end(QueryRows *rows)
{
	MemoryContextDelete(rows->context);
}

/* A value that the model refuses: say where it is. */
static void
row_context(void *arg)
{
	errcontext("row " INT64_FORMAT " of the query", ((QueryRows *) arg)->rows);
}

bool
query_rows_visit(QueryRows *rows)
{
	ErrorContextCallback callback = {error_context_stack, row_context, rows};
	MemoryContext old = MemoryContextSwitchTo(rows->row_context);
	bool		more;

	CHECK_FOR_INTERRUPTS();
	rows->rows++;
	error_context_stack = &callback;
	more = rows->visit(rows);
	error_context_stack = callback.previous;
	MemoryContextSwitchTo(old);
	MemoryContextReset(rows->row_context);
	return more;
}

static bool
visit_tuple(QueryRows *rows, HeapTuple tuple, TupleDesc desc)
{
	heap_deform_tuple(tuple, desc, rows->call->values, rows->call->isnull);
	return query_rows_visit(rows);
}

void
query_rows_bind(QueryRows *rows, TupleDesc desc)
{
	rows->bind(rows, desc);
	score_call_bind(rows->call, desc);
}

void
query_rows_run(QueryRows *rows)
{
	Portal		portal;
	bool		more = true;

	SPI_connect();
	portal = SPI_cursor_open(NULL, source_prepare(rows->query), NULL, NULL, true);
	query_rows_bind(rows, portal->tupDesc);
	while (more)
	{
		SPI_cursor_fetch(portal, true, BATCH);
		more = SPI_processed > 0;
		for (uint64 i = 0; i < SPI_processed && more; i++)
			more = visit_tuple(rows, SPI_tuptable->vals[i], SPI_tuptable->tupdesc);
		SPI_freetuptable(SPI_tuptable);
	}
	SPI_cursor_close(portal);
	SPI_finish();
}
