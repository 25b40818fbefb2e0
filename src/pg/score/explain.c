/* explain.c - explain and reason_codes: why a row got its score */
#include "postgres.h"

#include <math.h>

#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "model/explain.h"
#include "pg/score/score_call.h"
#include "pg/base/srf.h"

#define EXPLAIN_COLUMNS 14
#define REASON_COLUMNS 4
#define MAX_DISTRIBUTION 240	/* a BI tool's text has 255 bytes */

static const char *const step_kinds[] = {
	[AN_STEP_SPLIT] = "split",
	[AN_STEP_LEAF] = "leaf",
	[AN_STEP_RULE] = "rule",
	[AN_STEP_DEFAULT] = "default",
	[AN_STEP_TERM] = "term"
};

static Datum
text_datum(AnStr str)
{
	return PointerGetDatum(pg_text_for_display(str));
}

/* "no 133, si 12.5": the training cases by class, those without cases left out. */
static Datum
distribution_datum(const AnModel *model, const AnStep *step)
{
	StringInfoData list;

	initStringInfo(&list);
	for (uint32 i = 0; i < model->nclasses; i++)
	{
		char	   *item;

		if (step->freq[i] == 0)
			continue;
		item = psprintf("%s%s %.6g", list.len > 0 ? ", " : "",
						text_to_cstring(pg_text_for_display(model->classes[i])), (double) step->freq[i]);
		if (list.len + strlen(item) > MAX_DISTRIBUTION)
		{
			appendStringInfoString(&list, ", ...");
			break;
		}
		appendStringInfoString(&list, item);
	}
	return PointerGetDatum(cstring_to_text(list.data));
}

static void
put_step(Tuplestorestate *rows, TupleDesc columns, ScoreCall *call, const AnStep *step, uint32 klass)
{
	const AnModel *model = an_scorer_model(call->scorer);
	Datum		values[EXPLAIN_COLUMNS] = {0};
	bool		isnull[EXPLAIN_COLUMNS] = {false};
	bool		sum = model->kind >= AN_FOREST;
	text	   *value = step->has_feature ? rows_value_text(&call->row, step->feature) : NULL;

	values[0] = Int32GetDatum((int32) step->trial);
	values[1] = Int32GetDatum((int32) step->step);
	values[2] = Int32GetDatum((int32) step->depth);
	values[3] = CStringGetTextDatum(step_kinds[step->kind]);
	isnull[4] = !step->has_feature;
	if (step->has_feature)
		values[4] = text_datum(model->features[step->feature].name);
	isnull[5] = step->condition.len == 0;
	if (!isnull[5])
		values[5] = text_datum(step->condition);
	isnull[6] = value == NULL;
	values[6] = PointerGetDatum(value);
	values[7] = Float8GetDatum(step->weight);
	values[8] = Float8GetDatum(step->cases);
	isnull[9] = step->freq == NULL;
	if (step->freq != NULL)
		values[9] = distribution_datum(model, step);
	isnull[10] = sum;
	if (!sum)
		values[10] = PointerGetDatum(score_call_class_name(call, step->outcome));
	isnull[11] = model->nclasses == 0;
	if (model->nclasses > 0)
		values[11] = PointerGetDatum(score_call_class_name(call, klass));
	isnull[12] = isnan(step->probability);
	values[12] = Float8GetDatum(step->probability);
	values[13] = Float8GetDatum(step->change);
	isnull[13] = step->kind == AN_STEP_LEAF || step->kind == AN_STEP_DEFAULT;
	tuplestore_putvalues(rows, columns, values, isnull);
}

/* A regression has none: its value is explained, whatever class is given. */
static uint32
class_argument(ScoreCall *call, text *klass)
{
	return an_scorer_model(call->scorer)->nclasses == 0 ? 0 : score_call_class(call, klass);
}

