-- score_table_agg: the aggregates whose state is a score_table

CREATE FUNCTION @extschema@.score_table_combinefn(@extschema@.score_table, @extschema@.score_table) RETURNS @extschema@.score_table
	AS 'MODULE_PATHNAME', 'analytics_score_table_combinefn' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION @extschema@.score_table_combinefn(@extschema@.score_table, @extschema@.score_table)
	IS 'called by aggregates';

CREATE FUNCTION @extschema@.score_table_finalfn(@extschema@.score_table) RETURNS @extschema@.score_table
	AS 'MODULE_PATHNAME', 'analytics_score_table_finalfn' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION @extschema@.score_table_finalfn(@extschema@.score_table)
	IS 'called by aggregates';

CREATE FUNCTION @extschema@.score_table_transfn(@extschema@.score_table, boolean, double precision) RETURNS @extschema@.score_table
	AS 'MODULE_PATHNAME', 'analytics_score_table_transfn_boolean' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.score_table_transfn(@extschema@.score_table, boolean, double precision)
	IS 'called by aggregates';

CREATE AGGREGATE @extschema@.score_table_agg(label boolean, score double precision) (
	SFUNC = @extschema@.score_table_transfn,
	STYPE = @extschema@.score_table,
	SSPACE = 4000,
	COMBINEFUNC = @extschema@.score_table_combinefn,
	FINALFUNC = @extschema@.score_table_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.score_table_agg(label boolean, score double precision)
	IS 'how many positives and negatives have which score';

CREATE AGGREGATE @extschema@.roc_auc(label boolean, score double precision) (
	SFUNC = @extschema@.score_table_transfn,
	STYPE = @extschema@.score_table,
	SSPACE = 4000,
	COMBINEFUNC = @extschema@.score_table_combinefn,
	FINALFUNC = @extschema@.roc_auc,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.roc_auc(label boolean, score double precision)
	IS 'area under the ROC curve';

CREATE AGGREGATE @extschema@.gini(label boolean, score double precision) (
	SFUNC = @extschema@.score_table_transfn,
	STYPE = @extschema@.score_table,
	SSPACE = 4000,
	COMBINEFUNC = @extschema@.score_table_combinefn,
	FINALFUNC = @extschema@.gini,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.gini(label boolean, score double precision)
	IS '2 roc_auc - 1';

CREATE AGGREGATE @extschema@.average_precision(label boolean, score double precision) (
	SFUNC = @extschema@.score_table_transfn,
	STYPE = @extschema@.score_table,
	SSPACE = 4000,
	COMBINEFUNC = @extschema@.score_table_combinefn,
	FINALFUNC = @extschema@.average_precision,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.average_precision(label boolean, score double precision)
	IS 'precision at each score, weighted by the recall that it adds';

CREATE AGGREGATE @extschema@.ks_statistic(label boolean, score double precision) (
	SFUNC = @extschema@.score_table_transfn,
	STYPE = @extschema@.score_table,
	SSPACE = 4000,
	COMBINEFUNC = @extschema@.score_table_combinefn,
	FINALFUNC = @extschema@.ks_statistic,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.ks_statistic(label boolean, score double precision)
	IS 'largest distance between the distributions of the scores of positives and of negatives';

CREATE FUNCTION @extschema@.score_table_transfn(@extschema@.score_table, boolean, double precision, double precision) RETURNS @extschema@.score_table
	AS 'MODULE_PATHNAME', 'analytics_score_table_transfn_boolean' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.score_table_transfn(@extschema@.score_table, boolean, double precision, double precision)
	IS 'called by aggregates';

CREATE AGGREGATE @extschema@.score_table_agg(label boolean, score double precision, weight double precision) (
	SFUNC = @extschema@.score_table_transfn,
	STYPE = @extschema@.score_table,
	SSPACE = 4000,
	COMBINEFUNC = @extschema@.score_table_combinefn,
	FINALFUNC = @extschema@.score_table_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.score_table_agg(label boolean, score double precision, weight double precision)
	IS 'how many positives and negatives have which score, by weight';

CREATE AGGREGATE @extschema@.roc_auc(label boolean, score double precision, weight double precision) (
	SFUNC = @extschema@.score_table_transfn,
	STYPE = @extschema@.score_table,
	SSPACE = 4000,
	COMBINEFUNC = @extschema@.score_table_combinefn,
	FINALFUNC = @extschema@.roc_auc,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.roc_auc(label boolean, score double precision, weight double precision)
	IS 'area under the ROC curve, by weight';

CREATE AGGREGATE @extschema@.gini(label boolean, score double precision, weight double precision) (
	SFUNC = @extschema@.score_table_transfn,
	STYPE = @extschema@.score_table,
	SSPACE = 4000,
	COMBINEFUNC = @extschema@.score_table_combinefn,
	FINALFUNC = @extschema@.gini,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.gini(label boolean, score double precision, weight double precision)
	IS '2 roc_auc - 1, by weight';

CREATE AGGREGATE @extschema@.average_precision(label boolean, score double precision, weight double precision) (
	SFUNC = @extschema@.score_table_transfn,
	STYPE = @extschema@.score_table,
	SSPACE = 4000,
	COMBINEFUNC = @extschema@.score_table_combinefn,
	FINALFUNC = @extschema@.average_precision,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.average_precision(label boolean, score double precision, weight double precision)
	IS 'precision at each score, weighted by the recall that it adds, by weight';

CREATE AGGREGATE @extschema@.ks_statistic(label boolean, score double precision, weight double precision) (
	SFUNC = @extschema@.score_table_transfn,
	STYPE = @extschema@.score_table,
	SSPACE = 4000,
	COMBINEFUNC = @extschema@.score_table_combinefn,
	FINALFUNC = @extschema@.ks_statistic,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.ks_statistic(label boolean, score double precision, weight double precision)
	IS 'largest distance between the distributions of the scores of positives and of negatives, by weight';

CREATE FUNCTION @extschema@.score_table_transfn(@extschema@.score_table, integer, double precision) RETURNS @extschema@.score_table
	AS 'MODULE_PATHNAME', 'analytics_score_table_transfn_integer' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.score_table_transfn(@extschema@.score_table, integer, double precision)
	IS 'called by aggregates';

CREATE AGGREGATE @extschema@.score_table_agg(label integer, score double precision) (
	SFUNC = @extschema@.score_table_transfn,
	STYPE = @extschema@.score_table,
	SSPACE = 4000,
	COMBINEFUNC = @extschema@.score_table_combinefn,
	FINALFUNC = @extschema@.score_table_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.score_table_agg(label integer, score double precision)
	IS 'how many positives and negatives have which score';

CREATE AGGREGATE @extschema@.roc_auc(label integer, score double precision) (
	SFUNC = @extschema@.score_table_transfn,
	STYPE = @extschema@.score_table,
	SSPACE = 4000,
	COMBINEFUNC = @extschema@.score_table_combinefn,
	FINALFUNC = @extschema@.roc_auc,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.roc_auc(label integer, score double precision)
	IS 'area under the ROC curve';

CREATE AGGREGATE @extschema@.gini(label integer, score double precision) (
	SFUNC = @extschema@.score_table_transfn,
	STYPE = @extschema@.score_table,
	SSPACE = 4000,
	COMBINEFUNC = @extschema@.score_table_combinefn,
	FINALFUNC = @extschema@.gini,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.gini(label integer, score double precision)
	IS '2 roc_auc - 1';

CREATE AGGREGATE @extschema@.average_precision(label integer, score double precision) (
	SFUNC = @extschema@.score_table_transfn,
	STYPE = @extschema@.score_table,
	SSPACE = 4000,
	COMBINEFUNC = @extschema@.score_table_combinefn,
	FINALFUNC = @extschema@.average_precision,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.average_precision(label integer, score double precision)
	IS 'precision at each score, weighted by the recall that it adds';

CREATE AGGREGATE @extschema@.ks_statistic(label integer, score double precision) (
	SFUNC = @extschema@.score_table_transfn,
	STYPE = @extschema@.score_table,
	SSPACE = 4000,
	COMBINEFUNC = @extschema@.score_table_combinefn,
	FINALFUNC = @extschema@.ks_statistic,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.ks_statistic(label integer, score double precision)
	IS 'largest distance between the distributions of the scores of positives and of negatives';

CREATE FUNCTION @extschema@.score_table_transfn(@extschema@.score_table, integer, double precision, double precision) RETURNS @extschema@.score_table
	AS 'MODULE_PATHNAME', 'analytics_score_table_transfn_integer' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.score_table_transfn(@extschema@.score_table, integer, double precision, double precision)
	IS 'called by aggregates';

CREATE AGGREGATE @extschema@.score_table_agg(label integer, score double precision, weight double precision) (
	SFUNC = @extschema@.score_table_transfn,
	STYPE = @extschema@.score_table,
	SSPACE = 4000,
	COMBINEFUNC = @extschema@.score_table_combinefn,
	FINALFUNC = @extschema@.score_table_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.score_table_agg(label integer, score double precision, weight double precision)
	IS 'how many positives and negatives have which score, by weight';

CREATE AGGREGATE @extschema@.roc_auc(label integer, score double precision, weight double precision) (
	SFUNC = @extschema@.score_table_transfn,
	STYPE = @extschema@.score_table,
	SSPACE = 4000,
	COMBINEFUNC = @extschema@.score_table_combinefn,
	FINALFUNC = @extschema@.roc_auc,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.roc_auc(label integer, score double precision, weight double precision)
	IS 'area under the ROC curve, by weight';

CREATE AGGREGATE @extschema@.gini(label integer, score double precision, weight double precision) (
	SFUNC = @extschema@.score_table_transfn,
	STYPE = @extschema@.score_table,
	SSPACE = 4000,
	COMBINEFUNC = @extschema@.score_table_combinefn,
	FINALFUNC = @extschema@.gini,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.gini(label integer, score double precision, weight double precision)
	IS '2 roc_auc - 1, by weight';

CREATE AGGREGATE @extschema@.average_precision(label integer, score double precision, weight double precision) (
	SFUNC = @extschema@.score_table_transfn,
	STYPE = @extschema@.score_table,
	SSPACE = 4000,
	COMBINEFUNC = @extschema@.score_table_combinefn,
	FINALFUNC = @extschema@.average_precision,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.average_precision(label integer, score double precision, weight double precision)
	IS 'precision at each score, weighted by the recall that it adds, by weight';

CREATE AGGREGATE @extschema@.ks_statistic(label integer, score double precision, weight double precision) (
	SFUNC = @extschema@.score_table_transfn,
	STYPE = @extschema@.score_table,
	SSPACE = 4000,
	COMBINEFUNC = @extschema@.score_table_combinefn,
	FINALFUNC = @extschema@.ks_statistic,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.ks_statistic(label integer, score double precision, weight double precision)
	IS 'largest distance between the distributions of the scores of positives and of negatives, by weight';

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
