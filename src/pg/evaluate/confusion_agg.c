/*
 * confusion_agg.c - the aggregates confusion_agg and confusion_merge
 *
 * The state is changed in place; what grows is copied once into the memory of
 * the row, from where the executor takes it into the aggregate's.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "pg/base/agg.h"
#include "pg/evaluate/confusion.h"
#include "pg/evaluate/metric_args.h"
#include "pg/base/value_text.h"

/* ----- the state ----- */

static AnConfusion *
get_state(FunctionCallInfo fcinfo)
{
	AnConfusion *c;

	agg_check_context(fcinfo);
	if (PG_ARGISNULL(0))
		return NULL;
	c = (AnConfusion *) PG_GETARG_POINTER(0);
	if (VARATT_IS_EXTENDED(c))
	{
		const AnConfusion *stored = confusion_from_datum(PointerGetDatum(c));

		return confusion_copy(stored, stored->room, stored->text_room);
	}
	if (unlikely(!an_confusion_valid(c, VARSIZE(c))))
		(void) confusion_from_datum(PointerGetDatum(c));	/* raises */
	return c;
}

static AnConfusion *
add_row(AnConfusion *c, AnStr actual, AnStr predicted, double weight)
{
	int32_t		actual_number;
	int32_t		predicted_number;

	c = confusion_number(c, actual, &actual_number);
	c = confusion_number(c, predicted, &predicted_number);
	an_confusion_add(c, (uint32_t) actual_number, (uint32_t) predicted_number, weight);
	return c;
}

static Datum
transition(FunctionCallInfo fcinfo, text *(*get_class) (FunctionCallInfo fcinfo, int arg))
{
	AnConfusion *c = get_state(fcinfo);
	double		weight;

	if (c == NULL)
		c = confusion_new(AN_CONFUSION_FIRST_ROOM, AN_CONFUSION_FIRST_TEXT);
	weight = PG_ARGISNULL(1) || PG_ARGISNULL(2) ? 0 : metric_weight(fcinfo, 3);
	if (weight > 0)
		PG_RETURN_POINTER(add_row(c, core_text_from_pg(get_class(fcinfo, 1)),
								  core_text_from_pg(get_class(fcinfo, 2)), weight));
	c->skipped++;
	PG_RETURN_POINTER(c);
}

/* ----- transition functions ----- */

static text *
get_text(FunctionCallInfo fcinfo, int arg)
{
	return PG_GETARG_TEXT_PP(arg);
}

/* As value_text() has it, which is set up once. */
static text *
get_output(FunctionCallInfo fcinfo, int arg)
{
	ValueText  *output = fcinfo->flinfo->fn_extra;

	if (output == NULL)
	{
		output = MemoryContextAlloc(fcinfo->flinfo->fn_mcxt, sizeof(ValueText));
		value_text_init(output, get_fn_expr_argtype(fcinfo->flinfo, 1), fcinfo->flinfo->fn_mcxt);
		fcinfo->flinfo->fn_extra = output;
	}
	return cstring_to_text(value_text(output, PG_GETARG_DATUM(arg)));
}

/* confusion_transfn(confusion, actual text, predicted text [, weight float8]) */
AN_FUNCTION(analytics_confusion_transfn_text);
Datum
analytics_confusion_transfn_text(PG_FUNCTION_ARGS)
{
	return transition(fcinfo, get_text);
}

/* confusion_transfn(confusion, actual anycompatible, predicted anycompatible
 * [, weight float8]) */
AN_FUNCTION(analytics_confusion_transfn_any);
Datum
analytics_confusion_transfn_any(PG_FUNCTION_ARGS)
{
	return transition(fcinfo, get_output);
}

/* ----- combining ----- */

/* confusion_combinefn(confusion, confusion) -> confusion */
AN_FUNCTION(analytics_confusion_combinefn);
Datum
analytics_confusion_combinefn(PG_FUNCTION_ARGS)
{
	AnConfusion *into = get_state(fcinfo);
	const AnConfusion *from;
	uint32_t	room;
	uint32_t	text_room;
	AnEnv		env;

	if (PG_ARGISNULL(1))
		return pointer_or_null(fcinfo, into);
	from = confusion_from_datum(PG_GETARG_DATUM(1));
	if (into == NULL)
		PG_RETURN_POINTER(confusion_copy(from, from->room, from->text_room));
	an_confusion_merge_room(into, from, &room, &text_room);
	if (room > into->room || text_room > into->text_room)
		into = confusion_copy(into, room, text_room);
	pg_env_init(&env, CurrentMemoryContext, PG_CONFUSION_MEMORY);
	AN_RAISE_UNLESS_OK(&env, an_confusion_merge(&env, into, from));
	an_env_release(&env);
	PG_RETURN_POINTER(into);
}

/* confusion_finalfn(confusion) -> confusion: without room for more.  The state
 * stays. */
AN_FUNCTION(analytics_confusion_finalfn);
Datum
analytics_confusion_finalfn(PG_FUNCTION_ARGS)
{
	const AnConfusion *c;
	uint32_t	room;
	uint32_t	text_room;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	c = confusion_from_datum(PG_GETARG_DATUM(0));
	an_confusion_least_room(c, &room, &text_room);
	PG_RETURN_POINTER(confusion_copy(c, room, text_room));
}
