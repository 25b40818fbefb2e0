-- bind.sql - columns bound by the planner: the same results, and no way to break it
\getenv srcdir PG_ABS_SRCDIR
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
SELECT plan($$SELECT analytics.predict('f', t) FROM t$$);
SELECT plan($$SELECT analytics.predict_proba('n', v, 'si', 'missing') FROM v$$);
SELECT plan($$SELECT analytics.predict_proba('n', t) FROM t WHERE analytics.predict_proba('f', t, 'si', 'missing') > 0.5$$);
-- not bound: a row that may be NULL, an option that may change, no columns
SELECT count(*) FROM plan($$SELECT analytics.predict('f', b) FROM t a LEFT JOIN t b ON b.id = a.id + 1$$) p WHERE p LIKE '%gather(%';
SELECT plan($$SELECT analytics.predict('f', t, opt) FROM t$$);
SELECT plan($$SELECT analytics.predict('f', ROW(1, 4.5, 'a', NULL)::t)$$);
SET analytics.enable_column_binding = off;
SELECT plan($$SELECT analytics.predict('f', t) FROM t$$);
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
SELECT bool_or(line LIKE '%gather(analytics.gather(analytics.gather(NULL%') AS nested FROM plan($$SELECT analytics.predict('many', m) FROM many m$$) line;
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
ALTER TABLE t DROP COLUMN f CASCADE;
EXECUTE score(8);
ALTER TABLE t ADD COLUMN f text;
EXECUTE score(8);

