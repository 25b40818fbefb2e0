#!/bin/bash
# What a score costs, against reading the last column of the same rows.
#
#	ROWS=1000000 RUNS=5 bench/score.sh
#
# All queries run in one session, in turn, RUNS times; medians are compared.

set -euo pipefail
# shellcheck source=bench/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck disable=SC2119
bench_begin

few=$((rows < 100000 ? rows : 100000))
import_models mkt_c rsk_c exp_c
make_clientes "$rows"
make_scorers mkt_c rsk_c exp_c
gzip -dc "$tree/demo/models/credit_model_tc_mkt_c.rds" |
	perl "$tree/bench/case_view.pl" clientes_case clientes si | sql

# Fewer rows, as they are, with numbers of type numeric, and without NULL: of
# each four people, what the first has not comes from the next.
progress "making smaller tables"
sql -v few="$few" <<-'END' >>"$folder/log"
	CREATE TABLE few AS SELECT * FROM clientes ORDER BY id LIMIT :few;
	SELECT format('CREATE TABLE few_numeric AS SELECT %s FROM few',
				  string_agg(format(CASE atttypid WHEN 'float8'::regtype THEN '%1$I::numeric AS %1$I' ELSE '%I' END, attname),
							 ', ' ORDER BY attnum))
	FROM pg_attribute WHERE attrelid = 'clientes'::regclass AND attnum > 0
	\gexec
	SELECT format('CREATE TABLE whole AS SELECT %s FROM (SELECT *, (row_number() OVER (ORDER BY id) - 1) / 4 AS four FROM few) AS s GROUP BY four',
				  string_agg(format('(array_agg(%1$I ORDER BY id) FILTER (WHERE %1$I IS NOT NULL))[1] AS %1$I', attname),
							 ', ' ORDER BY attnum))
	FROM pg_attribute WHERE attrelid = 'clientes'::regclass AND attnum > 0
	\gexec
	DELETE FROM whole WHERE NOT whole IS NOT NULL;
	VACUUM (FREEZE, ANALYZE) few, few_numeric, whole;
	SELECT pg_prewarm('few'), pg_prewarm('few_numeric');
END
gzip -dc "$tree/demo/models/credit_model_tc_mkt_c.rds" |
	perl "$tree/bench/case_view.pl" whole_case whole si | sql

