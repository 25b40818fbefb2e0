-- cross_validate.sql - stable, stratified folds, and what models score on them
CREATE TABLE people AS
SELECT i AS id, (i * 37 % 101)::double precision AS age, (ARRAY['a', 'b', 'c'])[1 + i % 3] AS city,
	   CASE WHEN i * 37 % 101 + 20 * (i % 3) + i * 7919 % 31 > 80 THEN 'yes' ELSE 'no' END AS answer,
	   (i * 37 % 101) * 2.5::double precision + (i % 3) * 10 + i * 7919 % 31 AS amount
  FROM generate_series(1, 1000) i;

-- a classification: every fold, then the mean and its standard error
SELECT fold, metric, round(value::numeric, 6) AS value, round(std_error::numeric, 6) AS std_error
  FROM analytics.cross_validate('decision_tree', 'people', 'answer', '{"exclude": ["id", "amount"]}', 3)
 WHERE metric IN ('rows', 'accuracy', 'log_loss', 'roc_auc');
-- a regression
SELECT metric, round(value::numeric, 6) AS value, round(std_error::numeric, 6) AS std_error
  FROM analytics.cross_validate('decision_tree', 'people', 'amount', '{"exclude": ["id", "answer"]}')
 WHERE fold IS NULL AND metric IN ('rows', 'rmse', 'r2');
-- more than two classes; figures of one of them when it is named
SELECT metric, round(value::numeric, 6) AS value
  FROM analytics.cross_validate('decision_tree', 'people', 'city', '{"exclude": ["id"]}')
 WHERE fold IS NULL AND metric IN ('rows', 'accuracy', 'macro_f1', 'roc_auc');
SELECT string_agg(metric, ' ') FROM analytics.cross_validate('decision_tree', 'people', 'city', '{"exclude": ["id"]}', class => 'b')
 WHERE fold IS NULL AND metric IN ('accuracy', 'macro_f1', 'roc_auc');

-- the mean and its standard error are those of the folds
CREATE TABLE result AS
SELECT * FROM analytics.cross_validate('decision_tree', 'people', 'answer', '{"exclude": ["id", "amount"]}', 4);
SELECT bool_and(abs(s.value - f.mean) < 1e-12 AND abs(s.std_error - f.error) < 1e-12) AS same, count(*) > 8 AS all_of_them
  FROM result s JOIN (SELECT metric, avg(value) AS mean, stddev(value) / sqrt(count(*)) AS error
						FROM result WHERE fold IS NOT NULL GROUP BY metric) f USING (metric)
 WHERE s.fold IS NULL;
-- the folds are the same whatever the order of the rows
SELECT count(*) AS different FROM (
	SELECT * FROM result EXCEPT
	SELECT * FROM analytics.cross_validate('decision_tree', 'SELECT * FROM people ORDER BY md5(id::text)', 'answer',
										   '{"exclude": ["id", "amount"]}', 4)) d;

-- rows of a key stay together, and a fold is scored by a model of the others
CREATE TABLE thirds AS SELECT i % 3 AS part, i % 2 = 0 AS even, (i % 2)::double precision AS x FROM generate_series(1, 300) i;
SELECT fold, metric, value FROM analytics.cross_validate('decision_tree', 'SELECT part, even, x FROM thirds', 'even',
	'{"exclude": "part"}', 3, key => 'part') WHERE metric IN ('rows', 'accuracy');
-- part 0 says the contrary of the other two: a model of these is always wrong on it
SELECT fold, value FROM analytics.cross_validate('decision_tree',
	'SELECT part, CASE WHEN part = 0 THEN NOT even ELSE even END AS even, x FROM thirds', 'even',
	'{"exclude": "part"}', 3, key => 'part') WHERE metric = 'accuracy' ORDER BY value, fold;
-- without a key the folds are even, rows with the same values or not
SELECT fold, value FROM analytics.cross_validate('decision_tree',
	'SELECT i, i % 3 AS part, (i % 2 = 0) = (i % 3 <> 0) AS even, i % 2 AS x FROM generate_series(1, 300) i', 'even',
	'{"exclude": ["part", "i"]}', 3) WHERE metric = 'rows';
