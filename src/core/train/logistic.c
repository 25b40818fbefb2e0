/* logistic.c - logistic models: from data to coefficients */
#include "train/logistic_impl.h"

#include <math.h>
#include <string.h>

#define NO_ROWS UINT32_MAX

/* Classes by the rows that they have. */
typedef struct Classes
{
	const double *class_weight; /* by class, or NULL */
	uint32_t   *number;			/* by class: among those with rows, or NO_ROWS */
	uint32_t	present;		/* classes that have rows */
	double	   *share;			/* of the weight, by that number */
	const uint32_t *target;		/* by row */
} Classes;

/* ----- classes ----- */

static AnStatus
count_classes(AnEnv *env, const AnDataset *data, const AnSummary *summary, double *weight)
{
	for (uint32_t k = 0; summary != NULL && k < summary->nclasses; k++)
		weight[k] = summary->weight[k];
	if (summary != NULL)
		return AN_OK;
	for (size_t i = 0; i < data->nrows; i++)
	{
		if (data->klass[i] >= data->nclasses)
			return an_fail(env, AN_EARG, "invalid training data: a class that is not known");
		weight[data->klass[i]] += data->weight == NULL ? 1 : data->weight[i];
	}
	return AN_OK;
}

static AnStatus
number_classes(AnEnv *env, const AnDataset *data, const double *weight, Classes *c)
{
	c->number = an_alloc_array(env, data->nclasses, sizeof(uint32_t));
	if (c->number == NULL)
		return env->error.status;
	for (uint32_t k = 0; k < data->nclasses; k++)
		c->number[k] = weight[k] > 0 ? c->present++ : NO_ROWS;
	if (c->present >= 2)
		return AN_OK;
	an_fail(env, AN_EARG, "the target has only one class");
	return an_hint(env, "A classification needs rows of two classes at least.");
}

/* Weights by which each class has the same sum, that of all being as before. */
static AnStatus
balance(AnEnv *env, const AnDataset *data, const double *weight, Classes *c)
{
	double	   *factors = an_alloc_array(env, data->nclasses, sizeof(double));
	double		total = 0;

	if (factors == NULL)
		return env->error.status;
	for (uint32_t k = 0; k < data->nclasses; k++)
		total += weight[k];
	for (uint32_t k = 0; k < data->nclasses; k++)
		factors[k] = weight[k] > 0 ? total / (c->present * weight[k]) : 1;
	c->class_weight = factors;
	return AN_OK;
}

static AnStatus
share_classes(AnEnv *env, const AnDataset *data, const double *weight, Classes *c)
{
	double		total = 0;

	c->share = an_alloc_array(env, c->present, sizeof(double));
	if (c->share == NULL)
		return env->error.status;
	for (uint32_t k = 0; k < data->nclasses; k++)
		if (weight[k] > 0)
		{
			double		own = weight[k] * (c->class_weight == NULL ? 1 : c->class_weight[k]);

			c->share[c->number[k]] = own;
			total += own;
		}
	for (uint32_t k = 0; k < c->present; k++)
		c->share[k] /= total;
	return AN_OK;
}

/* A copy only when some class has no rows. */
static AnStatus
number_rows(AnEnv *env, const AnDataset *data, Classes *c)
{
	uint32_t   *target;

	c->target = data->klass;
	if (c->present == data->nclasses || data->klass == NULL)
		return AN_OK;
	c->target = target = an_alloc_array(env, data->nrows, sizeof(uint32_t));
	if (target == NULL)
		return env->error.status;
	for (size_t i = 0; i < data->nrows; i++)
		target[i] = c->number[data->klass[i]];
	return AN_OK;
}

static AnStatus
find_classes(AnEnv *env, const AnDataset *data, const AnFitOptions *options, Classes *c)
{
	double	   *weight;

	if (data->nclasses == 0)
	{
		an_fail(env, AN_EARG, "a logistic model needs classes as its target");
		return an_hint(env, "Train a linear model for numbers.");
	}
	if (data->nrows == 0)
		return an_fail(env, AN_EARG, "there are no rows to train with");
	weight = an_alloc_array(env, data->nclasses, sizeof(double));
	if (weight == NULL)
		return env->error.status;
	c->class_weight = options->class_weight;
	AN_TRY(count_classes(env, data, options->passes == NULL ? NULL : options->passes->summary, weight));
	AN_TRY(number_classes(env, data, weight, c));
	if (options->balanced)
		AN_TRY(balance(env, data, weight, c));
	AN_TRY(share_classes(env, data, weight, c));
	return number_rows(env, data, c);
}

