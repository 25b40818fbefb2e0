/*
 * builder.c - collects what a loader says and lays it out as a model
 *
 * Nodes arrive in pre-order and are kept so until finish, which lays each
 * node's children side by side: a step down the tree is then one addition.
 */
#include "model/builder_impl.h"
#include "model/layout.h"

#include <math.h>
#include <string.h>

AnStatus
an_builder_over(AnBuilder *b, const char *what, unsigned limit)
{
	an_fail(b->env, AN_ELIMIT, "too many %s", what);
	return an_detail(b->env, "The limit is %u.", limit);
}

AnStatus
an_builder_create(AnEnv *env, AnModelKind kind, AnBuilder **builder)
{
	AnBuilder  *b = an_alloc(env, sizeof(AnBuilder));

	if (b == NULL || (b->model = an_alloc(env, sizeof(AnModel))) == NULL)
		return env->error.status;
	b->env = env;
	b->model->kind = (uint8_t) kind;
	*builder = b;
	return AN_OK;
}

AnStatus
an_builder_has_costs(AnBuilder *b)
{
	b->model->has_costs = true;
	return AN_OK;
}

/* The diagonal starts at 0 and everything else at 1. */
static AnStatus
default_costs(AnBuilder *b)
{
	uint32_t	k = b->classes.count;

	b->model->costs = an_alloc_array(b->env, (size_t) k * k, sizeof(float));
	if (b->model->costs == NULL)
		return b->env->error.status;
	for (uint32_t i = 0; i < k; i++)
		for (uint32_t j = 0; j < k; j++)
			b->model->costs[(size_t) i * k + j] = i != j;
	return AN_OK;
}

AnStatus
an_builder_cost(AnBuilder *b, uint32_t predicted, uint32_t actual, float cost)
{
	uint32_t	k = b->classes.count;

	if (k > AN_MAX_COST_CLASSES)
		return an_builder_over(b, "classes for a cost matrix", AN_MAX_COST_CLASSES);
	if (predicted >= k || actual >= k || !(cost >= 0) || !isfinite(cost))
		return an_fail(b->env, AN_EFORMAT, "invalid cost");
	if (b->model->costs == NULL)
		AN_TRY(default_costs(b));
	b->model->costs[(size_t) predicted * k + actual] = cost;
	return AN_OK;
}

static AnTrial *
add_trial(AnBuilder *b)
{
	if (b->trials.count >= AN_MAX_TRIALS)
	{
		an_builder_over(b, "trials", AN_MAX_TRIALS);
		return NULL;
	}
	return AN_LIST_ADD(b->env, &b->trials, 1);
}

AnStatus
an_builder_tree(AnBuilder *b)
{
	AnTrial    *trial;

	if (b->model->kind != AN_TREES || b->open.count > 0)
		return an_fail(b->env, AN_EFORMAT, "a tree is incomplete");
	if ((trial = add_trial(b)) == NULL)
		return b->env->error.status;
	trial->first = b->nodes.count;
	return AN_OK;
}

/* Takes the node off its parent's account and closes what is complete. */
static AnStatus
place_node(AnBuilder *b)
{
	const AnTrial *trials = b->trials.items;

	if (b->trials.count == 0 || (b->open.count == 0 && b->nodes.count > trials[b->trials.count - 1].first))
		return an_fail(b->env, AN_EFORMAT, "a node that belongs to no tree");
	if (b->open.count > 0)
		((Open *) b->open.items)[b->open.count - 1].missing--;
	return AN_OK;
}

static AnNode *
add_node(AnBuilder *b, AnNodeKind kind, uint32_t majority, const float *freq)
{
	uint32_t	k = b->classes.count;
	AnNode	   *node;
	float	   *own;

	if (place_node(b) != AN_OK)
		return NULL;
	if (b->nodes.count >= AN_MAX_NODES)
	{
		an_builder_over(b, "nodes", AN_MAX_NODES);
		return NULL;
	}
	if (majority >= k)
	{
		an_fail(b->env, AN_EFORMAT, "a node's class is unknown");
		return NULL;
	}
	node = AN_LIST_ADD(b->env, &b->nodes, 1);
	own = AN_LIST_ADD(b->env, &b->freq, k);
	if (node == NULL || own == NULL)
		return NULL;
	if (freq != NULL)
		memcpy(own, freq, k * sizeof(float));
	node->kind = (uint8_t) kind;
	node->majority = majority;
	node->cases = an_sum_cases(own, k);
	return node;
}

