/* rows.c - from columns of a row to the values of a case */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"

#include "date_parts.h"
#include "rows.h"
#include "vectors.h"

void
rows_init(RowSource *row, const AnScorer *scorer, AnUnknown unknown, MemoryContext context)
{
	row->scorer = scorer;
	row->unknown = unknown;
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

/* ----- converting all at once ----- */

static float
refuse(RowSource *row, uint32 feature)
{
	/* the first by number, in whatever order they are converted */
	if (row->unknown == AN_UNKNOWN_ERROR && (!row->refused || feature < row->refused_feature))
	{
		row->refused = true;
		row->refused_feature = feature;
	}
	return an_case_special(AN_BITS_MISSING);
}

static inline bool
case_number(const RowSource *row, double number, float *x)
{
	return an_case_number(number, an_model_plain_numbers(an_scorer_model(row->scorer)), x);
}

/* The value of a number that is infinite, not a number or one of the two bit
 * patterns, as a case holds it. */
float
rows_odd_number(RowSource *row, uint32 feature, double number)
{
	float		x;

	return case_number(row, number, &x) ? x : refuse(row, feature);
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
	if (level < 0 && row->unknown == AN_UNKNOWN_OTHER)
		return 1;
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

/* What a number lost in single precision; of one that is missing, or refused with
 * its whole, nothing is left. */
static float
rest_of(Oid type, Datum value)
{
	double		number = number_value(number_kind(type), value);
	float		rest = (float) (number - (double) (float) number);

	return isfinite(rest) ? rest : an_case_special(AN_BITS_MISSING);
}

static bool
read_date_part(RowSource *row, uint32 f, Datum value, float *x)
{
	const AnFeature *feature = &an_scorer_model(row->scorer)->features[f];
	double		number;
	char		text[16];

	if (!date_part_number(row->columns[f].type, value, (AnPart) feature->part, &number))
		return false;
	if (feature->kind == AN_NUMERIC)
		return case_number(row, number, x);
	snprintf(text, sizeof(text), "%.0f", number);
	*x = level_value(row, f, an_level_find(an_scorer_levels(row->scorer, f), text, strlen(text)));
	return true;
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

static float
read_output_level(RowSource *row, uint32 feature)
{
	char	   *value = output_value(row, feature);
	int			len = (int) strlen(value);
	int32		level;

	if (row->columns[feature].type == BPCHAROID)
		len = bpchartruelen(value, len);
	level = find_level(row, an_scorer_levels(row->scorer, feature), value, len);
	if (level < 0 && number_kind(row->columns[feature].type) != NUMBER_NONE)
		level = an_level_at(&an_scorer_model(row->scorer)->features[feature], value, len);
	pfree(value);
	return level_value(row, feature, level);
}

void
rows_read(AnCase *c, uint32_t feature)
{
	RowSource  *row = c->source;
	const Column *column = &row->columns[feature];
	Datum		value = row->values[column->index];
	float		x = an_case_special(AN_BITS_MISSING);
	bool		good = true;

	if (row->isnull[column->index])
	{
		c->x[feature] = x;
		return;
	}
	switch ((Conversion) column->conversion)
	{
		case CONVERT_NUMERIC:
			good = case_number(row, number_value(NUMBER_NUMERIC, value), &x);
			break;
		case CONVERT_REST:
			x = rest_of(column->type, value);
			break;
		case CONVERT_DATE_PART:
			good = read_date_part(row, feature, value, &x);
			break;
		default:
			x = read_output_level(row, feature);
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

		level[an_level_readable(feature, level, feature->levels[i].len)] = '\0';
		rows_list_item(&list, psprintf("\"%s\"", text_to_cstring(pg_text_for_display((AnStr) {level, strlen(level)}))));
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
