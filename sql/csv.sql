-- csv.sql - tables from CSV files
\set srcdir `echo "$PG_ABS_SRCDIR"`
\set golden :srcdir '/test/golden/c50/'
\set fuzzy :golden 'hand_fuzzy/model.rds'
\set edges :golden 'float32_edges/model.rds'
\set special :golden 'special_chars/model.rds'
\set special_data :golden 'special_chars/data.csv'
\set cols900 :golden 'formula_900cols/model.rds'
\set cols900_data :golden 'formula_900cols/data.csv'
\set VERBOSITY default
SELECT analytics.import_model('f', pg_read_binary_file(:'fuzzy'));
SELECT analytics.import_model('special', pg_read_binary_file(:'special'));
SELECT analytics.import_model('wide', pg_read_binary_file(:'cols900'));

-- the definition: what the models read as numbers is double precision
SELECT analytics.csv_table_definition('id|x|f|X|select|a "b"|"q""q|"');
SELECT analytics.csv_table_definition('id|x|f|X', '{f}');
SELECT analytics.csv_table_definition(E'\uFEFFid,x\r\n1,2', models => '{f,special}', delimiter => ',', relation => 'Folded."Not Folded"');
SELECT analytics.csv_table_definition(E'x\t"tipo de persona, (x)"\taños_í', '{f,special}', E'\t');
-- names become identifiers: 63 bytes, at whole characters
SELECT analytics.csv_table_definition(repeat('n', 70) || '|' || repeat('ñ', 40));
SELECT analytics.csv_table_definition(repeat('n', 70) || '1|' || repeat('n', 70) || '2');
SELECT analytics.csv_table_definition(string_agg('c' || i, '|')) LIKE '%c1600 text%' AS most FROM generate_series(1, 1600) i;
SELECT analytics.csv_table_definition(string_agg('c' || i, '|')) FROM generate_series(1, 1601) i;
SELECT analytics.csv_table_definition('');
SELECT analytics.csv_table_definition(E'\n');
SELECT analytics.csv_table_definition('a||b');
SELECT analytics.csv_table_definition('a|b|a');
SELECT analytics.csv_table_definition('a|"b');
SELECT analytics.csv_table_definition('a|b', delimiter => '||');
SELECT analytics.csv_table_definition('a|b', delimiter => 'ñ');
SELECT analytics.csv_table_definition('a|b', delimiter => '"');
SELECT analytics.csv_table_definition('a|b', delimiter => '');
SELECT analytics.csv_table_definition('a|b', relation => 'a b c');
SELECT analytics.csv_table_definition('a|b', '{nothing}');
SELECT analytics.csv_table_definition('a|b', '{f,NULL}');
SELECT analytics.csv_table_definition(NULL), 1;
SELECT analytics.csv_table_definition('a', NULL);
SELECT analytics.csv_table_definition('a', delimiter => NULL);
SELECT analytics.csv_table_definition('a', relation => NULL);

-- files: made here, in the server's data directory
\set VERBOSITY terse
CREATE TABLE line (n serial, text text);
CREATE FUNCTION file(name text, VARIADIC lines text[]) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	path text := current_setting('data_directory') || '/regress_' || name;
BEGIN
	TRUNCATE line;
	INSERT INTO line (text) SELECT unnest(lines);
	-- quote and delimiter that do not occur: the lines as they are
	EXECUTE format('COPY (SELECT text FROM line ORDER BY n) TO %L (FORMAT csv, QUOTE E''\x01'', DELIMITER E''\x02'')', path);
	RETURN path;
