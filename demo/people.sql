-- People to score: two simulated populations of credit-card customers.
--
--	demo.clientes(n, seed, first)		n people, ids C000000001 and on
--	demo.no_clientes(n, seed, first)	n people, ids N000000001 and on
--
-- Both return an id and the 180 features of the credit models.  A person
-- depends on the seed and on its own number alone, so any range, made in any
-- order by any number of sessions, repeats exactly.  Needs no extension.
--
-- demo.feature says how each column is distributed; demo.define_population
-- turns that into one SELECT, the body of the functions above.

\set ON_ERROR_STOP 1
SET client_min_messages = warning;

CREATE SCHEMA demo;
SET search_path = demo;

-- Small functions that the planner expands in place.

CREATE FUNCTION cents(x double precision) RETURNS double precision
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN round(x * 100) / 100;

CREATE FUNCTION hundreds(x double precision) RETURNS double precision
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN round(x / 100) * 100;

CREATE FUNCTION logistic(x double precision) RETURNS double precision
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN 1 / (1 + exp(-x));

-- The number of thresholds that a uniform number has passed is a draw from
-- the distribution whose cumulative probabilities the thresholds are.

CREATE FUNCTION poisson_cdf(rate double precision) RETURNS double precision[]
	LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	WITH RECURSIVE term(k, p, total) AS (
		SELECT 0, exp(-rate), exp(-rate)
		UNION ALL
		SELECT k + 1, p * rate / (k + 1), total + p * rate / (k + 1)
		FROM term
		WHERE (k < rate OR total < 1 - 1e-10) AND k < 1000)
	SELECT array_agg(total ORDER BY k) FROM term WHERE total < 1;
$$;

CREATE FUNCTION choice_cdf(weights double precision[]) RETURNS double precision[]
	LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT array_agg(running / total ORDER BY i) FROM (
		SELECT i, sum(w) OVER (ORDER BY i) AS running, sum(w) OVER () AS total
		FROM unnest(weights) WITH ORDINALITY AS u (w, i)) AS s
	WHERE i < cardinality(weights);
$$;

-- Poisson draws whose rate differs from person to person look it up in a
-- grid: step i holds the thresholds of the rate exp(i / 100 - 8.5), each plus
-- i, so that all steps together are one ascending array.  poisson_start[i] is
-- the number of thresholds before step i.

CREATE TABLE poisson_step AS
	SELECT i, poisson_cdf(exp(i / 100.0 - 8.5)) AS cdf
	FROM generate_series(1, 1400) AS i;

CREATE FUNCTION poisson_grid() RETURNS double precision[]
	LANGUAGE sql STABLE AS $$
	SELECT array_agg(i + c ORDER BY i, c) FROM demo.poisson_step, unnest(cdf) AS c;
$$;

CREATE FUNCTION poisson_start() RETURNS integer[]
	LANGUAGE sql STABLE AS $$
	SELECT array_agg(before ORDER BY i) FROM (
		SELECT i, (sum(cardinality(cdf)) OVER (ORDER BY i) - cardinality(cdf))::integer AS before
		FROM demo.poisson_step) AS s;
$$;

-- One row a column.
--
-- kind		what the formula is
-- latent	a value that others use and the result does not have
-- number	a double precision value
-- integer	a value to be rounded
-- poisson	the logarithm of the rate, or the rate itself if it is a constant
-- choice	nothing: levels with their weights (none: all alike)
-- level	the number of a level, rounded and kept within range
-- flag		the logit of the second of two levels
--
-- In a formula $z is a new standard normal number, $u a new uniform one.
-- step orders the columns by what they depend on: a formula may use columns
-- of lower steps.  missing is the part of the values that are null.

CREATE TABLE feature (
	population text NOT NULL,
	position integer GENERATED ALWAYS AS IDENTITY,
	step integer NOT NULL,
	name text NOT NULL,
	kind text NOT NULL,
	formula text,
	missing double precision NOT NULL DEFAULT 0,
	levels text[],
	weights double precision[],
	PRIMARY KEY (population, name)
);

-- Adds the columns name_01 ... name_12; {k} in the formula is the month.
CREATE FUNCTION add_months(population text, step integer, name text, kind text, formula text,
						   missing double precision DEFAULT 0) RETURNS void
	LANGUAGE sql AS $$
	INSERT INTO demo.feature (population, step, name, kind, formula, missing)
	SELECT population, step, format('%s_%s', name, month), kind, replace(formula, '{k}', month), missing
	FROM generate_series(1, 12) AS k, to_char(k, 'FM00') AS month;
