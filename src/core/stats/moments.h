/*
 * moments.h - count, means and co-moments of the columns of a matrix
 *
 * What principal components, covariances, correlations and least squares need
 * of a table of any length, in d (d + 3) / 2 numbers; of two parts of a table
 * the moments are those of the whole.
 *
 * Contract
 *  1. A value is one flat block of an_moments_size() bytes without pointers,
 *     aligned to 8, in the machine's byte order: it can be copied with memcpy.
 *     Its first 4 bytes belong to the host (a varlena header, say).
 *  2. Rows are added to a block of rows inside; a full block is centred at its
 *     own mean and added to the co-moments, with what its mean differs from
 *     the mean so far (Chan, Golub, LeVeque 1983, eq. 2.1).  So a column of
 *     mean 1e9 and deviation 1 loses no more than its numbers lost already,
 *     and a constant column has a co-moment of exactly 0.
 *  3. A row with a NaN is not used, but counted as skipped; with
 *     AN_MOMENTS_REFUSE_NULL it is an error (AN_EARG).  An infinite value is
 *     an error.  Both are noticed when the block is folded, so perhaps some
 *     rows later: always before anything is read out.
 *  4. A weight is finite and >= 0; a row of weight 0 is skipped.  Weights
 *     count as in R's cov.wt(): a covariance is the weighted co-moment divided
 *     by W - W2 / W, where W is the sum of the weights and W2 that of their
 *     squares: n - 1 when all weights are equal.
 *  5. Moments of no columns (order 0) know only how many rows were skipped.
 *     They are the neutral element of merging.
 *  6. Accumulating is O(d) a row, and O(d^2) a row when the block is full.
 *     Merging gives the same up to rounding, whatever the order.
 *  7. Reading functions want folded moments (block_rows = 0).
 */
#ifndef AN_MOMENTS_H
#define AN_MOMENTS_H

#include "base/linalg.h"
#include "stats/names.h"

#define AN_MAX_VARIABLES AN_MAX_ORDER
#define AN_MAX_ROWS ((int64_t) 1 << 53) /* used, and skipped */
#define AN_MOMENTS_VERSION 1

/* Rows in a block: the first, and a full one.  Measured: 64 rows are as good
 * as 512 for orders from 20 to 400. */
#define AN_MOMENTS_FIRST_ROOM 4
#define AN_MOMENTS_FULL_ROOM 64

/* flags */
#define AN_MOMENTS_WEIGHTED 1	/* rows came with weights */
#define AN_MOMENTS_REFUSE_NULL 2	/* contract 3 */
#define AN_MOMENTS_PCA 4		/* state of pca_fit(): fit is set */

#define AN_MOMENTS_KNOWN_FLAGS (AN_MOMENTS_WEIGHTED | AN_MOMENTS_REFUSE_NULL | AN_MOMENTS_PCA)

/* What a fit is asked for; kept here for a PCA that is being aggregated. */
typedef struct AnPcaOptions
{
	double		variance;		/* share to be explained; 0: all, or components */
	uint32_t	components;		/* how many; 0: all, or by variance */
	uint32_t	scale;			/* 1: correlations, 0: covariances */
} AnPcaOptions;

typedef struct AnMoments
{
	uint32_t	host;
	uint16_t	version;
	uint16_t	flags;
	uint32_t	order;			/* d, the number of columns */
	uint32_t	names_size;		/* bytes, a multiple of 8; 0: not known */
	uint32_t	room;			/* rows that the block has room for; 0: no block */
	uint32_t	block_rows;		/* rows in the block */
	int64_t		rows;			/* used, those of the block not counted */
	int64_t		skipped;
	double		weight;			/* sum of the weights of the rows used */
	double		weight2;		/* sum of their squares */
	AnPcaOptions fit;
	/* names; mean[d]; comoment[d (d + 1) / 2], see linalg.h;
	 * block[(room + 1) d] if room > 0; weights[room] if also weighted */
} AnMoments;

extern size_t an_moments_size(uint32_t order, size_t names_size, uint32_t room, uint16_t flags);

/* Zeroed moments in memory of that size; names as an_names_write() made them. */
extern void an_moments_init(AnMoments *m, uint32_t order, const uint8_t *names, size_t names_size,
							uint32_t room, uint16_t flags);

/*
 * Whether size bytes hold moments that every function here can take without
 * reading beyond them: O(1), for values that were stored.  AN_ECORRUPT.
 */
extern bool an_moments_valid(const AnMoments *m, size_t size);
extern AnStatus an_moments_check(AnEnv *env, const AnMoments *m, size_t size);

extern const uint8_t *an_moments_names(const AnMoments *m);
extern double *an_moments_mean(AnMoments *m);
extern double *an_moments_comoment(AnMoments *m);

/* Where the next row goes, d values; NULL: the block is full or there is none. */
extern double *an_moments_row(AnMoments *m);

/* Keeps the row written there.  weight: 1 unless weighted, see contract 4. */
extern void an_moments_keep(AnMoments *m, double weight);

/* The room that a full block should grow to; the present one: fold it instead. */
extern uint32_t an_moments_more_room(const AnMoments *m);

/* Copies into memory of an_moments_size() for that room (>= block_rows), which
 * does not overlap; room 0 wants folded moments. */
extern void an_moments_copy(const AnMoments *from, uint32_t room, AnMoments *to);

/* Adds the block's rows to the moments; it is empty then.  AN_EARG by contract
 * 3, AN_ENUMERIC when sums overflow. */
extern AnStatus an_moments_fold(AnEnv *env, AnMoments *m);

/*
 * into += from; into is folded first and has the same order, from may have a
 * block: a copy is folded in env's memory.  AN_EARG when orders, names or
 * options differ; the message names both sides.  A from of order 0 always
 * merges, into an into of order 0 nothing else does.
 */
extern AnStatus an_moments_merge(AnEnv *env, AnMoments *into, const AnMoments *from);

/*
 * into -= from: what is left when from's rows are taken out of into's.  Both
 * are folded.  AN_EARG when from is no part of into (more rows, other columns);
 * AN_ENUMERIC when cancellation leaves a column's variance with fewer than six
 * digits.
 */
extern AnStatus an_moments_subtract(AnEnv *env, AnMoments *into, const AnMoments *from);

/* Are these of the same columns, and (for states of a fit) the same options?
 * AN_EARG with a message that names both sides. */
extern AnStatus an_moments_same(AnEnv *env, const AnMoments *a, const AnMoments *b);

/* W - W2 / W, what a co-moment is divided by for a covariance; NaN when that
 * is not above 0: fewer than two rows. */
extern double an_moments_divisor(const AnMoments *m);

/* Covariance and correlation of columns i and j; NaN when not defined (fewer
 * than two rows; for a correlation also a constant column). */
extern double an_moments_covariance(const AnMoments *m, uint32_t i, uint32_t j);
extern double an_moments_correlation(const AnMoments *m, uint32_t i, uint32_t j);

/* ----- as bytes that any machine can read: docs/moments.md ----- */

extern AnStatus an_moments_encode(AnEnv *env, const AnMoments *m,
								  const uint8_t **bytes, size_t *size);
/* Memory-safe on any bytes, and proves what follows from the contract.  AN_ECORRUPT. */
extern AnStatus an_moments_decode(AnEnv *env, const uint8_t *bytes, size_t size,
								  AnMoments **m, size_t *m_size);

#endif
