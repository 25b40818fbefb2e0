-- rights.sql - who may only score with a model, who may see what is in it
SET client_min_messages = warning;
CREATE ROLE regress_an_maker;
CREATE ROLE regress_an_scorer;
CREATE ROLE regress_an_reader;
CREATE ROLE regress_an_nobody;
CREATE TABLE cases AS
	SELECT i % 17 AS x, 'k' || i % 3 AS k, CASE WHEN i % 17 > 8 THEN 'yes' ELSE 'no' END AS t,
		   CASE WHEN i % 17 > 8 THEN 'yes' ELSE 'no' END AS reference_class
	  FROM generate_series(1, 200) AS i;
CREATE TABLE target (x integer, k text, score double precision);
GRANT SELECT ON cases TO PUBLIC;
GRANT SELECT, INSERT, TRIGGER ON target TO PUBLIC;
GRANT CREATE ON SCHEMA public TO PUBLIC;

SET ROLE regress_an_maker;
SELECT analytics.train('m', 'decision_tree', 'cases', 't', '{"exclude": ["reference_class"]}');
SELECT analytics.train('l', 'logistic', 'cases', 't', '{"exclude": ["reference_class"], "l2": 1}');
SELECT analytics.fit_pca('p', 'cases', columns => '{x}');
SELECT analytics.grant_model(name, 'regress_an_scorer', 'score'), analytics.grant_model(name, 'regress_an_reader')
  FROM unnest('{m,l,p}'::text[]) AS name;
RESET ROLE;
SELECT name, grantee, privilege FROM analytics.registry_grant ORDER BY name COLLATE "C", grantee;