$$;

-- 'column_01 + column_02 ...'; {} in the pattern is the name of the column.
CREATE FUNCTION over_months(name text, separator text, pattern text DEFAULT '{}') RETURNS text
	LANGUAGE sql AS $$
	SELECT string_agg(replace(pattern, '{}', format('%s_%s', name, to_char(k, 'FM00'))), separator ORDER BY k)
	FROM generate_series(1, 12) AS k;
$$;

-- clientes: f1 is wealth, f2 stress, f3 activity, f4 life abroad.

INSERT INTO feature (population, step, name, kind, formula, missing, levels, weights) VALUES
	('clientes', 1, 'f1', 'latent', '$z', 0, NULL, NULL),
	('clientes', 1, 'f2', 'latent', '$z', 0, NULL, NULL),
	('clientes', 1, 'f3', 'latent', '$z', 0, NULL, NULL),
	('clientes', 1, 'f4', 'latent', '$z', 0, NULL, NULL),
	('clientes', 2, 'edad', 'integer', 'least(85, greatest(18, 42 + 11 * $z + 3 * f1))', 0, NULL, NULL),
	('clientes', 2, 'sexo', 'choice', NULL, 0, '{F,M}', NULL),
	('clientes', 2, 'estado_civil', 'choice', NULL, 0,
		'{Soltero,Casado,Union libre,Divorciado,Viudo}', '{.34,.41,.14,.08,.03}'),
	('clientes', 2, 'escolaridad', 'level', '3.2 + f1 + .8 * $z', 0,
		'{Primaria,Secundaria,Preparatoria,Licenciatura,Posgrado}', NULL),
	('clientes', 2, 'ocupacion', 'choice', NULL, 0,
		'{Empleado privado,Empleado publico,Empresario,Profesionista indep.,Comerciante,Jubilado,Estudiante,Hogar,Campo,Otro}',
		'{.36,.15,.07,.1,.12,.06,.05,.05,.02,.02}'),
	('clientes', 2, 'estado', 'choice', NULL, 0,
		(SELECT array_agg('E' || to_char(k, 'FM00') ORDER BY k) FROM generate_series(1, 32) AS k),
		(SELECT array_agg((33 - k) ^ 1.3 ORDER BY k) FROM generate_series(1, 32) AS k)),
	('clientes', 2, 'tipo_vivienda', 'choice', NULL, 0, '{Propia,Rentada,Hipotecada,Familiar}', '{.4,.25,.2,.15}'),
	('clientes', 2, 'canal_captacion', 'choice', NULL, 0,
		'{Sucursal,Web,App,Call center,Referido,Feria}', '{.4,.17,.22,.1,.08,.03}'),
	('clientes', 2, 'segmento', 'level', '2.3 + f1 + .5 * $z', 0, '{Basico,Clasico,Oro,Platino,Black}', NULL),
	('clientes', 2, 'tipo_tarjeta', 'choice', NULL, 0,
		'{Clasica,Oro,Platinum,Sin anualidad,Marca compartida (aerolinea)}', '{.4,.25,.1,.2,.05}'),
	('clientes', 2, 'dependientes', 'poisson', '1.2', 0, NULL, NULL),
	('clientes', 2, 'antiguedad_meses', 'integer', '-50 * ln(1 - $u)', 0, NULL, NULL),
	('clientes', 2, 'antiguedad_empleo_meses', 'integer', '-60 * ln(1 - $u)', .08, NULL, NULL),
	('clientes', 2, 'ingreso_mensual', 'number', 'cents(exp(9.6 + .6 * f1 + .35 * $z))', .05, NULL, NULL),
	('clientes', 2, 'limite_credito', 'number', 'hundreds(exp(10 + .7 * f1 - .2 * f2 + .3 * $z))', 0, NULL, NULL),
	('clientes', 2, 'tasa_interes', 'number', 'cents(38 - 4 * f1 + 3 * f2 + 2 * $z)', 0, NULL, NULL),
	('clientes', 2, 'score_buro', 'integer',
		'least(850, greatest(400, 660 + 40 * f1 - 55 * f2 + 25 * $z))', .12, NULL, NULL),
	('clientes', 2, 'consultas_buro_3m', 'poisson', '.1 + .45 * f2', 0, NULL, NULL),
	('clientes', 2, 'otras_consultas', 'latent poisson', '.6 + .4 * f2', 0, NULL, NULL),
	('clientes', 3, 'consultas_buro_12m', 'integer', 'consultas_buro_3m + otras_consultas', 0, NULL, NULL),
	('clientes', 2, 'num_tarjetas_otros', 'poisson', '.3 + .2 * f1 + .2 * f2', 0, NULL, NULL),
	('clientes', 2, 'num_creditos_activos', 'poisson', '.2 + .2 * f2', 0, NULL, NULL),
	('clientes', 2, 'deuda_total_buro', 'number', 'cents(exp(9.5 + .5 * f1 + .6 * f2 + .6 * $z))', .12, NULL, NULL),
	('clientes', 2, 'peor_mop_12m', 'integer', 'least(9, greatest(0, .6 + 1.3 * f2 + $z))', .12, NULL, NULL);

