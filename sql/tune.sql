-- tune.sql - a search for options: trials, what is kept of them, and the model
CREATE TABLE people AS
SELECT i AS id, (i * 37 % 101)::double precision AS age, (ARRAY['a', 'b', 'c'])[1 + i % 3] AS city,
	   CASE WHEN i * 37 % 101 + 20 * (i % 3) + i * 7919 % 31 > 80 THEN 'yes' ELSE 'no' END AS answer,
	   (i * 37 % 101) * 2.5::double precision + (i % 3) * 10 + i * 7919 % 31 AS amount
  FROM generate_series(1, 600) i;
GRANT SELECT ON people TO PUBLIC;
CREATE FUNCTION trials(OUT run integer, OUT trial integer, OUT settings text, OUT metric text, OUT value numeric,
					   OUT best boolean, OUT state text, OUT message text) RETURNS SETOF record
	LANGUAGE sql AS $$ SELECT run, trial, settings, metric, round(value::numeric, 6), best, state, message
						 FROM analytics.tuning_trials ORDER BY name, run, trial $$;

-- a grid: every combination, each cross-validated; the best is stored
CALL analytics.tune('answers', 'decision_tree', 'people', 'answer', '{"max_depth": [1, 3, 6], "min_leaf": [5, 50]}',
	folds => 3, options => '{"exclude": ["id", "amount"]}');
SELECT * FROM trials();
SELECT name, algorithm, strategy, folds, owner = current_user AS own, options, seconds > 0 AS timed,
	   started <= now() AT TIME ZONE 'UTC' AS started
  FROM analytics.tuning_trials WHERE best;
SELECT version, deployed, options FROM analytics.models WHERE name = 'answers';
-- its metric is the one of cross_validate() with these options, and kept with the model
SELECT t.value = m.value AS in_model, t.value = c.value AS in_cross_validation, t.std_error = c.std_error AS its_error
  FROM analytics.tuning_trials t
  JOIN analytics.model_metrics m ON m.model = t.name AND m.metric = 'cv_log_loss',
	   LATERAL analytics.cross_validate('decision_tree', 'people', 'answer', t.options, 3) c
 WHERE t.best AND c.fold IS NULL AND c.metric = 'log_loss';

-- the same call repeats no trial
CREATE TABLE before AS SELECT * FROM analytics.tuning_trials;
CALL analytics.tune('answers', 'decision_tree', 'people', 'answer', '{"max_depth": [1, 3, 6], "min_leaf": [5, 50]}',
	folds => 3, options => '{"exclude": ["id", "amount"]}', deploy => false);
SELECT count(*) FROM (SELECT * FROM before EXCEPT SELECT * FROM analytics.tuning_trials) d;
SELECT version, deployed FROM analytics.models WHERE name = 'answers' ORDER BY 1;
-- one that asks for something else is another run
CALL analytics.tune('answers', 'decision_tree', 'people', 'answer', '{"max_depth": 2}', metric => 'accuracy',
	folds => 2, options => '{"exclude": ["id", "amount"]}');
SELECT run, count(*) FROM trials() GROUP BY 1 ORDER BY 1;

-- larger and smaller is better
CALL analytics.tune('areas', 'decision_tree', 'people', 'answer', '{"max_depth": [1, 4]}', metric => 'roc_auc',
	folds => 2, options => '{"exclude": ["id", "amount"]}');
CALL analytics.tune('amounts', 'decision_tree', 'people', 'amount', '{"max_depth": [1, 4]}',
	folds => 2, options => '{"exclude": ["id", "answer"]}');
CALL analytics.tune('amounts', 'decision_tree', 'people', 'amount', '{"max_depth": [1, 4]}', metric => 'r2',
	folds => 2, options => '{"exclude": ["id", "answer"]}');
-- one class of several
CALL analytics.tune('cities', 'decision_tree', 'people', 'city', '{"max_depth": [1, 4]}', metric => 'roc_auc',
	folds => 2, options => '{"exclude": "id"}', class => 'b');
