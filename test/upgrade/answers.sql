-- What release 1.0 answered and this version does not, or the reverse: no row when
-- all is the same.  judged=0 leaves out the functions that ask for the update.

SET client_min_messages = error;
BEGIN;
\ir ../../demo/people.sql
SET LOCAL search_path = public;
CREATE TEMP TABLE answered AS
	SELECT 'scores' AS what, id::bigint, s::text AS answer FROM scores AS s
	UNION ALL SELECT 'forest', id, analytics.predict_proba('forest', t, 'true')::text FROM t
	UNION ALL SELECT 'scorer', id, score_tree(t)::text FROM t
	UNION ALL SELECT 'credit', row_number() OVER (), analytics.predict_proba('credit', c)::text FROM demo.no_clientes(20, 1) AS c
	UNION ALL SELECT 'sketch', 1, (analytics.mean_vector(m), analytics.pca_features(p), analytics.n(m))::text FROM sketches
	UNION ALL SELECT 'kept', id, analytics.predict_value(model, t)::text FROM kept, t;
\if :judged
INSERT INTO answered SELECT 'quality', row_number() OVER (), q::text FROM quality AS q
	 WHERE metric IN ('rows', 'skipped', 'accuracy', 'log_loss', 'brier_score', 'roc_auc', 'average_precision', 'ks_statistic', 'gini')
	UNION ALL SELECT 'proof', 1, p::text FROM proof AS p UNION ALL SELECT 'differing', 1, d::text FROM differing AS d;
\endif
WITH before AS (SELECT what, id::bigint, answer FROM scored WHERE :judged::boolean OR what NOT IN ('quality', 'proof', 'differing'))
SELECT 'before', * FROM (TABLE before EXCEPT ALL TABLE answered) AS b
UNION ALL SELECT 'now', * FROM (TABLE answered EXCEPT ALL TABLE before) AS a
UNION ALL SELECT 'too few', NULL, count(*), NULL FROM scored HAVING count(*) < 200;
ROLLBACK;
