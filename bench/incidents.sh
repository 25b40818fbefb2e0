# The incidents of San Francisco's police, for the benchmarks of training: the
# 878,017 of 2003 to 2015, which are not part of this project.
#
#	find_incidents	before bench_begin: ends the script when they are not there
#	make_incidents	the table incident, the view incident_features, and train
#			and test: incidents before 2014, and later ones; rows,
#			rows_train and rows_test are how many there are
#
#	SF_CRIME=../shared/data/sf_crime/train.csv.xz	where they are
#	ROWS=878017	so many of them, at most
#
# shellcheck shell=bash

# The features of an incident, in the order of the tables: first categories.
categories=(district weekday hour corner)
numbers=(year month x y)

find_incidents() {
	incidents=${SF_CRIME:-$home/../shared/data/sf_crime/train.csv.xz}
	if [ ! -e "$incidents" ]; then
		echo "skipped: there is no $incidents; SF_CRIME=path says where San Francisco's incidents are"
		exit 0
	fi
	need_packages xz-utils libxgboost-dev >&2
}

# A sample has incidents of every category, however rare.
make_incidents() {
	progress "reading incidents"
	sql -c "CREATE UNLOGGED TABLE read (dates timestamp, category text, descript text, day text, district text,
			resolution text, address text, x double precision, y double precision)"
	xz -dc "$incidents" | sql -c "COPY read FROM STDIN (FORMAT csv, HEADER)"
	sql -v rows="$rows" <<-'END' >>"$folder/log"
		SELECT setseed(0);
		CREATE TABLE incident AS
		SELECT (row_number() OVER ())::integer AS id, s.*
		  FROM (SELECT dates, category, descript, day, district, resolution, address, x, y
		          FROM (SELECT *, row_number() OVER (PARTITION BY category ORDER BY place) AS rank
		                  FROM (SELECT *, random() AS place FROM read) AS r) AS r
		         ORDER BY rank > 5, place
		         LIMIT :rows) AS s;
		ALTER TABLE incident ADD PRIMARY KEY (id);
		DROP TABLE read;

		-- What is known of an incident, in plain SQL.
		CREATE VIEW incident_features AS
		SELECT id, category, district, day AS weekday, extract(hour FROM dates)::integer::text AS hour,
		       address LIKE '%/%' AS corner, extract(year FROM dates)::integer AS year,
		       extract(month FROM dates)::integer AS month, x, y, dates
		  FROM incident;
		CREATE TABLE train AS
		SELECT category, district, weekday, hour, corner, year, month, x, y
		  FROM incident_features WHERE dates < '2014-01-01';
		CREATE TABLE test AS
		SELECT category, district, weekday, hour, corner, year, month, x, y
		  FROM incident_features
		 WHERE dates >= '2014-01-01' AND category IN (SELECT category FROM train);
	END
	sql -c "VACUUM (FREEZE, ANALYZE) incident, train, test" -c "CHECKPOINT" \
		-c "SELECT pg_prewarm('incident'), pg_prewarm('train'), pg_prewarm('test')" >>"$folder/log"
	rows=$(sql -c "SELECT count(*) FROM incident")
	rows_train=$(sql -c "SELECT count(*) FROM train")
	rows_test=$(sql -c "SELECT count(*) FROM test")
}

# train_model NAME ALGORITHM SOURCE TARGET OPTIONS: prints the seconds that it
# took and the MB of its own that its processes had at most.
train_model() {
	local peak
	# the session is found while it sleeps
	peak=$(peak_memory 0.05 -c "SELECT pg_sleep(1)" -c '\timing on' \
		-c "SELECT 'version', analytics.train('$1', '$2', '$3', '$4', '$5')") || return
	awk -v peak="$peak" '$1 == "Time:" { printf "%.3f %s\n", $2 / 1000, peak }' "$folder/measured"
}

# model_metric NAME METRIC: what its training measured, if it did.
model_metric() {
	sql -c "SELECT value FROM analytics.model_metrics WHERE model = '$1' AND metric = '$2' ORDER BY version DESC LIMIT 1"
}

# test_model NAME TABLE: its mean logarithmic loss and its accuracy there.
test_model() {
	local classes="(SELECT array_agg(class) FROM (SELECT class FROM analytics.predict_all('$1', (SELECT t FROM $2 AS t LIMIT 1))) AS c)"
	sql -F ' ' -c "SELECT analytics.log_loss(category, analytics.predict_proba('$1', t), $classes),
			analytics.accuracy(category, analytics.predict('$1', t)) FROM $2 AS t"
}

# test_frequencies TRAIN TEST: the same, if all that is known is how frequent
# the classes are.
test_frequencies() {
	sql -F ' ' <<-END
		WITH share AS (SELECT category, count(*)::double precision / sum(count(*)) OVER () AS p FROM $1 GROUP BY category)
		SELECT avg(-ln(p)), avg((p = (SELECT max(p) FROM share))::integer)
		  FROM $2 JOIN share USING (category)
	END
}