END $$;
SELECT file('a.csv', 'id|x|f|other', '1|4.5|a|"o|o"', '2|||', '3|""|""|""', '4|1e3|"b"| ') AS a \gset
SELECT analytics.import_csv('loaded', :'a', '{f}');
SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = 'loaded'::regclass AND attnum > 0 ORDER BY attnum;
\pset null null
SELECT * FROM loaded ORDER BY id;
SELECT id, analytics.predict('f', l) FROM loaded l ORDER BY id;
-- into a table that is there: by name, whatever the order
CREATE TABLE there (f varchar(10), other text, extra text DEFAULT 'e', x numeric, id integer);
SELECT analytics.import_csv('public.there', :'a', models => '{f}'), analytics.import_csv('there', :'a');
SELECT * FROM there ORDER BY id, x LIMIT 3;
SELECT file('b.csv', 'id|no_such', '1|2') AS b \gset
SELECT analytics.import_csv('there', :'b');
-- other delimiters, line ends, encodings
COPY (SELECT 1) TO PROGRAM 'cat > regress_line; printf "\357\273\277\"id\"\tx\t\303\261\r\n1\t2\t\303\261\r\n" > regress_tab.csv; : > regress_empty.csv';
SELECT analytics.import_csv('tabs', current_setting('data_directory') || '/regress_tab.csv', '{f}', E'\t');
SELECT * FROM tabs;
COPY (SELECT 'año' AS "año", 'ñandú' AS b) TO PROGRAM 'cat > regress_latin.csv' (FORMAT csv, HEADER, ENCODING 'LATIN1', DELIMITER '|');
SELECT analytics.import_csv('latin', current_setting('data_directory') || '/regress_latin.csv', encoding => 'latin1');
SELECT * FROM latin;
SELECT analytics.import_csv('latin', current_setting('data_directory') || '/regress_latin.csv');
SELECT analytics.import_csv('latin', current_setting('data_directory') || '/regress_latin.csv', encoding => 'EBCDIC');
-- golden data
SELECT analytics.import_csv('special_data', :'special_data', '{special}', ',');
SELECT count(analytics.predict('special', s)) FROM special_data s;
SELECT analytics.import_csv('wide_data', :'cols900_data', '{wide}', ',') > 0 AS loaded;
SELECT count(*) = count(analytics.predict('wide', w)) AS scored FROM wide_data w;

-- models that disagree
SELECT analytics.import_model('edges', pg_read_binary_file(:'edges'));
SELECT analytics.csv_table_definition('x|f', '{f,edges}');
SELECT analytics.csv_table_definition('x', '{f,edges}');

-- errors; what was made is gone with them
\set VERBOSITY terse
SELECT file('bad.csv', 'x|f', '1|a', 'one|b') AS bad \gset
SELECT analytics.import_csv('undone', :'bad', '{f}');
SELECT to_regclass('undone') IS NULL AS undone;
SELECT file('short.csv', 'x|f', '1') AS short \gset
SELECT analytics.import_csv('undone', :'short', '{f}');
SELECT analytics.import_csv('undone', current_setting('data_directory') || '/regress_empty.csv');
\set VERBOSITY sqlstate
SELECT analytics.import_csv('undone', '/no/such/file');
SELECT analytics.import_csv('undone', current_setting('data_directory'));
SELECT analytics.import_csv('undone', '/dev/zero');
SELECT analytics.import_csv('undone', '');
SELECT analytics.import_csv('', :'a');
SELECT analytics.import_csv('no_such_schema.t', :'a');
SELECT analytics.import_csv('pg_class_oid_index', :'a');
SELECT analytics.import_csv(NULL, :'a');
SELECT analytics.import_csv('undone', NULL);
SELECT analytics.import_csv('undone', :'a', NULL);
SELECT analytics.import_csv('undone', repeat('a', 300));
SELECT analytics.import_csv('undone', :'a', delimiter => NULL);
SELECT analytics.import_csv('undone', :'a', encoding => NULL);
SELECT analytics.import_csv('undone; DROP TABLE loaded', :'a');
SELECT analytics.import_csv('undone', 'x'' PROGRAM ''id');
BEGIN READ ONLY;
SELECT analytics.import_csv('undone', :'a');
ROLLBACK;
SELECT file('long.csv', repeat('x', 2000000)) AS long \gset
SELECT analytics.import_csv('undone', :'long');
SELECT analytics.import_csv('undone', '/' || repeat('x', 300));
-- a line \. is no end: an error, unless it is one to COPY or in quotes
COPY (SELECT 1) TO PROGRAM 'cat > regress_line; printf "x|f\n1|a\n\\\\.\n2|b\n" > regress_mark_1.csv; printf "\\\\.\n1\n" > regress_mark_2.csv;
 printf "x\n1\n\\\\.\n3\n" > regress_mark_3.csv; printf "x\n\"\\\\.\"\n\\\\.2\n\"\n\\\\.\n\"\n\\\\." > regress_mark_4.csv' WITH (FORMAT text);
