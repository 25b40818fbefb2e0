/*
 * an_pg.h - between the core and PostgreSQL: errors, memory, text
 *
 * The core returns a status; an_raise() is the one place that turns it into an
 * ERROR with an SQLSTATE.
 */
#ifndef AN_PG_H
#define AN_PG_H

#include "postgres.h"

#include "pg/base/pg_compat.h"
#include "utils/palloc.h"

#include "base/env.h"

/* The memory that importing or decoding one model may take. */
#define PG_MODEL_MEMORY ((size_t) 1024 * 1024 * 1024)

/* An env whose blocks live in context: an ERROR releases them with it. */
extern void pg_env_init(AnEnv *env, MemoryContext context, size_t limit);

/* Raises env->error; for AN_ECANCEL whatever the interrupt asks for. */
extern _Noreturn void an_raise(const AnEnv *env);
extern int	an_sqlstate(AnStatus status);

#define AN_RAISE_UNLESS_OK(env, call) \
	do { \
		if ((call) != AN_OK) \
			an_raise(env); \
	} while (0)

/* What an SQL function returns that may have no value. */
static inline Datum
pointer_or_null(FunctionCallInfo fcinfo, const void *value)
{
	fcinfo->isnull = value == NULL;
	return PointerGetDatum(value);
}

/* UTF-8 of the core to text in the database's encoding; an ERROR (22P05) when
 * the encoding lacks a character. */
extern text *pg_text_from_core(AnStr str);

/* The same for display: a character that the encoding lacks becomes "?". */
extern text *pg_text_for_display(AnStr str);

/* UTF-8 of a text; points into it when nothing has to be converted. */
extern AnStr core_text_from_pg(const text *value);

#endif
