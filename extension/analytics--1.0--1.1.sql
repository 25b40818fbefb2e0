-- complain if the script is sourced in psql rather than by ALTER EXTENSION
\echo Use "ALTER EXTENSION analytics UPDATE" to load this file. \quit

-- What is there afterwards equals CREATE EXTENSION of 1.1, object by object, and
-- the test of upgrades holds it to that.  What users made stays: nothing is dropped
-- that anything of theirs depends on.
--
-- The schema of 1.0 belongs to whoever created the extension: nothing is found there
-- by a name alone.
SET LOCAL search_path = pg_catalog, pg_temp;

-- ----- what would be in the way -----

-- From now on only a superuser creates in the schema: see prologue.sql.
DO $$
BEGIN
	EXECUTE pg_catalog.format('ALTER SCHEMA @extschema@ OWNER TO %I', pg_catalog.pg_get_userbyid(10));
END $$;

DO $$
DECLARE
	strangers pg_catalog.text;
BEGIN
	SELECT pg_catalog.string_agg(pg_catalog.pg_describe_object(d.classid, d.objid, 0), ', ' ORDER BY d.classid, d.objid)
	  INTO strangers
	  FROM pg_catalog.pg_depend d
	 WHERE d.refclassid = 'pg_catalog.pg_namespace'::pg_catalog.regclass
	   AND d.refobjid = '@extschema@'::pg_catalog.regnamespace AND d.deptype = 'n'
	   AND NOT EXISTS (
			SELECT FROM pg_catalog.pg_extension e
			 WHERE e.extname = 'analytics'
			   AND (d.classid = e.tableoid AND d.objid = e.oid
					OR EXISTS (
						SELECT FROM pg_catalog.pg_depend m
						 WHERE m.classid = d.classid AND m.objid = d.objid AND m.deptype = 'e'
						   AND m.refclassid = e.tableoid AND m.refobjid = e.oid)));
	IF strangers IS NOT NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'object_not_in_prerequisite_state',
			MESSAGE = 'schema "@extschema@" holds objects that are not of the extension',
			DETAIL = 'They are: ' || pg_catalog.left(strangers, 2000) || '.',
			HINT = 'Since version 1.1 the schema belongs to the extension alone. Move them with ALTER ... SET SCHEMA, then update again.';
	END IF;
END $$;

-- A view keeps the name that it gave an argument by, which pg_dump would write down.
DO $$
DECLARE
	users pg_catalog.text;
BEGIN
	SELECT pg_catalog.string_agg(u.name, ', ' ORDER BY u.name)
	  INTO users
	  FROM (SELECT DISTINCT pg_catalog.pg_describe_object(COALESCE(c.tableoid, p.tableoid), COALESCE(c.oid, p.oid), 0)
			  FROM pg_catalog.pg_depend d
			  LEFT JOIN pg_catalog.pg_rewrite r ON d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND r.oid = d.objid
			  LEFT JOIN pg_catalog.pg_class c ON c.oid = r.ev_class
			  LEFT JOIN pg_catalog.pg_proc p ON d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND p.oid = d.objid
			 WHERE d.refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass
			   AND d.refobjid IN ('@extschema@.evaluate(text, text, text, text)'::pg_catalog.regprocedure,
								  '@extschema@.verify_model(text, text, text, double precision)'::pg_catalog.regprocedure,
								  '@extschema@.verify_model_rows(text, text, text, double precision, integer)'::pg_catalog.regprocedure)
			   AND (r.ev_action::text LIKE '%:name query :argnumber 1 %' OR p.prosqlbody::text LIKE '%:name query :argnumber 1 %')
		   ) AS u(name);
	IF users IS NOT NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'object_not_in_prerequisite_state',
			MESSAGE = 'argument "query" of evaluate(), verify_model() and verify_model_rows() is named "source" in version 1.1',
			DETAIL = 'It is given by its name in: ' || pg_catalog.left(users, 2000) || '.',
			HINT = 'Define them again with this argument in its place, which is right in both versions; then update again.';
	END IF;
END $$;

-- It has another argument now, and only the view tuning_trials is meant to call it.
DO $$
DECLARE
	users pg_catalog.text;
