-- scorer: functions of a table's rows that return a score

CREATE FUNCTION @extschema@.create_scorer(
	function_name text,
	model text,
	relation regclass,
	class text,
	unknown_levels text DEFAULT 'model')
	RETURNS regprocedure
	AS 'MODULE_PATHNAME', 'analytics_create_scorer' LANGUAGE C VOLATILE PARALLEL UNSAFE COST 10000;
COMMENT ON FUNCTION @extschema@.create_scorer(text, text, regclass, text, text)
	IS 'makes the function function_name(relation) that returns the probability of a class';
