/*
 * score_table.c - the SQL type analytics.score_table
 *
 * What is stored is the flat struct itself; text ("\x" and hexadecimal digits)
 * and binary form are the bytes of docs/format.md, the same on all machines.
 */
#include "postgres.h"

#include "utils/builtins.h"
#include "utils/memutils.h"

#include "pg/base/flat_type.h"
#include "pg/evaluate/score_table.h"

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

static AnStatus
decode(AnEnv *env, const uint8 *bytes, size_t size, void **value)
{
	AnScoreTable *t;

	AN_TRY(an_score_table_decode(env, bytes, size, &t));
	*value = score_table_copy(t, t->used);
	return AN_OK;
}

static AnStatus
encode(AnEnv *env, Datum value, const uint8 **bytes, size_t *size)
{
	return an_score_table_encode(env, score_table_compacted(score_table_from_datum(value)), bytes, size);
}

static const FlatType type = {
	"score_table", "Use analytics.score_table_agg() to make a score table.", PG_SCORE_MEMORY, decode, encode
};

FLAT_TYPE_FUNCTIONS(score_table, type)
