/*
 * registry_write.h - changing the registry
 *
 * Between begin and end the session acts as the owner of the tables, with a
 * pinned search_path; every statement sees the latest state, whatever the
 * isolation level.  On an ERROR the end of the (sub)transaction restores all of it.
 *
 * What keeps changes apart is the model's row: whoever changes anything of a
 * model has locked it before, until the transaction ends.
 */
#ifndef AN_PG_REGISTRY_WRITE_H
#define AN_PG_REGISTRY_WRITE_H

#include "pg/registry/registry.h"

typedef struct RegistryWriter
{
	Oid			save_user;
	int			save_context;
	int			guc_level;
} RegistryWriter;

/* Raises when the transaction is read-only; command names it in the message. */
extern void registry_allow_write(const char *command);

extern void registry_begin_write(RegistryWriter *writer);
extern void registry_end_write(RegistryWriter *writer);

/* As the caller, before begin: raises unless the caller may change the model, then
 * locks its row; what it returns is true of the model as it is now.  False: there
 * is no such model, and nothing is locked. */
extern bool registry_lock_model(const text *name);
/* Waits for a transaction that has made a model of that name and goes on; false:
 * there was none.  An INSERT would wait as well, but then not be allowed to look
 * at what it met, where the transaction has one snapshot. */
extern bool registry_wait_for_maker(const text *name);

/* Executes one statement with parameters; %1$s in it is the schema.  Returns
 * the number of rows.  With RETURNING and result not null, *result gets the
 * first column of the first row (an integer; 0 for null).  SPI_tuptable has all. */
extern uint64 registry_execute(const char *sql, int nargs, Oid *types, Datum *values,
							   int32 *result);

#endif
