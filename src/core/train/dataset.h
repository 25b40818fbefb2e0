/*
 * dataset.h - the rows that a model is trained on, encoded, in memory
 *
 * Contract
 *  1. features are those that the model will have: name, kind, part, levels
 *     (levels[0], named "N/A", stands for levels that are too rare to be told
 *     apart, and for those that a row to be scored has but no training row had).
 *  2. x is row-major, nrows x nfeatures, in the form in which an AnCase holds
 *     values (scorer.h): numbers in single precision, categories as value numbers
 *     from 1; a missing value is a NaN, of whatever payload.  No other value is
 *     not finite.
 *  3. A feature of part AN_REST is numeric and follows the feature of which it is
 *     the rest: the number is the sum of both.  Trainers that compare in single
 *     precision have none.
 *  4. For a classification nclasses >= 1 and klass has the classes from 0; for a
 *     regression nclasses = 0 and y has finite numbers.
 *  5. weight is NULL (all 1) or has finite numbers > 0.
 */
#ifndef AN_DATASET_H
#define AN_DATASET_H

#include "model/model.h"

typedef struct AnDataset
{
	uint32_t	nfeatures;
	const AnFeature *features;
	size_t		nrows;
	const float *x;
	uint32_t	nclasses;
	const AnStr *classes;
	const uint32_t *klass;
	const double *y;
	const double *weight;
} AnDataset;

/* How far a trainer is; called after each iteration, from the same thread.
 * validation is NaN when there is none. */
typedef struct AnProgress
{
	void		(*report) (void *host, uint32_t iteration, double loss, double validation);
	void	   *host;
} AnProgress;

/* Of a regression's target, weighted; NaN without rows. */
extern double an_dataset_mean(const AnDataset *data);

/* The loss that the class frequencies alone, or the mean, would have: mean
 * logarithmic loss, or half the mean squared error; weighted. */
extern double an_dataset_null_loss(const AnDataset *data);

/* Makes the schema part of a model (origin, classes, features, levels, parts)
 * from the data: what every trainer begins with. */
struct AnBuilder;
extern AnStatus an_dataset_begin_model(AnEnv *env, const AnDataset *data, AnModelKind kind,
									   AnStr target, struct AnBuilder **builder);

#endif
