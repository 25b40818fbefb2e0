-- no_crash.sql - every function with all arguments NULL, and with none of sense
\set VERBOSITY terse
CREATE FUNCTION call_all(argument text) RETURNS TABLE (function text, outcome text) LANGUAGE plpgsql AS $$
DECLARE
	f record;
	n bigint;
BEGIN
	FOR f IN SELECT p.oid::regprocedure::text AS signature, p.proname, p.proargtypes::oid[]::regtype[] AS types
			   FROM pg_proc p WHERE p.pronamespace = 'analytics'::regnamespace AND p.prokind = 'f'
				AND p.prorettype <> 'trigger'::regtype ORDER BY 1
	LOOP
		function := f.signature;
		BEGIN
			EXECUTE format('SELECT count(*) FROM analytics.%I(%s)', f.proname,
				(SELECT string_agg(CASE WHEN t = 'record'::regtype THEN 'NULL::record'
										WHEN t = '"any"'::regtype THEN 'NULL::text'
										ELSE format('CAST(%s AS %s)', CASE WHEN argument IS NULL THEN 'NULL'
											WHEN t IN ('text', 'name') THEN quote_literal(argument)
											WHEN t IN ('integer', 'bigint', 'smallint', 'double precision') THEN '-1'
											WHEN t = 'boolean'::regtype THEN 'false' WHEN t = 'regclass'::regtype THEN '''pg_class''::regclass'
											WHEN t = 'text[]'::regtype THEN '''{}''' ELSE 'NULL' END, t) END, ', ' ORDER BY i)
				   FROM unnest(f.types) WITH ORDINALITY a(t, i))) INTO n;
			outcome := 'a result';
		EXCEPTION WHEN OTHERS THEN
			outcome := SQLSTATE;
		END;
		RETURN NEXT;
	END LOOP;
END $$;
SELECT * FROM call_all(NULL);
-- no error is one that should not happen
SELECT a.*, o.outcome FROM (VALUES (''), ('x'), (repeat('n', 100000)), ('\'), ('''";$$'), ('../..'), ('SELECT 1')) a(argument), LATERAL call_all(a.argument) o
 WHERE o.outcome LIKE 'XX%' OR o.outcome LIKE '58000';
SELECT count(*) AS models FROM analytics.models;
-- rows without columns, of no type, nested
SELECT analytics.predict('x', ROW());
SELECT analytics.predict('x', NULL::record) IS NULL;
SELECT analytics.predict('x', ROW(ROW(1), NULL));
DROP FUNCTION call_all;
