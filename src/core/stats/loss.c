/*
 * loss.c - how far predictions are from what happened: means over rows
 *
 * A. Neumaier, "Rundungsfehleranalyse einiger Verfahren zur Summation endlicher
 * Summen", ZAMM 54, 1974; Chan, Golub and LeVeque 1983 for the deviations.
 */
#include "stats/loss.h"

#include <math.h>

_Static_assert(sizeof(AnLoss) == AN_LOSS_NUMBERS * sizeof(double), "an array of doubles");

static void
add(double *sum, double *rest, double value)
{
	double		total = *sum + value;

	if (fabs(*sum) >= fabs(value))
		*rest += (*sum - total) + value;
	else
		*rest += (value - total) + *sum;
	*sum = total;
}

void
an_loss_add(AnLoss *loss, double value, double weight)
{
	loss->rows += 1;
	add(&loss->weight, &loss->weight_rest, weight);
	add(&loss->sum, &loss->sum_rest, weight * value);
}

void
an_loss_add_square(AnLoss *loss, double actual, double predicted, double weight)
{
	double		error = actual - predicted;
	double		deviation;

	if (loss->rows == 0)
		loss->first = actual;
	an_loss_add(loss, error * error, weight);
	actual -= loss->first;
	deviation = actual - loss->mean;
	loss->mean += deviation * (weight / loss->weight);
	loss->spread += weight * deviation * (actual - loss->mean);
}

void
an_loss_merge(AnLoss *into, const AnLoss *from)
{
	double		deviation;
	double		weight = into->weight + from->weight;

	if (into->rows == 0)
		into->first = from->first;
	deviation = (from->first - into->first) + from->mean - into->mean;
	if (weight > 0)
	{
		into->spread += from->spread +
			deviation * deviation * into->weight * (from->weight / weight);
		into->mean += deviation * (from->weight / weight);
	}
	into->rows += from->rows;
	add(&into->weight, &into->weight_rest, from->weight);
	add(&into->sum, &into->sum_rest, from->sum);
	into->weight_rest += from->weight_rest;
	into->sum_rest += from->sum_rest;
}

double
an_loss_mean(const AnLoss *loss)
{
	return (loss->sum + loss->sum_rest) / (loss->weight + loss->weight_rest);
}

double
an_loss_r2(const AnLoss *loss)
{
	double		errors = loss->sum + loss->sum_rest;

	if (loss->rows < 2)
		return NAN;
	if (loss->spread == 0)
		return errors == 0 ? 1 : 0;
	return 1 - errors / loss->spread;
}

/* ----- losses of one row ----- */

static double
clip(double p)
{
	return fmin(fmax(p, AN_LOSS_CLIP), 1 - AN_LOSS_CLIP);
}

double
an_log_loss(bool positive, double p)
{
	p = clip(p);
	return -log(positive ? p : 1 - p);
}

double
an_log_loss_of(const double *p, uint32_t count, uint32_t actual)
{
	double		sum = 0;

	for (uint32_t i = 0; i < count; i++)
		sum += clip(p[i]);
	return -log(clip(p[actual]) / sum);
}

double
an_brier(bool positive, double p)
{
	double		error = p - (positive ? 1 : 0);

	return error * error;
}

double
an_brier_of(const double *p, uint32_t count, uint32_t actual)
{
	double		sum = 0;

	for (uint32_t i = 0; i < count; i++)
		sum += an_brier(i == actual, p[i]);
	return sum;
}
