-- boosted trees and random forests: trained by train(), and files of XGBoost.
-- Numbers that another version of the library may change are compared with bounds.
\set VERBOSITY terse
SET extra_float_digits = 0;
SET analytics.max_train_threads = 2;

CREATE TABLE trip (
	id integer PRIMARY KEY,
	started timestamp,
	day date,
	zone text,
	riders integer,
	km double precision,
	wet boolean,
	fare double precision,
	late text,
	late_flag boolean,
	late_number integer,
	kind text
);
-- u and v look random, and are the same everywhere
INSERT INTO trip
SELECT i, timestamp '2024-01-01' + interval '53 minutes' * i, date '2024-01-01' + i % 366,
	   CASE WHEN i % 19 = 0 THEN NULL WHEN i % 400 = 7 THEN 'rare ' || i ELSE 'zone ' || u % 5 END,
	   1 + v % 6, CASE WHEN v % 17 > 0 THEN (u % 300) / 10.0 END, u % 3 = 0,
	   3 + 2 * (u % 300) / 10.0 + v % 6, f.late, f.late = 'yes', CASE f.late WHEN 'yes' THEN 1 ELSE 0 END,
	   CASE WHEN u % 300 < 90 THEN 'short' WHEN v % 6 > 3 THEN 'shared' ELSE 'long' END
  FROM generate_series(1, 3000) AS i
 CROSS JOIN LATERAL (SELECT i::bigint * 7919 % 10007 AS u, i::bigint * 104729 % 10009 AS v) AS r
 CROSS JOIN LATERAL (SELECT CASE WHEN u % 5 IN (1, 3) AND u % 300 > 60 OR v % 12 = 0 THEN 'yes' ELSE 'no' END AS late) AS f;

CREATE FUNCTION metric(wanted text, of_version integer, name text) RETURNS double precision LANGUAGE sql AS $$
	SELECT value FROM analytics.model_metrics WHERE model = wanted AND version = of_version AND metric = name $$;
CREATE FUNCTION image(wanted text, of_version integer) RETURNS text LANGUAGE sql AS $$
	SELECT md5(analytics.model_value(wanted, of_version)::text) $$;

-- two classes: a text, a boolean, a number
\set late 'SELECT zone, km, riders, wet, late FROM trip'
SELECT analytics.train('late', 'boosted_trees', :'late', 'late', '{"rounds": 20, "max_depth": 3}');
SELECT name, kind, algorithm, classes, trials, feature_count, format, tool LIKE 'XGBoost %' AS tool, unknown_levels, options
  FROM analytics.models WHERE name = 'late';
SELECT metric, value FROM analytics.model_metrics WHERE model = 'late' AND metric IN ('rows', 'skipped', 'rounds', 'threads') ORDER BY 1;
SELECT metric('late', 1, 'loss') < metric('late', 1, 'null_loss') / 2 AS learned, metric('late', 1, 'validation_loss') AS not_validated;
SELECT abs(value / metric('late', 1, 'loss') - 1) < 1e-5 AS same_loss
  FROM analytics.evaluate('late', 'SELECT * FROM trip') WHERE metric = 'log_loss';
SELECT value > 0.9 AS ranks FROM analytics.evaluate('late', 'SELECT * FROM trip') WHERE metric = 'roc_auc';
SELECT analytics.train('flag', 'boosted_trees', 'SELECT zone, km, riders, wet, late_flag FROM trip', 'late_flag', '{"rounds": 20, "max_depth": 3}');
SELECT analytics.train('number', 'boosted_trees', 'SELECT zone, km, riders, wet, late_number FROM trip', 'late_number', '{"rounds": 20, "max_depth": 3}');
SELECT name, classes FROM analytics.models WHERE name IN ('flag', 'number') ORDER BY 1;
SELECT count(*) AS differ FROM trip AS t
 WHERE analytics.predict_proba('late', t, 'yes') <> analytics.predict_proba('flag', t, 'true')
	OR analytics.predict_proba('late', t, 'yes') <> analytics.predict_proba('number', t, '1');

