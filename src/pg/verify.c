/*
 * verify.c - verify_model, verify_model_rows: scores against reference scores
 *
 * Contract
 *  1. The query runs as the caller, read-only and in the caller's snapshot, and
 *     is read in batches: any number of rows, constant memory.
 *  2. A NULL reference is not compared.  A class agrees when it is the same
 *     text, a probability when it differs by at most the tolerance; NaN differs
 *     from every number.
 *  3. Rows are numbered from 1 in the order of the query.
 */
#include "postgres.h"

#include <math.h>

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/float.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"

#include "args.h"
#include "score_call.h"
#include "srf.h"

#define BATCH 1000				/* rows fetched at a time */
#define VERIFY_COLUMNS 11
#define ROW_COLUMNS 6
#define MAX_DIFFERENCES 255		/* bytes: a BI tool's text */
#define ELLIPSIS "; ..."

/* A column of the query with what the score should be; attnum 0: there is none. */
typedef struct Reference
{
	int			attnum;
	Oid			type;			/* base type */
	FmgrInfo	output;
} Reference;

/* One row, as scored and as it should be. */
typedef struct Compared
{
	int64		row;
	const text *klass;
	const text *reference_class;	/* NULL: not compared */
	double		probability;
	bool		has_probability;
	double		reference_probability;
	double		difference;		/* absolute; with has_probability */
	bool		class_agrees;
	bool		probability_agrees;
} Compared;

typedef struct Verification Verification;
struct Verification
{
	text	   *model;
	const char *query;
	double		tolerance;
	MemoryContext context;		/* of everything that lives as long as this */
	MemoryContext row_context;	/* reset for every row */
	ScoreCall  *call;
	int32		version;
	uint32		klass;			/* whose probability is compared */
	Reference	reference_class;
	Reference	reference_probability;
	int64		rows;
	/* what is done with a row; false: no more rows are wanted */
	bool		(*visit) (Verification *verification, const Compared *compared);
	void	   *result;			/* visit's own */
};

/* ----- the query's columns ----- */

static bool
is_class_type(Oid type)
{
	char		category;
	bool		preferred;

	if (type == INT2OID || type == INT4OID || type == INT8OID)
		return true;
	get_type_category_preferred(type, &category, &preferred);
	return category == TYPCATEGORY_STRING || category == TYPCATEGORY_ENUM;
}

static bool
is_probability_type(Oid type)
{
	return type == FLOAT8OID || type == FLOAT4OID || type == NUMERICOID
		|| type == INT2OID || type == INT4OID || type == INT8OID;
}

static void
find_reference(Reference *reference, TupleDesc desc, const char *name, bool (*fits) (Oid type),
			   const char *wanted, MemoryContext context)
{
	int			attnum = SPI_fnumber(desc, name);
	Oid			function;
	bool		is_varlena;

	reference->attnum = Max(attnum, 0);
	if (attnum <= 0)
		return;
	reference->type = getBaseType(TupleDescAttr(desc, attnum - 1)->atttypid);
	if (!fits(reference->type))
		ereport(ERROR, errcode(ERRCODE_DATATYPE_MISMATCH),
				errmsg("column \"%s\" of the query is of type %s", name,
					   format_type_be(TupleDescAttr(desc, attnum - 1)->atttypid)),
				errhint("Cast it to %s.", wanted));
	getTypeOutputInfo(reference->type, &function, &is_varlena);
	fmgr_info_cxt(function, &reference->output, context);
}

static void
bind_query(Verification *verification, TupleDesc desc)
{
	find_reference(&verification->reference_class, desc, "reference_class", is_class_type,
				   "text", verification->context);
	find_reference(&verification->reference_probability, desc, "reference_probability",
				   is_probability_type, "double precision", verification->context);
	if (verification->reference_class.attnum == 0 && verification->reference_probability.attnum == 0)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("the query has no reference to compare with"),
				errhint("Name a column reference_class (text), reference_probability (double precision), or both."));
	score_call_bind(verification->call, desc);
}

/* ----- one row ----- */

static char *
reference_text(Verification *verification, Reference *reference)
{
	ScoreCall  *call = verification->call;
	char	   *value;

	if (reference->attnum == 0 || call->isnull[reference->attnum - 1])
		return NULL;
	value = OutputFunctionCall(&reference->output, call->values[reference->attnum - 1]);
	if (reference->type == BPCHAROID)	/* as a cast to text does */
		value[bpchartruelen(value, (int) strlen(value))] = '\0';
	return value;
}

static double
reference_number(Verification *verification, Reference *reference)
{
	Datum		value = verification->call->values[reference->attnum - 1];
	char	   *digits;

	if (reference->type == FLOAT8OID)
		return DatumGetFloat8(value);
	if (reference->type == FLOAT4OID)
		return DatumGetFloat4(value);
	digits = OutputFunctionCall(&reference->output, value);
	return DatumGetFloat8(DirectFunctionCall1(float8in, CStringGetDatum(digits)));
}

