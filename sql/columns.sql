-- columns.sql - which columns a row must have, and what is said of one that it has not
\set srcdir `echo "$PG_ABS_SRCDIR"`
\set golden :srcdir '/test/golden/c50/'
\set fuzzy :golden 'hand_fuzzy/model.rds'
\set VERBOSITY default
SET search_path = analytics, public;

/*
 * XGBoost's file of one tree: a balanced one whose splits read the features
 * 0, every, 2 every, ... of so many.  A row of zeros goes to the last leaf.
 */
CREATE FUNCTION tree_file(features integer, splits integer, every integer) RETURNS bytea LANGUAGE sql AS $$
	SELECT convert_to(json_build_object('version', json_build_array(1, 7, 4), 'learner', json_build_object(
		'attributes', '{}'::json, 'feature_types', '[]'::json,
		'feature_names', (SELECT json_agg('f' || f) FROM generate_series(0, features - 1) AS f),
		'objective', '{"name": "reg:squarederror", "reg_loss_param": {"scale_pos_weight": "1"}}'::json,
		'learner_model_param', json_build_object('base_score', '0E0', 'boost_from_average', '0', 'num_class', '0',
												 'num_feature', features::text, 'num_target', '1'),
		'gradient_booster', json_build_object('name', 'gbtree', 'model', json_build_object(
			'gbtree_model_param', '{"num_parallel_tree": "1", "num_trees": "1", "size_leaf_vector": "0"}'::json,
			'tree_info', '[0]'::json,
			'trees', (SELECT json_build_array(json_build_object('id', 0, 'categories', '[]'::json, 'categories_nodes', '[]'::json,
				'categories_segments', '[]'::json, 'categories_sizes', '[]'::json,
				'left_children', json_agg(CASE WHEN n < splits THEN 2 * n + 1 ELSE -1 END ORDER BY n),
				'right_children', json_agg(CASE WHEN n < splits THEN 2 * n + 2 ELSE -1 END ORDER BY n),
				'parents', json_agg(CASE WHEN n = 0 THEN 2147483647 ELSE (n - 1) / 2 END ORDER BY n),
				'split_indices', json_agg(CASE WHEN n < splits THEN n * every ELSE 0 END ORDER BY n),
				'split_conditions', json_agg(CASE WHEN n < splits THEN -1 ELSE n END ORDER BY n),
				'split_type', json_agg(0 ORDER BY n), 'default_left', json_agg(0 ORDER BY n),
				'base_weights', json_agg(0 ORDER BY n), 'loss_changes', json_agg(0 ORDER BY n), 'sum_hessian', json_agg(1 ORDER BY n),
				'tree_param', json_build_object('num_deleted', '0', 'num_feature', features::text,
												'num_nodes', (2 * splits + 1)::text, 'size_leaf_vector', '0')))
				FROM generate_series(0, 2 * splits) AS n)))))::text, 'UTF8')
$$;

-- features that nothing reads need no column, however many they are
SELECT import_model('many', tree_file(5010, 189, 26));
SELECT feature_count, features_used FROM models WHERE name = 'many';
CREATE FUNCTION table_of_zeros(name text, columns integer, every integer) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE format('CREATE TABLE %I AS SELECT ', name)
		|| (SELECT string_agg('0::real AS f' || f * every, ', ' ORDER BY f DESC) FROM generate_series(0, columns - 1) AS f);
END $$;
SELECT table_of_zeros('needed', 189, 26);
SELECT predict_value('many', n), predict_value('many', w) AS by_row, predict_value(model_value('many'), n) AS by_value
  FROM needed AS n, (SELECT * FROM needed OFFSET 0) AS w;
SELECT count(*) FROM needed AS n, explain('many', n);
ALTER TABLE needed RENAME f26 TO "F26";
SELECT predict_value('many', n) FROM needed AS n;
ALTER TABLE needed RENAME "F26" TO f26;

-- of every kind of model, in every kind of call
CREATE TABLE sample AS
	SELECT i AS id, (i % 10)::float8 AS x, (i * 7 % 13)::float8 AS noise, (i % 3)::text AS level, CASE WHEN i % 10 > 6 THEN 'yes' ELSE 'no' END AS y,
		   CASE WHEN i % 10 > 6 THEN 3.5 ELSE 1 END::float8 AS number
	  FROM generate_series(1, 400) AS i;
