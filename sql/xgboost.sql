-- xgboost.sql - models that XGBoost saved, in SQL: the same predictions, and what is refused
\set srcdir `echo "$PG_ABS_SRCDIR"`
\set golden :srcdir '/test/golden/xgboost/'
\set regression_model :golden 'categorical/model.ubj'
\set regression_data :golden 'categorical/data.csv'
\set regression_expected :golden 'categorical/expected.csv'
\set multi_model :golden 'dart_multi/model.json'
\set multi_data :golden 'dart_multi/data.csv'
\set multi_expected :golden 'dart_multi/expected.csv'
\set VERBOSITY default

SELECT analytics.import_model('regression', pg_read_binary_file(:'regression_model'));
SELECT analytics.import_model('multi', pg_read_binary_file(:'multi_model'), 'xgboost');
SELECT analytics.import_model('short', pg_read_binary_file(:'multi_model'), trials => 1);
SELECT name, kind, format, tool, target, classes, class_count, feature_count, features_used
  FROM analytics.models ORDER BY name;
SELECT model, feature, kind, used FROM unnest(ARRAY['regression', 'multi']) AS model,
	   analytics.model_features(model) ORDER BY model, "position";

-- a regression, with categories and names of features
CREATE TEMP TABLE regression (n serial, age real, income real, "debt ratio" real, "región" real, visits real);
CREATE TEMP TABLE regression_expected (n serial, margin real, prediction real);
COPY regression (age, income, "debt ratio", "región", visits) FROM :'regression_data' (FORMAT csv, HEADER);
COPY regression_expected (margin, prediction) FROM :'regression_expected' (FORMAT csv, HEADER);
SELECT count(*), count(*) FILTER (WHERE analytics.predict_value('regression', d)::real = e.prediction) AS same,
	   count(*) FILTER (WHERE visits IS NULL) > 0 AS missing, max(visits) AS unseen
  FROM regression d JOIN regression_expected e USING (n);

-- three classes, trees of different weight, features without names
CREATE TEMP TABLE multi (n serial, f0 real, f1 real, f2 real, f3 real, f4 real);
CREATE TEMP TABLE multi_expected (n serial, m0 real, m1 real, m2 real, p0 real, p1 real, p2 real);
COPY multi (f0, f1, f2, f3, f4) FROM :'multi_data' (FORMAT csv, HEADER);
COPY multi_expected (m0, m1, m2, p0, p1, p2) FROM :'multi_expected' (FORMAT csv, HEADER);
SELECT count(*), count(*) FILTER (WHERE abs(analytics.predict_proba('multi', d, '0') / p0 - 1) < 1e-6) AS class_0,
	   count(*) FILTER (WHERE abs(analytics.predict_proba('multi', d, '1') / p1 - 1) < 1e-6) AS class_1,
	   count(*) FILTER (WHERE abs(analytics.predict_proba('multi', d, '2') / p2 - 1) < 1e-6) AS class_2,
	   count(*) FILTER (WHERE analytics.predict('multi', d) =
						CASE greatest(p0, p1, p2) WHEN p0 THEN '0' WHEN p1 THEN '1' ELSE '2' END) AS class
  FROM multi d JOIN multi_expected e USING (n);

-- the first round alone says something else
SELECT count(*) > 0 AS differs FROM multi d
 WHERE analytics.predict_proba('short', d, '0') <> analytics.predict_proba('multi', d, '0');

-- weights of trees as since 3.3; the margin is XGBoost's, class by class
\set dart :golden 'dart_v3_4_1/model.json'
\set dart_data :golden 'dart_v3_4_1/data.csv'
\set dart_expected :golden 'dart_v3_4_1/expected.csv'
SELECT analytics.import_model('dart', pg_read_binary_file(:'dart'));
CREATE TEMP TABLE dart (n serial, f0 real, f1 real, f2 real, f3 real, f4 real);
CREATE TEMP TABLE dart_expected (n serial, margin real, p real);
COPY dart (f0, f1, f2, f3, f4) FROM :'dart_data' (FORMAT csv, HEADER);
COPY dart_expected (margin, p) FROM :'dart_expected' (FORMAT csv, HEADER);
SELECT count(*), count(*) FILTER (WHERE abs(analytics.predict_proba('dart', d, '1') / p - 1) < 1e-6) AS same
  FROM dart d JOIN dart_expected e USING (n);

