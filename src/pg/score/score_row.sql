-- score_row: rows scored while they are written

CREATE FUNCTION @extschema@.score_row() RETURNS trigger
	AS 'MODULE_PATHNAME', 'analytics_score_row' LANGUAGE C COST 100;
COMMENT ON FUNCTION @extschema@.score_row()
	IS 'BEFORE INSERT OR UPDATE trigger; arguments: model, column that gets the score [, class]';
