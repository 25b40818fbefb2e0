/*
 * model.h - a model as the core knows it, whatever tool trained it
 *
 * Loaders make one through builder.h; image.h stores it; scorer.h evaluates
 * it; explain.h reads it out.  Nothing after the builder asks which format it
 * came from: what differs between tools is data here.
 *
 * Contract (proved by an_model_validate)
 *  1. All strings are UTF-8.  Class and feature names are what the user sees;
 *     levels are in canonical form (see category.h), or as they stand where the
 *     feature is exact.
 *  2. A categorical feature has value numbers 1..nlevels; level 1 is the
 *     reserved value N/A ("not applicable").  Where the feature is exact no text is
 *     it, not even "N/A", which can be a level of its own.
 *  3. The children of a node are contiguous and come after it; the nodes of a
 *     trial are contiguous and the first is its root.  Every node but a root
 *     has exactly one parent.
 *  4. A split has forks children: AN_NWAY one for each value number; AN_CUT
 *     three: N/A, at most the cut, above it; AN_SUBSET as many as branches.
 *  5. All numbers are finite; frequencies are >= 0; a split has cases > 0.
 *  6. Trees, rules and costs belong to kinds AN_TREES and AN_RULES, which have
 *     classes; a model of another kind has none of them, and what forest.h or
 *     linear.h says holds.
 *  7. A part of a date is numeric or categorical; a rest is numeric.
 *  8. Only a categorical feature is exact; only an exact one is coded.
 */
#ifndef AN_MODEL_H
#define AN_MODEL_H

#include "model/forest.h"
#include "model/linear.h"

#define AN_MAX_CLASSES 10000
#define AN_MAX_FEATURES 100000
#define AN_MAX_COST_CLASSES 1000
#define AN_MAX_TRIALS 1000
#define AN_MAX_NODES 10000000
#define AN_MAX_DEPTH 10000
#define AN_MAX_CONDITIONS 10000
#define AN_MAX_LEVELS 60000		/* per feature, N/A included */

/* What a level is mapped to when no branch contains it. */
#define AN_NO_BRANCH UINT16_MAX

typedef enum AnModelKind
{
	AN_TREES = 1,				/* decision trees, boosted when several */
	AN_RULES = 2,				/* rule sets, boosted when several */
	AN_FOREST = 3,				/* sums of trees: forest.h */
	AN_LINEAR = 4				/* weighted sums: linear.h */
} AnModelKind;

typedef enum AnFeatureKind
{
	AN_NUMERIC = 1,
	AN_CATEGORICAL = 2,
	AN_IGNORED = 3				/* in the training data, never in a split */
} AnFeatureKind;

/* What of a column's value a feature is. */
typedef enum AnPart
{
	AN_WHOLE = 0,				/* the value itself */
	AN_REST = 1,				/* of a number: what single precision leaves of it */
	AN_YEAR = 2,				/* of dates and timestamps, from here on */
	AN_MONTH = 3,				/* 1..12 */
	AN_DAY = 4,					/* of the month */
	AN_DAY_OF_WEEK = 5,			/* 1..7, from Monday */
	AN_HOUR = 6,				/* 0..23 */
	AN_MINUTE = 7,
	AN_DAYS = 8					/* since 2000-01-01, with a fraction */
} AnPart;

/* What to do with a value that the model has never seen. */
typedef enum AnUnknown
{
	AN_UNKNOWN_ERROR = 0,
	AN_UNKNOWN_MISSING = 1,
	AN_UNKNOWN_OTHER = 2		/* it counts as the reserved level, N/A */
} AnUnknown;

typedef struct AnFeature
{
	AnStr		name;			/* the column's name */
	uint8_t		kind;			/* AnFeatureKind */
	uint8_t		part;			/* AnPart; several features can have one column */
	bool		ordered;		/* an ordered factor; irrelevant to scoring */
	bool		used;			/* some split or condition of a trial used reads it */
	bool		exact;			/* levels are met as they stand, "?" and "N/A" too */
	bool		coded;			/* in a column of numbers, a whole number is the place
								 * of a level, from 0 for levels[1] */
	uint32_t	nlevels;		/* categorical: with N/A; otherwise 0 */
	AnStr	   *levels;			/* levels[0] is "N/A" */
} AnFeature;

typedef enum AnNodeKind
{
	AN_LEAF = 0,
	AN_NWAY = 1,				/* one child for each value number */
	AN_CUT = 2,					/* N/A, <= cut, > cut; perhaps soft */
	AN_SUBSET = 3				/* value numbers are mapped to children */
} AnNodeKind;

