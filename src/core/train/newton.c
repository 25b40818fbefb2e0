/*
 * newton.c - a logistic model's minimum to the last digits, and its errors
 *
 * Newton's method with second derivatives (McCullagh and Nelder, Generalized
 * Linear Models, 2nd edition, 2.5 and 5.2.4): for groups a and b those of the
 * columns are
 *
 *     sum of weight p_a ([a = b] - p_b) x x'
 *
 * Coefficients are numbered group by group.  With a penalty, adding a constant to
 * all intercepts changes nothing: the derivatives get a term that holds their sum,
 * which is taken out of the inverse again.
 */
#include "train/logistic_impl.h"
#include "train/passes_impl.h"

#include <math.h>
#include <string.h>

#define MAX_STEPS 40
#define MAX_HALVINGS 30
/* Half the square of the last step, in standard errors: its effect is below
 * rounding. */
#define LAST_STEP 1e-20
/* From here on a step that is not much smaller than the one before is rounding. */
#define SMALL_STEP 1e-12
/* What is left of a pivot, compared with the start, when a direction has become
 * flat: probabilities are 0 or 1 along it. */
#define FLAT 1e-7

typedef struct Newton
{
	AnLogistic *g;
	uint32_t	columns;		/* with the intercept */
	uint32_t	first;			/* group that is not fixed */
	uint32_t	groups;			/* that are not */
	uint32_t	order;			/* groups x columns */
	double	   *rows;			/* AN_DESIGN_BLOCK x columns */
	double	   *scaled;			/* the same times the roots of their weights */
	double	   *packed;			/* a matrix for each pair of groups */
	double	   *factor;			/* order x order */
	bool	   *dependent;
	double	   *pivots;
	double	   *start_pivots;	/* l2 = 0: at the start */
	double	   *gradient;
	double	   *step;
	double	   *trial;
} Newton;

static bool
can_pass(const AnDesign *design, double pairs)
{
	double		order = (double) an_passes_order(design);

	return pairs <= AN_MAX_PASS_PAIRS && order <= AN_MAX_VARIABLES &&
		pairs * order * order * (double) design->data->nrows <= AN_MAX_PASS_WORK;
}

bool
an_logistic_can_polish(const AnLogistic *g)
{
	double		groups = g->ngroups - an_logistic_first_group(g);
	double		columns = g->design->ncolumns + 1.0;
	double		pairs = groups * (groups + 1) / 2;
	double		most = groups > 1 ? AN_MAX_POLISH_WORK / 10 : AN_MAX_POLISH_WORK;

	if (groups * columns > AN_MAX_POLISHED)
		return false;
	if (g->design->passes != NULL)
		return can_pass(g->design, pairs);
	return pairs * columns * columns * (double) g->design->data->nrows <= most;
}

/* ----- second derivatives ----- */

static void
dense_rows(Newton *n)
{
	AnLogistic *g = n->g;

	for (uint32_t r = 0; r < g->block->rows; r++)
	{
		double	   *row = n->rows + (size_t) r * n->columns;

		an_design_row(g->design, g->block, r, row);
		row[n->columns - 1] = 1;
	}
}

/* Of one margin, p (1 - p) without the cancellation of 1 - p. */
static double
curvature(double margin)
{
	double		small = exp(-fabs(margin));

	return small / ((1 + small) * (1 + small));
}

/* The root of minus or plus a row's factor of groups a and b. */
static double
root_factor(const AnLogistic *g, uint32_t r, uint32_t a, uint32_t b)
{
	const double *p = g->margins + (size_t) r * g->stride;
	double		factor = p[a] * p[b];

	if (g->ngroups == 1)
		factor = curvature(p[0]);
	else if (a == b)
	{
		double		others = 0;

		for (uint32_t k = 0; k < g->ngroups; k++)
			others += k == a ? 0 : p[k];
		factor = p[a] * others;
	}
	return sqrt(g->block->weight[r] * factor);
}

static void
add_pair(Newton *n, uint32_t a, uint32_t b, double *packed)
{
	const AnLogistic *g = n->g;

	for (uint32_t r = 0; r < g->block->rows; r++)
	{
		double		root = root_factor(g, r, a + n->first, b + n->first);
		const double *row = n->rows + (size_t) r * n->columns;
		double	   *scaled = n->scaled + (size_t) r * n->columns;

		for (uint32_t c = 0; c < n->columns; c++)
			scaled[c] = root * row[c];
	}
	an_packed_add_block(n->columns, g->block->rows, n->scaled, a == b ? 1 : -1, packed);
}

