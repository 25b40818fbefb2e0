/* explain_impl.h - a walk through a model, for the files that explain its kinds */
#ifndef AN_EXPLAIN_IMPL_H
#define AN_EXPLAIN_IMPL_H

#include "base/list.h"
#include "model/explain.h"
#include "model/scorer_impl.h"
#include "model/words.h"

typedef struct AnWalk
{
	AnEnv	   *env;
	const AnModel *model;
	AnCase	   *c;
	uint32_t	klass;
	AN_LIST(AnStep) steps;
} AnWalk;

/* The next step, zeroed; NULL: out of memory. */
extern AnStep *an_walk_step(AnWalk *w);
extern AnStatus an_walk_words(AnWalk *w, const AnWords *words, AnStr *out);

/* Models that are sums; all values that they read are asked for. */
extern AnStatus an_explain_sum(AnWalk *w, const AnScorer *s);

/* Share of each feature in how much the splits of a forest tell apart: the
 * leaves' variance, by cover, that they remove.  Of a linear model NaN. */
extern AnStatus an_sum_importance(AnEnv *env, const AnModel *m, double *importance);

#endif
