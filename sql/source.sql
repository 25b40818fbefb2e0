-- source.sql - where rows come from: a relation's name or a query, in every function that takes one
SET search_path = public, analytics;
\pset null null
CREATE SCHEMA elsewhere;
CREATE TABLE sale AS SELECT i % 10 AS size, i % 3 AS kind, (i % 10) * 2.0 + i % 3 AS amount FROM generate_series(1, 300) AS i;
CREATE TABLE elsewhere."Sales ""of"" May; 2024" AS TABLE sale;
CREATE TABLE "select" AS TABLE sale;
CREATE SCHEMA "values";
CREATE TABLE "values"."table" AS TABLE sale;
CREATE VIEW sale_view AS SELECT * FROM sale;
CREATE MATERIALIZED VIEW sale_matview AS SELECT * FROM sale;
CREATE TABLE sale_parts (size integer, kind integer, amount numeric) PARTITION BY LIST (kind);
CREATE TABLE sale_part PARTITION OF sale_parts DEFAULT;
INSERT INTO sale_parts TABLE sale;
SELECT train('sale', 'linear', 'sale', 'amount');
CREATE TABLE sources (n serial, source text);
INSERT INTO sources (source) VALUES
	('sale'), ('  public.sale '), ('PUBLIC . "sale"'), ('sale;'), ('sale -- all of them'), ('/* the /* old */ table */ sale ; -- done'),
	('elsewhere."Sales ""of"" May; 2024"'), ('select'), ('values.table'), ('sale_view'), ('sale_matview'), ('sale_parts'),
	('SELECT * FROM sale'), ('select*from"sale"'), (E'\n\t-- first a comment\n SELECT * FROM sale;\n-- then another; and so on'), ('TABLE sale'), ('table/**/sale'),
	('WITH s AS (SELECT * FROM sale) SELECT * FROM s'), ('(SELECT * FROM sale)'), ('(TABLE sale LIMIT 150) UNION ALL (TABLE sale OFFSET 150);'),
	($$SELECT *, 'a;b--c' AS note FROM sale -- ; $$),
	('SELECT * FROM (VALUES (1, 0, 2.0), (2, 1, 5.0), (3, 0, 6.0), (4, 1, 9.0)) AS v (size, kind, amount)');
INSERT INTO sources (source) SELECT current_database() || '.public.sale';
SELECT n, regexp_replace(source, '.*\.(public.sale)$', '(this database).\1') AS source, (SELECT value FROM evaluate('sale', source) WHERE metric = 'rows') AS rows, (SELECT round(value::numeric, 6) FROM evaluate('sale', source) WHERE metric = 'r2') AS r2
  FROM sources ORDER BY n;
