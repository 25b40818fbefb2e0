/*
 * descent.c - the minimum of a logistic model's objective, by L-BFGS
 *
 * L-BFGS takes as many steps as the curvature differs between directions: rare
 * and common levels, rare and common classes, columns that go together.  So it
 * works on other coordinates, in which the second derivatives at the start are
 * about the unit matrix.  For class k they are, by columns,
 *
 *     p (1 - p) M + l2 I,   M = co-moments of the columns, p = share of the class
 *
 * of which M = V' diag(e) V gives the roots for all classes at once.  Between
 * classes they are left out.
 */
#include "base/minimize.h"
#include "train/logistic_impl.h"
#include "train/passes_impl.h"

#include <math.h>
#include <string.h>

/* Columns up to which their co-moments are used, else only their variances. */
#define MAX_ROTATED 1000
/* Multiplications for these; with more, rows are left out. */
#define MAX_MOMENTS_WORK 2e9
/* Passes leave none out; they are for many rows, and run in parallel. */
#define MAX_PASS_WORK 1e12
/* What the variances of all rows count for then: some column may be 0 in all of
 * those that were not. */
#define OWN_SHARE 0.01
/* The least curvature, as a share of the largest. */
#define LEAST_CURVATURE 1e-12
/* libLBFGS wants a multiple of so many numbers. */
#define MULTIPLE 8

typedef struct Descent
{
	AnLogistic *g;
	const AnProgress *progress;
	size_t		n;				/* numbers that are moved */
	double	   *rotation;		/* V: vector c is row c; NULL: the unit matrix */
	double	   *curvature;		/* e, by column */
	double	   *factor;			/* (ncolumns + 1) x stride: what divides coordinates */
	double	   *turned;			/* ncolumns x stride */
	double	   *weights;
	double	   *gradient;
} Descent;

/* ----- coordinates ----- */

static void
to_weights(const Descent *d, const double *x, double *weights)
{
	const AnLogistic *g = d->g;
	uint32_t	columns = g->design->ncolumns;
	uint32_t	stride = g->stride;
	size_t		last = (size_t) columns * stride;
	double	   *turned = d->rotation == NULL ? weights : d->turned;

	for (size_t i = 0; i < last; i++)
		turned[i] = x[i] / d->factor[i];
	if (d->rotation != NULL)
		an_matrix_product(true, columns, columns, stride, d->rotation, turned, weights);
	for (uint32_t k = 0; k < stride; k++)
		weights[last + k] = g->null_weights[last + k] + x[last + k] / d->factor[last + k];
	for (uint32_t c = 0; c < columns; c++)
		for (uint32_t k = 0; k < stride; k++)
			weights[last + k] -= g->design->mean[c] * weights[(size_t) c * stride + k];
	memset(weights + last + stride, 0, stride * sizeof(double));
}

/* By the coordinates, of a gradient by the weights, which is changed. */
static void
to_gradient(const Descent *d, double *by_weights, double *gradient)
{
	const AnLogistic *g = d->g;
	uint32_t	columns = g->design->ncolumns;
	uint32_t	stride = g->stride;
	size_t		last = (size_t) columns * stride;

	for (uint32_t c = 0; c < columns; c++)
		for (uint32_t k = 0; k < stride; k++)
			by_weights[(size_t) c * stride + k] -= g->design->mean[c] * by_weights[last + k];
	if (d->rotation != NULL)
		an_matrix_product(false, columns, columns, stride, d->rotation, by_weights, d->turned);
	else
		memcpy(d->turned, by_weights, last * sizeof(double));
	for (size_t i = 0; i < last; i++)
		gradient[i] = d->turned[i] / d->factor[i];
	for (uint32_t k = 0; k < stride; k++)
		gradient[last + k] = by_weights[last + k] / d->factor[last + k];
	for (size_t i = 0; i < last + stride; i++)
		if (i % stride >= g->ngroups)
			gradient[i] = 0;
	for (size_t i = last + stride; i < d->n; i++)
		gradient[i] = 0;
}

/* ----- callbacks ----- */

static bool
evaluate(void *host, const double *x, double *value, double *gradient)
{
	Descent    *d = host;

	to_weights(d, x, d->weights);
	if (an_logistic_pass(d->g, d->weights, value, d->gradient) != AN_OK)
		return false;
	to_gradient(d, d->gradient, gradient);
	return true;
}

/* In these coordinates half the gradient's square is about what the objective is
 * above its minimum. */
static AnVerdict
judge(void *host, uint32_t iteration, double value, const double *x, const double *gradient)
{
	Descent    *d = host;
	double		square = 0;

	(void) x;
	if (d->progress != NULL)
		d->progress->report(d->progress->host, iteration, value / d->g->design->weight, NAN);
	for (size_t i = 0; i < d->n; i++)
		square += gradient[i] * gradient[i];
	return square / 2 <= d->g->options->tolerance * value ? AN_GOOD_ENOUGH : AN_GO_ON;
}

