-- score_row.sql - rows that are scored while they are written
CREATE TABLE people AS
SELECT i AS id, (i * 37 % 101)::double precision AS age, (ARRAY['a', 'b', 'c'])[1 + i % 3] AS city,
	   CASE WHEN i * 37 % 101 + 20 * (i % 3) + i * 7919 % 31 > 80 THEN 'yes' ELSE 'no' END AS answer,
	   (i * 37 % 101) * 2.5::double precision + (i % 3) * 10 + i * 7919 % 31 AS amount
  FROM generate_series(1, 600) i;
SELECT analytics.train('answers', 'decision_tree', 'SELECT age, city, answer FROM people', 'answer', '{"max_depth": 4}');
SELECT analytics.train('amounts', 'decision_tree', 'SELECT age, city, amount FROM people', 'amount', '{"max_depth": 4}');

SELECT analytics.train('cities', 'logistic', 'SELECT age, amount, city FROM people', 'city');

CREATE TABLE scored (id integer, age double precision, city text, answer text, yes double precision, amount double precision);
CREATE TRIGGER score_1 BEFORE INSERT OR UPDATE ON scored
	FOR EACH ROW EXECUTE FUNCTION analytics.score_row('answers', 'answer');
CREATE TRIGGER score_2 BEFORE INSERT OR UPDATE ON scored
	FOR EACH ROW EXECUTE FUNCTION analytics.score_row('answers', 'yes', 'yes');
CREATE TRIGGER score_3 BEFORE INSERT OR UPDATE ON scored
	FOR EACH ROW EXECUTE FUNCTION analytics.score_row('amounts', 'amount');
CREATE VIEW differing AS SELECT * FROM scored s
 WHERE answer IS DISTINCT FROM analytics.predict('answers', s)
	OR answer IS DISTINCT FROM analytics.predict(analytics.model_value('answers'), s)
	OR yes IS DISTINCT FROM analytics.predict_proba('answers', s, 'yes')
	OR yes IS DISTINCT FROM analytics.predict_proba(analytics.model_value('answers'), s, 'yes')
	OR amount IS DISTINCT FROM analytics.predict_value('amounts', s);

-- the same scores as by name and by value, whichever way the rows come
INSERT INTO scored (id, age, city) SELECT id, age, city FROM people;
INSERT INTO scored VALUES (601, NULL, 'a', 'what was given', -1, -1), (602, 50, NULL, NULL, NULL, NULL), (603, 1, 'a new one', NULL, 7, 7) RETURNING id, answer;
COPY scored (id, age, city) FROM STDIN;
604	33	b
605	\N	\N
\.
PREPARE add AS INSERT INTO scored (id, age, city) VALUES ($1, $2, $3) RETURNING answer, round(yes::numeric, 4) AS yes;
EXECUTE add (606, 90, 'c');
EXECUTE add (607, 3, 'c');
SELECT count(*), (SELECT count(*) FROM differing) AS differing FROM scored;
-- and after a change of a feature, or one of the score by hand
UPDATE scored SET age = 100 - age WHERE id % 2 = 0;
UPDATE scored SET answer = 'neither', amount = 0 WHERE id % 3 = 0;
INSERT INTO scored (id, age, city) VALUES (1, 2, 'b') ON CONFLICT DO NOTHING;
SELECT count(*), (SELECT count(*) FROM differing) AS differing FROM scored;

-- a new version scores from the next statement on
SELECT analytics.train('answers', 'decision_tree', 'SELECT age, city, answer FROM people', 'answer', '{"max_depth": 1}');
SELECT count(*) > 0 AS old_scores FROM differing;
UPDATE scored SET id = id;
SELECT count(*), (SELECT count(*) FROM differing) AS differing FROM scored;
SELECT analytics.deploy_model('answers', 1);
-- in a function whose statements are prepared, too
CREATE FUNCTION insert_each(OUT version integer, OUT scores bigint) RETURNS SETOF record LANGUAGE plpgsql AS $$
BEGIN
	FOREACH version IN ARRAY '{1,2,1}'::integer[] LOOP
		PERFORM analytics.deploy_model('answers', version);
		DELETE FROM scored;
		INSERT INTO scored (id, age, city) SELECT id, age, city FROM people;
		scores := (SELECT count(DISTINCT yes) FROM scored);
		RETURN NEXT;
	END LOOP;
