/*
 * bind.c - scoring from columns instead of a whole row
 *
 * Handing a table's row to a function makes the executor form a composite
 * datum, which the function must take apart again: on 180 columns that costs
 * more than the score.  The planner asks predict_support(), attached to the
 * functions that take a model's name, to replace
 *
 *     predict_proba('m', t, 'yes')
 *  by bound_predict_proba('m', version, 'yes', 'model',
 *                         gather(gather(NULL, t.a, t.b, ...), t.x, ...))
 *
 * with just the columns that the model reads.  gather() does nothing: its
 * arguments stay where the executor evaluated them, and its result is their
 * address.  A function has at most 100 arguments, hence the nesting.
 *
 * Contract
 *  1. The plan depends on the registry: a deployment invalidates it (its
 *     relationOids name the table), and a plan that missed one is noticed when
 *     it starts (check_version).
 *  2. The bound functions trust no address: they accept only a gather() call
 *     found in their own expression, and take types from there.
 *  3. Whatever keeps the planner from binding (no model, no rights, columns
 *     that do not fit, a row that may be NULL) leaves the call as it is; errors
 *     are raised when it runs, as without this.
 */
#include "postgres.h"

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

/*
 * The arguments after the row are kept as they are: predict(model, row, unknown
 * levels), predict_proba(model, row, class, unknown levels) and
 * predict_proba(model, row).
 */
static Node *
bound_call(FuncExpr *call, int64 id, List *columns)
{
	Oid			namespace = get_func_namespace(call->funcid);
	char	   *name = psprintf("bound_%s", get_func_name(call->funcid));
	Oid			types[5] = {TEXTOID, INT8OID, TEXTOID, TEXTOID, TEXTOID};
	Expr	   *gathered = gather_columns(namespace, columns);
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
		bound = bound_call(call, version.id, columns);
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

/* ----- running ----- */

/*
 * gather(previous internal, VARIADIC "any") -> internal: the address of its
 * arguments.  The barrier keeps a compiler that can see through the call (JIT
 * inlining) from dropping the stores of arguments that nobody seems to read.
 */
AN_FUNCTION(analytics_gather);
Datum
analytics_gather(PG_FUNCTION_ARGS)
{
	pg_compiler_barrier();
	PG_RETURN_POINTER(fcinfo->args);
}

static void
not_gathered(void)
{
	ereport(ERROR, errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
			errmsg("this function cannot be called directly"),
			errhint("Call analytics.predict or analytics.predict_proba."));
}

/* The gather() calls of this call's own expression, innermost first. */
static List *
gather_calls(FunctionCallInfo fcinfo)
{
	Node	   *node = fcinfo->flinfo->fn_expr;
	List	   *calls = NIL;

	if (node == NULL || !IsA(node, FuncExpr))
		not_gathered();
	node = llast(((FuncExpr *) node)->args);
	while (IsA(node, FuncExpr))
	{
		FmgrInfo	function;

		fmgr_info(((FuncExpr *) node)->funcid, &function);
		if (function.fn_addr != analytics_gather)
			not_gathered();
		calls = lcons(node, calls);
		node = linitial(((FuncExpr *) node)->args);
	}
	if (calls == NIL || !IsA(node, Const) || !((Const *) node)->constisnull)
		not_gathered();
	return calls;
}

/* Points the features in use, in their order, at the gathered arguments. */
static void
bind_gathered(ScoreCall *call, FunctionCallInfo fcinfo, const NullableDatum *outermost)
{
	const AnModel *model = an_scorer_model(call->scorer);
	List	   *calls = gather_calls(fcinfo);
	const NullableDatum **args = palloc(list_length(calls) * sizeof(*args));
	uint32		f = 0;
	ListCell   *cell;

	args[list_length(calls) - 1] = outermost;
	for (int i = list_length(calls) - 1; i > 0; i--)
		args[i - 1] = (const NullableDatum *) DatumGetPointer(args[i][0].value);
	foreach(cell, calls)
	{
		List	   *exprs = ((FuncExpr *) lfirst(cell))->args;
		const NullableDatum *values = args[foreach_current_index(cell)];

		for (int i = 1; i < list_length(exprs); i++, f++)
		{
			Column	   *column;

			while (f < model->nfeatures && !model->features[f].used)
				f++;
			if (f >= model->nfeatures)
				not_gathered();
			column = &call->row.columns[f];
			column->datum = &values[i];
			column->type = exprType(list_nth(exprs, i));
			column->conversion = rows_conversion(&model->features[f], &column->type);
			if (column->conversion == CONVERT_NONE)
				not_gathered();
		}
	}
	while (f < model->nfeatures && !model->features[f].used)
		f++;
	if (f < model->nfeatures)
		not_gathered();
	rows_prepare(&call->row);
	call->gathered = (void *) outermost;
}

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

	if (model_cache_deployed(name) == id)
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
bound_call_create(FunctionCallInfo fcinfo, text *unknown_levels)
{
	MemoryContext context = AllocSetContextCreate(fcinfo->flinfo->fn_mcxt, "analytics scoring",
												  ALLOCSET_SMALL_SIZES);
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
	MemoryContextSwitchTo(old);
	fcinfo->flinfo->fn_extra = call;
	return call;
}

/* The planner made the call: its name, version and options are constants, or
 * options that are compared; the last argument is the gathered columns. */
static ScoreCall *
bound_call_run(FunctionCallInfo fcinfo, int options, uint32 *klass)
{
	ScoreCall  *call = fcinfo->flinfo->fn_extra;
	const NullableDatum *gathered = (const NullableDatum *) PG_GETARG_POINTER(PG_NARGS() - 1);

	if (unlikely(call == NULL))
		call = bound_call_create(fcinfo, options > 0 ? PG_GETARG_TEXT_PP(options) : cstring_to_text("model"));
	if (unlikely(call->gathered != gathered))
		bind_gathered(call, fcinfo, gathered);
	*klass = score_call_run(call);
	return call;
}

/* bound_predict(name text, version bigint, unknown_levels text, columns internal) -> text */
AN_FUNCTION(analytics_bound_predict);
Datum
analytics_bound_predict(PG_FUNCTION_ARGS)
{
	uint32		klass;
	ScoreCall  *call = bound_call_run(fcinfo, 2, &klass);
	text	   *name = score_call_class_name(call, klass);

	return PointerGetDatum(cstring_to_text_with_len(VARDATA_ANY(name), (int) VARSIZE_ANY_EXHDR(name)));
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

	return score_call_probabilities(call);
}
