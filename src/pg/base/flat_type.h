/*
 * flat_type.h - text and binary form of types whose values are flat structs of the core
 *
 * Both forms are the bytes of docs/format.md, the same on all machines; as text they
 * are "\x" and hexadecimal digits.  A type has its FlatType and FLAT_TYPE_FUNCTIONS.
 */
#ifndef AN_PG_FLAT_TYPE_H
#define AN_PG_FLAT_TYPE_H

#include "pg/base/an_pg.h"

typedef struct FlatType
{
	const char *name;			/* in the schema analytics */
	const char *hint;			/* how to make one */
	size_t		memory;			/* most that either of these may take */
	/* The bytes as a value in the current memory context, not in the env. */
	AnStatus	(*decode) (AnEnv *env, const uint8 *bytes, size_t size, void **value);
	AnStatus	(*encode) (AnEnv *env, Datum value, const uint8 **bytes, size_t *size);
} FlatType;

extern Datum flat_in(FunctionCallInfo fcinfo, const FlatType *type);
extern Datum flat_out(FunctionCallInfo fcinfo, const FlatType *type);
extern Datum flat_recv(FunctionCallInfo fcinfo, const FlatType *type);
extern Datum flat_send(FunctionCallInfo fcinfo, const FlatType *type);

/* NAME_in(cstring) -> NAME, NAME_out(NAME) -> cstring, NAME_recv(internal) -> NAME and
 * NAME_send(NAME) -> bytea, as analytics_NAME_in and so on. */
#define FLAT_TYPE_FUNCTIONS(name, type) \
	FLAT_TYPE_FUNCTION(name##_in, flat_in, type) \
	FLAT_TYPE_FUNCTION(name##_out, flat_out, type) \
	FLAT_TYPE_FUNCTION(name##_recv, flat_recv, type) \
	FLAT_TYPE_FUNCTION(name##_send, flat_send, type)

#define FLAT_TYPE_FUNCTION(name, function, type) \
	AN_FUNCTION(analytics_##name); \
	Datum \
	analytics_##name(PG_FUNCTION_ARGS) \
	{ \
		return function(fcinfo, &(type)); \
	}

/* The bytes as a value; NULL when they are none and escontext took note of it,
 * otherwise an error with that SQLSTATE. */
extern void *flat_from_bytes(const FlatType *type, const void *bytes, size_t size, int sqlstate,
							 struct Node *escontext);

/* The value's bytes, as a bytea. */
extern struct varlena *flat_to_bytes(const FlatType *type, Datum value);

#endif
