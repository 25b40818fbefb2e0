/* value_text.c - a value as text, whatever the session's settings */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "common/shortest_dec.h"
#include "miscadmin.h"
#include "pgtime.h"
#include "utils/builtins.h"
#include "utils/bytea.h"
#include "utils/cash.h"
#include "utils/float.h"
#include "utils/lsyscache.h"
#include "utils/numeric.h"

#include "pg/base/value_text.h"

void
value_text_init(ValueText *text, Oid type, MemoryContext context)
{
	Oid			function;
	bool		is_varlena;

	text->type = getBaseType(type);
	getTypeOutputInfo(text->type, &function, &is_varlena);
	fmgr_info_cxt(function, &text->output, context);
}

/* The shortest digits that are read back as the same number. */
static char *
number_text(double number, bool single)
{
	char	   *digits;

	if (isnan(number))
		return pstrdup("NaN");
	if (isinf(number))
		return pstrdup(number > 0 ? "Infinity" : "-Infinity");
	digits = palloc(DOUBLE_SHORTEST_DECIMAL_LEN);
	if (single)
		float_to_shortest_decimal_buf((float) number, digits);
	else
		double_to_shortest_decimal_buf(number, digits);
	return digits;
}

/* The settings that output functions look at. */
typedef struct Settings
{
	int			date_style;
	int			date_order;
	int			interval_style;
	int			float_digits;
	int			bytea_style;
	pg_tz	   *zone;
} Settings;

static Settings
get_settings(void)
{
	return (Settings) {DateStyle, DateOrder, IntervalStyle, extra_float_digits, bytea_output, session_timezone};
}

static void
put_settings(Settings settings)
{
	DateStyle = settings.date_style;
	DateOrder = settings.date_order;
	IntervalStyle = settings.interval_style;
	extra_float_digits = settings.float_digits;
	bytea_output = settings.bytea_style;
	session_timezone = settings.zone;
}

/* Setting the variables themselves: a level of settings for every value would take
 * longer than all the rest. */
static char *
output(ValueText *text, Datum value)
{
	Settings	before = get_settings();
	char	   *volatile result = NULL;

	PG_TRY();
	{
		put_settings((Settings) {USE_ISO_DATES, DATEORDER_YMD, INTSTYLE_POSTGRES, 1, BYTEA_OUTPUT_HEX, pg_tzset("GMT")});
		result = OutputFunctionCall(&text->output, value);
	}
	PG_FINALLY();
	{
		put_settings(before);
	}
	PG_END_TRY();
	return result;
}

char *
value_text(ValueText *text, Datum value)
{
	char	   *result;

	switch (text->type)
	{
		case BOOLOID:
			return pstrdup(DatumGetBool(value) ? "true" : "false");
		case FLOAT8OID:
			return number_text(DatumGetFloat8(value), false);
		case FLOAT4OID:
			return number_text(DatumGetFloat4(value), true);
		case MONEYOID:
			return psprintf(INT64_FORMAT, DatumGetCash(value));
		case BPCHAROID:
			result = OutputFunctionCall(&text->output, value);
			result[bpchartruelen(result, (int) strlen(result))] = '\0';
			return result;
		case NUMERICOID:
			return numeric_normalize(DatumGetNumeric(value));
		case TEXTOID:
		case VARCHAROID:
		case INT4OID:
		case INT8OID:
		case INT2OID:
			return OutputFunctionCall(&text->output, value);
		default:
			return output(text, value);
	}
}
