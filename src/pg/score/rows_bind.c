/* rows_bind.c - which column feeds which feature, and how */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "pg/score/date_parts.h"
#include "pg/base/near_column.h"
#include "pg/score/rows.h"

#define MAX_LISTED 2000			/* bytes of names in an error */
#define MAX_NEAR 3				/* names that near ones are looked for */

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

/* ----- what does not fit ----- */

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
	StringInfoData near;		/* columns that may have been meant */
	StringInfoData mistyped;
	int			looked;			/* for how many */
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
			errhint("%sColumns are matched by name, case-sensitively; "
					"see analytics.model_features for what the model reads. "
					"Pass a table's row, or a row cast to a named type.",
					misfit->near.len > 0 ? psprintf("Perhaps the row has it under another name: %s. ", misfit->near.data) : ""));
}

static void
add_missing(Misfit *misfit, const AnFeature *feature, TupleDesc desc)
{
	NameData	name;
	const char *near;

	if (misfit->missing.len > MAX_LISTED)
	{
		rows_list_item(&misfit->missing, "");
		return;
	}
	rows_list_item(&misfit->missing, text_to_cstring(pg_text_for_display(feature->name)));
	if (misfit->looked++ >= MAX_NEAR)
		return;
	columns_identifier(feature->name, &name);
	near = near_column(desc, NameStr(name));
	if (near != NULL)
		rows_list_item(&misfit->near, psprintf("\"%s\" for \"%s\"", near, NameStr(name)));
}

static void
add_mistyped(Misfit *misfit, const AnFeature *feature, Form_pg_attribute attribute)
{
	rows_list_item(&misfit->mistyped, psprintf("%s (%s instead of %s)", NameStr(attribute->attname),
											   format_type_be(attribute->atttypid),
											   feature->part >= AN_YEAR ? "a date or timestamp"
											   : feature->kind == AN_NUMERIC ? "a number" : "a category"));
}

/* ----- binding ----- */

void
rows_bind(RowSource *row, TupleDesc desc, const char *model_name)
{
	const AnModel *model = an_scorer_model(row->scorer);
	Misfit		misfit = {.looked = 0};
	ColumnFinder finder;

	initStringInfo(&misfit.missing);
	initStringInfo(&misfit.near);
	initStringInfo(&misfit.mistyped);
	rows_allocate(row);
	columns_find_begin(&finder, desc);
	for (uint32 f = 0; f < model->nfeatures; f++)
	{
		const AnFeature *feature = &model->features[f];
		Column	   *column = &row->columns[f];
		AttrNumber	attnum;

		if (!feature->used)
			continue;
		CHECK_FOR_INTERRUPTS();
		attnum = columns_find_identifier(&finder, feature->name);
		if (attnum == 0)
		{
			/* parts of a column are features next to each other */
			if (f == 0 || !model->features[f - 1].used || !an_str_equal(model->features[f - 1].name, feature->name))
				add_missing(&misfit, feature, desc);
			continue;
		}
		column->index = attnum - 1;
		column->type = TupleDescAttr(desc, attnum - 1)->atttypid;
		column->conversion = rows_conversion(feature, &column->type);
		if (column->conversion == CONVERT_NONE)
			add_mistyped(&misfit, feature, TupleDescAttr(desc, attnum - 1));
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
				(Source) {an_scorer_levels(row->scorer, f), f, column->index, column->type == BPCHAROID};
	}
}
