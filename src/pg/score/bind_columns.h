/* bind_columns.h - the columns that the planner puts in place of a row */
#ifndef AN_PG_BIND_COLUMNS_H
#define AN_PG_BIND_COLUMNS_H

#include "pg/base/an_pg.h"

#include "nodes/pathnodes.h"

#include "model/model.h"

/* What a row is replaced by. */
typedef struct BoundRow
{
	Oid			row_type;
	List	   *columns;		/* expressions, in the order of the features in use; NIL: it is not */
	List	   *numbers;		/* their attribute numbers in the row type */
	List	   *places;			/* by which all of the row can be fetched: ctid[, tableoid], or of
								 * a view ctid, a number for each column, the table's row type */
	bool		heap;			/* it is that of one heap table */
} BoundRow;

/* The columns of a whole-row Var, as Vars. */
extern BoundRow bind_columns_of_var(PlannerInfo *root, Var *row, const AnModel *model);

/* The columns of ROW(...): a pulled-up view or subquery. */
extern BoundRow bind_columns_of_row(PlannerInfo *root, RowExpr *row, const AnModel *model);

/* A list of attribute numbers as int2[]. */
extern Expr *bind_numbers_const(List *numbers);

#endif
