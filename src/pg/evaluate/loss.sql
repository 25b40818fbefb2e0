-- loss: accuracy, log_loss, brier_score, rmse, mae, r2
--
-- The state is an array of numbers, not internal: so that the aggregates run in
-- parallel, and below postgres_fdw and Citus.

CREATE FUNCTION @extschema@.loss_combinefn(double precision[], double precision[]) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'analytics_loss_combinefn' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.loss_combinefn(double precision[], double precision[])
	IS 'called by aggregates';

CREATE FUNCTION @extschema@.loss_mean_finalfn(double precision[]) RETURNS double precision
	AS 'MODULE_PATHNAME', 'analytics_loss_mean_finalfn' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.loss_mean_finalfn(double precision[])
	IS 'called by aggregates';

CREATE FUNCTION @extschema@.rmse_finalfn(double precision[]) RETURNS double precision
	AS 'MODULE_PATHNAME', 'analytics_rmse_finalfn' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.rmse_finalfn(double precision[])
	IS 'called by aggregates';

CREATE FUNCTION @extschema@.r2_finalfn(double precision[]) RETURNS double precision
	AS 'MODULE_PATHNAME', 'analytics_r2_finalfn' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.r2_finalfn(double precision[])
	IS 'called by aggregates';

CREATE FUNCTION @extschema@.accuracy_transfn(double precision[], text, text) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'analytics_accuracy_transfn_text' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.accuracy_transfn(double precision[], text, text)
	IS 'called by aggregates';

