/*
 * bound.c - scoring from columns instead of a whole row: the executor's part
 *
 * The planner (bind.c) made the call.  Its last argument is
 *
 *     COALESCE(bound_row[first column], gather(gather(NULL, a, b, ...), x, ...))
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
 * with the columns' numbers in place of the bound_row.  There the tuple itself
 * is read (table_row.c).  Where another node of the plan stands between, the row
 * is fetched again by its place.
 *
 * Contract
 *  1. The bound functions trust no address: they accept one only where their
 *     own expression shows that it comes from bound_row[] or gather(), and take
 *     columns and types from that expression.
 */
#include "postgres.h"

#include "access/table.h"
#include "access/tableam.h"
#include "catalog/pg_type.h"
#include "executor/tuptable.h"
#include "nodes/execnodes.h"
#include "nodes/nodeFuncs.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/plancache.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"

#include "bind.h"
#include "bound_row.h"
#include "model_cache.h"
#include "registry.h"
#include "score_call.h"
#include "table_row.h"

/* ----- binding ----- */

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

/* Ties the features in use to the columns; index counts the columns, or is
 * their place in the slot. */
static void
bind_columns(ScoreCall *call, List *columns, bool in_slot)
{
	const AnModel *model = an_scorer_model(call->scorer);
	int			next = 0;

	rows_allocate(&call->row);
	for (uint32 f = 0; f < model->nfeatures; f++)
	{
		Column	   *column = &call->row.columns[f];
		Node	   *expr;

		if (!model->features[f].used)
			continue;
		if (next >= list_length(columns))
			not_gathered();
		expr = list_nth(columns, next);
		column->index = in_slot ? ((Var *) expr)->varattno - 1 : next;
		column->type = exprType(expr);
		column->conversion = rows_conversion(&model->features[f], &column->type);
		if (column->conversion == CONVERT_NONE)
			not_gathered();
		next++;
	}
	if (next != list_length(columns))
		not_gathered();
	rows_prepare(&call->row);
}

static TupleTableSlot *
slot_of(const ScoreCall *call, const ExprContext *econtext)
{
	return call->slot_varno == OUTER_VAR ? econtext->ecxt_outertuple
		: call->slot_varno == INNER_VAR ? econtext->ecxt_innertuple
		: econtext->ecxt_scantuple;
}

static void
bind_slot(ScoreCall *call, List *columns)
{
	ListCell   *cell;

	foreach(cell, columns)
	{
		Var		   *column = lfirst(cell);

		if (!is_slot_column((Node *) column) || column->varno != ((Var *) linitial(columns))->varno)
			not_gathered();
		call->last_column = Max(call->last_column, column->varattno);
	}
	call->slot_varno = ((Var *) linitial(columns))->varno;
	bind_columns(call, columns, true);
}

/* A slot for the rows of this type's table. */
static TupleTableSlot *
table_slot(Oid row_type, Oid *table)
{
	Relation	relation;
	TupleTableSlot *slot;

	*table = get_typ_typrelid(row_type);
	if (!OidIsValid(*table))
		not_gathered();
	relation = table_open(*table, NoLock);
	slot = MakeSingleTupleTableSlot(CreateTupleDescCopyConstr(RelationGetDescr(relation)),
									table_slot_callbacks(relation));
	table_close(relation, NoLock);
	return slot;
}

/* The slot of the scan, or one to fetch the row into. */
static void
bind_table_row(ScoreCall *call, const SubscriptingRef *ref, Node *otherwise, const void *where)
{
	const Var  *column = linitial(ref->refupperindexpr);
	const TupleTableSlot *slot;

	if (!IsA(otherwise, RelabelType) || !IsA(((RelabelType *) otherwise)->arg, Var)
		|| exprType((Node *) ((RelabelType *) otherwise)->arg) != TIDOID)
		not_gathered();
	call->slot_varno = column->varno;
	if (!bound_row_is_in_slot(ref))
		call->fetched = table_slot(ref->refelemtype, &call->table);
	slot = call->fetched != NULL ? call->fetched : slot_of(call, where);
	call->last_column = table_row_bind(&call->row, call->id, bound_row_columns(ref), slot->tts_tupleDescriptor,
									   &call->plan);
	if (call->last_column == 0)
		not_gathered();
}

