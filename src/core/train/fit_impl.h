/* fit_impl.h - what the files of linear and logistic models share */
#ifndef AN_FIT_IMPL_H
#define AN_FIT_IMPL_H

#include "base/solve.h"
#include "train/design.h"
#include "train/fit.h"

extern AnStatus an_fit_check(AnEnv *env, const AnFitOptions *options, uint32_t nclasses);

/*
 * The columns' co-moments plus l2 on the diagonal, a square matrix.  With l2 = 0,
 * columns that depend on those before them are dropped from it and the design.
 * Of a design that was not dropped from yet, whose columns m begins with.
 */
extern AnStatus an_fit_normal(AnEnv *env, AnDesign *design, const AnMoments *m, double l2,
							  double **normal);

#endif