# A query is comparable with the extension if it gives the same scores.
read -r compared differ < <(sql -F ' ' -c "
	SELECT count(*), count(*) FILTER (WHERE abs(c.score - analytics.predict_proba('mkt_c', w, 'si')) > 1e-6)
	FROM whole AS w JOIN whole_case AS c USING (id)")
if [ "$differ" -ne 0 ] || [ "$compared" -eq 0 ]; then
	die "the CASE expressions differ from predict_proba() in $differ of $compared rows"
fi

# ----- the queries -----

boosted="predict_proba('mkt_c', t, 'si')"
names=()
declare -A settings query
# add NAME SETTINGS QUERY
add() {
	names+=("$1")
	settings[$1]=$2
	query[$1]=$3
}
for jit in off on; do
	for workers in 0 2; do
		how="SET jit = $jit; SET max_parallel_workers_per_gather = $workers;"
		add "scan $jit $workers" "$how" "SELECT sum(var_aux_31) FROM clientes"
		add "tree $jit $workers" "$how" "SELECT sum(score_rsk(t)) FROM clientes t"
		add "boosted $jit $workers" "$how" "SELECT sum(score_mkt(t)) FROM clientes t"
		add "three $jit $workers" "$how" "SELECT sum(score_mkt(t)), sum(score_rsk(t)), sum(score_exp(t)) FROM clientes t"
	done
	how="SET jit = $jit;"
	add "case $jit 0" "$how" "SELECT sum(score) FROM clientes_case"
	how="$how SET analytics.enable_column_binding = off;"
	add "row-tree $jit 0" "$how" "SELECT sum(score_rsk(t)) FROM clientes t"
	add "row-boosted $jit 0" "$how" "SELECT sum(score_mkt(t)) FROM clientes t"
done
for table in few few_numeric; do
	how="SET jit = off;"
	add "$table-scan off 0" "$how" "SELECT sum(var_aux_31) FROM $table"
	add "$table off 0" "$how" "SELECT sum(analytics.$boosted) FROM $table t"
	how="$how SET analytics.enable_column_binding = off;"
	add "$table-row off 0" "$how" "SELECT sum(analytics.$boosted) FROM $table t"
done

{
	# Two workers are two processes at work: the third only collects.
	echo "SET parallel_leader_participation = off;"
	for ((run = 0; run <= runs; run++)); do
		for name in "${names[@]}"; do
			printf '%s\n\\echo @ %d %s\n\\timing on\n%s;\n\\timing off\n' "${settings[$name]}" "$run" "$name" "${query[$name]}"
			echo "RESET jit; RESET max_parallel_workers_per_gather; RESET analytics.enable_column_binding;"
		done
	done
} >"$folder/queries.sql"
# What was meant to be compared is what runs.
plan() {
	sql -c "SET parallel_leader_participation = off" -c "${settings[$1]} EXPLAIN (VERBOSE) ${query[$1]}"
}
plan "boosted off 0" | grep 'bound_predict' >/dev/null || die "columns are not bound"
plan "row-boosted off 0" | grep 'bound_predict' >/dev/null && die "columns are bound although they should not be"
plan "boosted off 2" | grep 'Workers Planned: 2' >/dev/null || die "the scan is not parallel"

progress "timing ${#names[@]} queries, $runs times after once to warm up"
sql -f - <"$folder/queries.sql" >"$folder/times"

# ms NAME JIT WORKERS: the median of its times.
ms() {
	awk -v name="$*" '
		$1 == "@" { run = $2; here = ($3 " " $4 " " $5 == name) }
		$1 == "Time:" && here && run > 0 { print $2 }' "$folder/times" | median
}

# ----- results -----

print_machine
printf '%d people of 181 columns, all in shared memory; medians of %d interleaved runs\n' "$rows" "$runs"

# line WHAT NAME JIT WORKERS BASE N: N rows, compared with the query BASE.
line() {
	local what=$1 time base
	time=$(ms "$2" "$3" "$4")
	base=$(ms "$5" "$3" "$4")
	printf '%-44s %9.1f %8.2f %9.2f %11.0f\n' "$what" "$time" "$(calc "$time / $base")" \
		"$(calc "1000 * ($time - $base) / $6" %.3f)" "$(calc "1000 * $6 / $time" %.0f)"
}
head_line() {
	printf '\n%-44s %9s %8s %9s %11s\n' "$1" ms "/ scan" "us/row *" "rows/s"
}
for jit in off on; do
	for workers in 0 2; do
		head_line "jit = $jit, $([ $workers = 0 ] && echo 'no workers' || echo 'two workers')"
		line "sum of the last column" scan $jit $workers scan "$rows"
		line "one tree (rsk_c)" tree $jit $workers scan "$rows"
		line "ten trees (mkt_c)" boosted $jit $workers scan "$rows"
		line "three models (mkt_c, rsk_c, exp_c)" three $jit $workers scan "$rows"
		[ $workers = 0 ] || continue
		line "one tree, whole rows" row-tree $jit $workers scan "$rows"
		line "ten trees, whole rows" row-boosted $jit $workers scan "$rows"
		line "ten trees as nested CASE" case $jit $workers scan "$rows"
	done
done
head_line "$few rows, jit = off, no workers"
line "double precision: sum of the last column" few-scan off 0 few-scan "$few"
line "double precision: ten trees" few off 0 few-scan "$few"
line "double precision: ten trees, whole rows" few-row off 0 few-scan "$few"
line "numeric: sum of the last column" few_numeric-scan off 0 few_numeric-scan "$few"
line "numeric: ten trees" few_numeric off 0 few_numeric-scan "$few"
line "numeric: ten trees, whole rows" few_numeric-row off 0 few_numeric-scan "$few"
echo "* over the sum of the last column"

printf '\n%-58s %8s %8s\n' "how many times the scan's time" times "at most"
for jit in off on; do
	target "one tree, jit = $jit" "$(calc "$(ms tree $jit 0) / $(ms scan $jit 0)")" 1.5 most
	target "ten trees, jit = $jit" "$(calc "$(ms boosted $jit 0) / $(ms scan $jit 0)")" 2.5 most
	target "three models, jit = $jit" "$(calc "$(ms three $jit 0) / $(ms scan $jit 0)")" 4 most
done
printf '\n%-58s %8s %8s\n' "how many times faster" times "at least"
for jit in off on; do
	for name in scan tree boosted three; do
		target "two workers than none: $name, jit = $jit" "$(calc "$(ms $name $jit 0) / $(ms $name $jit 2)")" \
			"$([ $name = scan ] || echo 1.8)" least
	done
done
for jit in off on; do
	target "ten trees than as CASE, jit = $jit" "$(calc "$(ms case $jit 0) / $(ms boosted $jit 0)")" 5 least
	target "... if scoring took no time at all" "$(calc "$(ms case $jit 0) / $(ms scan $jit 0)")"
done
for jit in off on; do
	target "bound columns than whole rows: ten trees, jit = $jit" "$(calc "$(ms row-boosted $jit 0) / $(ms boosted $jit 0)")"
done
for workers in 0 2; do
	processes=$([ $workers = 0 ] && echo "one process" || echo "two processes")
	target "$processes than R (2000 rows/s): one tree" "$(calc "1000 * $rows / $(ms tree off $workers) / 2000" %.0f)" 300 least
	target "$processes than R (2000 rows/s): ten trees" "$(calc "1000 * $rows / $(ms boosted off $workers) / 2000" %.0f)" 300 least
done
printf '\nThe CASE expressions agree with predict_proba() in all %d rows without NULL.\n' "$compared"
