/* train.h - the settings of train(), and what its algorithms share */
#ifndef AN_PG_TRAIN_H
#define AN_PG_TRAIN_H

#include "an_pg.h"

#include "lib/stringinfo.h"

#include "train_source.h"

extern int	max_train_memory;	/* analytics.max_train_memory, in kB */
extern int	max_train_threads;	/* analytics.max_train_threads */

/* What a training came to; the algorithm adds its metrics. */
typedef struct Training
{
	AnEnv		env;
	TrainOptions options;
	TrainSource source;
	AnStr		target;
	AnModel    *model;			/* out */
	StringInfoData metrics;		/* out: "name": number, ... */
} Training;

/* The algorithms; each sets the model and adds its metrics. */
extern void train_linear(Training *training);
extern void train_logistic(Training *training);
extern void train_boosted(Training *training);

extern void train_metric(Training *training, const char *name, double value);

#endif
