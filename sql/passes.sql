-- training in passes: gradients as values; the same models as in memory
\set VERBOSITY terse
SET extra_float_digits = 0;
SET analytics.progress_interval = 0;

CREATE TYPE fuel AS ENUM ('gas', 'oil', 'wood');
CREATE TABLE house (
	id integer PRIMARY KEY,
	built date,
	town char(8),
	heating fuel,
	garden boolean,
	size double precision,
	rooms integer,
	price numeric,
	weight integer,
	"a row's grade" text,
	sold boolean
);
INSERT INTO house
SELECT i, CASE WHEN i % 19 > 0 THEN date '2001-01-01' + i * 31 % 900 END,
	   CASE i % 6 WHEN 0 THEN NULL WHEN 5 THEN 'rare ' || i % 400 ELSE 'town ' || i % 4 END,
	   (ARRAY['gas', 'oil', 'wood'])[1 + i * 7 % 3]::fuel, i % 5 < 2,
	   CASE WHEN i % 7 > 0 THEN 50 + i * 7919 % 1000 / 7.0 END, i * 31 % 6,
	   100 + 2 * (i * 7919 % 1000 / 7.0) + 10 * (i * 31 % 6) + i * 104729 % 50, 1 + i % 4,
	   CASE WHEN i % 50 > 0 THEN (ARRAY['A', 'B', 'it''s "C"'])[1 + (i * 104729 % 23 + i * 31 % 6 + i % 5 / 2) % 3] END,
	   i * 104729 % 23 + i * 31 % 6 > 12
  FROM generate_series(1, 2000) AS i;

-- how far the coefficients of both ways are from each other, and their errors
CREATE FUNCTION compare(algorithm text, source text, target text, options jsonb,
						OUT coefficients bigint, OUT same boolean, OUT same_errors boolean) LANGUAGE plpgsql AS $$
BEGIN
	PERFORM analytics.train('kept', algorithm, source, target, options || '{"method": "memory"}'),
			analytics.train('read', algorithm, source, target, options || '{"method": "passes"}');
	SELECT count(*), bool_and((a.class, a.feature, a.part, a.level) IS NOT DISTINCT FROM (b.class, b.feature, b.part, b.level)
							  AND abs(a.coefficient - b.coefficient) < 1e-6),
		   bool_and(a.std_error IS NOT DISTINCT FROM b.std_error OR abs(a.std_error - b.std_error) < 1e-6)
	  INTO coefficients, same, same_errors
	  FROM (SELECT *, row_number() OVER () AS i FROM analytics.model_coefficients('kept')) AS a
	  FULL JOIN (SELECT *, row_number() OVER () AS i FROM analytics.model_coefficients('read')) AS b USING (i);
END $$;
CREATE VIEW figures AS
	SELECT metric, max(value) FILTER (WHERE model = 'kept') AS kept, max(value) FILTER (WHERE model = 'read') AS read
	  FROM (SELECT *, rank() OVER (PARTITION BY model ORDER BY version DESC) AS age FROM analytics.model_metrics) AS m
	 WHERE age = 1 GROUP BY metric;

-- linear models
SELECT * FROM compare('linear', 'house', 'price', '{"exclude": ["id", "weight"]}');
SELECT metric, round(kept::numeric, 6) AS kept, round(read::numeric, 6) AS read FROM figures
 WHERE metric NOT IN ('iterations', 'passes') ORDER BY metric;
SELECT * FROM compare('linear', 'house', 'price', '{"exclude": ["id"], "weight": "weight", "l2": 3}');
SELECT * FROM compare('linear', 'SELECT size, 2 * size AS twice, rooms, 7 AS seven, NULL::float8 AS nothing, garden FROM house', 'garden', '{}');

-- two classes; with a penalty, without, with weights
SELECT * FROM compare('logistic', 'house', 'sold', '{"date_parts": ["month", "day_of_week"], "exclude": ["id", "weight"]}');
SELECT metric, round(kept::numeric, 6) AS kept, round(read::numeric, 6) AS read FROM figures
 WHERE metric NOT IN ('iterations', 'passes') ORDER BY metric;
