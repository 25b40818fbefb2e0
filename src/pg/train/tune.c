/*
 * tune.c - tune(): a search for the best options of a training
 *
 * Contract
 *  1. A procedure, so that every trial is committed before it begins (state
 *     running) and when it ends: others see it, and what ends the search leaves
 *     the trials that were finished.  Nothing is kept over a commit but the
 *     procedure's memory and a lock on the run.
 *  2. The same call again goes on with the trials that are not finished.
 *  3. A trial's error is its result; a cancel, and whatever else ends a session's
 *     work from outside, ends the search.
 *  4. The best trial's options (of equals the first) are then trained with on
 *     all rows, and become a version of the model.
 */
#include "postgres.h"

#include <math.h>

#include "access/xact.h"
#include "executor/spi.h"
#include "mb/pg_wchar.h"
#include "nodes/parsenodes.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/portal.h"
#include "utils/resowner.h"
#include "utils/snapmgr.h"
#include "utils/timestamp.h"

#include "pg/base/args.h"
#include "pg/base/guc.h"
#include "pg/train/cross_validate.h"
#include "pg/registry/new_version.h"
#include "pg/registry/registry_write.h"
#include "pg/base/source.h"
#include "pg/stats/table_moments.h"
#include "pg/train/train.h"
#include "pg/train/train_query.h"
#include "pg/train/tune_space.h"
#include "pg/train/tune_store.h"
#include "stats/metrics.h"

#define DEFAULT_TRIALS 20
#define MAX_SHOWN 500			/* bytes of an error's message, and of its detail */

typedef struct Tuning
{
	TuneRun		run;
	bool		grid;
	bool		deploy;
	int			trials;
	TuneSpace  *space;
	int			best;			/* from 1; 0: no trial has finished */
	TuneResult	best_result;
	char	   *first_failure;	/* of a trial, or NULL */
} Tuning;

/* ----- metrics ----- */

static void
choose_metric(Tuning *tuning, const char *wanted, bool classes)
{
	StringInfoData list;

	if (wanted == NULL)
		wanted = classes ? "log_loss" : "rmse";
	initStringInfo(&list);
	for (int i = 0; i < AN_METRIC_COUNT; i++)
	{
		const AnMetric *metric = &an_metrics[i];

		if ((metric->of != AN_OF_NUMBERS) != classes)
			continue;
		appendStringInfo(&list, "%s%s", list.len > 0 ? ", " : "", metric->name);
		if (strcmp(metric->name, wanted) != 0)
			continue;
		tuning->run.metric = metric->name;
		tuning->run.larger_is_better = metric->better == AN_LARGER;
		return;
	}
	ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("unknown metric \"%s\" of a %s", wanted, classes ? "classification" : "regression"),
			errdetail("There are: %s.", list.data));
}

/* ----- arguments ----- */

static text *
text_argument(FunctionCallInfo fcinfo, int arg)
{
	return PG_ARGISNULL(arg) ? NULL : PG_GETARG_TEXT_P_COPY(arg);
}

static Jsonb *
no_options(void)
{
	return DatumGetJsonbP(DirectFunctionCall1(jsonb_in, CStringGetDatum("{}")));
}

static void
get_strategy(Tuning *tuning, const text *strategy)
{
	tuning->run.strategy = text_to_cstring(strategy);
	tuning->grid = strcmp(tuning->run.strategy, "grid") == 0;
	if (!tuning->grid && strcmp(tuning->run.strategy, "random") != 0)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("unknown strategy \"%s\"", tuning->run.strategy),
				errdetail("There are: grid, random."));
}

static int
get_trials(FunctionCallInfo fcinfo, int arg, bool grid)
{
	int32		trials = PG_ARGISNULL(arg) ? DEFAULT_TRIALS : PG_GETARG_INT32(arg);

	if (grid && !PG_ARGISNULL(arg))
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("argument \"trials\" is for the strategy 'random'"),
				errhint("A grid tries every combination."));
	if (trials < 1 || trials > MAX_TRIALS)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("invalid value for argument \"trials\": %d", trials),
				errhint("Give a number from 1 to %d.", MAX_TRIALS));
	return trials;
}

/* name, algorithm, source, target, space, strategy, metric, folds, trials, key,
 * seed, options, deploy, class */
static void
get_arguments(FunctionCallInfo fcinfo, Tuning *tuning)
{
	TuneRun    *run = &tuning->run;

	args_not_null(fcinfo, 4, "space");
	(void) args_text(fcinfo, 0, "name");
	(void) args_text(fcinfo, 1, "algorithm");
	(void) args_text(fcinfo, 2, "source");
	(void) args_text(fcinfo, 3, "target");
	run->name = text_argument(fcinfo, 0);
	run->algorithm = text_argument(fcinfo, 1);
	run->source = text_argument(fcinfo, 2);
	run->target = text_argument(fcinfo, 3);
	run->space = PG_GETARG_JSONB_P_COPY(4);
	get_strategy(tuning, args_text(fcinfo, 5, "strategy"));
	run->folds = cross_validate_folds(fcinfo, 7);
	tuning->trials = get_trials(fcinfo, 8, tuning->grid);
	run->key = text_argument(fcinfo, 9);
	run->seed = args_int32(fcinfo, 10, "seed");
	run->options = PG_ARGISNULL(11) ? no_options() : PG_GETARG_JSONB_P_COPY(11);
	tuning->deploy = args_bool(fcinfo, 12, "deploy");
	run->klass = text_argument(fcinfo, 13);
}