static void
close_complete(AnBuilder *b)
{
	Open	   *stack = b->open.items;

	while (b->open.count > 0 && stack[b->open.count - 1].missing == 0)
		b->open.count--;
}

AnStatus
an_builder_leaf(AnBuilder *b, uint32_t majority, const float *freq)
{
	if (add_node(b, AN_LEAF, majority, freq) == NULL)
		return b->env->error.status;
	close_complete(b);
	return AN_OK;
}

static AnNode *
add_split(AnBuilder *b, AnNodeKind kind, uint32_t majority, const float *freq,
		  uint32_t feature, uint32_t forks)
{
	AnFeature  *features = b->features.items;
	AnNode	   *node = add_node(b, kind, majority, freq);
	Open	   *open;

	if (node == NULL)
		return NULL;
	if (feature >= b->features.count
		|| features[feature].kind != (kind == AN_CUT ? AN_NUMERIC : AN_CATEGORICAL))
	{
		an_fail(b->env, AN_EFORMAT, "a split does not fit its feature");
		return NULL;
	}
	if (b->open.count >= AN_MAX_DEPTH)
	{
		an_builder_over(b, "levels of a tree", AN_MAX_DEPTH);
		return NULL;
	}
	if (kind == AN_NWAY)
		forks = features[feature].nlevels;
	if ((open = AN_LIST_ADD(b->env, &b->open, 1)) == NULL)
		return NULL;
	open->node = b->nodes.count - 1;
	open->missing = forks;
	features[feature].used = true;
	node->feature = feature;
	node->forks = forks;
	return node;
}

AnStatus
an_builder_cut(AnBuilder *b, uint32_t majority, const float *freq, uint32_t feature,
			   float cut, float low, float mid, float high)
{
	AnNode	   *node = add_split(b, AN_CUT, majority, freq, feature, 3);

	if (node == NULL)
		return b->env->error.status;
	node->cut = cut;
	node->low = low;
	node->mid = mid;
	node->high = high;
	return AN_OK;
}

AnStatus
an_builder_nway(AnBuilder *b, uint32_t majority, const float *freq, uint32_t feature)
{
	return add_split(b, AN_NWAY, majority, freq, feature, 0) == NULL ? b->env->error.status : AN_OK;
}

AnStatus
an_builder_subset(AnBuilder *b, uint32_t majority, const float *freq, uint32_t feature,
				  uint32_t forks, const uint16_t *branches)
{
	AnNode	   *node;
	uint32_t	nlevels;
	uint16_t   *map;

	if (forks == 0)
		return an_fail(b->env, AN_EFORMAT, "a split without branches");
	if ((node = add_split(b, AN_SUBSET, majority, freq, feature, forks)) == NULL)
		return b->env->error.status;
	nlevels = b->features.items[feature].nlevels;
	if (forks > nlevels)
		return an_fail(b->env, AN_EFORMAT, "a split has more branches than levels");
	node->branches = b->branches.count;
	if ((map = AN_LIST_ADD(b->env, &b->branches, nlevels)) == NULL)
		return b->env->error.status;
	memcpy(map, branches, nlevels * sizeof(uint16_t));
	return AN_OK;
}

AnStatus
an_builder_rule_set(AnBuilder *b, uint32_t fallback)
{
	AnTrial    *trial;

	if (b->model->kind != AN_RULES || fallback >= b->classes.count)
		return an_fail(b->env, AN_EFORMAT, "a rule set's default class is unknown");
	if ((trial = add_trial(b)) == NULL)
		return b->env->error.status;
	trial->first = b->rules.count;
	trial->fallback = fallback;
	return AN_OK;
}

AnStatus
an_builder_rule(AnBuilder *b, uint32_t outcome, float cover, float ok, float lift)
{
	AnRule	   *rule;
	double		vote = (1000 * ((double) ok + 1.0)) / ((double) cover + 2.0) + 0.5;

	if (b->trials.count == 0 || outcome >= b->classes.count)
		return an_fail(b->env, AN_EFORMAT, "a rule's class is unknown");
	if (!isfinite(cover) || !isfinite(ok) || cover < 0 || ok < 0 || !(vote >= 0 && vote < 1001))
		return an_fail(b->env, AN_EFORMAT, "a rule's cover or ok is out of range");
	if ((rule = AN_LIST_ADD(b->env, &b->rules, 1)) == NULL)
		return b->env->error.status;
	rule->outcome = outcome;
	rule->condition = b->conditions.count;
	rule->vote = (int32_t) vote;
	rule->cover = cover;
	rule->ok = ok;
	rule->lift = lift;
	b->trials.items[b->trials.count - 1].count++;
	return AN_OK;
}