INSERT INTO feature (population, step, name, kind, formula, levels)
	SELECT 'clientes', 2, name, 'flag', '-.4 + .2 * f1 + .25 * f3', '{N,S}'
	FROM unnest('{tiene_nomina,tiene_ahorro,tiene_inversion,tiene_hipoteca,tiene_auto,tiene_seguro,banca_movil,estado_cuenta_digital,domicilia_pagos}'::text[]) AS name;
INSERT INTO feature (population, step, name, kind, formula, levels) VALUES
	('clientes', 2, 'viajero', 'flag', '-1.2 + .2 * f1 + .25 * f3 + 1.3 * f4', '{N,S}');

SELECT	add_months('clientes', 3, 'saldo_corte', 'number', 'cents(limite_credito * logistic(-.5 + .9 * f2 + .5 * $z))'),
		add_months('clientes', 4, 'pago', 'number', 'cents(saldo_corte_{k} * logistic(.3 - f2 + .8 * $z))'),
		add_months('clientes', 2, 'compras_nal', 'number', 'cents(exp(6.8 + .5 * f1 + .6 * f3 + .5 * $z))'),
		add_months('clientes', 2, 'compras_ext', 'number',
			'cents(greatest(0, exp(3.5 + 1.2 * f4 + .4 * f1 + .8 * $z) - 30))', .03),
		add_months('clientes', 2, 'disposiciones', 'number',
			'CASE WHEN $u < logistic(-2 + f2) THEN cents(exp(6 + .5 * $z)) ELSE 0 END'),
		add_months('clientes', 2, 'num_tx', 'poisson', '1.8 + .5 * f3'),
		add_months('clientes', 2, 'num_tx_ext', 'poisson', '-1.2 + .9 * f4'),
		add_months('clientes', 2, 'dias_mora', 'integer',
			'CASE WHEN $u < logistic(-2.6 + 1.1 * f2) THEN width_bucket($u, poisson_cdf(12)) ELSE 0 END'),
		add_months('clientes', 4, 'uso_limite', 'number', 'saldo_corte_{k} / greatest(1, limite_credito)', .02)
	\g /dev/null

INSERT INTO feature (population, step, name, kind, formula) VALUES
	('clientes', 5, 'max_uso_12m', 'number', format('greatest(%s)', over_months('uso_limite', ', '))),
	('clientes', 5, 'prom_pago_12m', 'number', format('(%s) / 12', over_months('pago', ' + '))),
	('clientes', 5, 'prom_saldo_12m', 'number', format('(%s) / 12', over_months('saldo_corte', ' + '))),
	('clientes', 6, 'razon_pago', 'number', 'prom_pago_12m / greatest(1, prom_saldo_12m)'),
	('clientes', 3, 'total_ext_12m', 'number', over_months('compras_ext', ' + ', 'coalesce({}, 0)')),
	('clientes', 3, 'total_tx_ext_12m', 'integer', over_months('num_tx_ext', ' + ')),
	('clientes', 3, 'meses_mora_12m', 'integer', over_months('dias_mora', ' + ', '({} > 0)::integer')),
	('clientes', 4, 'tendencia_saldo', 'number', 'saldo_corte_12 - saldo_corte_01');

INSERT INTO feature (population, step, name, kind, formula, missing)
	SELECT 'clientes', 2, format('var_aux_%s', to_char(k, 'FM00')),
		CASE WHEN k % 3 = 0 THEN 'poisson' ELSE 'number' END,
		CASE WHEN k % 3 = 0 THEN '3' ELSE format('round($z * 1e%s) / 1e4', k % 5 + 4) END,
		('{0,.1,.4}'::double precision[])[1 + k % 3]
	FROM generate_series(1, 31) AS k ORDER BY k;

