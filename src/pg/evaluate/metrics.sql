-- metrics: the figures that are read out of scores and of predicted classes
--
-- Of each line of the lists in src/core/stats/metrics.h: a function of the state, and
-- the aggregates that end with it.

@list score_metric: metric | since | says | more < src/core/stats/metrics.h AN_SCORE_METRICS
@list class_metric: metric | since | says < src/core/stats/metrics.h AN_CLASS_METRICS

@each score_metric
CREATE FUNCTION @extschema@.{metric}(t @extschema@.score_table) RETURNS double precision
	AS 'MODULE_PATHNAME', 'analytics_{metric}' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION @extschema@.{metric}(t @extschema@.score_table)
	IS '{says}{more}';

@each label
@each weight
CREATE AGGREGATE @extschema@.{metric}(label {label}, score double precision{weight}) (
	SFUNC = @extschema@.score_table_transfn,
	STYPE = @extschema@.score_table,
	SSPACE = 4000,
	COMBINEFUNC = @extschema@.score_table_combinefn,
	FINALFUNC = @extschema@.{metric},
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.{metric}(label {label}, score double precision{weight})
	IS '{says}{by_weight}';

@end
@end
@end
@each class_metric
CREATE FUNCTION @extschema@.{metric}(c @extschema@.confusion) RETURNS double precision
	AS 'MODULE_PATHNAME', 'analytics_{metric}' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION @extschema@.{metric}(c @extschema@.confusion)
	IS '{says}';

@each class
@each weight
CREATE AGGREGATE @extschema@.{metric}(actual {class}, predicted {class}{weight}) (
	SFUNC = @extschema@.confusion_transfn,
	STYPE = @extschema@.confusion,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.confusion_combinefn,
	FINALFUNC = @extschema@.{metric},
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.{metric}(actual {class}, predicted {class}{weight})
	IS '{says}{by_weight}';

@end
@end
@end