static AnStatus
add_passes(Newton *n, const double *weights)
{
	AnLogistic *g = n->g;
	double	   *packed = n->packed;

	for (uint32_t a = 0; a < n->groups; a++)
		for (uint32_t b = 0; b <= a; b++, packed += an_packed_size(n->columns))
			AN_TRY(an_passes_curvature(g->env, g->design,
									   g->ngroups == 1 ? AN_LINK_LOGISTIC : AN_LINK_SOFTMAX,
									   g->ngroups, g->stride, weights, a + n->first,
									   b + n->first, packed));
	return AN_OK;
}

static AnStatus
add_rows(Newton *n, const double *weights)
{
	AnLogistic *g = n->g;
	size_t		size = an_packed_size(n->columns);

	if (g->design->passes != NULL)
		return add_passes(n, weights);
	memset(n->packed, 0, (size_t) n->groups * (n->groups + 1) / 2 * size * sizeof(double));
	for (size_t first = 0; first < g->design->data->nrows; first += AN_DESIGN_BLOCK)
	{
		double	   *packed = n->packed;

		AN_TRY(an_poll(g->env));
		an_design_read(g->design, first, g->block);
		an_margins(g->design, g->block, g->stride, weights, g->margins);
		if (g->ngroups > 1)
			an_probabilities(g->block->rows, g->stride, g->margins);
		dense_rows(n);
		for (uint32_t a = 0; a < n->groups; a++)
			for (uint32_t b = 0; b <= a; b++, packed += size)
				add_pair(n, a, b, packed);
	}
	return AN_OK;
}

/* What holds the sum of the intercepts; 0 when one of them is fixed. */
static double
hold(const Newton *n)
{
	return n->groups > 1 && n->g->options->l2 > 0 ? n->g->design->weight / n->groups : 0;
}

/* The lower triangle of the whole, from the pairs' matrices and the penalty. */
static void
assemble(Newton *n)
{
	const double *packed = n->packed;
	uint32_t	columns = n->columns;
	size_t		size = an_packed_size(columns);

	for (uint32_t a = 0; a < n->groups; a++)
		for (uint32_t b = 0; b <= a; b++, packed += size)
			for (uint32_t i = 0; i < columns; i++)
			{
				double	   *row = n->factor + ((size_t) a * columns + i) * n->order +
					(size_t) b * columns;

				for (uint32_t j = 0; j < columns; j++)
					row[j] = packed[an_packed_index(columns, i, j)];
				if (i + 1 == columns)
					row[i] += hold(n);
				else if (a == b)
					row[i] += n->g->options->l2;
			}
}

static AnStatus
second_derivatives(Newton *n, const double *weights, double *pivots, bool *regular)
{
	uint32_t	rank;

	AN_TRY(add_rows(n, weights));
	assemble(n);
	AN_TRY(an_cholesky(n->g->env, n->order, 0, n->factor, n->dependent, pivots, &rank));
	*regular = rank == n->order;
	return AN_OK;
}

/* ----- steps ----- */

static size_t
weight_of(const Newton *n, uint32_t i)
{
	return (size_t) (i % n->columns) * n->g->stride + i / n->columns + n->first;
}

/* The step, and half its square in standard errors. */
static double
find_step(Newton *n)
{
	double		square = 0;

	for (uint32_t i = 0; i < n->order; i++)
		n->step[i] = n->gradient[weight_of(n, i)];
	an_cholesky_solve(n->order, n->factor, n->dependent, n->step);
	for (uint32_t i = 0; i < n->order; i++)
		square += n->step[i] * n->gradient[weight_of(n, i)];
	return square / 2;
}

/* As far along the step as the objective falls; false: nowhere. */
static AnStatus
take_step(Newton *n, double *weights, double *objective, bool *lower)
{
	AnLogistic *g = n->g;
	double		length = 1;

	*lower = false;
	for (int i = 0; i < MAX_HALVINGS && !*lower; i++, length /= 2)
	{
		double		value;

		memcpy(n->trial, weights, g->nweights * sizeof(double));
		for (uint32_t c = 0; c < n->order; c++)
			n->trial[weight_of(n, c)] -= length * n->step[c];
		AN_TRY(an_logistic_pass(g, n->trial, &value, n->gradient));
		*lower = value <= *objective + 1e-13 * fabs(*objective);
		if (*lower)
		{
			*objective = value;
			memcpy(weights, n->trial, g->nweights * sizeof(double));
		}
	}
	return AN_OK;
}

/* Has some direction become flat since the start? */
static bool
is_flat(const Newton *n)
{
	for (uint32_t i = 0; n->start_pivots != NULL && i < n->order; i++)
		if (!(n->pivots[i] > FLAT * n->start_pivots[i]))
			return true;
	return false;
}

