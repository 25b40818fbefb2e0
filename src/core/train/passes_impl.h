/* passes_impl.h - what trainers ask of passes, by the columns of a design */
#ifndef AN_PASSES_IMPL_H
#define AN_PASSES_IMPL_H

#include "train/design.h"

/*
 * Loss and gradient by the weights, which are laid out as softmax.h says; stride is
 * the distance of a column's from the next one's.  right: as in AnGradient, or
 * NULL.
 */
extern AnStatus an_passes_gradient(AnEnv *env, const AnDesign *design, AnLink link,
								   uint32_t ngroups, uint32_t stride, const double *weights,
								   double *loss, double *gradient, int64_t *right);

/* As an_design_moments(), of all rows. */
extern AnStatus an_passes_moments(AnEnv *env, const AnDesign *design, AnMoments **moments);

/*
 * Second derivatives of the loss by the columns and then the intercept, of groups
 * a and b: a packed matrix of ncolumns + 1.  weights and stride as above.
 */
extern AnStatus an_passes_curvature(AnEnv *env, const AnDesign *design, AnLink link,
									uint32_t ngroups, uint32_t stride, const double *weights,
									uint32_t a, uint32_t b, double *packed);

/* The number of columns that the host computes for these moments. */
extern size_t an_passes_order(const AnDesign *design);

#endif
