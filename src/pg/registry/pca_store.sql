-- pca_store: PCAs in the registry

CREATE FUNCTION @extschema@.store_pca(name text, p @extschema@.pca, deploy boolean DEFAULT true)
	RETURNS integer
	AS 'MODULE_PATHNAME', 'analytics_store_pca' LANGUAGE C VOLATILE PARALLEL UNSAFE COST 1000;
COMMENT ON FUNCTION @extschema@.store_pca(text, @extschema@.pca, boolean)
	IS 'stores a PCA under a name; returns the new version';

CREATE FUNCTION @extschema@.pca_value(name text, version integer DEFAULT NULL)
	RETURNS @extschema@.pca
	AS 'MODULE_PATHNAME', 'analytics_pca_value' LANGUAGE C STABLE PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION @extschema@.pca_value(text, integer)
	IS 'a stored PCA as a value: the deployed version, or the given one';

CREATE FUNCTION @extschema@.transform(name text, "row" record) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'analytics_transform_name'
	LANGUAGE C STABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION @extschema@.transform(text, record)
	IS 'scores of a row by the deployed version of a stored PCA; columns are found by name';

CREATE FUNCTION @extschema@.transform(model @extschema@.model, "row" record) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'analytics_transform_value'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION @extschema@.transform(@extschema@.model, record)
	IS 'scores of a row by a PCA given as a model value; columns are found by name';
