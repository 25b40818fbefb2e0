/* srf.c - functions that return a set, all rows at once
 *
 * PostgreSQL has such a helper since 15, under two names; this one serves all.
 */
#include "postgres.h"

#include "funcapi.h"
#include "miscadmin.h"
#include "nodes/execnodes.h"
#include "utils/memutils.h"

#include "srf.h"

/* As the executor found it when it began; the function may be dropped by now. */
static TupleDesc
result_columns(FunctionCallInfo fcinfo, const ReturnSetInfo *result)
{
	TupleDesc	columns;

	if (result->expectedDesc != NULL)
		return CreateTupleDescCopy(result->expectedDesc);
	if (get_call_result_type(fcinfo, NULL, &columns) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	return columns;
}

Tuplestorestate *
srf_begin(FunctionCallInfo fcinfo, TupleDesc *columns)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	MemoryContext old;

	if (result == NULL || !IsA(result, ReturnSetInfo) ||
		(result->allowedModes & SFRM_Materialize) == 0)
		ereport(ERROR, errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				errmsg("set-valued function called in context that cannot accept a set"));
	old = MemoryContextSwitchTo(result->econtext->ecxt_per_query_memory);
	*columns = BlessTupleDesc(result_columns(fcinfo, result));
	result->returnMode = SFRM_Materialize;
	result->setDesc = *columns;
	result->setResult =
		tuplestore_begin_heap((result->allowedModes & SFRM_Materialize_Random) != 0,
							  false, work_mem);
	MemoryContextSwitchTo(old);
	return result->setResult;
}
