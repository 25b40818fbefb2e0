/*
 * train_options.h - the options of train(), out of its jsonb argument
 *
 * Contract
 *  1. Every option is in one table (train_options.c), with its type, its range and
 *     the algorithms that have it.  One that is unknown, of a wrong type or out of
 *     range is an error that says what there is.
 *  2. Defaults are set before, so that an option not given, or null, has its
 *     algorithm's default.
 */
#ifndef AN_PG_TRAIN_OPTIONS_H
#define AN_PG_TRAIN_OPTIONS_H

#include "pg/base/an_pg.h"

#include "nodes/pg_list.h"
#include "utils/jsonb.h"

typedef enum TrainAlgorithm
{
	TRAIN_LINEAR = 1,
	TRAIN_LOGISTIC = 2,
	TRAIN_DECISION_TREE = 4,
	TRAIN_BOOSTED_TREES = 8,
	TRAIN_RANDOM_FOREST = 16
} TrainAlgorithm;

typedef struct TrainOptions
{
	TrainAlgorithm algorithm;
	/* all algorithms */
	List	   *columns;		/* of C strings; NIL: all */
	List	   *exclude;
	List	   *date_parts;		/* of AnPart, as integers */
	char	   *weight;			/* a column; NULL: none */
	char	   *positive;		/* a class; NULL: the last one */
	char	   *task;			/* "auto", "classification", "regression" */
	char	   *method;			/* "memory", "passes", "auto" */
	int			min_level_rows;
	int			seed;
	/* linear, logistic */
	double		l2;
	int			max_iterations;
	double		tolerance;
	bool		balanced;		/* class_weight => 'balanced' */
	List	   *class_names;	/* or {class: weight}: C strings, */
	List	   *class_weights;	/* and double * */
	/* trees */
	int			max_depth;
	double		min_leaf;
	double		min_gain;
	double		ccp_alpha;
	char	   *criterion;
	int			rounds;
	double		learning_rate;
	double		min_child_weight;
	double		gamma;
	double		subsample;
	double		colsample_bytree;
	double		colsample_bynode;
	double		lambda;
	double		alpha;
	int			max_bin;
	int			max_leaves;
	double		scale_pos_weight;
	char	   *objective;		/* "auto", or XGBoost's name */
	double		validation_share;
	int			early_stopping_rounds;
	int			threads;		/* 0: as many processes as a query may have */
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

/* json may be NULL. */
extern void train_options_read(Jsonb *json, TrainAlgorithm algorithm, TrainOptions *options);

#endif