static void
bind_arguments(ScoreCall *call, List *calls, List *columns)
{
	call->ngathers = list_length(calls);
	call->gathers = palloc(call->ngathers * sizeof(int));
	for (int i = 0; i < call->ngathers; i++)
		call->gathers[i] = list_length(((FuncExpr *) list_nth(calls, i))->args) - 1;
	call->values = palloc(list_length(columns) * sizeof(Datum) + 1);
	call->isnull = palloc(list_length(columns) * sizeof(bool) + 1);
	call->row.values = call->values;
	call->row.isnull = call->isnull;
	bind_columns(call, columns, false);
}

/* Reads the call's own expression; in the call's memory context. */
static void
bind_expression(ScoreCall *call, FunctionCallInfo fcinfo, const void *where)
{
	Node	   *node = fcinfo->flinfo->fn_expr;
	bool		in_slot = false;
	List	   *calls;

	if (node == NULL || !IsA(node, FuncExpr))
		not_gathered();
	node = llast(((FuncExpr *) node)->args);
	if (IsA(node, CoalesceExpr))
	{
		SubscriptingRef *ref = linitial(((CoalesceExpr *) node)->args);

		node = lsecond(((CoalesceExpr *) node)->args);
		if (!IsA(ref, SubscriptingRef) || !is_bound_row(ref->refcontainertype))
			not_gathered();
		if (ref->reftypmod == BOUND_TABLE_ROW)
		{
			bind_table_row(call, ref, node, where);
			return;
		}
		in_slot = bound_row_is_in_slot(ref);
	}
	calls = gather_calls(node);
	if (in_slot)
		bind_slot(call, gathered_columns(calls));
	else
		bind_arguments(call, calls, gathered_columns(calls));
}

/* ----- running ----- */

/*
 * Checks the caller's right, that the version is one of this model (the call
 * may be hand-made), and whether another was deployed since it was planned.
 * Where the statement's own snapshot has the planned version all is well;
 * otherwise the next execution plans anew, and this one goes on with the
 * version it was planned for.
 */
static void
check_version(const text *name, int64 id)
{
	ModelRow	row;
	Snapshot	now;
	bool		of_model;

	if (model_cache_is_deployed(name, id))
		return;
	now = model_cache_snapshot();
	of_model = registry_version_is_of(id, name, now)
		|| registry_version_is_of(id, name, GetActiveSnapshot());
	UnregisterSnapshot(now);
	if (!of_model)
		registry_no_such_model(name);
	if (registry_find_deployed(name, GetActiveSnapshot(), &row) != MODEL_FOUND || row.id != id)
		ResetPlanCache();
}

static ScoreCall *
bound_call_create(FunctionCallInfo fcinfo, text *unknown_levels, const void *where)
{
	MemoryContext context = fcinfo->flinfo->fn_mcxt;
	MemoryContext old = MemoryContextSwitchTo(context);
	text	   *name = PG_GETARG_TEXT_P_COPY(0);
	int64		id = PG_GETARG_INT64(1);
	const AnScorer *scorer;
	ScoreCall  *call;

	check_version(name, id);
	scorer = model_cache_get(id, GetActiveSnapshot(), context);
	if (scorer == NULL)
		registry_no_such_model(name);
	call = score_call_create(context, scorer, unknown_levels);
	call->model = PointerGetDatum(name);
	call->model_by_name = true;
	call->id = id;
	bind_expression(call, fcinfo, where);
	MemoryContextSwitchTo(old);
	fcinfo->flinfo->fn_extra = call;
	return call;
}

/* The row again, where the executor has only its place: it is the version that
 * the scan returned, so there is nothing to ask about its visibility. */
static TupleTableSlot *
fetch_row(ScoreCall *call, ItemPointer place)
{
	Relation	relation = table_open(call->table, NoLock);
	bool		found = table_tuple_fetch_row_version(relation, place, SnapshotAny, call->fetched);

	table_close(relation, NoLock);
	if (!found)
		elog(ERROR, "a row to be scored is gone");
	return call->fetched;
}

/* This row's values are where the executor has deformed it. */
static void
use_slot(ScoreCall *call, TupleTableSlot *slot)
{
	if (unlikely(slot->tts_nvalid < call->last_column))
		slot_getsomeattrs(slot, call->last_column);
	call->row.values = slot->tts_values;
	call->row.isnull = slot->tts_isnull;
}

