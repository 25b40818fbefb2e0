-- training by SQL: what becomes of columns, options and their errors, each algorithm
\set VERBOSITY terse
SET extra_float_digits = 0;

CREATE TYPE size_of_shop AS ENUM ('small', 'large');
CREATE TABLE sale (
	id integer PRIMARY KEY,
	day date,
	at timestamp,
	town text,
	size size_of_shop,
	open boolean,
	people integer,
	rain real,
	discount numeric,
	amount double precision,
	big text
);
INSERT INTO sale
SELECT i, date '2024-01-01' + i % 400, timestamp '2024-01-01' + interval '37 minutes' * i,
	   CASE i % 7 WHEN 0 THEN NULL WHEN 6 THEN 'rare ' || i ELSE 'town ' || i % 4 END,
	   CASE WHEN i % 3 = 0 THEN 'small' ELSE 'large' END::size_of_shop,
	   i % 5 = 0, i % 11, CASE WHEN i % 13 > 0 THEN (i * 37 % 101) / 10.0 END, (i % 17) / 4.0,
	   -- known: 10 + 2 people - 3 discount + 5 for small shops + 1.5 where it is open
	   10 + 2 * (i % 11) - 3 * (i % 17) / 4.0 + CASE WHEN i % 3 = 0 THEN 5 ELSE 0 END + CASE WHEN i % 5 = 0 THEN 1.5 ELSE 0 END,
	   CASE WHEN i % 11 > 6 AND i * 7919 % 10 > 1 OR i * 104729 % 10 = 0 THEN 'yes' ELSE 'no' END
  FROM generate_series(1, 700) AS i;

-- least squares: the numbers that went in come out
SELECT analytics.train('amount', 'linear', 'sale', 'amount', '{"columns": ["people", "discount", "size", "open"]}');
SELECT feature, level, round(coefficient::numeric, 9) AS coefficient
  FROM analytics.model_coefficients('amount') WHERE level IS NULL OR level NOT LIKE '(%';
SELECT metric, round(value::numeric, 6) AS value FROM analytics.model_metrics
 WHERE model = 'amount' AND metric IN ('r2', 'rows', 'skipped', 'coefficients', 'residual_degrees') ORDER BY 1;
SELECT name, version, deployed, kind, algorithm, class_count, feature_count, format, tool, unknown_levels, options
  FROM analytics.models WHERE name = 'amount';
SELECT max(abs(analytics.predict_value('amount', s) - amount)) < 1e-9 AS agrees FROM sale AS s;
SELECT round(analytics.predict_value(m, s)::numeric, 6) AS by_value
  FROM sale AS s, analytics.model_value('amount') AS m WHERE id = 7;

-- whole rows, bound columns and a plain scan give the same
CREATE TABLE scored AS SELECT id, analytics.predict_value('amount', s) AS v FROM sale AS s;
SET analytics.enable_column_binding = off;
SELECT count(*) AS differ FROM sale AS s JOIN scored USING (id) WHERE analytics.predict_value('amount', s) <> v;
RESET analytics.enable_column_binding;
SELECT count(*) AS differ FROM (SELECT * FROM sale OFFSET 0) AS s JOIN scored USING (id) WHERE analytics.predict_value('amount', s) <> v;

-- what becomes of columns: parts of dates, categories, missing values, rare levels
SELECT analytics.train('parts', 'logistic', 'SELECT day, at, town, rain, big FROM sale', 'big', '{"date_parts": ["month", "day_of_week", "hour"]}');
SELECT feature, part, kind, level_count, left(levels, 30) AS levels FROM analytics.model_features('parts') ORDER BY "position";
SELECT round(analytics.predict_proba('parts', s, 'yes')::numeric, 4) AS probability FROM sale AS s WHERE id IN (1, 6, 7, 13) ORDER BY id;
SELECT round(analytics.predict_proba('parts', s, 'yes')::numeric, 4) AS nothing_known
  FROM (SELECT NULL::date AS day, NULL::timestamp AS at, NULL::text AS town, NULL::real AS rain) AS s;
SELECT round(analytics.predict_proba('parts', s, 'yes')::numeric, 4) AS new_town
  FROM (SELECT date '2024-03-01' AS day, timestamp '2024-03-01 10:00' AS at, 'elsewhere' AS town, 3::real AS rain) AS s;