-- rows with the same key in one fold
CALL analytics.tune('cities', 'decision_tree', 'people', 'answer', '{"max_depth": [4]}', key => 'city',
	folds => 3, options => '{"exclude": ["id", "amount"]}');

-- values that are arrays themselves, and null, an option's default
CALL analytics.tune('columns', 'decision_tree', 'people', 'answer', '{"columns": [["age"], ["age", "city"]], "max_depth": [null, 1]}', folds => 2);

-- random: whole numbers where the option wants them; steps of the logarithm; more trials go on
CALL analytics.tune('drawn', 'decision_tree', 'people', 'answer',
	'{"max_depth": {"min": 1, "max": 9}, "min_leaf": {"min": 1, "max": 100, "log": true}, "criterion": ["gini", "entropy"]}',
	'random', folds => 2, trials => 3, seed => 1, options => '{"exclude": ["id", "amount"]}');
CALL analytics.tune('drawn', 'decision_tree', 'people', 'answer',
	'{"max_depth": {"min": 1, "max": 9}, "min_leaf": {"min": 1, "max": 100, "log": true}, "criterion": ["gini", "entropy"]}',
	'random', folds => 2, trials => 12, seed => 1, options => '{"exclude": ["id", "amount"]}', deploy => false);
SELECT count(*), count(DISTINCT (options ->> 'max_depth')) > 3 AS depths, bool_and((options ->> 'max_depth')::numeric BETWEEN 1 AND 9) AS in_range,
	   bool_and((options ->> 'max_depth')::numeric % 1 = 0) AS whole, bool_and((options ->> 'min_leaf')::numeric BETWEEN 1 AND 100) AS leaves,
	   count(DISTINCT options ->> 'criterion') AS criteria
  FROM analytics.tuning_trials WHERE name = 'drawn';
-- arrays alone: no combination twice, so that there are no more than that
CALL analytics.tune('drawn', 'decision_tree', 'people', 'answer', '{"max_depth": [1, 2, 3], "min_leaf": {"min": 5, "max": 20, "integer": true}}',
	'random', folds => 2, trials => 2, options => '{"exclude": ["id", "amount"]}');
SET analytics.progress_interval = 0;	-- silent
CALL analytics.tune('drawn', 'decision_tree', 'people', 'answer', '{"max_depth": [1, 2, 3], "criterion": ["gini", "entropy"]}',
	'random', folds => 2, trials => 50, options => '{"exclude": ["id", "amount"]}');
SELECT count(*), count(DISTINCT settings) FROM trials() WHERE run = 3;
RESET analytics.progress_interval;
-- another seed, other draws
CALL analytics.tune('drawn', 'decision_tree', 'people', 'answer', '{"min_leaf": {"min": 5, "max": 20}}',
	'random', folds => 2, trials => 1, seed => 2, options => '{"exclude": ["id", "amount"]}');
CALL analytics.tune('drawn', 'decision_tree', 'people', 'answer', '{"min_leaf": {"min": 5, "max": 20}}',
	'random', folds => 2, trials => 1, seed => 3, options => '{"exclude": ["id", "amount"]}');

-- a trial that fails is a trial; it is tried again
CALL analytics.tune('failing', 'decision_tree', 'people', 'answer', '{"max_depth": [3, 61, "deep"]}', folds => 2,
	options => '{"exclude": ["id", "amount"]}');
SELECT trial, settings, value IS NULL AS no_value, best, state, message FROM analytics.tuning_trials WHERE name = 'failing' ORDER BY 1;
CALL analytics.tune('failing', 'decision_tree', 'people', 'answer', '{"max_depth": [61, "deep"]}', folds => 2);
SELECT count(*) FROM analytics.models WHERE name = 'failing';
-- a metric that only some classifications have ends it at once
CALL analytics.tune('failing', 'decision_tree', 'people', 'city', '{"max_depth": [3, 4]}', metric => 'roc_auc', folds => 2);

