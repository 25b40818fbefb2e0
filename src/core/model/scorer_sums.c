/* scorer_sums.c - the score of a model that is a sum */
#include "model/scorer_impl.h"

/* The values that a sum reads are all asked for first: it has no time to. */
uint32_t
an_score_sum(const AnScorer *s, AnCase *c)
{
	const AnModel *m = s->model;
	double	   *margins = ((Scratch *) c->scratch)->sum;
	uint32_t	best = 0;

	for (uint32_t i = 0; i < s->nused; i++)
		an_case_value(c, s->used[i]);
	if (m->kind == AN_FOREST)
		an_forest_margins(m, s->sum_steps, c->x, ((Scratch *) c->scratch)->values, margins);
	else
		an_linear_margins(m, c->x, margins);
	an_link_apply(an_model_link(m), an_model_groups(m), margins, m->nclasses, c->probability);
	for (uint32_t k = 1; k < m->nclasses; k++)
		if (c->probability[k] > c->probability[best])
			best = k;
	return best;
}
