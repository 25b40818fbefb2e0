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
 *                         COALESCE(bound_row, gather(gather(NULL, t.a, ...), t.x, ...)))
 *
 * with just the columns that the model reads; in a plain scan of one table with
 * their numbers and t's ctid.  bound.c runs it, and says how the columns reach it.
 *
 * Contract
 *  1. The plan depends on the registry: a deployment invalidates it (its
 *     relationOids name the table), and a plan that missed one is noticed when
 *     it starts (check_version in bound.c).
 *  2. Whatever keeps the planner from binding (no model, no rights, columns
 *     that do not fit, a row that may be NULL) leaves the call as it is; errors
 *     are raised when it runs, as without this.
 */
#include "postgres.h"

#include "access/sysattr.h"
#include "access/table.h"
#include "access/xact.h"
#include "catalog/pg_class.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_type.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "nodes/pathnodes.h"
#include "nodes/supportnodes.h"
#include "optimizer/optimizer.h"
#include "parser/parsetree.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/plancache.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"
#include "utils/syscache.h"
#include "utils/typcache.h"

#include "bind.h"
#include "model_cache.h"
#include "registry.h"
#include "score_call.h"

/* Columns of one gather(): a function's arguments less the previous gather. */
#define GATHER_COLUMNS (FUNC_MAX_ARGS - 1)

bool		enable_column_binding = true;

/* ----- planning: where the row's columns are ----- */

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

/* The columns of a whole-row Var, as Vars: relation's descriptor and a maker. */
static List *
columns_of_var(PlannerInfo *root, Var *row, const AnModel *model)
{
	RangeTblEntry *rte;
	Relation	relation;
	TupleDesc	desc;
	List	   *columns = NIL;
	bool		fits = true;
	int			hint = 0;

	if (row->varattno != 0 || row->varlevelsup != 0 || !an_var_is_plain(row)
		|| row->varno <= 0 || row->varno > list_length(root->parse->rtable)
		|| is_nullable_below((Node *) root->parse->jointree, row->varno, false))
		return NIL;
	rte = rt_fetch(row->varno, root->parse->rtable);
	if (rte->rtekind != RTE_RELATION || rte->relkind == RELKIND_FOREIGN_TABLE)
		return NIL;
	relation = table_open(rte->relid, NoLock);
	desc = RelationGetDescr(relation);
	for (uint32 f = 0; f < model->nfeatures && fits; f++)
	{
		const AnFeature *feature = &model->features[f];
		AttrNumber	attnum = feature->kind == AN_IGNORED ? 0 : rows_find_attribute(desc, feature, &hint);
		Form_pg_attribute attribute = attnum > 0 ? TupleDescAttr(desc, attnum - 1) : NULL;
		Oid			type = attribute != NULL ? attribute->atttypid : InvalidOid;
		Var		   *column;

		if (feature->kind == AN_IGNORED)
			continue;
		fits = attnum > 0 && rows_conversion(feature, &type) != CONVERT_NONE;
		if (!fits || !feature->used)
			continue;
		column = copyObject(row);
		column->varattno = attnum;
		column->vartype = attribute->atttypid;
		column->vartypmod = attribute->atttypmod;
		column->varcollid = attribute->attcollation;
		an_var_set_syntactic(column, attnum);
		columns = lappend(columns, column);
	}
	table_close(relation, NoLock);
	return fits ? columns : NIL;
}

/* The columns of ROW(...): a pulled-up view or subquery. */
static List *
columns_of_row(RowExpr *row, const AnModel *model)
{
	TupleDesc	desc;
	List	   *columns = NIL;
	int			hint = 0;

	/* A column that is not read is not evaluated: that must not be seen. */
	if (row->row_typeid == RECORDOID || contain_volatile_functions((Node *) row)
		|| expression_returns_set((Node *) row))
		return NIL;
	desc = lookup_rowtype_tupdesc_copy(row->row_typeid, -1);
	for (uint32 f = 0; f < model->nfeatures; f++)
	{
		const AnFeature *feature = &model->features[f];
		AttrNumber	attnum = feature->kind == AN_IGNORED ? 0 : rows_find_attribute(desc, feature, &hint);
		Node	   *field = attnum > 0 && attnum <= list_length(row->args) ? list_nth(row->args, attnum - 1) : NULL;
		Oid			type = field != NULL ? exprType(field) : InvalidOid;

		if (feature->kind == AN_IGNORED)
			continue;
		if (field == NULL || rows_conversion(feature, &type) == CONVERT_NONE)
			return NIL;
		if (feature->used)
			columns = lappend(columns, field);
	}
	/* The planner, estimating, evaluates a stable function of constants alone,
	 * and the bound call would then find an address in place of gather(). */
	return contain_var_clause((Node *) columns) ? columns : NIL;
}

/* ----- planning: the call that replaces the call ----- */

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

/* The columns' attribute numbers, as int2[]. */
static Expr *
column_numbers(List *columns)
{
	Datum	   *numbers = palloc(list_length(columns) * sizeof(Datum));
	ArrayType  *array;
	ListCell   *cell;

	foreach(cell, columns)
		numbers[foreach_current_index(cell)] = Int16GetDatum(((Var *) lfirst(cell))->varattno);
	array = construct_array(numbers, list_length(columns), INT2OID, sizeof(int16), true, TYPALIGN_SHORT);
	return (Expr *) makeConst(INT2ARRAYOID, -1, InvalidOid, -1, PointerGetDatum(array), false, false);
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
		&& table->rtindex == ((Var *) row)->varno && !rt_fetch(table->rtindex, query->rtable)->inh
		&& !query->hasAggs && !query->hasWindowFuncs && query->groupClause == NIL
		&& query->groupingSets == NIL && query->havingQual == NULL && query->distinctClause == NIL
		&& query->sortClause == NIL && query->setOperations == NULL && query->rowMarks == NIL
		&& !query->hasTargetSRFs;
}

