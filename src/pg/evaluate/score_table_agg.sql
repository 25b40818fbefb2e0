-- score_table_agg: the aggregates whose state is a score_table

CREATE FUNCTION @extschema@.score_table_combinefn(@extschema@.score_table, @extschema@.score_table) RETURNS @extschema@.score_table
	AS 'MODULE_PATHNAME', 'analytics_score_table_combinefn' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION @extschema@.score_table_combinefn(@extschema@.score_table, @extschema@.score_table)
	IS 'called by aggregates';

CREATE FUNCTION @extschema@.score_table_finalfn(@extschema@.score_table) RETURNS @extschema@.score_table
	AS 'MODULE_PATHNAME', 'analytics_score_table_finalfn' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION @extschema@.score_table_finalfn(@extschema@.score_table)
	IS 'called by aggregates';

@each label
@each weight
CREATE FUNCTION @extschema@.score_table_transfn(@extschema@.score_table, {label}, double precision{weight_type}) RETURNS @extschema@.score_table
	AS 'MODULE_PATHNAME', 'analytics_score_table_transfn_{label}' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.score_table_transfn(@extschema@.score_table, {label}, double precision{weight_type})
	IS 'called by aggregates';

CREATE AGGREGATE @extschema@.score_table_agg(label {label}, score double precision{weight}) (
	SFUNC = @extschema@.score_table_transfn,
	STYPE = @extschema@.score_table,
	SSPACE = 4000,
	COMBINEFUNC = @extschema@.score_table_combinefn,
	FINALFUNC = @extschema@.score_table_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.score_table_agg(label {label}, score double precision{weight})
	IS 'how many positives and negatives have which score{by_weight}';

@end
@end
CREATE AGGREGATE @extschema@.score_table_merge(@extschema@.score_table) (
	SFUNC = @extschema@.score_table_combinefn,
	STYPE = @extschema@.score_table,
	SSPACE = 4000,
	COMBINEFUNC = @extschema@.score_table_combinefn,
	FINALFUNC = @extschema@.score_table_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.score_table_merge(@extschema@.score_table)
	IS 'the score table of all rows that the values stand for';
