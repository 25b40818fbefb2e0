/*
 * train.c - train(): rows of a table or query become a model in the registry
 *
 * Contract
 *  1. Rights and arguments are checked before a row is read.
 *  2. Nothing is locked while it trains but, against changes of its columns, the
 *     source; the registry is locked for the moment of storing.
 *  3. Its memory is one context with a limit; whatever ends it, nothing is left
 *     but a new version, or nothing at all.
 */
#include "postgres.h"

#include <math.h>

#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/json.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "pg/base/args.h"
#include "pg/base/guc.h"
#include "pg/registry/model.h"
#include "pg/registry/new_version.h"
#include "pg/registry/registry_write.h"
#include "pg/train/train.h"
#include "train/tree.h"
#include "pg/train/train_notices.h"
#include "pg/train/train_progress.h"

size_t
train_memory(void)
{
	return (size_t) Min(max_train_memory, max_train_memory_limit) * 1024;
}

const char *
train_memory_hint(void)
{
	if (max_train_memory < max_train_memory_limit)
		return "Raise analytics.max_train_memory, or train with fewer rows or columns.";
	return "Have a superuser raise analytics.max_train_memory_limit, then raise analytics.max_train_memory, or train with fewer rows or columns.";
}

void
train_metric(Training *training, const char *name, double value)
{
	if (!isfinite(value))
		return;
	appendStringInfo(&training->metrics, "%s\"%s\": %.17g", training->metrics.len > 0 ? ", " : "", name, value);
}

static void
train_tree(Training *training)
{
	AnTreeOptions tree = training->options.tree;

	tree.criterion = strcmp(training->options.criterion, "entropy") == 0 ? AN_TREE_ENTROPY : AN_TREE_GINI;
	AN_RAISE_UNLESS_OK(&training->env, an_tree_train(&training->env, &training->source.data, &tree, training->target,
													&train_progress_iterations, &training->model));
}

static double
null_loss(const TrainSource *source)
{
	if (source->summary != NULL)
		return an_summary_null_loss(source->summary, source->data.nclasses > 0);
	return an_dataset_null_loss(&source->data);
}

void
train_run(Training *training)
{
	train_progress_phase("training");
	train_metric(training, "rows", (double) training->source.data.nrows);
	train_metric(training, "skipped", (double) training->source.skipped);
	train_metric(training, "null_loss", null_loss(&training->source));
	switch (training->options.algorithm)
	{
		case TRAIN_DECISION_TREE:
			train_tree(training);
			break;
		case TRAIN_LINEAR:
			train_linear(training);
			break;
		case TRAIN_LOGISTIC:
			train_logistic(training);
			break;
		case TRAIN_BOOSTED_TREES:
		case TRAIN_RANDOM_FOREST:
			train_boosted(training);
			break;
	}
}

/* Scoring must not fail where training did not: a level that was too rare, or
 * that comes later, is the reserved one. */
struct varlena *
train_image(Training *training)
{
	training->model->unknown = AN_UNKNOWN_OTHER;
	return pg_model_encode(&training->env, training->model);
}

static char *
describe_training(const Training *training, Jsonb *options, double seconds)
{
	StringInfoData json;

	initStringInfo(&json);
	appendStringInfo(&json, "{\"algorithm\": \"%s\", \"options\": %s, \"seconds\": %.3f, \"metrics\": {%s}}",
					 train_algorithm_name(training->options.algorithm),
					 options == NULL ? "{}" : JsonbToCString(NULL, &options->root, (int) VARSIZE(options)),
					 seconds, training->metrics.data);
	return json.data;
}

static double
seconds_since(TimestampTz start)
{
	return (double) (GetCurrentTimestamp() - start) / USECS_PER_SEC;
}

static int32
store(Training *training, text *name, Jsonb *options, bool deploy, TimestampTz start)
{
	struct varlena *image = train_image(training);
	NewVersion	version = new_version_of_model(training->model);

	version.name = name;
	version.source = image;
	version.image = image;
	version.format = "image";
	version.deploy = deploy;
	version.training = describe_training(training, options, seconds_since(start));
	return new_version_store(&version);
}

void
train_begin(Training *training, MemoryContext context, const text *name, const TrainOptions *options,
			const text *target)
{
	training->options = *options;
	training->target = core_text_from_pg(target);
	initStringInfo(&training->metrics);
	pg_env_init(&training->env, context, train_memory());
	training->env.limit_hint = train_memory_hint();
	train_progress_begin(context, name, train_algorithm_name(options->algorithm));
}

/* Everything but the training itself and what becomes of the model. */
static void
train_read(Training *training, MemoryContext context, text *name, text *algorithm, text *source, text *target, Jsonb *json)
{
	TrainOptions options;

	train_options_read(json, train_algorithm(algorithm), &options);
	train_begin(training, context, name, &options, target);
	train_source_read(&training->env, source, target, &training->options, train_progress_rows, &training->source);
	train_notices(training);
}

static MemoryContext
training_context(void)
{
	return AllocSetContextCreate(CurrentMemoryContext, "analytics training", ALLOCSET_DEFAULT_SIZES);
}

int32
train_version(text *name, text *algorithm, text *source, text *target, Jsonb *json, bool deploy,
			  const TrainFigure *figures, int nfigures)
{
	TimestampTz start = GetCurrentTimestamp();
	MemoryContext context = training_context();
	MemoryContext old = MemoryContextSwitchTo(context);
	Training	training = {0};
	int32		version;

	registry_allow_write("train()");
	new_version_check(name);
	train_read(&training, context, name, algorithm, source, target, json);
	for (int i = 0; i < nfigures; i++)
		train_metric(&training, figures[i].name, figures[i].value);
	train_run(&training);
	version = store(&training, name, json, deploy, start);
	MemoryContextSwitchTo(old);
	MemoryContextDelete(context);
	return version;
}

/* train(name text, algorithm text, source text, target text, options jsonb,
 * deploy boolean) -> integer */
AN_FUNCTION(analytics_train);
Datum
analytics_train(PG_FUNCTION_ARGS)
{
	text	   *name = args_text(fcinfo, 0, "name");
	text	   *algorithm = args_text(fcinfo, 1, "algorithm");
	text	   *source = args_text(fcinfo, 2, "source");
	text	   *target = args_text(fcinfo, 3, "target");
	Jsonb	   *json = PG_ARGISNULL(4) ? NULL : PG_GETARG_JSONB_P(4);

	PG_RETURN_INT32(train_version(name, algorithm, source, target, json, args_bool(fcinfo, 5, "deploy"), NULL, 0));
}

/* train_model(algorithm text, source text, target text, options jsonb) -> model */
AN_FUNCTION(analytics_train_model);
Datum
analytics_train_model(PG_FUNCTION_ARGS)
{
	MemoryContext context = training_context();
	MemoryContext old = MemoryContextSwitchTo(context);
	Training	training = {0};
	struct varlena *image;

	train_read(&training, context, cstring_to_text("(value)"), args_text(fcinfo, 0, "algorithm"),
			   args_text(fcinfo, 1, "source"), args_text(fcinfo, 2, "target"),
			   PG_ARGISNULL(3) ? NULL : PG_GETARG_JSONB_P(3));
	train_run(&training);
	image = train_image(&training);
	MemoryContextSwitchTo(old);
	image = (struct varlena *) DatumGetPointer(datumCopy(PointerGetDatum(image), false, -1));
	MemoryContextDelete(context);
	PG_RETURN_POINTER(image);
}
