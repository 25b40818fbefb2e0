/*
 * cross_validate.h - how good models are on rows that they were not trained on
 *
 * For each fold a model is trained on the rows of the others and evaluated on
 * the fold's own, as train_model() and evaluate() do: encodings, too, are
 * learned from the other folds alone.
 */
#ifndef AN_PG_CROSS_VALIDATE_H
#define AN_PG_CROSS_VALIDATE_H

#include "pg/base/an_pg.h"

#include "fmgr.h"
#include "nodes/pg_list.h"
#include "utils/jsonb.h"

#define DEFAULT_FOLDS 5

typedef struct CrossValidation
{
	const char *name;			/* for the reports of progress */
	text	   *algorithm;
	text	   *source;
	text	   *target;
	Jsonb	   *options;		/* or NULL */
	int			folds;
	text	   *key;			/* or NULL: rows are told apart by all columns */
	text	   *klass;			/* of the figures of one class; NULL: as evaluate() */
} CrossValidation;

typedef struct FoldMetric
{
	char	   *name;
	double	   *values;			/* by fold, from 0; NaN: there is none */
	int			undefined;		/* folds with the metric that have no value of it */
	double		mean;			/* of those that there are */
	double		std_error;		/* of that mean: standard deviation / sqrt(n) */
} FoldMetric;

/* A list of FoldMetric *, in the current memory context. */
extern List *cross_validate(const CrossValidation *cv);

/* The argument; raises when there cannot be so many folds, before any row is read. */
extern int cross_validate_folds(FunctionCallInfo fcinfo, int arg);

#endif
