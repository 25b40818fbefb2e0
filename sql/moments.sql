-- moments: count, means and co-moments that merge
SET search_path = analytics, public;
SET extra_float_digits = 0;
\set VERBOSITY default

CREATE TABLE flowers (petal float8, sepal real, stem integer, leaves numeric, fresh boolean);
INSERT INTO flowers VALUES
	(1.5, 2.25, 10, 3.5, true), (2.5, 1.75, 12, 4.5, false), (4.0, 3.5, 9, 2.25, true),
	(3.25, 2.5, 14, 5.0, false), (2.0, 4.0, 11, 3.0, true);

-- ----- what is in it -----
SELECT n(m), skipped(m), total_weight(m), features(m) FROM (SELECT moments_agg(f) AS m FROM flowers f) s;
SELECT * FROM mean((SELECT moments_agg(f) FROM flowers f));
SELECT mean_vector(moments_agg(ARRAY[petal, stem])) FROM flowers;
-- as PostgreSQL's own
SELECT abs(c.value - e.value) < 1e-14 AS covariance_agrees
  FROM covariance((SELECT moments_agg(f) FROM flowers f)) c,
       (SELECT covar_samp(petal, leaves::float8) AS value FROM flowers) e
 WHERE feature_i = 'petal' AND feature_j = 'leaves';
SELECT abs(c.value - e.value) < 1e-14 AS correlation_agrees
  FROM correlation((SELECT moments_agg(f) FROM flowers f)) c,
       (SELECT corr(fresh::int, sepal) AS value FROM flowers) e
 WHERE feature_i = 'fresh' AND feature_j = 'sepal';
SELECT i, j, feature_i, feature_j, round(value::numeric, 6) AS value
  FROM correlation((SELECT moments_agg(ARRAY[petal, sepal]) FROM flowers));
SELECT covariance_matrix(moments_agg(ARRAY[petal, stem])) FROM flowers;
SELECT features(set_features(moments_agg(ARRAY[petal, stem]), '{p,s}')) FROM flowers;
SELECT row_vector(f) FROM flowers f LIMIT 2;
SELECT row_vector(ROW(1, NULL::float8, true));

-- ----- NULL, NaN, nothing -----
SELECT moments_agg(ARRAY[petal]) IS NULL AS no_rows FROM flowers WHERE false;
SELECT n(m), skipped(m), mean_vector(m), covariance_matrix(m)
  FROM (SELECT moments_agg(x) AS m FROM (VALUES (NULL::float8[]), ('{1,NULL}'), ('{NaN,2}')) v (x)) s;
SELECT n(m), skipped(m), mean_vector(m), covariance_matrix(m)
  FROM (SELECT moments_agg(x) AS m FROM (VALUES (NULL::float8[]), ('{3,4}'), ('{NaN,2}')) v (x)) s;
SELECT moments_agg(x, 1.0, 'error') FROM (VALUES ('{1,2}'::float8[]), ('{1,NULL}')) v (x);
SELECT moments_agg(x, 1.0, 'error') FROM (VALUES ('{1,2}'::float8[]), ('{1,NaN}')) v (x);
SELECT moments_agg(x, 1.0, 'error') FROM (VALUES ('{1,2}'::float8[]), (NULL)) v (x);
SELECT moments_agg(x, 1.0, 'perhaps') FROM (VALUES ('{1,2}'::float8[])) v (x);
SELECT moments_agg(x) FROM (VALUES ('{1,2}'::float8[]), ('{1,Infinity}')) v (x);
SELECT moments_agg(v) FROM (VALUES (1.0::float8, 2), ('-Infinity', 3)) v (a, b);
-- ----- mistakes -----
SELECT moments_agg(x) FROM (VALUES ('{1,2}'::float8[]), ('{1,2,3}')) v (x);
SELECT moments_agg(x) FROM (VALUES ('{}'::float8[])) v (x);
SELECT moments_agg(x) FROM (VALUES ('{{1,2},{3,4}}'::float8[])) v (x);
SELECT moments_agg(v) FROM (VALUES (1, 'a'::text, now())) v (a, b, c);
SELECT moments_agg(array_fill(1.0::float8, ARRAY[4001]));
SELECT moments_agg('{1e200,1}'::float8[]) FROM generate_series(1, 3) WHERE false;
SELECT moments_agg(ARRAY[i * 1e200]) FROM generate_series(1, 3) i;
SELECT moments_merge(m) FROM (SELECT moments_agg('{1,2}'::float8[]) AS m UNION ALL SELECT moments_agg('{1}'::float8[])) s;
SELECT moments_merge(m) FROM (
	SELECT moments_agg(f) AS m FROM (SELECT petal AS a FROM flowers) f
	UNION ALL SELECT moments_agg(f) FROM (SELECT petal AS b FROM flowers) f) s;
