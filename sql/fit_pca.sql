-- fit_pca: principal components of a whole table, by our own scan or by the aggregate
SET search_path = analytics, public;
-- the leader or a worker finds what is wrong
\set SHOW_CONTEXT never

-- what fit_pca stored is what the aggregate computes of the same columns
CREATE FUNCTION compare(model text, reference pca) RETURNS text LANGUAGE sql AS $$
	SELECT format('%s rows, %s skipped, %s: %s', pca_rows(p), pca_skipped(p), array_to_string(pca_features(p), ' '),
		CASE WHEN pca_rows(p) = pca_rows(reference) AND pca_skipped(p) = pca_skipped(reference) AND
				  pca_features(p) = pca_features(reference) AND
				  (SELECT bool_and(abs(a.eigenvalue - b.eigenvalue) <= 1e-12 * m.eigenvalue) AND count(*) = max(n.count)
					 FROM pca_variance(p) a JOIN pca_variance(reference) b USING (component), pca_variance(p) m,
						  (SELECT count(*) FROM pca_variance(reference)) n WHERE m.component = 1) AND
				  (SELECT bool_and(abs(a.loading - b.loading) < 1e-9)
					 FROM pca_components(p) a JOIN pca_components(reference) b USING (component, position))
			 THEN 'as the aggregate' ELSE 'not what the aggregate says' END)
	  FROM pca_value(model) AS p;
$$;

-- columns of all kinds, fixed and variable, needed and not
CREATE TABLE kinds (t text, a double precision NOT NULL, b double precision NOT NULL, o boolean, i2 smallint, i4 integer,
	gone double precision, i8 bigint, d date, r real, n numeric, e double precision);
INSERT INTO kinds SELECT repeat('x', i % 7), 100 * sin(i), 40 * cos(i * 1.3), i % 2 = 0, i % 17, i % 29, i, i % 31, '2024-01-01', i % 5 * 0.5, (i % 7) / 4.0, sin(i * 0.7) * 9
  FROM generate_series(1, 1000) AS i;
SELECT fit_pca('kinds', 'kinds', columns => '{a,b}');
SELECT compare('kinds', (SELECT pca_fit(q) FROM (SELECT a, b FROM kinds) q));
SELECT fit_pca('kinds', 'kinds', columns => '{e,b,i4,a}');
SELECT compare('kinds', (SELECT pca_fit(q) FROM (SELECT e, b, i4, a FROM kinds) q));
-- all numbers, in the table's order; a boolean only when it is named
SELECT fit_pca('kinds', 'kinds');
SELECT compare('kinds', (SELECT pca_fit(q) FROM (SELECT a, b, i2, i4, gone, i8, r, n, e FROM kinds) q));
SELECT fit_pca('kinds', 'kinds', columns => '{i8,o,n,r}', scale => true);
SELECT compare('kinds', (SELECT pca_fit(q, NULL, true) FROM (SELECT i8, o, n, r FROM kinds) q));
-- a column that was dropped, one that came later, rows with and without it
ALTER TABLE kinds DROP COLUMN gone;
ALTER TABLE kinds ADD COLUMN late double precision NOT NULL DEFAULT 3.5, ADD COLUMN later integer;
INSERT INTO kinds SELECT NULL, 90 * cos(i), 30 * sin(i * 1.3), NULL, i % 13, i % 23, i % 11, NULL, 1, 2, sin(i * 0.3), i, i % 3
  FROM generate_series(1, 500) AS i;
