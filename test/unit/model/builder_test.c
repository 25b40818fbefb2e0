/* builder_test.c - what a loader says, in order and out of order */
#include <math.h>

#include "small_model.h"

static void
trees_in_order_of_scoring(void **state)
{
	AnEnv		env;
	AnModel    *m;

	(void) state;
	an_env_init(&env, 1 << 24);
	m = small_trees(&env);
	assert_int_equal(2, m->ntrials);
	assert_int_equal(2, m->trials_used);
	assert_int_equal(10, m->nnodes);
	/* a node's children lie side by side, in their order */
	assert_int_equal(AN_CUT, m->nodes[0].kind);
	assert_int_equal(1, m->nodes[0].child);
	assert_int_equal(AN_LEAF, m->nodes[1].kind);
	assert_int_equal(AN_NWAY, m->nodes[2].kind);
	assert_int_equal(4, m->nodes[2].child);
	assert_int_equal(AN_SUBSET, m->nodes[3].kind);
	assert_int_equal(7, m->nodes[3].child);
	assert_int_equal(3, m->nodes[8].parent);
	assert_true(m->nodes[8].cases == 4 && m->freq[17] == 3);
	assert_int_equal(9, m->trials[1].first);
	assert_int_equal(1, m->trials[1].fallback);
	assert_true(m->features[0].used && m->features[1].used && !m->features[2].used);
	assert_true(m->costs[0] == 0 && m->costs[1] == 3 && m->costs[2] == 1 && m->costs[3] == 0);
	assert_true(an_str_equal(m->features[1].levels[0], AN_LITERAL("N/A")));
	an_env_release(&env);
}

static void
rules(void **state)
{
	AnEnv		env;
	AnModel    *m;

	(void) state;
	an_env_init(&env, 1 << 24);
	m = small_rules(&env);
	assert_int_equal(1, m->trials_used);
	assert_int_equal(3, m->nrules);
	assert_int_equal(833, m->rules[0].vote);
	assert_int_equal(3, m->rules[0].nconditions);
	assert_int_equal(3, m->rules[1].condition);
	assert_int_equal(0, m->rules[2].nconditions);
	assert_int_equal(AN_NO_BRANCH, m->branches[m->conditions[2].branches]);
	assert_int_equal(0, m->branches[m->conditions[2].branches + 1]);
	an_env_release(&env);
}

/* Wrong calls; each on a builder of its own, after the schema. */
typedef AnStatus (*Call) (AnBuilder *b);

static const float some[] = {2, 1};

static AnStatus
finish(AnBuilder *b)
{
	AnModel    *model;

	return an_builder_finish(b, 0, AN_UNKNOWN_ERROR, &model);
}

static AnStatus
tree(AnBuilder *b)
{
	BUILD(an_builder_tree(b));
	return AN_OK;
}

static AnStatus
node_without_tree(AnBuilder *b)
{
	return an_builder_leaf(b, 0, some);
}

static AnStatus
second_root(AnBuilder *b)
{
	tree(b);
	BUILD(an_builder_leaf(b, 0, some));
	return an_builder_leaf(b, 0, some);
}

static AnStatus
incomplete_tree(AnBuilder *b)
{
	tree(b);
	BUILD(an_builder_cut(b, 0, some, 0, 1, 1, 1, 1));
	BUILD(an_builder_leaf(b, 0, some));
	return finish(b);
}

static AnStatus
next_tree_too_early(AnBuilder *b)
{
	tree(b);
	BUILD(an_builder_cut(b, 0, some, 0, 1, 1, 1, 1));
	return an_builder_tree(b);
}

static AnStatus
empty_tree(AnBuilder *b)
{
	tree(b);
	return finish(b);
}

static AnStatus
unknown_class(AnBuilder *b)
{
	tree(b);
	return an_builder_leaf(b, 2, some);
}

