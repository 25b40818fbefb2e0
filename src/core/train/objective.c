/* objective.c - what a logistic model minimises: passes over the rows */
#include "train/logistic_impl.h"
#include "train/passes_impl.h"

#include <math.h>
#include <string.h>

#define POLL_BLOCKS 16

AnStatus
an_logistic_prepare(AnLogistic *g)
{
	double	   *intercepts;

	if ((double) g->design->ncolumns * g->stride > AN_MAX_WEIGHTS)
	{
		an_fail(g->env, AN_ELIMIT, "the model has too many coefficients");
		an_detail(g->env, "It has %u columns for each of %u classes.", g->design->ncolumns, g->ngroups);
		return an_hint(g->env, "Leave out features with many levels, or pool rare levels.");
	}
	g->nweights = ((size_t) g->design->ncolumns + 2) * g->stride;
	g->null_weights = an_alloc_array(g->env, (size_t) g->design->ncolumns + 2,
									 g->stride * sizeof(double));
	g->margins = an_alloc_array(g->env, (size_t) g->stride * AN_DESIGN_BLOCK, sizeof(double));
	if (g->null_weights == NULL || g->margins == NULL)
		return g->env->error.status;
	intercepts = g->null_weights + (size_t) g->design->ncolumns * g->stride;
	for (uint32_t k = 0; k < g->stride; k++)
		intercepts[k] = k < g->ngroups ? log(g->share[k]) : AN_NO_CLASS;
	if (g->ngroups == 1)
		intercepts[0] = log(g->share[1] / g->share[0]);
	return an_design_block_create(g->env, g->design, &g->block);
}

static AnLink
link_of(const AnLogistic *g)
{
	return g->ngroups == 1 ? AN_LINK_LOGISTIC : AN_LINK_SOFTMAX;
}

double
an_logistic_penalty(const AnLogistic *g, const double *weights)
{
	size_t		penalised = (size_t) g->design->ncolumns * g->stride;
	double		sum = 0;

	for (size_t i = 0; i < penalised; i++)
		sum += weights[i] * weights[i];
	return g->options->l2 / 2 * sum;
}

static void
add_penalty(const AnLogistic *g, const double *weights, double *objective, double *gradient)
{
	size_t		penalised = (size_t) g->design->ncolumns * g->stride;

	*objective += an_logistic_penalty(g, weights);
	for (size_t i = 0; i < penalised; i++)
		gradient[i] += g->options->l2 * weights[i];
}

static AnStatus
read_rows(AnLogistic *g, const double *weights, double *loss, double *gradient)
{
	const AnDesign *design = g->design;

	*loss = 0;
	memset(gradient, 0, g->nweights * sizeof(double));
	for (size_t first = 0; first < design->data->nrows; first += AN_DESIGN_BLOCK)
	{
		if (first / AN_DESIGN_BLOCK % POLL_BLOCKS == 0)
			AN_TRY(an_poll(g->env));
		an_design_read(design, first, g->block);
		an_margins(design, g->block, g->stride, weights, g->margins);
		*loss += an_residuals(g->block, g->stride, g->target + first, g->margins);
		an_add_gradient(design, g->block, g->stride, g->margins, gradient);
	}
	return AN_OK;
}

AnStatus
an_logistic_pass(AnLogistic *g, const double *weights, double *objective, double *gradient)
{
	if (g->design->passes == NULL)
		AN_TRY(read_rows(g, weights, objective, gradient));
	else
		AN_TRY(an_passes_gradient(g->env, g->design, link_of(g), g->ngroups, g->stride, weights,
								  objective, gradient, NULL));
	add_penalty(g, weights, objective, gradient);
	return AN_OK;
}

/* ----- are the classes separated? ----- */

static bool
row_right(const AnLogistic *g, const double *margins, uint32_t target)
{
	if (g->ngroups == 1)
		return target == 1 ? margins[0] > 0 : margins[0] < 0;
	for (uint32_t k = 0; k < g->ngroups; k++)
		if (k != target && !(margins[k] < margins[target]))
			return false;
	return true;
}

