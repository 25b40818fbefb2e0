/*
 * table_moments.h - the moments of a table's columns, by a scan of our own
 *
 * Building an array or a row datum of a hundred columns costs the executor more
 * than the arithmetic.  Here a parallel scan, of the kind that builds indexes,
 * takes fixed-width columns straight out of the tuples.
 *
 * Contract
 *  1. Reads what a SELECT with the active snapshot would, with as many workers
 *     as the planner would give it; in parallel mode, without any.
 *  2. Rights are the caller's affair.  The relation is open and locked, has
 *     storage, and no rows elsewhere (views, partitions, children).
 *  3. A row with a NULL or NaN is skipped and counted; with
 *     AN_MOMENTS_REFUSE_NULL it is an error.
 *  4. Rows are shared out by chance: the result differs from run to run by
 *     rounding, unless there are no workers.
 *  5. What takes longer than five seconds tells how far it is, by a NOTICE.
 */
#ifndef AN_PG_TABLE_MOMENTS_H
#define AN_PG_TABLE_MOMENTS_H

#include "moments.h"

#include "utils/relcache.h"

typedef struct TableColumns
{
	uint32		count;
	AttrNumber *attnums;		/* of numbers, see number_kind() */
	uint8	   *names;			/* block of names */
	size_t		names_size;
} TableColumns;

/* Folded, in the current memory context.  flags: of the moments. */
extern AnMoments *table_moments(Relation relation, const TableColumns *columns, uint16 flags);

#endif