-- no_clientes

INSERT INTO feature (population, step, name, kind, formula, missing, levels, weights) VALUES
	('no_clientes', 1, 'f1', 'latent', '$z', 0, NULL, NULL),
	('no_clientes', 1, 'f2', 'latent', '$z', 0, NULL, NULL),
	('no_clientes', 1, 'f3', 'latent', '$z', 0, NULL, NULL),
	('no_clientes', 1, 'f4', 'latent', '$z', 0, NULL, NULL),
	('no_clientes', 2, 'edad', 'integer', 'least(85, greatest(18, 39 + 12 * $z))', 0, NULL, NULL),
	('no_clientes', 2, 'genero', 'choice', NULL, 0, '{Hombre,Mujer,No declara}', '{.49,.49,.02}'),
	('no_clientes', 2, 'nivel_estudios', 'level', '3 + .8 * f1 + .8 * $z', 0, '{Ninguno,Basico,Medio,Superior,Posgrado}', NULL),
	('no_clientes', 2, 'tipo_empleo', 'choice', NULL, 0,
		'{Formal,Informal,Negocio propio,Gobierno,Sin empleo,Pensionado}', '{.4,.25,.13,.12,.05,.05}'),
	('no_clientes', 2, 'region', 'choice', NULL, 0,
		'{Norte,Noroeste,Noreste,Occidente,Centro,CDMX/Edomex,Sur,Sureste}', '{.1,.12,.15,.15,.18,.2,.05,.05}'),
	('no_clientes', 2, 'giro', 'choice', NULL, 0,
		(SELECT array_agg('SCIAN ' || s ORDER BY s)
		 FROM unnest('{11,21,22,23,31,32,33,43,46,48,49,51,52,53,54,56,61,62,71,72,81,93}'::integer[]) AS s), NULL),
	('no_clientes', 2, 'medio_contacto', 'choice', NULL, 0, '{SMS,Correo,Llamada,Visita,Redes}', '{.3,.25,.2,.05,.2}'),
	('no_clientes', 2, 'vivienda', 'choice', NULL, 0, '{Propia,Renta,Padres/familiar,Hipoteca}', '{.35,.3,.2,.15}'),
	('no_clientes', 2, 'estado_civil', 'choice', NULL, 0, '{Soltero(a),Casado(a),Otro}', '{.45,.45,.1}'),
	('no_clientes', 2, 'telefono_tipo', 'choice', NULL, 0, '{Pospago,Prepago,Fijo}', '{.4,.5,.1}'),
	('no_clientes', 2, 'ingreso_estimado', 'number', 'exp(9.3 + .6 * f1 + .4 * $z)', .15, NULL, NULL),
	('no_clientes', 2, 'gasto_estimado', 'number', 'cents(exp(8.9 + .5 * f1 + .2 * f2 + .4 * $z))', .2, NULL, NULL),
	('no_clientes', 2, 'score_buro', 'integer',
		'least(850, greatest(400, 640 + 35 * f1 - 60 * f2 + 25 * $z))', .18, NULL, NULL),
	('no_clientes', 2, 'antiguedad_buro_meses', 'integer', '-70 * ln(1 - $u)', .18, NULL, NULL),
	('no_clientes', 2, 'num_cuentas_abiertas', 'poisson', '.9 + .25 * f1', .18, NULL, NULL),
	('no_clientes', 2, 'num_cuentas_cerradas', 'poisson', '1 + .25 * f1', .18, NULL, NULL),
	('no_clientes', 2, 'peor_atraso', 'level', '1.2 + 1.1 * f2 + .6 * $z', .18, '{MOP01,MOP02,MOP03,MOP04,MOP96}', NULL),
	('no_clientes', 2, 'consultas_6m', 'poisson', '.3 + .5 * f2', 0, NULL, NULL);

INSERT INTO feature (population, step, name, kind, formula, levels)
	SELECT 'no_clientes', 2, name, 'flag', '-.6 + .4 * f1 + .25 * f3', '{NO,SI}'
	FROM unnest('{tiene_tc_otro_banco,tiene_hipoteca,tiene_auto,tiene_nomina_otro,tiene_departamental,usa_redes,compra_en_linea}'::text[]) AS name;
