-- parallel.sql - scores in parallel workers are the scores
\set srcdir `echo "$PG_ABS_SRCDIR"`
\set golden :srcdir '/test/golden/c50/'
\set model :golden 'german_boost10/model.rds'
\set data :golden 'german_boost10/data.csv'
\set VERBOSITY terse
SELECT analytics.import_model('german', pg_read_binary_file(:'model'));
SELECT analytics.import_csv('german', :'data', '{german}', ',');
ALTER TABLE german ADD id integer GENERATED ALWAYS AS IDENTITY;
ANALYZE german;
SELECT analytics.create_scorer('good', 'german', 'german', 'Good');
CREATE TABLE serial_scores AS SELECT id, analytics.predict('german', g) AS class, good(g) AS p,
	analytics.predict_proba(analytics.model_value('german'), g, 'Good') AS by_value FROM german g;
CREATE FUNCTION shape(query text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	line text;
	gathered boolean := false;
BEGIN
	FOR line IN EXECUTE 'EXPLAIN (VERBOSE, COSTS OFF) ' || query LOOP
		IF line ~ 'Gather' THEN RETURN NEXT 'Gather'; gathered := true; END IF;
		IF gathered AND line ~ 'Parallel Seq Scan' THEN RETURN NEXT 'Parallel Seq Scan'; gathered := NULL; END IF;
		IF gathered IS NULL AND line ~ 'bound_predict' THEN RETURN NEXT 'bound score below'; EXIT; END IF;
		IF gathered IS NULL AND line ~ 'predict' THEN RETURN NEXT 'score below'; EXIT; END IF;
	END LOOP;
END $$;

SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SET max_parallel_workers_per_gather = 2;
SET parallel_leader_participation = off;
SELECT shape('SELECT id, analytics.predict(''german'', g), good(g) FROM german g');
SELECT shape('SELECT count(*), sum(good(g)) FROM german g WHERE analytics.predict(''german'', g) = ''Good''');
SELECT shape('SELECT id FROM german g WHERE analytics.predict_proba(analytics.model_value(''german''), g, ''Good'') > 0.5');
CREATE TABLE parallel_scores AS SELECT id, analytics.predict('german', g) AS class, good(g) AS p,
	analytics.predict_proba(analytics.model_value('german'), g, 'Good') AS by_value FROM german g;
SELECT count(*), bool_and(a.class = b.class AND a.p = b.p AND a.by_value = b.by_value AND a.p = b.by_value) AS same
  FROM serial_scores a JOIN parallel_scores b USING (id);
-- without binding: whole rows in the workers
SET analytics.enable_column_binding = off;
SELECT shape('SELECT id, good(g) FROM german g');
SELECT count(*), bool_and(s.p = good(g)) AS same FROM german g JOIN serial_scores s USING (id);
RESET analytics.enable_column_binding;
-- errors in a worker, and models that were imported but not committed
UPDATE german SET "CheckingAccountStatus" = 'unheard of' WHERE id = 500;
\set VERBOSITY sqlstate
SELECT sum(good(g)) IS NULL FROM german g;
\set VERBOSITY terse
SELECT count(*), sum(p) BETWEEN 1 AND count(*) AS scored FROM (SELECT analytics.predict_proba('german', g, 'Good', 'missing') AS p FROM german g) s;
BEGIN;
SELECT analytics.import_model('fresh', pg_read_binary_file(:'model'), unknown_levels => 'missing');
SELECT analytics.import_model('german', pg_read_binary_file(:'model'), trials => 1, unknown_levels => 'missing');
SELECT count(*), count(DISTINCT c) FROM (SELECT analytics.predict('fresh', g) AS c FROM german g) s;
SELECT shape('SELECT good(g) FROM german g');
SELECT bool_and(good(g) = analytics.predict_proba(analytics.model_value('german', 2), g, 'Good')) AS newest FROM german g;
ROLLBACK;
CREATE ROLE regress_parallel;
GRANT SELECT ON german TO regress_parallel;
SET ROLE regress_parallel;
SELECT sum(good(g)) FROM german g;
RESET ROLE;

DROP FUNCTION good(german), shape(text);
DROP TABLE german, serial_scores, parallel_scores;
SELECT analytics.drop_model('german');
DROP ROLE regress_parallel;