-- categories by their texts: as they stand, from any type of text; numbers by their value
\set cats :golden 'cats_v3_4_1/model.ubj'
\set cats_data :golden 'cats_v3_4_1/data.csv'
\set cats_expected :golden 'cats_v3_4_1/expected.csv'
CREATE TYPE kind AS ENUM ('plain', ' lead', 'two  blanks', 'N/A', '?', 'São:x', 'a|b\;c', 'Plain', 'UPPER');
SELECT analytics.import_model('cats', pg_read_binary_file(:'cats'));
SELECT feature, kind, levels FROM analytics.model_features('cats') ORDER BY "position";
CREATE TEMP TABLE cats (n serial, kind text, size integer, x real);
CREATE TEMP TABLE cats_expected (n serial, margin real, prediction real);
COPY cats (kind, size, x) FROM :'cats_data' (FORMAT csv, HEADER, ENCODING 'UTF8');
COPY cats_expected (margin, prediction) FROM :'cats_expected' (FORMAT csv, HEADER);
SELECT count(*), count(*) FILTER (WHERE analytics.predict_value('cats', d)::real = prediction) AS same
  FROM cats d JOIN cats_expected e USING (n);
SELECT count(*) FILTER (WHERE analytics.predict_value('cats', d)::real = prediction) AS same
  FROM (SELECT n, kind::kind, size::numeric, x FROM cats) AS d JOIN cats_expected e USING (n);
SELECT count(*) FILTER (WHERE analytics.predict_value('cats', d)::real = prediction) AS same
  FROM (SELECT n, kind::char(20), size::double precision, x FROM cats) AS d JOIN cats_expected e USING (n);
SELECT analytics.predict_value('cats', d) FROM (SELECT 'lead'::text AS kind, 10 AS size, 0 AS x) AS d;
SELECT analytics.predict_value('cats', d) FROM (SELECT 'plain'::text AS kind, 11 AS size, 0 AS x) AS d;
-- who has a category's number in place of its text
SELECT count(*) FILTER (WHERE analytics.predict_value('cats', d)::real = prediction) AS same
  FROM (SELECT n, array_position(enum_range(NULL::kind)::text[], kind) - 1 AS kind, size, x FROM cats) AS d
  JOIN cats_expected e USING (n);
SELECT analytics.predict_value('cats', d) FROM (SELECT 9 AS kind, 10 AS size, 0 AS x) AS d;
SELECT analytics.predict_value('cats', d) FROM (SELECT '1'::text AS kind, 10 AS size, 0 AS x) AS d;
SELECT condition FROM analytics.explain('cats', (SELECT d FROM cats d WHERE n = 2)) WHERE feature = 'kind' LIMIT 1;

-- numbers by whose bits C5.0 says "missing" are numbers here, in a column of any type
\set tiny :golden 'tiny_v3_4_1/model.ubj'
\set tiny_data :golden 'tiny_v3_4_1/data.csv'
\set tiny_expected :golden 'tiny_v3_4_1/expected.csv'
SELECT analytics.import_model('tiny', pg_read_binary_file(:'tiny'));
CREATE TEMP TABLE tiny (n serial, f0 real, f1 real, f2 real, f3 real, f4 real);
CREATE TEMP TABLE tiny_expected (n serial, margin real, prediction real);
COPY tiny (f0, f1, f2, f3, f4) FROM :'tiny_data' (FORMAT csv, HEADER);
COPY tiny_expected (margin, prediction) FROM :'tiny_expected' (FORMAT csv, HEADER);
SELECT count(*), count(*) FILTER (WHERE analytics.predict_value('tiny', d)::real = prediction) AS same,
	   count(DISTINCT f0) AS numbers
  FROM tiny d JOIN tiny_expected e USING (n);
SELECT count(*) FILTER (WHERE analytics.predict_value('tiny', d)::real = prediction) AS same
  FROM (SELECT n, f0::float8, f1::float8, f2, f3, f4 FROM tiny) AS d JOIN tiny_expected e USING (n);
SELECT count(*) FILTER (WHERE analytics.predict_value('tiny', d)::real = prediction) AS same
  FROM (SELECT n, f0::float8::text::numeric AS f0, f1, f2, f3, f4 FROM tiny) AS d JOIN tiny_expected e USING (n);
