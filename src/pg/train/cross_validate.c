/* cross_validate.c - how good models are on rows that they were not trained on */
#include "postgres.h"

#include <math.h>

#include "executor/tuptable.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "pg/base/args.h"
#include "pg/train/cross_validate.h"
#include "pg/evaluate/evaluate.h"
#include "pg/train/fold_rows.h"
#include "pg/score/rows.h"
#include "pg/base/srf.h"
#include "pg/train/train.h"
#include "pg/train/train_progress.h"
#include "train/folds.h"

typedef struct Folds
{
	const CrossValidation *cv;
	TrainOptions options;
	FoldRows	rows;
	MemoryContext context;		/* of the metrics */
	List	   *metrics;
	int			fold;			/* the present one, from 0 */
} Folds;

/* ----- one fold ----- */

static struct varlena *
train_others(const Folds *folds, MemoryContext context)
{
	Training	training = {0};
	DestReceiver *receiver;
	char	   *name = psprintf("%s, fold %d of %d", folds->cv->name, folds->fold + 1, folds->cv->folds);

	train_begin(&training, context, cstring_to_text(name), &folds->options, folds->cv->target);
	receiver = train_source_receiver(&training.env, folds->cv->target, &folds->options, train_progress_rows);
	fold_rows_send(&folds->rows, (uint32) folds->fold + 1, true, receiver);
	train_source_finish(receiver, &training.source);
	train_run(&training);
	return train_image(&training);
}

typedef struct Evaluator
{
	DestReceiver pub;			/* first */
	Evaluation	evaluation;
} Evaluator;

static void
start_evaluating(DestReceiver *self, int operation, TupleDesc desc)
{
	query_rows_bind(&((Evaluator *) self)->evaluation.query, desc);
}

static bool
evaluate_slot(TupleTableSlot *slot, DestReceiver *self)
{
	QueryRows  *query = &((Evaluator *) self)->evaluation.query;
	Size		n = (Size) slot->tts_tupleDescriptor->natts;

	slot_getallattrs(slot);
	memcpy(query->call->values, slot->tts_values, n * sizeof(Datum));
	memcpy(query->call->isnull, slot->tts_isnull, n * sizeof(bool));
	return query_rows_visit(query);
}

static void
end_evaluating(DestReceiver *self)
{
}

static FoldMetric *
metric_of_name(Folds *folds, const char *name)
{
	MemoryContext old;
	FoldMetric *metric;
	ListCell   *cell;

	foreach(cell, folds->metrics)
		if (strcmp(((FoldMetric *) lfirst(cell))->name, name) == 0)
			return lfirst(cell);
	old = MemoryContextSwitchTo(folds->context);
	metric = palloc0(sizeof(FoldMetric));
	metric->name = pstrdup(name);
	metric->values = palloc(folds->cv->folds * sizeof(double));
	for (int i = 0; i < folds->cv->folds; i++)
		metric->values[i] = NAN;
	folds->metrics = lappend(folds->metrics, metric);
	MemoryContextSwitchTo(old);
	return metric;
}

static void
put_metric(void *host, const char *name, double value)
{
	Folds	   *folds = host;

	FoldMetric *metric = metric_of_name(folds, name);

	metric->values[folds->fold] = value;
	metric->undefined += isnan(value);
}

static void
evaluate_fold(Folds *folds, struct varlena *model)
{
	Evaluator	evaluator = {.pub = {evaluate_slot, start_evaluating, end_evaluating, end_evaluating, DestNone}};

	query_rows_begin_value(&evaluator.evaluation.query, model);
	evaluation_begin(&evaluator.evaluation, folds->cv->target, folds->cv->klass);
	fold_rows_send(&folds->rows, (uint32) folds->fold + 1, false, &evaluator.pub);
	evaluation_metrics(&evaluator.evaluation, put_metric, folds);
	query_rows_end(&evaluator.evaluation.query);
}

/* The training's memory goes before that of the next begins to grow. */
static void
run_fold(Folds *folds)
{
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "analytics fold", ALLOCSET_DEFAULT_SIZES);
	MemoryContext old = MemoryContextSwitchTo(context);

	evaluate_fold(folds, train_others(folds, context));
	MemoryContextSwitchTo(old);
	MemoryContextDelete(context);
}

/* ----- all folds ----- */

