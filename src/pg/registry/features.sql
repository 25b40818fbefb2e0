-- features: what is in a stored model

CREATE FUNCTION @extschema@.model_features(
	name text,
	version integer DEFAULT NULL,
	OUT "position" integer,
	OUT feature text,
	OUT kind text,
	OUT ordered boolean,
	OUT used boolean,
	OUT level_count integer,
	OUT levels text,
	OUT importance double precision,
	OUT part text)
	RETURNS SETOF record
	AS 'MODULE_PATHNAME', 'analytics_model_features'
	LANGUAGE C STABLE PARALLEL SAFE COST 10000 ROWS 100;
COMMENT ON FUNCTION @extschema@.model_features(text, integer)
	IS 'the columns that a version (default: the deployed one) was trained with';

CREATE FUNCTION @extschema@.model_value(name text, version integer DEFAULT NULL)
	RETURNS @extschema@.model
	AS 'MODULE_PATHNAME', 'analytics_model_value'
	LANGUAGE C STABLE PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION @extschema@.model_value(text, integer)
	IS 'a stored version (default: the deployed one) as a value';

CREATE VIEW @extschema@.model_features WITH (security_barrier) AS
	SELECT m.name AS model,
		   m.version,
		   f."position",
		   f.feature,
		   f.kind,
		   f.ordered,
		   f.used,
		   f.level_count,
		   f.levels,
		   f.importance,
		   f.part
	  FROM @extschema@.models m
	 CROSS JOIN LATERAL @extschema@.model_features(m.name, m.version) f;
COMMENT ON VIEW @extschema@.model_features
	IS 'the features of all versions of the models that the current role may use';
GRANT SELECT ON @extschema@.model_features TO PUBLIC;
