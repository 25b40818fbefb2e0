-- explain.sql - why a row got its score
\set srcdir `echo "$PG_ABS_SRCDIR"`
\set golden :srcdir '/test/golden/c50/'
\set fuzzy :golden 'hand_fuzzy/model.rds'
\set nway :golden 'hand_nway/model.rds'
\set subset :golden 'hand_subset/model.rds'
\set rules :golden 'hand_rules/model.rds'
\set boost :golden 'hand_boost3/model.rds'
\set german :golden 'german_boost10/model.rds'
\set german_data :golden 'german_boost10/data.csv'
\set VERBOSITY default
\pset null null
SELECT analytics.import_model(name, pg_read_binary_file(:'golden' || 'hand_' || name || '/model.rds'))
  FROM unnest('{fuzzy,nway,subset,rules,boost3}'::text[]) name;
CREATE VIEW cases AS SELECT * FROM (VALUES (1, 3.0, 'a'), (2, 4.5, 'a'), (3, NULL, 'b'), (4, 9, 'c'), (5, 1, NULL)) c(n, x, f);
CREATE FUNCTION steps(model text, n integer, class text DEFAULT NULL)
	RETURNS TABLE (trial integer, step integer, depth integer, kind text, condition text, value text, weight numeric,
				   cases numeric, distribution text, outcome text, class text, p numeric, change numeric) LANGUAGE sql AS $$
	SELECT e.trial, e.step, e.depth, e.kind, e.condition, e.value, e.weight::numeric(6, 4), e.cases::numeric(8, 2), e.distribution,
		   e.outcome, e.class, e.probability::numeric(7, 5), e.change::numeric(7, 5)
	  FROM cases c, analytics.explain(steps.model, c, steps.class) e WHERE c.n = steps.n ORDER BY 1, 2 $$;

-- a soft threshold: below, between, missing
SELECT * FROM steps('fuzzy', 1);
SELECT * FROM steps('fuzzy', 2);
SELECT * FROM steps('fuzzy', 3, 'si');
-- categories
SELECT * FROM steps('nway', 4);
SELECT * FROM steps('nway', 5);
SELECT * FROM steps('subset', 1);
SELECT * FROM steps('subset', 3);
-- rules that fire, or none
SELECT * FROM steps('rules', 1);
SELECT * FROM steps('rules', 4);
-- boosting: each trial
SELECT * FROM steps('boost3', 1, 'si');
-- the columns and their types
SELECT e.* FROM cases c, analytics.explain('fuzzy', c) e WHERE n = 1;
SELECT string_agg(DISTINCT format_type(t, NULL), ', ') FROM pg_proc, unnest(proallargtypes) t
 WHERE pronamespace = 'analytics'::regnamespace AND proname IN ('explain', 'reason_codes');

-- by value the same; NULL rows have no steps
SELECT count(*) FROM (
	(SELECT e.* FROM cases c, analytics.explain('boost3', c) e EXCEPT ALL
	 SELECT e.* FROM cases c, analytics.explain(analytics.model_value('boost3'), c) e)) d;
SELECT count(*) FROM analytics.explain('fuzzy', NULL::cases);
SELECT count(*) FROM analytics.explain(NULL::text, NULL::cases);

-- reasons: at most so many, the strongest first
SELECT analytics.import_model('german', pg_read_binary_file(:'german'));
SELECT analytics.import_csv('german', :'german_data', '{german}', ',') AS rows;
CREATE TEMP TABLE reasons AS SELECT g.ctid AS id, r.* FROM german g, analytics.reason_codes('german', g, 'Bad') r;
SELECT max(rank) AS most, min(contribution) > 0 AS positive, max(octet_length(reason)) <= 255 AS bounded FROM reasons;
SELECT count(*) AS disordered FROM reasons a JOIN reasons b ON a.id = b.id AND b.rank = a.rank + 1 WHERE b.contribution > a.contribution;
SELECT count(*) AS repeated FROM (SELECT id, feature FROM reasons GROUP BY 1, 2 HAVING count(*) > 1) r;
SELECT max(r.rank) > 4 AS more, max(r.rank) <= 50 AS bounded FROM german g, analytics.reason_codes('german', g, 'Bad', 50) r;
SELECT c.n, r.rank, r.feature, r.reason, r.contribution::numeric(7, 5) FROM cases c, analytics.reason_codes('boost3', c, 'si') r ORDER BY 1, 2;
SELECT c.n, r.rank, r.feature, r.reason, r.contribution::numeric(7, 5) FROM cases c, analytics.reason_codes('rules', c, 'si') r ORDER BY 1, 2;
SELECT c.n, r.rank, r.feature, r.reason, r.contribution::numeric(7, 5)
  FROM cases c, analytics.reason_codes(analytics.model_value('fuzzy'), c, 'si', max_reasons => 1) r ORDER BY 1, 2;
SELECT count(*) FROM analytics.reason_codes('fuzzy', NULL::cases, 'si');

-- errors
SELECT * FROM cases c, analytics.explain('fuzzy', c, 'yes') e;
SELECT * FROM cases c, analytics.reason_codes('fuzzy', c, 'yes') e;
SELECT * FROM cases c, analytics.reason_codes('fuzzy', c, 'si', 0) e;
SELECT * FROM cases c, analytics.explain('nothing', c) e;
SELECT * FROM analytics.explain('fuzzy', ROW(1, 'a'));
SELECT e.* FROM (SELECT 1 AS x, 'z'::text AS f) c, analytics.explain('nway', c) e;

DROP FUNCTION steps;
DROP VIEW cases;
DROP TABLE german, reasons;
SELECT count(analytics.drop_model(name)) FROM (SELECT DISTINCT name FROM analytics.models) m;
-- rows of type record, each of another type
CREATE TYPE leaf_text AS (x double precision, f text);
CREATE TYPE leaf_integer AS (x integer, f integer);
CREATE TYPE leaf_numeric AS (x numeric, f numeric);
CREATE FUNCTION any_leaf(i integer) RETURNS record LANGUAGE plpgsql AS $$
DECLARE a leaf_text; b leaf_integer; c leaf_numeric; BEGIN
	CASE i % 3 WHEN 0 THEN a := (7, 'a'); RETURN a; WHEN 1 THEN b := (8, 1); RETURN b; ELSE c := (9.5, 2.5); RETURN c; END CASE;
END $$;
CREATE TABLE leaves AS SELECT (i % 10)::double precision AS x, chr(ascii('a') + i % 4) AS f, i % 4 IN (1, 2) AND i % 10 > 3 AS y FROM generate_series(1, 400) AS i;
SELECT analytics.train('leaves', 'decision_tree', 'leaves', 'y');
SELECT i, e.step, e.feature, e.value FROM generate_series(0, 6) AS i, LATERAL analytics.explain('leaves', any_leaf(i)) AS e WHERE e.feature IS NOT NULL;
SELECT i, analytics.predict('leaves', any_leaf(i)) FROM generate_series(0, 5) AS i;
SELECT analytics.drop_model('leaves');
DROP TABLE leaves;
DROP FUNCTION any_leaf;
DROP TYPE leaf_text, leaf_integer, leaf_numeric;
