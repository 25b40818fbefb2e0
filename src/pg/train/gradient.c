/*
 * gradient.c - the SQL type analytics.gradient, and what is read out of it
 *
 * What is stored is the flat struct itself; text ("\x" and hexadecimal digits)
 * and binary form are the bytes of docs/format.md, the same on all machines.
 */
#include "postgres.h"

#include "libpq/pqformat.h"
#include "miscadmin.h"
#include "nodes/nodes.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "pg/train/gradient.h"
#include "pg/base/hex.h"
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

static MemoryContext
begin(AnEnv *env)
{
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "analytics gradient",
												  ALLOCSET_DEFAULT_SIZES);

	pg_env_init(env, context, PG_GRADIENT_MEMORY);
	return context;
}

/* The bytes as a value; NULL when they are none, which was noted as a soft
 * error then. */
static AnGradient *
decode(const void *bytes, size_t size, int sqlstate, Node *escontext)
{
	AnEnv		env;
	MemoryContext context = begin(&env);
	AnGradient *decoded;
	AnGradient *g;
	AnStatus	status = an_gradient_decode(&env, bytes, size, &decoded);

	if (status == AN_ENOMEM || status == AN_ECANCEL || status == AN_ELIMIT)
		an_raise(&env);
	if (status != AN_OK)
	{
		MemoryContextDelete(context);
		ereturn(escontext, NULL, errcode(sqlstate),
				errmsg("invalid value for type analytics.gradient"),
				errdetail("%s", env.error.detail[0] != '\0' ? env.error.detail : env.error.message));
	}
	g = gradient_new(decoded->model, decoded->count);
	SET_VARSIZE(decoded, VARSIZE(g));
	memcpy(g, decoded, VARSIZE(g));
	MemoryContextDelete(context);
	return g;
}

/* gradient_in(cstring) -> gradient */
AN_FUNCTION(analytics_gradient_in);
Datum
analytics_gradient_in(PG_FUNCTION_ARGS)
{
	struct varlena *bytes = hex_parse(PG_GETARG_CSTRING(0));
	AnGradient *g;

	if (bytes == NULL)
		ereturn(fcinfo->context, (Datum) 0, errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				errmsg("invalid input syntax for type analytics.gradient"),
				errdetail("A value is written as \\x and hexadecimal digits."),
				errhint("Use analytics.logistic_pass() to compute a gradient."));
	g = decode(VARDATA(bytes), VARSIZE(bytes) - VARHDRSZ, ERRCODE_INVALID_TEXT_REPRESENTATION,
			   fcinfo->context);
	if (g == NULL)
		PG_RETURN_NULL();
	PG_RETURN_POINTER(g);
}

/* gradient_recv(internal) -> gradient */
AN_FUNCTION(analytics_gradient_recv);
Datum
analytics_gradient_recv(PG_FUNCTION_ARGS)
{
	StringInfo	message = (StringInfo) PG_GETARG_POINTER(0);
	int			size = message->len - message->cursor;
	AnGradient *g = decode(pq_getmsgbytes(message, size), (size_t) size,
						   ERRCODE_INVALID_BINARY_REPRESENTATION, fcinfo->context);

	if (g == NULL)
		PG_RETURN_NULL();
	PG_RETURN_POINTER(g);
}

/* The bytes as a bytea. */
static struct varlena *
encode(Datum value)
{
	AnEnv		env;
	MemoryContext context = begin(&env);
	const uint8_t *bytes;
	size_t		size;
	struct varlena *result;

	AN_RAISE_UNLESS_OK(&env, an_gradient_encode(&env, gradient_from_datum(value), &bytes, &size));
	result = palloc(VARHDRSZ + size);
	SET_VARSIZE(result, VARHDRSZ + size);
	memcpy(VARDATA(result), bytes, size);
	MemoryContextDelete(context);
	return result;
}

/* gradient_out(gradient) -> cstring */
AN_FUNCTION(analytics_gradient_out);
Datum
analytics_gradient_out(PG_FUNCTION_ARGS)
{
	struct varlena *bytes = encode(PG_GETARG_DATUM(0));

	PG_RETURN_CSTRING(hex_print(VARDATA(bytes), VARSIZE(bytes) - VARHDRSZ));
}

/* gradient_send(gradient) -> bytea */
AN_FUNCTION(analytics_gradient_send);
Datum
analytics_gradient_send(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(encode(PG_GETARG_DATUM(0)));
}

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
