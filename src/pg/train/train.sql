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
	 WHERE v.training IS NOT NULL AND @extschema@.can_read_model(v.name);
COMMENT ON VIEW @extschema@.model_training
	IS 'how the models that the current role may read were trained here, as jsonb; flat in models and model_metrics';
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
	IS 'what training measured of the models that the current role may read';
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
