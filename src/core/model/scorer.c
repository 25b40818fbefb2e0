/*
 * scorer.c - voted trees and rule sets, evaluated as their trainer would
 *
 * Contract
 *  1. Comparisons, shares and leaf sums are made in the width and the order
 *     that the specification of C5.0 models gives: single precision where it
 *     says so, double elsewhere, classes in ascending order.
 *  2. A case that is not split by a missing value ends in one node of a tree;
 *     what that node says is computed once, when the scorer is built.
 *  3. No recursion: a tree may be 10,000 levels deep.  The stack's size is the
 *     largest that any path of the model can need.
 */
#include "model/scorer_impl.h"

#include <float.h>
#include <math.h>
#include <string.h>

_Static_assert(FLT_EVAL_METHOD == 0, "single precision must stay single precision");

#define COST_LIMIT 1e10		/* more than any expected cost */
#define GROUP 16				/* trees that are walked side by side */

/* Where a case is in a tree. */
typedef struct Place
{
	uint32_t	node;
	bool		whole;			/* not split, so far */
} Place;

const AnLevelTable *
an_scorer_levels(const AnScorer *scorer, uint32_t feature)
{
	return scorer->levels[feature];
}

bool
an_case_level(const AnScorer *scorer, uint32_t feature, const char *value, size_t len, float *x)
{
	int32_t		number = an_level_find(scorer->levels[feature], value, len);

	if (number < 0)
		return false;
	*x = number == 0 ? an_case_special(AN_BITS_MISSING) : (float) number;
	return true;
}

const AnModel *
an_scorer_model(const AnScorer *scorer)
{
	return scorer->model;
}

void
an_case_clear(const AnScorer *scorer, AnCase *c)
{
	memset(c->x, 0xFF, scorer->model->nfeatures * sizeof(float));
}

/* ----- leaves ----- */

static void
add_leaf(const AnScorer *s, Scratch *w, uint32_t node, float weight)
{
	const AnModel *m = s->model;
	uint32_t	from = distribution_node(m, node);
	const float *freq = m->freq + (size_t) from * m->nclasses;
	float		cases = m->nodes[from].cases;

	for (uint32_t c = 0; c < m->nclasses; c++)
		w->sum[c] += (double) ((weight * freq[c]) / cases);
	w->cases += (double) (weight * cases);
}

static uint32_t
cheapest_class(const AnModel *m, const double *sum, uint32_t best)
{
	double		lowest = COST_LIMIT;

	for (uint32_t c = 0; c < m->nclasses; c++)
	{
		const float *cost = m->costs + (size_t) c * m->nclasses;
		double		expected = 0;

		if (sum[c] == 0)
			continue;
		for (uint32_t t = 0; t < m->nclasses; t++)
			if (t != c)
				expected += sum[t] * (double) cost[t];
		if (expected < lowest)
		{
			best = c;
			lowest = expected;
		}
	}
	return best;
}

/* The class comes from the sums before they are smoothed; ties keep the root's. */
static uint32_t
tree_class(const AnModel *m, const AnTrial *trial, const double *sum)
{
	uint32_t	best = trial->fallback;

	if (m->costs != NULL)
		return cheapest_class(m, sum, best);
	for (uint32_t c = 0; c < m->nclasses; c++)
		if (sum[c] > sum[best])
			best = c;
	return best;
}

/* Shrinks toward the root's distribution with the weight of one case. */
static double
smoothed(const AnScorer *s, const Scratch *w, uint32_t trial, uint32_t c)
{
	double		prior = s->prior[(size_t) trial * s->model->nclasses + c];

	return (w->cases * w->sum[c] + prior) / (w->cases + 1);
}

static void
clear_sums(const AnModel *m, Scratch *w)
{
	for (uint32_t c = 0; c < m->nclasses; c++)
		w->sum[c] = 0;
	w->cases = 0;
}

/* ----- one tree ----- */