-- a message that quotes a long value is cut between two characters, and outlives the trial's transaction
CREATE TABLE long_classes AS SELECT i::double precision AS a, CASE WHEN i = 1 THEN 'a' || repeat(U&'\00E9', 1000000) ELSE (i % 2)::text END AS y
  FROM generate_series(1, 100) i;
SET analytics.progress_interval = 0;
\set VERBOSITY terse
CALL analytics.tune('long', 'decision_tree', 'long_classes', 'y', '{"max_depth": [1, 2, 3]}', folds => 2);
\set VERBOSITY default
RESET analytics.progress_interval;
SELECT trial, state, octet_length(message) < 1000 AS short, left(message, 10) AS begins, right(message, 80) AS ends
  FROM analytics.tuning_trials WHERE name = 'long' ORDER BY 1;
DROP TABLE long_classes;

-- what every trial would fail by is an error before the first
\set VERBOSITY terse
CALL analytics.tune('wrong', 'decision_tree', 'people', 'answer', '{}');
CALL analytics.tune('wrong', 'decision_tree', 'people', 'answer', '[1]');
CALL analytics.tune('wrong', 'decision_tree', 'people', 'answer', '{"depth": [1]}');
CALL analytics.tune('wrong', 'decision_tree', 'people', 'answer', '{"max_depth": []}');
CALL analytics.tune('wrong', 'decision_tree', 'people', 'answer', '{"max_depth": {"min": 1, "max": 3}}');
CALL analytics.tune('wrong', 'decision_tree', 'people', 'answer', '{"max_depth": {"min": 1}}', 'random');
CALL analytics.tune('wrong', 'decision_tree', 'people', 'answer', '{"max_depth": {"min": 3, "max": 1}}', 'random');
CALL analytics.tune('wrong', 'decision_tree', 'people', 'answer', '{"max_depth": {"min": 1, "max": 2.5}}', 'random');
CALL analytics.tune('wrong', 'decision_tree', 'people', 'answer', '{"min_leaf": {"min": 0, "max": 3, "log": true}}', 'random');
CALL analytics.tune('wrong', 'decision_tree', 'people', 'answer', '{"min_leaf": {"min": "a", "max": 3}}', 'random');
CALL analytics.tune('wrong', 'decision_tree', 'people', 'answer', '{"min_leaf": {"min": 1, "max": 3, "log": 1}}', 'random');
CALL analytics.tune('wrong', 'decision_tree', 'people', 'answer', '{"min_leaf": {"min": 1, "max": 3, "step": 1}}', 'random');
CALL analytics.tune('wrong', 'decision_tree', 'people', 'answer', '{"max_depth": [1]}', options => '{"max_depth": 3}');
CALL analytics.tune('wrong', 'decision_tree', 'people', 'answer', '{"max_depth": [1]}', options => '{"depth": 3}');
CALL analytics.tune('wrong', 'decision_tree', 'people', 'answer', '{"max_depth": [1]}', 'guess');
CALL analytics.tune('wrong', 'decision_tree', 'people', 'answer', '{"max_depth": [1]}', trials => 3);
CALL analytics.tune('wrong', 'decision_tree', 'people', 'answer', '{"max_depth": [1]}', 'random', trials => 0);
CALL analytics.tune('wrong', 'decision_tree', 'people', 'answer', '{"max_depth": [1]}', metric => 'rmse');
CALL analytics.tune('wrong', 'decision_tree', 'people', 'amount', '{"max_depth": [1]}', metric => 'log_loss');
CALL analytics.tune('wrong', 'decision_tree', 'people', 'nothing', '{"max_depth": [1]}');
CALL analytics.tune('wrong', 'decision_tree', 'people', 'answer', '{"max_depth": [1]}', folds => -5);
CALL analytics.tune('wrong', 'decision_tree', 'nowhere', 'answer', '{"max_depth": [1]}');
CALL analytics.tune('wrong', 'tree', 'people', 'answer', '{"max_depth": [1]}');
CALL analytics.tune('', 'decision_tree', 'people', 'answer', '{"max_depth": [1]}');
CALL analytics.tune(NULL, 'decision_tree', 'people', 'answer', '{"max_depth": [1]}');
CALL analytics.tune('wrong', 'decision_tree', 'people', 'answer', NULL);
DO $$ DECLARE values jsonb := (SELECT jsonb_agg(i) FROM generate_series(1, 101) i);
BEGIN CALL analytics.tune('wrong', 'decision_tree', 'people', 'answer', jsonb_build_object('max_depth', values, 'min_leaf', values)); END $$;
BEGIN;
CALL analytics.tune('wrong', 'decision_tree', 'people', 'answer', '{"max_depth": [1]}');
ROLLBACK;
SELECT count(*) FROM analytics.tuning_trials WHERE name = 'wrong';
\set VERBOSITY default
-- within a DO block and a procedure, as long as they may commit
DO $$ BEGIN CALL analytics.tune('in_do', 'decision_tree', 'people', 'answer', '{"max_depth": [1]}', folds => 2); END $$;

