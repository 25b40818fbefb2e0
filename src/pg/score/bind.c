/*
 * bind.c - scoring from columns instead of a whole row: the planner's part
 *
 * Handing a table's row to a function makes the executor form a composite
 * datum, which the function must take apart again: on 180 columns that costs
 * more than the score.  The planner asks predict_support(), attached to the
 * functions that take a model's name, to replace
 *
 *     predict_proba('m', t, 'yes')
 *  by bound_predict_proba('m', version, 'yes', 'model',
 *                         COALESCE('{1,5,...}'[t.a], gather(gather(NULL, t.a, ...), t.x, ..., t.ctid)))
 *
 * with just the columns that the model reads, in a plain scan of one table with
 * t's ctid alone.  bound_bind.c says how the columns reach the function.
 *
 * Contract
 *  1. The plan depends on the registry: a deployment invalidates it (its
 *     relationOids name the table).  The version in it is a guess: which one
 *     scores, the statement's snapshot says (deployed.h), and for one that reads
 *     other columns the row's place is there.
 *  2. Whatever keeps the planner from binding (no model, no rights, columns
 *     that do not fit, a row that may be NULL) leaves the call as it is; errors
 *     are raised when it runs, as without this.
 */
#include "postgres.h"

#include "access/xact.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_type.h"
#include "common/hashfn.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "nodes/pathnodes.h"
#include "nodes/supportnodes.h"
#include "optimizer/optimizer.h"
#include "parser/parsetree.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/plancache.h"
#include "utils/snapmgr.h"
#include "utils/syscache.h"

#include "pg/base/guc.h"
#include "pg/score/bind.h"
#include "pg/score/bind_columns.h"
#include "pg/registry/deployed.h"
#include "pg/score/model_cache.h"
#include "pg/registry/registry.h"

/* Columns of one gather(): a function's arguments less the previous gather. */
#define GATHER_COLUMNS (FUNC_MAX_ARGS - 1)


int64
bound_version(const VersionKey *key)
{
	return (int64) hash_bytes_extended((const unsigned char *) key, sizeof(VersionKey), 0);
}

/* ----- the call that replaces the call ----- */

static Oid
function_oid(Oid namespace, const char *name, int nargs, const Oid *types)
{
	oidvector  *vector = buildoidvector(types, nargs);

	return GetSysCacheOid3(PROCNAMEARGSNSP, Anum_pg_proc_oid, CStringGetDatum(name),
						   PointerGetDatum(vector), ObjectIdGetDatum(namespace));
}

/* gather(gather(NULL, first columns), next columns) ... */
static Expr *
gather_columns(Oid namespace, List *columns)
{
	Oid			types[2] = {INTERNALOID, ANYOID};
	Oid			gather = function_oid(namespace, "gather", 2, types);
	Expr	   *gathered = (Expr *) makeNullConst(INTERNALOID, -1, InvalidOid);

	if (!OidIsValid(gather))
		return NULL;
	for (int from = 0; from == 0 || from < list_length(columns); from += GATHER_COLUMNS)
	{
		List	   *args = list_make1(gathered);

		for (int i = from; i < list_length(columns) && i < from + GATHER_COLUMNS; i++)
			args = lappend(args, list_nth(columns, i));
		gathered = (Expr *) makeFuncExpr(gather, INTERNALOID, args, InvalidOid, InvalidOid,
										 COERCE_EXPLICIT_CALL);
	}
	return gathered;
}

/*
 * Is this SELECT one whose result the scan of its only table computes?  Then
 * the slot is the table's row, and the plan need not name every column: the
 * executor prepares each anew for every execution, which a query for one row
 * would feel.
 */
static bool
is_plain_scan(PlannerInfo *root, Node *row)
{
	Query	   *query = root->parse;
	List	   *from = query->jointree->fromlist;
	RangeTblRef *table = list_length(from) == 1 ? linitial(from) : NULL;

	return IsA(row, Var) && query->commandType == CMD_SELECT && table != NULL && IsA(table, RangeTblRef)
		&& table->rtindex == an_var_table((Var *) row) && !rt_fetch(table->rtindex, query->rtable)->inh
		&& !query->hasAggs && !query->hasWindowFuncs && query->groupClause == NIL
		&& query->groupingSets == NIL && query->havingQual == NULL && query->distinctClause == NIL
		&& query->sortClause == NIL && query->setOperations == NULL && query->rowMarks == NIL
		&& !query->hasTargetSRFs;
}

/* Are these columns of one and the same row, as the executor has it? */
static bool
are_plain_columns(List *columns)
{
	ListCell   *cell;

	foreach(cell, columns)
	{
		Var		   *column = lfirst(cell);

		if (!IsA(column, Var) || column->varattno <= 0 || !an_var_is_plain(column)
			|| column->varlevelsup != 0 || column->varno != ((Var *) linitial(columns))->varno)
			return false;
	}
	return true;
}

/*
 * A reference to the executor's slot that holds these columns (bound_row.c).  Its
 * subscript, one of their Vars, keeps it from being taken for a constant.
 */
static Expr *
slot_reference(Oid namespace, const BoundRow *row, int32 kind)
{
	SubscriptingRef *ref = makeNode(SubscriptingRef);
	Oid			type = GetSysCacheOid2(TYPENAMENSP, Anum_pg_type_oid, CStringGetDatum("bound_row"),
									   ObjectIdGetDatum(namespace));
	List	   *vars = pull_vars_of_level((Node *) row->columns, 0);

	ref->refcontainertype = type;
	ref->refelemtype = row->row_type;
	ref->refrestype = INTERNALOID;
	ref->reftypmod = kind;
	ref->refupperindexpr = list_make1(copyObject(linitial(vars)));
	ref->refexpr = bind_numbers_const(row->numbers);
	return (Expr *) ref;
}

