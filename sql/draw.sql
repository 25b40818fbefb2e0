-- draw.sql - trees as text
\set srcdir `echo "$PG_ABS_SRCDIR"`
\set golden :srcdir '/test/golden/c50/'
\set demo :srcdir '/demo/models/credit_model_tc_'
\set VERBOSITY default
\pset null null
\pset format unaligned
SELECT analytics.import_model(name, pg_read_binary_file(:'golden' || 'hand_' || name || '/model.rds'))
  FROM unnest('{fuzzy,nway,subset,rules,boost3}'::text[]) name;
SELECT analytics.import_model(name, pg_read_binary_file(:'demo' || name || '.rds'), unknown_levels => 'missing')
  FROM unnest('{rsk_c,mkt_nc}'::text[]) name;

-- cuts, categories, subsets; without what no training case reached
SELECT analytics.draw_tree('fuzzy');
SELECT analytics.draw_tree('nway');
SELECT analytics.draw_tree('subset');
-- one tree of several
SELECT analytics.draw_tree('boost3', 1);
SELECT analytics.draw_tree('boost3', tree => 3, max_depth => 1);
-- cut to a depth
SELECT analytics.draw_tree('rsk_c', max_depth => 3);
SELECT analytics.draw_tree('mkt_nc', max_depth => 0);
-- all of it
SELECT name, array_length(string_to_array(d, E'\n'), 1) AS lines, d NOT LIKE '%... (%' AS whole,
	   (SELECT max(octet_length(l)) FROM unnest(string_to_array(d, E'\n')) l) < 300 AS bounded
  FROM unnest('{rsk_c,mkt_nc}'::text[]) name, analytics.draw_tree(name) d ORDER BY 1;
-- forests: where a missing value goes, sets of codes, the class of the margin
SELECT analytics.import_model(name, pg_read_binary_file(:'srcdir' || '/test/golden/xgboost/' || name || '/model.json'))
  FROM unnest('{categorical,multi,regression}'::text[]) name;
SELECT analytics.draw_tree('categorical', max_depth => 2);
SELECT analytics.draw_tree('multi', 2, 2);
SELECT analytics.draw_tree('regression', 6, 2);
-- what explain says of a row is in the drawing
SELECT e.condition, bool_and(strpos(d, e.condition || ': ') > 0) AS drawn
  FROM (VALUES (3.0, 'a'), (9, 'c')) c(x, f), analytics.explain('boost3', c) e, analytics.draw_tree('boost3', e.trial) d
 WHERE e.kind = 'split' GROUP BY 1 ORDER BY 1;

-- by value, by version
SELECT analytics.draw_tree(analytics.model_value('boost3'), 2, 1) = analytics.draw_tree('boost3', 2, 1) AS same;
SELECT analytics.import_model('subset', pg_read_binary_file(:'golden' || 'hand_nway/model.rds')) AS version;
SELECT analytics.draw_tree('subset', version => 1) <> analytics.draw_tree('subset', version => 2) AS differ,
	   analytics.draw_tree('subset', version => 2) = analytics.draw_tree('nway') AS same;
SELECT analytics.draw_tree(NULL::analytics.model);

-- errors
SELECT analytics.draw_tree('rules');
SELECT analytics.draw_tree('boost3', 4);
SELECT analytics.draw_tree('nway', 2);
SELECT analytics.draw_tree('boost3', 0);
SELECT analytics.draw_tree('boost3', NULL);
SELECT analytics.draw_tree('boost3', 1, -1);
SELECT analytics.draw_tree(NULL::text);
SELECT analytics.draw_tree('nothing');
SELECT analytics.draw_tree('boost3', version => 7);
-- the right to use the model is needed
CREATE ROLE regress_reader;
GRANT USAGE ON SCHEMA analytics TO regress_reader;
SET ROLE regress_reader;
SELECT analytics.draw_tree('nway');
RESET ROLE;
SELECT analytics.grant_model('nway', 'regress_reader');
SET ROLE regress_reader;
SELECT analytics.draw_tree('nway', max_depth => 0);
RESET ROLE;

SELECT count(analytics.drop_model(name)) FROM (SELECT DISTINCT name FROM analytics.models) m;
DROP OWNED BY regress_reader;
DROP ROLE regress_reader;
