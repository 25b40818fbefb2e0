/*
 * registry.h - the tables of stored models: who may see what, and reading
 *
 * Contract
 *  1. Tables are found through the extension, never through search_path, and
 *     read without asking for the caller's privileges on them: the rule of
 *     access (docs/registry.md) is enforced here, for GetUserId().
 *  2. A reader names its snapshot: one statement sees one state.
 *  3. A version's row never changes, and its VersionKey is unique for ever: an
 *     id alone is not, once an extension was dropped and made again, or rows of
 *     another database were restored.
 */
#ifndef AN_PG_REGISTRY_H
#define AN_PG_REGISTRY_H

#include "pg/base/an_pg.h"

#include "storage/itemptr.h"
#include "utils/relcache.h"
#include "utils/snapshot.h"

/* A model's name has at most this many bytes. */
#define REGISTRY_MAX_NAME 255

typedef struct RegistryOids
{
	Oid			models;			/* table registry, and its index on name */
	Oid			models_pkey;
	Oid			versions;		/* table registry_version */
	Oid			versions_pkey;	/* on id */
	Oid			versions_key;	/* on (name, version) */
	Oid			grants;			/* table registry_grant */
	Oid			grants_pkey;	/* on (name, grantee) */
} RegistryOids;

/* A row of table registry_version, and no other that there ever is. */
typedef struct VersionKey
{
	Oid			table;
	TransactionId xmin;
	int64		id;
	BlockNumber block;			/* where the row is */
	uint32		offset;
} VersionKey;

/* A row of table registry, as it is between two updates. */
typedef struct RegistryPlace
{
	Oid			table;
	TransactionId xmin;
	ItemPointerData tid;
} RegistryPlace;

typedef struct ModelRow
{
	int64		id;
	int32		version;
	VersionKey	key;
	RegistryPlace deployed_by;	/* registry_find_deployed() alone: the row that says so */
} ModelRow;

typedef enum ModelLookup
{
	MODEL_FOUND,
	MODEL_MISSING,
	MODEL_NOT_DEPLOYED			/* there are versions, but none is deployed */
} ModelLookup;

typedef enum ModelRight
{
	RIGHT_NONE,
	RIGHT_USE,					/* score, see in the views what that takes */
	RIGHT_READ,					/* see all that is in it */
	RIGHT_MANAGE				/* everything */
} ModelRight;

/* InvalidOid when the extension is not there. */
extern Oid	registry_relid(void);
extern RegistryOids registry_oids(void);	/* raises instead */

/* One of these tables, locked for reading; raises when another session dropped it
 * meanwhile. */
extern Relation registry_open(Oid table);

/* The schema that they are in, and its name as an identifier. */
extern Oid	registry_schema(void);
extern const char *registry_schema_name(void);

extern ModelLookup registry_find_deployed(const text *name, Snapshot snapshot, ModelRow *row);
extern bool registry_find_version(const text *name, int32 version, Snapshot snapshot,
								  ModelRow *row);
/* The deployed version, or (has_version) that one; raises when there is none.
 * Does not look at rights. */
extern ModelRow registry_get(const text *name, bool has_version, int32 version,
							 Snapshot snapshot);

/* Where the model's row is, as the snapshot sees it; false: there is none. */
extern bool registry_row_place(const text *name, Snapshot snapshot, ItemPointer place);

/* Whether the snapshot sees that row; the table is locked, and nothing was heard
 * of it since the row was found. */
extern bool registry_sees(const RegistryPlace *place, Snapshot snapshot);

/* The image, detoasted, in the current memory context; NULL when it is gone. */
extern struct varlena *registry_image(int64 id, Snapshot snapshot);
/* The file as it was imported, likewise. */
extern struct varlena *registry_source(int64 id, Snapshot snapshot);

/* Whether the user has the rights of the role of that name; no role: false, nor
 * one that has not the OID that was written down (0: any). */
extern bool registry_acts_for(Oid user, Name role, Oid id);
/* Whether the user manages all models: the database's owner, or a superuser. */
extern bool registry_manages_all(Oid user);

/* *exists tells a missing model from one without rights. */
extern ModelRight registry_right(const text *name, Snapshot snapshot, bool *exists);
extern void registry_check(const text *name, Snapshot snapshot, ModelRight wanted);
/* The right is that of latest; a model that went after snapshot was taken is
 * still there for it. */
extern void registry_check_now(const text *name, Snapshot latest, Snapshot snapshot, ModelRight wanted);
extern void registry_check_manage(const text *name, Snapshot snapshot);

extern _Noreturn void registry_no_such_model(const text *name);
extern _Noreturn void registry_no_such_version(const text *name, int32 version);
extern _Noreturn void registry_not_deployed(const text *name);

#endif