SELECT fit_pca('kinds', 'kinds', exclude => '{t,later}');
SELECT compare('kinds', (SELECT pca_fit(q) FROM (SELECT a, b, i2, i4, i8, r, n, e, late FROM kinds) q));
-- rows with a NULL or a NaN are skipped and counted
SELECT fit_pca('kinds', 'kinds', exclude => '{late}');
SELECT compare('kinds', (SELECT pca_fit(q) FROM (SELECT a, b, i2, i4, i8, r, n, e, later FROM kinds) q));
UPDATE kinds SET n = 'NaN' WHERE i4 = 3;
UPDATE kinds SET i2 = NULL WHERE i4 = 4;
SELECT fit_pca('kinds', 'kinds', columns => '{a,i2,n}');
SELECT compare('kinds', (SELECT pca_fit(q) FROM (SELECT a, i2, n FROM kinds) q));
SELECT fit_pca('kinds', 'kinds', columns => '{a,b,i2}', on_null => 'error');
SELECT fit_pca('kinds', 'kinds', columns => '{a,b,n}', on_null => 'error');
SELECT fit_pca('kinds', 'kinds', columns => '{a,b}', on_null => 'error');
-- numbers too large for their tuple, domains, names that need quotes, a column called as its query
CREATE DOMAIN amount AS double precision CHECK (VALUE > -1e9);
CREATE TABLE "Odd ""names""" (q amount, "two words" numeric, "ñandú" double precision, huge numeric);
INSERT INTO "Odd ""names""" SELECT 10 * sin(i), cos(i), sin(2 * i), ('1.' || repeat(i::text, 2000))::numeric FROM generate_series(11, 99) AS i;
ALTER TABLE "Odd ""names""" ALTER COLUMN huge SET STORAGE EXTERNAL;
INSERT INTO "Odd ""names""" SELECT 10 * cos(i), sin(i), cos(2 * i), ('2.' || repeat(i::text, 3000))::numeric FROM generate_series(11, 99) AS i;
SELECT fit_pca('odd', '"Odd ""names"""');
SELECT compare('odd', (SELECT pca_fit(o.*) FROM "Odd ""names""" o));

-- ----- how much is kept -----
SELECT fit_pca('kept', 'kinds', columns => '{a,b,e}', n_components => 2), fit_pca('kept', 'kinds', columns => '{a,b,e}', variance => 0.5, deploy => false);
SELECT version, deployed, kind, feature_count FROM models WHERE name = 'kept' ORDER BY 1;
SELECT count(*) FROM pca_variance(pca_value('kept')) UNION ALL SELECT count(*) FROM pca_variance(pca_value('kept', 2));
SELECT round(s[1]::numeric, 6) IS NOT NULL AS projected, cardinality(s) FROM kinds k, LATERAL transform('kept', k) AS s LIMIT 1;

-- ----- parallel or not -----
CREATE TABLE many AS SELECT sin(i) * 7 AS a, cos(i * 1.7) * 3 AS b, i % 10 / 3.0::float8 AS c FROM generate_series(1, 20000) AS i;
SET max_parallel_workers_per_gather = 0;
SELECT fit_pca('many', 'many');
SELECT compare('many', (SELECT pca_fit(q) FROM many q));
SET max_parallel_workers_per_gather = 2;
SET min_parallel_table_scan_size = 0;
SELECT fit_pca('many', 'many');
SELECT compare('many', (SELECT pca_fit(q) FROM many q));
SET parallel_leader_participation = off;
SELECT fit_pca('many', 'many');
SELECT compare('many', (SELECT pca_fit(q) FROM many q));
SET max_parallel_workers = 0;
SELECT fit_pca('many', 'many');
SELECT compare('many', (SELECT pca_fit(q) FROM many q));
RESET max_parallel_workers;
ALTER TABLE many SET (parallel_workers = 0);
SELECT fit_pca('many', 'many');
ALTER TABLE many SET (parallel_workers = 2);
-- errors of a worker are errors
INSERT INTO many VALUES (1, 'Infinity', 2);
SELECT fit_pca('many', 'many');
DELETE FROM many WHERE b = 'Infinity';
UPDATE many SET c = NULL WHERE c = 0;
\set VERBOSITY sqlstate
SELECT fit_pca('many', 'many', on_null => 'error');
\set VERBOSITY default
UPDATE many SET c = 0 WHERE c IS NULL;
-- what the statement sees: its own transaction's rows, not those that it deleted
BEGIN;
DELETE FROM many WHERE a < 0;
INSERT INTO many SELECT sin(i), cos(i), i FROM generate_series(1, 100) AS i;
SELECT fit_pca('many', 'many');
SELECT compare('many', (SELECT pca_fit(q) FROM many q));
SAVEPOINT s;
SELECT fit_pca('many', 'many', columns => '{d}');
ROLLBACK TO s;
SELECT fit_pca('many', 'many');
ROLLBACK;
SELECT count(*) AS versions FROM models WHERE name = 'many';
-- many times in one statement, and in a function that catches errors
SELECT array_agg(fit_pca('many', r)) FROM unnest('{many,many,many}'::regclass[]) AS r;
CREATE FUNCTION try(relation regclass) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	RETURN 'version ' || fit_pca('tried', relation, on_null => 'error', exclude => '{}');
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE;
END $$;
INSERT INTO many VALUES (NULL, 1, 1);
SELECT try('many');
DELETE FROM many WHERE a IS NULL;
SELECT try('many');
-- a temporary table's pages are its session's own
CREATE TEMP TABLE passing AS SELECT * FROM many;
SELECT fit_pca('many', 'passing');
SELECT compare('many', (SELECT pca_fit(q) FROM passing q));
BEGIN;
DECLARE c CURSOR FOR SELECT fit_pca('many', 'many') FROM generate_series(1, 3);
FETCH 1 FROM c;
FETCH 1 FROM c;
COMMIT;

