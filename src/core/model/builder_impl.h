/* builder_impl.h - the insides of a builder, for its files */
#ifndef AN_BUILDER_IMPL_H
#define AN_BUILDER_IMPL_H

#include "base/list.h"
#include "model/builder.h"

typedef struct Open
{
	uint32_t	node;			/* a split whose children are arriving */
	uint32_t	missing;		/* children still to come */
} Open;

struct AnBuilder
{
	AnEnv	   *env;
	AnModel    *model;
	AN_LIST(AnStr) classes;
	AN_LIST(AnFeature) features;
	AN_LIST(AnStr) levels;		/* of all features, in order */
	AN_LIST(AnTrial) trials;
	AN_LIST(AnNode) nodes;		/* in pre-order */
	AN_LIST(float) freq;
	AN_LIST(Open) open;			/* a stack */
	AN_LIST(uint16_t) branches;
	AN_LIST(AnRule) rules;
	AN_LIST(AnCondition) conditions;
	AN_LIST(AnForestTree) forest_trees;
	AN_LIST(AnForestNode) forest_nodes;
	AN_LIST(uint32_t) sets;
	AN_LIST(uint32_t) scratch;	/* of one tree of a forest */
};

/* AN_ELIMIT: too many of those. */
extern AnStatus an_builder_over(AnBuilder *b, const char *what, unsigned limit);

/* The lists of a forest; a linear model is where it was. */
extern AnStatus an_builder_adopt_sums(AnBuilder *b);

#endif
