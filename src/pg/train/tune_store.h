/*
 * tune_store.h - the tables of tuning runs and their trials
 *
 * Written as their owner, whoever calls (registry_write.h); what is written is
 * there for others once the transaction is committed.
 */
#ifndef AN_PG_TUNE_STORE_H
#define AN_PG_TUNE_STORE_H

#include "pg/base/an_pg.h"

#include "utils/jsonb.h"

/* What a call of tune() asks for: the same is the same run. */
typedef struct TuneRun
{
	text	   *name;
	text	   *algorithm;
	text	   *source;
	text	   *target;
	Jsonb	   *space;
	const char *strategy;
	const char *metric;
	bool		larger_is_better;
	int32		folds;
	text	   *key;			/* or NULL */
	text	   *klass;			/* or NULL */
	int32		seed;
	Jsonb	   *options;
	/* set by tune_run_open(): */
	int32		id;
	int32		number;			/* among those of the name */
	bool		is_new;
} TuneRun;

typedef struct TuneResult
{
	const char *failure;		/* NULL: none */
	bool		no_metric;		/* failed as every trial would: such models have no such metric */
	double		value;
	double		std_error;		/* or NaN */
	double		seconds;
} TuneResult;

/* The last run of the current user that asked for the same, else a new one. */
extern void tune_run_open(TuneRun *run);

/* Held to the end of the session or of a transaction that fails, over commits;
 * raises when another session has it. */
extern void tune_run_lock(const TuneRun *run);
extern void tune_run_unlock(const TuneRun *run);

/* The result of a trial that finished before; false: there is none. */
extern bool tune_trial_find(const TuneRun *run, int trial, TuneResult *result);
/* Trials are numbered from 1; one that failed or was cut off is begun again. */
extern void tune_trial_begin(const TuneRun *run, int trial, Jsonb *settings);
extern void tune_trial_end(const TuneRun *run, int trial, const TuneResult *result);

#endif