/* COALESCE(the slot, gather(...)) or COALESCE(the slot, ctid). */
static Expr *
columns_argument(PlannerInfo *root, Oid namespace, Node *node, const BoundRow *row)
{
	bool		table_row = row->heap && is_plain_scan(root, node);
	CoalesceExpr *either = makeNode(CoalesceExpr);
	Expr	   *otherwise;

	if (table_row)
		otherwise = (Expr *) makeRelabelType(linitial(row->places), INTERNALOID, -1, InvalidOid, COERCE_IMPLICIT_CAST);
	else
		otherwise = gather_columns(namespace, list_concat_copy(row->columns, row->places));
	if (otherwise == NULL)
		return NULL;
	either->coalescetype = INTERNALOID;
	either->args = list_make2(slot_reference(namespace, row, table_row ? BOUND_TABLE_ROW
											 : are_plain_columns(row->columns) ? BOUND_COLUMNS : BOUND_EXPRESSIONS),
							  otherwise);
	either->location = -1;
	return (Expr *) either;
}

/*
 * The arguments after the row are kept as they are: predict(model, row, unknown
 * levels), predict_proba(model, row, class, unknown levels) and
 * predict_proba(model, row).
 */
static Node *
bound_call(PlannerInfo *root, FuncExpr *call, int64 version, const BoundRow *row)
{
	Oid			namespace = get_func_namespace(call->funcid);
	char	   *name = psprintf("bound_%s", get_func_name(call->funcid));
	Oid			types[5] = {TEXTOID, INT8OID, TEXTOID, TEXTOID, TEXTOID};
	Expr	   *gathered = columns_argument(root, namespace, lsecond(call->args), row);
	List	   *args = list_make2(linitial(call->args),
								  makeConst(INT8OID, -1, InvalidOid, sizeof(int64), Int64GetDatum(version), false, FLOAT8PASSBYVAL));
	int			nargs = 2;
	Oid			function;

	for (int i = 2; i < list_length(call->args); i++, nargs++)
		args = lappend(args, list_nth(call->args, i));
	types[nargs++] = INTERNALOID;
	function = function_oid(namespace, name, nargs, types);
	if (!OidIsValid(function) || gathered == NULL)
		return NULL;
	return (Node *) makeFuncExpr(function, call->funcresulttype, lappend(args, gathered),
								 call->funccollid, call->inputcollid, COERCE_EXPLICIT_CALL);
}

/* The version that will mostly be the statement's: in a transaction with one
 * snapshot that one's, otherwise the newest, so that a plan is never older than
 * its invalidation.  Unregister the snapshot when it was found. */
static bool
find_version(PlannerInfo *root, const text *name, ModelRow *version, Snapshot *snapshot)
{
	bool		exists;

	if (!OidIsValid(registry_relid()))
		return false;
	if (IsolationUsesXactSnapshot())
		root->glob->transientPlan = true;
	*snapshot = IsolationUsesXactSnapshot() ? RegisterSnapshot(GetTransactionSnapshot()) : deployed_latest();
	if (registry_right(name, *snapshot, &exists) != RIGHT_NONE
		&& registry_find_deployed(name, *snapshot, version) == MODEL_FOUND)
		return true;
	UnregisterSnapshot(*snapshot);
	return false;
}

static BoundRow
find_row_columns(PlannerInfo *root, Node *row, const ModelRow *version, Snapshot snapshot)
{
	BoundRow	found = {.columns = NIL};
	MemoryContext scratch = AllocSetContextCreate(CurrentMemoryContext, "analytics binding", ALLOCSET_SMALL_SIZES);
	CachedModel *model = model_cache_get(&version->key, snapshot, scratch);

	if (model != NULL && IsA(row, Var))
		found = bind_columns_of_var(root, (Var *) row, an_scorer_model(model->scorer));
	else if (model != NULL)
		found = bind_columns_of_row(root, (RowExpr *) row, an_scorer_model(model->scorer));
	MemoryContextDelete(scratch);
	return found;
}

static Node *
bind_call(PlannerInfo *root, FuncExpr *call)
{
	Const	   *name = linitial(call->args);
	Node	   *row = lsecond(call->args);
	Snapshot	snapshot;
	ModelRow	version;
	BoundRow	found;
	Node	   *bound = NULL;

	if (!IsA(name, Const) || name->constisnull || !(IsA(row, Var) || IsA(row, RowExpr)))
		return NULL;
	if (list_length(call->args) > 2 && !IsA(llast(call->args), Const))
		return NULL;			/* unknown_levels can change with the row */
	if (!find_version(root, DatumGetTextPP(name->constvalue), &version, &snapshot))
		return NULL;
	found = find_row_columns(root, row, &version, snapshot);
	UnregisterSnapshot(snapshot);
	if (found.columns != NIL)
		bound = bound_call(root, call, bound_version(&version.key), &found);
	if (bound != NULL)
		root->glob->relationOids = lappend_oid(root->glob->relationOids, registry_relid());
	return bound;
}

/* predict_support(internal) -> internal */
AN_FUNCTION(analytics_predict_support);
Datum
analytics_predict_support(PG_FUNCTION_ARGS)
{
	Node	   *request = (Node *) PG_GETARG_POINTER(0);
	Node	   *result = NULL;

	if (IsA(request, SupportRequestSimplify))
	{
		SupportRequestSimplify *simplify = (SupportRequestSimplify *) request;

		if (enable_column_binding && simplify->root != NULL && ActiveSnapshotSet())
			result = bind_call(simplify->root, simplify->fcall);
	}
	PG_RETURN_POINTER(result);
}