CREATE AGGREGATE @extschema@.accuracy(actual text, predicted text) (
	SFUNC = @extschema@.accuracy_transfn,
	STYPE = double precision[],
	INITCOND = '{0,0,0,0,0,0,0,0}',
	COMBINEFUNC = @extschema@.loss_combinefn,
	FINALFUNC = @extschema@.loss_mean_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.accuracy(actual text, predicted text)
	IS 'share of the rows whose class was predicted';

CREATE FUNCTION @extschema@.accuracy_transfn(double precision[], text, text, double precision) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'analytics_accuracy_transfn_text' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.accuracy_transfn(double precision[], text, text, double precision)
	IS 'called by aggregates';

CREATE AGGREGATE @extschema@.accuracy(actual text, predicted text, weight double precision) (
	SFUNC = @extschema@.accuracy_transfn,
	STYPE = double precision[],
	INITCOND = '{0,0,0,0,0,0,0,0}',
	COMBINEFUNC = @extschema@.loss_combinefn,
	FINALFUNC = @extschema@.loss_mean_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.accuracy(actual text, predicted text, weight double precision)
	IS 'share of the rows whose class was predicted, by weight';

CREATE FUNCTION @extschema@.accuracy_transfn(double precision[], anycompatible, anycompatible) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'analytics_accuracy_transfn_any' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.accuracy_transfn(double precision[], anycompatible, anycompatible)
	IS 'called by aggregates';

CREATE AGGREGATE @extschema@.accuracy(actual anycompatible, predicted anycompatible) (
	SFUNC = @extschema@.accuracy_transfn,
	STYPE = double precision[],
	INITCOND = '{0,0,0,0,0,0,0,0}',
	COMBINEFUNC = @extschema@.loss_combinefn,
	FINALFUNC = @extschema@.loss_mean_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.accuracy(actual anycompatible, predicted anycompatible)
	IS 'share of the rows whose class was predicted, of any type with an equality';

CREATE FUNCTION @extschema@.accuracy_transfn(double precision[], anycompatible, anycompatible, double precision) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'analytics_accuracy_transfn_any' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.accuracy_transfn(double precision[], anycompatible, anycompatible, double precision)
	IS 'called by aggregates';

CREATE AGGREGATE @extschema@.accuracy(actual anycompatible, predicted anycompatible, weight double precision) (
	SFUNC = @extschema@.accuracy_transfn,
	STYPE = double precision[],
	INITCOND = '{0,0,0,0,0,0,0,0}',
	COMBINEFUNC = @extschema@.loss_combinefn,
	FINALFUNC = @extschema@.loss_mean_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.accuracy(actual anycompatible, predicted anycompatible, weight double precision)
	IS 'share of the rows whose class was predicted, of any type with an equality, by weight';

CREATE FUNCTION @extschema@.log_loss_transfn(double precision[], boolean, double precision) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'analytics_log_loss_transfn_boolean' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.log_loss_transfn(double precision[], boolean, double precision)
	IS 'called by aggregates';

CREATE AGGREGATE @extschema@.log_loss(label boolean, probability double precision) (
	SFUNC = @extschema@.log_loss_transfn,
	STYPE = double precision[],
	INITCOND = '{0,0,0,0,0,0,0,0}',
	COMBINEFUNC = @extschema@.loss_combinefn,
	FINALFUNC = @extschema@.loss_mean_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.log_loss(label boolean, probability double precision)
	IS 'mean of -ln of the probability of what happened; of two classes, the probability that the label is true';

CREATE FUNCTION @extschema@.log_loss_transfn(double precision[], boolean, double precision, double precision) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'analytics_log_loss_transfn_boolean' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.log_loss_transfn(double precision[], boolean, double precision, double precision)
	IS 'called by aggregates';

CREATE AGGREGATE @extschema@.log_loss(label boolean, probability double precision, weight double precision) (
	SFUNC = @extschema@.log_loss_transfn,
	STYPE = double precision[],
	INITCOND = '{0,0,0,0,0,0,0,0}',
	COMBINEFUNC = @extschema@.loss_combinefn,
	FINALFUNC = @extschema@.loss_mean_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.log_loss(label boolean, probability double precision, weight double precision)
	IS 'mean of -ln of the probability of what happened; of two classes, the probability that the label is true, by weight';

CREATE FUNCTION @extschema@.log_loss_transfn(double precision[], integer, double precision) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'analytics_log_loss_transfn_integer' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.log_loss_transfn(double precision[], integer, double precision)
	IS 'called by aggregates';

CREATE AGGREGATE @extschema@.log_loss(label integer, probability double precision) (
	SFUNC = @extschema@.log_loss_transfn,
	STYPE = double precision[],
	INITCOND = '{0,0,0,0,0,0,0,0}',
	COMBINEFUNC = @extschema@.loss_combinefn,
	FINALFUNC = @extschema@.loss_mean_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.log_loss(label integer, probability double precision)
	IS 'mean of -ln of the probability of what happened; of two classes, the probability that the label is 1';

CREATE FUNCTION @extschema@.log_loss_transfn(double precision[], integer, double precision, double precision) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'analytics_log_loss_transfn_integer' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.log_loss_transfn(double precision[], integer, double precision, double precision)
	IS 'called by aggregates';

CREATE AGGREGATE @extschema@.log_loss(label integer, probability double precision, weight double precision) (
	SFUNC = @extschema@.log_loss_transfn,
	STYPE = double precision[],
	INITCOND = '{0,0,0,0,0,0,0,0}',
	COMBINEFUNC = @extschema@.loss_combinefn,
	FINALFUNC = @extschema@.loss_mean_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.log_loss(label integer, probability double precision, weight double precision)
	IS 'mean of -ln of the probability of what happened; of two classes, the probability that the label is 1, by weight';

CREATE FUNCTION @extschema@.log_loss_transfn(double precision[], text, double precision[], text[]) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'analytics_log_loss_transfn_classes' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.log_loss_transfn(double precision[], text, double precision[], text[])
	IS 'called by aggregates';

CREATE AGGREGATE @extschema@.log_loss(actual text, probabilities double precision[], classes text[]) (
	SFUNC = @extschema@.log_loss_transfn,
	STYPE = double precision[],
	INITCOND = '{0,0,0,0,0,0,0,0}',
	COMBINEFUNC = @extschema@.loss_combinefn,
	FINALFUNC = @extschema@.loss_mean_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.log_loss(actual text, probabilities double precision[], classes text[])
	IS 'mean of -ln of the probability of what happened; of many classes';

CREATE FUNCTION @extschema@.log_loss_transfn(double precision[], text, double precision[], text[], double precision) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'analytics_log_loss_transfn_classes' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.log_loss_transfn(double precision[], text, double precision[], text[], double precision)
	IS 'called by aggregates';

CREATE AGGREGATE @extschema@.log_loss(actual text, probabilities double precision[], classes text[], weight double precision) (
	SFUNC = @extschema@.log_loss_transfn,
	STYPE = double precision[],
	INITCOND = '{0,0,0,0,0,0,0,0}',
	COMBINEFUNC = @extschema@.loss_combinefn,
	FINALFUNC = @extschema@.loss_mean_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.log_loss(actual text, probabilities double precision[], classes text[], weight double precision)
	IS 'mean of -ln of the probability of what happened; of many classes, by weight';

CREATE FUNCTION @extschema@.brier_score_transfn(double precision[], boolean, double precision) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'analytics_brier_score_transfn_boolean' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.brier_score_transfn(double precision[], boolean, double precision)
	IS 'called by aggregates';

CREATE AGGREGATE @extschema@.brier_score(label boolean, probability double precision) (
	SFUNC = @extschema@.brier_score_transfn,
	STYPE = double precision[],
	INITCOND = '{0,0,0,0,0,0,0,0}',
	COMBINEFUNC = @extschema@.loss_combinefn,
	FINALFUNC = @extschema@.loss_mean_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.brier_score(label boolean, probability double precision)
	IS 'mean squared error of the probability that the label is true';

CREATE FUNCTION @extschema@.brier_score_transfn(double precision[], boolean, double precision, double precision) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'analytics_brier_score_transfn_boolean' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.brier_score_transfn(double precision[], boolean, double precision, double precision)
	IS 'called by aggregates';

CREATE AGGREGATE @extschema@.brier_score(label boolean, probability double precision, weight double precision) (
	SFUNC = @extschema@.brier_score_transfn,
	STYPE = double precision[],
	INITCOND = '{0,0,0,0,0,0,0,0}',
	COMBINEFUNC = @extschema@.loss_combinefn,
	FINALFUNC = @extschema@.loss_mean_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.brier_score(label boolean, probability double precision, weight double precision)
	IS 'mean squared error of the probability that the label is true, by weight';

CREATE FUNCTION @extschema@.brier_score_transfn(double precision[], integer, double precision) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'analytics_brier_score_transfn_integer' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.brier_score_transfn(double precision[], integer, double precision)
	IS 'called by aggregates';

CREATE AGGREGATE @extschema@.brier_score(label integer, probability double precision) (
	SFUNC = @extschema@.brier_score_transfn,
	STYPE = double precision[],
	INITCOND = '{0,0,0,0,0,0,0,0}',
	COMBINEFUNC = @extschema@.loss_combinefn,
	FINALFUNC = @extschema@.loss_mean_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.brier_score(label integer, probability double precision)
	IS 'mean squared error of the probability that the label is 1';

CREATE FUNCTION @extschema@.brier_score_transfn(double precision[], integer, double precision, double precision) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'analytics_brier_score_transfn_integer' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.brier_score_transfn(double precision[], integer, double precision, double precision)
	IS 'called by aggregates';

CREATE AGGREGATE @extschema@.brier_score(label integer, probability double precision, weight double precision) (
	SFUNC = @extschema@.brier_score_transfn,
	STYPE = double precision[],
	INITCOND = '{0,0,0,0,0,0,0,0}',
	COMBINEFUNC = @extschema@.loss_combinefn,
	FINALFUNC = @extschema@.loss_mean_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.brier_score(label integer, probability double precision, weight double precision)
	IS 'mean squared error of the probability that the label is 1, by weight';

CREATE FUNCTION @extschema@.brier_score_transfn(double precision[], text, double precision[], text[]) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'analytics_brier_score_transfn_classes' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.brier_score_transfn(double precision[], text, double precision[], text[])
	IS 'called by aggregates';

CREATE AGGREGATE @extschema@.brier_score(actual text, probabilities double precision[], classes text[]) (
	SFUNC = @extschema@.brier_score_transfn,
	STYPE = double precision[],
	INITCOND = '{0,0,0,0,0,0,0,0}',
	COMBINEFUNC = @extschema@.loss_combinefn,
	FINALFUNC = @extschema@.loss_mean_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.brier_score(actual text, probabilities double precision[], classes text[])
	IS 'mean over the rows of the sum over all classes of the squared error of their probability';

CREATE FUNCTION @extschema@.brier_score_transfn(double precision[], text, double precision[], text[], double precision) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'analytics_brier_score_transfn_classes' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.brier_score_transfn(double precision[], text, double precision[], text[], double precision)
	IS 'called by aggregates';

CREATE AGGREGATE @extschema@.brier_score(actual text, probabilities double precision[], classes text[], weight double precision) (
	SFUNC = @extschema@.brier_score_transfn,
	STYPE = double precision[],
	INITCOND = '{0,0,0,0,0,0,0,0}',
	COMBINEFUNC = @extschema@.loss_combinefn,
	FINALFUNC = @extschema@.loss_mean_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.brier_score(actual text, probabilities double precision[], classes text[], weight double precision)
	IS 'mean over the rows of the sum over all classes of the squared error of their probability, by weight';

CREATE FUNCTION @extschema@.squared_error_transfn(double precision[], double precision, double precision) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'analytics_squared_error_transfn' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.squared_error_transfn(double precision[], double precision, double precision)
	IS 'called by aggregates';

CREATE AGGREGATE @extschema@.rmse(actual double precision, predicted double precision) (
	SFUNC = @extschema@.squared_error_transfn,
	STYPE = double precision[],
	INITCOND = '{0,0,0,0,0,0,0,0}',
	COMBINEFUNC = @extschema@.loss_combinefn,
	FINALFUNC = @extschema@.rmse_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.rmse(actual double precision, predicted double precision)
	IS 'root of the mean squared error';

CREATE AGGREGATE @extschema@.r2(actual double precision, predicted double precision) (
	SFUNC = @extschema@.squared_error_transfn,
	STYPE = double precision[],
	INITCOND = '{0,0,0,0,0,0,0,0}',
	COMBINEFUNC = @extschema@.loss_combinefn,
	FINALFUNC = @extschema@.r2_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.r2(actual double precision, predicted double precision)
	IS 'coefficient of determination: 1 - squared errors / squared deviations from the mean';

CREATE FUNCTION @extschema@.squared_error_transfn(double precision[], double precision, double precision, double precision) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'analytics_squared_error_transfn' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.squared_error_transfn(double precision[], double precision, double precision, double precision)
	IS 'called by aggregates';

CREATE AGGREGATE @extschema@.rmse(actual double precision, predicted double precision, weight double precision) (
	SFUNC = @extschema@.squared_error_transfn,
	STYPE = double precision[],
	INITCOND = '{0,0,0,0,0,0,0,0}',
	COMBINEFUNC = @extschema@.loss_combinefn,
	FINALFUNC = @extschema@.rmse_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.rmse(actual double precision, predicted double precision, weight double precision)
	IS 'root of the mean squared error, by weight';

CREATE AGGREGATE @extschema@.r2(actual double precision, predicted double precision, weight double precision) (
	SFUNC = @extschema@.squared_error_transfn,
	STYPE = double precision[],
	INITCOND = '{0,0,0,0,0,0,0,0}',
	COMBINEFUNC = @extschema@.loss_combinefn,
	FINALFUNC = @extschema@.r2_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.r2(actual double precision, predicted double precision, weight double precision)
	IS 'coefficient of determination: 1 - squared errors / squared deviations from the mean, by weight';

CREATE FUNCTION @extschema@.absolute_error_transfn(double precision[], double precision, double precision) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'analytics_absolute_error_transfn' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.absolute_error_transfn(double precision[], double precision, double precision)
	IS 'called by aggregates';

CREATE AGGREGATE @extschema@.mae(actual double precision, predicted double precision) (
	SFUNC = @extschema@.absolute_error_transfn,
	STYPE = double precision[],
	INITCOND = '{0,0,0,0,0,0,0,0}',
	COMBINEFUNC = @extschema@.loss_combinefn,
	FINALFUNC = @extschema@.loss_mean_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.mae(actual double precision, predicted double precision)
	IS 'mean absolute error';

CREATE FUNCTION @extschema@.absolute_error_transfn(double precision[], double precision, double precision, double precision) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'analytics_absolute_error_transfn' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.absolute_error_transfn(double precision[], double precision, double precision, double precision)
	IS 'called by aggregates';

CREATE AGGREGATE @extschema@.mae(actual double precision, predicted double precision, weight double precision) (
	SFUNC = @extschema@.absolute_error_transfn,
	STYPE = double precision[],
	INITCOND = '{0,0,0,0,0,0,0,0}',
	COMBINEFUNC = @extschema@.loss_combinefn,
	FINALFUNC = @extschema@.loss_mean_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.mae(actual double precision, predicted double precision, weight double precision)
	IS 'mean absolute error, by weight';
