-- values.sql - what training and scoring make of values: texts, numbers, dates; no setting changes a score
SET search_path = public, analytics;
SET analytics.progress_interval = 0;
\set VERBOSITY default
\pset null null
CREATE FUNCTION sqlstate_of(statement text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN EXECUTE statement; RETURN 'no error'; EXCEPTION WHEN OTHERS THEN RETURN sqlstate || ' ' || sqlerrm; END $$;

-- a category is its text as it stands: lines, any length, 'N/A', '?', '', spaces, C5.0's special characters
CREATE TABLE odd AS SELECT i, f, (i % 10 = 0) <> high AS y
  FROM (VALUES (E'12 Main St\nQuito', true), (E'7 Oak Rd\nLoja', false), ('N/A', true), ('n/a', false), ('?', true), ('', false),
			   ('a', true), ('a ', false), (' a', true), ('a:b', true), (E'a\\:b', false), ('a.b', false), ('x;y', true), (E'x\\;y', false),
			   ('two  spaces', true), ('two spaces', false), (E'two\tspaces', true), (repeat('x', 5000), true), (repeat('x', 5000) || 'y', false)) AS v(f, high),
	   generate_series(1, 50) AS i
 UNION ALL SELECT i, 'rare ' || i / 2, i % 10 = 0 FROM generate_series(0, 199) AS i;
CREATE VIEW levels AS SELECT CASE WHEN f LIKE 'rare%' THEN 'rare' ELSE f END AS level, avg(y::int)::float8 AS observed, min(f) AS f FROM odd GROUP BY 1;
SELECT train('odd logistic', 'logistic', 'SELECT f, y FROM odd', 'y', '{"l2": 0}'), train('odd passes', 'logistic', 'SELECT f, y FROM odd', 'y', '{"l2": 0, "method": "passes"}'),
	   train('odd tree', 'decision_tree', 'SELECT f, y FROM odd', 'y', '{"max_depth": 10}'),
	   train('odd boosted', 'boosted_trees', 'SELECT f, y FROM odd', 'y', '{"lambda": 0, "min_child_weight": 0}');
SELECT name, count(*) AS levels, max(abs(predict_proba(name, l, 'true') - observed)) < 0.001 AS as_observed
  FROM levels AS l, (VALUES ('odd logistic'), ('odd passes'), ('odd boosted')) AS m(name) GROUP BY name ORDER BY name;
SELECT max(abs(predict_proba('odd tree', l, 'true') - observed)) < 0.03 AS as_observed FROM levels AS l;
SELECT count(*) FROM model_coefficients('odd logistic') AS c JOIN levels AS l ON l.level = c.level;
CREATE TYPE record_of_f AS (f text);
SELECT DISTINCT predict_proba('odd logistic', t, 'true') = predict_proba('odd logistic', ROW('rare 1')::record_of_f, 'true') AS as_rare
  FROM (VALUES ('never seen'), ('b'), ('A'), ('a  '), ('"a"')) AS t(f);
-- char(n) has no blanks at its end, in training and in scoring, whichever way it is read
CREATE TABLE padded (f char(8), y boolean);
INSERT INTO padded SELECT CASE WHEN i % 2 = 0 THEN 'ab' ELSE 'cd' END, i % 2 = 0 FROM generate_series(1, 100) AS i;
SELECT train('padded', 'boosted_trees', 'padded', 'y');
SELECT level_count, levels FROM model_features('padded');
SELECT DISTINCT f, predict('padded', p) AS bound, predict('padded', ROW(p.f)::record_of_f) AS as_text FROM padded AS p ORDER BY f;
-- equal numbers are one class, however many zeros they have; a column of them as a category likewise
SELECT train('zeros ' || m, 'logistic', 'SELECT i % 7 AS a, CASE WHEN i % 2 = 0 THEN 1.5 WHEN i % 3 = 0 THEN 2.0 ELSE 2.00 END AS y FROM generate_series(1, 100) AS i', 'y', ('{"method": "' || m || '"}')::jsonb)
  FROM unnest('{memory,passes}'::text[]) AS m;
SELECT class_names FROM models WHERE name LIKE 'zeros%';
SELECT metric, value FROM evaluate('zeros memory', 'SELECT i AS a, CASE WHEN i % 2 = 0 THEN 1.50 ELSE 2 END AS y FROM generate_series(1, 10) AS i') WHERE metric = 'rows';
SELECT actual, predicted, count FROM confusion_matrix((SELECT confusion_agg(a, b) FROM (VALUES (1.0, 1.00), (1, 2.50)) AS t(a, b)));
SELECT train('texts', 'logistic', $$SELECT (ARRAY['1', '2.50', '3.5'])[1 + i % 3] AS f, i % 3 = 0 AS y FROM generate_series(1, 90) AS i$$, 'y');
SELECT a, predict_proba('texts', t, 'true') = predict_proba('texts', ROW(a)::record_of_f, 'true') AS found
  FROM (VALUES ('1', 1.00), ('2.50', 2.50), ('3.5', 3.500)) AS v(a, n), LATERAL (SELECT n AS f) AS t;
-- drawn on one line, the pool by its name
SELECT train('lines', 'decision_tree', $$SELECT f, y FROM odd WHERE f LIKE E'%\n%' OR f = 'N/A'$$, 'y');
SELECT draw_tree('lines');

-- numbers: what single precision cannot hold is refused, never scored as something else
CREATE TABLE numbers AS SELECT i, (i * 7919 % 1000) / 1000.0::float8 AS x, i % 3 * 1.0::float8 AS z FROM generate_series(1, 500) AS i;
CREATE FUNCTION scale_outcome(algorithm text, factor float8) RETURNS text LANGUAGE plpgsql AS $$
DECLARE value float8;
BEGIN
	PERFORM train('scaled', algorithm, format('SELECT x * %s::float8 AS x, 2 * x + z AS y FROM numbers', factor), 'y', '{}');
	EXECUTE 'SELECT predict_value(''scaled'', t) FROM (SELECT 0.5::float8 * $1 AS x) AS t' INTO value USING factor;
	RETURN round(value::numeric, 1);
EXCEPTION WHEN OTHERS THEN RETURN sqlstate || ' ' || sqlerrm; END $$;
SELECT factor, scale_outcome('linear', factor) AS linear, scale_outcome('decision_tree', factor) AS tree
  FROM unnest('{1, 1e-20, 1e-29, 1e-32, 1e-36, 1e-40, 1e-46, 1e-100, 1e-300, 1e30, 3e38, 1e39, 1e300}'::float8[]) AS factor;
-- beside larger numbers, small ones are 0 for sums; trees say so
SELECT train('small', 'linear', 'SELECT CASE WHEN i % 2 = 0 THEN x ELSE 1e-200 END AS x, x AS y FROM numbers', 'y');
SELECT train('small', 'decision_tree', 'SELECT CASE WHEN i % 2 = 0 THEN x ELSE 1e-200 END AS x, x AS y FROM numbers', 'y');
-- two bit patterns that stand for something else in C5.0 are numbers here
SELECT train('bits', 'linear', 'SELECT x * 1.5777218104420236e-30 AS x, x AS y FROM numbers', 'y');
SELECT round(predict_value('bits', t)::numeric, 6) AS one FROM (SELECT 1.5777218104420236e-30::float8 AS x) AS t;
SELECT train('plain', 'linear', 'SELECT x, z, x + z AS y FROM numbers', 'y');
SELECT predict_value('plain', t) FROM (SELECT 1e39::float8 AS x, 1::float8 AS z) AS t;
SELECT predict_value('plain', t) FROM (SELECT '-infinity'::float8 AS x, 1::float8 AS z) AS t;
SELECT predict_value('plain', t) FROM (SELECT '1e400'::numeric AS x, 1::float8 AS z) AS t;
SELECT predict_value('plain', t, 'missing') = predict_value('plain', u) AS missing_if_asked
  FROM (SELECT 1e39::float8 AS x, 1::float8 AS z) AS t, (SELECT NULL::float8 AS x, 1::float8 AS z) AS u;
CREATE TABLE beyond AS SELECT i AS id, CASE WHEN i = 3 THEN 1e300 ELSE i END::float8 AS x, 1::float8 AS z FROM generate_series(1, 4) AS i;
SELECT count(predict_value('plain', b)) FROM beyond AS b WHERE id < 3;
SELECT predict_value('plain', b) FROM beyond AS b;

-- dates without parts
CREATE TABLE days AS SELECT i, timestamp '2024-01-01' + i * interval '7 hours' AS t FROM generate_series(1, 1000) AS i;
CREATE VIEW outcome AS SELECT t, (extract(hour FROM t) < 8) <> (extract(isodow FROM t) = 3) AS y FROM days;
SELECT train('dates', 'decision_tree', 'outcome', 'y', '{"max_depth": 3}');
SELECT train('x', 'decision_tree', 'SELECT CASE WHEN i = 7 THEN ''infinity'' ELSE t END AS t, i % 2 = 0 AS y FROM days', 'y');
SELECT train('x', 'logistic', 'SELECT CASE WHEN i = 7 THEN ''-infinity'' ELSE t::date END AS t, i % 2 = 0 AS y FROM days', 'y');
SELECT predict('dates', s) FROM (SELECT timestamp 'infinity' AS t) AS s;
SELECT predict('dates', s) FROM (SELECT date '5000000-01-01' AS t) AS s;
SELECT predict('dates', s, 'missing') = predict('dates', u) AS missing_if_asked FROM (SELECT timestamp 'infinity' AS t) AS s, (SELECT NULL::timestamp AS t) AS u;
-- a part is named wherever a condition is said
SELECT draw_tree('dates');
CREATE TYPE time_row AS (t timestamp);
SELECT step, feature, condition, value FROM explain('dates', ROW('2024-01-03 10:00')::time_row) WHERE condition IS NOT NULL;
SELECT rank, reason FROM reason_codes('dates', ROW('2024-01-04 06:00')::time_row, 'true');
SELECT train('dates logistic', 'logistic', 'SELECT t, y FROM outcome', 'y', '{"date_parts": ["hour", "day_of_week"]}');
SELECT condition, value FROM explain('dates logistic', ROW('2024-01-03 10:00')::time_row);
-- a reason of a missing value says so
CREATE TABLE gaps AS SELECT i, CASE WHEN i % 4 > 0 THEN i % 10 END::float8 AS x, (ARRAY['p', 'q', NULL])[1 + i % 3] AS f, i % 4 = 0 OR i % 3 = 2 AS y FROM generate_series(1, 600) AS i;
CREATE TYPE gap_row AS (x float8, f text);
SELECT train('gaps ' || a, a, 'SELECT x, f, y FROM gaps', 'y') FROM unnest('{logistic,decision_tree,boosted_trees}'::text[]) AS a;
SELECT a, r.feature, r.reason FROM unnest('{logistic,decision_tree,boosted_trees}'::text[]) AS a,
	   LATERAL reason_codes('gaps ' || a, ROW(NULL, NULL)::gap_row, 'true') AS r ORDER BY a, r.feature;
SELECT a, r.feature, r.reason FROM unnest('{logistic,boosted_trees}'::text[]) AS a,
	   LATERAL reason_codes('gaps ' || a, ROW(3, NULL)::gap_row, 'true') AS r ORDER BY a, r.feature;

-- a column name twice: nobody knows which is meant
\set twice 'SELECT x AS a, z AS a, x + z AS y FROM numbers'
\set target_twice 'SELECT x AS a, z AS y, x + z AS y FROM numbers'
SELECT train('twice', 'linear', :'twice', 'y');
SELECT train('twice', 'linear', :'target_twice', 'y');
SELECT train('one', 'linear', 'SELECT x AS a, x + z AS y FROM numbers', 'y');
SELECT train('one class', 'logistic', 'SELECT x AS a, x > 0.5 AND z > 0 AS y FROM numbers', 'y');
SELECT call, sqlstate_of(call) FROM (VALUES
	($$SELECT train('x', 'boosted_trees', 'SELECT x AS a, z AS a, x + z AS y FROM numbers', 'y')$$),
	($$SELECT train('x', 'linear', 'SELECT x AS a, z AS w, z AS w, x + z AS y FROM numbers', 'y', '{"weight": "w", "columns": ["a"]}')$$),
	($$SELECT train_model('decision_tree', 'SELECT x AS a, z AS a, x + z AS y FROM numbers', 'y')$$),
	($$SELECT * FROM cross_validate('linear', 'SELECT x AS a, z AS a, x + z AS y FROM numbers', 'y')$$),
	($$SELECT * FROM cross_validate('linear', 'SELECT x AS a, i AS k, z AS k, x + z AS y FROM numbers', 'y', '{"columns": ["a"]}', key => 'k')$$),
	($$SELECT * FROM evaluate('one', 'SELECT x AS a, z AS a, x + z AS y FROM numbers')$$),
	($$SELECT * FROM evaluate('one', 'SELECT x AS a, z AS y, x + z AS y FROM numbers')$$),
	($$SELECT * FROM verify_model('one class', 'SELECT x AS a, z AS a, ''true'' AS reference_class FROM numbers')$$),
	($$SELECT * FROM verify_model('one class', 'SELECT x AS a, ''true'' AS reference_class, ''no'' AS reference_class FROM numbers')$$),
	($$SELECT predict_value('one', t) FROM (SELECT 1.0 AS a, 100.0 AS a) AS t$$),
	($$SELECT predict_value('one', t) FROM (SELECT x AS a, z AS a FROM numbers) AS t$$),
	($$SELECT predict_value(model_value('one'), t) FROM (SELECT 1.0 AS a, 100.0 AS a) AS t$$),
	($$SELECT predict_proba('one class', t, 'true') FROM (SELECT 1.0 AS a, 100.0 AS a) AS t$$),
	($$SELECT e.* FROM (SELECT 1.0 AS a, 100.0 AS a) AS t, explain('one', t) AS e$$),
	($$SELECT e.* FROM (SELECT 1.0 AS a, 100.0 AS a) AS t, reason_codes('one class', t, 'true') AS e$$),
	($$SELECT pca_fit(r) FROM (SELECT x AS a, z AS a FROM numbers) AS r$$),
	($$SELECT moments_agg(r) FROM (SELECT x AS a, z AS a FROM numbers) AS r$$),
	($$SELECT row_vector(r) FROM (SELECT x AS a, z AS a FROM numbers) AS r$$),
	($$SELECT pca_transform(p, t) FROM (SELECT pca_fit(r) AS p FROM (SELECT x AS a, z AS b FROM numbers) AS r) AS s, (SELECT 1.0 AS a, 2.0 AS b, 100.0 AS a) AS t$$),
	($$SELECT linear_pass(model_value('one'), t, 1) FROM (SELECT 1.0 AS a, 100.0 AS a) AS t$$)) AS c(call);
CALL tune('x', 'linear', :'twice', 'y', '{"l2": [0, 1]}');
-- one that is not read does no harm
SELECT train('harmless', 'linear', 'SELECT x AS a, z AS b, z AS b, x + z AS y FROM numbers', 'y', '{"exclude": ["b"]}');
SELECT round(predict_value('one', t)::numeric, 1) AS value FROM (SELECT 0.5 AS a, 1 AS b, 2 AS b) AS t;

-- no setting of the session changes a result
CREATE TYPE shade AS ENUM ('light', 'dark');
CREATE TABLE session (id integer, day date, at timestamp, tz timestamptz, f8 double precision, f4 real, n numeric, b boolean, s shade, c char(5), cents money, raw bytea,
					  gap interval, x double precision, y boolean, k double precision);
INSERT INTO session SELECT i, date '2024-01-01' + i, timestamp '2024-01-01' + i * interval '61 minutes', timestamptz '2024-01-01 00:30+00' + i * interval '61 minutes',
	   i % 7 / 10.0::float8, (i % 5 / 10.0)::real, (i % 3 / 10.0)::numeric(5, 2), i % 2 = 0, CASE WHEN i % 3 = 0 THEN 'dark' ELSE 'light' END::shade, 'c' || i % 4, (i % 6)::money,
	   decode(lpad(to_hex(i % 9), 4, '0'), 'hex'), i % 4 * interval '1 day 2 hours', i * 7919 % 997 / 3.0::float8, (i * 7919 % 997 > 500) <> (i % 7 = 0), (i % 2 + 0.1)::float8
  FROM generate_series(1, 600) AS i;
-- models that know numbers as texts, as default settings write them
SELECT train('by text', 'logistic', 'SELECT f8::text AS f8, f4::text AS f4, n::text AS n, b, s::text AS s, y FROM session', 'y', '{"min_level_rows": 1}'),
	   train('by part', 'decision_tree', 'SELECT day, at, tz, y FROM session', 'y', '{"date_parts": ["day", "hour", "minute"], "max_depth": 8}');
CREATE FUNCTION scores() RETURNS TABLE (what text, result text) LANGUAGE sql AS $$
	SELECT 'score by text', md5(string_agg(encode(float8send(predict_proba('by text', t, 'true')), 'hex'), '' ORDER BY id)) FROM session AS t
	UNION ALL SELECT 'score by part', md5(string_agg(encode(float8send(predict_proba('by part', t, 'true')), 'hex'), '' ORDER BY id)) FROM session AS t
	UNION ALL SELECT 'explain', md5(string_agg(concat_ws(' ', feature, condition, value), '|' ORDER BY id, step)) FROM session AS t, explain('by text', t) WHERE id < 50
	UNION ALL SELECT 'explain parts', md5(string_agg(concat_ws(' ', feature, condition, value), '|' ORDER BY id, step)) FROM session AS t, explain('by part', t) WHERE id < 50
	UNION ALL SELECT 'reasons', md5(string_agg(reason, '|' ORDER BY id, rank)) FROM session AS t, reason_codes('by part', t, 'true') WHERE id < 50
	UNION ALL SELECT 'classes', md5(concat(confusion_agg(f8, f8), confusion_agg(f4, f4), confusion_agg(day, day), confusion_agg(at, at), confusion_agg(tz, tz), confusion_agg(cents, cents),
									confusion_agg(raw, raw), confusion_agg(gap, gap), confusion_agg(b, NOT b), confusion_agg(ARRAY[tz], ARRAY[tz]))) FROM session WHERE id < 20
$$;
CREATE FUNCTION trainings() RETURNS TABLE (what text, result text) LANGUAGE sql SET client_min_messages = warning AS $$
	SELECT 'model ' || a || m, md5(model_send(train_model(a, 'SELECT day, at, tz, f8, b, s, c, x, y FROM session', 'y', ('{' || m || '}')::jsonb)))
	  FROM (VALUES ('decision_tree', ''), ('logistic', '"method": "memory"'), ('logistic', '"method": "passes", "max_iterations": 3')) AS a(a, m)
	UNION ALL SELECT 'class by number ' || m, md5(model_send(train_model('logistic', 'SELECT x, b, k FROM session', 'k', ('{"max_iterations": 3, "method": "' || m || '"}')::jsonb)))
	  FROM (VALUES ('memory'), ('passes')) AS m(m)
	UNION ALL SELECT 'folds', md5(string_agg(encode(float8send(value), 'hex'), '' ORDER BY fold, metric))
	  FROM cross_validate('decision_tree', 'SELECT * FROM session', 'y', '{"columns": ["x", "b"]}')
	UNION ALL SELECT 'folds by class', md5(string_agg(encode(float8send(value), 'hex'), '' ORDER BY fold, metric))
	  FROM cross_validate('logistic', 'SELECT x, b, k FROM session', 'k')
$$;
CREATE TABLE expected_results AS SELECT * FROM scores() UNION ALL SELECT * FROM trainings();
SELECT count(*), count(result) FROM expected_results;
SELECT predict('by part', t) = predict('by part', u) AS same_instant
  FROM (SELECT date '2024-02-01' AS day, timestamp '2024-02-01' AS at, timestamptz '2024-02-01 05:00+00' AS tz) AS t,
	   (SELECT date '2024-02-01' AS day, timestamp '2024-02-01' AS at, timestamptz '2024-02-01 01:00-04' AS tz) AS u;
-- trainings under some of the combinations, scores under all
CREATE FUNCTION under_settings(functions text, styles text[], zones text[], digits text[]) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
	style text; zone text; digit text; gap text; odd boolean; changed text; tried integer := 0;
BEGIN
	FOREACH style IN ARRAY styles LOOP FOREACH zone IN ARRAY zones LOOP FOREACH digit IN ARRAY digits LOOP
	FOREACH gap IN ARRAY '{postgres,iso_8601}'::text[] LOOP
		tried := tried + 1;
		odd := tried % 4 < 2;
		PERFORM set_config('DateStyle', style, true), set_config('TimeZone', zone, true), set_config('extra_float_digits', digit, true),
				set_config('IntervalStyle', gap, true), set_config('bytea_output', CASE WHEN odd THEN 'escape' ELSE 'hex' END, true),
				set_config('xmlbinary', CASE WHEN odd THEN 'hex' ELSE 'base64' END, true), set_config('xmloption', CASE WHEN odd THEN 'document' ELSE 'content' END, true),
				set_config('analytics.enable_column_binding', CASE WHEN odd THEN 'off' ELSE 'on' END, true);
		EXECUTE format('SELECT string_agg(r.what, '', '') FROM %s() AS r JOIN expected_results AS e USING (what) WHERE r.result IS DISTINCT FROM e.result', functions) INTO changed;
		IF changed IS NOT NULL THEN
			RAISE WARNING 'changed by % % % %: %', style, zone, digit, gap, changed;
		END IF;
	END LOOP; END LOOP; END LOOP; END LOOP;
	RETURN tried;
END $$;
SELECT under_settings('scores', '{"ISO, MDY","German, DMY","SQL, DMY","Postgres, MDY"}', '{UTC,America/Guayaquil,Asia/Kathmandu}', '{1,0,-15,3}');
SELECT under_settings('trainings', '{"German, DMY","SQL, MDY"}', '{Asia/Kathmandu}', '{-15}');

-- what is worth a word before a training
CREATE TABLE odd_data AS SELECT i, (i * 31 % 97)::text AS code, to_char(i % 50, 'FM000') AS zip, (i % 4 / 2.0)::text AS rate, i % 40 AS amount, i % 2 = 0 AS even,
	   CASE WHEN i * 7919 % 100 < 30 THEN 'bad' ELSE 'good' END AS class FROM generate_series(1, 400) AS i;
SELECT train('notices', 'logistic', 'SELECT code, zip, rate, class FROM odd_data', 'class');
SELECT train('notices', 'decision_tree', 'SELECT even, i, amount FROM odd_data', 'amount');
SELECT train('notices', 'logistic', 'SELECT even, i, amount FROM odd_data', 'amount', '{"max_iterations": 2}');
SELECT train('notices', 'decision_tree', 'SELECT even, i, amount FROM odd_data', 'amount', '{"task": "regression"}');
-- the positive class can be chosen: coefficients, metrics and probabilities agree with it
SELECT train('positive', 'logistic', 'SELECT i, even, amount, class FROM odd_data', 'class', '{"positive": "bad"}');
SELECT classes, class_names FROM models WHERE name = 'positive';
SELECT DISTINCT class FROM model_coefficients('positive');
SELECT train('good', 'logistic', 'SELECT i, even, amount, class FROM odd_data', 'class', '{"positive": "good"}');
SELECT bool_and(abs(a.coefficient + b.coefficient) < 1e-9) AS opposite
  FROM model_coefficients('positive') AS a JOIN model_coefficients('good') AS b ON a.feature = b.feature AND a.level IS NOT DISTINCT FROM b.level;
SELECT max(abs(predict_proba('positive', d, 'bad') - predict_proba('good', d, 'bad'))) < 1e-9 AS same_probabilities FROM odd_data AS d;
SELECT a.metric, abs(a.value - b.value) < 1e-9 AS same
  FROM evaluate('positive', 'SELECT * FROM odd_data') AS a JOIN evaluate('good', 'SELECT * FROM odd_data', class => 'bad') AS b USING (metric) WHERE a.metric IN ('average_precision', 'roc_auc') ORDER BY 1;
SELECT a.metric, abs(a.value - b.value) < 1e-9 AS same
  FROM cross_validate('logistic', 'SELECT i, even, amount, class FROM odd_data', 'class', '{"positive": "bad"}') AS a
  JOIN cross_validate('logistic', 'SELECT i, even, amount, class FROM odd_data', 'class', class => 'bad') AS b ON a.metric = b.metric AND a.fold IS NULL AND b.fold IS NULL
 WHERE a.metric IN ('average_precision', 'roc_auc') ORDER BY 1;
SELECT train('x', a, 'SELECT i, even, amount, class FROM odd_data', 'class', '{"positive": "bad"}') FROM unnest('{decision_tree,boosted_trees,random_forest}'::text[]) AS a;
SELECT class_names FROM models WHERE name = 'x' ORDER BY version;
SELECT train('x', 'logistic', 'SELECT i, class FROM odd_data', 'class', '{"positive": "ugly"}');
SELECT train('x', 'logistic', 'SELECT i, class || i % 3 AS class FROM odd_data', 'class', '{"positive": "bad1"}');
SELECT train('x', 'decision_tree', 'SELECT i, amount * 1.5 AS amount FROM odd_data', 'amount', '{"positive": "bad"}');
\set VERBOSITY terse
SELECT train('x', 'linear', 'SELECT i, amount FROM odd_data', 'amount', '{"positive": "bad"}');
-- which column separates the classes
\set VERBOSITY default
SELECT train('x', 'logistic', $$SELECT i, CASE WHEN class = 'bad' AND i % 2 = 0 THEN 'blocked' ELSE 'open' END AS account, class FROM odd_data$$, 'class', '{"l2": 0, "positive": "bad"}');
SELECT train('x', 'logistic', $$SELECT i % 13 AS i, CASE class WHEN 'bad' THEN 10 + i % 5 ELSE i % 9 END AS late, class FROM odd_data$$, 'class', '{"l2": 0, "positive": "bad"}');
SELECT train('x', 'logistic', $$SELECT i % 13 AS i, CASE class WHEN 'bad' THEN i % 5 END AS late, class FROM odd_data$$, 'class', '{"l2": 0, "positive": "bad"}');
SELECT train('x', 'logistic', $$SELECT i % 13 AS i, CASE WHEN class = 'bad' AND i % 2 = 0 THEN 'blocked' ELSE 'open' END AS account, class FROM odd_data$$, 'class', '{"l2": 0, "positive": "bad", "method": "passes"}');
SELECT train('x', 'logistic', $$SELECT i % 13 AS a, i % 13 + CASE class WHEN 'bad' THEN 1 ELSE -1 END AS b, class FROM odd_data$$, 'class', '{"l2": 0, "positive": "bad"}');

-- features are counted once, though linear models keep what single precision leaves
SELECT feature_count, features_used FROM models WHERE name = 'plain';
SELECT "position", feature FROM model_features('plain');
-- classes with commas: the array tells them apart
SELECT train('commas', 'decision_tree', $$SELECT i, CASE WHEN i % 2 = 0 THEN 'a, b' ELSE 'c' END AS y FROM odd_data$$, 'y', '{"positive": "c"}');
SELECT classes, class_count, class_names FROM models WHERE name = 'commas';
-- a class is called what it is called elsewhere
SELECT * FROM cross_validate('logistic', 'SELECT i, i = 7 AS y FROM odd_data', 'y');
-- shares add up to all, not more
SELECT bool_and(cum_pos <= 100 AND cum_neg <= 200 AND cum_pos_distr <= 1 AND approval_rate >= 0) AS bounded,
	   count(*) FILTER (WHERE cum_pos = 100 AND cum_neg = 200 AND cum_pos_distr = 1 AND approval_rate = 0) AS whole
  FROM (SELECT score_table_agg(i % 3 = 0, 0.5) AS t FROM generate_series(1, 300) AS i) AS q, generate_series(1, 100) AS bins, LATERAL lift_table(t, bins) AS l;
-- each class once
SELECT log_loss('a', ARRAY[0.5, 0.3, 0.2], ARRAY['a', 'b', 'a']);
SELECT brier_score('b', ARRAY[0.5, 0.3, 0.2], ARRAY['a', 'b', 'a']);
SELECT round(log_loss(c, ARRAY[0.5, 0.5], CASE c WHEN 'a' THEN ARRAY['a', 'b'] ELSE ARRAY['c', 'b'] END)::numeric, 4) FROM (VALUES ('a'), ('b')) AS t(c);

SELECT count(drop_model(name)) > 10 AS dropped FROM (SELECT DISTINCT name FROM models) AS m;
DROP VIEW levels, outcome;
DROP TABLE odd, padded, numbers, beyond, days, gaps, session, expected_results, odd_data;
DROP FUNCTION sqlstate_of, scale_outcome, scores, trainings, under_settings;
DROP TYPE record_of_f, time_row, gap_row, shade;
