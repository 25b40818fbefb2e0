/* source_query.h - what training reads: a table, a view or a query */
#ifndef AN_PG_SOURCE_QUERY_H
#define AN_PG_SOURCE_QUERY_H

#include "an_pg.h"

#include "access/tupdesc.h"
#include "tcop/dest.h"

/* The query: the text itself when it begins as one does (SELECT, WITH, VALUES,
 * TABLE, a parenthesis), else all rows of the table or view of that name, which
 * there must be. */
extern const char *source_query(const text *source);

/* The columns of its rows, without running it. */
extern TupleDesc source_query_columns(const char *query);

/* Runs it as the caller, in the caller's snapshot, and hands the rows over; no
 * parallel workers and no synchronised scans, so that the same rows come in the
 * same order. */
extern void source_query_run(const char *query, DestReceiver *receiver);

#endif
