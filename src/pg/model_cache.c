/* model_cache.c - decoded models, kept by the backend between statements */
#include "postgres.h"

#include "access/xact.h"
#include "lib/ilist.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/hsearch.h"
#include "utils/inval.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"
#include "utils/syscache.h"

#include "model.h"
#include "model_cache.h"
#include "registry.h"

typedef struct CachedModel
{
	int64		id;				/* hash key; first */
	dlist_node	lru;
	MemoryContext context;		/* everything below lives here */
	const AnScorer *scorer;
	ModelNotes	notes;
	Size		bytes;
	int			pins;
	text	   *name;			/* as which it was last found deployed, or NULL, */
	Oid			user;			/* for whom */
	uint64		epoch;			/* and when */
} CachedModel;

/* What the current state of the registry says of a name to a user. */
typedef struct KnownName
{
	struct
	{
		Oid			user;
		char		name[REGISTRY_MAX_NAME + 1];
	}			key;			/* hash key; first */
	uint64		epoch;			/* of the registry when this was read */
	int64		deployed;
} KnownName;

#define MAX_KNOWN_NAMES 10000

int			model_cache_size = 262144;

static MemoryContext cache_context = NULL;
static HTAB *models = NULL;
static dlist_head lru = DLIST_STATIC_INIT(lru); /* most recently used first */
static Size cached_bytes = 0;

static HTAB *names = NULL;
static uint64 registry_epoch = 1;

static void
registry_invalidated(Datum arg, Oid relid)
{
	registry_epoch++;
}

static void
roles_invalidated(Datum arg, int cacheid, uint32 hash)
{
	registry_epoch++;
}

/* Any table's invalidation counts: the registry's OID is not known yet, and a
 * name costs little to look up again. */
void
model_cache_init(void)
{
	CacheRegisterRelcacheCallback(registry_invalidated, (Datum) 0);
	CacheRegisterSyscacheCallback(AUTHOID, roles_invalidated, (Datum) 0);
	CacheRegisterSyscacheCallback(AUTHMEMROLEMEM, roles_invalidated, (Datum) 0);
	CacheRegisterSyscacheCallback(DATABASEOID, roles_invalidated, (Datum) 0);	/* its owner */
}

