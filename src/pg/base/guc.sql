-- guc: the settings analytics.*

CREATE FUNCTION @extschema@.load_library() RETURNS boolean
	AS 'MODULE_PATHNAME', 'analytics_load_library'
	LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.load_library()
	IS 'true; loads the library, as any other function does, so that SHOW and pg_settings know the settings';

-- The library is loaded before the settings are listed, since the executor looks
-- all functions up before it runs any.
CREATE VIEW @extschema@.settings AS
	SELECT s.name,
		   s.setting,
		   s.unit,
		   s.boot_val AS "default",
		   s.min_val AS minimum,
		   s.max_val AS maximum,
		   s.context,
		   s.source,
		   s.short_desc AS description
	  FROM pg_catalog.pg_settings s
	 WHERE @extschema@.load_library() AND s.name LIKE 'analytics.%';
COMMENT ON VIEW @extschema@.settings IS 'the settings analytics.* in this session, also before anything else of the library was used';
GRANT SELECT ON @extschema@.settings TO PUBLIC;
