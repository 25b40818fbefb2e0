/* features.c - what is in a stored model: its features, and itself as a value */
#include "postgres.h"

#include <math.h>

#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"

#include "pg/base/args.h"
#include "pg/registry/model.h"
#include "model/explain.h"
#include "pg/registry/pca_store.h"
#include "pg/base/srf.h"
#include "pg/registry/stored_model.h"

/* Text for BI tools stays within this many bytes. */
#define MAX_LIST 255
#define ELLIPSIS "..."
#define FEATURE_COLUMNS 9

/* "a, b, c", cut at whole characters; the reserved level N/A is left out. */
static text *
level_list(const AnFeature *feature)
{
	StringInfoData list;

	initStringInfo(&list);
	for (uint32_t i = 1; i < feature->nlevels && list.len <= MAX_LIST; i++)
	{
		text	   *level = stored_model_level(feature, i);

		if (i > 1)
			appendStringInfoString(&list, ", ");
		appendBinaryStringInfo(&list, VARDATA_ANY(level), (int) VARSIZE_ANY_EXHDR(level));
	}
	if (list.len > MAX_LIST)
	{
		list.len = pg_mbcliplen(list.data, list.len, MAX_LIST - (int) strlen(ELLIPSIS));
		appendStringInfoString(&list, ELLIPSIS);
	}
	return cstring_to_text_with_len(list.data, list.len);
}

static const char *
kind_name(uint8_t kind)
{
	switch ((AnFeatureKind) kind)
	{
		case AN_NUMERIC:
			return "numeric";
		case AN_CATEGORICAL:
			return "categorical";
		case AN_IGNORED:
			return "ignored";
	}
	return "unknown";
}

static void
put_feature(Tuplestorestate *rows, TupleDesc columns, const AnModel *model, uint32_t f,
			int32 position, double importance)
{
	const AnFeature *feature = &model->features[f];
	bool		categorical = feature->kind == AN_CATEGORICAL;
	const char *part = an_part_name((AnPart) feature->part);
	bool		nulls[FEATURE_COLUMNS] = {false};
	Datum		values[FEATURE_COLUMNS];

	values[0] = Int32GetDatum(position);
	values[1] = PointerGetDatum(pg_text_for_display(feature->name));
	values[2] = PointerGetDatum(cstring_to_text(kind_name(feature->kind)));
	values[3] = BoolGetDatum(feature->ordered);
	values[4] = BoolGetDatum(feature->used);
	values[5] = Int32GetDatum(categorical ? (int32) feature->nlevels - 1 : 0);
	values[6] = categorical ? PointerGetDatum(level_list(feature)) : (Datum) 0;
	values[7] = Float8GetDatum(importance);
	values[8] = part == NULL ? (Datum) 0 : CStringGetTextDatum(part);
	nulls[5] = nulls[6] = !categorical;
	nulls[7] = isnan(importance);
	nulls[8] = part == NULL;
	tuplestore_putvalues(rows, columns, values, nulls);
}

static void
put_model_features(Tuplestorestate *rows, TupleDesc columns, struct varlena *image, bool readable)
{
	AnEnv		env;
	AnModel    *model;
	double	   *usage = NULL;
	int32		position = 0;

	pg_env_init(&env, CurrentMemoryContext, PG_MODEL_MEMORY);
	model = pg_model_decode(&env, image);
	if (readable)
		AN_RAISE_UNLESS_OK(&env, an_feature_usage(&env, model, &usage));
	for (uint32_t f = 0; f < model->nfeatures; f++)
		if (model->features[f].part != AN_REST)
			put_feature(rows, columns, model, f, ++position, readable ? usage[f] : NAN);
}

/* The columns of a PCA; without names when they are not known. */
static void
put_pca_features(Tuplestorestate *rows, TupleDesc columns, const AnPca *pca)
{
	Datum	   *names = pca_names(pca);

	for (uint32 f = 0; f < pca->order; f++)
	{
		bool		nulls[FEATURE_COLUMNS] = {false, names == NULL, false, false, false, true, true, true, true};
		Datum		values[FEATURE_COLUMNS] = {0};

		values[0] = Int32GetDatum((int32) f + 1);
		values[1] = names == NULL ? (Datum) 0 : names[f];
		values[2] = PointerGetDatum(cstring_to_text(kind_name(AN_NUMERIC)));
		values[3] = BoolGetDatum(false);
		values[4] = BoolGetDatum(true);
		tuplestore_putvalues(rows, columns, values, nulls);
	}
}

/* model_features(name text, version integer) -> setof ...; without the right to
 * read the model the importances are null */
AN_FUNCTION(analytics_model_features);
Datum
analytics_model_features(PG_FUNCTION_ARGS)
{
	text	   *name = args_text(fcinfo, 0, "name");
	ModelRow	row = stored_model_row(fcinfo, name, 1, RIGHT_USE);
	TupleDesc	columns;
	Tuplestorestate *rows = srf_begin(fcinfo, &columns);
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "analytics features",
												  ALLOCSET_DEFAULT_SIZES);
	MemoryContext old = MemoryContextSwitchTo(context);
	struct varlena *image = stored_model_image(name, row);
	struct varlena *pca = pca_of_image(image);
	bool		exists;

	if (pca != NULL)
		put_pca_features(rows, columns, pca_from_datum(PointerGetDatum(pca)));
	else
		put_model_features(rows, columns, image, registry_right(name, GetActiveSnapshot(), &exists) >= RIGHT_READ);
	MemoryContextSwitchTo(old);
	MemoryContextDelete(context);
	return (Datum) 0;
}

/* model_value(name text, version integer) -> model */
AN_FUNCTION(analytics_model_value);
Datum
analytics_model_value(PG_FUNCTION_ARGS)
{
	text	   *name = args_text(fcinfo, 0, "name");

	PG_RETURN_POINTER(stored_model_image(name, stored_model_row(fcinfo, name, 1, RIGHT_READ)));
}