SELECT moments_merge(m) FROM (
	SELECT moments_agg(f) AS m FROM (SELECT petal AS a FROM flowers) f
	UNION ALL SELECT moments_agg('{1}'::float8[])) s;
SELECT set_features(moments_agg(ARRAY[petal, stem]), '{p}') FROM flowers;
-- support functions by hand
SELECT moments_transfn(NULL, '{1}'::float8[]);
SELECT moments_combinefn(NULL, NULL);
SELECT moments_finalfn(NULL) IS NULL AS nothing;
SELECT n(moments_finalfn(moments_agg('{1}'::float8[])));

-- ----- kinds of vectors -----
SELECT mean_vector(moments_agg(ARRAY[petal, stem]::real[])) AS real, mean_vector(moments_agg(ARRAY[petal, stem])) AS double,
       mean_vector(moments_agg(ARRAY[petal, stem]::numeric[])) AS numeric, mean_vector(moments_agg(ARRAY[stem])) AS integer,
       mean_vector(moments_agg(ROW(petal, stem))) AS "row" FROM flowers;
SELECT n(moments_agg(ARRAY[1, NULL, 2])), n(moments_agg(ARRAY[1.5]));

-- ----- weights -----
SELECT n(m), total_weight(m), mean_vector(m),
       round((covariance_matrix(m))[1][1]::numeric, 12) AS variance
  FROM (SELECT moments_agg(ARRAY[x], w) AS m FROM (VALUES (1.0, 1.0), (2.0, 3.0), (4.0, 2.0)) v (x, w)) s;
-- cov.wt(): 1 / (1 - sum(w^2)) * sum(w (x - mean)^2), the weights adding up to 1
SELECT round((sum(w * (x - m) ^ 2) / (1 - sum(w ^ 2)))::numeric, 12) AS variance
  FROM (VALUES (1.0, 1.0 / 6), (2.0, 3.0 / 6), (4.0, 2.0 / 6)) v (x, w),
       (SELECT (1.0 * 1 + 2 * 3 + 4 * 2) / 6 AS m) s;
SELECT n(m), skipped(m) FROM (SELECT moments_agg(ARRAY[x], w) AS m FROM (VALUES (1.0, 0), (2.0, NULL), (4.0, 'NaN'), (5.0, 1.0::float8)) v (x, w)) s;
SELECT moments_agg(ARRAY[1.0::float8], -1);
SELECT moments_agg(ARRAY[1.0::float8], 'Infinity');

-- ----- parts and the whole -----
CREATE TABLE long_table AS
SELECT i, 1e9 + sin(i) AS a, cos(i * 1.1) AS b, sin(i) + cos(i * 0.3) AS c, 7.0::float8 AS d
  FROM generate_series(1, 5000) i;
CREATE FUNCTION largest_difference(x moments, y moments) RETURNS float8 LANGUAGE sql AS $$
	SELECT max(abs(p.value - q.value)) FROM analytics.covariance(x) p JOIN analytics.covariance(y) q USING (i, j) $$;
CREATE TABLE states AS
SELECT i % k AS part, k, moments_agg(ARRAY[a, b, c, d]) AS m
  FROM long_table, unnest('{1,2,3,64,1000}'::int[]) k GROUP BY 1, 2;
SELECT k, n(moments_merge(m)), largest_difference(moments_merge(m), (SELECT m FROM states WHERE k = 1)) < 1e-7 AS same
  FROM states GROUP BY k ORDER BY k;
SELECT k, largest_difference(moments_merge(m), (SELECT moments_agg(ARRAY[b, c, d]) FROM long_table)) < 1e-12 AS same
  FROM (SELECT i % k AS part, k, moments_agg(ARRAY[b, c, d]) AS m
          FROM long_table, unnest('{2,64}'::int[]) k GROUP BY 1, 2
        UNION ALL SELECT -1, 2, moments_agg(NULL::float8[])) s
 GROUP BY k ORDER BY k;
