/*
 * least_squares.c - linear models, by least squares or ridge regression
 *
 * The normal equations of centred columns are solved by Cholesky's factor; what
 * is lost by squaring comes back by refinement with residuals that are computed
 * from the rows (Bjorck, Numerical Methods for Least Squares Problems, 2.9.3).
 */
#include "train/fit_impl.h"
#include "train/passes_impl.h"
#include "train/softmax.h"

#include <math.h>
#include <string.h>

#define REFINEMENTS 2
#define POLL_BLOCKS 256
#define TWO_PI 6.283185307179586

typedef struct LeastSquares
{
	AnEnv	   *env;
	AnDesign   *design;
	double		l2;
	AnDesignBlock *block;
	double	   *coefficients;	/* ncolumns, intercept, 0 */
	double	   *gradient;		/* likewise: columns times residuals */
	double		squares;		/* sum of weight times squared residual */
	double	   *factor;			/* of the centred X'X + l2 */
	bool	   *dependent;		/* none is */
} LeastSquares;

/* A pass returns half the sum of squares, and minus the gradient. */
static AnStatus
pass_residuals(LeastSquares *ls)
{
	AN_TRY(an_passes_gradient(ls->env, ls->design, AN_LINK_IDENTITY, 1, 1, ls->coefficients,
							  &ls->squares, ls->gradient, NULL));
	ls->squares *= 2;
	for (uint32_t c = 0; c <= ls->design->ncolumns; c++)
		ls->gradient[c] = -ls->gradient[c];
	return AN_OK;
}

/* Residuals of the coefficients: the gradient and the sum of squares. */
static AnStatus
read_residuals(LeastSquares *ls)
{
	const AnDesign *design = ls->design;
	double		residuals[AN_DESIGN_BLOCK];

	if (design->passes != NULL)
		return pass_residuals(ls);
	ls->squares = 0;
	memset(ls->gradient, 0, ((size_t) design->ncolumns + 2) * sizeof(double));
	for (size_t first = 0; first < design->data->nrows; first += AN_DESIGN_BLOCK)
	{
		if (first / AN_DESIGN_BLOCK % POLL_BLOCKS == 0)
			AN_TRY(an_poll(ls->env));
		an_design_read(design, first, ls->block);
		an_margins(design, ls->block, 1, ls->coefficients, residuals);
		for (uint32_t r = 0; r < ls->block->rows; r++)
		{
			double		left = design->data->y[first + r] - residuals[r];

			residuals[r] = ls->block->weight[r] * left;
			ls->squares += residuals[r] * left;
		}
		an_add_gradient(design, ls->block, 1, residuals, ls->gradient);
	}
	return AN_OK;
}

/* One step towards a gradient of 0: centred, as the factor is. */
static void
step(LeastSquares *ls)
{
	const AnDesign *design = ls->design;
	uint32_t	n = design->ncolumns;
	double	   *gradient = ls->gradient;
	double		mean = gradient[n] / design->weight;

	for (uint32_t c = 0; c < n; c++)
		gradient[c] -= design->mean[c] * gradient[n] + ls->l2 * ls->coefficients[c];
	an_cholesky_solve(n, ls->factor, ls->dependent, gradient);
	for (uint32_t c = 0; c < n; c++)
	{
		ls->coefficients[c] += gradient[c];
		mean -= design->mean[c] * gradient[c];
	}
	ls->coefficients[n] += mean;
}

/* The coefficients begin with the target's mean; the first step is the solution. */
static AnStatus
solve(LeastSquares *ls, AnMoments *m)
{
	AnDesign   *design = ls->design;
	uint32_t	n = design->ncolumns;
	uint32_t	rank;

	ls->coefficients = an_alloc_array(ls->env, (size_t) n + 2, sizeof(double));
	ls->gradient = an_alloc_array(ls->env, (size_t) n + 2, sizeof(double));
	ls->dependent = an_alloc_array(ls->env, (size_t) n + 1, sizeof(bool));
	if (ls->coefficients == NULL || ls->gradient == NULL || ls->dependent == NULL)
		return ls->env->error.status;
	AN_TRY(an_design_block_create(ls->env, design, &ls->block));
	AN_TRY(an_cholesky(ls->env, n, 0, ls->factor, ls->dependent, NULL, &rank));
	ls->coefficients[n] = an_moments_mean(m)[m->order - 1];
	for (int i = 0; i <= REFINEMENTS; i++)
	{
		AN_TRY(read_residuals(ls));
		step(ls);
	}
	return read_residuals(ls);
}