typedef struct AnNode
{
	uint8_t		kind;			/* AnNodeKind */
	uint32_t	majority;		/* class, from 0 */
	uint32_t	feature;		/* splits: from 0 */
	uint32_t	forks;			/* number of children */
	uint32_t	child;			/* the first child's index */
	uint32_t	parent;			/* a root is its own parent */
	uint32_t	branches;		/* AN_SUBSET: offset into model->branches */
	float		cases;			/* single-precision sum of the frequencies */
	float		cut;			/* AN_CUT; low = high = cut when hard */
	float		low;
	float		mid;			/* informative */
	float		high;
} AnNode;

typedef enum AnConditionKind
{
	AN_IS_LEVEL = 1,			/* value number == level */
	AN_AT_MOST = 2,				/* number <= cut */
	AN_ABOVE = 3,				/* number > cut */
	AN_IS_NA = 4,				/* number is "not applicable" */
	AN_IN_SET = 5				/* branches[value number - 1] == 0 */
} AnConditionKind;

typedef struct AnCondition
{
	uint8_t		kind;			/* AnConditionKind */
	uint32_t	feature;
	uint32_t	level;			/* AN_IS_LEVEL: value number, from 1 */
	uint32_t	branches;		/* AN_IN_SET: offset into model->branches */
	float		cut;
} AnCondition;

typedef struct AnRule
{
	uint32_t	outcome;		/* class, from 0 */
	uint32_t	condition;		/* the first condition's index */
	uint32_t	nconditions;
	int32_t		vote;			/* 0..1000 */
	float		cover;
	float		ok;
	float		lift;			/* informative */
} AnRule;

typedef struct AnTrial
{
	uint32_t	first;			/* root node, or first rule */
	uint32_t	count;			/* nodes, or rules */
	uint32_t	fallback;		/* class: the root's majority, or the default */
} AnTrial;

typedef struct AnModel
{
	uint8_t		kind;			/* AnModelKind */
	uint8_t		unknown;		/* AnUnknown: the importer's wish */
	bool		has_costs;		/* costs were used in training; R refuses
								 * probabilities then */
	bool		plain_numbers;	/* of kind AN_TREES and AN_RULES: any number is what it
								 * is; see an_model_plain_numbers() */
	AnStr		tool;			/* e.g. "C5.0 2.07 GPL Edition" */
	AnStr		target;			/* the outcome's name in the training tool */
	uint32_t	nclasses;		/* 0: a regression */
	AnStr	   *classes;
	uint32_t	nfeatures;
	AnFeature  *features;
	uint32_t	ntrials;		/* trials stored */
	uint32_t	trials_used;	/* 1..ntrials: scoring uses the first ones */
	AnTrial    *trials;
	uint32_t	nnodes;
	AnNode	   *nodes;
	float	   *freq;			/* nnodes x nclasses: cases by class */
	uint32_t	nrules;
	AnRule	   *rules;
	uint32_t	nconditions;
	AnCondition *conditions;
	uint32_t	nbranches;
	uint16_t   *branches;		/* maps of nlevels entries: level -> child or 0,
								 * AN_NO_BRANCH when in none */
	float	   *costs;			/* nclasses x nclasses [predicted][true], or NULL
								 * when scoring takes no account of costs */
	AnForest   *forest;			/* kind AN_FOREST; there are no trials then */
	AnLinear   *linear;			/* kind AN_LINEAR, likewise */
} AnModel;

/* C5.0 takes two numbers of single precision for something else, by their bits:
 * 0E000000 (1.58e-30) is missing, 00000001 (1.4e-45) not applicable.  For other
 * tools, and for what is trained here, they are numbers. */
static inline bool
an_model_plain_numbers(const AnModel *model)
{
	return model->kind == AN_FOREST || model->kind == AN_LINEAR || model->plain_numbers;
}

/* "year", "day_of_week" ...; NULL for what is no part of a date. */
extern const char *an_part_name(AnPart part);

/* How many numbers a score has: a probability for each class, or one value. */
static inline uint32_t
an_model_outputs(const AnModel *model)
{
	return model->nclasses > 0 ? model->nclasses : 1;
}

/* AN_OK, or AN_ECORRUPT with the broken clause of the contract in env->error.
 * Sets features[].used: the trials in use read those; others need not be fetched. */
extern AnStatus an_model_validate(AnEnv *env, AnModel *model);

/* cases = freq[0] + ... in single precision, in class order */
extern float an_sum_cases(const float *freq, uint32_t nclasses);

#endif
