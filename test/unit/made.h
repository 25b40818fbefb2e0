/* made.h - made data for the tests of linear and logistic models */
#ifndef MADE_H
#define MADE_H

#include "unit.h"

#include <math.h>

#include "rows.h"
#include "train/fit.h"

#define MAX_FEATURES 8

typedef struct Made
{
	AnFeature	features[MAX_FEATURES];
	AnStr		classes[8];
	AnDataset	data;
	float	   *x;
	double	   *y;
	uint32_t   *klass;
	double	   *weight;
} Made;

static inline AnStr *
made_levels(AnEnv *env, uint32_t count)
{
	AnStr	   *levels = an_alloc_array(env, count, sizeof(AnStr));

	levels[0] = AN_LITERAL("N/A");
	for (uint32_t l = 1; l < count; l++)
	{
		char		name[16];
		int			len = snprintf(name, sizeof(name), "l%u", l);

		assert_true(an_copy_str(env, name, (size_t) len, &levels[l]));
	}
	return levels;
}

/* nlevels: of each feature, 0 for a number. */
static inline Made *
made_new(AnEnv *env, size_t rows, uint32_t nfeatures, const uint32_t *nlevels, uint32_t nclasses)
{
	static const AnStr names[MAX_FEATURES] = {{"a", 1}, {"b", 1}, {"c", 1}, {"d", 1}, {"e", 1},
	{"f", 1}, {"g", 1}, {"h", 1}};
	Made	   *m = an_alloc(env, sizeof(Made));

	for (uint32_t f = 0; f < nfeatures; f++)
	{
		m->features[f].name = names[f];
		m->features[f].kind = nlevels[f] > 0 ? AN_CATEGORICAL : AN_NUMERIC;
		m->features[f].nlevels = nlevels[f];
		m->features[f].levels = nlevels[f] > 0 ? made_levels(env, nlevels[f]) : NULL;
	}
	memcpy(m->classes, names, sizeof(m->classes));
	m->x = an_alloc_array(env, rows * nfeatures + 1, sizeof(float));
	m->y = an_alloc_array(env, rows + 1, sizeof(double));
	m->klass = an_alloc_array(env, rows + 1, sizeof(uint32_t));
	m->weight = an_alloc_array(env, rows + 1, sizeof(double));
	m->data = (AnDataset) {
		.nfeatures = nfeatures, .features = m->features, .nrows = rows, .x = m->x,
		.nclasses = nclasses, .classes = m->classes, .klass = m->klass, .y = m->y
	};
	return m;
}

static inline uint32_t
made_pick(uint32_t *seed, uint32_t count)
{
	return (uint32_t) ((rows_noise(seed) + 1) / 2 * count) % count;
}

static inline AnFitOptions
made_options(double l2)
{
	AnFitOptions options;

	an_logistic_defaults(&options);
	options.l2 = l2;
	return options;
}

static inline AnLinear *
made_fit_classes(AnEnv *env, const Made *m, double l2, AnFitReport *report)
{
	AnFitOptions options = made_options(l2);
	AnLinear   *linear = NULL;

	if (an_logistic_fit(env, &m->data, &options, NULL, &linear, report) != AN_OK)
		print_error("%s\n", env->error.message);
	assert_non_null(linear);
	return linear;
}

static inline AnLinear *
made_fit_number(AnEnv *env, const Made *m, double l2, AnFitReport *report)
{
	AnFitOptions options = made_options(l2);
	AnLinear   *linear = NULL;

	assert_int_equal(an_linear_fit(env, &m->data, &options, NULL, &linear, report), AN_OK);
	assert_non_null(linear);
	return linear;
}

/* Two numbers and a category of 3 levels; classes by noisy margins. */
static inline Made *
made_classes(AnEnv *env, size_t rows, uint32_t nclasses, uint32_t seed)
{
	static const uint32_t nlevels[] = {0, 0, 4};
	Made	   *m = made_new(env, rows, 3, nlevels, nclasses);

	for (size_t i = 0; i < rows; i++)
	{
		float	   *x = m->x + i * 3;
		double		best = -INFINITY;

		x[0] = (float) (100 + 5 * rows_noise(&seed));
		x[1] = (float) rows_noise(&seed);
		x[2] = (float) (2 + made_pick(&seed, 3));
		if (made_pick(&seed, 10) == 0)
			x[1] = NAN;
		for (uint32_t k = 0; k < nclasses; k++)
		{
			double		u = (rows_noise(&seed) + 1) / 2;
			double		margin = k * 0.2 * ((double) x[0] - 100) - (k == 1) * (double) x[2] -
				log(-log(u > 0 ? u : 1e-9));

			if (margin > best)
				m->klass[i] = k;
			best = margin > best ? margin : best;
		}
	}
	return m;
}

#endif
