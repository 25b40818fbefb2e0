-- moments_agg: the aggregates moments_agg, moments_merge and pca_fit
--
-- The state is the type moments itself, not internal: so that the aggregates run
-- in parallel, and below postgres_fdw and Citus.

CREATE FUNCTION @extschema@.moments_combinefn(@extschema@.moments, @extschema@.moments) RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_moments_combinefn' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 100;
COMMENT ON FUNCTION @extschema@.moments_combinefn(@extschema@.moments, @extschema@.moments)
	IS 'called by aggregates';

CREATE FUNCTION @extschema@.moments_finalfn(@extschema@.moments) RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_moments_finalfn' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 100;
COMMENT ON FUNCTION @extschema@.moments_finalfn(@extschema@.moments) IS 'called by aggregates';

CREATE FUNCTION @extschema@.pca_fit_finalfn(@extschema@.moments) RETURNS @extschema@.pca
	AS 'MODULE_PATHNAME', 'analytics_pca_fit_finalfn' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 10000;
COMMENT ON FUNCTION @extschema@.pca_fit_finalfn(@extschema@.moments) IS 'called by aggregates';

CREATE FUNCTION @extschema@.moments_transfn(@extschema@.moments, double precision[])
	RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_moments_transfn_array' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.moments_transfn(@extschema@.moments, double precision[])
	IS 'called by aggregates';