END $$;
SELECT * FROM insert_each();
SELECT count(*), (SELECT count(*) FROM differing) AS differing FROM scored;
-- a column is dropped, added, moved
ALTER TABLE scored DROP COLUMN id CASCADE;
ALTER TABLE scored ADD id integer, ADD comment text DEFAULT 'none';
CREATE VIEW differing AS SELECT * FROM scored s WHERE answer IS DISTINCT FROM analytics.predict('answers', s);
UPDATE scored SET comment = 'seen';
SELECT count(*) FROM differing;
DROP VIEW differing;
TRUNCATE scored;

-- partitions with columns in another order, a conflict that updates
CREATE TABLE parted (age double precision, city text, answer text, key integer PRIMARY KEY) PARTITION BY RANGE (key);
CREATE TABLE parted_1 (answer text, key integer NOT NULL, city text, age double precision);
ALTER TABLE parted ATTACH PARTITION parted_1 FOR VALUES FROM (0) TO (100);
CREATE TABLE parted_2 PARTITION OF parted FOR VALUES FROM (100) TO (1000);
CREATE TRIGGER score BEFORE INSERT OR UPDATE ON parted
	FOR EACH ROW EXECUTE FUNCTION analytics.score_row('answers', 'answer');
INSERT INTO parted (age, city, key) SELECT age, city, id FROM people;
INSERT INTO parted (age, city, key) VALUES (1, 'a', 1) ON CONFLICT (key) DO UPDATE SET age = 99;
SELECT count(*), count(*) FILTER (WHERE answer = analytics.predict('answers', p)) AS same FROM parted p;

-- a model of sums and many classes; a column that it reads is the one that it writes
CREATE TABLE towns (age double precision, amount numeric, city text, p double precision);
CREATE TRIGGER city BEFORE INSERT ON towns FOR EACH ROW EXECUTE FUNCTION analytics.score_row('cities', 'city');
CREATE TRIGGER p BEFORE INSERT ON towns FOR EACH ROW EXECUTE FUNCTION analytics.score_row('cities', 'p', 'b');
INSERT INTO towns SELECT age, amount FROM people;
SELECT count(DISTINCT city) > 1 AS several, count(*) FILTER (WHERE city = analytics.predict('cities', t)
	AND p = analytics.predict_proba('cities', t, 'b')) AS same FROM towns t;
DROP TRIGGER city ON towns;
CREATE TRIGGER age BEFORE UPDATE ON towns FOR EACH ROW EXECUTE FUNCTION analytics.score_row('cities', 'age', 'b');
UPDATE towns SET city = NULL;
SELECT count(*) FILTER (WHERE age = p) AS same FROM towns;
DROP TABLE towns;

-- other types for a class
CREATE TYPE yesno AS ENUM ('no', 'yes');
CREATE DOMAIN answer_text AS text CHECK (VALUE IN ('yes', 'no'));
CREATE TABLE typed (age real, city varchar(10), e yesno, v varchar(3), c character(5), d answer_text, short varchar(2));
CREATE TRIGGER e BEFORE INSERT ON typed FOR EACH ROW EXECUTE FUNCTION analytics.score_row('answers', 'e');
CREATE TRIGGER v BEFORE INSERT ON typed FOR EACH ROW EXECUTE FUNCTION analytics.score_row('answers', 'v');
CREATE TRIGGER c BEFORE INSERT ON typed FOR EACH ROW EXECUTE FUNCTION analytics.score_row('answers', 'c');
CREATE TRIGGER d BEFORE INSERT ON typed FOR EACH ROW EXECUTE FUNCTION analytics.score_row('answers', 'd');
INSERT INTO typed VALUES (99, 'c'), (2, 'a') RETURNING *;
CREATE TRIGGER short BEFORE INSERT ON typed FOR EACH ROW EXECUTE FUNCTION analytics.score_row('answers', 'short');
INSERT INTO typed VALUES (99, 'c');

