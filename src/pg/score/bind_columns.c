/*
 * bind_columns.c - the columns that the planner puts in place of a row
 *
 * Those that the model reads, or none where something does not fit: then the row
 * stays, and what is wrong is said when it is scored.
 */
#include "postgres.h"

#include "access/sysattr.h"
#include "access/table.h"
#include "catalog/pg_class.h"
#include "catalog/pg_inherits.h"
#include "catalog/pg_type.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/optimizer.h"
#include "parser/parsetree.h"
#include "partitioning/partdesc.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/typcache.h"

#include "pg/score/bind_columns.h"
#include "pg/score/rows.h"
#include "pg/base/table_is_heap.h"

#define MAX_ASKED_PARTITIONS 64

/* Can rows of this relation be NULL-extended by an outer join? */
static bool
is_nullable_below(Node *node, int varno, bool nullable)
{
	if (node == NULL)
		return false;
	if (IsA(node, RangeTblRef))
		return nullable && ((RangeTblRef *) node)->rtindex == varno;
	if (IsA(node, FromExpr))
	{
		ListCell   *cell;

		foreach(cell, ((FromExpr *) node)->fromlist)
			if (is_nullable_below(lfirst(cell), varno, nullable))
				return true;
	}
	if (IsA(node, JoinExpr))
	{
		JoinExpr   *join = (JoinExpr *) node;
		bool		left = join->jointype == JOIN_RIGHT || join->jointype == JOIN_FULL;
		bool		right = join->jointype == JOIN_LEFT || join->jointype == JOIN_FULL;

		return is_nullable_below(join->larg, varno, nullable || left)
			|| is_nullable_below(join->rarg, varno, nullable || right);
	}
	return false;
}

static Var *
column_of(const Var *row, AttrNumber number, Oid type, int32 typmod, Oid collation)
{
	Var		   *column = copyObject(unconstify(Var *, row));

	column->varattno = number;
	column->vartype = type;
	column->vartypmod = typmod;
	column->varcollid = collation;
	an_var_set_syntactic(column, number);
	return column;
}

Expr *
bind_numbers_const(List *numbers)
{
	Datum	   *values = palloc(list_length(numbers) * sizeof(Datum));
	ArrayType  *array;
	ListCell   *cell;

	foreach(cell, numbers)
		values[foreach_current_index(cell)] = Int16GetDatum((int16) lfirst_int(cell));
	array = construct_array(values, list_length(numbers), INT2OID, sizeof(int16), true, TYPALIGN_SHORT);
	return (Expr *) makeConst(INT2ARRAYOID, -1, InvalidOid, -1, PointerGetDatum(array), false, false);
}

/* Are all tables below it heap?  Of many partitions that is not asked: the
 * planner would not open those that it can rule out. */
static bool
are_all_heap(Relation relation)
{
	ListCell   *cell;
	bool		heap = true;

	if (relation->rd_rel->relkind == RELKIND_PARTITIONED_TABLE
		&& RelationGetPartitionDesc(relation, true)->nparts > MAX_ASKED_PARTITIONS)
		return false;
	foreach(cell, find_all_inheritors(RelationGetRelid(relation), AccessShareLock, NULL))
	{
		Relation	child = table_open(lfirst_oid(cell), NoLock);

		heap = heap && (child->rd_rel->relkind == RELKIND_PARTITIONED_TABLE || table_is_heap(child));
		table_close(child, NoLock);
	}
	return heap;
}

/* Where the row is stored.  Carrying the whole row instead would have every scan
 * form it.  What is changed by the statement has one place before and another
 * after. */
static void
add_places(PlannerInfo *root, BoundRow *found, const Var *row, const RangeTblEntry *rte, Relation relation)
{
	if (an_var_table(row) == root->parse->resultRelation
		|| (rte->relkind != RELKIND_RELATION && rte->relkind != RELKIND_MATVIEW
			&& rte->relkind != RELKIND_PARTITIONED_TABLE)
		|| (rte->inh ? !are_all_heap(relation) : !found->heap))
		return;
	found->places = list_make1(column_of(row, SelfItemPointerAttributeNumber, TIDOID, -1, InvalidOid));
	if (rte->inh)
		found->places = lappend(found->places, column_of(row, TableOidAttributeNumber, OIDOID, -1, InvalidOid));
}

/* The columns of a table's row that the model reads; false when they do not fit. */
static bool
find_columns(BoundRow *found, const Var *row, TupleDesc desc, const AnModel *model)
{
	ColumnFinder finder;

	columns_find_begin(&finder, desc);
	for (uint32 f = 0; f < model->nfeatures; f++)
	{
		const AnFeature *feature = &model->features[f];
		AttrNumber	number = feature->used ? columns_find_identifier(&finder, feature->name) : 0;
		Form_pg_attribute attribute = number > 0 ? TupleDescAttr(desc, number - 1) : NULL;
		Oid			type = attribute != NULL ? attribute->atttypid : InvalidOid;

		if (!feature->used)
			continue;
		if (attribute == NULL || rows_conversion(feature, &type) == CONVERT_NONE)
			return false;
		found->columns = lappend(found->columns, column_of(row, number, attribute->atttypid, attribute->atttypmod,
														   attribute->attcollation));
		found->numbers = lappend_int(found->numbers, number);
	}
	return true;
}

