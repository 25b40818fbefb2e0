/* model.c - proof that a model keeps the contract of model.h */
#include "model/model.h"
#include "base/encoding.h"
#include "model/proof.h"
#include "model/sums.h"

#include <math.h>

float
an_sum_cases(const float *freq, uint32_t nclasses)
{
	float		sum = 0;

	for (uint32_t c = 0; c < nclasses; c++)
		sum += freq[c];
	return sum;
}

const char *
an_part_name(AnPart part)
{
	static const char *const names[] = {
		[AN_YEAR] = "year",
		[AN_MONTH] = "month",
		[AN_DAY] = "day",
		[AN_DAY_OF_WEEK] = "day_of_week",
		[AN_HOUR] = "hour",
		[AN_MINUTE] = "minute",
		[AN_DAYS] = "days"
	};

	return part >= AN_YEAR && part <= AN_DAYS ? names[part] : NULL;
}

static bool
good_text(AnStr s)
{
	return s.len <= UINT32_MAX && an_utf8_valid(s.data, s.len);
}

static AnStatus
check_feature(AnEnv *env, const AnFeature *feature)
{
	REQUIRE(good_text(feature->name), "feature names are UTF-8");
	REQUIRE(feature->kind >= AN_NUMERIC && feature->kind <= AN_IGNORED, "a feature is numeric, categorical or ignored");
	REQUIRE((feature->kind == AN_CATEGORICAL) == (feature->nlevels > 0), "categorical features have levels");
	REQUIRE(feature->part <= AN_DAYS && (feature->part != AN_REST || feature->kind == AN_NUMERIC), "a part is known, a rest is numeric");
	REQUIRE(feature->nlevels <= AN_MAX_LEVELS, "a feature has at most 60000 levels");
	for (uint32_t i = 0; i < feature->nlevels; i++)
		REQUIRE(good_text(feature->levels[i]), "levels are UTF-8");
	REQUIRE((feature->nlevels > 0 || !feature->exact) && (feature->exact || !feature->coded), "only categories are exact, only exact ones coded");
	if (feature->nlevels > 0)
		REQUIRE(an_str_equal(feature->levels[0], AN_LITERAL("N/A")), "the first level is N/A");
	return AN_OK;
}

static AnStatus
check_schema(AnEnv *env, const AnModel *m)
{
	REQUIRE(m->unknown <= AN_UNKNOWN_OTHER, "unknown levels are an error, missing or one more level");
	REQUIRE(good_text(m->tool) && good_text(m->target), "names are UTF-8");
	REQUIRE(m->nclasses <= AN_MAX_CLASSES, "at most 10000 classes");
	REQUIRE(m->nfeatures <= AN_MAX_FEATURES, "at most 100000 features");
	for (uint32_t c = 0; c < m->nclasses; c++)
		REQUIRE(good_text(m->classes[c]), "class names are UTF-8");
	for (uint32_t f = 0; f < m->nfeatures; f++)
		AN_TRY(check_feature(env, &m->features[f]));
	return AN_OK;
}

static AnStatus
check_trial_counts(AnEnv *env, const AnModel *m)
{
	REQUIRE(m->nclasses >= 1, "1 to 10000 classes");
	REQUIRE(m->ntrials >= 1 && m->ntrials <= AN_MAX_TRIALS, "1 to 1000 trials");
	REQUIRE(m->trials_used >= 1 && m->trials_used <= m->ntrials, "trials used are stored");
	REQUIRE(m->nnodes <= AN_MAX_NODES, "at most 10 million nodes");
	REQUIRE(m->forest == NULL && m->linear == NULL, "trees and rules are no sums");
	REQUIRE(m->costs == NULL || m->nclasses <= AN_MAX_COST_CLASSES, "at most 1000 classes with costs");
	if (m->costs != NULL)
		for (size_t i = 0; i < (size_t) m->nclasses * m->nclasses; i++)
			REQUIRE(isfinite(m->costs[i]) && m->costs[i] >= 0, "costs are finite and not negative");
	return AN_OK;
}

/* A map from the levels of a feature to its children (or 0 for set members). */
static bool
good_branches(const AnModel *m, uint32_t offset, uint32_t feature, uint32_t forks)
{
	uint32_t	nlevels = m->features[feature].nlevels;

	if (offset > m->nbranches || nlevels > m->nbranches - offset)
		return false;
	for (uint32_t i = 0; i < nlevels; i++)
	{
		uint16_t	branch = m->branches[offset + i];

		if (branch != AN_NO_BRANCH && branch >= forks)
			return false;
	}
	return true;
}

