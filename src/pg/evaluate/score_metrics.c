/* score_metrics.c - what is read out of a score_table, as rows */
#include "postgres.h"

#include <math.h>

#include "common/shortest_dec.h"
#include "miscadmin.h"
#include "utils/builtins.h"

#include "pg/base/args.h"
#include "pg/evaluate/metric_args.h"
#include "pg/evaluate/score_table.h"
#include "pg/base/srf.h"

#include "stats/metrics.h"

#define CURVE_COLUMNS 4
#define LIFT_COLUMNS 19
#define CALIBRATION_COLUMNS 8

static const AnScoreTable *
get_table(FunctionCallInfo fcinfo)
{
	return score_table_compacted(score_table_from_datum(PG_GETARG_DATUM(0)));
}

/* ----- figures ----- */

static void
put_figure(Tuplestorestate *rows, TupleDesc columns, const char *name, double value, double error)
{
	Datum		values[] = {CStringGetTextDatum(name), Float8GetDatum(value), Float8GetDatum(error)};
	bool		isnull[] = {false, isnan(value), isnan(value) || isnan(error)};

	tuplestore_putvalues(rows, columns, values, isnull);
}

/* score_metrics(score_table) -> rows (metric, value, max_error) */
AN_FUNCTION(analytics_score_metrics);
Datum
analytics_score_metrics(PG_FUNCTION_ARGS)
{
	const AnScoreTable *t = get_table(fcinfo);
	AnFigures	figures = {.scores = an_score_summary(t)};
	TupleDesc	columns;
	Tuplestorestate *rows = srf_begin(fcinfo, &columns);

	put_figure(rows, columns, "rows", (double) t->rows, 0);
	put_figure(rows, columns, "skipped", (double) t->skipped, 0);
	put_figure(rows, columns, "scores", t->used, 0);
	put_figure(rows, columns, "positives", figures.scores.positives, 0);
	put_figure(rows, columns, "negatives", figures.scores.negatives, 0);
	for (int i = 0; i < AN_METRIC_COUNT; i++)
		if (an_metrics[i].of == AN_OF_SCORES)
			put_figure(rows, columns, an_metrics[i].name, an_metrics[i].value(&figures), an_metrics[i].error(&figures));
	put_figure(rows, columns, "ks_score", figures.scores.ks_score, t->level == 0 ? 0 : NAN);
	return (Datum) 0;
}

/* ----- rows ----- */

/* Numbers as columns, the first an integer when that is so; NaN becomes NULL. */
static void
put_numbers(Tuplestorestate *rows, TupleDesc columns, const double *numbers, bool first_is_integer)
{
	Datum		values[LIFT_COLUMNS];
	bool		isnull[LIFT_COLUMNS];

	for (int i = 0; i < columns->natts; i++)
	{
		isnull[i] = isnan(numbers[i]);
		values[i] = Float8GetDatum(numbers[i]);
	}
	if (first_is_integer)
		values[0] = Int32GetDatum((int32) numbers[0]);
	tuplestore_putvalues(rows, columns, values, isnull);
}

/* roc_curve(score_table, max_points integer) -> rows (threshold,
 * false_positive_rate, true_positive_rate, precision) */
AN_FUNCTION(analytics_roc_curve);
Datum
analytics_roc_curve(PG_FUNCTION_ARGS)
{
	TupleDesc	columns;
	Tuplestorestate *rows = srf_begin(fcinfo, &columns);
	int32		max_points = PG_ARGISNULL(1) ? 0 : PG_GETARG_INT32(1);
	AnEnv		env;
	AnRocPoint *points;
	uint32_t	count;

	if (PG_ARGISNULL(0))
		return (Datum) 0;
	if (!PG_ARGISNULL(1) && max_points < 2)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("invalid value for argument \"max_points\": %d", max_points),
				errhint("Give a number of at least 2, or NULL for all points."));
	pg_env_init(&env, CurrentMemoryContext, PG_SCORE_MEMORY);
	AN_RAISE_UNLESS_OK(&env, an_roc_curve(&env, get_table(fcinfo), (uint32_t) max_points,
										  &points, &count));
	for (uint32_t i = 0; i < count; i++)
	{
		double		numbers[CURVE_COLUMNS] = {
			points[i].threshold, points[i].false_positive_rate,
			points[i].true_positive_rate, points[i].precision
		};

		CHECK_FOR_INTERRUPTS();
		put_numbers(rows, columns, numbers, false);
	}
	an_env_release(&env);
	return (Datum) 0;
}