SELECT analytics.predict('parts', s, 'error')
  FROM (SELECT date '2024-03-01' AS day, timestamp '2024-03-01 10:00' AS at, 'elsewhere' AS town, 3::real AS rain) AS s;
SELECT analytics.predict('parts', s)
  FROM (SELECT '2024-03-01' AS day, timestamp '2024-03-01 10:00' AS at, 'town 1' AS town, 3::real AS rain) AS s;

-- a classification with two classes; R's glm() says the same
SELECT analytics.train('big', 'logistic', 'SELECT people, discount, big FROM sale', 'big', '{"l2": 0}');
SELECT class, feature, round(coefficient::numeric, 6) AS coefficient, round(std_error::numeric, 6) AS std_error,
	   round(statistic::numeric, 4) AS z, round(p_value::numeric, 6) AS p
  FROM analytics.model_coefficients('big') WHERE level IS NULL;
SELECT metric, round(value::numeric, 6) AS value FROM analytics.evaluate('big', 'SELECT * FROM sale') WHERE metric IN ('rows', 'accuracy', 'log_loss');
SELECT analytics.train('big', 'logistic', 'SELECT people, discount, big FROM sale', 'big', '{"class_weight": "balanced"}', deploy => false);
SELECT analytics.train('big', 'logistic', 'SELECT people, discount, big FROM sale', 'big', '{"class_weight": {"yes": 3}}', false);
SELECT version, deployed FROM analytics.models WHERE name = 'big' ORDER BY 1;

-- explanations of sums
SELECT step, kind, feature, condition, value, round(change::numeric, 4) AS change, class, outcome, probability
  FROM sale AS s, analytics.explain('big', s, 'yes') WHERE id = 8;
SELECT rank, feature, reason, round(contribution::numeric, 4) AS contribution
  FROM sale AS s, analytics.reason_codes('big', s, 'yes') WHERE id = 8;

-- trees
SELECT analytics.train('tree', 'decision_tree', 'SELECT people, town, size, big FROM sale', 'big', '{"max_depth": 2}');
SELECT analytics.draw_tree('tree');
SELECT analytics.train('amounts', 'decision_tree', 'SELECT people, discount, amount FROM sale', 'amount', '{"max_depth": 2}');
SELECT analytics.draw_tree('amounts');
SELECT round(analytics.predict_value('amounts', s)::numeric, 4) AS value FROM sale AS s WHERE id = 8;
SELECT analytics.train('people', 'decision_tree', 'SELECT discount, people FROM sale', 'people', '{"task": "regression", "max_depth": 1}');
SELECT class_count FROM analytics.models WHERE name = 'people';

-- a class for a number, a number for a class
SELECT analytics.predict('amount', s) FROM sale AS s LIMIT 1;
SELECT analytics.predict_value('big', s) FROM sale AS s LIMIT 1;
SELECT analytics.predict_proba('amount', s, 'x') FROM sale AS s LIMIT 1;
SELECT analytics.model_coefficients('tree');

-- a value; out of the registry and in again
CREATE TABLE kept AS SELECT analytics.train_model('linear', 'sale', 'amount', '{"columns": ["people"]}') AS m;
SELECT round(analytics.predict_value(m, s)::numeric, 4) AS value FROM kept, sale AS s WHERE id = 8;
SELECT analytics.import_model('copy', analytics.export_model('amount'));
SELECT analytics.import_model('copy', analytics.export_model('amount'), trials => 2);
SELECT analytics.import_model('copy', analytics.export_model('amount'), unknown_levels => 'missing');
SELECT name, kind, format FROM analytics.models WHERE name = 'copy';
SELECT max(abs(analytics.predict_value('copy', s) - amount)) < 1e-9 AS agrees FROM sale AS s;

-- weights are repeated rows; the order of the rows does not matter to levels and classes
SELECT analytics.train('weighted', 'linear', 'SELECT people, amount + id % 5 AS amount, 1 + id % 2 AS w FROM sale', 'amount', '{"weight": "w"}');
SELECT analytics.train('repeated', 'linear', 'SELECT people, amount + id % 5 AS amount FROM sale, generate_series(1, 1 + id % 2)', 'amount');
SELECT count(*) AS differ FROM analytics.model_coefficients('weighted') AS a
  JOIN analytics.model_coefficients('repeated') AS b USING (feature) WHERE a.level IS NULL AND b.level IS NULL AND abs(a.coefficient - b.coefficient) > 1e-9;
