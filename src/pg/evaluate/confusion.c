/*
 * confusion.c - the SQL type analytics.confusion and what is read out of it
 *
 * What is stored is the flat struct itself; text ("\x" and hexadecimal digits)
 * and binary form are the bytes of docs/format.md, the same on all machines.
 */
#include "postgres.h"

#include <math.h>

#include "libpq/pqformat.h"
#include "miscadmin.h"
#include "nodes/nodes.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "pg/evaluate/confusion.h"
#include "pg/base/hex.h"
#include "pg/evaluate/metric_args.h"
#include "pg/base/srf.h"

AnConfusion *
confusion_new(uint32 room, uint32 text_room)
{
	size_t		size = an_confusion_size(room, text_room);
	AnConfusion *c = palloc(size);

	an_confusion_init(c, room, text_room);
	SET_VARSIZE(c, size);
	return c;
}

AnConfusion *
confusion_copy(const AnConfusion *from, uint32 room, uint32 text_room)
{
	size_t		size = an_confusion_size(room, text_room);
	AnConfusion *c = palloc(size);

	an_confusion_copy(from, room, text_room, c);
	SET_VARSIZE(c, size);
	return c;
}

AnConfusion *
confusion_number(AnConfusion *c, AnStr name, int32_t *number)
{
	AnEnv		env;
	uint32_t	room;
	uint32_t	text_room;

	pg_env_init(&env, CurrentMemoryContext, PG_CONFUSION_MEMORY);
	AN_RAISE_UNLESS_OK(&env, an_confusion_number(&env, c, name, number));
	if (likely(*number >= 0))
		return c;
	an_confusion_more_room(c, name.len, &room, &text_room);
	c = confusion_copy(c, room, text_room);
	AN_RAISE_UNLESS_OK(&env, an_confusion_number(&env, c, name, number));
	return c;
}

const AnConfusion *
confusion_from_datum(Datum value)
{
	const AnConfusion *c = (const AnConfusion *) PG_DETOAST_DATUM(value);
	AnEnv		env;

	pg_env_init(&env, CurrentMemoryContext, PG_CONFUSION_MEMORY);
	AN_RAISE_UNLESS_OK(&env, an_confusion_check(&env, c, VARSIZE(c)));
	return c;
}

/* ----- text and binary form ----- */

static MemoryContext
begin(AnEnv *env)
{
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "analytics confusion",
												  ALLOCSET_DEFAULT_SIZES);

	pg_env_init(env, context, PG_CONFUSION_MEMORY);
	return context;
}

/* The bytes as a value; NULL when they are none, which was noted as a soft
 * error then. */
static AnConfusion *
decode(const void *bytes, size_t size, int sqlstate, Node *escontext)
{
	AnEnv		env;
	MemoryContext context = begin(&env);
	AnConfusion *decoded;
	AnConfusion *c;
	AnStatus	status = an_confusion_decode(&env, bytes, size, &decoded);

	if (status == AN_ENOMEM || status == AN_ECANCEL || status == AN_ELIMIT)
		an_raise(&env);
	if (status != AN_OK)
	{
		MemoryContextDelete(context);
		ereturn(escontext, NULL, errcode(sqlstate),
				errmsg("invalid value for type analytics.confusion"),
				errdetail("%s", env.error.detail[0] != '\0' ? env.error.detail : env.error.message));
	}
	c = confusion_copy(decoded, decoded->room, decoded->text_room);
	MemoryContextDelete(context);
	return c;
}

/* confusion_in(cstring) -> confusion */
AN_FUNCTION(analytics_confusion_in);
Datum
analytics_confusion_in(PG_FUNCTION_ARGS)
{
	struct varlena *bytes = hex_parse(PG_GETARG_CSTRING(0));
	AnConfusion *c;

	if (bytes == NULL)
		ereturn(fcinfo->context, (Datum) 0, errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				errmsg("invalid input syntax for type analytics.confusion"),
				errdetail("A value is written as \\x and hexadecimal digits."),
				errhint("Use analytics.confusion_agg() to make one."));
	c = decode(VARDATA(bytes), VARSIZE(bytes) - VARHDRSZ, ERRCODE_INVALID_TEXT_REPRESENTATION,
			   fcinfo->context);
	if (c == NULL)
		PG_RETURN_NULL();
	PG_RETURN_POINTER(c);
}

/* confusion_recv(internal) -> confusion */
AN_FUNCTION(analytics_confusion_recv);
Datum
analytics_confusion_recv(PG_FUNCTION_ARGS)
{
	StringInfo	message = (StringInfo) PG_GETARG_POINTER(0);
	int			size = message->len - message->cursor;
	AnConfusion *c = decode(pq_getmsgbytes(message, size), (size_t) size,
							ERRCODE_INVALID_BINARY_REPRESENTATION, fcinfo->context);

	if (c == NULL)
		PG_RETURN_NULL();
	PG_RETURN_POINTER(c);
}

