-- predict: scoring by name (the deployed version) and by value

CREATE FUNCTION @extschema@.predict_support(internal) RETURNS internal
	AS 'MODULE_PATHNAME', 'analytics_predict_support' LANGUAGE C STRICT;
COMMENT ON FUNCTION @extschema@.predict_support(internal)
	IS 'planner support: replaces the whole row by the columns that the model reads';

CREATE FUNCTION @extschema@.gather(internal, VARIADIC "any") RETURNS internal
	AS 'MODULE_PATHNAME', 'analytics_gather' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.gather(internal, VARIADIC "any")
	IS 'internal: the columns that a bound scoring function reads; made by the planner';

CREATE TYPE @extschema@.bound_row;

CREATE FUNCTION @extschema@.bound_row_in(cstring) RETURNS @extschema@.bound_row
	AS 'MODULE_PATHNAME', 'analytics_bound_row_io' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.bound_row_in(cstring) IS 'I/O of type bound_row: always an error';

CREATE FUNCTION @extschema@.bound_row_out(@extschema@.bound_row) RETURNS cstring
	AS 'MODULE_PATHNAME', 'analytics_bound_row_io' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.bound_row_out(@extschema@.bound_row) IS 'I/O of type bound_row: always an error';

CREATE FUNCTION @extschema@.bound_row_subscript(internal) RETURNS internal
	AS 'MODULE_PATHNAME', 'analytics_bound_row_subscript' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.bound_row_subscript(internal) IS 'subscripting of type bound_row, by the planner alone';

CREATE TYPE @extschema@.bound_row (
	INPUT = @extschema@.bound_row_in,
	OUTPUT = @extschema@.bound_row_out,
	SUBSCRIPT = @extschema@.bound_row_subscript,
	INTERNALLENGTH = 4,
	PASSEDBYVALUE,
	ALIGNMENT = int4
);
COMMENT ON TYPE @extschema@.bound_row IS 'internal: the executor''s row, for bound scoring functions; it has no values';

CREATE FUNCTION @extschema@.bound_predict(text, bigint, text, internal) RETURNS text
	AS 'MODULE_PATHNAME', 'analytics_bound_predict' LANGUAGE C STABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION @extschema@.bound_predict(text, bigint, text, internal)
	IS 'internal: predict() with its columns bound by the planner';

CREATE FUNCTION @extschema@.bound_predict_value(text, bigint, text, internal) RETURNS double precision
	AS 'MODULE_PATHNAME', 'analytics_bound_predict_value' LANGUAGE C STABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION @extschema@.bound_predict_value(text, bigint, text, internal)
	IS 'internal: predict_value() with its columns bound by the planner';

CREATE FUNCTION @extschema@.bound_predict_proba(text, bigint, text, text, internal) RETURNS double precision
	AS 'MODULE_PATHNAME', 'analytics_bound_predict_proba' LANGUAGE C STABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION @extschema@.bound_predict_proba(text, bigint, text, text, internal)
	IS 'internal: predict_proba() of one class with its columns bound by the planner';

CREATE FUNCTION @extschema@.bound_predict_proba(text, bigint, internal) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'analytics_bound_predict_probabilities' LANGUAGE C STABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION @extschema@.bound_predict_proba(text, bigint, internal)
	IS 'internal: predict_proba() of all classes with its columns bound by the planner';

CREATE FUNCTION @extschema@.predict(model text, "row" record, unknown_levels text DEFAULT 'model')
	RETURNS text
	AS 'MODULE_PATHNAME', 'analytics_predict_name'
	LANGUAGE C STABLE STRICT PARALLEL SAFE COST 100 SUPPORT @extschema@.predict_support;
COMMENT ON FUNCTION @extschema@.predict(text, record, text)
	IS 'class of a row by the deployed version of a named model';

CREATE FUNCTION @extschema@.predict(model @extschema@.model, "row" record, unknown_levels text DEFAULT 'model')
	RETURNS text
	AS 'MODULE_PATHNAME', 'analytics_predict_model'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION @extschema@.predict(@extschema@.model, record, text)
	IS 'class of a row by a model value';

CREATE FUNCTION @extschema@.predict_value(model text, "row" record, unknown_levels text DEFAULT 'model')
	RETURNS double precision
	AS 'MODULE_PATHNAME', 'analytics_predict_value_name'
	LANGUAGE C STABLE STRICT PARALLEL SAFE COST 100 SUPPORT @extschema@.predict_support;
COMMENT ON FUNCTION @extschema@.predict_value(text, record, text)
	IS 'number that the deployed version of a named regression model predicts for a row';

CREATE FUNCTION @extschema@.predict_value(model @extschema@.model, "row" record, unknown_levels text DEFAULT 'model')
	RETURNS double precision
	AS 'MODULE_PATHNAME', 'analytics_predict_value_model'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION @extschema@.predict_value(@extschema@.model, record, text)
	IS 'number that a regression model predicts for a row, by a model value';

CREATE FUNCTION @extschema@.predict_proba(model text, "row" record, class text, unknown_levels text DEFAULT 'model')
	RETURNS double precision
	AS 'MODULE_PATHNAME', 'analytics_predict_proba_name'
	LANGUAGE C STABLE STRICT PARALLEL SAFE COST 100 SUPPORT @extschema@.predict_support;
COMMENT ON FUNCTION @extschema@.predict_proba(text, record, text, text)
	IS 'probability of a class by the deployed version of a named model';

CREATE FUNCTION @extschema@.predict_proba(model @extschema@.model, "row" record, class text, unknown_levels text DEFAULT 'model')
	RETURNS double precision
	AS 'MODULE_PATHNAME', 'analytics_predict_proba_model'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION @extschema@.predict_proba(@extschema@.model, record, text, text)
	IS 'probability of a class by a model value';

CREATE FUNCTION @extschema@.predict_proba(model text, "row" record) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'analytics_predict_probabilities_name'
	LANGUAGE C STABLE STRICT PARALLEL SAFE COST 100 SUPPORT @extschema@.predict_support;
COMMENT ON FUNCTION @extschema@.predict_proba(text, record)
	IS 'probabilities of all classes, in the order of the model''s classes';

CREATE FUNCTION @extschema@.predict_proba(model @extschema@.model, "row" record) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'analytics_predict_probabilities_model'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION @extschema@.predict_proba(@extschema@.model, record)
	IS 'probabilities of all classes by a model value, in the order of the model''s classes';

CREATE FUNCTION @extschema@.predict_all(model text, "row" record, unknown_levels text DEFAULT 'model')
	RETURNS TABLE (class text, probability double precision)
	AS 'MODULE_PATHNAME', 'analytics_predict_all_name'
	LANGUAGE C STABLE STRICT PARALLEL SAFE COST 100 ROWS 2;
COMMENT ON FUNCTION @extschema@.predict_all(text, record, text)
	IS 'every class with its probability, as rows';

CREATE FUNCTION @extschema@.predict_all(model @extschema@.model, "row" record, unknown_levels text DEFAULT 'model')
	RETURNS TABLE (class text, probability double precision)
	AS 'MODULE_PATHNAME', 'analytics_predict_all_model'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100 ROWS 2;
COMMENT ON FUNCTION @extschema@.predict_all(@extschema@.model, record, text)
	IS 'every class with its probability by a model value, as rows';