SELECT analytics.train('forth', 'decision_tree', 'SELECT people, town, big FROM sale ORDER BY id', 'big');
SELECT analytics.train('back', 'decision_tree', 'SELECT people, town, big FROM sale ORDER BY id DESC', 'big');
SELECT analytics.draw_tree('forth') = analytics.draw_tree('back') AS same;

-- rows that do not count
SELECT analytics.train('some', 'linear', 'SELECT people, CASE WHEN id % 2 = 0 THEN amount END AS amount FROM sale', 'amount');
SELECT metric, value FROM analytics.model_metrics WHERE model = 'some' AND metric IN ('rows', 'skipped') ORDER BY 1;

-- odd data: a result or a clear error
SELECT analytics.train('odd', 'logistic', 'SELECT people, ''same'' AS t FROM sale', 't');
SELECT analytics.train('odd', 'logistic', 'SELECT people, big FROM sale WHERE false', 'big');
SELECT analytics.train('odd', 'linear', 'SELECT people, amount FROM sale WHERE false', 'amount');
SELECT analytics.train('odd', 'decision_tree', 'SELECT people, big FROM sale WHERE false', 'big');
SELECT analytics.train('odd', 'linear', 'SELECT NULL::integer AS nothing, amount FROM sale', 'amount');
SELECT analytics.train('odd', 'linear', 'SELECT 5 AS constant, amount FROM sale', 'amount');
SELECT analytics.train('odd', 'linear', 'SELECT people, people * 2 AS twice, amount FROM sale', 'amount');
SELECT feature, round(coefficient::numeric, 6) AS coefficient, std_error IS NULL AS no_error FROM analytics.model_coefficients('odd') WHERE level IS NULL;
SELECT analytics.train('odd', 'logistic', 'SELECT people, people > 5 AS t FROM sale', 't', '{"l2": 0}');
SELECT analytics.train('odd', 'decision_tree', 'SELECT people, ''same'' AS t FROM sale', 't');
SELECT analytics.draw_tree('odd');
SELECT analytics.train('odd', 'linear', 'SELECT ''infinity''::float8 AS x, amount FROM sale', 'amount');
SELECT analytics.train('odd', 'linear', 'SELECT 1e300 AS x, amount FROM sale', 'amount');
SELECT analytics.train('odd', 'linear', 'SELECT people, ''NaN''::float8 AS amount FROM sale', 'amount');
SELECT analytics.train('odd', 'linear', 'SELECT people, amount, -1 AS w FROM sale', 'amount', '{"weight": "w"}');

