-- All that the catalog says of the extension, one line a fact, in an order that
-- depends on no OID: two databases with the same extension print the same.
--
-- Objects are the members of the extension and what is made and dropped with them
-- (columns, constraints, indexes, rules, triggers, row types ...).  Of each: its row
-- with every column that there is, OIDs replaced by what they mean; its text; and
-- its rows in the catalogs of dependencies, comments and privileges.

SET search_path = pg_catalog;

CREATE TEMP TABLE reference AS		-- columns that are OIDs, and of what
SELECT fktable AS catalog, fkcols[1] AS field, pktable, is_array FROM pg_get_catalog_foreign_keys()
 WHERE cardinality(fkcols) = 1 AND pkcols = '{oid}';
CREATE INDEX ON pg_temp.reference (catalog);
CREATE TEMP TABLE special AS		-- columns of these types
SELECT attrelid AS catalog, attname::text AS field, atttypid::regtype AS type FROM pg_attribute
 WHERE atttypid IN ('pg_node_tree'::regtype, 'aclitem[]'::regtype) AND attrelid < 16384;
CREATE INDEX ON pg_temp.special (catalog);

-- A row as text: without what differs from one installation to the next, and without
-- parsed expressions, whose texts are printed instead.
CREATE FUNCTION pg_temp.meant(of regclass, fields jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
	k record;
	value jsonb;
BEGIN
	fields := fields - ARRAY(SELECT field FROM pg_temp.special WHERE catalog = of AND type = 'pg_node_tree'::regtype)
		- '{oid,relfilenode,relpages,reltuples,relallvisible,relallfrozen,relfrozenxid,relminmxid,atthasmissing,attmissingval}'::text[];
	FOR k IN SELECT * FROM pg_temp.reference WHERE catalog = of
	LOOP
		value := fields -> k.field;
		IF jsonb_typeof(value) = 'string' AND k.is_array THEN	-- an oidvector
			value := to_jsonb(string_to_array(value #>> '{}', ' '));
		END IF;
		IF jsonb_typeof(value) = 'array' THEN
			fields := jsonb_set(fields, ARRAY[k.field],
				(SELECT COALESCE(jsonb_agg(pg_describe_object(k.pktable, o::oid, 0) ORDER BY n), '[]')
				   FROM jsonb_array_elements_text(value) WITH ORDINALITY AS a(o, n)));
		ELSIF value #>> '{}' ~ '^[1-9][0-9]*$' THEN
			fields := jsonb_set(fields, ARRAY[k.field], COALESCE(to_jsonb(pg_describe_object(k.pktable, (value #>> '{}')::oid, 0)), 'null'));
		END IF;
	END LOOP;
	IF fields ? 'attoptions' THEN		-- what some builds of the server write down of every column is none
		fields := jsonb_set(fields, '{attoptions}', (SELECT COALESCE(jsonb_agg(a), 'null') FROM jsonb_array_elements(NULLIF(fields -> 'attoptions', 'null')) AS a
			WHERE a #>> '{}' NOT LIKE 'pg_attver=%'));
	END IF;
	FOR k IN SELECT * FROM pg_temp.special WHERE catalog = of AND type = 'aclitem[]'::regtype
	LOOP
		IF jsonb_typeof(fields -> k.field) = 'array' THEN		-- a set
			fields := jsonb_set(fields, ARRAY[k.field], (SELECT jsonb_agg(a ORDER BY a) FROM jsonb_array_elements(fields -> k.field) AS a));
		END IF;
	END LOOP;
	RETURN fields;
END $$;

-- The rows of a catalog of which a column is the object.
CREATE FUNCTION pg_temp.rows_of(catalog regclass, key text, object oid) RETURNS SETOF jsonb LANGUAGE plpgsql AS $$
BEGIN
	RETURN QUERY EXECUTE format('SELECT pg_temp.meant(%L, to_jsonb(c)) FROM %s AS c WHERE c.%I = $1', catalog, catalog, key) USING object;
END $$;

CREATE TEMP TABLE object AS
WITH RECURSIVE o(classid, objid) AS (
	SELECT d.classid, d.objid FROM pg_depend d JOIN pg_extension e ON d.refclassid = e.tableoid AND d.refobjid = e.oid
	 WHERE e.extname = 'analytics' AND d.deptype = 'e'
	UNION
	SELECT d.classid, d.objid FROM o JOIN pg_depend d ON d.refclassid = o.classid AND d.refobjid = o.objid
	 WHERE d.deptype IN ('i', 'a')
)
SELECT classid::regclass AS classid, objid FROM o
UNION ALL
SELECT tableoid::regclass, oid FROM pg_extension WHERE extname = 'analytics';

CREATE TEMP TABLE fact (object text, fact text);

INSERT INTO fact
SELECT pg_describe_object(o.classid, o.objid, 0), f.fact
  FROM object AS o CROSS JOIN LATERAL (
	SELECT 'row ' || r::text FROM pg_temp.rows_of(o.classid, 'oid', o.objid) AS r
	UNION ALL
	SELECT 'is ' || (i).type || ' ' || (i).identity FROM pg_identify_object(o.classid, o.objid, 0) AS i
	UNION ALL
	SELECT concat(s.catalog, ' ', r)
	  FROM (VALUES ('pg_class', 'pg_attribute', 'attrelid'), ('pg_class', 'pg_index', 'indexrelid'), ('pg_class', 'pg_sequence', 'seqrelid'),
				   ('pg_class', 'pg_inherits', 'inhrelid'), ('pg_class', 'pg_publication_rel', 'prrelid'), ('pg_proc', 'pg_aggregate', 'aggfnoid'),
				   ('pg_type', 'pg_range', 'rngtypid'), ('pg_type', 'pg_enum', 'enumtypid'), ('pg_opfamily', 'pg_amop', 'amopfamily'),
				   ('pg_opfamily', 'pg_amproc', 'amprocfamily')) AS s(class, catalog, key)
	 CROSS JOIN LATERAL pg_temp.rows_of(s.catalog::regclass, s.key, o.objid) AS r
	 WHERE o.classid = s.class::regclass
	UNION ALL
	SELECT 'text ' || CASE o.classid
		WHEN 'pg_proc'::regclass THEN (SELECT CASE WHEN prokind IN ('f', 'p', 'w') THEN pg_get_functiondef(oid)
			ELSE pg_get_function_arguments(oid) || ' -> ' || pg_get_function_result(oid) END FROM pg_proc WHERE oid = o.objid)
		WHEN 'pg_rewrite'::regclass THEN pg_get_ruledef(o.objid)
		WHEN 'pg_trigger'::regclass THEN pg_get_triggerdef(o.objid)
		WHEN 'pg_constraint'::regclass THEN pg_get_constraintdef(o.objid)
		WHEN 'pg_attrdef'::regclass THEN (SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef WHERE oid = o.objid)
		WHEN 'pg_policy'::regclass THEN (SELECT concat(pg_get_expr(polqual, polrelid), ' / ', pg_get_expr(polwithcheck, polrelid))
			FROM pg_policy WHERE oid = o.objid)
		WHEN 'pg_class'::regclass THEN (SELECT CASE relkind WHEN 'v' THEN pg_get_viewdef(oid) WHEN 'i' THEN pg_get_indexdef(oid) END
			FROM pg_class WHERE oid = o.objid)
		END
	UNION ALL
	SELECT concat('comment ', objsubid, ': ', description) FROM pg_description WHERE classoid = o.classid AND objoid = o.objid
	UNION ALL
	SELECT concat('label ', objsubid, ': ', provider, ' ', label) FROM pg_seclabel WHERE classoid = o.classid AND objoid = o.objid
	UNION ALL
	SELECT concat('begins with privileges ', objsubid, ' ', privtype, ': ', (SELECT string_agg(a::text, ' ' ORDER BY a::text) FROM unnest(initprivs) AS a))
	  FROM pg_init_privs WHERE classoid = o.classid AND objoid = o.objid
	UNION ALL
	SELECT concat('depends ', objsubid, ' ', deptype, ' on ', pg_describe_object(refclassid, refobjid, refobjsubid))
	  FROM pg_depend WHERE classid = o.classid AND objid = o.objid
	UNION ALL
	SELECT concat('depends ', objsubid, ' ', deptype, ' on ', pg_describe_object(refclassid, refobjid, 0))
	  FROM pg_shdepend WHERE classid = o.classid AND objid = o.objid
	   AND dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
  ) AS f(fact)
 WHERE f.fact IS NOT NULL;

-- Tables of long values, and indexes of these, have the OID of their table in their names.
SELECT CASE WHEN c.oid IS NULL THEN line
	ELSE regexp_replace(line, 'pg_toast_' || c.oid || '(?![0-9])', 'pg_toast_of_' || c.relname, 'g') END COLLATE "C" AS line
  FROM (SELECT concat(object, ': ', fact) FROM fact) AS f(line)
  LEFT JOIN pg_class AS c ON c.oid::text = (regexp_match(line, 'pg_toast_([0-9]+)'))[1]
 ORDER BY 1;
