/* predict.c - predict, predict_value, predict_proba, predict_all: by name and by value */
#include "postgres.h"

#include "utils/builtins.h"

#include "pg/score/score_call.h"
#include "pg/base/srf.h"

static Datum
predict(FunctionCallInfo fcinfo, bool by_name)
{
	ScoreCall  *call = score_call_begin(fcinfo, by_name, PG_GETARG_TEXT_PP(2));

	score_call_want_classes(call);
	return score_call_class_datum(call, score_call_run(call));
}

/* predict(model text, "row" record, unknown_levels text) -> text */
AN_FUNCTION(analytics_predict_name);
Datum
analytics_predict_name(PG_FUNCTION_ARGS)
{
	return predict(fcinfo, true);
}

/* predict(model model, "row" record, unknown_levels text) -> text */
AN_FUNCTION(analytics_predict_model);
Datum
analytics_predict_model(PG_FUNCTION_ARGS)
{
	return predict(fcinfo, false);
}

static Datum
predict_value(FunctionCallInfo fcinfo, bool by_name)
{
	ScoreCall  *call = score_call_begin(fcinfo, by_name, PG_GETARG_TEXT_PP(2));

	score_call_want_value(call);
	score_call_run(call);
	return Float8GetDatum(call->c.probability[0]);
}

/* predict_value(model text, "row" record, unknown_levels text) -> float8 */
AN_FUNCTION(analytics_predict_value_name);
Datum
analytics_predict_value_name(PG_FUNCTION_ARGS)
{
	return predict_value(fcinfo, true);
}

/* predict_value(model model, "row" record, unknown_levels text) -> float8 */
AN_FUNCTION(analytics_predict_value_model);
Datum
analytics_predict_value_model(PG_FUNCTION_ARGS)
{
	return predict_value(fcinfo, false);
}

static Datum
predict_proba(FunctionCallInfo fcinfo, bool by_name)
{
	ScoreCall  *call = score_call_begin(fcinfo, by_name, PG_GETARG_TEXT_PP(3));
	uint32		klass = score_call_class(call, PG_GETARG_TEXT_PP(2));

	score_call_run(call);
	return Float8GetDatum(call->c.probability[klass]);
}

/* predict_proba(model text, "row" record, class text, unknown_levels text) -> float8 */
AN_FUNCTION(analytics_predict_proba_name);
Datum
analytics_predict_proba_name(PG_FUNCTION_ARGS)
{
	return predict_proba(fcinfo, true);
}

/* predict_proba(model model, "row" record, class text, unknown_levels text) -> float8 */
AN_FUNCTION(analytics_predict_proba_model);
Datum
analytics_predict_proba_model(PG_FUNCTION_ARGS)
{
	return predict_proba(fcinfo, false);
}

static Datum
predict_probabilities(FunctionCallInfo fcinfo, bool by_name)
{
	ScoreCall  *call = score_call_begin(fcinfo, by_name, cstring_to_text("model"));

	score_call_want_classes(call);
	score_call_run(call);
	return score_call_probabilities(call);
}

/* predict_proba(model text, "row" record) -> float8[], in the order of the classes */
AN_FUNCTION(analytics_predict_probabilities_name);
Datum
analytics_predict_probabilities_name(PG_FUNCTION_ARGS)
{
	return predict_probabilities(fcinfo, true);
}

/* predict_proba(model model, "row" record) -> float8[] */
AN_FUNCTION(analytics_predict_probabilities_model);
Datum
analytics_predict_probabilities_model(PG_FUNCTION_ARGS)
{
	return predict_probabilities(fcinfo, false);
}

static Datum
predict_all(FunctionCallInfo fcinfo, bool by_name)
{
	TupleDesc	columns;
	Tuplestorestate *rows = srf_begin(fcinfo, &columns);
	ScoreCall  *call = score_call_begin(fcinfo, by_name, PG_GETARG_TEXT_PP(2));
	uint32		n = an_scorer_model(call->scorer)->nclasses;

	score_call_want_classes(call);
	score_call_run(call);
	for (uint32 i = 0; i < n; i++)
	{
		Datum		values[2] = {
			PointerGetDatum(score_call_class_name(call, i)),
			Float8GetDatum(call->c.probability[i])
		};
		bool		isnull[2] = {false, false};

		tuplestore_putvalues(rows, columns, values, isnull);
	}
	return (Datum) 0;
}

/* predict_all(model text, "row" record, unknown_levels text) -> set of (class, probability) */
AN_FUNCTION(analytics_predict_all_name);
Datum
analytics_predict_all_name(PG_FUNCTION_ARGS)
{
	return predict_all(fcinfo, true);
}

/* predict_all(model model, "row" record, unknown_levels text) -> set of (class, probability) */
AN_FUNCTION(analytics_predict_all_model);
Datum
analytics_predict_all_model(PG_FUNCTION_ARGS)
{
	return predict_all(fcinfo, false);
}
