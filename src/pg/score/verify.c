/*
 * verify.c - verify_model, verify_model_rows: scores against reference scores
 *
 * Contract
 *  1. A NULL reference is not compared.  A class agrees when it is the same
 *     text, a probability when it differs by at most the tolerance; NaN differs
 *     from every number.
 *  2. Rows are read, and numbered, as query_rows.h says.
 */
#include "postgres.h"

#include <math.h>

#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/float.h"

#include "pg/base/args.h"
#include "pg/score/query_rows.h"
#include "pg/base/srf.h"

#define VERIFY_COLUMNS 11
#define ROW_COLUMNS 6
#define MAX_DIFFERENCES 255		/* bytes: a BI tool's text */
#define ELLIPSIS "; ..."

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
	QueryRows	query;			/* first: what bind and visit are given */
	double		tolerance;
	uint32		klass;			/* whose probability is compared */
	QueryColumn reference_class;
	QueryColumn reference_probability;
	/* what is done with a row; false: no more rows are wanted */
	bool		(*visit) (Verification *verification, const Compared *compared);
	void	   *result;			/* visit's own */
};

/* ----- the query's columns ----- */

static void
bind_query(QueryRows *query, TupleDesc desc)
{
	Verification *verification = (Verification *) query;

	query_column_find(&verification->reference_class, desc, "reference_class", query_is_class,
					  "text", query->context);
	query_column_find(&verification->reference_probability, desc, "reference_probability",
					  query_is_number, "double precision", query->context);
	if (verification->reference_class.attnum == 0 && verification->reference_probability.attnum == 0)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("the query has no reference to compare with"),
				errhint("Name a column reference_class (text), reference_probability (double precision), or both."));
}

/* ----- one row ----- */

static bool
same_class(const text *a, const text *b)
{
	return VARSIZE_ANY_EXHDR(a) == VARSIZE_ANY_EXHDR(b)
		&& memcmp(VARDATA_ANY(a), VARDATA_ANY(b), VARSIZE_ANY_EXHDR(a)) == 0;
}

static void
compare_row(Verification *verification, Compared *compared)
{
	QueryRows  *query = &verification->query;
	ScoreCall  *call = query->call;
	uint32		klass = score_call_run(call);
	QueryColumn *reference = &verification->reference_class;

	compared->row = query->rows;
	compared->klass = score_call_class_name(call, klass);
	compared->reference_class = query_column_is_null(query, reference) ? NULL :
		cstring_to_text(query_column_text(query, reference));
	compared->class_agrees = compared->reference_class == NULL ||
		same_class(compared->klass, compared->reference_class);
	compared->probability = call->c.probability[verification->klass];
	reference = &verification->reference_probability;
	compared->has_probability = !query_column_is_null(query, reference);
	compared->probability_agrees = !compared->has_probability;
	if (!compared->has_probability)
		return;
	compared->reference_probability = query_column_number(query, reference);
	compared->difference = fabs(compared->probability - compared->reference_probability);
	/* false for NaN */
	compared->probability_agrees = compared->difference <= verification->tolerance;
}

static bool
visit_row(QueryRows *query)
{
	Verification *verification = (Verification *) query;
	Compared	compared;

	compare_row(verification, &compared);
	return verification->visit(verification, &compared);
}

/* ----- all rows ----- */

/* Arguments 0 to 3 are the same in all functions.  Class NULL is the last one:
 * of two, the one that is written "yes", 1 or TRUE. */
static void
verify(FunctionCallInfo fcinfo, Verification *verification, int version)
{
	QueryRows  *query = &verification->query;

	args_not_null(fcinfo, 3, "tolerance");
	verification->tolerance = PG_GETARG_FLOAT8(3);
	if (!isfinite(verification->tolerance) || verification->tolerance < 0)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("invalid value for argument \"tolerance\""),
				errhint("Give a finite number of at least 0."));
	query_rows_begin(query, fcinfo, version);
	score_call_want_classes(query->call);
	verification->klass = PG_ARGISNULL(2) ? an_scorer_model(query->call->scorer)->nclasses - 1
		: score_call_class(query->call, PG_GETARG_TEXT_PP(2));
	query->bind = bind_query;
	query->visit = visit_row;
	query_rows_run(query);
	query_rows_end(query);
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
		PointerGetDatum(verification->query.model), Int32GetDatum(verification->query.version),
		Int64GetDatum(verification->query.rows),
		Int64GetDatum(summary->class_compared), Int64GetDatum(summary->class_agreed),
		Float8GetDatum(classes ? (double) summary->class_agreed / (double) summary->class_compared : 0),
		Int64GetDatum(summary->probability_compared), Int64GetDatum(summary->probability_agreed),
		Float8GetDatum(summary->max_difference),
		BoolGetDatum(summary->class_agreed == summary->class_compared
					 && summary->probability_agreed == summary->probability_compared),
		PointerGetDatum(cstring_to_text(summary->differences.data))
	};

	isnull[0] = isnull[1] = verification->query.model == NULL;
	isnull[5] = !classes;
	isnull[8] = !probabilities;
	isnull[9] = !classes && !probabilities;
	isnull[10] = summary->differences.len == 0;
	tuplestore_putvalues(rows, columns, values, isnull);
}

static Datum
verify_model(FunctionCallInfo fcinfo, int version)
{
	TupleDesc	columns;
	Tuplestorestate *rows = srf_begin(fcinfo, &columns);
	Summary		summary = {0};
	Verification verification = {.visit = summarise, .result = &summary};

	initStringInfo(&summary.differences);
	verify(fcinfo, &verification, version);
	put_summary(rows, columns, &verification);
	return (Datum) 0;
}

/* verify_model(model text, source text, class text, tolerance float8, version integer)
 * -> one row */
AN_FUNCTION(analytics_verify_model_name);
Datum
analytics_verify_model_name(PG_FUNCTION_ARGS)
{
	return verify_model(fcinfo, 4);
}

/* verify_model(model model, source text, class text, tolerance float8) -> the same */
AN_FUNCTION(analytics_verify_model_model);
Datum
analytics_verify_model_model(PG_FUNCTION_ARGS)
{
	return verify_model(fcinfo, QUERY_ROWS_BY_VALUE);
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

static Datum
verify_model_rows(FunctionCallInfo fcinfo, int version)
{
	DifferingRows result;
	Verification verification = {.visit = put_differing, .result = &result};

	result.rows = srf_begin(fcinfo, &result.columns);
	result.wanted = args_int32(fcinfo, 4, "max_rows");
	if (result.wanted < 1)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("invalid value for argument \"max_rows\": %d", result.wanted),
				errhint("Give a number of at least 1."));
	verify(fcinfo, &verification, version);
	return (Datum) 0;
}

/* verify_model_rows(model text, source text, class text, tolerance float8,
 * max_rows integer, version integer) -> the first rows that differ */
AN_FUNCTION(analytics_verify_model_rows_name);
Datum
analytics_verify_model_rows_name(PG_FUNCTION_ARGS)
{
	return verify_model_rows(fcinfo, 5);
}

/* verify_model_rows(model model, source text, class text, tolerance float8,
 * max_rows integer) -> the same */
AN_FUNCTION(analytics_verify_model_rows_model);
Datum
analytics_verify_model_rows_model(PG_FUNCTION_ARGS)
{
	return verify_model_rows(fcinfo, QUERY_ROWS_BY_VALUE);
}
