/*
 * fit.h - training of linear and logistic models
 *
 * What is minimised, over the coefficients of the columns in design.h:
 *
 *     linear      sum of weight (y - margin)^2 / 2  + l2 / 2 |w|^2
 *     logistic    sum of weight times loss          + l2 / 2 |w|^2
 *
 * where w are the coefficients of standardised numbers and of levels, not the
 * intercepts, and the loss is minus the logarithm of the probability of the row's
 * class.  So l2 is scikit-learn's alpha of Ridge, and 1 / C of LogisticRegression.
 *
 * Contract
 *  1. l2 = 0 gives what R's lm, glm and nnet::multinom give: the first level of a
 *     category and the first class have coefficients of 0; columns that depend on
 *     those before them have 0 and an error of NaN.  Dependent means that least
 *     squares leave at most AN_RANK_TOLERANCE of the column's variance.
 *  2. With l2 > 0 all levels and classes have coefficients; intercepts of several
 *     classes sum up to 0.
 *  3. Standard errors are the roots of the diagonal of sigma^2 (X'X + l2)^-1, or of
 *     the inverse of the objective's second derivatives.  A logistic model has them
 *     when it was polished: when it has at most AN_MAX_POLISHED coefficients and
 *     second derivatives take at most AN_MAX_POLISH_WORK multiplications (of several
 *     classes, whose first derivatives are had for less, a tenth of that).  It then
 *     is at its minimum to rounding; otherwise by tolerance.
 *  4. Classes without rows have slopes of 0, no errors, and an intercept by which
 *     they are as likely as if half a row were theirs.
 *  5. The same data give the same model.
 *  6. Rows that are read in passes give the same minimum.  A logistic model is
 *     polished when its groups make at most AN_MAX_PASS_PAIRS pairs, each of which
 *     is a pass (up to three classes), and these take AN_MAX_PASS_WORK
 *     multiplications at most, which run in parallel.
 */
#ifndef AN_FIT_H
#define AN_FIT_H

#include "train/passes.h"

#define AN_FIT_TOLERANCE 1e-6	/* of L-BFGS, unless said otherwise */
#define AN_RANK_TOLERANCE 1e-11
#define AN_MAX_POLISHED 2000
#define AN_MAX_POLISH_WORK 2e10
#define AN_MAX_PASS_PAIRS 6
#define AN_MAX_PASS_WORK 2e11

typedef struct AnFitOptions
{
	double		l2;				/* >= 0 */
	uint32_t	max_iterations; /* of L-BFGS */
	double		tolerance;		/* above 0: how far the objective may be from its
								 * minimum, as a share of itself, by the estimate
								 * of L-BFGS */
	uint32_t	history;		/* of L-BFGS: 3..100 */
	bool		balanced;		/* classes count alike, however many rows they have */
	const double *class_weight; /* a factor > 0 for each class, or NULL */
	const AnPasses *passes;		/* NULL: the data has the rows */
} AnFitOptions;

typedef struct AnFitReport
{
	size_t		rows;
	uint32_t	coefficients;	/* with intercepts, those that are fixed at 0 not
								 * counted */
	uint32_t	dropped;		/* columns that depend on others */
	uint32_t	iterations;		/* of L-BFGS and Newton's method */
	bool		converged;
	bool		separated;		/* l2 = 0: the classes can be told apart by some
								 * combination of columns, and coefficients would
								 * grow without end; they are where it was noticed */
	double		loss;			/* mean, by weight: half the squared error, or minus
								 * the logarithm of the probability; no penalty */
	double		null_loss;		/* the same without features */
	double		log_likelihood; /* as R's logLik(); NaN for a perfect fit */
	double		degrees;		/* linear: rows less coefficients; with l2 > 0 less
								 * the effective number of these */
	double		sigma;			/* linear: residual standard error; NaN without
								 * degrees of freedom */
	double		r2;				/* linear; NaN for a constant target */
} AnFitReport;

extern void an_linear_defaults(AnFitOptions *options);	/* l2 = 0 */
extern void an_logistic_defaults(AnFitOptions *options);	/* l2 = 1 */

/*
 * A regression.  progress may be NULL; target names the outcome in the model.
 * AN_EARG for data without rows, or with classes, and for options that are out of
 * range; AN_ELIMIT for more than AN_MAX_VARIABLES - 1 columns; AN_ENUMERIC when
 * sums of squares are out of range.
 */
extern AnStatus an_linear_train(AnEnv *env, const AnDataset *data, const AnFitOptions *options,
								AnStr target, const AnProgress *progress, AnModel **model,
								AnFitReport *report);

/* A classification.  As above; AN_EARG also when less than two classes have rows;
 * AN_ELIMIT for columns only when l2 = 0. */
extern AnStatus an_logistic_train(AnEnv *env, const AnDataset *data, const AnFitOptions *options,
								  AnStr target, const AnProgress *progress, AnModel **model,
								  AnFitReport *report);

/* The same, without a model around them: what the two make of the data. */
extern AnStatus an_linear_fit(AnEnv *env, const AnDataset *data, const AnFitOptions *options,
							  const AnProgress *progress, AnLinear **linear, AnFitReport *report);
extern AnStatus an_logistic_fit(AnEnv *env, const AnDataset *data, const AnFitOptions *options,
								const AnProgress *progress, AnLinear **linear, AnFitReport *report);

#endif
