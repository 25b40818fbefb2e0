/*
 * prefetch.h - rows that a scan is going to come to, asked for in advance
 *
 * The next row stands below this one on its page, and mostly the next page
 * behind this one in shared memory.  Neither is certain and neither has to be:
 * a prefetch of any address at all is allowed, and at worst for nothing.  They
 * go into the second level cache, since in the first one they would drive out
 * what is being multiplied.
 */
#ifndef AN_PG_PREFETCH_H
#define AN_PG_PREFETCH_H

#include "postgres.h"

/* Of most processors; a larger one is asked for twice. */
#define CACHE_LINE 64

static inline void
prefetch_range(uintptr_t from, Size size)
{
	for (uintptr_t line = from; line < from + size; line += CACHE_LINE)
		__builtin_prefetch((const void *) line, 0, 2);
}

/* The place of these bytes on the next page, and of what precedes them. */
static inline void
prefetch_next_page(const void *bytes, Size size)
{
	prefetch_range((uintptr_t) bytes + BLCKSZ - CACHE_LINE, size + CACHE_LINE);
}

/* Where a row like that of these bytes is, when it is the next one. */
static inline void
prefetch_next_row(const void *bytes, Size size)
{
	prefetch_range((uintptr_t) bytes - size - CACHE_LINE, size + CACHE_LINE);
}

#endif
