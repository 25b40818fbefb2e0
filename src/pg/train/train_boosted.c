/* train_boosted.c - train(): algorithms "boosted_trees" and "random_forest" */
#include "postgres.h"

#include <math.h>
#include <unistd.h>

#include "common/hashfn.h"
#include "optimizer/cost.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "pg/base/guc.h"
#include "pg/train/train.h"
#include "train/boosted.h"
#include "pg/train/train_progress.h"
#include "pg/train/trainer.h"

static void
set_number(TrainerOptions *trainer, const char *key, double value)
{
	trainer_set(trainer, key, psprintf("%.9g", value));
}

static void
set_integer(TrainerOptions *trainer, const char *key, int64 value)
{
	trainer_set(trainer, key, psprintf(INT64_FORMAT, value));
}

static void
set_option(void *host, const char *name, double value)
{
	set_number(host, name, value);
}

/* An objective of the user's, whose leaves mean what it says. */
static bool
is_given(const TrainOptions *options)
{
	return strcmp(options->objective, "auto") != 0;
}

static bool
begins_with(const char *text, const char *prefix)
{
	return strncmp(text, prefix, strlen(prefix)) == 0;
}

/* Of those that are for one kind of target by their name; XGBoost knows of no others. */
static void
check_objective(const TrainOptions *options, const AnDataset *data)
{
	const char *objective = options->objective;
	const char *needs = NULL;

	if (begins_with(objective, "binary:") && data->nclasses != 2)
		needs = "two classes";
	else if (begins_with(objective, "multi:") && data->nclasses < 3)
		needs = "three classes or more";
	else if (data->nclasses > 0 && (begins_with(objective, "reg:") || begins_with(objective, "count:") ||
									begins_with(objective, "survival:") || begins_with(objective, "rank:")))
		needs = "numbers";
	if (needs == NULL)
		return;
	ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("the objective does not fit the target"),
			data->nclasses == 0 ? errdetail("\"%s\" is for %s, the target has numbers.", objective, needs)
			: errdetail("\"%s\" is for %s, the target has %u classes.", objective, needs, data->nclasses),
			errhint("Leave it out, and it is chosen by the target; the option \"task\" says whether that is one of classes."));
}

/*
 * Where the boosting of numbers begins: at their mean, so that amounts are not far
 * away.  An objective with a link takes it if it can be one of its predictions; the
 * others begin with the library's 0.5, which the program gives.
 */
static void
set_base_score(TrainerOptions *trainer, const char *objective, const AnDataset *data)
{
	double		mean = an_dataset_mean(data);
	bool		share = begins_with(objective, "reg:logistic");
	bool		positive = begins_with(objective, "count:") || begins_with(objective, "reg:gamma") ||
		begins_with(objective, "reg:tweedie");

	if (!begins_with(objective, "reg:") && !begins_with(objective, "count:"))
		return;
	if ((share && (mean <= 0 || mean >= 1)) || (positive && mean <= 0))
		return;
	set_number(trainer, "base_score", mean);
}

/* What is minimised, and what is said of it. */
static void
set_objective(TrainerOptions *trainer, const TrainOptions *options, const AnDataset *data)
{
	bool		given = is_given(options);
	const char *objective = given ? options->objective : data->nclasses == 0 ? "reg:squarederror"
		: data->nclasses == 2 ? "binary:logistic" : "multi:softprob";

	check_objective(options, data);
	if (data->nclasses > 2)
		set_integer(trainer, "num_class", data->nclasses);
	trainer_set(trainer, "objective", objective);
	if (!given)
		trainer_set(trainer, "eval_metric",
					data->nclasses == 0 ? "rmse" : data->nclasses == 2 ? "logloss" : "mlogloss");
	if (data->nclasses == 0)
		set_base_score(trainer, objective, data);
}

static void
set_parameters(TrainerOptions *trainer, const TrainOptions *options)
{
	set_integer(trainer, "seed", options->seed);
	set_integer(trainer, "max_leaves", options->max_leaves);
	train_options_to_xgboost(options, set_option, trainer);
	if (options->max_leaves > 0)
		trainer_set(trainer, "grow_policy", "lossguide");
	if (options->algorithm == TRAIN_RANDOM_FOREST)
	{
		set_integer(trainer, "num_parallel_tree", options->rounds);
		set_number(trainer, "learning_rate", 1);
	}
}

/* As many as a parallel query would have processes, unless said otherwise; never
 * more than processors, for which they would only wait, or than the ceiling. */
static uint32
thread_count(const TrainOptions *options)
{
	int			most = max_train_threads > 0 ? max_train_threads : max_parallel_workers_per_gather + 1;
	long		processors = sysconf(_SC_NPROCESSORS_ONLN);

	if (processors > 0)
		most = Min(most, (int) processors);
	if (max_train_threads_limit > 0)
		most = Min(most, max_train_threads_limit);
	return (uint32) (options->threads > 0 ? Min(options->threads, most) : most);
}

/* The rows that are kept back to validate with: by a hash of their number. */
static uint8 *
choose_validation(const TrainOptions *options, const AnDataset *data)
{
	uint8	   *chosen;

	if (options->validation_share == 0)
		return NULL;
	chosen = MemoryContextAllocHuge(CurrentMemoryContext, data->nrows);
	for (size_t i = 0; i < data->nrows; i++)
	{
		uint64		hash = hash_bytes_uint32_extended((uint32) i, (uint64) options->seed);

		chosen[i] = (double) (hash >> 11) * 0x1p-53 < options->validation_share;
	}
	return chosen;
}

void
train_boosted(Training *training)
{
	const TrainOptions *options = &training->options;
	const AnDataset *data = &training->source.data;
	bool		forest = options->algorithm == TRAIN_RANDOM_FOREST;
	bool		given = is_given(options);
	TrainerOptions trainer = {
		.rounds = forest ? 1 : (uint32) options->rounds,
		.patience = (uint32) options->early_stopping_rounds,
		.threads = thread_count(options),
		.validation = choose_validation(options, data)
	};
	TrainerResult result;

	if (data->nclasses == 1)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("the target has only one class"));
	/* an evaluation costs a prediction of all rows: one is enough unless it decides */
	trainer.report = trainer.validation != NULL ? 1 : trainer.rounds;
	set_objective(&trainer, options, data);
	set_parameters(&trainer, options);
	trainer_run(&training->env, data, &trainer, &train_progress_iterations, &result);
	AN_RAISE_UNLESS_OK(&training->env, an_boosted_load(&training->env, result.model, result.size, data,
													   training->target, &training->model));
	if (forest && !given)
		an_boosted_as_shares(training->model);
	train_metric(training, "rounds", result.rounds);
	train_metric(training, "threads", trainer.threads);
	/* of a forest's steps it says nothing about its shares */
	if (!forest || given || data->nclasses == 0)
		train_metric(training, "loss", result.loss);
	train_metric(training, "validation_loss", result.validation);
}
