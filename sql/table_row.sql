-- table_row.sql - tuples that are read directly: whatever is in them, the same as by whole row
\set VERBOSITY terse
-- a boosted model in which every feature has a tree, and so a part of the score, of its own
SELECT analytics.import_model('all', convert_to(
	E'outcome.\n\noutcome: no,si.\n' || string_agg(format(E'x%s: %s.\n', i, CASE WHEN i <= 60 THEN 'continuous' WHEN i <= 70 THEN 'u,v' ELSE 'FALSE,TRUE' END), '' ORDER BY i)
	|| E'id="See5/C5.0 2.07 GPL Edition 2026-11-22"\nentries="80"\n'
	|| string_agg(format(CASE WHEN i <= 60 THEN E'type="2" class="no" freq="%s,100" att="x%s" forks="3" cut="5"\n' ELSE E'type="1" class="no" freq="%s,100" att="x%s" forks="3"\n' END
						 || E'type="0" class="no"\ntype="0" class="si" freq="%s,90"\ntype="0" class="no" freq="%s,10"\n',
						 150 + 3 * i, i, 50 + i, 100 + 2 * i), '' ORDER BY i), 'UTF8')) FROM generate_series(1, 80) i;
SELECT features_used, trials FROM analytics.models WHERE name = 'all';
-- on and off agree on every row of a table or view of that name
CREATE FUNCTION agrees(relation text) RETURNS TABLE (count bigint, vary boolean, same boolean) LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE format('CREATE TEMP TABLE bound AS SELECT r.ctid AS tid, analytics.predict_proba(''all'', r, ''si'') AS p FROM %I r', relation);
	SET LOCAL analytics.enable_column_binding = off;
	RETURN QUERY EXECUTE format('SELECT count(*), count(DISTINCT p) > count(*) / 2, bool_and(p = analytics.predict_proba(''all'', r, ''si''))
		FROM bound b JOIN %I r ON r.ctid = b.tid', relation);
	SET LOCAL analytics.enable_column_binding = on;
	DROP TABLE bound;
END $$;

-- numbers of some types, then texts and booleans, a column to be passed over after each; some are NULL, or nearly all
SELECT setseed(0.5);
CREATE FUNCTION number(nulls float8) RETURNS float8 LANGUAGE sql VOLATILE AS $$ SELECT CASE WHEN random() >= nulls THEN random() * 10 END $$;
CREATE FUNCTION make(relation text, types text[], fillers text[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	columns text;
	vals text;
BEGIN
	SELECT string_agg(format('x%1$s %2$s, y%1$s %3$s', i,
							 CASE WHEN i > 70 THEN 'boolean' WHEN i > 60 THEN (ARRAY['text', 'varchar', 'char(3)'])[1 + i % 3] ELSE types[1 + (i - 1) / 10 % cardinality(types)] END,
							 fillers[1 + i % cardinality(fillers)]), ', ' ORDER BY i),
		   string_agg(format('%s, %s',
							 CASE WHEN i > 70 OR i <= 60 AND types[1 + (i - 1) / 10 % cardinality(types)] = 'boolean' THEN 'number(n) > 5'
								  WHEN i > 60 THEN 'CASE WHEN number(n) > 5 THEN ''u'' WHEN random() >= n THEN ''v'' END'
								  ELSE 'number(n)' END,
							 CASE WHEN fillers[1 + i % cardinality(fillers)] = 'text' THEN 'CASE WHEN number(n) > 5 THEN repeat(i::text, (random() * 100)::integer) END'
								  ELSE 'NULL' END), ', ' ORDER BY i)
	  INTO columns, vals FROM generate_series(1, 80) i;
	EXECUTE format('CREATE TABLE %I (%s)', relation, columns);
	EXECUTE format('INSERT INTO %I SELECT %s FROM (SELECT i, (ARRAY[0, 0.02, 0.5, 0.98])[1 + i %% 4] AS n FROM generate_series(1, 400) i) s',
				   relation, vals);
	-- the same without the others, whose features then follow one another
	EXECUTE format('CREATE TABLE %I AS SELECT %s FROM %I', relation || '_x', (SELECT string_agg('x' || i, ', ' ORDER BY i) FROM generate_series(1, 80) i), relation);
END $$;
SELECT make('floats', '{float8}', '{text}');
SELECT * FROM agrees('floats');
SELECT * FROM agrees('floats_x');
DO $$ BEGIN EXECUTE (SELECT 'ALTER TABLE floats ' || string_agg(format('DROP y%s', i), ', ') FROM generate_series(1, 80) i); END $$;
SELECT * FROM agrees('floats');
DO $$ BEGIN EXECUTE (SELECT 'CREATE TABLE shuffled AS SELECT ' || string_agg('x' || i, ', ' ORDER BY i % 7, i) || ' FROM floats' FROM generate_series(1, 80) i); END $$;
SELECT * FROM agrees('shuffled');
SELECT make('mixed', '{float8,int2,int4,float4,int8,boolean}', '{text,int2,"char",uuid,timetz,name,interval,int8}');
SELECT * FROM agrees('mixed');
SELECT * FROM agrees('mixed_x');
UPDATE mixed SET y1 = 3, y9 = 4, y2 = 'x', y3 = gen_random_uuid(), y4 = '10:00', y5 = 'abc', y6 = '1 day', y7 = 5, y8 = 'some text', y10 = 'y', y17 = 17;
SELECT * FROM agrees('mixed');
-- texts that are compressed, or stored elsewhere
UPDATE mixed SET y8 = repeat('long', 5000), y16 = repeat('x', 200);
SELECT * FROM agrees('mixed');
ALTER TABLE mixed ALTER y8 SET STORAGE EXTERNAL;
UPDATE mixed SET y8 = y8 || ' ';
SELECT * FROM agrees('mixed');
-- columns that were added or dropped since a tuple was made
ALTER TABLE mixed DROP x1, ADD x1 float8 DEFAULT 7, DROP x80, ADD x80 integer, DROP y24, DROP y25;
SELECT * FROM agrees('mixed');
INSERT INTO mixed SELECT * FROM mixed LIMIT 100;
SELECT * FROM agrees('mixed');
-- what is slow to convert
ALTER TABLE mixed ALTER x9 TYPE numeric;
SELECT * FROM agrees('mixed');

-- what is refused is named alike: the first column, bound or not
CREATE TABLE refused AS SELECT * FROM floats_x LIMIT 1;
UPDATE refused SET x12 = 'Infinity', x20 = 1e300, x62 = 'z';
SELECT count(analytics.predict('all', r)) FROM refused r;
SELECT analytics.predict('all', r) FROM refused r;
UPDATE refused SET x12 = 'NaN', x20 = 1;
SELECT analytics.predict('all', r) FROM refused r;
UPDATE refused SET x62 = NULL;
SELECT analytics.predict('all', r) FROM refused r;

-- a node of the plan between the scan and the score: the row is fetched again
CREATE TABLE "between" AS SELECT m.ctid AS tid, analytics.predict_proba('all', m, 'si') AS si FROM mixed m WHERE now() > '2000-01-01';
SELECT count(*), bool_and(si = analytics.predict_proba('all', m, 'si')) AS same FROM "between" b JOIN mixed m ON m.ctid = b.tid;
DROP TABLE "between";
UPDATE refused SET x20 = 'Infinity';
SELECT analytics.predict('all', r) FROM refused r WHERE now() > '2000-01-01';
SELECT analytics.predict('all', r, 'missing') FROM refused r WHERE now() > '2000-01-01';

-- two call sites of one model, in one query and in a function that it calls
CREATE TABLE people AS SELECT row_number() OVER () AS id, * FROM floats_x;
CREATE FUNCTION by_key(key bigint) RETURNS float8 LANGUAGE plpgsql STABLE AS
	$$BEGIN RETURN (SELECT analytics.predict_proba('all', s, 'si') FROM people s WHERE s.id = key); END$$;
CREATE FUNCTION countdown(key bigint) RETURNS float8 LANGUAGE plpgsql STABLE AS
	$$BEGIN RETURN (SELECT analytics.predict_proba('all', s, 'si') + CASE WHEN key > 1 THEN countdown(key - 1) ELSE 0 END
					  + analytics.predict_proba('all', s, 'no') FROM people s WHERE s.id = key); END$$;
CREATE TABLE scores AS SELECT id, analytics.predict_proba('all', s, 'si') AS si, by_key(401 - id) AS other,
	analytics.predict_proba('all', s, 'no') AS no, analytics.predict('all', s, 'missing') AS class FROM people s;
SELECT count(*), bool_and(a.si = b.other), bool_and(abs(a.si + a.no - 1) < 1e-15), bool_and((a.si > 0.5) = (a.class = 'si')) FROM scores a JOIN scores b ON b.id = 401 - a.id;
SELECT round(countdown(20)::numeric, 9), (SELECT round(sum(si + no)::numeric, 9) FROM scores WHERE id <= 20);
-- what is known of a table's rows is replaced when the table changes, not added to
DO $$ BEGIN
	FOR i IN 1 .. 40 LOOP
		EXECUTE 'ALTER TABLE people SET (fillfactor = ' || 50 + i || ')';
		PERFORM analytics.predict_proba('all', s, 'si') FROM people s WHERE s.id = i;
	END LOOP;
END $$;
SELECT count(*) AS kept FROM pg_backend_memory_contexts WHERE name = 'analytics row binding';
-- an error in the middle, then the same again: prepared, nested, caught
PREPARE score(bigint) AS SELECT id, analytics.predict_proba('all', s, 'si') = si AS same FROM people s JOIN scores USING (id) WHERE id = $1;
SET plan_cache_mode = force_generic_plan;
EXECUTE score(3);
UPDATE people SET x62 = 'z' WHERE id = 3;
EXECUTE score(3);
EXECUTE score(4);
CREATE FUNCTION caught(key bigint) RETURNS float8 LANGUAGE plpgsql AS
	$$BEGIN RETURN by_key(key); EXCEPTION WHEN OTHERS THEN RETURN -1; END$$;
SELECT id, caught(id) = si AS same, analytics.predict_proba('all', s, 'si', 'missing') = si AS same_missing FROM people s JOIN scores USING (id) WHERE id BETWEEN 2 AND 4 ORDER BY id;
BEGIN;
SAVEPOINT before;
SELECT count(analytics.predict('all', s)) FROM people s;
ROLLBACK TO before;
EXECUTE score(5);
-- a cursor is open while the model is replaced and dropped
DECLARE c CURSOR FOR SELECT s.id, analytics.predict_proba('all', s, 'si') = (SELECT si FROM scores WHERE id = s.id) AS same FROM people s WHERE s.id > 3;
FETCH 1 FROM c;
SET LOCAL analytics.model_cache_size = 64;
SELECT analytics.import_model('all', analytics.export_model('all', 1));
FETCH 1 FROM c;
EXECUTE score(5);
SELECT analytics.drop_model('all');
FETCH 1 FROM c;
EXECUTE score(5);
ROLLBACK;
EXECUTE score(5);

-- the class may change from row to row
SELECT bool_and(p = CASE WHEN id % 2 = 0 THEN si ELSE no END)
  FROM (SELECT id, analytics.predict_proba('all', s, CASE WHEN id % 2 = 0 THEN 'si' ELSE 'no' END, 'missing') AS p FROM people s WHERE id > 3) p JOIN scores USING (id);
SELECT analytics.drop_model('all');
DROP TABLE floats, floats_x, shuffled, mixed, mixed_x, refused, people, scores;
DROP FUNCTION agrees, number, make, by_key, countdown, caught;
