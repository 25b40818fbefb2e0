/* srf.h - functions that return a set, all rows at once */
#ifndef AN_PG_SRF_H
#define AN_PG_SRF_H

#include "pg/base/an_pg.h"

#include "access/tupdesc.h"
#include "utils/tuplestore.h"

/* Starts the result of a function declared RETURNS TABLE (...); rows go to the
 * returned store, the function then returns (Datum) 0. */
extern Tuplestorestate *srf_begin(FunctionCallInfo fcinfo, TupleDesc *columns);

#endif