BEGIN
	SELECT pg_catalog.string_agg(pg_catalog.pg_describe_object(d.classid, d.objid, d.objsubid), ', ')
	  INTO users
	  FROM pg_catalog.pg_depend d
	 WHERE d.refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass
	   AND d.refobjid = '@extschema@.can_see_tuning(name)'::pg_catalog.regprocedure
	   AND NOT EXISTS (SELECT FROM pg_catalog.pg_rewrite r WHERE r.tableoid = d.classid AND r.oid = d.objid
					   AND r.ev_class = '@extschema@.tuning_trials'::pg_catalog.regclass);
	IF users IS NOT NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'object_not_in_prerequisite_state',
			MESSAGE = 'function can_see_tuning(name) is gone in version 1.1',
			DETAIL = 'It is called by: ' || pg_catalog.left(users, 2000) || '.',
			HINT = 'The view tuning_trials shows the runs that the current role may see. Define them again, then update again.';
	END IF;
END $$;

-- ----- the schema is a member of the extension -----

UPDATE pg_catalog.pg_extension SET extnamespace = 'pg_catalog'::pg_catalog.regnamespace WHERE extname = 'analytics';
DELETE FROM pg_catalog.pg_depend
 WHERE classid = 'pg_catalog.pg_extension'::pg_catalog.regclass
   AND objid = (SELECT oid FROM pg_catalog.pg_extension WHERE extname = 'analytics')
   AND refclassid = 'pg_catalog.pg_namespace'::pg_catalog.regclass
   AND refobjid = '@extschema@'::pg_catalog.regnamespace AND deptype = 'n';
ALTER EXTENSION analytics ADD SCHEMA @extschema@;
COMMENT ON SCHEMA @extschema@ IS 'models that run where the data lives';

-- ----- the settings -----

CREATE FUNCTION @extschema@.load_library() RETURNS boolean
	AS 'MODULE_PATHNAME', 'analytics_load_library'
	LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.load_library()
	IS 'true; loads the library, as any other function does, so that SHOW and pg_settings know the settings';
CREATE VIEW @extschema@.settings AS
	SELECT s.name,
		   s.setting,
		   s.unit,
		   s.boot_val AS "default",
		   s.min_val AS minimum,
		   s.max_val AS maximum,
		   s.context,
		   s.source,
		   s.short_desc AS description
	  FROM pg_catalog.pg_settings s
	 WHERE @extschema@.load_library() AND s.name LIKE 'analytics.%';
COMMENT ON VIEW @extschema@.settings IS 'the settings analytics.* in this session, also before anything else of the library was used';
GRANT SELECT ON @extschema@.settings TO PUBLIC;

-- ----- the registry: roles are known by OID, too -----

ALTER TABLE @extschema@.registry ADD COLUMN owner_id oid NOT NULL DEFAULT 0;
UPDATE @extschema@.registry SET owner_id = r.oid FROM pg_catalog.pg_roles r WHERE r.rolname = owner;
COMMENT ON COLUMN @extschema@.registry.owner_id
	IS 'the OID that this name had; 0: there was no such role; set by a trigger, so a restore has its own';
COMMENT ON SEQUENCE @extschema@.registry_version_id_seq
	IS 'ids of versions';

-- Who had a grant could see all of the model.
ALTER TABLE @extschema@.registry_grant
	ADD COLUMN privilege text NOT NULL DEFAULT 'read' CHECK (privilege IN ('read', 'score')),
	ADD COLUMN grantee_id oid NOT NULL DEFAULT 0;
UPDATE @extschema@.registry_grant SET grantee_id = r.oid FROM pg_catalog.pg_roles r WHERE r.rolname = grantee;
COMMENT ON TABLE @extschema@.registry_grant
	IS 'roles that may use a model; "public" means everybody';
COMMENT ON COLUMN @extschema@.registry_grant.privilege
	IS 'score: score with it; read: also see what is in it';
COMMENT ON COLUMN @extschema@.registry_grant.grantee_id IS 'the OID that this name had, as registry.owner_id';

ALTER TABLE @extschema@.tuning_run ADD COLUMN owner_id oid NOT NULL DEFAULT 0;
UPDATE @extschema@.tuning_run SET owner_id = r.oid FROM pg_catalog.pg_roles r WHERE r.rolname = owner;
COMMENT ON COLUMN @extschema@.tuning_run.owner_id IS 'the OID that this name had, as registry.owner_id';

CREATE FUNCTION @extschema@.registry_role() RETURNS trigger
	AS 'MODULE_PATHNAME', 'analytics_registry_role' LANGUAGE C;