static AnStatus
check_split(AnEnv *env, const AnModel *m, const AnNode *node)
{
	const AnFeature *feature;

	REQUIRE(node->feature < m->nfeatures, "a split's feature exists");
	feature = &m->features[node->feature];
	REQUIRE(feature->kind == (node->kind == AN_CUT ? AN_NUMERIC : AN_CATEGORICAL), "a split fits its feature's kind");
	REQUIRE(node->cases > 0, "a split has cases");
	if (node->kind == AN_CUT)
	{
		REQUIRE(node->forks == 3, "a cut has three children");
		REQUIRE(isfinite(node->cut) && isfinite(node->low) && isfinite(node->mid) && isfinite(node->high), "cuts are finite");
	}
	else if (node->kind == AN_NWAY)
		REQUIRE(node->forks == feature->nlevels, "one child for each level");
	else
	{
		REQUIRE(node->forks >= 1 && node->forks <= feature->nlevels, "no more branches than levels");
		REQUIRE(good_branches(m, node->branches, node->feature, node->forks), "levels map to children");
	}
	return AN_OK;
}

/*
 * One tree.  Children come after their parent, name it, and blocks of children
 * follow one another without gap or overlap, so that every node has one parent
 * and no cycle is possible.  depth is scratch.
 */
static AnStatus
check_tree(AnEnv *env, const AnModel *m, const AnTrial *trial, uint32_t *depth)
{
	uint32_t	end = trial->first + trial->count;
	uint32_t	next = trial->first + 1;	/* where the next children must start */

	REQUIRE(trial->count >= 1 && m->nodes[trial->first].parent == trial->first, "a root is its own parent");
	REQUIRE(m->nodes[trial->first].cases > 0, "a root has cases");
	depth[trial->first] = 1;
	for (uint32_t i = trial->first; i < end; i++)
	{
		const AnNode *node = &m->nodes[i];
		const float *freq = m->freq + (size_t) i * m->nclasses;

		if (i % 4096 == 0)
			AN_TRY(an_poll(env));
		REQUIRE(node->kind <= AN_SUBSET, "a node is a leaf or a split");
		REQUIRE(node->majority < m->nclasses, "a node's class exists");
		for (uint32_t c = 0; c < m->nclasses; c++)
			REQUIRE(isfinite(freq[c]) && freq[c] >= 0, "frequencies are finite and not negative");
		REQUIRE(isfinite(node->cases) && node->cases == an_sum_cases(freq, m->nclasses), "cases are the sum of frequencies");
		if (node->kind == AN_LEAF)
			continue;
		AN_TRY(check_split(env, m, node));
		REQUIRE(node->child > i && node->child >= trial->first + 1 && node->child < end && node->forks <= end - node->child, "children come after their parent");
		REQUIRE(depth[i] < AN_MAX_DEPTH, "a tree has at most 10000 levels");
		for (uint32_t k = 0; k < node->forks; k++)
		{
			REQUIRE(m->nodes[node->child + k].parent == i && depth[node->child + k] == 0, "a node has one parent");
			depth[node->child + k] = depth[i] + 1;
		}
		next += node->forks;
	}
	REQUIRE(next == end, "every node is somebody's child");
	for (uint32_t i = trial->first; i < end; i++)
		REQUIRE(depth[i] > 0, "every node is somebody's child");
	return AN_OK;
}

static AnStatus
check_condition(AnEnv *env, const AnModel *m, const AnCondition *condition)
{
	const AnFeature *feature;
	bool		categorical;

	REQUIRE(condition->feature < m->nfeatures, "a condition's feature exists");
	feature = &m->features[condition->feature];
	categorical = condition->kind == AN_IS_LEVEL || condition->kind == AN_IN_SET;
	REQUIRE(feature->kind == (categorical ? AN_CATEGORICAL : AN_NUMERIC), "a condition fits its feature's kind");
	switch (condition->kind)
	{
		case AN_IS_LEVEL:
			REQUIRE(condition->level >= 1 && condition->level <= feature->nlevels, "a condition's level exists");
			break;
		case AN_AT_MOST:
		case AN_ABOVE:
			REQUIRE(isfinite(condition->cut), "cuts are finite");
			break;
		case AN_IS_NA:
			break;
		case AN_IN_SET:
			REQUIRE(good_branches(m, condition->branches, condition->feature, 1), "sets are of known levels");
			break;
		default:
			return an_broken_rule(env, "a condition is of a known kind");
	}
	return AN_OK;
}

