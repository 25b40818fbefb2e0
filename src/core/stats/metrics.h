/*
 * metrics.h - the figures that tell how good predictions are, a line each
 *
 * Whatever there is once for each metric is made of the lists below: what
 * evaluate() gives, in this order; what tune() can choose by; and in SQL, of those
 * of classes and of scores, an aggregate and a function of its state
 * (src/pg/evaluate/metrics.{c,sql}).
 *
 * Contract
 *  1. A value is an expression of what the rows came to: f is an AnFigures, c an
 *     AnClassSummary, s an AnScoreSummary; NaN where it is not defined.
 *  2. A name is never changed: stored results have it.
 *  3. The texts are those of the SQL objects: the version that has them first, and
 *     what they say.  src/pg/expand.awk reads them where they stand.
 */
#ifndef AN_METRICS_H
#define AN_METRICS_H

#include <math.h>

#include "stats/confusion.h"
#include "stats/loss.h"
#include "stats/score_metrics.h"

/* What a confusion comes to; NaN without rows.  Shares are of all rows. */
typedef struct AnClassSummary
{
	AnClassReport macro;		/* means over the classes */
	double		right;			/* share that was predicted right */
	double		covariance;		/* of what happened and what was predicted: that share less what
								 * chance would make it */
	double		actual_variance;	/* chance that two rows are of different classes, */
	double		predicted_variance; /* and that they are predicted to be */
} AnClassSummary;

extern AnStatus an_class_summary(AnEnv *env, const AnConfusion *c, AnClassSummary *summary);

/* What rows with a prediction and a truth came to. */
typedef struct AnFigures
{
	AnLoss		accuracy;		/* of classes: 1 for a row whose class was predicted, */
	AnLoss		log_loss;
	AnLoss		brier;
	AnLoss		squares;		/* of numbers: an_loss_add_square() */
	AnLoss		absolutes;
	AnClassSummary classes;
	AnScoreSummary scores;		/* of one class against the rest */
} AnFigures;

/* 0 where the whole is: as scikit-learn says of figures of classes. */
static inline double
an_share(double part, double whole)
{
	return whole == 0 ? 0 : part / whole;
}

/* Sums of errors, of predicted classes and of numbers.
 * METRIC(name, of, better, value) */
#define AN_LOSS_METRICS(METRIC) \
	METRIC(accuracy, AN_OF_CLASSES, AN_LARGER, an_loss_mean(&f->accuracy)) \
	METRIC(log_loss, AN_OF_CLASSES, AN_SMALLER, an_loss_mean(&f->log_loss)) \
	METRIC(brier_score, AN_OF_CLASSES, AN_SMALLER, an_loss_mean(&f->brier)) \
	METRIC(rmse, AN_OF_NUMBERS, AN_SMALLER, sqrt(an_loss_mean(&f->squares))) \
	METRIC(mae, AN_OF_NUMBERS, AN_SMALLER, an_loss_mean(&f->absolutes)) \
	METRIC(r2, AN_OF_NUMBERS, AN_LARGER, an_loss_r2(&f->squares))

/* How often which class was predicted as which.
 * METRIC(name, better, value, since, what it says) */
#define AN_CLASS_METRICS(METRIC) \
	METRIC(macro_f1, AN_LARGER, c->macro.f1, \
		   "1.1", "mean over the classes of F1, the harmonic mean of precision and recall") \
	METRIC(matthews_correlation, AN_LARGER, an_share(c->covariance, sqrt(c->actual_variance * c->predicted_variance)), \
		   "1.1", "correlation of the classes that happened and those predicted: 1 all right, 0 as good as chance")

/* Which scores the rows of a class have, and which the others.
 * METRIC(name, better, value, how far it can be off, since, what it says, and more of the function) */
#define AN_SCORE_METRICS(METRIC) \
	METRIC(roc_auc, AN_LARGER, s->auc, s->auc_error, \
		   "1.0", "area under the ROC curve", \
		   ": share of pairs of a positive and a negative whose scores are in the right order, ties half") \
	METRIC(average_precision, AN_LARGER, s->precision, s->precision_error, \
		   "1.0", "precision at each score, weighted by the recall that it adds", "") \
	METRIC(ks_statistic, AN_LARGER, s->ks, s->ks_error, \
		   "1.0", "largest distance between the distributions of the scores of positives and of negatives", "") \
	METRIC(gini, AN_LARGER, 2 * s->auc - 1, 2 * s->auc_error, \
		   "1.0", "2 roc_auc - 1", "")

/* AN_METRIC_roc_auc and so on: places in an_metrics. */
#define AN_METRIC_PLACE(name, ...) AN_METRIC_##name,
typedef enum AnMetricPlace
{
	AN_LOSS_METRICS(AN_METRIC_PLACE)
	AN_CLASS_METRICS(AN_METRIC_PLACE)
	AN_SCORE_METRICS(AN_METRIC_PLACE)
	AN_METRIC_COUNT
} AnMetricPlace;

typedef enum AnMetricOf
{
	AN_OF_CLASSES = 1,
	AN_OF_SCORES = 2,			/* also of classes: of one against the rest */
	AN_OF_NUMBERS = 3
} AnMetricOf;

typedef enum AnBetter
{
	AN_SMALLER = 1,
	AN_LARGER = 2
} AnBetter;

typedef struct AnMetric
{
	const char *name;
	AnMetricOf	of;
	AnBetter	better;
	double		(*value) (const AnFigures *f);
	double		(*error) (const AnFigures *f);	/* of scores: how far it can be off; else NULL */
} AnMetric;

extern const AnMetric an_metrics[AN_METRIC_COUNT];

#endif