COMMENT ON FUNCTION @extschema@.registry_role() IS 'sets a column to the OID of the role whose name is in another';
CREATE TRIGGER registry_role BEFORE INSERT OR UPDATE OF owner ON @extschema@.registry
	FOR EACH ROW EXECUTE FUNCTION @extschema@.registry_role('owner', 'owner_id');
CREATE TRIGGER registry_role BEFORE INSERT OR UPDATE OF grantee ON @extschema@.registry_grant
	FOR EACH ROW EXECUTE FUNCTION @extschema@.registry_role('grantee', 'grantee_id');
ALTER TABLE @extschema@.registry ENABLE ALWAYS TRIGGER registry_role;
ALTER TABLE @extschema@.registry_grant ENABLE ALWAYS TRIGGER registry_role;
CREATE TRIGGER registry_role BEFORE INSERT OR UPDATE OF owner ON @extschema@.tuning_run
	FOR EACH ROW EXECUTE FUNCTION @extschema@.registry_role('owner', 'owner_id');
ALTER TABLE @extschema@.tuning_run ENABLE ALWAYS TRIGGER registry_role;

CREATE FUNCTION @extschema@.can_read_model(name text) RETURNS boolean
	AS 'MODULE_PATHNAME', 'analytics_can_read_model'
	LANGUAGE C STABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION @extschema@.can_read_model(text)
	IS 'whether the current role may see what is in a model; false when there is no such model';

CREATE OR REPLACE VIEW @extschema@.models WITH (security_barrier) AS
	SELECT v.name,
		   v.version,
		   v.version IS NOT DISTINCT FROM r.deployed AS deployed,
		   v.kind,
		   v.format,
		   v.tool,
		   v.target,
		   pg_catalog.left(pg_catalog.array_to_string(v.classes, ', '), 255) AS classes,
		   pg_catalog.cardinality(v.classes) AS class_count,
		   v.features AS feature_count,
		   v.features_used,
		   v.trials,
		   v.trials_used,
		   v.nodes,
		   v.has_costs,
		   v.unknown_levels,
		   v.image_bytes AS size_bytes,
		   v.source_bytes,
		   r.owner::text AS owner,
		   v.imported_by::text AS imported_by,
		   v.imported_at AT TIME ZONE 'UTC' AS imported_at,
		   t.training ->> 'algorithm' AS algorithm,
		   pg_catalog.left(t.training ->> 'options', 255) AS options,
		   (t.training ->> 'seconds')::double precision AS training_seconds,
		   v.classes AS class_names
	  FROM @extschema@.registry r
	  JOIN @extschema@.registry_version v ON v.name = r.name
	 CROSS JOIN LATERAL (SELECT CASE WHEN @extschema@.can_read_model(r.name) THEN v.training END) t(training)
	 WHERE @extschema@.can_use_model(r.name);
CREATE OR REPLACE VIEW @extschema@.model_training WITH (security_barrier) AS
	SELECT v.name AS model,
		   v.version,
		   v.training ->> 'algorithm' AS algorithm,
		   v.training -> 'options' AS options,
		   v.training -> 'metrics' AS metrics
	  FROM @extschema@.registry_version v
	 WHERE v.training IS NOT NULL AND @extschema@.can_read_model(v.name);
COMMENT ON VIEW @extschema@.model_training
	IS 'how the models that the current role may read were trained here, as jsonb; flat in models and model_metrics';
COMMENT ON VIEW @extschema@.model_metrics
	IS 'what training measured of the models that the current role may read';

CREATE FUNCTION @extschema@.can_see_tuning(owner name, owner_id oid) RETURNS boolean
	AS 'MODULE_PATHNAME', 'analytics_can_see_tuning'
	LANGUAGE C STABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION @extschema@.can_see_tuning(name, oid)
	IS 'whether the current role may see the tuning runs of that owner';
