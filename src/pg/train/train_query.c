/* train_query.c - running the query that a training reads */
#include "postgres.h"

#include "executor/spi.h"
#include "utils/datum.h"
#include "utils/guc.h"
#include "utils/plancache.h"

#include "pg/base/source.h"
#include "pg/train/train_query.h"

TupleDesc
train_query_columns(const char *query)
{
	MemoryContext context = CurrentMemoryContext;
	CachedPlanSource *source;
	MemoryContext old;
	TupleDesc	desc;

	SPI_connect();
	source = linitial(SPI_plan_get_plan_sources(source_prepare(query)));
	old = MemoryContextSwitchTo(context);
	desc = CreateTupleDescCopy(source->resultDesc);
	MemoryContextSwitchTo(old);
	SPI_finish();
	return desc;
}

void
train_query_run(const char *query, DestReceiver *receiver)
{
	SPIExecuteOptions options = {.read_only = true, .must_return_tuples = true, .dest = receiver};
	SPIPlanPtr	plan;
	int			level = NewGUCNestLevel();
	int			result;

	(void) set_config_option("synchronize_seqscans", "off", PGC_USERSET, PGC_S_SESSION,
							 GUC_ACTION_SAVE, true, 0, false);
	SPI_connect();
	plan = source_prepare(query);
	result = SPI_execute_plan_extended(plan, &options);
	if (result < 0)
		elog(ERROR, "could not run the query: %s", SPI_result_code_string(result));
	SPI_finish();
	AtEOXact_GUC(true, level);
}

/* Copied out of what SPI_finish() frees. */
static Datum
only_value(MemoryContext context)
{
	TupleDesc	desc = SPI_tuptable->tupdesc;
	bool		isnull;
	Datum		value = SPI_getbinval(SPI_tuptable->vals[0], desc, 1, &isnull);
	MemoryContext old = MemoryContextSwitchTo(context);

	if (!isnull)
		value = datumCopy(value, TupleDescAttr(desc, 0)->attbyval, TupleDescAttr(desc, 0)->attlen);
	MemoryContextSwitchTo(old);
	return isnull ? (Datum) 0 : value;
}

Datum
train_query_value(const char *query, int nparameters, Oid type, Datum *parameters)
{
	Oid		   *types = palloc(nparameters * sizeof(Oid));
	MemoryContext context = CurrentMemoryContext;
	SPIPlanPtr	plan;
	Datum		value;
	int			result;

	for (int i = 0; i < nparameters; i++)
		types[i] = type;
	SPI_connect();
	plan = SPI_prepare_cursor(query, nparameters, types, CURSOR_OPT_PARALLEL_OK);
	if (plan == NULL)
		elog(ERROR, "could not prepare the query: %s", SPI_result_code_string(SPI_result));
	result = SPI_execute_plan(plan, parameters, NULL, true, 0);
	if (result != SPI_OK_SELECT || SPI_processed != 1)
		elog(ERROR, "could not run the query: %s", SPI_result_code_string(result));
	value = only_value(context);
	SPI_finish();
	return value;
}