-- the others read the same
CREATE TABLE classes AS SELECT i % 10 AS size, i % 10 > 4 AS big, (i % 10 > 4)::text AS reference_class FROM generate_series(1, 100) AS i;
SELECT train('size', 'decision_tree', 'SELECT size, big FROM classes;', 'big');
SELECT v.rows, v.conforms FROM verify_model('size', 'classes') v;
SELECT v.rows, v.conforms FROM verify_model('size', 'TABLE classes;') v;
SELECT count(*) FROM verify_model_rows('size', 'classes');
SELECT count(*) FROM verify_model_rows('size', $$SELECT size, 'true' AS reference_class FROM classes; -- not so$$, max_rows => 1000);
SELECT count(*) > 0 AS folds FROM cross_validate('linear', '"values"."table"', 'amount');
SELECT count(*) > 0 AS folds FROM cross_validate('linear', 'TABLE sale;', 'amount');
SELECT train_model('linear', '/* all */ elsewhere."Sales ""of"" May; 2024"', 'amount') IS NOT NULL AS trained;
SET client_min_messages = warning;
CALL tune('tuned', 'linear', 'sale;', 'amount', '{"l2": [0, 1]}', folds => 2);
RESET client_min_messages;
SELECT train('tuned', 'linear', E'SELECT * FROM sale -- nothing else\n;-- really', 'amount', '{"method": "passes"}') > 0 AS trained;
-- a version, or a value
SELECT train('size', 'decision_tree', 'SELECT size, size < 2 AS big FROM classes', 'big', deploy => false);
SELECT version, value FROM (VALUES (NULL), (1), (2)) v (version), evaluate('size', 'classes', version => v.version) WHERE metric = 'accuracy';
SELECT value FROM evaluate(model_value('size', 2), 'classes') WHERE metric = 'accuracy';
SELECT model, v.version, rows, class_agreed, conforms, first_differences IS NOT NULL AS differs FROM (VALUES (NULL), (1), (2)) n (version), verify_model('size', 'classes', version => n.version) v;
SELECT model, version, rows, class_agreed, conforms FROM verify_model(model_value('size', 2), 'classes');
SELECT count(*) FROM verify_model_rows('size', 'classes', max_rows => 1000, version => 2);
SELECT count(*) FROM verify_model_rows(model_value('size', 2), 'classes', max_rows => 1000);
SELECT * FROM evaluate('size', 'classes', version => 3);
SELECT * FROM evaluate('size', 'classes', version => 0);
SELECT * FROM verify_model('size', 'classes', version => -1);
SELECT * FROM verify_model_rows('nothing', 'classes', version => 1);
SELECT * FROM evaluate(NULL::model, 'classes');
SELECT * FROM verify_model(model_value('sale'), 'classes');
-- neither, or not only to be read
SELECT * FROM evaluate('sale', '');
SELECT * FROM evaluate('sale', ' -- nothing');
SELECT * FROM evaluate('sale', '/* open');
SELECT * FROM evaluate('sale', 'no_such_table');
SELECT * FROM evaluate('sale', 'no_such_schema.sale');
SELECT * FROM evaluate('sale', 'no_such_database.public.sale');
SELECT * FROM evaluate('sale', 'a.b.c.d');
SELECT * FROM evaluate('sale', 'sale; sale');
SELECT * FROM evaluate('sale', '"sale');
SELECT * FROM evaluate('sale', 'sales of the month');
SELECT * FROM evaluate('sale', 'INSERT INTO sale ' || repeat('SELECT ', 1000));
SELECT * FROM evaluate('sale', 'SELECT * FRM sale');
SELECT * FROM evaluate('sale', 'SELECT * FROM no_such_table');
SELECT * FROM evaluate('sale', 'SELECT 1; SELECT 2');
SELECT * FROM evaluate('sale', 'SELECT * INTO gone FROM sale');
SELECT * FROM evaluate('sale', 'WITH gone AS (DELETE FROM sale RETURNING *) SELECT * FROM gone');
SELECT * FROM evaluate('sale', 'SELECT * FROM sale FOR UPDATE');
SELECT * FROM evaluate('sale', 'SELECT $1');
SELECT * FROM evaluate('sale', 'sources_n_seq');
CREATE INDEX sale_size ON sale (size);
\set VERBOSITY sqlstate
SELECT * FROM evaluate('sale', 'sale_size');
\set VERBOSITY default
-- as the caller
CREATE ROLE regress_reader;
SELECT grant_model('sale', 'regress_reader');
GRANT SELECT ON elsewhere."Sales ""of"" May; 2024" TO regress_reader;
SET ROLE regress_reader;
SELECT * FROM evaluate('sale', 'sale');
SELECT * FROM evaluate('sale', 'elsewhere."Sales ""of"" May; 2024"');
SELECT * FROM verify_model('size', 'classes', version => 2);
RESET ROLE;
SELECT revoke_model('sale', 'regress_reader');
SET client_min_messages = warning;
DROP SCHEMA elsewhere, "values" CASCADE;
DROP TABLE sources, classes, "select", sale_parts;
DROP TABLE sale CASCADE;
DROP ROLE regress_reader;
SELECT drop_tuning('tuned');
SELECT name, drop_model(name) FROM (SELECT DISTINCT name FROM models) m ORDER BY name;
