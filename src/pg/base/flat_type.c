/* flat_type.c - text and binary form of types whose values are flat structs of the core */
#include "postgres.h"

#include "libpq/pqformat.h"
#include "nodes/nodes.h"
#include "utils/memutils.h"

#include "pg/base/flat_type.h"
#include "pg/base/hex.h"

static MemoryContext
begin(const FlatType *type, AnEnv *env)
{
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "analytics flat type",
												  ALLOCSET_DEFAULT_SIZES);

	MemoryContextSetIdentifier(context, type->name);
	pg_env_init(env, context, type->memory);
	return context;
}

void *
flat_from_bytes(const FlatType *type, const void *bytes, size_t size, int sqlstate, Node *escontext)
{
	AnEnv		env;
	MemoryContext context = begin(type, &env);
	void	   *value = NULL;
	AnStatus	status = type->decode(&env, bytes, size, &value);

	if (status == AN_ENOMEM || status == AN_ECANCEL || status == AN_ELIMIT)
		an_raise(&env);
	MemoryContextDelete(context);
	if (status != AN_OK)
		ereturn(escontext, NULL, errcode(sqlstate),
				errmsg("invalid value for type analytics.%s", type->name),
				errdetail("%s", env.error.detail[0] != '\0' ? env.error.detail : env.error.message));
	return value;
}

struct varlena *
flat_to_bytes(const FlatType *type, Datum value)
{
	AnEnv		env;
	MemoryContext context = begin(type, &env);
	const uint8 *bytes;
	size_t		size;
	struct varlena *result;

	AN_RAISE_UNLESS_OK(&env, type->encode(&env, value, &bytes, &size));
	result = palloc(VARHDRSZ + size);
	SET_VARSIZE(result, VARHDRSZ + size);
	memcpy(VARDATA(result), bytes, size);
	MemoryContextDelete(context);
	return result;
}

Datum
flat_in(FunctionCallInfo fcinfo, const FlatType *type)
{
	struct varlena *bytes = hex_parse(PG_GETARG_CSTRING(0));

	if (bytes == NULL)
		ereturn(fcinfo->context, (Datum) 0, errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				errmsg("invalid input syntax for type analytics.%s", type->name),
				errdetail("A value is written as \\x and hexadecimal digits."),
				errhint("%s", type->hint));
	return pointer_or_null(fcinfo, flat_from_bytes(type, VARDATA(bytes), VARSIZE(bytes) - VARHDRSZ,
												   ERRCODE_INVALID_TEXT_REPRESENTATION, fcinfo->context));
}

Datum
flat_out(FunctionCallInfo fcinfo, const FlatType *type)
{
	struct varlena *bytes = flat_to_bytes(type, PG_GETARG_DATUM(0));

	PG_RETURN_CSTRING(hex_print(VARDATA(bytes), VARSIZE(bytes) - VARHDRSZ));
}

Datum
flat_recv(FunctionCallInfo fcinfo, const FlatType *type)
{
	StringInfo	message = (StringInfo) PG_GETARG_POINTER(0);
	int			size = message->len - message->cursor;

	return pointer_or_null(fcinfo, flat_from_bytes(type, pq_getmsgbytes(message, size), (size_t) size,
												   ERRCODE_INVALID_BINARY_REPRESENTATION, fcinfo->context));
}

Datum
flat_send(FunctionCallInfo fcinfo, const FlatType *type)
{
	PG_RETURN_POINTER(flat_to_bytes(type, PG_GETARG_DATUM(0)));
}