BoundRow
bind_columns_of_var(PlannerInfo *root, Var *row, const AnModel *model)
{
	BoundRow	found = {.row_type = row->vartype};
	RangeTblEntry *rte;
	Relation	relation;

	if (row->varattno != 0 || row->varlevelsup != 0 || !an_var_is_plain(row)
		|| an_var_table(row) <= 0 || an_var_table(row) > list_length(root->parse->rtable)
		|| is_nullable_below((Node *) root->parse->jointree, row->varno, false))
		return found;
	rte = rt_fetch(row->varno, root->parse->rtable);
	if (rte->rtekind != RTE_RELATION || rte->relkind == RELKIND_FOREIGN_TABLE)
		return found;
	relation = table_open(rte->relid, NoLock);
	found.heap = !rte->inh && table_is_heap(relation);
	if (find_columns(&found, row, RelationGetDescr(relation), model))
		add_places(root, &found, row, rte, relation);
	else
		found.columns = NIL;
	table_close(relation, NoLock);
	return found;
}

/* Is this a column of a heap table that the statement reads? */
static bool
is_heap_column(PlannerInfo *root, const Var *column)
{
	RangeTblEntry *rte;
	Relation	relation;
	bool		heap;

	if (!IsA(column, Var) || column->varattno <= 0 || column->varlevelsup != 0 || !an_var_is_plain(column)
		|| an_var_table(column) <= 0 || an_var_table(column) > list_length(root->parse->rtable)
		|| an_var_table(column) == root->parse->resultRelation)
		return false;
	rte = rt_fetch(column->varno, root->parse->rtable);
	if (rte->rtekind != RTE_RELATION || rte->inh || (rte->relkind != RELKIND_RELATION && rte->relkind != RELKIND_MATVIEW)
		|| is_nullable_below((Node *) root->parse->jointree, column->varno, false))
		return false;
	relation = table_open(rte->relid, NoLock);
	heap = table_is_heap(relation);
	table_close(relation, NoLock);
	return heap;
}

/* Where the row is of a table that is read anyway, so that the call can be made
 * where it could without, and which columns of it the view's are: 0 for what is
 * none. */
static void
add_view_places(PlannerInfo *root, BoundRow *found, const RowExpr *row)
{
	const Var  *first = NULL;
	List	   *numbers = NIL;
	ListCell   *cell;

	foreach(cell, pull_vars_of_level((Node *) found->columns, 0))
		if (first == NULL && is_heap_column(root, lfirst(cell)))
			first = lfirst(cell);
	if (first == NULL)
		return;
	foreach(cell, row->args)
	{
		const Var  *field = lfirst(cell);

		numbers = lappend_int(numbers, IsA(field, Var) && field->varno == first->varno
							  && field->varlevelsup == 0 ? Max(field->varattno, 0) : 0);
	}
	found->places = list_make3(column_of(first, SelfItemPointerAttributeNumber, TIDOID, -1, InvalidOid),
							   bind_numbers_const(numbers),
							   makeNullConst(get_rel_type_id(rt_fetch(first->varno, root->parse->rtable)->relid), -1,
											 InvalidOid));
}

BoundRow
bind_columns_of_row(PlannerInfo *root, RowExpr *row, const AnModel *model)
{
	BoundRow	found = {.row_type = row->row_typeid};
	ColumnFinder finder;

	/* A column that is not read is not evaluated: that must not be seen. */
	if (row->row_typeid == RECORDOID || contain_volatile_functions((Node *) row)
		|| expression_returns_set((Node *) row))
		return found;
	columns_find_begin(&finder, lookup_rowtype_tupdesc_copy(row->row_typeid, -1));
	for (uint32 f = 0; f < model->nfeatures; f++)
	{
		const AnFeature *feature = &model->features[f];
		AttrNumber	number = feature->used ? columns_find_identifier(&finder, feature->name) : 0;
		Node	   *field = number > 0 && number <= list_length(row->args) ? list_nth(row->args, number - 1) : NULL;
		Oid			type = field != NULL ? exprType(field) : InvalidOid;

		if (!feature->used)
			continue;
		if (field == NULL || rows_conversion(feature, &type) == CONVERT_NONE)
			return (BoundRow) {.columns = NIL};
		found.columns = lappend(found.columns, field);
		found.numbers = lappend_int(found.numbers, number);
	}
	/* The planner, estimating, evaluates a stable function of constants alone,
	 * and the bound call would then find an address in place of gather(). */
	if (!contain_var_clause((Node *) found.columns))
		found.columns = NIL;
	else
		add_view_places(root, &found, row);
	return found;
}
