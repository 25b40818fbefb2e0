-- verify: does a model here score as it did where it was trained?

CREATE FUNCTION @extschema@.verify_model(
	model text,
	source text,
	class text DEFAULT NULL,
	tolerance double precision DEFAULT 0,
	version integer DEFAULT NULL)
	RETURNS TABLE (model text, version integer, rows bigint, class_compared bigint, class_agreed bigint,
				   class_agreement double precision, probability_compared bigint, probability_agreed bigint,
				   max_difference double precision, conforms boolean, first_differences text)
	AS 'MODULE_PATHNAME', 'analytics_verify_model_name' LANGUAGE C STABLE PARALLEL UNSAFE COST 10000 ROWS 1;
COMMENT ON FUNCTION @extschema@.verify_model(text, text, text, double precision, integer)
	IS 'scores the rows of a relation or query with a named model and compares with their columns reference_class and reference_probability';

CREATE FUNCTION @extschema@.verify_model(
	model @extschema@.model,
	source text,
	class text DEFAULT NULL,
	tolerance double precision DEFAULT 0)
	RETURNS TABLE (model text, version integer, rows bigint, class_compared bigint, class_agreed bigint,
				   class_agreement double precision, probability_compared bigint, probability_agreed bigint,
				   max_difference double precision, conforms boolean, first_differences text)
	AS 'MODULE_PATHNAME', 'analytics_verify_model_model' LANGUAGE C STABLE PARALLEL UNSAFE COST 10000 ROWS 1;
COMMENT ON FUNCTION @extschema@.verify_model(@extschema@.model, text, text, double precision)
	IS 'scores the rows of a relation or query with a model value and compares with their columns reference_class and reference_probability';

CREATE FUNCTION @extschema@.verify_model_rows(
	model text,
	source text,
	class text DEFAULT NULL,
	tolerance double precision DEFAULT 0,
	max_rows integer DEFAULT 10,
	version integer DEFAULT NULL)
	RETURNS TABLE (row_number bigint, predicted_class text, reference_class text,
				   probability double precision, reference_probability double precision,
				   difference double precision)
	AS 'MODULE_PATHNAME', 'analytics_verify_model_rows_name' LANGUAGE C STABLE PARALLEL UNSAFE COST 10000 ROWS 10;
COMMENT ON FUNCTION @extschema@.verify_model_rows(text, text, text, double precision, integer, integer)
	IS 'the first rows of a relation or query that a named model scores otherwise than their reference';

CREATE FUNCTION @extschema@.verify_model_rows(
	model @extschema@.model,
	source text,
	class text DEFAULT NULL,
	tolerance double precision DEFAULT 0,
	max_rows integer DEFAULT 10)
	RETURNS TABLE (row_number bigint, predicted_class text, reference_class text,
				   probability double precision, reference_probability double precision,
				   difference double precision)
	AS 'MODULE_PATHNAME', 'analytics_verify_model_rows_model' LANGUAGE C STABLE PARALLEL UNSAFE COST 10000 ROWS 10;
COMMENT ON FUNCTION @extschema@.verify_model_rows(@extschema@.model, text, text, double precision, integer)
	IS 'the first rows of a relation or query that a model value scores otherwise than their reference';
