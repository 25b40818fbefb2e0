-- complain if the script is sourced in psql rather than by CREATE EXTENSION
\echo Use "CREATE EXTENSION analytics" to load this file. \quit

-- Who may do what with a model is decided by the functions themselves.
GRANT USAGE ON SCHEMA @extschema@ TO PUBLIC;
-- model: a trained model as a value

CREATE TYPE @extschema@.model;

CREATE FUNCTION @extschema@.model_in(cstring) RETURNS @extschema@.model
	AS 'MODULE_PATHNAME', 'analytics_model_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.model_in(cstring) IS 'I/O of type model';

CREATE FUNCTION @extschema@.model_out(@extschema@.model) RETURNS cstring
	AS 'MODULE_PATHNAME', 'analytics_model_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.model_out(@extschema@.model) IS 'I/O of type model';

CREATE FUNCTION @extschema@.model_recv(internal) RETURNS @extschema@.model
	AS 'MODULE_PATHNAME', 'analytics_model_recv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.model_recv(internal) IS 'I/O of type model';

CREATE FUNCTION @extschema@.model_send(@extschema@.model) RETURNS bytea
	AS 'MODULE_PATHNAME', 'analytics_model_send' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.model_send(@extschema@.model)
	IS 'the image of a model; also the cast to bytea';

CREATE TYPE @extschema@.model (
	INPUT = @extschema@.model_in,
	OUTPUT = @extschema@.model_out,
	RECEIVE = @extschema@.model_recv,
	SEND = @extschema@.model_send,
	INTERNALLENGTH = VARIABLE,
	STORAGE = EXTENDED
);
COMMENT ON TYPE @extschema@.model IS 'a trained model, ready to score rows';

CREATE FUNCTION @extschema@.bytea_to_model(bytea) RETURNS @extschema@.model
	AS 'MODULE_PATHNAME', 'analytics_bytea_to_model' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.bytea_to_model(bytea) IS 'the cast of a model image to model';

CREATE CAST (bytea AS @extschema@.model) WITH FUNCTION @extschema@.bytea_to_model(bytea);
COMMENT ON CAST (bytea AS @extschema@.model) IS 'an image, once it is proved sound, is a model';

CREATE CAST (@extschema@.model AS bytea) WITH FUNCTION @extschema@.model_send(@extschema@.model);
COMMENT ON CAST (@extschema@.model AS bytea) IS 'the image of a model';
-- registry: the stored models
--
-- The C code reads the first columns of these tables by number (registry.c)
-- and their indexes by name (registry_oids.c).  Names are COLLATE "C", so that
-- an index keeps its order when the operating system's collations change.
-- There are no foreign keys: their checks use the transaction's snapshot, so
-- that a REPEATABLE READ transaction could not add a version to a model that
-- another one imported meanwhile.

CREATE TABLE @extschema@.registry (
	name text COLLATE "C" NOT NULL CHECK (name <> '' AND octet_length(name) <= 255),
	owner name NOT NULL,
	deployed integer,
	last_version integer NOT NULL DEFAULT 0,
	created timestamptz NOT NULL DEFAULT pg_catalog.now(),
	CONSTRAINT registry_pkey PRIMARY KEY (name)
);
COMMENT ON TABLE @extschema@.registry IS 'models by name; read it through the view models';
COMMENT ON COLUMN @extschema@.registry.owner IS 'name of the role that may change the model';
COMMENT ON COLUMN @extschema@.registry.deployed IS 'the version that scores by name; null: none';
COMMENT ON COLUMN @extschema@.registry.last_version
	IS 'the highest version number ever given; numbers are not used again';

CREATE SEQUENCE @extschema@.registry_version_id_seq;
COMMENT ON SEQUENCE @extschema@.registry_version_id_seq
	IS 'ids of versions; never set it back: caches know versions by id';

CREATE TABLE @extschema@.registry_version (
	id bigint NOT NULL DEFAULT pg_catalog.nextval('@extschema@.registry_version_id_seq'),
	name text COLLATE "C" NOT NULL,
	version integer NOT NULL CHECK (version > 0),
	image @extschema@.model NOT NULL,
	source bytea NOT NULL,
	kind text NOT NULL,
	format text NOT NULL,
	tool text NOT NULL,
	target text NOT NULL,
	classes text[] NOT NULL,
	features integer NOT NULL,
	features_used integer NOT NULL,
	trials integer NOT NULL,
	trials_used integer NOT NULL,
	nodes integer NOT NULL,
	has_costs boolean NOT NULL,
	unknown_levels text NOT NULL,
	image_bytes bigint NOT NULL,
	source_bytes bigint NOT NULL,
	imported_by name NOT NULL,
	imported_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
	training jsonb,
	CONSTRAINT registry_version_pkey PRIMARY KEY (id),
	CONSTRAINT registry_version_name_version_key UNIQUE (name, version)
);
-- Source files mostly are compressed already; an image is read by every session
-- that scores, and unpacking it would be a good part of its first score.
ALTER TABLE @extschema@.registry_version
	ALTER COLUMN source SET STORAGE EXTERNAL,
	ALTER COLUMN image SET STORAGE EXTERNAL;
COMMENT ON TABLE @extschema@.registry_version
	IS 'versions of models; an id''s image never changes; read it through the view models';
COMMENT ON COLUMN @extschema@.registry_version.id IS 'unique for ever, also after the version is dropped';
COMMENT ON COLUMN @extschema@.registry_version.image IS 'the model as it scores';
COMMENT ON COLUMN @extschema@.registry_version.source
	IS 'the file exactly as it was imported; not compressed again';
COMMENT ON COLUMN @extschema@.registry_version.training
	IS 'of a model that was trained here: algorithm, options, metrics';

CREATE TABLE @extschema@.registry_grant (
	name text COLLATE "C" NOT NULL,
	grantee name NOT NULL,
	grantor name NOT NULL,
	CONSTRAINT registry_grant_pkey PRIMARY KEY (name, grantee)
);
COMMENT ON TABLE @extschema@.registry_grant
	IS 'roles that may score with a model; "public" means everybody';

SELECT pg_catalog.pg_extension_config_dump('@extschema@.registry', '');
SELECT pg_catalog.pg_extension_config_dump('@extschema@.registry_version', '');
SELECT pg_catalog.pg_extension_config_dump('@extschema@.registry_version_id_seq', '');
SELECT pg_catalog.pg_extension_config_dump('@extschema@.registry_grant', '');

-- What pg_dump and a restore need, for a database owner who is no superuser.
REVOKE ALL ON @extschema@.registry, @extschema@.registry_version, @extschema@.registry_grant
	FROM PUBLIC;
GRANT SELECT, INSERT
	ON @extschema@.registry, @extschema@.registry_version, @extschema@.registry_grant
	TO @extowner@;
GRANT SELECT, UPDATE ON SEQUENCE @extschema@.registry_version_id_seq TO @extowner@;

CREATE FUNCTION @extschema@.registry_changed() RETURNS trigger
	AS 'MODULE_PATHNAME', 'analytics_registry_changed' LANGUAGE C;
COMMENT ON FUNCTION @extschema@.registry_changed() IS 'tells all sessions that a stored model changed';

-- For each row, so that a logical subscriber's sessions are told too.
CREATE TRIGGER registry_changed AFTER INSERT OR UPDATE OR DELETE ON @extschema@.registry
	FOR EACH ROW EXECUTE FUNCTION @extschema@.registry_changed();
CREATE TRIGGER registry_truncated AFTER TRUNCATE ON @extschema@.registry
	FOR EACH STATEMENT EXECUTE FUNCTION @extschema@.registry_changed();
ALTER TABLE @extschema@.registry ENABLE ALWAYS TRIGGER registry_changed;
ALTER TABLE @extschema@.registry ENABLE ALWAYS TRIGGER registry_truncated;

CREATE TRIGGER registry_changed AFTER INSERT OR UPDATE OR DELETE ON @extschema@.registry_version
	FOR EACH ROW EXECUTE FUNCTION @extschema@.registry_changed();
CREATE TRIGGER registry_truncated AFTER TRUNCATE ON @extschema@.registry_version
	FOR EACH STATEMENT EXECUTE FUNCTION @extschema@.registry_changed();
ALTER TABLE @extschema@.registry_version ENABLE ALWAYS TRIGGER registry_changed;
ALTER TABLE @extschema@.registry_version ENABLE ALWAYS TRIGGER registry_truncated;

CREATE TRIGGER registry_changed AFTER INSERT OR UPDATE OR DELETE ON @extschema@.registry_grant
	FOR EACH ROW EXECUTE FUNCTION @extschema@.registry_changed();
CREATE TRIGGER registry_truncated AFTER TRUNCATE ON @extschema@.registry_grant
	FOR EACH STATEMENT EXECUTE FUNCTION @extschema@.registry_changed();
ALTER TABLE @extschema@.registry_grant ENABLE ALWAYS TRIGGER registry_changed;
ALTER TABLE @extschema@.registry_grant ENABLE ALWAYS TRIGGER registry_truncated;

CREATE FUNCTION @extschema@.can_use_model(name text) RETURNS boolean
	AS 'MODULE_PATHNAME', 'analytics_can_use_model'
	LANGUAGE C STABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION @extschema@.can_use_model(text)
	IS 'whether the current role may score with a model; false when there is no such model';

-- Reads the tables as their owner, shows a role only what it may use.
CREATE VIEW @extschema@.models WITH (security_barrier) AS
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
		   v.training ->> 'algorithm' AS algorithm,
		   pg_catalog.left(v.training ->> 'options', 255) AS options,
		   (v.training ->> 'seconds')::double precision AS training_seconds
	  FROM @extschema@.registry r
	  JOIN @extschema@.registry_version v ON v.name = r.name
	 WHERE @extschema@.can_use_model(r.name);
COMMENT ON VIEW @extschema@.models IS 'the versions of the models that the current role may use';
GRANT SELECT ON @extschema@.models TO PUBLIC;
-- import: model files into the registry, and out again

CREATE FUNCTION @extschema@.import_model(
	name text,
	content bytea,
	format text DEFAULT 'auto',
	trials integer DEFAULT NULL,
	unknown_levels text DEFAULT 'error',
	deploy boolean DEFAULT true)
	RETURNS integer
	AS 'MODULE_PATHNAME', 'analytics_import_model'
	LANGUAGE C VOLATILE PARALLEL UNSAFE COST 100000;
COMMENT ON FUNCTION @extschema@.import_model(text, bytea, text, integer, text, boolean)
	IS 'stores a model file as the next version of a model; returns the version';

CREATE FUNCTION @extschema@.export_model(name text, version integer DEFAULT NULL)
	RETURNS bytea
	AS 'MODULE_PATHNAME', 'analytics_export_model'
	LANGUAGE C STABLE PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION @extschema@.export_model(text, integer)
	IS 'the file of a version (default: the deployed one) exactly as it was imported';
-- deploy: which version of a model scores, and removing versions

CREATE FUNCTION @extschema@.deploy_model(name text, version integer) RETURNS integer
	AS 'MODULE_PATHNAME', 'analytics_deploy_model'
	LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION @extschema@.deploy_model(text, integer)
	IS 'makes a version the one that scores by name; returns the version';

CREATE FUNCTION @extschema@.drop_model(name text) RETURNS integer
	AS 'MODULE_PATHNAME', 'analytics_drop_model'
	LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION @extschema@.drop_model(text)
	IS 'removes a model, its versions and grants; returns the number of versions';

CREATE FUNCTION @extschema@.drop_model(name text, version integer) RETURNS integer
	AS 'MODULE_PATHNAME', 'analytics_drop_model_version'
	LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION @extschema@.drop_model(text, integer)
	IS 'removes a version that is not deployed, or with the last one the model';
-- grant: who may use a model, and who owns it

CREATE FUNCTION @extschema@.grant_model(name text, role_name text) RETURNS void
	AS 'MODULE_PATHNAME', 'analytics_grant_model'
	LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION @extschema@.grant_model(text, text)
	IS 'lets a role, or "public", score with a model';

CREATE FUNCTION @extschema@.revoke_model(name text, role_name text) RETURNS void
	AS 'MODULE_PATHNAME', 'analytics_revoke_model'
	LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION @extschema@.revoke_model(text, text) IS 'takes back what grant_model gave';

CREATE FUNCTION @extschema@.alter_model_owner(name text, role_name text) RETURNS void
	AS 'MODULE_PATHNAME', 'analytics_alter_model_owner'
	LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION @extschema@.alter_model_owner(text, text) IS 'gives a model to another role';
-- features: what is in a stored model

CREATE FUNCTION @extschema@.model_features(
	name text,
	version integer DEFAULT NULL,
	OUT "position" integer,
	OUT feature text,
	OUT kind text,
	OUT ordered boolean,
	OUT used boolean,
	OUT level_count integer,
	OUT levels text,
	OUT importance double precision,
	OUT part text)
	RETURNS SETOF record
	AS 'MODULE_PATHNAME', 'analytics_model_features'
	LANGUAGE C STABLE PARALLEL SAFE COST 10000 ROWS 100;
COMMENT ON FUNCTION @extschema@.model_features(text, integer)
	IS 'the columns that a version (default: the deployed one) was trained with';

CREATE FUNCTION @extschema@.model_value(name text, version integer DEFAULT NULL)
	RETURNS @extschema@.model
	AS 'MODULE_PATHNAME', 'analytics_model_value'
	LANGUAGE C STABLE PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION @extschema@.model_value(text, integer)
	IS 'a stored version (default: the deployed one) as a value';

CREATE VIEW @extschema@.model_features WITH (security_barrier) AS
	SELECT m.name AS model,
		   m.version,
		   f."position",
		   f.feature,
		   f.kind,
		   f.ordered,
		   f.used,
		   f.level_count,
		   f.levels,
		   f.importance,
		   f.part
	  FROM @extschema@.models m
	 CROSS JOIN LATERAL @extschema@.model_features(m.name, m.version) f;
COMMENT ON VIEW @extschema@.model_features
	IS 'the features of all versions of the models that the current role may use';
GRANT SELECT ON @extschema@.model_features TO PUBLIC;
-- coefficients: what a linear or logistic model adds up

CREATE FUNCTION @extschema@.model_coefficients(
	name text,
	version integer DEFAULT NULL,
	OUT class text,
	OUT feature text,
	OUT part text,
	OUT level text,
	OUT coefficient double precision,
	OUT std_error double precision,
	OUT statistic double precision,
	OUT p_value double precision)
	RETURNS SETOF record
	AS 'MODULE_PATHNAME', 'analytics_model_coefficients'
	LANGUAGE C STABLE PARALLEL SAFE COST 10000 ROWS 100;
COMMENT ON FUNCTION @extschema@.model_coefficients(text, integer)
	IS 'the coefficients of a linear or logistic version (default: the deployed one), with their standard errors';
-- draw: a model's trees as text

CREATE FUNCTION @extschema@.draw_tree(
	name text,
	tree integer DEFAULT 1,
	max_depth integer DEFAULT NULL,
	version integer DEFAULT NULL)
	RETURNS text
	AS 'MODULE_PATHNAME', 'analytics_draw_tree_name'
	LANGUAGE C STABLE PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION @extschema@.draw_tree(text, integer, integer, integer)
	IS 'a tree of a version (default: the deployed one) as text that a person can read';

CREATE FUNCTION @extschema@.draw_tree(
	model @extschema@.model,
	tree integer DEFAULT 1,
	max_depth integer DEFAULT NULL)
	RETURNS text
	AS 'MODULE_PATHNAME', 'analytics_draw_tree_model'
	LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION @extschema@.draw_tree(@extschema@.model, integer, integer)
	IS 'a tree of a model value as text that a person can read';
-- predict: scoring by name (the deployed version) and by value