CREATE OR REPLACE VIEW @extschema@.tuning_trials WITH (security_barrier) AS
	SELECT r.name,
		   r.run,
		   t.trial,
		   r.algorithm,
		   pg_catalog.left(t.settings::text, 255) AS settings,
		   r.metric,
		   t.value,
		   t.std_error,
		   r.folds,
		   t.state OPERATOR(pg_catalog.=) 'finished' AND pg_catalog.row_number() OVER (
				PARTITION BY t.run_id
				ORDER BY CASE WHEN r.larger_is_better THEN OPERATOR(pg_catalog.-) t.value ELSE t.value END, t.trial)
				OPERATOR(pg_catalog.=) 1 AS best,
		   CASE WHEN t.state OPERATOR(pg_catalog.=) 'running' AND NOT EXISTS (
				SELECT FROM pg_catalog.pg_locks l
				 WHERE l.locktype OPERATOR(pg_catalog.=) 'object'
				   AND l.classid OPERATOR(pg_catalog.=) '@extschema@.tuning_run'::pg_catalog.regclass::oid
				   AND l.objid::bigint OPERATOR(pg_catalog.=) r.id
				   AND l.database OPERATOR(pg_catalog.=) (
						SELECT d.oid FROM pg_catalog.pg_database d
						 WHERE d.datname OPERATOR(pg_catalog.=) pg_catalog.current_database()))
				THEN 'interrupted' ELSE t.state END AS state,
		   t.message,
		   t.seconds,
		   t.started AT TIME ZONE 'UTC' AS started,
		   r.strategy,
		   r.owner::text AS owner,
		   r.options OPERATOR(pg_catalog.||) t.settings AS options
	  FROM @extschema@.tuning_run r
	  JOIN @extschema@.tuning_trial t ON t.run_id OPERATOR(pg_catalog.=) r.id
	 WHERE @extschema@.can_see_tuning(r.owner, r.owner_id);
DROP FUNCTION @extschema@.can_see_tuning(name);

-- ----- functions with more arguments -----

CREATE FUNCTION @extschema@.import_model(
	name text,
	content bytea,
	format text DEFAULT 'auto',
	trials integer DEFAULT NULL,
	unknown_levels text DEFAULT 'error',
	deploy boolean DEFAULT true,
	best_iteration boolean DEFAULT false)
	RETURNS integer
	AS 'MODULE_PATHNAME', 'analytics_import_model'
	LANGUAGE C VOLATILE PARALLEL UNSAFE COST 100000;
CREATE FUNCTION @extschema@.grant_model(name text, role_name text, privilege text DEFAULT 'read') RETURNS void
	AS 'MODULE_PATHNAME', 'analytics_grant_model'
	LANGUAGE C VOLATILE PARALLEL UNSAFE;
CREATE FUNCTION @extschema@.revoke_model(name text, role_name text, privilege text DEFAULT 'score') RETURNS void
	AS 'MODULE_PATHNAME', 'analytics_revoke_model'
	LANGUAGE C VOLATILE PARALLEL UNSAFE;
CREATE FUNCTION @extschema@.verify_model(
	model text,
	source text,
	class text DEFAULT NULL,
	tolerance double precision DEFAULT 0,
	version integer DEFAULT NULL)
	RETURNS TABLE (model text, version integer, rows bigint, class_compared bigint, class_agreed bigint,
				   class_agreement double precision, probability_compared bigint, probability_agreed bigint,
				   max_difference double precision, conforms boolean, first_differences text)
	AS 'MODULE_PATHNAME', 'analytics_verify_model_name' LANGUAGE C STABLE PARALLEL UNSAFE COST 10000 ROWS 1;
CREATE FUNCTION @extschema@.verify_model_rows(
	model text,
	source text,
	class text DEFAULT NULL,
	tolerance double precision DEFAULT 0,
	max_rows integer DEFAULT 10,
	version integer DEFAULT NULL)
	RETURNS TABLE (row_number bigint, predicted_class text, reference_class text,
				   probability double precision, reference_probability double precision,
				   difference double precision)
	AS 'MODULE_PATHNAME', 'analytics_verify_model_rows_name' LANGUAGE C STABLE PARALLEL UNSAFE COST 10000 ROWS 10;
CREATE FUNCTION @extschema@.evaluate(
	model text,
	source text,
	target text DEFAULT NULL,
	class text DEFAULT NULL,
	version integer DEFAULT NULL)
	RETURNS TABLE (metric text, value double precision)
	AS 'MODULE_PATHNAME', 'analytics_evaluate_name' LANGUAGE C STABLE PARALLEL UNSAFE COST 10000 ROWS 10;

-- Views of users' may call the functions of 1.0: those become the new ones, with
-- the OIDs that they have.  The new arguments are last and have defaults.
DO $$
DECLARE
	changed record;
	made pg_catalog.pg_proc;