-- what it was trained with: the sum of importances is one; what no tree splits by has none
SELECT feature, kind, level_count, importance > 0.2 AS important, used = (importance > 0) AS agree
  FROM analytics.model_features('late') ORDER BY "position";
SELECT round(sum(importance)::numeric, 6) AS sum FROM analytics.model_features('late');
SELECT levels LIKE '%rare%' AS rare_level, level_count FROM analytics.model_features('late') WHERE feature = 'zone';

-- the same by name, by value, by row, in a join, in a plain scan, and in other words
CREATE TYPE probe AS (zone text, km double precision, riders integer, wet boolean);
CREATE TABLE scored AS SELECT id, analytics.predict_proba('late', t, 'yes') AS p FROM trip AS t;
SELECT count(*) AS differ FROM trip AS t JOIN scored USING (id) WHERE analytics.predict_proba('late', t, 'yes') <> p;
SELECT count(*) AS differ FROM scored JOIN (SELECT analytics.model_value('late') AS m OFFSET 0) AS v ON true JOIN trip AS t USING (id)
 WHERE analytics.predict_proba(m, t, 'yes') <> p;
SELECT count(*) AS differ FROM (SELECT * FROM trip OFFSET 0) AS t JOIN scored USING (id) WHERE analytics.predict_proba('late', t, 'yes') <> p;
SELECT count(*) AS differ FROM trip AS t JOIN scored USING (id)
 WHERE analytics.predict_proba('late', ROW(t.zone, t.km, t.riders, t.wet)::probe, 'yes') <> p;
SET analytics.enable_column_binding = off;
SELECT count(*) AS differ FROM trip AS t JOIN scored USING (id) WHERE analytics.predict_proba('late', t, 'yes') <> p;
RESET analytics.enable_column_binding;
SELECT count(*) AS differ FROM trip AS t JOIN scored USING (id)
 WHERE (analytics.predict_proba('late', t))[2] <> p OR (analytics.predict('late', t) = 'yes') <> (p > 0.5);
SELECT count(*) AS differ FROM trip AS t JOIN scored USING (id), analytics.predict_all('late', t) AS a
 WHERE a.class = 'yes' AND a.probability <> p;
SELECT analytics.create_scorer('score_late', 'late', 'trip', 'yes');
SELECT count(*) AS differ FROM trip AS t JOIN scored USING (id) WHERE score_late(t) <> p;
DROP FUNCTION score_late(trip);

-- out of the registry and in again
SELECT analytics.import_model('copy', analytics.export_model('late'));
SELECT count(*) AS differ FROM trip AS t JOIN scored USING (id) WHERE analytics.predict_proba('copy', t, 'yes') <> p;

-- missing values, a level that was rare, one that never was: a score, unless it is to be an error
SELECT count(DISTINCT analytics.predict_proba('late', ROW(z, 12.5, 2, true)::probe, 'yes')) AS never_seen FROM (VALUES ('rare 7'), ('elsewhere')) AS v(z);
SELECT analytics.predict_proba('late', ROW('zone 1', 12.5, 2, true)::probe, 'yes') > 0.9 AS late,
	   analytics.predict_proba('late', ROW('zone 2', 12.5, 2, true)::probe, 'yes') < 0.3 AS in_time,
	   analytics.predict_proba('late', ROW(NULL, NULL, NULL, NULL)::probe, 'yes') BETWEEN 0 AND 1 AS nothing_known,
	   analytics.predict_proba('late', ROW('zone 1', 'NaN', 2, true)::probe, 'yes')
		= analytics.predict_proba('late', ROW('zone 1', NULL, 2, true)::probe, 'yes') AS nan_is_missing,
	   analytics.predict_proba('late', ROW('zone 1', 'infinity', 2, true)::probe, 'yes', 'missing')
		= analytics.predict_proba('late', ROW('zone 1', NULL, 2, true)::probe, 'yes') AS infinity_is_missing_if_asked;
