/*
 * logistic_impl.h - what the files of logistic models share
 *
 * Weights and gradients are laid out as softmax.h says.  A group is a margin:
 * one for two classes, else one for each class that has rows.
 */
#ifndef AN_LOGISTIC_IMPL_H
#define AN_LOGISTIC_IMPL_H

#include "train/fit_impl.h"
#include "train/softmax.h"

typedef struct AnLogistic
{
	AnEnv	   *env;
	const AnFitOptions *options;
	AnDesign   *design;
	uint32_t	ngroups;
	uint32_t	stride;
	size_t		nweights;		/* (ncolumns + 2) x stride */
	const uint32_t *target;		/* by row: the class's number among those with rows */
	const double *share;		/* of the weight, by such a number */
	double	   *null_weights;	/* the intercepts by which margins are the shares' */
	AnDesignBlock *block;
	double	   *margins;		/* AN_DESIGN_BLOCK x stride */
} AnLogistic;

/* Of design, groups, target, share: block, margins and null_weights. */
extern AnStatus an_logistic_prepare(AnLogistic *g);

/*
 * One pass over the rows: the sum of weight times loss, plus the penalty, and the
 * gradient by the weights.  Polls the env.
 */
extern AnStatus an_logistic_pass(AnLogistic *g, const double *weights, double *objective,
								 double *gradient);
extern double an_logistic_penalty(const AnLogistic *g, const double *weights);

/* Whether each row's class has the largest margin, larger than the others: the
 * classes are separated then. */
extern AnStatus an_logistic_all_right(AnLogistic *g, const double *weights, bool *all);

/* Whether some level has no row of some class, whose coefficient has no end then. */
extern AnStatus an_logistic_empty_cell(AnLogistic *g, bool *empty);

/* By L-BFGS from null_weights: weights become the best ones found. */
extern AnStatus an_logistic_minimize(AnLogistic *g, const AnProgress *progress, double *weights,
									 AnFitReport *report);

/* Whether the limits of contract 3 in fit.h allow an_logistic_polish(). */
extern bool an_logistic_can_polish(const AnLogistic *g);

/*
 * By Newton's method from weights: to the minimum.  covariance: as
 * an_design_linear() wants it, NULL when there is none; groups before first_group
 * are fixed at 0.
 */
extern AnStatus an_logistic_polish(AnLogistic *g, const AnProgress *progress, double *weights,
								   double **covariance, AnFitReport *report);
static inline uint32_t
an_logistic_first_group(const AnLogistic *g)
{
	return g->ngroups > 1 && g->options->l2 == 0;
}

#endif
