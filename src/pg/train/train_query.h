/* train_query.h - running the query that a training reads */
#ifndef AN_PG_TRAIN_QUERY_H
#define AN_PG_TRAIN_QUERY_H

#include "pg/base/an_pg.h"

#include "access/tupdesc.h"
#include "tcop/dest.h"

/* The columns of its rows, without running it. */
extern TupleDesc train_query_columns(const char *query);

/*
 * Hands the query's rows to the receiver, which starts and shuts down with it.  As
 * the caller, in the caller's snapshot; by no parallel plan and no synchronised
 * scan, so that the same rows come in the same order.
 */
extern void train_query_run(const char *query, DestReceiver *receiver);

/*
 * The one value that a query with parameters of one type returns, copied into the
 * current memory context; NULL is 0.  As the caller, in the caller's snapshot, by a
 * parallel plan where one is worth it.
 */
extern Datum train_query_value(const char *query, int nparameters, Oid type, Datum *parameters);

#endif
