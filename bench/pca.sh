#!/bin/bash
# What principal components of a whole table cost, against reading its last
# column.
#
#	ROWS=1000000 RUNS=5 bench/pca.sh
#	FULL=1 bench/pca.sh	the table of 10,180,084 people only: 10 GB on disk
#				and 12 GB of shared memory
#
# All queries run in one session, in turn, RUNS times; medians are compared.

set -euo pipefail
[ -z "${FULL:-}" ] || ROWS=${ROWS:-10180084}
# shellcheck source=bench/lib.sh
. "$(dirname "$0")/lib.sh"

[ "$rows" -ge 50000 ] || die "ROWS must be at least 50000: PostgreSQL gives small tables no workers"

columns=109
seed=1
few=$((rows < 20000 ? rows : rows / 20))	# for tables with more columns
workers_at_work=2

# ----- the people -----

# A table has 900 bytes a person, the arrays as much again, smaller ones the rest.
check_room() {
	local tables=3 need disk memory
	[ -z "${FULL:-}" ] || tables=1
	need=$((rows * tables / 1000))
	disk=$(df --output=avail -m /tmp | tail -n 1)
	memory=$(awk '/MemAvailable/ { printf "%d", $2 / 1024 }' /proc/meminfo)
	[ "$disk" -gt $((need + need / 4)) ] || die "$rows people need $((need + need / 4)) MB in /tmp, there are $disk"
	[ "$memory" -gt $((need + 1500)) ] || die "$rows people need $((need + 1500)) MB of memory, there are $memory"
	shared=$((need + need / 5 + 256))
}

# names COUNT: c1, c2, ...
names() {
	seq -s ', ' -f 'c%.0f' 1 "$1"
}

# copy_people TABLE FIRST COUNT COLUMNS
copy_people() {
	"$folder/people" "$2" "$3" "$4" $seed | sql -c "COPY $1 FROM STDIN (FORMAT binary)"
}

# make_people TABLE ROWS COLUMNS: by two sessions at a time.
make_people() {
	local half=$(($2 / 2))
	progress "making $2 people of $3 columns"
	sql -c "CREATE UNLOGGED TABLE $1 ($(seq -s ', ' -f 'c%.0f double precision NOT NULL' 1 "$3"))"
	copy_people "$1" 0 $half "$3" &
	copy_people "$1" $half $(($2 - half)) "$3"
	wait $!
	sql -c "VACUUM (FREEZE, ANALYZE) $1" -c "CHECKPOINT" -c "SELECT pg_prewarm('$1')" >>"$folder/log"
}

# make_vectors TABLE FROM COLUMNS: the same people as arrays, kept in the row.
make_vectors() {
	sql -c "CREATE UNLOGGED TABLE $1 (x double precision[] NOT NULL)" \
		-c "ALTER TABLE $1 ALTER x SET STORAGE PLAIN" \
		-c "INSERT INTO $1 SELECT ARRAY[$(names "$3")] FROM $2" \
		-c "VACUUM (FREEZE, ANALYZE) $1" -c "CHECKPOINT" -c "SELECT pg_prewarm('$1')" >>"$folder/log"
}

check_room
bench_begin "shared_buffers = ${shared}MB" "jit = off" "max_parallel_workers = 8" "max_worker_processes = 16"
for program in people syrk; do
	gcc -O2 -o "$folder/$program" "$tree/bench/$program.c" -llapacke -lopenblas -lm
done
make_people people "$rows" $columns

# ----- the queries -----

names=()
declare -A settings query
# add NAME WORKERS QUERY
add() {
	names+=("$1 $2")
	settings["$1 $2"]="SET max_parallel_workers_per_gather = $2;"
	query["$1 $2"]=$3
}

add_all_columns() {
	add scan "$1" "SELECT sum(c$columns) FROM people"
	add fit_pca "$1" "SELECT analytics.fit_pca('people', 'people')"
	add pca_fit "$1" "SELECT analytics.pca_rows(analytics.pca_fit(ARRAY[$(names $columns)])) FROM people"
}

