/* coefficients.c - from coefficients of standardised columns to a linear model */
#include "train/design.h"

#include <math.h>
#include <string.h>

typedef struct Writer
{
	const AnDesign *design;
	uint32_t	ngroups;
	const double *coefficients;
	const double *covariance;
	uint32_t	first_group;
	AnLinear   *linear;
} Writer;

static double
coefficient(const Writer *w, uint32_t column, uint32_t group)
{
	if (column == AN_NO_COLUMN)
		return 0;
	return w->coefficients[(size_t) column * w->ngroups + group];
}

static double
covariance(const Writer *w, uint32_t group, uint32_t i, uint32_t j)
{
	size_t		columns = (size_t) w->design->ncolumns + 1;
	size_t		order = columns * (w->ngroups - w->first_group);
	size_t		offset = columns * (group - w->first_group);

	return w->covariance[(offset + i) * order + offset + j];
}

/* The deviation of the sum of a times coefficient i and b times coefficient j. */
static double
error_of(const Writer *w, uint32_t group, double a, uint32_t i, double b, uint32_t j)
{
	double		variance;

	if (group < w->first_group || i == AN_NO_COLUMN)
		return NAN;
	variance = a * a * covariance(w, group, i, i);
	if (j != AN_NO_COLUMN)
		variance += b * b * covariance(w, group, j, j) + 2 * a * b * covariance(w, group, i, j);
	return variance >= 0 ? sqrt(variance) : NAN;
}

static void
set_error(Writer *w, size_t weight, double error)
{
	if (w->linear->errors != NULL)
		w->linear->errors[w->ngroups + weight] = w->covariance == NULL ? NAN : error;
}

/* The slope, then what stands for a missing value. */
static void
write_number(Writer *w, const AnDesignNumber *number, uint32_t term)
{
	AnLinear   *linear = w->linear;
	size_t		at = linear->terms[term].offset;
	double		scale = number->column == AN_NO_COLUMN ? 0 : 1 / number->deviation;

	for (uint32_t g = 0; g < w->ngroups; g++)
	{
		double		slope = coefficient(w, number->column, g) * scale;
		double		missing = coefficient(w, number->missing, g);

		linear->weights[at + g] = slope;
		linear->weights[at + w->ngroups + g] = slope * number->mean + missing;
		linear->average[(size_t) term * w->ngroups + g] = slope * number->mean +
			missing * number->missing_share;
		if (w->covariance == NULL)
			continue;
		set_error(w, at + g, error_of(w, g, scale, number->column, 0, AN_NO_COLUMN));
		set_error(w, at + w->ngroups + g,
				  error_of(w, g, 1, number->missing, scale * number->mean, number->column));
	}
}

/* Both have one slope; the mean is the number's. */
static void
write_rest(Writer *w, uint32_t term)
{
	size_t		at = w->linear->terms[term].offset;
	size_t		before = w->linear->terms[term - 1].offset;

	for (uint32_t g = 0; g < w->ngroups; g++)
	{
		w->linear->weights[at + g] = w->linear->weights[before + g];
		if (w->linear->errors != NULL)
		{
			set_error(w, at + g, w->linear->errors[w->ngroups + before + g]);
			set_error(w, at + w->ngroups + g, NAN);
		}
	}
}

/* Contract 3: what no row had adds the average. */
static void
write_category(Writer *w, const AnDesignCategory *category, uint32_t term)
{
	AnLinear   *linear = w->linear;
	size_t		at = linear->terms[term].offset;

	for (uint32_t g = 0; g < w->ngroups; g++)
	{
		double		average = 0;

		for (uint32_t v = 0; v < category->nvalues; v++)
			average += category->share[v] * coefficient(w, category->column[v], g);
		linear->average[(size_t) term * w->ngroups + g] = average;
		for (uint32_t v = 0; v < category->nvalues; v++)
		{
			size_t		weight = at + (size_t) v * w->ngroups + g;

			linear->weights[weight] = category->share[v] > 0 ?
				coefficient(w, category->column[v], g) : average;
			if (w->covariance != NULL)
				set_error(w, weight, error_of(w, g, 1, category->column[v], 0, AN_NO_COLUMN));
		}
	}
}

/* Of the intercept of numbers as they are: each of them moved it by its mean. */
static double
intercept_error(const Writer *w, uint32_t group, const double *moved)
{
	uint32_t	n = w->design->ncolumns + 1;
	double		variance = 0;

	if (group < w->first_group)
		return NAN;
	for (uint32_t i = 0; i < n; i++)
		for (uint32_t j = 0; j < n; j++)
			if (moved[i] != 0 && moved[j] != 0)
				variance += moved[i] * moved[j] * covariance(w, group, i, j);
	return variance >= 0 ? sqrt(variance) : NAN;
}

