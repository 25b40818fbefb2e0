/*
 * explain.c - the steps that a case takes, and the features that matter
 *
 * The contribution of a split is the change of the class's expected share
 * between a node and the children that the case goes to, weighted by how much
 * of the case comes there and averaged over the trials used (Saabas 2014,
 * "Interpreting random forests").  A rule's is its part of the trial's votes,
 * for or against the class, divided evenly among its conditions.
 */
#include "model/explain_impl.h"

#include <math.h>
#include <string.h>

AnStep *
an_walk_step(AnWalk *w)
{
	return AN_LIST_ADD(w->env, &w->steps, 1);
}

AnStatus
an_walk_words(AnWalk *w, const AnWords *words, AnStr *out)
{
	return an_copy_str(w->env, words->text, words->len, out) ? AN_OK : w->env->error.status;
}

/* ----- trees ----- */

typedef struct Branch
{
	uint32_t	node;
	uint32_t	depth;
	float		weight;
} Branch;

static double
class_share(const AnWalk *w, uint32_t node)
{
	const AnModel *m = w->model;
	uint32_t	from = distribution_node(m, node);

	return (double) m->freq[(size_t) from * m->nclasses + w->klass] / (double) m->nodes[from].cases;
}

/* The children that the case goes to, with their shares; returns how many. */
static uint32_t
branches_taken(const AnModel *m, const AnNode *node, float x, float weight, uint32_t depth, Branch *taken)
{
	uint32_t	n = 0;

	if (an_case_bits(x) == AN_BITS_MISSING)
	{
		for (uint32_t k = 0; k < node->forks; k++)
		{
			float		cases = m->nodes[node->child + k].cases;

			if (cases > FEW_CASES)
				taken[n++] = (Branch) {node->child + k, depth + 1, (weight * cases) / node->cases};
		}
	}
	else if (node->kind == AN_CUT && isnan(x))
		taken[n++] = (Branch) {node->child, depth + 1, weight};
	else if (node->kind == AN_CUT)
	{
		double		share = (double) an_cut_share(node, x);

		if ((double) weight * share >= FEW_WEIGHT)
			taken[n++] = (Branch) {node->child + 1, depth + 1, (float) ((double) weight * share)};
		if ((double) weight * (1 - share) >= FEW_WEIGHT)
			taken[n++] = (Branch) {node->child + 2, depth + 1, (float) ((double) weight * (1 - share))};
	}
	else
	{
		uint32_t	branch = (uint32_t) x - 1;

		if (node->kind == AN_SUBSET)
			branch = m->branches[node->branches + branch];
		if (branch != AN_NO_BRANCH)
			taken[n++] = (Branch) {node->child + branch, depth + 1, weight};
	}
	return n;
}

/* Change of the expected share of the class, weighted; shares may not add to 1. */
static double
split_change(const AnWalk *w, uint32_t node, const Branch *taken, uint32_t n)
{
	double		expected = 0;
	double		total = 0;

	for (uint32_t k = 0; k < n; k++)
	{
		expected += (double) taken[k].weight * class_share(w, taken[k].node);
		total += (double) taken[k].weight;
	}
	return expected - total * class_share(w, node);
}

static AnStatus
step_at_node(AnWalk *w, uint32_t trial, const Branch *at, float x, const Branch *taken, uint32_t n)
{
	const AnModel *m = w->model;
	const AnNode *node = &m->nodes[at->node];
	AnStep	   *step = an_walk_step(w);
	AnWords		words = {.most = AN_WORDS_SIZE};

	if (step == NULL)
		return w->env->error.status;
	step->kind = node->kind == AN_LEAF ? AN_STEP_LEAF : AN_STEP_SPLIT;
	step->trial = trial + 1;
	step->depth = at->depth;
	step->node = at->node;
	step->outcome = node->majority;
	step->weight = (double) at->weight;
	step->cases = (double) node->cases;
	step->freq = m->freq + (size_t) at->node * m->nclasses;
	step->probability = class_share(w, at->node);
	if (node->kind == AN_LEAF)
		return AN_OK;
	step->has_feature = true;
	step->feature = node->feature;
	step->change = split_change(w, at->node, taken, n);
	an_say_split(&words, m, node, x);
	return an_walk_words(w, &words, &step->condition);
}

