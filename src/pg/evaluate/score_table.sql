-- score_table: how many positives and negatives have which score; what is read out
-- of it

CREATE TYPE @extschema@.score_table;

CREATE FUNCTION @extschema@.score_table_in(cstring) RETURNS @extschema@.score_table
	AS 'MODULE_PATHNAME', 'analytics_score_table_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.score_table_in(cstring) IS 'input function of type score_table';

CREATE FUNCTION @extschema@.score_table_out(@extschema@.score_table) RETURNS cstring
	AS 'MODULE_PATHNAME', 'analytics_score_table_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.score_table_out(@extschema@.score_table) IS 'output function of type score_table';

CREATE FUNCTION @extschema@.score_table_recv(internal) RETURNS @extschema@.score_table
	AS 'MODULE_PATHNAME', 'analytics_score_table_recv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.score_table_recv(internal) IS 'binary input function of type score_table';

CREATE FUNCTION @extschema@.score_table_send(@extschema@.score_table) RETURNS bytea
	AS 'MODULE_PATHNAME', 'analytics_score_table_send' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.score_table_send(@extschema@.score_table) IS 'binary output function of type score_table';

CREATE TYPE @extschema@.score_table (
	INPUT = @extschema@.score_table_in,
	OUTPUT = @extschema@.score_table_out,
	RECEIVE = @extschema@.score_table_recv,
	SEND = @extschema@.score_table_send,
	INTERNALLENGTH = VARIABLE,
	ALIGNMENT = double,
	STORAGE = external
);
COMMENT ON TYPE @extschema@.score_table
	IS 'how many positives and negatives have which score; the tables of parts can be merged';

CREATE FUNCTION @extschema@.score_metrics(t @extschema@.score_table) RETURNS TABLE (metric text, value double precision, max_error double precision)
	AS 'MODULE_PATHNAME', 'analytics_score_metrics' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000 ROWS 10;
COMMENT ON FUNCTION @extschema@.score_metrics(t @extschema@.score_table)
	IS 'all figures of a score table, and how far they can be off';

CREATE FUNCTION @extschema@.roc_curve(t @extschema@.score_table, max_points integer DEFAULT NULL) RETURNS TABLE (threshold double precision, false_positive_rate double precision, true_positive_rate double precision,
			   "precision" double precision)
	AS 'MODULE_PATHNAME', 'analytics_roc_curve' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000 ROWS 1000;
COMMENT ON FUNCTION @extschema@.roc_curve(@extschema@.score_table, integer)
	IS 'a row for each cut-off: what happens when this score and higher are called positive';

CREATE FUNCTION @extschema@.lift_table(t @extschema@.score_table, bins integer DEFAULT 10) RETURNS TABLE (bin integer, min_score double precision, max_score double precision, avg_score double precision,
			   count double precision, cum_count double precision, neg double precision, pos double precision,
			   cum_neg double precision, cum_pos double precision, count_distr double precision, posprob double precision,
			   cum_posprob double precision, cum_pos_distr double precision, rejected_rate double precision,
			   approval_rate double precision, lift double precision, cum_lift double precision, ks double precision)
	AS 'MODULE_PATHNAME', 'analytics_lift_table' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000 ROWS 10;
COMMENT ON FUNCTION @extschema@.lift_table(@extschema@.score_table, integer)
	IS 'bins of equally many rows, the riskiest first: positives, lift and what a cut-off below them does';

CREATE FUNCTION @extschema@.calibration_table(t @extschema@.score_table, bins integer DEFAULT 10, strategy text DEFAULT 'uniform') RETURNS TABLE (bin integer, min_score double precision, max_score double precision, count double precision,
			   mean_predicted double precision, observed_rate double precision, difference double precision,
			   hosmer_lemeshow double precision)
	AS 'MODULE_PATHNAME', 'analytics_calibration_table' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000 ROWS 10;
COMMENT ON FUNCTION @extschema@.calibration_table(@extschema@.score_table, integer, text)
	IS 'bins of probabilities: what was predicted, and what happened';