-- the internal functions, called by hand: SQL cannot make a value of type internal
SELECT id AS f_id FROM analytics.registry_version WHERE name = 'f' AND version = 1 \gset
SELECT id AS n_id FROM analytics.registry_version WHERE name = 'n' \gset
\set VERBOSITY sqlstate
SELECT analytics.gather(NULL, 1) IS NULL;
SELECT count(*) FROM (SELECT analytics.gather(NULL, x) FROM t) g;
SELECT analytics.bound_predict('f', :f_id, 'model', NULL);
SELECT analytics.bound_predict(NULL, :f_id, 'model', analytics.gather(NULL, x)) FROM t LIMIT 1;
SELECT analytics.bound_predict('f', :f_id, 'model', 12345);
SELECT analytics.bound_predict('f', :f_id, 'model', 12345::internal);
SELECT analytics.bound_predict('f', :f_id, 'model', analytics.gather(NULL)) FROM t LIMIT 1;
SELECT analytics.bound_predict('f', :f_id, 'model', analytics.gather(NULL, x, x)) FROM t LIMIT 1;
SELECT analytics.bound_predict('f', :f_id, 'model', analytics.gather(NULL, f)) FROM t LIMIT 1;
SELECT analytics.bound_predict('f', :f_id, 'model', analytics.gather(NULL, NULL)) FROM t LIMIT 1;
SELECT analytics.bound_predict('f', :f_id, 'model', analytics.gather(NULL, t)) FROM t LIMIT 1;
SELECT analytics.bound_predict('f', :f_id, 'model', analytics.gather(NULL, VARIADIC ARRAY[x])) FROM t LIMIT 1;
SELECT analytics.bound_predict('f', :f_id, 'model', analytics.gather(NULL, VARIADIC NULL::float8[])) FROM t LIMIT 1;
SELECT analytics.bound_predict('f', :f_id, 'model', analytics.gather(analytics.gather(NULL, x), x)) FROM t LIMIT 1;
SELECT analytics.bound_predict('f', :f_id, 'model', analytics.gather(analytics.gather(NULL), x)) FROM t LIMIT 1;
SELECT analytics.bound_predict('f', :f_id, 'model', CASE WHEN id > 0 THEN analytics.gather(NULL, x) END) FROM t LIMIT 1;
SELECT analytics.bound_predict('f', :f_id, 'model', COALESCE(analytics.gather(NULL, x), NULL)) FROM t LIMIT 1;
SELECT analytics.bound_predict('f', :f_id, 'model', (SELECT analytics.gather(NULL, x) FROM t LIMIT 1));
SELECT analytics.bound_predict('f', :f_id, 'model', g) FROM (SELECT analytics.gather(NULL, x) AS g FROM t OFFSET 0) s LIMIT 1;
SELECT analytics.bound_predict('f', :f_id, 'model', g) FROM (SELECT analytics.gather(NULL, x) AS g FROM t ORDER BY random()) s LIMIT 1;
SELECT analytics.bound_predict('f', :f_id, 'model', min(NULL::text)::internal) FROM t;
SELECT analytics.bound_predict('f', :f_id, 'model', analytics.gather(NULL, x)) FROM t GROUP BY x, analytics.gather(NULL, x) LIMIT 1;
SELECT analytics.bound_predict('f', :n_id, 'model', analytics.gather(NULL, x)) FROM t LIMIT 1;
SELECT analytics.bound_predict('f', -1, 'model', analytics.gather(NULL, x)) FROM t LIMIT 1;
SELECT analytics.bound_predict('nothing', :f_id, 'model', analytics.gather(NULL, x)) FROM t LIMIT 1;
SELECT analytics.bound_predict('f', :f_id, 'nonsense', analytics.gather(NULL, x)) FROM t LIMIT 1;
SELECT analytics.bound_predict_proba('f', :f_id, 'nonsense', 'model', analytics.gather(NULL, x)) FROM t LIMIT 1;
SELECT analytics.bound_predict_proba('f', :f_id, analytics.gather(NULL, 'text')) FROM t LIMIT 1;
SELECT id FROM t WHERE x > analytics.bound_predict_proba('f', :f_id, 'si', 'model', analytics.gather(NULL, 1.5)) LIMIT 1;
SELECT analytics.predict_support(NULL);
SELECT analytics.predict_support(analytics.gather(NULL, 1));
CREATE FUNCTION wrapped(internal) RETURNS text LANGUAGE sql AS $$SELECT analytics.bound_predict('f', 1, 'model', $1)$$;
CREATE FUNCTION wrapped(internal) RETURNS text LANGUAGE plpgsql AS $$BEGIN RETURN analytics.bound_predict('f', 1, 'model', $1); END$$;
CREATE AGGREGATE evil(bigint, text, internal) (SFUNC = analytics.bound_predict, STYPE = text, INITCOND = 'f');
SELECT evil(:f_id, 'model', analytics.gather(NULL, x)) FROM t;
SELECT evil(:f_id, 'model', analytics.gather(NULL, x)) OVER () FROM t;
CREATE VIEW by_hand AS SELECT analytics.bound_predict('f', :f_id, 'model', analytics.gather(NULL, x)) AS p FROM t;
SELECT NULL::internal, ''::internal, CAST(1 AS internal);
SET ROLE regress_scorer;
SELECT analytics.bound_predict('f', :f_id, 'model', analytics.gather(NULL, 1.5)) FROM t LIMIT 1;
SELECT analytics.import_model('own', pg_read_binary_file(:'fuzzy'));
RESET ROLE;
SELECT analytics.import_model('own', analytics.export_model('f', 1));
SELECT analytics.alter_model_owner('own', 'regress_scorer');
SET ROLE regress_scorer;
-- not by way of one's own model: another's version
SELECT analytics.bound_predict_proba('own', :n_id, 'si', 'model', analytics.gather(NULL, x, 'a'::text)) FROM t LIMIT 1;
RESET ROLE;

\set VERBOSITY terse
DROP AGGREGATE evil(bigint, text, internal);
DROP TABLE child, t, wide_t, bound, bound_t, bound_v;
DROP FUNCTION plan, trigger_score;
SELECT count(analytics.drop_model(name)) FROM (SELECT DISTINCT name FROM analytics.models) m;
DROP ROLE regress_scorer;
