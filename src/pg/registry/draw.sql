-- draw: a model's trees as text

CREATE FUNCTION @extschema@.draw_tree(
	name text,
	tree integer DEFAULT 1,
	max_depth integer DEFAULT NULL,
	version integer DEFAULT NULL)
	RETURNS text
	AS 'MODULE_PATHNAME', 'analytics_draw_tree_name'
	LANGUAGE C STABLE PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION @extschema@.draw_tree(text, integer, integer, integer)
	IS 'a tree of a version (default: the deployed one) as text that a person can read';

CREATE FUNCTION @extschema@.draw_tree(
	model @extschema@.model,
	tree integer DEFAULT 1,
	max_depth integer DEFAULT NULL)
	RETURNS text
	AS 'MODULE_PATHNAME', 'analytics_draw_tree_model'
	LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION @extschema@.draw_tree(@extschema@.model, integer, integer)
	IS 'a tree of a model value as text that a person can read';
