-- epilogue: who owns what was made, and who may read the tables

-- Everything belongs to the superuser who cannot be dropped, as it does where a
-- role that is none created the extension: when another superuser leaves, REASSIGN
-- OWNED would hand the tables and functions to whoever comes after.  A GRANT of what
-- the owner has writes down, for pg_dump, the privileges that an object begins with.
DO $$
DECLARE
	top pg_catalog.text := (SELECT pg_catalog.quote_ident(rolname) FROM pg_catalog.pg_roles WHERE oid = 10);
	member record;
BEGIN
	IF top = pg_catalog.quote_ident(current_user) THEN
		RETURN;
	END IF;
	FOR member IN
		SELECT CASE WHEN d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass THEN 'ROUTINE' ELSE o.type END AS kind,
			   o.identity,
			   COALESCE(c.relacl, n.nspacl, p.proacl, t.typacl) IS NOT NULL AS has_privileges
		  FROM pg_catalog.pg_depend d
		  JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid AND e.extname = 'analytics'
		 CROSS JOIN LATERAL pg_catalog.pg_identify_object(d.classid, d.objid, 0) o
		  LEFT JOIN pg_catalog.pg_class c ON d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND c.oid = d.objid
		  LEFT JOIN pg_catalog.pg_namespace n ON d.classid = 'pg_catalog.pg_namespace'::pg_catalog.regclass AND n.oid = d.objid
		  LEFT JOIN pg_catalog.pg_proc p ON d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND p.oid = d.objid
		  LEFT JOIN pg_catalog.pg_type t ON d.classid = 'pg_catalog.pg_type'::pg_catalog.regclass AND t.oid = d.objid
		 WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND d.deptype = 'e'
		   AND COALESCE(c.oid, n.oid, p.oid, t.oid) IS NOT NULL
		   -- since 17 also the types of arrays and of a table's rows, which follow their owners
		   AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend made
			   WHERE t.oid IS NOT NULL AND made.classid = d.classid AND made.objid = d.objid AND made.deptype = 'i')
	LOOP
		EXECUTE pg_catalog.format('ALTER %s %s OWNER TO %s', member.kind, member.identity, top);
		IF member.has_privileges THEN
			EXECUTE pg_catalog.format('GRANT ALL ON %s %s TO %s',
				CASE member.kind WHEN 'view' THEN 'TABLE' ELSE member.kind END, member.identity, top);
		END IF;
	END LOOP;
END $$;

-- ALTER DEFAULT PRIVILEGES of a superuser may have opened the tables to others.
DO $$
DECLARE
	granted record;
BEGIN
	FOR granted IN
		SELECT DISTINCT CASE c.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END AS kind, c.oid::pg_catalog.regclass AS relation,
			   CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(a.grantee)) END AS grantee
		  FROM pg_catalog.pg_class c
		 CROSS JOIN LATERAL pg_catalog.aclexplode(c.relacl) a
		 WHERE c.relnamespace = '@extschema@'::pg_catalog.regnamespace AND c.relkind IN ('r', 'S')
		   AND a.grantee <> c.relowner AND a.grantee <> 'pg_database_owner'::pg_catalog.regrole
	LOOP
		EXECUTE pg_catalog.format('REVOKE ALL ON %s %s FROM %s', granted.kind, granted.relation, granted.grantee);
	END LOOP;
END $$;