/*
 * The covariance matrix of the coefficients, of which the last is the intercept:
 * it is the mean of the target less the columns' means times their coefficients.
 */
static AnStatus
covariance(LeastSquares *ls, double sigma, double **made)
{
	uint32_t	n = ls->design->ncolumns;
	size_t		order = (size_t) n + 1;
	double	   *v = an_alloc_array(ls->env, order * order, sizeof(double));
	double		sum = 0;

	if (v == NULL)
		return ls->env->error.status;
	for (uint32_t i = 0; i < n; i++)
	{
		double		with = 0;

		for (uint32_t j = 0; j < n; j++)
		{
			v[i * order + j] = sigma * sigma * ls->factor[(size_t) i * n + j];
			with -= ls->design->mean[j] * v[i * order + j];
		}
		v[i * order + n] = v[n * order + i] = with;
		sum -= ls->design->mean[i] * with;
	}
	v[n * order + n] = sigma * sigma / ls->design->weight + sum;
	*made = v;
	return AN_OK;
}

/* As many as the columns, less what the penalty takes of each. */
static double
effective_columns(const LeastSquares *ls)
{
	uint32_t	n = ls->design->ncolumns;
	double		trace = 0;

	for (uint32_t c = 0; c < n; c++)
		trace += ls->factor[(size_t) c * n + c];
	return n - ls->l2 * trace;
}

static double
log_likelihood(const LeastSquares *ls)
{
	const AnDataset *data = ls->design->data;
	double		n = (double) data->nrows;
	double		weights = ls->design->passes == NULL ? 0 : ls->design->passes->summary->log_weights;

	for (size_t i = 0; data->weight != NULL && i < data->nrows; i++)
		weights += log(data->weight[i]);
	if (!(ls->squares > 0))
		return NAN;
	return (weights - n * (log(TWO_PI * ls->squares / n) + 1)) / 2;
}

static void
fill_report(const LeastSquares *ls, double total, AnFitReport *report)
{
	const AnDesign *design = ls->design;
	double		degrees = (double) design->data->nrows - 1 - effective_columns(ls);

	*report = (AnFitReport) {
		.rows = design->data->nrows,
		.coefficients = design->ncolumns + 1,
		.dropped = design->ndropped,
		.iterations = 1,
		.converged = true,
		.loss = ls->squares / design->weight / 2,
		.null_loss = total / design->weight / 2,
		.log_likelihood = log_likelihood(ls),
		.degrees = degrees > 0 ? degrees : 0,
		.sigma = degrees > 1e-9 ? sqrt(ls->squares / degrees) : NAN,
		.r2 = total > 0 ? 1 - ls->squares / total : NAN
	};
}

static AnStatus
fit(LeastSquares *ls, AnMoments *m, AnLinear **linear, AnFitReport *report)
{
	uint32_t	n = ls->design->ncolumns;
	uint32_t	last = m->order - 1;
	double	   *v = NULL;

	AN_TRY(solve(ls, m));
	AN_TRY(an_cholesky_invert(ls->env, n, ls->factor));
	fill_report(ls, an_moments_comoment(m)[an_packed_index(m->order, last, last)], report);
	if (!isnan(report->sigma))
		AN_TRY(covariance(ls, report->sigma, &v));
	return an_design_linear(ls->env, ls->design, AN_LINK_IDENTITY, 1, ls->coefficients, v, 0,
							linear);
}

AnStatus
an_linear_fit(AnEnv *env, const AnDataset *data, const AnFitOptions *options,
			  const AnProgress *progress, AnLinear **linear, AnFitReport *report)
{
	LeastSquares ls = {.env = env, .l2 = options->l2};
	AnMoments  *m;

	if (data->nclasses > 0)
	{
		an_fail(env, AN_EARG, "a linear model needs a number as its target");
		return an_hint(env, "Train a logistic model for classes.");
	}
	AN_TRY(an_fit_check(env, options, 0));
	AN_TRY(an_design_create(env, data, options->passes, NULL, options->l2 == 0, &ls.design));
	AN_TRY(an_design_moments(env, ls.design, 1, &m));
	AN_TRY(an_fit_normal(env, ls.design, m, options->l2, &ls.factor));
	AN_TRY(fit(&ls, m, linear, report));
	if (progress != NULL)
		progress->report(progress->host, 1, report->loss, NAN);
	return AN_OK;
}
