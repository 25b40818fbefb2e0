/* passes_rows.h - a host that reads made rows in passes, part by part */
#ifndef PASSES_ROWS_H
#define PASSES_ROWS_H

#include "made.h"

#include "model/builder.h"
#include "model/sums.h"

#define PARTS 3

typedef struct Host
{
	AnPasses	passes;
	const AnDataset *data;
	size_t		lost;			/* rows at the end that a pass does not see */
	int			count;
} Host;

/* The model of coefficients; it has classes unless it is for moments. */
static inline AnModel *
host_model(AnEnv *env, const AnDataset *data, AnLinear *linear)
{
	AnDataset	schema = *data;
	AnBuilder  *builder;
	AnModel    *model;

	if (linear->link == AN_LINK_IDENTITY)
		schema.nclasses = 0;
	assert_int_equal(an_dataset_begin_model(env, &schema, AN_LINEAR, AN_LITERAL("y"), &builder), AN_OK);
	assert_int_equal(an_builder_linear(builder, linear), AN_OK);
	assert_int_equal(an_builder_finish(builder, 0, AN_UNKNOWN_OTHER, &model), AN_OK);
	return model;
}

static inline double
host_weight(const AnDataset *data, const double *class_weight, size_t row)
{
	double		weight = data->weight == NULL ? 1 : data->weight[row];

	return class_weight == NULL ? weight : weight * class_weight[data->klass[row]];
}

/* The sums of the rows from first to end. */
static inline AnGradient *
host_sums(AnEnv *env, const AnModel *model, const AnDataset *data, const double *class_weight,
		  size_t first, size_t end)
{
	uint32_t	count = an_gradient_count(model);
	AnGradient *g = an_alloc(env, an_gradient_size(count));
	double	   *margins = an_alloc_array(env, model->linear->ngroups, sizeof(double));

	an_gradient_init(g, an_gradient_checksum(model), count);
	for (size_t i = first; i < end; i++)
	{
		AnCase		c = {.x = (float *) (uintptr_t) (data->x + i * data->nfeatures)};	/* only read */

		an_gradient_add(g, model, &c, data->nclasses > 0 ? data->klass[i] : 0,
						data->nclasses > 0 ? 0 : data->y[i], host_weight(data, class_weight, i),
						margins);
	}
	return g;
}

static inline AnStatus
host_gradient(void *host, AnEnv *env, AnLinear *linear, const double *class_weight,
			  AnGradient **gradient)
{
	Host	   *h = host;
	size_t		rows = h->data->nrows - h->lost;
	AnModel    *model = host_model(env, h->data, linear);

	h->count++;
	*gradient = host_sums(env, model, h->data, class_weight, 0, rows / PARTS);
	for (size_t part = 1; part < PARTS; part++)
		AN_TRY(an_gradient_merge(env, *gradient,
								 host_sums(env, model, h->data, class_weight, rows * part / PARTS,
										   rows * (part + 1) / PARTS)));
	return AN_OK;
}

/* What the probabilities of a row make of groups a and b. */
static inline double
host_factor(const AnModel *at, const float *x, uint32_t a, uint32_t b)
{
	double		margins[8];
	double		p[8];

	an_linear_margins(at, x, margins);
	an_link_apply((AnLink) at->linear->link, at->linear->ngroups, margins, at->nclasses, p);
	return at->linear->ngroups == 1 ? p[0] * p[1] : a == b ? p[a] * (1 - p[a]) : p[a] * p[b];
}

static inline AnStatus
host_curvature(void *host, AnEnv *env, AnLinear *linear, AnLinear *at_linear, uint32_t a, uint32_t b,
			   const double *class_weight, AnMoments **moments)
{
	Host	   *h = host;
	const AnDataset *data = h->data;
	AnModel    *model = host_model(env, data, linear);
	AnModel    *at = at_linear == NULL ? NULL : host_model(env, data, at_linear);
	size_t		size = an_linear_vector_size(model);
	double	   *row = an_alloc_array(env, size + 1, sizeof(double));

	h->count++;
	*moments = rows_new(env, (uint32_t) size + (data->nclasses == 0), AN_MOMENTS_WEIGHTED);
	for (size_t i = 0; i < data->nrows; i++)
	{
		AnCase		c = {.x = (float *) (uintptr_t) (data->x + i * data->nfeatures)};	/* only read */

		an_linear_vector(model, &c, row);
		if (data->nclasses == 0)
			row[size] = data->y[i];
		AN_TRY(rows_add(env, moments, row, host_weight(data, class_weight, i) *
						(at == NULL ? 1 : host_factor(at, c.x, a, b))));
	}
	return an_moments_fold(env, *moments);
}

static inline AnStatus
host_moments(void *host, AnEnv *env, AnLinear *linear, const double *class_weight,
			 AnMoments **moments)
{
	return host_curvature(host, env, linear, NULL, 0, 0, class_weight, moments);
}

static inline Host *
host_new(AnEnv *env, const AnDataset *data)
{
	Host	   *h = an_alloc(env, sizeof(Host));
	AnSummary  *summary;

	assert_int_equal(an_summary_create(env, data->nfeatures, &summary), AN_OK);
	for (size_t i = 0; i < data->nrows; i++)
		assert_int_equal(an_summary_add(env, summary, data->features, sizeof(AnFeature),
										data->x + i * data->nfeatures,
										data->nclasses > 0 ? data->klass[i] : 0,
										data->nclasses > 0 ? 0 : data->y[i],
										data->weight == NULL ? 1 : data->weight[i]), AN_OK);
	h->data = data;
	h->passes = (AnPasses) {h, summary, host_gradient, host_moments, host_curvature};
	return h;
}

#endif
