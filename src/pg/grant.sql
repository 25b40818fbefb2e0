-- grant: who may use a model, and who owns it

CREATE FUNCTION @extschema@.grant_model(name text, role_name text) RETURNS void
	AS 'MODULE_PATHNAME', 'analytics_grant_model'
	LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION @extschema@.grant_model(text, text)
	IS 'lets a role, or "public", score with a model';

CREATE FUNCTION @extschema@.revoke_model(name text, role_name text) RETURNS void
	AS 'MODULE_PATHNAME', 'analytics_revoke_model'
	LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION @extschema@.revoke_model(text, text) IS 'takes back what grant_model gave';

CREATE FUNCTION @extschema@.alter_model_owner(name text, role_name text) RETURNS void
	AS 'MODULE_PATHNAME', 'analytics_alter_model_owner'
	LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION @extschema@.alter_model_owner(text, text) IS 'gives a model to another role';
