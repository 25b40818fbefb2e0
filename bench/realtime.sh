#!/bin/bash
# One incident at a time: what a prediction adds to a query by primary key; and
# the scores of a table by a large forest.  The incidents are not part of this
# project: without them it says that it skips.
#
#	SF_CRIME=../shared/data/sf_crime/train.csv.xz bench/realtime.sh
#
#	ROWS=200000	incidents, at most
#	RUNS=5		runs of pgbench, and of each query of a table
#	PERIOD=6	seconds a run of pgbench
#	ROUNDS=100	of the boosted trees, for two classes
#	TREES=600 LEAVES=450	of the forest, for two classes
#	SCORED=100000	incidents that the forest scores, at most

set -euo pipefail
ROWS=${ROWS:-200000}
# shellcheck source=bench/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=bench/incidents.sh
. "$(dirname "$0")/incidents.sh"
period=${PERIOD:-6}

find_incidents
bench_begin "shared_buffers = 1GB" "jit = off"
make_incidents

# All incidents with their features, and whether one is a theft.
sql -c "CREATE TABLE served AS SELECT *, category = 'LARCENY/THEFT' AS theft FROM incident_features" \
	-c "ALTER TABLE served ADD PRIMARY KEY (id)" \
	-c "CREATE TABLE scored AS SELECT * FROM served LIMIT ${SCORED:-100000}" \
	-c "VACUUM (FREEZE, ANALYZE) served, scored" -c "CHECKPOINT" \
	-c "SELECT pg_prewarm('served'), pg_prewarm('served_pkey'), pg_prewarm('scored')" >>"$folder/log"
scored=$(sql -c "SELECT count(*) FROM scored")

# train NAME ALGORITHM TARGET OPTIONS: from the features alone.
train() {
	progress "training $1"
	sql -c "SET client_min_messages = warning" \
		-c "SELECT analytics.train('$1', '$2', 'SELECT $3, $(list_features) FROM served', '$3', '$4')" >>"$folder/log"
}
list_features() {
	local features=("${categories[@]}" "${numbers[@]}")
	(IFS=, && echo "${features[*]}")
}
threads="\"threads\": $(nproc), \"seed\": 1"
train category logistic category '{}'
train theft boosted_trees theft "{\"rounds\": ${ROUNDS:-100}, $threads}"
train forest random_forest theft "{\"trees\": ${TREES:-600}, \"max_leaves\": ${LEAVES:-450}, \"max_depth\": 60, $threads}"

# shape NAME COLUMN: of the deployed version.
shape() {
	sql -c "SELECT $2 FROM analytics.models WHERE name = '$1' AND deployed"
}
classes=$(shape category class_count)
rounds=$(shape theft trials)
trees=$(shape forest trials)
leaves=$(shape forest "(nodes / trials + 1) / 2")

# ----- queries a second -----

# script NAME COLUMNS TABLE: a pgbench script.
script() {
	as_pg tee "$folder/$1.sql" >/dev/null <<-END
		\set k random(1, $rows)
		SELECT $2 FROM $3 AS t WHERE id = :k;
	END
}
few="id, district, hour, category"
script plain "$few" served
script class "$few, analytics.predict('category', t)" served
script theft "$few, analytics.predict('theft', t)" served
script chance "$few, analytics.predict_proba('theft', t, 'true')" served
# the features in the query, by the view, from the incident as it was reported
script view-plain "$few" incident_features
script view-class "$few, analytics.predict('category', t)" incident_features
script view-theft "$few, analytics.predict('theft', t)" incident_features

for model in category theft; do
	sql -c "EXPLAIN (VERBOSE) SELECT analytics.predict('$model', t) FROM served AS t WHERE id = 1" |
		grep 'bound_predict' >/dev/null || die "columns are not bound: $model"
done

