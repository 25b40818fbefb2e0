/* guc.c - the settings analytics.*; none of them changes a result */
#include "postgres.h"

#include <limits.h>

#include "access/parallel.h"
#include "utils/guc.h"

#include "pg/base/an_pg.h"
#include "pg/base/guc.h"
#include "pg/base/pg_compat.h"

int			model_cache_size = 262144;
bool		enable_column_binding = true;
int			max_train_memory = 4194304;
int			max_train_threads = 0;
int			max_train_memory_limit = 4194304;
int			max_train_threads_limit = 0;
int			progress_interval = 5000;

#define MIN_MODEL_CACHE_KB 64
#define MIN_TRAIN_MEMORY_KB 1024
#define MAX_TRAIN_THREADS 1024
#define CEILING_HINT "It is raised by a superuser, or by who was granted that."
#define MAX_PROGRESS_MS 3600000

/*
 * What a role sets for its session or a function above the ceiling is an error that
 * says so.  A file or a role's settings may be read before the ceiling is, and a
 * worker gets its leader's settings in any order: there it is held to it in use.
 */
static bool
is_within(int value, int ceiling, GucSource source)
{
	return value <= ceiling || InitializingParallelWorker ||
		(source != PGC_S_SESSION && source != PGC_S_INTERACTIVE);
}

static bool
check_train_memory(int *value, void **extra, GucSource source)
{
	if (is_within(*value, max_train_memory_limit, source))
		return true;
	GUC_check_errdetail("analytics.max_train_memory_limit is %d kB.", max_train_memory_limit);
	GUC_check_errhint(CEILING_HINT);
	return false;
}

static bool
check_train_threads(int *value, void **extra, GucSource source)
{
	if (max_train_threads_limit == 0 || is_within(*value, max_train_threads_limit, source))
		return true;
	GUC_check_errdetail("analytics.max_train_threads_limit is %d.", max_train_threads_limit);
	GUC_check_errhint(CEILING_HINT);
	return false;
}

/* Settings are defined here, before the prefix is closed to others.  What was set
 * before is checked now: the ceilings come first, the rest in alphabetical order. */
void
guc_init(void)
{
	DefineCustomIntVariable("analytics.max_train_memory_limit",
							"The most that analytics.max_train_memory can be.",
							"A larger value of it counts as this one.",
							&max_train_memory_limit, 4194304, MIN_TRAIN_MEMORY_KB, MAX_KILOBYTES,
							PGC_SUSET, GUC_UNIT_KB, NULL, NULL, NULL);
	DefineCustomIntVariable("analytics.max_train_threads_limit",
							"The most threads that training boosted trees and random forests may use, whatever is asked for.",
							"0 is the number of processors.",
							&max_train_threads_limit, 0, 0, MAX_TRAIN_THREADS,
							PGC_SUSET, 0, NULL, NULL, NULL);
	DefineCustomBoolVariable("analytics.enable_column_binding",
							 "Lets the planner hand a scoring function only the columns that its model reads.",
							 "Off, the function gets the whole row, which takes longer on wide tables.",
							 &enable_column_binding, true, PGC_USERSET, GUC_EXPLAIN, NULL, NULL, NULL);
	DefineCustomIntVariable("analytics.max_train_memory",
							"Memory for the encoded rows and the working state of a training.",
							"A training that needs more ends with an error.",
							&max_train_memory, 4194304, MIN_TRAIN_MEMORY_KB, MAX_KILOBYTES,
							PGC_USERSET, GUC_UNIT_KB, check_train_memory, NULL, NULL);
	DefineCustomIntVariable("analytics.max_train_threads",
							"Threads that training boosted trees and random forests may use.",
							"0 is as many as a parallel query has processes: max_parallel_workers_per_gather and one more.",
							&max_train_threads, 0, 0, MAX_TRAIN_THREADS,
							PGC_USERSET, 0, check_train_threads, NULL, NULL);
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
