/*
 * bound.c - scoring from columns instead of a whole row: the functions that run
 *
 * bound_bind.c says how the columns reach them.
 */
#include "postgres.h"

#include "access/sysattr.h"
#include "access/table.h"
#include "access/tableam.h"
#include "utils/builtins.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"

#include "pg/score/bind.h"
#include "pg/score/bound.h"
#include "pg/score/bound_row.h"
#include "pg/score/table_row.h"

/* The version is the one that the statement's snapshot has deployed; which one
 * was planned for only tells how the columns can be bound. */
static ScoreCall *
bound_call_create(FunctionCallInfo fcinfo, text *unknown_levels, const void *where)
{
	MemoryContext context = fcinfo->flinfo->fn_mcxt;
	MemoryContext old = MemoryContextSwitchTo(context);
	int32		version;
	ScoreCall  *call = score_call_open(context, PG_GETARG_TEXT_PP(0), unknown_levels, &version);

	bound_bind(call, fcinfo, where, bound_version(&call->version) == PG_GETARG_INT64(1));
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
	TupleTableSlot *slot = call->fetched != NULL ? fetch_row(call, where) : bound_slot(call, where);
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

/* A value that says where the row is. */
static Datum
place_value(const ScoreCall *call, TupleTableSlot *slot, int index)
{
	Datum		value;
	bool		isnull = false;

	if (index >= 0)
	{
		value = call->row.values[index];
		isnull = call->row.isnull[index];
	}
	else
		value = slot_getsysattr(slot, index + 1, &isnull);
	if (isnull)
		elog(ERROR, "a row to be scored has no place");
	return value;
}

/* For a version that needs columns which the plan does not have. */
static ScoreCall *
score_elsewhere(ScoreCall *call, void *where, uint32 *klass)
{
	TupleTableSlot *slot = NULL;
	ScoreCall  *of_table;
	ItemPointer place;

	if (call->last_column > 0)
	{
		slot = bound_slot(call, where);
		use_slot(call, slot);
	}
	else
		use_arguments(call, where);
	place = (ItemPointer) DatumGetPointer(place_value(call, slot, call->place));
	of_table = bound_table_call(call, OidIsValid(call->only_table) ? call->only_table
								: DatumGetObjectId(place_value(call, slot, call->place_table)));
	*klass = score_slot(of_table, place);
	return of_table;
}

/* The planner made the call: its name, version and options are constants. */
static ScoreCall *
bound_call_run(FunctionCallInfo fcinfo, int options, uint32 *klass)
{
	ScoreCall  *call = fcinfo->flinfo->fn_extra;
	void	   *where = PG_GETARG_POINTER(PG_NARGS() - 1);

	if (unlikely(call == NULL))
		call = bound_call_create(fcinfo, options > 0 ? PG_GETARG_TEXT_PP(options) : cstring_to_text("model"), where);
	if (unlikely(call->elsewhere))
		return score_elsewhere(call, where, klass);
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