-- several columns are a key, quoted where they need it
SELECT count(DISTINCT fold) FROM analytics.cross_validate('decision_tree', 'SELECT *, id / 2 AS "Half" FROM people', 'answer',
	'{"exclude": ["id", "amount", "Half"]}', 2, key => 'city, "Half"');

-- rows without a target take no part
SELECT fold, value FROM analytics.cross_validate('decision_tree', 'SELECT age, CASE WHEN id > 400 THEN answer END AS answer FROM people',
	'answer', folds => 2) WHERE metric IN ('rows', 'skipped');

-- folds of one class have no ROC curve, those of one row no r2: what the means leave out is said
SELECT metric, value FROM analytics.cross_validate('decision_tree',
	'SELECT CASE WHEN i < 200 THEN i % 3 ELSE 3 END AS part, 5::float8 AS y, i::float8 AS x FROM generate_series(1, 200) AS i', 'y',
	'{"exclude": "part"}', 4, key => 'part') WHERE metric IN ('r2', 'rmse') AND fold IS NULL;
\set VERBOSITY terse
SELECT fold, metric, round(value::numeric, 3) AS value FROM analytics.cross_validate('decision_tree',
	'SELECT i % 4 AS part, i % 4 < 3 AND i % 7 < 3 AS y, i::float8 AS x FROM generate_series(1, 200) AS i', 'y',
	'{"exclude": "part"}', 4, key => 'part') WHERE metric IN ('roc_auc', 'accuracy') AND (fold IS NULL OR metric = 'roc_auc');
\set VERBOSITY default
-- nor anything to say where each has one
SELECT count(DISTINCT fold) FROM analytics.cross_validate('decision_tree', 'SELECT i % 7 < 3 AS y, i::float8 AS x FROM generate_series(1, 200) AS i', 'y');

-- errors
\set VERBOSITY terse
SELECT * FROM analytics.cross_validate('decision_tree', 'people', 'answer', folds => 1);
SELECT * FROM analytics.cross_validate('decision_tree', 'people', 'answer', folds => 101);
SELECT * FROM analytics.cross_validate('decision_tree', 'SELECT 1 / 0 AS answer', 'answer', folds => -5);
SELECT * FROM analytics.cross_validate('decision_tree', 'SELECT * FROM people LIMIT 3', 'answer');
SELECT * FROM analytics.cross_validate('decision_tree', 'SELECT * FROM people WHERE false', 'answer');
SELECT * FROM analytics.cross_validate('decision_tree', 'people', 'answer', '{"depth": 3}');
SELECT * FROM analytics.cross_validate('tree', 'people', 'answer');
SELECT * FROM analytics.cross_validate('decision_tree', 'nowhere', 'answer');
SELECT * FROM analytics.cross_validate('decision_tree', 'people', 'nothing');
SELECT * FROM analytics.cross_validate('decision_tree', 'people', 'answer', key => 'nothing');
SELECT * FROM analytics.cross_validate('decision_tree', 'people', 'answer', key => '');
SELECT * FROM analytics.cross_validate('decision_tree', 'people', 'answer', key => 'city');
SELECT * FROM analytics.cross_validate('decision_tree', 'people', 'answer', class => 'perhaps');
SELECT * FROM analytics.cross_validate('decision_tree', 'people', 'answer', folds => NULL);
SELECT * FROM analytics.cross_validate('decision_tree', 'DELETE FROM people', 'answer');
\set VERBOSITY default
SELECT * FROM analytics.cross_validate('decision_tree',
	'SELECT age, CASE WHEN id = 7 THEN ''perhaps'' ELSE answer END AS answer FROM people', 'answer');

-- with the rights of the caller
CREATE ROLE regress_an_reader;
SET ROLE regress_an_reader;
SELECT * FROM analytics.cross_validate('decision_tree', 'people', 'answer');
RESET ROLE;
DROP ROLE regress_an_reader;
DROP TABLE people, result, thirds;
