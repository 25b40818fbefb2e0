/* rows.c - from columns of a row to the values of a case */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/numeric.h"

#include "model/category.h"
#include "rows.h"

#define MAX_LISTED 2000			/* bytes of names in an error */

void
rows_init(RowSource *row, const AnScorer *scorer, bool lenient, MemoryContext context)
{
	row->scorer = scorer;
	row->lenient = lenient;
	row->utf8 = GetDatabaseEncoding() == PG_UTF8;
	row->refused = false;
	row->output = NULL;
	row->context = context;
	row->columns = NULL;
	row->sources = NULL;
}

void
rows_allocate(RowSource *row)
{
	Size		n = an_scorer_model(row->scorer)->nfeatures + 1;

	if (row->columns != NULL)
		return;
	row->columns = MemoryContextAllocZero(row->context, n * sizeof(Column));
	row->sources = MemoryContextAlloc(row->context, n * sizeof(Source));
}

/* ----- binding ----- */

static Conversion
numeric_conversion(Oid type)
{
	switch (type)
	{
		case INT2OID:
			return CONVERT_INT2;
		case INT4OID:
			return CONVERT_INT4;
		case INT8OID:
			return CONVERT_INT8;
		case FLOAT4OID:
			return CONVERT_FLOAT4;
		case FLOAT8OID:
			return CONVERT_FLOAT8;
		case NUMERICOID:
			return CONVERT_NUMERIC;
		case BOOLOID:
			return CONVERT_BOOL;
		default:
			return CONVERT_NONE;
	}
}

static Conversion
level_conversion(Oid type)
{
	switch (type)
	{
		case TEXTOID:
		case VARCHAROID:
		case BPCHAROID:
			return CONVERT_TEXT_LEVEL;
		case BOOLOID:
			return CONVERT_BOOL_LEVEL;
		case INT2OID:
		case INT4OID:
		case INT8OID:
		case FLOAT4OID:
		case FLOAT8OID:
		case NUMERICOID:
		case NAMEOID:
		case CHAROID:
			return CONVERT_OUTPUT_LEVEL;
		default:
			return type_is_enum(type) ? CONVERT_OUTPUT_LEVEL : CONVERT_NONE;
	}
}

Conversion
rows_conversion(const AnFeature *feature, Oid *type)
{
	Conversion	conversion;

	conversion = feature->kind == AN_NUMERIC ? numeric_conversion(*type) : level_conversion(*type);
	if (conversion != CONVERT_NONE || *type == UNKNOWNOID)
		return conversion;
	*type = getBaseType(*type); /* a domain */
	return feature->kind == AN_NUMERIC ? numeric_conversion(*type) : level_conversion(*type);
}

/* R's names can be longer. */
void
rows_identifier(const AnFeature *feature, NameData *name)
{
	char	   *text = text_to_cstring(pg_text_for_display(feature->name));

	if (strlen(text) >= NAMEDATALEN)	/* as CREATE TABLE clips it */
		text[pg_mbcliplen(text, (int) strlen(text), NAMEDATALEN - 1)] = '\0';
	namestrcpy(name, text);
	pfree(text);
}

AttrNumber
rows_find_attribute(TupleDesc desc, const AnFeature *feature, int *hint)
{
	NameData	name;

	rows_identifier(feature, &name);
	for (int i = 0; i < desc->natts; i++)
	{
		int			at = (*hint + i) % desc->natts;
		Form_pg_attribute attribute = TupleDescAttr(desc, at);

		if (attribute->attisdropped || strcmp(NameStr(attribute->attname), NameStr(name)) != 0)
			continue;
		*hint = at + 1;
		return (AttrNumber) (at + 1);
	}
	return 0;
}

static void
list_item(StringInfo list, const char *item)
{
	if (list->len > MAX_LISTED)
	{
		if (list->data[list->len - 1] != '.')
			appendStringInfoString(list, ", ...");
		return;
	}
	if (list->len > 0)
		appendStringInfoString(list, ", ");
	appendStringInfoString(list, item);
}

typedef struct Misfit
{
	StringInfoData missing;
	StringInfoData mistyped;
} Misfit;

static void
raise_misfit(const Misfit *misfit, const char *model_name)
{
	bool		missing = misfit->missing.len > 0;
	bool		mistyped = misfit->mistyped.len > 0;

	ereport(ERROR,
			errcode(missing ? ERRCODE_UNDEFINED_COLUMN : ERRCODE_DATATYPE_MISMATCH),
			errmsg("the row does not fit model \"%s\"", model_name),
			errdetail("%s%s%s%s%s%s",
					  missing ? "Missing columns: " : "", misfit->missing.data,
					  missing ? "." : "", missing && mistyped ? " " : "",
					  mistyped ? psprintf("Columns of a wrong type: %s.", misfit->mistyped.data) : "", ""),
			errhint("Columns are matched by name, case-sensitively; "
					"see analytics.model_features for what the model reads. "
					"Pass a table's row, or a row cast to a named type."));
}