/* ----- the model ----- */

/* What the entropy of the shares is: the loss of the intercepts alone. */
static double
null_loss(const Classes *c)
{
	double		loss = 0;

	for (uint32_t k = 0; k < c->present; k++)
		loss -= c->share[k] * log(c->share[k]);
	return loss;
}

/* With a penalty, a constant in all classes' coefficients of a column changes no
 * probability: at the minimum their sum is 0.  That of the intercepts is free. */
static void
centre_groups(const AnLogistic *g, double *weights)
{
	for (uint32_t c = 0; c <= g->design->ncolumns && g->ngroups > 1; c++)
	{
		double	   *row = weights + (size_t) c * g->stride;
		double		sum = 0;

		for (uint32_t k = 0; k < g->ngroups; k++)
			sum += row[k];
		for (uint32_t k = 0; k < g->ngroups; k++)
			row[k] -= sum / g->ngroups;
	}
}

static void
subtract_first(const AnLogistic *g, double *weights)
{
	for (uint32_t c = 0; c <= g->design->ncolumns; c++)
	{
		double	   *row = weights + (size_t) c * g->stride;
		double		first = row[0];

		for (uint32_t k = 0; k < g->ngroups; k++)
			row[k] -= first;
	}
}

/* Without the groups that fill up a row of weights. */
static AnStatus
without_stride(const AnLogistic *g, const double *weights, double **made)
{
	size_t		rows = (size_t) g->design->ncolumns + 1;
	double	   *coefficients = an_alloc_array(g->env, rows, g->ngroups * sizeof(double));

	if (coefficients == NULL)
		return g->env->error.status;
	for (size_t c = 0; c < rows; c++)
		memcpy(coefficients + c * g->ngroups, weights + c * g->stride,
			   g->ngroups * sizeof(double));
	*made = coefficients;
	return AN_OK;
}

/* Contract 4 of fit.h: against what the others amount to at the average. */
static double
rare_intercept(const AnLinear *linear, const AnDesign *design)
{
	double		largest = -INFINITY;
	double		sum = 0;

	for (int pass = 0; pass < 2; pass++)
		for (uint32_t k = 0; k < linear->ngroups; k++)
		{
			double		margin = linear->intercept[k];

			for (uint32_t t = 0; t < linear->nterms; t++)
				margin += linear->average[(size_t) t * linear->ngroups + k];
			if (pass == 0 && margin > largest)
				largest = margin;
			if (pass == 1)
				sum += exp(margin - largest);
		}
	return largest + log(sum) + log(0.5 / design->weight);
}

/* Blocks of as many numbers as there are groups get one for each class. */
static AnStatus
spread(AnEnv *env, const Classes *c, uint32_t nclasses, size_t blocks, double missing,
	   double **numbers)
{
	double	   *more;

	if (*numbers == NULL)
		return AN_OK;
	more = an_alloc_array(env, blocks + 1, nclasses * sizeof(double));
	if (more == NULL)
		return env->error.status;
	for (size_t b = 0; b < blocks; b++)
		for (uint32_t k = 0; k < nclasses; k++)
			more[b * nclasses + k] = c->number[k] == NO_ROWS ? missing :
				(*numbers)[b * c->present + c->number[k]];
	*numbers = more;
	return AN_OK;
}

static AnStatus
add_classes_without_rows(AnEnv *env, const Classes *c, const AnDesign *design, AnLinear *linear)
{
	uint32_t	nclasses = design->data->nclasses;
	size_t		blocks = linear->nweights / linear->ngroups;
	double		rare = rare_intercept(linear, design);

	if (blocks > AN_MAX_WEIGHTS / nclasses)
		return an_fail(env, AN_ELIMIT, "the model has too many coefficients");
	AN_TRY(spread(env, c, nclasses, 1, rare, &linear->intercept));
	AN_TRY(spread(env, c, nclasses, blocks, 0, &linear->weights));
	AN_TRY(spread(env, c, nclasses, linear->nterms, 0, &linear->average));
	AN_TRY(spread(env, c, nclasses, blocks + 1, NAN, &linear->errors));
	for (uint32_t t = 0; t < linear->nterms; t++)
		linear->terms[t].offset = linear->terms[t].offset / linear->ngroups * nclasses;
	linear->nweights = (uint32_t) blocks * nclasses;
	linear->ngroups = nclasses;
	return AN_OK;
}

