-- types_check.sql - what the functions are declared to be: what BI tools can read
-- no result that BI tools cannot read, but arrays and internals beside a flat form
SELECT DISTINCT p.proname, format_type(t.type, NULL) AS type
  FROM pg_proc p, LATERAL (SELECT prorettype AS type WHERE proargmodes IS NULL OR NOT proargmodes && '{o,t}'::"char"[]
						   UNION SELECT u.t FROM unnest(proallargtypes, proargmodes) u(t, m) WHERE m IN ('o', 't')) t
 WHERE pronamespace = 'analytics'::regnamespace
   AND p.proname !~ '^(bound_row|gather|predict_support)'
   AND t.type <> ALL ('{float8,bigint,integer,text,boolean,date,timestamp,timestamptz,void}'::regtype[])
 ORDER BY 1, 2;
-- volatility: by name stable, by value immutable; what changes something volatile
SELECT p.oid::regprocedure FROM pg_proc p
 WHERE pronamespace = 'analytics'::regnamespace AND prokind = 'f' AND provolatile = 'i' AND (proparallel <> 's'
	OR EXISTS (SELECT FROM unnest(proargnames[:pronargs], proargtypes::oid[]) a(name, type)
				WHERE a.name IN ('model', 'models', 'name', 'source', 'relation') AND a.type IN ('text'::regtype, 'text[]'::regtype, 'regclass'::regtype)));
SELECT provolatile, proparallel, string_agg(DISTINCT proname::text, ' ' ORDER BY proname::text) FROM (
	SELECT provolatile, proparallel, proname || CASE WHEN 'analytics.model'::regtype = ANY (proargtypes::oid[]) THEN '(model)' ELSE '' END AS proname
	  FROM pg_proc WHERE pronamespace = 'analytics'::regnamespace AND prokind = 'f' AND provolatile <> 'i') f GROUP BY 1, 2 ORDER BY 1, 2;
-- nothing runs with another's rights, everything has a comment and nothing is open to writing
SELECT proname FROM pg_proc WHERE pronamespace = 'analytics'::regnamespace AND (prosecdef OR proconfig IS NOT NULL);
SELECT p.oid::regprocedure FROM pg_proc p WHERE pronamespace = 'analytics'::regnamespace AND obj_description(p.oid, 'pg_proc') IS NULL ORDER BY p.oid::regprocedure::text;
SELECT relname, privilege_type FROM pg_class c, aclexplode(c.relacl) a
 WHERE relnamespace = 'analytics'::regnamespace AND a.grantee = 0 AND privilege_type <> 'SELECT';
-- argument names are the same where they mean the same
SELECT DISTINCT a.name, format_type(a.type, NULL) FROM pg_proc p, unnest(proargnames[:pronargs], proargtypes::oid[]) a(name, type)
 WHERE pronamespace = 'analytics'::regnamespace AND a.name IN ('model', 'class', 'unknown_levels', 'row', 'models', 'delimiter', 'version')
 ORDER BY 1, 2;