progress "running pgbench"
for ((run = 0; run <= runs; run++)); do
	for clients in 1 2; do
		# run 0 warms up
		mix "$period" "$clients" plain class theft chance | sed "s/^/$run $clients /"
		mix "$period" "$clients" view-plain view-class view-theft | sed "s/^/$run $clients /"
	done
done >"$folder/times"

# median_of COLUMN CLIENTS SCRIPT: of 4 the time, of 5 the share, of 6 what 99 %
# kept.
median_of() {
	awk -v what="$2 $3" -v column="$1" '$1 > 0 && $2 " " $3 == what { print $column }' "$folder/times" | median
}

# ----- a table -----

names=(scan category theft forest)
declare -A query=(
	[scan]="SELECT sum(y) FROM scored"
	[category]="SELECT count(analytics.predict('category', t)) FROM scored AS t"
	[theft]="SELECT sum(analytics.predict_proba('theft', t, 'true')) FROM scored AS t"
	[forest]="SELECT sum(analytics.predict_proba('forest', t, 'true')) FROM scored AS t"
)
{
	for ((run = 0; run <= runs; run++)); do
		for name in "${names[@]}"; do
			printf '\\echo @ %d %s\n\\timing on\n%s;\n\\timing off\n' "$run" "$name" "${query[$name]}"
		done
	done
} >"$folder/queries.sql"
progress "timing ${#names[@]} queries, $runs times after once to warm up"
sql -f - <"$folder/queries.sql" >"$folder/scores"

# ms NAME: the median of its times.
ms() {
	awk -v name="$1" '
		$1 == "@" { run = $2; here = ($3 == name) }
		$1 == "Time:" && here && run > 0 { print $2 }' "$folder/scores" | median
}

# ----- the results -----

print_machine
printf '%d incidents; pgbench -M prepared, medians of %d runs of %d s\n' "$rows" "$runs" "$period"
# line WHAT SCRIPT [LEAST]
line() {
	local us share met=
	us=$(median_of 4 "$clients" "$2")
	share=$(median_of 5 "$clients" "$2")
	[ -z "${3:-}" ] || met=$(awk -v s="$share" -v t="$3" 'BEGIN { print (s >= t) ? "met" : "not met" }')
	printf '%-50s %8.0f %9.1f %9.0f %8.1f %8s  %s\n' "$1" "$(calc "$clients * 1e6 / $us" %.0f)" "$us" \
		"$(median_of 6 "$clients" "$2")" "$share" "${3:-}" "$met"
}
for clients in 1 2; do
	printf '\n%-50s %8s %9s %9s %8s %8s\n' "$clients client$([ $clients = 1 ] || echo s), one row by primary key" \
		tps us "99 %, us" "% plain" "at least"
	line "four columns" plain
	line "... and the category, of $classes" class 80
	line "... and whether it is a theft, $rounds rounds" theft 80
	line "... and the probability of that" chance 80
	line "four columns of the view" view-plain
	line "... and the category, of $classes" view-class
	line "... and whether it is a theft, $rounds rounds" view-theft
done

# line_table WHAT NAME TREES
line_table() {
	local time
	time=$(ms "$2")
	printf '%-50s %9.1f %9.2f %11.0f %13s\n' "$1" "$time" "$(calc "1000 * $time / $scored" %.3f)" \
		"$(calc "1000 * $scored / $time" %.0f)" "${3:+$(calc "1e6 * $time / $scored / $3" %.1f)}"
}
printf '\n%-50s %9s %9s %11s %13s\n' "$scored incidents, one process" ms us/row rows/s "ns/tree/row"
line_table "sum of the last number" scan
line_table "the category, of $classes" category
line_table "theft, $rounds boosted trees" theft "$rounds"
line_table "theft, a forest of $trees trees of $leaves leaves" forest "$trees"
printf '\n%-58s %8s %8s\n' "ns a tree and row, of the whole query" ns "at most"
target "a forest of $trees trees of $leaves leaves" "$(calc "1e6 * $(ms forest) / $scored / $trees" %.1f)" 60 most