/* ----- the fit ----- */

static AnStatus
make_design(AnEnv *env, const AnDataset *data, const AnFitOptions *options, const Classes *c,
			AnDesign **design)
{
	AnMoments  *m;
	double	   *normal;

	AN_TRY(an_design_create(env, data, options->passes, c->class_weight, options->l2 == 0, design));
	if (options->l2 > 0 || (*design)->ncolumns == 0)
		return AN_OK;
	AN_TRY(an_design_moments(env, *design, 1, &m));
	return an_fit_normal(env, *design, m, 0, &normal);
}

static AnStatus
find_separation(AnLogistic *g, const double *weights, AnFitReport *report)
{
	bool		separated = false;

	if (g->options->l2 > 0)
		return AN_OK;
	AN_TRY(an_logistic_all_right(g, weights, &separated));
	if (!separated)
		AN_TRY(an_logistic_empty_cell(g, &separated));
	report->separated = report->separated || separated;
	return AN_OK;
}

static AnStatus
fill_report(AnLogistic *g, const Classes *c, const double *weights, AnFitReport *report)
{
	const AnDesign *design = g->design;
	uint32_t	groups = g->ngroups - an_logistic_first_group(g);
	double	   *gradient = an_alloc_array(g->env, g->nweights, sizeof(double));
	double		loss;

	if (gradient == NULL)
		return g->env->error.status;
	AN_TRY(an_logistic_pass(g, weights, &loss, gradient));
	loss -= an_logistic_penalty(g, weights);
	report->rows = design->data->nrows;
	report->coefficients = (design->ncolumns + 1) * groups;
	report->dropped = design->ndropped;
	report->loss = loss / design->weight;
	report->null_loss = null_loss(c);
	report->log_likelihood = -loss;
	report->degrees = report->sigma = report->r2 = NAN;
	return AN_OK;
}

static AnStatus
fit(AnLogistic *g, const AnProgress *progress, double **weights, double **covariance,
	AnFitReport *report)
{
	AN_TRY(an_logistic_prepare(g));
	*weights = an_alloc_array(g->env, g->nweights, sizeof(double));
	if (*weights == NULL)
		return g->env->error.status;
	AN_TRY(an_logistic_minimize(g, progress, *weights, report));
	AN_TRY(find_separation(g, *weights, report));
	if (an_logistic_can_polish(g))
		AN_TRY(an_logistic_polish(g, progress, *weights, covariance, report));
	if (g->options->l2 > 0)
		centre_groups(g, *weights);
	else if (g->ngroups > 1)
		subtract_first(g, *weights);
	return AN_OK;
}

AnStatus
an_logistic_fit(AnEnv *env, const AnDataset *data, const AnFitOptions *options,
				const AnProgress *progress, AnLinear **linear, AnFitReport *report)
{
	AnLogistic	g = {.env = env, .options = options};
	Classes		c = {0};
	double	   *weights;
	double	   *covariance = NULL;
	double	   *coefficients = NULL;

	*report = (AnFitReport) {0};
	AN_TRY(an_fit_check(env, options, data->nclasses));
	AN_TRY(find_classes(env, data, options, &c));
	AN_TRY(make_design(env, data, options, &c, &g.design));
	g.ngroups = data->nclasses == 2 ? 1 : c.present;
	g.stride = an_softmax_stride(g.ngroups);
	g.target = c.target;
	g.share = c.share;
	AN_TRY(fit(&g, progress, &weights, &covariance, report));
	AN_TRY(fill_report(&g, &c, weights, report));
	AN_TRY(without_stride(&g, weights, &coefficients));
	AN_TRY(an_design_linear(env, g.design, g.ngroups == 1 ? AN_LINK_LOGISTIC : AN_LINK_SOFTMAX,
							g.ngroups, coefficients, covariance, an_logistic_first_group(&g),
							linear));
	if (g.ngroups > 1 && c.present < data->nclasses)
		AN_TRY(add_classes_without_rows(env, &c, g.design, *linear));
	return AN_OK;
}
