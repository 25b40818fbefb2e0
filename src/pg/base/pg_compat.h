/*
 * pg_compat.h - what differs between PostgreSQL 14 and 19
 *
 * Every PG_VERSION_NUM of the project is here; each shim names the version
 * that needs it.  Include after postgres.h.
 */
#ifndef AN_PG_COMPAT_H
#define AN_PG_COMPAT_H

#include "fmgr.h"
#include "utils/jsonb.h"

#if PG_VERSION_NUM < 140000
#error "analytics needs PostgreSQL 14 or newer"
#endif

/* Since 16 postgres.h does not have the varlena macros. */
#if PG_VERSION_NUM >= 160000
#include "varatt.h"
#endif

/* Before 16 PGDLLEXPORT is empty, yet the module is compiled with hidden
 * symbols; a symbol keeps the visibility of its first declaration. */
#if PG_VERSION_NUM < 160000
#undef PGDLLEXPORT
#define PGDLLEXPORT __attribute__((visibility("default")))
#endif

/* Stands where PG_FUNCTION_INFO_V1 would, for the same reason. */
#define AN_FUNCTION(name) \
	extern PGDLLEXPORT Datum name(PG_FUNCTION_ARGS); \
	PG_FUNCTION_INFO_V1(name)

/* Before 15 the function had another name. */
#if PG_VERSION_NUM < 150000
#define MarkGUCPrefixReserved(prefix) EmitWarningsOnPlaceholders(prefix)
#endif

/* Before 16 there are no soft errors: input functions raise. */
#if PG_VERSION_NUM < 160000
#define ereturn(context, value, ...) ereport(ERROR, __VA_ARGS__)
#endif

/* Since 16 membership alone is not the right to SET ROLE. */
#if PG_VERSION_NUM < 160000
#define check_can_set_role(member, role) check_is_member_of_role(member, role)
#endif

/* The number of a Var's table; before 15 it is unsigned. */
#define an_var_table(var) ((int) (var)->varno)

/* Since 16 a Var says which outer joins may make it NULL; since 18 also whether
 * it is the OLD or NEW of a RETURNING list. */
#if PG_VERSION_NUM >= 180000
#define an_var_is_plain(var) \
	((var)->varnullingrels == NULL && (var)->varreturningtype == VAR_RETURNING_DEFAULT)
#elif PG_VERSION_NUM >= 160000
#define an_var_is_plain(var) ((var)->varnullingrels == NULL)
#else
#define an_var_is_plain(var) true
#endif

/* Before 18 a line \. ends a file in COPY's csv format. */
#if PG_VERSION_NUM < 180000
#define AN_COPY_STOPS_AT_MARK true
#else
#define AN_COPY_STOPS_AT_MARK false
#endif

/* Before 18 generated columns are stored. */
#if PG_VERSION_NUM < 180000
#define ATTRIBUTE_GENERATED_VIRTUAL 'v'
#endif

/* The right to read what a query reads, before it is planned; raises.  Since 16 what
 * to check stands beside the range table. */
#if PG_VERSION_NUM >= 160000
#define an_check_read(query) ((void) ExecCheckPermissions((query)->rtable, (query)->rteperminfos, true))
#else
#define an_check_read(query) ((void) ExecCheckRTPerms((query)->rtable, true))
#endif

/* Where the Var stood in the query, for EXPLAIN. */
#define an_var_set_syntactic(var, attnum) ((var)->varattnosyn = (attnum))

/* Since 15 heap_fetch() can keep the buffer of a tuple that is not visible. */
#if PG_VERSION_NUM >= 150000
#define an_heap_fetch(rel, snapshot, tuple, buffer) heap_fetch(rel, snapshot, tuple, buffer, false)
#else
#define an_heap_fetch(rel, snapshot, tuple, buffer) heap_fetch(rel, snapshot, tuple, buffer)
#endif

/* Since 19 scans have flags. */
#if PG_VERSION_NUM >= 190000
#define an_beginscan_parallel(rel, shared) table_beginscan_parallel(rel, shared, SO_NONE)
#else
#define an_beginscan_parallel(rel, shared) table_beginscan_parallel(rel, shared)
#endif

/* A jsonb value is built in an AnJsonbState that begins as {0}; each push returns what
 * is complete, which since 19 the state keeps. */
#if PG_VERSION_NUM >= 190000
typedef JsonbInState AnJsonbState;
static inline JsonbValue *
an_jsonb_push(AnJsonbState *state, JsonbIteratorToken token, JsonbValue *value)
{
	pushJsonbValue(state, token, value);
	return state->result;
}
#else
typedef JsonbParseState *AnJsonbState;
#define an_jsonb_push(state, token, value) pushJsonbValue(state, token, value)
#endif

#endif
