/* moments.h - the SQL type analytics.moments: an AnMoments whose host word is
 * the varlena header */
#ifndef AN_PG_MOMENTS_H
#define AN_PG_MOMENTS_H

#include "pg/base/an_pg.h"

#include "stats/moments.h"

/* Memory for the linear algebra of one call. */
#define PG_STATS_MEMORY ((size_t) 1024 * 1024 * 1024)

/* A stored value, detoasted and checked, not to be changed. */
extern const AnMoments *moments_from_datum(Datum value);

/* Zeroed, in the current memory context. */
extern AnMoments *moments_new(uint32 order, const uint8 *names, size_t names_size,
							  uint32 room, uint16 flags);

/* A copy in the current memory context, with that room for rows. */
extern AnMoments *moments_copy(const AnMoments *from, uint32 room);

/* A folded copy without a block: what is stored. */
extern AnMoments *moments_folded(const AnMoments *from);

/* Folds in place; scratch memory is released. */
extern void moments_fold(AnMoments *m);
extern void moments_merge(AnMoments *into, const AnMoments *from);

/* Argument arg, on_null: 'skip' or 'error', as a flag of the moments; 0 when
 * there is no such argument. */
extern uint16 moments_get_on_null(FunctionCallInfo fcinfo, int arg);

#endif