/* What every trial would fail by is found before the first. */
static void
check_arguments(Tuning *tuning, const char *metric)
{
	TuneRun    *run = &tuning->run;
	TrainOptions options;
	TupleDesc	columns;

	new_version_check(run->name);
	train_options_read(run->options, train_algorithm(run->algorithm), &options);
	tuning->space = tune_space_read(run->space, options.algorithm, run->options, tuning->grid, run->seed);
	tuning->trials = tune_space_trials(tuning->space, tuning->trials);
	columns = train_query_columns(source_query(run->source));
	choose_metric(tuning, metric, train_target_has_classes(columns, run->target, &options));
}

/* ----- one trial ----- */

static Jsonb *
all_options(const Tuning *tuning, int trial)
{
	Jsonb	   *settings = tune_space_settings(tuning->space, trial - 1);

	return DatumGetJsonbP(DirectFunctionCall2(jsonb_concat, JsonbPGetDatum(tuning->run.options),
											  JsonbPGetDatum(settings)));
}

static void
cross_validate_trial(const Tuning *tuning, int trial, TuneResult *result)
{
	const TuneRun *run = &tuning->run;
	CrossValidation cv = {
		.name = psprintf("%s, trial %d of %d", text_to_cstring(run->name), trial, tuning->trials),
		.algorithm = run->algorithm,
		.source = run->source,
		.target = run->target,
		.options = all_options(tuning, trial),
		.folds = run->folds,
		.key = run->key,
		.klass = run->klass
	};
	ListCell   *cell;

	result->no_metric = true;
	foreach(cell, cross_validate(&cv))
	{
		FoldMetric *metric = lfirst(cell);

		if (strcmp(metric->name, run->metric) != 0)
			continue;
		result->no_metric = false;
		result->value = metric->mean;
		result->std_error = metric->std_error;
	}
	if (result->no_metric)
		result->failure = psprintf("models of this target have no metric \"%s\"", run->metric);
	else if (isnan(result->value))
		result->failure = psprintf("metric \"%s\" is not defined for the rows of any fold", run->metric);
}

static bool
ends_search(const ErrorData *error)
{
	int			category = ERRCODE_TO_CATEGORY(error->sqlerrcode);

	return category == ERRCODE_OPERATOR_INTERVENTION || error->sqlerrcode == ERRCODE_ASSERT_FAILURE;
}

/* An error may quote a value of the source, of any length. */
static const char *
shortened(const char *text)
{
	size_t		size = strlen(text);

	if (size <= MAX_SHOWN)
		return text;
	return psprintf("%.*s...", pg_mbcliplen(text, (int) Min(size, MAX_SHOWN + 1), MAX_SHOWN), text);
}

static char *
describe_error(const ErrorData *error)
{
	const char *more = error->detail != NULL ? error->detail : error->hint;

	if (more == NULL)
		return pstrdup(shortened(error->message));
	return psprintf("%s (%s)", shortened(error->message), shortened(more));
}

/* In a subtransaction, so that an error undoes what it should. */
static void
try_trial(const Tuning *tuning, int trial, TuneResult *result)
{
	MemoryContext context = CurrentMemoryContext;
	ResourceOwner owner = CurrentResourceOwner;

	BeginInternalSubTransaction(NULL);
	MemoryContextSwitchTo(context);
	PG_TRY();
	{
		cross_validate_trial(tuning, trial, result);
		ReleaseCurrentSubTransaction();
	}
	PG_CATCH();
	{
		ErrorData  *error;

		MemoryContextSwitchTo(context);
		error = CopyErrorData();
		FlushErrorState();
		RollbackAndReleaseCurrentSubTransaction();
		/* what it goes on in is the transaction's memory, which the next commit frees */
		MemoryContextSwitchTo(context);
		if (ends_search(error))
			ReThrowError(error);
		result->no_metric = false;
		result->failure = describe_error(error);
	}
	PG_END_TRY();
	MemoryContextSwitchTo(context);
	CurrentResourceOwner = owner;
}

/* ----- the search ----- */

/* Between two transactions nothing is active; the next one has a snapshot. */
static void
commit(void)
{
	PopActiveSnapshot();
	SPI_commit();
	PushActiveSnapshot(GetTransactionSnapshot());
}

static bool
is_better(const Tuning *tuning, double value)
{
	double		best = tuning->best_result.value;

	if (tuning->best == 0)
		return true;
	return tuning->run.larger_is_better ? value > best : value < best;
}