static AnScoreBin *
get_bins(FunctionCallInfo fcinfo, AnEnv *env, AnBinning binning, uint32_t *count)
{
	AnScoreBin *bins;

	pg_env_init(env, CurrentMemoryContext, PG_SCORE_MEMORY);
	AN_RAISE_UNLESS_OK(env, an_score_bins(env, get_table(fcinfo), binning,
										  (uint32_t) args_int32(fcinfo, 1, "bins"), &bins, count));
	return bins;
}

/* What the bins up to a row have of the whole. */
typedef struct Gains
{
	double		pos;
	double		neg;
	double		all_pos;
	double		all_neg;
} Gains;

static void
put_gains(Tuplestorestate *rows, TupleDesc columns, const AnScoreBin *bin, const Gains *g)
{
	double		count = bin->positive + bin->negative;
	double		cum_count = g->pos + g->neg;
	double		all = g->all_pos + g->all_neg;
	double		rate = g->all_pos / all;
	double		numbers[LIFT_COLUMNS] = {
		bin->number, bin->low, bin->high, bin->mean,
		count, cum_count, bin->negative, bin->positive, g->neg, g->pos,
		count / all, bin->positive / count, g->pos / cum_count,
		g->pos / g->all_pos,	/* 0 / 0 without positives: NULL */
		cum_count / all, 1 - cum_count / all,
		bin->positive / count / rate, g->pos / cum_count / rate,
		fabs(g->pos / g->all_pos - g->neg / g->all_neg)
	};

	put_numbers(rows, columns, numbers, true);
}

/* lift_table(score_table, bins integer) -> rows, from the highest scores down */
AN_FUNCTION(analytics_lift_table);
Datum
analytics_lift_table(PG_FUNCTION_ARGS)
{
	TupleDesc	columns;
	Tuplestorestate *rows = srf_begin(fcinfo, &columns);
	AnEnv		env;
	AnScoreSummary whole;
	AnScoreBin *bins;
	uint32_t	count;
	Gains		gains = {0};

	if (PG_ARGISNULL(0))
		return (Datum) 0;
	whole = an_score_summary(get_table(fcinfo));
	gains.all_pos = whole.positives;
	gains.all_neg = whole.negatives;
	bins = get_bins(fcinfo, &env, AN_BINS_DESCENDING, &count);
	for (uint32_t i = 0; i < count; i++)
	{
		bool		last = i + 1 == count;

		/* shares of a row are rounded: the sum of them all is the whole, never more */
		gains.pos = last ? gains.all_pos : fmin(gains.pos + bins[i].positive, gains.all_pos);
		gains.neg = last ? gains.all_neg : fmin(gains.neg + bins[i].negative, gains.all_neg);
		put_gains(rows, columns, &bins[i], &gains);
	}
	an_env_release(&env);
	return (Datum) 0;
}

static AnBinning
get_strategy(FunctionCallInfo fcinfo)
{
	char	   *strategy = text_to_cstring(args_text(fcinfo, 2, "strategy"));

	if (strcmp(strategy, "uniform") == 0)
		return AN_BINS_UNIFORM;
	if (strcmp(strategy, "quantile") == 0)
		return AN_BINS_ASCENDING;
	ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("invalid value for argument \"strategy\": \"%s\"", strategy),
			errhint("Valid values are \"uniform\" and \"quantile\"."));
	pg_unreachable();
}

/* calibration_table(score_table, bins integer, strategy text) -> rows */
AN_FUNCTION(analytics_calibration_table);
Datum
analytics_calibration_table(PG_FUNCTION_ARGS)
{
	TupleDesc	columns;
	Tuplestorestate *rows = srf_begin(fcinfo, &columns);
	AnEnv		env;
	AnScoreBin *bins;
	uint32_t	count;

	if (PG_ARGISNULL(0))
		return (Datum) 0;
	bins = get_bins(fcinfo, &env, get_strategy(fcinfo), &count);
	for (uint32_t i = 0; i < count; i++)
	{
		double		n = bins[i].positive + bins[i].negative;
		double		rate = bins[i].positive / n;
		double		numbers[CALIBRATION_COLUMNS] = {
			bins[i].number, bins[i].low, bins[i].high, n,
			bins[i].mean, rate, rate - bins[i].mean, an_hosmer_lemeshow(&bins[i])
		};

		if (bins[i].low < 0 || bins[i].high > 1)
			ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("a score is no probability: %s",
						   double_to_shortest_decimal(bins[i].low < 0 ? bins[i].low : bins[i].high)),
					errhint("A calibration compares probabilities with what happened."));
		put_numbers(rows, columns, numbers, true);
	}
	an_env_release(&env);
	return (Datum) 0;
}