SELECT analytics.predict('late', ROW('zone 1', 'infinity', 2, true)::probe);
SELECT analytics.predict('late', ROW('elsewhere', 12.5, 2, true)::probe, 'error');
SELECT analytics.predict('late', ROW('zone 1', 'infinity', 2, true)::probe, 'error');
SELECT analytics.predict('late', s) FROM scored AS s LIMIT 1;

-- many classes
SELECT analytics.train('kind', 'boosted_trees', 'SELECT km, riders, kind FROM trip', 'kind', '{"rounds": 10, "max_depth": 3}');
SELECT classes, class_count, trials FROM analytics.models WHERE name = 'kind';
SELECT count(*) FILTER (WHERE analytics.predict('kind', t) <> t.kind) < 300 AS told_apart,
	   bool_and(abs(p[1] + p[2] + p[3] - 1) < 1e-6) AS sum_to_one
  FROM trip AS t, LATERAL (SELECT analytics.predict_proba('kind', t) AS p) AS q;

-- numbers
SELECT analytics.train('fare', 'boosted_trees', 'SELECT km, riders, wet, fare FROM trip', 'fare', '{"rounds": 60, "learning_rate": 0.2}');
SELECT kind, class_count FROM analytics.models WHERE name = 'fare';
SELECT value > 0.98 AS r2 FROM analytics.evaluate('fare', 'SELECT * FROM trip WHERE km IS NOT NULL') WHERE metric = 'r2';
SELECT value < 1 AS rmse FROM analytics.evaluate('fare', 'SELECT * FROM trip WHERE km IS NOT NULL') WHERE metric = 'rmse';
SELECT analytics.predict_value('fare', t) BETWEEN 12 AND 15 AS value FROM (SELECT 5.0 AS km, 1 AS riders, false AS wet) AS t;
-- a whole number is a class, unless it is said to be a number
SELECT analytics.train('riders', 'boosted_trees', 'SELECT km, fare, riders FROM trip', 'riders', '{"rounds": 2}');
SELECT analytics.train('riders', 'boosted_trees', 'SELECT km, fare, riders FROM trip', 'riders', '{"rounds": 2, "task": "regression"}');
SELECT version, class_count FROM analytics.models WHERE name = 'riders' ORDER BY 1;
-- counts by their own objective: predictions are positive
SELECT analytics.train('riders', 'boosted_trees', 'SELECT km, fare, riders FROM trip', 'riders', '{"rounds": 30, "task": "regression", "objective": "count:poisson"}');
SELECT min(analytics.predict_value('riders', t)) > 0 AS positive,
	   abs(avg(analytics.predict_value('riders', t)) - avg(riders)) < 0.2 AS unbiased FROM trip AS t;

-- a forest
SELECT analytics.train('forest', 'random_forest', :'late', 'late', '{"trees": 40, "max_depth": 8}');
SELECT algorithm, trials FROM analytics.models WHERE name = 'forest';
SELECT value > 0.9 AS ranks FROM analytics.evaluate('forest', 'SELECT * FROM trip') WHERE metric = 'roc_auc';
SELECT analytics.train('forest', 'random_forest', 'SELECT km, riders, kind FROM trip', 'kind', '{"trees": 20}');
SELECT classes, trials FROM analytics.models WHERE name = 'forest' AND deployed;
SELECT analytics.train('forest', 'random_forest', 'SELECT km, riders, fare FROM trip', 'fare', '{"trees": 20}');
SELECT value > 0.95 AS r2 FROM analytics.evaluate('forest', 'SELECT * FROM trip WHERE km IS NOT NULL') WHERE metric = 'r2';
-- its probabilities are shares: of one tree that has all rows, those of its leaves
SELECT analytics.train('shares', 'random_forest', :'late', 'late', '{"trees": 1, "max_depth": 3, "subsample": 1, "colsample_bynode": 1}');
SELECT abs(avg(analytics.predict_proba('shares', t, 'yes')) - avg((late = 'yes')::integer)) < 0.0001 AS of_two FROM trip AS t;
SELECT analytics.train('shares', 'random_forest', 'SELECT km, riders, kind FROM trip', 'kind', '{"trees": 1, "max_depth": 3, "subsample": 1, "colsample_bynode": 1}');
SELECT abs(avg(analytics.predict_proba('shares', t, 'short')) - avg((kind = 'short')::integer)) < 0.0001 AS of_three FROM trip AS t;
SELECT analytics.drop_model('shares');

