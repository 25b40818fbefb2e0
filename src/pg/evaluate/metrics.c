/*
 * metrics.c - the metrics of scores and of classes as SQL functions
 *
 * One for each line of the lists in stats/metrics.h; metrics.sql declares them.  They
 * are the final functions of the aggregates of their names, too.
 */
#include "postgres.h"

#include <math.h>

#include "pg/evaluate/confusion.h"
#include "pg/evaluate/metric_args.h"
#include "pg/evaluate/score_table.h"

#include "stats/metrics.h"

void
metric_classes(const AnConfusion *c, AnClassSummary *summary)
{
	AnEnv		env;

	pg_env_init(&env, CurrentMemoryContext, PG_CONFUSION_MEMORY);
	AN_RAISE_UNLESS_OK(&env, an_class_summary(&env, c, summary));
	an_env_release(&env);
}

static Datum
metric_of_classes(FunctionCallInfo fcinfo, AnMetricPlace metric)
{
	AnFigures	figures;

	metric_classes(confusion_from_datum(PG_GETARG_DATUM(0)), &figures.classes);
	METRIC_RETURN(an_metrics[metric].value(&figures));
}

static Datum
metric_of_scores(FunctionCallInfo fcinfo, AnMetricPlace metric)
{
	AnFigures	figures;

	figures.scores = an_score_summary(score_table_compacted(score_table_from_datum(PG_GETARG_DATUM(0))));
	METRIC_RETURN(an_metrics[metric].value(&figures));
}

/* matthews_correlation(confusion) -> float8, and so on */
#define CLASS_FUNCTION(name, ...) \
	AN_FUNCTION(analytics_##name); \
	Datum \
	analytics_##name(PG_FUNCTION_ARGS) \
	{ \
		return metric_of_classes(fcinfo, AN_METRIC_##name); \
	}
AN_CLASS_METRICS(CLASS_FUNCTION)

/* roc_auc(score_table) -> float8, and so on */
#define SCORE_FUNCTION(name, ...) \
	AN_FUNCTION(analytics_##name); \
	Datum \
	analytics_##name(PG_FUNCTION_ARGS) \
	{ \
		return metric_of_scores(fcinfo, AN_METRIC_##name); \
	}
AN_SCORE_METRICS(SCORE_FUNCTION)
