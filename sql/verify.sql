-- verify.sql - scores against reference scores
\set srcdir `echo "$PG_ABS_SRCDIR"`
\set golden :srcdir '/test/golden/c50/'
\set model :golden 'german_boost10/model.rds'
\set data :golden 'german_boost10/data.csv'
\set reference :golden 'german_boost10/expected.csv'
\set fuzzy :golden 'hand_fuzzy/model.rds'
\set iris :golden 'iris_tree/model.rds'
\set VERBOSITY default
SET extra_float_digits = 1;

-- R's own scores, to the last bit
SELECT analytics.import_model('german', pg_read_binary_file(:'model'));
SELECT analytics.import_csv('german', :'data', '{german}', ',') = analytics.import_csv('reference', :'reference', delimiter => ',') AS rows;
ALTER TABLE german ADD row_number bigint GENERATED ALWAYS AS IDENTITY;
SELECT class_count, classes FROM analytics.models;
\set query 'SELECT g.*, r.class AS reference_class, r."Good"::numeric AS reference_probability FROM german g JOIN reference r ON r."row"::bigint = g.row_number'
SELECT model, version, rows = class_compared AS all_classes, class_agreement, rows = probability_agreed AS all_probabilities,
	   max_difference, conforms, first_differences FROM analytics.verify_model('german', :'query', 'Good');
SELECT conforms, max_difference > 0 AS differs, octet_length(first_differences) <= 255 AS bounded
  FROM analytics.verify_model('german', :'query', 'Bad');
SELECT count(*) FROM analytics.verify_model_rows('german', :'query', 'Good');

-- what differs
SELECT analytics.import_model('f', pg_read_binary_file(:'fuzzy'));
CREATE TABLE checked (n integer, x double precision, f text, c text, p double precision);
INSERT INTO checked VALUES (1, 4.5, 'a', 'no', 0.3259615378840082), (2, 8, 'b', 'no', 0.68), (3, NULL, 'c', NULL, NULL),
	(4, 3, 'a', 'si', 'NaN'), (5, 3, 'a', 'no', 'Infinity'), (6, 8, 'a', 'si', NULL), (7, 8, 'a', NULL, 0.5);
\pset null null
\x on
SELECT * FROM analytics.verify_model('f', 'SELECT x, f, c AS reference_class, p AS reference_probability FROM checked ORDER BY n');
SELECT * FROM analytics.verify_model('f', 'SELECT x, f, c AS reference_class, p AS reference_probability FROM checked WHERE n IN (1, 2, 3, 7) ORDER BY n', tolerance => 0.2);
SELECT * FROM analytics.verify_model('f', 'SELECT x, f, c AS reference_class FROM checked ORDER BY n');
SELECT * FROM analytics.verify_model('f', 'SELECT x, f, p AS reference_probability FROM checked WHERE n < 2 ORDER BY n', 'si', 1e-12);
-- nothing to compare says nothing
SELECT * FROM analytics.verify_model('f', 'SELECT x, f, p AS reference_probability FROM checked WHERE n = 3');
SELECT * FROM analytics.verify_model('f', 'SELECT x, f, p AS reference_probability FROM checked WHERE false');
\x off
SELECT * FROM analytics.verify_model_rows('f', 'SELECT x, f, c AS reference_class, p AS reference_probability FROM checked ORDER BY n');
SELECT * FROM analytics.verify_model_rows('f', 'SELECT x, f, c AS reference_class, p AS reference_probability FROM checked ORDER BY n', 'no', 0, 2);

-- references of other types
SELECT conforms FROM analytics.verify_model('f', $$SELECT 4.5 AS x, 'a'::text AS f, 'no'::char(8) AS reference_class, 0.3259615378840082::numeric AS reference_probability$$);
SELECT conforms FROM analytics.verify_model('f', $$SELECT 4.5 AS x, 'a'::text AS f, 'no'::name AS reference_class, 0 AS reference_probability$$);
SELECT conforms FROM analytics.verify_model('f', $$SELECT 4.5 AS x, 'a'::text AS f, 0.3259615378840082::real AS reference_probability$$, tolerance => 1e-7);