-- dates are parts of them; NULL is a case of its own, not just a small number
SELECT analytics.train('parts', 'boosted_trees', 'SELECT started, day, late FROM trip', 'late', '{"rounds": 5, "date_parts": ["hour", "day_of_week", "days"]}');
SELECT feature, part, kind FROM analytics.model_features('parts') ORDER BY "position";
SELECT analytics.predict_proba('parts', t, 'yes') BETWEEN 0 AND 1 AS scores
  FROM (SELECT NULL::timestamp AS started, date '2030-02-28' AS day) AS t;
SELECT analytics.train('hour', 'boosted_trees', 'SELECT started, extract(hour FROM started) BETWEEN 8 AND 11 AS morning FROM trip', 'morning', '{"rounds": 10, "date_parts": ["hour"]}');
SELECT analytics.predict('hour', t) AS nine, analytics.predict('hour', u) AS noon
  FROM (SELECT timestamp '2031-05-05 09:59' AS started) AS t, (SELECT timestamp '2031-05-05 12:00' AS started) AS u;
SELECT analytics.train('null', 'boosted_trees', 'SELECT km, km IS NULL OR km BETWEEN 10 AND 20 AS t FROM trip', 't', '{"rounds": 10, "max_depth": 2, "max_bin": 512}');
SELECT count(*) FILTER (WHERE analytics.predict('null', t) <> (km IS NULL OR km BETWEEN 10 AND 20)::text) AS wrong FROM trip AS t;

-- weights: a row of weight 3 is three rows, of which none is drawn
SELECT analytics.train('weight', 'boosted_trees', 'SELECT km, riders, fare, 1 + 2 * (id % 2) AS w FROM trip', 'fare', '{"rounds": 5, "weight": "w", "max_bin": 65536}');
SELECT analytics.train('weight', 'boosted_trees', 'SELECT km, riders, fare FROM trip, generate_series(1, 1 + 2 * (id % 2))', 'fare', '{"rounds": 5, "max_bin": 65536}');
SELECT max(abs(analytics.predict_value(a, t) / analytics.predict_value(b, t) - 1)) < 1e-3 AS same
  FROM trip AS t, analytics.model_value('weight', 1) AS a, analytics.model_value('weight', 2) AS b;
SELECT analytics.train('heavy', 'boosted_trees', 'SELECT 1 AS x, late, CASE late WHEN ''yes'' THEN 1e6 ELSE 1 END AS w FROM trip', 'late', '{"rounds": 50, "weight": "w"}');
SELECT analytics.predict_proba('heavy', t, 'yes') > 0.99 AS weighs FROM (SELECT 1 AS x) AS t;
SELECT analytics.train('heavy', 'boosted_trees', 'SELECT 1 AS x, late FROM trip', 'late', '{"rounds": 50, "scale_pos_weight": 1e6}');
SELECT analytics.predict_proba('heavy', t, 'yes') > 0.99 AS weighs FROM (SELECT 1 AS x) AS t;

-- rows that are kept back, and when to stop
SELECT analytics.train('stop', 'boosted_trees', 'SELECT km, riders, u AS noise, late FROM (SELECT *, (id::bigint * 7919 % 10007)::integer AS u FROM trip) AS t', 'late',
	'{"rounds": 500, "validation_share": 0.3, "early_stopping_rounds": 5, "seed": 1}');
SELECT metric('stop', 1, 'rounds') BETWEEN 1 AND 400 AS stopped, metric('stop', 1, 'rounds') = trials AS as_many_trees,
	   metric('stop', 1, 'validation_loss') > metric('stop', 1, 'loss') AS seen_rows_are_easier
  FROM analytics.models WHERE name = 'stop';
