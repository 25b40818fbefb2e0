/*
 * released.h - the library in a database that has the script of another version
 *
 * A package brings a new library to all databases at once, and each keeps its
 * script until ALTER EXTENSION ... UPDATE.  In between models are read and score as
 * before; what writes, or has other arguments now, asks for the update.
 */
#ifndef AN_PG_RELEASED_H
#define AN_PG_RELEASED_H

#include "postgres.h"

/* The schema that a version before 1.1 was put into; InvalidOid: a later one, which
 * made its own. */
extern Oid	released_schema(void);

/* Raises (55000) unless the database has the script that came with this library. */
extern void released_check_script(void);

/* The same, by who knows already that it has another. */
extern _Noreturn void released_refuse(void);

#endif
