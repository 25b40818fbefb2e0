-- pca: principal components
SET search_path = analytics, public;
SET extra_float_digits = 0;

-- variances 9 and 1 along the diagonals: eigenvalues are known
CREATE TABLE cross_table AS
SELECT x + y AS a, x - y AS b FROM (VALUES (3.0::float8, 0.0::float8), (-3, 0), (0, 1), (0, -1)) v (x, y);
SELECT component, round(eigenvalue::numeric, 12) AS eigenvalue, round(std_dev::numeric, 6) AS std_dev,
       round(proportion::numeric, 6) AS proportion, round(cumulative::numeric, 6) AS cumulative
  FROM pca_variance((SELECT pca_fit(c) FROM cross_table c));
SELECT component, position, feature, round(loading::numeric, 12) AS loading
  FROM pca_components((SELECT pca_fit(c) FROM cross_table c));
SELECT * FROM pca_center((SELECT pca_fit(c, 1) FROM cross_table c));
SELECT pca_rows(p), pca_skipped(p), pca_features(p) FROM (SELECT pca_fit(c) AS p FROM cross_table c) s;
SELECT pca_features(pca_fit(ARRAY[a, b])) FROM cross_table;
SELECT pca_scree((SELECT pca_fit(c) FROM cross_table c));

CREATE TABLE points AS
SELECT i, sin(i) * 5 + 100 AS a, cos(i * 1.1) * 2 AS b, sin(i) * 2 + cos(i * 0.3) AS c, 7.0::float8 AS d, sin(i) * 5 AS e
  FROM generate_series(1, 500) i;
-- ----- how many components -----
SELECT count(*), max(cumulative) FROM pca_variance((SELECT pca_fit(ARRAY[a, b, c]) FROM points));
SELECT count(*) FROM pca_variance((SELECT pca_fit(ARRAY[a, b, c], 2) FROM points));
SELECT count(*), min(cumulative) FILTER (WHERE component = 2) > 0.9 AS enough
  FROM pca_variance((SELECT pca_fit(ARRAY[a, b, c], NULL, false, 0.9) FROM points));
SELECT count(*) FROM pca_variance((SELECT pca(moments_agg(ARRAY[a, b, c]), variance => 1) FROM points));
SELECT count(*) FROM pca_variance((SELECT pca(moments_agg(ARRAY[a, b, c]), n_components => 1) FROM points));
SELECT pca_fit(ARRAY[a, b], 3) FROM points;
SELECT pca_fit(ARRAY[a, b], 0) FROM points;
SELECT pca_fit(ARRAY[a, b], 1, false, 0.5) FROM points;
SELECT pca_fit(ARRAY[a, b], NULL, false, 1.5) FROM points;
SELECT pca_fit(ARRAY[a, b], NULL, NULL) FROM points;
SELECT pca_fit(ARRAY[a, b], 1 + i % 2) FROM points;
SELECT pca_fit(ARRAY[a, b, NULL], NULL, false, NULL, 'error') FROM points;
-- ----- scaled: the eigenvalues add up to the columns that vary -----
SELECT round(sum(eigenvalue)::numeric, 10) AS sum FROM pca_variance((SELECT pca_fit(p, NULL, true) FROM (SELECT a, b, c, d FROM points) p));
SELECT round(max(abs(loading)) FILTER (WHERE feature = 'd' AND component < 4)::numeric, 10) AS constant
  FROM pca_components((SELECT pca_fit(p, NULL, true) FROM (SELECT a, b, c, d FROM points) p));
-- ----- degenerate -----
SELECT pca_fit(ARRAY[a, b]) IS NULL AS no_rows FROM points WHERE false;
SELECT pca_fit(ARRAY[a, b]) IS NULL AS one_row FROM points WHERE i = 1;
SELECT pca_fit(x) IS NULL AS nothing_used FROM (VALUES ('{1,NULL}'::float8[]), ('{NaN,1}')) v (x);
SELECT component, eigenvalue > 0 AS varies FROM pca_variance((SELECT pca_fit(ARRAY[a, b, c]) FROM points WHERE i <= 2));
SELECT * FROM pca_variance((SELECT pca_fit(ARRAY[d, d]) FROM points));
SELECT pca_scree((SELECT pca_fit(ARRAY[d, d]) FROM points));
SELECT component, eigenvalue = 0 AS nothing_left FROM pca_variance((SELECT pca_fit(ARRAY[a, e]) FROM points)) WHERE component = 2;

-- ----- use -----
CREATE TABLE fitted AS
SELECT pca_fit(p) AS whole, pca_fit(p, 2) AS two, pca_fit(p, 2, true) AS scaled FROM (SELECT a, b, c FROM points) p;
-- scores have the eigenvalues as variances, and no correlation
SELECT abs(var_samp(s[1]) - v.eigenvalue) < 1e-12 AS same, abs(corr(s[1], s[2])) < 1e-12 AS independent, abs(avg(s[1])) < 1e-12 AS centred
  FROM points, fitted, LATERAL (SELECT pca_transform(two, ARRAY[a, b, c]) AS s) t, pca_variance(two) v
 WHERE v.component = 1 GROUP BY v.eigenvalue;
-- all components give the vector back
SELECT max(abs(x[1] - a)) < 1e-12 AS back, max(pca_reconstruction_error(whole, ARRAY[a, b, c])) < 1e-20 AS no_error
  FROM points, fitted, LATERAL (SELECT pca_inverse_transform(whole, pca_transform(whole, ARRAY[a, b, c])) AS x) t;
