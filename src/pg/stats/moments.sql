-- moments: count, means and co-moments as a value; what is read out of it

CREATE TYPE @extschema@.moments;

CREATE FUNCTION @extschema@.moments_in(cstring) RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_moments_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.moments_in(cstring) IS 'input function of type moments';

CREATE FUNCTION @extschema@.moments_out(@extschema@.moments) RETURNS cstring
	AS 'MODULE_PATHNAME', 'analytics_moments_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.moments_out(@extschema@.moments) IS 'output function of type moments';

CREATE FUNCTION @extschema@.moments_recv(internal) RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_moments_recv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.moments_recv(internal) IS 'binary input function of type moments';

CREATE FUNCTION @extschema@.moments_send(@extschema@.moments) RETURNS bytea
	AS 'MODULE_PATHNAME', 'analytics_moments_send' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.moments_send(@extschema@.moments) IS 'binary output function of type moments';

CREATE TYPE @extschema@.moments (
	INPUT = @extschema@.moments_in,
	OUTPUT = @extschema@.moments_out,
	RECEIVE = @extschema@.moments_recv,
	SEND = @extschema@.moments_send,
	INTERNALLENGTH = VARIABLE,
	ALIGNMENT = double,
	STORAGE = external
);
COMMENT ON TYPE @extschema@.moments
	IS 'count, means and co-moments of the columns of a table; those of its parts can be merged';

CREATE FUNCTION @extschema@.n(m @extschema@.moments) RETURNS bigint
	AS 'MODULE_PATHNAME', 'analytics_n' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.n(m @extschema@.moments)
	IS 'rows that were used';

CREATE FUNCTION @extschema@.skipped(m @extschema@.moments) RETURNS bigint
	AS 'MODULE_PATHNAME', 'analytics_skipped' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.skipped(m @extschema@.moments)
	IS 'rows that were not used: with a NULL, a NaN or a weight of 0';

CREATE FUNCTION @extschema@.total_weight(m @extschema@.moments) RETURNS double precision
	AS 'MODULE_PATHNAME', 'analytics_total_weight' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.total_weight(m @extschema@.moments)
	IS 'sum of the weights; the number of rows when there were none';

CREATE FUNCTION @extschema@.features(m @extschema@.moments) RETURNS text[]
	AS 'MODULE_PATHNAME', 'analytics_features_moments' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.features(m @extschema@.moments)
	IS 'names of the columns; null when they are not known';

CREATE FUNCTION @extschema@.set_features(m @extschema@.moments, names text[]) RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_set_features' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.set_features(m @extschema@.moments, names text[])
	IS 'the same moments with other names of columns';

CREATE FUNCTION @extschema@.mean(m @extschema@.moments) RETURNS TABLE (i integer, feature text, value double precision)
	AS 'MODULE_PATHNAME', 'analytics_mean' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 100;
COMMENT ON FUNCTION @extschema@.mean(m @extschema@.moments)
	IS 'a row for each column: its mean';

CREATE FUNCTION @extschema@.covariance(m @extschema@.moments) RETURNS TABLE (i integer, j integer, feature_i text, feature_j text, value double precision)
	AS 'MODULE_PATHNAME', 'analytics_covariance' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100 ROWS 10000;
COMMENT ON FUNCTION @extschema@.covariance(m @extschema@.moments)
	IS 'a row for each pair of columns, both ways: their covariance';

CREATE FUNCTION @extschema@.correlation(m @extschema@.moments) RETURNS TABLE (i integer, j integer, feature_i text, feature_j text, value double precision)
	AS 'MODULE_PATHNAME', 'analytics_correlation' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100 ROWS 10000;
COMMENT ON FUNCTION @extschema@.correlation(m @extschema@.moments)
	IS 'a row for each pair of columns, both ways: their correlation; null for a constant column';

CREATE FUNCTION @extschema@.mean_vector(m @extschema@.moments) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'analytics_mean_vector' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.mean_vector(m @extschema@.moments)
	IS 'the means as an array';

CREATE FUNCTION @extschema@.covariance_matrix(m @extschema@.moments) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'analytics_covariance_matrix' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION @extschema@.covariance_matrix(m @extschema@.moments)
	IS 'the covariances as an array of two dimensions; null for fewer than two rows';

CREATE FUNCTION @extschema@.correlation_matrix(m @extschema@.moments) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'analytics_correlation_matrix' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION @extschema@.correlation_matrix(m @extschema@.moments)
	IS 'the correlations as an array of two dimensions; null for fewer than two rows';

CREATE FUNCTION @extschema@.moments_merge(a @extschema@.moments, b @extschema@.moments) RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_moments_merge' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION @extschema@.moments_merge(a @extschema@.moments, b @extschema@.moments)
	IS 'the moments of the rows of both';

CREATE FUNCTION @extschema@.moments_subtract(a @extschema@.moments, b @extschema@.moments) RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_moments_subtract' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION @extschema@.moments_subtract(a @extschema@.moments, b @extschema@.moments)
	IS 'the moments of the rows of a without those of b, which are among them';

CREATE FUNCTION @extschema@.row_vector("row" record) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'analytics_row_vector' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.row_vector("row" record)
	IS 'the numbers of a row, in the order of its columns';
