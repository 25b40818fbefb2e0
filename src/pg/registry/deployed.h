/*
 * deployed.h - which version of a model a statement scores with
 *
 * Contract
 *  1. It is the version that is deployed for the statement's snapshot, exactly:
 *     calls of one statement never differ, in workers and on a standby too,
 *     whatever is deployed, imported or dropped beside it.
 *  2. The right to use the model is that of this moment.
 *  3. What is remembered between statements is how to see quickly that nothing
 *     has changed; it is never an answer by itself.
 */
#ifndef AN_PG_DEPLOYED_H
#define AN_PG_DEPLOYED_H

#include "pg/base/an_pg.h"

#include "utils/snapshot.h"

#include "pg/registry/registry.h"

/* What a call site has looked up for: a snapshot, by what it sees, and a user. */
typedef struct SeenFor
{
	uint64		epoch;			/* of the registry */
	Oid			user;
	TransactionId xmin;
	TransactionId xmax;
	uint32		xcnt;
	int32		subxcnt;
	CommandId	curcid;
} SeenFor;

extern void deployed_init(void);

/* The version that the named model has deployed for the active snapshot, and
 * for what that holds.  Raises when there is none, or the current user may not
 * use it. */
extern ModelRow deployed_version(const text *name, SeenFor *seen);

/* Whether the active snapshot and the current user are still those. */
extern bool deployed_is_seen(const SeenFor *seen);

/* The registry as it is now, as catalogs are read: unlike GetLatestSnapshot()
 * this works in parallel mode.  Registered; the caller unregisters it. */
extern Snapshot deployed_latest(void);

#endif
