/*
 * loss.c - accuracy, log_loss, brier_score, rmse, mae, r2
 *
 * Their state is an AnLoss as an array of double precision, as that of
 * PostgreSQL's own aggregates of numbers: it can be pushed down to other
 * servers, and needs no type.  It is changed in place.  The transition
 * functions are STRICT: a row with a NULL does not count.
 */
#include "postgres.h"

#include <math.h>

#include "access/tupmacs.h"
#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/typcache.h"

#include "pg/base/agg.h"
#include "pg/evaluate/metric_args.h"

/* ARR_DATA_PTR() mixes signed and unsigned sizes. */
static char *
data_of(ArrayType *array)
{
	Size		offset = ARR_HASNULL(array) ? (Size) array->dataoffset :
		ARR_OVERHEAD_NONULLS(ARR_NDIM(array));

	return (char *) array + offset;
}

/* ----- the state ----- */

static AnLoss *
loss_of(ArrayType *state)
{
	if (ARR_NDIM(state) != 1 || ARR_DIMS(state)[0] != AN_LOSS_NUMBERS || ARR_HASNULL(state) ||
		ARR_ELEMTYPE(state) != FLOAT8OID)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("the state of the aggregate is no array of %d numbers", AN_LOSS_NUMBERS));
	return (AnLoss *) data_of(state);
}

static void
add(ArrayType *state, double value, double weight)
{
	if (weight > 0)
		an_loss_add(loss_of(state), value, weight);
}

/* loss_combinefn(float8[], float8[]) -> float8[] */
AN_FUNCTION(analytics_loss_combinefn);
Datum
analytics_loss_combinefn(PG_FUNCTION_ARGS)
{
	ArrayType  *into;

	agg_check_context(fcinfo);
	into = PG_GETARG_ARRAYTYPE_P(0);
	an_loss_merge(loss_of(into), loss_of(PG_GETARG_ARRAYTYPE_P(1)));
	PG_RETURN_POINTER(into);
}

/* ----- final functions: NULL without rows ----- */

/* loss_mean_finalfn(float8[]) -> float8 */
AN_FUNCTION(analytics_loss_mean_finalfn);
Datum
analytics_loss_mean_finalfn(PG_FUNCTION_ARGS)
{
	METRIC_RETURN(metric_mean(loss_of(PG_GETARG_ARRAYTYPE_P(0))));
}

/* rmse_finalfn(float8[]) -> float8 */
AN_FUNCTION(analytics_rmse_finalfn);
Datum
analytics_rmse_finalfn(PG_FUNCTION_ARGS)
{
	METRIC_RETURN(sqrt(metric_mean(loss_of(PG_GETARG_ARRAYTYPE_P(0)))));
}

/* r2_finalfn(float8[]) -> float8; NULL for fewer than two rows */
AN_FUNCTION(analytics_r2_finalfn);
Datum
analytics_r2_finalfn(PG_FUNCTION_ARGS)
{
	const AnLoss *loss = loss_of(PG_GETARG_ARRAYTYPE_P(0));

	(void) metric_mean(loss);			/* raises */
	METRIC_RETURN(an_loss_r2(loss));
}

/* ----- numbers ----- */

/* squared_error_transfn(float8[], actual float8, predicted float8 [, weight float8]) */
AN_FUNCTION(analytics_squared_error_transfn);
Datum
analytics_squared_error_transfn(PG_FUNCTION_ARGS)
{
	double		actual = metric_number(PG_GETARG_DATUM(1), "an actual value");
	double		predicted = metric_number(PG_GETARG_DATUM(2), "a predicted value");
	double		weight = metric_weight(fcinfo, 3);
	ArrayType  *state;

	agg_check_context(fcinfo);
	state = PG_GETARG_ARRAYTYPE_P(0);
	if (weight > 0)
		an_loss_add_square(loss_of(state), actual, predicted, weight);
	PG_RETURN_POINTER(state);
}

/* absolute_error_transfn(float8[], actual float8, predicted float8 [, weight float8]) */
AN_FUNCTION(analytics_absolute_error_transfn);
Datum
analytics_absolute_error_transfn(PG_FUNCTION_ARGS)
{
	double		actual = metric_number(PG_GETARG_DATUM(1), "an actual value");
	double		predicted = metric_number(PG_GETARG_DATUM(2), "a predicted value");
	ArrayType  *state;

	agg_check_context(fcinfo);
	state = PG_GETARG_ARRAYTYPE_P(0);
	add(state, fabs(actual - predicted), metric_weight(fcinfo, 3));
	PG_RETURN_POINTER(state);
}

