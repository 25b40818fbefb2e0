/*
 * score_table.c - the SQL type analytics.score_table
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
#include "pg/evaluate/score_table.h"

static MemoryContext
begin(AnEnv *env)
{
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "analytics score table",
												  ALLOCSET_DEFAULT_SIZES);

	pg_env_init(env, context, PG_SCORE_MEMORY);
	return context;
}

AnScoreTable *
score_table_new(uint16 flags)
{
	size_t		size = an_score_table_size(AN_SCORE_FIRST_ROOM);
	AnScoreTable *t = palloc(size);

	an_score_table_init(t, AN_SCORE_FIRST_ROOM, flags);
	SET_VARSIZE(t, size);
	return t;
}

AnScoreTable *
score_table_copy(const AnScoreTable *from, uint32 room)
{
	size_t		size = an_score_table_size(room);
	AnScoreTable *t = palloc(size);

	an_score_table_copy(from, room, t);
	SET_VARSIZE(t, size);
	return t;
}

void
score_table_compact(AnScoreTable *t)
{
	AnEnv		env;

	pg_env_init(&env, CurrentMemoryContext, PG_SCORE_MEMORY);
	AN_RAISE_UNLESS_OK(&env, an_score_table_compact(&env, t));
	an_env_release(&env);
}

const AnScoreTable *
score_table_compacted(const AnScoreTable *t)
{
	AnScoreTable *copy;

	if (t->used == t->sorted)
		return t;
	copy = score_table_copy(t, t->used);
	score_table_compact(copy);
	return copy;
}

AnScoreTable *
score_table_add(AnScoreTable *t, double score, bool positive, double weight)
{
	uint32		room;

	if (likely(an_score_table_add(t, score, positive, weight)))
		return t;
	score_table_compact(t);
	room = an_score_table_more_room(t);
	if (room > t->room)
		t = score_table_copy(t, room);
	(void) an_score_table_add(t, score, positive, weight);
	return t;
}

const AnScoreTable *
score_table_from_datum(Datum value)
{
	const AnScoreTable *t = (const AnScoreTable *) PG_DETOAST_DATUM(value);
	AnEnv		env;

	pg_env_init(&env, CurrentMemoryContext, PG_SCORE_MEMORY);
	AN_RAISE_UNLESS_OK(&env, an_score_table_check(&env, t, VARSIZE(t)));
	return t;
}

/* ----- text and binary form ----- */

/* The bytes as a value; NULL when they are none, which was noted as a soft
 * error then. */
static AnScoreTable *
decode(const void *bytes, size_t size, int sqlstate, Node *escontext)
{
	AnEnv		env;
	MemoryContext context = begin(&env);
	AnScoreTable *decoded;
	AnScoreTable *t;
	AnStatus	status = an_score_table_decode(&env, bytes, size, &decoded);

	if (status == AN_ENOMEM || status == AN_ECANCEL || status == AN_ELIMIT)
		an_raise(&env);
	if (status != AN_OK)
	{
		MemoryContextDelete(context);
		ereturn(escontext, NULL, errcode(sqlstate),
				errmsg("invalid value for type analytics.score_table"),
				errdetail("%s", env.error.detail[0] != '\0' ? env.error.detail : env.error.message));
	}
	t = score_table_copy(decoded, decoded->used);
	MemoryContextDelete(context);
	return t;
}

/* score_table_in(cstring) -> score_table */
AN_FUNCTION(analytics_score_table_in);
Datum
analytics_score_table_in(PG_FUNCTION_ARGS)
{
	struct varlena *bytes = hex_parse(PG_GETARG_CSTRING(0));
	AnScoreTable *t;

	if (bytes == NULL)
		ereturn(fcinfo->context, (Datum) 0, errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				errmsg("invalid input syntax for type analytics.score_table"),
				errdetail("A value is written as \\x and hexadecimal digits."),
				errhint("Use analytics.score_table_agg() to make a score table."));
	t = decode(VARDATA(bytes), VARSIZE(bytes) - VARHDRSZ, ERRCODE_INVALID_TEXT_REPRESENTATION,
			   fcinfo->context);
	if (t == NULL)
		PG_RETURN_NULL();
	PG_RETURN_POINTER(t);
}

/* score_table_recv(internal) -> score_table */
AN_FUNCTION(analytics_score_table_recv);
Datum
analytics_score_table_recv(PG_FUNCTION_ARGS)
{
	StringInfo	message = (StringInfo) PG_GETARG_POINTER(0);
	int			size = message->len - message->cursor;
	AnScoreTable *t = decode(pq_getmsgbytes(message, size), (size_t) size,
							 ERRCODE_INVALID_BINARY_REPRESENTATION, fcinfo->context);

	if (t == NULL)
		PG_RETURN_NULL();
	PG_RETURN_POINTER(t);
}

/* The bytes as a bytea. */
static struct varlena *
encode(Datum value)
{
	AnEnv		env;
	const AnScoreTable *t = score_table_compacted(score_table_from_datum(value));
	MemoryContext context = begin(&env);
	const uint8_t *bytes;
	size_t		size;
	struct varlena *result;

	AN_RAISE_UNLESS_OK(&env, an_score_table_encode(&env, t, &bytes, &size));
	result = palloc(VARHDRSZ + size);
	SET_VARSIZE(result, VARHDRSZ + size);
	memcpy(VARDATA(result), bytes, size);
	MemoryContextDelete(context);
	return result;
}

/* score_table_out(score_table) -> cstring */
AN_FUNCTION(analytics_score_table_out);
Datum
analytics_score_table_out(PG_FUNCTION_ARGS)
{
	struct varlena *bytes = encode(PG_GETARG_DATUM(0));

	PG_RETURN_CSTRING(hex_print(VARDATA(bytes), VARSIZE(bytes) - VARHDRSZ));
}

/* score_table_send(score_table) -> bytea */
AN_FUNCTION(analytics_score_table_send);
Datum
analytics_score_table_send(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(encode(PG_GETARG_DATUM(0)));
}