SELECT analytics.train('stop', 'boosted_trees', :'late', 'late', '{"rounds": 5, "validation_share": 0.3}');
SELECT metric('stop', 2, 'rounds') AS all_rounds, metric('stop', 2, 'validation_loss') IS NOT NULL AS validated;
SELECT analytics.train('x', 'boosted_trees', 'SELECT km, late FROM trip WHERE id <= 2', 'late', '{"validation_share": 0.9, "seed": 2}');

-- the same rows, the same seed: the same model; another seed draws other rows
SELECT analytics.train('seed', 'boosted_trees', :'late', 'late', '{"rounds": 10, "subsample": 0.5, "colsample_bytree": 0.5, "seed": 7}');
SELECT analytics.train('seed', 'boosted_trees', :'late', 'late', '{"rounds": 10, "subsample": 0.5, "colsample_bytree": 0.5, "seed": 7}');
SELECT analytics.train('seed', 'boosted_trees', :'late', 'late', '{"rounds": 10, "subsample": 0.5, "colsample_bytree": 0.5, "seed": 8}');
SELECT image('seed', 1) = image('seed', 2) AS same, image('seed', 1) = image('seed', 3) AS other_seed;
SELECT analytics.train('seed', 'random_forest', :'late', 'late', '{"trees": 10, "seed": 7}');
SELECT analytics.train('seed', 'random_forest', :'late', 'late', '{"trees": 10, "seed": 7}');
SELECT analytics.train('seed', 'random_forest', :'late', 'late', '{"trees": 10, "seed": 8}');
SELECT image('seed', 4) = image('seed', 5) AS same, image('seed', 4) = image('seed', 6) AS other_seed;

-- the number of threads changes nothing but the rounding of sums, unless rows are drawn
SELECT analytics.train('threads', 'boosted_trees', :'late', 'late', '{"rounds": 10, "colsample_bytree": 0.5, "seed": 7}');
SELECT analytics.train('threads', 'boosted_trees', :'late', 'late', '{"rounds": 10, "colsample_bytree": 0.5, "seed": 7, "threads": 1}');
SELECT metric('threads', 1, 'threads') AS threads, metric('threads', 2, 'threads') AS fewer;
SELECT count(*) AS differ FROM trip AS t, analytics.model_value('threads', 1) AS a, analytics.model_value('threads', 2) AS b
 WHERE abs(analytics.predict_proba(a, t, 'yes') - analytics.predict_proba(b, t, 'yes')) > 1e-4;
SELECT analytics.train('threads', 'boosted_trees', :'late', 'late', '{"rounds": 10, "subsample": 0.5, "seed": 7, "threads": 1}');
SELECT analytics.train('threads', 'boosted_trees', :'late', 'late', '{"rounds": 10, "subsample": 0.5, "seed": 7, "threads": 1}');
SELECT image('threads', 3) = image('threads', 4) AS same_with_as_many_threads, image('threads', 2) = image('threads', 3) AS all_rows;

-- why: what the trees change, and where they began, is the log-odds
SELECT e.trial, e.step, e.depth, e.kind, e.feature, e.condition LIKE 'zone in {%zone 2%}%' AS condition, e.value, e.class, e.change < 0 AS lowers
  FROM trip AS t, analytics.explain('late', t, 'yes') AS e WHERE t.id = 8 AND e.trial = 1 AND e.step = 1;
SELECT count(DISTINCT e.trial) AS trees, count(*) FILTER (WHERE e.kind = 'leaf') AS leaves
  FROM trip AS t, analytics.explain('late', t, 'yes') AS e WHERE t.id = 8;
CREATE VIEW log_odds AS
	SELECT t.id, ln(p / (1 - p)) AS margin, e.change
	  FROM trip AS t, LATERAL (SELECT analytics.predict_proba('late', t, 'yes') AS p) AS q,
		   LATERAL (SELECT sum(x.change) AS change FROM analytics.explain('late', t, 'yes') AS x) AS e
	 WHERE t.id % 10 = 0;
