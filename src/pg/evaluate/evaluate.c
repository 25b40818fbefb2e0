/*
 * evaluate.c - evaluate: a model's predictions against what happened
 *
 * Contract
 *  1. One pass over the query's rows, which are read as query_rows.h says.  What
 *     is kept of them is bounded: sums, a score_table, a confusion.
 *  2. A row whose target is NULL is skipped, and counted.  A target that is no
 *     class of the model, or not finite, is an error.
 *  3. A figure that is not defined for the rows is NULL.
 */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "utils/builtins.h"

#include "pg/evaluate/evaluate.h"
#include "pg/evaluate/metric_args.h"
#include "pg/base/near_column.h"
#include "pg/base/srf.h"

#include "stats/metrics.h"

/* ----- the target ----- */

static bool
is_target_class(Oid type)
{
	return type == BOOLOID || query_is_class(type) || query_is_number(type);
}

static void
bind_target(QueryRows *query, TupleDesc desc)
{
	Evaluation *e = (Evaluation *) query;

	if (e->model->nclasses > 0)
		query_column_find(&e->target, desc, e->target_name, is_target_class, "text", query->context);
	else
		query_column_find(&e->target, desc, e->target_name, query_is_number, "double precision",
						  query->context);
	if (e->target.attnum == 0)
		ereport(ERROR, errcode(ERRCODE_UNDEFINED_COLUMN),
				errmsg("the query has no column \"%s\"", e->target_name),
				errhint("%sArgument \"target\" names the column with what happened; without it, it is the model's own target.",
						near_column_hint(desc, e->target_name)));
}

/* A boolean is the class that is written like it, in upper or lower case. */
static bool
is_class(const Evaluation *e, AnStr klass, AnStr target)
{
	if (e->target.type != BOOLOID)
		return an_str_equal(klass, target);
	return (klass.len == target.len || klass.len == 1) &&
		pg_strncasecmp(klass.data, target.data, klass.len) == 0;
}

static uint32
get_class(Evaluation *e)
{
	char	   *value = query_column_text(&e->query, &e->target);
	AnStr		target = core_text_from_pg(cstring_to_text(value));

	for (uint32 i = 0; i < e->model->nclasses; i++)
		if (is_class(e, e->model->classes[i], target))
			return i;
	ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("model \"%s\" has no class \"%s\"", score_call_model_name(e->query.call), value),
			errhint("Leave such rows out of the query, or make their target NULL."));
	pg_unreachable();
}

/* ----- one row ----- */

static void
add_score(Evaluation *e, bool positive, double p)
{
	MemoryContext old = MemoryContextSwitchTo(e->query.context);
	AnScoreTable *t = score_table_add(e->scores, p, positive, 1);

	if (t != e->scores)
		pfree(e->scores);
	e->scores = t;
	MemoryContextSwitchTo(old);
}

/* A class is in the confusion from when it is first seen. */
static uint32
confusion_class(Evaluation *e, uint32 klass)
{
	MemoryContext old;
	AnConfusion *c;

	if (likely(e->numbers[klass] >= 0))
		return (uint32) e->numbers[klass];
	old = MemoryContextSwitchTo(e->query.context);
	c = confusion_number(e->confusion, e->model->classes[klass], &e->numbers[klass]);
	if (c != e->confusion)
		pfree(e->confusion);
	e->confusion = c;
	MemoryContextSwitchTo(old);
	return (uint32) e->numbers[klass];
}

static void
add_classes(Evaluation *e, uint32 actual, uint32 predicted)
{
	/* a new class may move the table: first both, then the table */
	actual = confusion_class(e, actual);
	predicted = confusion_class(e, predicted);
	an_confusion_add(e->confusion, actual, predicted, 1);
}

static void
visit_class(Evaluation *e)
{
	const double *p = e->query.call->c.probability;
	uint32		count = e->model->nclasses;
	uint32		actual = get_class(e);
	uint32		predicted = score_call_run(e->query.call);

	an_loss_add(&e->figures.accuracy, actual == predicted ? 1 : 0, 1);
	add_classes(e, actual, predicted);
	if (e->one_class)
		add_score(e, actual == e->klass, p[e->klass]);
	if (count == 2)
	{
		an_loss_add(&e->figures.log_loss, an_log_loss(actual == e->klass, p[e->klass]), 1);
		an_loss_add(&e->figures.brier, an_brier(actual == e->klass, p[e->klass]), 1);
		return;
	}
	an_loss_add(&e->figures.log_loss, an_log_loss_of(p, count, actual), 1);
	an_loss_add(&e->figures.brier, an_brier_of(p, count, actual), 1);
}

static void
visit_value(Evaluation *e)
{
	double		actual = metric_number(Float8GetDatum(query_column_number(&e->query, &e->target)),
									   "an actual value");
	double		predicted;

	score_call_run(e->query.call);
	predicted = metric_number(Float8GetDatum(e->query.call->c.probability[0]), "a predicted value");
	an_loss_add_square(&e->figures.squares, actual, predicted, 1);
	an_loss_add(&e->figures.absolutes, fabs(actual - predicted), 1);
}

