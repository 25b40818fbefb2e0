/*
 * sums.h - models that are sums: what forests and linear models share
 *
 * Called by model.c and scorer.c for models of these kinds.
 */
#ifndef AN_SUMS_H
#define AN_SUMS_H

#include "base/bytes.h"
#include "model/model.h"
#include "model/scorer.h"

/* The number of margins. */
static inline uint32_t
an_model_groups(const AnModel *model)
{
	return model->kind == AN_FOREST ? model->forest->ngroups : model->linear->ngroups;
}

static inline AnLink
an_model_link(const AnModel *model)
{
	return (AnLink) (model->kind == AN_FOREST ? model->forest->link : model->linear->link);
}

/* The contracts of forest.h and linear.h; AN_ECORRUPT with the broken clause. */
extern AnStatus an_forest_validate(AnEnv *env, const AnModel *model);
extern AnStatus an_linear_validate(AnEnv *env, const AnModel *model);

/* Sets features[].used. */
extern void an_forest_mark_used(AnModel *model);
extern void an_linear_mark_used(AnModel *model);

/* Is the category in the set?  Of a number that is none, no. */
extern bool an_forest_in_set(const uint32_t *set, float x);

/* The node that follows for this value of its feature; a leaf follows itself. */
extern uint32_t an_forest_next(const AnForest *forest, uint32_t at, float x);

/* What the nodes need on the way down, made once. */
typedef struct AnForestSteps AnForestSteps;
extern AnStatus an_forest_build_steps(AnEnv *env, const AnModel *model, AnForestSteps **steps);

/* margins: ngroups numbers of the case, whose values have all been read; beyond the
 * features x has -infinity.  values: scratch, nfeatures + 1. */
extern void an_forest_margins(const AnModel *model, const AnForestSteps *steps, const float *x, uint32_t *values,
							  double *margins);
extern void an_linear_margins(const AnModel *model, const float *x, double *margins);

/* What one term adds to the margins for this value: ngroups numbers, to be
 * multiplied by *factor. */
extern const double *an_term_block(const AnModel *model, const AnTerm *term, float x, double *factor);

/* The number of weights that a feature's term has. */
static inline size_t
an_term_size(const AnFeature *feature, uint32_t ngroups)
{
	return (feature->kind == AN_CATEGORICAL ? (size_t) feature->nlevels + 1 : 2) * ngroups;
}

#endif