/* The order of the tests is part of the rule. */
float
an_cut_share(const AnNode *node, float x)
{
	if (x <= node->low)
		return 1;
	if (x >= node->high)
		return 0;
	if (x <= node->cut)
		return (float) (1 - 0.5 * (double) (x - node->low) / ((double) (node->cut - node->low) + 1e-10));
	return (float) (0.5 * (double) (x - node->high) / ((double) (node->cut - node->high) + 1e-10));
}

static void
push(Scratch *w, uint32_t *top, uint32_t node, float weight)
{
	w->pending[*top].node = node;
	w->pending[*top].weight = weight;
	(*top)++;
}

/* A missing value follows every branch, by its share of the training cases. */
static void
push_spread(const AnModel *m, Scratch *w, uint32_t *top, const AnNode *node, float weight)
{
	for (uint32_t k = node->forks; k-- > 0;)
	{
		float		cases = m->nodes[node->child + k].cases;

		if (cases > FEW_CASES)
			push(w, top, node->child + k, (weight * cases) / node->cases);
	}
}

static void
push_cut(Scratch *w, uint32_t *top, const AnNode *node, float x, float weight)
{
	float		share = an_cut_share(node, x);
	double		below = (double) weight * (double) share;
	double		above = (double) weight * (1 - (double) share);

	if (above >= FEW_WEIGHT)
		push(w, top, node->child + 2, (float) above);
	if (below >= FEW_WEIGHT)
		push(w, top, node->child + 1, (float) below);
}

/* Visits a part of a tree in pre-order, adding up the leaves. */
static void
visit(const AnScorer *s, AnCase *c, Scratch *w, uint32_t start)
{
	const AnModel *m = s->model;
	uint32_t	top = 0;

	push(w, &top, start, 1);
	while (top > 0)
	{
		Pending		at = w->pending[--top];
		const AnNode *node = &m->nodes[at.node];
		float		x;

		if (node->kind == AN_LEAF)
		{
			add_leaf(s, w, at.node, at.weight);
			continue;
		}
		x = an_case_value(c, node->feature);
		if (an_case_bits(x) == AN_BITS_MISSING)
			push_spread(m, w, &top, node, at.weight);
		else if (node->kind != AN_CUT)
		{
			uint16_t	branch = s->maps[s->steps[at.node].map + (uint32_t) x - 1];

			if (branch == AN_NO_BRANCH)
				add_leaf(s, w, at.node, at.weight);
			else
				push(w, &top, node->child + branch, at.weight);
		}
		else if (an_case_bits(x) == AN_BITS_NA)
			push(w, &top, node->child, at.weight);
		else
			push_cut(w, &top, node, x, at.weight);
	}
}

/*
 * The step that a comparison does not decide: a level, N/A, a soft threshold.
 * Where the case would be split it stays, no longer whole.
 */
static uint32_t
odd_step(const AnScorer *s, uint32_t at, float x, bool *whole)
{
	const Step *step = &s->steps[at];

	if (an_case_bits(x) == AN_BITS_MISSING)
		*whole = false;
	else if (an_case_bits(x) == AN_BITS_NA)
		return step->child - 1;
	else if (x <= s->model->nodes[at].low)
		return step->child;
	else if (x >= s->model->nodes[at].high)
		return step->child + 1;
	else
		*whole = false;
	return at;
}

/*
 * Walks down some trees side by side until the case has ended in a node of
 * each, or is about to be split there.  One tree after the other would wait at
 * every node for the value and for the branch that was guessed wrong.
 */
