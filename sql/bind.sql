-- bind.sql - columns bound by the planner: the same results, and no way to break it
\set srcdir `echo "$PG_ABS_SRCDIR"`
\set golden :srcdir '/test/golden/c50/'
\set fuzzy :golden 'hand_fuzzy/model.rds'
\set nway :golden 'hand_nway/model.rds'
\set boost :golden 'hand_boost3/model.rds'
\set sim :golden 'german_boost10/model.rds'
\set sim_data :golden 'german_boost10/data.csv'
\set VERBOSITY terse
SELECT analytics.import_model('f', pg_read_binary_file(:'fuzzy'));
SELECT analytics.import_model('n', pg_read_binary_file(:'nway'));
SELECT analytics.import_model('sim', pg_read_binary_file(:'sim'));
CREATE TABLE t (id serial, gone integer, x double precision, f text, opt text DEFAULT 'missing');
ALTER TABLE t DROP COLUMN gone;
INSERT INTO t (x, f) SELECT CASE WHEN i % 7 > 0 THEN i / 8.0 END, CASE i % 5 WHEN 0 THEN 'a' WHEN 1 THEN 'b' WHEN 2 THEN 'c' WHEN 3 THEN 'z' END
  FROM generate_series(1, 80) i;
CREATE VIEW v AS SELECT id, x * 1 AS x, upper(lower(f)) AS big, lower(f) AS f FROM t;
CREATE FUNCTION plan(query text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	line text;
BEGIN
	FOR line IN EXECUTE 'EXPLAIN (VERBOSE, COSTS OFF) ' || query LOOP
		RETURN NEXT regexp_replace(line, '''\d+''::bigint', 'version', 'g');
	END LOOP;
END $$;

-- what the planner makes of it
CREATE FUNCTION bound(query text) RETURNS boolean LANGUAGE sql AS
	$$ SELECT bool_or(line LIKE '%bound_predict%') AND NOT bool_or(line LIKE '%analytics.predict%') FROM plan(query) line $$;
SELECT bound($$SELECT analytics.predict('f', t) FROM t$$) AS predict,
	   bound($$SELECT analytics.predict_proba('n', v, 'si', 'missing') FROM v$$) AS view,
	   bound($$SELECT analytics.predict_proba('n', t) FROM t WHERE analytics.predict_proba('f', t, 'si', 'missing') > 0.5$$) AS filter,
	   bound($$SELECT a.id FROM t a JOIN t b USING (id) WHERE analytics.predict('f', b) = 'si'$$) AS joined;
-- not bound: a row that may be NULL, an option that may change, no columns
SELECT bound($$SELECT analytics.predict('f', b) FROM t a LEFT JOIN t b ON b.id = a.id + 1$$) AS nullable,
	   bound($$SELECT analytics.predict('f', t, opt) FROM t$$) AS option,
	   bound($$SELECT analytics.predict('f', ROW(1, 4.5, 'a', NULL)::t)$$) AS constant;
SET analytics.enable_column_binding = off;
SELECT bound($$SELECT analytics.predict('f', t) FROM t$$) AS "off";
RESET analytics.enable_column_binding;

-- on and off agree on every row
SELECT analytics.import_csv('wide_t', :'sim_data', '{sim}', ',');
CREATE TABLE bound AS SELECT w.ctid AS tid, analytics.predict('sim', w) AS class, analytics.predict_proba('sim', w) AS p FROM wide_t w;
CREATE TABLE bound_t AS SELECT id, analytics.predict('n', t, 'missing') AS class, analytics.predict_proba('n', t, 'si', 'missing') AS si,
	analytics.predict_proba('f', t) AS p FROM t;
CREATE TABLE bound_v AS SELECT id, analytics.predict('n', v, 'missing') AS class, analytics.predict_proba('n', v, 'si', 'missing') AS si,
	analytics.predict_proba('f', v) AS p FROM v;
SET analytics.enable_column_binding = off;
SELECT count(*), count(DISTINCT b.p) > 1 AS vary, bool_and(b.class = analytics.predict('sim', w) AND b.p = analytics.predict_proba('sim', w)) AS same
  FROM bound b JOIN wide_t w ON w.ctid = b.tid;
SELECT count(*), bool_and(b.class = analytics.predict('n', t, 'missing') AND b.si = analytics.predict_proba('n', t, 'si', 'missing')
						  AND b.p = analytics.predict_proba('f', t)) AS same FROM bound_t b JOIN t USING (id);
SELECT count(*), bool_and(b.class = analytics.predict('n', v, 'missing') AND b.si = analytics.predict_proba('n', v, 'si', 'missing')
						  AND b.p = analytics.predict_proba('f', v)) AS same FROM bound_v b JOIN v USING (id);
RESET analytics.enable_column_binding;
-- a model of more columns than one gather() takes: 250 of them, each decides
SELECT analytics.import_model('many', convert_to(
	E'outcome.\n\noutcome: no,si.\n' || string_agg(format(E'x%s: continuous.\n', i), '' ORDER BY i)
	|| E'id="See5/C5.0 2.07 GPL Edition 2026-11-22"\nentries="1"\n'
	|| string_agg(format(E'type="2" class="no" freq="%s,2" att="x%s" forks="3" cut="%s"\ntype="0" class="no"\ntype="0" class="si" freq="%s,1"\n',
						 2 * i, i, i, i), '' ORDER BY i)
	|| E'type="0" class="no" freq="7,1"\n', 'UTF8')) FROM generate_series(1, 250) i;
SELECT features_used FROM analytics.models WHERE name = 'many';
SELECT analytics.csv_table_definition(string_agg('x' || i, '|'), '{many}', relation => 'many') AS definition FROM generate_series(1, 250) i \gset
:definition;
-- row r: the first r - 1 columns are above their cut, column r is not
SELECT format('INSERT INTO many SELECT %s FROM generate_series(1, 252) r',
			  string_agg(format('CASE WHEN r = 252 AND %1$s %% 2 = 0 THEN NULL WHEN %1$s < r THEN %1$s + 1 ELSE %1$s END', i), ', ' ORDER BY i))
  FROM generate_series(1, 250) i \gexec
SELECT bound($$SELECT analytics.predict('many', m) FROM many m$$) AS nested;
CREATE TABLE bound_many AS SELECT m.ctid AS tid, analytics.predict_proba('many', m, 'si') AS si FROM many m;
SET analytics.enable_column_binding = off;
SELECT count(*), count(DISTINCT si) AS "different", bool_and(b.si = analytics.predict_proba('many', m, 'si')) AS same
  FROM bound_many b JOIN many m ON m.ctid = b.tid;
RESET analytics.enable_column_binding;
DROP TABLE many, bound_many;
-- errors are the same
SELECT count(analytics.predict('n', t)) FROM t;
SELECT analytics.predict('n', c) FROM (SELECT id, x FROM t) c;

-- places where expressions are treated specially
SELECT id, analytics.predict('n', t, opt) FROM (SELECT 1 AS id, 1.0 AS x, 'z'::text AS f, 'missing'::text AS opt UNION ALL SELECT 2, 1, 'z', 'error') t;
UPDATE t SET opt = 'error' WHERE id = 78;	-- its level is unknown
SELECT count(analytics.predict('n', t, opt)) FROM t WHERE id < 78;
SELECT count(analytics.predict('n', t, opt)) FROM t WHERE id <= 78;
SELECT id FROM t WHERE x / 100 > analytics.predict_proba('f', ROW(1, 8, 'a', NULL)::t, 'si') ORDER BY id;
SELECT id FROM t WHERE id < 3 LIMIT round(analytics.predict_proba('f', ROW(1, 8, 'a', NULL)::t, 'si'));
SELECT analytics.predict('f', ROW(1, 4.5, unnest('{a,b,c}'::text[]), NULL)::t);
SELECT analytics.predict('f', ROW(id, x, unnest('{a,b,c}'::text[]), opt)::t) FROM t WHERE id = 8;
SELECT count(unnest) FROM (SELECT unnest(analytics.predict_proba('f', t)) FROM t) u;
SELECT max(analytics.predict_proba('f', t, 'si')) FILTER (WHERE analytics.predict('f', t) = 'no')::numeric(9, 6) FROM t;
SELECT id, rank() OVER (ORDER BY analytics.predict_proba('f', t, 'si') DESC, id) FROM t ORDER BY 2 LIMIT 3;
SELECT (SELECT analytics.predict('f', t)) AS correlated, CASE WHEN id > 1 THEN analytics.predict('f', t) END AS "case" FROM t ORDER BY id LIMIT 2;
SELECT a.id, b.p IS NULL AS missing FROM t a LEFT JOIN (SELECT id, analytics.predict('f', t) AS p FROM t) b ON b.id = a.id + 1 WHERE a.id > 78 ORDER BY 1;
SELECT a.id, analytics.predict('f', v) IS NULL AS missing FROM t a LEFT JOIN v ON v.id = a.id + 1 WHERE a.id > 78 ORDER BY 1;
SELECT a.id, analytics.predict('f', a) IS NULL AS a, b.id, analytics.predict('f', b) IS NULL AS b
  FROM t a FULL JOIN t b ON a.id = b.id + 79 WHERE a.id IS NULL AND b.id > 79 OR b.id IS NULL AND a.id < 2 OR a.id = 80 ORDER BY 1, 3;
SELECT count(*) FROM (SELECT analytics.predict('f', t) FROM t UNION SELECT analytics.predict('n', t, 'missing') FROM t) u;
WITH RECURSIVE r AS (SELECT id, x, f FROM t WHERE id = 1 UNION ALL SELECT t.id, t.x, t.f FROM r JOIN t ON t.id = r.id + 1 WHERE t.id < 4)
SELECT id, analytics.predict('f', r) FROM r;
CREATE TABLE child (extra integer) INHERITS (t);
INSERT INTO child (id, x, f, extra) VALUES (200, 4.5, 'a', 1);
SELECT analytics.predict_proba('f', t, 'si') FROM t WHERE id >= 200;
CREATE FUNCTION trigger_score() RETURNS trigger LANGUAGE plpgsql AS
	$$BEGIN NEW.opt := analytics.predict('f', NEW); RETURN NEW; END$$;
CREATE TRIGGER score BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION trigger_score();
INSERT INTO t (x, f) VALUES (8, 'a') RETURNING opt;

-- everywhere that the planner may move a score to, and whatever plan it takes: the same as unbound
CREATE SCHEMA moved;
SET search_path = moved, public;
CREATE TABLE a (id integer PRIMARY KEY, x double precision, f text);
CREATE TABLE b (id integer PRIMARY KEY, x double precision, f text);
INSERT INTO a SELECT i, i / 10.0, 'a' FROM generate_series(1, 20) i;
INSERT INTO b SELECT i, i / 10.0, chr(97 + i % 3) FROM generate_series(1, 20) i;
ANALYZE a;
ANALYZE b;
CREATE VIEW j AS SELECT a.id, a.x, b.f FROM a JOIN b USING (id);
CREATE VIEW e AS SELECT id, x, lower(f) AS f FROM b;
CREATE VIEW c AS SELECT id, x, 'c'::text AS f FROM b;
CREATE VIEW k AS SELECT id, x, (SELECT f FROM a WHERE a.id = b.id) AS f FROM b;
CREATE FUNCTION restricted() RETURNS integer LANGUAGE plpgsql STABLE PARALLEL RESTRICTED AS 'BEGIN RETURN 1; END';
CREATE TABLE query (n serial, query text);
INSERT INTO query (query) VALUES
	($$SELECT id, analytics.predict_proba('n', j) FROM j$$),
	($$SELECT id, analytics.predict_proba('n', e) FROM e$$),
	($$SELECT id, analytics.predict_proba('n', c) FROM c$$),
	($$SELECT id, analytics.predict_proba('n', k) FROM k$$),
	($$SELECT a.id, analytics.predict('n', b) FROM a, LATERAL (SELECT * FROM b WHERE b.id = a.id + 1 OFFSET 0) b$$),
	($$SELECT a.id, l.p FROM a, LATERAL (SELECT analytics.predict_proba('n', a) p, random() > 2 FROM b WHERE b.id = a.id) l$$),
	($$SELECT a.id, l.p FROM a LEFT JOIN LATERAL (SELECT analytics.predict_proba('n', a, 'si') + b.x p FROM b WHERE b.id = a.id + 1) l ON true$$),
	($$SELECT id, analytics.predict_proba('n', b) FROM b GROUP BY id$$),
	($$SELECT id, analytics.predict_proba('n', b) FROM b ORDER BY analytics.predict_proba('n', b, 'si'), id$$),
	($$SELECT DISTINCT analytics.predict_proba('n', b) FROM b$$),
	($$SELECT analytics.predict('n', b), count(*) FROM b GROUP BY ROLLUP(1)$$),
	($$SELECT analytics.predict_proba('n', b, 'si'), sum(analytics.predict_proba('n', b, 'si')) OVER (ORDER BY id) FROM b$$),
	($$SELECT a.id, b.id FROM a JOIN b ON analytics.predict('n', a) = analytics.predict('n', b) AND a.id = b.id$$),
	($$SELECT a.id, b.id FROM a JOIN b ON analytics.predict_proba('n', a, 'si') > analytics.predict_proba('n', b, 'si')$$),
	($$SELECT id FROM a WHERE EXISTS (SELECT 1 FROM b WHERE analytics.predict('n', b) = analytics.predict('n', a) AND b.id = a.id)$$),
	($$SELECT id, (SELECT analytics.predict('n', a) FROM b WHERE b.id = a.id) FROM a$$),
	($$SELECT id, (SELECT max(analytics.predict('n', b)) FROM b WHERE b.id = a.id AND analytics.predict('n', a) IS NOT NULL) FROM a$$),
	($$SELECT id, x, f FROM b WHERE analytics.predict('n', b) = 'no' AND id IN (SELECT id FROM a)$$),
	($$SELECT sum(analytics.predict_proba('n', b, 'si')) FILTER (WHERE analytics.predict('n', b) = 'no') FROM b GROUP BY f HAVING max(analytics.predict('n', b)) IS NOT NULL$$),
	($$SELECT w.id, analytics.predict('n', w) FROM (VALUES (1, 0.5, 'a'), (2, 3, 'c')) w(id, x, f)$$),
	($$SELECT w.id, analytics.predict('n', w) FROM (SELECT * FROM a UNION ALL SELECT * FROM b) w$$),
	($$SELECT w.id, analytics.predict('n', w) FROM (SELECT id, x, f FROM a UNION ALL SELECT id, 1.0, 'b' FROM b) w$$),
	($$WITH w AS MATERIALIZED (SELECT * FROM b) SELECT id, analytics.predict('n', w) FROM w$$),
	($$WITH w AS (SELECT * FROM b) SELECT id, analytics.predict('n', w) FROM w$$),
	($$SELECT id, analytics.predict('n', b) FROM b TABLESAMPLE system (100)$$),
	($$SELECT a.id, analytics.predict('n', a), analytics.predict('n', b) FROM a FULL JOIN b ON a.id = b.id + 5$$),
	($$SELECT a.id, analytics.predict('n', a) FROM a RIGHT JOIN b ON a.id = b.id + 5$$),
	($$SELECT b.id, analytics.predict('n', b) FROM a RIGHT JOIN b ON a.id = b.id + 5$$),
	($$SELECT id, analytics.predict('n', e) FROM e e WHERE e.f <> 'b'$$),
	($$SELECT id, analytics.predict('n', ROW(id, x, upper(f))::b, 'missing') FROM b$$),
	($q$SELECT id, analytics.predict('n', ROW(id, $$1.5$$, f)::b, 'missing') FROM b$q$),
	($$SELECT id, analytics.predict_proba('n', b) FROM b WHERE now() > '2000-01-01'$$),
	($$SELECT id, analytics.predict_proba('n', b), restricted() FROM b$$),
	($$SELECT id, CASE WHEN id % 2 = 0 THEN analytics.predict('n', b) ELSE analytics.predict('n', j) END FROM b JOIN j USING (id)$$);
CREATE FUNCTION result(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	result text;
BEGIN
	EXECUTE format('SELECT count(*) || '' '' || md5(string_agg(s::text, '','' ORDER BY s::text)) FROM (%s) s', query) INTO result;
	RETURN result;
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE;
END $$;
CREATE TABLE unbound (n integer, result text);
SET analytics.enable_column_binding = off;
INSERT INTO unbound SELECT n, result(query) FROM query;
RESET analytics.enable_column_binding;
SELECT n, result, query FROM unbound JOIN query USING (n) WHERE result !~ ' ' ORDER BY n;
CREATE VIEW differs AS SELECT n, query FROM query JOIN unbound u USING (n) WHERE result(query) <> u.result;
SELECT * FROM differs;
SET enable_hashjoin = off;
SET enable_mergejoin = off;
SELECT * FROM differs;
SET enable_nestloop = off;
RESET enable_mergejoin;
SELECT * FROM differs;
CREATE INDEX ON b (x, f);
CREATE INDEX ON b (f) INCLUDE (x);
VACUUM b;
RESET enable_nestloop;
SET enable_seqscan = off;
SET enable_bitmapscan = off;
SELECT * FROM differs;
SET enable_sort = off;
SET enable_hashagg = off;
SELECT * FROM differs;
SET jit = on;
SET jit_above_cost = 0;
SELECT * FROM differs;
SET jit = off;
RESET ALL;
SET search_path = moved, public;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SELECT * FROM differs;
RESET ALL;
\set VERBOSITY terse
DROP SCHEMA moved CASCADE;

-- a cached plan notices a deployment, in this session and a custom or generic plan
SELECT analytics.import_model('f', pg_read_binary_file(:'boost'), deploy => false);
PREPARE score(integer) AS SELECT analytics.predict_proba('f', t, 'si')::numeric(9, 6) FROM t WHERE id = $1;
SET plan_cache_mode = force_generic_plan;
EXECUTE score(8);
SELECT analytics.deploy_model('f', 2);
EXECUTE score(8);
SELECT analytics.deploy_model('f', 1);
EXECUTE score(8);
SET plan_cache_mode = force_custom_plan;
SELECT analytics.deploy_model('f', 2);
EXECUTE score(8);
RESET plan_cache_mode;
SELECT analytics.deploy_model('f', 1);
-- the open cursor of before, and the same statement after
BEGIN;
DECLARE c CURSOR FOR SELECT analytics.predict_proba('f', t, 'si')::numeric(9, 6) FROM t WHERE id IN (8, 9) ORDER BY id;
FETCH 1 FROM c;
SELECT analytics.deploy_model('f', 2);
FETCH 1 FROM c;
SELECT analytics.predict_proba('f', t, 'si')::numeric(9, 6) FROM t WHERE id IN (8, 9) ORDER BY id;
ROLLBACK;
EXECUTE score(8);
-- rights and models that go away
CREATE ROLE regress_scorer;
GRANT SELECT ON t TO regress_scorer;
SET ROLE regress_scorer;
EXECUTE score(8);
SELECT analytics.predict('f', t) FROM t WHERE id = 8;
RESET ROLE;
SELECT analytics.grant_model('f', 'regress_scorer');
SET ROLE regress_scorer;
EXECUTE score(8);
RESET ROLE;
SELECT analytics.revoke_model('f', 'regress_scorer');
SET ROLE regress_scorer;
EXECUTE score(8);
RESET ROLE;
-- a table that changes under a plan
DROP VIEW v;
ALTER TABLE t ALTER x TYPE real;
EXECUTE score(8);
-- one that nothing in the model reads, then one that it does
ALTER TABLE t DROP COLUMN f CASCADE;
EXECUTE score(8);
ALTER TABLE t RENAME x TO "X";
EXECUTE score(8);
ALTER TABLE t RENAME "X" TO x;
ALTER TABLE t ADD COLUMN f text;
EXECUTE score(8);

-- the internal functions, called by hand: SQL cannot make a value of type internal
SELECT id AS f_id FROM analytics.registry_version WHERE name = 'f' AND version = 1 \gset
SELECT id AS n_id FROM analytics.registry_version WHERE name = 'n' \gset
-- A NULL for the argument of type internal is refused by the function (0A000), and by the
-- parser (42883, 42846) in newer minor versions.
CREATE FUNCTION outcome(statement text, f_id bigint, n_id bigint) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE replace(replace(statement, ':f_id', f_id::text), ':n_id', n_id::text);
	RETURN 'it ran';
EXCEPTION WHEN OTHERS THEN
	RETURN CASE WHEN SQLSTATE IN ('0A000', '42883', '42846') THEN 'refused' ELSE SQLSTATE END;
END $$;
\pset format unaligned
SELECT outcome(s, :f_id, :n_id), s FROM (VALUES
	($$SELECT analytics.gather(NULL, 1) IS NULL$$),
	($$SELECT count(*) FROM (SELECT analytics.gather(NULL, x) FROM t) g$$),
	($$SELECT analytics.bound_predict('f', :f_id, 'model', NULL)$$),
	($$SELECT analytics.bound_predict(NULL, :f_id, 'model', analytics.gather(NULL, x)) FROM t LIMIT 1$$),
	($$SELECT analytics.bound_predict('f', :f_id, 'model', analytics.gather(NULL, x, x)) FROM t LIMIT 1$$),
	($$SELECT analytics.bound_predict('f', :f_id, 'model', analytics.gather(NULL, f)) FROM t LIMIT 1$$),
	($$SELECT analytics.bound_predict('f', :f_id, 'model', analytics.gather(NULL, NULL)) FROM t LIMIT 1$$),
	($$SELECT analytics.bound_predict('f', :f_id, 'model', analytics.gather(NULL, t)) FROM t LIMIT 1$$),
	($$SELECT analytics.bound_predict('f', :f_id, 'model', analytics.gather(NULL, VARIADIC ARRAY[x])) FROM t LIMIT 1$$),
	($$SELECT analytics.bound_predict('f', :f_id, 'model', analytics.gather(NULL, VARIADIC NULL::float8[])) FROM t LIMIT 1$$),
	($$SELECT analytics.bound_predict('f', :f_id, 'model', analytics.gather(analytics.gather(NULL, x), x)) FROM t LIMIT 1$$),
	($$SELECT analytics.bound_predict('f', :f_id, 'model', CASE WHEN id > 0 THEN analytics.gather(NULL, x) END) FROM t LIMIT 1$$),
	($$SELECT analytics.bound_predict('f', :f_id, 'model', COALESCE(analytics.gather(NULL, x), NULL)) FROM t LIMIT 1$$),
	($$SELECT analytics.bound_predict('f', :f_id, 'model', (SELECT analytics.gather(NULL, x) FROM t LIMIT 1))$$),
	($$SELECT analytics.bound_predict('f', :f_id, 'model', g) FROM (SELECT analytics.gather(NULL, x) AS g FROM t OFFSET 0) s LIMIT 1$$),
	($$SELECT analytics.bound_predict('f', :f_id, 'model', g) FROM (SELECT analytics.gather(NULL, x) AS g FROM t ORDER BY random()) s LIMIT 1$$),
	($$SELECT analytics.bound_predict('f', :f_id, 'model', min(NULL::text)::internal) FROM t$$),
	($$SELECT analytics.bound_predict('f', :f_id, 'model', analytics.gather(NULL, x)) FROM t GROUP BY x, analytics.gather(NULL, x) LIMIT 1$$),
	($$SELECT analytics.bound_predict('f', :n_id, 'model', analytics.gather(NULL, x)) FROM t LIMIT 1$$),
	($$SELECT analytics.bound_predict('f', -1, 'model', analytics.gather(NULL, x)) FROM t LIMIT 1$$),
	($$SELECT analytics.bound_predict('nothing', :f_id, 'model', analytics.gather(NULL, x)) FROM t LIMIT 1$$),
	($$SELECT analytics.bound_predict('f', :f_id, 'nonsense', analytics.gather(NULL, x)) FROM t LIMIT 1$$),
	($$SELECT analytics.bound_predict_proba('f', :f_id, 'nonsense', 'model', analytics.gather(NULL, x)) FROM t LIMIT 1$$),
	($$SELECT analytics.bound_predict_proba('f', :f_id, analytics.gather(NULL, 'text')) FROM t LIMIT 1$$),
	($$SELECT id FROM t WHERE x > analytics.bound_predict_proba('f', :f_id, 'si', 'model', analytics.gather(NULL, 1.5)) LIMIT 1$$),
	($$SELECT analytics.predict_support(NULL)$$),
	($$SELECT analytics.predict_support(analytics.gather(NULL, 1))$$),
	($$CREATE VIEW by_hand AS SELECT analytics.bound_predict('f', :f_id, 'model', analytics.gather(NULL, x)) AS p FROM t$$),
	($$SELECT NULL::internal, ''::internal, CAST(1 AS internal)$$)
) AS v(s);
\pset format aligned
\set VERBOSITY sqlstate
SELECT analytics.bound_predict('f', :f_id, 'model', 12345);
SELECT analytics.bound_predict('f', :f_id, 'model', 12345::internal);
SELECT analytics.bound_predict('f', :f_id, 'model', analytics.gather(NULL)) FROM t LIMIT 1;
SELECT analytics.bound_predict('f', :f_id, 'model', analytics.gather(analytics.gather(NULL), x)) FROM t LIMIT 1;
CREATE FUNCTION wrapped(internal) RETURNS text LANGUAGE sql AS $$SELECT analytics.bound_predict('f', 1, 'model', $1)$$;
CREATE FUNCTION wrapped(internal) RETURNS text LANGUAGE plpgsql AS $$BEGIN RETURN analytics.bound_predict('f', 1, 'model', $1); END$$;
CREATE AGGREGATE evil(bigint, text, internal) (SFUNC = analytics.bound_predict, STYPE = text, INITCOND = 'f');
\pset format unaligned
SELECT outcome(s, :f_id, :n_id), s FROM (VALUES
	($$SELECT evil(:f_id, 'model', analytics.gather(NULL, x)) FROM t$$),
	($$SELECT evil(:f_id, 'model', analytics.gather(NULL, x)) OVER () FROM t$$)
) AS v(s);
\pset format aligned
SELECT (NULL::analytics.bound_row)[1];
SELECT (NULL::analytics.bound_row)[x] FROM t;
SELECT analytics.bound_predict('f', :f_id, 'model', (NULL::analytics.bound_row)[x]) FROM t;
SELECT ''::analytics.bound_row;
CREATE TABLE slots (r analytics.bound_row);
INSERT INTO slots VALUES (NULL), (DEFAULT);
INSERT INTO slots VALUES ('x');
UPDATE slots SET r[1] = 1;
SELECT r[1], r[1:2] FROM slots;
SELECT count(*) FROM slots WHERE r IS NULL;
CREATE DOMAIN slot AS analytics.bound_row;
SELECT (NULL::slot)[1];
SELECT (NULL::analytics.bound_row[])[1];
DO $$ DECLARE r analytics.bound_row; BEGIN r[1] := 1; END $$;
SELECT row_to_json(s) FROM slots s;
DROP TABLE slots;
DROP DOMAIN slot;
SET ROLE regress_scorer;
SELECT outcome($$SELECT analytics.bound_predict('f', :f_id, 'model', analytics.gather(NULL, 1.5)) FROM t LIMIT 1$$, :f_id, :n_id);
SELECT analytics.import_model('own', pg_read_binary_file(:'fuzzy'));
RESET ROLE;
SELECT analytics.import_model('own', analytics.export_model('f', 1));
SELECT analytics.alter_model_owner('own', 'regress_scorer');
SET ROLE regress_scorer;
-- not by way of one's own model: another's version
SELECT outcome($$SELECT analytics.bound_predict_proba('own', :n_id, 'si', 'model', analytics.gather(NULL, x, 'a'::text)) FROM t LIMIT 1$$, :f_id, :n_id);
RESET ROLE;

\set VERBOSITY terse
DROP AGGREGATE evil(bigint, text, internal);
DROP TABLE child, t, wide_t, bound, bound_t, bound_v;
DROP FUNCTION bound, plan, trigger_score, outcome;
SELECT count(analytics.drop_model(name)) FROM (SELECT DISTINCT name FROM analytics.models) m;
DROP ROLE regress_scorer;