static AnStatus
write_intercept(AnEnv *env, Writer *w)
{
	const AnDesign *design = w->design;
	double	   *moved = an_alloc_array(env, (size_t) design->ncolumns + 1, sizeof(double));

	if (moved == NULL)
		return env->error.status;
	moved[design->ncolumns] = 1;
	for (uint32_t j = 0; j < design->nnumbers; j++)
		if (design->numbers[j].column != AN_NO_COLUMN)
			moved[design->numbers[j].column] = -design->numbers[j].mean / design->numbers[j].deviation;
	for (uint32_t g = 0; g < w->ngroups; g++)
	{
		double		sum = 0;

		for (uint32_t c = 0; c <= design->ncolumns; c++)
			sum += moved[c] * coefficient(w, c, g);
		w->linear->intercept[g] = sum;
		if (w->covariance != NULL)
			w->linear->errors[g] = intercept_error(w, g, moved);
	}
	return AN_OK;
}

/* Terms in the order of the features, and where their blocks are. */
static AnStatus
make_terms(AnEnv *env, Writer *w)
{
	const AnDataset *data = w->design->data;
	AnLinear   *linear = w->linear;
	uint64_t	weights = 0;

	linear->terms = an_alloc_array(env, data->nfeatures, sizeof(AnTerm));
	if (linear->terms == NULL)
		return env->error.status;
	for (uint32_t f = 0; f < data->nfeatures; f++)
	{
		const AnFeature *feature = &data->features[f];

		if (feature->kind == AN_IGNORED)
			continue;
		linear->terms[linear->nterms].feature = f;
		linear->terms[linear->nterms++].offset = (uint32_t) weights;
		weights += (feature->kind == AN_NUMERIC ? 2 : (uint64_t) feature->nlevels + 1) * w->ngroups;
		if (weights > AN_MAX_WEIGHTS)
			return an_fail(env, AN_ELIMIT, "the model has too many coefficients");
	}
	linear->nweights = (uint32_t) weights;
	return AN_OK;
}

static AnStatus
allocate(AnEnv *env, Writer *w)
{
	AnLinear   *linear = w->linear;

	AN_TRY(make_terms(env, w));
	linear->intercept = an_alloc_array(env, w->ngroups, sizeof(double));
	linear->weights = an_alloc_array(env, linear->nweights, sizeof(double));
	linear->average = an_alloc_array(env, (size_t) linear->nterms * w->ngroups, sizeof(double));
	if (w->covariance != NULL)
	{
		linear->errors = an_alloc_array(env, (size_t) w->ngroups + linear->nweights, sizeof(double));
		if (linear->errors == NULL)
			return env->error.status;
	}
	if (linear->intercept == NULL || linear->weights == NULL || linear->average == NULL)
		return env->error.status;
	return AN_OK;
}

static void
write_terms(Writer *w)
{
	const AnDesign *design = w->design;
	const AnDesignNumber *number = design->numbers;
	const AnDesignCategory *category = design->categories;

	for (uint32_t t = 0; t < w->linear->nterms; t++)
	{
		uint32_t	feature = w->linear->terms[t].feature;

		if (design->data->features[feature].kind == AN_CATEGORICAL)
			write_category(w, category++, t);
		else if (number < design->numbers + design->nnumbers && number->feature == feature)
			write_number(w, number++, t);
		else
			write_rest(w, t);
	}
}

static bool
all_finite(const double *numbers, size_t count)
{
	double		check = 0;

	for (size_t i = 0; i < count; i++)
		check += 0 * numbers[i];
	return check == 0;
}

AnStatus
an_design_linear(AnEnv *env, const AnDesign *design, AnLink link, uint32_t ngroups,
				 const double *coefficients, const double *covariances, uint32_t first_group,
				 AnLinear **made)
{
	AnLinear   *linear = an_alloc(env, sizeof(AnLinear));
	Writer		w = {design, ngroups, coefficients, covariances, first_group, linear};

	if (linear == NULL)
		return env->error.status;
	linear->link = (uint8_t) link;
	linear->ngroups = ngroups;
	AN_TRY(allocate(env, &w));
	AN_TRY(write_intercept(env, &w));
	write_terms(&w);
	if (!all_finite(linear->intercept, ngroups) || !all_finite(linear->weights, linear->nweights) ||
		!all_finite(linear->average, (size_t) linear->nterms * ngroups))
	{
		an_fail(env, AN_ENUMERIC, "a coefficient is out of range");
		return an_hint(env, "Scale the features: some numbers are too small or too large.");
	}
	*made = linear;
	return AN_OK;
}
