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

@table vector: vector | symbol | of_vectors
double precision[] | array  | vectors, given as arrays of double precision
real[]             | array  | vectors, given as arrays of real
integer[]          | array  | vectors, given as arrays of integer
numeric[]          | array  | vectors, given as arrays of numeric
record             | record | rows of numbers

@table moments_argument: types | arguments
                         |
, double precision       | , weight double precision
, double precision, text | , weight double precision, on_null text

@each vector
@each moments_argument
CREATE FUNCTION @extschema@.moments_transfn(@extschema@.moments, {vector}{types})
	RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_moments_transfn_{symbol}' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.moments_transfn(@extschema@.moments, {vector}{types})
	IS 'called by aggregates';
CREATE AGGREGATE @extschema@.moments_agg(x {vector}{arguments}) (
	SFUNC = @extschema@.moments_transfn,
	STYPE = @extschema@.moments,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.moments_combinefn,
	FINALFUNC = @extschema@.moments_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.moments_agg(x {vector}{arguments})
	IS 'moments of {of_vectors}';

@end
@end
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

@table pca_argument: types | arguments
                                           |
, integer                                  | , n_components integer
, integer, boolean                         | , n_components integer, scale boolean
, integer, boolean, double precision       | , n_components integer, scale boolean, variance double precision
, integer, boolean, double precision, text | , n_components integer, scale boolean, variance double precision, on_null text

@each vector
@each pca_argument
CREATE FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, {vector}{types})
	RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_pca_fit_transfn_{symbol}' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, {vector}{types})
	IS 'called by aggregates';
CREATE AGGREGATE @extschema@.pca_fit(x {vector}{arguments}) (
	SFUNC = @extschema@.pca_fit_transfn,
	STYPE = @extschema@.moments,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.moments_combinefn,
	FINALFUNC = @extschema@.pca_fit_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.pca_fit(x {vector}{arguments})
	IS 'principal components of {of_vectors}';

@end
@end
