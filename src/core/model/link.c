/* link.c - from the sum of a model's terms to what it predicts */
#include "model/link.h"

#include <math.h>

bool
an_link_fits(AnLink link, uint32_t ngroups, uint32_t nclasses)
{
	switch (link)
	{
		case AN_LINK_IDENTITY:
		case AN_LINK_EXP:
			return ngroups == 1 && nclasses == 0;
		case AN_LINK_LOGISTIC:
			return ngroups == 1 && (nclasses == 2 || nclasses == 0);
		case AN_LINK_SOFTMAX:
			return ngroups >= 1 && ngroups == nclasses;
		case AN_LINK_SHARE:
			return ngroups >= 1 && (ngroups == nclasses || (ngroups == 1 && nclasses == 2));
	}
	return false;
}

/* The smaller side is computed, so that none is 1 - (nearly 1). */
static double
logistic(double margin)
{
	double		small = exp(-fabs(margin));

	if (isnan(margin))
		return 0.5;				/* infinity less infinity */
	return margin < 0 ? small / (1 + small) : 1 / (1 + small);
}

static void
softmax(uint32_t n, const double *margins, double *out)
{
	double		largest = -INFINITY;
	double		total = 0;

	for (uint32_t i = 0; i < n; i++)
		if (margins[i] > largest)
			largest = margins[i];
	for (uint32_t i = 0; i < n; i++)
	{
		/* an infinite margin less itself is no number, and means equality */
		out[i] = margins[i] == largest ? 1 : exp(margins[i] - largest);
		total += out[i];
	}
	for (uint32_t i = 0; i < n; i++)
		out[i] = total > 0 ? out[i] / total : 1.0 / n;
}

/* Sums of trees can leave 0..1 by a little, and their sum 1. */
static void
shares(uint32_t n, const double *margins, double *out)
{
	double		total = 0;

	for (uint32_t i = 0; i < n; i++)
	{
		out[i] = margins[i] > 0 ? fmin(margins[i], 1) : 0;
		total += out[i];
	}
	for (uint32_t i = 0; i < n; i++)
		out[i] = total > 0 ? out[i] / total : 1.0 / n;
}

void
an_link_apply(AnLink link, uint32_t ngroups, const double *margins, uint32_t nclasses, double *out)
{
	switch (link)
	{
		case AN_LINK_IDENTITY:
			out[0] = margins[0];
			break;
		case AN_LINK_EXP:
			out[0] = exp(margins[0]);
			break;
		case AN_LINK_LOGISTIC:
			if (nclasses == 2)
			{
				out[0] = logistic(-margins[0]);
				out[1] = logistic(margins[0]);
			}
			else
				out[0] = logistic(margins[0]);
			break;
		case AN_LINK_SOFTMAX:
			softmax(ngroups, margins, out);
			break;
		case AN_LINK_SHARE:
			if (ngroups == nclasses)
				shares(ngroups, margins, out);
			else
				shares(2, (double[]) {1 - margins[0], margins[0]}, out);
			break;
	}
}