static AnStatus
unknown_feature(AnBuilder *b)
{
	tree(b);
	return an_builder_cut(b, 0, some, 3, 1, 1, 1, 1);
}

static AnStatus
cut_of_categories(AnBuilder *b)
{
	tree(b);
	return an_builder_cut(b, 0, some, 1, 1, 1, 1, 1);
}

static AnStatus
categories_of_a_number(AnBuilder *b)
{
	tree(b);
	return an_builder_nway(b, 0, some, 0);
}

static AnStatus
split_of_an_ignored_feature(AnBuilder *b)
{
	tree(b);
	return an_builder_nway(b, 0, some, 2);
}

static AnStatus
too_many_branches(AnBuilder *b)
{
	static const uint16_t map[] = {0, 1, 2};

	tree(b);
	return an_builder_subset(b, 0, some, 1, 4, map);
}

static AnStatus
no_branches(AnBuilder *b)
{
	tree(b);
	return an_builder_subset(b, 0, some, 1, 0, NULL);
}

static AnStatus
branch_out_of_range(AnBuilder *b)
{
	static const uint16_t map[] = {0, 1, 2};

	tree(b);
	BUILD(an_builder_subset(b, 0, some, 1, 2, map));
	BUILD(an_builder_leaf(b, 0, some));
	BUILD(an_builder_leaf(b, 0, some));
	return finish(b);
}

static AnStatus
root_without_cases(AnBuilder *b)
{
	tree(b);
	BUILD(an_builder_leaf(b, 0, NULL));
	return finish(b);
}

static AnStatus
negative_frequency(AnBuilder *b)
{
	static const float freq[] = {2, -1};

	tree(b);
	BUILD(an_builder_leaf(b, 0, freq));
	return finish(b);
}

static AnStatus
infinite_cut(AnBuilder *b)
{
	tree(b);
	BUILD(an_builder_cut(b, 0, some, 0, INFINITY, 1, 1, 1));
	for (int i = 0; i < 3; i++)
		BUILD(an_builder_leaf(b, 0, some));
	return finish(b);
}

static AnStatus
rules_among_trees(AnBuilder *b)
{
	return an_builder_rule_set(b, 0);
}

static AnStatus
rule_without_set(AnBuilder *b)
{
	return an_builder_rule(b, 0, 1, 1, 1);
}

static AnStatus
condition_without_rule(AnBuilder *b)
{
	return an_builder_condition(b, AN_AT_MOST, 0, 0, 1);
}

static AnStatus
level_of_a_number(AnBuilder *b)
{
	BUILD(an_builder_feature(b, AN_LITERAL("y"), AN_NUMERIC, false));
	return an_builder_level(b, AN_LITERAL("a"));
}

static AnStatus
negative_cost(AnBuilder *b)
{
	return an_builder_cost(b, 0, 1, -1);
}

static AnStatus
cost_of_nothing(AnBuilder *b)
{
	return an_builder_cost(b, 0, 2, 1);
}

static AnStatus
cost_not_a_number(AnBuilder *b)
{
	return an_builder_cost(b, 0, 1, NAN);
}

static void
wrong_calls_to_trees(void **state)
{
	static const Call calls[] = {
		finish, node_without_tree, second_root, incomplete_tree, next_tree_too_early, empty_tree,
		unknown_class, unknown_feature, cut_of_categories, categories_of_a_number, split_of_an_ignored_feature,
		too_many_branches, no_branches, branch_out_of_range, root_without_cases, negative_frequency, infinite_cut,
		rules_among_trees, rule_without_set, condition_without_rule, level_of_a_number, negative_cost,
		cost_of_nothing, cost_not_a_number
	};

	(void) state;
	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
	{
		AnEnv		env;

		an_env_init(&env, 1 << 24);
		if (calls[i] (small_schema(&env, AN_TREES)) != AN_EFORMAT)
			fail_msg("call %zu: status %d", i, env.error.status);
		assert_int_equal(AN_EFORMAT, env.error.status);
		assert_true(env.error.message[0] != '\0');
		an_env_release(&env);
	}
}

