-- pca: principal components as a value; what is read out of it

CREATE TYPE @extschema@.pca;

CREATE FUNCTION @extschema@.pca_in(cstring) RETURNS @extschema@.pca
	AS 'MODULE_PATHNAME', 'analytics_pca_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.pca_in(cstring) IS 'input function of type pca';

CREATE FUNCTION @extschema@.pca_out(@extschema@.pca) RETURNS cstring
	AS 'MODULE_PATHNAME', 'analytics_pca_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.pca_out(@extschema@.pca) IS 'output function of type pca';

CREATE FUNCTION @extschema@.pca_recv(internal) RETURNS @extschema@.pca
	AS 'MODULE_PATHNAME', 'analytics_pca_recv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.pca_recv(internal) IS 'binary input function of type pca';

CREATE FUNCTION @extschema@.pca_send(@extschema@.pca) RETURNS bytea
	AS 'MODULE_PATHNAME', 'analytics_pca_send' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.pca_send(@extschema@.pca) IS 'binary output function of type pca';

CREATE TYPE @extschema@.pca (
	INPUT = @extschema@.pca_in,
	OUTPUT = @extschema@.pca_out,
	RECEIVE = @extschema@.pca_recv,
	SEND = @extschema@.pca_send,
	INTERNALLENGTH = VARIABLE,
	ALIGNMENT = double,
	STORAGE = external
);
COMMENT ON TYPE @extschema@.pca IS 'principal components: means, scales, eigenvalues and loadings';

CREATE FUNCTION @extschema@.pca(m @extschema@.moments, n_components integer DEFAULT NULL,
	scale boolean DEFAULT false, variance double precision DEFAULT NULL) RETURNS @extschema@.pca
	AS 'MODULE_PATHNAME', 'analytics_pca_moments' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 10000;
COMMENT ON FUNCTION @extschema@.pca(@extschema@.moments, integer, boolean, double precision)
	IS 'principal components of the rows that the moments stand for; null for fewer than two';

CREATE FUNCTION @extschema@.pca_rows(p @extschema@.pca) RETURNS bigint
	AS 'MODULE_PATHNAME', 'analytics_pca_rows' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.pca_rows(p @extschema@.pca)
	IS 'rows that the components were computed from';

CREATE FUNCTION @extschema@.pca_skipped(p @extschema@.pca) RETURNS bigint
	AS 'MODULE_PATHNAME', 'analytics_pca_skipped' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.pca_skipped(p @extschema@.pca)
	IS 'rows that were not used: with a NULL or a NaN';

CREATE FUNCTION @extschema@.pca_features(p @extschema@.pca) RETURNS text[]
	AS 'MODULE_PATHNAME', 'analytics_pca_features' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.pca_features(p @extschema@.pca)
	IS 'names of the columns; null when they are not known';

CREATE FUNCTION @extschema@.pca_variance(p @extschema@.pca) RETURNS TABLE (component integer, eigenvalue double precision, std_dev double precision,
	proportion double precision, cumulative double precision)
	AS 'MODULE_PATHNAME', 'analytics_pca_variance' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 20;
COMMENT ON FUNCTION @extschema@.pca_variance(p @extschema@.pca)
	IS 'a row for each component: its variance and share';

CREATE FUNCTION @extschema@.pca_components(p @extschema@.pca) RETURNS TABLE (component integer, "position" integer, feature text,
	loading double precision)
	AS 'MODULE_PATHNAME', 'analytics_pca_components' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 1000;
COMMENT ON FUNCTION @extschema@.pca_components(p @extschema@.pca)
	IS 'a row for each component and column: its loading';

CREATE FUNCTION @extschema@.pca_center(p @extschema@.pca) RETURNS TABLE ("position" integer, feature text, mean double precision,
	scale double precision)
	AS 'MODULE_PATHNAME', 'analytics_pca_center' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 100;
COMMENT ON FUNCTION @extschema@.pca_center(p @extschema@.pca)
	IS 'a row for each column: what is subtracted from it, and what it is divided by';

CREATE FUNCTION @extschema@.pca_scree(p @extschema@.pca, max_components integer DEFAULT 20) RETURNS text
	AS 'MODULE_PATHNAME', 'analytics_pca_scree' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.pca_scree(@extschema@.pca, integer)
	IS 'the shares of variance as a chart of text';
