/* rows.c - from columns of a row to the values of a case */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/numeric.h"

#include "pg/score/date_parts.h"
#include "pg/score/rows.h"
#include "pg/registry/stored_model.h"
#include "pg/stats/vectors.h"

#define MAX_QUOTED 100			/* bytes of a value in a message */

void
rows_init(RowSource *row, const AnScorer *scorer, AnUnknown unknown, MemoryContext context)
{
	row->scorer = scorer;
	row->unknown = unknown;
	row->plain = an_model_plain_numbers(an_scorer_model(scorer));
	row->utf8 = GetDatabaseEncoding() == PG_UTF8;
	row->refused = false;
	row->texts = NULL;
	row->context = row->text_context = context;
	row->columns = NULL;
	row->sources = NULL;
}

void
rows_forget_output(RowSource *row, MemoryContext context)
{
	row->texts = NULL;
	row->text_context = context;
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
	if (row->unknown != AN_UNKNOWN_MISSING && (!row->refused || feature < row->refused_feature))
	{
		row->refused = true;
		row->refused_feature = feature;
	}
	return an_case_special(AN_BITS_MISSING);
}

/* The value of a number, be it infinite, not a number or one of the two bit
 * patterns, as a case holds it. */
float
rows_odd_number(RowSource *row, uint32 feature, double number)
{
	float		x;

	return an_case_number(number, row->plain, &x) ? x : refuse(row, feature);
}

/*
 * A loop over the columns of one type; number is what the value is as a double.
 * There is no branch on NULL, which nobody can guess: a null's value is read
 * (0 in a slot, whatever elsewhere) and dropped.
 */
#define FILL_NUMBERS(conversion, number) \
	do { \
		const Source *last = row->sources + row->first[(conversion) + 1]; \
		for (const Source *source = row->sources + row->first[conversion]; source < last; source++) \
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
	Size		len;
	int32		level;

	if (unlikely(VARATT_IS_COMPRESSED(value) || VARATT_IS_EXTERNAL(value)))
		text = pg_detoast_datum_packed(value);
	len = VARSIZE_ANY_EXHDR(text);
	if (source->padded)
		len = (Size) bpchartruelen(VARDATA_ANY(text), (int) len);
	level = find_level(row, source->levels, VARDATA_ANY(text), len);
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
		const Source *last = row->sources + row->first[(conversion) + 1]; \
		for (const Source *source = row->sources + row->first[conversion]; source < last; source++) \
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

/* Infinity, and a date beyond the last timestamp, has no parts. */
static float
read_date_part(RowSource *row, uint32 f, Datum value)
{
	const AnFeature *feature = &an_scorer_model(row->scorer)->features[f];
	double		number;
	char		text[16];

	if (!date_part_number(row->columns[f].type, value, (AnPart) feature->part, &number))
		return refuse(row, f);
	if (feature->kind == AN_NUMERIC)
		return rows_odd_number(row, f, number);
	snprintf(text, sizeof(text), "%.0f", number);
	return level_value(row, f, an_level_find(an_scorer_levels(row->scorer, f), text, strlen(text)));
}

static char *
output_value(RowSource *row, uint32 feature)
{
	const Column *column = &row->columns[feature];
	ValueText  *text;

	if (column->type == NUMERICOID)	/* with the zeros that it is shown with */
		return DatumGetCString(DirectFunctionCall1(numeric_out, row->values[column->index]));
	if (row->texts == NULL)
		row->texts = MemoryContextAllocZero(row->text_context, (an_scorer_model(row->scorer)->nfeatures + 1) * sizeof(ValueText));
	text = &row->texts[feature];
	if (!OidIsValid(text->type))
		value_text_init(text, column->type, row->text_context);
	return value_text(text, row->values[column->index]);
}

/* A level that is written as the column's value is, or as a number 1.0 is: "1". */
static int32
output_level(RowSource *row, uint32 feature)
{
	const Column *column = &row->columns[feature];
	const AnLevelTable *levels = an_scorer_levels(row->scorer, feature);
	char	   *value = output_value(row, feature);
	int32		level = find_level(row, levels, value, strlen(value));

	if (level < 0 && column->type == NUMERICOID)
	{
		pfree(value);
		value = numeric_normalize(DatumGetNumeric(row->values[column->index]));
		level = find_level(row, levels, value, strlen(value));
	}
	if (level < 0 && number_kind(column->type) != NUMBER_NONE)
		level = an_level_at(&an_scorer_model(row->scorer)->features[feature], value, strlen(value));
	pfree(value);
	return level;
}

void
rows_read(AnCase *c, uint32_t feature)
{
	RowSource  *row = c->source;
	const Column *column = &row->columns[feature];
	Datum		value = row->values[column->index];
	float		x;

	if (row->isnull[column->index])
	{
		c->x[feature] = an_case_special(AN_BITS_MISSING);
		return;
	}
	switch ((Conversion) column->conversion)
	{
		case CONVERT_NUMERIC:
			x = rows_odd_number(row, feature, number_value(NUMBER_NUMERIC, value));
			break;
		case CONVERT_REST:
			x = rest_of(column->type, value);
			break;
		case CONVERT_DATE_PART:
			x = read_date_part(row, feature, value);
			break;
		default:
			x = level_value(row, feature, output_level(row, feature));
	}
	c->x[feature] = x;
}

/* ----- what was refused ----- */

/* A value that a message quotes. */
static char *
clipped(char *value)
{
	if (strlen(value) > MAX_QUOTED)
		value[pg_mbcliplen(value, (int) strlen(value), MAX_QUOTED)] = '\0';
	return value;
}

static char *
known_levels(const AnFeature *feature)
{
	StringInfoData list;

	initStringInfo(&list);
	for (uint32 i = 1; i < feature->nlevels; i++)
		rows_list_item(&list, psprintf("\"%s\"", clipped(text_to_cstring(stored_model_level(feature, i)))));
	return list.data;
}

/* A date without parts, or a part that is none of the model's levels. */
static void
raise_date(RowSource *row, uint32 f, const char *value, const char *name)
{
	const AnFeature *feature = &an_scorer_model(row->scorer)->features[f];
	const Column *column = &row->columns[f];
	double		number;

	if (!date_part_number(column->type, row->values[column->index], (AnPart) feature->part, &number))
		ereport(ERROR,
				errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				errmsg("value %s of column \"%s\" is out of range", value, name),
				errdetail("The model takes parts of dates, which only a timestamp before the year 294277 has."),
				errhint("Use unknown_levels => 'missing' to score such values as missing."));
	ereport(ERROR,
			errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("unknown %s %.0f in column \"%s\"", an_part_name((AnPart) feature->part), number, name),
			errdetail("The model knows: %s.", known_levels(feature)),
			errhint("Use unknown_levels => 'missing' to score such values as missing."));
}

void
rows_raise(RowSource *row)
{
	uint32		f = row->refused_feature;
	const AnFeature *feature = &an_scorer_model(row->scorer)->features[f];
	char	   *name = text_to_cstring(pg_text_for_display(feature->name));
	char	   *value = clipped(output_value(row, f));

	if (feature->part >= AN_YEAR)
		raise_date(row, f, value, name);
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
	const Column *column = &row->columns[feature];

	if (column->conversion == CONVERT_NONE || row->isnull[column->index])
		return NULL;
	return cstring_to_text(output_value(row, feature));
}