INSERT INTO feature (population, step, name, kind, formula, levels)
	SELECT 'no_clientes', 2, name, 'flag', '-1.1 + .4 * f1 + .25 * f3 + 1.2 * f4', '{NO,SI}'
	FROM unnest('{pasaporte,visa_eua,empresa_exportadora}'::text[]) AS name;

SELECT	add_months('no_clientes', 2, 'mop_mes', 'integer', 'least(9, greatest(1, 1 + 1.1 * f2 + $z))', .18),
		add_months('no_clientes', 2, 'saldo_total_bc', 'number', 'cents(exp(9 + .4 * f1 + .7 * f2 + .3 * $z))', .18),
		add_months('no_clientes', 2, 'limite_total_bc', 'number', 'hundreds(exp(10 + .7 * f1 + .3 * $z))', .18),
		add_months('no_clientes', 2, 'consultas_mes', 'poisson', '-1 + .5 * f2'),
		add_months('no_clientes', 2, 'gasto_linea', 'number', 'cents(exp(5.5 + .4 * f1 + .7 * f3 + .6 * $z))', .3),
		add_months('no_clientes', 2, 'remesas', 'number',
			'CASE WHEN $u < logistic(-2 + f4) THEN cents(exp(7 + .5 * $z)) ELSE 0 END', .1),
		add_months('no_clientes', 2, 'viajes', 'poisson', '-1.5 + .8 * f4 + .2 * f1'),
		add_months('no_clientes', 2, 'recargas', 'number', 'round(10 * exp(4 + .3 * f3 + .5 * $z)) / 10'),
		add_months('no_clientes', 2, 'idx_movilidad', 'number', 'logistic(.4 * f3 + .3 * f4 + $z)', .05)
	\g /dev/null

INSERT INTO feature (population, step, name, kind, formula) VALUES
	('no_clientes', 3, 'uso_bc', 'number',
		'saldo_total_bc_12 / CASE WHEN limite_total_bc_12 < 1 THEN 1 ELSE limite_total_bc_12 END'),
	('no_clientes', 3, 'viajes_12m', 'integer', over_months('viajes', ' + ')),
	('no_clientes', 3, 'prom_gasto_linea', 'number', format('(%s) / nullif(num_nonnulls(%s), 0)',
		over_months('gasto_linea', ' + ', 'coalesce({}, 0)'), over_months('gasto_linea', ', ')));

INSERT INTO feature (population, step, name, kind, formula, missing, levels)
	SELECT 'no_clientes', 2, format('geo_aux_%s', to_char(k, 'FM00')),
		CASE WHEN k % 4 = 0 THEN 'choice' ELSE 'number' END,
		CASE WHEN k % 4 <> 0 THEN format('$z * 1e%s', k % 4) END,
		CASE WHEN k % 4 = 0 THEN 0 ELSE ('{0,.15,.35}'::double precision[])[1 + k % 3] END,
		CASE WHEN k % 4 = 0 THEN string_to_array(left('abcdefghi', 3 + k % 7), NULL) END
	FROM generate_series(1, 41) AS k ORDER BY k;

-- Makes the function of a population.  number tells its random numbers from
-- those of the other populations; prefix begins its ids.
--
-- One hash a person and draw is all the randomness.  Its halves are two
-- uniform numbers, or the radius and the angle of two normal ones.  Each step
-- is a subquery around the step before; OFFSET 0 keeps the planner from
-- merging them, which would compute shared values again at each use.
CREATE PROCEDURE define_population(population_ text, number integer, prefix text)
	LANGUAGE plpgsql AS $$
DECLARE
	column_ demo.feature;
	expression text;
	uniforms integer := 0;		-- drawn so far: the hash of draw d is ud
	normals integer := 0;		-- drawn so far: radius rd and angle ad
	steps text[] := '{}';		-- the columns of each step
	hashes text;
	polar text;
	query text;
