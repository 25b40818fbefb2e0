/* guc.c - the settings analytics.*; none of them changes a result */
#include "postgres.h"

#include <limits.h>

#include "utils/guc.h"

#include "an_pg.h"
#include "bind.h"
#include "guc.h"
#include "model_cache.h"
#include "pg_compat.h"
#include "table_moments.h"
#include "train.h"

#define MIN_MODEL_CACHE_KB 64
#define MIN_TRAIN_MEMORY_KB 1024
#define MAX_TRAIN_THREADS 1024
#define MAX_PROGRESS_MS 3600000

/* Settings are defined here, in alphabetical order, before the prefix is
 * closed to others. */
void
guc_init(void)
{
	DefineCustomBoolVariable("analytics.enable_column_binding",
							 "Lets the planner hand a scoring function only the columns that its model reads.",
							 "Off, the function gets the whole row, which takes longer on wide tables.",
							 &enable_column_binding, true, PGC_USERSET, GUC_EXPLAIN, NULL, NULL, NULL);
	DefineCustomIntVariable("analytics.max_train_memory",
							"Memory for the encoded rows and the working state of a training.",
							"A training that needs more ends with an error.",
							&max_train_memory, 4194304, MIN_TRAIN_MEMORY_KB, MAX_KILOBYTES,
							PGC_USERSET, GUC_UNIT_KB, NULL, NULL, NULL);
	DefineCustomIntVariable("analytics.max_train_threads",
							"Threads that training boosted trees and random forests may use.",
							"0 is as many as a parallel query has processes: max_parallel_workers_per_gather and one more.",
							&max_train_threads, 0, 0, MAX_TRAIN_THREADS,
							PGC_USERSET, 0, NULL, NULL, NULL);
	DefineCustomIntVariable("analytics.model_cache_size",
							"Memory for decoded models that a session keeps between statements.",
							"Models that a running statement uses are kept beyond this limit.",
							&model_cache_size, 262144, MIN_MODEL_CACHE_KB, MAX_KILOBYTES,
							PGC_USERSET, GUC_UNIT_KB, NULL, NULL, NULL);
	DefineCustomIntVariable("analytics.progress_interval",
							"How often fit_pca() and train() tell how far they are, by a NOTICE.",
							"0 keeps it silent.",
							&progress_interval, 5000, 0, MAX_PROGRESS_MS,
							PGC_USERSET, GUC_UNIT_MS, NULL, NULL, NULL);
	MarkGUCPrefixReserved("analytics");
}

/* load_library() -> boolean: who calls it has the library loaded */
AN_FUNCTION(analytics_load_library);
Datum
analytics_load_library(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(true);
}
