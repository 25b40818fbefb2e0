-- registry.sql - who may do what with a stored model, and its versions
\set srcdir `echo "$PG_ABS_SRCDIR"`
\set iris :srcdir '/test/golden/c50/iris_tree/model.rds'
SELECT pg_read_binary_file(:'iris') AS iris \gset

CREATE ROLE regress_an_owner;
CREATE ROLE regress_an_team;
CREATE ROLE regress_an_member IN ROLE regress_an_team;
CREATE ROLE regress_an_other;

-- every object says what it is
SELECT pg_describe_object(classid, objid, 0) AS no_comment
  FROM pg_depend d
 WHERE refclassid = 'pg_extension'::regclass AND deptype = 'e'
   AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'analytics')
   AND classid IN ('pg_proc'::regclass, 'pg_class'::regclass, 'pg_type'::regclass)
   AND obj_description(objid, classid::regclass::name) IS NULL
   AND NOT (classid = 'pg_type'::regclass AND EXISTS
		(SELECT FROM pg_type t WHERE t.oid = objid AND (t.typrelid <> 0 OR t.typelem <> 0)))
 ORDER BY 1;

-- the role that imports a model first owns it
SET ROLE regress_an_owner;
SELECT analytics.import_model('m', :'iris');
SELECT analytics.import_model('m', :'iris', deploy => false);
SELECT name, version, deployed, owner, imported_by FROM analytics.models ORDER BY 1, 2;

-- nobody else sees or uses it
SET ROLE regress_an_other;
SELECT count(*) FROM analytics.models;
SELECT count(*) FROM analytics.model_features;
SELECT analytics.can_use_model('m'), analytics.can_use_model('nothing'), analytics.can_use_model(NULL);
SELECT * FROM analytics.model_features('m');
SELECT analytics.model_value('m');
SELECT analytics.export_model('m');
SELECT analytics.import_model('m', :'iris');
SELECT analytics.deploy_model('m', 2);
SELECT analytics.drop_model('m');
SELECT analytics.drop_model('m', 2);
SELECT analytics.grant_model('m', 'regress_an_other');
SELECT analytics.revoke_model('m', 'regress_an_other');
SELECT analytics.alter_model_owner('m', 'regress_an_other');

-- nor the tables, whatever function is tried in a condition
SELECT count(*) FROM analytics.registry;
SELECT count(*) FROM analytics.registry_version;
SELECT count(*) FROM analytics.registry_grant;
INSERT INTO analytics.registry_grant VALUES ('m', 'public', 'regress_an_other');
SELECT nextval('analytics.registry_version_id_seq');
CREATE FUNCTION pg_temp.peep(text) RETURNS boolean LANGUAGE plpgsql COST 0.0000001
	AS $$BEGIN RAISE NOTICE 'seen: %', $1; RETURN true; END$$;
SELECT count(*) FROM analytics.models WHERE pg_temp.peep(name);
SELECT count(*) FROM analytics.model_features WHERE pg_temp.peep(feature);
DROP FUNCTION pg_temp.peep(text);

-- a grant lets a role, and its members, use it and nothing more
SET ROLE regress_an_owner;
SELECT analytics.grant_model('m', 'regress_an_team');
SELECT analytics.grant_model('m', 'regress_an_team');
SELECT analytics.grant_model('m', 'regress_an_nobody');
SET ROLE regress_an_member;
SELECT name, version, deployed FROM analytics.models ORDER BY 1, 2;
SELECT count(*) FROM analytics.model_features('m');
SELECT analytics.model_value('m', 2) IS NOT NULL AS value;
SELECT analytics.can_use_model('m');
SELECT analytics.export_model('m');
SELECT analytics.import_model('m', :'iris');
SELECT analytics.drop_model('m');
SELECT analytics.grant_model('m', 'regress_an_other');
SET ROLE regress_an_other;
SELECT analytics.can_use_model('m');

-- public
SET ROLE regress_an_owner;
SELECT analytics.grant_model('m', 'public');
SET ROLE regress_an_other;
SELECT analytics.can_use_model('m');
SET ROLE regress_an_owner;
SELECT analytics.revoke_model('m', 'public');
SELECT analytics.revoke_model('m', 'regress_an_team');
SELECT analytics.revoke_model('m', 'regress_an_team');
SELECT analytics.revoke_model('m', 'regress_an_nobody');
SET ROLE regress_an_member;
SELECT analytics.can_use_model('m');

