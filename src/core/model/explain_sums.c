/*
 * explain_sums.c - the steps of a model that is a sum
 *
 * What is explained is the margin: of two classes the log-odds, of more classes
 * what goes into their softmax, of a regression the value before its link.
 * Linear: a step for each term, its change what the term adds beyond its average
 * over the training cases.  Forests: a step for each node on the way, its change the
 * difference between the training cases' mean there and in the child that is
 * taken (Saabas 2014), as for trees of votes.  The mean of an inner node is that
 * of its leaves by cover; where no cover is known all leaves count alike.
 */
#include "model/explain_impl.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Which margin tells of the class, and with which sign. */
static uint32_t
margin_of(const AnModel *m, uint32_t klass, double *sign)
{
	bool		two = m->nclasses == 2 && an_model_groups(m) == 1;

	*sign = two && klass == 0 ? -1 : 1;
	return two || m->nclasses == 0 ? 0 : klass;
}

/* ----- linear models ----- */

static double
term_change(const AnModel *m, uint32_t term, const AnCase *c, uint32_t group)
{
	const AnLinear *linear = m->linear;
	const AnTerm *t = &linear->terms[term];
	double		factor;
	const double *block = an_term_block(m, t, c->x[t->feature], &factor);

	return factor * block[group] - linear->average[(size_t) term * linear->ngroups + group];
}

static void
say_value(AnWords *words, const AnFeature *feature, float x)
{
	an_say_feature(words, feature);
	if (isnan(x))
		an_say_word(words, " is missing");
	else if (feature->kind == AN_NUMERIC)
	{
		an_say_word(words, " = ");
		an_say_number(words, x);
	}
	else
	{
		an_say_word(words, " = ");
		an_say_level(words, feature, (uint32_t) x - 1);
	}
}

/* A number's rest belongs to the step of the number. */
static AnStatus
explain_linear(AnWalk *w)
{
	const AnModel *m = w->model;
	double		sign;
	uint32_t	group = margin_of(m, w->klass, &sign);

	for (uint32_t i = 0; i < m->linear->nterms; i++)
	{
		uint32_t	feature = m->linear->terms[i].feature;
		double		change = sign * term_change(m, i, w->c, group);
		AnWords		words = {.most = AN_WORDS_SIZE};
		AnStep	   *step;

		if (m->features[feature].part == AN_REST && w->steps.count > 0)
		{
			w->steps.items[w->steps.count - 1].change += change;
			continue;
		}
		if ((step = an_walk_step(w)) == NULL)
			return w->env->error.status;
		step->kind = AN_STEP_TERM;
		step->trial = 1;
		step->step = (uint32_t) w->steps.count;
		step->depth = 1;
		step->node = i;
		step->has_feature = true;
		step->feature = feature;
		step->weight = 1;
		step->probability = NAN;
		step->change = change;
		say_value(&words, &m->features[feature], w->c->x[feature]);
		AN_TRY(an_walk_words(w, &words, &step->condition));
	}
	return AN_OK;
}

/* ----- forests ----- */

/* The mean of the leaves below each node, and their weight; children come after
 * their parent. */
static AnStatus
node_means(AnEnv *env, const AnForest *forest, double **means, double **weights)
{
	double	   *weight = an_alloc_array(env, (size_t) forest->nnodes + 1, sizeof(double));

	*weights = weight;
	*means = an_alloc_array(env, (size_t) forest->nnodes + 1, sizeof(double));
	if (weight == NULL || *means == NULL)
		return env->error.status;
	for (uint32_t i = forest->nnodes; i-- > 0;)
	{
		const AnForestNode *node = &forest->nodes[i];
		uint32_t	left = node->child;

		if (i % 65536 == 0)
			AN_TRY(an_poll(env));
		if (node->kind == AN_SUM_LEAF)
		{
			weight[i] = node->cover > 0 ? (double) node->cover : 1;
			(*means)[i] = (double) node->value;
			continue;
		}
		weight[i] = weight[left] + weight[left + 1];
		(*means)[i] = ((*means)[left] * weight[left] + (*means)[left + 1] * weight[left + 1]) / weight[i];
	}
	return AN_OK;
}

static AnStatus
step_at_sum_node(AnWalk *w, uint32_t tree, uint32_t at, uint32_t next, const double *means, double sign)
{
	const AnForestNode *node = &w->model->forest->nodes[at];
	AnWords		words = {.most = AN_WORDS_SIZE};
	AnStep	   *step = an_walk_step(w);

	if (step == NULL)
		return w->env->error.status;
	step->kind = node->kind == AN_SUM_LEAF ? AN_STEP_LEAF : AN_STEP_SPLIT;
	step->trial = tree + 1;
	step->node = at;
	step->weight = 1;
	step->cases = (double) node->cover;
	step->probability = NAN;
	if (node->kind == AN_SUM_LEAF)
		return AN_OK;
	step->has_feature = true;
	step->feature = node->feature;
	step->change = sign * (means[next] - means[at]);
	an_say_sum_split(&words, w->model, node, next - node->child, w->c->x[node->feature]);
	return an_walk_words(w, &words, &step->condition);
}

static AnStatus
explain_sum_tree(AnWalk *w, uint32_t tree, const double *means, double sign)
{
	const AnForest *forest = w->model->forest;
	uint32_t	at = forest->trees[tree].first;
	uint32_t	steps = 0;

	for (;;)
	{
		const AnForestNode *node = &forest->nodes[at];
		uint32_t	next = an_forest_next(forest, at, node->kind == AN_SUM_LEAF ? 0 : w->c->x[node->feature]);

		AN_TRY(step_at_sum_node(w, tree, at, next, means, sign));
		w->steps.items[w->steps.count - 1].step = ++steps;
		w->steps.items[w->steps.count - 1].depth = steps;
		if (next == at)
			return an_poll(w->env);
		at = next;
	}
}

static AnStatus
explain_forest(AnWalk *w)
{
	double		sign;
	uint32_t	group = margin_of(w->model, w->klass, &sign);
	double	   *means;
	double	   *weights;

	AN_TRY(node_means(w->env, w->model->forest, &means, &weights));
	for (uint32_t t = 0; t < w->model->forest->ntrees; t++)
		if (w->model->forest->trees[t].group == group)
			AN_TRY(explain_sum_tree(w, t, means, sign));
	return AN_OK;
}

AnStatus
an_explain_sum(AnWalk *w, const AnScorer *s)
{
	for (uint32_t i = 0; i < s->nused; i++)
		an_case_value(w->c, s->used[i]);
	return w->model->kind == AN_FOREST ? explain_forest(w) : explain_linear(w);
}

AnStatus
an_sum_importance(AnEnv *env, const AnModel *m, double *importance)
{
	double		total = 0;
	double	   *means;
	double	   *weights;

	for (uint32_t f = 0; f < m->nfeatures; f++)
		importance[f] = m->kind == AN_LINEAR ? NAN : 0;
	if (m->kind == AN_LINEAR)
		return AN_OK;
	AN_TRY(node_means(env, m->forest, &means, &weights));
	for (uint32_t i = 0; i < m->forest->nnodes; i++)
	{
		const AnForestNode *node = &m->forest->nodes[i];

		if (node->kind == AN_SUM_LEAF)
			continue;
		for (uint32_t k = node->child; k <= node->child + 1; k++)
		{
			double		gain = weights[k] * (means[k] - means[i]) * (means[k] - means[i]);

			importance[node->feature] += gain;
			total += gain;
		}
	}
	for (uint32_t f = 0; f < m->nfeatures && total > 0; f++)
		importance[f] /= total;
	return AN_OK;
}
