/*
 * softmax.h - margins, probabilities and gradients of a block of rows
 *
 * The loops in which the training of a logistic model spends its time, for one
 * margin (two classes) and for one margin a class.
 *
 * Contract
 *  1. There is a row of stride numbers for each column of the design, then one of
 *     intercepts, then one of zeros, which stands for no column; of gradients
 *     likewise, the last one not being read.  stride is 1 for one margin, else a
 *     multiple of AN_LANES; what is beyond the groups has an intercept of
 *     AN_NO_CLASS, and a share of 0.
 *  2. Every sum is made in the same order on every processor.
 */
#ifndef AN_SOFTMAX_H
#define AN_SOFTMAX_H

#include "train/design.h"

#define AN_LANES 8				/* doubles in the widest register */
#define AN_NO_CLASS (-1e5)

static inline uint32_t
an_softmax_stride(uint32_t ngroups)
{
	return ngroups == 1 ? 1 : (ngroups + AN_LANES - 1) / AN_LANES * AN_LANES;
}

/* x[i] = exp(x[i]), to 1e-15 of itself, for all i < n; what is below -708 counts as
 * -708, what is above 709 as 709.  n is a multiple of AN_LANES. */
extern void an_exponentials(size_t n, double *x);

/* out: AN_DESIGN_BLOCK x stride; weights as in contract 1. */
extern void an_margins(const AnDesign *design, const AnDesignBlock *block, uint32_t stride,
					   const double *weights, double *out);

/*
 * From margins to the derivatives of the loss by them, in place: the row's
 * weight times the probability, less the weight for the row's class.  target:
 * the class of each row.  Returns the sum of weight times loss.
 */
extern double an_residuals(const AnDesignBlock *block, uint32_t stride, const uint32_t *target,
						   double *margins);

/* From margins to probabilities, in place, for rows <= AN_DESIGN_BLOCK rows of
 * several margins. */
extern void an_probabilities(uint32_t rows, uint32_t stride, double *margins);

/* gradient += the columns times the residuals. */
extern void an_add_gradient(const AnDesign *design, const AnDesignBlock *block, uint32_t stride,
							const double *residuals, double *gradient);

#endif
