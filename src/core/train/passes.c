/*
 * passes.c - training on rows that are read again for each step
 *
 * A model's numbers belong to values as they are, a design's coefficients to
 * standardised columns.  Since the former are a linear function of the latter
 * (coefficients.c), derivatives by the latter are sums of those by the former:
 * with slope = w / deviation, missing = slope * mean + m and the intercept less
 * slope * mean,
 *
 *     d/dw = (d/dslope - mean (d/dintercept - d/dmissing)) / deviation
 */
#include "train/passes_impl.h"

#include <math.h>
#include <string.h>

#include "model/sums.h"

/* ----- gradients ----- */

static AnStatus
linear_of(AnEnv *env, const AnDesign *design, AnLink link, uint32_t ngroups, uint32_t stride,
		  const double *weights, AnLinear **linear)
{
	size_t		rows = (size_t) design->ncolumns + 1;
	double	   *coefficients = an_alloc_array(env, rows, ngroups * sizeof(double));

	if (coefficients == NULL)
		return env->error.status;
	for (size_t c = 0; c < rows; c++)
		memcpy(coefficients + c * ngroups, weights + c * stride, ngroups * sizeof(double));
	return an_design_linear(env, design, link, ngroups, coefficients, NULL, 0, linear);
}

typedef struct Reading
{
	const AnDesign *design;
	const double *numbers;		/* by the model's intercepts, then weights */
	uint32_t	ngroups;
	uint32_t	stride;
	double	   *gradient;
} Reading;

/* The derivatives by a term's weights from number w on. */
static const double *
by_weight(const Reading *r, const AnTerm *term, uint32_t w)
{
	return r->numbers + r->ngroups + term->offset + (size_t) w * r->ngroups;
}

static void
read_number(const Reading *r, const AnDesignNumber *number, const AnTerm *term)
{
	const double *slope = by_weight(r, term, 0);
	const double *missing = by_weight(r, term, 1);
	const double *rest = number->has_rest ? by_weight(r, term + 1, 0) : NULL;

	for (uint32_t k = 0; k < r->ngroups; k++)
	{
		double		sum = rest == NULL ? slope[k] : slope[k] + rest[k];

		if (number->column != AN_NO_COLUMN)
			r->gradient[(size_t) number->column * r->stride + k] =
				(sum - number->mean * (r->numbers[k] - missing[k])) / number->deviation;
		if (number->missing != AN_NO_COLUMN)
			r->gradient[(size_t) number->missing * r->stride + k] = missing[k];
	}
}

static void
read_category(const Reading *r, const AnDesignCategory *category, const AnTerm *term)
{
	for (uint32_t v = 0; v < category->nvalues; v++)
		if (category->column[v] != AN_NO_COLUMN)
			memcpy(r->gradient + (size_t) category->column[v] * r->stride,
				   by_weight(r, term, v), r->ngroups * sizeof(double));
}

/* Terms are in the order of the features, as numbers and categories are. */
static void
read_gradient(const Reading *r, const AnLinear *linear)
{
	const AnDesignNumber *number = r->design->numbers;
	const AnDesignNumber *end = number + r->design->nnumbers;
	const AnDesignCategory *category = r->design->categories;

	for (uint32_t t = 0; t < linear->nterms; t++)
	{
		uint32_t	feature = linear->terms[t].feature;

		if (r->design->data->features[feature].kind == AN_CATEGORICAL)
			read_category(r, category++, &linear->terms[t]);
		else if (number < end && number->feature == feature)
			read_number(r, number++, &linear->terms[t]);
	}
	memcpy(r->gradient + (size_t) r->design->ncolumns * r->stride, r->numbers,
		   r->ngroups * sizeof(double));
}

/* The rows must be those of the summary, or there is no minimum to find. */
static AnStatus
check_rows(AnEnv *env, const AnDesign *design, int64_t rows)
{
	size_t		before = design->passes->summary->rows;

	if (rows == (int64_t) before)
		return AN_OK;
	an_fail(env, AN_EARG, "the source has other rows than before");
	an_detail(env, "It had %zu rows, then %lld.", before, (long long) rows);
	return an_hint(env, "A source that is read in passes must return the same rows each time.");
}

static AnStatus
check_sums(AnEnv *env, const AnDesign *design, const AnLinear *linear, const AnGradient *g)
{
	AN_TRY(check_rows(env, design, g->rows));
	if (g->count != linear->ngroups + linear->nweights)
		return an_fail(env, AN_ECORRUPT, "a pass over the rows returned another model's sums");
	if (!isfinite(g->loss))
		return an_fail(env, AN_ENUMERIC, "the loss is out of range");
	return AN_OK;
}