/* Or they are the arguments of the gather() calls. */
static void
use_arguments(ScoreCall *call, const NullableDatum *outermost)
{
	int			end = 0;

	for (int i = 0; i < call->ngathers; i++)
		end += call->gathers[i];
	for (int i = call->ngathers - 1; i >= 0; i--)
	{
		int			n = call->gathers[i];

		end -= n;
		for (int k = 0; k < n; k++)
		{
			call->values[end + k] = outermost[k + 1].value;
			call->isnull[end + k] = outermost[k + 1].isnull;
		}
		outermost = (const NullableDatum *) DatumGetPointer(outermost[0].value);
	}
}

/*
 * Scores the tuple in the slot without having the executor take it apart; false
 * where there is none, or it cannot be read so.
 */
static bool
score_tuple(ScoreCall *call, TupleTableSlot *slot, uint32 *klass)
{
	HeapTuple	tuple = TTS_IS_HEAPTUPLE(slot) || TTS_IS_BUFFERTUPLE(slot) ? ((HeapTupleTableSlot *) slot)->tuple : NULL;

	call->row.refused = false;
	if (tuple == NULL || !table_row_fill(call->plan, &call->row, tuple, &call->c))
		return false;
	*klass = an_score(call->scorer, &call->c);
	return !call->row.refused;	/* with all columns at hand it is raised */
}

/* where: as the call's expression says. */
static uint32
score_slot(ScoreCall *call, void *where)
{
	TupleTableSlot *slot = call->fetched != NULL ? fetch_row(call, where) : slot_of(call, where);
	uint32		klass;

	if (call->plan == NULL || !score_tuple(call, slot, &klass))
	{
		use_slot(call, slot);
		klass = score_call_run(call);
	}
	if (call->fetched != NULL)
		ExecClearTuple(slot);
	return klass;
}

/* The planner made the call: its name, version and options are constants. */
static ScoreCall *
bound_call_run(FunctionCallInfo fcinfo, int options, uint32 *klass)
{
	ScoreCall  *call = fcinfo->flinfo->fn_extra;
	void	   *where = PG_GETARG_POINTER(PG_NARGS() - 1);

	if (unlikely(call == NULL))
		call = bound_call_create(fcinfo, options > 0 ? PG_GETARG_TEXT_PP(options) : cstring_to_text("model"), where);
	if (likely(call->last_column > 0))
		*klass = score_slot(call, where);
	else
	{
		use_arguments(call, where);
		*klass = score_call_run(call);
	}
	return call;
}

/* bound_predict(name text, version bigint, unknown_levels text, columns internal) -> text */
AN_FUNCTION(analytics_bound_predict);
Datum
analytics_bound_predict(PG_FUNCTION_ARGS)
{
	uint32		klass;
	ScoreCall  *call = bound_call_run(fcinfo, 2, &klass);

	score_call_want_classes(call);
	return score_call_class_datum(call, klass);
}

/* bound_predict_value(name text, version bigint, unknown_levels text, columns internal) -> float8 */
AN_FUNCTION(analytics_bound_predict_value);
Datum
analytics_bound_predict_value(PG_FUNCTION_ARGS)
{
	uint32		klass;
	ScoreCall  *call = bound_call_run(fcinfo, 2, &klass);

	score_call_want_value(call);
	PG_RETURN_FLOAT8(call->c.probability[0]);
}

/* bound_predict_proba(name text, version bigint, class text, unknown_levels text,
 * columns internal) -> float8 */
AN_FUNCTION(analytics_bound_predict_proba);
Datum
analytics_bound_predict_proba(PG_FUNCTION_ARGS)
{
	uint32		klass;
	ScoreCall  *call = bound_call_run(fcinfo, 3, &klass);

	klass = score_call_class(call, PG_GETARG_TEXT_PP(2));
	PG_RETURN_FLOAT8(call->c.probability[klass]);
}

/* bound_predict_proba(name text, version bigint, columns internal) -> float8[] */
AN_FUNCTION(analytics_bound_predict_probabilities);
Datum
analytics_bound_predict_probabilities(PG_FUNCTION_ARGS)
{
	uint32		klass;
	ScoreCall  *call = bound_call_run(fcinfo, 0, &klass);

	score_call_want_classes(call);
	return score_call_probabilities(call);
}
