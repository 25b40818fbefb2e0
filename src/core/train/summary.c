/*
 * summary.c - what a design needs to know of rows that are not kept
 *
 * Means and squares are updated row by row (West, "Updating mean and variance
 * estimates", Communications of the ACM 22(9), 1979), those of classes merged
 * (Chan, Golub, LeVeque, "Algorithms for computing the sample variance", The
 * American Statistician 37(3), 1983).
 */
#include "train/summary.h"
#include "base/list.h"

#include <math.h>
#include <string.h>

AnStatus
an_summary_create(AnEnv *env, uint32_t nfeatures, AnSummary **made)
{
	AnSummary  *s = an_alloc(env, sizeof(AnSummary));

	if (s == NULL)
		return env->error.status;
	s->nfeatures = nfeatures;
	*made = s;
	return AN_OK;
}

/* ----- spreads ----- */

void
an_spread_add(AnSpread *s, double x, double weight)
{
	double		difference;

	if (isnan(x))
	{
		s->missing += weight;
		return;
	}
	if (s->weight == 0)
		s->first = x;
	s->weight += weight;
	difference = x - s->first - s->mean;
	s->mean += difference * (weight / s->weight);
	s->squares += weight * difference * (x - s->first - s->mean);
}

void
an_spread_merge(AnSpread *into, const AnSpread *from, double factor)
{
	double		weight = from->weight * factor;
	double		difference;
	double		both = into->weight + weight;

	into->missing += from->missing * factor;
	if (weight == 0)
		return;
	if (into->weight == 0)
		into->first = from->first;
	difference = (from->first - into->first) + (from->mean - into->mean);
	into->squares += factor * from->squares + difference * difference * (into->weight * (weight / both));
	into->mean += difference * (weight / both);
	into->weight = both;
}

/* ----- rows ----- */

static AnStatus
make_class_room(AnEnv *env, AnSummary *s, uint32_t klass)
{
	uint32_t	room = an_larger_room(s->room, klass + 1);
	size_t		cells = (size_t) s->nfeatures * sizeof(AnSummaryCell);

	if (!an_grow_array(env, &s->weight, s->room, room, sizeof(double))
		|| !an_grow_array(env, &s->cells, s->room, room, cells))
		return env->error.status;
	s->room = room;
	return AN_OK;
}

static AnStatus
add_value(AnEnv *env, AnSummaryCell *cell, float x, double weight)
{
	uint32_t	value = isnan(x) ? 0 : (uint32_t) x;

	if (!AN_MAKE_ROOM(env, cell->values, cell->room, (uint64_t) value + 1))
		return env->error.status;
	cell->values[value] += weight;
	return AN_OK;
}

/* A number with its rest. */
static double
whole(float x, float rest)
{
	return isnan(rest) ? (double) x : (double) x + (double) rest;
}

static const AnFeature *
feature_at(const AnFeature *features, size_t distance, uint32_t f)
{
	return (const AnFeature *) (const void *) ((const char *) features + f * distance);
}

AnStatus
an_summary_add(AnEnv *env, AnSummary *s, const AnFeature *features, size_t distance,
			   const float *x, uint32_t klass, double y, double weight)
{
	AnSummaryCell *cells;

	if (klass >= s->room)
		AN_TRY(make_class_room(env, s, klass));
	if (klass >= s->nclasses)
		s->nclasses = klass + 1;
	cells = s->cells + (size_t) klass * s->nfeatures;
	for (uint32_t f = 0; f < s->nfeatures; f++)
	{
		const AnFeature *feature = feature_at(features, distance, f);
		bool		has_rest = f + 1 < s->nfeatures &&
			feature_at(features, distance, f + 1)->part == AN_REST;

		if (feature->kind == AN_CATEGORICAL)
			AN_TRY(add_value(env, &cells[f], x[f], weight));
		else if (feature->part != AN_REST)
			an_spread_add(&cells[f].number, whole(x[f], has_rest ? x[f + 1] : 0), weight);
	}
	s->weight[klass] += weight;
	s->log_weights += log(weight);
	an_spread_add(&s->target, y, weight);
	s->rows++;
	return AN_OK;
}

/* ----- numbering anew ----- */

AnStatus
an_summary_order_classes(AnEnv *env, AnSummary *s, const uint32_t *place)
{
	size_t		cells = (size_t) s->nfeatures * sizeof(AnSummaryCell);
	double	   *weight = an_alloc_array(env, (size_t) s->nclasses + 1, sizeof(double));
	AnSummaryCell *moved = an_alloc_array(env, (size_t) s->nclasses + 1, cells);

	if (weight == NULL || moved == NULL)
		return env->error.status;
	for (uint32_t k = 0; k < s->nclasses; k++)
	{
		weight[place[k]] = s->weight[k];
		memcpy(moved + (size_t) place[k] * s->nfeatures, an_summary_cell(s, k, 0), cells);
	}
	s->weight = weight;
	s->cells = moved;
	s->room = s->nclasses;
	return AN_OK;
}

AnStatus
an_summary_order_values(AnEnv *env, AnSummary *s, uint32_t feature, const float *map,
						uint32_t nlevels)
{
	for (uint32_t k = 0; k < s->nclasses; k++)
	{
		AnSummaryCell *cell = &s->cells[(size_t) k * s->nfeatures + feature];
		double	   *values = an_alloc_array(env, (size_t) nlevels + 1, sizeof(double));

		if (values == NULL)
			return env->error.status;
		for (uint32_t v = 0; v < cell->room; v++)
			if (cell->values[v] > 0)
				values[v < 2 ? v : (uint32_t) map[v - 2]] += cell->values[v];
		cell->values = values;
		cell->room = nlevels + 1;
	}
	return AN_OK;
}

/* ----- reading ----- */

double
an_summary_null_loss(const AnSummary *s, bool classes)
{
	double		total = 0;
	double		loss = 0;

	if (s->rows == 0)
		return NAN;
	if (!classes)
		return s->target.squares / s->target.weight / 2;
	for (uint32_t k = 0; k < s->nclasses; k++)
		total += s->weight[k];
	for (uint32_t k = 0; k < s->nclasses; k++)
		if (s->weight[k] > 0)
			loss -= s->weight[k] / total * log(s->weight[k] / total);
	return loss;
}