-- ----- what the executor has to read -----
CREATE VIEW seen AS SELECT a, b, i4, t FROM kinds WHERE i4 > 10;
SELECT fit_pca('seen', 'seen');
SELECT compare('seen', (SELECT pca_fit(q) FROM (SELECT a, b, i4 FROM seen) q));
SELECT fit_pca('seen', 'seen', on_null => 'error');
SELECT compare('seen', (SELECT pca_fit(q) FROM (SELECT a, b, i4 FROM seen) q));
CREATE TABLE parts (k integer, q double precision, b double precision) PARTITION BY LIST (k);
CREATE TABLE parts_1 PARTITION OF parts FOR VALUES IN (1);
CREATE TABLE parts_2 (b double precision, k integer, q double precision);
ALTER TABLE parts ATTACH PARTITION parts_2 FOR VALUES IN (2);
INSERT INTO parts SELECT 1 + i % 2, 5 * sin(i), cos(i * 1.2) FROM generate_series(1, 200) AS i;
SELECT fit_pca('parts', 'parts', exclude => '{k}');
SELECT compare('parts', (SELECT pca_fit(s) FROM (SELECT q, b FROM parts) s));
CREATE TABLE parent AS SELECT 5 * sin(i) AS a, cos(i * 1.2) AS b FROM generate_series(1, 100) AS i;
CREATE TABLE child (c integer) INHERITS (parent);
INSERT INTO child SELECT i, i, 1 FROM generate_series(1, 50) AS i;
SELECT fit_pca('parent', 'parent'), fit_pca('child', 'child', columns => '{b,a}');
SELECT compare('parent', (SELECT pca_fit(s) FROM parent s));
CREATE MATERIALIZED VIEW kept AS SELECT a, b FROM parent;
SELECT fit_pca('kept view', 'kept');
SELECT compare('kept view', (SELECT pca_fit(s) FROM kept s));
REFRESH MATERIALIZED VIEW kept WITH NO DATA;
SELECT fit_pca('kept view', 'kept');
CREATE TABLE computed (a double precision, b double precision GENERATED ALWAYS AS (a * a) STORED);
INSERT INTO computed SELECT i FROM generate_series(1, 9) AS i;
SELECT fit_pca('computed', 'computed');
SELECT compare('computed', (SELECT pca_fit(s) FROM computed s));
-- a system catalog
SELECT fit_pca('catalog', 'pg_catalog.pg_class', columns => '{relnatts,relchecks}') IS NOT NULL AS read;
-- a sequence, a table's own large values, a relation by its OID
CREATE SEQUENCE numbered;
SELECT fit_pca('numbered', 'numbered');
\set VERBOSITY sqlstate
SELECT fit_pca('toast', (SELECT reltoastrelid::regclass FROM pg_class WHERE oid = 'kinds'::regclass));
\set VERBOSITY default
SELECT fit_pca('x', 'SELECT a, b, b FROM kinds');
SELECT fit_pca('x', 'SELECT a, b, b FROM kinds', columns => '{b}');
SELECT fit_pca('query', 'SELECT a, e, b, b FROM kinds', columns => '{a,e}') > 0 AS other_columns;
SELECT fit_pca('parent', 'parent'::regclass), fit_pca(name => 'parent', relation => 'parent'), fit_pca(name => 'parent', source => 'analytics . parent;');

