/*
 * bound_bind.c - which of a call's columns feed which features
 *
 * The planner (bind.c) made the call.  Its last argument is
 *
 *     COALESCE('{1,5,...}'[column], gather(gather(NULL, a, b, ...), x, ..., ctid))
 *
 * (bound_row.c).  With the expression's context at hand, the columns are read
 * from the slot in which the executor has just deformed the row: nothing is
 * copied, and gather() is not called; it is there to tell the planner, and
 * through fn_expr this code, which columns those are.  It runs where they are
 * not plain columns of a row at hand: expressions of a view, or parameters of
 * a nested loop.
 *
 * In a plain scan of one table it is
 *
 *     COALESCE('{1,5,...}'[first column], ctid)
 *
 * There the tuple itself is read (table_row.c).  Where another node of the plan
 * stands between, the row is fetched again by its place.
 *
 * So it is where the version that the statement sees deployed is not the one
 * planned for, and reads a column that is not there.
 *
 * Contract
 *  1. The bound functions trust no address: they accept one only where their
 *     own expression shows that it comes from bound_row[], which only the planner
 *     can make, or from gather() beside it, and take columns and types from that
 *     expression.
 */
#include "postgres.h"

#include "access/sysattr.h"
#include "access/table.h"
#include "access/tableam.h"
#include "catalog/pg_type.h"
#include "nodes/nodeFuncs.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/plancache.h"
#include "utils/rel.h"
#include "utils/typcache.h"

#include "pg/score/bind.h"
#include "pg/score/bound.h"
#include "pg/score/bound_row.h"
#include "pg/base/table_is_heap.h"
#include "pg/score/table_row.h"

/* What the call's expression says. */
typedef struct Carried
{
	Oid			row_type;
	const int16 *numbers;		/* in it, of the columns */
	int			count;
	List	   *calls;			/* of gather(), innermost first */
	List	   *columns;		/* theirs; those behind count are places */
	bool		in_slot;
} Carried;

/* The columns of the call's expression, in the order of the features in use. */
static List *
gathered_columns(List *calls)
{
	List	   *columns = NIL;
	ListCell   *cell;

	foreach(cell, calls)
		columns = list_concat(columns, list_copy_tail(((FuncExpr *) lfirst(cell))->args, 1));
	return columns;
}

/* ----- the columns at hand ----- */

/* Where a column is, among the arguments or in the slot. */
static int
index_of(const Carried *carried, int column)
{
	const Var  *var = list_nth(carried->columns, column);

	return carried->in_slot ? var->varattno - 1 : column;
}

/* False when the column's type does not fit. */
static bool
bind_feature(ScoreCall *call, uint32 f, const Carried *carried, int at)
{
	Column	   *column = &call->row.columns[f];

	column->index = index_of(carried, at);
	column->type = exprType(list_nth(carried->columns, at));
	column->conversion = rows_conversion(&an_scorer_model(call->scorer)->features[f], &column->type);
	return column->conversion != CONVERT_NONE;
}

/* One column after the other, as they were planned. */
static bool
bind_in_order(ScoreCall *call, const Carried *carried)
{
	const AnModel *model = an_scorer_model(call->scorer);
	int			next = 0;

	rows_allocate(&call->row);
	for (uint32 f = 0; f < model->nfeatures; f++)
		if (model->features[f].used && (next >= carried->count || !bind_feature(call, f, carried, next++)))
			return false;
	rows_prepare(&call->row);
	return next == carried->count;
}

/* By name, for another version: false when a column of the row is not there.
 * Raises when the row itself does not fit. */
static bool
bind_by_name(ScoreCall *call, const Carried *carried)
{
	const AnModel *model = an_scorer_model(call->scorer);
	TupleDesc	desc = lookup_rowtype_tupdesc_copy(carried->row_type, -1);
	int		   *where = palloc0((desc->natts + 1) * sizeof(int));

	rows_bind(&call->row, desc, score_call_model_name(call));
	for (int i = 0; i < carried->count; i++)
		if (carried->numbers[i] > 0 && carried->numbers[i] <= desc->natts)
			where[carried->numbers[i] - 1] = i + 1;
	for (uint32 f = 0; f < model->nfeatures; f++)
	{
		int			at = model->features[f].used ? where[call->row.columns[f].index] : 0;

		if (model->features[f].used && (at == 0 || !bind_feature(call, f, carried, at - 1)))
			return false;
	}
	rows_prepare(&call->row);
	return true;
}

TupleTableSlot *
bound_slot(const ScoreCall *call, const ExprContext *econtext)
{
	return call->slot_varno == OUTER_VAR ? econtext->ecxt_outertuple
		: call->slot_varno == INNER_VAR ? econtext->ecxt_innertuple
		: econtext->ecxt_scantuple;
}

