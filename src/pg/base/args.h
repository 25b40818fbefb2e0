/* args.h - arguments of the functions that manage models */
#ifndef AN_PG_ARGS_H
#define AN_PG_ARGS_H

#include "pg/base/an_pg.h"

/* These functions are not STRICT: a NULL that slipped into the name of a model
 * to drop should be heard of. */
extern void args_not_null(FunctionCallInfo fcinfo, int arg, const char *name);

extern text *args_text(FunctionCallInfo fcinfo, int arg, const char *name);
extern int32 args_int32(FunctionCallInfo fcinfo, int arg, const char *name);
extern bool args_bool(FunctionCallInfo fcinfo, int arg, const char *name);

#endif