/* The bytes as a bytea. */
static struct varlena *
encode(Datum value)
{
	AnEnv		env;
	const AnConfusion *c = confusion_from_datum(value);
	MemoryContext context = begin(&env);
	const uint8_t *bytes;
	size_t		size;
	struct varlena *result;

	AN_RAISE_UNLESS_OK(&env, an_confusion_encode(&env, c, &bytes, &size));
	result = palloc(VARHDRSZ + size);
	SET_VARSIZE(result, VARHDRSZ + size);
	memcpy(VARDATA(result), bytes, size);
	MemoryContextDelete(context);
	return result;
}

/* confusion_out(confusion) -> cstring */
AN_FUNCTION(analytics_confusion_out);
Datum
analytics_confusion_out(PG_FUNCTION_ARGS)
{
	struct varlena *bytes = encode(PG_GETARG_DATUM(0));

	PG_RETURN_CSTRING(hex_print(VARDATA(bytes), VARSIZE(bytes) - VARHDRSZ));
}

/* confusion_send(confusion) -> bytea */
AN_FUNCTION(analytics_confusion_send);
Datum
analytics_confusion_send(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(encode(PG_GETARG_DATUM(0)));
}

/* ----- what is read out ----- */

/* accuracy(confusion) -> float8 */
AN_FUNCTION(analytics_accuracy_confusion);
Datum
analytics_accuracy_confusion(PG_FUNCTION_ARGS)
{
	METRIC_RETURN(an_confusion_accuracy(confusion_from_datum(PG_GETARG_DATUM(0))));
}

/* confusion_matrix(confusion) -> rows (actual, predicted, count) */
AN_FUNCTION(analytics_confusion_matrix);
Datum
analytics_confusion_matrix(PG_FUNCTION_ARGS)
{
	const AnConfusion *c = confusion_from_datum(PG_GETARG_DATUM(0));
	TupleDesc	columns;
	Tuplestorestate *rows = srf_begin(fcinfo, &columns);
	Datum	   *names = palloc(c->nclasses * sizeof(Datum) + 1);

	for (uint32 i = 0; i < c->nclasses; i++)
		names[i] = PointerGetDatum(pg_text_from_core(an_confusion_class(c, i)));
	for (uint32 i = 0; i < c->nclasses; i++)
	{
		CHECK_FOR_INTERRUPTS();
		for (uint32 j = 0; j < c->nclasses; j++)
		{
			Datum		values[] = {
				names[i], names[j], Float8GetDatum(an_confusion_weight(c, i, j))
			};
			bool		isnull[] = {false, false, false};

			tuplestore_putvalues(rows, columns, values, isnull);
		}
	}
	return (Datum) 0;
}

static void
put_report(Tuplestorestate *rows, TupleDesc columns, const char *kind, Datum klass,
		   const AnClassReport *report)
{
	Datum		values[] = {
		CStringGetTextDatum(kind), klass, Float8GetDatum(report->precision),
		Float8GetDatum(report->recall), Float8GetDatum(report->f1), Float8GetDatum(report->support)
	};
	bool		isnull[] = {
		false, klass == (Datum) 0, isnan(report->precision), isnan(report->recall),
		isnan(report->f1), false
	};

	tuplestore_putvalues(rows, columns, values, isnull);
}

/* classification_report(confusion) -> rows (kind, class, precision, recall, f1,
 * support): the classes, then averages */
AN_FUNCTION(analytics_classification_report);
Datum
analytics_classification_report(PG_FUNCTION_ARGS)
{
	const AnConfusion *c = confusion_from_datum(PG_GETARG_DATUM(0));
	TupleDesc	columns;
	Tuplestorestate *rows = srf_begin(fcinfo, &columns);
	AnClassReport *reports;
	AnClassReport macro;
	AnClassReport weighted;
	AnClassReport all;
	AnEnv		env;

	pg_env_init(&env, CurrentMemoryContext, PG_CONFUSION_MEMORY);
	AN_RAISE_UNLESS_OK(&env, an_class_reports(&env, c, &reports));
	for (uint32 i = 0; i < c->nclasses; i++)
		put_report(rows, columns, "class",
				   PointerGetDatum(pg_text_from_core(an_confusion_class(c, i))), &reports[i]);
	macro = an_macro_average(reports, c->nclasses);
	weighted = an_weighted_average(reports, c->nclasses);
	/* over all rows precision, recall and F1 are one and the same */
	all = weighted;
	all.precision = all.recall = all.f1 = an_confusion_accuracy(c);
	put_report(rows, columns, "accuracy", (Datum) 0, &all);
	put_report(rows, columns, "macro avg", (Datum) 0, &macro);
	put_report(rows, columns, "weighted avg", (Datum) 0, &weighted);
	an_env_release(&env);
	return (Datum) 0;
}