static void
walk_trees(const AnScorer *s, AnCase *c, uint32_t first, uint32_t n, Place *places)
{
	const float *x = c->x;
	uint32_t	at[GROUP];
	uint32_t	tree[GROUP];	/* the trees that still move are the first n */

	for (uint32_t t = 0; t < n; t++)
	{
		at[t] = s->model->trials[first + t].first;
		tree[t] = t;
	}
	for (uint32_t t = 0; n > 0; t = t + 1 < n ? t + 1 : 0)
	{
		const Step *step = &s->steps[at[t]];
		float		value = x[step->feature];
		bool		whole = true;
		uint32_t	next;

		if (step->map < STEP_SOFT && !isnan(value))
		{
			uint16_t	branch = s->maps[step->map + (uint32_t) value - 1];

			next = branch == AN_NO_BRANCH ? at[t] : step->child + branch;
		}
		else if (!isnan(value) && step->map == STEP_CUT)
			next = step->child + (value > step->cut);
		else if (an_case_bits(value) == AN_BITS_UNREAD)
		{
			c->read(c, step->feature);
			continue;			/* asks again on the next round */
		}
		else
			next = odd_step(s, at[t], value, &whole);
		if (next == at[t])
		{
			places[tree[t]] = (Place) {next, whole};
			n--;
			next = at[n];
			tree[t] = tree[n];
		}
		at[t] = next;
	}
}

static Vote
vote_of_sums(const AnScorer *s, const Scratch *w, uint32_t t)
{
	Vote		vote;

	vote.outcome = tree_class(s->model, &s->model->trials[t], w->sum);
	vote.confidence = smoothed(s, w, t, vote.outcome);
	return vote;
}

Vote
an_node_vote(const AnScorer *s, Scratch *w, uint32_t trial, uint32_t node)
{
	clear_sums(s->model, w);
	add_leaf(s, w, node, 1);
	return vote_of_sums(s, w, trial);
}

static Vote
tree_vote(const AnScorer *s, AnCase *c, uint32_t t, const Place *place)
{
	Scratch    *w = c->scratch;

	if (place->whole)
		return s->votes != NULL ? s->votes[place->node] : an_node_vote(s, w, t, place->node);
	clear_sums(s->model, w);
	visit(s, c, w, place->node);
	return vote_of_sums(s, w, t);
}

/* ----- one rule set ----- */

static bool
holds(const AnModel *m, AnCase *c, const AnCondition *condition)
{
	float		x = an_case_value(c, condition->feature);

	if (an_case_bits(x) == AN_BITS_MISSING)
		return false;
	switch (condition->kind)
	{
		case AN_IS_LEVEL:
			return (uint32_t) x == condition->level;
		case AN_AT_MOST:
			return x <= condition->cut; /* false for N/A, which is a NaN */
		case AN_ABOVE:
			return x > condition->cut;
		case AN_IS_NA:
			return an_case_bits(x) == AN_BITS_NA;
		default:
			return m->branches[condition->branches + (uint32_t) x - 1] == 0;
	}
}

bool
an_rule_fires(const AnModel *m, AnCase *c, const AnRule *rule)
{
	for (uint32_t k = 0; k < rule->nconditions; k++)
		if (!holds(m, c, &m->conditions[rule->condition + k]))
			return false;
	return true;
}

static uint32_t
count_rules(const AnModel *m, AnCase *c, Scratch *w, const AnTrial *trial)
{
	uint32_t	fired = 0;

	memset(w->rule_sum, 0, m->nclasses * sizeof(*w->rule_sum));
	memset(w->rule_best, 0, m->nclasses * sizeof(*w->rule_best));
	for (uint32_t k = 0; k < m->nclasses; k++)
		w->rule_cover[k] = INFINITY;
	for (uint32_t i = trial->first; i < trial->first + trial->count; i++)
	{
		const AnRule *rule = &m->rules[i];
		uint32_t	k = rule->outcome;

		if (!an_rule_fires(m, c, rule))
			continue;
		fired++;
		if (rule->cover < w->rule_cover[k]
			|| (rule->cover == w->rule_cover[k] && rule->vote > w->rule_best[k]))
		{
			w->rule_best[k] = rule->vote;
			w->rule_cover[k] = rule->cover;
		}
		w->rule_sum[k] += rule->vote;
	}
	return fired;
}

