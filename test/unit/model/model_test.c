/* model_test.c - every clause of the contract of model.h, broken once */
#include <math.h>

#include "small_model.h"

typedef struct Damage
{
	const char *rule;			/* what the detail must say */
	void		(*damage) (AnModel *m);
} Damage;

#define DAMAGE(name, code) static void name(AnModel *m) { code; }

DAMAGE(kind, m->kind = 5)
DAMAGE(unknown, m->unknown = 3)
DAMAGE(tool, m->tool = AN_LITERAL("\xFF"))
DAMAGE(target, m->target = AN_LITERAL("\xC3"))
DAMAGE(no_classes, m->nclasses = 0)
DAMAGE(many_classes, m->nclasses = AN_MAX_CLASSES + 1)
DAMAGE(class_name, m->classes[1] = AN_LITERAL("\xED\xA0\x80"))
DAMAGE(many_features, m->nfeatures = AN_MAX_FEATURES + 1)
DAMAGE(feature_name, m->features[0].name = AN_LITERAL("\xFE"))
DAMAGE(feature_kind, m->features[0].kind = 0)
DAMAGE(numeric_levels, m->features[0].nlevels = 1)
DAMAGE(categorical_without_levels, m->features[1].nlevels = 0)
DAMAGE(many_levels, m->features[1].nlevels = AN_MAX_LEVELS + 1)
DAMAGE(level_text, m->features[1].levels[1] = AN_LITERAL("\xC0\x80"))
DAMAGE(first_level, m->features[1].levels[0] = AN_LITERAL("n/a"))
DAMAGE(no_trials, m->ntrials = 0)
DAMAGE(many_trials, m->ntrials = AN_MAX_TRIALS + 1)
DAMAGE(no_trials_used, m->trials_used = 0)
DAMAGE(many_trials_used, m->trials_used = 3)
DAMAGE(many_nodes, m->nnodes = AN_MAX_NODES + 1)
DAMAGE(cost_infinite, m->costs[1] = INFINITY)
DAMAGE(cost_negative, m->costs[2] = -1)
DAMAGE(trial_gap, m->trials[1].first = 8)
DAMAGE(trial_beyond, m->trials[1].count = 2)
DAMAGE(trial_short, m->ntrials = m->trials_used = 1)
DAMAGE(trial_default, m->trials[0].fallback = 2)
DAMAGE(trial_fallback, m->trials[0].fallback = 1)
DAMAGE(trial_empty, m->trials[0].count = 0; m->trials[1].first = 0)
DAMAGE(root_parent, m->nodes[0].parent = 1)
DAMAGE(root_cases, m->freq[18] = m->freq[19] = m->nodes[9].cases = 0)
DAMAGE(node_kind, m->nodes[1].kind = 4)
DAMAGE(node_class, m->nodes[1].majority = 2)
DAMAGE(freq_negative, m->freq[8] = -1)
DAMAGE(freq_infinite, m->freq[8] = INFINITY)
DAMAGE(freq_nan, m->freq[8] = NAN)
DAMAGE(node_cases, m->nodes[5].cases = 3)
DAMAGE(split_feature, m->nodes[0].feature = 3)
DAMAGE(split_kind, m->nodes[0].feature = 1)
DAMAGE(split_ignored, m->nodes[2].feature = 2)
DAMAGE(split_cases, m->freq[4] = m->freq[5] = m->nodes[2].cases = 0)
DAMAGE(cut_forks, m->nodes[0].forks = 2)
DAMAGE(cut_value, m->nodes[0].cut = NAN)
DAMAGE(cut_low, m->nodes[0].low = -INFINITY)
DAMAGE(cut_mid, m->nodes[0].mid = NAN)
DAMAGE(cut_high, m->nodes[0].high = INFINITY)
DAMAGE(nway_forks, m->nodes[2].forks = 2)
DAMAGE(subset_no_forks, m->nodes[3].forks = 0)
DAMAGE(subset_many_forks, m->nodes[3].forks = 4)
DAMAGE(subset_map, m->branches[1] = 2)
DAMAGE(subset_offset, m->nodes[3].branches = 1)
DAMAGE(subset_far_offset, m->nodes[3].branches = UINT32_MAX)
DAMAGE(child_self, m->nodes[0].child = 0)
DAMAGE(child_beyond, m->nodes[3].child = 8)
DAMAGE(child_far, m->nodes[3].child = UINT32_MAX)
DAMAGE(child_of_other_tree, m->trials[0].count = 8; m->trials[1].first = 8; m->trials[1].count = 2)
DAMAGE(child_shared, m->nodes[3].child = 6)
DAMAGE(child_parent, m->nodes[8].parent = 2)

