#!/bin/bash
# One person at a time: what a score adds to a query by primary key, and what
# the first score of a connection costs.
#
#	ROWS=100000 RUNS=5 bench/latency.sh
#
#	PERIOD=6	seconds a run of pgbench
#	CONNECTIONS=20	connections whose first score is timed

set -euo pipefail
ROWS=${ROWS:-100000}
# shellcheck source=bench/lib.sh
. "$(dirname "$0")/lib.sh"
period=${PERIOD:-6}
connections=${CONNECTIONS:-20}
# shellcheck disable=SC2119
bench_begin

import_models mkt_c rsk_c exp_c
make_clientes "$rows"
make_scorers mkt_c rsk_c exp_c

# ----- queries a second -----

# script NAME COLUMNS: a pgbench script.
script() {
	as_pg tee "$folder/$1.sql" >/dev/null <<-END
		\set k random(1, $rows)
		SELECT $2 FROM clientes t WHERE id = 'C' || lpad(:k::text, 9, '0');
	END
}
few="id, edad, ingreso_mensual, score_buro"
script plain "$few"
script score "$few, score_mkt(t)"
script tree "$few, score_rsk(t)"
# every column that the model reads; a function has at most 100 arguments
counted=$(sql -c "
	SELECT string_agg(nulls, ' + ')
	FROM (SELECT format('num_nulls(%s)', string_agg(quote_ident(feature), ', ')) AS nulls
		  FROM analytics.model_features('mkt_c') WHERE used GROUP BY position / 100) AS f")
script columns "$few, $counted"

progress "running pgbench"
for ((run = 0; run <= runs; run++)); do
	for clients in 1 2; do
		# run 0 warms up
		mix "$period" "$clients" plain score tree columns | sed "s/^/$run $clients on /"
		PGOPTIONS="-c analytics.enable_column_binding=off" mix "$period" "$clients" plain score tree | sed "s/^/$run $clients off /"
	done
done >"$folder/times"

# median_of COLUMN CLIENTS BINDING SCRIPT: of 5 the time, of 6 the share.
median_of() {
	awk -v what="$2 $3 $4" -v column="$1" '$1 > 0 && $2 " " $3 " " $4 == what { print $column }' "$folder/times" | median
}

print_machine
printf '%d people of 181 columns; pgbench -M prepared, medians of %d runs of %d s\n' "$rows" "$runs" "$period"
line() {
	local us share met=
	us=$(median_of 5 "$clients" "$3" "$2")
	share=$(median_of 6 "$clients" "$3" "$2")
	[ -z "${4:-}" ] || met=$(awk -v s="$share" -v t="$4" 'BEGIN { print (s >= t) ? "met" : "not met" }')
	printf '%-54s %8.0f %9.1f %8.1f %8s  %s\n' "$1" "$(calc "$clients * 1e6 / $us" %.0f)" "$us" "$share" "${4:-}" "$met"
}
for clients in 1 2; do
	printf '\n%-54s %8s %9s %8s %8s\n' "$clients client$([ $clients = 1 ] || echo s), one row by primary key" tps us "% plain" "at least"
	line "four columns" plain on
	line "four columns and the score of ten trees" score on 85
	line "four columns and the score of one tree" tree on 85
	line "four columns and the score of ten trees, whole row" score off
	line "four columns and the score of one tree, whole row" tree off
	line "the columns that the ten trees read, counted" columns on
done

# ----- the first score of a connection -----

progress "timing $connections connections, four ways"
by_key="FROM clientes t WHERE id = 'C000000042'"
# connection NAME FIRST QUERY: FIRST once, then QUERY three times; their times.
connection() {
	printf '%s\n\\timing on\n%s;\n%s;\n%s;\n' "$2" "$3" "$3" "$3" | sql -f - |
		awk -v name="$1" '$1 == "Time:" { t[++n] = $2 } END { print name, t[1], t[2], t[3] }'
}
for ((i = 0; i < connections; i++)); do
	connection plain "" "SELECT score_buro $by_key"
	connection score "" "SELECT score_mkt(t) $by_key"
	connection after-plain "SELECT num_nulls(t.*) $by_key;" "SELECT score_mkt(t) $by_key"
	connection after-plain-row "SELECT num_nulls(t.*) $by_key; SET analytics.enable_column_binding = off;" "SELECT score_mkt(t) $by_key"
	connection after-load "SELECT num_nulls(t.*) $by_key; LOAD 'analytics';" "SELECT score_mkt(t) $by_key"
	connection after-other "SELECT score_rsk(t) $by_key;" "SELECT score_mkt(t) $by_key"
done >"$folder/first"
first_line() {
	local first second
	first=$(awk -v name="$2" '$1 == name { print $2 }' "$folder/first" | median)
	second=$(awk -v name="$2" '$1 == name { print $3 }' "$folder/first" | median)
	printf '%-54s %8.2f %9.2f %8.2f %8s  %s\n' "$1" "$first" "$second" "$(calc "$first - $second")" "${3:-}" \
		"$([ -z "${3:-}" ] || awk -v d="$(calc "$first - $second" %.3f)" -v t="$3" 'BEGIN { print (d < t) ? "met" : "not met" }')"
}
printf '\n%-54s %8s %9s %8s %8s\n' "ms, medians of $connections new connections" first second more "less than"
first_line "a column (what PostgreSQL itself needs)" plain
first_line "a score" score 5
first_line "a score, after a query of the same table" after-plain 5
first_line "... by whole row" after-plain-row
first_line "a score, after that and LOAD 'analytics'" after-load
first_line "a score, after a score by another model" after-other
