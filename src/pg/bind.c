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

#include "access/sysattr.h"
#include "access/table.h"
#include "access/xact.h"
#include "catalog/pg_class.h"
#include "catalog/pg_inherits.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_type.h"
#include "common/hashfn.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "nodes/pathnodes.h"
#include "nodes/supportnodes.h"
#include "optimizer/optimizer.h"
#include "parser/parsetree.h"
#include "partitioning/partdesc.h"
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
#include "deployed.h"
#include "model_cache.h"
#include "registry.h"
#include "rows.h"
#include "table_is_heap.h"

/* Columns of one gather(): a function's arguments less the previous gather. */
#define GATHER_COLUMNS (FUNC_MAX_ARGS - 1)

#define MAX_ASKED_PARTITIONS 64

bool		enable_column_binding = true;

int64
bound_version(const VersionKey *key)
{
	return (int64) hash_bytes_extended((const unsigned char *) key, sizeof(VersionKey), 0);
}

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

/* What a row is replaced by. */
typedef struct BoundRow
{
	Oid			row_type;
	List	   *columns;		/* expressions, in the order of the features in use; NIL: it is not */
	List	   *numbers;		/* their attribute numbers in the row type */
	List	   *places;			/* Vars by which all of the row can be fetched: ctid[, tableoid] */
	bool		heap;			/* it is that of one heap table */
} BoundRow;

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
	if (row->varno == root->parse->resultRelation
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

	rows_find_begin(&finder, desc);
	for (uint32 f = 0; f < model->nfeatures; f++)
	{
		const AnFeature *feature = &model->features[f];
		AttrNumber	number = feature->used ? rows_find(&finder, feature) : 0;
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

/* The columns of a whole-row Var, as Vars. */
static BoundRow
columns_of_var(PlannerInfo *root, Var *row, const AnModel *model)
{
	BoundRow	found = {.row_type = row->vartype};
	RangeTblEntry *rte;
	Relation	relation;

	if (row->varattno != 0 || row->varlevelsup != 0 || !an_var_is_plain(row)
		|| row->varno <= 0 || row->varno > list_length(root->parse->rtable)
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

/* The columns of ROW(...): a pulled-up view or subquery. */
static BoundRow
columns_of_row(RowExpr *row, const AnModel *model)
{
	BoundRow	found = {.row_type = row->row_typeid};
	ColumnFinder finder;

	/* A column that is not read is not evaluated: that must not be seen. */
	if (row->row_typeid == RECORDOID || contain_volatile_functions((Node *) row)
		|| expression_returns_set((Node *) row))
		return found;
	rows_find_begin(&finder, lookup_rowtype_tupdesc_copy(row->row_typeid, -1));
	for (uint32 f = 0; f < model->nfeatures; f++)
	{
		const AnFeature *feature = &model->features[f];
		AttrNumber	number = feature->used ? rows_find(&finder, feature) : 0;
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
	return found;
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

/* As int2[]. */
static Expr *
column_numbers(List *numbers)
{
	Datum	   *values = palloc(list_length(numbers) * sizeof(Datum));
	ArrayType  *array;
	ListCell   *cell;

	foreach(cell, numbers)
		values[foreach_current_index(cell)] = Int16GetDatum((int16) lfirst_int(cell));
	array = construct_array(values, list_length(numbers), INT2OID, sizeof(int16), true, TYPALIGN_SHORT);
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
	ref->refexpr = column_numbers(row->numbers);
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
		found = columns_of_var(root, (Var *) row, an_scorer_model(model->scorer));
	else if (model != NULL)
		found = columns_of_row((RowExpr *) row, an_scorer_model(model->scorer));
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