BEGIN
	FOR changed IN
		SELECT former::pg_catalog.regprocedure, latter::pg_catalog.regprocedure FROM (VALUES
			('@extschema@.import_model(text, bytea, text, integer, text, boolean)',
			 '@extschema@.import_model(text, bytea, text, integer, text, boolean, boolean)'),
			('@extschema@.grant_model(text, text)', '@extschema@.grant_model(text, text, text)'),
			('@extschema@.revoke_model(text, text)', '@extschema@.revoke_model(text, text, text)'),
			('@extschema@.verify_model(text, text, text, double precision)',
			 '@extschema@.verify_model(text, text, text, double precision, integer)'),
			('@extschema@.verify_model_rows(text, text, text, double precision, integer)',
			 '@extschema@.verify_model_rows(text, text, text, double precision, integer, integer)'),
			('@extschema@.evaluate(text, text, text, text)', '@extschema@.evaluate(text, text, text, text, integer)'))
			AS f(former, latter)
	LOOP
		SELECT * INTO STRICT made FROM pg_catalog.pg_proc WHERE oid = changed.latter;
		EXECUTE pg_catalog.format('DROP FUNCTION %s', changed.latter);
		UPDATE pg_catalog.pg_proc
		   SET pronargs = made.pronargs, pronargdefaults = made.pronargdefaults, proargtypes = made.proargtypes,
			   proallargtypes = made.proallargtypes, proargmodes = made.proargmodes, proargnames = made.proargnames,
			   proargdefaults = made.proargdefaults, prosrc = made.prosrc
		 WHERE oid = changed.former;
	END LOOP;
END $$;
COMMENT ON FUNCTION @extschema@.import_model(text, bytea, text, integer, text, boolean, boolean)
	IS 'stores a model file as the next version of a model; returns the version';
COMMENT ON FUNCTION @extschema@.grant_model(text, text, text)
	IS 'lets a role, or "public", score with a model ("score"), or also see what is in it ("read")';
COMMENT ON FUNCTION @extschema@.revoke_model(text, text, text)
	IS 'takes back what grant_model gave: everything, or ("read") all but scoring';
COMMENT ON FUNCTION @extschema@.verify_model(text, text, text, double precision, integer)
	IS 'scores the rows of a relation or query with a named model and compares with their columns reference_class and reference_probability';
COMMENT ON FUNCTION @extschema@.verify_model_rows(text, text, text, double precision, integer, integer)
	IS 'the first rows of a relation or query that a named model scores otherwise than their reference';
COMMENT ON FUNCTION @extschema@.evaluate(text, text, text, text, integer)
	IS 'scores the rows of a relation or query with a named model and says how near they are to its column target';

-- ----- functions that take a model by value, or a source -----

CREATE FUNCTION @extschema@.verify_model(
	model @extschema@.model,
	source text,
	class text DEFAULT NULL,
	tolerance double precision DEFAULT 0)
	RETURNS TABLE (model text, version integer, rows bigint, class_compared bigint, class_agreed bigint,
				   class_agreement double precision, probability_compared bigint, probability_agreed bigint,
				   max_difference double precision, conforms boolean, first_differences text)
	AS 'MODULE_PATHNAME', 'analytics_verify_model_model' LANGUAGE C STABLE PARALLEL UNSAFE COST 10000 ROWS 1;
COMMENT ON FUNCTION @extschema@.verify_model(@extschema@.model, text, text, double precision)
	IS 'scores the rows of a relation or query with a model value and compares with their columns reference_class and reference_probability';

CREATE FUNCTION @extschema@.verify_model_rows(
	model @extschema@.model,
	source text,
	class text DEFAULT NULL,
	tolerance double precision DEFAULT 0,
	max_rows integer DEFAULT 10)
	RETURNS TABLE (row_number bigint, predicted_class text, reference_class text,
				   probability double precision, reference_probability double precision,
				   difference double precision)
	AS 'MODULE_PATHNAME', 'analytics_verify_model_rows_model' LANGUAGE C STABLE PARALLEL UNSAFE COST 10000 ROWS 10;
COMMENT ON FUNCTION @extschema@.verify_model_rows(@extschema@.model, text, text, double precision, integer)
	IS 'the first rows of a relation or query that a model value scores otherwise than their reference';

