-- evaluate.sql - a model's predictions against what happened
\set srcdir `echo "$PG_ABS_SRCDIR"`
\set golden :srcdir '/test/golden/'
\set german :golden 'c50/german_boost10/model.rds'
\set german_data :golden 'c50/german_boost10/data.csv'
\set iris :golden 'c50/iris_tree/model.rds'
\set iris_data :golden 'c50/iris_tree/data.csv'
\set value :golden 'xgboost/regression/model.json'
\set value_data :golden 'xgboost/regression/data.csv'
\set VERBOSITY default
\pset null null
SET extra_float_digits = 0;
SET search_path = public, analytics;
SELECT import_model('german', pg_read_binary_file(:'german'));
SELECT import_model('iris', pg_read_binary_file(:'iris'));
SELECT import_model('value', pg_read_binary_file(:'value'));
SELECT import_csv('german', :'german_data', '{german}', ',') > 0 AS german, import_csv('iris', :'iris_data', '{iris}', ',') > 0 AS iris,
       import_csv('value', :'value_data', '{value}', ',') > 0 AS value;
ALTER TABLE german ADD id integer GENERATED ALWAYS AS IDENTITY;
ALTER TABLE iris ADD id integer GENERATED ALWAYS AS IDENTITY;
ALTER TABLE value ADD id integer GENERATED ALWAYS AS IDENTITY;
-- what happened: mostly what is predicted, now and then NULL
ALTER TABLE german ADD outcome text;
UPDATE german g SET outcome = CASE WHEN id % 50 = 0 THEN NULL WHEN id % 4 = 0 THEN 'Bad' WHEN id % 7 = 0 THEN 'Good' ELSE predict('german', g) END;
ALTER TABLE iris ADD outcome text;
UPDATE iris i SET outcome = CASE WHEN id % 50 = 0 THEN NULL WHEN id % 4 = 0 THEN 'setosa' ELSE predict('iris', i) END;
ALTER TABLE value ADD label numeric;
UPDATE value v SET label = CASE WHEN id % 50 = 0 THEN NULL ELSE round(predict_value('value', v)::numeric, 1) + id % 3 - 1 END;

-- two classes: the same as the aggregates say
CREATE FUNCTION differs(query text, expected float8[], VARIADIC names text[]) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	got float8;
BEGIN
	FOR i IN 1 .. cardinality(names) LOOP
		EXECUTE format('SELECT value FROM (%s) e WHERE metric = %L', query, names[i]) INTO STRICT got;
		IF NOT coalesce(abs(got - expected[i]) <= 1e-13 * greatest(1, abs(got)), got IS NULL AND expected[i] IS NULL) THEN
			RETURN NEXT format('%s: %s, expected %s', names[i], got, expected[i]);
		END IF;
	END LOOP;
END $$;
CREATE FUNCTION has(call text, VARIADIC metrics text[]) RETURNS TABLE (metric text, has boolean) LANGUAGE plpgsql AS $$
BEGIN
	RETURN QUERY EXECUTE format('SELECT m, e.metric IS NOT NULL FROM unnest(%L::text[]) WITH ORDINALITY AS u(m, i) LEFT JOIN (%s) AS e ON e.metric = m ORDER BY i', metrics, call);
END $$;
SELECT * FROM has($$SELECT * FROM evaluate('german', 'SELECT * FROM german')$$, 'rows', 'skipped', 'accuracy', 'macro_f1', 'gini', 'rmse');
SELECT metric, value FROM evaluate('german', 'SELECT * FROM german') WHERE metric IN ('rows', 'skipped');
SELECT differs($$SELECT * FROM evaluate('german', 'SELECT * FROM german')$$,
	(SELECT ARRAY[count(outcome), count(*) - count(outcome), accuracy(outcome, predict('german', g)), log_loss(outcome = 'Good', predict_proba('german', g, 'Good')),
		brier_score(outcome = 'Good', predict_proba('german', g, 'Good')), roc_auc(outcome = 'Good', predict_proba('german', g, 'Good')),
		average_precision(outcome = 'Good', predict_proba('german', g, 'Good')), ks_statistic(outcome = 'Good', predict_proba('german', g, 'Good')),
		gini(outcome = 'Good', predict_proba('german', g, 'Good'))] FROM german g),
	'rows', 'skipped', 'accuracy', 'log_loss', 'brier_score', 'roc_auc', 'average_precision', 'ks_statistic', 'gini');