-- a new owner; the old one has lost it
SET ROLE regress_an_owner;
\set VERBOSITY sqlstate
SELECT analytics.alter_model_owner('m', 'regress_an_team');
\set VERBOSITY default
RESET ROLE;
SELECT analytics.alter_model_owner('m', 'regress_an_nobody');
SELECT analytics.alter_model_owner('m', 'regress_an_team');
SET ROLE regress_an_owner;
SELECT analytics.can_use_model('m');
SET ROLE regress_an_member;
SELECT analytics.import_model('m', :'iris');
SELECT version, deployed, owner, imported_by FROM analytics.models ORDER BY 1;

-- a grant outlives its role by name, harms nobody and can be revoked
SELECT analytics.grant_model('m', 'regress_an_other');
RESET ROLE;
DROP ROLE regress_an_other;
SET ROLE regress_an_owner;
SELECT analytics.can_use_model('m');
RESET ROLE;
SELECT analytics.revoke_model('m', 'regress_an_other');
SELECT count(*) FROM analytics.registry_grant;

-- deploying and dropping versions
SELECT analytics.deploy_model('m', 1);
SELECT version, deployed FROM analytics.models ORDER BY 1;
SELECT analytics.deploy_model('m', 7);
SELECT analytics.deploy_model('m', NULL);
SELECT analytics.deploy_model('nothing', 1);
SELECT analytics.drop_model('m', 1);
SELECT analytics.drop_model('m', 3);
SELECT analytics.drop_model('m', 3);
SELECT analytics.drop_model('m', NULL);
SELECT analytics.drop_model(NULL);
-- a version's number is not used again
SELECT analytics.import_model('m', :'iris', deploy => false);
SELECT analytics.drop_model('m');
SELECT analytics.drop_model('m');
-- the last version takes the model with it
SELECT analytics.import_model('m', :'iris');
SELECT analytics.drop_model('m', 1);
SELECT count(*) FROM analytics.registry;

-- nothing deployed
SELECT analytics.import_model('m', :'iris', deploy => false);
SELECT analytics.export_model('m');
SELECT analytics.model_value('m');
SELECT analytics.deploy_model('m', 1);
SELECT analytics.model_value('m') IS NOT NULL AS value;

-- ids are unique for ever
SELECT count(*), count(DISTINCT id), min(id) > 5 AS above FROM analytics.registry_version;
SELECT analytics.drop_model('m');

-- a hostile search_path changes nothing
CREATE SCHEMA regress_an_hostile;
CREATE FUNCTION regress_an_hostile.max(integer) RETURNS integer LANGUAGE sql AS 'SELECT 666';
CREATE FUNCTION regress_an_hostile.now() RETURNS timestamptz LANGUAGE sql AS $$SELECT 'infinity'::timestamptz$$;
CREATE TABLE regress_an_hostile.registry (LIKE analytics.registry);
SET search_path = regress_an_hostile, pg_catalog;
SELECT analytics.import_model('m', :'iris');
SELECT pg_catalog.current_setting('search_path');
SELECT count(*) FROM regress_an_hostile.registry;
SELECT imported_at < 'infinity' AS finite FROM analytics.models;
SELECT analytics.drop_model('m');
RESET search_path;
SET client_min_messages = warning;
DROP SCHEMA regress_an_hostile CASCADE;
RESET client_min_messages;

-- the registry follows a renamed schema
ALTER SCHEMA analytics RENAME TO regress_an_renamed;
SELECT regress_an_renamed.import_model('m', :'iris');
SELECT name, version FROM regress_an_renamed.models;
SELECT regress_an_renamed.drop_model('m');
ALTER SCHEMA regress_an_renamed RENAME TO analytics;

-- changes are seen although the OIDs of the tables are remembered
BEGIN;
DROP EXTENSION analytics CASCADE;
SELECT count(*) FROM pg_class WHERE relname = 'registry_version';
ROLLBACK;
SELECT count(*) FROM analytics.models;
REINDEX TABLE analytics.registry_version;
SELECT analytics.import_model('m', :'iris');
SELECT analytics.drop_model('m');

DROP ROLE regress_an_owner, regress_an_team, regress_an_member;
