-- metrics.sql - accuracy, losses, what depends on the order of scores, confusion
SET search_path = public, analytics;
SET extra_float_digits = 0;
\set VERBOSITY default
\pset null null

-- 12 accounts, 4 of them bad, with worked figures
CREATE TABLE account (id integer, bad boolean, pd float8);
INSERT INTO account VALUES (1, true, .90), (2, true, .80), (3, false, .70), (4, true, .60), (5, false, .60), (6, false, .40),
	(7, true, .35), (8, false, .30), (9, false, .20), (10, false, .20), (11, false, .10), (12, false, .05);
SELECT roc_auc(bad, pd), gini(bad, pd), ks_statistic(bad, pd), round(average_precision(bad, pd)::numeric, 7) AS average_precision FROM account;
SELECT round(brier_score(bad, pd)::numeric, 7) AS brier_score, round(log_loss(bad, pd)::numeric, 7) AS log_loss,
       accuracy(bad, pd >= 0.5), accuracy(CASE WHEN bad THEN 'bad' ELSE 'good' END, CASE WHEN pd >= 0.5 THEN 'bad' ELSE 'good' END) FROM account;
SELECT roc_auc(bad::integer, pd), brier_score(bad::integer, pd) = brier_score(bad, pd) AS brier, log_loss(bad::integer, pd) = log_loss(bad, pd) AS log_loss,
       ks_statistic(bad::int, pd), gini(bad::int, pd), average_precision(bad::int, pd) = average_precision(bad, pd) AS average_precision FROM account;
-- 3 of 4 and 6 of 8 are right: the correlation is (3 * 6 - 1 * 2) / sqrt(5 * 7 * 4 * 8)
SELECT round(matthews_correlation(bad, pd >= 0.5)::numeric, 12) AS matthews_correlation, round((16 / sqrt(5 * 7 * 4 * 8))::numeric, 12) AS expected,
       round(macro_f1(bad, pd >= 0.5)::numeric, 12) AS macro_f1, round((2 * 3 / 9.0 + 2 * 6 / 15.0) / 2, 12) AS expected FROM account;
SELECT actual, predicted, count FROM confusion_matrix((SELECT confusion_agg(bad, pd >= 0.5) FROM account));
SELECT kind, class, round("precision"::numeric, 4) AS "precision", recall, round(f1::numeric, 4) AS f1, support
  FROM classification_report((SELECT confusion_agg(bad, pd >= 0.5) FROM account));
SELECT accuracy(confusion_agg(bad, pd >= 0.5)) FROM account;
SELECT metric, round(value::numeric, 6) AS value, max_error FROM score_metrics((SELECT score_table_agg(bad, pd) FROM account));
SELECT * FROM roc_curve((SELECT score_table_agg(bad, pd) FROM account));
SELECT threshold, false_positive_rate FROM roc_curve((SELECT score_table_agg(bad, pd) FROM account), max_points => 3);
SELECT bin, min_score, max_score, round(avg_score::numeric, 4) AS avg_score, count, cum_count, neg, pos, cum_neg, cum_pos
  FROM lift_table((SELECT score_table_agg(bad, pd) FROM account), 4);
SELECT bin, count_distr, round(posprob::numeric, 4) AS posprob, round(cum_posprob::numeric, 4) AS cum_posprob, cum_pos_distr,
       rejected_rate, approval_rate, lift, round(cum_lift::numeric, 3) AS cum_lift, ks
  FROM lift_table((SELECT score_table_agg(bad, pd) FROM account), bins => 4);
-- five bins of 100
CREATE TABLE graded AS SELECT p, i <= observed AS bad
  FROM (VALUES (.02, 1), (.05, 6), (.10, 12), (.20, 18), (.40, 45)) v (p, observed), generate_series(1, 100) i;
SELECT round(sum(hosmer_lemeshow)::numeric, 4) AS hosmer_lemeshow, round((sum(count * abs(difference)) / sum(count))::numeric, 6) AS ece
  FROM calibration_table((SELECT score_table_agg(bad, p) FROM graded), 5, 'quantile');
SELECT bin, min_score, max_score, count, round(mean_predicted::numeric, 4) AS mean_predicted, observed_rate,
       round(difference::numeric, 4) AS difference, round(hosmer_lemeshow::numeric, 4) AS hosmer_lemeshow
  FROM calibration_table((SELECT score_table_agg(bad, p) FROM graded));

-- ----- numbers -----
SELECT round(rmse(a, p)::numeric, 10) AS rmse, mae(a, p), round(r2(a, p)::numeric, 10) AS r2
  FROM (VALUES (3::float8, 2.5::float8), (-0.5, 0), (2, 2), (7, 8)) v (a, p);
