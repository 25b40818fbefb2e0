/*
 * bound_row.c - what hands a row's columns to a bound function
 *
 * bound_row[] is the address of the expression's ExprContext, and gather() that
 * of its own arguments, which begin with another gather(), since a function has
 * at most 100.
 *
 * Contract
 *  1. Nobody but the planner can make a bound_row[]: the parser refuses it.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/execExpr.h"
#include "nodes/nodeFuncs.h"
#include "nodes/subscripting.h"
#include "port/atomics.h"
#include "utils/array.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

#include "pg/score/bind.h"
#include "pg/score/bound_row.h"

/* ----- bound_row[]: where the executor has the row ----- */

static void
fetch_context(ExprState *state, ExprEvalStep *op, ExprContext *econtext)
{
	*op->resvalue = PointerGetDatum(econtext);
	*op->resnull = false;
}

static void
fetch_nothing(ExprState *state, ExprEvalStep *op, ExprContext *econtext)
{
	*op->resvalue = (Datum) 0;
	*op->resnull = true;
}

bool
is_slot_column(const Node *node)
{
	return IsA(node, Var) && ((const Var *) node)->varattno > 0 && an_var_is_plain((const Var *) node);
}

/* Where the columns are known by their numbers in the table, it must be the
 * table's own slot. */
bool
bound_row_is_in_slot(const SubscriptingRef *ref)
{
	const Var  *column = linitial(ref->refupperindexpr);

	return ref->reftypmod != BOUND_EXPRESSIONS && is_slot_column((const Node *) column)
		&& (ref->reftypmod != BOUND_TABLE_ROW || !IS_SPECIAL_VARNO(column->varno));
}

static void
bound_row_setup(const SubscriptingRef *ref, SubscriptingRefState *state, SubscriptExecSteps *methods)
{
	methods->sbs_check_subscripts = NULL;
	methods->sbs_fetch = bound_row_is_in_slot(ref) ? fetch_context : fetch_nothing;
	methods->sbs_assign = NULL;
	methods->sbs_fetch_old = NULL;
}

static void
bound_row_transform(SubscriptingRef *ref, List *indirection, struct ParseState *pstate, bool is_slice,
					bool is_assignment)
{
	ereport(ERROR, errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
			errmsg("type analytics.bound_row cannot be subscripted"));
}

/* bound_row_subscript(internal) -> internal */
AN_FUNCTION(analytics_bound_row_subscript);
Datum
analytics_bound_row_subscript(PG_FUNCTION_ARGS)
{
	static const SubscriptRoutines routines = {
		.transform = bound_row_transform,
		.exec_setup = bound_row_setup
	};

	PG_RETURN_POINTER(&routines);
}

/* bound_row_in(cstring) -> bound_row, bound_row_out(bound_row) -> cstring: there
 * are no values of this type. */
AN_FUNCTION(analytics_bound_row_io);
Datum
analytics_bound_row_io(PG_FUNCTION_ARGS)
{
	ereport(ERROR, errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
			errmsg("type analytics.bound_row has no values"));
	PG_RETURN_NULL();
}

/* ----- gather(): the same by way of arguments ----- */

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

_Noreturn void
not_gathered(void)
{
	ereport(ERROR, errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
			errmsg("this function cannot be called directly"),
			errhint("Call analytics.predict or analytics.predict_proba."));
	pg_unreachable();
}

/* ----- whose they are ----- */

/* gather() and bound_row, once recognized: until functions or types change. */
static Oid	known_gather = InvalidOid;
static Oid	known_bound_row = InvalidOid;

static void
forget_known(Datum arg, int cacheid, uint32 hash)
{
	known_gather = InvalidOid;
	known_bound_row = InvalidOid;
}

static void
watch_known(void)
{
	static bool watching = false;

	if (watching)
		return;
	CacheRegisterSyscacheCallback(PROCOID, forget_known, (Datum) 0);
	CacheRegisterSyscacheCallback(TYPEOID, forget_known, (Datum) 0);
	watching = true;
}

static bool
is_gather(Oid function)
{
	FmgrInfo	info;

	if (function == known_gather)
		return true;
	watch_known();
	fmgr_info(function, &info);
	if (info.fn_addr != analytics_gather)
		return false;
	known_gather = function;
	return true;
}

bool
is_bound_row(Oid type)
{
	const SubscriptRoutines *routines;

	if (type == known_bound_row)
		return true;
	watch_known();
	routines = getSubscriptingRoutines(type, NULL);
	if (routines == NULL || routines->exec_setup != bound_row_setup)
		return false;
	known_bound_row = type;
	return true;
}

List *
gather_calls(Node *node)
{
	List	   *calls = NIL;

	while (IsA(node, FuncExpr))
	{
		if (!is_gather(((FuncExpr *) node)->funcid))
			not_gathered();
		calls = lcons(node, calls);
		node = linitial(((FuncExpr *) node)->args);
	}
	if (calls == NIL || !IsA(node, Const) || !((Const *) node)->constisnull)
		not_gathered();
	return calls;
}

ArrayType *
bound_row_columns(const SubscriptingRef *ref)
{
	const Const *numbers = (const Const *) ref->refexpr;
	ArrayType  *array;

	if (!IsA(numbers, Const) || numbers->constisnull || numbers->consttype != INT2ARRAYOID)
		not_gathered();
	array = DatumGetArrayTypeP(numbers->constvalue);
	if (ARR_NDIM(array) != 1 || ARR_HASNULL(array) || ARR_ELEMTYPE(array) != INT2OID)
		not_gathered();
	return array;
}
