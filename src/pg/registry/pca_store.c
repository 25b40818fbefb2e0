/* pca_store.c - a PCA as a version of a model, and its use by name */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"

#include "pg/base/args.h"
#include "pg/stats/moments.h"
#include "pg/registry/deployed.h"
#include "pg/registry/new_version.h"
#include "pg/registry/pca_store.h"
#include "pg/stats/pca_use.h"
#include "pg/registry/registry_write.h"
#include "pg/registry/stored_model.h"

int32
pca_store(text *name, const AnPca *pca, bool deploy)
{
	struct varlena *bytes = pca_to_bytes(pca);
	NewVersion	version = {
		.name = name,
		.source = bytes,
		.image = bytes,
		.kind = "pca",
		.format = "pca",
		.tool = cstring_to_text("analytics"),
		.target = cstring_to_text(""),
		.classes = PointerGetDatum(construct_empty_array(TEXTOID)),
		.features = (int32) pca->order,
		.features_used = (int32) pca->order,
		.unknown_levels = "error",
		.deploy = deploy
	};

	return new_version_store(&version);
}

/* store_pca(name text, p pca, deploy boolean) -> integer */
AN_FUNCTION(analytics_store_pca);
Datum
analytics_store_pca(PG_FUNCTION_ARGS)
{
	text	   *name = args_text(fcinfo, 0, "name");
	bool		deploy = args_bool(fcinfo, 2, "deploy");

	registry_allow_write("store_pca()");
	args_not_null(fcinfo, 1, "p");
	new_version_check(name);
	PG_RETURN_INT32(pca_store(name, pca_from_datum(PG_GETARG_DATUM(1)), deploy));
}

/* ----- out of the registry ----- */

struct varlena *
pca_of_image(struct varlena *model)
{
	struct varlena *flat = pg_detoast_datum_packed(model);

	if (!an_pca_has_magic((const uint8 *) VARDATA_ANY(flat), VARSIZE_ANY_EXHDR(flat)))
		return NULL;
	return pca_from_bytes(VARDATA_ANY(flat), VARSIZE_ANY_EXHDR(flat), ERRCODE_DATA_CORRUPTED, NULL);
}

static struct varlena *
pca_of_model(struct varlena *model)
{
	struct varlena *pca = pca_of_image(model);

	if (pca == NULL)
		ereport(ERROR, errcode(ERRCODE_WRONG_OBJECT_TYPE),
				errmsg("the model is not a PCA"),
				errhint("Use predict() for a classifier."));
	return pca;
}

static const AnPca *
load_image(struct varlena *image, MemoryContext context)
{
	MemoryContext old = MemoryContextSwitchTo(context);
	const AnPca *pca = (const AnPca *) pca_of_model(image);

	MemoryContextSwitchTo(old);
	return pca;
}

static const AnPca *
load_model(PcaCall *call)
{
	return load_image(call->argument, call->context);
}

/* Which version a call site by name has, and what that was looked up for. */
typedef struct NamedPca
{
	VersionKey	version;
	SeenFor		seen;
} NamedPca;

/* The statement's version, with the right of the current user. */
static const AnPca *
load_named(PcaCall *call)
{
	text	   *name = DatumGetTextPP(PointerGetDatum(call->argument));
	NamedPca   *named = MemoryContextAlloc(call->context, sizeof(NamedPca));
	ModelRow	row = deployed_version(name, &named->seen);

	named->version = row.key;
	call->loaded = named;
	return load_image(stored_model_image(name, row), call->context);
}

/* An expression of a procedural language serves many statements. */
static void
forget_replaced(PcaCall *call)
{
	NamedPca   *named;
	ModelRow	row;

	if (call == NULL || call->argument == NULL)
		return;
	named = call->loaded;
	if (likely(deployed_is_seen(&named->seen)))
		return;
	row = deployed_version(DatumGetTextPP(PointerGetDatum(call->argument)), &named->seen);
	if (memcmp(&row.key, &named->version, sizeof(VersionKey)) != 0)
		call->argument = NULL;
}

/* transform(name text, row record) -> double precision[] */
AN_FUNCTION(analytics_transform_name);
Datum
analytics_transform_name(PG_FUNCTION_ARGS)
{
	PcaCall    *call;

	forget_replaced(fcinfo->flinfo->fn_extra);
	call = pca_call(fcinfo, load_named);
	if (!pca_call_vector(fcinfo, call, VECTOR_RECORD))
		PG_RETURN_NULL();
	return pca_call_transform(fcinfo, call);
}

/* transform(model model, row record) -> double precision[] */
AN_FUNCTION(analytics_transform_value);
Datum
analytics_transform_value(PG_FUNCTION_ARGS)
{
	PcaCall    *call = pca_call(fcinfo, load_model);

	if (!pca_call_vector(fcinfo, call, VECTOR_RECORD))
		PG_RETURN_NULL();
	return pca_call_transform(fcinfo, call);
}

/* pca_value(name text, version integer) -> pca */
AN_FUNCTION(analytics_pca_value);
Datum
analytics_pca_value(PG_FUNCTION_ARGS)
{
	text	   *name = args_text(fcinfo, 0, "name");

	PG_RETURN_POINTER(pca_of_model(stored_model_image(name, stored_model_row(fcinfo, name, 1, RIGHT_READ))));
}