CREATE FUNCTION @extschema@.predict_support(internal) RETURNS internal
	AS 'MODULE_PATHNAME', 'analytics_predict_support' LANGUAGE C STRICT;
COMMENT ON FUNCTION @extschema@.predict_support(internal)
	IS 'planner support: replaces the whole row by the columns that the model reads';

CREATE FUNCTION @extschema@.gather(internal, VARIADIC "any") RETURNS internal
	AS 'MODULE_PATHNAME', 'analytics_gather' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.gather(internal, VARIADIC "any")
	IS 'internal: the columns that a bound scoring function reads; made by the planner';

CREATE TYPE @extschema@.bound_row;

CREATE FUNCTION @extschema@.bound_row_in(cstring) RETURNS @extschema@.bound_row
	AS 'MODULE_PATHNAME', 'analytics_bound_row_io' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.bound_row_in(cstring) IS 'I/O of type bound_row: always an error';

CREATE FUNCTION @extschema@.bound_row_out(@extschema@.bound_row) RETURNS cstring
	AS 'MODULE_PATHNAME', 'analytics_bound_row_io' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.bound_row_out(@extschema@.bound_row) IS 'I/O of type bound_row: always an error';

CREATE FUNCTION @extschema@.bound_row_subscript(internal) RETURNS internal
	AS 'MODULE_PATHNAME', 'analytics_bound_row_subscript' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.bound_row_subscript(internal) IS 'subscripting of type bound_row, by the planner alone';

CREATE TYPE @extschema@.bound_row (
	INPUT = @extschema@.bound_row_in,
	OUTPUT = @extschema@.bound_row_out,
	SUBSCRIPT = @extschema@.bound_row_subscript,
	INTERNALLENGTH = 4,
	PASSEDBYVALUE,
	ALIGNMENT = int4
);
COMMENT ON TYPE @extschema@.bound_row IS 'internal: the executor''s row, for bound scoring functions; it has no values';

CREATE FUNCTION @extschema@.bound_predict(text, bigint, text, internal) RETURNS text
	AS 'MODULE_PATHNAME', 'analytics_bound_predict' LANGUAGE C STABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION @extschema@.bound_predict(text, bigint, text, internal)
	IS 'internal: predict() with its columns bound by the planner';

CREATE FUNCTION @extschema@.bound_predict_value(text, bigint, text, internal) RETURNS double precision
	AS 'MODULE_PATHNAME', 'analytics_bound_predict_value' LANGUAGE C STABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION @extschema@.bound_predict_value(text, bigint, text, internal)
	IS 'internal: predict_value() with its columns bound by the planner';

CREATE FUNCTION @extschema@.bound_predict_proba(text, bigint, text, text, internal) RETURNS double precision
	AS 'MODULE_PATHNAME', 'analytics_bound_predict_proba' LANGUAGE C STABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION @extschema@.bound_predict_proba(text, bigint, text, text, internal)
	IS 'internal: predict_proba() of one class with its columns bound by the planner';

CREATE FUNCTION @extschema@.bound_predict_proba(text, bigint, internal) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'analytics_bound_predict_probabilities' LANGUAGE C STABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION @extschema@.bound_predict_proba(text, bigint, internal)
	IS 'internal: predict_proba() of all classes with its columns bound by the planner';

CREATE FUNCTION @extschema@.predict(model text, "row" record, unknown_levels text DEFAULT 'model')
	RETURNS text
	AS 'MODULE_PATHNAME', 'analytics_predict_name'
	LANGUAGE C STABLE STRICT PARALLEL SAFE COST 100 SUPPORT @extschema@.predict_support;
COMMENT ON FUNCTION @extschema@.predict(text, record, text)
	IS 'class of a row by the deployed version of a named model';

CREATE FUNCTION @extschema@.predict(model @extschema@.model, "row" record, unknown_levels text DEFAULT 'model')
	RETURNS text
	AS 'MODULE_PATHNAME', 'analytics_predict_model'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION @extschema@.predict(@extschema@.model, record, text)
	IS 'class of a row by a model value';

CREATE FUNCTION @extschema@.predict_value(model text, "row" record, unknown_levels text DEFAULT 'model')
	RETURNS double precision
	AS 'MODULE_PATHNAME', 'analytics_predict_value_name'
	LANGUAGE C STABLE STRICT PARALLEL SAFE COST 100 SUPPORT @extschema@.predict_support;
COMMENT ON FUNCTION @extschema@.predict_value(text, record, text)
	IS 'number that the deployed version of a named regression model predicts for a row';

CREATE FUNCTION @extschema@.predict_value(model @extschema@.model, "row" record, unknown_levels text DEFAULT 'model')
	RETURNS double precision
	AS 'MODULE_PATHNAME', 'analytics_predict_value_model'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION @extschema@.predict_value(@extschema@.model, record, text)
	IS 'number that a regression model predicts for a row, by a model value';

CREATE FUNCTION @extschema@.predict_proba(model text, "row" record, class text, unknown_levels text DEFAULT 'model')
	RETURNS double precision
	AS 'MODULE_PATHNAME', 'analytics_predict_proba_name'
	LANGUAGE C STABLE STRICT PARALLEL SAFE COST 100 SUPPORT @extschema@.predict_support;
COMMENT ON FUNCTION @extschema@.predict_proba(text, record, text, text)
	IS 'probability of a class by the deployed version of a named model';

CREATE FUNCTION @extschema@.predict_proba(model @extschema@.model, "row" record, class text, unknown_levels text DEFAULT 'model')
	RETURNS double precision
	AS 'MODULE_PATHNAME', 'analytics_predict_proba_model'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION @extschema@.predict_proba(@extschema@.model, record, text, text)
	IS 'probability of a class by a model value';

CREATE FUNCTION @extschema@.predict_proba(model text, "row" record) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'analytics_predict_probabilities_name'
	LANGUAGE C STABLE STRICT PARALLEL SAFE COST 100 SUPPORT @extschema@.predict_support;
COMMENT ON FUNCTION @extschema@.predict_proba(text, record)
	IS 'probabilities of all classes, in the order of the model''s classes';

CREATE FUNCTION @extschema@.predict_proba(model @extschema@.model, "row" record) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'analytics_predict_probabilities_model'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION @extschema@.predict_proba(@extschema@.model, record)
	IS 'probabilities of all classes by a model value, in the order of the model''s classes';

CREATE FUNCTION @extschema@.predict_all(model text, "row" record, unknown_levels text DEFAULT 'model')
	RETURNS TABLE (class text, probability double precision)
	AS 'MODULE_PATHNAME', 'analytics_predict_all_name'
	LANGUAGE C STABLE STRICT PARALLEL SAFE COST 100 ROWS 2;
COMMENT ON FUNCTION @extschema@.predict_all(text, record, text)
	IS 'every class with its probability, as rows';

CREATE FUNCTION @extschema@.predict_all(model @extschema@.model, "row" record, unknown_levels text DEFAULT 'model')
	RETURNS TABLE (class text, probability double precision)
	AS 'MODULE_PATHNAME', 'analytics_predict_all_model'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100 ROWS 2;
COMMENT ON FUNCTION @extschema@.predict_all(@extschema@.model, record, text)
	IS 'every class with its probability by a model value, as rows';
-- explain: why a row got its score

CREATE FUNCTION @extschema@.explain(model text, "row" record, class text DEFAULT NULL)
	RETURNS TABLE (trial integer, step integer, depth integer, kind text, feature text, condition text,
				   value text, weight double precision, cases double precision, distribution text,
				   outcome text, class text, probability double precision, change double precision)
	AS 'MODULE_PATHNAME', 'analytics_explain_name' LANGUAGE C STABLE PARALLEL SAFE COST 1000 ROWS 20;
COMMENT ON FUNCTION @extschema@.explain(text, record, text)
	IS 'the path that a row takes through a named model''s trees, or the rules that fire';

CREATE FUNCTION @extschema@.explain(model @extschema@.model, "row" record, class text DEFAULT NULL)
	RETURNS TABLE (trial integer, step integer, depth integer, kind text, feature text, condition text,
				   value text, weight double precision, cases double precision, distribution text,
				   outcome text, class text, probability double precision, change double precision)
	AS 'MODULE_PATHNAME', 'analytics_explain_model' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000 ROWS 20;
COMMENT ON FUNCTION @extschema@.explain(@extschema@.model, record, text)
	IS 'the path that a row takes through a model value''s trees, or the rules that fire';

CREATE FUNCTION @extschema@.reason_codes(model text, "row" record, class text, max_reasons integer DEFAULT 4)
	RETURNS TABLE (rank integer, feature text, reason text, contribution double precision)
	AS 'MODULE_PATHNAME', 'analytics_reason_codes_name' LANGUAGE C STABLE STRICT PARALLEL SAFE COST 1000 ROWS 4;
COMMENT ON FUNCTION @extschema@.reason_codes(text, record, text, integer)
	IS 'the features that raised the probability of a class most, the strongest first';

CREATE FUNCTION @extschema@.reason_codes(model @extschema@.model, "row" record, class text, max_reasons integer DEFAULT 4)
	RETURNS TABLE (rank integer, feature text, reason text, contribution double precision)
	AS 'MODULE_PATHNAME', 'analytics_reason_codes_model' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000 ROWS 4;
COMMENT ON FUNCTION @extschema@.reason_codes(@extschema@.model, record, text, integer)
	IS 'the features that raised the probability of a class most, the strongest first';
-- scorer: functions of a table's rows that return a score

CREATE FUNCTION @extschema@.create_scorer(
	function_name text,
	model text,
	relation regclass,
	class text,
	unknown_levels text DEFAULT 'model')
	RETURNS regprocedure
	AS 'MODULE_PATHNAME', 'analytics_create_scorer' LANGUAGE C VOLATILE PARALLEL UNSAFE COST 10000;
COMMENT ON FUNCTION @extschema@.create_scorer(text, text, regclass, text, text)
	IS 'makes the function function_name(relation) that returns the probability of a class';
-- verify: does a model here score as it did where it was trained?

CREATE FUNCTION @extschema@.verify_model(
	model text,
	query text,
	class text DEFAULT NULL,
	tolerance double precision DEFAULT 0)
	RETURNS TABLE (model text, version integer, rows bigint, class_compared bigint, class_agreed bigint,
				   class_agreement double precision, probability_compared bigint, probability_agreed bigint,
				   max_difference double precision, conforms boolean, first_differences text)
	AS 'MODULE_PATHNAME', 'analytics_verify_model' LANGUAGE C STABLE PARALLEL UNSAFE COST 10000 ROWS 1;
COMMENT ON FUNCTION @extschema@.verify_model(text, text, text, double precision)
	IS 'scores a query''s rows and compares with its columns reference_class and reference_probability';

CREATE FUNCTION @extschema@.verify_model_rows(
	model text,
	query text,
	class text DEFAULT NULL,
	tolerance double precision DEFAULT 0,
	max_rows integer DEFAULT 10)
	RETURNS TABLE (row_number bigint, predicted_class text, reference_class text,
				   probability double precision, reference_probability double precision,
				   difference double precision)
	AS 'MODULE_PATHNAME', 'analytics_verify_model_rows' LANGUAGE C STABLE PARALLEL UNSAFE COST 10000 ROWS 10;
COMMENT ON FUNCTION @extschema@.verify_model_rows(text, text, text, double precision, integer)
	IS 'the first rows of a query whose score differs from the reference';
-- csv: a table from a CSV file's header

CREATE FUNCTION @extschema@.csv_table_definition(
	header text,
	models text[] DEFAULT '{}',
	delimiter text DEFAULT '|',
	relation text DEFAULT 'imported')
	RETURNS text
	AS 'MODULE_PATHNAME', 'analytics_csv_table_definition' LANGUAGE C STABLE PARALLEL SAFE COST 10000;
COMMENT ON FUNCTION @extschema@.csv_table_definition(text, text[], text, text)
	IS 'the CREATE TABLE statement for a CSV file with this header, as the models read its columns';

CREATE FUNCTION @extschema@.import_csv(
	relation text,
	path text,
	models text[] DEFAULT '{}',
	delimiter text DEFAULT '|',
	encoding text DEFAULT 'UTF8')
	RETURNS bigint
	AS 'MODULE_PATHNAME', 'analytics_import_csv' LANGUAGE C VOLATILE PARALLEL UNSAFE COST 10000;
COMMENT ON FUNCTION @extschema@.import_csv(text, text, text[], text, text)
	IS 'loads a CSV file of the server into a table, which is made if need be; returns the rows';
-- moments: count, means and co-moments as a value; what is read out of it

CREATE TYPE @extschema@.moments;

CREATE FUNCTION @extschema@.moments_in(cstring) RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_moments_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.moments_in(cstring) IS 'input function of type moments';

CREATE FUNCTION @extschema@.moments_out(@extschema@.moments) RETURNS cstring
	AS 'MODULE_PATHNAME', 'analytics_moments_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.moments_out(@extschema@.moments) IS 'output function of type moments';

CREATE FUNCTION @extschema@.moments_recv(internal) RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_moments_recv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.moments_recv(internal) IS 'binary input function of type moments';

CREATE FUNCTION @extschema@.moments_send(@extschema@.moments) RETURNS bytea
	AS 'MODULE_PATHNAME', 'analytics_moments_send' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.moments_send(@extschema@.moments) IS 'binary output function of type moments';

CREATE TYPE @extschema@.moments (
	INPUT = @extschema@.moments_in,
	OUTPUT = @extschema@.moments_out,
	RECEIVE = @extschema@.moments_recv,
	SEND = @extschema@.moments_send,
	INTERNALLENGTH = VARIABLE,
	ALIGNMENT = double,
	STORAGE = external
);
COMMENT ON TYPE @extschema@.moments
	IS 'count, means and co-moments of the columns of a table; those of its parts can be merged';

CREATE FUNCTION @extschema@.n(m @extschema@.moments) RETURNS bigint
	AS 'MODULE_PATHNAME', 'analytics_n' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.n(m @extschema@.moments)
	IS 'rows that were used';

CREATE FUNCTION @extschema@.skipped(m @extschema@.moments) RETURNS bigint
	AS 'MODULE_PATHNAME', 'analytics_skipped' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.skipped(m @extschema@.moments)
	IS 'rows that were not used: with a NULL, a NaN or a weight of 0';

CREATE FUNCTION @extschema@.total_weight(m @extschema@.moments) RETURNS double precision
	AS 'MODULE_PATHNAME', 'analytics_total_weight' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.total_weight(m @extschema@.moments)
	IS 'sum of the weights; the number of rows when there were none';

CREATE FUNCTION @extschema@.features(m @extschema@.moments) RETURNS text[]
	AS 'MODULE_PATHNAME', 'analytics_features_moments' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.features(m @extschema@.moments)
	IS 'names of the columns; null when they are not known';

CREATE FUNCTION @extschema@.set_features(m @extschema@.moments, names text[]) RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_set_features' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.set_features(m @extschema@.moments, names text[])
	IS 'the same moments with other names of columns';

CREATE FUNCTION @extschema@.mean(m @extschema@.moments) RETURNS TABLE (i integer, feature text, value double precision)
	AS 'MODULE_PATHNAME', 'analytics_mean' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 100;
COMMENT ON FUNCTION @extschema@.mean(m @extschema@.moments)
	IS 'a row for each column: its mean';

CREATE FUNCTION @extschema@.covariance(m @extschema@.moments) RETURNS TABLE (i integer, j integer, feature_i text, feature_j text, value double precision)
	AS 'MODULE_PATHNAME', 'analytics_covariance' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100 ROWS 10000;
COMMENT ON FUNCTION @extschema@.covariance(m @extschema@.moments)
	IS 'a row for each pair of columns, both ways: their covariance';

