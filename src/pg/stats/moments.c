/*
 * moments.c - the SQL type analytics.moments
 *
 * What is stored is the flat struct itself; text ("\x" and hexadecimal digits)
 * and binary form are the bytes of docs/format.md, the same on all machines.
 */
#include "postgres.h"

#include "utils/builtins.h"
#include "utils/memutils.h"

#include "pg/base/flat_type.h"
#include "pg/stats/moments.h"

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

static AnStatus
decode(AnEnv *env, const uint8 *bytes, size_t size, void **value)
{
	AnMoments  *m;
	size_t		decoded_size;

	AN_TRY(an_moments_decode(env, bytes, size, &m, &decoded_size));
	*value = moments_copy(m, 0);
	return AN_OK;
}

static AnStatus
encode(AnEnv *env, Datum value, const uint8 **bytes, size_t *size)
{
	const AnMoments *m = moments_from_datum(value);

	return an_moments_encode(env, m->block_rows > 0 ? moments_folded(m) : m, bytes, size);
}

static const FlatType type = {
	"moments", "Use analytics.moments_agg() to compute moments.", PG_STATS_MEMORY, decode, encode
};

FLAT_TYPE_FUNCTIONS(moments, type)
