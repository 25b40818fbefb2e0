-- evaluate: a model's predictions against what happened

CREATE FUNCTION @extschema@.evaluate(
	model text,
	source text,
	target text DEFAULT NULL,
	class text DEFAULT NULL,
	version integer DEFAULT NULL)
	RETURNS TABLE (metric text, value double precision)
	AS 'MODULE_PATHNAME', 'analytics_evaluate_name' LANGUAGE C STABLE PARALLEL UNSAFE COST 10000 ROWS 10;
COMMENT ON FUNCTION @extschema@.evaluate(text, text, text, text, integer)
	IS 'scores the rows of a relation or query with a named model and says how near they are to its column target';

CREATE FUNCTION @extschema@.evaluate(
	model @extschema@.model,
	source text,
	target text DEFAULT NULL,
	class text DEFAULT NULL)
	RETURNS TABLE (metric text, value double precision)
	AS 'MODULE_PATHNAME', 'analytics_evaluate_model' LANGUAGE C STABLE PARALLEL UNSAFE COST 10000 ROWS 10;
COMMENT ON FUNCTION @extschema@.evaluate(@extschema@.model, text, text, text)
	IS 'scores the rows of a relation or query with a model value and says how near they are to its column target';