-- what each function with the name of a model does for whom: a new one belongs here
CREATE TABLE calls (n serial, call text);
INSERT INTO calls (call) VALUES
	('can_use_model(''m'')'), ('can_read_model(''m'')'),
	('predict(''m'', c)'), ('predict_value(''m'', c)'), ('predict_proba(''m'', c, ''yes'')'), ('predict_proba(''m'', c)'),
	('predict_all(''m'', c)'), ('transform(''p'', c)'),
	('create_scorer(''public.scorer_'' || current_user, ''m'', ''cases'', ''yes'')'),
	('evaluate(''m'', ''SELECT * FROM cases'', ''t'')'), ('verify_model(''m'', ''SELECT * FROM cases'')'),
	('verify_model_rows(''m'', ''SELECT * FROM cases'')'),
	('csv_table_definition(''x,k'', ''{m}'', '','')'), ('model_features(''m'')'),
	('explain(''m'', c)'), ('reason_codes(''m'', c, ''yes'')'), ('model_value(''m'')'), ('draw_tree(''m'')'),
	('model_coefficients(''l'')'), ('pca_value(''p'')'),
	('export_model(''m'')'), ('import_model(''m'', '''')'), ('train(''m'', ''linear'', ''cases'', ''x'')'),
	('store_pca(''p'', analytics.pca_fit(ARRAY[1.0, 2.0]))'), ('fit_pca(''p'', ''cases'')'),
	('deploy_model(''m'', 1)'), ('drop_model(''m'')'), ('drop_model(''m'', 1)'), ('grant_model(''m'', ''public'')'),
	('revoke_model(''m'', ''public'')'), ('alter_model_owner(''m'', current_user)');
GRANT SELECT ON calls TO PUBLIC;
CREATE FUNCTION outcome(call text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	state text;
	message text;
BEGIN
	EXECUTE 'SELECT ' || call || ' FROM cases AS c LIMIT 1';
	RAISE 'allowed' USING ERRCODE = 'YYYYY';	-- nothing is left of it
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT;
	RETURN CASE state WHEN 'YYYYY' THEN 'yes'
		WHEN '42501' THEN CASE WHEN message LIKE 'permission denied to read%' THEN 'no (read)' WHEN message LIKE 'permission%' THEN 'no' ELSE 'owner' END
		ELSE state END;
END $$;
CREATE FUNCTION try_all() RETURNS TABLE (n integer, call text, outcome text) LANGUAGE sql AS
	$$SELECT n, call, outcome('analytics.' || call) FROM calls$$;
SET ROLE regress_an_nobody;
CREATE TEMP TABLE as_nobody AS SELECT * FROM try_all();
SET ROLE regress_an_scorer;
CREATE TEMP TABLE as_scorer AS SELECT * FROM try_all();
SET ROLE regress_an_reader;
CREATE TEMP TABLE as_reader AS SELECT * FROM try_all();
RESET ROLE;
SELECT call, a.outcome AS nobody, b.outcome AS scorer, c.outcome AS reader
  FROM as_nobody AS a JOIN as_scorer AS b USING (n, call) JOIN as_reader AS c USING (n, call) ORDER BY n;
SELECT DISTINCT proname AS not_tried
  FROM pg_proc p
 WHERE pronamespace = 'analytics'::regnamespace AND proargtypes[0] = 'text'::regtype
   AND proargnames[1] IN ('name', 'model', 'function_name')
   AND proname NOT IN (SELECT split_part(call, '(', 1) FROM calls)
 ORDER BY 1;

-- no function acts for another role than the caller; a view that shows a role its own is a barrier
SELECT proname FROM pg_proc WHERE pronamespace = 'analytics'::regnamespace AND prosecdef;
SELECT relname AS for_everybody FROM pg_class
 WHERE relnamespace = 'analytics'::regnamespace AND relkind = 'v'
   AND NOT coalesce(reloptions @> '{security_barrier=true}', false)
 ORDER BY 1;

-- the trigger, and a function that the planner expands
SET ROLE regress_an_scorer;
CREATE TRIGGER live BEFORE INSERT ON target FOR EACH ROW EXECUTE FUNCTION analytics.score_row('m', 'score', 'yes');
INSERT INTO target VALUES (3, 'k1');
SELECT score BETWEEN 0 AND 1 AS scored FROM target;
SELECT analytics.create_scorer('public.only_score', 'm', 'cases', 'yes');
SELECT count(only_score(c)) FROM cases AS c;

-- who may only score sees which columns that takes, and nothing of the rest
SELECT feature, kind, used, level_count, importance FROM analytics.model_features WHERE model = 'm' ORDER BY "position";
SELECT name, kind, classes, algorithm, options, training_seconds FROM analytics.models ORDER BY name COLLATE "C";
SELECT count(*) AS trainings FROM analytics.model_training;
SELECT count(*) AS metrics FROM analytics.model_metrics;
SELECT * FROM analytics.explain('m', (SELECT c FROM cases AS c LIMIT 1));
SELECT analytics.model_value('m');
SET ROLE regress_an_reader;
SELECT feature, importance IS NOT NULL AS important FROM analytics.model_features WHERE model = 'm' AND used ORDER BY "position";
SELECT name, algorithm FROM analytics.models ORDER BY name COLLATE "C";
SELECT count(*) AS trainings, (SELECT count(*) > 0 FROM analytics.model_metrics) AS metrics FROM analytics.model_training;

-- more, and less
SET ROLE regress_an_maker;
SELECT analytics.grant_model('m', 'regress_an_reader', 'score');		-- has it already
SELECT analytics.revoke_model('m', 'regress_an_scorer', 'read');		-- never had it
RESET ROLE;
SELECT name, grantee, privilege FROM analytics.registry_grant WHERE name = 'm' ORDER BY grantee;
SET ROLE regress_an_maker;
SELECT analytics.revoke_model('m', 'regress_an_reader', 'read'), analytics.grant_model('m', 'regress_an_scorer', 'read');
RESET ROLE;
SELECT name, grantee, privilege FROM analytics.registry_grant WHERE name = 'm' ORDER BY grantee;
SET ROLE regress_an_maker;
SELECT analytics.revoke_model('m', 'regress_an_reader');
SELECT analytics.grant_model('m', 'public', 'score');
SET ROLE regress_an_scorer;
SELECT analytics.can_use_model('m'), analytics.can_read_model('m');
SET ROLE regress_an_nobody;
SELECT analytics.can_use_model('m'), analytics.can_read_model('m'), analytics.can_read_model('nothing'), analytics.can_read_model(NULL);
SET ROLE regress_an_maker;
SELECT analytics.grant_model('m', 'public', 'write');
SELECT analytics.revoke_model('m', 'public', 'write');
SELECT analytics.grant_model('m', 'public', NULL);
SELECT analytics.revoke_model('m', 'regress_an_missing', 'read');

-- a right that a session lost is lost in its next statement, prepared or not
SET ROLE regress_an_scorer;
PREPARE steps AS SELECT count(*) > 0 AS steps FROM cases AS c, analytics.explain('m', c);
EXECUTE steps;
RESET ROLE;
SELECT analytics.revoke_model('m', 'regress_an_scorer', 'read');
SET ROLE regress_an_scorer;
EXECUTE steps;
RESET ROLE;

SELECT count(analytics.drop_model(name)) FROM (SELECT DISTINCT name FROM analytics.models) AS m;
DROP TABLE target, cases CASCADE;
DROP FUNCTION outcome(text), try_all();
DROP TABLE calls, as_nobody, as_scorer, as_reader;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;

-- roles are kept from making models by this
CREATE TABLE makers AS SELECT 1.0::double precision AS x, 2.0::double precision AS y;
GRANT SELECT ON makers TO PUBLIC;
SELECT format('REVOKE EXECUTE ON ROUTINE %s FROM PUBLIC', oid::regprocedure) FROM pg_proc
 WHERE pronamespace = 'analytics'::regnamespace AND proname IN ('import_model', 'train', 'tune', 'fit_pca', 'store_pca')
 ORDER BY 1
\gexec
GRANT EXECUTE ON ROUTINE analytics.train TO regress_an_maker;
SET ROLE regress_an_nobody;
SELECT analytics.import_model('new', '');
SELECT analytics.train('new', 'linear', 'makers', 'y');
CALL analytics.tune('new', 'linear', 'makers', 'y', '{"l2": [1]}');
SELECT analytics.fit_pca('new', 'makers');
SELECT analytics.store_pca('new', analytics.pca_fit(ARRAY[x, y])) FROM makers;
SET ROLE regress_an_maker;
SELECT analytics.train('new', 'linear', 'SELECT x, y FROM makers UNION ALL SELECT 2, 3', 'y', '{"l2": 1}');
SELECT analytics.drop_model('new');
RESET ROLE;
-- every routine that can write at all: those above, and what changes models that are there
SELECT DISTINCT proname FROM pg_proc
 WHERE pronamespace = 'analytics'::regnamespace AND provolatile = 'v' AND proparallel = 'u'
   AND prorettype <> 'trigger'::regtype
 ORDER BY 1;
SELECT format('GRANT EXECUTE ON ROUTINE %s TO PUBLIC', oid::regprocedure) FROM pg_proc
 WHERE pronamespace = 'analytics'::regnamespace AND proname IN ('import_model', 'train', 'tune', 'fit_pca', 'store_pca')
 ORDER BY 1
\gexec
REVOKE EXECUTE ON ROUTINE analytics.train FROM regress_an_maker;
DROP TABLE makers;

-- the registry's triggers are of no use elsewhere
CREATE TABLE strange (owner integer, owner_id text);
CREATE TRIGGER a BEFORE INSERT ON strange FOR EACH ROW EXECUTE FUNCTION analytics.registry_role('owner', 'owner_id');
INSERT INTO strange VALUES (1, 'x');
DROP TRIGGER a ON strange;
CREATE TRIGGER a BEFORE INSERT ON strange FOR EACH ROW EXECUTE FUNCTION analytics.registry_role('none', 'ctid');
INSERT INTO strange VALUES (1, 'x');
DROP TRIGGER a ON strange;
CREATE TRIGGER a AFTER DELETE ON strange EXECUTE FUNCTION analytics.registry_role();
DELETE FROM strange;
DROP TABLE strange;
DROP ROLE regress_an_maker, regress_an_scorer, regress_an_reader, regress_an_nobody;