SELECT * FROM compare('logistic', 'SELECT built, heating, garden, size, rooms, sold FROM house; ', 'sold', '{"l2": 0}');
SELECT * FROM compare('logistic', 'house', 'sold', '{"date_parts": ["month", "day_of_week"], "exclude": ["id"], "weight": "weight", "class_weight": {"true": 3}}');
-- many classes are not polished: by a tolerance, and without errors
SELECT coefficients, same FROM compare('logistic', 'SELECT size, heating, 1 + (id * 7919 + rooms) % 23 % 4 AS ward FROM house', 'ward', '{"tolerance": 1e-14}');
-- several classes, one of which must be quoted; rows without a class
SELECT * FROM compare('logistic', 'house', 'a row''s grade', '{"date_parts": ["month", "day"], "exclude": ["id", "weight"]}');
SELECT metric, round(kept::numeric, 6) AS kept, round(read::numeric, 6) AS read FROM figures
 WHERE metric NOT IN ('iterations', 'passes') ORDER BY metric;
SELECT * FROM compare('logistic', 'house', 'a row''s grade',
	'{"date_parts": ["month"], "exclude": ["id"], "weight": "weight", "class_weight": "balanced"}');
SELECT * FROM compare('logistic', 'house', 'a row''s grade',
	'{"columns": ["size", "town"], "class_weight": {"it''s \"C\"": 0.3}, "l2": 0, "min_level_rows": 30}');
SELECT count(*) AS scored, count(DISTINCT analytics.predict('read', h)) AS classes FROM house AS h;

-- what does not fit is read in passes
SET analytics.max_train_memory = '2MB';
CREATE VIEW houses AS SELECT h.* FROM house AS h, generate_series(1, 60);
SELECT analytics.train('many', 'logistic', 'SELECT size, rooms, heating, garden, sold FROM houses', 'sold', '{"max_iterations": 1}') > 0 AS trained;
SELECT metric, round(value::numeric, 3) AS value FROM analytics.model_metrics WHERE model = 'many' AND metric IN ('rows', 'coefficients') ORDER BY 1;
SELECT analytics.train('many', 'logistic', 'SELECT size, rooms, heating, garden, sold FROM houses', 'sold', '{"method": "memory"}');
SELECT analytics.train('many', 'decision_tree', 'SELECT size, rooms, heating, garden, sold FROM houses', 'sold');
RESET analytics.max_train_memory;

-- errors
SELECT analytics.train('no', 'logistic', 'house', 'sold', '{"method": "fast"}');
SELECT analytics.train('no', 'decision_tree', 'house', 'sold', '{"method": "passes"}');
SELECT analytics.train('no', 'logistic', 'SELECT * FROM house WHERE sold', 'sold', '{"method": "passes", "exclude": ["id"]}');
SELECT analytics.train('no', 'logistic', 'SELECT * FROM house WHERE false', 'sold', '{"method": "passes"}');
SELECT analytics.train('no', 'logistic', 'SELECT * FROM house', 'sold', '{"method": "passes", "weight": "id", "class_weight": {"maybe": 2}}');
SELECT analytics.train('no', 'linear', 'SELECT size, ''infinity''::float8 AS y FROM house', 'y', '{"method": "passes"}');
CREATE SEQUENCE calls;
CREATE FUNCTION fails_later(x float8) RETURNS float8 LANGUAGE plpgsql AS $$
BEGIN
	IF nextval('calls') > 5000 THEN RAISE EXCEPTION 'enough'; END IF;
	RETURN x;
END $$;
\set VERBOSITY sqlstate
SELECT analytics.train('no', 'logistic', 'SELECT fails_later(size) AS size, sold FROM house', 'sold', '{"method": "passes"}');
\set VERBOSITY terse
SELECT analytics.train('no', 'linear', 'SELECT size, price FROM house WHERE nextval(''calls'') % 3 = 0', 'price', '{"method": "passes"}');
SELECT count(*) AS models FROM analytics.models WHERE name = 'no';
-- classes that are told apart without an error
SELECT analytics.train('apart', 'logistic', 'SELECT rooms, rooms > 2 AS large FROM house', 'large', '{"method": "passes", "l2": 0}') > 0 AS trained;