-- what does not fit is an error at the first row
CREATE TABLE wrong (age double precision, city text, answer text, n numeric, g double precision GENERATED ALWAYS AS (age * 2) STORED);
CREATE FUNCTION try(arguments text, timing text DEFAULT 'BEFORE INSERT', level text DEFAULT 'ROW') RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE format('CREATE TRIGGER w %s ON wrong FOR EACH %s EXECUTE FUNCTION analytics.score_row(%s)', timing, level, arguments);
	BEGIN
		INSERT INTO wrong VALUES (1, 'a');
		UPDATE wrong SET age = 2;
		DELETE FROM wrong;
		RAISE NOTICE 'no error';
	EXCEPTION WHEN OTHERS THEN
		RAISE NOTICE '% %', SQLSTATE, SQLERRM;
	END;
	DROP TRIGGER w ON wrong;
END $$;
SELECT try('''answers'', ''answer''', 'AFTER INSERT');
SELECT try('''answers'', ''answer''', 'BEFORE INSERT', 'STATEMENT');
SELECT try('''answers'', ''answer''', 'BEFORE DELETE');
SELECT try('');
SELECT try('''answers''');
SELECT try('''answers'', ''answer'', ''yes'', ''more''');
SELECT try('''answers'', ''nothing''');
SELECT try('''answers'', ''ctid''');
SELECT try('''answers'', ''g'', ''yes''');
SELECT try('''answers'', ''n'', ''yes''');
SELECT try('''answers'', ''answer'', ''yes''');
SELECT try('''answers'', ''age''');
SELECT try('''answers'', ''age'', ''perhaps''');
SELECT try('''amounts'', ''answer''');
SELECT try('''amounts'', ''age'', ''yes''');
SELECT try('''nothing'', ''answer''');
SELECT try('''answers'', ''answer''');
ALTER TABLE wrong DROP COLUMN city;
INSERT INTO wrong (age) VALUES (1);
SELECT try('''answers'', ''answer''');
SELECT analytics.score_row();
-- a view's INSTEAD OF trigger
CREATE VIEW wrong_view AS SELECT * FROM people;
CREATE TRIGGER w INSTEAD OF INSERT ON wrong_view FOR EACH ROW EXECUTE FUNCTION analytics.score_row('answers', 'answer');
INSERT INTO wrong_view (age) VALUES (1);

-- the writer needs the right to use the model
CREATE ROLE regress_an_writer;
GRANT INSERT, SELECT ON scored TO regress_an_writer;
SET ROLE regress_an_writer;
INSERT INTO scored (age, city) VALUES (1, 'a');
RESET ROLE;
SELECT analytics.grant_model('answers', 'regress_an_writer'), analytics.grant_model('amounts', 'regress_an_writer');
SET ROLE regress_an_writer;
INSERT INTO scored (age, city) VALUES (1, 'a') RETURNING answer;
RESET ROLE;
SELECT analytics.revoke_model('answers', 'regress_an_writer');
SET ROLE regress_an_writer;
INSERT INTO scored (age, city) VALUES (1, 'a');
RESET ROLE;

DROP VIEW wrong_view;
DROP TABLE people, scored, parted, typed, wrong;
DROP FUNCTION insert_each(), try(text, text, text);
DROP TYPE yesno;
DROP DOMAIN answer_text;
SELECT analytics.drop_model('answers'), analytics.drop_model('amounts'), analytics.drop_model('cities');
DROP ROLE regress_an_writer;
