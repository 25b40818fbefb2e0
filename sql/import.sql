-- import.sql - model files into the registry, and out again
\set srcdir `echo "$PG_ABS_SRCDIR"`
\set golden :srcdir '/test/golden/c50/'
\set iris :golden 'iris_tree/model.rds'
\set german :golden 'german_boost10/model.rds'
\set rules :golden 'german_rules/model.rds'
\set VERBOSITY default

-- versions are numbered by name, and the last imported is deployed
SELECT analytics.import_model('iris', pg_read_binary_file(:'iris'));
SELECT analytics.import_model('iris', pg_read_binary_file(:'iris'), deploy => false);
SELECT analytics.import_model(name => 'german', content => pg_read_binary_file(:'german'),
							  trials => 3, unknown_levels => 'missing');
SELECT analytics.import_model('regeln', pg_read_binary_file(:'rules'), 'rds');
SELECT name, version, deployed, kind, format, tool, classes, class_count, feature_count,
	   features_used, trials, trials_used, unknown_levels, has_costs
  FROM analytics.models ORDER BY name, version;
SELECT name, nodes > 0 AS nodes, size_bytes > 0 AS size,
	   source_bytes = (pg_stat_file(CASE name WHEN 'iris' THEN :'iris'
									WHEN 'german' THEN :'german' ELSE :'rules' END)).size AS source,
	   owner = current_user AS owner, imported_by = current_user AS imported_by,
	   imported_at <= now() AT TIME ZONE 'UTC' AS imported_at
  FROM analytics.models ORDER BY name, version;

-- what comes out is what went in
SELECT analytics.export_model('iris') = pg_read_binary_file(:'iris') AS deployed,
	   analytics.export_model('iris', 2) = pg_read_binary_file(:'iris') AS version;

-- features
SELECT "position", feature, kind, ordered, used, level_count, levels, round(importance::numeric, 4)
  FROM analytics.model_features('iris') ORDER BY 1;
SELECT model, version, count(*), count(levels) AS categorical, max(octet_length(levels)) <= 255 AS bounded,
	   bool_and(importance BETWEEN 0 AND 1) AS shares
  FROM analytics.model_features GROUP BY 1, 2 ORDER BY 1, 2;

-- types that BI tools read
SELECT DISTINCT format_type(atttypid, atttypmod)
  FROM pg_attribute
 WHERE attrelid IN ('analytics.models'::regclass, 'analytics.model_features'::regclass) AND attnum > 0
 ORDER BY 1;

-- more trials than there are
SELECT analytics.import_model('german', pg_read_binary_file(:'german'), trials => 1000, deploy => false);
SELECT version, deployed, trials_used FROM analytics.models WHERE name = 'german' ORDER BY 1;

-- a model as a value survives its text and its bytes
CREATE TEMP TABLE kept AS SELECT analytics.model_value('german') AS m;
SELECT m::text::analytics.model::bytea = m::bytea AS text, m::bytea::analytics.model::bytea = m::bytea AS bytes
  FROM kept;
SELECT m::bytea = analytics.model_value('german', 1)::bytea AS version_1,
	   m::bytea = analytics.model_value('german', 2)::bytea AS version_2
  FROM kept;

-- no bytes but a model's become one
\set VERBOSITY sqlstate
SELECT ''::analytics.model;
SELECT '\x'::analytics.model;
SELECT '\x0'::analytics.model;
SELECT '\x0g'::analytics.model;
SELECT '\x00ff00ff'::analytics.model;
SELECT 'credit'::analytics.model;
SELECT '\x00ff00ff'::bytea::analytics.model;
SELECT count(left(m::text, n * 2)::analytics.model) FROM kept, generate_series(1, 20) n;
SELECT left(m::text, -2)::analytics.model IS NULL FROM kept;
SELECT set_byte(m::bytea, length(m::bytea) / 2, 255 - get_byte(m::bytea, length(m::bytea) / 2))::analytics.model IS NULL
  FROM kept;
SELECT (m::bytea || '\x00')::analytics.model IS NULL FROM kept;

-- arguments that are wrong
\set VERBOSITY default
SELECT analytics.import_model('', '\x00');
SELECT analytics.import_model(repeat('x', 256), '\x00');
SELECT analytics.import_model(E'a\nb', '\x00');
SELECT analytics.import_model('x', '\x00', trials => 0);
SELECT analytics.import_model('x', '\x00', trials => -1);
SELECT analytics.import_model('x', '\x00', unknown_levels => 'ignore');
SELECT analytics.import_model(NULL, '\x00');
SELECT analytics.import_model('x', NULL);
SELECT analytics.import_model('x', '\x00', NULL);
SELECT analytics.import_model('x', '\x00', unknown_levels => NULL);
SELECT analytics.import_model('x', '\x00', deploy => NULL);
SELECT analytics.export_model(NULL);
SELECT analytics.export_model('nothing');
SELECT analytics.export_model('iris', 9);
SELECT analytics.model_value('nothing');
SELECT * FROM analytics.model_features('nothing');
SELECT * FROM analytics.model_features(NULL);

-- content that is wrong: the state of the error, its words are the loader's
\set VERBOSITY sqlstate
SELECT analytics.import_model('x', '');
SELECT analytics.import_model('x', '\x00');
SELECT analytics.import_model('x', 'plain text that is no model');
SELECT analytics.import_model('x', '\x00', 'xml of the future');
SELECT analytics.import_model('x', substr(pg_read_binary_file(:'iris'), 1, 100));
SELECT analytics.import_model('x', substr(pg_read_binary_file(:'iris'), 1, length(pg_read_binary_file(:'iris')) - 1));
SELECT count(*) FROM analytics.models WHERE name = 'x';

-- a failed or rolled back import leaves nothing
\set VERBOSITY default
BEGIN;
SELECT analytics.import_model('later', pg_read_binary_file(:'iris'));
SAVEPOINT s;
SELECT analytics.import_model('later', pg_read_binary_file(:'iris'));
ROLLBACK TO s;
SELECT analytics.import_model('later', pg_read_binary_file(:'iris'));
SELECT current_setting('search_path') AS search_path, current_user = session_user AS same_user;
SELECT name, version, deployed FROM analytics.models WHERE name = 'later' ORDER BY version;
ROLLBACK;
SELECT count(*) FROM analytics.models WHERE name = 'later';

-- not in a read-only transaction
BEGIN READ ONLY;
SELECT analytics.import_model('x', pg_read_binary_file(:'iris'));
ROLLBACK;

-- names are bytes: case and spaces count, and 255 of them will do
SELECT analytics.import_model('Iris 2', pg_read_binary_file(:'iris'));
SELECT analytics.import_model(repeat('x', 255), pg_read_binary_file(:'iris'));
SELECT left(name, 10) AS name, length(name) FROM analytics.models WHERE name > 'Iris' COLLATE "C" AND name <> 'iris'
 ORDER BY name COLLATE "C";

SELECT left(name, 10) AS name, analytics.drop_model(name) FROM (SELECT DISTINCT name FROM analytics.models) m ORDER BY m.name COLLATE "C";