SELECT differs($$SELECT * FROM evaluate('german', 'SELECT * FROM german', class => 'Bad')$$,
	(SELECT ARRAY[roc_auc(outcome = 'Bad', predict_proba('german', g, 'Bad')), average_precision(outcome = 'Bad', predict_proba('german', g, 'Bad')),
		log_loss(outcome = 'Bad', predict_proba('german', g, 'Bad')), brier_score(outcome = 'Bad', predict_proba('german', g, 'Bad'))] FROM german g),
	'roc_auc', 'average_precision', 'log_loss', 'brier_score');
-- many classes, and one of them
SELECT * FROM has($$SELECT * FROM evaluate('iris', 'SELECT * FROM iris')$$, 'accuracy', 'macro_f1', 'gini', 'r2');
SELECT * FROM has($$SELECT * FROM evaluate('iris', 'SELECT * FROM iris', class => 'virginica')$$, 'accuracy', 'macro_f1', 'gini', 'r2');
SELECT differs($$SELECT * FROM evaluate('iris', 'SELECT * FROM iris', class => 'virginica')$$,
	(SELECT ARRAY[count(outcome), accuracy(outcome, predict('iris', i)), log_loss(outcome, predict_proba('iris', i), '{setosa,versicolor,virginica}'),
		brier_score(outcome, predict_proba('iris', i), '{setosa,versicolor,virginica}'), roc_auc(outcome = 'virginica', predict_proba('iris', i, 'virginica')),
		(SELECT f1 FROM classification_report((SELECT confusion_agg(outcome, predict('iris', i)) FROM iris i)) WHERE kind = 'macro avg')] FROM iris i),
	'rows', 'accuracy', 'log_loss', 'brier_score', 'roc_auc', 'macro_f1');
-- a regression
SELECT * FROM has($$SELECT * FROM evaluate('value', 'SELECT * FROM value')$$, 'rows', 'skipped', 'rmse', 'accuracy', 'gini');
SELECT differs($$SELECT * FROM evaluate('value', 'SELECT * FROM value')$$,
	(SELECT ARRAY[count(label), count(*) - count(label), rmse(label, predict_value('value', v)), mae(label, predict_value('value', v)), r2(label, predict_value('value', v))] FROM value v),
	'rows', 'skipped', 'rmse', 'mae', 'r2');

-- targets of other names and types
CREATE TYPE outcome AS ENUM ('Good', 'Bad');
SELECT differs($$SELECT * FROM evaluate('german', 'SELECT g.*, outcome::outcome AS happened FROM german g', 'happened')$$,
	(SELECT array_agg(value) FROM evaluate('german', 'SELECT * FROM german') WHERE metric = 'accuracy'), 'accuracy');