-- many rows, in batches; a long list of differences is cut
SELECT rows, class_agreed, octet_length(first_differences) <= 255 AS bounded, right(first_differences, 5)
  FROM analytics.verify_model('f', $$SELECT i::float8 AS x, 'a'::text AS f, 'ñandú'::text AS reference_class FROM generate_series(1, 2500) i$$);
SELECT octet_length(first_differences) <= 255 AS bounded
  FROM analytics.verify_model('f', $$SELECT 1 AS x, 'a'::text AS f, repeat('ñ', 1000) AS reference_class$$);
SELECT row_number FROM analytics.verify_model_rows('f', $$SELECT i AS x, 'a'::text AS f, CASE WHEN i % 999 = 0 THEN 'x' END AS reference_class FROM generate_series(1, 3000) i$$);
-- as part of a larger query
SELECT m.name, v.conforms FROM (VALUES ('f'), ('german')) m(name),
	   LATERAL analytics.verify_model(m.name, CASE m.name WHEN 'f' THEN $$SELECT 4.5 AS x, 'a'::text AS f, 'no'::text AS reference_class$$
									  ELSE :'query' END, CASE m.name WHEN 'german' THEN 'Good' END) v ORDER BY 1;

-- errors
SELECT * FROM analytics.verify_model('f', 'SELECT x, f FROM checked');
SELECT * FROM analytics.verify_model('f', 'SELECT f, c AS reference_class FROM checked');
SELECT * FROM analytics.verify_model('f', 'SELECT x, f, now() AS reference_class FROM checked');
SELECT * FROM analytics.verify_model('f', 'SELECT x, f, c AS reference_probability FROM checked');
SELECT * FROM analytics.verify_model('f', 'SELECT n / 0 AS x, f, c AS reference_class FROM checked');
SELECT * FROM analytics.verify_model('f', $$SELECT CASE WHEN n = 3 THEN 'Infinity' ELSE x END AS x, f, c AS reference_class FROM checked ORDER BY n$$);
SELECT * FROM analytics.verify_model('f', 'SELECT x, f, c AS reference_class FROM checked', 'yes');
SELECT * FROM analytics.verify_model('f', 'SELECT x, f, c AS reference_class FROM checked', tolerance => -1);
SELECT * FROM analytics.verify_model('f', 'SELECT x, f, c AS reference_class FROM checked', tolerance => 'NaN');
SELECT * FROM analytics.verify_model_rows('f', 'SELECT x, f, c AS reference_class FROM checked', max_rows => 0);
SELECT * FROM analytics.verify_model('nothing', 'SELECT 1');
SELECT * FROM analytics.verify_model(NULL, 'SELECT 1');
SELECT * FROM analytics.verify_model('f', NULL);
SELECT * FROM analytics.verify_model('f', 'SELECT 1', tolerance => NULL);
-- only a query, and read-only
SELECT * FROM analytics.verify_model('f', '');
SELECT * FROM analytics.verify_model('f', 'SELECT 1; SELECT 2');
SELECT * FROM analytics.verify_model('f', 'SELEC');
SELECT * FROM analytics.verify_model('f', 'DELETE FROM checked');
SELECT * FROM analytics.verify_model('f', 'DELETE FROM checked RETURNING x, f, c AS reference_class');
SELECT * FROM analytics.verify_model('f', 'WITH d AS (DELETE FROM checked RETURNING x, f, c AS reference_class) SELECT * FROM d');
SELECT * FROM analytics.verify_model('f', 'COMMIT');
SELECT * FROM analytics.verify_model('f', 'COPY checked TO STDOUT');
SELECT count(*) FROM checked;
-- as the caller
CREATE ROLE regress_verifier;
SET ROLE regress_verifier;
SELECT * FROM analytics.verify_model('f', 'SELECT x, f, c AS reference_class FROM checked');
RESET ROLE;
SELECT analytics.grant_model('f', 'regress_verifier');
SET ROLE regress_verifier;
SELECT * FROM analytics.verify_model('f', 'SELECT x, f, c AS reference_class FROM checked');
SELECT conforms FROM analytics.verify_model('f', $$SELECT 4.5 AS x, 'a'::text AS f, 'no'::text AS reference_class$$);
RESET ROLE;

SELECT count(analytics.drop_model(name)) FROM (SELECT DISTINCT name FROM analytics.models) m;
DROP TABLE german, reference, checked;
DROP ROLE regress_verifier;