void
rows_bind(RowSource *row, TupleDesc desc, const char *model_name)
{
	const AnModel *model = an_scorer_model(row->scorer);
	Misfit		misfit;
	int			hint = 0;

	initStringInfo(&misfit.missing);
	initStringInfo(&misfit.mistyped);
	rows_allocate(row);
	for (uint32 f = 0; f < model->nfeatures; f++)
	{
		const AnFeature *feature = &model->features[f];
		Column	   *column = &row->columns[f];
		AttrNumber	attnum;

		if (feature->kind == AN_IGNORED)
			continue;
		attnum = rows_find_attribute(desc, feature, &hint);
		if (attnum == 0)
		{
			list_item(&misfit.missing, text_to_cstring(pg_text_for_display(feature->name)));
			continue;
		}
		column->index = attnum - 1;
		column->type = TupleDescAttr(desc, attnum - 1)->atttypid;
		column->conversion = rows_conversion(feature, &column->type);
		if (column->conversion == CONVERT_NONE)
			list_item(&misfit.mistyped, psprintf("%s (%s instead of %s)",
												 NameStr(TupleDescAttr(desc, attnum - 1)->attname),
												 format_type_be(TupleDescAttr(desc, attnum - 1)->atttypid),
												 feature->kind == AN_NUMERIC ? "a number" : "a category"));
	}
	if (misfit.missing.len > 0 || misfit.mistyped.len > 0)
		raise_misfit(&misfit, model_name);
	rows_prepare(row);
}

/* By counting, since a statement for one row does this, too. */
void
rows_prepare(RowSource *row)
{
	const AnModel *model = an_scorer_model(row->scorer);
	uint32		next[CONVERSIONS] = {0};

	for (uint32 f = 0; f < model->nfeatures; f++)
		next[row->columns[f].conversion] += model->features[f].used;
	row->first[0] = 0;
	for (int i = 0; i < CONVERSIONS; i++)
	{
		row->first[i + 1] = row->first[i] + next[i];
		next[i] = row->first[i];
	}
	for (uint32 f = 0; f < model->nfeatures; f++)
	{
		const Column *column = &row->columns[f];

		if (model->features[f].used)
			row->sources[next[column->conversion]++] =
				(Source) {an_scorer_levels(row->scorer, f), f, column->index};
	}
}

/* ----- converting all at once ----- */

static float
refuse(RowSource *row, uint32 feature)
{
	/* the first by number, in whatever order they are converted */
	if (!row->lenient && (!row->refused || feature < row->refused_feature))
	{
		row->refused = true;
		row->refused_feature = feature;
	}
	return an_case_special(AN_BITS_MISSING);
}

/* The value of a number that is infinite, not a number or one of the two bit
 * patterns, as a case holds it. */
float
rows_odd_number(RowSource *row, uint32 feature, double number)
{
	float		x;

	return an_case_number(number, &x) ? x : refuse(row, feature);
}

/*
 * A loop over the columns of one type; number is what the value is as a double.
 * There is no branch on NULL, which nobody can guess: a null's value is read
 * (0 in a slot, whatever elsewhere) and dropped.
 */
#define FILL_NUMBERS(conversion, number) \
	do { \
		const Source *end = row->sources + row->first[(conversion) + 1]; \
		for (const Source *source = row->sources + row->first[conversion]; source < end; source++) \
		{ \
			bool		isnull = row->isnull[source->index]; \
			Datum		value = row->values[source->index]; \
			double		wide = FLOAT8PASSBYVAL || !isnull ? (number) : 0; \
			float		x = (float) wide; \
			if (unlikely(an_case_is_odd(x)) && !isnull) \
				x = rows_odd_number(row, source->feature, wide); \
			c->x[source->feature] = isnull ? missing : x; \
		} \
	} while (0)

static inline int32
find_level(const RowSource *row, const AnLevelTable *levels, const char *value, Size len)
{
	if (unlikely(!row->utf8))
	{
		char	   *utf8 = pg_server_to_any(value, (int) len, PG_UTF8);

		if (utf8 != value)
			return an_level_find(levels, utf8, strlen(utf8));
	}
	return an_level_find(levels, value, len);
}

/* A level as a case holds it: its number, MISSING for 0, refused below. */
static inline float
level_value(RowSource *row, uint32 feature, int32 level)
{
	if (likely(level > 0))
		return (float) level;
	return level == 0 ? an_case_special(AN_BITS_MISSING) : refuse(row, feature);
}

float
rows_text_level(RowSource *row, const Source *source, struct varlena *value)
{
	struct varlena *text = value;
	int32		level;

	if (unlikely(VARATT_IS_COMPRESSED(value) || VARATT_IS_EXTERNAL(value)))
		text = pg_detoast_datum_packed(value);
	level = find_level(row, source->levels, VARDATA_ANY(text), VARSIZE_ANY_EXHDR(text));
	if (unlikely(text != value))
		pfree(text);
	return level_value(row, source->feature, level);
}