-- ----- a query -----
SELECT fit_pca('query', 'SELECT a, b, i4, t FROM kinds WHERE i4 > 10; -- some');
SELECT compare('query', (SELECT pca_fit(q) FROM (SELECT a, b, i4 FROM seen) q));
SELECT fit_pca('query', 'TABLE kinds', columns => '{e,b}'), fit_pca('query', 'WITH k AS (SELECT e, b, a, t FROM kinds) SELECT * FROM k', exclude => '{a,t}', on_null => 'error');
SELECT compare('query', (SELECT pca_fit(q) FROM (SELECT e, b FROM kinds) q));
SELECT fit_pca('query', $$VALUES (1, 2.5, 'x'), (2, 3, 'y'), (4, 4, 'z')$$);
SELECT pca_features(pca_value('query'));
SELECT fit_pca('x', 'SELECT a, b FROM kinds', columns => '{a,none}');
SELECT fit_pca('x', 'SELECT t FROM kinds');
SELECT fit_pca('x', 'SELECT a, b FROM kinds LIMIT 1');
SELECT fit_pca('x', 'DELETE FROM kinds RETURNING a, b');
SELECT fit_pca('x', 'no_such_table');

-- ----- rights -----
CREATE ROLE regress_fit_reader;
GRANT USAGE ON SCHEMA analytics, public TO regress_fit_reader;
GRANT SELECT (a, b) ON many TO regress_fit_reader;
GRANT SELECT ON computed TO regress_fit_reader;
CREATE TABLE ruled (a double precision, b double precision, owner name);
INSERT INTO ruled SELECT i, i * i, CASE WHEN i % 2 = 0 THEN 'regress_fit_reader' ELSE 'x' END FROM generate_series(1, 10) AS i;
ALTER TABLE ruled ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON ruled USING (owner = current_user);
GRANT SELECT ON ruled TO regress_fit_reader;
SET ROLE regress_fit_reader;
SELECT fit_pca('reader', 'many', columns => '{a,b}');
SELECT fit_pca('reader', 'many');
SELECT fit_pca('reader', 'parts', columns => '{q}');
SELECT fit_pca('reader', 'seen', columns => '{a}');
SELECT fit_pca('many', 'computed');
SELECT fit_pca('reader', 'ruled');
SELECT pca_rows(pca_value('reader'));
SELECT fit_pca('reader', 'SELECT q FROM parts');
SELECT fit_pca('reader', 'SELECT a, b FROM ruled');
SELECT pca_rows(pca_value('reader'));
SET row_security = off;
SELECT fit_pca('reader', 'ruled');
RESET row_security;
RESET ROLE;
-- also where only the schema is closed
CREATE SCHEMA closed;
CREATE TABLE closed.many AS SELECT a, b FROM many;
GRANT SELECT ON closed.many TO regress_fit_reader;
SELECT 'closed.many'::regclass::oid AS closed \gset
SET ROLE regress_fit_reader;
SELECT fit_pca('reader', :closed::regclass);
SELECT fit_pca('reader', 'closed.many');
SELECT fit_pca('reader', 'SELECT * FROM closed.many');
RESET ROLE;
GRANT USAGE ON SCHEMA closed TO regress_fit_reader;
SET ROLE regress_fit_reader;
SELECT fit_pca('reader', :closed::regclass) > 0 AS read;
RESET ROLE;
SELECT fit_pca('ruled', 'ruled');
SELECT pca_rows(pca_value('ruled'));
BEGIN READ ONLY;
SELECT fit_pca('kinds', 'kinds');
ROLLBACK;
-- another's functions are not called
CREATE FUNCTION public.nothing(moments) RETURNS moments LANGUAGE sql AS $$ SELECT NULL::analytics.moments $$;
CREATE AGGREGATE public.moments_agg(record) (SFUNC = analytics.moments_transfn, STYPE = analytics.moments, FINALFUNC = public.nothing);
SET search_path = public, analytics;
SELECT fit_pca('seen', 'seen');
SET search_path = analytics, public;
DROP AGGREGATE public.moments_agg(record);
DROP FUNCTION public.nothing;