static AnCondition *
add_condition(AnBuilder *b, AnConditionKind kind, uint32_t feature)
{
	AnFeature  *features = b->features.items;
	AnRule	   *rule = b->rules.items;
	AnCondition *condition;

	if (b->rules.count == 0 || feature >= b->features.count)
	{
		an_fail(b->env, AN_EFORMAT, "a condition without a rule or feature");
		return NULL;
	}
	rule += b->rules.count - 1;
	if (rule->nconditions >= AN_MAX_CONDITIONS)
	{
		an_builder_over(b, "conditions", AN_MAX_CONDITIONS);
		return NULL;
	}
	if ((condition = AN_LIST_ADD(b->env, &b->conditions, 1)) == NULL)
		return NULL;
	rule->nconditions++;
	features[feature].used = true;
	condition->kind = (uint8_t) kind;
	condition->feature = feature;
	return condition;
}

AnStatus
an_builder_condition(AnBuilder *b, AnConditionKind kind, uint32_t feature, uint32_t level, float cut)
{
	AnCondition *condition = add_condition(b, kind, feature);

	if (condition == NULL)
		return b->env->error.status;
	condition->level = level;
	condition->cut = cut;
	return AN_OK;
}

AnStatus
an_builder_condition_set(AnBuilder *b, uint32_t feature, const uint8_t *members)
{
	AnCondition *condition = add_condition(b, AN_IN_SET, feature);
	uint32_t	nlevels;
	uint16_t   *map;

	if (condition == NULL)
		return b->env->error.status;
	nlevels = b->features.items[feature].nlevels;
	condition->branches = b->branches.count;
	if ((map = AN_LIST_ADD(b->env, &b->branches, nlevels)) == NULL)
		return b->env->error.status;
	for (uint32_t i = 0; i < nlevels; i++)
		map[i] = members[i] ? 0 : AN_NO_BRANCH;
	return AN_OK;
}

static void
adopt_lists(AnBuilder *b)
{
	AnModel    *m = b->model;
	AnStr	   *levels = b->levels.items;

	m->nclasses = b->classes.count;
	m->classes = b->classes.items;
	m->nfeatures = b->features.count;
	m->features = b->features.items;
	m->ntrials = b->trials.count;
	m->trials = b->trials.items;
	m->nrules = b->rules.count;
	m->rules = b->rules.items;
	m->nconditions = b->conditions.count;
	m->conditions = b->conditions.items;
	m->nbranches = b->branches.count;
	m->branches = b->branches.items;
	for (uint32_t f = 0; f < m->nfeatures; f++)
	{
		m->features[f].levels = m->features[f].nlevels > 0 ? levels : NULL;
		if (levels != NULL)
			levels += m->features[f].nlevels;
	}
}

/* What a loader got wrong is the file's fault, not corruption of our bytes. */
AnStatus
an_builder_finish(AnBuilder *b, uint32_t trials_used, AnUnknown unknown, AnModel **model)
{
	AnEnv	   *env = b->env;
	AnModel    *m = b->model;

	adopt_lists(b);
	if (m->kind >= AN_FOREST)
		AN_TRY(an_builder_adopt_sums(b));
	else if (m->nclasses == 0 || m->ntrials == 0 || b->open.count > 0)
		return an_fail(env, AN_EFORMAT, m->nclasses == 0 ? "a model without classes" : m->ntrials == 0 ? "a model without trials" : "a tree is incomplete");
	if (m->kind == AN_TREES)
		AN_TRY(an_lay_out_trees(env, m, b->nodes.items, b->freq.items, b->nodes.count));
	m->unknown = (uint8_t) unknown;
	m->trials_used = trials_used == 0 || trials_used > m->ntrials ? m->ntrials : trials_used;
	if (an_model_validate(env, m) != AN_OK)
	{
		if (env->error.status == AN_ECORRUPT)
			env->error.status = AN_EFORMAT;
		return env->error.status;
	}
	*model = m;
	return AN_OK;
}