SELECT current_setting('data_directory') || '/regress_mark_' AS mark \gset
SELECT analytics.import_csv('undone', :'mark' || '1.csv');
CREATE FUNCTION all_or_error(path text) RETURNS text LANGUAGE plpgsql AS $$ BEGIN
	IF analytics.import_csv('undone', path) > 0 THEN DROP TABLE undone; RETURN 'all or an error'; END IF;
	RETURN 'not all';
EXCEPTION WHEN bad_copy_file_format THEN RETURN 'all or an error'; END $$;
SELECT all_or_error(:'mark' || '2.csv'), all_or_error(:'mark' || '3.csv');
SELECT analytics.import_csv('undone', :'mark' || '4.csv');
SELECT * FROM undone;
DROP TABLE undone;
-- a delimiter that is not the file's
\set VERBOSITY default
SELECT file('comma.csv', 'id,x,f', '1,4.5,a') AS comma, file('one.csv', '"size, in mm"', '1') AS one \gset
CREATE FUNCTION import_error(path text, delimiter text DEFAULT '|', OUT what text, OUT text text) RETURNS SETOF record LANGUAGE plpgsql AS $$
DECLARE message text; detail text; hint text; context text; BEGIN
	what := 'rows'; text := analytics.import_csv('undone', path, '{f}', delimiter); RETURN NEXT;
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT, context = PG_EXCEPTION_CONTEXT;
	FOR what, text IN VALUES ('state', SQLSTATE), ('message', message), ('detail', detail), ('hint', hint), ('context', context) LOOP
		text := CASE WHEN octet_length(text) > 700 THEN 'too long: ' || octet_length(text) ELSE regexp_replace(text, '"[^"]*/(regress_[a-z_0-9]*.csv)"', '"\1"', 'g') END;
		IF text <> '' THEN RETURN NEXT; END IF;
	END LOOP;
END $$;
SELECT * FROM import_error(:'comma');
SELECT to_regclass('undone') IS NULL AS undone;
SELECT analytics.csv_table_definition(E'id\tx\tf');
SELECT analytics.csv_table_definition('id;x;f;price, in EUR', delimiter => E'\t');
SELECT * FROM import_error(:'one');
DROP TABLE undone;
-- an error says where it is, and not more than helps
SELECT * FROM import_error(:'bad');
SELECT * FROM import_error(:'short');
SELECT file('value.csv', 'id|x', '1|2', '2|' || repeat('ñ', 1000000)) AS value \gset
SELECT * FROM import_error(:'value');
SELECT file('wide.csv', (SELECT string_agg('c' || i, '|') FROM generate_series(1, 1600) AS i), repeat('1|', 1600)) AS value \gset
SELECT * FROM import_error(:'value');
CREATE TABLE undone (id integer, f text CHECK (f <> 'a'));
SELECT * FROM import_error(:'comma', ',');
ALTER TABLE undone ADD x float8;
SELECT * FROM import_error(:'comma', ',');
DROP TABLE undone;
DROP FUNCTION all_or_error, import_error;
-- as the caller: COPY's rule for files
\set VERBOSITY terse
CREATE ROLE regress_loader;
CREATE SCHEMA regress_loader AUTHORIZATION regress_loader;
SET ROLE regress_loader;
SELECT analytics.import_csv('regress_loader.t', :'a');
SELECT analytics.import_csv('regress_loader.t', 'PG_VERSION');
RESET ROLE;
GRANT pg_read_server_files TO regress_loader;
SET ROLE regress_loader;
SELECT analytics.import_csv('regress_loader.t', :'a');
SELECT analytics.import_csv('regress_loader.u', :'a', '{f}');
SELECT analytics.import_csv('there', :'a');
RESET ROLE;

COPY (SELECT 1) TO PROGRAM 'cat > regress_line; rm -f regress_*.csv regress_line';
DROP SCHEMA regress_loader CASCADE;
DROP TABLE line, loaded, there, tabs, latin, special_data, wide_data;
DROP FUNCTION file;
SELECT count(analytics.drop_model(name)) FROM (SELECT DISTINCT name FROM analytics.models) m;
DROP ROLE regress_loader;
