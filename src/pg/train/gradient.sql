-- gradient: loss and gradient of a linear or logistic model on rows, as a value

CREATE TYPE @extschema@.gradient;

CREATE FUNCTION @extschema@.gradient_in(cstring) RETURNS @extschema@.gradient
	AS 'MODULE_PATHNAME', 'analytics_gradient_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.gradient_in(cstring)
	IS 'input function of type gradient';

CREATE FUNCTION @extschema@.gradient_out(@extschema@.gradient) RETURNS cstring
	AS 'MODULE_PATHNAME', 'analytics_gradient_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.gradient_out(@extschema@.gradient)
	IS 'output function of type gradient';

CREATE FUNCTION @extschema@.gradient_recv(internal) RETURNS @extschema@.gradient
	AS 'MODULE_PATHNAME', 'analytics_gradient_recv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.gradient_recv(internal)
	IS 'binary input function of type gradient';

CREATE FUNCTION @extschema@.gradient_send(@extschema@.gradient) RETURNS bytea
	AS 'MODULE_PATHNAME', 'analytics_gradient_send' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.gradient_send(@extschema@.gradient)
	IS 'binary output function of type gradient';

CREATE TYPE @extschema@.gradient (
	INPUT = @extschema@.gradient_in,
	OUTPUT = @extschema@.gradient_out,
	RECEIVE = @extschema@.gradient_recv,
	SEND = @extschema@.gradient_send,
	INTERNALLENGTH = VARIABLE,
	ALIGNMENT = double,
	STORAGE = external
);
COMMENT ON TYPE @extschema@.gradient
	IS 'loss of a linear or logistic model on rows, with its derivatives; those of parts of a table can be merged';

CREATE FUNCTION @extschema@.n(g @extschema@.gradient) RETURNS bigint
	AS 'MODULE_PATHNAME', 'analytics_n_gradient' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.n(g @extschema@.gradient)
	IS 'rows that were used';

CREATE FUNCTION @extschema@.skipped(g @extschema@.gradient) RETURNS bigint
	AS 'MODULE_PATHNAME', 'analytics_skipped_gradient' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.skipped(g @extschema@.gradient)
	IS 'rows that were not used: without a target or a weight';

CREATE FUNCTION @extschema@.total_weight(g @extschema@.gradient) RETURNS double precision
	AS 'MODULE_PATHNAME', 'analytics_total_weight_gradient' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.total_weight(g @extschema@.gradient)
	IS 'sum of the weights; the number of rows when there were none';

CREATE FUNCTION @extschema@.loss(g @extschema@.gradient) RETURNS double precision
	AS 'MODULE_PATHNAME', 'analytics_loss_gradient' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.loss(g @extschema@.gradient)
	IS 'sum of weight times loss, without a penalty';

CREATE FUNCTION @extschema@.derivatives(g @extschema@.gradient) RETURNS TABLE (i integer, value double precision)
	AS 'MODULE_PATHNAME', 'analytics_derivatives' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 1000;
COMMENT ON FUNCTION @extschema@.derivatives(g @extschema@.gradient)
	IS 'a row for each number of the model, the intercepts first: the derivative of the loss by it';

CREATE FUNCTION @extschema@.gradient_combinefn(@extschema@.gradient, @extschema@.gradient) RETURNS @extschema@.gradient
	AS 'MODULE_PATHNAME', 'analytics_gradient_combinefn' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 100;
COMMENT ON FUNCTION @extschema@.gradient_combinefn(@extschema@.gradient, @extschema@.gradient)
	IS 'called by aggregates';

@table pass: pass | target | says
logistic | text             | loss and gradient of a logistic model on rows whose class is known
linear   | double precision | loss and gradient of a linear model on rows whose number is known

@each pass
@each weight
CREATE FUNCTION @extschema@.{pass}_pass_transfn(@extschema@.gradient, @extschema@.model, record, {target}{weight_type}) RETURNS @extschema@.gradient
	AS 'MODULE_PATHNAME', 'analytics_{pass}_pass_transfn' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.{pass}_pass_transfn(@extschema@.gradient, @extschema@.model, record, {target}{weight_type})
	IS 'called by aggregates';

CREATE AGGREGATE @extschema@.{pass}_pass(model @extschema@.model, "row" record, target {target}{weight}) (
	SFUNC = @extschema@.{pass}_pass_transfn,
	STYPE = @extschema@.gradient,
	SSPACE = 20000,
	COMBINEFUNC = @extschema@.gradient_combinefn,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.{pass}_pass(model @extschema@.model, "row" record, target {target}{weight})
	IS '{says}{by_weight}';

@end
@end
CREATE AGGREGATE @extschema@.gradient_merge(g @extschema@.gradient) (
	SFUNC = @extschema@.gradient_combinefn,
	STYPE = @extschema@.gradient,
	SSPACE = 20000,
	COMBINEFUNC = @extschema@.gradient_combinefn,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.gradient_merge(g @extschema@.gradient)
	IS 'the gradient of the rows of all of them';

CREATE FUNCTION @extschema@.linear_vector(model @extschema@.model, "row" record) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'analytics_linear_vector' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.linear_vector(model @extschema@.model, "row" record)
	IS 'the columns of a row as a linear model sees them: scaled numbers less their average, 1 for missing, 1 for the level';

CREATE FUNCTION @extschema@.linear_vector(model @extschema@.model, "row" record, target double precision) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'analytics_linear_vector' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.linear_vector(model @extschema@.model, "row" record, target double precision)
	IS 'the columns of a row as a linear model sees them: scaled numbers less their average, 1 for missing, 1 for the level, and the target';