static AnStatus
all_right_by_pass(AnLogistic *g, const double *weights, bool *all)
{
	double	   *gradient = an_alloc_array(g->env, g->nweights, sizeof(double));
	double		loss;
	int64_t		right;

	if (gradient == NULL)
		return g->env->error.status;
	AN_TRY(an_passes_gradient(g->env, g->design, link_of(g), g->ngroups, g->stride, weights,
							  &loss, gradient, &right));
	*all = right == (int64_t) g->design->data->nrows;
	return AN_OK;
}

AnStatus
an_logistic_all_right(AnLogistic *g, const double *weights, bool *all)
{
	const AnDesign *design = g->design;

	if (design->passes != NULL)
		return all_right_by_pass(g, weights, all);
	*all = true;
	for (size_t first = 0; first < design->data->nrows && *all; first += AN_DESIGN_BLOCK)
	{
		AN_TRY(an_poll(g->env));
		an_design_read(design, first, g->block);
		an_margins(design, g->block, g->stride, weights, g->margins);
		for (uint32_t r = 0; r < g->block->rows; r++)
			*all = *all && row_right(g, g->margins + (size_t) r * g->stride,
									 g->target[first + r]);
	}
	return AN_OK;
}

/* Cells: for each column its classes, then for each slot those of rows without a
 * column in it. */
static void
mark_cells(const AnLogistic *g, size_t first, uint32_t classes, uint8_t *seen)
{
	uint32_t	columns = g->design->ncolumns;

	for (uint32_t s = 0; s < g->design->nslots; s++)
		for (uint32_t r = 0; r < g->block->rows; r++)
		{
			uint32_t	code = g->block->code[(size_t) s * AN_DESIGN_BLOCK + r];
			size_t		cell = code < columns ? code : (size_t) columns + s;

			seen[cell * classes + g->target[first + r]] = 1;
		}
}

static bool
some_but_not_all(const uint8_t *seen, uint32_t classes)
{
	uint32_t	count = 0;

	for (uint32_t k = 0; k < classes; k++)
		count += seen[k];
	return count > 0 && count < classes;
}

/* From the summary: each value of a category, and missing numbers. */
static bool
empty_cell_of_summary(const AnDesign *design)
{
	const AnSummary *s = design->passes->summary;

	for (uint32_t f = 0; f < s->nfeatures; f++)
	{
		bool		category = design->data->features[f].kind == AN_CATEGORICAL;
		uint32_t	cells = category ? design->data->features[f].nlevels + 1 : 2;

		for (uint32_t v = 0; v < cells; v++)
		{
			uint32_t	count = 0;

			for (uint32_t k = 0; k < s->nclasses; k++)
			{
				const AnSpread *number = &an_summary_cell(s, k, f)->number;

				count += category ? an_summary_value(s, k, f, v) > 0
					: (v == 0 ? number->missing : number->weight) > 0;
			}
			if (count > 0 && count < s->nclasses)
				return true;
		}
	}
	return false;
}

AnStatus
an_logistic_empty_cell(AnLogistic *g, bool *empty)
{
	const AnDesign *design = g->design;
	uint32_t	classes = g->ngroups == 1 ? 2 : g->ngroups;
	size_t		cells = (size_t) design->ncolumns + design->nslots;
	uint8_t    *seen;

	if (design->passes != NULL)
	{
		*empty = empty_cell_of_summary(design);
		return AN_OK;
	}
	seen = an_alloc_array(g->env, cells + 1, classes);
	if (seen == NULL)
		return g->env->error.status;
	for (size_t first = 0; first < design->data->nrows; first += AN_DESIGN_BLOCK)
	{
		if (first / AN_DESIGN_BLOCK % POLL_BLOCKS == 0)
			AN_TRY(an_poll(g->env));
		an_design_read(design, first, g->block);
		mark_cells(g, first, classes, seen);
	}
	*empty = false;
	for (size_t c = design->nvarying; c < cells; c++)
		*empty = *empty || some_but_not_all(seen + c * classes, classes);
	return AN_OK;
}
