-- Checks the generator of people.sql, in a database where that has been run:
--
--	psql -f demo/check_people.sql
--
-- Ends with an error if a person changes with the range it is made in, or if
-- something is more than 5 standard errors from what it should be.

\set ON_ERROR_STOP 1
SET jit = off;

CREATE TEMP TABLE c AS SELECT * FROM demo.clientes(20000, 7);
CREATE TEMP TABLE n AS SELECT * FROM demo.no_clientes(20000, 7);

-- What was found, what should be, and the standard error of the former.
CREATE TEMP TABLE checked (what text, got double precision, expected double precision, error double precision);

-- The same people, made in two ranges.
INSERT INTO checked
	SELECT 'people that differ', count(*), 0, 0
	FROM (SELECT * FROM c EXCEPT SELECT * FROM demo.clientes(8000, 7) EXCEPT SELECT * FROM demo.clientes(12000, 7, 8001)) AS d
	UNION ALL
	SELECT 'people that differ', count(*), 0, 0
	FROM (SELECT * FROM n EXCEPT SELECT * FROM demo.no_clientes(8000, 7) EXCEPT SELECT * FROM demo.no_clientes(12000, 7, 8001)) AS d;

-- Missing values and weighted levels, one row in four.
CREATE TEMP TABLE counted AS
	SELECT 'clientes' AS population, key AS name, value, count(*) AS times
	FROM c, jsonb_each_text(to_jsonb(c)) WHERE id ~ '[048]$' GROUP BY key, value
	UNION ALL
	SELECT 'no_clientes', key, value, count(*)
	FROM n, jsonb_each_text(to_jsonb(n)) WHERE id ~ '[048]$' GROUP BY key, value;

INSERT INTO checked
	SELECT format('%s.%s missing', population, name), coalesce(times, 0) / 6000.0, missing,
		sqrt(missing * (1 - missing) / 6000)
	FROM demo.feature LEFT JOIN (SELECT * FROM counted WHERE value IS NULL) AS k USING (population, name)
	WHERE kind NOT LIKE 'latent%' AND name NOT IN ('uso_bc', 'prom_gasto_linea');

INSERT INTO checked
	SELECT format('%s.%s = %s', population, name, value), coalesce(times, 0) / 6000.0, p, sqrt(p * (1 - p) / 6000)
	FROM (SELECT population, name, value,
			  coalesce(weight, 1) / sum(coalesce(weight, 1)) OVER (PARTITION BY population, name) AS p
		  FROM demo.feature, unnest(levels, weights) AS l (value, weight)
		  WHERE kind = 'choice') AS l
	LEFT JOIN counted AS k USING (population, name, value);

-- Means and standard deviations that have a closed form; the correlation of
-- two months comes from the latent values they share.
INSERT INTO checked
	SELECT what, got, expected, error
	FROM (SELECT avg(ln(ingreso_mensual)) AS ingreso, stddev(ln(ingreso_mensual)) AS ingreso_sd,
			  avg(tasa_interes) AS tasa, stddev(tasa_interes) AS tasa_sd, avg(dependientes) AS dependientes,
			  avg(antiguedad_meses) AS antiguedad, avg(num_tx_05) AS tx, avg(num_tx_ext_12) AS tx_ext,
			  corr(ln(compras_nal_01), ln(compras_nal_12)) AS compras, corr(var_aux_01, var_aux_02) AS aux,
			  avg(var_aux_31) AS aux_mean, stddev(var_aux_31) AS aux_sd
		  FROM c) AS s,
	LATERAL (VALUES
		('log ingreso_mensual', ingreso, 9.6, .695 / sqrt(19000)),
		('log ingreso_mensual, sd', ingreso_sd, sqrt(.36 + .1225), .695 / sqrt(2 * 19000)),
		('tasa_interes', tasa, 38, sqrt(29 / 20000.0)),
		('tasa_interes, sd', tasa_sd, sqrt(29), sqrt(29 / 40000.0)),
		('dependientes', dependientes, 1.2, sqrt(1.2 / 20000)),
		('antiguedad_meses', antiguedad, 50, 50 / sqrt(20000)),
		('num_tx', tx, exp(1.8 + .5 ^ 2 / 2), 4.6 / sqrt(20000)),
		('num_tx_ext', tx_ext, exp(-1.2 + .9 ^ 2 / 2), .9 / sqrt(20000)),
		('compras_nal, two months', compras, .61 / .86, .5 / sqrt(20000)),
		('var_aux, two of them', aux, 0, 1 / sqrt(18000)),
		('var_aux_31', aux_mean, 0, 10 / sqrt(20000)),
		('var_aux_31, sd', aux_sd, 10, 10 / sqrt(40000))
	) AS v (what, got, expected, error);

SELECT count(*) AS checks, round(max(abs(got - expected) / nullif(error, 0))::numeric, 2) AS largest_in_standard_errors
FROM checked;

DO $$
DECLARE
	wrong text;
BEGIN
	SELECT string_agg(format('%s: %s, not %s', what, got, expected), E'\n') INTO wrong
	FROM checked WHERE abs(got - expected) > 5 * error + 1e-9 OR got IS NULL;
	IF wrong IS NOT NULL THEN
		RAISE EXCEPTION USING message = wrong;
	END IF;
END
$$;
