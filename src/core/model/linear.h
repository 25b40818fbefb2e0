/*
 * linear.h - weighted sums: linear and logistic regression
 *
 * A model of kind AN_LINEAR.  The margin of group g is the intercept[g] and, for
 * each term, what its feature's value adds.
 *
 * Contract
 *  1. A term has blocks of ngroups numbers at weights[term.offset], in this
 *     order: of a numeric feature the slope, then what is added when the value is
 *     missing (instead of slope * value); of a categorical one what is added
 *     when it is missing, then for value number 1, 2, ... nlevels.
 *  2. average has for each term a block of ngroups: what the term added to the
 *     margin of the training cases, on average.  A contribution is taken from
 *     there.
 *  3. errors is NULL or has the standard errors of the intercept (ngroups) and
 *     then of all weights, NaN where there is none (a reference level, a
 *     coefficient that is fixed at 0).
 *  4. Sums are made in double precision, term after term.
 *  5. All numbers but the errors are finite.
 *  6. A feature of part AN_REST carries what single precision left of the feature
 *     before it; both have the same slope.
 */
#ifndef AN_LINEAR_H
#define AN_LINEAR_H

#include "model/link.h"

#define AN_MAX_WEIGHTS 20000000

typedef struct AnTerm
{
	uint32_t	feature;
	uint32_t	offset;			/* into weights */
} AnTerm;

typedef struct AnLinear
{
	uint8_t		link;			/* AnLink */
	uint32_t	ngroups;
	double	   *intercept;		/* by group */
	uint32_t	nterms;
	AnTerm	   *terms;
	uint32_t	nweights;
	double	   *weights;
	double	   *average;		/* nterms x ngroups */
	double	   *errors;			/* ngroups + nweights, or NULL */
	double		freedom;		/* least squares: degrees of freedom of the residuals,
								 * so that coefficients are compared with Student's t;
								 * 0: with the normal distribution */
} AnLinear;

#endif
