-- complain if the script is sourced in psql rather than by CREATE EXTENSION
\echo Use "CREATE EXTENSION analytics" to load this file. \quit

-- The schema is a member of the extension and belongs to a superuser, also where
-- a trusted extension is created by a role that is none: whoever may create in it
-- could add a function that fits a call better than ours, and every caller, a
-- superuser among them, would run it.  So it must not be there beforehand.
DO $$
DECLARE
	schema_owner pg_catalog.regrole := (SELECT n.nspowner::pg_catalog.regrole FROM pg_catalog.pg_namespace n
		WHERE n.nspname = '@extschema@');
	installer pg_catalog.regrole := (SELECT extowner::pg_catalog.regrole FROM pg_catalog.pg_extension
		WHERE extname = 'analytics');
	why pg_catalog.text;
BEGIN
	IF schema_owner IS NULL THEN
		RETURN;
	ELSIF schema_owner <> installer THEN
		why := pg_catalog.format('It belongs to role %s.', schema_owner);
	ELSE
		BEGIN
			DROP SCHEMA @extschema@;
			RETURN;
		EXCEPTION WHEN dependent_objects_still_exist THEN
			why := 'There are objects in it.';
		END;
	END IF;
	RAISE EXCEPTION USING ERRCODE = 'duplicate_schema',
		MESSAGE = 'schema "@extschema@" exists already',
		DETAIL = why,
		HINT = 'The extension makes this schema itself, so that nobody else owns it. See what is in it, then ALTER SCHEMA @extschema@ RENAME TO another name, or drop it.';
END $$;
CREATE SCHEMA @extschema@;
COMMENT ON SCHEMA @extschema@ IS 'models that run where the data lives';

-- Who may do what with a model is decided by the functions themselves.
GRANT USAGE ON SCHEMA @extschema@ TO PUBLIC;