SELECT mae(a, p, w), rmse(a, p, w) FROM (VALUES (1, 2, 3.0), (1, 4, 1.0), (9, 0, 0), (9, 0, NULL)) v (a, p, w);
SELECT r2(a, a) AS all_right, r2(a, a + 1) AS never FROM (VALUES (0.1), (0.1)) v (a);
SELECT rmse(a, p), mae(a, p), r2(a, p) FROM (VALUES (1, 3)) v (a, p);

-- ----- many classes -----
CREATE TABLE animal (actual text, p float8[]);
INSERT INTO animal VALUES ('ant', '{.7,.2,.1}'), ('bee', '{.1,.8,.1}'), ('cat', '{.3,.4,.3}'), ('bee', '{1,0,0}');
SELECT round(log_loss(actual, p, '{ant,bee,cat}')::numeric, 8) AS log_loss, brier_score(actual, p, '{ant,bee,cat}') FROM animal;
SELECT round(log_loss(actual, p, '{ant,bee,cat}', 2.0)::numeric, 8) AS log_loss, brier_score(actual, p, '{ant,bee,cat}', 2.0) FROM animal WHERE p[1] < 1;
-- the correlation is 1 and -1 at the ends, 0 where nothing varies; weights of any size
CREATE TABLE triple AS SELECT * FROM (VALUES ('a', 'a'), ('b', 'b'), ('c', 'a')) v (a, p);
SELECT round(matthews_correlation(a, p)::numeric, 12) AS correlation, matthews_correlation(a, a) AS all_right, matthews_correlation(a = 'a', a <> 'a') AS all_wrong,
       matthews_correlation(a, 'a'::text) AS one_predicted, matthews_correlation('a'::text, p) AS one_happened, matthews_correlation('a'::text, 'a'::text) AS one_class FROM triple;
SELECT round(matthews_correlation(a, p, 1e300)::numeric, 12) AS large, round(matthews_correlation(a, p, 1e-300)::numeric, 12) AS small,
       matthews_correlation(confusion_agg(a, p)) = matthews_correlation(a, p) AS same, macro_f1(confusion_agg(a, p)) = macro_f1(a, p) AS same_f1 FROM triple;
DROP TABLE triple;
-- probabilities that do not add up are made to
SELECT log_loss('a'::text, '{.2,.2}', '{a,b}') = ln(2::float8) AS same;
-- types: integers, enums, char(n), dates
CREATE TYPE risk AS ENUM ('low', 'high');
SELECT accuracy(1, 1::bigint), accuracy('low'::risk, 'high'::risk), accuracy('a'::char(5), 'a'::text), accuracy(date '2020-01-01', date '2020-01-01');
SELECT actual, predicted, count FROM confusion_matrix((SELECT confusion_agg(i % 3, i % 2) FROM generate_series(1, 6) i)) WHERE count > 0;
SELECT * FROM confusion_matrix((SELECT confusion_agg(r, 'high'::risk, 0.5) FROM (VALUES ('low'::risk), ('high'), ('low')) v (r)));
SELECT accuracy(point(0, 0), point(0, 0));
SELECT accuracy('[]'::json, '[]'::json);

-- ----- NULL, NaN, nothing, one class -----
SELECT accuracy('a'::text, 'a'::text) AS accuracy, log_loss(true, 0.5), brier_score(true, 0.5), roc_auc(true, 0.5), gini(true, 0.5), ks_statistic(true, 0.5),
       average_precision(true, 0.5), matthews_correlation(1, 1), macro_f1(1, 1), rmse(1, 1), mae(1, 1), r2(1, 1), score_table_agg(true, 1) IS NULL AS score_table, confusion_agg('a'::text, 'a') IS NULL AS confusion WHERE false;
