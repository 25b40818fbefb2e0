/*
 * builder.h - how loaders make a model
 *
 * Order of calls: an_builder_create; classes; features with their levels;
 * costs; then trials.  A trial of trees is an_builder_tree followed by its
 * nodes in pre-order (a split is followed by its children, in order); a trial
 * of rules is an_builder_rule_set followed by its rules, each followed by its
 * conditions.  Instead of trials a forest, or a linear model.  an_builder_finish checks completeness and validates.
 *
 * Every call checks its arguments and returns AN_EFORMAT (or AN_ELIMIT), with
 * the reason in env->error.  Memory belongs to the env.
 */
#ifndef AN_BUILDER_H
#define AN_BUILDER_H

#include "model/model.h"

typedef struct AnBuilder AnBuilder;

extern AnStatus an_builder_create(AnEnv *env, AnModelKind kind, AnBuilder **builder);
extern AnStatus an_builder_origin(AnBuilder *b, AnStr tool, AnStr target);
extern AnStatus an_builder_class(AnBuilder *b, AnStr name);
extern AnStatus an_builder_feature(AnBuilder *b, AnStr name, AnFeatureKind kind, bool ordered);
/* of the feature added last: which part of its column's value it is */
extern AnStatus an_builder_part(AnBuilder *b, AnPart part);
/* of the categorical feature added last: its levels are met as they stand; coded:
 * their places may stand for them */
extern AnStatus an_builder_exact(AnBuilder *b, bool coded);
/* adds value number 2, 3, ... to the feature added last; N/A is there already */
extern AnStatus an_builder_level(AnBuilder *b, AnStr level);
extern AnStatus an_builder_has_costs(AnBuilder *b);
/* of trees and rules that are not C5.0's: see an_model_plain_numbers() */
extern AnStatus an_builder_plain_numbers(AnBuilder *b);
extern AnStatus an_builder_cost(AnBuilder *b, uint32_t predicted, uint32_t actual, float cost);

/* freq: nclasses numbers, or NULL for a node without training cases */
extern AnStatus an_builder_tree(AnBuilder *b);
extern AnStatus an_builder_leaf(AnBuilder *b, uint32_t majority, const float *freq);
extern AnStatus an_builder_cut(AnBuilder *b, uint32_t majority, const float *freq,
							   uint32_t feature, float cut, float low, float mid, float high);
extern AnStatus an_builder_nway(AnBuilder *b, uint32_t majority, const float *freq,
								uint32_t feature);
/* branches: for each value number (nlevels of them) its child, or AN_NO_BRANCH */
extern AnStatus an_builder_subset(AnBuilder *b, uint32_t majority, const float *freq,
								  uint32_t feature, uint32_t forks, const uint16_t *branches);

extern AnStatus an_builder_rule_set(AnBuilder *b, uint32_t fallback);
/* the vote of a C5.0 rule: trunc(1000 (ok + 1) / (cover + 2) + 0.5) */
extern AnStatus an_builder_rule(AnBuilder *b, uint32_t outcome, float cover, float ok, float lift);
/* kind AN_IS_LEVEL reads level; AN_AT_MOST and AN_ABOVE read cut */
extern AnStatus an_builder_condition(AnBuilder *b, AnConditionKind kind, uint32_t feature,
									 uint32_t level, float cut);
/* members: nlevels flags, 1 = in the set */
extern AnStatus an_builder_condition_set(AnBuilder *b, uint32_t feature, const uint8_t *members);

/*
 * A forest: after the features.  base: ngroups margins.  A tree is given whole,
 * its nodes in any order, the first being the root; left and right are the
 * children's indexes, nodes[].child is not read; what the root does not reach is
 * dropped.  sets are added before the trees that use them.
 */
extern AnStatus an_builder_forest(AnBuilder *b, AnLink link, uint32_t ngroups, const float *base);
extern AnStatus an_builder_set(AnBuilder *b, uint32_t nwords, const uint32_t *words, uint32_t *offset);
extern AnStatus an_builder_forest_tree(AnBuilder *b, uint32_t group, uint32_t n, const AnForestNode *nodes,
									   const uint32_t *left, const uint32_t *right);

/* Takes over a linear model, whose memory is the env's: after the features. */
extern AnStatus an_builder_linear(AnBuilder *b, AnLinear *linear);

/* trials_used: 0 = all; more than there are = all */
extern AnStatus an_builder_finish(AnBuilder *b, uint32_t trials_used, AnUnknown unknown,
								  AnModel **model);
#endif
