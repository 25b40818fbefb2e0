/*
 * import.c - model files into the registry, and out again
 *
 * All that takes time (unpacking, parsing, building) is done before the
 * registry is locked.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"

#include "args.h"
#include "formats/formats.h"
#include "model.h"
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

static void
check_name(const text *name)
{
	const char *data = VARDATA_ANY(name);
	size_t		len = VARSIZE_ANY_EXHDR(name);

	if (len == 0 || len > REGISTRY_MAX_NAME)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("invalid model name"),
				errdetail("A name has 1 to %d bytes, this one has %zu.", REGISTRY_MAX_NAME, len));
	for (size_t i = 0; i < len; i++)
		if ((unsigned char) data[i] < 0x20 || data[i] == 0x7f)
			ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("invalid model name"),
					errdetail("A name has no control characters, this one has one at byte %zu.",
							  i + 1));
}

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
	check_name(import->name);
	args_not_null(fcinfo, 1, "content");
	import->format = text_to_cstring(args_text(fcinfo, 2, "format"));
	import->options.trials = get_trials(fcinfo, 3);
	import->options.unknown = get_unknown(fcinfo, 4);
	import->deploy = args_bool(fcinfo, 5, "deploy");
}

/* Someone else's model is refused before the work; locked, it is looked at again. */
static void
check_early(const text *name)
{
	bool		exists;

	(void) registry_right(name, GetActiveSnapshot(), &exists);
	if (exists)
		registry_check_manage(name, GetActiveSnapshot());
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
	if (import->options.trials > import->model->ntrials)
		ereport(WARNING,
				errmsg("%u trials were asked for, the model has %u",
					   import->options.trials, import->model->ntrials),
				errdetail("All %u are used.", import->model->ntrials));
}

static Datum
user_name(Oid user)
{
	return CStringGetTextDatum(GetUserNameFromId(user, false));
}

static Datum
class_array(const AnModel *model)
{
	Datum	   *names = palloc(model->nclasses * sizeof(Datum));

	for (uint32_t i = 0; i < model->nclasses; i++)
		names[i] = PointerGetDatum(pg_text_from_core(model->classes[i]));
	return PointerGetDatum(construct_array(names, (int) model->nclasses, TEXTOID, -1, false,
										   TYPALIGN_INT));
}

static int32
features_used(const AnModel *model)
{
	int32		used = 0;

	for (uint32_t i = 0; i < model->nfeatures; i++)
		used += model->features[i].used;
	return used;
}

/* The next version's number; makes the model's row when it is the first. */
static int32
next_version(const Import *import, Oid user)
{
	Oid			types[] = {TEXTOID, TEXTOID, BOOLOID};
	Datum		values[] = {
		PointerGetDatum(import->name),
		user_name(user),
		BoolGetDatum(import->deploy)
	};
	int32		version = 0;

	registry_execute("INSERT INTO %1$s.registry AS r (name, owner, deployed, last_version)"
					 " VALUES ($1, $2::name, CASE WHEN $3 THEN 1 END, 1)"
					 " ON CONFLICT (name) DO UPDATE SET last_version = r.last_version + 1,"
					 " deployed = CASE WHEN $3 THEN r.last_version + 1 ELSE r.deployed END"
					 " RETURNING last_version",
					 lengthof(types), types, values, &version);
	return version;
}

static void
insert_version(const Import *import, int32 version, Oid user)
{
	const AnModel *m = import->model;
	Oid			versions = registry_oids().versions;
	Oid			image_type = get_atttype(versions, get_attnum(versions, "image"));
	uint32_t	nodes = m->kind == AN_RULES ? m->nrules : m->nnodes;
	const char *unknown = m->unknown == AN_UNKNOWN_MISSING ? "missing" : "error";
	Oid			types[] = {
		TEXTOID, INT4OID, image_type, BYTEAOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID,
		TEXTARRAYOID, INT4OID, INT4OID, INT4OID, INT4OID, INT4OID, BOOLOID, TEXTOID,
		INT8OID, INT8OID, TEXTOID
	};
	Datum		values[] = {
		PointerGetDatum(import->name),
		Int32GetDatum(version),
		PointerGetDatum(import->image),
		PointerGetDatum(import->source),
		CStringGetTextDatum(m->kind == AN_RULES ? "rules" : "trees"),
		CStringGetTextDatum(import->used->name),
		PointerGetDatum(pg_text_from_core(m->tool)),
		PointerGetDatum(pg_text_from_core(m->target)),
		class_array(m),
		Int32GetDatum((int32) m->nfeatures),
		Int32GetDatum(features_used(m)),
		Int32GetDatum((int32) m->ntrials),
		Int32GetDatum((int32) m->trials_used),
		Int32GetDatum((int32) nodes),
		BoolGetDatum(m->has_costs),
		CStringGetTextDatum(unknown),
		Int64GetDatum((int64) VARSIZE(import->image) - VARHDRSZ),
		Int64GetDatum((int64) VARSIZE_ANY_EXHDR(import->source)),
		user_name(user)
	};

	registry_execute("INSERT INTO %1$s.registry_version (name, version, image, source, kind,"
					 " format, tool, target, classes, features, features_used, trials,"
					 " trials_used, nodes, has_costs, unknown_levels, image_bytes,"
					 " source_bytes, imported_by)"
					 " VALUES ($1, $2, $3, $4, $5::text, $6::text, $7, $8, $9, $10, $11, $12,"
					 " $13, $14, $15, $16::text, $17, $18, $19::name)",
					 lengthof(types), types, values, NULL);
}

static int32
store(const Import *import)
{
	Oid			user = GetUserId();
	RegistryWriter writer;
	int32		version;

	(void) registry_lock_model(import->name);
	registry_begin_write(&writer);
	version = next_version(import, user);
	insert_version(import, version, user);
	registry_end_write(&writer);
	return version;
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
	check_early(import.name);
	old = MemoryContextSwitchTo(context);
	import.source = PG_GETARG_BYTEA_PP(1);
	pg_env_init(&env, context, PG_MODEL_MEMORY);
	load(&env, &import);
	version = store(&import);
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
