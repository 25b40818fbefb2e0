/* distributions.c - how surprising a test's statistic is */
#include "stats/distributions.h"

#include <float.h>
#include <math.h>

#define MAX_TERMS 10000
#define TINY 1e-300

double
an_normal_two_sided(double z)
{
	return erfc(fabs(z) / sqrt(2));
}

/* The continued fraction of the incomplete beta function, evaluated forwards by
 * Lentz's method (Applied Optics 15(3), 1976). */
static double
beta_fraction(double a, double b, double x)
{
	double		c = 1;
	double		d = 1 / fmax(fabs(1 - (a + b) * x / (a + 1)), TINY) * (1 - (a + b) * x / (a + 1) < 0 ? -1 : 1);
	double		fraction = d;

	for (int m = 1; m <= MAX_TERMS; m++)
	{
		double		even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
		double		odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
		double		change;

		d = 1 / (1 + even * d);
		c = 1 + even / c;
		fraction *= d * c;
		d = 1 / (1 + odd * d);
		c = 1 + odd / c;
		change = d * c;
		fraction *= change;
		if (fabs(change - 1) < DBL_EPSILON)
			break;
	}
	return fraction;
}

/* I(x; a, b), the regularised incomplete beta function. */
static double
incomplete_beta(double a, double b, double x, double rest)
{
	double		front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log(rest));

	if (x <= 0)
		return 0;
	if (rest <= 0)
		return 1;
	if (x < (a + 1) / (a + b + 2))
		return front * beta_fraction(a, b, x) / a;
	return 1 - front * beta_fraction(b, a, rest) / b;
}

double
an_student_two_sided(double t, double freedom)
{
	double		sum = freedom + t * t;

	if (isnan(t) || isinf(t))
		return isnan(t) ? t : 0;
	return incomplete_beta(freedom / 2, 0.5, freedom / sum, t * t / sum);
}
