/*
 * table_moments.h - the moments of a table's columns, by a parallel scan
 *
 * Contract
 *  1. Reads what a SELECT with the active snapshot would, with as many workers
 *     as the planner would give it (max_parallel_workers_per_gather, the
 *     table's size, its parallel_workers); in a transaction that is parallel
 *     already, without any.
 *  2. Rights are the caller's affair: rows are read without asking.  The table
 *     has storage, and no rows elsewhere (views, partitions, children).
 *  3. A row with a NULL or NaN is skipped and counted; with
 *     AN_MOMENTS_REFUSE_NULL it is an error.
 *  4. Rows are shared out by chance: the result differs from run to run by
 *     rounding, unless there are no workers.
 *  5. What takes long tells how far it is, see analytics.progress_interval.
 */
#ifndef AN_PG_TABLE_MOMENTS_H
#define AN_PG_TABLE_MOMENTS_H

#include "pg/stats/moments.h"

#include "utils/relcache.h"

typedef struct TableColumns
{
	uint32		order;
	AttrNumber *columns;		/* in the order in which they are wanted */
	uint8	   *names;			/* block of names, see stats/names.h */
	size_t		names_size;
} TableColumns;


/* Folded, in the current memory context.  flags: of the moments. */
extern AnMoments *table_moments(Relation rel, const TableColumns *columns, uint16 flags);

#endif