static const Damage of_trees[] = {
	{"of trees, of rules, or a sum", kind}, {"an error, missing", unknown}, {"names are UTF-8", tool},
	{"names are UTF-8", target}, {"10000 classes", no_classes}, {"10000 classes", many_classes},
	{"class names are UTF-8", class_name}, {"100000 features", many_features},
	{"feature names are UTF-8", feature_name}, {"numeric, categorical or ignored", feature_kind},
	{"categorical features have levels", numeric_levels},
	{"categorical features have levels", categorical_without_levels}, {"60000 levels", many_levels},
	{"levels are UTF-8", level_text}, {"first level is N/A", first_level}, {"1000 trials", no_trials},
	{"1000 trials", many_trials}, {"trials used", no_trials_used}, {"trials used", many_trials_used},
	{"10 million nodes", many_nodes}, {"costs are finite", cost_infinite}, {"costs are finite", cost_negative},
	{"trials follow one another", trial_gap}, {"trials follow one another", trial_beyond},
	{"belongs to a trial", trial_short}, {"default class exists", trial_default},
	{"falls back on its root", trial_fallback}, {"a root is its own parent", trial_empty},
	{"a root is its own parent", root_parent}, {"a root has cases", root_cases},
	{"a leaf or a split", node_kind}, {"a node's class exists", node_class},
	{"frequencies are finite", freq_negative}, {"frequencies are finite", freq_infinite},
	{"frequencies are finite", freq_nan}, {"sum of frequencies", node_cases},
	{"split's feature exists", split_feature}, {"fits its feature's kind", split_kind},
	{"fits its feature's kind", split_ignored}, {"a split has cases", split_cases},
	{"three children", cut_forks}, {"cuts are finite", cut_value}, {"cuts are finite", cut_low},
	{"cuts are finite", cut_mid}, {"cuts are finite", cut_high}, {"one child for each level", nway_forks},
	{"no more branches", subset_no_forks}, {"no more branches", subset_many_forks},
	{"levels map to children", subset_map}, {"levels map to children", subset_offset},
	{"levels map to children", subset_far_offset}, {"after their parent", child_self},
	{"after their parent", child_beyond}, {"after their parent", child_far},
	{"after their parent", child_of_other_tree}, {"one parent", child_shared}, {"one parent", child_parent},
};

DAMAGE(rule_class, m->rules[0].outcome = 2)
DAMAGE(rule_cover, m->rules[0].cover = NAN)
DAMAGE(rule_ok, m->rules[0].ok = INFINITY)
DAMAGE(rule_lift, m->rules[0].lift = NAN)
DAMAGE(rule_vote, m->rules[0].vote = 1001)
DAMAGE(rule_negative_vote, m->rules[0].vote = -1)
DAMAGE(rule_conditions, m->rules[1].nconditions = 3)
DAMAGE(rule_first_condition, m->rules[2].condition = 6)
DAMAGE(condition_feature, m->conditions[0].feature = 3)
DAMAGE(condition_kind, m->conditions[0].kind = 6)
DAMAGE(condition_of_level, m->conditions[0].feature = 1)
DAMAGE(condition_of_number, m->conditions[4].feature = 0)
DAMAGE(condition_ignored, m->conditions[3].feature = 2)
DAMAGE(condition_no_level, m->conditions[4].level = 0)
DAMAGE(condition_level, m->conditions[4].level = 4)
DAMAGE(condition_cut, m->conditions[0].cut = NAN)
DAMAGE(set_member, m->branches[1] = 1)
DAMAGE(set_offset, m->conditions[2].branches = 1)

static const Damage of_rules[] = {
	{"rule's class exists", rule_class}, {"figures are finite", rule_cover}, {"figures are finite", rule_ok},
	{"figures are finite", rule_lift}, {"a vote is 0 to 1000", rule_vote},
	{"a vote is 0 to 1000", rule_negative_vote}, {"rule's conditions exist", rule_conditions},
	{"rule's conditions exist", rule_first_condition}, {"condition's feature exists", condition_feature},
	{"condition", condition_kind}, {"fits its feature's kind", condition_of_level},
	{"fits its feature's kind", condition_of_number}, {"fits its feature's kind", condition_ignored},
	{"condition's level exists", condition_no_level}, {"condition's level exists", condition_level},
	{"cuts are finite", condition_cut}, {"sets are of known levels", set_member},
	{"sets are of known levels", set_offset}, {"trials follow one another", trial_gap},
};

static void
check_damages(AnModel *(*build) (AnEnv *env), const Damage *damages, size_t n)
{
	for (size_t i = 0; i < n; i++)
	{
		AnEnv		env;
		AnModel    *m;

		an_env_init(&env, 1 << 24);
		m = build(&env);
		assert_int_equal(AN_OK, an_model_validate(&env, m));
		damages[i].damage(m);
		if (an_model_validate(&env, m) != AN_ECORRUPT || strstr(env.error.detail, damages[i].rule) == NULL)
			fail_msg("damage %zu: expected \"%s\", got \"%s\"", i, damages[i].rule, env.error.detail);
		an_env_release(&env);
	}
}

static void
damaged_trees(void **state)
{
	(void) state;
	check_damages(small_trees, of_trees, sizeof(of_trees) / sizeof(of_trees[0]));
}

static void
damaged_rules(void **state)
{
	(void) state;
	check_damages(small_rules, of_rules, sizeof(of_rules) / sizeof(of_rules[0]));
}

/* Only the trials in use count. */
static void
features_used(void **state)
{
	AnEnv		env;
	AnModel    *m;

	(void) state;
	an_env_init(&env, 1 << 24);
	m = small_rules(&env);
	assert_true(m->features[0].used && m->features[1].used);
	m->rules[0].nconditions = 2;
	m->rules[1].nconditions = 1;
	assert_int_equal(AN_OK, an_model_validate(&env, m));
	assert_true(m->features[0].used && !m->features[1].used && !m->features[2].used);
	an_env_release(&env);
}

static void
sums_are_single_precision(void **state)
{
	const float freq[] = {16777216, 1, 1, 1};

	(void) state;
	assert_true(an_sum_cases(freq, 4) == 16777216);
	assert_true(an_sum_cases(freq + 1, 3) == 3);
	assert_true(an_sum_cases(freq, 0) == 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(damaged_trees),
		cmocka_unit_test(damaged_rules),
		cmocka_unit_test(features_used),
		cmocka_unit_test(sums_are_single_precision),
	};

	return cmocka_run_group_tests_name("model", tests, NULL, NULL);
}
