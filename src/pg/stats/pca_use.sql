-- pca_use: applying a PCA to vectors

CREATE FUNCTION @extschema@.pca_transform(p @extschema@.pca, x double precision[]) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'analytics_pca_transform_array' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION @extschema@.pca_transform(@extschema@.pca, double precision[])
	IS 'scores: the coordinates of x along the components';

CREATE FUNCTION @extschema@.pca_transform(p @extschema@.pca, x real[]) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'analytics_pca_transform_array' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION @extschema@.pca_transform(@extschema@.pca, real[])
	IS 'scores: the coordinates of x along the components';

CREATE FUNCTION @extschema@.pca_transform(p @extschema@.pca, x integer[]) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'analytics_pca_transform_array' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION @extschema@.pca_transform(@extschema@.pca, integer[])
	IS 'scores: the coordinates of x along the components';

CREATE FUNCTION @extschema@.pca_transform(p @extschema@.pca, x numeric[]) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'analytics_pca_transform_array' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION @extschema@.pca_transform(@extschema@.pca, numeric[])
	IS 'scores: the coordinates of x along the components';

CREATE FUNCTION @extschema@.pca_transform(p @extschema@.pca, x record) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'analytics_pca_transform_record' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION @extschema@.pca_transform(@extschema@.pca, record)
	IS 'scores: the coordinates of x along the components';

CREATE FUNCTION @extschema@.pca_reconstruction_error(p @extschema@.pca, x double precision[]) RETURNS double precision
	AS 'MODULE_PATHNAME', 'analytics_pca_reconstruction_error_array' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 30;
COMMENT ON FUNCTION @extschema@.pca_reconstruction_error(@extschema@.pca, double precision[])
	IS 'squared distance of x from what its scores give back';

CREATE FUNCTION @extschema@.pca_reconstruction_error(p @extschema@.pca, x real[]) RETURNS double precision
	AS 'MODULE_PATHNAME', 'analytics_pca_reconstruction_error_array' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 30;
COMMENT ON FUNCTION @extschema@.pca_reconstruction_error(@extschema@.pca, real[])
	IS 'squared distance of x from what its scores give back';

CREATE FUNCTION @extschema@.pca_reconstruction_error(p @extschema@.pca, x integer[]) RETURNS double precision
	AS 'MODULE_PATHNAME', 'analytics_pca_reconstruction_error_array' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 30;
COMMENT ON FUNCTION @extschema@.pca_reconstruction_error(@extschema@.pca, integer[])
	IS 'squared distance of x from what its scores give back';

CREATE FUNCTION @extschema@.pca_reconstruction_error(p @extschema@.pca, x numeric[]) RETURNS double precision
	AS 'MODULE_PATHNAME', 'analytics_pca_reconstruction_error_array' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 30;
COMMENT ON FUNCTION @extschema@.pca_reconstruction_error(@extschema@.pca, numeric[])
	IS 'squared distance of x from what its scores give back';

CREATE FUNCTION @extschema@.pca_reconstruction_error(p @extschema@.pca, x record) RETURNS double precision
	AS 'MODULE_PATHNAME', 'analytics_pca_reconstruction_error_record' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 30;
COMMENT ON FUNCTION @extschema@.pca_reconstruction_error(@extschema@.pca, record)
	IS 'squared distance of x from what its scores give back';

CREATE FUNCTION @extschema@.pca_t2(p @extschema@.pca, x double precision[]) RETURNS double precision
	AS 'MODULE_PATHNAME', 'analytics_pca_t2_array' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION @extschema@.pca_t2(@extschema@.pca, double precision[])
	IS 'Hotelling''s T2: squared distance of the scores from the centre, in standard deviations';

CREATE FUNCTION @extschema@.pca_t2(p @extschema@.pca, x real[]) RETURNS double precision
	AS 'MODULE_PATHNAME', 'analytics_pca_t2_array' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION @extschema@.pca_t2(@extschema@.pca, real[])
	IS 'Hotelling''s T2: squared distance of the scores from the centre, in standard deviations';

CREATE FUNCTION @extschema@.pca_t2(p @extschema@.pca, x integer[]) RETURNS double precision
	AS 'MODULE_PATHNAME', 'analytics_pca_t2_array' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION @extschema@.pca_t2(@extschema@.pca, integer[])
	IS 'Hotelling''s T2: squared distance of the scores from the centre, in standard deviations';

CREATE FUNCTION @extschema@.pca_t2(p @extschema@.pca, x numeric[]) RETURNS double precision
	AS 'MODULE_PATHNAME', 'analytics_pca_t2_array' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION @extschema@.pca_t2(@extschema@.pca, numeric[])
	IS 'Hotelling''s T2: squared distance of the scores from the centre, in standard deviations';

CREATE FUNCTION @extschema@.pca_t2(p @extschema@.pca, x record) RETURNS double precision
	AS 'MODULE_PATHNAME', 'analytics_pca_t2_record' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION @extschema@.pca_t2(@extschema@.pca, record)
	IS 'Hotelling''s T2: squared distance of the scores from the centre, in standard deviations';

CREATE FUNCTION @extschema@.pca_inverse_transform(p @extschema@.pca, scores double precision[]) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'analytics_pca_inverse_transform' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION @extschema@.pca_inverse_transform(@extschema@.pca, double precision[])
	IS 'the vector that has these scores and no other deviation from the mean';
