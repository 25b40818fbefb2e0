/*
 * pca.c - principal components
 *
 * Jolliffe, "Principal Component Analysis", 2nd ed. 2002: 1.1 and 2.3 for the
 * components, 10.1 for T2 and the residual (Jackson and Mudholkar 1979: Q).
 */
#include "stats/pca.h"

#include <math.h>
#include <string.h>

#include "base/clones.h"

#define EPSILON 2.220446049250313e-16

_Static_assert(sizeof(AnPca) == 56, "the header is a multiple of 8 without holes");

/* ----- layout ----- */

size_t
an_pca_size(uint32_t order, uint32_t count, size_t names_size)
{
	size_t		doubles = 2 * (size_t) order + count + (size_t) count * order;

	return sizeof(AnPca) + names_size + doubles * sizeof(double);
}

AnStatus
an_pca_check(AnEnv *env, const AnPca *pca, size_t size)
{
	if (size < sizeof(AnPca) || pca->version == 0)
		return an_fail(env, AN_ECORRUPT, "a stored PCA is damaged");
	if (pca->version != AN_PCA_VERSION || (pca->flags & ~AN_PCA_SCALED) != 0)
		return an_fail(env, AN_EUNSUPPORTED, "a PCA of version %u, flags %u, is not supported",
					   pca->version, pca->flags);
	if (pca->order == 0 || pca->order > AN_MAX_VARIABLES || pca->count > pca->order ||
		pca->names_size % 8 != 0 || pca->names_size > size ||
		an_pca_size(pca->order, pca->count, pca->names_size) != size)
		return an_fail(env, AN_ECORRUPT, "a stored PCA is damaged");
	return AN_OK;
}

const uint8_t *
an_pca_names(const AnPca *pca)
{
	return (const uint8_t *) (pca + 1);
}

const double *
an_pca_mean(const AnPca *pca)
{
	return (const double *) (const void *) (an_pca_names(pca) + pca->names_size);
}

const double *
an_pca_scale(const AnPca *pca)
{
	return an_pca_mean(pca) + pca->order;
}

const double *
an_pca_eigenvalues(const AnPca *pca)
{
	return an_pca_scale(pca) + pca->order;
}

const double *
an_pca_component(const AnPca *pca, uint32_t component)
{
	return an_pca_eigenvalues(pca) + pca->count + (size_t) component * pca->order;
}

static double *
writable(const double *part)
{
	return (double *) (uintptr_t) part;
}

/* ----- fitting ----- */

AnStatus
an_pca_check_options(AnEnv *env, const AnPcaOptions *options, uint32_t order)
{
	if (options->components > 0 && options->variance != 0)
	{
		an_fail(env, AN_EARG, "number of components and share of variance exclude each other");
		return an_hint(env, "Give one of n_components and variance.");
	}
	if (!(options->variance >= 0 && options->variance <= 1))
	{
		an_fail(env, AN_EARG, "invalid share of variance: %g", options->variance);
		return an_hint(env, "A share is above 0 and at most 1.");
	}
	if (options->components > AN_MAX_VARIABLES || (order > 0 && options->components > order))
	{
		an_fail(env, AN_EARG, "invalid number of components: %u", options->components);
		return an_hint(env, "There are at most as many components as columns, %u.",
					   order > 0 ? order : AN_MAX_VARIABLES);
	}
	return AN_OK;
}

typedef struct Fit
{
	AnEnv	   *env;
	AnMoments  *m;				/* only read */
	bool		scaled;
	double	   *matrix;			/* packed: covariances or correlations */
	double	   *scale;			/* order */
	uint32_t	asked;			/* eigenvalues that are computed */
	double	   *values;			/* asked */
	double	   *vectors;		/* asked x order */
	double		total;
} Fit;

/* sqrt(c) per column; 1 for a column that does not vary, and when not scaled. */
static void
find_scales(Fit *fit, double divisor)
{
	const double *comoment = an_moments_comoment(fit->m);
	uint32_t	order = fit->m->order;

	for (uint32_t j = 0; j < order; j++)
	{
		double		variance = comoment[an_packed_index(order, j, j)] / divisor;

		fit->scale[j] = fit->scaled && variance > 0 ? sqrt(variance) : 1;
		if (!fit->scaled)
			fit->total += variance;
		else if (variance > 0)
			fit->total += 1;
	}
}

static void
make_matrix(Fit *fit, double divisor)
{
	uint32_t	order = fit->m->order;

	for (uint32_t i = 0; i < order; i++)
		for (uint32_t j = 0; j <= i; j++)
		{
			size_t		at = an_packed_index(order, i, j);
			double		variance = an_moments_comoment(fit->m)[at] / divisor;

			fit->matrix[at] = variance / fit->scale[i] / fit->scale[j];
			if (fit->scaled && i == j && variance > 0)
				fit->matrix[at] = 1;
		}
}

static AnStatus
allocate(Fit *fit)
{
	size_t		order = fit->m->order;

	fit->matrix = an_alloc_array(fit->env, an_packed_size(fit->m->order), sizeof(double));
	fit->scale = an_alloc_array(fit->env, 2 * order, sizeof(double));
	fit->vectors = an_alloc_array(fit->env, fit->asked * order, sizeof(double));
	if (fit->matrix == NULL || fit->scale == NULL || fit->vectors == NULL)
		return fit->env->error.status;
	fit->values = fit->scale + order;
	return AN_OK;
}