-- gradients as values: of parts, in the text form, of all
CREATE TABLE pass AS
SELECT id % 3 AS part, analytics.logistic_pass(m, h, "a row's grade") AS g
  FROM house AS h, analytics.model_value('read') AS m GROUP BY id % 3;
SELECT part, analytics.n(g) AS n, analytics.skipped(g) AS skipped, analytics.total_weight(g) AS weight,
	   round(analytics.loss(g)::numeric, 6) AS loss FROM pass ORDER BY part;
CREATE TABLE whole AS SELECT analytics.logistic_pass(m, h, "a row's grade") AS g FROM house AS h, analytics.model_value('read') AS m;
SELECT analytics.n(g) AS n, analytics.skipped(g) AS skipped, round((analytics.loss(g) / analytics.n(g))::numeric, 6) AS loss FROM whole;
SELECT round(value::numeric, 6) AS loss FROM analytics.evaluate('read', 'SELECT * FROM house') WHERE metric = 'log_loss';
SELECT count(*) AS derivatives, max(abs(a.value - b.value)) < 1e-9 AS same
  FROM (SELECT analytics.gradient_merge(g::text::analytics.gradient) AS g FROM pass) AS p, analytics.derivatives(p.g) AS a
  JOIN LATERAL (SELECT d.* FROM whole, analytics.derivatives(g) AS d) AS b USING (i);
SELECT g::text::analytics.gradient::text = g::text AS same FROM whole;
-- weights; rows without one are skipped
SELECT analytics.n(g), analytics.skipped(g), analytics.total_weight(g)
  FROM (SELECT analytics.logistic_pass(m, h, "a row's grade", nullif(weight, 2)) AS g
		  FROM house AS h, analytics.model_value('read') AS m) AS p;
SELECT analytics.n(g), round((analytics.loss(g) * 2 / analytics.n(g))::numeric, 3) AS mean_square
  FROM (SELECT analytics.linear_pass(m, h, price::float8) AS g
		  FROM house AS h, analytics.train_model('linear', 'SELECT size, rooms, price FROM house', 'price') AS m) AS p;
SELECT analytics.logistic_pass(m, h, 'A') IS NULL AS none FROM house AS h, analytics.model_value('read') AS m WHERE false;
SELECT analytics.n(analytics.logistic_pass(NULL, h, 'A')) AS n, analytics.skipped(analytics.logistic_pass(NULL, h, 'A')) AS skipped FROM house AS h;
SELECT analytics.logistic_pass(m, h, 'D') FROM house AS h, analytics.model_value('read') AS m;
SELECT analytics.linear_pass(m, h, 1) FROM house AS h, analytics.model_value('read') AS m;
SELECT analytics.logistic_pass(m, h, 'A', -1) FROM house AS h, analytics.model_value('read') AS m;
SELECT analytics.linear_pass(m, h, 'NaN') FROM house AS h, analytics.train_model('linear', 'SELECT size, price FROM house', 'price') AS m;
SELECT analytics.logistic_pass(m, h, 'true') FROM house AS h, analytics.train_model('decision_tree', 'SELECT size, sold FROM house', 'sold') AS m;
SELECT analytics.gradient_merge(g) FROM (SELECT g FROM whole UNION ALL SELECT analytics.logistic_pass(m, h, sold::text)
  FROM house AS h, analytics.train_model('logistic', 'SELECT size, sold FROM house', 'sold') AS m) AS p;
SELECT '\x00'::analytics.gradient;
SELECT 'gradient'::analytics.gradient;
SELECT analytics.gradient_combinefn(g, g) FROM whole;
-- made by hand, with as many rows as there can be: a sum of two has too many
CREATE FUNCTION checksum_of(bytes bytea) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE crc bigint := 4294967295;
BEGIN
	FOR i IN 0 .. length(bytes) - 1 LOOP
		crc := crc # get_byte(bytes, i);
		FOR k IN 1 .. 8 LOOP
			crc := (crc >> 1) # CASE WHEN crc & 1 = 1 THEN 3988292384 ELSE 0 END;
		END LOOP;
	END LOOP;
	RETURN crc # 4294967295;
