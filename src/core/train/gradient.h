/*
 * gradient.h - the loss of a linear model on rows, and its derivatives
 *
 * What a step of training needs of a table of any length: of two parts of a table
 * the sums are those of the whole.
 *
 * Contract
 *  1. A value is one flat block of an_gradient_size() bytes without pointers,
 *     aligned to 8, in the machine's byte order.  Its first 4 bytes belong to the
 *     host (a varlena header, say).
 *  2. Losses are fit.h's: minus the logarithm of the probability of the row's
 *     class, or half the squared error; times the weight, without a penalty.
 *  3. The derivatives are by the model's numbers, in the order of linear.h: the
 *     intercepts, then all weights.
 *  4. Only rows of one model are added up: model is a checksum of its numbers, 0
 *     when there was no row yet and the value has no derivatives (count 0).  Such
 *     a value is the neutral element of merging.
 */
#ifndef AN_GRADIENT_H
#define AN_GRADIENT_H

#include "model/scorer.h"

#define AN_GRADIENT_VERSION 1

typedef struct AnGradient
{
	uint32_t	host;
	uint16_t	version;
	uint16_t	flags;			/* none is defined */
	uint32_t	model;
	uint32_t	count;			/* ngroups + nweights of the model */
	int64_t		rows;			/* used */
	int64_t		skipped;		/* without a target or a weight */
	int64_t		right;			/* classes: rows whose class has the largest margin */
	double		weight;			/* of the rows used */
	double		loss;
	/* count derivatives */
} AnGradient;

static inline double *
an_gradient_numbers(AnGradient *g)
{
	return (double *) (g + 1);
}

extern size_t an_gradient_size(uint32_t count);

/* In memory of that size. */
extern void an_gradient_init(AnGradient *g, uint32_t model, uint32_t count);

/* Whether size bytes hold a value that every function here can take: O(1). */
extern bool an_gradient_valid(const AnGradient *g, size_t size);

/* AN_EARG unless the model is linear, with a loss of contract 2. */
extern AnStatus an_gradient_check_model(AnEnv *env, const AnModel *model);
extern uint32_t an_gradient_count(const AnModel *model);
extern uint32_t an_gradient_checksum(const AnModel *model);

/*
 * Adds a row, whose values are the case's; those that are UNREAD are asked for.
 * margins: room for ngroups numbers.  klass: from 0; y instead for a regression.
 * Allocates nothing and cannot fail; weight is finite and > 0.
 */
extern void an_gradient_add(AnGradient *g, const AnModel *model, AnCase *c, uint32_t klass,
							double y, double weight, double *margins);

/* into += from, where into has from's count, or from has none.  AN_EARG when
 * they are of different models; AN_ELIMIT beyond 2^53 rows. */
extern AnStatus an_gradient_merge(AnEnv *env, AnGradient *into, const AnGradient *from);

/* ----- as bytes that any machine can read: docs/format.md ----- */

/* AN_ENUMERIC when a sum is not finite. */
extern AnStatus an_gradient_encode(AnEnv *env, const AnGradient *g, const uint8_t **bytes,
								   size_t *size);
/* Memory-safe on any bytes.  AN_ECORRUPT. */
extern AnStatus an_gradient_decode(AnEnv *env, const uint8_t *bytes, size_t size, AnGradient **g);

#endif