# time_queries: RUNS times after once to warm up; every line of the file is a
# name, the number of a run and ms.
time_queries() {
	local run name
	{
		# Two workers are two processes at work: the third only collects.
		echo "SET parallel_leader_participation = off; SET client_min_messages = warning;"
		for ((run = 0; run <= runs; run++)); do
			for name in "${names[@]}"; do
				printf '%s\n\\echo @ %d %s\n\\timing on\n%s;\n\\timing off\n' \
					"${settings[$name]}" "$run" "$name" "${query[$name]}"
			done
		done
	} >"$folder/queries.sql"
	progress "timing ${#names[@]} queries, $runs times after once to warm up"
	sql -f - <"$folder/queries.sql" >"$folder/times"
}

# ms NAME WORKERS: the median of its times.
ms() {
	awk -v name="$*" '
		$1 == "@" { run = $2; here = ($3 " " $4 == name) }
		$1 == "Time:" && here && run > 0 { print $2 }' "$folder/times" | median
}

# What was meant to be compared is what runs.
check_plans() {
	local name
	for name in "scan 2" "pca_fit 2"; do
		sql -c "SET parallel_leader_participation = off" -c "${settings[$name]} EXPLAIN ${query[$name]}" |
			grep 'Workers Planned: 2' >/dev/null || die "not parallel: $name"
	done
	sql -c "SET parallel_leader_participation = off; SET client_min_messages = debug1" \
		-c "${settings[fit_pca 2]} ${query[fit_pca 2]}" >/dev/null
	grep 'with 2 of 2 parallel workers' "$folder/log" >/dev/null || die "not parallel: fit_pca"
}

# print_spectrum: the eigenvalues, and whether they are the known ones: within
# six standard deviations of an estimated variance.
print_spectrum() {
	local tolerance
	tolerance=$(calc "6 * sqrt(2 / $rows)" %.6f)
	printf '\n%-44s %9s %11s %8s\n' "eigenvalues of $rows people" known found "% off"
	sql -F ' ' -c "SELECT component, eigenvalue FROM analytics.pca_variance(analytics.pca_value('people')) ORDER BY component LIMIT 10" |
		while read -r component found; do
			known=$(calc "2 ^ (11 - $component) + 1" %.0f)
			printf '%-44s %9d %11.4f %8.3f\n' "component $component" "$known" "$found" "$(calc "100 * ($found / $known - 1)" %.4f)"
		done | tee "$folder/spectrum"
	awk -v t="$tolerance" '
		{ off = $NF < 0 ? -$NF : $NF; if (off > 100 * t) bad++ }
		END { exit bad > 0 || NR != 10 }' "$folder/spectrum" ||
		die "the eigenvalues are not those that the people were made with"
	printf 'all within six standard deviations, %s %%\n' "$(calc "100 * $tolerance" %.3f)"
}

head_line() {
	printf '\n%-44s %9s %8s %9s %11s\n' "$1" ms "/ scan" us/row "rows/s"
}
# line WHAT NAME WORKERS SCAN ROWS
line() {
	local time base
	time=$(ms "$2" "$3")
	base=$(ms "$4" "$3")
	printf '%-44s %9.1f %8.2f %9.3f %11.0f\n' "$1" "$time" "$(calc "$time / $base")" \
		"$(calc "1000 * $time / $5" %.4f)" "$(calc "1000 * $5 / $time" %.0f)"
}
workers_said() {
	[ "$1" = 0 ] && echo "no workers" || echo "two workers"
}
arithmetic() {
	OPENBLAS_NUM_THREADS=1 "$folder/syrk" "$1" 200000
}

# ----- the full table -----

