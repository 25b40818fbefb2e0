-- predict.sql - scores by name and by value, on everything a column can be
\set srcdir `echo "$PG_ABS_SRCDIR"`
\set golden :srcdir '/test/golden/c50/'
\set fuzzy :golden 'hand_fuzzy/model.rds'
\set nway :golden 'hand_nway/model.rds'
\set logical :golden 'int_logical/model.rds'
\set special :golden 'special_chars/model.rds'
\set iris :golden 'iris_tree/model.rds'
\set VERBOSITY default
SET extra_float_digits = 1;
SELECT set_config('test.golden', :'golden', false) IS NOT NULL AS ready;

-- what R predicts, to the last bit: by name, by value, by column and by row
CREATE TABLE hand (id serial, x double precision, f text);
CREATE TABLE expected (row integer, class text, no double precision, si double precision);
CREATE TABLE found ("case" text, rows bigint, class_differs bigint, probability_differs bigint, forms_differ bigint);
SET search_path = analytics, public;
DO $$
DECLARE
	"case" text;
BEGIN
	FOREACH "case" IN ARRAY ARRAY['hand_fuzzy', 'hand_nway', 'hand_subset', 'hand_tie', 'hand_rules',
								  'hand_boost3', 'hand_costs']
	LOOP
		TRUNCATE hand, expected;
		ALTER SEQUENCE hand_id_seq RESTART;
		EXECUTE format('COPY hand (x, f) FROM %L (FORMAT csv, HEADER)',
					   current_setting('test.golden') || "case" || '/data.csv');
		EXECUTE format('COPY expected FROM %L (FORMAT csv, HEADER)',
					   current_setting('test.golden') || "case" || '/expected.csv');
		PERFORM analytics.import_model("case", pg_read_binary_file(current_setting('test.golden') || "case" || '/model.rds'));
		EXECUTE format($q$
			INSERT INTO found
			SELECT %1$L, count(*),
				   count(*) FILTER (WHERE predict(%1$L, h) <> e.class),
				   count(*) FILTER (WHERE predict_proba(%1$L, h, 'no') <> e.no OR predict_proba(%1$L, h, 'si') <> e.si),
				   count(*) FILTER (WHERE predict(v, h) <> predict(%1$L, h)
									OR predict_proba(v, h, 'no') <> predict_proba(%1$L, h, 'no')
									OR predict_proba(v, h) <> predict_proba(%1$L, h)
									OR (predict_proba(%1$L, h))[2] <> predict_proba(%1$L, h, 'si')
									OR (SELECT array_agg(p.probability) <> predict_proba(%1$L, h) FROM predict_all(%1$L, h) p)
									OR (SELECT array_agg(p.class) <> '{no,si}' FROM predict_all(v, h) p))
			  FROM hand h JOIN expected e ON e.row = h.id, model_value(%1$L) v
			$q$, "case");
	END LOOP;
END
$$;
RESET search_path;
SELECT * FROM found;

-- every row of every class
SELECT h.x, h.f, p.class, p.probability
  FROM (SELECT 4.5 AS x, 'a'::text AS f UNION ALL SELECT NULL, 'b') h,
	   analytics.predict_all('hand_fuzzy', h) p ORDER BY 1, 3;