static bool
same_class(const text *a, const text *b)
{
	return VARSIZE_ANY_EXHDR(a) == VARSIZE_ANY_EXHDR(b)
		&& memcmp(VARDATA_ANY(a), VARDATA_ANY(b), VARSIZE_ANY_EXHDR(a)) == 0;
}

static void
compare_row(Verification *verification, Compared *compared)
{
	ScoreCall  *call = verification->call;
	uint32		klass = score_call_run(call);
	char	   *reference = reference_text(verification, &verification->reference_class);
	int			attnum = verification->reference_probability.attnum;

	compared->row = verification->rows;
	compared->klass = score_call_class_name(call, klass);
	compared->reference_class = reference != NULL ? cstring_to_text(reference) : NULL;
	compared->class_agrees = reference == NULL || same_class(compared->klass, compared->reference_class);
	compared->probability = call->c.probability[verification->klass];
	compared->has_probability = attnum > 0 && !call->isnull[attnum - 1];
	compared->probability_agrees = !compared->has_probability;
	if (!compared->has_probability)
		return;
	compared->reference_probability = reference_number(verification, &verification->reference_probability);
	compared->difference = fabs(compared->probability - compared->reference_probability);
	/* false for NaN */
	compared->probability_agrees = compared->difference <= verification->tolerance;
}

/* A value that the model refuses: say where it is. */
static void
row_context(void *arg)
{
	errcontext("row " INT64_FORMAT " of the query", ((Verification *) arg)->rows);
}

static bool
verify_tuple(Verification *verification, HeapTuple tuple, TupleDesc desc)
{
	ErrorContextCallback callback = {error_context_stack, row_context, verification};
	MemoryContext old = MemoryContextSwitchTo(verification->row_context);
	Compared	compared;
	bool		more;

	CHECK_FOR_INTERRUPTS();
	verification->rows++;
	error_context_stack = &callback;
	heap_deform_tuple(tuple, desc, verification->call->values, verification->call->isnull);
	compare_row(verification, &compared);
	error_context_stack = callback.previous;
	more = verification->visit(verification, &compared);
	MemoryContextSwitchTo(old);
	MemoryContextReset(verification->row_context);
	return more;
}

/* ----- all rows ----- */

static void
run_query(Verification *verification)
{
	SPIPlanPtr	plan;
	Portal		portal;
	bool		more = true;

	SPI_connect();
	plan = SPI_prepare(verification->query, 0, NULL);
	if (plan == NULL)
		elog(ERROR, "could not prepare the query: %s", SPI_result_code_string(SPI_result));
	portal = SPI_cursor_open(NULL, plan, NULL, NULL, true);
	bind_query(verification, portal->tupDesc);
	while (more)
	{
		SPI_cursor_fetch(portal, true, BATCH);
		more = SPI_processed > 0;
		for (uint64 i = 0; i < SPI_processed && more; i++)
			more = verify_tuple(verification, SPI_tuptable->vals[i], SPI_tuptable->tupdesc);
		SPI_freetuptable(SPI_tuptable);
	}
	SPI_cursor_close(portal);
	SPI_finish();
}

/* Arguments 0 to 3 are the same in both functions.  Class NULL is the last one:
 * of two, the one that is written "yes", 1 or TRUE. */
static void
verify(FunctionCallInfo fcinfo, Verification *verification)
{
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "analytics verification",
												  ALLOCSET_DEFAULT_SIZES);

	verification->model = args_text(fcinfo, 0, "model");
	verification->query = text_to_cstring(args_text(fcinfo, 1, "query"));
	args_not_null(fcinfo, 3, "tolerance");
	verification->tolerance = PG_GETARG_FLOAT8(3);
	if (!isfinite(verification->tolerance) || verification->tolerance < 0)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("invalid value for argument \"tolerance\""),
				errhint("Give a finite number of at least 0."));
	verification->context = context;
	verification->row_context = AllocSetContextCreate(context, "analytics verification row",
													  ALLOCSET_SMALL_SIZES);
	verification->call = score_call_open(context, verification->model, cstring_to_text("model"),
										 &verification->version);
	verification->klass = PG_ARGISNULL(2) ? an_scorer_model(verification->call->scorer)->nclasses - 1
		: score_call_class(verification->call, PG_GETARG_TEXT_PP(2));
	verification->rows = 0;
	run_query(verification);
	MemoryContextDelete(context);
}

/* ----- verify_model: one row ----- */

typedef struct Summary
{
	int64		class_compared;
	int64		class_agreed;
	int64		probability_compared;
	int64		probability_agreed;
	double		max_difference;
	StringInfoData differences;
	bool		full;			/* no further difference fits */
} Summary;

static void
describe(const Compared *compared, StringInfo out)
{
	appendStringInfo(out, "row " INT64_FORMAT ":", compared->row);
	if (!compared->class_agrees)
		appendStringInfo(out, " class %s, reference %s", text_to_cstring(compared->klass),
						 text_to_cstring(compared->reference_class));
	if (!compared->probability_agrees)
		appendStringInfo(out, "%s probability %s, reference %s", compared->class_agrees ? "" : ",",
						 float8out_internal(compared->probability),
						 float8out_internal(compared->reference_probability));
}

