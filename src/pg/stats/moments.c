/*
 * moments.c - the SQL type analytics.moments
 *
 * What is stored is the flat struct itself; text ("\x" and hexadecimal digits)
 * and binary form are the bytes of docs/format.md, the same on all machines.
 */
#include "postgres.h"

#include "libpq/pqformat.h"
#include "nodes/nodes.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "pg/base/hex.h"
#include "pg/stats/moments.h"

static MemoryContext
begin(AnEnv *env)
{
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "analytics moments",
												  ALLOCSET_DEFAULT_SIZES);

	pg_env_init(env, context, PG_STATS_MEMORY);
	return context;
}

AnMoments *
moments_new(uint32 order, const uint8 *names, size_t names_size, uint32 room, uint16 flags)
{
	size_t		size = an_moments_size(order, names_size, room, flags);
	AnMoments  *m = palloc(size);

	an_moments_init(m, order, names, names_size, room, flags);
	SET_VARSIZE(m, size);
	return m;
}

AnMoments *
moments_copy(const AnMoments *from, uint32 room)
{
	size_t		size = an_moments_size(from->order, from->names_size, room, from->flags);
	AnMoments  *m = palloc(size);

	an_moments_copy(from, room, m);
	SET_VARSIZE(m, size);
	return m;
}

void
moments_fold(AnMoments *m)
{
	AnEnv		env;

	pg_env_init(&env, CurrentMemoryContext, PG_STATS_MEMORY);
	AN_RAISE_UNLESS_OK(&env, an_moments_fold(&env, m));
	an_env_release(&env);
}

AnMoments *
moments_folded(const AnMoments *from)
{
	AnMoments  *copy;
	AnMoments  *folded;

	if (from->block_rows == 0)
		return moments_copy(from, 0);
	copy = moments_copy(from, from->room);
	moments_fold(copy);
	folded = moments_copy(copy, 0);
	pfree(copy);
	return folded;
}

void
moments_merge(AnMoments *into, const AnMoments *from)
{
	AnEnv		env;

	pg_env_init(&env, CurrentMemoryContext, PG_STATS_MEMORY);
	AN_RAISE_UNLESS_OK(&env, an_moments_merge(&env, into, from));
	an_env_release(&env);
}

const AnMoments *
moments_from_datum(Datum value)
{
	const AnMoments *m = (const AnMoments *) PG_DETOAST_DATUM(value);
	AnEnv		env;

	pg_env_init(&env, CurrentMemoryContext, PG_STATS_MEMORY);
	AN_RAISE_UNLESS_OK(&env, an_moments_check(&env, m, VARSIZE(m)));
	return m;
}

/* ----- text and binary form ----- */

/* The bytes as a value; NULL when they are none, which was noted as a soft
 * error then. */
static AnMoments *
decode(const void *bytes, size_t size, int sqlstate, Node *escontext)
{
	AnEnv		env;
	MemoryContext context = begin(&env);
	AnMoments  *decoded;
	AnMoments  *m;
	size_t		decoded_size;
	AnStatus	status = an_moments_decode(&env, bytes, size, &decoded, &decoded_size);

	if (status == AN_ENOMEM || status == AN_ECANCEL || status == AN_ELIMIT)
		an_raise(&env);
	if (status != AN_OK)
	{
		MemoryContextDelete(context);
		ereturn(escontext, NULL, errcode(sqlstate),
				errmsg("invalid value for type analytics.moments"),
				errdetail("%s", env.error.detail[0] != '\0' ? env.error.detail : env.error.message));
	}
	m = moments_copy(decoded, 0);
	MemoryContextDelete(context);
	return m;
}

/* moments_in(cstring) -> moments */
AN_FUNCTION(analytics_moments_in);
Datum
analytics_moments_in(PG_FUNCTION_ARGS)
{
	struct varlena *bytes = hex_parse(PG_GETARG_CSTRING(0));
	AnMoments  *m;

	if (bytes == NULL)
		ereturn(fcinfo->context, (Datum) 0, errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				errmsg("invalid input syntax for type analytics.moments"),
				errdetail("A value is written as \\x and hexadecimal digits."),
				errhint("Use analytics.moments_agg() to compute moments."));
	m = decode(VARDATA(bytes), VARSIZE(bytes) - VARHDRSZ, ERRCODE_INVALID_TEXT_REPRESENTATION,
			   fcinfo->context);
	if (m == NULL)
		PG_RETURN_NULL();
	PG_RETURN_POINTER(m);
}

/* moments_recv(internal) -> moments */
AN_FUNCTION(analytics_moments_recv);
Datum
analytics_moments_recv(PG_FUNCTION_ARGS)
{
	StringInfo	message = (StringInfo) PG_GETARG_POINTER(0);
	int			size = message->len - message->cursor;
	AnMoments  *m = decode(pq_getmsgbytes(message, size), (size_t) size,
						   ERRCODE_INVALID_BINARY_REPRESENTATION, fcinfo->context);

	if (m == NULL)
		PG_RETURN_NULL();
	PG_RETURN_POINTER(m);
}

/* The bytes as a bytea. */
static struct varlena *
encode(Datum value)
{
	AnEnv		env;
	const AnMoments *m = moments_from_datum(value);
	MemoryContext context = begin(&env);
	const uint8_t *bytes;
	size_t		size;
	struct varlena *result;

	if (m->block_rows > 0)
		m = moments_folded(m);
	AN_RAISE_UNLESS_OK(&env, an_moments_encode(&env, m, &bytes, &size));
	result = palloc(VARHDRSZ + size);
	SET_VARSIZE(result, VARHDRSZ + size);
	memcpy(VARDATA(result), bytes, size);
	MemoryContextDelete(context);
	return result;
}

/* moments_out(moments) -> cstring */
AN_FUNCTION(analytics_moments_out);
Datum
analytics_moments_out(PG_FUNCTION_ARGS)
{
	struct varlena *bytes = encode(PG_GETARG_DATUM(0));

	PG_RETURN_CSTRING(hex_print(VARDATA(bytes), VARSIZE(bytes) - VARHDRSZ));
}

/* moments_send(moments) -> bytea */
AN_FUNCTION(analytics_moments_send);
Datum
analytics_moments_send(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(encode(PG_GETARG_DATUM(0)));
}
