/* small_model.h - two models that use every kind of node and of condition */
#ifndef SMALL_MODEL_H
#define SMALL_MODEL_H

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

#endif