SELECT abs((covariance_matrix(m))[1][1] - (SELECT var_samp(sin(i)) FROM long_table)) < 1e-6 AS shift_does_no_harm,
       (covariance_matrix(m))[4][4] AS constant,
       (correlation_matrix(m))[4][1] AS no_correlation
  FROM states WHERE k = 1;
SELECT n(moments_merge(a.m, b.m)) FROM states a, states b WHERE a.k = 1 AND b.k = 2 AND b.part = 0;

-- ----- taking out -----
SELECT n(rest), largest_difference(rest, odd) < 1e-9 AS same
  FROM (SELECT moments_subtract((SELECT moments_agg(ARRAY[b, c]) FROM long_table),
                                (SELECT moments_agg(ARRAY[b, c]) FROM long_table WHERE i % 2 = 0)) AS rest,
               (SELECT moments_agg(ARRAY[b, c]) FROM long_table WHERE i % 2 = 1) AS odd) s;
SELECT n(moments_subtract(m, m)) FROM states WHERE k = 1;
SELECT moments_subtract(b.m, a.m) FROM states a, states b WHERE a.k = 1 AND b.k = 2 AND b.part = 0;
SELECT moments_subtract((SELECT moments_agg(ARRAY[x]) FROM (SELECT sin(i) * 1e8 AS x FROM long_table UNION ALL VALUES (1.0), (1.0)) s),
                        (SELECT moments_agg(ARRAY[sin(i) * 1e8]) FROM long_table));

-- ----- text and binary -----
SELECT count(*) FILTER (WHERE m::text::moments::text = m::text) AS same, count(*) FROM states;
SELECT moments_send(m) = moments_send(m::text::moments) AS same FROM states WHERE k = 1;
SELECT moments_send(moments_agg(f))::text::moments::text = moments_agg(f)::text AS same FROM flowers f;
SELECT '1234'::moments;
SELECT '\x1234'::moments;
SELECT overlay(m::text placing '00' from 11)::moments FROM states WHERE k = 1;
SELECT left(m::text, -2)::moments FROM states WHERE k = 1;

-- ----- plans -----
SELECT count(*), sum(n) FROM (SELECT n(moments_agg(ARRAY[b, c]) FILTER (WHERE i > 10)) AS n FROM long_table GROUP BY i % 100) s;
SET enable_sort = off;
EXPLAIN (COSTS OFF) SELECT i % 2000, moments_agg(ARRAY[a, b, c, d]) FROM long_table GROUP BY 1;
SELECT sum(n(m)) FROM (SELECT i % 2000, moments_agg(ARRAY[a, b, c, d]) AS m FROM long_table GROUP BY 1) s;
RESET enable_sort;
SELECT i, n(moments_agg(ARRAY[b, c]) OVER (ORDER BY i ROWS 2 PRECEDING)) FROM long_table ORDER BY i LIMIT 4;

SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SET max_parallel_workers_per_gather = 2;
SET parallel_leader_participation = off;
CREATE TABLE serial AS SELECT moments_agg(ARRAY[b, c, d]) AS m, moments_agg(l) AS r FROM long_table l WHERE random() >= 0 AND i > 0;
EXPLAIN (COSTS OFF) SELECT moments_agg(ARRAY[b, c, d]) FROM long_table;
EXPLAIN (COSTS OFF) SELECT i % 7, moments_agg(l) FROM long_table l GROUP BY 1;
SELECT n(p.m) = n(s.m) AS same_n, largest_difference(p.m, s.m) < 1e-12 AS same, largest_difference(p.r, s.r) < 1e-5 AS same_rows
  FROM (SELECT moments_agg(ARRAY[b, c, d]) AS m, moments_agg(l) AS r FROM long_table l) p, serial s;
RESET parallel_setup_cost;
RESET parallel_tuple_cost;
RESET min_parallel_table_scan_size;
RESET max_parallel_workers_per_gather;
RESET parallel_leader_participation;

DROP TABLE flowers, long_table, states, serial CASCADE;
DROP FUNCTION largest_difference;
