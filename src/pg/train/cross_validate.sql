-- cross_validate: how good models are on rows that they were not trained on

CREATE FUNCTION @extschema@.cross_validate(
	algorithm text,
	source text,
	target text,
	options jsonb DEFAULT '{}',
	folds integer DEFAULT 5,
	key text DEFAULT NULL,
	class text DEFAULT NULL)
	RETURNS TABLE (fold integer, metric text, value double precision, std_error double precision)
	AS 'MODULE_PATHNAME', 'analytics_cross_validate'
	LANGUAGE C VOLATILE PARALLEL UNSAFE COST 1000000 ROWS 60;
COMMENT ON FUNCTION @extschema@.cross_validate(text, text, text, jsonb, integer, text, text)
	IS 'trains on all folds but one and evaluates on that one, for each; fold null: mean and its standard error';