static AnStatus
rule(AnBuilder *b, float cover, float ok)
{
	BUILD(an_builder_rule_set(b, 0));
	return an_builder_rule(b, 0, cover, ok, 1);
}

static void
wrong_rules(void **state)
{
	static const float figures[][2] = {
		{-1, 1}, {1, -1}, {NAN, 1}, {1, NAN}, {INFINITY, 1}, {1, 2.5f}, {1, 1e30f}
	};

	(void) state;
	for (size_t i = 0; i < sizeof(figures) / sizeof(figures[0]); i++)
	{
		AnEnv		env;

		an_env_init(&env, 1 << 24);
		assert_int_equal(AN_EFORMAT, rule(small_schema(&env, AN_RULES), figures[i][0], figures[i][1]));
		an_env_release(&env);
	}
}

static void
wrong_conditions(void **state)
{
	static const struct
	{
		AnConditionKind kind;
		uint32_t	feature;
		uint32_t	level;
		float		cut;
	}			wrong[] = {
		{AN_AT_MOST, 1, 0, 1}, {AN_AT_MOST, 2, 0, 1}, {AN_AT_MOST, 3, 0, 1}, {AN_ABOVE, 0, 0, NAN},
		{AN_IS_LEVEL, 0, 1, 0}, {AN_IS_LEVEL, 1, 0, 0}, {AN_IS_LEVEL, 1, 4, 0}, {AN_IS_NA, 1, 0, 0},
		{(AnConditionKind) 9, 0, 0, 0}
	};

	(void) state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
	{
		AnEnv		env;
		AnBuilder  *b;

		an_env_init(&env, 1 << 24);
		b = small_schema(&env, AN_RULES);
		BUILD(rule(b, 4, 3));
		if (an_builder_condition(b, wrong[i].kind, wrong[i].feature, wrong[i].level, wrong[i].cut) == AN_OK)
			assert_int_equal(AN_EFORMAT, finish(b));
		assert_int_equal(AN_EFORMAT, env.error.status);
		an_env_release(&env);
	}
}

/* Limits are limits, also of memory. */
static void
limits(void **state)
{
	AnEnv		env;
	AnBuilder  *b;
	AnStatus	status = AN_OK;

	(void) state;
	an_env_init(&env, (size_t) 1 << 30);
	b = small_schema(&env, AN_RULES);
	for (int i = 0; i < AN_MAX_TRIALS; i++)
		BUILD(an_builder_rule_set(b, 0));
	assert_int_equal(AN_ELIMIT, an_builder_rule_set(b, 0));
	assert_non_null(strstr(env.error.detail, "1000"));
	an_env_release(&env);

	an_env_init(&env, (size_t) 1 << 30);
	b = small_schema(&env, AN_TREES);
	tree(b);
	for (int i = 0; i < AN_MAX_DEPTH; i++)
		BUILD(an_builder_cut(b, 0, some, 0, 1, 1, 1, 1));
	assert_int_equal(AN_ELIMIT, an_builder_cut(b, 0, some, 0, 1, 1, 1, 1));
	an_env_release(&env);

	an_env_init(&env, (size_t) 1 << 18);
	b = small_schema(&env, AN_TREES);
	tree(b);
	for (int i = 0; i < AN_MAX_DEPTH && status == AN_OK; i++)
		status = an_builder_cut(b, 0, some, 0, 1, 1, 1, 1);
	assert_int_equal(AN_ELIMIT, status);
	an_env_release(&env);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(trees_in_order_of_scoring),
		cmocka_unit_test(rules),
		cmocka_unit_test(wrong_calls_to_trees),
		cmocka_unit_test(wrong_rules),
		cmocka_unit_test(wrong_conditions),
		cmocka_unit_test(limits),
	};

	return cmocka_run_group_tests_name("builder", tests, NULL, NULL);
}