SELECT max(abs(x[3] - c)) < 1e-12 AS back FROM points, LATERAL (SELECT pca_fit(p, NULL, true) AS f FROM (SELECT a, b, c FROM points) p) g,
       LATERAL (SELECT pca_inverse_transform(f, pca_transform(f, ARRAY[a, b, c])) AS x) t;
-- what is not explained is the sum of the other eigenvalues
SELECT abs(sum(pca_reconstruction_error(two, p)) / 499
           - (SELECT sum(eigenvalue) FROM fitted, pca_variance(whole) WHERE component > 2)) < 1e-12 AS same
  FROM fitted, points p;
-- T2 of all rows adds up to (n - 1) k
SELECT round(sum(pca_t2(two, p))::numeric, 8) AS t2, round(sum(pca_t2(scaled, p))::numeric, 8) AS scaled FROM fitted, points p;
SELECT pca_transform(two, p) = pca_transform(two, ARRAY[p.a, p.b, p.c]) AS by_name,
       pca_transform(two, q) = pca_transform(two, ARRAY[p.a, p.b, p.c]) AS in_another_order
  FROM fitted, points p, LATERAL (SELECT p.c, p.a, p.b) q WHERE p.i = 3;
SELECT pca_transform(two, ARRAY[a, b, c]::real[]) IS NOT NULL AS from_real FROM fitted, points WHERE i = 3;
SELECT pca_transform(two, '{1,NULL,3}'::float8[]) IS NULL AS null_1, pca_transform(two, '{1,NaN,3}'::float8[]) IS NULL AS null_2,
       pca_t2(two, '{1,NaN,3}'::float8[]) IS NULL AS null_3, pca_reconstruction_error(two, '{NaN,2,3}'::float8[]) IS NULL AS null_4,
       pca_inverse_transform(two, '{1,NaN}') IS NULL AS null_5, pca_transform(NULL::pca, '{1}'::float8[]) IS NULL AS null_6 FROM fitted;
SELECT pca_transform(two, '{1,2}'::float8[]) FROM fitted;
SELECT pca_inverse_transform(two, '{1,2,3}') FROM fitted;
SELECT pca_transform(two, q) FROM fitted, (SELECT 1 AS a, 'x'::text AS b) q;
-- another PCA in each row
SELECT count(DISTINCT t) FROM (SELECT pca_transform(f, ARRAY[1, 2])::text AS t
	FROM (SELECT pca_fit(ARRAY[a, b], 1) AS f FROM points GROUP BY i % 5) s) t;

-- ----- text and binary -----
SELECT two::text::pca::text = two::text AS text, pca_send(whole) = pca_send(whole::text::pca) AS binary FROM fitted;
SELECT 'x'::pca;
SELECT '\x00'::pca;
SELECT left(two::text, -2)::pca FROM fitted;

-- ----- in the registry -----
SELECT store_pca('points', two) FROM fitted;
SELECT store_pca('points', scaled, deploy => false) FROM fitted;
SELECT name, version, deployed, kind, feature_count, class_count FROM models WHERE name = 'points';
SELECT position, feature, kind, used FROM model_features('points');
SELECT transform('points', p) = pca_transform(two, p) AS same, transform(model_value('points', 2), p) = pca_transform(scaled, p) AS by_value
  FROM fitted, points p WHERE i = 3;
SELECT pca_value('points', 2)::text = scaled::text AS same FROM fitted;
SELECT export_model('points') AS file, model_value('points')::text AS model \gset
SELECT drop_model('points');
SELECT import_model('points_again', :'file');
SELECT transform('points_again', p) = pca_transform(two, p) AS same, transform(:'model'::model, p) = pca_transform(two, p) AS same FROM fitted, points p WHERE i = 3;
SELECT predict('points_again', p) FROM points p LIMIT 1;
SELECT predict(model_value('points_again'), p) FROM points p LIMIT 1;
SELECT explain('points_again', p) FROM points p LIMIT 1;
SELECT transform('nothing', p) FROM points p LIMIT 1;
SELECT store_pca('points_again', NULL);
CREATE ROLE regress_pca_user;
GRANT SELECT ON points TO regress_pca_user;
SET ROLE regress_pca_user;
SELECT transform('points_again', p) FROM points p LIMIT 1;
SELECT pca_value('points_again');
SELECT store_pca('points_again', pca_fit(ARRAY[a, b])) FROM points;
RESET ROLE;
SELECT grant_model('points_again', 'regress_pca_user');
SET ROLE regress_pca_user;
SELECT transform('points_again', p) IS NOT NULL AS granted FROM points p LIMIT 1;
RESET ROLE;
SELECT drop_model('points_again');

-- ----- plans -----
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SET max_parallel_workers_per_gather = 2;
EXPLAIN (COSTS OFF) SELECT pca_fit(ARRAY[a, b, c]) FROM points;
SELECT max(abs(p.eigenvalue - s.eigenvalue)) < 1e-12 AS same
  FROM pca_variance((SELECT pca_fit(ARRAY[a, b, c]) FROM points)) p JOIN pca_variance((SELECT whole FROM fitted)) s USING (component);
RESET parallel_setup_cost;
RESET parallel_tuple_cost;
RESET min_parallel_table_scan_size;
RESET max_parallel_workers_per_gather;

DROP TABLE cross_table, points, fitted;
DROP OWNED BY regress_pca_user;
DROP ROLE regress_pca_user;
