-- confusion_agg: the aggregates confusion_agg and confusion_merge

CREATE FUNCTION @extschema@.confusion_combinefn(@extschema@.confusion, @extschema@.confusion) RETURNS @extschema@.confusion
	AS 'MODULE_PATHNAME', 'analytics_confusion_combinefn' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 100;
COMMENT ON FUNCTION @extschema@.confusion_combinefn(@extschema@.confusion, @extschema@.confusion)
	IS 'called by aggregates';

CREATE FUNCTION @extschema@.confusion_finalfn(@extschema@.confusion) RETURNS @extschema@.confusion
	AS 'MODULE_PATHNAME', 'analytics_confusion_finalfn' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 100;
COMMENT ON FUNCTION @extschema@.confusion_finalfn(@extschema@.confusion)
	IS 'called by aggregates';

CREATE FUNCTION @extschema@.confusion_transfn(@extschema@.confusion, text, text) RETURNS @extschema@.confusion
	AS 'MODULE_PATHNAME', 'analytics_confusion_transfn_text' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.confusion_transfn(@extschema@.confusion, text, text)
	IS 'called by aggregates';

CREATE AGGREGATE @extschema@.confusion_agg(actual text, predicted text) (
	SFUNC = @extschema@.confusion_transfn,
	STYPE = @extschema@.confusion,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.confusion_combinefn,
	FINALFUNC = @extschema@.confusion_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.confusion_agg(actual text, predicted text)
	IS 'how often which class was predicted as which';

CREATE FUNCTION @extschema@.confusion_transfn(@extschema@.confusion, text, text, double precision) RETURNS @extschema@.confusion
	AS 'MODULE_PATHNAME', 'analytics_confusion_transfn_text' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.confusion_transfn(@extschema@.confusion, text, text, double precision)
	IS 'called by aggregates';

CREATE AGGREGATE @extschema@.confusion_agg(actual text, predicted text, weight double precision) (
	SFUNC = @extschema@.confusion_transfn,
	STYPE = @extschema@.confusion,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.confusion_combinefn,
	FINALFUNC = @extschema@.confusion_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.confusion_agg(actual text, predicted text, weight double precision)
	IS 'how often which class was predicted as which, by weight';

CREATE FUNCTION @extschema@.confusion_transfn(@extschema@.confusion, anycompatible, anycompatible) RETURNS @extschema@.confusion
	AS 'MODULE_PATHNAME', 'analytics_confusion_transfn_any' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.confusion_transfn(@extschema@.confusion, anycompatible, anycompatible)
	IS 'called by aggregates';

CREATE AGGREGATE @extschema@.confusion_agg(actual anycompatible, predicted anycompatible) (
	SFUNC = @extschema@.confusion_transfn,
	STYPE = @extschema@.confusion,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.confusion_combinefn,
	FINALFUNC = @extschema@.confusion_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.confusion_agg(actual anycompatible, predicted anycompatible)
	IS 'how often which class was predicted as which';

CREATE FUNCTION @extschema@.confusion_transfn(@extschema@.confusion, anycompatible, anycompatible, double precision) RETURNS @extschema@.confusion
	AS 'MODULE_PATHNAME', 'analytics_confusion_transfn_any' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.confusion_transfn(@extschema@.confusion, anycompatible, anycompatible, double precision)
	IS 'called by aggregates';

CREATE AGGREGATE @extschema@.confusion_agg(actual anycompatible, predicted anycompatible, weight double precision) (
	SFUNC = @extschema@.confusion_transfn,
	STYPE = @extschema@.confusion,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.confusion_combinefn,
	FINALFUNC = @extschema@.confusion_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.confusion_agg(actual anycompatible, predicted anycompatible, weight double precision)
	IS 'how often which class was predicted as which, by weight';

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
