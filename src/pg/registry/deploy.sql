-- deploy: which version of a model scores, and removing versions

CREATE FUNCTION @extschema@.deploy_model(name text, version integer) RETURNS integer
	AS 'MODULE_PATHNAME', 'analytics_deploy_model'
	LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION @extschema@.deploy_model(text, integer)
	IS 'makes a version the one that scores by name; returns the version';

CREATE FUNCTION @extschema@.drop_model(name text) RETURNS integer
	AS 'MODULE_PATHNAME', 'analytics_drop_model'
	LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION @extschema@.drop_model(text)
	IS 'removes a model, its versions and grants; returns the number of versions';

CREATE FUNCTION @extschema@.drop_model(name text, version integer) RETURNS integer
	AS 'MODULE_PATHNAME', 'analytics_drop_model_version'
	LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION @extschema@.drop_model(text, integer)
	IS 'removes a version that is not deployed, or with the last one the model';
