-- xgboost.sql - models that XGBoost saved, in SQL: the same predictions, and what is refused
\getenv srcdir PG_ABS_SRCDIR
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

-- what is refused
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

SELECT analytics.drop_model(name) FROM (SELECT DISTINCT name FROM analytics.models) AS m;