/* ----- classes ----- */

/* accuracy_transfn(float8[], actual text, predicted text [, weight float8]) */
AN_FUNCTION(analytics_accuracy_transfn_text);
Datum
analytics_accuracy_transfn_text(PG_FUNCTION_ARGS)
{
	const text *actual = PG_GETARG_TEXT_PP(1);
	const text *predicted = PG_GETARG_TEXT_PP(2);
	bool		right = VARSIZE_ANY_EXHDR(actual) == VARSIZE_ANY_EXHDR(predicted) &&
		memcmp(VARDATA_ANY(actual), VARDATA_ANY(predicted), VARSIZE_ANY_EXHDR(actual)) == 0;
	ArrayType  *state;

	agg_check_context(fcinfo);
	state = PG_GETARG_ARRAYTYPE_P(0);
	add(state, right ? 1 : 0, metric_weight(fcinfo, 3));
	PG_RETURN_POINTER(state);
}

/* The equality of the arguments' type, looked up once. */
static TypeCacheEntry *
equality_of(FunctionCallInfo fcinfo)
{
	TypeCacheEntry *type = fcinfo->flinfo->fn_extra;

	if (type != NULL)
		return type;
	type = lookup_type_cache(get_fn_expr_argtype(fcinfo->flinfo, 1), TYPECACHE_EQ_OPR_FINFO);
	if (!OidIsValid(type->eq_opr_finfo.fn_oid))
		ereport(ERROR, errcode(ERRCODE_UNDEFINED_FUNCTION),
				errmsg("type %s has no equality operator", format_type_be(type->type_id)));
	fcinfo->flinfo->fn_extra = type;
	return type;
}

/* accuracy_transfn(float8[], actual anycompatible, predicted anycompatible
 * [, weight float8]) */
AN_FUNCTION(analytics_accuracy_transfn_any);
Datum
analytics_accuracy_transfn_any(PG_FUNCTION_ARGS)
{
	ArrayType  *state;
	Datum		right;

	agg_check_context(fcinfo);
	right = FunctionCall2Coll(&equality_of(fcinfo)->eq_opr_finfo, PG_GET_COLLATION(),
							  PG_GETARG_DATUM(1), PG_GETARG_DATUM(2));
	state = PG_GETARG_ARRAYTYPE_P(0);
	add(state, DatumGetBool(right) ? 1 : 0, metric_weight(fcinfo, 3));
	PG_RETURN_POINTER(state);
}

/* ----- probabilities of one of two classes ----- */

static Datum
add_binary(FunctionCallInfo fcinfo, LabelKind kind, double (*loss) (bool positive, double p))
{
	bool		positive = metric_label(PG_GETARG_DATUM(1), kind);
	double		p = metric_probability(PG_GETARG_DATUM(2));
	ArrayType  *state;

	agg_check_context(fcinfo);
	state = PG_GETARG_ARRAYTYPE_P(0);
	add(state, loss(positive, p), metric_weight(fcinfo, 3));
	PG_RETURN_POINTER(state);
}

/* log_loss_transfn(float8[], label boolean, probability float8 [, weight float8]) */
AN_FUNCTION(analytics_log_loss_transfn_boolean);
Datum
analytics_log_loss_transfn_boolean(PG_FUNCTION_ARGS)
{
	return add_binary(fcinfo, LABEL_BOOLEAN, an_log_loss);
}

/* log_loss_transfn(float8[], label integer, probability float8 [, weight float8]) */
AN_FUNCTION(analytics_log_loss_transfn_integer);
Datum
analytics_log_loss_transfn_integer(PG_FUNCTION_ARGS)
{
	return add_binary(fcinfo, LABEL_INTEGER, an_log_loss);
}

/* brier_score_transfn(float8[], label boolean, probability float8 [, weight float8]) */
AN_FUNCTION(analytics_brier_score_transfn_boolean);
Datum
analytics_brier_score_transfn_boolean(PG_FUNCTION_ARGS)
{
	return add_binary(fcinfo, LABEL_BOOLEAN, an_brier);
}

/* brier_score_transfn(float8[], label integer, probability float8 [, weight float8]) */
AN_FUNCTION(analytics_brier_score_transfn_integer);
Datum
analytics_brier_score_transfn_integer(PG_FUNCTION_ARGS)
{
	return add_binary(fcinfo, LABEL_INTEGER, an_brier);
}

/* ----- probabilities of many classes ----- */