static AnStatus
explain_tree(AnWalk *w, const AnScorer *s, uint32_t trial)
{
	const AnModel *m = w->model;
	Branch	   *stack = an_alloc_array(w->env, (size_t) s->stack + 1, sizeof(Branch));
	uint32_t	top = 0;
	size_t		first = w->steps.count;

	if (stack == NULL)
		return w->env->error.status;
	stack[top++] = (Branch) {m->trials[trial].first, 1, 1};
	while (top > 0)
	{
		Branch		at = stack[--top];
		const AnNode *node = &m->nodes[at.node];
		float		x = node->kind == AN_LEAF ? 0 : an_case_value(w->c, node->feature);
		uint32_t	n = node->kind == AN_LEAF ? 0 : branches_taken(m, node, x, at.weight, at.depth, stack + top);

		AN_TRY(step_at_node(w, trial, &at, x, stack + top, n));
		w->steps.items[w->steps.count - 1].step = (uint32_t) (w->steps.count - first);
		for (uint32_t i = 0; i < n / 2; i++)
		{
			Branch		swap = stack[top + i];

			stack[top + i] = stack[top + n - 1 - i];
			stack[top + n - 1 - i] = swap;
		}
		top += n;
		AN_TRY(an_poll(w->env));
	}
	return AN_OK;
}

/* ----- rules ----- */

static AnStatus
step_at_rule(AnWalk *w, uint32_t trial, uint32_t index)
{
	const AnModel *m = w->model;
	const AnRule *rule = &m->rules[index];
	AnStep	   *step = an_walk_step(w);
	AnWords		words = {.most = AN_WORDS_SIZE};

	if (step == NULL)
		return w->env->error.status;
	step->kind = AN_STEP_RULE;
	step->trial = trial + 1;
	step->depth = index - m->trials[trial].first + 1;
	step->node = index;
	step->outcome = rule->outcome;
	step->weight = 1;
	step->cases = (double) rule->cover;
	step->probability = rule->vote / 1000.0;
	for (uint32_t k = 0; k < rule->nconditions; k++)
	{
		if (k > 0)
			an_say_word(&words, " and ");
		an_say_condition(&words, m, &m->conditions[rule->condition + k]);
	}
	if (rule->nconditions == 0)
		an_say_word(&words, "always");
	return an_walk_words(w, &words, &step->condition);
}

/* A rule's change is its part of all the votes, for or against the class. */
static AnStatus
explain_rules(AnWalk *w, uint32_t trial)
{
	const AnModel *m = w->model;
	const AnTrial *set = &m->trials[trial];
	size_t		first = w->steps.count;

	for (uint32_t i = set->first; i < set->first + set->count; i++)
		if (an_rule_fires(m, w->c, &m->rules[i]))
			AN_TRY(step_at_rule(w, trial, i));
	for (size_t i = first; i < w->steps.count; i++)
	{
		AnStep	   *step = &w->steps.items[i];
		double		part = step->probability / (double) (w->steps.count - first);

		step->step = (uint32_t) (i - first + 1);
		step->change = step->outcome == w->klass ? part : -part;
	}
	if (w->steps.count == first)
	{
		AnStep	   *step = an_walk_step(w);

		if (step == NULL)
			return w->env->error.status;
		step->kind = AN_STEP_DEFAULT;
		step->trial = trial + 1;
		step->step = 1;
		step->outcome = set->fallback;
		step->weight = 1;
		step->probability = 0.5;
		step->condition = AN_LITERAL("no rule applies");
	}
	return AN_OK;
}

AnStatus
an_explain(AnEnv *env, const AnScorer *scorer, AnCase *c, uint32_t klass,
		   AnStep **steps, size_t *nsteps)
{
	const AnModel *m = scorer->model;
	AnWalk		w = {.env = env, .model = m, .c = c, .klass = klass};

	if (m->kind >= AN_FOREST)
		AN_TRY(an_explain_sum(&w, scorer));
	for (uint32_t t = 0; t < m->trials_used; t++)
		AN_TRY(m->kind == AN_TREES ? explain_tree(&w, scorer, t) : explain_rules(&w, t));
	*steps = w.steps.items;
	*nsteps = w.steps.count;
	return AN_OK;
}