static void
create_caches(void)
{
	HASHCTL		control = {0};

	if (names != NULL)
		return;
	if (cache_context == NULL)
		cache_context = AllocSetContextCreate(CacheMemoryContext, "analytics model cache",
											  ALLOCSET_DEFAULT_SIZES);
	control.hcxt = cache_context;
	control.keysize = sizeof(int64);
	control.entrysize = sizeof(CachedModel);
	if (models == NULL)
		models = hash_create("analytics models", 32, &control, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	control.keysize = sizeof(((KnownName *) NULL)->key);
	control.entrysize = sizeof(KnownName);
	names = hash_create("analytics model names", 32, &control, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
}

Snapshot
model_cache_snapshot(void)
{
	return RegisterSnapshot(GetCatalogSnapshot(registry_relid()));
}

/* ----- models ----- */

/* The last one used mostly is the one. */
static CachedModel *
find_model(int64 id)
{
	CachedModel *last = dlist_is_empty(&lru) ? NULL : dlist_head_element(CachedModel, lru, &lru);

	if (last != NULL && last->id == id)
		return last;
	return models != NULL ? hash_search(models, &id, HASH_FIND, NULL) : NULL;
}

static void
forget_model(CachedModel *entry)
{
	dlist_delete(&entry->lru);
	cached_bytes -= entry->bytes;
	MemoryContextDelete(entry->context);
	hash_search(models, &entry->id, HASH_REMOVE, NULL);
}

static void
evict_models(void)
{
	dlist_node *node = dlist_is_empty(&lru) ? NULL : dlist_tail_node(&lru);

	while (node != NULL && cached_bytes > (Size) model_cache_size * 1024)
	{
		CachedModel *entry = dlist_container(CachedModel, lru, node);

		node = dlist_has_prev(&lru, node) ? dlist_prev_node(&lru, node) : NULL;
		if (entry->pins == 0)
			forget_model(entry);
	}
}

static void
unpin_model(void *arg)
{
	CachedModel *entry = arg;

	entry->pins--;
	evict_models();
}

/* Raises when memory runs out, before the model is counted as pinned. */
static void
pin_model(CachedModel *entry, MemoryContext owner)
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

/* The version as the snapshot has it; versions never change, so that one which
 * is only newer than the snapshot serves as well. */
static struct varlena *
read_image(int64 id, Snapshot snapshot)
{
	struct varlena *image = registry_image(id, snapshot);

	if (image == NULL)
	{
		snapshot = model_cache_snapshot();
		image = registry_image(id, snapshot);
		UnregisterSnapshot(snapshot);
	}
	return image;
}

static CachedModel *
load_model(int64 id, Snapshot snapshot)
{
	MemoryContext context;
	MemoryContext scratch;
	MemoryContext old;
	struct varlena *image;
	const AnScorer *scorer = NULL;
	CachedModel *entry;

	/* A child of the caller's context until it is complete: errors free it. */
	context = AllocSetContextCreate(CurrentMemoryContext, "analytics model", ALLOCSET_DEFAULT_SIZES);
	scratch = AllocSetContextCreate(CurrentMemoryContext, "analytics model image", ALLOCSET_DEFAULT_SIZES);
	old = MemoryContextSwitchTo(scratch);
	image = read_image(id, snapshot);
	if (image != NULL)
		scorer = model_scorer_of_value(PointerGetDatum(image), context);
	MemoryContextSwitchTo(old);
	MemoryContextDelete(scratch);
	if (scorer == NULL)
	{
		MemoryContextDelete(context);
		return NULL;
	}
	entry = hash_search(models, &id, HASH_ENTER, NULL);
	entry->context = context;
	entry->scorer = scorer;
	entry->bytes = MemoryContextMemAllocated(context, true);
	entry->pins = 0;
	entry->notes = (ModelNotes) {.context = context};
	entry->name = NULL;
	dlist_push_head(&lru, &entry->lru);
	cached_bytes += entry->bytes;
	MemoryContextSetParent(context, cache_context);
	return entry;
}

const AnScorer *
model_cache_get(int64 id, Snapshot snapshot, MemoryContext owner)
{
	CachedModel *entry;

	create_caches();
	entry = find_model(id);
	if (entry == NULL)
		entry = load_model(id, snapshot);
	if (entry == NULL)
		return NULL;
	pin_model(entry, owner);
	evict_models();
	return entry->scorer;
}

ModelNotes *
model_cache_notes(int64 id)
{
	CachedModel *entry = find_model(id);

	return entry != NULL ? &entry->notes : NULL;
}

/* ----- names ----- */

static int64
look_up_name(const text *name)
{
	Snapshot	snapshot = model_cache_snapshot();
	ModelRow	row = {0};

	registry_check_usage(name, snapshot);
	if (registry_find_deployed(name, snapshot, &row) != MODEL_FOUND)
		row.id = 0;
	UnregisterSnapshot(snapshot);
	return row.id;
}

static const KnownName *
know_name(const text *name)
{
	KnownName	probe;
	KnownName  *known;
	uint64		epoch;
	Size		len = VARSIZE_ANY_EXHDR(name);

	create_caches();
	if (len > REGISTRY_MAX_NAME)
		registry_no_such_model(name);
	memset(&probe, 0, sizeof(probe));
	probe.key.user = GetUserId();
	memcpy(probe.key.name, VARDATA_ANY(name), len);
	known = hash_search(names, &probe.key, HASH_FIND, NULL);
	if (known != NULL && known->epoch == registry_epoch)
		return known;

	/*
	 * Everything that happened before this moment is in the snapshot; what
	 * happens later changes the epoch, so that the answer is not kept.
	 */
	AcceptInvalidationMessages();
	epoch = registry_epoch;
	probe.deployed = look_up_name(name);
	if (hash_get_num_entries(names) > MAX_KNOWN_NAMES)
	{
		hash_destroy(names);
		names = NULL;
		create_caches();
	}
	known = hash_search(names, &probe.key, HASH_ENTER, NULL);
	known->epoch = epoch;
	known->deployed = probe.deployed;
	return known;
}

int64
model_cache_deployed(const text *name)
{
	return know_name(name)->deployed;
}

static void
note_deployed(CachedModel *entry, const text *name, uint64 epoch)
{
	Size		size = VARSIZE_ANY(name);

	if (entry->name != NULL)
		pfree(entry->name);
	entry->name = NULL;
	entry->name = MemoryContextAlloc(entry->context, size);
	memcpy(entry->name, name, size);
	entry->user = GetUserId();
	entry->epoch = epoch;
}

bool
model_cache_is_deployed(const text *name, int64 id)
{
	CachedModel *entry = find_model(id);
	const KnownName *known;

	if (entry != NULL && entry->name != NULL && entry->epoch == registry_epoch && entry->user == GetUserId()
		&& VARSIZE_ANY(entry->name) == VARSIZE_ANY(name)
		&& memcmp(entry->name, name, VARSIZE_ANY(name)) == 0)
		return true;
	known = know_name(name);
	entry = find_model(id);
	if (known->deployed == id && entry != NULL)
		note_deployed(entry, name, known->epoch);
	return known->deployed == id;
}