CREATE FUNCTION @extschema@.correlation(m @extschema@.moments) RETURNS TABLE (i integer, j integer, feature_i text, feature_j text, value double precision)
	AS 'MODULE_PATHNAME', 'analytics_correlation' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100 ROWS 10000;
COMMENT ON FUNCTION @extschema@.correlation(m @extschema@.moments)
	IS 'a row for each pair of columns, both ways: their correlation; null for a constant column';

CREATE FUNCTION @extschema@.mean_vector(m @extschema@.moments) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'analytics_mean_vector' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.mean_vector(m @extschema@.moments)
	IS 'the means as an array';

CREATE FUNCTION @extschema@.covariance_matrix(m @extschema@.moments) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'analytics_covariance_matrix' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION @extschema@.covariance_matrix(m @extschema@.moments)
	IS 'the covariances as an array of two dimensions; null for fewer than two rows';

CREATE FUNCTION @extschema@.correlation_matrix(m @extschema@.moments) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'analytics_correlation_matrix' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION @extschema@.correlation_matrix(m @extschema@.moments)
	IS 'the correlations as an array of two dimensions; null for fewer than two rows';

CREATE FUNCTION @extschema@.moments_merge(a @extschema@.moments, b @extschema@.moments) RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_moments_merge' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION @extschema@.moments_merge(a @extschema@.moments, b @extschema@.moments)
	IS 'the moments of the rows of both';

CREATE FUNCTION @extschema@.moments_subtract(a @extschema@.moments, b @extschema@.moments) RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_moments_subtract' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION @extschema@.moments_subtract(a @extschema@.moments, b @extschema@.moments)
	IS 'the moments of the rows of a without those of b, which are among them';

CREATE FUNCTION @extschema@.row_vector("row" record) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'analytics_row_vector' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.row_vector("row" record)
	IS 'the numbers of a row, in the order of its columns';
-- pca: principal components as a value; what is read out of it

CREATE TYPE @extschema@.pca;

CREATE FUNCTION @extschema@.pca_in(cstring) RETURNS @extschema@.pca
	AS 'MODULE_PATHNAME', 'analytics_pca_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.pca_in(cstring) IS 'input function of type pca';

CREATE FUNCTION @extschema@.pca_out(@extschema@.pca) RETURNS cstring
	AS 'MODULE_PATHNAME', 'analytics_pca_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.pca_out(@extschema@.pca) IS 'output function of type pca';

CREATE FUNCTION @extschema@.pca_recv(internal) RETURNS @extschema@.pca
	AS 'MODULE_PATHNAME', 'analytics_pca_recv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.pca_recv(internal) IS 'binary input function of type pca';

CREATE FUNCTION @extschema@.pca_send(@extschema@.pca) RETURNS bytea
	AS 'MODULE_PATHNAME', 'analytics_pca_send' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.pca_send(@extschema@.pca) IS 'binary output function of type pca';

CREATE TYPE @extschema@.pca (
	INPUT = @extschema@.pca_in,
	OUTPUT = @extschema@.pca_out,
	RECEIVE = @extschema@.pca_recv,
	SEND = @extschema@.pca_send,
	INTERNALLENGTH = VARIABLE,
	ALIGNMENT = double,
	STORAGE = external
);
COMMENT ON TYPE @extschema@.pca IS 'principal components: means, scales, eigenvalues and loadings';

CREATE FUNCTION @extschema@.pca(m @extschema@.moments, n_components integer DEFAULT NULL,
	scale boolean DEFAULT false, variance double precision DEFAULT NULL) RETURNS @extschema@.pca
	AS 'MODULE_PATHNAME', 'analytics_pca_moments' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 10000;
COMMENT ON FUNCTION @extschema@.pca(@extschema@.moments, integer, boolean, double precision)
	IS 'principal components of the rows that the moments stand for; null for fewer than two';

CREATE FUNCTION @extschema@.pca_rows(p @extschema@.pca) RETURNS bigint
	AS 'MODULE_PATHNAME', 'analytics_pca_rows' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.pca_rows(p @extschema@.pca)
	IS 'rows that the components were computed from';

CREATE FUNCTION @extschema@.pca_skipped(p @extschema@.pca) RETURNS bigint
	AS 'MODULE_PATHNAME', 'analytics_pca_skipped' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.pca_skipped(p @extschema@.pca)
	IS 'rows that were not used: with a NULL or a NaN';

CREATE FUNCTION @extschema@.pca_features(p @extschema@.pca) RETURNS text[]
	AS 'MODULE_PATHNAME', 'analytics_pca_features' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.pca_features(p @extschema@.pca)
	IS 'names of the columns; null when they are not known';

CREATE FUNCTION @extschema@.pca_variance(p @extschema@.pca) RETURNS TABLE (component integer, eigenvalue double precision, std_dev double precision,
	proportion double precision, cumulative double precision)
	AS 'MODULE_PATHNAME', 'analytics_pca_variance' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 20;
COMMENT ON FUNCTION @extschema@.pca_variance(p @extschema@.pca)
	IS 'a row for each component: its variance and share';

CREATE FUNCTION @extschema@.pca_components(p @extschema@.pca) RETURNS TABLE (component integer, "position" integer, feature text,
	loading double precision)
	AS 'MODULE_PATHNAME', 'analytics_pca_components' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 1000;
COMMENT ON FUNCTION @extschema@.pca_components(p @extschema@.pca)
	IS 'a row for each component and column: its loading';

CREATE FUNCTION @extschema@.pca_center(p @extschema@.pca) RETURNS TABLE ("position" integer, feature text, mean double precision,
	scale double precision)
	AS 'MODULE_PATHNAME', 'analytics_pca_center' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 100;
COMMENT ON FUNCTION @extschema@.pca_center(p @extschema@.pca)
	IS 'a row for each column: what is subtracted from it, and what it is divided by';

CREATE FUNCTION @extschema@.pca_scree(p @extschema@.pca, max_components integer DEFAULT 20) RETURNS text
	AS 'MODULE_PATHNAME', 'analytics_pca_scree' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.pca_scree(@extschema@.pca, integer)
	IS 'the shares of variance as a chart of text';
-- pca_use: applying a PCA to vectors

CREATE FUNCTION @extschema@.pca_transform(p @extschema@.pca, x double precision[]) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'analytics_pca_transform_array' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION @extschema@.pca_transform(@extschema@.pca, double precision[])
	IS 'scores: the coordinates of x along the components';

CREATE FUNCTION @extschema@.pca_transform(p @extschema@.pca, x real[]) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'analytics_pca_transform_array' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION @extschema@.pca_transform(@extschema@.pca, real[])
	IS 'scores: the coordinates of x along the components';

CREATE FUNCTION @extschema@.pca_transform(p @extschema@.pca, x integer[]) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'analytics_pca_transform_array' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION @extschema@.pca_transform(@extschema@.pca, integer[])
	IS 'scores: the coordinates of x along the components';

CREATE FUNCTION @extschema@.pca_transform(p @extschema@.pca, x numeric[]) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'analytics_pca_transform_array' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION @extschema@.pca_transform(@extschema@.pca, numeric[])
	IS 'scores: the coordinates of x along the components';

CREATE FUNCTION @extschema@.pca_transform(p @extschema@.pca, x record) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'analytics_pca_transform_record' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION @extschema@.pca_transform(@extschema@.pca, record)
	IS 'scores: the coordinates of x along the components';

CREATE FUNCTION @extschema@.pca_reconstruction_error(p @extschema@.pca, x double precision[]) RETURNS double precision
	AS 'MODULE_PATHNAME', 'analytics_pca_reconstruction_error_array' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 30;
COMMENT ON FUNCTION @extschema@.pca_reconstruction_error(@extschema@.pca, double precision[])
	IS 'squared distance of x from what its scores give back';

CREATE FUNCTION @extschema@.pca_reconstruction_error(p @extschema@.pca, x real[]) RETURNS double precision
	AS 'MODULE_PATHNAME', 'analytics_pca_reconstruction_error_array' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 30;
COMMENT ON FUNCTION @extschema@.pca_reconstruction_error(@extschema@.pca, real[])
	IS 'squared distance of x from what its scores give back';

CREATE FUNCTION @extschema@.pca_reconstruction_error(p @extschema@.pca, x integer[]) RETURNS double precision
	AS 'MODULE_PATHNAME', 'analytics_pca_reconstruction_error_array' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 30;
COMMENT ON FUNCTION @extschema@.pca_reconstruction_error(@extschema@.pca, integer[])
	IS 'squared distance of x from what its scores give back';

CREATE FUNCTION @extschema@.pca_reconstruction_error(p @extschema@.pca, x numeric[]) RETURNS double precision
	AS 'MODULE_PATHNAME', 'analytics_pca_reconstruction_error_array' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 30;
COMMENT ON FUNCTION @extschema@.pca_reconstruction_error(@extschema@.pca, numeric[])
	IS 'squared distance of x from what its scores give back';

CREATE FUNCTION @extschema@.pca_reconstruction_error(p @extschema@.pca, x record) RETURNS double precision
	AS 'MODULE_PATHNAME', 'analytics_pca_reconstruction_error_record' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 30;
COMMENT ON FUNCTION @extschema@.pca_reconstruction_error(@extschema@.pca, record)
	IS 'squared distance of x from what its scores give back';

CREATE FUNCTION @extschema@.pca_t2(p @extschema@.pca, x double precision[]) RETURNS double precision
	AS 'MODULE_PATHNAME', 'analytics_pca_t2_array' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION @extschema@.pca_t2(@extschema@.pca, double precision[])
	IS 'Hotelling''s T2: squared distance of the scores from the centre, in standard deviations';

CREATE FUNCTION @extschema@.pca_t2(p @extschema@.pca, x real[]) RETURNS double precision
	AS 'MODULE_PATHNAME', 'analytics_pca_t2_array' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION @extschema@.pca_t2(@extschema@.pca, real[])
	IS 'Hotelling''s T2: squared distance of the scores from the centre, in standard deviations';

CREATE FUNCTION @extschema@.pca_t2(p @extschema@.pca, x integer[]) RETURNS double precision
	AS 'MODULE_PATHNAME', 'analytics_pca_t2_array' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION @extschema@.pca_t2(@extschema@.pca, integer[])
	IS 'Hotelling''s T2: squared distance of the scores from the centre, in standard deviations';

CREATE FUNCTION @extschema@.pca_t2(p @extschema@.pca, x numeric[]) RETURNS double precision
	AS 'MODULE_PATHNAME', 'analytics_pca_t2_array' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION @extschema@.pca_t2(@extschema@.pca, numeric[])
	IS 'Hotelling''s T2: squared distance of the scores from the centre, in standard deviations';

CREATE FUNCTION @extschema@.pca_t2(p @extschema@.pca, x record) RETURNS double precision
	AS 'MODULE_PATHNAME', 'analytics_pca_t2_record' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION @extschema@.pca_t2(@extschema@.pca, record)
	IS 'Hotelling''s T2: squared distance of the scores from the centre, in standard deviations';

CREATE FUNCTION @extschema@.pca_inverse_transform(p @extschema@.pca, scores double precision[]) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'analytics_pca_inverse_transform' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION @extschema@.pca_inverse_transform(@extschema@.pca, double precision[])
	IS 'the vector that has these scores and no other deviation from the mean';
-- pca_store: PCAs in the registry

CREATE FUNCTION @extschema@.store_pca(name text, p @extschema@.pca, deploy boolean DEFAULT true)
	RETURNS integer
	AS 'MODULE_PATHNAME', 'analytics_store_pca' LANGUAGE C VOLATILE PARALLEL UNSAFE COST 1000;
COMMENT ON FUNCTION @extschema@.store_pca(text, @extschema@.pca, boolean)
	IS 'stores a PCA under a name; returns the new version';

CREATE FUNCTION @extschema@.pca_value(name text, version integer DEFAULT NULL)
	RETURNS @extschema@.pca
	AS 'MODULE_PATHNAME', 'analytics_pca_value' LANGUAGE C STABLE PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION @extschema@.pca_value(text, integer)
	IS 'a stored PCA as a value: the deployed version, or the given one';

CREATE FUNCTION @extschema@.transform(name text, "row" record) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'analytics_transform_name'
	LANGUAGE C STABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION @extschema@.transform(text, record)
	IS 'scores of a row by the deployed version of a stored PCA; columns are found by name';

CREATE FUNCTION @extschema@.transform(model @extschema@.model, "row" record) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'analytics_transform_value'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION @extschema@.transform(@extschema@.model, record)
	IS 'scores of a row by a PCA given as a model value; columns are found by name';
-- moments_agg: the aggregates moments_agg, moments_merge and pca_fit
--
-- The state is the type moments itself, not internal: so that the aggregates run
-- in parallel, and below postgres_fdw and Citus.

CREATE FUNCTION @extschema@.moments_combinefn(@extschema@.moments, @extschema@.moments) RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_moments_combinefn' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 100;
COMMENT ON FUNCTION @extschema@.moments_combinefn(@extschema@.moments, @extschema@.moments)
	IS 'called by aggregates';

CREATE FUNCTION @extschema@.moments_finalfn(@extschema@.moments) RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_moments_finalfn' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 100;
COMMENT ON FUNCTION @extschema@.moments_finalfn(@extschema@.moments) IS 'called by aggregates';

CREATE FUNCTION @extschema@.pca_fit_finalfn(@extschema@.moments) RETURNS @extschema@.pca
	AS 'MODULE_PATHNAME', 'analytics_pca_fit_finalfn' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 10000;
COMMENT ON FUNCTION @extschema@.pca_fit_finalfn(@extschema@.moments) IS 'called by aggregates';

CREATE FUNCTION @extschema@.moments_transfn(@extschema@.moments, double precision[])
	RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_moments_transfn_array' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.moments_transfn(@extschema@.moments, double precision[])
	IS 'called by aggregates';
