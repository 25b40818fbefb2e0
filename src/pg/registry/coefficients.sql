-- coefficients: what a linear or logistic model adds up

CREATE FUNCTION @extschema@.model_coefficients(
	name text,
	version integer DEFAULT NULL,
	OUT class text,
	OUT feature text,
	OUT part text,
	OUT level text,
	OUT coefficient double precision,
	OUT std_error double precision,
	OUT statistic double precision,
	OUT p_value double precision)
	RETURNS SETOF record
	AS 'MODULE_PATHNAME', 'analytics_model_coefficients'
	LANGUAGE C STABLE PARALLEL SAFE COST 10000 ROWS 100;
COMMENT ON FUNCTION @extschema@.model_coefficients(text, integer)
	IS 'the coefficients of a linear or logistic version (default: the deployed one), with their standard errors';