static void
report_step(const Newton *n, const AnProgress *progress, double objective, AnFitReport *report)
{
	report->iterations++;
	if (progress != NULL)
		progress->report(progress->host, report->iterations, objective / n->g->design->weight, NAN);
}

/* Until steps are below rounding, or a direction is flat. */
static AnStatus
iterate(Newton *n, const AnProgress *progress, double *weights, bool *regular,
		AnFitReport *report)
{
	double		objective;
	double		before = INFINITY;
	bool		lower = true;

	AN_TRY(an_logistic_pass(n->g, weights, &objective, n->gradient));
	report->converged = false;
	for (int i = 0; i < MAX_STEPS; i++)
	{
		double		square;

		AN_TRY(second_derivatives(n, weights, n->pivots, regular));
		if (is_flat(n))
			report->separated = true;
		if (!*regular || report->separated)
			return AN_OK;
		square = find_step(n);
		report->converged = square <= LAST_STEP || (square < SMALL_STEP && square > before / 4);
		if (report->converged)
			return AN_OK;
		AN_TRY(take_step(n, weights, &objective, &lower));
		if (!lower)
		{
			report->converged = square < SMALL_STEP;
			return AN_OK;
		}
		report_step(n, progress, objective, report);
		before = square;
	}
	return AN_OK;
}

/* ----- all of it ----- */

static AnStatus
allocate(Newton *n)
{
	AnLogistic *g = n->g;
	AnEnv	   *env = g->env;
	size_t		order;

	n->columns = g->design->ncolumns + 1;
	n->first = an_logistic_first_group(g);
	n->groups = g->ngroups - n->first;
	n->order = n->columns * n->groups;
	order = n->order;
	n->rows = an_alloc_array(env, (size_t) AN_DESIGN_BLOCK * n->columns, sizeof(double));
	n->scaled = an_alloc_array(env, (size_t) AN_DESIGN_BLOCK * n->columns, sizeof(double));
	n->packed = an_alloc_array(env, (size_t) n->groups * (n->groups + 1) / 2,
							   an_packed_size(n->columns) * sizeof(double));
	n->factor = an_alloc_array(env, order * order, sizeof(double));
	n->dependent = an_alloc_array(env, order, sizeof(bool));
	n->pivots = an_alloc_array(env, 3 * order, sizeof(double));
	n->gradient = an_alloc_array(env, g->nweights, sizeof(double));
	n->trial = an_alloc_array(env, g->nweights, sizeof(double));
	if (n->rows == NULL || n->scaled == NULL || n->packed == NULL || n->factor == NULL ||
		n->dependent == NULL || n->pivots == NULL || n->gradient == NULL || n->trial == NULL)
		return env->error.status;
	n->step = n->pivots + order;
	return AN_OK;
}

/* Without a penalty: margins less the first class's, whose weights are 0 then. */
static void
fix_first_group(const Newton *n, double *weights)
{
	const AnLogistic *g = n->g;

	if (n->first == 0)
		return;
	for (uint32_t c = 0; c < n->columns; c++)
	{
		double	   *row = weights + (size_t) c * g->stride;
		double		first = row[0];

		for (uint32_t k = 0; k < g->ngroups; k++)
			row[k] -= first;
	}
}

/* The inverse; what holds the sum of the intercepts is no knowledge about them. */
static AnStatus
invert(Newton *n)
{
	uint32_t	columns = n->columns;
	double		held = hold(n);
	double		part = held > 0 ? 1 / (held * n->groups * n->groups) : 0;

	AN_TRY(an_cholesky_invert(n->g->env, n->order, n->factor));
	for (uint32_t a = 0; a < n->groups; a++)
		for (uint32_t b = 0; b < n->groups; b++)
			n->factor[((size_t) a * columns + columns - 1) * n->order +
					  (size_t) b * columns + columns - 1] -= part;
	return AN_OK;
}

AnStatus
an_logistic_polish(AnLogistic *g, const AnProgress *progress, double *weights,
				   double **covariance, AnFitReport *report)
{
	Newton		n = {.g = g};
	bool		regular;

	AN_TRY(allocate(&n));
	fix_first_group(&n, weights);
	if (g->options->l2 == 0)
	{
		n.start_pivots = n.pivots + 2 * (size_t) n.order;
		AN_TRY(second_derivatives(&n, g->null_weights, n.start_pivots, &regular));
	}
	AN_TRY(iterate(&n, progress, weights, &regular, report));
	*covariance = NULL;
	if (!regular)
		return AN_OK;
	AN_TRY(invert(&n));
	*covariance = n.factor;
	return AN_OK;
}