-- and so they are for a tree that is trained here
SELECT analytics.train('tree', 'decision_tree', $$SELECT CASE WHEN i % 2 = 0 THEN 1.4e-45::float8 ELSE 1.58e-30::float8 END AS x,
	i % 2 AS y FROM generate_series(1, 100) AS i$$, 'y') > 0 AS trained;
SELECT analytics.predict('tree', r) FROM (VALUES (1.4e-45::float8), (1.58e-30)) AS r(x);

-- the best round of a training that stopped early
SELECT convert_to(replace(convert_from(pg_read_binary_file(:'multi_model'), 'UTF8'),
	'"best_iteration":"3"', '"best_iteration":"1"'), 'UTF8') AS best \gset
SELECT analytics.import_model('best', :'best');
SELECT analytics.import_model('best', :'best', best_iteration => true);
SELECT analytics.import_model('best', :'best', trials => 2);
SELECT count(*) FILTER (WHERE p1 = p2) AS all_is_best, count(*) FILTER (WHERE p2 = p3) AS best_is_2
  FROM multi d, LATERAL (SELECT analytics.predict_proba(analytics.model_value('best', 1), d, '0') AS p1,
						 analytics.predict_proba(analytics.model_value('best', 2), d, '0') AS p2,
						 analytics.predict_proba(analytics.model_value('best', 3), d, '0') AS p3) AS p;
SELECT analytics.import_model('best', :'best', trials => 2, best_iteration => true);
SELECT analytics.import_model('best', pg_read_binary_file(:'multi_model'), best_iteration => true);
SELECT analytics.import_model('best', pg_read_binary_file(:'cats'), best_iteration => true);
SELECT analytics.import_model('best', analytics.model_value('cats')::text::bytea, best_iteration => true);
SELECT analytics.import_model('best', pg_read_binary_file(:'multi_model'), trials => 99);

-- two features that a table could only have as one column
SELECT analytics.import_model('bad', convert_to(replace(replace(convert_from(pg_read_binary_file(:'multi_model'), 'UTF8'),
	'"feature_names":[]', format('"feature_names":["%s","%s","c","d","e"]', repeat('long_name_', 7) || 'a', repeat('long_name_', 7) || 'b')),
	'"feature_types":[]', '"feature_types":["float","float","float","float","float"]'), 'UTF8'));

-- files of other kinds
SELECT analytics.import_model('bad', '\x80049542'::bytea || convert_to('sklearn.tree._classes', 'UTF8'));
SELECT analytics.import_model('bad', convert_to('<!DOCTYPE html><html>', 'UTF8'));
\set VERBOSITY terse
SELECT analytics.import_model('bad', convert_to(E'tree\nversion=v4\n', 'UTF8'));
SELECT analytics.import_model('bad', convert_to('<PMML version="4.4">', 'UTF8'), 'xgboost');
SELECT analytics.import_model('bad', convert_to('something else', 'UTF8'));
\set VERBOSITY default
SELECT analytics.import_model('bad', pg_read_binary_file(:'multi_model'), 'rds');

-- what is refused
SELECT analytics.import_model('bad', convert_to(replace(convert_from(pg_read_binary_file(:'dart'), 'UTF8'),
	'"weight_drop":', '"weight_new":'), 'UTF8'));
SELECT analytics.import_model('bad', substr(pg_read_binary_file(:'regression_model'), 1, 5000));
SELECT analytics.import_model('bad', substr(pg_read_binary_file(:'multi_model'), 1, 5000));
SELECT analytics.import_model('bad', convert_to('{"learner": {"gradient_booster": {"name": "gblinear"}}}', 'UTF8'));
SELECT analytics.import_model('bad', convert_to('{"learner": {"gradient_booster": {"name": "gbtree"},
	"objective": {"name": "reg:mine"}}}', 'UTF8'));
SELECT analytics.import_model('bad', convert_to('{"Config": {}, "Model": {"learner": {}}}', 'UTF8'));
SELECT analytics.import_model('bad', 'binf'::bytea);
SELECT analytics.import_model('bad', '{"learner": '::bytea);
SELECT analytics.import_model('bad', convert_to(replace(convert_from(pg_read_binary_file(:'multi_model'), 'UTF8'),
	'"left_children":[1,', '"left_children":[1000,'), 'UTF8'));
SELECT analytics.predict_value('multi', d) FROM multi d LIMIT 1;

SELECT count(analytics.drop_model(name)) FROM (SELECT DISTINCT name FROM analytics.models) AS m;
