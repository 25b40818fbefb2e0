/*
 * summary.h - what a design needs to know of rows that are not kept
 *
 * By class, so that weights of classes can be chosen afterwards.
 *
 * Contract
 *  1. Rows come in the form of dataset.h.  A regression has one class, 0.
 *  2. A number has mean and spread, with its rest (AN_REST), over the rows that
 *     have a value; a category the weight of each value.
 *  3. Memory is by classes, features and values, not by rows.
 */
#ifndef AN_SUMMARY_H
#define AN_SUMMARY_H

#include "train/dataset.h"

/* From the first value on, so that a constant has squares of exactly 0. */
typedef struct AnSpread
{
	double		first;
	double		weight;
	double		mean;			/* less first */
	double		squares;
	double		missing;		/* weight of rows that lack it */
} AnSpread;

/* A feature in the rows of a class. */
typedef struct AnSummaryCell
{
	AnSpread	number;
	double	   *values;			/* of a category: weight by value number, 0 = missing */
	uint32_t	room;			/* of values */
} AnSummaryCell;

typedef struct AnSummary
{
	uint32_t	nfeatures;
	uint32_t	nclasses;		/* seen so far */
	uint32_t	room;			/* of classes */
	size_t		rows;
	double		log_weights;	/* sum of the weights' logarithms */
	double	   *weight;			/* by class */
	AnSummaryCell *cells;		/* class x feature */
	AnSpread	target;			/* of a regression */
} AnSummary;

extern AnStatus an_summary_create(AnEnv *env, uint32_t nfeatures, AnSummary **summary);

/* x: a value for each feature, whose kinds and parts features says; features
 * has so many bytes from one to the next.  AN_ENOMEM, AN_ELIMIT. */
extern AnStatus an_summary_add(AnEnv *env, AnSummary *s, const AnFeature *features,
							   size_t distance, const float *x, uint32_t klass, double y,
							   double weight);

/* Numbers classes anew: that of number k becomes place[k]. */
extern AnStatus an_summary_order_classes(AnEnv *env, AnSummary *s, const uint32_t *place);

/* Numbers a category's values anew: value v >= 2 becomes map[v - 2] >= 1. */
extern AnStatus an_summary_order_values(AnEnv *env, AnSummary *s, uint32_t feature,
										const float *map, uint32_t nlevels);

/* Adds a value, which may be NaN: missing; adds from, whose weights count factor
 * times. */
extern void an_spread_add(AnSpread *into, double x, double weight);
extern void an_spread_merge(AnSpread *into, const AnSpread *from, double factor);

static inline const AnSummaryCell *
an_summary_cell(const AnSummary *s, uint32_t klass, uint32_t feature)
{
	return &s->cells[(size_t) klass * s->nfeatures + feature];
}

/* The weight of a value of a category. */
static inline double
an_summary_value(const AnSummary *s, uint32_t klass, uint32_t feature, uint32_t value)
{
	const AnSummaryCell *cell = an_summary_cell(s, klass, feature);

	return value < cell->room ? cell->values[value] : 0;
}

/* As an_dataset_null_loss(). */
extern double an_summary_null_loss(const AnSummary *s, bool classes);

#endif