SELECT accuracy(a, p), confusion_agg(a, p) IS NULL AS confusion FROM (VALUES ('a', NULL), (NULL, 'a')) v (a, p);
SELECT accuracy(a, p), log_loss(true, q), roc_auc(l, q) FROM (VALUES ('a', NULL, NULL, true), (NULL, 'a', 0.5, NULL), ('a', 'a', 0.25, true), ('b', 'a', 1, false)) v (a, p, q, l);
SELECT metric, value, max_error FROM score_metrics((SELECT score_table_agg(l, q) FROM (VALUES (true, NULL), (NULL, 0.5), (true, 0.25)) v (l, q)));
SELECT metric, value, max_error FROM score_metrics((SELECT score_table_agg(NULL::boolean, 1)));
SELECT roc_auc(l, 1), ks_statistic(l, 1), gini(l, 1), average_precision(l, 1) FROM (VALUES (true), (true)) v (l);
SELECT roc_auc(l, 1), average_precision(l, 1) FROM (VALUES (false)) v (l);
SELECT * FROM roc_curve((SELECT score_table_agg(NULL::boolean, 1)));
SELECT * FROM roc_curve((SELECT score_table_agg(true, 1)));
SELECT count(*) FROM lift_table((SELECT score_table_agg(NULL::boolean, 1)));
SELECT count(*) FROM lift_table(NULL);
SELECT count(*) FROM roc_curve(NULL);
SELECT count(*) FROM calibration_table(NULL);
SELECT count(*) FROM confusion_matrix(NULL);
SELECT kind, class, "precision", support FROM classification_report((SELECT confusion_agg(NULL::text, 'a')));
SELECT lift, cum_pos_distr, ks FROM lift_table((SELECT score_table_agg(false, 1)));
SELECT roc_auc(l, s, w) FROM (VALUES (true, 2, 1), (false, 1, 2), (false, 3, 0), (false, 4, NULL)) v (l, s, w);

-- ----- mistakes -----
SELECT roc_auc(true, 'NaN');
SELECT roc_auc(true, '-Infinity');
SELECT roc_auc(2, 0.5);
SELECT log_loss(2, 0.5);
SELECT log_loss(true, 'NaN');
SELECT log_loss(true, 1.5);
SELECT log_loss(true, 1.0000000000000002);
SELECT brier_score(true, -0.1);
SELECT brier_score(true, 0.1, -1);
SELECT roc_auc(true, 0.1, 'NaN');
SELECT accuracy('a'::text, 'a'::text, 'Infinity');
SELECT confusion_agg('a'::text, 'a'::text, -1);
SELECT rmse('NaN', 1);
SELECT mae(1, 'Infinity');
SELECT rmse(1e200, -1e200);
SELECT r2(a, -a) FROM (VALUES (1e200), (2)) v (a);
SELECT score_table_agg(true, 1, 1e200);
SELECT log_loss('d'::text, '{.5,.5}', '{a,b}');
SELECT log_loss('a'::text, '{.5,.5}', '{a,b,c}');
SELECT log_loss('a'::text, '{.5,NULL}', '{a,b}');
SELECT log_loss('a'::text, '{.5,.5}', '{a,NULL}');
SELECT log_loss('a'::text, '{.5,NaN}', '{a,b}');
SELECT brier_score('a'::text, '{{.5,.5}}', '{a,b}');
SELECT brier_score('a'::text, '{}', '{}');
SELECT confusion_agg(repeat('x', 1025), 'a');
SELECT confusion_agg(i::text, 'a') FROM generate_series(1, 1000) i;
SELECT * FROM lift_table((SELECT score_table_agg(bad, pd) FROM account), 0);
SELECT * FROM lift_table((SELECT score_table_agg(bad, pd) FROM account), 10001);
SELECT * FROM lift_table((SELECT score_table_agg(bad, pd) FROM account), NULL);
SELECT * FROM calibration_table((SELECT score_table_agg(bad, pd) FROM account), 10, 'deciles');
SELECT * FROM calibration_table((SELECT score_table_agg(bad, pd) FROM account), 10, NULL);
SELECT * FROM calibration_table((SELECT score_table_agg(bad, pd * 2) FROM account));
SELECT * FROM calibration_table((SELECT score_table_agg(bad, -pd) FROM account), 3, 'quantile');
SELECT * FROM roc_curve((SELECT score_table_agg(bad, pd) FROM account), 1);
-- support functions by hand
SELECT score_table_transfn(NULL, true, 1);
SELECT score_table_combinefn(NULL, NULL);
SELECT score_table_finalfn(NULL) IS NULL AS nothing;
SELECT confusion_transfn(NULL, 'a'::text, 'a'::text);
SELECT confusion_combinefn(NULL, NULL);
SELECT loss_combinefn('{0,0,0,0,0,0,0,0}', '{0,0,0,0,0,0,0,0}');
SELECT log_loss_transfn('{0,0,0,0,0,0,0,0}', true, 0.5);
SELECT loss_mean_finalfn('{1,2}');
SELECT loss_mean_finalfn('{1,2,3,4,5,6,7,NULL}');
SELECT loss_mean_finalfn('{0,0,0,0,0,0,0,0}') IS NULL AS nothing;
CREATE AGGREGATE wrong_state(boolean, float8) (SFUNC = log_loss_transfn, STYPE = float8[], INITCOND = '{0,0}');
SELECT wrong_state(true, 0.5);
DROP AGGREGATE wrong_state(boolean, float8);