CREATE VIEW narrow AS SELECT id, x FROM sample;
CREATE TABLE narrow_table AS SELECT id, x, NULL::text AS class FROM sample;
DO $$
DECLARE
	algorithm text;
BEGIN
	FOREACH algorithm IN ARRAY ARRAY['decision_tree', 'boosted_trees'] LOOP
		PERFORM train(algorithm, algorithm, 'SELECT x, noise, level, y FROM sample', 'y', '{"max_depth": 1}');
	END LOOP;
END $$;
SELECT import_model('fuzzy', pg_read_binary_file(:'fuzzy'));
SELECT model, string_agg(feature, ', ' ORDER BY "position") FILTER (WHERE used) AS used,
	   string_agg(feature, ', ' ORDER BY "position") FILTER (WHERE NOT used) AS not_used
  FROM unnest('{boosted_trees,decision_tree,fuzzy}'::text[]) AS model, model_features(model) GROUP BY 1 ORDER BY 1;
SELECT bool_and(predict('decision_tree', s) = predict('decision_tree', v) AND predict('decision_tree', s) = predict('decision_tree', t)
				AND predict('decision_tree', s) = predict('decision_tree', r) AND predict('decision_tree', s) = y) AS tree,
	   bool_and(predict_proba('boosted_trees', s, 'yes') = predict_proba('boosted_trees', v, 'yes')
				AND predict_proba('boosted_trees', s, 'yes') = predict_proba('boosted_trees', t, 'yes')
				AND predict_proba('boosted_trees', s) = predict_proba(model_value('boosted_trees'), r)) AS boosted,
	   bool_and(predict('fuzzy', v) = predict('fuzzy', t) AND predict('fuzzy', v) = predict('fuzzy', r)) AS rds
  FROM sample AS s JOIN narrow AS v USING (id) JOIN narrow_table AS t USING (id) JOIN (SELECT * FROM narrow OFFSET 0) AS r USING (id);
SELECT count(*), count(DISTINCT e.step) FROM (SELECT * FROM narrow LIMIT 3) AS v, explain('decision_tree', v) AS e;
SELECT rank, feature, reason FROM narrow AS v, reason_codes('decision_tree', v, 'yes') WHERE id = 9;
SELECT class, probability > 0.5 AS likely FROM narrow AS v, predict_all('decision_tree', v) WHERE id = 9 ORDER BY class;
SELECT conforms FROM verify_model('decision_tree', 'SELECT x, y AS reference_class FROM sample');
SELECT create_scorer('public.score_narrow', 'boosted_trees', 'narrow', 'yes');
SELECT count(*) FROM narrow AS v WHERE v.score_narrow > 0.5;
CREATE TRIGGER scores BEFORE UPDATE ON narrow_table FOR EACH ROW EXECUTE FUNCTION score_row('decision_tree', 'class');
UPDATE narrow_table SET id = id;
SELECT class, count(*) FROM narrow_table GROUP BY 1 ORDER BY 1;
-- a linear model reads what it has coefficients for, zero included
SELECT train('linear', 'linear', 'SELECT x, 0 * x AS zero, number FROM sample', 'number') IS NOT NULL AS trained;
SELECT feature, used FROM model_features('linear') ORDER BY "position";

-- what is missing: the names that are spelled nearly the same, of three at most
CREATE TABLE spelled ("Sepal.Length" float8, sepal_width float8, "PETAL.LENGTH" float8, petalwidht float8);
SELECT import_model('iris', pg_read_binary_file(:'golden' || 'iris_tree/model.rds'));
SELECT feature FROM model_features('iris') WHERE used ORDER BY "position";
INSERT INTO spelled VALUES (1, 2, 3, 4);
SELECT predict('iris', s) FROM spelled AS s;
SELECT predict('iris', r) FROM (SELECT 1 AS zzz) AS r;
SELECT predict('decision_tree', r) FROM (SELECT 'a'::text AS x, 1 AS y) AS r;
SELECT fit_pca('p', 'sample', '{x,noise}');
SELECT transform('p', s) FROM (SELECT 1 AS "X", 2 AS noize) AS s;
-- another number is another column
CREATE TEMP TABLE numbered AS SELECT i AS x1, i % 3 AS y FROM generate_series(1, 30) AS i;
SELECT train('numbered', 'linear', 'numbered', 'y') IS NOT NULL AS trained;
SELECT predict_value('numbered', r) FROM (SELECT 1 AS x2) AS r;
SELECT train('bad', 'linear', 'SELECT x, number FROM sample', 'nummber');
SELECT train('bad', 'linear', 'SELECT x, number FROM sample', 'number', '{"columns": ["X"]}');
SELECT * FROM evaluate('decision_tree', 'SELECT x, y AS "Y" FROM sample', target => 'y');
CREATE TRIGGER wrong BEFORE UPDATE ON narrow_table FOR EACH ROW EXECUTE FUNCTION score_row('decision_tree', 'klass');
UPDATE narrow_table SET id = id;

