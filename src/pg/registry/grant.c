/* grant.c - who may use a model, and who owns it
 *
 * Roles are kept by name, so that a dump can be restored where they have other
 * OIDs.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"

#include "pg/base/args.h"
#include "pg/registry/registry.h"
#include "pg/registry/registry_write.h"

#define EVERYBODY "public"

/* Raises unless the caller may change the model. */
static void
lock_existing(const text *name)
{
	if (!registry_lock_model(name))
		registry_no_such_model(name);
}

/* "read" includes "score". */
static bool
is_read(FunctionCallInfo fcinfo)
{
	char	   *privilege = text_to_cstring(args_text(fcinfo, 2, "privilege"));

	if (strcmp(privilege, "read") != 0 && strcmp(privilege, "score") != 0)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("invalid value for argument \"privilege\": \"%s\"", privilege),
				errhint("Valid values are \"read\" and \"score\"."));
	return strcmp(privilege, "read") == 0;
}

static void
execute(const char *sql, int nargs, Oid *types, Datum *values)
{
	RegistryWriter writer;

	registry_begin_write(&writer);
	registry_execute(sql, nargs, types, values, NULL);
	registry_end_write(&writer);
}

/* grant_model(name text, role_name text, privilege text) -> void */
AN_FUNCTION(analytics_grant_model);
Datum
analytics_grant_model(PG_FUNCTION_ARGS)
{
	text	   *name = args_text(fcinfo, 0, "name");
	char	   *role = text_to_cstring(args_text(fcinfo, 1, "role_name"));
	bool		read = is_read(fcinfo);
	Oid			types[] = {TEXTOID, TEXTOID, TEXTOID, TEXTOID};
	Datum		values[4];

	registry_allow_write("grant_model()");
	lock_existing(name);
	if (strcmp(role, EVERYBODY) != 0)
		(void) get_role_oid(role, false);
	values[0] = PointerGetDatum(name);
	values[1] = CStringGetTextDatum(role);
	values[2] = CStringGetTextDatum(GetUserNameFromId(GetUserId(), false));
	values[3] = CStringGetTextDatum(read ? "read" : "score");
	execute("INSERT INTO %1$s.registry_grant AS g (name, grantee, grantor, privilege)"
			" VALUES ($1, $2::name, $3::name, $4) ON CONFLICT (name, grantee) DO UPDATE"
			" SET grantee = excluded.grantee, privilege = excluded.privilege, grantor = excluded.grantor"
			" WHERE g.grantee_id <> excluded.grantee_id"	/* of a role that is gone */
			" OR g.privilege = 'score' AND excluded.privilege = 'read'",
			lengthof(types), types, values);
	PG_RETURN_VOID();
}

/* revoke_model(name text, role_name text, privilege text) -> void; "read" leaves
 * the right to score */
AN_FUNCTION(analytics_revoke_model);
Datum
analytics_revoke_model(PG_FUNCTION_ARGS)
{
	text	   *name = args_text(fcinfo, 0, "name");
	char	   *role = text_to_cstring(args_text(fcinfo, 1, "role_name"));
	bool		read = is_read(fcinfo);
	Oid			types[] = {TEXTOID, TEXTOID};
	Datum		values[] = {PointerGetDatum(name), CStringGetTextDatum(role)};
	RegistryWriter writer;
	uint64		removed;

	registry_allow_write("revoke_model()");
	lock_existing(name);
	registry_begin_write(&writer);
	removed = registry_execute(read ? "UPDATE %1$s.registry_grant SET privilege = 'score'"
							   " WHERE name = $1 AND grantee::text = $2::text"
							   : "DELETE FROM %1$s.registry_grant"
							   " WHERE name = $1 AND grantee::text = $2::text",
							   lengthof(types), types, values, NULL);
	registry_end_write(&writer);
	/* the grant of a role that was dropped can be revoked, a typing error not */
	if (removed == 0 && strcmp(role, EVERYBODY) != 0)
		(void) get_role_oid(role, false);
	PG_RETURN_VOID();
}

/* alter_model_owner(name text, role_name text) -> void */
AN_FUNCTION(analytics_alter_model_owner);
Datum
analytics_alter_model_owner(PG_FUNCTION_ARGS)
{
	text	   *name = args_text(fcinfo, 0, "name");
	char	   *role = text_to_cstring(args_text(fcinfo, 1, "role_name"));
	Oid			types[] = {TEXTOID, TEXTOID};
	Datum		values[] = {PointerGetDatum(name), CStringGetTextDatum(role)};

	registry_allow_write("alter_model_owner()");
	lock_existing(name);
	check_can_set_role(GetUserId(), get_role_oid(role, false));
	execute("UPDATE %1$s.registry SET owner = $2::name WHERE name = $1",
			lengthof(types), types, values);
	PG_RETURN_VOID();
}
