-- grant: who may use a model, and who owns it

CREATE FUNCTION @extschema@.grant_model(name text, role_name text, privilege text DEFAULT 'read') RETURNS void
	AS 'MODULE_PATHNAME', 'analytics_grant_model'
	LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION @extschema@.grant_model(text, text, text)
	IS 'lets a role, or "public", score with a model ("score"), or also see what is in it ("read")';

CREATE FUNCTION @extschema@.revoke_model(name text, role_name text, privilege text DEFAULT 'score') RETURNS void
	AS 'MODULE_PATHNAME', 'analytics_revoke_model'
	LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION @extschema@.revoke_model(text, text, text)
	IS 'takes back what grant_model gave: everything, or ("read") all but scoring';

CREATE FUNCTION @extschema@.alter_model_owner(name text, role_name text) RETURNS void
	AS 'MODULE_PATHNAME', 'analytics_alter_model_owner'
	LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION @extschema@.alter_model_owner(text, text) IS 'gives a model to another role';