static void
run_trial(const Tuning *tuning, int trial, TuneResult *result)
{
	TimestampTz start = GetCurrentTimestamp();

	tune_trial_begin(&tuning->run, trial, tune_space_settings(tuning->space, trial - 1));
	commit();
	try_trial(tuning, trial, result);
	result->seconds = (double) (GetCurrentTimestamp() - start) / USECS_PER_SEC;
	tune_trial_end(&tuning->run, trial, result);
	commit();
	if (result->no_metric)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("%s", result->failure),
				errhint("With more than two classes it needs the argument \"class\"."));
}

static void
report_trial(const Tuning *tuning, int trial, const TuneResult *result, bool known, bool better)
{
	const TuneRun *run = &tuning->run;
	Jsonb	   *settings;
	char	   *begin;

	if (progress_interval == 0)
		return;
	settings = tune_space_settings(tuning->space, trial - 1);
	begin = psprintf("tuning \"%s\": trial %d of %d%s, %s", text_to_cstring(run->name), trial, tuning->trials,
					 known ? " (done before)" : "", JsonbToCString(NULL, &settings->root, (int) VARSIZE(settings)));
	if (result->failure != NULL)
		ereport(NOTICE, errmsg("%s, failed: %s", begin, result->failure));
	else
		ereport(NOTICE, errmsg("%s: %s %.6g%s", begin, run->metric, result->value, better ? ", the best so far" : ""));
}

static void
take_result(Tuning *tuning, int trial, const TuneResult *result, bool known, MemoryContext context)
{
	bool		better = result->failure == NULL && is_better(tuning, result->value);

	if (better)
	{
		tuning->best = trial;
		tuning->best_result = *result;
	}
	if (result->failure != NULL && tuning->first_failure == NULL)
		tuning->first_failure = MemoryContextStrdup(context, result->failure);
	report_trial(tuning, trial, result, known, better);
}

static void
run_trials(Tuning *tuning)
{
	MemoryContext context = CurrentMemoryContext;
	MemoryContext trial_context = AllocSetContextCreate(context, "analytics tuning trial", ALLOCSET_DEFAULT_SIZES);

	for (int trial = 1; trial <= tuning->trials; trial++)
	{
		TuneResult	result = {.failure = NULL};
		bool		known;

		MemoryContextSwitchTo(trial_context);
		known = tune_trial_find(&tuning->run, trial, &result);
		if (!known)
			run_trial(tuning, trial, &result);
		take_result(tuning, trial, &result, known, context);
		MemoryContextSwitchTo(context);
		MemoryContextReset(trial_context);
	}
	if (tuning->best == 0)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("all trials of tuning \"%s\" failed", text_to_cstring(tuning->run.name)),
				errdetail("The first: %s", tuning->first_failure));
}

static void
store_best(const Tuning *tuning)
{
	const TuneRun *run = &tuning->run;
	TrainFigure figures[] = {
		{psprintf("cv_%s", run->metric), tuning->best_result.value},
		{psprintf("cv_%s_std_error", run->metric), tuning->best_result.std_error}
	};
	int32		version;

	version = train_version(run->name, run->algorithm, run->source, run->target,
							all_options(tuning, tuning->best), tuning->deploy, figures, lengthof(figures));
	if (progress_interval > 0)
		ereport(NOTICE, errmsg("tuning \"%s\": trial %d is the best, trained on all rows as version %d",
							   text_to_cstring(run->name), tuning->best, version));
}

/* ----- SQL ----- */

static void
check_context(FunctionCallInfo fcinfo)
{
	const CallContext *call = (const CallContext *) fcinfo->context;

	if (call == NULL || !IsA(call, CallContext) || call->atomic)
		ereport(ERROR, errcode(ERRCODE_ACTIVE_SQL_TRANSACTION),
				errmsg("tune() cannot run inside a transaction block"),
				errdetail("It commits after every trial."));
}

/* tune(name text, algorithm text, source text, target text, space jsonb,
 * strategy text, metric text, folds integer, trials integer, key text,
 * seed integer, options jsonb, deploy boolean, class text): a procedure */
AN_FUNCTION(analytics_tune);
Datum
analytics_tune(PG_FUNCTION_ARGS)
{
	MemoryContext context = AllocSetContextCreate(PortalContext, "analytics tuning", ALLOCSET_DEFAULT_SIZES);
	Tuning		tuning = {.best = 0};
	const char *metric;

	check_context(fcinfo);
	registry_allow_write("tune()");
	SPI_connect_ext(SPI_OPT_NONATOMIC);
	MemoryContextSwitchTo(context);
	PushActiveSnapshot(GetTransactionSnapshot());
	get_arguments(fcinfo, &tuning);
	metric = PG_ARGISNULL(6) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(6));
	check_arguments(&tuning, metric);
	tune_run_open(&tuning.run);
	tune_run_lock(&tuning.run);
	commit();
	run_trials(&tuning);
	store_best(&tuning);
	tune_run_unlock(&tuning.run);
	PopActiveSnapshot();
	SPI_finish();
	MemoryContextDelete(context);
	return (Datum) 0;
}
