/* scorer_impl.h - the insides of a scorer, for its builder and its evaluator */
#ifndef AN_SCORER_IMPL_H
#define AN_SCORER_IMPL_H

#include "model/levels.h"
#include "model/scorer.h"
#include "model/sums.h"

/*
 * What one node needs on the way down, in a quarter of a cache line.  A leaf
 * asks for a value that is always 0 and sends it to itself, so that trees can
 * be walked side by side until none of them moves.
 */
typedef struct Step
{
	float		cut;			/* a leaf's is infinite */
	uint32_t	child;			/* where at most the cut goes; above it: + 1;
								 * maps: the first child */
	uint32_t	feature;		/* a leaf's is nfeatures */
	uint32_t	map;			/* offset into maps, or one of the two below */
} Step;

#define STEP_CUT UINT32_MAX		/* hard threshold, or leaf */
#define STEP_SOFT (UINT32_MAX - 1)

/* A trial's vote when the whole case ends in one node. */
typedef struct Vote
{
	double		confidence;
	uint32_t	outcome;
} Vote;

typedef struct Pending
{
	uint32_t	node;
	float		weight;
} Pending;

typedef struct Scratch
{
	double	   *sum;			/* S of the specification, nclasses; of a sum: its margins */
	double		cases;			/* N */
	float	   *votes;			/* V, nclasses */
	int64_t    *rule_sum;		/* rules: votes by class */
	int64_t    *rule_best;		/* vote of the most specific rule fired, or 0 */
	float	   *rule_cover;		/* and its cover */
	Pending    *pending;		/* branches to visit */
	uint32_t   *values;			/* of a forest: nfeatures + 1 */
} Scratch;

struct AnScorer
{
	const AnModel *model;
	AnLevelTable **levels;		/* by feature */
	Step	   *steps;			/* by node */
	uint16_t   *maps;
	double	   *prior;			/* by trial and class */
	Vote	   *votes;			/* by node, or NULL */
	AnForestSteps *sum_steps;	/* of a forest */
	uint32_t   *used;			/* of a sum: the features in use */
	uint32_t	nused;
	uint32_t	stack;			/* most pending branches */
};

#define FEW_CASES 1e-4			/* a node with fewer has no distribution */
#define FEW_WEIGHT 1e-6			/* a share that is not followed */

/* An empty node has the distribution of its parent. */
static inline uint32_t
distribution_node(const AnModel *m, uint32_t node)
{
	return m->nodes[node].cases < FEW_CASES ? m->nodes[node].parent : node;
}

/* The vote of a trial for a case that ends whole in this node. */
extern Vote an_node_vote(const AnScorer *s, Scratch *w, uint32_t trial, uint32_t node);

/* an_score() of a forest or a linear model. */
extern uint32_t an_score_sum(const AnScorer *s, AnCase *c);

#endif
