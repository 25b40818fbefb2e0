/* bound.h - the bound functions: how a row's columns reach them */
#ifndef AN_PG_BOUND_H
#define AN_PG_BOUND_H

#include "pg/base/an_pg.h"

#include "executor/tuptable.h"
#include "nodes/execnodes.h"

#include "pg/score/score_call.h"

/* Ties what the model reads to the columns that the call's own expression has,
 * or has the row fetched; planned: for this version the call was planned. */
extern void bound_bind(ScoreCall *call, FunctionCallInfo fcinfo, const void *where, bool planned);

/* The state for rows that are fetched from this table. */
extern ScoreCall *bound_table_call(ScoreCall *call, Oid table);

extern TupleTableSlot *bound_slot(const ScoreCall *call, const ExprContext *econtext);

#endif
