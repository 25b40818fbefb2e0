-- scorer.sql - create_scorer: a function of a table's rows
\set srcdir `echo "$PG_ABS_SRCDIR"`
\set golden :srcdir '/test/golden/c50/'
\set fuzzy :golden 'hand_fuzzy/model.rds'
\set nway :golden 'hand_nway/model.rds'
\set special :golden 'special_chars/model.rds'
\set VERBOSITY terse
SELECT analytics.import_model('f', pg_read_binary_file(:'fuzzy'));
SELECT analytics.import_model('it''s \ "n"', pg_read_binary_file(:'nway'));
SELECT analytics.import_model('special', pg_read_binary_file(:'special'));
CREATE TABLE people (id integer, x double precision, f text);
INSERT INTO people VALUES (1, 4.5, 'a'), (2, 8, 'b'), (3, NULL, 'z');

SELECT analytics.create_scorer('score', 'f', 'people', 'si');
SELECT id, score(p) = analytics.predict_proba('f', p, 'si') AS same, p.score = score(p) AS as_column FROM people p ORDER BY id;
SELECT score(NULL) IS NULL AS null, score(ROW(1, 4.5, 'a')) AS row;
-- it is inlined, and its columns are bound
CREATE FUNCTION plan(query text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	line text;
BEGIN
	FOR line IN EXECUTE 'EXPLAIN (VERBOSE, COSTS OFF) ' || query LOOP
		RETURN NEXT regexp_replace(line, '''\d+''::bigint', 'version', 'g');
	END LOOP;
END $$;
SELECT bool_or(line LIKE '%Output: analytics.bound_predict_proba(%') AS bound FROM plan('SELECT score(p) FROM people p') line;
SELECT bool_or(line LIKE '%bound_predict_proba(%') AS bound FROM plan('SELECT id FROM people p WHERE score(p) > 0.5 ORDER BY p.score') line;
SELECT pg_get_functiondef('score'::regproc);
SELECT obj_description('score(people)'::regprocedure), procost, provolatile, proparallel FROM pg_proc WHERE oid = 'score'::regproc;

-- names that need quotes, other schemas, views, options
CREATE SCHEMA "My Schema";
CREATE VIEW "My Schema"."My ""View" AS SELECT * FROM people;
CREATE TYPE pair AS (f text, x real);
SELECT analytics.create_scorer('"My Schema"."Score It"', 'it''s \ "n"', '"My Schema"."My ""View"', 'no', 'missing');
SELECT id, "My Schema"."Score It"(v) FROM "My Schema"."My ""View" v ORDER BY id;
SELECT analytics.create_scorer('pair_score', 'f', 'pair', 'no', unknown_levels => 'error');
SELECT pair_score(('a', 4.5));
CREATE TABLE special ("tipo de persona, (x)" text, "sample:otro" text, "años_í" numeric);
INSERT INTO special VALUES ('apos''trofo', 'x.y', 0.75);
SELECT analytics.create_scorer('special_score', 'special', 'special', 'alto, riesgo: "A"');
SELECT special_score(s)::numeric(9, 6) FROM special s;
-- not another's predict_proba, whatever the path
CREATE FUNCTION public.predict_proba(text, record, text, text) RETURNS double precision LANGUAGE plpgsql AS 'BEGIN RETURN -1; END';
CREATE DOMAIN public.text AS pg_catalog.text CHECK (VALUE = '');
SET search_path = public, analytics, pg_catalog;
SELECT analytics.create_scorer('score_2', 'f', 'people', 'si');
RESET search_path;
SELECT bool_and(score(p) = score_2(p)) FROM people p;
DROP DOMAIN public.text;
DROP FUNCTION public.predict_proba;
-- a new version is used at once
SELECT analytics.import_model('f', pg_read_binary_file(:'nway'));
SELECT bool_and(score(p) = analytics.predict_proba('it''s \ "n"', p, 'si')) FROM people p WHERE id < 3;

-- what does not work is said now, not when the first row is scored
\set VERBOSITY default
SELECT analytics.create_scorer('score', 'f', 'people', 'si');
SELECT analytics.create_scorer('s', 'nothing', 'people', 'si');
SELECT analytics.create_scorer('s', 'f', 'people', 'yes');
SELECT analytics.create_scorer('s', 'f', 'special', 'si');
SELECT analytics.create_scorer('s', 'f', 'people', 'si', 'ignore');
\set VERBOSITY terse
SELECT analytics.create_scorer('s', 'f', 'pg_class_oid_index', 'si');
SELECT analytics.create_scorer('s', 'f', 1, 'si');
SELECT analytics.create_scorer('', 'f', 'people', 'si');
SELECT analytics.create_scorer('a..b', 'f', 'people', 'si');
SELECT analytics.create_scorer('no_such_schema.s', 'f', 'people', 'si');
SELECT analytics.create_scorer(NULL, 'f', 'people', 'si');
SELECT analytics.create_scorer('s', NULL, 'people', 'si');
SELECT analytics.create_scorer('s', 'f', NULL, 'si');
SELECT analytics.create_scorer('s', 'f', 'people', NULL);
SELECT analytics.create_scorer('s', 'f', 'people', 'si', NULL);
BEGIN READ ONLY;
SELECT analytics.create_scorer('s', 'f', 'people', 'si');
ROLLBACK;
-- as the caller
CREATE ROLE regress_maker;
SET ROLE regress_maker;
SELECT analytics.create_scorer('public.s', 'f', 'people', 'si');
RESET ROLE;
SELECT analytics.grant_model('f', 'regress_maker');
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
SET ROLE regress_maker;
SELECT analytics.create_scorer('public.s', 'f', 'people', 'si');
RESET ROLE;
SELECT analytics.revoke_model('f', 'regress_maker');
GRANT SELECT ON people TO regress_maker;
SET ROLE regress_maker;
SELECT score(p) FROM people p;
RESET ROLE;

DROP SCHEMA "My Schema" CASCADE;
DROP FUNCTION score, score_2, pair_score, special_score, plan;
DROP TABLE people, special;
DROP TYPE pair;
DROP ROLE regress_maker;
SELECT count(analytics.drop_model(name)) FROM (SELECT DISTINCT name FROM analytics.models) m;
