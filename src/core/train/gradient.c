/* gradient.c - the loss of a linear model on rows, and its derivatives */
#include "train/gradient.h"

#include <math.h>
#include <string.h>
#include <zlib.h>

#include "model/sums.h"

#define MAX_ROWS ((int64_t) 1 << 53)

size_t
an_gradient_size(uint32_t count)
{
	return sizeof(AnGradient) + (size_t) count * sizeof(double);
}

void
an_gradient_init(AnGradient *g, uint32_t model, uint32_t count)
{
	memset(g, 0, an_gradient_size(count));
	g->version = AN_GRADIENT_VERSION;
	g->model = model;
	g->count = count;
}

bool
an_gradient_valid(const AnGradient *g, size_t size)
{
	return size >= sizeof(AnGradient) && g->version == AN_GRADIENT_VERSION && g->flags == 0 &&
		g->count <= 2 * AN_MAX_WEIGHTS && an_gradient_size(g->count) == size &&
		(g->count == 0) == (g->model == 0) &&
		g->rows >= 0 && g->rows <= MAX_ROWS && g->skipped >= 0 && g->skipped <= MAX_ROWS &&
		g->right >= 0 && g->right <= g->rows;
}

/* ----- models ----- */

AnStatus
an_gradient_check_model(AnEnv *env, const AnModel *model)
{
	if (model->kind == AN_LINEAR)
		switch ((AnLink) model->linear->link)
		{
			case AN_LINK_IDENTITY:
			case AN_LINK_SOFTMAX:
				return AN_OK;
			case AN_LINK_LOGISTIC:
				if (model->nclasses == 2)
					return AN_OK;
				break;
			case AN_LINK_EXP:
			case AN_LINK_SHARE:
				break;
		}
	an_fail(env, AN_EARG, "the model is not one that \"linear\" or \"logistic\" trains");
	return an_hint(env, "Loss and gradient are those of a linear or logistic model.");
}

uint32_t
an_gradient_count(const AnModel *model)
{
	return model->linear->ngroups + model->linear->nweights;
}

/* Never 0, which stands for no model. */
uint32_t
an_gradient_checksum(const AnModel *model)
{
	const AnLinear *linear = model->linear;
	uLong		checksum = crc32(0, &linear->link, 1);

	checksum = crc32(checksum, (const uint8_t *) linear->intercept,
					 (uInt) (linear->ngroups * sizeof(double)));
	checksum = crc32(checksum, (const uint8_t *) linear->weights,
					 (uInt) (linear->nweights * sizeof(double)));
	return checksum == 0 ? 1 : (uint32_t) checksum;
}

/* ----- rows ----- */

/* In place, from the one margin to the loss's derivative by it.  The smaller side
 * of the two is computed, so that none is 1 - (nearly 1). */
static double
one_margin(uint32_t klass, double *margin, bool *right)
{
	double		own = klass == 1 ? *margin : -*margin;
	double		small = exp(-fabs(own));
	double		wrong = own > 0 ? small / (1 + small) : 1 / (1 + small);

	*right = own > 0;
	*margin = klass == 1 ? -wrong : wrong;
	return log1p(small) + (own < 0 ? -own : 0);
}

static double
many_margins(uint32_t n, uint32_t klass, double *margins, bool *right)
{
	double		own = margins[klass];
	double		largest = own;
	double		others = 0;
	double		total;

	*right = true;
	for (uint32_t k = 0; k < n; k++)
	{
		*right = *right && (k == klass || margins[k] < own);
		largest = margins[k] > largest ? margins[k] : largest;
	}
	for (uint32_t k = 0; k < n; k++)
	{
		margins[k] = exp(margins[k] - largest);
		others += k == klass ? 0 : margins[k];
	}
	total = others + margins[klass];
	for (uint32_t k = 0; k < n; k++)
		margins[k] = k == klass ? -others / total : margins[k] / total;
	return own == largest ? log1p(others) : log(total) + largest - own;
}

static double
loss_of(const AnLinear *linear, uint32_t klass, double y, double *margins, bool *right)
{
	if (linear->link == AN_LINK_IDENTITY)
	{
		margins[0] -= y;
		*right = false;
		return margins[0] * margins[0] / 2;
	}
	if (linear->link == AN_LINK_LOGISTIC)
		return one_margin(klass, margins, right);
	return many_margins(linear->ngroups, klass, margins, right);
}

/* A value adds its margin's derivative to that of the block that it chose. */
static void
add_derivatives(double *numbers, const AnModel *model, const float *x, const double *by_margin)
{
	const AnLinear *linear = model->linear;

	for (uint32_t k = 0; k < linear->ngroups; k++)
		numbers[k] += by_margin[k];
	numbers += linear->ngroups;
	for (uint32_t t = 0; t < linear->nterms; t++)
	{
		double		factor;
		const double *block = an_term_block(model, &linear->terms[t],
											x[linear->terms[t].feature], &factor);
		double	   *to = numbers + (block - linear->weights);

		for (uint32_t k = 0; k < linear->ngroups; k++)
			to[k] += factor * by_margin[k];
	}
}

void
an_gradient_add(AnGradient *g, const AnModel *model, AnCase *c, uint32_t klass, double y,
				double weight, double *margins)
{
	const AnLinear *linear = model->linear;
	bool		right;

	for (uint32_t t = 0; t < linear->nterms; t++)
		(void) an_case_value(c, linear->terms[t].feature);
	an_linear_margins(model, c->x, margins);
	g->loss += weight * loss_of(linear, klass, y, margins, &right);
	for (uint32_t k = 0; k < linear->ngroups; k++)
		margins[k] *= weight;
	add_derivatives(an_gradient_numbers(g), model, c->x, margins);
	g->right += right;
	g->weight += weight;
	g->rows++;
}

/* ----- merging ----- */

AnStatus
an_gradient_merge(AnEnv *env, AnGradient *into, const AnGradient *from)
{
	const double *numbers = (const double *) (from + 1);

	if (from->count > 0 && (from->count != into->count || from->model != into->model))
	{
		an_fail(env, AN_EARG, "gradients of different models");
		return an_hint(env, "All rows must be of the same model.");
	}
	if (into->rows > MAX_ROWS - from->rows || into->skipped > MAX_ROWS - from->skipped)
		return an_fail(env, AN_ELIMIT, "too many rows in a gradient");
	into->rows += from->rows;
	into->skipped += from->skipped;
	into->right += from->right;
	into->weight += from->weight;
	into->loss += from->loss;
	for (uint32_t i = 0; i < from->count; i++)
		an_gradient_numbers(into)[i] += numbers[i];
	return AN_OK;
}
