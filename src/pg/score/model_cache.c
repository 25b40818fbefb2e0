/* model_cache.c - decoded models, kept by the backend between statements */
#include "postgres.h"

#include "lib/ilist.h"
#include "utils/hsearch.h"
#include "utils/memutils.h"

#include "pg/base/guc.h"
#include "pg/registry/model.h"
#include "pg/score/model_cache.h"
#include "pg/registry/registry.h"

typedef struct Entry
{
	VersionKey	key;			/* hash key; first */
	dlist_node	lru;
	CachedModel model;
	Size		bytes;
	int			pins;
} Entry;


static MemoryContext cache_context = NULL;
static HTAB *models = NULL;
static dlist_head lru = DLIST_STATIC_INIT(lru); /* most recently used first */
static Size cached_bytes = 0;

static void
create_cache(void)
{
	HASHCTL		control = {.keysize = sizeof(VersionKey), .entrysize = sizeof(Entry)};

	if (models != NULL)
		return;
	if (cache_context == NULL)
		cache_context = AllocSetContextCreate(CacheMemoryContext, "analytics model cache",
											  ALLOCSET_DEFAULT_SIZES);
	control.hcxt = cache_context;
	models = hash_create("analytics models", 32, &control, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
}

/* The last one used mostly is the one. */
static Entry *
find_model(const VersionKey *key)
{
	Entry	   *last = dlist_is_empty(&lru) ? NULL : dlist_head_element(Entry, lru, &lru);

	if (last != NULL && memcmp(&last->key, key, sizeof(VersionKey)) == 0)
		return last;
	return hash_search(models, key, HASH_FIND, NULL);
}

static void
forget_model(Entry *entry)
{
	dlist_delete(&entry->lru);
	cached_bytes -= entry->bytes;
	MemoryContextDelete(entry->model.context);
	hash_search(models, &entry->key, HASH_REMOVE, NULL);
}

static void
evict_models(void)
{
	dlist_node *node = dlist_is_empty(&lru) ? NULL : dlist_tail_node(&lru);

	while (node != NULL && cached_bytes > (Size) model_cache_size * 1024)
	{
		Entry	   *entry = dlist_container(Entry, lru, node);

		node = dlist_has_prev(&lru, node) ? dlist_prev_node(&lru, node) : NULL;
		if (entry->pins == 0)
			forget_model(entry);
	}
}

static void
unpin_model(void *arg)
{
	Entry	   *entry = arg;

	entry->pins--;
	evict_models();
}

/* Raises when memory runs out, before the model is counted as pinned. */
static void
pin_model(Entry *entry, MemoryContext owner)
{
	MemoryContextCallback *callback = MemoryContextAlloc(owner, sizeof(*callback));

	callback->func = unpin_model;
	callback->arg = entry;
	MemoryContextRegisterResetCallback(owner, callback);
	entry->pins++;
	dlist_move_head(&lru, &entry->lru);
}

const AnScorer *
model_scorer_of_value(Datum value, MemoryContext context)
{
	AnEnv		env;
	AnModel    *model;
	AnScorer   *scorer;
	MemoryContext old = MemoryContextSwitchTo(context);

	pg_env_init(&env, context, PG_MODEL_MEMORY);
	model = pg_model_decode(&env, (struct varlena *) DatumGetPointer(value));
	AN_RAISE_UNLESS_OK(&env, an_scorer_build(&env, model, &scorer));
	MemoryContextSwitchTo(old);
	return scorer;
}

static Entry *
load_model(const VersionKey *key, Snapshot snapshot)
{
	MemoryContext context;
	MemoryContext scratch;
	MemoryContext old;
	struct varlena *image;
	const AnScorer *scorer = NULL;
	Entry	   *entry;

	/* A child of the caller's context until it is complete: errors free it. */
	context = AllocSetContextCreate(CurrentMemoryContext, "analytics model", ALLOCSET_DEFAULT_SIZES);
	scratch = AllocSetContextCreate(CurrentMemoryContext, "analytics model image", ALLOCSET_DEFAULT_SIZES);
	old = MemoryContextSwitchTo(scratch);
	image = registry_image(key->id, snapshot);
	if (image != NULL)
		scorer = model_scorer_of_value(PointerGetDatum(image), context);
	MemoryContextSwitchTo(old);
	MemoryContextDelete(scratch);
	if (scorer == NULL)
	{
		MemoryContextDelete(context);
		return NULL;
	}
	entry = hash_search(models, key, HASH_ENTER, NULL);
	entry->model = (CachedModel) {.scorer = scorer, .context = context};
	entry->bytes = MemoryContextMemAllocated(context, true);
	entry->pins = 0;
	dlist_push_head(&lru, &entry->lru);
	cached_bytes += entry->bytes;
	MemoryContextSetParent(context, cache_context);
	return entry;
}

CachedModel *
model_cache_get(const VersionKey *key, Snapshot snapshot, MemoryContext owner)
{
	Entry	   *entry;

	create_cache();
	entry = find_model(key);
	if (entry == NULL)
		entry = load_model(key, snapshot);
	if (entry == NULL)
		return NULL;
	pin_model(entry, owner);
	evict_models();
	return &entry->model;
}

/* Called while it is pinned, so that it stays. */
void
model_cache_grown(CachedModel *model)
{
	Entry	   *entry = (Entry *) ((char *) model - offsetof(Entry, model));

	cached_bytes -= entry->bytes;
	entry->bytes = MemoryContextMemAllocated(model->context, true);
	cached_bytes += entry->bytes;
	evict_models();
}
