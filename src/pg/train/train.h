/* train.h - what its algorithms share */
#ifndef AN_PG_TRAIN_H
#define AN_PG_TRAIN_H

#include "pg/base/an_pg.h"

#include "lib/stringinfo.h"

#include "pg/train/train_source.h"

/* The bytes that a training may take, and how to get more of them. */
extern size_t train_memory(void);
extern const char *train_memory_hint(void);

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

/* Sets all but source and model; target is kept, and everything lives in context,
 * the current one, whose reset ends the reports of progress. */
extern void train_begin(Training *training, MemoryContext context, const text *name,
						const TrainOptions *options, const text *target);

/* From the source to the model, and that as a value of type model. */
extern void train_run(Training *training);
extern struct varlena *train_image(Training *training);

/* A figure to be kept with the training's own metrics. */
typedef struct TrainFigure
{
	const char *name;
	double		value;
} TrainFigure;

/* What train() does: the new version.  json: the options, or NULL. */
extern int32 train_version(text *name, text *algorithm, text *source, text *target, Jsonb *json, bool deploy,
						   const TrainFigure *figures, int nfigures);

/* The algorithms; each sets the model and adds its metrics. */
extern void train_linear(Training *training);
extern void train_logistic(Training *training);
extern void train_boosted(Training *training);

extern void train_metric(Training *training, const char *name, double value);

#endif
