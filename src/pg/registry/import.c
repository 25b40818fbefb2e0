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

#include "pg/base/args.h"
#include "formats/formats.h"
#include "pg/base/columns.h"
#include "pg/registry/model.h"
#include "pg/registry/new_version.h"
#include "pg/stats/pca.h"
#include "pg/registry/pca_store.h"
#include "pg/registry/registry.h"
#include "pg/registry/registry_write.h"

typedef struct Import
{
	text	   *name;
	bytea	   *source;
	const char *format;
	bool		deploy;
	AnLoadOptions options;
	AnLoadNotes notes;
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
	import->options.best_iteration = args_bool(fcinfo, 6, "best_iteration");
	import->options.notes = &import->notes;
	if (import->options.best_iteration && import->options.trials > 0)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("\"trials\" and \"best_iteration\" cannot both be given"),
				errdetail("Both choose how many rounds are used."));
}

/* A feature that scoring reads, and its column's name. */
typedef struct NamedColumn
{
	NameData	column;
	uint32		feature;
} NamedColumn;

static int
compare_columns(const void *a, const void *b)
{
	const NamedColumn *left = a;
	const NamedColumn *right = b;
	int			order = strcmp(NameStr(left->column), NameStr(right->column));

	return order != 0 ? order : left->feature < right->feature ? -1 : 1;
}

static char *
feature_name(const AnModel *model, uint32 feature)
{
	return text_to_cstring(pg_text_for_display(model->features[feature].name));
}

/* Two features that a table could only have as one column would both get its value. */
static void
check_names_distinct(const AnModel *model)
{
	NamedColumn *columns = palloc_extended(((Size) model->nfeatures + 1) * sizeof(NamedColumn), MCXT_ALLOC_HUGE);
	uint32		count = 0;

	for (uint32_t i = 0; i < model->nfeatures; i++)
	{
		const AnFeature *feature = &model->features[i];

		if (!feature->used || feature->part != AN_WHOLE)
			continue;
		columns_identifier(feature->name, &columns[count].column);
		columns[count++].feature = i;
	}
	qsort(columns, count, sizeof(NamedColumn), compare_columns);
	for (uint32 i = 1; i < count; i++)
		if (strcmp(NameStr(columns[i - 1].column), NameStr(columns[i].column)) == 0)
			ereport(ERROR, errcode(ERRCODE_DUPLICATE_COLUMN),
					errmsg("features \"%s\" and \"%s\" would have the same column",
						   feature_name(model, columns[i - 1].feature), feature_name(model, columns[i].feature)),
					errdetail("Names of columns are cut at %d bytes, and up to there these are the same.",
							  NAMEDATALEN - 1),
					errhint("Give the features other names, and save the model again."));
	pfree(columns);
}

/* Columns are bound by these names; "?" in them would never match. */
static void
check_names(const AnModel *model)
{
	for (uint32_t i = 0; i < model->nfeatures; i++)
		pfree(pg_text_from_core(model->features[i].name));
	check_names_distinct(model);
}

/* Who stopped early mostly wants the best round; the tools differ in what they use. */
static void
tell_rounds(const Import *import)
{
	uint32		rounds = import->notes.rounds;
	uint32		best = import->notes.best;

	if (import->options.trials > rounds)
		ereport(WARNING,
				errmsg("%u rounds were asked for, the model has %u", import->options.trials, rounds),
				errdetail("All %u are used.", rounds));
	if (best == 0 || best >= rounds || import->options.trials > 0 || import->options.best_iteration)
		return;
	ereport(NOTICE,
			errmsg("all %u rounds of the model are used, though the first %u were the best in its training",
				   rounds, best),
			errdetail("The file says \"best_iteration\" %u, counted from 0. XGBoost's Booster.predict() uses "
					  "all rounds, its XGBClassifier and XGBRegressor those up to the best.", best - 1),
			errhint("Import with best_iteration => true, or trials => %u, to use the first %u.", best, best));
}

static void
load(AnEnv *env, Import *import)
{
	AN_RAISE_UNLESS_OK(env, an_load_model(env, import->format,
										  (const uint8_t *) VARDATA_ANY(import->source),
										  VARSIZE_ANY_EXHDR(import->source),
										  &import->options, &import->used, &import->model));
	check_names(import->model);
	import->image = pg_model_encode(env, import->model);
	if (import->model->ntrials > 0 && import->options.trials > import->model->ntrials)
		ereport(WARNING,
				errmsg("%u trials were asked for, the model has %u",
					   import->options.trials, import->model->ntrials),
				errdetail("All %u are used.", import->model->ntrials));
	if (import->notes.rounds > 0)
		tell_rounds(import);
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
 * unknown_levels text, deploy boolean, best_iteration boolean) -> integer */
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