/* Sets every class's probability, too, when p is not NULL. */
static Vote
rules_vote(const AnScorer *s, AnCase *c, uint32_t t, double *p)
{
	const AnModel *m = s->model;
	const AnTrial *trial = &m->trials[t];
	Scratch    *w = c->scratch;
	uint32_t	fired = count_rules(m, c, w, trial);
	double		all = 1000.0 * fired;
	Vote		vote = {0.5, trial->fallback};

	for (uint32_t k = 0; k < m->nclasses; k++)
	{
		double		specific = (double) w->rule_best[k] / 1000.0;

		if (w->rule_sum[k] > w->rule_sum[vote.outcome])
			vote.outcome = k;
		if (p != NULL)
			p[k] = w->rule_sum[k] > 0 ? fmin((double) w->rule_sum[k] / all, specific) : 0;
	}
	if (fired > 0)
	{
		vote.confidence = fmax((double) w->rule_best[vote.outcome] / 1000.0,
							   (double) w->rule_sum[vote.outcome] / all);
		if (p != NULL)
			p[vote.outcome] = vote.confidence;
	}
	return vote;
}

/* ----- the model ----- */

static uint32_t
score_one_trial(const AnScorer *s, AnCase *c, double *p)
{
	const AnModel *m = s->model;
	Scratch    *w = c->scratch;
	Place		place;

	if (m->kind == AN_RULES)
		return rules_vote(s, c, 0, p).outcome;
	walk_trees(s, c, 0, 1, &place);
	clear_sums(m, w);
	if (place.whole)
		add_leaf(s, w, place.node, 1);
	else
		visit(s, c, w, place.node);
	for (uint32_t k = 0; k < m->nclasses; k++)
		p[k] = smoothed(s, w, 0, k);
	return tree_class(m, &m->trials[0], w->sum);
}

static uint32_t
score_by_votes(const AnScorer *s, AnCase *c, double *p)
{
	const AnModel *m = s->model;
	float	   *votes = ((Scratch *) c->scratch)->votes;
	double		total = 0;
	uint32_t	best = m->trials[0].fallback;
	Place		places[GROUP];

	for (uint32_t k = 0; k < m->nclasses; k++)
		votes[k] = 0;
	for (uint32_t t = 0; t < m->trials_used; t++)
	{
		uint32_t	left = m->trials_used - t;
		Vote		vote;

		if (m->kind == AN_TREES && t % GROUP == 0)
			walk_trees(s, c, t, left < GROUP ? left : GROUP, places);
		vote = m->kind == AN_TREES ? tree_vote(s, c, t, &places[t % GROUP]) : rules_vote(s, c, t, NULL);
		votes[vote.outcome] = (float) ((double) votes[vote.outcome] + vote.confidence);
		total += vote.confidence;
	}
	for (uint32_t k = 0; k < m->nclasses; k++)
		p[k] = total > 0 ? (double) votes[k] / total : 0;
	for (uint32_t k = 0; k < m->nclasses; k++)
		if (p[k] > p[best])
			best = k;
	return best;
}

static uint32_t
score_trials(const AnScorer *s, AnCase *c)
{
	uint32_t	n = s->model->nclasses;
	double	   *p = c->probability;
	uint32_t	best = s->model->trials_used == 1 ? score_one_trial(s, c, p) : score_by_votes(s, c, p);
	double		total = 0;

	for (uint32_t k = 0; k < n; k++)
		total += p[k];
	/* Frequencies that no trainer writes may overflow: that says nothing. */
	for (uint32_t k = 0; k < n; k++)
		p[k] = total > 0 && total <= DBL_MAX ? p[k] / total : 1.0 / n;
	return best;
}

uint32_t
an_score(const AnScorer *s, AnCase *c)
{
	return s->model->kind >= AN_FOREST ? an_score_sum(s, c) : score_trials(s, c);
}
