/*
 * forest_walk.c - the margins of a case by all trees of a forest
 *
 * Trees are walked side by side: one after the other would wait at every node for the
 * value.  A step has no branch on a comparison, which nobody could guess: both answers
 * are computed.
 *
 * A forest is larger than the processor's nearest caches, and steps wait for memory.
 * So a node takes 8 bytes where that is enough (short steps): a cut or, of a set, its
 * categories as bits, then feature, distance to the left child, and flags.  The case's
 * values are made ready for it: a category is its bit.  Otherwise (many features, sets
 * of many categories, huge trees) it takes 16.
 */
#include "model/sums.h"

#include <math.h>
#include <string.h>

#define GROUP 16				/* trees that are walked side by side */

/* ----- long steps ----- */

typedef struct LongStep
{
	float		value;			/* the cut; of a leaf what it adds */
	uint32_t	child;			/* below the cut, or not in the set; a leaf's is itself */
	uint32_t	feature;		/* a leaf's is nfeatures, whose value is -infinity */
	uint32_t	set;			/* offset of the set, or NO_SET; and MISSING_RIGHT */
} LongStep;

#define NO_SET UINT32_C(0x7fffffff)
#define MISSING_RIGHT UINT32_C(0x80000000)

/* ----- short steps ----- */

typedef struct ShortStep
{
	uint32_t	value;			/* a float's bits: the cut, or what a leaf adds; a set's word */
	uint32_t	rest;
} ShortStep;

/* rest: the feature (of a leaf nfeatures), the distance to the left child (of a leaf
 * 0), where a missing value goes, whether value is a set. */
#define FEATURE_BITS 10
#define DISTANCE_BITS 20
#define MAX_SHORT_FEATURES ((1u << FEATURE_BITS) - 1)
#define MAX_SHORT_DISTANCE ((1u << DISTANCE_BITS) - 1)
#define RIGHT_FLAG (1u << (FEATURE_BITS + DISTANCE_BITS))
#define SET_FLAG (1u << (FEATURE_BITS + DISTANCE_BITS + 1))

/* Of a set's word: the bit of a missing value; categories are below. */
#define MISSING_BIT (1u << 31)

struct AnForestSteps
{
	LongStep   *long_steps;		/* by node; or */
	ShortStep  *short_steps;
	uint8_t    *as_bit;			/* short: by feature, whether its values are bits */
};

static uint32_t
bits_of(float value)
{
	uint32_t	bits;

	memcpy(&bits, &value, sizeof(bits));
	return bits;
}

static float
float_of(uint32_t bits)
{
	float		value;

	memcpy(&value, &bits, sizeof(value));
	return value;
}

static bool
is_short_set(const AnForest *forest, const AnForestNode *node)
{
	const uint32_t *set = forest->sets + node->set;

	return set[0] == 0 || (set[0] == 1 && (set[1] & MISSING_BIT) == 0);
}

/* A feature is asked for cuts or for sets; as_bit says which, 2: not asked yet. */
static bool
can_be_short(const AnModel *m, uint8_t *as_bit)
{
	const AnForest *forest = m->forest;

	memset(as_bit, 2, m->nfeatures);
	if (m->nfeatures > MAX_SHORT_FEATURES)
		return false;
	for (uint32_t i = 0; i < forest->nnodes; i++)
	{
		const AnForestNode *node = &forest->nodes[i];
		bool		set = node->kind == AN_SUM_SET;

		if (node->kind == AN_SUM_LEAF)
			continue;
		if ((set && !is_short_set(forest, node)) || node->child - i > MAX_SHORT_DISTANCE || as_bit[node->feature] == !set)
			return false;
		as_bit[node->feature] = set;
	}
	return true;
}

static ShortStep
short_step(const AnModel *m, uint32_t i)
{
	const AnForest *forest = m->forest;
	const AnForestNode *node = &forest->nodes[i];
	ShortStep	step = {bits_of(node->value), m->nfeatures};

	if (node->kind == AN_SUM_LEAF)
		return step;
	step.rest = node->feature | (node->child - i) << FEATURE_BITS | (node->missing_right ? RIGHT_FLAG : 0);
	if (node->kind == AN_SUM_SET)
	{
		step.rest |= SET_FLAG;
		step.value = (forest->sets[node->set] > 0 ? forest->sets[node->set + 1] : 0) | (node->missing_right ? MISSING_BIT : 0);
	}
	return step;
}

static LongStep
long_step(const AnModel *m, uint32_t i)
{
	const AnForestNode *node = &m->forest->nodes[i];
	LongStep	step = {node->value, i, m->nfeatures, NO_SET};

	if (node->kind == AN_SUM_LEAF)
		return step;
	step.child = node->child;
	step.feature = node->feature;
	step.set = node->kind == AN_SUM_SET ? node->set : NO_SET;
	step.set |= node->missing_right ? MISSING_RIGHT : 0;
	return step;
}

