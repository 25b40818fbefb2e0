/*
 * confusion.c - the SQL type analytics.confusion and what is read out of it
 *
 * What is stored is the flat struct itself; text ("\x" and hexadecimal digits)
 * and binary form are the bytes of docs/format.md, the same on all machines.
 */
#include "postgres.h"

#include <math.h>

#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "pg/evaluate/confusion.h"
#include "pg/base/flat_type.h"
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

static AnStatus
decode(AnEnv *env, const uint8 *bytes, size_t size, void **value)
{
	AnConfusion *c;

	AN_TRY(an_confusion_decode(env, bytes, size, &c));
	*value = confusion_copy(c, c->room, c->text_room);
	return AN_OK;
}

static AnStatus
encode(AnEnv *env, Datum value, const uint8 **bytes, size_t *size)
{
	return an_confusion_encode(env, confusion_from_datum(value), bytes, size);
}

static const FlatType type = {
	"confusion", "Use analytics.confusion_agg() to make one.", PG_CONFUSION_MEMORY, decode, encode
};

FLAT_TYPE_FUNCTIONS(confusion, type)

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
