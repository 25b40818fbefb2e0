/*
 * model_cache.h - decoded models, kept by the backend between statements
 *
 * Contract
 *  1. An entry is found by a version's id, which is unique for ever and whose
 *     image never changes: an entry can be evicted, but is never wrong.
 *  2. A pinned entry stays until the memory context that pinned it is reset;
 *     what is not pinned goes, the least recently used first, when the sum of
 *     the entries exceeds analytics.model_cache_size.
 *  3. What is remembered about a name (deployed version, the user's right)
 *     holds until the registry or the roles change.
 */
#ifndef AN_PG_MODEL_CACHE_H
#define AN_PG_MODEL_CACHE_H

#include "an_pg.h"

#include "utils/snapshot.h"

#include "model/scorer.h"

extern int	model_cache_size;	/* analytics.model_cache_size, in kB */

extern void model_cache_init(void);

/* The scorer of a stored version, pinned until owner is reset.  NULL when the
 * version is gone, both for the snapshot and by now. */
extern const AnScorer *model_cache_get(int64 id, Snapshot snapshot, MemoryContext owner);

/* What other modules keep with a cached model, in its memory: gone when it is. */
typedef struct ModelNotes
{
	MemoryContext context;
	int			count;
	void	   *bindings;		/* table_row.c */
} ModelNotes;

/* NULL when the model is not in the cache. */
extern ModelNotes *model_cache_notes(int64 id);

/* The registry as it is now, as catalogs are read: unlike GetLatestSnapshot()
 * this works in parallel mode.  Registered; the caller unregisters it. */
extern Snapshot model_cache_snapshot(void);

/* The scorer of a model value, in context; nothing is cached. */
extern const AnScorer *model_scorer_of_value(Datum value, MemoryContext context);

/* Whether this is the version that the current user may score with under that
 * name, as model_cache_deployed() says; quicker where the answer was yes before. */
extern bool model_cache_is_deployed(const text *name, int64 id);

/* Checks that the current user may score with the named model and tells which
 * version is deployed now (0 = none); remembered between calls. */
extern int64 model_cache_deployed(const text *name);

#endif
