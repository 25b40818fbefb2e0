/*
 * score_table_agg.c - the aggregates whose state is a score_table
 *
 * It is changed in place; what grows is copied once into the memory of the row,
 * from where the executor takes it into the aggregate's.  The aggregates differ
 * in their final function only, so that in one query they share a state.
 */
#include "postgres.h"

#include "pg/base/agg.h"
#include "pg/evaluate/metric_args.h"
#include "pg/evaluate/score_table.h"

/* ----- the state ----- */

static AnScoreTable *
copy_state(const AnScoreTable *t)
{
	return score_table_copy(t, Max(t->room, AN_SCORE_FIRST_ROOM));
}

static AnScoreTable *
get_state(FunctionCallInfo fcinfo)
{
	AnScoreTable *t;

	agg_check_context(fcinfo);
	if (PG_ARGISNULL(0))
		return NULL;
	t = (AnScoreTable *) PG_GETARG_POINTER(0);
	if (VARATT_IS_EXTENDED(t))
		return copy_state(score_table_from_datum(PointerGetDatum(t)));
	if (unlikely(!an_score_table_valid(t, VARSIZE(t))))
		(void) score_table_from_datum(PointerGetDatum(t));	/* raises */
	return t;
}

/* ----- transition functions ----- */

static Datum
transition(FunctionCallInfo fcinfo, LabelKind kind)
{
	AnScoreTable *t = get_state(fcinfo);
	bool		positive;
	double		score;
	double		weight;

	if (t == NULL)
		t = score_table_new(PG_NARGS() > 3 ? AN_SCORES_WEIGHTED : 0);
	if (PG_ARGISNULL(1) || PG_ARGISNULL(2))
	{
		t->skipped++;
		PG_RETURN_POINTER(t);
	}
	positive = metric_label(PG_GETARG_DATUM(1), kind);
	score = metric_number(PG_GETARG_DATUM(2), "a score");
	weight = metric_weight(fcinfo, 3);
	if (weight > 0)
		PG_RETURN_POINTER(score_table_add(t, score, positive, weight));
	t->skipped++;
	PG_RETURN_POINTER(t);
}

/* score_table_transfn(score_table, label boolean, score float8 [, weight float8]) */
AN_FUNCTION(analytics_score_table_transfn_boolean);
Datum
analytics_score_table_transfn_boolean(PG_FUNCTION_ARGS)
{
	return transition(fcinfo, LABEL_BOOLEAN);
}

/* score_table_transfn(score_table, label integer, score float8 [, weight float8]) */
AN_FUNCTION(analytics_score_table_transfn_integer);
Datum
analytics_score_table_transfn_integer(PG_FUNCTION_ARGS)
{
	return transition(fcinfo, LABEL_INTEGER);
}

/* ----- combining ----- */

/* score_table_combinefn(score_table, score_table) -> score_table */
AN_FUNCTION(analytics_score_table_combinefn);
Datum
analytics_score_table_combinefn(PG_FUNCTION_ARGS)
{
	AnScoreTable *into = get_state(fcinfo);
	const AnScoreTable *from;
	uint32		room;
	AnEnv		env;

	if (PG_ARGISNULL(1))
		return pointer_or_null(fcinfo, into);
	from = score_table_from_datum(PG_GETARG_DATUM(1));
	if (into == NULL)
		PG_RETURN_POINTER(copy_state(from));
	room = an_score_table_merge_room(into, from);
	if (room > into->room)
		into = score_table_copy(into, room);
	pg_env_init(&env, CurrentMemoryContext, PG_SCORE_MEMORY);
	AN_RAISE_UNLESS_OK(&env, an_score_table_merge(&env, into, from));
	an_env_release(&env);
	PG_RETURN_POINTER(into);
}

/* score_table_finalfn(score_table) -> score_table: sorted, without room for more.
 * The state stays. */
AN_FUNCTION(analytics_score_table_finalfn);
Datum
analytics_score_table_finalfn(PG_FUNCTION_ARGS)
{
	const AnScoreTable *t;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	t = score_table_compacted(score_table_from_datum(PG_GETARG_DATUM(0)));
	PG_RETURN_POINTER(score_table_copy(t, t->used));
}
