/*
 * model_cache.h - decoded models, kept by the backend between statements
 *
 * Contract
 *  1. An entry is found by its VersionKey, whose row never changes: an entry can
 *     be evicted, but is never wrong.
 *  2. A pinned entry stays until the memory context that pinned it is reset;
 *     what is not pinned goes, the least recently used first, when the sum of
 *     the entries exceeds analytics.model_cache_size.
 */
#ifndef AN_PG_MODEL_CACHE_H
#define AN_PG_MODEL_CACHE_H

#include "pg/base/an_pg.h"

#include "utils/snapshot.h"

#include "model/scorer.h"
#include "pg/registry/registry.h"


/* A decoded version, and what other modules keep with it, in its memory: gone
 * when it is. */
typedef struct CachedModel
{
	const AnScorer *scorer;
	MemoryContext context;
	int			count;
	void	   *bindings;		/* table_row.c */
} CachedModel;

/* The version's model, pinned until owner is reset.  NULL when the snapshot does
 * not have it. */
extern CachedModel *model_cache_get(const VersionKey *key, Snapshot snapshot, MemoryContext owner);

/* Counts again what it takes, after something was kept with it. */
extern void model_cache_grown(CachedModel *model);

/* The scorer of a model value, in context; nothing is cached. */
extern const AnScorer *model_scorer_of_value(Datum value, MemoryContext context);

#endif
