-- fit_pca: principal components of a whole table, into the registry

CREATE FUNCTION @extschema@.fit_pca(name text, source text, columns text[] DEFAULT NULL,
	exclude text[] DEFAULT NULL, n_components integer DEFAULT NULL, scale boolean DEFAULT false,
	variance double precision DEFAULT NULL, on_null text DEFAULT 'skip', deploy boolean DEFAULT true)
	RETURNS integer
	AS 'MODULE_PATHNAME', 'analytics_fit_pca_source' LANGUAGE C VOLATILE PARALLEL UNSAFE COST 100000;
COMMENT ON FUNCTION @extschema@.fit_pca(text, text, text[], text[], integer, boolean,
	double precision, text, boolean)
	IS 'reads a table, in parallel, or a query and stores its principal components; returns the new version';

CREATE FUNCTION @extschema@.fit_pca(name text, relation regclass, columns text[] DEFAULT NULL,
	exclude text[] DEFAULT NULL, n_components integer DEFAULT NULL, scale boolean DEFAULT false,
	variance double precision DEFAULT NULL, on_null text DEFAULT 'skip', deploy boolean DEFAULT true)
	RETURNS integer
	AS 'MODULE_PATHNAME', 'analytics_fit_pca_relation' LANGUAGE C VOLATILE PARALLEL UNSAFE COST 100000;
COMMENT ON FUNCTION @extschema@.fit_pca(text, regclass, text[], text[], integer, boolean,
	double precision, text, boolean)
	IS 'reads a table in parallel and stores its principal components; returns the new version';
