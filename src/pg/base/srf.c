/* srf.c - functions that return a set, all rows at once
 *
 * PostgreSQL has such a helper since 15, under two names; this one serves all.
 */
#include "postgres.h"

#include "funcapi.h"
#include "miscadmin.h"
#include "nodes/execnodes.h"
#include "utils/memutils.h"

#include "pg/base/srf.h"

/*
 * The executor frees the descriptor and the store, but not what making a descriptor
 * leaves in the query's memory: below LATERAL that is much more than the rows.  So
 * it is made in the caller's memory, which lasts for this call, and copied.  What the
 * executor expects was found when it began; the function may be dropped by now.
 */
static TupleDesc
result_columns(FunctionCallInfo fcinfo, MemoryContext query)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	TupleDesc	columns = result->expectedDesc;
	MemoryContext old;

	if (columns == NULL && get_call_result_type(fcinfo, NULL, &columns) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	old = MemoryContextSwitchTo(query);
	columns = CreateTupleDescCopy(columns);
	MemoryContextSwitchTo(old);
	return columns;
}

Tuplestorestate *
srf_begin(FunctionCallInfo fcinfo, TupleDesc *columns)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	MemoryContext query;
	MemoryContext old;

	if (result == NULL || !IsA(result, ReturnSetInfo) ||
		(result->allowedModes & SFRM_Materialize) == 0)
		ereport(ERROR, errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				errmsg("set-valued function called in context that cannot accept a set"));
	query = result->econtext->ecxt_per_query_memory;
	*columns = result_columns(fcinfo, query);
	result->returnMode = SFRM_Materialize;
	result->setDesc = *columns;
	old = MemoryContextSwitchTo(query);
	result->setResult =
		tuplestore_begin_heap((result->allowedModes & SFRM_Materialize_Random) != 0,
							  false, work_mem);
	MemoryContextSwitchTo(old);
	return result->setResult;
}