SELECT value = 1 AS all_right FROM evaluate('value', 'SELECT v.*, predict_value(''value'', v)::float8 AS happened FROM value v', 'happened') WHERE metric = 'r2';
SELECT count(*) FROM evaluate('value', 'SELECT v.*, 1 AS happened FROM value v', 'happened');
SELECT value IS NOT NULL AS fine FROM evaluate('german', 'SELECT g.*, outcome::char(10) AS happened FROM german g', 'happened') WHERE metric = 'accuracy';
-- a boolean is the class that is written like it
CREATE TABLE sign AS SELECT i, i % 2 = 0 AS even, i % 2 AS rest FROM generate_series(1, 200) i;
SELECT train('even', 'decision_tree', 'SELECT rest, even FROM sign', 'even');
SELECT metric, value FROM evaluate('even', 'SELECT * FROM sign') WHERE metric IN ('rows', 'accuracy', 'roc_auc');
SELECT metric, value FROM evaluate('even', 'SELECT *, NOT even AS odd FROM sign', 'odd', 'false') WHERE metric IN ('rows', 'accuracy', 'roc_auc');
DROP TABLE sign;
-- no rows, one, a class missing
SELECT count(*) > 8 AS all_of_them, count(value) AS defined FROM evaluate('german', 'SELECT * FROM german WHERE false');
SELECT metric, value FROM evaluate('german', 'SELECT * FROM german WHERE false') WHERE metric IN ('rows', 'skipped', 'accuracy', 'macro_f1', 'roc_auc');
SELECT metric, value FROM evaluate('iris', 'SELECT * FROM iris WHERE outcome IS NULL') WHERE metric IN ('rows', 'skipped', 'accuracy', 'macro_f1');
SELECT metric, value FROM evaluate('value', 'SELECT * FROM value WHERE id = 1') WHERE metric IN ('rows', 'r2');
SELECT metric, value FROM evaluate('german', $$SELECT * FROM german WHERE outcome = 'Good'$$) WHERE metric IN ('roc_auc', 'gini', 'ks_statistic', 'average_precision') ORDER BY 1;
-- more classes than a confusion has room for at first, each seen first as what is predicted
CREATE TABLE codes AS SELECT i % 40 AS x, 'class ' || i % 40 AS y FROM generate_series(0, 399) i;
SELECT train('codes', 'decision_tree', 'codes', 'y', '{"min_leaf": 1, "max_depth": 20}');
CREATE VIEW moved AS SELECT x, 'class ' || (x * 7 + 3) % 40 AS y FROM codes;
SELECT differs($$SELECT * FROM evaluate('codes', 'TABLE moved')$$,
	(SELECT ARRAY[400, accuracy(y, predict('codes', m)),
		(SELECT f1 FROM classification_report((SELECT confusion_agg(y, predict('codes', m)) FROM moved m)) WHERE kind = 'macro avg')] FROM moved m),
	'rows', 'accuracy', 'macro_f1');
SELECT metric, value FROM evaluate('codes', 'TABLE codes') WHERE metric IN ('accuracy', 'macro_f1') ORDER BY 1;
DROP VIEW moved;
DROP TABLE codes;
-- as part of a larger query
SELECT m, metric, value > 0 AS value FROM (VALUES ('german'), ('iris')) v (m), LATERAL evaluate(m, format('SELECT * FROM %I', m)) WHERE metric = 'accuracy' ORDER BY 1;

-- ----- mistakes -----
SELECT * FROM evaluate('german', 'SELECT * FROM german', 'no such column');
SELECT * FROM evaluate('german', 'SELECT id FROM german', 'id');
SELECT * FROM evaluate('german', 'SELECT g.*, now() AS happened FROM german g', 'happened');
SELECT * FROM evaluate('german', 'SELECT g.*, true AS happened FROM german g', 'happened');
SELECT * FROM evaluate('value', 'SELECT v.*, ''1''::text AS happened FROM value v', 'happened');
SELECT * FROM evaluate('value', 'SELECT v.*, ''NaN''::float8 AS happened FROM value v', 'happened');
SELECT * FROM evaluate('value', 'SELECT v.*, 1e200 AS happened FROM value v', 'happened');
SELECT * FROM evaluate('german', $$SELECT g.*, CASE id WHEN 3 THEN 'Ugly' ELSE 'Good' END AS happened FROM german g ORDER BY id$$, 'happened');
SELECT * FROM evaluate('german', 'SELECT * FROM german', class => 'Ugly');
SELECT * FROM evaluate('value', 'SELECT * FROM value', class => 'Ugly');
SELECT * FROM evaluate('nothing', 'SELECT 1');
SELECT * FROM evaluate(NULL, 'SELECT 1');
SELECT * FROM evaluate('german', NULL);
SELECT * FROM evaluate('german', '');
SELECT * FROM evaluate('german', 'SELEC');
SELECT * FROM evaluate('german', 'SELECT 1; SELECT 2');
SELECT * FROM evaluate('german', 'DELETE FROM german RETURNING *');
SELECT * FROM evaluate('german', 'COMMIT');
SELECT * FROM verify_model('value', 'SELECT * FROM value');
-- as the caller
CREATE ROLE regress_evaluator;
SET ROLE regress_evaluator;
SELECT * FROM evaluate('german', 'SELECT 1');
RESET ROLE;
SELECT grant_model('german', 'regress_evaluator');
SET ROLE regress_evaluator;
SELECT * FROM evaluate('german', 'SELECT * FROM german');
RESET ROLE;

SELECT count(drop_model(name)) FROM (SELECT DISTINCT name FROM models) m;
DROP FUNCTION differs;
DROP TABLE german, iris, value;
DROP TYPE outcome;
DROP ROLE regress_evaluator;