static AnStatus
read_pass(AnEnv *env, const Reading *reading, AnLink link, const double *weights, double *loss,
		  int64_t *right)
{
	const AnPasses *passes = reading->design->passes;
	Reading		r = *reading;
	AnLinear   *linear;
	AnGradient *g;

	AN_TRY(linear_of(env, r.design, link, r.ngroups, r.stride, weights, &linear));
	AN_TRY(passes->gradient(passes->host, env, linear, r.design->class_weight, &g));
	AN_TRY(check_sums(env, r.design, linear, g));
	r.numbers = an_gradient_numbers(g);
	read_gradient(&r, linear);
	*loss = g->loss;
	if (right != NULL)
		*right = g->right;
	return AN_OK;
}

AnStatus
an_passes_gradient(AnEnv *env, const AnDesign *design, AnLink link, uint32_t ngroups,
				   uint32_t stride, const double *weights, double *loss, double *gradient,
				   int64_t *right)
{
	Reading		reading = {design, NULL, ngroups, stride, gradient};
	AnEnv		scratch = an_env_scratch(env);

	AN_TRY(an_poll(env));
	memset(gradient, 0, ((size_t) design->ncolumns + 2) * stride * sizeof(double));
	(void) read_pass(&scratch, &reading, link, weights, loss, right);
	return an_env_give_back(env, &scratch);
}

/* ----- moments ----- */

static size_t
entries(const AnFeature *feature)
{
	if (feature->kind == AN_CATEGORICAL)
		return (size_t) feature->nlevels + 1;
	return feature->part == AN_REST ? 0 : 2;
}

size_t
an_linear_vector_size(const AnModel *model)
{
	size_t		size = 0;

	for (uint32_t t = 0; t < model->linear->nterms; t++)
		size += entries(&model->features[model->linear->terms[t].feature]);
	return size;
}

void
an_linear_vector(const AnModel *model, AnCase *c, double *vector)
{
	const AnLinear *linear = model->linear;

	memset(vector, 0, an_linear_vector_size(model) * sizeof(double));
	for (uint32_t t = 0; t < linear->nterms; t++)
	{
		const AnFeature *feature = &model->features[linear->terms[t].feature];
		float		x = an_case_value(c, linear->terms[t].feature);
		double		factor;
		const double *block = an_term_block(model, &linear->terms[t], x, &factor);

		if (feature->kind == AN_CATEGORICAL)
			vector[block - &linear->weights[linear->terms[t].offset]] = 1;
		else if (feature->part == AN_REST)
			vector[-2] += isnan(x) ? 0 : factor * *block;
		else if (isnan(x))
			vector[1] = 1;
		else
			vector[0] = factor * *block - linear->average[t];
		vector += entries(feature);
	}
}

size_t
an_passes_order(const AnDesign *design)
{
	size_t		order = design->data->nclasses == 0;

	for (uint32_t f = 0; f < design->data->nfeatures; f++)
		order += entries(&design->data->features[f]);
	return order;
}

/* Where the host's vector has each column of the design, and the target. */
static void
find_columns(const AnDesign *design, uint32_t *place)
{
	const AnDesignNumber *number = design->numbers;
	const AnDesignNumber *end = number + design->nnumbers;
	const AnDesignCategory *category = design->categories;
	uint32_t	at = 0;

	for (uint32_t f = 0; f < design->data->nfeatures; f++)
	{
		const AnFeature *feature = &design->data->features[f];

		if (number < end && number->feature == f)
		{
			if (number->column != AN_NO_COLUMN)
				place[number->column] = at;
			if (number->missing != AN_NO_COLUMN)
				place[number->missing] = at + 1;
			number++;
		}
		for (uint32_t v = 0; feature->kind == AN_CATEGORICAL && v < category->nvalues; v++)
			if (category->column[v] != AN_NO_COLUMN)
				place[category->column[v]] = at + v;
		category += feature->kind == AN_CATEGORICAL;
		at += (uint32_t) entries(feature);
	}
	place[design->ncolumns] = at;
}

static void
choose_columns(AnMoments *from, const uint32_t *place, AnMoments *to)
{
	to->rows = from->rows;
	to->weight = from->weight;
	to->weight2 = from->weight2;
	for (uint32_t i = 0; i < to->order; i++)
	{
		an_moments_mean(to)[i] = an_moments_mean(from)[place[i]];
		for (uint32_t j = 0; j <= i; j++)
			an_moments_comoment(to)[an_packed_index(to->order, i, j)] =
				an_moments_comoment(from)[an_packed_index(from->order, place[i], place[j])];
	}
}

