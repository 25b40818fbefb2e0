-- train_limits.sql - the memory and threads that a training may take, and who says so
CREATE TABLE noise AS
SELECT sin(i)::float8 AS a, cos(i * 3)::float8 AS b, sin(i * 7)::float8 AS c, cos(i * 11)::float8 AS d, sin(i * i)::float8 AS y
  FROM generate_series(1, 4000) AS i;
GRANT SELECT ON noise TO PUBLIC;
SELECT analytics.train('small', 'boosted_trees', 'noise', 'y', '{"rounds": 1}');

-- the training program is held to what the rows leave of it, whatever its parameters
SET analytics.max_train_memory = '64MB';
\set VERBOSITY sqlstate
SELECT analytics.train('x', 'boosted_trees', 'noise', 'y', '{"rounds": 1, "max_bin": 65536, "max_leaves": 100000, "max_depth": 60, "min_child_weight": 0}');
SELECT analytics.train('x', 'random_forest', 'noise', 'y', '{"trees": 1, "max_bin": 65536, "max_leaves": 100000, "max_depth": 60, "min_child_weight": 0}');
\set VERBOSITY default
SELECT name FROM analytics.models;
-- and the smallest is enough for a small one
SET analytics.max_train_memory = '1MB';
SELECT count(analytics.train_model('boosted_trees', 'SELECT * FROM noise LIMIT 1000', 'y', '{"rounds": 2}'));
-- every limit gives a model or that error
CREATE FUNCTION outcome(kilobytes integer, algorithm text, options jsonb) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	PERFORM set_config('analytics.max_train_memory', kilobytes::text, true);
	RETURN CASE WHEN analytics.train_model(algorithm, 'noise', 'y', options) IS NOT NULL THEN 'model' END;
EXCEPTION WHEN out_of_memory THEN
	RETURN SQLSTATE;
END $$;
SELECT algorithm, count(outcome(kilobytes, algorithm, options))
  FROM generate_series(2048, 50000, 6000) AS kilobytes,
	   (VALUES ('boosted_trees', '{"rounds": 2, "max_depth": 12, "validation_share": 0.2}'::jsonb),
			   ('random_forest', '{"trees": 3}'::jsonb)) AS v (algorithm, options)
 GROUP BY 1 ORDER BY 1;
RESET analytics.max_train_memory;
DROP FUNCTION outcome;

-- a role can go down from the ceiling, not beyond it
SHOW analytics.max_train_memory_limit;
SHOW analytics.max_train_threads_limit;
SET analytics.max_train_threads_limit = 2;
CREATE ROLE regress_an_limits;
SET ROLE regress_an_limits;
SET analytics.max_train_memory = '4097MB';
SET analytics.max_train_threads = 3;
SET analytics.max_train_threads = 2;
SET analytics.max_train_memory_limit = '8GB';
SET analytics.max_train_threads_limit = 3;
CREATE FUNCTION pg_temp.more() RETURNS text LANGUAGE sql SET analytics.max_train_memory = '8GB' AS $$ SELECT current_setting('analytics.max_train_memory') $$;
SELECT set_config('analytics.max_train_memory', '5GB', true);
SET analytics.max_train_memory = '2GB';
SHOW analytics.max_train_memory;
RESET ROLE;
-- a setting above a ceiling that came down later counts as that
SET analytics.max_train_memory_limit = '1MB';
SHOW analytics.max_train_memory;
SELECT analytics.train('x', 'decision_tree', 'SELECT i AS x, i % 2 = 0 AS t FROM generate_series(1, 200000) AS i', 't');
SELECT analytics.cross_validate('decision_tree', 'SELECT i AS x, i % 2 = 0 AS t FROM generate_series(1, 200000) AS i', 't');
SET analytics.max_train_threads_limit = 1;
SELECT count(analytics.train('small', 'boosted_trees', 'SELECT * FROM noise LIMIT 500', 'y', '{"rounds": 1, "threads": 2}'));
SELECT value AS threads FROM analytics.model_metrics WHERE version = 2 AND metric = 'threads';
-- a superuser raises it; where the server knows such grants, so does who has one
SET analytics.max_train_memory_limit = '8GB';
SET analytics.max_train_memory = '8GB';
SHOW analytics.max_train_memory;
DO $$ BEGIN
	IF current_setting('server_version_num')::integer >= 150000 THEN
		EXECUTE 'GRANT SET ON PARAMETER analytics.max_train_memory_limit TO regress_an_limits';
		SET ROLE regress_an_limits;
		SET LOCAL analytics.max_train_memory_limit = '9GB';
		SET LOCAL analytics.max_train_memory = '9GB';
		RESET ROLE;
		EXECUTE 'REVOKE SET ON PARAMETER analytics.max_train_memory_limit FROM regress_an_limits';
	END IF;
END $$;
-- processes of a parallel query take over what is set, in whatever order
SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0;
CREATE TABLE spread AS SELECT i::float8 AS x FROM generate_series(1, 20000) AS i;
SELECT analytics.n(analytics.moments_agg(ARRAY[x])) FROM spread;
RESET ALL;
DROP TABLE spread, noise;
SELECT count(analytics.drop_model(name)) FROM (SELECT DISTINCT name FROM analytics.models) AS m;
DROP ROLE regress_an_limits;