/* class is the predicted one when the argument is NULL. */
static Datum
explain(FunctionCallInfo fcinfo, bool by_name)
{
	TupleDesc	columns;
	Tuplestorestate *rows = srf_begin(fcinfo, &columns);
	ScoreCall  *call;
	AnEnv		env;
	AnStep	   *steps = NULL;
	size_t		nsteps;
	uint32		klass;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		return (Datum) 0;
	call = score_call_begin(fcinfo, by_name, cstring_to_text("model"));
	score_call_check_read(call);
	klass = score_call_run(call);
	if (!PG_ARGISNULL(2))
		klass = class_argument(call, PG_GETARG_TEXT_PP(2));
	pg_env_init(&env, CurrentMemoryContext, PG_MODEL_MEMORY);
	AN_RAISE_UNLESS_OK(&env, an_explain(&env, call->scorer, &call->c, klass, &steps, &nsteps));
	for (size_t i = 0; i < nsteps; i++)
		put_step(rows, columns, call, &steps[i], klass);
	an_env_release(&env);
	return (Datum) 0;
}

/* explain(model text, "row" record, class text) -> set of steps */
AN_FUNCTION(analytics_explain_name);
Datum
analytics_explain_name(PG_FUNCTION_ARGS)
{
	return explain(fcinfo, true);
}

/* explain(model model, "row" record, class text) -> set of steps */
AN_FUNCTION(analytics_explain_model);
Datum
analytics_explain_model(PG_FUNCTION_ARGS)
{
	return explain(fcinfo, false);
}

/* "num_tx_12 > 5.5 (7)": what held, and the value. */
static Datum
reason_datum(ScoreCall *call, const AnReason *reason)
{
	text	   *value = rows_value_text(&call->row, reason->feature);
	char	   *condition = text_to_cstring(pg_text_for_display(reason->condition));

	if (value == NULL || VARSIZE_ANY_EXHDR(value) + strlen(condition) > MAX_DISTRIBUTION)
		return CStringGetTextDatum(condition);
	return CStringGetTextDatum(psprintf("%s (%s)", condition, text_to_cstring(value)));
}

static Datum
reason_codes(FunctionCallInfo fcinfo, bool by_name)
{
	TupleDesc	columns;
	Tuplestorestate *rows = srf_begin(fcinfo, &columns);
	ScoreCall  *call = score_call_begin(fcinfo, by_name, cstring_to_text("model"));
	int32		max = PG_GETARG_INT32(3);
	uint32		klass;
	AnEnv		env;
	AnReason   *reasons = NULL;
	size_t		nreasons;

	if (max < 1)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("max_reasons must be at least 1"));
	score_call_check_read(call);
	klass = class_argument(call, PG_GETARG_TEXT_PP(2));
	score_call_run(call);
	pg_env_init(&env, CurrentMemoryContext, PG_MODEL_MEMORY);
	AN_RAISE_UNLESS_OK(&env, an_reasons(&env, call->scorer, &call->c, klass, (uint32) max, &reasons, &nreasons));
	for (size_t i = 0; i < nreasons; i++)
	{
		AnStr		name = an_scorer_model(call->scorer)->features[reasons[i].feature].name;
		Datum		values[REASON_COLUMNS] = {
			Int32GetDatum((int32) i + 1), text_datum(name),
			reason_datum(call, &reasons[i]), Float8GetDatum(reasons[i].contribution)
		};
		bool		isnull[REASON_COLUMNS] = {false};

		tuplestore_putvalues(rows, columns, values, isnull);
	}
	an_env_release(&env);
	return (Datum) 0;
}

/* reason_codes(model text, "row" record, class text, max_reasons integer) -> set of reasons */
AN_FUNCTION(analytics_reason_codes_name);
Datum
analytics_reason_codes_name(PG_FUNCTION_ARGS)
{
	return reason_codes(fcinfo, true);
}

/* reason_codes(model model, "row" record, class text, max_reasons integer) -> set of reasons */
AN_FUNCTION(analytics_reason_codes_model);
Datum
analytics_reason_codes_model(PG_FUNCTION_ARGS)
{
	return reason_codes(fcinfo, false);
}