/* Every number that varies has a coefficient of 1: its scale. */
static AnStatus
make_scales(AnEnv *env, const AnDesign *design, AnLinear **linear, uint32_t **place)
{
	double	   *scales = an_alloc_array(env, (size_t) design->ncolumns + 1, sizeof(double));

	*place = an_alloc_array(env, (size_t) design->ncolumns + 1, sizeof(uint32_t));
	if (scales == NULL || *place == NULL)
		return env->error.status;
	for (uint32_t c = 0; c < design->nvarying; c++)
		scales[c] = 1;
	find_columns(design, *place);
	return an_design_linear(env, design, AN_LINK_IDENTITY, 1, scales, NULL, 0, linear);
}

/* A row that has no weight any more, by its probabilities, is skipped. */
static AnStatus
check_moments(AnEnv *env, const AnDesign *design, const AnMoments *m)
{
	AN_TRY(check_rows(env, design, m->rows + m->skipped));
	if (m->order != an_passes_order(design) || m->block_rows > 0)
		return an_fail(env, AN_ECORRUPT, "a pass over the rows returned other columns' moments");
	return AN_OK;
}

static AnStatus
read_moments(AnEnv *env, const AnDesign *design, AnMoments *to)
{
	const AnPasses *passes = design->passes;
	uint32_t   *place;
	AnLinear   *linear;
	AnMoments  *m;

	AN_TRY(make_scales(env, design, &linear, &place));
	AN_TRY(passes->moments(passes->host, env, linear, design->class_weight, &m));
	AN_TRY(check_moments(env, design, m));
	choose_columns(m, place, to);
	return AN_OK;
}

AnStatus
an_passes_moments(AnEnv *env, const AnDesign *design, AnMoments **made)
{
	uint32_t	order = design->ncolumns + (design->data->nclasses == 0);
	AnMoments  *m;
	AnEnv		scratch;

	m = an_alloc(env, an_moments_size(order, 0, 0, AN_MOMENTS_WEIGHTED));
	if (m == NULL)
		return env->error.status;
	an_moments_init(m, order, NULL, 0, 0, AN_MOMENTS_WEIGHTED);
	scratch = an_env_scratch(env);
	(void) read_moments(&scratch, design, m);
	AN_TRY(an_env_give_back(env, &scratch));
	*made = m;
	return AN_OK;
}

/* ----- second derivatives ----- */

/* From moments about the mean to those about 0, an intercept behind them. */
static void
add_means(AnMoments *m, const uint32_t *place, uint32_t n, double sign, double *packed)
{
	const double *mean = an_moments_mean(m);
	const double *comoment = an_moments_comoment(m);

	for (uint32_t i = 0; i < n; i++)
	{
		for (uint32_t j = 0; j <= i; j++)
			packed[an_packed_index(n + 1, i, j)] = sign *
				(comoment[an_packed_index(m->order, place[i], place[j])] +
				 m->weight * mean[place[i]] * mean[place[j]]);
		packed[an_packed_index(n + 1, n, i)] = sign * m->weight * mean[place[i]];
	}
	packed[an_packed_index(n + 1, n, n)] = sign * m->weight;
}

typedef struct Pair
{
	AnLink		link;
	uint32_t	ngroups;
	uint32_t	stride;
	uint32_t	a;
	uint32_t	b;
} Pair;

static AnStatus
read_curvature(AnEnv *env, const AnDesign *design, const Pair *pair, const double *weights,
			   double *packed)
{
	const AnPasses *passes = design->passes;
	uint32_t   *place;
	AnLinear   *linear;
	AnLinear   *at;
	AnMoments  *m;

	AN_TRY(make_scales(env, design, &linear, &place));
	AN_TRY(linear_of(env, design, pair->link, pair->ngroups, pair->stride, weights, &at));
	AN_TRY(passes->curvature(passes->host, env, linear, at, pair->a, pair->b,
							 design->class_weight, &m));
	AN_TRY(check_moments(env, design, m));
	add_means(m, place, design->ncolumns, pair->a == pair->b ? 1 : -1, packed);
	return AN_OK;
}

AnStatus
an_passes_curvature(AnEnv *env, const AnDesign *design, AnLink link, uint32_t ngroups,
					uint32_t stride, const double *weights, uint32_t a, uint32_t b,
					double *packed)
{
	Pair		pair = {link, ngroups, stride, a, b};
	AnEnv		scratch = an_env_scratch(env);

	AN_TRY(an_poll(env));
	(void) read_curvature(&scratch, design, &pair, weights, packed);
	return an_env_give_back(env, &scratch);
}