CREATE AGGREGATE @extschema@.moments_agg(x double precision[]) (
	SFUNC = @extschema@.moments_transfn,
	STYPE = @extschema@.moments,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.moments_combinefn,
	FINALFUNC = @extschema@.moments_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.moments_agg(x double precision[])
	IS 'moments of vectors, given as arrays of double precision';

CREATE FUNCTION @extschema@.moments_transfn(@extschema@.moments, double precision[], double precision)
	RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_moments_transfn_array' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.moments_transfn(@extschema@.moments, double precision[], double precision)
	IS 'called by aggregates';
CREATE AGGREGATE @extschema@.moments_agg(x double precision[], weight double precision) (
	SFUNC = @extschema@.moments_transfn,
	STYPE = @extschema@.moments,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.moments_combinefn,
	FINALFUNC = @extschema@.moments_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.moments_agg(x double precision[], weight double precision)
	IS 'moments of vectors, given as arrays of double precision';

CREATE FUNCTION @extschema@.moments_transfn(@extschema@.moments, double precision[], double precision, text)
	RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_moments_transfn_array' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.moments_transfn(@extschema@.moments, double precision[], double precision, text)
	IS 'called by aggregates';
CREATE AGGREGATE @extschema@.moments_agg(x double precision[], weight double precision, on_null text) (
	SFUNC = @extschema@.moments_transfn,
	STYPE = @extschema@.moments,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.moments_combinefn,
	FINALFUNC = @extschema@.moments_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.moments_agg(x double precision[], weight double precision, on_null text)
	IS 'moments of vectors, given as arrays of double precision';

CREATE FUNCTION @extschema@.moments_transfn(@extschema@.moments, real[])
	RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_moments_transfn_array' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.moments_transfn(@extschema@.moments, real[])
	IS 'called by aggregates';
CREATE AGGREGATE @extschema@.moments_agg(x real[]) (
	SFUNC = @extschema@.moments_transfn,
	STYPE = @extschema@.moments,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.moments_combinefn,
	FINALFUNC = @extschema@.moments_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.moments_agg(x real[])
	IS 'moments of vectors, given as arrays of real';

CREATE FUNCTION @extschema@.moments_transfn(@extschema@.moments, real[], double precision)
	RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_moments_transfn_array' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.moments_transfn(@extschema@.moments, real[], double precision)
	IS 'called by aggregates';
CREATE AGGREGATE @extschema@.moments_agg(x real[], weight double precision) (
	SFUNC = @extschema@.moments_transfn,
	STYPE = @extschema@.moments,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.moments_combinefn,
	FINALFUNC = @extschema@.moments_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.moments_agg(x real[], weight double precision)
	IS 'moments of vectors, given as arrays of real';

CREATE FUNCTION @extschema@.moments_transfn(@extschema@.moments, real[], double precision, text)
	RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_moments_transfn_array' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.moments_transfn(@extschema@.moments, real[], double precision, text)
	IS 'called by aggregates';
CREATE AGGREGATE @extschema@.moments_agg(x real[], weight double precision, on_null text) (
	SFUNC = @extschema@.moments_transfn,
	STYPE = @extschema@.moments,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.moments_combinefn,
	FINALFUNC = @extschema@.moments_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.moments_agg(x real[], weight double precision, on_null text)
	IS 'moments of vectors, given as arrays of real';

CREATE FUNCTION @extschema@.moments_transfn(@extschema@.moments, integer[])
	RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_moments_transfn_array' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.moments_transfn(@extschema@.moments, integer[])
	IS 'called by aggregates';
CREATE AGGREGATE @extschema@.moments_agg(x integer[]) (
	SFUNC = @extschema@.moments_transfn,
	STYPE = @extschema@.moments,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.moments_combinefn,
	FINALFUNC = @extschema@.moments_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.moments_agg(x integer[])
	IS 'moments of vectors, given as arrays of integer';

CREATE FUNCTION @extschema@.moments_transfn(@extschema@.moments, integer[], double precision)
	RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_moments_transfn_array' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.moments_transfn(@extschema@.moments, integer[], double precision)
	IS 'called by aggregates';
CREATE AGGREGATE @extschema@.moments_agg(x integer[], weight double precision) (
	SFUNC = @extschema@.moments_transfn,
	STYPE = @extschema@.moments,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.moments_combinefn,
	FINALFUNC = @extschema@.moments_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.moments_agg(x integer[], weight double precision)
	IS 'moments of vectors, given as arrays of integer';

CREATE FUNCTION @extschema@.moments_transfn(@extschema@.moments, integer[], double precision, text)
	RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_moments_transfn_array' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.moments_transfn(@extschema@.moments, integer[], double precision, text)
	IS 'called by aggregates';
CREATE AGGREGATE @extschema@.moments_agg(x integer[], weight double precision, on_null text) (
	SFUNC = @extschema@.moments_transfn,
	STYPE = @extschema@.moments,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.moments_combinefn,
	FINALFUNC = @extschema@.moments_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.moments_agg(x integer[], weight double precision, on_null text)
	IS 'moments of vectors, given as arrays of integer';

CREATE FUNCTION @extschema@.moments_transfn(@extschema@.moments, numeric[])
	RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_moments_transfn_array' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.moments_transfn(@extschema@.moments, numeric[])
	IS 'called by aggregates';
CREATE AGGREGATE @extschema@.moments_agg(x numeric[]) (
	SFUNC = @extschema@.moments_transfn,
	STYPE = @extschema@.moments,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.moments_combinefn,
	FINALFUNC = @extschema@.moments_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.moments_agg(x numeric[])
	IS 'moments of vectors, given as arrays of numeric';

CREATE FUNCTION @extschema@.moments_transfn(@extschema@.moments, numeric[], double precision)
	RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_moments_transfn_array' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.moments_transfn(@extschema@.moments, numeric[], double precision)
	IS 'called by aggregates';
CREATE AGGREGATE @extschema@.moments_agg(x numeric[], weight double precision) (
	SFUNC = @extschema@.moments_transfn,
	STYPE = @extschema@.moments,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.moments_combinefn,
	FINALFUNC = @extschema@.moments_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.moments_agg(x numeric[], weight double precision)
	IS 'moments of vectors, given as arrays of numeric';

CREATE FUNCTION @extschema@.moments_transfn(@extschema@.moments, numeric[], double precision, text)
	RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_moments_transfn_array' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.moments_transfn(@extschema@.moments, numeric[], double precision, text)
	IS 'called by aggregates';
CREATE AGGREGATE @extschema@.moments_agg(x numeric[], weight double precision, on_null text) (
	SFUNC = @extschema@.moments_transfn,
	STYPE = @extschema@.moments,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.moments_combinefn,
	FINALFUNC = @extschema@.moments_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.moments_agg(x numeric[], weight double precision, on_null text)
	IS 'moments of vectors, given as arrays of numeric';

CREATE FUNCTION @extschema@.moments_transfn(@extschema@.moments, record)
	RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_moments_transfn_record' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.moments_transfn(@extschema@.moments, record)
	IS 'called by aggregates';
CREATE AGGREGATE @extschema@.moments_agg(x record) (
	SFUNC = @extschema@.moments_transfn,
	STYPE = @extschema@.moments,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.moments_combinefn,
	FINALFUNC = @extschema@.moments_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.moments_agg(x record)
	IS 'moments of rows of numbers';

CREATE FUNCTION @extschema@.moments_transfn(@extschema@.moments, record, double precision)
	RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_moments_transfn_record' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.moments_transfn(@extschema@.moments, record, double precision)
	IS 'called by aggregates';
CREATE AGGREGATE @extschema@.moments_agg(x record, weight double precision) (
	SFUNC = @extschema@.moments_transfn,
	STYPE = @extschema@.moments,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.moments_combinefn,
	FINALFUNC = @extschema@.moments_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.moments_agg(x record, weight double precision)
	IS 'moments of rows of numbers';

CREATE FUNCTION @extschema@.moments_transfn(@extschema@.moments, record, double precision, text)
	RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_moments_transfn_record' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.moments_transfn(@extschema@.moments, record, double precision, text)
	IS 'called by aggregates';
CREATE AGGREGATE @extschema@.moments_agg(x record, weight double precision, on_null text) (
	SFUNC = @extschema@.moments_transfn,
	STYPE = @extschema@.moments,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.moments_combinefn,
	FINALFUNC = @extschema@.moments_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.moments_agg(x record, weight double precision, on_null text)
	IS 'moments of rows of numbers';

CREATE AGGREGATE @extschema@.moments_merge(m @extschema@.moments) (
	SFUNC = @extschema@.moments_combinefn,
	STYPE = @extschema@.moments,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.moments_combinefn,
	FINALFUNC = @extschema@.moments_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.moments_merge(m @extschema@.moments)
	IS 'the moments of all rows that any of these stand for';

CREATE FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, double precision[])
	RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_pca_fit_transfn_array' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, double precision[])
	IS 'called by aggregates';
CREATE AGGREGATE @extschema@.pca_fit(x double precision[]) (
	SFUNC = @extschema@.pca_fit_transfn,
	STYPE = @extschema@.moments,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.moments_combinefn,
	FINALFUNC = @extschema@.pca_fit_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.pca_fit(x double precision[])
	IS 'principal components of vectors, given as arrays of double precision';

CREATE FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, double precision[], integer)
	RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_pca_fit_transfn_array' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, double precision[], integer)
	IS 'called by aggregates';
CREATE AGGREGATE @extschema@.pca_fit(x double precision[], n_components integer) (
	SFUNC = @extschema@.pca_fit_transfn,
	STYPE = @extschema@.moments,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.moments_combinefn,
	FINALFUNC = @extschema@.pca_fit_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.pca_fit(x double precision[], n_components integer)
	IS 'principal components of vectors, given as arrays of double precision';

CREATE FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, double precision[], integer, boolean)
	RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_pca_fit_transfn_array' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, double precision[], integer, boolean)
	IS 'called by aggregates';
CREATE AGGREGATE @extschema@.pca_fit(x double precision[], n_components integer, scale boolean) (
	SFUNC = @extschema@.pca_fit_transfn,
	STYPE = @extschema@.moments,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.moments_combinefn,
	FINALFUNC = @extschema@.pca_fit_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.pca_fit(x double precision[], n_components integer, scale boolean)
	IS 'principal components of vectors, given as arrays of double precision';

CREATE FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, double precision[], integer, boolean, double precision)
	RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_pca_fit_transfn_array' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, double precision[], integer, boolean, double precision)
	IS 'called by aggregates';
CREATE AGGREGATE @extschema@.pca_fit(x double precision[], n_components integer, scale boolean, variance double precision) (
	SFUNC = @extschema@.pca_fit_transfn,
	STYPE = @extschema@.moments,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.moments_combinefn,
	FINALFUNC = @extschema@.pca_fit_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.pca_fit(x double precision[], n_components integer, scale boolean, variance double precision)
	IS 'principal components of vectors, given as arrays of double precision';

CREATE FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, double precision[], integer, boolean, double precision, text)
	RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_pca_fit_transfn_array' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, double precision[], integer, boolean, double precision, text)
	IS 'called by aggregates';
CREATE AGGREGATE @extschema@.pca_fit(x double precision[], n_components integer, scale boolean, variance double precision, on_null text) (
	SFUNC = @extschema@.pca_fit_transfn,
	STYPE = @extschema@.moments,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.moments_combinefn,
	FINALFUNC = @extschema@.pca_fit_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.pca_fit(x double precision[], n_components integer, scale boolean, variance double precision, on_null text)
	IS 'principal components of vectors, given as arrays of double precision';

CREATE FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, real[])
	RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_pca_fit_transfn_array' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, real[])
	IS 'called by aggregates';
CREATE AGGREGATE @extschema@.pca_fit(x real[]) (
	SFUNC = @extschema@.pca_fit_transfn,
	STYPE = @extschema@.moments,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.moments_combinefn,
	FINALFUNC = @extschema@.pca_fit_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.pca_fit(x real[])
	IS 'principal components of vectors, given as arrays of real';

CREATE FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, real[], integer)
	RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_pca_fit_transfn_array' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, real[], integer)
	IS 'called by aggregates';
CREATE AGGREGATE @extschema@.pca_fit(x real[], n_components integer) (
	SFUNC = @extschema@.pca_fit_transfn,
	STYPE = @extschema@.moments,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.moments_combinefn,
	FINALFUNC = @extschema@.pca_fit_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.pca_fit(x real[], n_components integer)
	IS 'principal components of vectors, given as arrays of real';

CREATE FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, real[], integer, boolean)
	RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_pca_fit_transfn_array' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, real[], integer, boolean)
	IS 'called by aggregates';
CREATE AGGREGATE @extschema@.pca_fit(x real[], n_components integer, scale boolean) (
	SFUNC = @extschema@.pca_fit_transfn,
	STYPE = @extschema@.moments,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.moments_combinefn,
	FINALFUNC = @extschema@.pca_fit_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.pca_fit(x real[], n_components integer, scale boolean)
	IS 'principal components of vectors, given as arrays of real';

CREATE FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, real[], integer, boolean, double precision)
	RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_pca_fit_transfn_array' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, real[], integer, boolean, double precision)
	IS 'called by aggregates';
CREATE AGGREGATE @extschema@.pca_fit(x real[], n_components integer, scale boolean, variance double precision) (
	SFUNC = @extschema@.pca_fit_transfn,
	STYPE = @extschema@.moments,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.moments_combinefn,
	FINALFUNC = @extschema@.pca_fit_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.pca_fit(x real[], n_components integer, scale boolean, variance double precision)
	IS 'principal components of vectors, given as arrays of real';

CREATE FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, real[], integer, boolean, double precision, text)
	RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_pca_fit_transfn_array' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, real[], integer, boolean, double precision, text)
	IS 'called by aggregates';
CREATE AGGREGATE @extschema@.pca_fit(x real[], n_components integer, scale boolean, variance double precision, on_null text) (
	SFUNC = @extschema@.pca_fit_transfn,
	STYPE = @extschema@.moments,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.moments_combinefn,
	FINALFUNC = @extschema@.pca_fit_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.pca_fit(x real[], n_components integer, scale boolean, variance double precision, on_null text)
	IS 'principal components of vectors, given as arrays of real';

CREATE FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, integer[])
	RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_pca_fit_transfn_array' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, integer[])
	IS 'called by aggregates';
CREATE AGGREGATE @extschema@.pca_fit(x integer[]) (
	SFUNC = @extschema@.pca_fit_transfn,
	STYPE = @extschema@.moments,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.moments_combinefn,
	FINALFUNC = @extschema@.pca_fit_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.pca_fit(x integer[])
	IS 'principal components of vectors, given as arrays of integer';

CREATE FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, integer[], integer)
	RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_pca_fit_transfn_array' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, integer[], integer)
	IS 'called by aggregates';
CREATE AGGREGATE @extschema@.pca_fit(x integer[], n_components integer) (
	SFUNC = @extschema@.pca_fit_transfn,
	STYPE = @extschema@.moments,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.moments_combinefn,
	FINALFUNC = @extschema@.pca_fit_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.pca_fit(x integer[], n_components integer)
	IS 'principal components of vectors, given as arrays of integer';

CREATE FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, integer[], integer, boolean)
	RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_pca_fit_transfn_array' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, integer[], integer, boolean)
	IS 'called by aggregates';
CREATE AGGREGATE @extschema@.pca_fit(x integer[], n_components integer, scale boolean) (
	SFUNC = @extschema@.pca_fit_transfn,
	STYPE = @extschema@.moments,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.moments_combinefn,
	FINALFUNC = @extschema@.pca_fit_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.pca_fit(x integer[], n_components integer, scale boolean)
	IS 'principal components of vectors, given as arrays of integer';

CREATE FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, integer[], integer, boolean, double precision)
	RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_pca_fit_transfn_array' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, integer[], integer, boolean, double precision)
	IS 'called by aggregates';
CREATE AGGREGATE @extschema@.pca_fit(x integer[], n_components integer, scale boolean, variance double precision) (
	SFUNC = @extschema@.pca_fit_transfn,
	STYPE = @extschema@.moments,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.moments_combinefn,
	FINALFUNC = @extschema@.pca_fit_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.pca_fit(x integer[], n_components integer, scale boolean, variance double precision)
	IS 'principal components of vectors, given as arrays of integer';

CREATE FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, integer[], integer, boolean, double precision, text)
	RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_pca_fit_transfn_array' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, integer[], integer, boolean, double precision, text)
	IS 'called by aggregates';
CREATE AGGREGATE @extschema@.pca_fit(x integer[], n_components integer, scale boolean, variance double precision, on_null text) (
	SFUNC = @extschema@.pca_fit_transfn,
	STYPE = @extschema@.moments,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.moments_combinefn,
	FINALFUNC = @extschema@.pca_fit_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.pca_fit(x integer[], n_components integer, scale boolean, variance double precision, on_null text)
	IS 'principal components of vectors, given as arrays of integer';

CREATE FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, numeric[])
	RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_pca_fit_transfn_array' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, numeric[])
	IS 'called by aggregates';
CREATE AGGREGATE @extschema@.pca_fit(x numeric[]) (
	SFUNC = @extschema@.pca_fit_transfn,
	STYPE = @extschema@.moments,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.moments_combinefn,
	FINALFUNC = @extschema@.pca_fit_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.pca_fit(x numeric[])
	IS 'principal components of vectors, given as arrays of numeric';

CREATE FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, numeric[], integer)
	RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_pca_fit_transfn_array' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, numeric[], integer)
	IS 'called by aggregates';
CREATE AGGREGATE @extschema@.pca_fit(x numeric[], n_components integer) (
	SFUNC = @extschema@.pca_fit_transfn,
	STYPE = @extschema@.moments,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.moments_combinefn,
	FINALFUNC = @extschema@.pca_fit_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.pca_fit(x numeric[], n_components integer)
	IS 'principal components of vectors, given as arrays of numeric';

CREATE FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, numeric[], integer, boolean)
	RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_pca_fit_transfn_array' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, numeric[], integer, boolean)
	IS 'called by aggregates';
CREATE AGGREGATE @extschema@.pca_fit(x numeric[], n_components integer, scale boolean) (
	SFUNC = @extschema@.pca_fit_transfn,
	STYPE = @extschema@.moments,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.moments_combinefn,
	FINALFUNC = @extschema@.pca_fit_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.pca_fit(x numeric[], n_components integer, scale boolean)
	IS 'principal components of vectors, given as arrays of numeric';

CREATE FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, numeric[], integer, boolean, double precision)
	RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_pca_fit_transfn_array' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, numeric[], integer, boolean, double precision)
	IS 'called by aggregates';
CREATE AGGREGATE @extschema@.pca_fit(x numeric[], n_components integer, scale boolean, variance double precision) (
	SFUNC = @extschema@.pca_fit_transfn,
	STYPE = @extschema@.moments,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.moments_combinefn,
	FINALFUNC = @extschema@.pca_fit_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.pca_fit(x numeric[], n_components integer, scale boolean, variance double precision)
	IS 'principal components of vectors, given as arrays of numeric';

CREATE FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, numeric[], integer, boolean, double precision, text)
	RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_pca_fit_transfn_array' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, numeric[], integer, boolean, double precision, text)
	IS 'called by aggregates';
CREATE AGGREGATE @extschema@.pca_fit(x numeric[], n_components integer, scale boolean, variance double precision, on_null text) (
	SFUNC = @extschema@.pca_fit_transfn,
	STYPE = @extschema@.moments,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.moments_combinefn,
	FINALFUNC = @extschema@.pca_fit_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.pca_fit(x numeric[], n_components integer, scale boolean, variance double precision, on_null text)
	IS 'principal components of vectors, given as arrays of numeric';

CREATE FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, record)
	RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_pca_fit_transfn_record' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, record)
	IS 'called by aggregates';
CREATE AGGREGATE @extschema@.pca_fit(x record) (
	SFUNC = @extschema@.pca_fit_transfn,
	STYPE = @extschema@.moments,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.moments_combinefn,
	FINALFUNC = @extschema@.pca_fit_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.pca_fit(x record)
	IS 'principal components of rows of numbers';

CREATE FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, record, integer)
	RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_pca_fit_transfn_record' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, record, integer)
	IS 'called by aggregates';
CREATE AGGREGATE @extschema@.pca_fit(x record, n_components integer) (
	SFUNC = @extschema@.pca_fit_transfn,
	STYPE = @extschema@.moments,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.moments_combinefn,
	FINALFUNC = @extschema@.pca_fit_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.pca_fit(x record, n_components integer)
	IS 'principal components of rows of numbers';

CREATE FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, record, integer, boolean)
	RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_pca_fit_transfn_record' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, record, integer, boolean)
	IS 'called by aggregates';
CREATE AGGREGATE @extschema@.pca_fit(x record, n_components integer, scale boolean) (
	SFUNC = @extschema@.pca_fit_transfn,
	STYPE = @extschema@.moments,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.moments_combinefn,
	FINALFUNC = @extschema@.pca_fit_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.pca_fit(x record, n_components integer, scale boolean)
	IS 'principal components of rows of numbers';

CREATE FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, record, integer, boolean, double precision)
	RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_pca_fit_transfn_record' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, record, integer, boolean, double precision)
	IS 'called by aggregates';
CREATE AGGREGATE @extschema@.pca_fit(x record, n_components integer, scale boolean, variance double precision) (
	SFUNC = @extschema@.pca_fit_transfn,
	STYPE = @extschema@.moments,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.moments_combinefn,
	FINALFUNC = @extschema@.pca_fit_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.pca_fit(x record, n_components integer, scale boolean, variance double precision)
	IS 'principal components of rows of numbers';

CREATE FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, record, integer, boolean, double precision, text)
	RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_pca_fit_transfn_record' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, record, integer, boolean, double precision, text)
	IS 'called by aggregates';
CREATE AGGREGATE @extschema@.pca_fit(x record, n_components integer, scale boolean, variance double precision, on_null text) (
	SFUNC = @extschema@.pca_fit_transfn,
	STYPE = @extschema@.moments,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.moments_combinefn,
	FINALFUNC = @extschema@.pca_fit_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.pca_fit(x record, n_components integer, scale boolean, variance double precision, on_null text)
	IS 'principal components of rows of numbers';