/* Places may be system columns of the slot, or have become columns of it. */
static void
bind_slot(ScoreCall *call, const Carried *carried)
{
	ListCell   *cell;

	foreach(cell, carried->columns)
	{
		const Var  *column = lfirst(cell);
		bool		is_place = foreach_current_index(cell) >= carried->count;

		if (is_place && IsA(column, Const))
			continue;			/* about the place */
		if (!IsA(column, Var) || column->varno != ((Var *) linitial(carried->columns))->varno
			|| !(is_place || is_slot_column((const Node *) column)))
			not_gathered();
		call->last_column = Max(call->last_column, column->varattno);
	}
	call->slot_varno = ((Var *) linitial(carried->columns))->varno;
}

static void
bind_arguments(ScoreCall *call, const Carried *carried)
{
	call->ngathers = list_length(carried->calls);
	call->gathers = palloc(call->ngathers * sizeof(int));
	for (int i = 0; i < call->ngathers; i++)
		call->gathers[i] = list_length(((FuncExpr *) list_nth(carried->calls, i))->args) - 1;
	call->values = palloc(list_length(carried->columns) * sizeof(Datum) + 1);
	call->isnull = palloc(list_length(carried->columns) * sizeof(bool) + 1);
	call->row.values = call->values;
	call->row.isnull = call->isnull;
}

/* ----- rows of a table ----- */

/* A slot for the rows of this table. */
static TupleTableSlot *
table_slot(Oid table)
{
	Relation	relation = table_open(table, NoLock);
	TupleTableSlot *slot;

	if (!table_is_heap(relation))
		not_gathered();
	slot = MakeSingleTupleTableSlot(CreateTupleDescCopyConstr(RelationGetDescr(relation)),
									table_slot_callbacks(relation));
	table_close(relation, NoLock);
	return slot;
}

/* The attribute numbers of what another version than the planned one reads. */
static int16 *
find_numbers(ScoreCall *call, TupleDesc desc, int *count)
{
	const AnModel *model = an_scorer_model(call->scorer);
	int16	   *numbers = palloc((model->nfeatures + 1) * sizeof(int16));

	rows_bind(&call->row, desc, score_call_model_name(call));
	*count = 0;
	for (uint32 f = 0; f < model->nfeatures; f++)
		if (model->features[f].used)
			numbers[(*count)++] = (int16) (call->row.columns[f].index + 1);
	return numbers;
}

/* last_column stays 0 when they do not fit.  A model that reads nothing needs a
 * row all the same. */
static void
bind_numbers(ScoreCall *call, const int16 *numbers, int count, TupleDesc desc)
{
	call->last_column = table_row_bind(&call->row, call->cached, numbers, count, desc, &call->plan);
}

static void
bind_by_table(ScoreCall *call, TupleDesc desc)
{
	int			count;
	int16	   *numbers = find_numbers(call, desc, &count);

	bind_numbers(call, numbers, count, desc);
	if (call->last_column == 0 && count > 0)
		not_gathered();
	call->last_column = Max(call->last_column, 1);
}

/* The slot of the scan, or one to fetch the row into. */
static void
bind_table_row(ScoreCall *call, const SubscriptingRef *ref, const Carried *carried, Node *otherwise,
			   const void *where, bool planned)
{
	TupleDesc	desc;

	if (!IsA(otherwise, RelabelType) || !IsA(((RelabelType *) otherwise)->arg, Var)
		|| exprType((Node *) ((RelabelType *) otherwise)->arg) != TIDOID)
		not_gathered();
	call->slot_varno = ((Var *) linitial(ref->refupperindexpr))->varno;
	if (!bound_row_is_in_slot(ref))
	{
		call->table = get_typ_typrelid(carried->row_type);
		call->fetched = table_slot(call->table);
	}
	desc = (call->fetched != NULL ? call->fetched : bound_slot(call, where))->tts_tupleDescriptor;
	if (planned)
		bind_numbers(call, carried->numbers, carried->count, desc);
	if (call->last_column == 0)
		bind_by_table(call, desc);
}

ScoreCall *
bound_table_call(ScoreCall *call, Oid table)
{
	ScoreCall  *found = call->tables;
	MemoryContext old;

	while (found != NULL && found->table != table)
		found = found->next;
	if (found != NULL)
		return found;
	old = MemoryContextSwitchTo(call->context);
	found = score_call_create(call->context, call->scorer, call->options);
	found->model = call->model;
	found->model_by_name = true;
	found->cached = call->cached;
	found->table = table;
	found->fetched = table_slot(table);
	if (call->numbers != NULL)
		bind_numbers(found, call->numbers, call->nnumbers, found->fetched->tts_tupleDescriptor);
	else
		bind_by_table(found, found->fetched->tts_tupleDescriptor);
	if (found->last_column == 0)
		not_gathered();
	found->next = call->tables;
	call->tables = found;
	MemoryContextSwitchTo(old);
	return found;
}

