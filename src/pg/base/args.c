/* args.c - arguments of the functions that manage models */
#include "postgres.h"

#include "pg/base/args.h"
#include "pg/base/released.h"

void
args_not_null(FunctionCallInfo fcinfo, int arg, const char *name)
{
	if (arg >= PG_NARGS())		/* the script of an older version */
		released_refuse();
	if (PG_ARGISNULL(arg))
		ereport(ERROR, errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				errmsg("argument \"%s\" must not be null", name));
}

text *
args_text(FunctionCallInfo fcinfo, int arg, const char *name)
{
	args_not_null(fcinfo, arg, name);
	return PG_GETARG_TEXT_PP(arg);
}

int32
args_int32(FunctionCallInfo fcinfo, int arg, const char *name)
{
	args_not_null(fcinfo, arg, name);
	return PG_GETARG_INT32(arg);
}

bool
args_bool(FunctionCallInfo fcinfo, int arg, const char *name)
{
	args_not_null(fcinfo, arg, name);
	return PG_GETARG_BOOL(arg);
}
