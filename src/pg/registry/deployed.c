/*
 * deployed.c - which version of a model a statement scores with
 *
 * A commit is visible to snapshots before other sessions are told of it.  So an
 * answer that nobody has called out of date may yet not be the snapshot's: what
 * is remembered of a name is where the registry's row is that gave the answer,
 * and whether the snapshot still sees that row decides.  A snapshot that sees
 * just what the last one saw need not be asked.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "storage/lmgr.h"
#include "utils/hsearch.h"
#include "utils/inval.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"
#include "utils/syscache.h"

#include "pg/registry/deployed.h"

#define MAX_KNOWN_NAMES 10000

/* What was found for a name and a user. */
typedef struct KnownName
{
	struct
	{
		Oid			user;
		char		name[REGISTRY_MAX_NAME + 1];
	}			key;			/* hash key; first */
	uint64		epoch;			/* of the registry when the right was looked at */
	bool		found;			/* and this, since then: */
	ModelRow	version;
	SeenFor		seen;			/* the snapshot that last agreed */
} KnownName;

static HTAB *names = NULL;
static KnownName *last_known = NULL;
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

/* Any table's invalidation counts: the registry's OID may not be known yet, and
 * a name costs little to look up again. */
void
deployed_init(void)
{
	CacheRegisterRelcacheCallback(registry_invalidated, (Datum) 0);
	CacheRegisterSyscacheCallback(AUTHOID, roles_invalidated, (Datum) 0);
	CacheRegisterSyscacheCallback(AUTHMEMROLEMEM, roles_invalidated, (Datum) 0);
	CacheRegisterSyscacheCallback(DATABASEOID, roles_invalidated, (Datum) 0);	/* its owner */
}

Snapshot
deployed_latest(void)
{
	return RegisterSnapshot(GetCatalogSnapshot(registry_relid()));
}

/* ----- snapshots ----- */

/*
 * Two snapshots with these numbers see the same of the registry.  With the same
 * xmax, the transactions below it that were running can only have become fewer,
 * and the counts say that they did not.  What this transaction itself changed,
 * or took back, has raised the epoch.
 */
static SeenFor
seen_now(void)
{
	Snapshot	snapshot = GetActiveSnapshot();

	return (SeenFor) {
		registry_epoch, GetUserId(), snapshot->xmin, snapshot->xmax, snapshot->xcnt,
		snapshot->suboverflowed ? -1 : snapshot->subxcnt, snapshot->curcid
	};
}

/* Where subtransactions were too many to count, nothing is the same. */
static bool
same_seen(const SeenFor *a, const SeenFor *b)
{
	return a->epoch == b->epoch && a->user == b->user && a->xmin == b->xmin && a->xmax == b->xmax
		&& a->xcnt == b->xcnt && a->subxcnt == b->subxcnt && a->subxcnt >= 0 && a->curcid == b->curcid;
}

bool
deployed_is_seen(const SeenFor *seen)
{
	SeenFor		now = seen_now();

	return same_seen(seen, &now);
}

/* ----- names ----- */

static void
make_room(void)
{
	HASHCTL		control = {
		.hcxt = CacheMemoryContext, .keysize = sizeof(((KnownName *) NULL)->key), .entrysize = sizeof(KnownName)
	};

	if (names != NULL && hash_get_num_entries(names) > MAX_KNOWN_NAMES)
	{
		hash_destroy(names);
		names = NULL;
		last_known = NULL;
	}
	if (names == NULL)
		names = hash_create("analytics model names", 32, &control, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
}

/* The last one asked for mostly is the one. */
static KnownName *
find_name(const text *name)
{
	KnownName	probe;
	KnownName  *known = last_known;
	Size		len = VARSIZE_ANY_EXHDR(name);
	bool		found;

	if (len > REGISTRY_MAX_NAME)
		registry_no_such_model(name);
	if (known != NULL && known->key.user == GetUserId() && known->key.name[len] == '\0'
		&& memcmp(known->key.name, VARDATA_ANY(name), len) == 0)
		return known;
	make_room();
	memset(&probe, 0, sizeof(probe));
	probe.key.user = GetUserId();
	memcpy(probe.key.name, VARDATA_ANY(name), len);
	known = hash_search(names, &probe.key, HASH_ENTER, &found);
	if (!found)
	{
		known->epoch = 0;
		known->found = false;
	}
	last_known = known;
	return known;
}

static void
check_right(const text *name)
{
	Snapshot	latest = deployed_latest();

	registry_check_now(name, latest, GetActiveSnapshot(), RIGHT_USE);
	UnregisterSnapshot(latest);
}

/* Does the active snapshot see the row that said so?  News, which the lock may
 * bring, come first: the row's page might be gone. */
static bool
row_is_seen(const KnownName *known)
{
	Oid			table = known->version.deployed_by.table;
	bool		seen;

	LockRelationOid(table, AccessShareLock);
	seen = known->epoch == registry_epoch && registry_sees(&known->version.deployed_by, GetActiveSnapshot());
	UnlockRelationOid(table, AccessShareLock);
	return seen;
}

/* Is what was remembered true of the active snapshot? */
static bool
still_deployed(KnownName *known)
{
	SeenFor		now = seen_now();

	if (!known->found || known->epoch != registry_epoch)
		return false;
	if (same_seen(&known->seen, &now))
		return true;
	if (!row_is_seen(known))
		return false;
	known->seen = now;
	return true;
}

ModelRow
deployed_version(const text *name, SeenFor *seen)
{
	KnownName  *known = find_name(name);
	uint64		epoch;

	if (!still_deployed(known))
	{
		ModelRow	version;

		/*
		 * Everything that happened before this moment is looked at; what happens
		 * later changes the epoch, so that it is looked at again.
		 */
		AcceptInvalidationMessages();
		epoch = registry_epoch;
		check_right(name);
		version = registry_get(name, false, 0, GetActiveSnapshot());
		known = find_name(name);
		known->version = version;
		known->epoch = epoch;
		known->found = true;
		known->seen = seen_now();
		known->seen.epoch = epoch;
	}
	*seen = known->seen;
	return known->version;
}
