/* options.c - what a user says in jsonb */
#include "postgres.h"

#include <math.h>

#include "utils/builtins.h"
#include "utils/numeric.h"

#include "pg/base/options.h"

OptionWalk
options_of(JsonbContainer *json)
{
	return (OptionWalk) {.iterator = json == NULL ? NULL : JsonbIteratorInit(json)};
}

bool
next_option(OptionWalk *walk)
{
	while (walk->iterator != NULL)
	{
		switch (JsonbIteratorNext(&walk->iterator, &walk->value, true))
		{
			case WJB_KEY:
				walk->name = option_text(&walk->value);
				break;
			case WJB_VALUE:
			case WJB_ELEM:
				return true;
			default:
				break;
		}
	}
	return false;
}

JsonbContainer *
option_array(const JsonbValue *value)
{
	return value->type == jbvBinary && JsonContainerIsArray(value->val.binary.data) ? value->val.binary.data : NULL;
}

JsonbContainer *
option_object(const JsonbValue *value)
{
	return value->type == jbvBinary && JsonContainerIsObject(value->val.binary.data) ? value->val.binary.data : NULL;
}

double
option_number(const JsonbValue *value)
{
	if (value->type != jbvNumeric)
		return NAN;
	return DatumGetFloat8(DirectFunctionCall1(numeric_float8_no_overflow, NumericGetDatum(value->val.numeric)));
}

char *
option_text(const JsonbValue *value)
{
	return value->type == jbvString ? pnstrdup(value->val.string.val, value->val.string.len) : NULL;
}