SELECT max(margin) - min(margin) > 2 AS they_differ, max(margin - change) - min(margin - change) < 1e-5 AS but_for_the_changes FROM log_odds;
-- of many classes each has trees of its own
SELECT max(p - change) - min(p - change) < 1e-5 AS softmax
  FROM (SELECT ln(analytics.predict_proba('kind', t, 'short') / analytics.predict_proba('kind', t, 'long')) AS p,
			   (SELECT sum(x.change) FROM analytics.explain('kind', t, 'short') AS x)
			   - (SELECT sum(x.change) FROM analytics.explain('kind', t, 'long') AS x) AS change
		  FROM trip AS t WHERE t.id % 10 = 0) AS q;
SELECT max(v - change) - min(v - change) < 1e-3 AS regression
  FROM (SELECT analytics.predict_value('fare', t) AS v, (SELECT sum(x.change) FROM analytics.explain('fare', t) AS x) AS change
		  FROM trip AS t WHERE t.id % 10 = 0) AS q;
SELECT r.rank, r.feature, r.reason, r.contribution > 0 AS raises
  FROM analytics.reason_codes('late', ROW('zone 1', 12.5, 3, true)::probe, 'yes', 1) AS r;
SELECT r.feature FROM analytics.reason_codes('late', ROW('zone 2', 12.5, 3, true)::probe, 'no', 1) AS r;
SELECT analytics.draw_tree('late', 1, 1) LIKE 'tree 1 of 20, class yes: cover 750, value %zone in {%' AS drawn;
SELECT analytics.draw_tree('kind', 30) LIKE 'tree 30 of 30, class short: cover %' AS drawn, analytics.draw_tree('fare') LIKE 'tree 1 of 60: 3000 cases, value %' AS regression;
SELECT analytics.draw_tree('late', 21);

-- a target, rows or columns that nothing can be learned of
SELECT analytics.train('odd', 'boosted_trees', 'SELECT km, ''same'' AS t FROM trip', 't');
SELECT analytics.train('odd', 'random_forest', 'SELECT km, late FROM trip WHERE false', 'late');
SELECT analytics.train('odd', 'boosted_trees', 'SELECT km, NULL::text AS late FROM trip', 'late');
SELECT analytics.train('odd', 'boosted_trees', 'SELECT km, 7.5 AS t FROM trip', 't', '{"rounds": 3}');
SELECT analytics.predict_value('odd', t) AS constant FROM trip AS t WHERE id = 1;
SELECT analytics.train('odd', 'boosted_trees', 'SELECT NULL::float8 AS n, NULL::text AS c, 5 AS k, late FROM trip', 'late', '{"rounds": 3}');
SELECT abs(metric('odd', 2, 'loss') - metric('odd', 2, 'null_loss')) < 0.01 AS learned_nothing, used
  FROM analytics.model_features('odd') WHERE feature = 'k';
SELECT analytics.train('odd', 'boosted_trees', 'SELECT ''infinity''::float8 AS x, late FROM trip', 'late');
SELECT analytics.train('odd', 'boosted_trees', 'SELECT 1e300::float8 AS x, late FROM trip', 'late');
SELECT analytics.train('odd', 'boosted_trees', 'SELECT km, ''NaN''::float8 AS t FROM trip', 't');
SELECT analytics.train('odd', 'boosted_trees', 'SELECT km, late, -1 AS w FROM trip', 'late', '{"weight": "w"}');
SELECT analytics.train('odd', 'boosted_trees', 'SELECT ''level '' || i / 10 AS c, i % 2 = 0 AS t FROM generate_series(0, 99999) AS i', 't', '{"rounds": 1, "max_depth": 3}');
SELECT level_count FROM analytics.model_features('odd');
SELECT analytics.train('odd', 'boosted_trees', 'SELECT id AS x, late FROM trip WHERE id < 3', 'late', '{"rounds": 1}');