/* Contract 3: what is left of a 0 after rounding becomes one again. */
static void
clear_rounding(Fit *fit)
{
	double		least = fit->values[0] * fit->m->order * EPSILON;

	for (uint32_t c = 0; c < fit->asked; c++)
		if (!(fit->values[c] > least))
			fit->values[c] = 0;
}

static uint32_t
choose_count(const Fit *fit, const AnPcaOptions *options)
{
	uint32_t	order = fit->m->order;
	int64_t		rows = fit->m->rows;
	double		sum = 0;

	if (options->components > 0)
		return options->components;
	if (options->variance == 0)
		return rows - 1 < order ? (uint32_t) (rows - 1) : order;
	for (uint32_t c = 0; c < order; c++)
	{
		sum += fit->values[c];
		/* the sum of all may miss the total by its rounding */
		if (sum >= options->variance * fit->total * (1 - order * EPSILON))
			return c + 1;
	}
	return order;
}

static AnStatus
store(const Fit *fit, uint32_t count, AnPca **result, size_t *size)
{
	AnMoments  *m = fit->m;
	AnPca	   *pca;

	*size = an_pca_size(m->order, count, m->names_size);
	pca = an_alloc(fit->env, *size);
	if (pca == NULL)
		return fit->env->error.status;
	pca->version = AN_PCA_VERSION;
	pca->flags = fit->scaled ? AN_PCA_SCALED : 0;
	pca->order = m->order;
	pca->count = count;
	pca->names_size = m->names_size;
	pca->rows = m->rows;
	pca->skipped = m->skipped;
	pca->weight = m->weight;
	pca->total_variance = fit->total;
	memcpy(pca + 1, an_moments_names(m), m->names_size);
	memcpy(writable(an_pca_mean(pca)), an_moments_mean(m), m->order * sizeof(double));
	memcpy(writable(an_pca_scale(pca)), fit->scale, m->order * sizeof(double));
	memcpy(writable(an_pca_eigenvalues(pca)), fit->values, count * sizeof(double));
	memcpy(writable(an_pca_component(pca, 0)), fit->vectors,
		   (size_t) count * m->order * sizeof(double));
	*result = pca;
	return AN_OK;
}

AnStatus
an_pca_fit(AnEnv *env, const AnMoments *m, const AnPcaOptions *options,
		   AnPca **pca, size_t *size)
{
	Fit			fit = {.env = env, .m = (AnMoments *) (uintptr_t) m, .scaled = options->scale != 0};
	double		divisor = an_moments_divisor(m);

	AN_TRY(an_pca_check_options(env, options, m->order));
	if (m->order == 0 || !(divisor > 0))
	{
		an_fail(env, AN_ENUMERIC, "too few rows for principal components");
		return an_detail(env, "%lld rows were used, %lld skipped; at least 2 are needed.",
						 (long long) m->rows, (long long) m->skipped);
	}
	fit.asked = options->components > 0 ? options->components : m->order;
	AN_TRY(allocate(&fit));
	find_scales(&fit, divisor);
	make_matrix(&fit, divisor);
	AN_TRY(an_symmetric_eigen(env, m->order, fit.matrix, fit.asked, fit.values, fit.vectors));
	clear_rounding(&fit);
	return store(&fit, choose_count(&fit, options), pca, size);
}

/* ----- use ----- */

/* out = (x - mean) / scale */
AN_CLONES static void
standardise(const AnPca *pca, const double *restrict x, double *restrict out)
{
	const double *mean = an_pca_mean(pca);
	const double *scale = an_pca_scale(pca);

	if (pca->flags & AN_PCA_SCALED)
		for (uint32_t j = 0; j < pca->order; j++)
			out[j] = (x[j] - mean[j]) / scale[j];
	else
		for (uint32_t j = 0; j < pca->order; j++)
			out[j] = x[j] - mean[j];
}

void
an_pca_transform(const AnPca *pca, const double *x, double *scratch, double *scores)
{
	standardise(pca, x, scratch);
	an_matrix_times(pca->count, pca->order, an_pca_component(pca, 0), scratch, scores);
}

void
an_pca_inverse(const AnPca *pca, const double *scores, double *scratch, double *x)
{
	const double *mean = an_pca_mean(pca);
	const double *scale = an_pca_scale(pca);

	memset(scratch, 0, pca->order * sizeof(double));
	an_matrix_transposed_times(pca->count, pca->order, an_pca_component(pca, 0), scores, scratch);
	for (uint32_t j = 0; j < pca->order; j++)
		x[j] = mean[j] + scale[j] * scratch[j];
}

/* The residual itself, not the difference of two lengths: that would cancel. */
double
an_pca_reconstruction_error(const AnPca *pca, const double *x, double *scratch)
{
	double	   *centred = scratch;
	double	   *back = scratch + pca->order;
	double	   *scores = back + pca->order;
	double		sum = 0;

	an_pca_transform(pca, x, centred, scores);
	memset(back, 0, pca->order * sizeof(double));
	an_matrix_transposed_times(pca->count, pca->order, an_pca_component(pca, 0), scores, back);
	for (uint32_t j = 0; j < pca->order; j++)
		sum += (centred[j] - back[j]) * (centred[j] - back[j]);
	return sum;
}

double
an_pca_t2(const AnPca *pca, const double *x, double *scratch)
{
	const double *values = an_pca_eigenvalues(pca);
	double	   *scores = scratch + pca->order;
	double		sum = 0;

	an_pca_transform(pca, x, scratch, scores);
	for (uint32_t c = 0; c < pca->count; c++)
		if (values[c] > 0)
			sum += scores[c] * scores[c] / values[c];
	return sum;
}
