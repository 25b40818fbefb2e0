/*
 * gradient_agg.c - the aggregates logistic_pass, linear_pass and gradient_merge
 *
 * The state is a value of type gradient, changed in place.  The model comes with
 * every row, so that the aggregates run where the model's table is not; rows are
 * bound to it and encoded as in scoring.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "nodes/primnodes.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "pg/base/agg.h"
#include "pg/train/gradient.h"
#include "pg/evaluate/metric_args.h"
#include "pg/score/score_call.h"
#include "train/passes.h"
#include "pg/stats/vectors.h"

/* What is worked out once for a call site and model. */
typedef struct Pass
{
	uint32		checksum;
	uint32		count;
	double	   *margins;
} Pass;

/* ----- the call site ----- */

static Pass *
create_pass(ScoreCall *call)
{
	const AnModel *model = an_scorer_model(call->scorer);
	Pass	   *pass;
	AnEnv		env;

	pg_env_init(&env, CurrentMemoryContext, PG_MODEL_MEMORY);
	AN_RAISE_UNLESS_OK(&env, an_gradient_check_model(&env, model));
	pass = MemoryContextAlloc(call->context, sizeof(Pass));
	pass->checksum = an_gradient_checksum(model);
	pass->count = an_gradient_count(model);
	pass->margins = MemoryContextAlloc(call->context, model->linear->ngroups * sizeof(double));
	return pass;
}

/* Comparing a large model with the previous row's takes as long as its sums do:
 * where the plan has it as a constant, once is enough. */
static bool
model_is_constant(FunctionCallInfo fcinfo)
{
	Aggref	   *aggref = AggGetAggref(fcinfo);
	Expr	   *model = aggref == NULL ? NULL : linitial_node(TargetEntry, aggref->args)->expr;

	return model != NULL && (IsA(model, Const) || (IsA(model, Param) && ((Param *) model)->paramkind == PARAM_EXTERN));
}

/* Of the arguments from first on, a model and a row. */
static ScoreCall *
begin_call(FunctionCallInfo fcinfo, int first)
{
	LOCAL_FCINFO(arguments, 2);
	ScoreCall  *call;

	InitFunctionCallInfoData(*arguments, fcinfo->flinfo, 2, InvalidOid, NULL, NULL);
	arguments->args[0] = fcinfo->args[first];
	arguments->args[1] = fcinfo->args[first + 1];
	call = score_call_begin(arguments, false, cstring_to_text("model"));
	if (call->extra == NULL)
	{
		call->extra = create_pass(call);
		call->only = first == 1 && model_is_constant(fcinfo);
	}
	return call;
}

/* The values of the row that are quick to convert; the core asks for the others. */
static void
fill_case(ScoreCall *call)
{
	call->row.refused = false;
	rows_fill(&call->row, &call->c);
}

/* ----- the state ----- */

static AnGradient *
get_state(FunctionCallInfo fcinfo)
{
	AnGradient *g;

	agg_check_context(fcinfo);
	if (PG_ARGISNULL(0))
		return NULL;
	g = (AnGradient *) PG_GETARG_POINTER(0);
	if (VARATT_IS_EXTENDED(g))
		return gradient_copy(gradient_from_datum(PointerGetDatum(g)));
	if (unlikely(!an_gradient_valid(g, VARSIZE(g))))
		(void) gradient_from_datum(PointerGetDatum(g)); /* raises */
	return g;
}

static Datum
skip_row(AnGradient *g)
{
	if (g == NULL)
		g = gradient_new(0, 0);
	g->skipped++;
	return PointerGetDatum(g);
}

/* The state for this model: the first row makes it. */
static AnGradient *
state_of(AnGradient *g, const Pass *pass)
{
	int64		skipped = g == NULL ? 0 : g->skipped;

	if (g == NULL || g->count == 0)
	{
		g = gradient_new(pass->checksum, pass->count);
		g->skipped = skipped;
	}
	if (g->model != pass->checksum || g->count != pass->count)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("gradients of different models"),
				errhint("All rows must be of the same model."));
	return g;
}

/* ----- transition functions ----- */