-- what is refused: here, or by the library
SELECT analytics.train('x', 'boosted_trees', :'late', 'late', '{"rounds": 0}');
SELECT analytics.train('x', 'boosted_trees', :'late', 'late', '{"rounds": 1.5}');
SELECT analytics.train('x', 'boosted_trees', :'late', 'late', '{"learning_rate": 2}');
SELECT analytics.train('x', 'boosted_trees', :'late', 'late', '{"subsample": 0}');
SELECT analytics.train('x', 'boosted_trees', :'late', 'late', '{"validation_share": 1}');
SELECT analytics.train('x', 'boosted_trees', :'late', 'late', '{"gamma": -1}');
SELECT analytics.train('x', 'boosted_trees', :'late', 'late', '{"objective": 7}');
\set VERBOSITY default
SELECT analytics.train('x', 'boosted_trees', :'late', 'late', '{"early_stopping_rounds": 5}');
SELECT analytics.train('x', 'boosted_trees', :'late', 'late', '{"eta": 0.1}');
SELECT analytics.train('x', 'random_forest', :'late', 'late', '{"rounds": 5}');
SELECT analytics.train('x', 'boosted_trees', 'SELECT km, late FROM trip', 'late', '{"objective": "reg:squarederror"}');
\set VERBOSITY sqlstate
SELECT analytics.train('x', 'boosted_trees', :'late', 'late', '{"objective": "magic"}');
SELECT analytics.train('x', 'boosted_trees', 'SELECT km, riders, -fare AS f FROM trip', 'f', '{"objective": "count:poisson"}');
SELECT analytics.train('x', 'boosted_trees', 'SELECT km, fare FROM trip', 'fare', '{"objective": "binary:logistic"}');
\set VERBOSITY default
SELECT analytics.train('x', 'boosted_trees', 'SELECT km, fare FROM trip', 'fare', '{"objective": "multi:softprob"}');
SELECT analytics.train('x', 'boosted_trees', 'SELECT km, late FROM trip', 'late', '{"objective": "multi:softprob"}');
SELECT analytics.train('x', 'boosted_trees', 'SELECT km, kind FROM trip', 'kind', '{"objective": "binary:logistic"}');
\set VERBOSITY terse
SET analytics.max_train_memory = '1MB';
SELECT analytics.train('x', 'boosted_trees', 'SELECT i AS x, i % 2 = 0 AS t FROM generate_series(1, 1000000) AS i', 't');
RESET analytics.max_train_memory;
SELECT count(*) AS stored FROM analytics.models WHERE name = 'x';

-- files of XGBoost 1.7: margins and predictions as the library's own
\set srcdir `echo "$PG_ABS_SRCDIR"`
\set golden :srcdir '/test/golden/xgboost/'
CREATE TABLE folder AS SELECT :'golden' AS path;
CREATE FUNCTION golden(wanted text, file text, OUT kind text, OUT classes integer, OUT trees integer, OUT rows bigint, OUT they_differ boolean, OUT wrong bigint)
LANGUAGE plpgsql AS $$
DECLARE
	path text := (SELECT f.path || wanted || '/' FROM folder AS f);
	columns text := (SELECT string_agg(format('%I float8', c), ', ')
					   FROM string_to_table(split_part(pg_read_file(path || 'data.csv'), E'\n', 1), ',') AS c);
	predictions integer := (SELECT count(*) FROM string_to_table(split_part(pg_read_file(path || 'expected.csv'), E'\n', 1), ',') AS c
							 WHERE c LIKE 'prediction%');
BEGIN
	PERFORM analytics.import_model(wanted, pg_read_binary_file(path || file));
	SELECT m.kind, m.class_count, m.trials INTO kind, classes, trees FROM analytics.models AS m WHERE m.name = wanted AND m.deployed;
	EXECUTE format('CREATE TEMP TABLE input (%s)', columns);
	EXECUTE format('COPY input FROM %L (FORMAT csv, HEADER)', path || 'data.csv');
	EXECUTE format('CREATE TEMP TABLE answer AS SELECT row_number() OVER () + 1 AS id, %s AS numbers FROM input AS i',
				   CASE WHEN classes = 0 THEN 'ARRAY[analytics.predict_value($1, i)]'
						WHEN predictions = classes THEN 'analytics.predict_proba($1, i)'
						WHEN wanted = ANY ('{softmax,hinge}') THEN 'ARRAY[analytics.predict($1, i)::float8]'
						ELSE '(analytics.predict_proba($1, i))[2:2]' END) USING wanted;
	CREATE TEMP TABLE expected AS
	SELECT ordinality AS id, string_to_array(line, ',')::float8[] AS numbers
	  FROM string_to_table(trim(E'\n' FROM pg_read_file(path || 'expected.csv')), E'\n') WITH ORDINALITY AS l(line)
	 WHERE ordinality > 1;
	SELECT count(*), count(DISTINCT e.numbers[1]) > 10 INTO rows, they_differ FROM expected AS e;
	SELECT count(*) INTO wrong FROM expected AS e LEFT JOIN answer AS a USING (id)
	 WHERE (SELECT bool_and(abs(x - y) <= 1e-6 * abs(y) OR abs(x - y) < 1e-12)
			  FROM unnest(a.numbers, e.numbers[array_length(e.numbers, 1) - predictions + 1:]) AS u(x, y)) IS NOT TRUE;
	DROP TABLE input, expected, answer;