static bool
visit_row(QueryRows *query)
{
	Evaluation *e = (Evaluation *) query;

	if (query_column_is_null(query, &e->target))
		e->skipped++;
	else if (e->model->nclasses > 0)
		visit_class(e);
	else
		visit_value(e);
	return true;
}

/* ----- the result ----- */

static bool
has_metric(const Evaluation *e, const AnMetric *metric)
{
	bool		classes = e->model->nclasses > 0;

	return metric->of == AN_OF_NUMBERS ? !classes : classes && (metric->of != AN_OF_SCORES || e->one_class);
}

/* Scores that were counted together make figures that can be off. */
static void
put_errors(const AnFigures *figures, EvaluationPut put, void *host)
{
	for (int i = 0; i < AN_METRIC_COUNT; i++)
		if (an_metrics[i].of == AN_OF_SCORES)
			put(host, psprintf("%s_max_error", an_metrics[i].name), an_metrics[i].error(figures));
}

static void
check_sums(const AnFigures *figures)
{
	const AnLoss *losses[] = {
		&figures->accuracy, &figures->log_loss, &figures->brier, &figures->squares, &figures->absolutes
	};

	for (size_t i = 0; i < lengthof(losses); i++)
		(void) metric_mean(losses[i]);	/* raises */
}

void
evaluation_metrics(const Evaluation *e, EvaluationPut put, void *host)
{
	const AnScoreTable *t = score_table_compacted(e->scores);
	AnFigures	figures = e->figures;

	check_sums(&figures);
	metric_classes(e->confusion, &figures.classes);
	figures.scores = an_score_summary(t);
	put(host, "rows", (double) (e->query.rows - e->skipped));
	put(host, "skipped", (double) e->skipped);
	for (int i = 0; i < AN_METRIC_COUNT; i++)
		if (has_metric(e, &an_metrics[i]))
			put(host, an_metrics[i].name, an_metrics[i].value(&figures));
	if (t->level > 0)
		put_errors(&figures, put, host);
}

/* ----- evaluate ----- */

void
evaluation_begin(Evaluation *e, const text *target, text *klass)
{
	MemoryContext old = MemoryContextSwitchTo(e->query.context);

	e->model = an_scorer_model(e->query.call->scorer);
	e->target_name = text_to_cstring(target == NULL ? pg_text_from_core(e->model->target) : target);
	e->scores = score_table_new(0);
	e->confusion = confusion_new(AN_CONFUSION_FIRST_ROOM, AN_CONFUSION_FIRST_TEXT);
	e->numbers = palloc((e->model->nclasses + 1) * sizeof(int32));
	for (uint32 i = 0; i < e->model->nclasses; i++)
		e->numbers[i] = -1;
	MemoryContextSwitchTo(old);
	e->one_class = e->model->nclasses == 2 || klass != NULL;
	if (klass != NULL)
		e->klass = score_call_class(e->query.call, klass);
	else if (e->one_class)
		e->klass = e->model->nclasses - 1;
	e->query.bind = bind_target;
	e->query.visit = visit_row;
}

typedef struct Result
{
	Tuplestorestate *rows;
	TupleDesc	columns;
} Result;

static void
put_row(void *host, const char *metric, double value)
{
	Result	   *result = host;
	Datum		values[] = {CStringGetTextDatum(metric), Float8GetDatum(value)};
	bool		isnull[] = {false, isnan(value)};

	tuplestore_putvalues(result->rows, result->columns, values, isnull);
}

static Datum
evaluate(FunctionCallInfo fcinfo, int version)
{
	Result		result;
	Evaluation	e = {.skipped = 0};

	result.rows = srf_begin(fcinfo, &result.columns);
	query_rows_begin(&e.query, fcinfo, version);
	evaluation_begin(&e, PG_ARGISNULL(2) ? NULL : PG_GETARG_TEXT_PP(2),
					 PG_ARGISNULL(3) ? NULL : PG_GETARG_TEXT_PP(3));
	query_rows_run(&e.query);
	evaluation_metrics(&e, put_row, &result);
	query_rows_end(&e.query);
	return (Datum) 0;
}

/* evaluate(model text, source text, target text, class text, version integer)
 * -> rows (metric, value) */
AN_FUNCTION(analytics_evaluate_name);
Datum
analytics_evaluate_name(PG_FUNCTION_ARGS)
{
	return evaluate(fcinfo, 4);
}

/* evaluate(model model, source text, target text, class text) -> the same */
AN_FUNCTION(analytics_evaluate_model);
Datum
analytics_evaluate_model(PG_FUNCTION_ARGS)
{
	return evaluate(fcinfo, QUERY_ROWS_BY_VALUE);
}