/*
 * A reference to the executor's slot that holds these columns: what runs when
 * they are plain columns of one row, or by number those of a table, whose row
 * type is given then.  Its subscript, the first column, keeps it from being
 * taken for a constant.
 */
static Expr *
slot_reference(Oid namespace, List *columns, Oid table_row)
{
	SubscriptingRef *ref = makeNode(SubscriptingRef);
	Oid			type = GetSysCacheOid2(TYPENAMENSP, Anum_pg_type_oid, CStringGetDatum("bound_row"),
									   ObjectIdGetDatum(namespace));

	ref->refcontainertype = type;
	ref->refelemtype = table_row;
	ref->refrestype = INTERNALOID;
	ref->reftypmod = OidIsValid(table_row) ? BOUND_TABLE_ROW : BOUND_COLUMNS;
	ref->refupperindexpr = list_make1(copyObject(linitial(columns)));
	ref->refexpr = OidIsValid(table_row) ? column_numbers(columns) : (Expr *) makeNullConst(type, -1, InvalidOid);
	return (Expr *) ref;
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

/* Where the row is stored: the whole row would have the planner look up the
 * width of every column. */
static Expr *
row_place(const Var *row)
{
	Var		   *place = copyObject(unconstify(Var *, row));

	place->varattno = SelfItemPointerAttributeNumber;
	place->vartype = TIDOID;
	place->vartypmod = -1;
	an_var_set_syntactic(place, SelfItemPointerAttributeNumber);
	return (Expr *) place;
}

/* COALESCE(the slot, gather(...)) or COALESCE(the slot, ctid); for expressions
 * gather(...) alone. */
static Expr *
columns_argument(PlannerInfo *root, Oid namespace, Node *row, List *columns)
{
	Oid			table_row = is_plain_scan(root, row) ? ((Var *) row)->vartype : InvalidOid;
	CoalesceExpr *either = makeNode(CoalesceExpr);
	Expr	   *otherwise = OidIsValid(table_row)
		? (Expr *) makeRelabelType(row_place((Var *) row), INTERNALOID, -1, InvalidOid, COERCE_IMPLICIT_CAST)
		: gather_columns(namespace, columns);

	if (otherwise == NULL || !are_plain_columns(columns))
		return otherwise;
	either->coalescetype = INTERNALOID;
	either->args = list_make2(slot_reference(namespace, columns, table_row), otherwise);
	either->location = -1;
	return (Expr *) either;
}

/*
 * The arguments after the row are kept as they are: predict(model, row, unknown
 * levels), predict_proba(model, row, class, unknown levels) and
 * predict_proba(model, row).
 */
static Node *
bound_call(PlannerInfo *root, FuncExpr *call, int64 id, List *columns)
{
	Oid			namespace = get_func_namespace(call->funcid);
	char	   *name = psprintf("bound_%s", get_func_name(call->funcid));
	Oid			types[5] = {TEXTOID, INT8OID, TEXTOID, TEXTOID, TEXTOID};
	Expr	   *gathered = columns_argument(root, namespace, lsecond(call->args), columns);
	List	   *args = list_make2(linitial(call->args),
								  makeConst(INT8OID, -1, InvalidOid, sizeof(int64), Int64GetDatum(id), false, FLOAT8PASSBYVAL));
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

/* The version to plan for: the statement's in a transaction with one snapshot,
 * otherwise the newest, so that a plan is never older than its invalidation. */
static bool
find_version(PlannerInfo *root, const text *name, ModelRow *version)
{
	Snapshot	snapshot;
	bool		exists;
	bool		found;

	if (!OidIsValid(registry_relid()))
		return false;
	if (IsolationUsesXactSnapshot())
		root->glob->transientPlan = true;
	snapshot = IsolationUsesXactSnapshot() ? RegisterSnapshot(GetTransactionSnapshot()) : model_cache_snapshot();
	found = registry_right(name, snapshot, &exists) != RIGHT_NONE
		&& registry_find_deployed(name, snapshot, version) == MODEL_FOUND;
	UnregisterSnapshot(snapshot);
	return found;
}

static Node *
bind_call(PlannerInfo *root, FuncExpr *call)
{
	Const	   *name = linitial(call->args);
	Node	   *row = lsecond(call->args);
	MemoryContext scratch = NULL;
	MemoryContext old;
	ModelRow	version;
	const AnScorer *scorer;
	List	   *columns = NIL;
	Node	   *bound = NULL;

	if (!IsA(name, Const) || name->constisnull || !(IsA(row, Var) || IsA(row, RowExpr)))
		return NULL;
	if (list_length(call->args) > 2 && !IsA(llast(call->args), Const))
		return NULL;			/* unknown_levels can change with the row */
	if (!find_version(root, DatumGetTextPP(name->constvalue), &version))
		return NULL;
	scratch = AllocSetContextCreate(CurrentMemoryContext, "analytics binding", ALLOCSET_SMALL_SIZES);
	old = MemoryContextSwitchTo(scratch);
	scorer = model_cache_get(version.id, GetActiveSnapshot(), scratch);
	MemoryContextSwitchTo(old);
	if (scorer != NULL)
	{
		if (IsA(row, Var))
			columns = columns_of_var(root, (Var *) row, an_scorer_model(scorer));
		else
			columns = columns_of_row((RowExpr *) row, an_scorer_model(scorer));
	}
	MemoryContextDelete(scratch);
	if (columns != NIL)
		bound = bound_call(root, call, version.id, columns);
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