-- a role sees and forgets its own runs only, and cannot touch the tables
CREATE ROLE regress_an_tuner;
SET ROLE regress_an_tuner;
SELECT count(*) FROM analytics.tuning_trials;
SELECT count(*) FROM analytics.tuning_trial;
SELECT count(*) FROM analytics.tuning_run;
UPDATE analytics.tuning_trial SET value = 0;
SELECT nextval('analytics.tuning_run_id_seq');
CALL analytics.tune('answers', 'decision_tree', 'people', 'answer', '{"max_depth": [1]}');
SELECT analytics.drop_tuning('answers');
CALL analytics.tune('tuned', 'decision_tree', 'people', 'answer', '{"max_depth": [1]}', folds => 2);
SELECT name, run, trial, owner FROM analytics.tuning_trials;
CREATE FUNCTION pg_temp.peep(text) RETURNS boolean LANGUAGE plpgsql COST 0.0000001
	AS $$BEGIN RAISE NOTICE 'seen: %', $1; RETURN true; END$$;
SELECT count(*) FROM analytics.tuning_trials WHERE pg_temp.peep(name);
DROP FUNCTION pg_temp.peep(text);
-- the search path of the caller is not what the tables are found by
CREATE TEMP TABLE tuning_trial (run_id integer);
SET search_path = pg_temp, public;
CALL analytics.tune('tuned', 'decision_tree', 'people', 'answer', '{"max_depth": [2]}', folds => 2);
RESET search_path;
DROP TABLE pg_temp.tuning_trial;
SELECT analytics.drop_tuning('tuned'), analytics.drop_tuning('nothing');
RESET ROLE;
SELECT analytics.drop_tuning(NULL);
-- members of the owner see them
CREATE ROLE regress_an_tuners_member IN ROLE regress_an_tuner;
SET ROLE regress_an_tuner;
CALL analytics.tune('tuned', 'decision_tree', 'people', 'answer', '{"max_depth": [3]}', folds => 2);
SET ROLE regress_an_tuners_member;
SELECT count(*) FROM analytics.tuning_trials;
RESET ROLE;
SELECT name, sum(analytics.drop_tuning(name)) FROM (SELECT DISTINCT name FROM analytics.tuning_trials) t GROUP BY 1 ORDER BY 1;
SELECT (SELECT count(*) FROM analytics.tuning_run) AS runs, (SELECT count(*) FROM analytics.tuning_trial) AS trials;
SELECT count(analytics.drop_model(name)) FROM (SELECT DISTINCT name FROM analytics.models) m;
DROP FUNCTION trials();
DROP TABLE people, before;
DROP ROLE regress_an_tuners_member, regress_an_tuner;