AnStatus
an_forest_build_steps(AnEnv *env, const AnModel *m, AnForestSteps **built)
{
	size_t		n = (size_t) m->forest->nnodes + 1;
	AnForestSteps *steps = an_alloc(env, sizeof(AnForestSteps));

	if (steps == NULL || (steps->as_bit = an_alloc(env, (size_t) m->nfeatures + 1)) == NULL)
		return env->error.status;
	if (can_be_short(m, steps->as_bit))
		steps->short_steps = an_alloc_array(env, n, sizeof(ShortStep));
	else
		steps->long_steps = an_alloc_array(env, n, sizeof(LongStep));
	if (steps->short_steps == NULL && steps->long_steps == NULL)
		return env->error.status;
	for (uint32_t i = 0; i < m->forest->nnodes; i++)
	{
		if (steps->short_steps != NULL)
			steps->short_steps[i] = short_step(m, i);
		else
			steps->long_steps[i] = long_step(m, i);
	}
	*built = steps;
	return AN_OK;
}

/* ----- walking ----- */

static inline uint32_t
next_long(const AnForest *forest, const LongStep *steps, uint32_t at, const float *x)
{
	const LongStep *step = &steps[at];
	float		value = x[step->feature];
	uint32_t	below = value < step->value;
	uint32_t	known = value == value;

	if (__builtin_expect((step->set & NO_SET) != NO_SET && known, 0))
		return step->child + an_forest_in_set(forest->sets + (step->set & NO_SET), value);
	return step->child + ((below ^ 1) & (known | step->set >> 31));
}

static inline uint32_t
next_short(const ShortStep *steps, uint32_t at, const uint32_t *values)
{
	ShortStep	step = steps[at];
	uint32_t	bits = values[step.rest & MAX_SHORT_FEATURES];
	float		value = float_of(bits);
	uint32_t	below = value < float_of(step.value);
	uint32_t	known = value == value;
	uint32_t	by_cut = (below ^ 1) & (known | (step.rest / RIGHT_FLAG & 1));
	uint32_t	by_set = (step.value & bits) != 0;
	uint32_t	set = 0u - step.rest / SET_FLAG;

	return at + (step.rest >> FEATURE_BITS & MAX_SHORT_DISTANCE) + ((by_set & set) | (by_cut & ~set));
}

/*
 * The leaves that a case ends in, of n <= GROUP trees from the first on; always GROUP
 * trees are walked, those that are not there are the first one again.  A tree that has
 * come to its leaf stays there: to put the next one in its place would be a branch that
 * is guessed wrong, and all steps under way with it.
 */
#define DEFINE_WALK(name, Step, Values, next) \
static void \
name(const AnForest *forest, const Step *steps, const Values *values, uint32_t first, uint32_t n, uint32_t *leaves) \
{ \
	uint32_t	at[GROUP]; \
	uint32_t	moved; \
	for (uint32_t t = 0; t < GROUP; t++) \
		at[t] = forest->trees[t < n ? first + t : first].first; \
	do \
	{ \
		moved = 0; \
		for (uint32_t t = 0; t < GROUP; t++) \
		{ \
			uint32_t	to = (next); \
			moved |= to ^ at[t]; \
			at[t] = to; \
		} \
	} while (moved != 0); \
	memcpy(leaves, at, sizeof(at)); \
}

DEFINE_WALK(walk_long, LongStep, float, next_long(forest, steps, at[t], values))
DEFINE_WALK(walk_short, ShortStep, uint32_t, next_short(steps, at[t], values))

/* The values as short steps want them: numbers' bits, and a category's bit; beyond
 * those that a word has, or below 0, none. */
static void
make_ready(const AnModel *m, const AnForestSteps *steps, const float *x, uint32_t *values)
{
	for (uint32_t f = 0; f < m->nfeatures; f++)
	{
		if (steps->as_bit[f] != 1)
			values[f] = bits_of(x[f]);
		else if (isnan(x[f]))
			values[f] = MISSING_BIT;
		else
			values[f] = x[f] >= 0 && x[f] < 31 ? 1u << (uint32_t) x[f] : 0;
	}
	values[m->nfeatures] = bits_of(-INFINITY);
}

void
an_forest_margins(const AnModel *m, const AnForestSteps *steps, const float *x, uint32_t *values, double *margins)
{
	const AnForest *forest = m->forest;
	uint32_t	at[GROUP];

	if (steps->short_steps != NULL)
		make_ready(m, steps, x, values);
	/* single precision in doubles: each sum is rounded as the tool does */
	for (uint32_t g = 0; g < forest->ngroups; g++)
		margins[g] = (double) forest->base[g];
	for (uint32_t t = 0; t < forest->ntrees; t += GROUP)
	{
		uint32_t	n = forest->ntrees - t < GROUP ? forest->ntrees - t : GROUP;

		if (steps->short_steps != NULL)
			walk_short(forest, steps->short_steps, values, t, n, at);
		else
			walk_long(forest, steps->long_steps, x, t, n, at);
		for (uint32_t k = 0; k < n; k++)
		{
			double	   *margin = &margins[forest->trees[t + k].group];

			*margin = (double) ((float) *margin + (steps->short_steps != NULL ? float_of(steps->short_steps[at[k]].value)
												   : steps->long_steps[at[k]].value));
		}
	}
}