static void
add_difference(Summary *summary, const Compared *compared)
{
	StringInfo	list = &summary->differences;
	StringInfoData item;
	int			room;

	if (summary->full)
		return;
	initStringInfo(&item);
	describe(compared, &item);
	room = MAX_DIFFERENCES - (int) strlen(ELLIPSIS) - list->len - 2;
	if (item.len > room && list->len > 0)
	{
		appendStringInfoString(list, ELLIPSIS);
		summary->full = true;
		return;
	}
	if (list->len > 0)
		appendStringInfoString(list, "; ");
	appendBinaryStringInfo(list, item.data, pg_mbcliplen(item.data, item.len, room));
}

static bool
summarise(Verification *verification, const Compared *compared)
{
	Summary    *summary = verification->result;

	summary->class_compared += compared->reference_class != NULL;
	summary->class_agreed += compared->reference_class != NULL && compared->class_agrees;
	summary->probability_compared += compared->has_probability;
	summary->probability_agreed += compared->has_probability && compared->probability_agrees;
	/* NaN, once there, stays */
	if (compared->has_probability && !(compared->difference <= summary->max_difference))
		if (!isnan(summary->max_difference))
			summary->max_difference = compared->difference;
	if (!compared->class_agrees || !compared->probability_agrees)
		add_difference(summary, compared);
	return true;
}

static void
put_summary(Tuplestorestate *rows, TupleDesc columns, const Verification *verification)
{
	const Summary *summary = verification->result;
	bool		classes = summary->class_compared > 0;
	bool		probabilities = summary->probability_compared > 0;
	bool		isnull[VERIFY_COLUMNS] = {false};
	Datum		values[VERIFY_COLUMNS] = {
		PointerGetDatum(verification->model), Int32GetDatum(verification->version),
		Int64GetDatum(verification->rows),
		Int64GetDatum(summary->class_compared), Int64GetDatum(summary->class_agreed),
		Float8GetDatum(classes ? (double) summary->class_agreed / (double) summary->class_compared : 0),
		Int64GetDatum(summary->probability_compared), Int64GetDatum(summary->probability_agreed),
		Float8GetDatum(summary->max_difference),
		BoolGetDatum(summary->class_agreed == summary->class_compared
					 && summary->probability_agreed == summary->probability_compared),
		PointerGetDatum(cstring_to_text(summary->differences.data))
	};

	isnull[5] = !classes;
	isnull[8] = !probabilities;
	isnull[9] = !classes && !probabilities;
	isnull[10] = summary->differences.len == 0;
	tuplestore_putvalues(rows, columns, values, isnull);
}

/* verify_model(model text, query text, class text, tolerance float8) -> one row */
AN_FUNCTION(analytics_verify_model);
Datum
analytics_verify_model(PG_FUNCTION_ARGS)
{
	TupleDesc	columns;
	Tuplestorestate *rows = srf_begin(fcinfo, &columns);
	Summary		summary = {0};
	Verification verification = {.visit = summarise, .result = &summary};

	initStringInfo(&summary.differences);
	verify(fcinfo, &verification);
	put_summary(rows, columns, &verification);
	return (Datum) 0;
}

/* ----- verify_model_rows: the rows that differ ----- */

typedef struct DifferingRows
{
	Tuplestorestate *rows;
	TupleDesc	columns;
	int32		wanted;			/* how many more */
} DifferingRows;

static bool
put_differing(Verification *verification, const Compared *compared)
{
	DifferingRows *result = verification->result;
	bool		compares = compared->has_probability;
	bool		isnull[ROW_COLUMNS] = {false};
	Datum		values[ROW_COLUMNS] = {
		Int64GetDatum(compared->row), PointerGetDatum(compared->klass),
		PointerGetDatum(compared->reference_class), Float8GetDatum(compared->probability),
		Float8GetDatum(compares ? compared->reference_probability : 0),
		Float8GetDatum(compares ? compared->difference : 0)
	};

	if (compared->class_agrees && compared->probability_agrees)
		return true;
	isnull[2] = compared->reference_class == NULL;
	isnull[4] = isnull[5] = !compares;
	tuplestore_putvalues(result->rows, result->columns, values, isnull);
	return --result->wanted > 0;
}

/* verify_model_rows(model text, query text, class text, tolerance float8,
 * max_rows integer) -> the first rows that differ */
AN_FUNCTION(analytics_verify_model_rows);
Datum
analytics_verify_model_rows(PG_FUNCTION_ARGS)
{
	DifferingRows result;
	Verification verification = {.visit = put_differing, .result = &result};

	result.rows = srf_begin(fcinfo, &result.columns);
	result.wanted = args_int32(fcinfo, 4, "max_rows");
	if (result.wanted < 1)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("invalid value for argument \"max_rows\": %d", result.wanted),
				errhint("Give a number of at least 1."));
	verify(fcinfo, &verification);
	return (Datum) 0;
}
