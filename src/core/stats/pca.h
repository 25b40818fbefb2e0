/*
 * pca.h - principal components
 *
 * The eigenvectors of a covariance matrix (Hotelling 1933) or, scaled, of a
 * correlation matrix.  Columns are always centred at their means.
 *
 * Contract
 *  1. A value is one flat block of an_pca_size() bytes without pointers,
 *     aligned to 8, in the machine's byte order.  Its first 4 bytes belong to
 *     the host.
 *  2. Component c is the c-th largest eigenvalue and its eigenvector: d
 *     loadings, of length 1, the largest by absolute value positive.
 *     Eigenvalues are variances (divisor: see moments.h, contract 4), those
 *     of a correlation matrix sum up to the number of columns that vary.
 *  3. An eigenvalue below d * 2^-52 times the largest is rounding: it is 0
 *     then, and the component's direction means nothing.
 *  4. A column that does not vary has a scale of 1 and takes no part in a
 *     scaled fit: its loadings are 0 in all components with a variance.
 *  5. Fewer than two rows have no components: AN_ENUMERIC; the glue makes it
 *     NULL.  All columns constant: eigenvalues 0.
 *  6. scores = V (x - mean) / scale; back: x = mean + scale * V' scores.
 *  7. A NaN in x gives NaN; the glue decides what NULL does.
 */
#ifndef AN_PCA_H
#define AN_PCA_H

#include "stats/moments.h"

#define AN_PCA_VERSION 1
#define AN_PCA_SCALED 1			/* flag: of the correlation matrix */

typedef struct AnPca
{
	uint32_t	host;
	uint16_t	version;
	uint16_t	flags;
	uint32_t	order;			/* d, the number of columns */
	uint32_t	count;			/* k, the number of components kept */
	uint32_t	names_size;		/* bytes, a multiple of 8; 0: not known */
	uint32_t	unused;			/* 0 */
	int64_t		rows;
	int64_t		skipped;
	double		weight;
	double		total_variance; /* of all d components */
	/* names; mean[d]; scale[d] (all 1 unless scaled); eigenvalue[k];
	 * components[k][d] */
} AnPca;

extern size_t an_pca_size(uint32_t order, uint32_t count, size_t names_size);
extern AnStatus an_pca_check(AnEnv *env, const AnPca *pca, size_t size);	/* as moments' */

extern const uint8_t *an_pca_names(const AnPca *pca);
extern const double *an_pca_mean(const AnPca *pca);
extern const double *an_pca_scale(const AnPca *pca);
extern const double *an_pca_eigenvalues(const AnPca *pca);
extern const double *an_pca_component(const AnPca *pca, uint32_t component);

/*
 * Of folded moments; the result belongs to env.  AN_EARG for options that
 * contradict each other or exceed the columns; more components than there are
 * columns are an error, a variance is in (0, 1].  Neither: all min(d, rows - 1)
 * components.  By variance: as few as reach that share (at least one).
 */
extern AnStatus an_pca_fit(AnEnv *env, const AnMoments *m, const AnPcaOptions *options,
						   AnPca **pca, size_t *size);
/* Proves options for moments of that order (0: not known yet). */
extern AnStatus an_pca_check_options(AnEnv *env, const AnPcaOptions *options, uint32_t order);

/* scratch has room for 2 d + k doubles in each of these; x has d, scores k. */
extern void an_pca_transform(const AnPca *pca, const double *x, double *scratch, double *scores);
extern void an_pca_inverse(const AnPca *pca, const double *scores, double *scratch, double *x);

/* Squared distance of (x - mean) / scale from its projection: the Q statistic. */
extern double an_pca_reconstruction_error(const AnPca *pca, const double *x, double *scratch);

/* Hotelling's T2: sum of score^2 / eigenvalue over the components with a
 * variance. */
extern double an_pca_t2(const AnPca *pca, const double *x, double *scratch);

/* Do these bytes begin as an encoded PCA does? */
extern bool an_pca_has_magic(const uint8_t *bytes, size_t size);
extern AnStatus an_pca_encode(AnEnv *env, const AnPca *pca, const uint8_t **bytes, size_t *size);
/* Memory-safe on any bytes, proves the contract: finite numbers, descending
 * eigenvalues, lengths.  AN_ECORRUPT. */
extern AnStatus an_pca_decode(AnEnv *env, const uint8_t *bytes, size_t size,
							  AnPca **pca, size_t *pca_size);

#endif