/* ----- another version than the planned one ----- */

/* Which columns of its table a view's are that the model reads; false when one of
 * them is not a column of it. */
static bool
bind_view(ScoreCall *call, const Carried *carried)
{
	const Const *map = list_nth(carried->columns, carried->count + 1);
	const Const *row = list_nth(carried->columns, carried->count + 2);
	ArrayType  *columns;
	int16	   *numbers = find_numbers(call, lookup_rowtype_tupdesc_copy(carried->row_type, -1), &call->nnumbers);

	if (!IsA(map, Const) || map->constisnull || !IsA(row, Const))
		not_gathered();
	columns = DatumGetArrayTypeP(map->constvalue);
	for (int i = 0; i < call->nnumbers; i++)
	{
		if (numbers[i] > ARR_DIMS(columns)[0])
			return false;
		numbers[i] = ((const int16 *) ((char *) columns + ARR_OVERHEAD_NONULLS(1)))[numbers[i] - 1];
		if (numbers[i] == 0)
			return false;
	}
	call->numbers = numbers;
	call->only_table = get_typ_typrelid(row->consttype);
	return true;
}

/* Where the row's place is; false when the planner could not give one. */
static bool
bind_place(ScoreCall *call, const Carried *carried)
{
	int			places = list_length(carried->columns) - carried->count;

	if (places == 0 || (places == 3 && !bind_view(call, carried)))
		return false;
	call->elsewhere = true;
	call->place = index_of(carried, carried->count);
	if (places == 2)
		call->place_table = index_of(carried, carried->count + 1);
	else if (places == 1)
		call->only_table = get_typ_typrelid(carried->row_type);
	return true;
}

/* A view's column that is computed, or a table's that is not heap: what is not in
 * the plan is not to be had. */
static _Noreturn void
raise_not_planned(const ScoreCall *call)
{
	ereport(ERROR, errcode(ERRCODE_T_R_SERIALIZATION_FAILURE),
			errmsg("another version of model \"%s\" was deployed while the statement was planned",
				   score_call_model_name(call)),
			errdetail("It reads columns that the plan does not have at hand."),
			errhint("Run the statement again."));
	pg_unreachable();
}

/* Plans for a version that this snapshot does not have are made anew. */
static void
bind_unplanned(ScoreCall *call, const Carried *carried)
{
	ResetPlanCache();
	if (!bind_by_name(call, carried) && !bind_place(call, carried))
		raise_not_planned(call);
}

/* ----- the call's own expression ----- */

static const SubscriptingRef *
read_expression(FunctionCallInfo fcinfo, Carried *carried, Node **otherwise)
{
	Node	   *node = fcinfo->flinfo->fn_expr;
	const SubscriptingRef *ref;
	ArrayType  *numbers;

	if (node == NULL || !IsA(node, FuncExpr))
		not_gathered();
	node = llast(((FuncExpr *) node)->args);
	if (!IsA(node, CoalesceExpr) || list_length(((CoalesceExpr *) node)->args) != 2)
		not_gathered();
	ref = linitial(((CoalesceExpr *) node)->args);
	*otherwise = lsecond(((CoalesceExpr *) node)->args);
	if (!IsA(ref, SubscriptingRef) || !is_bound_row(ref->refcontainertype))
		not_gathered();
	numbers = bound_row_columns(ref);
	carried->row_type = ref->refelemtype;
	carried->numbers = (const int16 *) ((char *) numbers + ARR_OVERHEAD_NONULLS(1));
	carried->count = ARR_DIMS(numbers)[0];
	carried->in_slot = bound_row_is_in_slot(ref);
	return ref;
}

/* In the call's memory context. */
void
bound_bind(ScoreCall *call, FunctionCallInfo fcinfo, const void *where, bool planned)
{
	Carried		carried = {.calls = NIL};
	Node	   *otherwise;
	const SubscriptingRef *ref = read_expression(fcinfo, &carried, &otherwise);

	if (ref->reftypmod == BOUND_TABLE_ROW)
	{
		if (!planned)
			ResetPlanCache();
		bind_table_row(call, ref, &carried, otherwise, where, planned);
		return;
	}
	carried.calls = gather_calls(otherwise);
	carried.columns = gathered_columns(carried.calls);
	if (list_length(carried.columns) < carried.count)
		not_gathered();
	if (carried.in_slot)
		bind_slot(call, &carried);
	else
		bind_arguments(call, &carried);
	if (!planned || !bind_in_order(call, &carried))
		bind_unplanned(call, &carried);
}