-- what is refused before a row is read
SELECT analytics.train('x', 'magic', 'sale', 'big');
\set VERBOSITY default
SELECT analytics.train('x', 'decision_tree', 'sale', 'big', '{"depth": 3}');
SELECT analytics.train('x', 'linear', 'sale', 'amount', '{"depth": 3}');
SELECT analytics.train('x', 'logistic', 'sale', 'big', '{"depth": 3}');
SELECT analytics.train('x', 'decision_tree', 'sale', 'big', '{"criterion": "variance"}');
SELECT analytics.train('x', 'logistic', 'sale', 'big', '{"method": 1}');
SELECT analytics.train('x', 'logistic', 'sale', 'big', '{"method": "passed"}');
SELECT analytics.train('x', 'decision_tree', 'SELECT *, ''{}''::json AS j, point(1, 2) AS p FROM sale', 'big');
SELECT analytics.train('x', 'logistic', 'sale', 'big', '{"class_weight": {"maybe": 2}, "columns": ["people"]}');
\set VERBOSITY terse
SELECT analytics.train('x', 'decision_tree', 'sale', 'big', '{"max_depth": 0}');
SELECT analytics.train('x', 'decision_tree', 'sale', 'big', '{"max_depth": 2.5}');
SELECT analytics.train('x', 'decision_tree', 'sale', 'big', '{"max_depth": "two"}');
SELECT analytics.train('x', 'decision_tree', 'sale', 'big', '{"criterion": "luck"}');
SELECT analytics.train('x', 'decision_tree', 'sale', 'big', '{"task": "both"}');
SELECT analytics.train('x', 'decision_tree', 'sale', 'big', '[1]');
SELECT analytics.train('x', 'decision_tree', 'sale', 'big', '{"date_parts": ["century"]}');
SELECT analytics.train('x', 'decision_tree', 'sale', 'big', '{"exclude": ["nothing"]}');
SELECT analytics.train('x', 'decision_tree', 'sale', 'big', '{"exclude": ["id"], "columns": ["day"]}');
SELECT analytics.train('x', 'decision_tree', 'sale', 'big', '{"columns": []}');
SELECT analytics.train('x', 'decision_tree', 'sale', 'big', '{"exclude": 7}');
SELECT analytics.train('x', 'decision_tree', 'sale', 'big', '{"weight": "none"}');
SELECT analytics.train('x', 'decision_tree', 'sale', 'big', '{"weight": "town"}');
SELECT analytics.train('x', 'decision_tree', 'sale', 'target');
SELECT analytics.train('x', 'decision_tree', 'sale', 'day');
SELECT analytics.train('x', 'linear', 'sale', 'big');
SELECT analytics.train('x', 'linear', 'SELECT amount FROM sale', 'amount');
SELECT analytics.train('x', 'linear', 'no_such_table', 'amount');
SELECT analytics.train('x', 'linear', 'SELECT wrong', 'amount');
SELECT analytics.train('x', 'linear', 'WITH gone AS (DELETE FROM sale RETURNING *) SELECT * FROM gone', 'amount');
SELECT analytics.train('x', 'linear', 'DELETE FROM sale', 'amount');
SELECT analytics.train('x', 'linear', 'SELECT 1; SELECT 2', 'amount');
SELECT analytics.train(NULL, 'linear', 'sale', 'amount');
SELECT analytics.train('x', NULL, 'sale', 'amount');
SELECT analytics.train('x', 'linear', NULL, 'amount');
SELECT analytics.train('x', 'linear', 'sale', NULL);
SELECT analytics.train('x', 'linear', 'sale', 'amount', NULL, NULL);
SELECT analytics.train('', 'linear', 'sale', 'amount');
SET analytics.max_train_memory = '1MB';
SELECT analytics.train('x', 'linear', 'SELECT i AS x, i AS amount FROM generate_series(1, 1000000) AS i', 'amount', '{"method": "memory"}');
RESET analytics.max_train_memory;
BEGIN READ ONLY;
SELECT analytics.train('x', 'linear', 'sale', 'amount');
ROLLBACK;
BEGIN;
SELECT analytics.train('gone', 'linear', 'SELECT people, amount FROM sale', 'amount');
ROLLBACK;
SELECT count(*) AS none FROM analytics.models WHERE name IN ('x', 'gone');

-- rights: those of the caller, on the rows and on the model
CREATE ROLE trainer;
GRANT USAGE ON SCHEMA analytics TO trainer;
SET ROLE trainer;
SELECT analytics.train('x', 'linear', 'public.sale', 'amount');
SELECT analytics.train('amount', 'linear', 'SELECT 1 AS a, 2 AS b', 'b');
SELECT analytics.train('own', 'linear', 'SELECT i AS a, 3 * i AS b FROM generate_series(1, 10) AS i', 'b');
SELECT name, owner FROM analytics.models;
SELECT model, count(*) > 3 AS metrics FROM analytics.model_metrics GROUP BY 1;
RESET ROLE;
SELECT analytics.drop_model('own');
REVOKE ALL ON SCHEMA analytics FROM trainer;
DROP ROLE trainer;

-- nobody trains now; a text that only looks like progress does no harm
SELECT count(*) AS running FROM analytics.training_progress;
/* analytics training: phase=x rows=1 iteration=1 loss=1.5 validation=none algorithm=a model=m */ SELECT model, loss FROM analytics.training_progress;

SELECT count(analytics.drop_model(name)) > 5 AS dropped FROM (SELECT DISTINCT name FROM analytics.models) AS m;
DROP TABLE sale, scored, kept;
DROP TYPE size_of_shop;