/* ----- curvature at the start ----- */

static size_t
step_of_rows(const AnDesign *design)
{
	double		work = (double) design->data->nrows * design->ncolumns * design->ncolumns;

	if (design->passes != NULL)
		return 1;
	return work > MAX_MOMENTS_WORK ? (size_t) (work / MAX_MOMENTS_WORK) + 1 : 1;
}

/* Moments of a part of the rows stand for all, the variances of which are known. */
static void
complete(const AnDesign *design, AnMoments *m)
{
	double	   *comoment = an_moments_comoment(m);
	double		factor = (1 - OWN_SHARE) * design->weight / m->weight;

	for (size_t i = 0; i < an_packed_size(m->order); i++)
		comoment[i] *= factor;
	for (uint32_t c = 0; c < m->order; c++)
		comoment[an_packed_index(m->order, c, c)] += OWN_SHARE * design->weight * design->variance[c];
}

static bool
is_rotated(const AnDesign *design)
{
	double		order;

	if (design->ncolumns == 0 || design->ncolumns > MAX_ROTATED)
		return false;
	if (design->passes == NULL)
		return true;
	order = (double) an_passes_order(design);
	return order <= AN_MAX_VARIABLES && order * order * (double) design->data->nrows <= MAX_PASS_WORK;
}

static AnStatus
rotate(Descent *d)
{
	AnLogistic *g = d->g;
	uint32_t	columns = g->design->ncolumns;
	size_t		step = step_of_rows(g->design);
	AnMoments  *m;

	d->rotation = an_alloc_array(g->env, (size_t) columns * columns, sizeof(double));
	if (d->rotation == NULL)
		return g->env->error.status;
	AN_TRY(an_design_moments(g->env, g->design, step, &m));
	if (step > 1)
		complete(g->design, m);
	return an_symmetric_eigen(g->env, columns, an_moments_comoment(m), columns, d->curvature,
							  d->rotation);
}

static AnStatus
find_curvature(Descent *d)
{
	const AnDesign *design = d->g->design;
	double		largest = 0;

	if (is_rotated(design))
		AN_TRY(rotate(d));
	else
		for (uint32_t c = 0; c < design->ncolumns; c++)
			d->curvature[c] = design->variance[c] * design->weight;
	for (uint32_t c = 0; c < design->ncolumns; c++)
		if (d->curvature[c] > largest)
			largest = d->curvature[c];
	for (uint32_t c = 0; c < design->ncolumns; c++)
		if (!(d->curvature[c] > LEAST_CURVATURE * largest))
			d->curvature[c] = largest > 0 ? LEAST_CURVATURE * largest : 1;
	return AN_OK;
}

static void
set_factors(Descent *d)
{
	const AnLogistic *g = d->g;
	uint32_t	columns = g->design->ncolumns;

	for (uint32_t k = 0; k < g->stride; k++)
	{
		double		share = k < g->ngroups ? g->share[k] : 0.5;
		double		spread = share * (1 - share);

		for (uint32_t c = 0; c < columns; c++)
			d->factor[(size_t) c * g->stride + k] = sqrt(spread * d->curvature[c] +
														 g->options->l2);
		d->factor[(size_t) columns * g->stride + k] = sqrt(spread * g->design->weight);
	}
}

static AnStatus
allocate(Descent *d)
{
	AnLogistic *g = d->g;
	size_t		moved = g->nweights - g->stride;

	d->n = (moved + MULTIPLE - 1) / MULTIPLE * MULTIPLE;
	d->curvature = an_alloc_array(g->env, (size_t) g->design->ncolumns + 1, sizeof(double));
	d->factor = an_alloc_array(g->env, moved, sizeof(double));
	d->turned = an_alloc_array(g->env, moved, sizeof(double));
	d->weights = an_alloc_array(g->env, g->nweights, sizeof(double));
	d->gradient = an_alloc_array(g->env, g->nweights, sizeof(double));
	if (d->curvature == NULL || d->factor == NULL || d->turned == NULL || d->weights == NULL ||
		d->gradient == NULL)
		return g->env->error.status;
	return AN_OK;
}

AnStatus
an_logistic_minimize(AnLogistic *g, const AnProgress *progress, double *weights,
					 AnFitReport *report)
{
	Descent		d = {.g = g, .progress = progress};
	AnFunction	function = {&d, evaluate, judge};
	AnMinimum	minimum;
	double	   *x;

	AN_TRY(allocate(&d));
	AN_TRY(find_curvature(&d));
	set_factors(&d);
	x = an_alloc_array(g->env, d.n, sizeof(double));
	if (x == NULL)
		return g->env->error.status;
	AN_TRY(an_minimize(g->env, d.n, x, &function, g->options->history,
					   g->options->max_iterations, &minimum));
	to_weights(&d, x, weights);
	report->iterations = minimum.iterations;
	report->converged = minimum.converged;
	return AN_OK;
}
