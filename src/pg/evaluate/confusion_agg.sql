-- confusion_agg: the aggregates confusion_agg and confusion_merge

CREATE FUNCTION @extschema@.confusion_combinefn(@extschema@.confusion, @extschema@.confusion) RETURNS @extschema@.confusion
	AS 'MODULE_PATHNAME', 'analytics_confusion_combinefn' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 100;
COMMENT ON FUNCTION @extschema@.confusion_combinefn(@extschema@.confusion, @extschema@.confusion)
	IS 'called by aggregates';

CREATE FUNCTION @extschema@.confusion_finalfn(@extschema@.confusion) RETURNS @extschema@.confusion
	AS 'MODULE_PATHNAME', 'analytics_confusion_finalfn' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 100;
COMMENT ON FUNCTION @extschema@.confusion_finalfn(@extschema@.confusion)
	IS 'called by aggregates';

@each class
@each weight
CREATE FUNCTION @extschema@.confusion_transfn(@extschema@.confusion, {class}, {class}{weight_type}) RETURNS @extschema@.confusion
	AS 'MODULE_PATHNAME', 'analytics_confusion_transfn_{class_symbol}' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.confusion_transfn(@extschema@.confusion, {class}, {class}{weight_type})
	IS 'called by aggregates';

CREATE AGGREGATE @extschema@.confusion_agg(actual {class}, predicted {class}{weight}) (
	SFUNC = @extschema@.confusion_transfn,
	STYPE = @extschema@.confusion,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.confusion_combinefn,
	FINALFUNC = @extschema@.confusion_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.confusion_agg(actual {class}, predicted {class}{weight})
	IS 'how often which class was predicted as which{by_weight}';

@end
@end
CREATE AGGREGATE @extschema@.confusion_merge(@extschema@.confusion) (
	SFUNC = @extschema@.confusion_combinefn,
	STYPE = @extschema@.confusion,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.confusion_combinefn,
	FINALFUNC = @extschema@.confusion_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.confusion_merge(@extschema@.confusion)
	IS 'the confusion of all rows that the values stand for';
