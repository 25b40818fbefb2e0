-- Every function, aggregate and procedure of the extension once, with arguments of
-- sense: its name and the error, if any.  What it changes is undone.

SET search_path = pg_catalog, public;
SET client_min_messages = error;

CREATE FUNCTION pg_temp.argument(type text, name text) RETURNS text LANGUAGE sql AS $$
	SELECT CASE
		WHEN name IN ('source', 'query') THEN quote_literal('SELECT *, y::text AS reference_class FROM t')
		WHEN name = 'target' THEN quote_literal('y')
		WHEN name = 'algorithm' THEN quote_literal('decision_tree')
		WHEN name = 'role_name' THEN quote_literal('analyst')
		WHEN name = 'privilege' THEN quote_literal('score')
		WHEN name = 'class' THEN quote_literal('true')
		WHEN name = 'unknown_levels' THEN quote_literal('error')
		WHEN name = 'on_null' THEN quote_literal('skip')
		WHEN name = 'delimiter' THEN quote_literal(',')
		WHEN name = 'folds' THEN '2'
		WHEN name = 'variance' THEN 'NULL'
		WHEN name = 'space' THEN quote_literal('{"max_depth": [1]}')
		ELSE CASE type
			WHEN 'text' THEN quote_literal('tree')
			WHEN 'name' THEN quote_literal('modeller')
			WHEN 'regclass' THEN quote_literal('t')
			WHEN 'jsonb' THEN quote_literal('{}')
			WHEN 'text[]' THEN quote_literal('{x,z}')
			WHEN 'bytea' THEN '(SELECT source FROM analytics.registry_version WHERE name = ''iris'' LIMIT 1)'
			WHEN 'boolean' THEN 'true'
			WHEN 'record' THEN '(SELECT t FROM t LIMIT 1)'
			WHEN 'analytics.model' THEN '(SELECT model FROM kept)'
			WHEN 'analytics.moments' THEN '(SELECT m FROM sketches)'
			WHEN 'analytics.pca' THEN '(SELECT p FROM sketches)'
			WHEN 'anycompatible' THEN quote_literal('x')
			ELSE CASE WHEN type ~ '\[\]$' THEN quote_literal('{1,2}') WHEN type ~ '^analytics|^cstring' THEN 'NULL' ELSE '1' END
			END
		END || CASE WHEN type IN ('record', 'anycompatible') THEN '' ELSE '::' || type END
$$;

CREATE FUNCTION pg_temp.calls() RETURNS TABLE (function text, error text, message text) LANGUAGE plpgsql AS $$
DECLARE
	f record;
	arguments text;
BEGIN
	FOR f IN SELECT p.oid, p.proname, p.prokind, p.proargtypes::oid[]::regtype[]::text[] AS types, p.proargnames AS names
			   FROM pg_proc AS p
			  WHERE p.pronamespace = 'analytics'::regnamespace AND p.prorettype <> 'trigger'::regtype
				AND NOT 'internal'::regtype = ANY (p.proargtypes::oid[]::regtype[]) ORDER BY p.oid::regprocedure::text
	LOOP
		function := f.oid::regprocedure;
		SELECT string_agg(pg_temp.argument(a.type, f.names[a.i]), ', ' ORDER BY a.i) INTO arguments
		  FROM unnest(f.types) WITH ORDINALITY AS a(type, i);
		BEGIN
			EXECUTE format(CASE f.prokind WHEN 'a' THEN 'SELECT analytics.%I(%s) FROM generate_series(1, 2)'
				WHEN 'p' THEN 'CALL analytics.%I(%s)' ELSE 'SELECT * FROM analytics.%I(%s)' END, f.proname, arguments);
			RAISE assert_failure;
		EXCEPTION
			WHEN assert_failure THEN error := '00000'; message := NULL;
			WHEN OTHERS THEN error := SQLSTATE; message := SQLERRM;
		END;
		RETURN NEXT;
	END LOOP;
END $$;

SELECT error, function, message FROM pg_temp.calls();
