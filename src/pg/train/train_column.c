/* train_column.c - a column of the source: what it is to a training, and its values */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "pg/score/date_parts.h"
#include "pg/train/train_column.h"

static bool
is_level_type(Oid type)
{
	return type == TEXTOID || type == VARCHAROID || type == BPCHAROID || type == BOOLOID
		|| type == NAMEOID || type == CHAROID || type_is_enum(type);
}

bool
train_column_describe(TupleDesc desc, int index, SourceColumn *column)
{
	Form_pg_attribute attribute = TupleDescAttr(desc, index);

	memset(column, 0, sizeof(*column));
	column->index = index;
	column->name = NameStr(attribute->attname);
	column->type = getBaseType(attribute->atttypid);
	column->number = number_kind(column->type);
	if (date_has_parts(column->type))
		column->use = COLUMN_DATE;
	else if (is_level_type(column->type))
		column->use = COLUMN_LEVEL;
	else if (column->number != NUMBER_NONE)
		column->use = COLUMN_NUMBER;
	else
		return false;
	value_text_init(&column->text, column->type, CurrentMemoryContext);
	return true;
}

const char *
train_column_text(SourceColumn *column, Datum value, bool upper, size_t *len)
{
	const char *text;

	if (column->type == TEXTOID || column->type == VARCHAROID || column->type == BPCHAROID)
	{
		AnStr		str = core_text_from_pg(pg_detoast_datum_packed((struct varlena *) DatumGetPointer(value)));

		*len = str.len;
		if (column->type == BPCHAROID)
			*len = (size_t) bpchartruelen(unconstify(char *, str.data), (int) str.len);
		return str.data;
	}
	if (column->type == BOOLOID && upper)
		text = DatumGetBool(value) ? "TRUE" : "FALSE";
	else
	{
		char	   *own = value_text(&column->text, value);

		text = pg_server_to_any(own, (int) strlen(own), PG_UTF8);
	}
	*len = strlen(text);
	return text;
}

/* A date that is infinite, or later than any timestamp. */
static _Noreturn void
raise_no_parts(SourceColumn *column, Datum value)
{
	ereport(ERROR, errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			errmsg("value %s of column \"%s\" is out of range", value_text(&column->text, value), column->name),
			errdetail("The model takes parts of dates, which only a timestamp before the year 294277 has."),
			errhint("A date that is not known should be NULL."));
	pg_unreachable();
}

static void
read_date(AnEnv *env, AnEncoder *encoder, SourceColumn *column, Datum value)
{
	for (int i = 0; i < column->nparts; i++)
	{
		uint32		feature = column->feature + (uint32) i;
		double		number;
		char		text[16];

		if (!date_part_number(column->type, value, column->parts[i], &number))
			raise_no_parts(column, value);
		if (!column->part_is_level[i])
		{
			AN_RAISE_UNLESS_OK(env, an_encoder_number(encoder, feature, number));
			continue;
		}
		snprintf(text, sizeof(text), "%.0f", number);
		AN_RAISE_UNLESS_OK(env, an_encoder_level(encoder, feature, text, strlen(text)));
	}
}

void
train_column_read(AnEnv *env, AnEncoder *encoder, SourceColumn *column, Datum value)
{
	const char *text;
	size_t		len;

	switch (column->use)
	{
		case COLUMN_NUMBER:
			AN_RAISE_UNLESS_OK(env, an_encoder_number(encoder, column->feature, number_value(column->number, value)));
			break;
		case COLUMN_LEVEL:
			text = train_column_text(column, value, true, &len);
			AN_RAISE_UNLESS_OK(env, an_encoder_level(encoder, column->feature, text, len));
			break;
		case COLUMN_DATE:
			read_date(env, encoder, column, value);
			break;
	}
}