/* gradient, model, row, target [, weight] */
static Datum
transition(FunctionCallInfo fcinfo, bool classes)
{
	AnGradient *g = get_state(fcinfo);
	double		weight = metric_weight(fcinfo, 4);
	ScoreCall  *call;
	Pass	   *pass;
	uint32		klass = 0;
	double		y = 0;

	if (weight == 0 || PG_ARGISNULL(1) || PG_ARGISNULL(2) || PG_ARGISNULL(3))
		return skip_row(g);
	call = begin_call(fcinfo, 1);
	pass = call->extra;
	if (classes)
		klass = score_call_class(call, PG_GETARG_TEXT_PP(3));
	else
	{
		score_call_want_value(call);
		y = metric_number(PG_GETARG_DATUM(3), "the target");
	}
	g = state_of(g, pass);
	fill_case(call);
	an_gradient_add(g, an_scorer_model(call->scorer), &call->c, klass, y, weight, pass->margins);
	if (unlikely(call->row.refused))
		rows_raise(&call->row);
	return PointerGetDatum(g);
}

/* logistic_pass_transfn(gradient, model, record, text [, float8]) -> gradient */
AN_FUNCTION(analytics_logistic_pass_transfn);
Datum
analytics_logistic_pass_transfn(PG_FUNCTION_ARGS)
{
	return transition(fcinfo, true);
}

/* linear_pass_transfn(gradient, model, record, float8 [, float8]) -> gradient */
AN_FUNCTION(analytics_linear_pass_transfn);
Datum
analytics_linear_pass_transfn(PG_FUNCTION_ARGS)
{
	return transition(fcinfo, false);
}

/* ----- combining ----- */

/* into with from in it; into may have to become another value. */
static AnGradient *
combine(AnGradient *into, const AnGradient *from)
{
	AnEnv		env;

	if (into->count == 0 && from->count > 0)
	{
		AnGradient *larger = gradient_copy(from);

		from = into;
		into = larger;
	}
	pg_env_init(&env, CurrentMemoryContext, PG_GRADIENT_MEMORY);
	AN_RAISE_UNLESS_OK(&env, an_gradient_merge(&env, into, from));
	return into;
}

/* gradient_combinefn(gradient, gradient) -> gradient */
AN_FUNCTION(analytics_gradient_combinefn);
Datum
analytics_gradient_combinefn(PG_FUNCTION_ARGS)
{
	AnGradient *into = get_state(fcinfo);
	const AnGradient *from;

	if (PG_ARGISNULL(1))
		return pointer_or_null(fcinfo, into);
	from = gradient_from_datum(PG_GETARG_DATUM(1));
	if (into == NULL)
		PG_RETURN_POINTER(gradient_copy(from));
	PG_RETURN_POINTER(combine(into, from));
}

/* ----- columns as numbers ----- */

/* linear_vector(model, record [, target]) -> float8[] */
AN_FUNCTION(analytics_linear_vector);
Datum
analytics_linear_vector(PG_FUNCTION_ARGS)
{
	ScoreCall  *call = begin_call(fcinfo, 0);
	const AnModel *model = an_scorer_model(call->scorer);
	size_t		size = an_linear_vector_size(model);
	bool		with_target = PG_NARGS() > 2;
	ArrayType  *array;
	double	   *numbers;

	if (model->linear->ngroups != 1)
		ereport(ERROR, errcode(ERRCODE_WRONG_OBJECT_TYPE),
				errmsg("the model has several classes"),
				errhint("A linear model, or a logistic one of two classes, says how columns are scaled."));
	if (size > MaxAllocSize / (2 * sizeof(float8)))
		ereport(ERROR, errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED), errmsg("too many columns: %zu", size));
	array = vector_new_array(size + with_target);
	numbers = (double *) (void *) ((char *) array + ARR_OVERHEAD_NONULLS(1));
	fill_case(call);
	an_linear_vector(model, &call->c, numbers);
	if (unlikely(call->row.refused))
		rows_raise(&call->row);
	if (with_target)
		numbers[size] = metric_number(PG_GETARG_DATUM(2), "the target");
	PG_RETURN_POINTER(array);
}