-- ----- all metrics of each kind of model -----
SELECT metric FROM evaluate(train_model('decision_tree', 'SELECT bad, pd FROM account', 'bad', '{"min_leaf": 1}'), 'SELECT * FROM account', 'bad');
SELECT string_agg(metric, ' ') FROM evaluate(train_model('decision_tree', 'SELECT (id % 3)::text AS part, pd FROM account', 'part', '{"min_leaf": 1}'), 'SELECT *, (id % 3)::text AS part FROM account', 'part');
SELECT string_agg(metric, ' ') FROM evaluate(train_model('decision_tree', 'SELECT id, pd FROM account', 'pd', '{"min_leaf": 1}'), 'SELECT * FROM account', 'pd');
-- evaluate() says what the aggregates say
CREATE TABLE model AS SELECT train_model('decision_tree', 'SELECT bad, pd FROM account', 'bad', '{"min_leaf": 3}') AS model;
SELECT e.metric, abs(e.value - f.value) < 1e-12 AS same
  FROM model m, evaluate(m.model, 'SELECT * FROM account', 'bad') e,
	   (SELECT matthews_correlation(bad::text, predict(m.model, a)), macro_f1(bad::text, predict(m.model, a)) FROM model m, account a) w (m, f),
	   LATERAL (VALUES ('matthews_correlation', w.m), ('macro_f1', w.f)) f (metric, value) WHERE e.metric = f.metric ORDER BY 1;
-- tune() knows the same ones
CALL tune('none', 'decision_tree', 'SELECT bad, pd FROM account', 'bad', '{"max_depth": [1]}', metric => 'rmse');
CALL tune('none', 'decision_tree', 'SELECT id, pd FROM account', 'pd', '{"max_depth": [1]}', metric => 'accuracy');

-- ----- parts and the whole -----
CREATE TABLE scored AS
SELECT i, i % 7 < 3 AS label, CASE WHEN i % 5 = 0 THEN round((sin(i) + 1)::numeric / 2, 1) ELSE (sin(i) + 1) / 2 END::float8 AS score,
       (ARRAY['ant', 'bee', 'cat'])[1 + i % 3] AS actual, (ARRAY['ant', 'bee', 'cat'])[1 + i / 2 % 3] AS predicted
  FROM generate_series(1, 5000) i;
CREATE TABLE part AS
SELECT k, i % k AS part, score_table_agg(label, score) AS scores, confusion_agg(actual, predicted) AS confusion
  FROM scored, unnest('{1,2,3,64,1000}'::int[]) k GROUP BY 1, 2;
SELECT k, score_table_merge(scores)::text = (SELECT scores::text FROM part WHERE k = 1) AS same_scores,
       confusion_merge(confusion)::text = (SELECT confusion::text FROM part WHERE k = 1) AS same_confusion
  FROM part GROUP BY k ORDER BY k;
SELECT roc_auc(score_table_merge(scores)) = (SELECT roc_auc(label, score) FROM scored) AS same FROM part WHERE k = 64;
SELECT accuracy(confusion_merge(confusion)) = (SELECT accuracy(actual, predicted) FROM scored) AS same FROM part WHERE k = 64;
-- with GROUP BY
SELECT p.part, l.bin, l.count FROM part p, lift_table(p.scores, 2) l WHERE k = 3 ORDER BY 1, 2;
SELECT i % 2 AS half, roc_auc(label, score) BETWEEN 0.4 AND 0.6 AS auc, accuracy(actual, predicted) FROM scored GROUP BY 1 ORDER BY 1;
SELECT i, roc_auc(label, score) OVER (ORDER BY i ROWS 3 PRECEDING), accuracy(actual, predicted) OVER (ORDER BY i ROWS 3 PRECEDING) FROM scored ORDER BY i LIMIT 5;
SELECT count(*) FROM (SELECT i % 2000, score_table_agg(label, score), confusion_agg(actual, predicted), log_loss(label, score) FROM scored GROUP BY 1) s;

-- ----- text and binary -----
SELECT count(*) FILTER (WHERE scores::text::score_table::text = scores::text) AS same_scores,
       count(*) FILTER (WHERE confusion::text::confusion::text = confusion::text) AS same_confusion, count(*) FROM part;
SELECT score_table_send(scores) = score_table_send(scores::text::score_table) AS same_scores,
       confusion_send(confusion) = confusion_send(confusion::text::confusion) AS same_confusion FROM part WHERE k = 1;
