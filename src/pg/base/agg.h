/* agg.h - what aggregates share */
#ifndef AN_PG_AGG_H
#define AN_PG_AGG_H

#include "pg/base/an_pg.h"

/* Transition and combine functions change their first argument, which is right
 * only when an aggregate calls them; anybody can call them by name. */
static inline void
agg_check_context(FunctionCallInfo fcinfo)
{
	if (!AggCheckCallContext(fcinfo, NULL))
		ereport(ERROR, errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				errmsg("aggregate support function called outside of an aggregate"));
}

#endif
