/* small_model.h - models that use every kind of node and of condition */
#ifndef SMALL_MODEL_H
#define SMALL_MODEL_H

#include <math.h>

#include "unit.h"

#include "model/builder.h"

#define BUILD(call) assert_int_equal(AN_OK, (call))

static inline AnBuilder *
small_schema(AnEnv *env, AnModelKind kind)
{
	AnBuilder  *b;

	BUILD(an_builder_create(env, kind, &b));
	BUILD(an_builder_origin(b, AN_LITERAL("tool"), AN_LITERAL("outcome")));
	BUILD(an_builder_class(b, AN_LITERAL("no")));
	BUILD(an_builder_class(b, AN_LITERAL("si")));
	BUILD(an_builder_feature(b, AN_LITERAL("x"), AN_NUMERIC, false));
	BUILD(an_builder_feature(b, AN_LITERAL("f"), AN_CATEGORICAL, true));
	BUILD(an_builder_level(b, AN_LITERAL("a")));
	BUILD(an_builder_level(b, AN_LITERAL("b")));
	BUILD(an_builder_feature(b, AN_LITERAL("unused"), AN_IGNORED, false));
	return b;
}

/* Tree 1: cut -> (empty, n-way -> (empty, 1, 2), subset -> (3, 4)); tree 2: a leaf. */
static inline AnModel *
small_trees(AnEnv *env)
{
	static const float freq[][2] = {{6, 4}, {3, 1}, {1, 1}, {2, 0}, {3, 3}, {2, 0}, {1, 3}, {5, 5}};
	static const uint16_t branches[] = {AN_NO_BRANCH, 0, 1};
	AnBuilder  *b = small_schema(env, AN_TREES);
	AnModel    *model;

	BUILD(an_builder_has_costs(b));
	BUILD(an_builder_cost(b, 0, 1, 3));
	BUILD(an_builder_tree(b));
	BUILD(an_builder_cut(b, 0, freq[0], 0, 5, 4, 4.5f, 6));
	BUILD(an_builder_leaf(b, 0, NULL));
	BUILD(an_builder_nway(b, 0, freq[1], 1));
	BUILD(an_builder_leaf(b, 0, NULL));
	BUILD(an_builder_leaf(b, 0, freq[2]));
	BUILD(an_builder_leaf(b, 0, freq[3]));
	BUILD(an_builder_subset(b, 1, freq[4], 1, 2, branches));
	BUILD(an_builder_leaf(b, 0, freq[5]));
	BUILD(an_builder_leaf(b, 1, freq[6]));
	BUILD(an_builder_tree(b));
	BUILD(an_builder_leaf(b, 1, freq[7]));
	BUILD(an_builder_finish(b, 0, AN_UNKNOWN_ERROR, &model));
	return model;
}

static inline AnModel *
small_rules(AnEnv *env)
{
	static const uint8_t members[] = {0, 1, 1};
	AnBuilder  *b = small_schema(env, AN_RULES);
	AnModel    *model;

	BUILD(an_builder_rule_set(b, 1));
	BUILD(an_builder_rule(b, 0, 10, 9, 1.5f));
	BUILD(an_builder_condition(b, AN_AT_MOST, 0, 0, 5));
	BUILD(an_builder_condition(b, AN_ABOVE, 0, 0, 2));
	BUILD(an_builder_condition_set(b, 1, members));
	BUILD(an_builder_rule(b, 1, 4, 3, 1.8f));
	BUILD(an_builder_condition(b, AN_IS_NA, 0, 0, 0));
	BUILD(an_builder_condition(b, AN_IS_LEVEL, 1, 2, 0));
	BUILD(an_builder_rule_set(b, 0));
	BUILD(an_builder_rule(b, 1, 6, 4, 1.2f));
	BUILD(an_builder_finish(b, 1, AN_UNKNOWN_MISSING, &model));
	return model;
}

/* Group 0: x < 2 ? 1 : f is a ? 4 : 2.  Group 1: x is code 35 ? -8 : 0.125, and 16. */
static inline AnModel *
small_forest(AnEnv *env)
{
	static const float base[] = {0.5f, -0.25f};
	static const uint32_t set_of_a[] = {1u << 2}; /* value number 2 */
	static const uint32_t codes[] = {0, 1u << 3}; /* code 35 */
	static const uint32_t left[] = {1, 0, 3, 0, 0};
	static const uint32_t right[] = {2, 0, 4, 0, 0};
	AnForestNode by_cut[] = {
		{AN_SUM_BELOW, 1, 0, 0, 0, 2, 10}, {AN_SUM_LEAF, 0, 0, 0, 0, 1, 4},
		{AN_SUM_SET, 0, 1, 0, 0, 0, 6}, {AN_SUM_LEAF, 0, 0, 0, 0, 2, 3}, {AN_SUM_LEAF, 0, 0, 0, 0, 4, 3}
	};
	AnForestNode by_code[] = {
		{AN_SUM_SET, 0, 0, 0, 0, 0, 10}, {AN_SUM_LEAF, 0, 0, 0, 0, 0.125f, 5}, {AN_SUM_LEAF, 0, 0, 0, 0, -8, 5}
	};
	AnForestNode leaf = {AN_SUM_LEAF, 0, 0, 0, 0, 16, 10};
	AnBuilder  *b = small_schema(env, AN_FOREST);
	AnModel    *model;

	BUILD(an_builder_forest(b, AN_LINK_SOFTMAX, 2, base));
	BUILD(an_builder_set(b, 1, set_of_a, &by_cut[2].set));
	BUILD(an_builder_set(b, 2, codes, &by_code[0].set));
	BUILD(an_builder_forest_tree(b, 0, 5, by_cut, left, right));
	BUILD(an_builder_forest_tree(b, 1, 3, by_code, left, right));
	BUILD(an_builder_forest_tree(b, 1, 1, &leaf, left, right));
	BUILD(an_builder_finish(b, 0, AN_UNKNOWN_OTHER, &model));
	return model;
}

/* margin = 1 + 2 x (missing: 0.5) + {missing 10, N/A 20, a 30, b 40}, of two classes. */
static inline AnModel *
small_linear(AnEnv *env)
{
	static double intercept[] = {1};
	static AnTerm terms[] = {{0, 0}, {1, 2}};
	static double weights[] = {2, 0.5, 10, 20, 30, 40};
	static double average[] = {3, 25};
	static double errors[] = {0.1, 0.2, 0.3, NAN, 0.4, 0.5, 0.6};
	AnLinear   *linear = an_alloc(env, sizeof(AnLinear));
	AnBuilder  *b = small_schema(env, AN_LINEAR);
	AnModel    *model;

	assert_non_null(linear);
	*linear = (AnLinear) {AN_LINK_LOGISTIC, 1, intercept, 2, terms, 6, weights, average, errors, 0};
	BUILD(an_builder_linear(b, linear));
	BUILD(an_builder_finish(b, 0, AN_UNKNOWN_MISSING, &model));
	return model;
}

#endif
