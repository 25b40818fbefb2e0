/*
 * train_options.h - the options of train(), out of its jsonb argument
 *
 * Contract
 *  1. Every option is in one table (train_options.c), with its type, its range and
 *     the algorithms that have it.  One that is unknown, of a wrong type or out of
 *     range is an error that says what there is.
 *  2. Defaults, from the same table, are set before, so that an option not given,
 *     or null, has its algorithm's default.
 *  3. What a trainer of the core has as an option is kept in its own struct.
 */
#ifndef AN_PG_TRAIN_OPTIONS_H
#define AN_PG_TRAIN_OPTIONS_H

#include "pg/base/an_pg.h"

#include "nodes/pg_list.h"
#include "utils/jsonb.h"

#include "train/fit.h"
#include "train/tree.h"

typedef enum TrainAlgorithm
{
	TRAIN_LINEAR = 1,
	TRAIN_LOGISTIC = 2,
	TRAIN_DECISION_TREE = 4,
	TRAIN_BOOSTED_TREES = 8,
	TRAIN_RANDOM_FOREST = 16
} TrainAlgorithm;

#define TRAIN_OPTIONS_ROOM 64

typedef struct TrainOptions
{
	TrainAlgorithm algorithm;
	/* all algorithms */
	List	   *columns;		/* of C strings; NIL: all */
	List	   *exclude;
	List	   *date_parts;		/* of AnPart, as integers */
	const char *weight;			/* a column; NULL: none */
	const char *positive;		/* a class; NULL: the last one */
	const char *task;			/* "auto", "classification", "regression" */
	const char *method;			/* "memory", "passes", "auto" */
	int			min_level_rows;
	int			seed;
	/* linear, logistic */
	AnFitOptions fit;
	List	   *class_names;	/* class_weight => {class: weight}: C strings, */
	List	   *class_weights;	/* and double * */
	/* decision_tree */
	AnTreeOptions tree;
	const char *criterion;
	/* boosted_trees, random_forest */
	int			rounds;
	int			max_leaves;
	const char *objective;		/* "auto", or XGBoost's name */
	double		validation_share;
	int			early_stopping_rounds;
	int			threads;		/* 0: as many processes as a query may have */
	double		numbers[TRAIN_OPTIONS_ROOM];	/* see train_options_to_xgboost() */
} TrainOptions;

extern TrainAlgorithm train_algorithm(const text *name);
extern const char *train_algorithm_name(TrainAlgorithm algorithm);

/* Whether an option takes whole numbers only; raises for one that there is not. */
extern bool train_option_is_whole(const char *name, TrainAlgorithm algorithm);

/* Does it make a linear model: one weight a value, numbers in full precision? */
static inline bool
train_is_linear(TrainAlgorithm algorithm)
{
	return algorithm == TRAIN_LINEAR || algorithm == TRAIN_LOGISTIC;
}

/* Calls set for each option that is XGBoost's own, with its name there and here. */
extern void train_options_to_xgboost(const TrainOptions *options,
									 void (*set) (void *host, const char *name, double value), void *host);

/* json may be NULL. */
extern void train_options_read(Jsonb *json, TrainAlgorithm algorithm, TrainOptions *options);

#endif
