-- explain: why a row got its score

CREATE FUNCTION @extschema@.explain(model text, "row" record, class text DEFAULT NULL)
	RETURNS TABLE (trial integer, step integer, depth integer, kind text, feature text, condition text,
				   value text, weight double precision, cases double precision, distribution text,
				   outcome text, class text, probability double precision, change double precision)
	AS 'MODULE_PATHNAME', 'analytics_explain_name' LANGUAGE C STABLE PARALLEL SAFE COST 1000 ROWS 20;
COMMENT ON FUNCTION @extschema@.explain(text, record, text)
	IS 'the path that a row takes through a named model''s trees, or the rules that fire';

CREATE FUNCTION @extschema@.explain(model @extschema@.model, "row" record, class text DEFAULT NULL)
	RETURNS TABLE (trial integer, step integer, depth integer, kind text, feature text, condition text,
				   value text, weight double precision, cases double precision, distribution text,
				   outcome text, class text, probability double precision, change double precision)
	AS 'MODULE_PATHNAME', 'analytics_explain_model' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000 ROWS 20;
COMMENT ON FUNCTION @extschema@.explain(@extschema@.model, record, text)
	IS 'the path that a row takes through a model value''s trees, or the rules that fire';

CREATE FUNCTION @extschema@.reason_codes(model text, "row" record, class text, max_reasons integer DEFAULT 4)
	RETURNS TABLE (rank integer, feature text, reason text, contribution double precision)
	AS 'MODULE_PATHNAME', 'analytics_reason_codes_name' LANGUAGE C STABLE STRICT PARALLEL SAFE COST 1000 ROWS 4;
COMMENT ON FUNCTION @extschema@.reason_codes(text, record, text, integer)
	IS 'the features that raised the probability of a class most, the strongest first';

CREATE FUNCTION @extschema@.reason_codes(model @extschema@.model, "row" record, class text, max_reasons integer DEFAULT 4)
	RETURNS TABLE (rank integer, feature text, reason text, contribution double precision)
	AS 'MODULE_PATHNAME', 'analytics_reason_codes_model' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000 ROWS 4;
COMMENT ON FUNCTION @extschema@.reason_codes(@extschema@.model, record, text, integer)
	IS 'the features that raised the probability of a class most, the strongest first';
