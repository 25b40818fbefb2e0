/*
 * train_progress.h - how far a training is, for its session and for others
 *
 * The session gets a NOTICE every analytics.progress_interval; others see it in
 * the view training_progress, which reads it out of pg_stat_activity: no shared
 * memory of our own is needed, and none is left behind.
 */
#ifndef AN_PG_TRAIN_PROGRESS_H
#define AN_PG_TRAIN_PROGRESS_H

#include "pg/base/an_pg.h"

#include "train/dataset.h"

/* Until context is reset; one training at a time. */
extern void train_progress_begin(MemoryContext context, const text *model, const char *algorithm);

extern void train_progress_rows(int64 rows);
extern void train_progress_phase(const char *phase);

/* What a trainer calls after each iteration. */
extern const AnProgress train_progress_iterations;

#endif
