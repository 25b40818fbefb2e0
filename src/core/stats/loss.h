/*
 * loss.h - how far predictions are from what happened: means over rows
 *
 * Contract
 *  1. An AnLoss is an array of doubles: a host can keep it as one.  All zeros
 *     is the loss of no rows, the neutral element of merging.
 *  2. Sums carry what rounding took from them (Neumaier 1974), so that neither
 *     their length nor the order of rows and merges shows in the first 15
 *     digits of a mean.
 *  3. Actual values are taken from the first: those far from 0 lose no digits,
 *     equal ones have a spread of exactly 0.
 *  4. Losses, values and weights are finite, weights > 0: the caller looks.
 *     Sums that overflow make the mean infinite or NaN, which the caller
 *     reports; a mean of no rows is NaN, too, with weight 0.
 */
#ifndef AN_LOSS_H
#define AN_LOSS_H

#include "base/env.h"

#define AN_LOSS_NUMBERS 8

typedef struct AnLoss
{
	double		rows;
	double		weight;			/* sum of the weights, and what is missing from it */
	double		weight_rest;
	double		sum;			/* sum of weight * loss, likewise */
	double		sum_rest;
	double		first;			/* an_loss_add_square(): of the actual values the first, */
	double		mean;			/* their mean less that, */
	double		spread;			/* and the sum of their squared deviations */
} AnLoss;

extern void an_loss_add(AnLoss *loss, double value, double weight);

/* Adds (actual - predicted)^2, and actual to mean and spread. */
extern void an_loss_add_square(AnLoss *loss, double actual, double predicted, double weight);

extern void an_loss_merge(AnLoss *into, const AnLoss *from);

/* sum / weight */
extern double an_loss_mean(const AnLoss *loss);

/*
 * 1 - squared errors / squared deviations from the mean, of an_loss_add_square().
 * NaN for fewer than two rows.  Where all actual values are equal it is 1 when
 * all predictions are right, else 0, as scikit-learn has it.
 */
extern double an_loss_r2(const AnLoss *loss);

/* ----- losses of one row ----- */

/* Probabilities are kept this far from 0 and 1: that of double precision. */
#define AN_LOSS_CLIP 2.220446049250313e-16

/* -log of the probability of what happened; p: that of a positive, 0..1. */
extern double an_log_loss(bool positive, double p);

/* Likewise of count classes; each is clipped, then they are made to add up to
 * 1, as scikit-learn 1.2 does.  actual < count. */
extern double an_log_loss_of(const double *p, uint32_t count, uint32_t actual);

/* (p - 1)^2 or p^2: Brier 1950 for two classes, half of what follows. */
extern double an_brier(bool positive, double p);

/* The sum over all classes of (p - is it that one?)^2: 0..2. */
extern double an_brier_of(const double *p, uint32_t count, uint32_t actual);

#endif