static int
elements_of(ArrayType *array, const char *name)
{
	if (ARR_NDIM(array) != 1)
		ereport(ERROR, errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
				errmsg("argument \"%s\" must be an array of one dimension", name));
	if (array_contains_nulls(array))
		ereport(ERROR, errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				errmsg("argument \"%s\" must not contain nulls", name));
	return ARR_DIMS(array)[0];
}

static int
compare_texts(const void *a, const void *b)
{
	const text *x = *(const text *const *) a;
	const text *y = *(const text *const *) b;
	Size		size = VARSIZE_ANY_EXHDR(x);

	if (size != VARSIZE_ANY_EXHDR(y))
		return size < VARSIZE_ANY_EXHDR(y) ? -1 : 1;
	return memcmp(VARDATA_ANY(x), VARDATA_ANY(y), size);
}

/* Each class once, or it is not known whose probability is whose.  Rows mostly have
 * the same classes as the one before, which is kept. */
static void
check_classes(FunctionCallInfo fcinfo, ArrayType *classes)
{
	ArrayType  *checked = fcinfo->flinfo->fn_extra;
	Datum	   *texts;
	int			count;

	if (checked != NULL && VARSIZE(checked) == VARSIZE(classes) && memcmp(checked, classes, VARSIZE(classes)) == 0)
		return;
	deconstruct_array(classes, TEXTOID, -1, false, TYPALIGN_INT, &texts, NULL, &count);
	qsort(texts, (size_t) count, sizeof(Datum), compare_texts);
	for (int i = 1; i < count; i++)
		if (compare_texts(&texts[i - 1], &texts[i]) == 0)
			ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("class \"%s\" is among the classes twice", TextDatumGetCString(texts[i])));
	if (checked != NULL)
		pfree(checked);
	checked = MemoryContextAlloc(fcinfo->flinfo->fn_mcxt, VARSIZE(classes));
	fcinfo->flinfo->fn_extra = memcpy(checked, classes, VARSIZE(classes));
	pfree(texts);
}

/* Which of the classes it is, from 0. */
static uint32
class_index(const text *actual, ArrayType *classes, int count)
{
	const char *at = data_of(classes);
	Size		size = VARSIZE_ANY_EXHDR(actual);

	for (int i = 0; i < count; i++)
	{
		if (VARSIZE_ANY_EXHDR(at) == size && memcmp(VARDATA_ANY(at), VARDATA_ANY(actual), size) == 0)
			return (uint32) i;
		at = att_addlength_pointer(at, -1, at);
		at = (const char *) att_align_nominal(at, TYPALIGN_INT);
	}
	ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("class \"%s\" is not among the classes",
				   text_to_cstring(unconstify(text *, actual))));
	pg_unreachable();
}

static Datum
add_many(FunctionCallInfo fcinfo, double (*loss) (const double *p, uint32_t count, uint32_t actual))
{
	ArrayType  *probabilities = PG_GETARG_ARRAYTYPE_P(2);
	ArrayType  *classes = PG_GETARG_ARRAYTYPE_P(3);
	const double *p = (const double *) data_of(probabilities);
	int			count = elements_of(probabilities, "probabilities");
	uint32		actual;
	ArrayType  *state;

	agg_check_context(fcinfo);
	if (count != elements_of(classes, "classes"))
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("%d probabilities for %d classes", count, ARR_DIMS(classes)[0]));
	check_classes(fcinfo, classes);
	for (int i = 0; i < count; i++)
		(void) metric_probability(Float8GetDatum(p[i]));
	actual = class_index(PG_GETARG_TEXT_PP(1), classes, count);
	state = PG_GETARG_ARRAYTYPE_P(0);
	add(state, loss(p, (uint32_t) count, actual), metric_weight(fcinfo, 4));
	PG_RETURN_POINTER(state);
}

/* log_loss_transfn(float8[], actual text, probabilities float8[], classes text[]
 * [, weight float8]) */
AN_FUNCTION(analytics_log_loss_transfn_classes);
Datum
analytics_log_loss_transfn_classes(PG_FUNCTION_ARGS)
{
	return add_many(fcinfo, an_log_loss_of);
}

/* brier_score_transfn(float8[], actual text, probabilities float8[], classes text[]
 * [, weight float8]) */
AN_FUNCTION(analytics_brier_score_transfn_classes);
Datum
analytics_brier_score_transfn_classes(PG_FUNCTION_ARGS)
{
	return add_many(fcinfo, an_brier_of);
}