END $$;
SELECT v.name, g.*
  FROM (VALUES ('absoluteerror'), ('aft'), ('binary'), ('categorical'), ('cox'), ('dart'), ('dart_multi'), ('forest'), ('forest_multi'),
			   ('gamma'), ('hinge'), ('logistic_regression'), ('logitraw'), ('multi'), ('onehot'), ('poisson'), ('pseudohuber'), ('rank'),
			   ('regression'), ('softmax'), ('tweedie')) AS v(name), golden(v.name, 'model.json') AS g ORDER BY 1;
CREATE TABLE imported AS SELECT DISTINCT name FROM analytics.models WHERE format = 'xgboost';
SELECT count(*) AS files, sum(g.rows) AS rows, sum(g.wrong) AS wrong FROM imported AS i, golden(i.name, 'model.ubj') AS g;
SELECT count(*) AS differ FROM imported
 WHERE analytics.model_value(name)::text <> analytics.model_value(name, (SELECT max(version) - 1 FROM analytics.models AS m WHERE m.name = imported.name))::text;
SELECT name, algorithm, classes, format, tool, unknown_levels FROM analytics.models WHERE name IN ('dart_multi', 'regression') AND deployed ORDER BY 1;
SELECT "position", feature, kind, used FROM analytics.model_features('regression') ORDER BY 1;

-- the first rounds of a model, each of which may have several trees
\set multi :golden 'multi/model.json'
\set several :golden 'forest_multi/model.ubj'
SELECT analytics.import_model('first', pg_read_binary_file(:'multi'), trials => 2);
SELECT analytics.import_model('first', pg_read_binary_file(:'several'), trials => 2);
SELECT analytics.import_model('first', pg_read_binary_file(:'multi'), trials => 1000);
SELECT version, trials FROM analytics.models WHERE name = 'first' ORDER BY 1;
SELECT analytics.import_model('first', pg_read_binary_file(:'multi'), trials => 0);
SELECT count(*) AS differ
  FROM analytics.model_value('first', 3) AS a, analytics.model_value('multi') AS b,
	   (SELECT i % 7 - 3.0 AS f0, i % 5 / 8.0 AS f1, NULL::float8 AS f2, i % 11 - 5.0 AS f3, i % 3 AS f4 FROM generate_series(1, 100) AS i) AS t
 WHERE analytics.predict_proba(a, t) <> analytics.predict_proba(b, t);

-- what is not a model, or only the beginning of one
SELECT analytics.import_model('bad', convert_to('{"learner": {"gradient_booster": {"name": "gblinear"}}}', 'UTF8'), 'xgboost');
SELECT analytics.import_model('bad', '{}', 'xgboost');
SELECT analytics.import_model('bad', substr(pg_read_binary_file(:'multi'), 1, 5000));
SELECT analytics.import_model('bad', substr(pg_read_binary_file(:'several'), 1, 5000));

SELECT count(analytics.drop_model(name)) > 30 AS dropped FROM (SELECT DISTINCT name FROM analytics.models) AS m;
DROP VIEW log_odds;
DROP FUNCTION golden, metric, image;
DROP TABLE trip, scored, folder, imported;
DROP TYPE probe;
