-- loss: accuracy, log_loss, brier_score, rmse, mae, r2
--
-- The state is an array of numbers, not internal: so that the aggregates run in
-- parallel, and below postgres_fdw and Citus.

CREATE FUNCTION @extschema@.loss_combinefn(double precision[], double precision[]) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'analytics_loss_combinefn' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.loss_combinefn(double precision[], double precision[])
	IS 'called by aggregates';

@table loss_finalfn: finalfn
loss_mean_finalfn
rmse_finalfn
r2_finalfn

@each loss_finalfn
CREATE FUNCTION @extschema@.{finalfn}(double precision[]) RETURNS double precision
	AS 'MODULE_PATHNAME', 'analytics_{finalfn}' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.{finalfn}(double precision[])
	IS 'called by aggregates';

@end
@table losses: loss | symbol | types | arguments
accuracy       | accuracy_transfn_text       | text, text                         | actual text, predicted text
accuracy       | accuracy_transfn_any        | anycompatible, anycompatible       | actual anycompatible, predicted anycompatible
log_loss       | log_loss_transfn_boolean    | boolean, double precision          | label boolean, probability double precision
log_loss       | log_loss_transfn_integer    | integer, double precision          | label integer, probability double precision
log_loss       | log_loss_transfn_classes    | text, double precision[], text[]   | actual text, probabilities double precision[], classes text[]
brier_score    | brier_score_transfn_boolean | boolean, double precision          | label boolean, probability double precision
brier_score    | brier_score_transfn_integer | integer, double precision          | label integer, probability double precision
brier_score    | brier_score_transfn_classes | text, double precision[], text[]   | actual text, probabilities double precision[], classes text[]
squared_error  | squared_error_transfn       | double precision, double precision | actual double precision, predicted double precision
absolute_error | absolute_error_transfn      | double precision, double precision | actual double precision, predicted double precision

@table of_losses: of | name | final | says
accuracy_transfn_text       | accuracy    | loss_mean_finalfn | share of the rows whose class was predicted
accuracy_transfn_any        | accuracy    | loss_mean_finalfn | share of the rows whose class was predicted, of any type with an equality
log_loss_transfn_boolean    | log_loss    | loss_mean_finalfn | mean of -ln of the probability of what happened; of two classes, the probability that the label is true
log_loss_transfn_integer    | log_loss    | loss_mean_finalfn | mean of -ln of the probability of what happened; of two classes, the probability that the label is 1
log_loss_transfn_classes    | log_loss    | loss_mean_finalfn | mean of -ln of the probability of what happened; of many classes
brier_score_transfn_boolean | brier_score | loss_mean_finalfn | mean squared error of the probability that the label is true
brier_score_transfn_integer | brier_score | loss_mean_finalfn | mean squared error of the probability that the label is 1
brier_score_transfn_classes | brier_score | loss_mean_finalfn | mean over the rows of the sum over all classes of the squared error of their probability
squared_error_transfn       | rmse        | rmse_finalfn      | root of the mean squared error
squared_error_transfn       | r2          | r2_finalfn        | coefficient of determination: 1 - squared errors / squared deviations from the mean
absolute_error_transfn      | mae         | loss_mean_finalfn | mean absolute error

@each losses
@each weight
CREATE FUNCTION @extschema@.{loss}_transfn(double precision[], {types}{weight_type}) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'analytics_{symbol}' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.{loss}_transfn(double precision[], {types}{weight_type})
	IS 'called by aggregates';

@each of_losses of={symbol}
CREATE AGGREGATE @extschema@.{name}({arguments}{weight}) (
	SFUNC = @extschema@.{loss}_transfn,
	STYPE = double precision[],
	INITCOND = '{0,0,0,0,0,0,0,0}',
	COMBINEFUNC = @extschema@.loss_combinefn,
	FINALFUNC = @extschema@.{final},
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.{name}({arguments}{weight})
	IS '{says}{by_weight}';

@end
@end
@end
