-- no_crash.sql - every function with all arguments NULL, with none of sense, and with odd values of each type
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
			-- how it is refused, a NULL as internal, changed within minor versions
			outcome := CASE WHEN 'internal'::regtype = ANY (f.types) AND SQLSTATE IN ('42846', '0A000') THEN 'not from SQL' ELSE SQLSTATE END;
		END;
		RETURN NEXT;
	END LOOP;
END $$;
SELECT count(*) > 200 AS many, count(*) FILTER (WHERE outcome = 'a result') > 100 AS mostly_fine FROM call_all(NULL);
SELECT * FROM call_all(NULL) WHERE outcome <> 'a result';
-- no error is one that should not happen
SELECT a.*, o.outcome FROM (VALUES (''), ('x'), (repeat('n', 100000)), ('\'), ('''";$$'), ('../..'), ('SELECT 1')) a(argument), LATERAL call_all(a.argument) o
 WHERE o.outcome LIKE 'XX%' OR o.outcome LIKE '58000';
SELECT count(*) AS models FROM analytics.models;
-- rows without columns, of no type, nested
SELECT analytics.predict('x', ROW());
SELECT analytics.predict('x', NULL::record) IS NULL;
SELECT analytics.predict('x', ROW(ROW(1), NULL));
DROP FUNCTION call_all;
-- odd values of each type, against all functions and aggregates, as someone without rights of his own
CREATE TABLE odd_case AS SELECT (i % 10)::double precision AS x, chr(ascii('a') + i % 4) AS f, i % 3 = 0 AS y, (i % 7)::double precision AS z FROM generate_series(1, 100) AS i;
CREATE TYPE odd_kind AS (x double precision, f text);
CREATE TYPE odd_numbers AS (x double precision, z double precision);
CREATE DOMAIN odd_domain AS odd_kind;
CREATE TABLE odd_dropped (a integer, x numeric, f "char");
ALTER TABLE odd_dropped DROP a;
INSERT INTO odd_dropped VALUES ('NaN', 'a');
CREATE ROLE regress_odd;
GRANT SELECT ON odd_case, odd_dropped TO regress_odd;
GRANT ALL ON SCHEMA public TO regress_odd;
SET ROLE regress_odd;
SELECT analytics.train('tree', 'decision_tree', 'SELECT x, f, y FROM odd_case', 'y'), analytics.train('line', 'linear', 'SELECT x, f, z FROM odd_case', 'z'),
	analytics.train('many', 'logistic', 'SELECT x, z, f FROM odd_case', 'f'), analytics.fit_pca('pca', 'odd_case', columns => '{x,z}');
CREATE TABLE odd (type text, value text, n serial);
INSERT INTO odd (type, value)
SELECT 'text', unnest(ARRAY[$$''$$, $$'tree'$$, $$repeat('x', 300)$$, $$repeat('ñ', 150)$$, $$'line'$$, $$'pca'$$, $$'many'$$, $$'true'$$, $$'odd_case'$$,
	$$'SELECT *, f AS reference_class FROM odd_case'$$, $$'y'$$, $$'z'$$, $$E'\t'$$, $$'decision_tree'$$, $$'SELECT x / 0 AS x, f, y FROM odd_case'$$, 'NULL'])
UNION ALL SELECT 'name', unnest(ARRAY[$$''$$, $$repeat('x', 63)$$])
UNION ALL SELECT 'integer', unnest('{-2147483648,0,1,2,2147483647,NULL}'::text[])
UNION ALL SELECT 'bigint', unnest('{-9223372036854775808,0,9223372036854775807,NULL}'::text[])
UNION ALL SELECT 'double precision', quote_nullable(v) FROM unnest('{NaN,Infinity,-Infinity,0,-0,1,0.5,1e308,5e-324,-1,1.0000000000000002,NULL}'::text[]) AS v
UNION ALL SELECT 'boolean', unnest('{true,false,NULL}'::text[])
UNION ALL SELECT 'jsonb', quote_nullable(v) FROM unnest(ARRAY['{}', '[]', 'null', '{"max_depth": 1e400}', '{"columns": []}', '{"l2": 1e308}', '{"weight": "x"}',
	'{"seed": 99999999999999999999}', repeat('[', 1000) || repeat(']', 1000), NULL]) AS v
UNION ALL SELECT 'text[]', unnest(ARRAY[$$'{}'$$, $$'{NULL}'$$, $$'{{a,b},{c,d}}'$$, $$'{"",""}'$$, $$'{x,z}'$$, $$'[0:1]={x,z}'$$, $$ARRAY[repeat('x', 100000)]$$, $$array_fill('x'::text, ARRAY[5000])$$, 'NULL'])
UNION ALL SELECT t, v FROM unnest('{double precision[],real[],integer[],numeric[]}'::text[]) AS t,
	unnest(ARRAY[$$'{}'$$, $$'{1,2}'$$, $$'{{1,2},{3,4}}'$$, $$'{NULL}'$$, $$'{1,NULL}'$$, $$'[0:1]={1,2}'$$, $$array_fill(1, ARRAY[5000])$$, 'NULL']) AS v
UNION ALL SELECT 'double precision[]', quote_literal(v) FROM unnest(ARRAY['{NaN,Infinity}', '{1e308,-1e308}', '{1,1,1,1,1,1,1,1}']) AS v
UNION ALL SELECT 'record', unnest(ARRAY['ROW()', 'ROW(1)', $$ROW(1, 'a')::odd_kind$$, 'ROW(NULL, NULL)::odd_kind', $$ROW('NaN', repeat('q', 100000))::odd_kind$$, 'ROW(1e308, -1e308)::odd_numbers',
	$$ROW(1, 'b')::odd_kind::odd_domain$$, 'ROW(ROW(1), ARRAY[1])', '(SELECT c FROM odd_case c LIMIT 1)', '(SELECT d FROM odd_dropped d)',
	$$(SELECT q FROM (SELECT 1e300::numeric AS x, 'a'::name AS f, 'infinity'::date AS z) q)$$, 'NULL::odd_kind', 'NULL::record'])
UNION ALL SELECT 'regclass', quote_nullable(v) FROM unnest('{odd_case,0,4294967295,odd_kind,pg_class,pg_class_oid_index,odd_n_seq,pg_authid,odd_dropped,NULL}'::text[]) AS v
UNION ALL SELECT 'bytea', unnest(ARRAY[$$''$$, $$'\x00'$$, $$decode(repeat('00', 1000), 'hex')$$, $$analytics.export_model('pca')$$,
	$$substr(analytics.model_send(analytics.model_value('tree')), 1, 100)$$, $$analytics.model_send(analytics.model_value('line'))$$, 'NULL'])
UNION ALL SELECT 'cstring', unnest(ARRAY[$$''$$, $$'x'$$, $$'\x'$$, $$'\x0'$$, '(SELECT analytics.moments_agg(ARRAY[x, z])::text FROM odd_case)::cstring', $$analytics.model_value('tree')::text::cstring$$, 'NULL'])
UNION ALL SELECT 'analytics.model', unnest(ARRAY[$$analytics.model_value('tree')$$, $$analytics.model_value('line')$$, $$analytics.model_value('many')$$, $$analytics.model_value('pca')$$, 'NULL'])
UNION ALL SELECT 'analytics.moments', unnest(ARRAY['(SELECT analytics.moments_agg(ARRAY[x, z]) FROM odd_case)', '(SELECT analytics.moments_agg(q) FROM (SELECT x, z FROM odd_case) q)',
	'(SELECT analytics.moments_agg(ARRAY[NULL]::float8[]) FROM odd_case)', '(SELECT analytics.moments_agg(ARRAY[1, 1]))', '(SELECT analytics.moments_agg(ARRAY[x, z], 1e150) FROM odd_case)', 'NULL'])
UNION ALL SELECT 'analytics.pca', unnest(ARRAY['(SELECT analytics.pca_fit(ARRAY[x, z]) FROM odd_case)', '(SELECT analytics.pca_fit(q) FROM (SELECT x, z FROM odd_case) q)',
	'(SELECT analytics.pca_fit(ARRAY[1, 1]) FROM odd_case)', '(SELECT analytics.pca_fit(ARRAY[x, z, 1], 1, true) FROM odd_case)', 'NULL'])
UNION ALL SELECT 'analytics.score_table', unnest(ARRAY['(SELECT analytics.score_table_agg(y, x / 10) FROM odd_case)', '(SELECT analytics.score_table_agg(true, 1e308) FROM odd_case)',
	'(SELECT analytics.score_table_agg(NULL::boolean, x) FROM odd_case)', '(SELECT analytics.score_table_agg(y, x, 5e-324) FROM odd_case)', 'NULL'])
UNION ALL SELECT 'analytics.confusion', unnest(ARRAY['(SELECT analytics.confusion_agg(f, f) FROM odd_case)', $$(SELECT analytics.confusion_agg(f, 'zz', 1e300) FROM odd_case)$$,
	'(SELECT analytics.confusion_agg(NULL::text, f) FROM odd_case)', 'NULL'])
UNION ALL SELECT 'analytics.gradient', unnest(ARRAY[$$(SELECT analytics.linear_pass(analytics.model_value('line'), c, z) FROM odd_case c)$$, $$(SELECT analytics.logistic_pass(analytics.model_value('many'), c, f) FROM odd_case c)$$,
	$$(SELECT analytics.linear_pass(analytics.model_value('line'), NULL::odd_case, z) FROM odd_case c)$$, 'NULL'])
UNION ALL SELECT 'anycompatible', unnest(ARRAY['1', $$'a'::text$$, 'true', 'ROW(1)', 'point(1, 1)', 'NULL::integer']);
CREATE FUNCTION odd_calls(times integer) RETURNS TABLE (call text, outcome text) LANGUAGE plpgsql AS $$
DECLARE
	f record;
	arguments text;
BEGIN
	FOR f IN SELECT p.proname, p.prokind, p.proargtypes::oid[]::regtype[]::text[] AS types FROM pg_proc p
			  WHERE p.pronamespace = 'analytics'::regnamespace AND p.prokind IN ('f', 'a') AND p.prorettype <> 'trigger'::regtype
				AND NOT 'internal'::regtype = ANY (p.proargtypes::oid[]::regtype[]) ORDER BY p.oid::regprocedure::text
	LOOP
		FOR k IN 1 .. times LOOP
			-- each argument goes through its type's values at a pace of its own
			SELECT string_agg(CASE WHEN a.type IN ('record', 'anycompatible') THEN o.value ELSE format('CAST(%s AS %s)', coalesce(o.value, 'NULL'), a.type) END, ', ' ORDER BY a.i)
			  INTO arguments FROM unnest(f.types) WITH ORDINALITY AS a(type, i)
			  LEFT JOIN (SELECT *, row_number() OVER (PARTITION BY type ORDER BY n) - 1 AS place, count(*) OVER (PARTITION BY type) AS places FROM odd) AS o
				ON o.type = a.type AND o.place = (k * (2 * a.i - 1) + a.i * a.i) % o.places;
			call := format(CASE f.prokind WHEN 'a' THEN 'SELECT analytics.%I(%s) FROM generate_series(1, 2)' ELSE 'SELECT * FROM analytics.%I(%s)' END, f.proname, arguments);
			BEGIN
				EXECUTE format('SELECT count(*) FROM (%s) AS q', call);
				RAISE assert_failure;	-- undone, so that the next one finds the same
			EXCEPTION WHEN assert_failure THEN outcome := '00000'; WHEN OTHERS THEN outcome := SQLSTATE;
			END;
			RETURN NEXT;
		END LOOP;
	END LOOP;
END $$;
CREATE TABLE odd_outcome AS SELECT * FROM odd_calls(8);
SELECT count(*) > 2000 AS many, count(*) FILTER (WHERE outcome = '00000') > 500 AS at_work FROM odd_outcome;
SELECT * FROM odd_outcome WHERE outcome LIKE 'XX%' OR outcome LIKE '58%';
RESET ROLE;
SELECT analytics.drop_model(name) FROM (SELECT DISTINCT name FROM analytics.models) AS m ORDER BY name;
REVOKE ALL ON SCHEMA public FROM regress_odd;
DROP FUNCTION odd_calls;
DROP TABLE odd, odd_outcome, odd_case, odd_dropped;
DROP DOMAIN odd_domain;
DROP TYPE odd_kind, odd_numbers;
DROP ROLE regress_odd;
