/*
 * passes.h - training on rows that are read again for each step
 *
 * The rows stay where they are: the host reads them, in parallel or on several
 * machines, and returns sums.  It is asked with a linear model, whose
 * coefficients say where the sums are wanted; the model has the features of the
 * data and, unless its link is the identity, its classes.
 *
 * Contract
 *  1. Every pass sees the same rows, those of the summary, with the same weights,
 *     times that of their class.
 *  2. What a pass returns lives until the next one.
 *  3. On failure the reason is in the env that the pass was called with.
 */
#ifndef AN_PASSES_H
#define AN_PASSES_H

#include "stats/moments.h"
#include "train/gradient.h"
#include "train/summary.h"

typedef struct AnPasses
{
	void	   *host;
	const AnSummary *summary;
	/* loss and derivatives of the model; class_weight: a factor by class, or NULL */
	AnStatus	(*gradient) (void *host, AnEnv *env, AnLinear *linear,
							 const double *class_weight, AnGradient **gradient);
	/* folded moments of an_linear_vector(), of a regression with the target behind it */
	AnStatus	(*moments) (void *host, AnEnv *env, AnLinear *linear,
							const double *class_weight, AnMoments **moments);
	/* the same with weights times what the probabilities of the model at make of
	 * groups a and b: p_a (1 - p_a) for a = b, else p_a p_b */
	AnStatus	(*curvature) (void *host, AnEnv *env, AnLinear *linear, AnLinear *at,
							  uint32_t a, uint32_t b, const double *class_weight,
							  AnMoments **moments);
} AnPasses;

/*
 * The columns of a row by a linear model of one margin, which says how numbers are
 * scaled: of a number what it adds less its average, with its rest, then 1 when it
 * is missing; of a category 1 for its value, which is missing or 1, 2, ...
 */
extern size_t an_linear_vector_size(const AnModel *model);
extern void an_linear_vector(const AnModel *model, AnCase *c, double *vector);

#endif