END $$;
CREATE FUNCTION made(g analytics.gradient, at integer, eight bytea) RETURNS analytics.gradient LANGUAGE plpgsql AS $$
DECLARE
	bytes bytea := overlay(analytics.gradient_send(g) PLACING eight FROM at + 1);
	crc bigint := checksum_of(substring(bytes FROM 13));
BEGIN
	FOR i IN 0 .. 3 LOOP
		bytes := set_byte(bytes, 8 + i, (crc >> 8 * i & 255)::integer);
	END LOOP;
	RETURN bytes::text::analytics.gradient;
END $$;
CREATE TABLE handmade AS SELECT made(g, 24, '\x0000000000002000') AS rows, made(g, 32, '\x0000000000002000') AS skipped FROM whole;
SELECT analytics.n(rows) AS n, analytics.skipped(skipped) AS skipped FROM handmade;
SELECT made(g, 24, '\x0100000000002000') FROM whole;
SELECT analytics.gradient_merge(rows) FROM (SELECT rows FROM handmade UNION ALL SELECT g FROM whole) AS p;
SELECT analytics.gradient_merge(skipped) FROM (SELECT skipped FROM handmade UNION ALL SELECT skipped FROM handmade) AS p;
SELECT analytics.gradient_merge(part) FROM (SELECT 1 AS i, analytics.logistic_pass(NULL, h, 'A') AS part FROM house AS h
	UNION ALL SELECT 2, skipped FROM handmade ORDER BY i) AS p;
DROP TABLE handmade;
DROP FUNCTION made;
DROP FUNCTION checksum_of;
-- columns as a linear model sees them
SELECT h.id, analytics.linear_vector(m, h) = ARRAY[CASE WHEN size IS NULL THEN 0 ELSE v[1] END, (size IS NULL)::int, (heating IS NULL)::int, 0,
	   (heating = 'gas')::int, (heating = 'oil')::int, (heating = 'wood')::int]::float8[] AS same
  FROM house AS h, analytics.train_model('linear', 'SELECT size, heating, price FROM house', 'price') AS m, analytics.linear_vector(m, h) AS v
 WHERE id IN (7, 8) ORDER BY id;
SELECT analytics.linear_vector(m, h) FROM house AS h, analytics.model_value('read') AS m;

-- in parallel
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SET max_parallel_workers_per_gather = 2;
SET parallel_leader_participation = off;
CREATE FUNCTION steps(query text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	line text;
BEGIN
	FOR line IN EXECUTE 'EXPLAIN (COSTS OFF) ' || query LOOP
		IF line ~ 'Aggregate|Gather|Scan on house' THEN RETURN NEXT trim(line, ' ->'); END IF;
	END LOOP;
END $$;
SELECT steps('SELECT analytics.logistic_pass(analytics.model_value(''read''), h, "a row''s grade") FROM house AS h');
SELECT count(*) AS derivatives, max(abs(a.value - b.value)) < 1e-9 AS same
  FROM (SELECT analytics.logistic_pass(analytics.model_value('read'), h, "a row's grade") AS g FROM house AS h) AS p, analytics.derivatives(p.g) AS a
  JOIN LATERAL (SELECT d.* FROM whole, analytics.derivatives(g) AS d) AS b USING (i);
SELECT * FROM compare('logistic', 'house', 'a row''s grade', '{"columns": ["size", "heating"]}');
SELECT * FROM compare('linear', 'house', 'price', '{"exclude": ["id", "weight"]}');

SELECT analytics.drop_model(name) FROM (SELECT DISTINCT name FROM analytics.models WHERE name IN ('kept', 'read', 'many', 'apart') ORDER BY name) AS m;
DROP VIEW figures, houses;
DROP FUNCTION compare, steps, fails_later;
DROP SEQUENCE calls;
DROP TABLE house, pass, whole;
DROP TYPE fuel;