static AnStatus
check_rules(AnEnv *env, const AnModel *m, const AnTrial *trial)
{
	for (uint32_t i = trial->first; i < trial->first + trial->count; i++)
	{
		const AnRule *rule = &m->rules[i];

		REQUIRE(rule->outcome < m->nclasses, "a rule's class exists");
		REQUIRE(isfinite(rule->cover) && isfinite(rule->ok) && isfinite(rule->lift), "a rule's figures are finite");
		REQUIRE(rule->vote >= 0 && rule->vote <= 1000, "a vote is 0 to 1000");
		REQUIRE(rule->nconditions <= AN_MAX_CONDITIONS && rule->condition <= m->nconditions
				&& rule->nconditions <= m->nconditions - rule->condition, "a rule's conditions exist");
		for (uint32_t k = 0; k < rule->nconditions; k++)
			AN_TRY(check_condition(env, m, &m->conditions[rule->condition + k]));
		if (i % 1024 == 0)
			AN_TRY(an_poll(env));
	}
	return AN_OK;
}

/* Which features the trials in use read: the others need not be fetched. */
static void
mark_used(AnModel *m)
{
	for (uint32_t t = 0; t < m->trials_used; t++)
	{
		const AnTrial *trial = &m->trials[t];

		for (uint32_t i = trial->first; i < trial->first + trial->count; i++)
		{
			if (m->kind == AN_RULES)
				for (uint32_t k = 0; k < m->rules[i].nconditions; k++)
					m->features[m->conditions[m->rules[i].condition + k].feature].used = true;
			else if (m->nodes[i].kind != AN_LEAF)
				m->features[m->nodes[i].feature].used = true;
		}
	}
}

static AnStatus
check_trials(AnEnv *env, const AnModel *model)
{
	uint32_t	stored = model->kind == AN_TREES ? model->nnodes : model->nrules;
	uint32_t	next = 0;
	uint32_t   *depth;

	AN_TRY(check_trial_counts(env, model));
	depth = an_alloc_array(env, (size_t) model->nnodes + 1, sizeof(uint32_t));
	if (depth == NULL)
		return env->error.status;
	for (uint32_t t = 0; t < model->ntrials; t++)
	{
		const AnTrial *trial = &model->trials[t];

		REQUIRE(trial->first == next && trial->count <= stored - next, "trials follow one another");
		REQUIRE(trial->fallback < model->nclasses, "a trial's default class exists");
		next += trial->count;
		if (model->kind == AN_TREES)
		{
			AN_TRY(check_tree(env, model, trial, depth));
			REQUIRE(trial->fallback == model->nodes[trial->first].majority, "a tree falls back on its root's class");
		}
		else
			AN_TRY(check_rules(env, model, trial));
	}
	REQUIRE(next == stored, "every node or rule belongs to a trial");
	return AN_OK;
}

/* A model that is a sum has nothing else. */
static AnStatus
check_sum(AnEnv *env, const AnModel *m)
{
	REQUIRE(m->ntrials == 0 && m->trials_used == 0 && m->nnodes == 0 && m->nrules == 0
			&& m->nconditions == 0 && m->nbranches == 0 && m->costs == NULL && !m->has_costs, "a sum has no trials or costs");
	REQUIRE((m->forest == NULL) == (m->kind != AN_FOREST) && (m->linear == NULL) == (m->kind != AN_LINEAR), "a model is of one kind");
	return m->kind == AN_FOREST ? an_forest_validate(env, m) : an_linear_validate(env, m);
}

AnStatus
an_model_validate(AnEnv *env, AnModel *model)
{
	REQUIRE(model->kind >= AN_TREES && model->kind <= AN_LINEAR, "a model is of trees, of rules, or a sum");
	AN_TRY(check_schema(env, model));
	AN_TRY(model->kind <= AN_RULES ? check_trials(env, model) : check_sum(env, model));
	for (uint32_t f = 0; f < model->nfeatures; f++)
		model->features[f].used = false;
	if (model->kind == AN_FOREST)
		an_forest_mark_used(model);
	else if (model->kind == AN_LINEAR)
		an_linear_mark_used(model);
	else
		mark_used(model);
	return AN_OK;
}
