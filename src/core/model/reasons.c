/* reasons.c - which features moved a score, and which the model asks at all */
#include "model/explain_impl.h"

#include <math.h>
#include <string.h>

typedef struct Tally
{
	double	   *sum;			/* by feature */
	double	   *largest;		/* the most that one step raised it */
	AnStr	   *condition;		/* of that step */
} Tally;

static void
count_change(Tally *tally, uint32_t feature, double change, AnStr condition)
{
	tally->sum[feature] += change;
	if (change > tally->largest[feature])
	{
		tally->largest[feature] = change;
		tally->condition[feature] = condition;
	}
}

static void
count_step(const AnModel *m, Tally *tally, const AnStep *step)
{
	const AnRule *rule;

	if (m->kind >= AN_FOREST && step->has_feature)
		count_change(tally, step->feature, step->change, step->condition);
	else if (step->kind == AN_STEP_SPLIT)
		count_change(tally, step->feature, step->change / m->trials_used, step->condition);
	if (step->kind != AN_STEP_RULE)
		return;
	rule = &m->rules[step->node];
	for (uint32_t k = 0; k < rule->nconditions; k++)
		count_change(tally, m->conditions[rule->condition + k].feature,
					 step->change / m->trials_used / rule->nconditions, step->condition);
}

/* The positive sums, largest first; equal ones in the order of the features. */
static size_t
pick_reasons(const AnModel *m, const Tally *tally, uint32_t max, AnReason *reasons)
{
	size_t		n = 0;

	for (uint32_t f = 0; f < m->nfeatures; f++)
	{
		size_t		at = n;

		if (!(tally->sum[f] > 0) || max == 0)
			continue;
		while (at > 0 && reasons[at - 1].contribution < tally->sum[f])
			at--;
		if (at == max)
			continue;
		if (n < max)
			n++;
		memmove(reasons + at + 1, reasons + at, (n - at - 1) * sizeof(AnReason));
		reasons[at] = (AnReason) {f, tally->sum[f], tally->condition[f]};
	}
	return n;
}

AnStatus
an_reasons(AnEnv *env, const AnScorer *scorer, AnCase *c, uint32_t klass, uint32_t max,
		   AnReason **reasons, size_t *nreasons)
{
	const AnModel *m = an_scorer_model(scorer);
	uint32_t	n = m->nfeatures;
	Tally		tally;
	AnStep	   *steps = NULL;
	size_t		nsteps;

	if ((tally.sum = an_alloc_array(env, (size_t) n + 1, sizeof(double))) == NULL
		|| (tally.largest = an_alloc_array(env, (size_t) n + 1, sizeof(double))) == NULL
		|| (tally.condition = an_alloc_array(env, (size_t) n + 1, sizeof(AnStr))) == NULL
		|| (*reasons = an_alloc_array(env, (size_t) (max < n ? max : n) + 1, sizeof(AnReason))) == NULL)
		return env->error.status;
	AN_TRY(an_explain(env, scorer, c, klass, &steps, &nsteps));
	for (size_t i = 0; i < nsteps; i++)
		count_step(m, &tally, &steps[i]);
	*nreasons = pick_reasons(m, &tally, max < n ? max : n, *reasons);
	return AN_OK;
}

/* ----- usage ----- */

typedef struct Place
{
	uint32_t	node;
	uint32_t	next;			/* the child to visit next */
} Place;

/* A case is counted where its path asks for the feature first: asked[f] is how
 * many nodes of the path so far have done so. */
static AnStatus
tree_usage(AnEnv *env, const AnModel *m, const AnTrial *trial, Place *path, uint32_t *asked, double *usage)
{
	double		all = (double) m->nodes[trial->first].cases * m->trials_used;
	uint32_t	depth = 1;

	path[0] = (Place) {trial->first, 0};
	while (depth > 0)
	{
		Place	   *place = &path[depth - 1];
		const AnNode *node = &m->nodes[place->node];

		if (node->kind != AN_LEAF && place->next == 0 && asked[node->feature]++ == 0)
			usage[node->feature] += (double) node->cases / all;
		if (node->kind != AN_LEAF && place->next < node->forks)
			path[depth++] = (Place) {node->child + place->next++, 0};
		else
		{
			if (node->kind != AN_LEAF)
				asked[node->feature]--;
			depth--;
		}
	}
	return an_poll(env);
}

/* Of a rule set the training cases are not known: by the rules' cover. */
static void
rules_usage(const AnModel *m, const AnTrial *trial, double *usage)
{
	double		all = 0;

	for (uint32_t i = trial->first; i < trial->first + trial->count; i++)
		all += (double) m->rules[i].cover * m->trials_used;
	for (uint32_t i = trial->first; i < trial->first + trial->count && all > 0; i++)
	{
		const AnCondition *conditions = m->conditions + m->rules[i].condition;

		for (uint32_t k = 0; k < m->rules[i].nconditions; k++)
		{
			bool		again = false;

			for (uint32_t j = 0; j < k; j++)
				again |= conditions[j].feature == conditions[k].feature;
			if (!again)
				usage[conditions[k].feature] += (double) m->rules[i].cover / all;
		}
	}
}

AnStatus
an_feature_usage(AnEnv *env, const AnModel *model, double **usage)
{
	Place	   *path = an_alloc_array(env, AN_MAX_DEPTH + 1, sizeof(Place));
	uint32_t   *asked = an_alloc_array(env, (size_t) model->nfeatures + 1, sizeof(uint32_t));

	*usage = an_alloc_array(env, (size_t) model->nfeatures + 1, sizeof(double));
	if (path == NULL || asked == NULL || *usage == NULL)
		return env->error.status;
	if (model->kind >= AN_FOREST)
		return an_sum_importance(env, model, *usage);
	for (uint32_t t = 0; t < model->trials_used; t++)
	{
		if (model->kind == AN_TREES)
			AN_TRY(tree_usage(env, model, &model->trials[t], path, asked, *usage));
		else
			rules_usage(model, &model->trials[t], *usage);
	}
	return AN_OK;
}
