/* rows_bind.c - which column feeds which feature, and how */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "date_parts.h"
#include "rows.h"

#define MAX_LISTED 2000			/* bytes of names in an error */

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

static Conversion
feature_conversion(const AnFeature *feature, Oid type)
{
	if (feature->part >= AN_YEAR)
		return date_has_parts(type) ? CONVERT_DATE_PART : CONVERT_NONE;
	if (feature->part == AN_REST)
		return numeric_conversion(type) != CONVERT_NONE ? CONVERT_REST : CONVERT_NONE;
	if (feature->exact && type == BPCHAROID)
		return CONVERT_OUTPUT_LEVEL;	/* its blanks at the end are no part of the value */
	return feature->kind == AN_NUMERIC ? numeric_conversion(type) : level_conversion(type);
}

Conversion
rows_conversion(const AnFeature *feature, Oid *type)
{
	Conversion	conversion = feature_conversion(feature, *type);

	if (conversion != CONVERT_NONE || *type == UNKNOWNOID)
		return conversion;
	*type = getBaseType(*type); /* a domain */
	return feature_conversion(feature, *type);
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

void
rows_list_item(StringInfo list, const char *item)
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
			rows_list_item(&misfit.missing, text_to_cstring(pg_text_for_display(feature->name)));
			continue;
		}
		column->index = attnum - 1;
		column->type = TupleDescAttr(desc, attnum - 1)->atttypid;
		column->conversion = rows_conversion(feature, &column->type);
		if (column->conversion == CONVERT_NONE)
			rows_list_item(&misfit.mistyped, psprintf("%s (%s instead of %s)",
												 NameStr(TupleDescAttr(desc, attnum - 1)->attname),
												 format_type_be(TupleDescAttr(desc, attnum - 1)->atttypid),
												 feature->part >= AN_YEAR ? "a date or timestamp"
												 : feature->kind == AN_NUMERIC ? "a number" : "a category"));
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