-- a name twice, in a row that is no table's
SELECT predict('decision_tree', r) FROM (SELECT 1 AS x, 9 AS x OFFSET 0) AS r;
SELECT predict('decision_tree', r) FROM (SELECT 1 AS x, 9 AS n, 8 AS n OFFSET 0) AS r;

-- parts of one column are one column
SELECT train('dated', 'decision_tree', $$SELECT timestamp '2024-01-01' + i * interval '5 hours' AS t, (i * 5 / 24 % 7 > 4)::text AS y FROM generate_series(1, 500) AS i$$, 'y') IS NOT NULL AS trained;
SELECT predict('dated', r) FROM (SELECT 1 AS id) AS r;

-- as many features as a file can bring: to look for them takes no time to speak of, and can be cancelled
SELECT import_model('wide', tree_file(65535, 65535, 1));
SELECT table_of_zeros('broad', 1600, 1);
SET statement_timeout = '20s';
\set VERBOSITY terse
SELECT predict_value('wide', b) FROM broad AS b;
SELECT predict_value('wide', b) FROM (SELECT * FROM broad OFFSET 0) AS b;
RESET statement_timeout;

DROP FUNCTION score_narrow, tree_file, table_of_zeros;
DROP VIEW narrow;
DROP TABLE needed, sample, narrow_table, spelled, broad;
SELECT sum(drop_model(name)) > 0 AS dropped FROM (SELECT DISTINCT name FROM models) AS m;

-- the row's type is altered meanwhile: between two evaluations, or by what makes the rows
CREATE TYPE changing AS (pad bigint, b integer, a integer);
SELECT train('sum', 'linear', 'SELECT a, a % 7 AS b, a + 10 * (a % 7) AS y FROM generate_series(1, 50) AS a', 'y');
SELECT store_pca('pair', pca_fit(r)) FROM (SELECT a, a % 7 AS b FROM generate_series(1, 50) AS a) AS r;
DO $$
DECLARE
	r changing;
BEGIN
	FOR i IN 1..3 LOOP
		EXECUTE 'SELECT 5, 2, 1' INTO r;
		RAISE NOTICE '% %', round(predict_value('sum', r)::numeric, 3), row_vector(r);
		RAISE NOTICE '%', transform('pair', r) = transform('pair', (SELECT c FROM (SELECT r.a, r.b) AS c));
		IF i = 1 THEN
			ALTER TYPE changing ALTER ATTRIBUTE pad TYPE numeric;
		ELSIF i = 2 THEN
			ALTER TYPE changing DROP ATTRIBUTE b;
			ALTER TYPE changing DROP ATTRIBUTE pad;
			ALTER TYPE changing ADD ATTRIBUTE b integer;
			ALTER TYPE changing ADD ATTRIBUTE pad integer;
		END IF;
	END LOOP;
END $$;
CREATE FUNCTION change(i integer) RETURNS changing LANGUAGE plpgsql AS $$
DECLARE
	r changing;
BEGIN
	IF i = 3 THEN
		ALTER TYPE changing ALTER ATTRIBUTE a TYPE numeric;
	END IF;
	EXECUTE 'SELECT 2, 1, 5' INTO r;
	RETURN r;
END $$;
SELECT i, round(predict_value('sum', change(i))::numeric, 3) FROM generate_series(1, 5) AS i;
ALTER TYPE changing ALTER ATTRIBUTE a TYPE integer;
SELECT row_vector(change(i)) FROM generate_series(1, 5) AS i;
ALTER TYPE changing ALTER ATTRIBUTE a TYPE integer;
SELECT n(moments_agg(change(i))) FROM generate_series(1, 5) AS i;
DROP FUNCTION change;
DROP TYPE changing;
SELECT drop_model('sum'), drop_model('pair');