if [ -n "${FULL:-}" ]; then
	add_all_columns $workers_at_work
	check_plans
	time_queries
	print_machine
	printf '%d people of %d columns (%s), all in shared memory; medians of %d interleaved runs\n' "$rows" $columns \
		"$(sql -c "SELECT pg_size_pretty(pg_table_size('people'))")" "$runs"
	head_line "two workers"
	line "sum of the last column" scan 2 scan "$rows"
	line "fit_pca('people', 'people')" fit_pca 2 scan "$rows"
	line "pca_fit(ARRAY[c1 ... c$columns])" pca_fit 2 scan "$rows"
	printf '\n%-58s %8s %8s\n' "seconds" s "at most"
	target "fit_pca" "$(calc "$(ms fit_pca 2) / 1000")" 6 most
	target "pca_fit(ARRAY[c1 ... c$columns])" "$(calc "$(ms pca_fit 2) / 1000")" 12 most
	print_spectrum
	exit 0
fi

# ----- other tables -----

progress "making arrays and smaller tables"
make_vectors vectors people $columns
sql -c "CREATE UNLOGGED TABLE quarter AS SELECT * FROM people LIMIT $((rows / 4))" \
	-c "VACUUM (FREEZE, ANALYZE) quarter" -c "SELECT pg_prewarm('quarter')" >>"$folder/log"
orders=(50 100 200 400)
for order in "${orders[@]}"; do
	make_people "people$order" "$few" "$order"
	make_vectors "vectors$order" "people$order" "$order"
	sql -c "DROP TABLE people$order"
done
sql -c "CREATE TABLE fit AS SELECT analytics.pca_fit(x, 10) AS p FROM vectors"

for workers in 0 $workers_at_work; do
	add_all_columns "$workers"
	add array_scan "$workers" "SELECT sum(x[$columns]) FROM vectors"
	add array_fit "$workers" "SELECT analytics.pca_rows(analytics.pca_fit(x)) FROM vectors"
	add transform "$workers" "SELECT sum((analytics.pca_transform((SELECT p FROM fit), x))[10]) FROM vectors"
done
add row_fit 0 "SELECT analytics.pca_rows(analytics.pca_fit(t)) FROM people AS t"
add quarter_fit_pca 0 "SELECT analytics.fit_pca('quarter', 'quarter')"
add quarter_pca_fit 0 "SELECT analytics.pca_rows(analytics.pca_fit(ARRAY[$(names $columns)])) FROM quarter"
for order in "${orders[@]}"; do
	# what the eigenproblem takes is measured apart
	add "vectors$order" 0 "SELECT analytics.n(analytics.moments_agg(x)) FROM vectors$order"
	add "eigen$order" 0 "SELECT analytics.pca_rows(analytics.pca_fit(x)) FROM vectors$order"
done
check_plans
time_queries

# peak WORKERS QUERY: MB of its own that the session's process had at most.
peak() {
	peak_memory 0.01 -c "SET parallel_leader_participation = off; ${settings["scan $1"]}" -c "$2" -c "$2"
}
progress "looking at memory"
peak_fit_pca=$(peak 0 "${query[fit_pca 0]}")
peak_pca_fit=$(peak 0 "${query[pca_fit 0]}")
peak_array=$(peak 0 "${query[array_fit 0]}")

groups=$((rows < 400000 ? rows / 20 : 20000))
sql -c "SET work_mem = '1GB'; SET enable_sort = off; EXPLAIN (ANALYZE, COSTS off)
	SELECT count(analytics.pca_rows(p)) FROM (SELECT analytics.pca_fit(ARRAY[c1, c2, c3, c4, c5]) AS p
	FROM people GROUP BY abs(hashfloat8(c1)::bigint) % $groups OFFSET 0) AS s" >"$folder/groups"
grep -q 'HashAggregate' "$folder/groups" || die "the groups are not in a hash table"

# ----- the results -----