CREATE FUNCTION @extschema@.evaluate(
	model @extschema@.model,
	source text,
	target text DEFAULT NULL,
	class text DEFAULT NULL)
	RETURNS TABLE (metric text, value double precision)
	AS 'MODULE_PATHNAME', 'analytics_evaluate_model' LANGUAGE C STABLE PARALLEL UNSAFE COST 10000 ROWS 10;
COMMENT ON FUNCTION @extschema@.evaluate(@extschema@.model, text, text, text)
	IS 'scores the rows of a relation or query with a model value and says how near they are to its column target';

CREATE FUNCTION @extschema@.fit_pca(name text, source text, columns text[] DEFAULT NULL,
	exclude text[] DEFAULT NULL, n_components integer DEFAULT NULL, scale boolean DEFAULT false,
	variance double precision DEFAULT NULL, on_null text DEFAULT 'skip', deploy boolean DEFAULT true)
	RETURNS integer
	AS 'MODULE_PATHNAME', 'analytics_fit_pca_source' LANGUAGE C VOLATILE PARALLEL UNSAFE COST 100000;
COMMENT ON FUNCTION @extschema@.fit_pca(text, text, text[], text[], integer, boolean,
	double precision, text, boolean)
	IS 'reads a table, in parallel, or a query and stores its principal components; returns the new version';

CREATE OR REPLACE FUNCTION @extschema@.fit_pca(name text, relation regclass, columns text[] DEFAULT NULL,
	exclude text[] DEFAULT NULL, n_components integer DEFAULT NULL, scale boolean DEFAULT false,
	variance double precision DEFAULT NULL, on_null text DEFAULT 'skip', deploy boolean DEFAULT true)
	RETURNS integer
	AS 'MODULE_PATHNAME', 'analytics_fit_pca_relation' LANGUAGE C VOLATILE PARALLEL UNSAFE COST 100000;

-- ----- metrics -----

@part src/pg/evaluate/arguments.sql
@part src/pg/evaluate/metrics.sql

-- ----- owners and privileges: see epilogue.sql -----

-- Everything belongs to the superuser who cannot be dropped.
DO $$
DECLARE
	top pg_catalog.text := (SELECT pg_catalog.quote_ident(rolname) FROM pg_catalog.pg_roles WHERE oid = 10);
	member record;
BEGIN
	FOR member IN
		SELECT CASE WHEN p.oid IS NULL THEN 'TYPE' ELSE 'ROUTINE' END AS kind, o.identity,
			   COALESCE(p.proacl, t.typacl) IS NOT NULL AS has_privileges
		  FROM pg_catalog.pg_depend d
		  JOIN pg_catalog.pg_extension e ON d.refclassid = e.tableoid AND d.refobjid = e.oid AND e.extname = 'analytics'
		 CROSS JOIN LATERAL pg_catalog.pg_identify_object(d.classid, d.objid, 0) o
		  LEFT JOIN pg_catalog.pg_proc p ON d.classid = p.tableoid AND p.oid = d.objid
		  LEFT JOIN pg_catalog.pg_type t ON d.classid = t.tableoid AND t.oid = d.objid
		 WHERE d.deptype = 'e' AND COALESCE(p.proowner, t.typowner) <> 10
		   -- since 17 also the types of arrays and of a table's rows, which follow their owners
		   AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend made
			   WHERE t.oid IS NOT NULL AND made.classid = d.classid AND made.objid = d.objid AND made.deptype = 'i')
	LOOP
		EXECUTE pg_catalog.format('ALTER %s %s OWNER TO %s', member.kind, member.identity, top);
		IF member.has_privileges THEN
			EXECUTE pg_catalog.format('GRANT ALL ON %s %s TO %s', member.kind, member.identity, top);
		END IF;
	END LOOP;
END $$;

-- Tables, views and the schema begin with the privileges of 1.1, which are written
-- down for pg_dump.  What was granted since 1.0 was installed, or taken from PUBLIC,
-- is granted and taken again, but for the right to create in the schema.
DO $$
DECLARE
	top pg_catalog.text := (SELECT pg_catalog.quote_ident(rolname) FROM pg_catalog.pg_roles WHERE oid = 10);
	member record;
	change record;
	object pg_catalog.text;
	first_privileges pg_catalog.aclitem[];