CREATE AGGREGATE @extschema@.moments_agg(x double precision[]) (
	SFUNC = @extschema@.moments_transfn,
	STYPE = @extschema@.moments,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.moments_combinefn,
	FINALFUNC = @extschema@.moments_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.moments_agg(x double precision[])
	IS 'moments of vectors, given as arrays of double precision';

CREATE FUNCTION @extschema@.moments_transfn(@extschema@.moments, double precision[], double precision)
	RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_moments_transfn_array' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.moments_transfn(@extschema@.moments, double precision[], double precision)
	IS 'called by aggregates';
CREATE AGGREGATE @extschema@.moments_agg(x double precision[], weight double precision) (
	SFUNC = @extschema@.moments_transfn,
	STYPE = @extschema@.moments,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.moments_combinefn,
	FINALFUNC = @extschema@.moments_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.moments_agg(x double precision[], weight double precision)
	IS 'moments of vectors, given as arrays of double precision';

CREATE FUNCTION @extschema@.moments_transfn(@extschema@.moments, double precision[], double precision, text)
	RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_moments_transfn_array' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.moments_transfn(@extschema@.moments, double precision[], double precision, text)
	IS 'called by aggregates';
CREATE AGGREGATE @extschema@.moments_agg(x double precision[], weight double precision, on_null text) (
	SFUNC = @extschema@.moments_transfn,
	STYPE = @extschema@.moments,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.moments_combinefn,
	FINALFUNC = @extschema@.moments_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.moments_agg(x double precision[], weight double precision, on_null text)
	IS 'moments of vectors, given as arrays of double precision';

CREATE FUNCTION @extschema@.moments_transfn(@extschema@.moments, real[])
	RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_moments_transfn_array' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.moments_transfn(@extschema@.moments, real[])
	IS 'called by aggregates';
CREATE AGGREGATE @extschema@.moments_agg(x real[]) (
	SFUNC = @extschema@.moments_transfn,
	STYPE = @extschema@.moments,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.moments_combinefn,
	FINALFUNC = @extschema@.moments_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.moments_agg(x real[])
	IS 'moments of vectors, given as arrays of real';

CREATE FUNCTION @extschema@.moments_transfn(@extschema@.moments, real[], double precision)
	RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_moments_transfn_array' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.moments_transfn(@extschema@.moments, real[], double precision)
	IS 'called by aggregates';
CREATE AGGREGATE @extschema@.moments_agg(x real[], weight double precision) (
	SFUNC = @extschema@.moments_transfn,
	STYPE = @extschema@.moments,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.moments_combinefn,
	FINALFUNC = @extschema@.moments_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.moments_agg(x real[], weight double precision)
	IS 'moments of vectors, given as arrays of real';

CREATE FUNCTION @extschema@.moments_transfn(@extschema@.moments, real[], double precision, text)
	RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_moments_transfn_array' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.moments_transfn(@extschema@.moments, real[], double precision, text)
	IS 'called by aggregates';
CREATE AGGREGATE @extschema@.moments_agg(x real[], weight double precision, on_null text) (
	SFUNC = @extschema@.moments_transfn,
	STYPE = @extschema@.moments,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.moments_combinefn,
	FINALFUNC = @extschema@.moments_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.moments_agg(x real[], weight double precision, on_null text)
	IS 'moments of vectors, given as arrays of real';

CREATE FUNCTION @extschema@.moments_transfn(@extschema@.moments, integer[])
	RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_moments_transfn_array' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.moments_transfn(@extschema@.moments, integer[])
	IS 'called by aggregates';
CREATE AGGREGATE @extschema@.moments_agg(x integer[]) (
	SFUNC = @extschema@.moments_transfn,
	STYPE = @extschema@.moments,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.moments_combinefn,
	FINALFUNC = @extschema@.moments_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.moments_agg(x integer[])
	IS 'moments of vectors, given as arrays of integer';

CREATE FUNCTION @extschema@.moments_transfn(@extschema@.moments, integer[], double precision)
	RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_moments_transfn_array' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.moments_transfn(@extschema@.moments, integer[], double precision)
	IS 'called by aggregates';
CREATE AGGREGATE @extschema@.moments_agg(x integer[], weight double precision) (
	SFUNC = @extschema@.moments_transfn,
	STYPE = @extschema@.moments,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.moments_combinefn,
	FINALFUNC = @extschema@.moments_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.moments_agg(x integer[], weight double precision)
	IS 'moments of vectors, given as arrays of integer';

CREATE FUNCTION @extschema@.moments_transfn(@extschema@.moments, integer[], double precision, text)
	RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_moments_transfn_array' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.moments_transfn(@extschema@.moments, integer[], double precision, text)
	IS 'called by aggregates';
CREATE AGGREGATE @extschema@.moments_agg(x integer[], weight double precision, on_null text) (
	SFUNC = @extschema@.moments_transfn,
	STYPE = @extschema@.moments,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.moments_combinefn,
	FINALFUNC = @extschema@.moments_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.moments_agg(x integer[], weight double precision, on_null text)
	IS 'moments of vectors, given as arrays of integer';

CREATE FUNCTION @extschema@.moments_transfn(@extschema@.moments, numeric[])
	RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_moments_transfn_array' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.moments_transfn(@extschema@.moments, numeric[])
	IS 'called by aggregates';
CREATE AGGREGATE @extschema@.moments_agg(x numeric[]) (
	SFUNC = @extschema@.moments_transfn,
	STYPE = @extschema@.moments,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.moments_combinefn,
	FINALFUNC = @extschema@.moments_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.moments_agg(x numeric[])
	IS 'moments of vectors, given as arrays of numeric';

CREATE FUNCTION @extschema@.moments_transfn(@extschema@.moments, numeric[], double precision)
	RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_moments_transfn_array' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.moments_transfn(@extschema@.moments, numeric[], double precision)
	IS 'called by aggregates';
CREATE AGGREGATE @extschema@.moments_agg(x numeric[], weight double precision) (
	SFUNC = @extschema@.moments_transfn,
	STYPE = @extschema@.moments,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.moments_combinefn,
	FINALFUNC = @extschema@.moments_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.moments_agg(x numeric[], weight double precision)
	IS 'moments of vectors, given as arrays of numeric';

CREATE FUNCTION @extschema@.moments_transfn(@extschema@.moments, numeric[], double precision, text)
	RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_moments_transfn_array' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.moments_transfn(@extschema@.moments, numeric[], double precision, text)
	IS 'called by aggregates';
CREATE AGGREGATE @extschema@.moments_agg(x numeric[], weight double precision, on_null text) (
	SFUNC = @extschema@.moments_transfn,
	STYPE = @extschema@.moments,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.moments_combinefn,
	FINALFUNC = @extschema@.moments_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.moments_agg(x numeric[], weight double precision, on_null text)
	IS 'moments of vectors, given as arrays of numeric';

CREATE FUNCTION @extschema@.moments_transfn(@extschema@.moments, record)
	RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_moments_transfn_record' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.moments_transfn(@extschema@.moments, record)
	IS 'called by aggregates';
CREATE AGGREGATE @extschema@.moments_agg(x record) (
	SFUNC = @extschema@.moments_transfn,
	STYPE = @extschema@.moments,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.moments_combinefn,
	FINALFUNC = @extschema@.moments_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.moments_agg(x record)
	IS 'moments of rows of numbers';

CREATE FUNCTION @extschema@.moments_transfn(@extschema@.moments, record, double precision)
	RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_moments_transfn_record' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.moments_transfn(@extschema@.moments, record, double precision)
	IS 'called by aggregates';
CREATE AGGREGATE @extschema@.moments_agg(x record, weight double precision) (
	SFUNC = @extschema@.moments_transfn,
	STYPE = @extschema@.moments,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.moments_combinefn,
	FINALFUNC = @extschema@.moments_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.moments_agg(x record, weight double precision)
	IS 'moments of rows of numbers';

CREATE FUNCTION @extschema@.moments_transfn(@extschema@.moments, record, double precision, text)
	RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_moments_transfn_record' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.moments_transfn(@extschema@.moments, record, double precision, text)
	IS 'called by aggregates';
CREATE AGGREGATE @extschema@.moments_agg(x record, weight double precision, on_null text) (
	SFUNC = @extschema@.moments_transfn,
	STYPE = @extschema@.moments,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.moments_combinefn,
	FINALFUNC = @extschema@.moments_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.moments_agg(x record, weight double precision, on_null text)
	IS 'moments of rows of numbers';

CREATE AGGREGATE @extschema@.moments_merge(m @extschema@.moments) (
	SFUNC = @extschema@.moments_combinefn,
	STYPE = @extschema@.moments,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.moments_combinefn,
	FINALFUNC = @extschema@.moments_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.moments_merge(m @extschema@.moments)
	IS 'the moments of all rows that any of these stand for';

CREATE FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, double precision[])
	RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_pca_fit_transfn_array' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, double precision[])
	IS 'called by aggregates';
CREATE AGGREGATE @extschema@.pca_fit(x double precision[]) (
	SFUNC = @extschema@.pca_fit_transfn,
	STYPE = @extschema@.moments,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.moments_combinefn,
	FINALFUNC = @extschema@.pca_fit_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.pca_fit(x double precision[])
	IS 'principal components of vectors, given as arrays of double precision';

CREATE FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, double precision[], integer)
	RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_pca_fit_transfn_array' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, double precision[], integer)
	IS 'called by aggregates';
CREATE AGGREGATE @extschema@.pca_fit(x double precision[], n_components integer) (
	SFUNC = @extschema@.pca_fit_transfn,
	STYPE = @extschema@.moments,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.moments_combinefn,
	FINALFUNC = @extschema@.pca_fit_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.pca_fit(x double precision[], n_components integer)
	IS 'principal components of vectors, given as arrays of double precision';

CREATE FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, double precision[], integer, boolean)
	RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_pca_fit_transfn_array' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, double precision[], integer, boolean)
	IS 'called by aggregates';
CREATE AGGREGATE @extschema@.pca_fit(x double precision[], n_components integer, scale boolean) (
	SFUNC = @extschema@.pca_fit_transfn,
	STYPE = @extschema@.moments,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.moments_combinefn,
	FINALFUNC = @extschema@.pca_fit_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.pca_fit(x double precision[], n_components integer, scale boolean)
	IS 'principal components of vectors, given as arrays of double precision';

CREATE FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, double precision[], integer, boolean, double precision)
	RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_pca_fit_transfn_array' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, double precision[], integer, boolean, double precision)
	IS 'called by aggregates';
CREATE AGGREGATE @extschema@.pca_fit(x double precision[], n_components integer, scale boolean, variance double precision) (
	SFUNC = @extschema@.pca_fit_transfn,
	STYPE = @extschema@.moments,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.moments_combinefn,
	FINALFUNC = @extschema@.pca_fit_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.pca_fit(x double precision[], n_components integer, scale boolean, variance double precision)
	IS 'principal components of vectors, given as arrays of double precision';

CREATE FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, double precision[], integer, boolean, double precision, text)
	RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_pca_fit_transfn_array' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, double precision[], integer, boolean, double precision, text)
	IS 'called by aggregates';
CREATE AGGREGATE @extschema@.pca_fit(x double precision[], n_components integer, scale boolean, variance double precision, on_null text) (
	SFUNC = @extschema@.pca_fit_transfn,
	STYPE = @extschema@.moments,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.moments_combinefn,
	FINALFUNC = @extschema@.pca_fit_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.pca_fit(x double precision[], n_components integer, scale boolean, variance double precision, on_null text)
	IS 'principal components of vectors, given as arrays of double precision';

CREATE FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, real[])
	RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_pca_fit_transfn_array' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, real[])
	IS 'called by aggregates';
CREATE AGGREGATE @extschema@.pca_fit(x real[]) (
	SFUNC = @extschema@.pca_fit_transfn,
	STYPE = @extschema@.moments,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.moments_combinefn,
	FINALFUNC = @extschema@.pca_fit_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.pca_fit(x real[])
	IS 'principal components of vectors, given as arrays of real';

CREATE FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, real[], integer)
	RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_pca_fit_transfn_array' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, real[], integer)
	IS 'called by aggregates';
CREATE AGGREGATE @extschema@.pca_fit(x real[], n_components integer) (
	SFUNC = @extschema@.pca_fit_transfn,
	STYPE = @extschema@.moments,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.moments_combinefn,
	FINALFUNC = @extschema@.pca_fit_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.pca_fit(x real[], n_components integer)
	IS 'principal components of vectors, given as arrays of real';

CREATE FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, real[], integer, boolean)
	RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_pca_fit_transfn_array' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, real[], integer, boolean)
	IS 'called by aggregates';
CREATE AGGREGATE @extschema@.pca_fit(x real[], n_components integer, scale boolean) (
	SFUNC = @extschema@.pca_fit_transfn,
	STYPE = @extschema@.moments,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.moments_combinefn,
	FINALFUNC = @extschema@.pca_fit_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.pca_fit(x real[], n_components integer, scale boolean)
	IS 'principal components of vectors, given as arrays of real';

CREATE FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, real[], integer, boolean, double precision)
	RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_pca_fit_transfn_array' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, real[], integer, boolean, double precision)
	IS 'called by aggregates';
CREATE AGGREGATE @extschema@.pca_fit(x real[], n_components integer, scale boolean, variance double precision) (
	SFUNC = @extschema@.pca_fit_transfn,
	STYPE = @extschema@.moments,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.moments_combinefn,
	FINALFUNC = @extschema@.pca_fit_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.pca_fit(x real[], n_components integer, scale boolean, variance double precision)
	IS 'principal components of vectors, given as arrays of real';

CREATE FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, real[], integer, boolean, double precision, text)
	RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_pca_fit_transfn_array' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, real[], integer, boolean, double precision, text)
	IS 'called by aggregates';
CREATE AGGREGATE @extschema@.pca_fit(x real[], n_components integer, scale boolean, variance double precision, on_null text) (
	SFUNC = @extschema@.pca_fit_transfn,
	STYPE = @extschema@.moments,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.moments_combinefn,
	FINALFUNC = @extschema@.pca_fit_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.pca_fit(x real[], n_components integer, scale boolean, variance double precision, on_null text)
	IS 'principal components of vectors, given as arrays of real';

CREATE FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, integer[])
	RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_pca_fit_transfn_array' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, integer[])
	IS 'called by aggregates';
CREATE AGGREGATE @extschema@.pca_fit(x integer[]) (
	SFUNC = @extschema@.pca_fit_transfn,
	STYPE = @extschema@.moments,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.moments_combinefn,
	FINALFUNC = @extschema@.pca_fit_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.pca_fit(x integer[])
	IS 'principal components of vectors, given as arrays of integer';

CREATE FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, integer[], integer)
	RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_pca_fit_transfn_array' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, integer[], integer)
	IS 'called by aggregates';
CREATE AGGREGATE @extschema@.pca_fit(x integer[], n_components integer) (
	SFUNC = @extschema@.pca_fit_transfn,
	STYPE = @extschema@.moments,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.moments_combinefn,
	FINALFUNC = @extschema@.pca_fit_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.pca_fit(x integer[], n_components integer)
	IS 'principal components of vectors, given as arrays of integer';

CREATE FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, integer[], integer, boolean)
	RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_pca_fit_transfn_array' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, integer[], integer, boolean)
	IS 'called by aggregates';
CREATE AGGREGATE @extschema@.pca_fit(x integer[], n_components integer, scale boolean) (
	SFUNC = @extschema@.pca_fit_transfn,
	STYPE = @extschema@.moments,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.moments_combinefn,
	FINALFUNC = @extschema@.pca_fit_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.pca_fit(x integer[], n_components integer, scale boolean)
	IS 'principal components of vectors, given as arrays of integer';

CREATE FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, integer[], integer, boolean, double precision)
	RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_pca_fit_transfn_array' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, integer[], integer, boolean, double precision)
	IS 'called by aggregates';
CREATE AGGREGATE @extschema@.pca_fit(x integer[], n_components integer, scale boolean, variance double precision) (
	SFUNC = @extschema@.pca_fit_transfn,
	STYPE = @extschema@.moments,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.moments_combinefn,
	FINALFUNC = @extschema@.pca_fit_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.pca_fit(x integer[], n_components integer, scale boolean, variance double precision)
	IS 'principal components of vectors, given as arrays of integer';

CREATE FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, integer[], integer, boolean, double precision, text)
	RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_pca_fit_transfn_array' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, integer[], integer, boolean, double precision, text)
	IS 'called by aggregates';
CREATE AGGREGATE @extschema@.pca_fit(x integer[], n_components integer, scale boolean, variance double precision, on_null text) (
	SFUNC = @extschema@.pca_fit_transfn,
	STYPE = @extschema@.moments,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.moments_combinefn,
	FINALFUNC = @extschema@.pca_fit_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.pca_fit(x integer[], n_components integer, scale boolean, variance double precision, on_null text)
	IS 'principal components of vectors, given as arrays of integer';

CREATE FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, numeric[])
	RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_pca_fit_transfn_array' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, numeric[])
	IS 'called by aggregates';
CREATE AGGREGATE @extschema@.pca_fit(x numeric[]) (
	SFUNC = @extschema@.pca_fit_transfn,
	STYPE = @extschema@.moments,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.moments_combinefn,
	FINALFUNC = @extschema@.pca_fit_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.pca_fit(x numeric[])
	IS 'principal components of vectors, given as arrays of numeric';

CREATE FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, numeric[], integer)
	RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_pca_fit_transfn_array' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, numeric[], integer)
	IS 'called by aggregates';
CREATE AGGREGATE @extschema@.pca_fit(x numeric[], n_components integer) (
	SFUNC = @extschema@.pca_fit_transfn,
	STYPE = @extschema@.moments,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.moments_combinefn,
	FINALFUNC = @extschema@.pca_fit_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.pca_fit(x numeric[], n_components integer)
	IS 'principal components of vectors, given as arrays of numeric';

CREATE FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, numeric[], integer, boolean)
	RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_pca_fit_transfn_array' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, numeric[], integer, boolean)
	IS 'called by aggregates';
CREATE AGGREGATE @extschema@.pca_fit(x numeric[], n_components integer, scale boolean) (
	SFUNC = @extschema@.pca_fit_transfn,
	STYPE = @extschema@.moments,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.moments_combinefn,
	FINALFUNC = @extschema@.pca_fit_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.pca_fit(x numeric[], n_components integer, scale boolean)
	IS 'principal components of vectors, given as arrays of numeric';

CREATE FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, numeric[], integer, boolean, double precision)
	RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_pca_fit_transfn_array' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, numeric[], integer, boolean, double precision)
	IS 'called by aggregates';
CREATE AGGREGATE @extschema@.pca_fit(x numeric[], n_components integer, scale boolean, variance double precision) (
	SFUNC = @extschema@.pca_fit_transfn,
	STYPE = @extschema@.moments,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.moments_combinefn,
	FINALFUNC = @extschema@.pca_fit_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.pca_fit(x numeric[], n_components integer, scale boolean, variance double precision)
	IS 'principal components of vectors, given as arrays of numeric';

CREATE FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, numeric[], integer, boolean, double precision, text)
	RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_pca_fit_transfn_array' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, numeric[], integer, boolean, double precision, text)
	IS 'called by aggregates';
CREATE AGGREGATE @extschema@.pca_fit(x numeric[], n_components integer, scale boolean, variance double precision, on_null text) (
	SFUNC = @extschema@.pca_fit_transfn,
	STYPE = @extschema@.moments,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.moments_combinefn,
	FINALFUNC = @extschema@.pca_fit_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.pca_fit(x numeric[], n_components integer, scale boolean, variance double precision, on_null text)
	IS 'principal components of vectors, given as arrays of numeric';

CREATE FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, record)
	RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_pca_fit_transfn_record' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, record)
	IS 'called by aggregates';
CREATE AGGREGATE @extschema@.pca_fit(x record) (
	SFUNC = @extschema@.pca_fit_transfn,
	STYPE = @extschema@.moments,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.moments_combinefn,
	FINALFUNC = @extschema@.pca_fit_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.pca_fit(x record)
	IS 'principal components of rows of numbers';

CREATE FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, record, integer)
	RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_pca_fit_transfn_record' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, record, integer)
	IS 'called by aggregates';
CREATE AGGREGATE @extschema@.pca_fit(x record, n_components integer) (
	SFUNC = @extschema@.pca_fit_transfn,
	STYPE = @extschema@.moments,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.moments_combinefn,
	FINALFUNC = @extschema@.pca_fit_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.pca_fit(x record, n_components integer)
	IS 'principal components of rows of numbers';

CREATE FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, record, integer, boolean)
	RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_pca_fit_transfn_record' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, record, integer, boolean)
	IS 'called by aggregates';
CREATE AGGREGATE @extschema@.pca_fit(x record, n_components integer, scale boolean) (
	SFUNC = @extschema@.pca_fit_transfn,
	STYPE = @extschema@.moments,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.moments_combinefn,
	FINALFUNC = @extschema@.pca_fit_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.pca_fit(x record, n_components integer, scale boolean)
	IS 'principal components of rows of numbers';

CREATE FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, record, integer, boolean, double precision)
	RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_pca_fit_transfn_record' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, record, integer, boolean, double precision)
	IS 'called by aggregates';
CREATE AGGREGATE @extschema@.pca_fit(x record, n_components integer, scale boolean, variance double precision) (
	SFUNC = @extschema@.pca_fit_transfn,
	STYPE = @extschema@.moments,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.moments_combinefn,
	FINALFUNC = @extschema@.pca_fit_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.pca_fit(x record, n_components integer, scale boolean, variance double precision)
	IS 'principal components of rows of numbers';

CREATE FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, record, integer, boolean, double precision, text)
	RETURNS @extschema@.moments
	AS 'MODULE_PATHNAME', 'analytics_pca_fit_transfn_record' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.pca_fit_transfn(@extschema@.moments, record, integer, boolean, double precision, text)
	IS 'called by aggregates';
CREATE AGGREGATE @extschema@.pca_fit(x record, n_components integer, scale boolean, variance double precision, on_null text) (
	SFUNC = @extschema@.pca_fit_transfn,
	STYPE = @extschema@.moments,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.moments_combinefn,
	FINALFUNC = @extschema@.pca_fit_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.pca_fit(x record, n_components integer, scale boolean, variance double precision, on_null text)
	IS 'principal components of rows of numbers';
-- fit_pca: principal components of a whole table, into the registry

CREATE FUNCTION @extschema@.fit_pca(name text, relation regclass, columns text[] DEFAULT NULL,
	exclude text[] DEFAULT NULL, n_components integer DEFAULT NULL, scale boolean DEFAULT false,
	variance double precision DEFAULT NULL, on_null text DEFAULT 'skip', deploy boolean DEFAULT true)
	RETURNS integer
	AS 'MODULE_PATHNAME', 'analytics_fit_pca' LANGUAGE C VOLATILE PARALLEL UNSAFE COST 100000;
COMMENT ON FUNCTION @extschema@.fit_pca(text, regclass, text[], text[], integer, boolean,
	double precision, text, boolean)
	IS 'reads a table in parallel and stores its principal components; returns the new version';
-- loss: accuracy, log_loss, brier_score, rmse, mae, r2
--
-- The state is an array of numbers, not internal: so that the aggregates run in
-- parallel, and below postgres_fdw and Citus.

CREATE FUNCTION @extschema@.loss_combinefn(double precision[], double precision[]) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'analytics_loss_combinefn' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.loss_combinefn(double precision[], double precision[])
	IS 'called by aggregates';

CREATE FUNCTION @extschema@.loss_mean_finalfn(double precision[]) RETURNS double precision
	AS 'MODULE_PATHNAME', 'analytics_loss_mean_finalfn' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.loss_mean_finalfn(double precision[])
	IS 'called by aggregates';

CREATE FUNCTION @extschema@.rmse_finalfn(double precision[]) RETURNS double precision
	AS 'MODULE_PATHNAME', 'analytics_rmse_finalfn' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.rmse_finalfn(double precision[])
	IS 'called by aggregates';

CREATE FUNCTION @extschema@.r2_finalfn(double precision[]) RETURNS double precision
	AS 'MODULE_PATHNAME', 'analytics_r2_finalfn' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.r2_finalfn(double precision[])
	IS 'called by aggregates';

CREATE FUNCTION @extschema@.accuracy_transfn(double precision[], text, text) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'analytics_accuracy_transfn_text' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.accuracy_transfn(double precision[], text, text)
	IS 'called by aggregates';

CREATE AGGREGATE @extschema@.accuracy(actual text, predicted text) (
	SFUNC = @extschema@.accuracy_transfn,
	STYPE = double precision[],
	INITCOND = '{0,0,0,0,0,0,0,0}',
	COMBINEFUNC = @extschema@.loss_combinefn,
	FINALFUNC = @extschema@.loss_mean_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.accuracy(actual text, predicted text)
	IS 'share of the rows whose class was predicted';

CREATE FUNCTION @extschema@.accuracy_transfn(double precision[], text, text, double precision) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'analytics_accuracy_transfn_text' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.accuracy_transfn(double precision[], text, text, double precision)
	IS 'called by aggregates';

CREATE AGGREGATE @extschema@.accuracy(actual text, predicted text, weight double precision) (
	SFUNC = @extschema@.accuracy_transfn,
	STYPE = double precision[],
	INITCOND = '{0,0,0,0,0,0,0,0}',
	COMBINEFUNC = @extschema@.loss_combinefn,
	FINALFUNC = @extschema@.loss_mean_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.accuracy(actual text, predicted text, weight double precision)
	IS 'share of the rows whose class was predicted, by weight';

CREATE FUNCTION @extschema@.accuracy_transfn(double precision[], anycompatible, anycompatible) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'analytics_accuracy_transfn_any' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.accuracy_transfn(double precision[], anycompatible, anycompatible)
	IS 'called by aggregates';

CREATE AGGREGATE @extschema@.accuracy(actual anycompatible, predicted anycompatible) (
	SFUNC = @extschema@.accuracy_transfn,
	STYPE = double precision[],
	INITCOND = '{0,0,0,0,0,0,0,0}',
	COMBINEFUNC = @extschema@.loss_combinefn,
	FINALFUNC = @extschema@.loss_mean_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.accuracy(actual anycompatible, predicted anycompatible)
	IS 'share of the rows whose class was predicted, of any type with an equality';

CREATE FUNCTION @extschema@.accuracy_transfn(double precision[], anycompatible, anycompatible, double precision) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'analytics_accuracy_transfn_any' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.accuracy_transfn(double precision[], anycompatible, anycompatible, double precision)
	IS 'called by aggregates';

CREATE AGGREGATE @extschema@.accuracy(actual anycompatible, predicted anycompatible, weight double precision) (
	SFUNC = @extschema@.accuracy_transfn,
	STYPE = double precision[],
	INITCOND = '{0,0,0,0,0,0,0,0}',
	COMBINEFUNC = @extschema@.loss_combinefn,
	FINALFUNC = @extschema@.loss_mean_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.accuracy(actual anycompatible, predicted anycompatible, weight double precision)
	IS 'share of the rows whose class was predicted, of any type with an equality, by weight';

CREATE FUNCTION @extschema@.log_loss_transfn(double precision[], boolean, double precision) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'analytics_log_loss_transfn_boolean' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.log_loss_transfn(double precision[], boolean, double precision)
	IS 'called by aggregates';

CREATE AGGREGATE @extschema@.log_loss(label boolean, probability double precision) (
	SFUNC = @extschema@.log_loss_transfn,
	STYPE = double precision[],
	INITCOND = '{0,0,0,0,0,0,0,0}',
	COMBINEFUNC = @extschema@.loss_combinefn,
	FINALFUNC = @extschema@.loss_mean_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.log_loss(label boolean, probability double precision)
	IS 'mean of -ln of the probability of what happened; of two classes, the probability that the label is true';

CREATE FUNCTION @extschema@.log_loss_transfn(double precision[], boolean, double precision, double precision) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'analytics_log_loss_transfn_boolean' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.log_loss_transfn(double precision[], boolean, double precision, double precision)
	IS 'called by aggregates';

CREATE AGGREGATE @extschema@.log_loss(label boolean, probability double precision, weight double precision) (
	SFUNC = @extschema@.log_loss_transfn,
	STYPE = double precision[],
	INITCOND = '{0,0,0,0,0,0,0,0}',
	COMBINEFUNC = @extschema@.loss_combinefn,
	FINALFUNC = @extschema@.loss_mean_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.log_loss(label boolean, probability double precision, weight double precision)
	IS 'mean of -ln of the probability of what happened; of two classes, the probability that the label is true, by weight';

CREATE FUNCTION @extschema@.log_loss_transfn(double precision[], integer, double precision) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'analytics_log_loss_transfn_integer' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.log_loss_transfn(double precision[], integer, double precision)
	IS 'called by aggregates';

CREATE AGGREGATE @extschema@.log_loss(label integer, probability double precision) (
	SFUNC = @extschema@.log_loss_transfn,
	STYPE = double precision[],
	INITCOND = '{0,0,0,0,0,0,0,0}',
	COMBINEFUNC = @extschema@.loss_combinefn,
	FINALFUNC = @extschema@.loss_mean_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.log_loss(label integer, probability double precision)
	IS 'mean of -ln of the probability of what happened; of two classes, the probability that the label is 1';

CREATE FUNCTION @extschema@.log_loss_transfn(double precision[], integer, double precision, double precision) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'analytics_log_loss_transfn_integer' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.log_loss_transfn(double precision[], integer, double precision, double precision)
	IS 'called by aggregates';

CREATE AGGREGATE @extschema@.log_loss(label integer, probability double precision, weight double precision) (
	SFUNC = @extschema@.log_loss_transfn,
	STYPE = double precision[],
	INITCOND = '{0,0,0,0,0,0,0,0}',
	COMBINEFUNC = @extschema@.loss_combinefn,
	FINALFUNC = @extschema@.loss_mean_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.log_loss(label integer, probability double precision, weight double precision)
	IS 'mean of -ln of the probability of what happened; of two classes, the probability that the label is 1, by weight';

CREATE FUNCTION @extschema@.log_loss_transfn(double precision[], text, double precision[], text[]) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'analytics_log_loss_transfn_classes' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.log_loss_transfn(double precision[], text, double precision[], text[])
	IS 'called by aggregates';

CREATE AGGREGATE @extschema@.log_loss(actual text, probabilities double precision[], classes text[]) (
	SFUNC = @extschema@.log_loss_transfn,
	STYPE = double precision[],
	INITCOND = '{0,0,0,0,0,0,0,0}',
	COMBINEFUNC = @extschema@.loss_combinefn,
	FINALFUNC = @extschema@.loss_mean_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.log_loss(actual text, probabilities double precision[], classes text[])
	IS 'mean of -ln of the probability of what happened; of many classes';

CREATE FUNCTION @extschema@.log_loss_transfn(double precision[], text, double precision[], text[], double precision) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'analytics_log_loss_transfn_classes' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.log_loss_transfn(double precision[], text, double precision[], text[], double precision)
	IS 'called by aggregates';

CREATE AGGREGATE @extschema@.log_loss(actual text, probabilities double precision[], classes text[], weight double precision) (
	SFUNC = @extschema@.log_loss_transfn,
	STYPE = double precision[],
	INITCOND = '{0,0,0,0,0,0,0,0}',
	COMBINEFUNC = @extschema@.loss_combinefn,
	FINALFUNC = @extschema@.loss_mean_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.log_loss(actual text, probabilities double precision[], classes text[], weight double precision)
	IS 'mean of -ln of the probability of what happened; of many classes, by weight';

CREATE FUNCTION @extschema@.brier_score_transfn(double precision[], boolean, double precision) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'analytics_brier_score_transfn_boolean' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.brier_score_transfn(double precision[], boolean, double precision)
	IS 'called by aggregates';

CREATE AGGREGATE @extschema@.brier_score(label boolean, probability double precision) (
	SFUNC = @extschema@.brier_score_transfn,
	STYPE = double precision[],
	INITCOND = '{0,0,0,0,0,0,0,0}',
	COMBINEFUNC = @extschema@.loss_combinefn,
	FINALFUNC = @extschema@.loss_mean_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.brier_score(label boolean, probability double precision)
	IS 'mean squared error of the probability that the label is true';

CREATE FUNCTION @extschema@.brier_score_transfn(double precision[], boolean, double precision, double precision) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'analytics_brier_score_transfn_boolean' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.brier_score_transfn(double precision[], boolean, double precision, double precision)
	IS 'called by aggregates';

CREATE AGGREGATE @extschema@.brier_score(label boolean, probability double precision, weight double precision) (
	SFUNC = @extschema@.brier_score_transfn,
	STYPE = double precision[],
	INITCOND = '{0,0,0,0,0,0,0,0}',
	COMBINEFUNC = @extschema@.loss_combinefn,
	FINALFUNC = @extschema@.loss_mean_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.brier_score(label boolean, probability double precision, weight double precision)
	IS 'mean squared error of the probability that the label is true, by weight';

CREATE FUNCTION @extschema@.brier_score_transfn(double precision[], integer, double precision) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'analytics_brier_score_transfn_integer' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.brier_score_transfn(double precision[], integer, double precision)
	IS 'called by aggregates';

CREATE AGGREGATE @extschema@.brier_score(label integer, probability double precision) (
	SFUNC = @extschema@.brier_score_transfn,
	STYPE = double precision[],
	INITCOND = '{0,0,0,0,0,0,0,0}',
	COMBINEFUNC = @extschema@.loss_combinefn,
	FINALFUNC = @extschema@.loss_mean_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.brier_score(label integer, probability double precision)
	IS 'mean squared error of the probability that the label is 1';

CREATE FUNCTION @extschema@.brier_score_transfn(double precision[], integer, double precision, double precision) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'analytics_brier_score_transfn_integer' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.brier_score_transfn(double precision[], integer, double precision, double precision)
	IS 'called by aggregates';

CREATE AGGREGATE @extschema@.brier_score(label integer, probability double precision, weight double precision) (
	SFUNC = @extschema@.brier_score_transfn,
	STYPE = double precision[],
	INITCOND = '{0,0,0,0,0,0,0,0}',
	COMBINEFUNC = @extschema@.loss_combinefn,
	FINALFUNC = @extschema@.loss_mean_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.brier_score(label integer, probability double precision, weight double precision)
	IS 'mean squared error of the probability that the label is 1, by weight';

CREATE FUNCTION @extschema@.brier_score_transfn(double precision[], text, double precision[], text[]) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'analytics_brier_score_transfn_classes' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.brier_score_transfn(double precision[], text, double precision[], text[])
	IS 'called by aggregates';

CREATE AGGREGATE @extschema@.brier_score(actual text, probabilities double precision[], classes text[]) (
	SFUNC = @extschema@.brier_score_transfn,
	STYPE = double precision[],
	INITCOND = '{0,0,0,0,0,0,0,0}',
	COMBINEFUNC = @extschema@.loss_combinefn,
	FINALFUNC = @extschema@.loss_mean_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.brier_score(actual text, probabilities double precision[], classes text[])
	IS 'mean over the rows of the sum over all classes of the squared error of their probability';

CREATE FUNCTION @extschema@.brier_score_transfn(double precision[], text, double precision[], text[], double precision) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'analytics_brier_score_transfn_classes' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.brier_score_transfn(double precision[], text, double precision[], text[], double precision)
	IS 'called by aggregates';

CREATE AGGREGATE @extschema@.brier_score(actual text, probabilities double precision[], classes text[], weight double precision) (
	SFUNC = @extschema@.brier_score_transfn,
	STYPE = double precision[],
	INITCOND = '{0,0,0,0,0,0,0,0}',
	COMBINEFUNC = @extschema@.loss_combinefn,
	FINALFUNC = @extschema@.loss_mean_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.brier_score(actual text, probabilities double precision[], classes text[], weight double precision)
	IS 'mean over the rows of the sum over all classes of the squared error of their probability, by weight';

CREATE FUNCTION @extschema@.squared_error_transfn(double precision[], double precision, double precision) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'analytics_squared_error_transfn' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.squared_error_transfn(double precision[], double precision, double precision)
	IS 'called by aggregates';

CREATE AGGREGATE @extschema@.rmse(actual double precision, predicted double precision) (
	SFUNC = @extschema@.squared_error_transfn,
	STYPE = double precision[],
	INITCOND = '{0,0,0,0,0,0,0,0}',
	COMBINEFUNC = @extschema@.loss_combinefn,
	FINALFUNC = @extschema@.rmse_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.rmse(actual double precision, predicted double precision)
	IS 'root of the mean squared error';

CREATE AGGREGATE @extschema@.r2(actual double precision, predicted double precision) (
	SFUNC = @extschema@.squared_error_transfn,
	STYPE = double precision[],
	INITCOND = '{0,0,0,0,0,0,0,0}',
	COMBINEFUNC = @extschema@.loss_combinefn,
	FINALFUNC = @extschema@.r2_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.r2(actual double precision, predicted double precision)
	IS 'coefficient of determination: 1 - squared errors / squared deviations from the mean';

CREATE FUNCTION @extschema@.squared_error_transfn(double precision[], double precision, double precision, double precision) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'analytics_squared_error_transfn' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.squared_error_transfn(double precision[], double precision, double precision, double precision)
	IS 'called by aggregates';

CREATE AGGREGATE @extschema@.rmse(actual double precision, predicted double precision, weight double precision) (
	SFUNC = @extschema@.squared_error_transfn,
	STYPE = double precision[],
	INITCOND = '{0,0,0,0,0,0,0,0}',
	COMBINEFUNC = @extschema@.loss_combinefn,
	FINALFUNC = @extschema@.rmse_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.rmse(actual double precision, predicted double precision, weight double precision)
	IS 'root of the mean squared error, by weight';

CREATE AGGREGATE @extschema@.r2(actual double precision, predicted double precision, weight double precision) (
	SFUNC = @extschema@.squared_error_transfn,
	STYPE = double precision[],
	INITCOND = '{0,0,0,0,0,0,0,0}',
	COMBINEFUNC = @extschema@.loss_combinefn,
	FINALFUNC = @extschema@.r2_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.r2(actual double precision, predicted double precision, weight double precision)
	IS 'coefficient of determination: 1 - squared errors / squared deviations from the mean, by weight';

CREATE FUNCTION @extschema@.absolute_error_transfn(double precision[], double precision, double precision) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'analytics_absolute_error_transfn' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.absolute_error_transfn(double precision[], double precision, double precision)
	IS 'called by aggregates';

CREATE AGGREGATE @extschema@.mae(actual double precision, predicted double precision) (
	SFUNC = @extschema@.absolute_error_transfn,
	STYPE = double precision[],
	INITCOND = '{0,0,0,0,0,0,0,0}',
	COMBINEFUNC = @extschema@.loss_combinefn,
	FINALFUNC = @extschema@.loss_mean_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.mae(actual double precision, predicted double precision)
	IS 'mean absolute error';

CREATE FUNCTION @extschema@.absolute_error_transfn(double precision[], double precision, double precision, double precision) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'analytics_absolute_error_transfn' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.absolute_error_transfn(double precision[], double precision, double precision, double precision)
	IS 'called by aggregates';

CREATE AGGREGATE @extschema@.mae(actual double precision, predicted double precision, weight double precision) (
	SFUNC = @extschema@.absolute_error_transfn,
	STYPE = double precision[],
	INITCOND = '{0,0,0,0,0,0,0,0}',
	COMBINEFUNC = @extschema@.loss_combinefn,
	FINALFUNC = @extschema@.loss_mean_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.mae(actual double precision, predicted double precision, weight double precision)
	IS 'mean absolute error, by weight';
-- score_table: how many positives and negatives have which score; what is read out
-- of it

CREATE TYPE @extschema@.score_table;

CREATE FUNCTION @extschema@.score_table_in(cstring) RETURNS @extschema@.score_table
	AS 'MODULE_PATHNAME', 'analytics_score_table_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.score_table_in(cstring) IS 'input function of type score_table';

CREATE FUNCTION @extschema@.score_table_out(@extschema@.score_table) RETURNS cstring
	AS 'MODULE_PATHNAME', 'analytics_score_table_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.score_table_out(@extschema@.score_table) IS 'output function of type score_table';

CREATE FUNCTION @extschema@.score_table_recv(internal) RETURNS @extschema@.score_table
	AS 'MODULE_PATHNAME', 'analytics_score_table_recv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.score_table_recv(internal) IS 'binary input function of type score_table';

CREATE FUNCTION @extschema@.score_table_send(@extschema@.score_table) RETURNS bytea
	AS 'MODULE_PATHNAME', 'analytics_score_table_send' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.score_table_send(@extschema@.score_table) IS 'binary output function of type score_table';

CREATE TYPE @extschema@.score_table (
	INPUT = @extschema@.score_table_in,
	OUTPUT = @extschema@.score_table_out,
	RECEIVE = @extschema@.score_table_recv,
	SEND = @extschema@.score_table_send,
	INTERNALLENGTH = VARIABLE,
	ALIGNMENT = double,
	STORAGE = external
);
COMMENT ON TYPE @extschema@.score_table
	IS 'how many positives and negatives have which score; the tables of parts can be merged';

CREATE FUNCTION @extschema@.roc_auc(t @extschema@.score_table) RETURNS double precision
	AS 'MODULE_PATHNAME', 'analytics_roc_auc' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION @extschema@.roc_auc(t @extschema@.score_table)
	IS 'area under the ROC curve: share of pairs of a positive and a negative whose scores are in the right order, ties half';

CREATE FUNCTION @extschema@.gini(t @extschema@.score_table) RETURNS double precision
	AS 'MODULE_PATHNAME', 'analytics_gini' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION @extschema@.gini(t @extschema@.score_table)
	IS '2 roc_auc - 1';

CREATE FUNCTION @extschema@.average_precision(t @extschema@.score_table) RETURNS double precision
	AS 'MODULE_PATHNAME', 'analytics_average_precision' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION @extschema@.average_precision(t @extschema@.score_table)
	IS 'precision at each score, weighted by the recall that it adds';

CREATE FUNCTION @extschema@.ks_statistic(t @extschema@.score_table) RETURNS double precision
	AS 'MODULE_PATHNAME', 'analytics_ks_statistic' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION @extschema@.ks_statistic(t @extschema@.score_table)
	IS 'largest distance between the distributions of the scores of positives and of negatives';

CREATE FUNCTION @extschema@.score_metrics(t @extschema@.score_table) RETURNS TABLE (metric text, value double precision, max_error double precision)
	AS 'MODULE_PATHNAME', 'analytics_score_metrics' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000 ROWS 10;
COMMENT ON FUNCTION @extschema@.score_metrics(t @extschema@.score_table)
	IS 'all figures of a score table, and how far they can be off';

CREATE FUNCTION @extschema@.roc_curve(t @extschema@.score_table, max_points integer DEFAULT NULL) RETURNS TABLE (threshold double precision, false_positive_rate double precision, true_positive_rate double precision,
			   "precision" double precision)
	AS 'MODULE_PATHNAME', 'analytics_roc_curve' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000 ROWS 1000;
COMMENT ON FUNCTION @extschema@.roc_curve(@extschema@.score_table, integer)
	IS 'a row for each cut-off: what happens when this score and higher are called positive';

CREATE FUNCTION @extschema@.lift_table(t @extschema@.score_table, bins integer DEFAULT 10) RETURNS TABLE (bin integer, min_score double precision, max_score double precision, avg_score double precision,
			   count double precision, cum_count double precision, neg double precision, pos double precision,
			   cum_neg double precision, cum_pos double precision, count_distr double precision, posprob double precision,
			   cum_posprob double precision, cum_pos_distr double precision, rejected_rate double precision,
			   approval_rate double precision, lift double precision, cum_lift double precision, ks double precision)
	AS 'MODULE_PATHNAME', 'analytics_lift_table' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000 ROWS 10;
COMMENT ON FUNCTION @extschema@.lift_table(@extschema@.score_table, integer)
	IS 'bins of equally many rows, the riskiest first: positives, lift and what a cut-off below them does';

CREATE FUNCTION @extschema@.calibration_table(t @extschema@.score_table, bins integer DEFAULT 10, strategy text DEFAULT 'uniform') RETURNS TABLE (bin integer, min_score double precision, max_score double precision, count double precision,
			   mean_predicted double precision, observed_rate double precision, difference double precision,
			   hosmer_lemeshow double precision)
	AS 'MODULE_PATHNAME', 'analytics_calibration_table' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000 ROWS 10;
COMMENT ON FUNCTION @extschema@.calibration_table(@extschema@.score_table, integer, text)
	IS 'bins of probabilities: what was predicted, and what happened';
-- score_table_agg: the aggregates whose state is a score_table

CREATE FUNCTION @extschema@.score_table_combinefn(@extschema@.score_table, @extschema@.score_table) RETURNS @extschema@.score_table
	AS 'MODULE_PATHNAME', 'analytics_score_table_combinefn' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION @extschema@.score_table_combinefn(@extschema@.score_table, @extschema@.score_table)
	IS 'called by aggregates';

CREATE FUNCTION @extschema@.score_table_finalfn(@extschema@.score_table) RETURNS @extschema@.score_table
	AS 'MODULE_PATHNAME', 'analytics_score_table_finalfn' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION @extschema@.score_table_finalfn(@extschema@.score_table)
	IS 'called by aggregates';

CREATE FUNCTION @extschema@.score_table_transfn(@extschema@.score_table, boolean, double precision) RETURNS @extschema@.score_table
	AS 'MODULE_PATHNAME', 'analytics_score_table_transfn_boolean' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.score_table_transfn(@extschema@.score_table, boolean, double precision)
	IS 'called by aggregates';

CREATE AGGREGATE @extschema@.score_table_agg(label boolean, score double precision) (
	SFUNC = @extschema@.score_table_transfn,
	STYPE = @extschema@.score_table,
	SSPACE = 4000,
	COMBINEFUNC = @extschema@.score_table_combinefn,
	FINALFUNC = @extschema@.score_table_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.score_table_agg(label boolean, score double precision)
	IS 'how many positives and negatives have which score';

CREATE AGGREGATE @extschema@.roc_auc(label boolean, score double precision) (
	SFUNC = @extschema@.score_table_transfn,
	STYPE = @extschema@.score_table,
	SSPACE = 4000,
	COMBINEFUNC = @extschema@.score_table_combinefn,
	FINALFUNC = @extschema@.roc_auc,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.roc_auc(label boolean, score double precision)
	IS 'area under the ROC curve';

CREATE AGGREGATE @extschema@.gini(label boolean, score double precision) (
	SFUNC = @extschema@.score_table_transfn,
	STYPE = @extschema@.score_table,
	SSPACE = 4000,
	COMBINEFUNC = @extschema@.score_table_combinefn,
	FINALFUNC = @extschema@.gini,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.gini(label boolean, score double precision)
	IS '2 roc_auc - 1';

CREATE AGGREGATE @extschema@.average_precision(label boolean, score double precision) (
	SFUNC = @extschema@.score_table_transfn,
	STYPE = @extschema@.score_table,
	SSPACE = 4000,
	COMBINEFUNC = @extschema@.score_table_combinefn,
	FINALFUNC = @extschema@.average_precision,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.average_precision(label boolean, score double precision)
	IS 'precision at each score, weighted by the recall that it adds';

CREATE AGGREGATE @extschema@.ks_statistic(label boolean, score double precision) (
	SFUNC = @extschema@.score_table_transfn,
	STYPE = @extschema@.score_table,
	SSPACE = 4000,
	COMBINEFUNC = @extschema@.score_table_combinefn,
	FINALFUNC = @extschema@.ks_statistic,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.ks_statistic(label boolean, score double precision)
	IS 'largest distance between the distributions of the scores of positives and of negatives';

CREATE FUNCTION @extschema@.score_table_transfn(@extschema@.score_table, boolean, double precision, double precision) RETURNS @extschema@.score_table
	AS 'MODULE_PATHNAME', 'analytics_score_table_transfn_boolean' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.score_table_transfn(@extschema@.score_table, boolean, double precision, double precision)
	IS 'called by aggregates';

CREATE AGGREGATE @extschema@.score_table_agg(label boolean, score double precision, weight double precision) (
	SFUNC = @extschema@.score_table_transfn,
	STYPE = @extschema@.score_table,
	SSPACE = 4000,
	COMBINEFUNC = @extschema@.score_table_combinefn,
	FINALFUNC = @extschema@.score_table_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.score_table_agg(label boolean, score double precision, weight double precision)
	IS 'how many positives and negatives have which score, by weight';

CREATE AGGREGATE @extschema@.roc_auc(label boolean, score double precision, weight double precision) (
	SFUNC = @extschema@.score_table_transfn,
	STYPE = @extschema@.score_table,
	SSPACE = 4000,
	COMBINEFUNC = @extschema@.score_table_combinefn,
	FINALFUNC = @extschema@.roc_auc,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.roc_auc(label boolean, score double precision, weight double precision)
	IS 'area under the ROC curve, by weight';

CREATE AGGREGATE @extschema@.gini(label boolean, score double precision, weight double precision) (
	SFUNC = @extschema@.score_table_transfn,
	STYPE = @extschema@.score_table,
	SSPACE = 4000,
	COMBINEFUNC = @extschema@.score_table_combinefn,
	FINALFUNC = @extschema@.gini,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.gini(label boolean, score double precision, weight double precision)
	IS '2 roc_auc - 1, by weight';

CREATE AGGREGATE @extschema@.average_precision(label boolean, score double precision, weight double precision) (
	SFUNC = @extschema@.score_table_transfn,
	STYPE = @extschema@.score_table,
	SSPACE = 4000,
	COMBINEFUNC = @extschema@.score_table_combinefn,
	FINALFUNC = @extschema@.average_precision,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.average_precision(label boolean, score double precision, weight double precision)
	IS 'precision at each score, weighted by the recall that it adds, by weight';

CREATE AGGREGATE @extschema@.ks_statistic(label boolean, score double precision, weight double precision) (
	SFUNC = @extschema@.score_table_transfn,
	STYPE = @extschema@.score_table,
	SSPACE = 4000,
	COMBINEFUNC = @extschema@.score_table_combinefn,
	FINALFUNC = @extschema@.ks_statistic,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.ks_statistic(label boolean, score double precision, weight double precision)
	IS 'largest distance between the distributions of the scores of positives and of negatives, by weight';

CREATE FUNCTION @extschema@.score_table_transfn(@extschema@.score_table, integer, double precision) RETURNS @extschema@.score_table
	AS 'MODULE_PATHNAME', 'analytics_score_table_transfn_integer' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.score_table_transfn(@extschema@.score_table, integer, double precision)
	IS 'called by aggregates';

CREATE AGGREGATE @extschema@.score_table_agg(label integer, score double precision) (
	SFUNC = @extschema@.score_table_transfn,
	STYPE = @extschema@.score_table,
	SSPACE = 4000,
	COMBINEFUNC = @extschema@.score_table_combinefn,
	FINALFUNC = @extschema@.score_table_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.score_table_agg(label integer, score double precision)
	IS 'how many positives and negatives have which score';

CREATE AGGREGATE @extschema@.roc_auc(label integer, score double precision) (
	SFUNC = @extschema@.score_table_transfn,
	STYPE = @extschema@.score_table,
	SSPACE = 4000,
	COMBINEFUNC = @extschema@.score_table_combinefn,
	FINALFUNC = @extschema@.roc_auc,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.roc_auc(label integer, score double precision)
	IS 'area under the ROC curve';

CREATE AGGREGATE @extschema@.gini(label integer, score double precision) (
	SFUNC = @extschema@.score_table_transfn,
	STYPE = @extschema@.score_table,
	SSPACE = 4000,
	COMBINEFUNC = @extschema@.score_table_combinefn,
	FINALFUNC = @extschema@.gini,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.gini(label integer, score double precision)
	IS '2 roc_auc - 1';

CREATE AGGREGATE @extschema@.average_precision(label integer, score double precision) (
	SFUNC = @extschema@.score_table_transfn,
	STYPE = @extschema@.score_table,
	SSPACE = 4000,
	COMBINEFUNC = @extschema@.score_table_combinefn,
	FINALFUNC = @extschema@.average_precision,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.average_precision(label integer, score double precision)
	IS 'precision at each score, weighted by the recall that it adds';

CREATE AGGREGATE @extschema@.ks_statistic(label integer, score double precision) (
	SFUNC = @extschema@.score_table_transfn,
	STYPE = @extschema@.score_table,
	SSPACE = 4000,
	COMBINEFUNC = @extschema@.score_table_combinefn,
	FINALFUNC = @extschema@.ks_statistic,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.ks_statistic(label integer, score double precision)
	IS 'largest distance between the distributions of the scores of positives and of negatives';

CREATE FUNCTION @extschema@.score_table_transfn(@extschema@.score_table, integer, double precision, double precision) RETURNS @extschema@.score_table
	AS 'MODULE_PATHNAME', 'analytics_score_table_transfn_integer' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.score_table_transfn(@extschema@.score_table, integer, double precision, double precision)
	IS 'called by aggregates';

CREATE AGGREGATE @extschema@.score_table_agg(label integer, score double precision, weight double precision) (
	SFUNC = @extschema@.score_table_transfn,
	STYPE = @extschema@.score_table,
	SSPACE = 4000,
	COMBINEFUNC = @extschema@.score_table_combinefn,
	FINALFUNC = @extschema@.score_table_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.score_table_agg(label integer, score double precision, weight double precision)
	IS 'how many positives and negatives have which score, by weight';

CREATE AGGREGATE @extschema@.roc_auc(label integer, score double precision, weight double precision) (
	SFUNC = @extschema@.score_table_transfn,
	STYPE = @extschema@.score_table,
	SSPACE = 4000,
	COMBINEFUNC = @extschema@.score_table_combinefn,
	FINALFUNC = @extschema@.roc_auc,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.roc_auc(label integer, score double precision, weight double precision)
	IS 'area under the ROC curve, by weight';

CREATE AGGREGATE @extschema@.gini(label integer, score double precision, weight double precision) (
	SFUNC = @extschema@.score_table_transfn,
	STYPE = @extschema@.score_table,
	SSPACE = 4000,
	COMBINEFUNC = @extschema@.score_table_combinefn,
	FINALFUNC = @extschema@.gini,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.gini(label integer, score double precision, weight double precision)
	IS '2 roc_auc - 1, by weight';

CREATE AGGREGATE @extschema@.average_precision(label integer, score double precision, weight double precision) (
	SFUNC = @extschema@.score_table_transfn,
	STYPE = @extschema@.score_table,
	SSPACE = 4000,
	COMBINEFUNC = @extschema@.score_table_combinefn,
	FINALFUNC = @extschema@.average_precision,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.average_precision(label integer, score double precision, weight double precision)
	IS 'precision at each score, weighted by the recall that it adds, by weight';

CREATE AGGREGATE @extschema@.ks_statistic(label integer, score double precision, weight double precision) (
	SFUNC = @extschema@.score_table_transfn,
	STYPE = @extschema@.score_table,
	SSPACE = 4000,
	COMBINEFUNC = @extschema@.score_table_combinefn,
	FINALFUNC = @extschema@.ks_statistic,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.ks_statistic(label integer, score double precision, weight double precision)
	IS 'largest distance between the distributions of the scores of positives and of negatives, by weight';

CREATE AGGREGATE @extschema@.score_table_merge(@extschema@.score_table) (
	SFUNC = @extschema@.score_table_combinefn,
	STYPE = @extschema@.score_table,
	SSPACE = 4000,
	COMBINEFUNC = @extschema@.score_table_combinefn,
	FINALFUNC = @extschema@.score_table_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.score_table_merge(@extschema@.score_table)
	IS 'the score table of all rows that the values stand for';
-- confusion: how often which class was predicted as which; precision and recall

CREATE TYPE @extschema@.confusion;

CREATE FUNCTION @extschema@.confusion_in(cstring) RETURNS @extschema@.confusion
	AS 'MODULE_PATHNAME', 'analytics_confusion_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.confusion_in(cstring) IS 'input function of type confusion';

CREATE FUNCTION @extschema@.confusion_out(@extschema@.confusion) RETURNS cstring
	AS 'MODULE_PATHNAME', 'analytics_confusion_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.confusion_out(@extschema@.confusion) IS 'output function of type confusion';

CREATE FUNCTION @extschema@.confusion_recv(internal) RETURNS @extschema@.confusion
	AS 'MODULE_PATHNAME', 'analytics_confusion_recv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.confusion_recv(internal) IS 'binary input function of type confusion';

CREATE FUNCTION @extschema@.confusion_send(@extschema@.confusion) RETURNS bytea
	AS 'MODULE_PATHNAME', 'analytics_confusion_send' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.confusion_send(@extschema@.confusion) IS 'binary output function of type confusion';

CREATE TYPE @extschema@.confusion (
	INPUT = @extschema@.confusion_in,
	OUTPUT = @extschema@.confusion_out,
	RECEIVE = @extschema@.confusion_recv,
	SEND = @extschema@.confusion_send,
	INTERNALLENGTH = VARIABLE,
	ALIGNMENT = double,
	STORAGE = external
);
COMMENT ON TYPE @extschema@.confusion
	IS 'how often which class was predicted as which; those of parts can be merged';

CREATE FUNCTION @extschema@.confusion_matrix(c @extschema@.confusion) RETURNS TABLE (actual text, predicted text, count double precision)
	AS 'MODULE_PATHNAME', 'analytics_confusion_matrix' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100 ROWS 100;
COMMENT ON FUNCTION @extschema@.confusion_matrix(c @extschema@.confusion)
	IS 'a row for each pair of classes: how often the one was predicted as the other';

CREATE FUNCTION @extschema@.classification_report(c @extschema@.confusion) RETURNS TABLE (kind text, class text, "precision" double precision, recall double precision, f1 double precision, support double precision)
	AS 'MODULE_PATHNAME', 'analytics_classification_report' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100 ROWS 10;
COMMENT ON FUNCTION @extschema@.classification_report(c @extschema@.confusion)
	IS 'a row for each class, and averages: precision, recall, F1, number of rows';

CREATE FUNCTION @extschema@.accuracy(c @extschema@.confusion) RETURNS double precision
	AS 'MODULE_PATHNAME', 'analytics_accuracy_confusion' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.accuracy(c @extschema@.confusion)
	IS 'share of the rows whose class was predicted';
-- confusion_agg: the aggregates confusion_agg and confusion_merge

CREATE FUNCTION @extschema@.confusion_combinefn(@extschema@.confusion, @extschema@.confusion) RETURNS @extschema@.confusion
	AS 'MODULE_PATHNAME', 'analytics_confusion_combinefn' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 100;
COMMENT ON FUNCTION @extschema@.confusion_combinefn(@extschema@.confusion, @extschema@.confusion)
	IS 'called by aggregates';

CREATE FUNCTION @extschema@.confusion_finalfn(@extschema@.confusion) RETURNS @extschema@.confusion
	AS 'MODULE_PATHNAME', 'analytics_confusion_finalfn' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 100;
COMMENT ON FUNCTION @extschema@.confusion_finalfn(@extschema@.confusion)
	IS 'called by aggregates';

CREATE FUNCTION @extschema@.confusion_transfn(@extschema@.confusion, text, text) RETURNS @extschema@.confusion
	AS 'MODULE_PATHNAME', 'analytics_confusion_transfn_text' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.confusion_transfn(@extschema@.confusion, text, text)
	IS 'called by aggregates';

CREATE AGGREGATE @extschema@.confusion_agg(actual text, predicted text) (
	SFUNC = @extschema@.confusion_transfn,
	STYPE = @extschema@.confusion,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.confusion_combinefn,
	FINALFUNC = @extschema@.confusion_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.confusion_agg(actual text, predicted text)
	IS 'how often which class was predicted as which';

CREATE FUNCTION @extschema@.confusion_transfn(@extschema@.confusion, text, text, double precision) RETURNS @extschema@.confusion
	AS 'MODULE_PATHNAME', 'analytics_confusion_transfn_text' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.confusion_transfn(@extschema@.confusion, text, text, double precision)
	IS 'called by aggregates';

CREATE AGGREGATE @extschema@.confusion_agg(actual text, predicted text, weight double precision) (
	SFUNC = @extschema@.confusion_transfn,
	STYPE = @extschema@.confusion,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.confusion_combinefn,
	FINALFUNC = @extschema@.confusion_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.confusion_agg(actual text, predicted text, weight double precision)
	IS 'how often which class was predicted as which, by weight';

CREATE FUNCTION @extschema@.confusion_transfn(@extschema@.confusion, anycompatible, anycompatible) RETURNS @extschema@.confusion
	AS 'MODULE_PATHNAME', 'analytics_confusion_transfn_any' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.confusion_transfn(@extschema@.confusion, anycompatible, anycompatible)
	IS 'called by aggregates';

CREATE AGGREGATE @extschema@.confusion_agg(actual anycompatible, predicted anycompatible) (
	SFUNC = @extschema@.confusion_transfn,
	STYPE = @extschema@.confusion,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.confusion_combinefn,
	FINALFUNC = @extschema@.confusion_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.confusion_agg(actual anycompatible, predicted anycompatible)
	IS 'how often which class was predicted as which';

CREATE FUNCTION @extschema@.confusion_transfn(@extschema@.confusion, anycompatible, anycompatible, double precision) RETURNS @extschema@.confusion
	AS 'MODULE_PATHNAME', 'analytics_confusion_transfn_any' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.confusion_transfn(@extschema@.confusion, anycompatible, anycompatible, double precision)
	IS 'called by aggregates';

CREATE AGGREGATE @extschema@.confusion_agg(actual anycompatible, predicted anycompatible, weight double precision) (
	SFUNC = @extschema@.confusion_transfn,
	STYPE = @extschema@.confusion,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.confusion_combinefn,
	FINALFUNC = @extschema@.confusion_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.confusion_agg(actual anycompatible, predicted anycompatible, weight double precision)
	IS 'how often which class was predicted as which, by weight';

CREATE AGGREGATE @extschema@.confusion_merge(@extschema@.confusion) (
	SFUNC = @extschema@.confusion_combinefn,
	STYPE = @extschema@.confusion,
	SSPACE = 2000,
	COMBINEFUNC = @extschema@.confusion_combinefn,
	FINALFUNC = @extschema@.confusion_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.confusion_merge(@extschema@.confusion)
	IS 'the confusion of all rows that the values stand for';
-- evaluate: a model's predictions against what happened

CREATE FUNCTION @extschema@.evaluate(
	model text,
	query text,
	target text DEFAULT NULL,
	class text DEFAULT NULL)
	RETURNS TABLE (metric text, value double precision)
	AS 'MODULE_PATHNAME', 'analytics_evaluate' LANGUAGE C STABLE PARALLEL UNSAFE COST 10000 ROWS 10;
COMMENT ON FUNCTION @extschema@.evaluate(text, text, text, text)
	IS 'scores a query''s rows and says how near they are to its column target';
-- gradient: loss and gradient of a linear or logistic model on rows, as a value

CREATE TYPE @extschema@.gradient;

CREATE FUNCTION @extschema@.gradient_in(cstring) RETURNS @extschema@.gradient
	AS 'MODULE_PATHNAME', 'analytics_gradient_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.gradient_in(cstring)
	IS 'input function of type gradient';

CREATE FUNCTION @extschema@.gradient_out(@extschema@.gradient) RETURNS cstring
	AS 'MODULE_PATHNAME', 'analytics_gradient_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.gradient_out(@extschema@.gradient)
	IS 'output function of type gradient';

CREATE FUNCTION @extschema@.gradient_recv(internal) RETURNS @extschema@.gradient
	AS 'MODULE_PATHNAME', 'analytics_gradient_recv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.gradient_recv(internal)
	IS 'binary input function of type gradient';

CREATE FUNCTION @extschema@.gradient_send(@extschema@.gradient) RETURNS bytea
	AS 'MODULE_PATHNAME', 'analytics_gradient_send' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.gradient_send(@extschema@.gradient)
	IS 'binary output function of type gradient';

CREATE TYPE @extschema@.gradient (
	INPUT = @extschema@.gradient_in,
	OUTPUT = @extschema@.gradient_out,
	RECEIVE = @extschema@.gradient_recv,
	SEND = @extschema@.gradient_send,
	INTERNALLENGTH = VARIABLE,
	ALIGNMENT = double,
	STORAGE = external
);
COMMENT ON TYPE @extschema@.gradient
	IS 'loss of a linear or logistic model on rows, with its derivatives; those of parts of a table can be merged';

CREATE FUNCTION @extschema@.n(g @extschema@.gradient) RETURNS bigint
	AS 'MODULE_PATHNAME', 'analytics_n_gradient' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.n(g @extschema@.gradient)
	IS 'rows that were used';

CREATE FUNCTION @extschema@.skipped(g @extschema@.gradient) RETURNS bigint
	AS 'MODULE_PATHNAME', 'analytics_skipped_gradient' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.skipped(g @extschema@.gradient)
	IS 'rows that were not used: without a target or a weight';

CREATE FUNCTION @extschema@.total_weight(g @extschema@.gradient) RETURNS double precision
	AS 'MODULE_PATHNAME', 'analytics_total_weight_gradient' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.total_weight(g @extschema@.gradient)
	IS 'sum of the weights; the number of rows when there were none';

CREATE FUNCTION @extschema@.loss(g @extschema@.gradient) RETURNS double precision
	AS 'MODULE_PATHNAME', 'analytics_loss_gradient' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.loss(g @extschema@.gradient)
	IS 'sum of weight times loss, without a penalty';

CREATE FUNCTION @extschema@.derivatives(g @extschema@.gradient) RETURNS TABLE (i integer, value double precision)
	AS 'MODULE_PATHNAME', 'analytics_derivatives' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 1000;
COMMENT ON FUNCTION @extschema@.derivatives(g @extschema@.gradient)
	IS 'a row for each number of the model, the intercepts first: the derivative of the loss by it';

CREATE FUNCTION @extschema@.gradient_combinefn(@extschema@.gradient, @extschema@.gradient) RETURNS @extschema@.gradient
	AS 'MODULE_PATHNAME', 'analytics_gradient_combinefn' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 100;
COMMENT ON FUNCTION @extschema@.gradient_combinefn(@extschema@.gradient, @extschema@.gradient)
	IS 'called by aggregates';

CREATE FUNCTION @extschema@.logistic_pass_transfn(@extschema@.gradient, @extschema@.model, record, text) RETURNS @extschema@.gradient
	AS 'MODULE_PATHNAME', 'analytics_logistic_pass_transfn' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.logistic_pass_transfn(@extschema@.gradient, @extschema@.model, record, text)
	IS 'called by aggregates';

CREATE AGGREGATE @extschema@.logistic_pass(model @extschema@.model, "row" record, target text) (
	SFUNC = @extschema@.logistic_pass_transfn,
	STYPE = @extschema@.gradient,
	SSPACE = 20000,
	COMBINEFUNC = @extschema@.gradient_combinefn,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.logistic_pass(model @extschema@.model, "row" record, target text)
	IS 'loss and gradient of a logistic model on rows whose class is known';

CREATE FUNCTION @extschema@.logistic_pass_transfn(@extschema@.gradient, @extschema@.model, record, text, double precision) RETURNS @extschema@.gradient
	AS 'MODULE_PATHNAME', 'analytics_logistic_pass_transfn' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.logistic_pass_transfn(@extschema@.gradient, @extschema@.model, record, text, double precision)
	IS 'called by aggregates';

CREATE AGGREGATE @extschema@.logistic_pass(model @extschema@.model, "row" record, target text, weight double precision) (
	SFUNC = @extschema@.logistic_pass_transfn,
	STYPE = @extschema@.gradient,
	SSPACE = 20000,
	COMBINEFUNC = @extschema@.gradient_combinefn,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.logistic_pass(model @extschema@.model, "row" record, target text, weight double precision)
	IS 'loss and gradient of a logistic model on rows whose class is known, by weight';

CREATE FUNCTION @extschema@.linear_pass_transfn(@extschema@.gradient, @extschema@.model, record, double precision) RETURNS @extschema@.gradient
	AS 'MODULE_PATHNAME', 'analytics_linear_pass_transfn' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.linear_pass_transfn(@extschema@.gradient, @extschema@.model, record, double precision)
	IS 'called by aggregates';

CREATE AGGREGATE @extschema@.linear_pass(model @extschema@.model, "row" record, target double precision) (
	SFUNC = @extschema@.linear_pass_transfn,
	STYPE = @extschema@.gradient,
	SSPACE = 20000,
	COMBINEFUNC = @extschema@.gradient_combinefn,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.linear_pass(model @extschema@.model, "row" record, target double precision)
	IS 'loss and gradient of a linear model on rows whose number is known';

CREATE FUNCTION @extschema@.linear_pass_transfn(@extschema@.gradient, @extschema@.model, record, double precision, double precision) RETURNS @extschema@.gradient
	AS 'MODULE_PATHNAME', 'analytics_linear_pass_transfn' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.linear_pass_transfn(@extschema@.gradient, @extschema@.model, record, double precision, double precision)
	IS 'called by aggregates';

CREATE AGGREGATE @extschema@.linear_pass(model @extschema@.model, "row" record, target double precision, weight double precision) (
	SFUNC = @extschema@.linear_pass_transfn,
	STYPE = @extschema@.gradient,
	SSPACE = 20000,
	COMBINEFUNC = @extschema@.gradient_combinefn,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.linear_pass(model @extschema@.model, "row" record, target double precision, weight double precision)
	IS 'loss and gradient of a linear model on rows whose number is known, by weight';

CREATE AGGREGATE @extschema@.gradient_merge(g @extschema@.gradient) (
	SFUNC = @extschema@.gradient_combinefn,
	STYPE = @extschema@.gradient,
	SSPACE = 20000,
	COMBINEFUNC = @extschema@.gradient_combinefn,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE @extschema@.gradient_merge(g @extschema@.gradient)
	IS 'the gradient of the rows of all of them';

CREATE FUNCTION @extschema@.linear_vector(model @extschema@.model, "row" record) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'analytics_linear_vector' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.linear_vector(model @extschema@.model, "row" record)
	IS 'the columns of a row as a linear model sees them: scaled numbers less their average, 1 for missing, 1 for the level';

CREATE FUNCTION @extschema@.linear_vector(model @extschema@.model, "row" record, target double precision) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'analytics_linear_vector' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 50;
COMMENT ON FUNCTION @extschema@.linear_vector(model @extschema@.model, "row" record, target double precision)
	IS 'the columns of a row as a linear model sees them: scaled numbers less their average, 1 for missing, 1 for the level, and the target';
-- train: models trained where the rows are

CREATE FUNCTION @extschema@.train(
	name text,
	algorithm text,
	source text,
	target text,
	options jsonb DEFAULT '{}',
	deploy boolean DEFAULT true)
	RETURNS integer
	AS 'MODULE_PATHNAME', 'analytics_train'
	LANGUAGE C VOLATILE PARALLEL UNSAFE COST 1000000;
COMMENT ON FUNCTION @extschema@.train(text, text, text, text, jsonb, boolean)
	IS 'trains a model on the rows of a table or query and stores it as the next version; returns the version';

CREATE FUNCTION @extschema@.train_model(
	algorithm text,
	source text,
	target text,
	options jsonb DEFAULT '{}')
	RETURNS @extschema@.model
	AS 'MODULE_PATHNAME', 'analytics_train_model'
	LANGUAGE C VOLATILE PARALLEL UNSAFE COST 1000000;
COMMENT ON FUNCTION @extschema@.train_model(text, text, text, jsonb)
	IS 'trains a model on the rows of a table or query; returns it as a value, stores nothing';

CREATE VIEW @extschema@.model_training WITH (security_barrier) AS
	SELECT v.name AS model,
		   v.version,
		   v.training ->> 'algorithm' AS algorithm,
		   v.training -> 'options' AS options,
		   v.training -> 'metrics' AS metrics
	  FROM @extschema@.registry_version v
	 WHERE v.training IS NOT NULL AND @extschema@.can_use_model(v.name);
COMMENT ON VIEW @extschema@.model_training
	IS 'how the models that the current role may use were trained here, as jsonb; flat in models and model_metrics';
GRANT SELECT ON @extschema@.model_training TO PUBLIC;

CREATE VIEW @extschema@.model_metrics WITH (security_barrier) AS
	SELECT m.model,
		   m.version,
		   e.key AS metric,
		   (e.value OPERATOR(pg_catalog.#>>) '{}')::double precision AS value
	  FROM @extschema@.model_training m
	 CROSS JOIN LATERAL pg_catalog.jsonb_each(m.metrics) e
	 WHERE pg_catalog.jsonb_typeof(e.value) OPERATOR(pg_catalog.=) 'number';
COMMENT ON VIEW @extschema@.model_metrics
	IS 'what training measured of the models that the current role may use';
GRANT SELECT ON @extschema@.model_metrics TO PUBLIC;

-- Every number in it is bounded, since any session can write such a text.
CREATE VIEW @extschema@.training_progress AS
	SELECT a.pid,
		   a.datname::text AS database,
		   a.usename::text AS "user",
		   p.part[7] AS model,
		   p.part[6] AS algorithm,
		   p.part[1] AS phase,
		   p.part[2]::bigint AS rows,
		   p.part[3]::integer AS iteration,
		   CASE p.part[4] WHEN 'none' THEN NULL ELSE p.part[4] END::double precision AS loss,
		   CASE p.part[5] WHEN 'none' THEN NULL ELSE p.part[5] END::double precision AS validation_loss,
		   a.query_start AT TIME ZONE 'UTC' AS started
	  FROM pg_catalog.pg_stat_activity a
	 CROSS JOIN LATERAL pg_catalog.regexp_match(a.query,
		'^/\* analytics training: phase=([a-z ]+) rows=([0-9]{1,18}) iteration=([0-9]{1,9}) '
		'loss=(none|-?[0-9]{1,16}\.[0-9]{6}) validation=(none|-?[0-9]{1,16}\.[0-9]{6}) '
		'algorithm=([a-z_]+) model=(.*) \*/$') p(part)
	 WHERE a.state OPERATOR(pg_catalog.=) 'active' AND p.part IS NOT NULL;
COMMENT ON VIEW @extschema@.training_progress
	IS 'trainings that run now, as far as pg_stat_activity shows other sessions to the current role';
GRANT SELECT ON @extschema@.training_progress TO PUBLIC;
-- cross_validate: how good models are on rows that they were not trained on

CREATE FUNCTION @extschema@.cross_validate(
	algorithm text,
	source text,
	target text,
	options jsonb DEFAULT '{}',
	folds integer DEFAULT 5,
	key text DEFAULT NULL,
	class text DEFAULT NULL)
	RETURNS TABLE (fold integer, metric text, value double precision, std_error double precision)
	AS 'MODULE_PATHNAME', 'analytics_cross_validate'
	LANGUAGE C VOLATILE PARALLEL UNSAFE COST 1000000 ROWS 60;
COMMENT ON FUNCTION @extschema@.cross_validate(text, text, text, jsonb, integer, text, text)
	IS 'trains on all folds but one and evaluates on that one, for each; fold null: mean and its standard error';
-- tune: a search for the best options of a training
--
-- Owners are roles by name, as in the registry.  The tables are written as
-- their owner and read through the view.

CREATE SEQUENCE @extschema@.tuning_run_id_seq AS integer;
COMMENT ON SEQUENCE @extschema@.tuning_run_id_seq IS 'ids of tuning runs';

CREATE TABLE @extschema@.tuning_run (
	id integer NOT NULL DEFAULT pg_catalog.nextval('@extschema@.tuning_run_id_seq'),
	name text COLLATE "C" NOT NULL,
	run integer NOT NULL,
	owner name NOT NULL,
	algorithm text NOT NULL,
	source text NOT NULL,
	target text NOT NULL,
	space jsonb NOT NULL,
	strategy text NOT NULL,
	metric text NOT NULL,
	larger_is_better boolean NOT NULL,
	folds integer NOT NULL,
	key text,
	class text,
	seed integer NOT NULL,
	options jsonb NOT NULL,
	started timestamptz NOT NULL DEFAULT pg_catalog.now(),
	CONSTRAINT tuning_run_pkey PRIMARY KEY (id),
	CONSTRAINT tuning_run_name_run_key UNIQUE (name, run)
);
COMMENT ON TABLE @extschema@.tuning_run IS 'calls of tune(); read it through the view tuning_trials';
COMMENT ON COLUMN @extschema@.tuning_run.name IS 'the model that the best trial becomes a version of';
COMMENT ON COLUMN @extschema@.tuning_run.owner IS 'name of the role that called';

CREATE TABLE @extschema@.tuning_trial (
	run_id integer NOT NULL,
	trial integer NOT NULL,
	settings jsonb NOT NULL,
	state text NOT NULL CHECK (state IN ('running', 'finished', 'failed')),
	value double precision,
	std_error double precision,
	seconds double precision,
	message text,
	started timestamptz NOT NULL,
	CONSTRAINT tuning_trial_pkey PRIMARY KEY (run_id, trial)
);
COMMENT ON TABLE @extschema@.tuning_trial IS 'trials of tuning runs; read it through the view tuning_trials';
COMMENT ON COLUMN @extschema@.tuning_trial.settings IS 'what this trial takes from the space';

SELECT pg_catalog.pg_extension_config_dump('@extschema@.tuning_run', '');
SELECT pg_catalog.pg_extension_config_dump('@extschema@.tuning_run_id_seq', '');
SELECT pg_catalog.pg_extension_config_dump('@extschema@.tuning_trial', '');

REVOKE ALL ON @extschema@.tuning_run, @extschema@.tuning_trial FROM PUBLIC;
GRANT SELECT, INSERT ON @extschema@.tuning_run, @extschema@.tuning_trial TO @extowner@;
GRANT SELECT, UPDATE ON SEQUENCE @extschema@.tuning_run_id_seq TO @extowner@;

CREATE FUNCTION @extschema@.can_see_tuning(owner name) RETURNS boolean
	AS 'MODULE_PATHNAME', 'analytics_can_see_tuning'
	LANGUAGE C STABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION @extschema@.can_see_tuning(name)
	IS 'whether the current role may see the tuning runs of that owner';

-- A session that tunes holds a lock on its run; a trial without one was cut off.
CREATE VIEW @extschema@.tuning_trials WITH (security_barrier) AS
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
	 WHERE @extschema@.can_see_tuning(r.owner);
COMMENT ON VIEW @extschema@.tuning_trials IS 'trials of the tuning runs that the current role may see';
GRANT SELECT ON @extschema@.tuning_trials TO PUBLIC;

CREATE FUNCTION @extschema@.drop_tuning(name text) RETURNS integer
	AS 'MODULE_PATHNAME', 'analytics_drop_tuning' LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION @extschema@.drop_tuning(text)
	IS 'forgets the tuning runs under a name that the current role may see; returns how many';

CREATE PROCEDURE @extschema@.tune(
	name text,
	algorithm text,
	source text,
	target text,
	space jsonb,
	strategy text DEFAULT 'grid',
	metric text DEFAULT NULL,
	folds integer DEFAULT 5,
	trials integer DEFAULT NULL,
	key text DEFAULT NULL,
	seed integer DEFAULT 0,
	options jsonb DEFAULT '{}',
	deploy boolean DEFAULT true,
	class text DEFAULT NULL)
	AS 'MODULE_PATHNAME', 'analytics_tune' LANGUAGE C;
COMMENT ON PROCEDURE @extschema@.tune(text, text, text, text, jsonb, text, text, integer, integer, text, integer, jsonb, boolean, text)
	IS 'cross-validates options from a space, trial by trial, and stores a model with the best';
-- score_row: rows scored while they are written

CREATE FUNCTION @extschema@.score_row() RETURNS trigger
	AS 'MODULE_PATHNAME', 'analytics_score_row' LANGUAGE C COST 100;
COMMENT ON FUNCTION @extschema@.score_row()
	IS 'BEFORE INSERT OR UPDATE trigger; arguments: model, column that gets the score [, class]';