-- ----- arguments -----
SELECT fit_pca('x', 'kinds', columns => '{a,none,t,d,other,a,b,ctid}');
SELECT fit_pca('x', 'kinds', columns => '{a,t}');
SELECT fit_pca('x', 'kinds', columns => '{a,a}');
SELECT fit_pca('x', 'kinds', columns => '{}');
SELECT fit_pca('x', 'kinds', columns => '{a,NULL}');
SELECT fit_pca('x', 'kinds', exclude => '{none}');
SELECT fit_pca('x', 'kinds', columns => '{a,b}', exclude => '{a}');
SELECT fit_pca('x', 'kinds', columns => '{{a,b}}', n_components => 3);
SELECT fit_pca('x', 'kinds', n_components => 0);
SELECT fit_pca('x', 'kinds', n_components => 2, variance => 0.5);
SELECT fit_pca('x', 'kinds', variance => 2);
SELECT fit_pca('x', 'kinds', on_null => 'skipped');
SELECT fit_pca('x', 'kinds', on_null => NULL);
SELECT fit_pca('x', 'kinds', scale => NULL);
SELECT fit_pca('x', 'kinds', deploy => NULL);
SELECT fit_pca(NULL, 'kinds');
SELECT fit_pca('', 'kinds');
SELECT fit_pca('x', NULL);
SELECT fit_pca('x', 4294967295::oid::regclass);
SELECT fit_pca('x', 'pg_class_oid_index');
CREATE TYPE pair AS (a integer, b integer);
SELECT fit_pca('x', 'pair');
CREATE TABLE texts (t text);
SELECT fit_pca('x', 'texts');
CREATE TABLE nothing ();
SELECT fit_pca('x', 'nothing');
-- too few rows
CREATE TABLE few (a double precision, b double precision);
SELECT fit_pca('x', 'few');
INSERT INTO few VALUES (1, 2), (NULL, 1), ('NaN', 3);
SELECT fit_pca('x', 'few');
INSERT INTO few VALUES (3, 5);
SELECT fit_pca('few', 'few');
SELECT component, round(eigenvalue::numeric, 6) AS eigenvalue FROM pca_variance(pca_value('few'));
INSERT INTO few VALUES (3, '-Infinity');
SELECT fit_pca('x', 'few');
SELECT count(*) AS stored FROM models WHERE name = 'x';

SELECT drop_model(name) FROM (SELECT DISTINCT name FROM models WHERE kind = 'pca') AS m ORDER BY name;
REVOKE ALL ON SCHEMA analytics, public FROM regress_fit_reader;
DROP TABLE closed.many;
DROP SCHEMA closed;
DROP SEQUENCE numbered;
DROP VIEW seen;
DROP MATERIALIZED VIEW kept;
DROP TABLE kinds, "Odd ""names""", many, passing, parts, parent, child, computed, ruled, texts, nothing, few;
DROP ROLE regress_fit_reader;
DROP DOMAIN amount;
DROP TYPE pair;
DROP FUNCTION compare, try;
