-- evaluate: a model's predictions against what happened

CREATE FUNCTION @extschema@.evaluate(
	model text,
	query text,
	target text DEFAULT NULL,
	class text DEFAULT NULL)
	RETURNS TABLE (metric text, value double precision)
	AS 'MODULE_PATHNAME', 'analytics_evaluate' LANGUAGE C STABLE PARALLEL UNSAFE COST 10000 ROWS 10;
COMMENT ON FUNCTION @extschema@.evaluate(text, text, text, text)
	IS 'scores a query''s rows and says how near they are to its column target';