float
rows_bool_level(RowSource *row, const Source *source, bool value)
{
	const char *text = value ? "TRUE" : "FALSE";

	return level_value(row, source->feature, an_level_find(source->levels, text, strlen(text)));
}

#define FILL_LEVELS(conversion, level) \
	do { \
		const Source *end = row->sources + row->first[(conversion) + 1]; \
		for (const Source *source = row->sources + row->first[conversion]; source < end; source++) \
			c->x[source->feature] = row->isnull[source->index] ? missing : (level); \
	} while (0)

void
rows_fill(RowSource *row, AnCase *c)
{
	const Source *end = row->sources + row->first[CONVERSIONS];
	float		missing = an_case_special(AN_BITS_MISSING);

	FILL_NUMBERS(CONVERT_FLOAT8, DatumGetFloat8(value));
	FILL_NUMBERS(CONVERT_INT4, DatumGetInt32(value));
	FILL_NUMBERS(CONVERT_FLOAT4, DatumGetFloat4(value));
	FILL_NUMBERS(CONVERT_INT2, DatumGetInt16(value));
	FILL_NUMBERS(CONVERT_INT8, (double) DatumGetInt64(value));
	FILL_NUMBERS(CONVERT_BOOL, DatumGetBool(value));
	FILL_LEVELS(CONVERT_TEXT_LEVEL, rows_text_level(row, source, (struct varlena *) DatumGetPointer(row->values[source->index])));
	FILL_LEVELS(CONVERT_BOOL_LEVEL, rows_bool_level(row, source, DatumGetBool(row->values[source->index])));
	for (const Source *source = row->sources + row->first[FIRST_SLOW_CONVERSION]; source < end; source++)
		c->x[source->feature] = an_case_special(AN_BITS_UNREAD);
}

/* ----- converting one that is asked for ----- */

/* As R does: by way of decimal text. */
static double
numeric_value(Datum value)
{
	char	   *digits = DatumGetCString(DirectFunctionCall1(numeric_out, value));
	double		number = strtod(digits, NULL);

	pfree(digits);
	return number;
}

static char *
output_value(RowSource *row, uint32 feature)
{
	const Column *column = &row->columns[feature];
	FmgrInfo   *output;

	if (row->output == NULL)
		row->output = MemoryContextAllocZero(row->context, (an_scorer_model(row->scorer)->nfeatures + 1) * sizeof(FmgrInfo));
	output = &row->output[feature];
	if (!OidIsValid(output->fn_oid))
	{
		Oid			function;
		bool		is_varlena;

		getTypeOutputInfo(column->type, &function, &is_varlena);
		fmgr_info_cxt(function, output, row->context);
	}
	return OutputFunctionCall(output, row->values[column->index]);
}

void
rows_read(AnCase *c, uint32_t feature)
{
	RowSource  *row = c->source;
	const Column *column = &row->columns[feature];
	float		x = an_case_special(AN_BITS_MISSING);
	bool		good = true;

	if (!row->isnull[column->index] && column->conversion == CONVERT_NUMERIC)
		good = an_case_number(numeric_value(row->values[column->index]), &x);
	else if (!row->isnull[column->index])
	{
		char	   *value = output_value(row, feature);

		x = level_value(row, feature, find_level(row, an_scorer_levels(row->scorer, feature), value, strlen(value)));
		pfree(value);
	}
	c->x[feature] = good ? x : refuse(row, feature);
}

/* ----- what was refused ----- */

static char *
known_levels(const AnFeature *feature)
{
	StringInfoData list;

	initStringInfo(&list);
	for (uint32 i = 1; i < feature->nlevels; i++)
	{
		char	   *level = pstrdup(feature->levels[i].data);

		level[an_readable(level, feature->levels[i].len)] = '\0';
		list_item(&list, psprintf("\"%s\"", text_to_cstring(pg_text_for_display((AnStr) {level, strlen(level)}))));
	}
	return list.data;
}

void
rows_raise(RowSource *row)
{
	uint32		f = row->refused_feature;
	const AnFeature *feature = &an_scorer_model(row->scorer)->features[f];
	char	   *name = text_to_cstring(pg_text_for_display(feature->name));
	char	   *value = output_value(row, f);

	if (strlen(value) > 100)
		value[pg_mbcliplen(value, (int) strlen(value), 100)] = '\0';
	if (feature->kind == AN_NUMERIC)
		ereport(ERROR,
				errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				errmsg("value %s of column \"%s\" is out of range", value, name),
				errdetail("The model computes in single precision: finite numbers up to 3.4e38."),
				errhint("Use unknown_levels => 'missing' to score such values as missing."));
	ereport(ERROR,
			errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("unknown level \"%s\" in column \"%s\"", value, name),
			errdetail("The model knows: %s.", known_levels(feature)),
			errhint("Use unknown_levels => 'missing' when scoring or importing to score such values as missing."));
}

text *
rows_value_text(RowSource *row, uint32 feature)
{
	if (row->isnull[row->columns[feature].index])
		return NULL;
	return cstring_to_text(output_value(row, feature));
}