BEGIN
	FOR member IN
		SELECT d.classid, d.objid, c.relkind AS kind, COALESCE(c.relowner, n.nspowner) AS owner,
			   pg_catalog.format('%s %s', CASE WHEN c.oid IS NULL THEN 'SCHEMA' WHEN c.relkind = 'S' THEN 'SEQUENCE' ELSE 'TABLE' END,
								 o.identity) AS object,
			   CASE WHEN c.oid IS NULL THEN 'USAGE' WHEN c.relkind = 'S' THEN 'SELECT, UPDATE' WHEN c.relkind = 'v' THEN 'SELECT'
					ELSE 'SELECT, INSERT' END AS privileges,
			   CASE WHEN c.relkind IN ('r', 'S') THEN 'pg_database_owner' ELSE 'PUBLIC' END AS grantee,
			   COALESCE(c.relacl, n.nspacl) AS now,
			   CASE WHEN c.oid IS NULL THEN '{=U/pg_database_owner}' ELSE i.initprivs END AS former
		  FROM pg_catalog.pg_depend d
		  JOIN pg_catalog.pg_extension e ON d.refclassid = e.tableoid AND d.refobjid = e.oid AND e.extname = 'analytics'
		 CROSS JOIN LATERAL pg_catalog.pg_identify_object(d.classid, d.objid, 0) o
		  LEFT JOIN pg_catalog.pg_class c ON d.classid = c.tableoid AND c.oid = d.objid
		  LEFT JOIN pg_catalog.pg_namespace n ON d.classid = n.tableoid AND n.oid = d.objid
		  LEFT JOIN pg_catalog.pg_init_privs i ON i.classoid = d.classid AND i.objoid = d.objid AND i.objsubid = 0
		 WHERE d.deptype = 'e' AND COALESCE(c.oid, n.oid) IS NOT NULL
	LOOP
		object := member.object;
		FOR change IN
			SELECT DISTINCT CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(a.grantee)) END AS grantee
			  FROM pg_catalog.aclexplode(member.now) a WHERE a.grantee <> member.owner
		LOOP
			EXECUTE pg_catalog.format('REVOKE ALL ON %s FROM %s CASCADE', object, change.grantee);
		END LOOP;
		IF member.owner <> 10 THEN
			EXECUTE pg_catalog.format('ALTER %s OWNER TO %s', object, top);
		END IF;
		EXECUTE pg_catalog.format('GRANT ALL ON %s TO %s', object, top);
		EXECUTE pg_catalog.format('GRANT %s ON %s TO %s', member.privileges, object, member.grantee);
		SELECT i.initprivs INTO STRICT first_privileges FROM pg_catalog.pg_init_privs i
		 WHERE i.classoid = member.classid AND i.objoid = member.objid AND i.objsubid = 0;
		FOR change IN
			SELECT 'GRANT %s ON %s TO %s' AS command, n.privilege_type AS privilege,
				   CASE n.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(n.grantee)) END AS grantee,
				   CASE WHEN n.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END AS option
			  FROM pg_catalog.aclexplode(member.now) n
			 WHERE n.grantee <> member.owner AND (member.kind IS NOT NULL OR n.privilege_type <> 'CREATE')
			   AND NOT EXISTS (SELECT FROM pg_catalog.aclexplode(member.former) f
								WHERE f.grantee = n.grantee AND f.privilege_type = n.privilege_type)
			UNION ALL
			SELECT 'REVOKE %s ON %s FROM %s', f.privilege_type, 'PUBLIC', ''
			  FROM pg_catalog.aclexplode(member.former) f
			 WHERE f.grantee = 0
			   AND NOT EXISTS (SELECT FROM pg_catalog.aclexplode(member.now) n
								WHERE n.grantee = 0 AND f.privilege_type = n.privilege_type)
		LOOP
			EXECUTE pg_catalog.format(change.command, change.privilege, object, change.grantee) || change.option;
		END LOOP;
		UPDATE pg_catalog.pg_init_privs SET initprivs = first_privileges
		 WHERE classoid = member.classid AND objoid = member.objid AND objsubid = 0;
		DELETE FROM pg_catalog.pg_shdepend s
		 WHERE s.dbid = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())
		   AND s.classid = member.classid AND s.objid = member.objid AND s.deptype = 'i'
		   AND s.refobjid NOT IN (SELECT grantee FROM pg_catalog.aclexplode(first_privileges));
	END LOOP;
END $$;
