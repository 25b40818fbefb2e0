/*
 * scorer.h - evaluates a model on one case
 *
 * An AnScorer is built once from a validated model and is read-only from then
 * on; an AnCase is one caller's working memory.  an_score() allocates nothing,
 * cannot fail.  The caller fills in the values of the features in use; those
 * that it leaves UNREAD are asked for when a split wants them.
 *
 * Values of a case: a numeric feature is a single-precision number, a
 * categorical one is its value number (1 = N/A) as a float; MISSING and N/A of a
 * numeric feature are NaNs with distinct payloads.
 */
#ifndef AN_SCORER_H
#define AN_SCORER_H

#include "model/levels.h"

#include <math.h>
#include <string.h>

#define AN_BITS_UNREAD 0xffffffffu /* what memset() can write */
#define AN_BITS_MISSING 0x7fc00002u
#define AN_BITS_NA 0x7fc00003u

typedef struct AnScorer AnScorer;

typedef struct AnCase AnCase;
struct AnCase
{
	float	   *x;				/* one for each feature of the model */
	void		(*read) (AnCase *c, uint32_t feature);	/* must set x[feature] to
														 * anything but UNREAD */
	void	   *source;			/* the reader's own */
	double	   *probability;	/* by the last an_score(): of each class, or
								 * (regressions) the one value predicted */
	void	   *scratch;		/* the scorer's own */
};

extern AnStatus an_scorer_build(AnEnv *env, const AnModel *model, AnScorer **scorer);
extern const AnModel *an_scorer_model(const AnScorer *scorer);

/* The arrays of a case for this scorer, allocated and all UNREAD; or just laid
 * out in a block of that size, aligned for a double. */
extern AnStatus an_case_create(AnEnv *env, const AnScorer *scorer, AnCase *c);
extern size_t an_case_size(const AnScorer *scorer);
extern void an_case_place(const AnScorer *scorer, void *block, AnCase *c);
extern void an_case_clear(const AnScorer *scorer, AnCase *c);	/* all UNREAD */

/* Returns the class (from 0) and sets c->probability, normalised to sum 1; of a
 * regression 0, and its value. */
extern uint32_t an_score(const AnScorer *scorer, AnCase *c);

/* The levels of a categorical feature, for an_level_find(). */
extern const AnLevelTable *an_scorer_levels(const AnScorer *scorer, uint32_t feature);

/* The value number of a text for a categorical feature, as a float; MISSING
 * for "?".  False when the text is not a known level (or not acceptable). */
extern bool an_case_level(const AnScorer *scorer, uint32_t feature,
						  const char *value, size_t len, float *x);

/* Share of the "at most" branch of a cut, 0..1; soft between low and high. */
extern float an_cut_share(const AnNode *node, float x);
extern bool an_rule_fires(const AnModel *model, AnCase *c, const AnRule *rule);

static inline float
an_case_special(uint32_t bits)
{
	float		x;

	memcpy(&x, &bits, sizeof(x));
	return x;
}

static inline uint32_t
an_case_bits(float x)
{
	uint32_t	bits;

	memcpy(&bits, &x, sizeof(bits));
	return bits;
}

/* Is this not just a number: infinite, a NaN, or a bit pattern that may stand for
 * something else (an_model_plain_numbers())?  an_case_number() knows what to do. */
static inline bool
an_case_is_odd(float x)
{
	uint32_t	bits = an_case_bits(x);

	return ((bits & 0x7f800000u) == 0x7f800000u) | (bits == 0x0E000000u) | (bits == 0x00000001u);
}

/* A number as a case holds it: f32 of the double; unless numbers are plain, with the
 * two reserved bit patterns.  False when it is infinite or beyond single precision. */
static inline bool
an_case_number(double value, bool plain, float *x)
{
	float		narrow;

	if (!(fabs(value) < 3.4028235677973366e38))
	{
		*x = an_case_special(AN_BITS_MISSING);
		return isnan(value);
	}
	narrow = (float) value;
	if (__builtin_expect(an_case_bits(narrow) == 0x0E000000u, 0) && !plain)
		narrow = an_case_special(AN_BITS_MISSING);
	else if (__builtin_expect(an_case_bits(narrow) == 0x00000001u, 0) && !plain)
		narrow = an_case_special(AN_BITS_NA);
	*x = narrow;
	return true;
}

static inline float
an_case_value(AnCase *c, uint32_t feature)
{
	if (an_case_bits(c->x[feature]) == AN_BITS_UNREAD)
		c->read(c, feature);
	return c->x[feature];
}

#endif
