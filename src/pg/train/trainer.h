/*
 * trainer.h - runs the program that trains with XGBoost's library
 *
 * The program is a process of its own, so that the library's threads and its C++
 * runtime never come into a backend.  It gets the rows over a pipe and answers
 * with a model; an error or a cancel of the statement kills it, and so does the
 * end of the backend, however it comes.
 *
 *		TrainerOptions options = {.rounds = 100, .threads = 2};
 *		TrainerResult result;
 *
 *		trainer_set(&options, "objective", "binary:logistic");
 *		trainer_set(&options, "max_depth", "6");
 *		trainer_run(&env, &data, &options, &progress, &result);
 *		an_boosted_load(&env, result.model, result.size, &data, target, &model);
 */
#ifndef AN_PG_TRAINER_H
#define AN_PG_TRAINER_H

#include "pg/base/an_pg.h"

#include "train/boosted_codec.h"
#include "train/dataset.h"

#define TRAINER_PARAMETERS 64

typedef struct TrainerOptions
{
	int			nparameters;
	AnBoostedParameter parameters[TRAINER_PARAMETERS];	/* see trainer_set() */
	uint32_t	rounds;			/* at most; >= 1 */
	uint32_t	patience;		/* stop after so many rounds without a better validation
								 * loss, and keep those before; 0 = never */
	uint32_t	report;			/* rounds from one evaluation to the next, 0 = none:
								 * it costs a prediction of all rows */
	uint32_t	threads;		/* >= 1 */
	const uint8_t *validation;	/* for each row 1 = not trained on; NULL: none is */
} TrainerOptions;

typedef struct TrainerResult
{
	const uint8_t *model;		/* UBJSON, for an_boosted_load(); the env's */
	size_t		size;
	uint32_t	rounds;			/* that the model has */
	double		loss;			/* after those; NaN: not evaluated */
	double		validation;
} TrainerResult;

/* A parameter by XGBoost's name: objective, num_class, eval_metric (the less the
 * better), tree_method ("hist" unless set), max_depth, seed, ...  Both texts
 * must live on; a name that is set again gets the new value. */
extern void trainer_set(TrainerOptions *options, const char *key, const char *value);

/*
 * Trains on the rows; the model's memory is the env's.  The progress is reported
 * after each round, with NaN for what was not evaluated: for a regression with
 * metric rmse half the mean squared error, else XGBoost's metric.  It may raise.
 *
 * ERROR: feature_not_supported when the program is not installed; what the library
 * says is wrong is external_routine_exception; a program that the system killed is
 * out_of_memory.  Interrupts are answered within 100 ms.
 */
extern void trainer_run(AnEnv *env, const AnDataset *data, const TrainerOptions *options,
						const AnProgress *progress, TrainerResult *result);

#endif