-- by way of the client, whose folder this is
\copy part TO 'results/metrics_part.bin' (FORMAT binary)
CREATE TABLE part_again (LIKE part);
\copy part_again FROM 'results/metrics_part.bin' (FORMAT binary)
SELECT count(*) FILTER (WHERE p.scores::text = a.scores::text AND p.confusion::text = a.confusion::text) AS same, count(*)
  FROM part p JOIN part_again a USING (k, part);
SELECT '1234'::score_table;
SELECT '\x1234'::score_table;
SELECT overlay(scores::text placing '00' from 11)::score_table FROM part WHERE k = 1;
SELECT left(scores::text, -2)::score_table FROM part WHERE k = 1;
SELECT 'x'::confusion;
SELECT '\x41'::confusion;
SELECT left(confusion::text, -2)::confusion FROM part WHERE k = 1;

-- ----- more scores than are kept apart -----
CREATE TABLE many AS
SELECT score, (hashint8(i + 9000000)::float8 + 2147483648) / 4294967296 < score AS label
  FROM (SELECT i, (hashint8(i)::float8 + 2147483648 + (hashint8(i + 5000000)::float8 + 2147483648) / 4294967296) / 4294967296 AS score
          FROM generate_series(1, 1200000) i) s;
CREATE TABLE pooled AS SELECT * FROM score_metrics((SELECT score_table_agg(label, score) FROM many));
SELECT metric, max_error > 0 AND max_error < 1e-5 AS bounded FROM pooled WHERE metric IN ('roc_auc', 'gini', 'ks_statistic', 'average_precision');
-- by ranks, without a score_table
SELECT abs(p.value - s.auc) BETWEEN 0 AND p.max_error AS within_bound
  FROM (SELECT (sum(r) FILTER (WHERE label) - positives * (positives + 1) / 2) / (positives * (count(*) - positives)) AS auc
          FROM (SELECT label, rank() OVER (ORDER BY score) AS r, (SELECT count(*)::float8 FROM many WHERE label) AS positives FROM many) ranked GROUP BY positives) s,
       pooled p WHERE metric = 'roc_auc';
SELECT count(*), sum(count) FROM lift_table((SELECT score_table_agg(label, score) FROM many));

-- ----- plans -----
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SET max_parallel_workers_per_gather = 2;
SET parallel_leader_participation = off;
EXPLAIN (COSTS OFF) SELECT roc_auc(label, score), log_loss(label, score), accuracy(actual, predicted), confusion_agg(actual, predicted) FROM scored;
CREATE FUNCTION figures(OUT scores text, OUT confusion text, OUT sums float8[]) LANGUAGE sql AS $$
	SELECT analytics.score_table_agg(label, score)::text, analytics.confusion_agg(actual, predicted)::text,
	       ARRAY[analytics.roc_auc(label, score), analytics.gini(label, score), analytics.ks_statistic(label, score), analytics.average_precision(label, score),
	             analytics.log_loss(label, score), analytics.brier_score(label, score), analytics.accuracy(actual, predicted),
	             analytics.rmse(i, score), analytics.mae(i, score), analytics.r2(i, score), analytics.roc_auc(label, score, i % 4), analytics.r2(i, score, i % 4)]
	  FROM public.scored $$;
CREATE TABLE in_parallel AS SELECT * FROM figures();
SET max_parallel_workers_per_gather = 0;
CREATE TABLE in_series AS SELECT * FROM figures();
SELECT p.scores = s.scores AS same_scores, p.confusion = s.confusion AS same_confusion,
       (SELECT max(abs(a / b - 1)) < 1e-13 FROM unnest(p.sums, s.sums) u (a, b)) AS same_figures
  FROM in_parallel p, in_series s;
SET max_parallel_workers_per_gather = 2;
CREATE TABLE merged AS SELECT metric, value, max_error FROM score_metrics((SELECT score_table_agg(label, score) FROM many));
SET max_parallel_workers_per_gather = 0;
SELECT count(*), bool_and(abs(m.value - s.value) <= 1e-9 * abs(s.value)) AS same
  FROM merged m JOIN score_metrics((SELECT score_table_agg(label, score) FROM many)) s USING (metric);
RESET parallel_setup_cost;
RESET parallel_tuple_cost;
RESET min_parallel_table_scan_size;
RESET max_parallel_workers_per_gather;
RESET parallel_leader_participation;

DROP FUNCTION figures;
DROP TABLE account, model, graded, animal, scored, part, part_again, many, pooled, in_parallel, in_series, merged;
DROP TYPE risk;
