-- What 1.0.sql was made of: the contents of a database as release 1.0 wrote them.
--
-- On PostgreSQL 15 with the extension of the commit "Version 1.0", as a superuser,
-- in the folder of the project, PROJECT being that folder:
--
--	createdb bank
--	psql -X -v ON_ERROR_STOP=1 -v project="$PROJECT" -d bank -f test/upgrade/make.sql
--	psql -X -d postgres -c 'DROP ROLE gone'
--	pg_dump -O -d bank -N demo | grep -v "^.\(un\)\?restrict" >test/upgrade/1.0.sql
--
-- The table "scored" has what 1.0 answered; whoever comes later must answer the same.

CREATE EXTENSION analytics;
CREATE ROLE modeller;
CREATE ROLE analyst;
CREATE ROLE gone;
\ir ../../demo/people.sql
RESET search_path;

CREATE TABLE t AS SELECT i AS id, i::float8 AS x, 'k' || i % 3 AS k, (i * 7 % 11)::float8 AS z, i % 10 > 6 AS y
	FROM generate_series(1, 60) AS i;
GRANT SELECT ON t TO PUBLIC;

-- models: imported by a superuser, trained by a role, with versions
\set golden :project /test/golden/c50/
\set file :golden iris_tree/model.rds
SELECT analytics.import_model('iris', pg_read_binary_file(:'file'));
\set file :golden iris_boost_trials1/model.rds
SELECT analytics.import_model('iris', pg_read_binary_file(:'file'), deploy => false);
\set file :project /demo/models/credit_model_tc_mkt_nc.rds
SELECT analytics.import_model('credit', pg_read_binary_file(:'file'));
SELECT analytics.import_model('kept by nobody', pg_read_binary_file(:'file'));
SET ROLE modeller;
SELECT analytics.train('tree', 'decision_tree', 'SELECT x, k, z, y FROM t', 'y');
SELECT analytics.train('tree', 'logistic', 'SELECT x, k, z, y FROM t', 'y', deploy => false);
SELECT analytics.train('linear', 'linear', 'SELECT x, z, 3 * x + z AS y FROM t', 'y');
SELECT analytics.train('forest', 'boosted_trees', 'SELECT x, k, z, y FROM t', 'y', '{"rounds": 3, "seed": 7}');
SELECT analytics.fit_pca('components', 't', '{x,z}');
CALL analytics.tune('tuned', 'decision_tree', 'SELECT x, k, z, y FROM t', 'y', '{"max_depth": [1, 2]}');
SELECT analytics.grant_model('tree', 'analyst');
SELECT analytics.grant_model('linear', 'public');
SELECT analytics.grant_model('linear', 'gone');
RESET ROLE;
SELECT analytics.alter_model_owner('kept by nobody', 'gone');
SELECT analytics.deploy_model('iris', 1);

-- what users make of it
CREATE TABLE sketches AS SELECT analytics.moments_agg(ARRAY[x, z]) AS m, analytics.pca_fit(ARRAY[x, z]) AS p FROM t;
CREATE TABLE kept (name text, model analytics.model);
INSERT INTO kept SELECT 'linear', analytics.model_value('linear');
CREATE VIEW quality AS SELECT * FROM analytics.evaluate('tree', 'SELECT * FROM t');
CREATE VIEW proof AS SELECT v.conforms, v.rows FROM
	analytics.verify_model('tree', 'SELECT *, analytics.predict(''tree'', t) AS reference_class FROM t') AS v;
CREATE VIEW differing AS SELECT count(*) FROM
	analytics.verify_model_rows('tree', 'SELECT *, ''true'' AS reference_class FROM t', max_rows => 3);
CREATE VIEW scores AS SELECT id, analytics.predict('tree', t) AS class, analytics.predict_proba('tree', t, 'true') AS p,
	analytics.predict_value('linear', t) AS value, analytics.transform('components', t) AS components FROM t;
CREATE VIEW my_models AS SELECT * FROM analytics.models;
CREATE MATERIALIZED VIEW kept_scores AS SELECT id, p FROM scores;
SELECT analytics.create_scorer('score_tree', 'tree', 't', 'true');
CREATE TABLE arrived (id integer, x float8, k text, z float8, p float8);
CREATE TRIGGER score_arrived BEFORE INSERT ON arrived FOR EACH ROW EXECUTE FUNCTION analytics.score_row('tree', 'p', 'true');
INSERT INTO arrived SELECT id, x, k, z FROM t WHERE id <= 3;

-- what 1.0 answered
CREATE TABLE scored (what text, id integer, answer text);
INSERT INTO scored SELECT 'scores', id, s::text FROM scores AS s;
INSERT INTO scored SELECT 'forest', id, analytics.predict_proba('forest', t, 'true')::text FROM t;
INSERT INTO scored SELECT 'scorer', id, score_tree(t)::text FROM t;
INSERT INTO scored SELECT 'credit', row_number() OVER (), analytics.predict_proba('credit', c)::text FROM demo.no_clientes(20, 1) AS c;
INSERT INTO scored SELECT 'quality', row_number() OVER (), q::text FROM quality AS q;
INSERT INTO scored SELECT 'proof', 1, proof::text FROM proof;
INSERT INTO scored SELECT 'differing', 1, d::text FROM differing AS d;
INSERT INTO scored SELECT 'sketch', 1, (analytics.mean_vector(m), analytics.pca_features(p), analytics.n(m))::text FROM sketches;
INSERT INTO scored SELECT 'kept', id, analytics.predict_value(model, t)::text FROM kept, t;