-- numeric features: all types of numbers, and domains over them
CREATE DOMAIN measure AS numeric(10, 2) CHECK (VALUE > -1000);
CREATE TABLE numbers (i smallint, j integer, k bigint, r real, d double precision, n numeric, b boolean, m measure);
INSERT INTO numbers VALUES (6, 6, 6, 6, 6, 6, true, 6), (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	(-3, -3, -3, 'NaN', 'NaN', 'NaN', false, 4.80);
SELECT analytics.predict_proba('hand_fuzzy', row_a, 'si') AS smallint, analytics.predict_proba('hand_fuzzy', row_b, 'si') AS integer,
	   analytics.predict_proba('hand_fuzzy', row_c, 'si') AS bigint, analytics.predict_proba('hand_fuzzy', row_d, 'si') AS real
  FROM numbers t, LATERAL (SELECT t.i AS x, 'a'::text AS f) row_a, LATERAL (SELECT t.j AS x, 'a'::text AS f) row_b,
	   LATERAL (SELECT t.k AS x, 'a'::text AS f) row_c, LATERAL (SELECT t.r AS x, 'a'::text AS f) row_d;
SELECT analytics.predict_proba('hand_fuzzy', row_a, 'si') AS double, analytics.predict_proba('hand_fuzzy', row_b, 'si') AS numeric,
	   analytics.predict_proba('hand_fuzzy', row_c, 'si') AS boolean, analytics.predict_proba('hand_fuzzy', row_d, 'si') AS domain
  FROM numbers t, LATERAL (SELECT t.d AS x, 'a'::text AS f) row_a, LATERAL (SELECT t.n AS x, 'a'::text AS f) row_b,
	   LATERAL (SELECT t.b AS x, 'a'::text AS f) row_c, LATERAL (SELECT t.m AS x, 'a'::text AS f) row_d;

-- categorical features: all types of text, enums, and domains over them
CREATE TYPE letter AS ENUM ('a', 'b', 'c', 'z');
CREATE DOMAIN code AS varchar(5) NOT NULL;
CREATE DOMAIN coded_letter AS letter;
CREATE TABLE letters (t text, v varchar(3), c char(4), n name, q "char", e letter, k code, l coded_letter);
INSERT INTO letters VALUES ('a', 'a', 'a', 'a', 'a', 'a', 'a', 'a'), ('b', 'b', 'b', 'b', 'b', 'b', 'b', 'b'),
	('c', 'c', 'c', 'c', 'c', 'c', 'c', 'c');
SELECT analytics.predict_proba('hand_nway', row_a, 'no') AS text, analytics.predict_proba('hand_nway', row_b, 'no') AS varchar,
	   analytics.predict_proba('hand_nway', row_c, 'no') AS char, analytics.predict_proba('hand_nway', row_d, 'no') AS name
  FROM letters t, LATERAL (SELECT 1 AS x, t.t AS f) row_a, LATERAL (SELECT 1 AS x, t.v AS f) row_b,
	   LATERAL (SELECT 1 AS x, t.c AS f) row_c, LATERAL (SELECT 1 AS x, t.n AS f) row_d;
SELECT analytics.predict_proba('hand_nway', row_a, 'no') AS "char", analytics.predict_proba('hand_nway', row_b, 'no') AS enum,
	   analytics.predict_proba('hand_nway', row_c, 'no') AS domain, analytics.predict_proba('hand_nway', row_d, 'no') AS enum_domain
  FROM letters t, LATERAL (SELECT 1 AS x, t.q AS f) row_a, LATERAL (SELECT 1 AS x, t.e AS f) row_b,
	   LATERAL (SELECT 1 AS x, t.k AS f) row_c, LATERAL (SELECT 1 AS x, t.l AS f) row_d;
-- a boolean for the levels TRUE and FALSE
SELECT analytics.import_model('logical', pg_read_binary_file(:'logical'));
SELECT bool_and(analytics.predict_proba('logical', a, 'yes') = analytics.predict_proba('logical', b, 'yes'))
  FROM generate_series(0, 1000, 50) n, unnest('{t,f}'::boolean[]) t,
	   LATERAL (SELECT n AS i, t AS l, n * 1000 AS big, n % 2 AS bits, n / 1e10 AS tiny) a,
	   LATERAL (SELECT n AS i, upper(t::text) AS l, n * 1000 AS big, n % 2 AS bits, n / 1e10 AS tiny) b;

-- NULL: a value is missing, a row has no score, an argument gives NULL
SELECT analytics.predict_proba('hand_fuzzy', h, 'si') FROM (SELECT NULL::double precision AS x, NULL::text AS f) h;
SELECT analytics.predict('hand_fuzzy', NULL::hand) IS NULL AS name, analytics.predict_proba('hand_fuzzy', NULL::hand, 'si') IS NULL AS class,
	   analytics.predict_proba('hand_fuzzy', NULL::hand) IS NULL AS array,
	   analytics.predict(analytics.model_value('hand_fuzzy'), NULL::hand) IS NULL AS value;
SELECT count(*) FROM analytics.predict_all('hand_fuzzy', NULL::hand);
SELECT analytics.predict(NULL, h) IS NULL AS name, analytics.predict('hand_fuzzy', h, NULL) IS NULL AS levels,
	   analytics.predict_proba('hand_fuzzy', h, NULL) IS NULL AS class
  FROM (SELECT 1 AS x, 'a'::text AS f) h;
-- outer joins: rows that are not there
SELECT n, analytics.predict('hand_fuzzy', h) FROM generate_series(1, 2) n LEFT JOIN
	   (SELECT * FROM hand ORDER BY id LIMIT 1) h ON h.id = n ORDER BY n;
SELECT n, analytics.predict('hand_fuzzy', h) FROM generate_series(0, 1) n LEFT JOIN hand h ON h.id = n ORDER BY n;

-- infinite, and beyond single precision
SELECT analytics.predict('hand_fuzzy', h) FROM (SELECT 'Infinity'::double precision AS x, 'a'::text AS f) h;
SELECT analytics.predict('hand_fuzzy', h) FROM (SELECT '-Infinity'::real AS x, 'a'::text AS f) h;
SELECT analytics.predict('hand_fuzzy', h) FROM (SELECT 1e300 AS x, 'a'::text AS f) h;
SELECT analytics.predict_proba('hand_fuzzy', h, 'si', 'missing') = analytics.predict_proba('hand_fuzzy', m, 'si') AS missing
  FROM (SELECT '-Infinity'::numeric AS x, 'a'::text AS f) h, (SELECT NULL::integer AS x, 'a'::text AS f) m;

-- levels that the model has never seen
SELECT analytics.predict('hand_nway', h) FROM (SELECT 1 AS x, 'z'::text AS f) h;
SELECT analytics.predict('hand_nway', h, 'error') FROM (SELECT 1 AS x, repeat('long ', 100) AS f) h;
SELECT analytics.predict('hand_nway', h) FROM (SELECT 1 AS x, ''::text AS f) h;
SELECT analytics.predict('hand_nway', h, unknown_levels => 'ignore') FROM (SELECT 1 AS x, 'a'::text AS f) h;
SELECT analytics.predict_proba('hand_nway', h, 'no', unknown_levels => 'missing')
	   = analytics.predict_proba('hand_nway', m, 'no') AS missing
  FROM (SELECT 1 AS x, 'z'::text AS f) h, (SELECT 1 AS x, NULL::text AS f) m;
-- as chosen at import
SELECT analytics.import_model('tolerant', pg_read_binary_file(:'nway'), unknown_levels => 'missing');
SELECT analytics.predict('tolerant', h), analytics.predict('tolerant', h, 'missing') FROM (SELECT 1 AS x, 'z'::text AS f) h;
SELECT analytics.predict('tolerant', h, 'error') FROM (SELECT 1 AS x, 'z'::text AS f) h;
-- row by row, when the option is a column
SELECT analytics.predict('hand_nway', h, o) FROM (SELECT 1 AS x, 'z'::text AS f, unnest('{missing,missing}'::text[]) AS o) h;
SELECT analytics.predict('hand_nway', h, o) FROM (SELECT 1 AS x, 'z'::text AS f, unnest('{missing,error}'::text[]) AS o) h;
CREATE TABLE choosy (id integer, x double precision, f text, o text);
INSERT INTO choosy VALUES (1, 1, 'z', 'missing'), (2, 1, 'z', 'error');
SELECT analytics.predict('hand_nway', t, o) FROM choosy t WHERE id = 1;
SELECT analytics.predict('hand_nway', t, o) FROM choosy t ORDER BY id;
SELECT analytics.predict_proba('hand_nway', t, c, o) FROM choosy t, unnest('{no,si}'::text[]) c WHERE id = 1 ORDER BY c;

-- columns: one error names all that do not fit
SELECT analytics.predict('hand_fuzzy', h) FROM (SELECT 1 AS "X", 'a'::text AS "F") h;
SELECT analytics.predict('hand_fuzzy', h) FROM (SELECT 'one'::text AS x, now() AS f) h;
SELECT analytics.predict('hand_fuzzy', h) FROM (SELECT '{1}'::integer[] AS x) h;
SELECT analytics.predict('hand_rules', h) FROM (SELECT '{1}'::integer[] AS x, now() AS f) h;
SELECT analytics.predict('hand_rules', h) FROM (SELECT now() AS f) h;
SELECT analytics.predict('hand_fuzzy', ROW(1, 'a'));
SELECT analytics.predict('hand_fuzzy', ROW());
SELECT analytics.predict('hand_fuzzy', 'text'::text);
SELECT analytics.predict('hand_fuzzy', ROW(1, 4.5, 'a')::hand) AS cast;
-- case, spaces and signs in names
SELECT analytics.import_model('special', pg_read_binary_file(:'special'));
SELECT analytics.predict('special', t)
  FROM (SELECT 'apos''trofo'::text AS "tipo de persona, (x)", 'x.y'::text AS "sample:otro", 0.752616482626675 AS "años_í") t;
-- extra columns, any order; dropped and generated columns
CREATE TABLE wide (gone integer, f text, more text, x0 integer, x double precision GENERATED ALWAYS AS (x0 + 0.5) STORED);
ALTER TABLE wide DROP COLUMN gone;
INSERT INTO wide VALUES ('a', 'm', 4), ('b', 'm', 100);
SELECT analytics.predict_proba('hand_fuzzy', w, 'si') FROM wide w ORDER BY x0;
SELECT analytics.predict_proba('hand_fuzzy', w, 'si') FROM (SELECT * FROM wide OFFSET 0) w ORDER BY x0;
ALTER TABLE wide ADD COLUMN late text DEFAULT 'l';
SELECT analytics.predict_proba('hand_fuzzy', w, 'si') FROM wide w ORDER BY x0;

-- partitions in another order of columns, views, updates
CREATE TABLE parted (id integer, x double precision, f text) PARTITION BY RANGE (id);
CREATE TABLE parted_1 (f text, id integer, x double precision);
ALTER TABLE parted ATTACH PARTITION parted_1 FOR VALUES FROM (0) TO (10);
CREATE TABLE parted_2 PARTITION OF parted FOR VALUES FROM (10) TO (20);
INSERT INTO parted SELECT i, i / 2.0, CASE i % 3 WHEN 0 THEN 'a' WHEN 1 THEN 'b' END FROM generate_series(0, 19) i;
CREATE VIEW viewed AS SELECT id, x, upper(lower(f))::text AS big, lower(f) AS f FROM parted;
SELECT count(*), bool_and(analytics.predict_proba('hand_fuzzy', p, 'si') = analytics.predict_proba('hand_fuzzy', v, 'si')
						  AND analytics.predict_proba('hand_fuzzy', v, 'si') = analytics.predict_proba('hand_fuzzy', s, 'si')) AS same
  FROM parted p JOIN viewed v USING (id) JOIN (SELECT DISTINCT * FROM viewed) s USING (id);
CREATE TABLE scored (id integer PRIMARY KEY, x double precision, f text, score double precision, class text);
INSERT INTO scored SELECT id, x, f, analytics.predict_proba('hand_fuzzy', p, 'si') FROM parted p WHERE id < 12;
UPDATE scored s SET class = analytics.predict('hand_fuzzy', s), x = x + 1
 WHERE id % 4 = 0 RETURNING id, class, score, analytics.predict_proba('hand_fuzzy', s, 'si') AS after;
INSERT INTO scored (id, x, f) SELECT id, x, f FROM parted WHERE id IN (3, 15)
	ON CONFLICT (id) DO UPDATE SET class = 'again', score = analytics.predict_proba('hand_fuzzy', excluded, 'si')
	RETURNING id, class, analytics.predict('hand_fuzzy', scored);
DELETE FROM scored s WHERE analytics.predict('hand_fuzzy', s) = 'si' RETURNING id, analytics.predict('hand_fuzzy', s);
SELECT class, count(*) FROM (SELECT analytics.predict('hand_fuzzy', p) AS class FROM parted p) c GROUP BY 1 ORDER BY 1;
SELECT analytics.predict('hand_fuzzy', p) AS class, count(*), avg(analytics.predict_proba('hand_fuzzy', p, 'si'))::numeric(9, 6) AS mean
  FROM parted p GROUP BY 1 HAVING count(*) > 1 ORDER BY 1;

-- classes and models that are not there
SELECT analytics.predict_proba('hand_fuzzy', h, 'SI') FROM (SELECT 1 AS x, 'a'::text AS f) h;
SELECT analytics.predict_proba(analytics.model_value('hand_fuzzy'), h, '') FROM (SELECT 1 AS x, 'a'::text AS f) h;
SELECT analytics.predict('nothing', h) FROM (SELECT 1 AS x, 'a'::text AS f) h;
SELECT analytics.predict(repeat('n', 300), h) IS NULL FROM (SELECT 1 AS x, 'a'::text AS f) h;
SELECT analytics.import_model('shelved', pg_read_binary_file(:'iris'), deploy => false);
SELECT analytics.predict('shelved', h) FROM (SELECT 1 AS x, 'a'::text AS f) h;

-- several models and row types at one call site
SELECT h.n, m.name, analytics.predict_proba(m.name, h, 'si')
  FROM (SELECT 1 AS n, 3.0 AS x, 'a'::text AS f UNION ALL SELECT 2, 8, 'c') h,
	   unnest('{hand_fuzzy,hand_nway,hand_rules}'::text[]) AS m(name) ORDER BY 1, 2;
SELECT m.name, analytics.predict_proba(m.model, h, 'si')
  FROM (SELECT 3.0 AS x, 'a'::text AS f) h,
	   (SELECT name, analytics.model_value(name) AS model FROM unnest('{hand_fuzzy,hand_nway,hand_rules}'::text[]) name) m ORDER BY 1;
CREATE FUNCTION one_call_site(r record) RETURNS double precision LANGUAGE plpgsql AS
	$$BEGIN RETURN analytics.predict_proba('hand_fuzzy', r, 'si'); END$$;
SELECT one_call_site(ROW(1, 4.5, 'a')::hand), one_call_site(p) FROM parted p WHERE id = 9;

SELECT count(analytics.drop_model(name)) FROM (SELECT DISTINCT name FROM analytics.models) m;
DROP FUNCTION one_call_site;
DROP VIEW viewed;
DROP TABLE hand, expected, found, numbers, letters, choosy, wide, parted, scored;
DROP TYPE measure, letter, code, coded_letter CASCADE;
