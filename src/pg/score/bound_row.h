/* bound_row.h - what hands a row's columns to a bound function */
#ifndef AN_PG_BOUND_ROW_H
#define AN_PG_BOUND_ROW_H

#include "pg/base/an_pg.h"

#include "nodes/primnodes.h"
#include "utils/array.h"

/* Raises: the argument is not one that the planner made. */
extern _Noreturn void not_gathered(void);

/* Is this a column of a row that the executor has in a slot? */
extern bool is_slot_column(const Node *node);

/* bound_row[]: is it one, does it give the row's context when it runs (or NULL),
 * and for a table's row (BOUND_TABLE_ROW) the columns' numbers. */
extern bool is_bound_row(Oid type);
extern bool bound_row_is_in_slot(const SubscriptingRef *ref);
extern ArrayType *bound_row_columns(const SubscriptingRef *ref);

/* The gather() calls of an expression, innermost first. */
extern List *gather_calls(Node *node);

#endif
