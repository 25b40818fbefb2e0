/* use_model.h - everything that can be done with a model that loaded */
#ifndef USE_MODEL_H
#define USE_MODEL_H

#include <math.h>

#include "model/draw.h"
#include "model/explain.h"

/* Numbers that depend on nothing but their seed. */
static inline uint32_t
use_random(uint32_t *state)
{
	*state = *state * 1664525u + 1013904223u;
	return *state >> 8;
}

/* Any value that a feature may have; sometimes missing or not applicable. */
static inline float
use_value(const AnFeature *feature, uint32_t *state)
{
	uint32_t	choice = use_random(state) % 8;
	float		mantissa;

	if (choice == 0)
		return an_case_special(AN_BITS_MISSING);
	if (feature->kind == AN_CATEGORICAL)
		return (float) (1 + use_random(state) % feature->nlevels);
	if (choice == 1)
		return an_case_special(AN_BITS_NA);
	mantissa = (float) use_random(state) - 8388608.0f;	/* first, with every compiler */
	return ldexpf(mantissa, (int) (use_random(state) % 64) - 40);
}

static inline void
use_case(AnEnv *env, const AnScorer *scorer, AnCase *c)
{
	uint32_t	n = an_scorer_model(scorer)->nclasses;
	uint32_t	klass = an_score(scorer, c);
	double		total = 0;
	AnStep	   *steps;
	AnReason   *reasons;
	size_t		count;

	if (n == 0)
		return;					/* a regression: any value */
	if (klass >= n)
		__builtin_trap();
	for (uint32_t k = 0; k < n; k++)
	{
		if (!(c->probability[k] >= 0 && c->probability[k] <= 1))
			__builtin_trap();
		total += c->probability[k];
	}
	if (!(fabs(total - 1) < 1e-6))
		__builtin_trap();
	an_explain(env, scorer, c, klass, &steps, &count);
	an_reasons(env, scorer, c, klass, 4, &reasons, &count);
}

/* Scores and explains a case of missing values, then cases of any values. */
static inline void
use_model(AnEnv *env, const AnModel *model)
{
	AnScorer   *scorer;
	AnCase		c = {0};
	double	   *usage;
	AnStr		text;
	uint32_t	state = model->nnodes + model->nrules;

	if (an_scorer_build(env, model, &scorer) != AN_OK || an_case_create(env, scorer, &c) != AN_OK)
		return;
	an_feature_usage(env, model, &usage);
	an_draw_tree(env, model, 0, 8, 4096, &text);
	for (uint32_t f = 0; f < model->nfeatures; f++)
		c.x[f] = an_case_special(AN_BITS_MISSING);
	use_case(env, scorer, &c);
	for (int i = 0; i < 4; i++)
	{
		for (uint32_t f = 0; f < model->nfeatures; f++)
			c.x[f] = use_value(&model->features[f], &state);
		use_case(env, scorer, &c);
	}
}

#endif
