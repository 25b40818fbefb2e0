/*
 * gradient.c - the SQL type analytics.gradient, and what is read out of it
 *
 * What is stored is the flat struct itself; text ("\x" and hexadecimal digits)
 * and binary form are the bytes of docs/format.md, the same on all machines.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "pg/train/gradient.h"
#include "pg/base/flat_type.h"
#include "pg/base/srf.h"

AnGradient *
gradient_new(uint32 model, uint32 count)
{
	size_t		size = an_gradient_size(count);
	AnGradient *g = palloc(size);

	an_gradient_init(g, model, count);
	SET_VARSIZE(g, size);
	return g;
}

AnGradient *
gradient_copy(const AnGradient *from)
{
	return memcpy(palloc(VARSIZE(from)), from, VARSIZE(from));
}

const AnGradient *
gradient_from_datum(Datum value)
{
	const AnGradient *g = (const AnGradient *) PG_DETOAST_DATUM(value);

	if (!an_gradient_valid(g, VARSIZE(g)))
		ereport(ERROR, errcode(ERRCODE_DATA_CORRUPTED), errmsg("a stored gradient is damaged"));
	return g;
}

/* ----- text and binary form ----- */

static AnStatus
decode(AnEnv *env, const uint8 *bytes, size_t size, void **value)
{
	AnGradient *decoded;
	AnGradient *g;

	AN_TRY(an_gradient_decode(env, bytes, size, &decoded));
	g = gradient_new(decoded->model, decoded->count);
	SET_VARSIZE(decoded, VARSIZE(g));
	*value = memcpy(g, decoded, VARSIZE(g));
	return AN_OK;
}

static AnStatus
encode(AnEnv *env, Datum value, const uint8 **bytes, size_t *size)
{
	return an_gradient_encode(env, gradient_from_datum(value), bytes, size);
}

static const FlatType type = {
	"gradient", "Use analytics.logistic_pass() to compute a gradient.", PG_GRADIENT_MEMORY, decode, encode
};

FLAT_TYPE_FUNCTIONS(gradient, type)

/* ----- what is read out ----- */

/* n(gradient) -> bigint */
AN_FUNCTION(analytics_n_gradient);
Datum
analytics_n_gradient(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(gradient_from_datum(PG_GETARG_DATUM(0))->rows);
}

/* skipped(gradient) -> bigint */
AN_FUNCTION(analytics_skipped_gradient);
Datum
analytics_skipped_gradient(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(gradient_from_datum(PG_GETARG_DATUM(0))->skipped);
}

/* total_weight(gradient) -> double precision */
AN_FUNCTION(analytics_total_weight_gradient);
Datum
analytics_total_weight_gradient(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8(gradient_from_datum(PG_GETARG_DATUM(0))->weight);
}

/* loss(gradient) -> double precision */
AN_FUNCTION(analytics_loss_gradient);
Datum
analytics_loss_gradient(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8(gradient_from_datum(PG_GETARG_DATUM(0))->loss);
}

/* derivatives(gradient) -> rows (i, value) */
AN_FUNCTION(analytics_derivatives);
Datum
analytics_derivatives(PG_FUNCTION_ARGS)
{
	const AnGradient *g = gradient_from_datum(PG_GETARG_DATUM(0));
	const double *numbers = (const double *) (g + 1);
	TupleDesc	columns;
	Tuplestorestate *rows = srf_begin(fcinfo, &columns);

	for (uint32 i = 0; i < g->count; i++)
	{
		Datum		values[] = {Int32GetDatum((int32) i + 1), Float8GetDatum(numbers[i])};
		bool		isnull[] = {false, false};

		CHECK_FOR_INTERRUPTS();
		tuplestore_putvalues(rows, columns, values, isnull);
	}
	return (Datum) 0;
}