static void
summarise(FoldMetric *metric, int folds)
{
	double		sum = 0;
	double		squares = 0;
	int			n = 0;

	for (int i = 0; i < folds; i++)
		if (!isnan(metric->values[i]))
		{
			sum += metric->values[i];
			n++;
		}
	metric->mean = n > 0 ? sum / n : NAN;
	for (int i = 0; i < folds; i++)
		if (!isnan(metric->values[i]))
			squares += (metric->values[i] - metric->mean) * (metric->values[i] - metric->mean);
	metric->std_error = n > 1 ? sqrt(squares / (n - 1) / n) : NAN;
}

/* A mean over fewer folds than the next metric's must not look like it. */
static void
tell_undefined(const List *metrics, int folds)
{
	StringInfoData list;
	ListCell   *cell;

	initStringInfo(&list);
	foreach(cell, metrics)
	{
		FoldMetric *metric = lfirst(cell);

		if (metric->undefined > 0)
			rows_list_item(&list, psprintf("%s in %d of %d", metric->name, metric->undefined, folds));
	}
	if (list.len > 0)
		ereport(NOTICE,
				errmsg("some metrics are not defined in every fold: their means are over the others"),
				errdetail("Without: %s.", list.data),
				errhint("A fold with rows of one class only has no ROC curve, one with a constant target no r2; fewer folds have more rows each."));
	pfree(list.data);
}

List *
cross_validate(const CrossValidation *cv)
{
	Folds		folds = {.cv = cv, .context = CurrentMemoryContext};
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "analytics cross-validation",
												  ALLOCSET_DEFAULT_SIZES);
	MemoryContext old = MemoryContextSwitchTo(context);
	ListCell   *cell;

	train_options_read(cv->options, train_algorithm(cv->algorithm), &folds.options);
	fold_rows_read(&folds.rows, cv->source, cv->target, &folds.options, cv->folds, cv->key);
	for (folds.fold = 0; folds.fold < cv->folds; folds.fold++)
		run_fold(&folds);
	fold_rows_end(&folds.rows);
	MemoryContextSwitchTo(old);
	MemoryContextDelete(context);
	foreach(cell, folds.metrics)
		summarise(lfirst(cell), cv->folds);
	tell_undefined(folds.metrics, cv->folds);
	return folds.metrics;
}

/* ----- SQL ----- */

static void
put_row(Tuplestorestate *rows, TupleDesc columns, int fold, const char *metric, double value, double std_error)
{
	Datum		values[] = {
		Int32GetDatum(fold),
		CStringGetTextDatum(metric),
		Float8GetDatum(value),
		Float8GetDatum(std_error)
	};
	bool		isnull[] = {fold == 0, false, isnan(value), isnan(std_error)};

	tuplestore_putvalues(rows, columns, values, isnull);
}

int
cross_validate_folds(FunctionCallInfo fcinfo, int arg)
{
	int			folds = args_int32(fcinfo, arg, "folds");

	if (folds < AN_MIN_FOLDS || folds > AN_MAX_FOLDS)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("the number of folds must be from %d to %d, not %d", AN_MIN_FOLDS, AN_MAX_FOLDS, folds));
	return folds;
}

/* cross_validate(algorithm text, source text, target text, options jsonb,
 * folds integer, key text, class text) -> rows (fold, metric, value, std_error) */
AN_FUNCTION(analytics_cross_validate);
Datum
analytics_cross_validate(PG_FUNCTION_ARGS)
{
	TupleDesc	columns;
	Tuplestorestate *rows = srf_begin(fcinfo, &columns);
	CrossValidation cv = {
		.name = "cross-validation",
		.algorithm = args_text(fcinfo, 0, "algorithm"),
		.source = args_text(fcinfo, 1, "source"),
		.target = args_text(fcinfo, 2, "target"),
		.options = PG_ARGISNULL(3) ? NULL : PG_GETARG_JSONB_P(3),
		.folds = cross_validate_folds(fcinfo, 4),
		.key = PG_ARGISNULL(5) ? NULL : PG_GETARG_TEXT_PP(5),
		.klass = PG_ARGISNULL(6) ? NULL : PG_GETARG_TEXT_PP(6)
	};
	List	   *metrics = cross_validate(&cv);
	ListCell   *cell;

	for (int fold = 0; fold < cv.folds; fold++)
		foreach(cell, metrics)
			put_row(rows, columns, fold + 1, ((FoldMetric *) lfirst(cell))->name,
					((FoldMetric *) lfirst(cell))->values[fold], NAN);
	foreach(cell, metrics)
		put_row(rows, columns, 0, ((FoldMetric *) lfirst(cell))->name,
				((FoldMetric *) lfirst(cell))->mean, ((FoldMetric *) lfirst(cell))->std_error);
	return (Datum) 0;
}
