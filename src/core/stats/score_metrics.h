/*
 * score_metrics.h - what is read out of a score table
 *
 * Contract
 *  1. The table is compacted.  The higher a score, the likelier (riskier) a
 *     positive; everything but calibration goes from the highest score down.
 *  2. Rows with the same score cannot be told apart: a cut-off takes all of
 *     them or none.  A bin of equal size takes its share of them, of positives
 *     and negatives alike, which is what it would get on average if their
 *     order were drawn.
 *  3. A figure that needs both positives and negatives is NaN where one is
 *     missing.
 *  4. Of a table that counts neighbouring scores together (level > 0) the
 *     figures are those of its cells; the errors bound what they are off by.
 */
#ifndef AN_SCORE_METRICS_H
#define AN_SCORE_METRICS_H

#include "stats/score_table.h"

#define AN_MAX_BINS 10000

/* ----- figures ----- */

typedef struct AnScoreSummary
{
	double		positives;		/* sums of weights; without, numbers of rows */
	double		negatives;
	double		auc;			/* (concordant + ties / 2) / all pairs */
	double		auc_error;
	double		precision;		/* average precision: steps, as scikit-learn's */
	double		precision_error;
	double		ks;				/* largest distance of the two distributions */
	double		ks_error;
	double		ks_score;		/* where: this score and higher; the highest such */
} AnScoreSummary;

extern AnScoreSummary an_score_summary(const AnScoreTable *t);

/* ----- the ROC curve ----- */

typedef struct AnRocPoint
{
	double		threshold;		/* this score and higher are called positive */
	double		false_positive_rate;
	double		true_positive_rate;
	double		precision;
} AnRocPoint;

/*
 * The first point calls nothing positive: threshold and precision are NaN.
 * Then one for each score, or, when these are more than max_points (0: no
 * limit, else at least 2), about evenly spaced ones, the last among them.
 */
extern AnStatus an_roc_curve(AnEnv *env, const AnScoreTable *t, uint32_t max_points,
							 AnRocPoint **points, uint32_t *count);

/* ----- bins ----- */

typedef struct AnScoreBin
{
	uint32_t	number;			/* from 1 */
	double		low;			/* lowest and highest score in it */
	double		high;
	double		positive;
	double		negative;
	double		mean;			/* of the scores */
} AnScoreBin;

typedef enum AnBinning
{
	AN_BINS_DESCENDING = 1,		/* equally many rows, from the highest score down */
	AN_BINS_ASCENDING = 2,		/* the same, from the lowest up */
	AN_BINS_UNIFORM = 3			/* equal parts of 0..1; a border is the lower part's */
} AnBinning;

/*
 * At most wanted bins (1..AN_MAX_BINS): those that got no rows are left out.
 * Without weights the borders of bins of equal size are between whole rows.
 * AN_EARG for another number, and for a score outside 0..1 in uniform bins.
 */
extern AnStatus an_score_bins(AnEnv *env, const AnScoreTable *t, AnBinning binning,
							  uint32_t wanted, AnScoreBin **bins, uint32_t *count);

/* Hosmer and Lemeshow's term of a bin, (O - n P)^2 / (n P (1 - P)), with O its
 * positives and P its mean score; NaN when P is 0 or 1 and that is wrong. */
extern double an_hosmer_lemeshow(const AnScoreBin *bin);

#endif
