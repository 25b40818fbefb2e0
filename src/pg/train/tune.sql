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
	owner_id oid NOT NULL DEFAULT 0,
	CONSTRAINT tuning_run_pkey PRIMARY KEY (id),
	CONSTRAINT tuning_run_name_run_key UNIQUE (name, run)
);
COMMENT ON TABLE @extschema@.tuning_run IS 'calls of tune(); read it through the view tuning_trials';
COMMENT ON COLUMN @extschema@.tuning_run.name IS 'the model that the best trial becomes a version of';
COMMENT ON COLUMN @extschema@.tuning_run.owner IS 'name of the role that called';
COMMENT ON COLUMN @extschema@.tuning_run.owner_id IS 'the OID that this name had, as registry.owner_id';

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
GRANT SELECT, INSERT ON @extschema@.tuning_run, @extschema@.tuning_trial TO pg_database_owner;
GRANT SELECT, UPDATE ON SEQUENCE @extschema@.tuning_run_id_seq TO pg_database_owner;

CREATE TRIGGER registry_role BEFORE INSERT OR UPDATE OF owner ON @extschema@.tuning_run
	FOR EACH ROW EXECUTE FUNCTION @extschema@.registry_role('owner', 'owner_id');
ALTER TABLE @extschema@.tuning_run ENABLE ALWAYS TRIGGER registry_role;

CREATE FUNCTION @extschema@.can_see_tuning(owner name, owner_id oid) RETURNS boolean
	AS 'MODULE_PATHNAME', 'analytics_can_see_tuning'
	LANGUAGE C STABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION @extschema@.can_see_tuning(name, oid)
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
	 WHERE @extschema@.can_see_tuning(r.owner, r.owner_id);
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