print_machine
printf '%d people of %d columns, all in shared memory; jit = off; medians of %d interleaved runs\n' "$rows" $columns "$runs"
for workers in 0 $workers_at_work; do
	head_line "$(workers_said "$workers")"
	line "sum of the last column" scan "$workers" scan "$rows"
	line "fit_pca('people', 'people')" fit_pca "$workers" scan "$rows"
	line "pca_fit(ARRAY[c1 ... c$columns])" pca_fit "$workers" scan "$rows"
	[ "$workers" != 0 ] || line "pca_fit(t), whole rows" row_fit 0 scan "$rows"
	head_line "$(workers_said "$workers"), arrays"
	line "sum(x[$columns])" array_scan "$workers" array_scan "$rows"
	line "pca_fit(x)" array_fit "$workers" array_scan "$rows"
	line "pca_transform to 10 components" transform "$workers" array_scan "$rows"
done
printf '\n%-44s %9s\n' "the arithmetic alone, blocks of 64 rows" us/row
printf '%-44s %9.3f\n' "$columns columns" "$(arithmetic $columns)"

printf '\n%-32s %9s %9s %11s %9s\n' "moments_agg(x), $few rows" us/row "/ d^2" "alone" "pca, ms"
for order in "${orders[@]}"; do
	time=$(calc "1000 * $(ms "vectors$order" 0) / $few" %.4f)
	printf '%-32s %9.3f %9.3f %11.3f %9.1f\n' "$order columns" "$time" "$(calc "1e5 * $time / $order ^ 2" %.3f)" \
		"$(arithmetic "$order")" "$(calc "$(ms "eigen$order" 0) - $(ms "vectors$order" 0)" %.1f)"
done

printf '\n%d groups of 5 columns in a hash table: %s ms, %s MB%s\n' $groups \
	"$(sed -n 's/^Execution Time: \([0-9.]*\) ms/\1/p' "$folder/groups")" \
	"$(sed -n 's/.*Memory Usage: \([0-9]*\)kB.*/\1/p' "$folder/groups" | awk '{ printf "%.0f", $1 / 1024 }')" \
	"$(sed -n 's/.*Batches: \([0-9]*\).*/, \1 batches/p' "$folder/groups")"

printf '\n%-58s %8s %8s\n' "how many times the scan's time" times "at most"
for workers in 0 $workers_at_work; do
	how=$(workers_said "$workers")
	target "fit_pca, $how" "$(calc "$(ms fit_pca "$workers") / $(ms scan "$workers")")" 1 most
	target "pca_fit(ARRAY[...]), $how" "$(calc "$(ms pca_fit "$workers") / $(ms scan "$workers")")" 3.5 most
	target "pca_fit(x), arrays, $how" "$(calc "$(ms array_fit "$workers") / $(ms array_scan "$workers")")" 2.5 most
	target "pca_transform to 10 components, $how" "$(calc "$(ms transform "$workers") / $(ms array_scan "$workers")")" 2 most
done
printf '\n%-58s %8s %8s\n' "how many times faster" times "at least"
for name in scan fit_pca pca_fit array_fit; do
	target "two workers than none: $name" "$(calc "$(ms $name 0) / $(ms $name $workers_at_work)")" \
		"$([ $name = scan ] || echo 1.7)" least
done
printf '\n%-58s %8s %8s\n' "how many times as long" times "at most"
target "four times the rows: fit_pca" "$(calc "$(ms fit_pca 0) / $(ms quarter_fit_pca 0)")" 4.4 most
target "four times the rows: pca_fit(ARRAY[...])" "$(calc "$(ms pca_fit 0) / $(ms quarter_pca_fit 0)")" 4.4 most
target "eight times the columns: moments_agg(x)" "$(calc "$(ms vectors400 0) / $(ms vectors50 0)")" 64 most
printf '\n%-58s %8s %8s\n' "memory of the session's own" MB "at most"
target "fit_pca" "$peak_fit_pca" 64 most
target "pca_fit(ARRAY[...])" "$peak_pca_fit" 64 most
target "pca_fit(x), arrays" "$peak_array" 64 most
print_spectrum
