/* builder_impl.h - the insides of a builder, for its files */
#ifndef AN_BUILDER_IMPL_H
#define AN_BUILDER_IMPL_H

#include "model/builder.h"

/* A growing array; an_list_add() returns the new, zeroed element or NULL. */
typedef struct List
{
	void	   *items;
	uint32_t	count;
	uint32_t	room;
	uint32_t	size;			/* of an element */
} List;

typedef struct Open
{
	uint32_t	node;			/* a split whose children are arriving */
	uint32_t	missing;		/* children still to come */
} Open;

struct AnBuilder
{
	AnEnv	   *env;
	AnModel    *model;
	List		classes;
	List		features;
	List		levels;			/* of all features, in order */
	List		trials;
	List		nodes;			/* in pre-order */
	List		freq;
	List		open;			/* stack of Open */
	List		branches;
	List		rules;
	List		conditions;
	List		forest_trees;
	List		forest_nodes;
	List		sets;
	List		scratch;		/* of one tree of a forest */
};

/* The new, zeroed elements, or NULL with the reason in the env. */
extern void *an_list_add(AnEnv *env, List *list, uint32_t n);

/* AN_ELIMIT: too many of those. */
extern AnStatus an_builder_over(AnBuilder *b, const char *what, unsigned limit);

/* The lists of a forest; a linear model is where it was. */
extern AnStatus an_builder_adopt_sums(AnBuilder *b);

#endif