BEGIN
	FOR column_ IN SELECT * FROM demo.feature WHERE population = population_ ORDER BY position LOOP
		expression := CASE
			WHEN column_.kind LIKE '%poisson' AND column_.formula ~ '^[0-9.]+$' THEN
				format('width_bucket($u, demo.poisson_cdf(%s))', column_.formula)
			WHEN column_.kind LIKE '%poisson' THEN
				format('width_bucket(round(100 * (%1$s) + 850) + $u, grid) - grid_start[(100 * (%1$s) + 850)::integer]',
					   column_.formula)
			WHEN column_.kind = 'choice' THEN
				format('(%L::text[])[1 + width_bucket($u, demo.choice_cdf(%L))]', column_.levels,
					   coalesce(column_.weights, array_fill(1::double precision, ARRAY[cardinality(column_.levels)])))
			WHEN column_.kind = 'level' THEN
				format('(%L::text[])[least(%s, greatest(1, (%s)::integer))]',
					   column_.levels, cardinality(column_.levels), column_.formula)
			WHEN column_.kind = 'flag' THEN
				format('CASE WHEN $u < demo.logistic(%s) THEN %L ELSE %L END::text',
					   column_.formula, column_.levels[2], column_.levels[1])
			WHEN column_.kind = 'integer' THEN format('(%s)::integer', column_.formula)
			ELSE format('(%s)::double precision', column_.formula)
		END;
		IF column_.missing > 0 THEN
			expression := format('CASE WHEN $u >= %s THEN %s END', column_.missing, expression);
		END IF;
		expression := regexp_replace(expression, '\m(cents|hundreds|logistic|poisson_cdf)\(', 'demo.\1(', 'g');
		expression := replace(expression, 'demo.demo.', 'demo.');

		WHILE position('$u' IN expression) > 0 LOOP
			expression := regexp_replace(expression, '\$u', CASE uniforms % 2
				WHEN 0 THEN format('((u%s >> 32) * 2.3283064365386963e-10::double precision + 0.5)', uniforms / 2)
				ELSE format('((u%s & 4294967295) * 2.3283064365386963e-10::double precision)', uniforms / 2) END);
			uniforms := uniforms + 1;
		END LOOP;
		WHILE position('$z' IN expression) > 0 LOOP
			expression := regexp_replace(expression, '\$z',
				format('(r%1$s * %2$s(a%1$s))', normals / 2, ('{cos,sin}'::text[])[1 + normals % 2]));
			normals := normals + 1;
		END LOOP;
		steps[column_.step] := concat_ws(E',\n\t\t', steps[column_.step], format('%s AS %I', expression, column_.name));
	END LOOP;

	SELECT string_agg(format('hashint8extended(i, (seed::bigint << 32) + %s) AS %s', number * 65536 + draw, name), E',\n\t\t')
	INTO hashes
	FROM (SELECT d AS draw, 'u' || d AS name FROM generate_series(0, (uniforms - 1) / 2) AS d
		  UNION ALL
		  SELECT 32768 + d, 'n' || d FROM generate_series(0, (normals - 1) / 2) AS d) AS h;
	SELECT string_agg(format('sqrt(-2 * ln(((n%1$s & 4294967295) + 1) * 2.3283064365386963e-10::double precision)) AS r%1$s, '
							 '(n%1$s >> 32) * 1.4629180792671596e-09::double precision AS a%1$s', d), E',\n\t\t')
	INTO polar
	FROM generate_series(0, (normals - 1) / 2) AS d;

	query := format(E'SELECT i, (SELECT demo.poisson_grid()) AS grid, (SELECT demo.poisson_start()) AS grid_start,\n\t\t%s\n\t'
					'FROM generate_series(first, first + n - 1) AS i OFFSET 0', hashes);
	query := format(E'SELECT s.*,\n\t\t%s\n\tFROM (%s) AS s OFFSET 0', polar, query);
	FOR step IN 1 .. cardinality(steps) LOOP
		query := format(E'SELECT s.*,\n\t\t%s\n\tFROM (%s) AS s OFFSET 0', steps[step], query);
	END LOOP;

	EXECUTE (
		SELECT format(E'CREATE FUNCTION demo.%I(n bigint, seed integer, first bigint DEFAULT 1)\n'
					  'RETURNS TABLE (id text, %s)\n'
					  'LANGUAGE sql STABLE ROWS 10000 AS %L', population_,
					  string_agg(format('%I %s', name, CASE
						  WHEN kind IN ('choice', 'level', 'flag') THEN 'text'
						  WHEN kind IN ('integer', 'poisson') THEN 'integer'
						  ELSE 'double precision' END), ', ' ORDER BY position),
					  format(E'SELECT %L || lpad(i::text, 9, ''0''),\n\t%s\n\tFROM (%s) AS s', prefix,
							 string_agg(format('s.%I', name), ', ' ORDER BY position), query))
		FROM demo.feature
		WHERE population = population_ AND kind NOT LIKE 'latent%');
END
$$;

CALL define_population('clientes', 1, 'C');
CALL define_population('no_clientes', 2, 'N');
