/*
 * model.c - the SQL type analytics.model
 *
 * A value is the model's image (docs/format.md), which no input function lets
 * in before the core has decoded and validated it.  Text form: "\x" and
 * hexadecimal digits, as bytea has it.
 */
#include "postgres.h"

#include "libpq/pqformat.h"
#include "nodes/nodes.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "pg/base/an_pg.h"
#include "pg/base/hex.h"
#include "pg/registry/model.h"
#include "model/image.h"
#include "stats/pca.h"

struct varlena *
pg_model_encode(AnEnv *env, const AnModel *model)
{
	const uint8_t *bytes;
	size_t		size;
	struct varlena *value;

	AN_RAISE_UNLESS_OK(env, an_image_encode(env, model, &bytes, &size));
	if (size > MaxAllocSize - VARHDRSZ)
		ereport(ERROR, errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("the model is too large to be stored"),
				errdetail("Its image has %zu bytes, the limit is %zu bytes.",
						  size, (size_t) MaxAllocSize - VARHDRSZ));
	value = palloc(VARHDRSZ + size);
	SET_VARSIZE(value, VARHDRSZ + size);
	memcpy(VARDATA(value), bytes, size);
	return value;
}

static AnStatus
decode(AnEnv *env, const void *bytes, size_t size, AnModel **model)
{
	AN_TRY(an_image_decode(env, bytes, size, model));
	return an_model_validate(env, *model);
}

AnModel *
pg_model_decode(AnEnv *env, struct varlena *value)
{
	struct varlena *flat = pg_detoast_datum_packed(value);
	AnModel    *model;

	if (an_pca_has_magic((const uint8 *) VARDATA_ANY(flat), VARSIZE_ANY_EXHDR(flat)))
		ereport(ERROR, errcode(ERRCODE_WRONG_OBJECT_TYPE),
				errmsg("the model is a PCA, which does not predict"),
				errhint("Use transform()."));
	AN_RAISE_UNLESS_OK(env, decode(env, VARDATA_ANY(flat), VARSIZE_ANY_EXHDR(flat), &model));
	return model;
}

/* A model or a PCA, told apart by the first bytes. */
static AnStatus
check_bytes(AnEnv *env, const uint8 *bytes, size_t size)
{
	AnModel    *model;
	AnPca	   *pca;
	size_t		pca_size;

	if (an_pca_has_magic(bytes, size))
		return an_pca_decode(env, bytes, size, &pca, &pca_size);
	return decode(env, bytes, size, &model);
}

/* Does the value hold a model?  If not, that is the input's fault (sqlstate),
 * not corruption of ours. */
static bool
check_image(const struct varlena *value, int sqlstate, Node *escontext)
{
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "analytics model input",
												  ALLOCSET_DEFAULT_SIZES);
	AnEnv		env;
	AnStatus	status;

	pg_env_init(&env, context, PG_MODEL_MEMORY);
	status = check_bytes(&env, (const uint8 *) VARDATA(value), VARSIZE(value) - VARHDRSZ);
	if (status == AN_ENOMEM || status == AN_ECANCEL || status == AN_ELIMIT)
		an_raise(&env);
	MemoryContextDelete(context);
	if (status != AN_OK)
		ereturn(escontext, false, errcode(sqlstate),
				errmsg("invalid value for type analytics.model"),
				errdetail("The bytes are not a model image: %s.", env.error.message));
	return true;
}

/* model_in(cstring) -> model */
AN_FUNCTION(analytics_model_in);
Datum
analytics_model_in(PG_FUNCTION_ARGS)
{
	struct varlena *value = hex_parse(PG_GETARG_CSTRING(0));

	if (value == NULL)
		ereturn(fcinfo->context, (Datum) 0, errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				errmsg("invalid input syntax for type analytics.model"),
				errdetail("A value is written as \\x and hexadecimal digits."),
				errhint("Use analytics.import_model() to load a model file."));
	if (!check_image(value, ERRCODE_INVALID_TEXT_REPRESENTATION, fcinfo->context))
		PG_RETURN_NULL();
	PG_RETURN_POINTER(value);
}

/* model_out(model) -> cstring */
AN_FUNCTION(analytics_model_out);
Datum
analytics_model_out(PG_FUNCTION_ARGS)
{
	struct varlena *value = PG_GETARG_VARLENA_PP(0);

	PG_RETURN_CSTRING(hex_print(VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value)));
}

/* model_recv(internal) -> model */
AN_FUNCTION(analytics_model_recv);
Datum
analytics_model_recv(PG_FUNCTION_ARGS)
{
	StringInfo	message = (StringInfo) PG_GETARG_POINTER(0);
	int			size = message->len - message->cursor;
	struct varlena *value = palloc(VARHDRSZ + (size_t) size);

	SET_VARSIZE(value, VARHDRSZ + (size_t) size);
	pq_copymsgbytes(message, VARDATA(value), size);
	if (!check_image(value, ERRCODE_INVALID_BINARY_REPRESENTATION, fcinfo->context))
		PG_RETURN_NULL();
	PG_RETURN_POINTER(value);
}

/* model_send(model) -> bytea */
AN_FUNCTION(analytics_model_send);
Datum
analytics_model_send(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(PG_DETOAST_DATUM_COPY(PG_GETARG_DATUM(0)));
}

/* bytea_to_model(bytea) -> model, the explicit cast */
AN_FUNCTION(analytics_bytea_to_model);
Datum
analytics_bytea_to_model(PG_FUNCTION_ARGS)
{
	struct varlena *value = PG_GETARG_VARLENA_P(0);

	check_image(value, ERRCODE_INVALID_BINARY_REPRESENTATION, NULL);
	PG_RETURN_POINTER(value);
}
