/*
 * explain.h - why a case got its score: the steps taken, and the reasons
 *
 * Trees: one step for each node visited, in pre-order.  A step's probability is
 * the share of the class among the node's training cases; its change is that of
 * the expected probability, weighted: weight * (sum of the children's
 * probability by the shares actually followed - the node's own).
 * Rules: one step for each rule that fired (or the default).
 * Sums (explain_sums.c): the changes of the margin; there are no probabilities at
 * the steps (NaN), and no classes.
 */
#ifndef AN_EXPLAIN_H
#define AN_EXPLAIN_H

#include "model/scorer.h"

typedef enum AnStepKind
{
	AN_STEP_SPLIT = 1,
	AN_STEP_LEAF = 2,
	AN_STEP_RULE = 3,
	AN_STEP_DEFAULT = 4,
	AN_STEP_TERM = 5			/* of a linear model */
} AnStepKind;

typedef struct AnStep
{
	uint8_t		kind;			/* AnStepKind */
	uint32_t	trial;			/* from 1 */
	uint32_t	step;			/* from 1, within the trial */
	uint32_t	depth;			/* root = 1; rules: the rule's number */
	uint32_t	node;			/* node or rule index in the model */
	uint32_t	outcome;		/* class of the node, rule or default */
	bool		has_feature;
	uint32_t	feature;		/* splits: the feature asked */
	AnStr		condition;		/* splits: what held; rules: all conditions */
	double		weight;			/* share of the case that came here, 0..1 */
	double		cases;			/* training cases (rules: cover) */
	const float *freq;			/* nclasses, or NULL (rules) */
	double		probability;	/* of the class asked for, at this step; or NaN */
	double		change;			/* made by this split; 0 for leaves */
} AnStep;

/* klass: whose probability and change to report.  Memory belongs to env. */
extern AnStatus an_explain(AnEnv *env, const AnScorer *scorer, AnCase *c, uint32_t klass,
						   AnStep **steps, size_t *nsteps);

typedef struct AnReason
{
	uint32_t	feature;
	double		contribution;	/* > 0: averaged over the trials; of sums the margin's */
	AnStr		condition;		/* of the feature's most influential step */
} AnReason;

/* The features that raised the probability of klass, most influential first,
 * at most max of them. */
extern AnStatus an_reasons(AnEnv *env, const AnScorer *scorer, AnCase *c, uint32_t klass,
						   uint32_t max, AnReason **reasons, size_t *nreasons);

/* Of models that are sums the features' shares in what the splits tell apart (see
 * explain_impl.h).  Of others usage[f]: share (0..1) of the training cases for which the feature is asked,
 * averaged over the trials used. */
extern AnStatus an_feature_usage(AnEnv *env, const AnModel *model, double **usage);

#endif
