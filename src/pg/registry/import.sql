-- import: model files into the registry, and out again

CREATE FUNCTION @extschema@.import_model(
	name text,
	content bytea,
	format text DEFAULT 'auto',
	trials integer DEFAULT NULL,
	unknown_levels text DEFAULT 'error',
	deploy boolean DEFAULT true,
	best_iteration boolean DEFAULT false)
	RETURNS integer
	AS 'MODULE_PATHNAME', 'analytics_import_model'
	LANGUAGE C VOLATILE PARALLEL UNSAFE COST 100000;
COMMENT ON FUNCTION @extschema@.import_model(text, bytea, text, integer, text, boolean, boolean)
	IS 'stores a model file as the next version of a model; returns the version';

CREATE FUNCTION @extschema@.export_model(name text, version integer DEFAULT NULL)
	RETURNS bytea
	AS 'MODULE_PATHNAME', 'analytics_export_model'
	LANGUAGE C STABLE PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION @extschema@.export_model(text, integer)
	IS 'the file of a version (default: the deployed one) exactly as it was imported';
