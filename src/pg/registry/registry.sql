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
	owner_id oid NOT NULL DEFAULT 0,
	CONSTRAINT registry_pkey PRIMARY KEY (name)
);
COMMENT ON TABLE @extschema@.registry IS 'models by name; read it through the view models';
COMMENT ON COLUMN @extschema@.registry.owner IS 'name of the role that may change the model';
COMMENT ON COLUMN @extschema@.registry.owner_id
	IS 'the OID that this name had; 0: there was no such role; set by a trigger, so a restore has its own';
COMMENT ON COLUMN @extschema@.registry.deployed IS 'the version that scores by name; null: none';
COMMENT ON COLUMN @extschema@.registry.last_version
	IS 'the highest version number ever given; numbers are not used again';

CREATE SEQUENCE @extschema@.registry_version_id_seq;
COMMENT ON SEQUENCE @extschema@.registry_version_id_seq
	IS 'ids of versions';

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
	privilege text NOT NULL DEFAULT 'read' CHECK (privilege IN ('read', 'score')),
	grantee_id oid NOT NULL DEFAULT 0,
	CONSTRAINT registry_grant_pkey PRIMARY KEY (name, grantee)
);
COMMENT ON TABLE @extschema@.registry_grant
	IS 'roles that may use a model; "public" means everybody';
COMMENT ON COLUMN @extschema@.registry_grant.privilege
	IS 'score: score with it; read: also see what is in it';
COMMENT ON COLUMN @extschema@.registry_grant.grantee_id IS 'the OID that this name had, as registry.owner_id';

SELECT pg_catalog.pg_extension_config_dump('@extschema@.registry', '');
SELECT pg_catalog.pg_extension_config_dump('@extschema@.registry_version', '');
SELECT pg_catalog.pg_extension_config_dump('@extschema@.registry_version_id_seq', '');
SELECT pg_catalog.pg_extension_config_dump('@extschema@.registry_grant', '');

-- What pg_dump and a restore need, for a database owner who is no superuser.  Not
-- the extension's owner: REASSIGN OWNED would leave the old one the rights.
REVOKE ALL ON @extschema@.registry, @extschema@.registry_version, @extschema@.registry_grant
	FROM PUBLIC;
GRANT SELECT, INSERT
	ON @extschema@.registry, @extschema@.registry_version, @extschema@.registry_grant
	TO pg_database_owner;
GRANT SELECT, UPDATE ON SEQUENCE @extschema@.registry_version_id_seq TO pg_database_owner;

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

-- A role that is dropped leaves nothing to another one that gets its name.
CREATE FUNCTION @extschema@.registry_role() RETURNS trigger
	AS 'MODULE_PATHNAME', 'analytics_registry_role' LANGUAGE C;
COMMENT ON FUNCTION @extschema@.registry_role() IS 'sets a column to the OID of the role whose name is in another';
CREATE TRIGGER registry_role BEFORE INSERT OR UPDATE OF owner ON @extschema@.registry
	FOR EACH ROW EXECUTE FUNCTION @extschema@.registry_role('owner', 'owner_id');
CREATE TRIGGER registry_role BEFORE INSERT OR UPDATE OF grantee ON @extschema@.registry_grant
	FOR EACH ROW EXECUTE FUNCTION @extschema@.registry_role('grantee', 'grantee_id');
ALTER TABLE @extschema@.registry ENABLE ALWAYS TRIGGER registry_role;
ALTER TABLE @extschema@.registry_grant ENABLE ALWAYS TRIGGER registry_role;

CREATE FUNCTION @extschema@.can_use_model(name text) RETURNS boolean
	AS 'MODULE_PATHNAME', 'analytics_can_use_model'
	LANGUAGE C STABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION @extschema@.can_use_model(text)
	IS 'whether the current role may score with a model; false when there is no such model';

CREATE FUNCTION @extschema@.can_read_model(name text) RETURNS boolean
	AS 'MODULE_PATHNAME', 'analytics_can_read_model'
	LANGUAGE C STABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION @extschema@.can_read_model(text)
	IS 'whether the current role may see what is in a model; false when there is no such model';

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
		   t.training ->> 'algorithm' AS algorithm,
		   pg_catalog.left(t.training ->> 'options', 255) AS options,
		   (t.training ->> 'seconds')::double precision AS training_seconds,
		   v.classes AS class_names
	  FROM @extschema@.registry r
	  JOIN @extschema@.registry_version v ON v.name = r.name
	 CROSS JOIN LATERAL (SELECT CASE WHEN @extschema@.can_read_model(r.name) THEN v.training END) t(training)
	 WHERE @extschema@.can_use_model(r.name);
COMMENT ON VIEW @extschema@.models IS 'the versions of the models that the current role may use';
GRANT SELECT ON @extschema@.models TO PUBLIC;
