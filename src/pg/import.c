/*
 * import.c - model files into the registry, and out again
 *
 * All that takes time (unpacking, parsing, building) is done before the
 * registry is locked.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"

#include "args.h"
#include "formats/formats.h"
#include "model.h"
#include "new_version.h"
#include "pca.h"
#include "pca_store.h"
#include "registry.h"
#include "registry_write.h"

typedef struct Import
{
	text	   *name;
	bytea	   *source;
	const char *format;
	bool		deploy;
	AnLoadOptions options;
	AnModel    *model;
	const AnFormat *used;
	struct varlena *image;
} Import;

static uint32_t
get_trials(FunctionCallInfo fcinfo, int arg)
{
	int32		trials;

	if (PG_ARGISNULL(arg))
		return 0;				/* all that are stored */
	trials = PG_GETARG_INT32(arg);
	if (trials <= 0)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("invalid value for argument \"trials\": %d", trials),
				errhint("Give a number of at least 1, or null for all that are stored."));
	return (uint32_t) trials;
}

static AnUnknown
get_unknown(FunctionCallInfo fcinfo, int arg)
{
	char	   *value = text_to_cstring(args_text(fcinfo, arg, "unknown_levels"));

	if (strcmp(value, "error") == 0)
		return AN_UNKNOWN_ERROR;
	if (strcmp(value, "missing") == 0)
		return AN_UNKNOWN_MISSING;
	ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("invalid value for argument \"unknown_levels\": \"%s\"", value),
			errhint("Valid values are \"error\" and \"missing\"."));
	pg_unreachable();
}

static void
get_import_args(FunctionCallInfo fcinfo, Import *import)
{
	import->name = args_text(fcinfo, 0, "name");
	args_not_null(fcinfo, 1, "content");
	import->format = text_to_cstring(args_text(fcinfo, 2, "format"));
	import->options.trials = get_trials(fcinfo, 3);
	import->options.unknown = get_unknown(fcinfo, 4);
	import->deploy = args_bool(fcinfo, 5, "deploy");
}

/* Columns are bound by these names; "?" in them would never match. */
static void
check_names_convertible(const AnModel *model)
{
	for (uint32_t i = 0; i < model->nfeatures; i++)
		pfree(pg_text_from_core(model->features[i].name));
}

static void
load(AnEnv *env, Import *import)
{
	AN_RAISE_UNLESS_OK(env, an_load_model(env, import->format,
										  (const uint8_t *) VARDATA_ANY(import->source),
										  VARSIZE_ANY_EXHDR(import->source),
										  &import->options, &import->used, &import->model));
	check_names_convertible(import->model);
	import->image = pg_model_encode(env, import->model);
	if (import->model->ntrials > 0 && import->options.trials > import->model->ntrials)
		ereport(WARNING,
				errmsg("%u trials were asked for, the model has %u",
					   import->options.trials, import->model->ntrials),
				errdetail("All %u are used.", import->model->ntrials));
}

static int32
store(const Import *import)
{
	NewVersion	version = new_version_of_model(import->model);

	version.name = import->name;
	version.source = import->source;
	version.image = import->image;
	version.format = import->used->name;
	version.deploy = import->deploy;
	return new_version_store(&version);
}

/* An exported PCA comes back; the arguments that shape a classifier do not apply. */
static int32
import_pca(const Import *import)
{
	struct varlena *pca = pca_from_bytes(VARDATA_ANY(import->source),
										 VARSIZE_ANY_EXHDR(import->source),
										 ERRCODE_INVALID_BINARY_REPRESENTATION, NULL);

	return pca_store(import->name, pca_from_datum(PointerGetDatum(pca)), import->deploy);
}

static bool
is_pca(const Import *import)
{
	return (strcmp(import->format, "auto") == 0 || strcmp(import->format, "pca") == 0) &&
		an_pca_has_magic((const uint8 *) VARDATA_ANY(import->source),
						 VARSIZE_ANY_EXHDR(import->source));
}

/* import_model(name text, content bytea, format text, trials integer,
 * unknown_levels text, deploy boolean) -> integer */
AN_FUNCTION(analytics_import_model);
Datum
analytics_import_model(PG_FUNCTION_ARGS)
{
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "analytics import",
												  ALLOCSET_DEFAULT_SIZES);
	MemoryContext old;
	AnEnv		env;
	Import		import = {0};
	int32		version;

	registry_allow_write("import_model()");
	get_import_args(fcinfo, &import);
	new_version_check(import.name);
	old = MemoryContextSwitchTo(context);
	import.source = PG_GETARG_BYTEA_PP(1);
	pg_env_init(&env, context, PG_MODEL_MEMORY);
	if (is_pca(&import))
		version = import_pca(&import);
	else
	{
		load(&env, &import);
		version = store(&import);
	}
	MemoryContextSwitchTo(old);
	MemoryContextDelete(context);
	PG_RETURN_INT32(version);
}

/* export_model(name text, version integer) -> bytea: the file as imported */
AN_FUNCTION(analytics_export_model);
Datum
analytics_export_model(PG_FUNCTION_ARGS)
{
	text	   *name = args_text(fcinfo, 0, "name");
	Snapshot	snapshot = GetActiveSnapshot();
	ModelRow	row;

	registry_check_manage(name, snapshot);
	row = registry_get(name, !PG_ARGISNULL(1), PG_ARGISNULL(1) ? 0 : PG_GETARG_INT32(1),
					   snapshot);
	PG_RETURN_POINTER(registry_source(row.id, snapshot));
}
