/* train_fit.c - train(): algorithms "linear" and "logistic" */
#include "postgres.h"

#include "utils/builtins.h"

#include "pg/score/rows.h"
#include "pg/train/train.h"
#include "train/fit.h"
#include "pg/train/train_notices.h"
#include "pg/train/train_passes.h"
#include "pg/train/train_progress.h"

/* By class; a class that is not named has a weight of 1. */
static double *
class_weights(const TrainOptions *options, const AnDataset *data)
{
	double	   *weights = palloc((data->nclasses + 1) * sizeof(double));
	StringInfoData unknown;
	ListCell   *name;
	ListCell   *weight;

	if (options->class_names == NIL)
		return NULL;
	for (uint32 i = 0; i < data->nclasses; i++)
		weights[i] = 1;
	initStringInfo(&unknown);
	forboth(name, options->class_names, weight, options->class_weights)
	{
		uint32		i = an_str_find(data->classes, data->nclasses, core_text_from_pg(cstring_to_text(lfirst(name))));

		if (i < data->nclasses)
			weights[i] = *(double *) lfirst(weight);
		else
			rows_list_item(&unknown, psprintf("\"%s\"", (char *) lfirst(name)));
	}
	if (unknown.len > 0)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("option \"class_weight\" names a class that no row has"),
				errdetail("It names: %s.", unknown.data));
	return weights;
}

static void
put_report(Training *training, const AnFitReport *report)
{
	train_metric(training, "iterations", report->iterations);
	train_metric(training, "converged", report->converged);
	train_metric(training, "coefficients", report->coefficients);
	train_metric(training, "dropped_columns", report->dropped);
	train_metric(training, "loss", report->loss);
	train_metric(training, "log_likelihood", report->log_likelihood);
	if (!report->converged && !report->separated)
		ereport(WARNING,
				errmsg("training stopped before it converged, after %u iterations", report->iterations),
				errhint("Raise the option \"max_iterations\"."));
}

void
train_linear(Training *training)
{
	AnFitOptions fit = training->options.fit;
	AnFitReport report;
	AnStatus	status;

	fit.passes = train_passes_begin(training);
	status = an_linear_train(&training->env, &training->source.data, &fit, training->target,
							 &train_progress_iterations, &training->model, &report);
	train_passes_end(training, fit.passes);
	AN_RAISE_UNLESS_OK(&training->env, status);
	training->model->linear->freedom = report.degrees > 0 ? report.degrees : 0;
	put_report(training, &report);
	train_metric(training, "residual_degrees", report.degrees);
	train_metric(training, "sigma", report.sigma);
	train_metric(training, "r2", report.r2);
}

void
train_logistic(Training *training)
{
	const AnDataset *data = &training->source.data;
	AnFitOptions fit = training->options.fit;
	AnFitReport report;
	AnStatus	status;

	if (fit.tolerance == 0)
		fit.tolerance = AN_FIT_TOLERANCE;
	fit.class_weight = class_weights(&training->options, data);
	fit.passes = train_passes_begin(training);
	status = an_logistic_train(&training->env, data, &fit, training->target,
							   &train_progress_iterations, &training->model, &report);
	train_passes_end(training, fit.passes);
	AN_RAISE_UNLESS_OK(&training->env, status);
	put_report(training, &report);
	if (report.separated)
		train_warn_separated(training);
}
