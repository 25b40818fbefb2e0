# Shared by the benchmarks: the extension, built from this tree and installed
# into a copy of PostgreSQL, a private cluster of that copy, and the people and
# models of the demo in it.  Nothing else on the machine is touched.
#
#	. "$(dirname "$0")/lib.sh"
#	bench_begin [LINE...]	lines for postgresql.conf
#
#	ROWS=1000000	people
#	RUNS=5		timed runs of each query; the medians are printed
#
# shellcheck shell=bash

# shellcheck source=ci/testing.sh
. "$(dirname "${BASH_SOURCE[0]}")/../ci/testing.sh"

rows=${ROWS:-1000000}
runs=${RUNS:-5}
[[ $rows =~ ^[1-9][0-9]{3,8}$ ]] || die "ROWS must be a number of at least 1000, not '$rows'"
[[ $runs =~ ^[1-9][0-9]?$ ]] || die "RUNS must be a number from 1 to 99, not '$runs'"

bench_end() {
	local status=$?
	trap - EXIT INT TERM
	cd /
	private_cluster_stop "$folder" >/dev/null 2>&1 || true
	if [ $status -ne 0 ] && [ -s "$folder/log" ]; then
		tail -n 20 "$folder/log" >&2
	fi
	rm -rf "$folder"
	exit $status
}

# progress MESSAGE...: to the terminal, not into the results.
progress() {
	printf '%s\n' "$*" >&2
}

bench_begin() {
	local bin
	bin=$(pg_bindir)
	folder=$(mktemp -d /tmp/analytics-bench.XXXXXX)
	trap bench_end EXIT
	trap 'exit 130' INT TERM
	progress "building, in $folder"
	prepare_tests "$folder"
	AN_TEST_FOLDER=$folder
	tree=$folder/tree
	export PG_CONFIG=$folder/postgres$bin/pg_config
	build_extension >"$folder/log" 2>&1
	private_cluster_start "$folder" \
		"shared_buffers = $((512 + rows / 400))MB" "max_wal_size = 16GB" "checkpoint_timeout = 1h" \
		"autovacuum = off" "synchronize_seqscans = off" "max_parallel_workers_per_gather = 0" \
		"max_connections = 20" "$@" >>"$folder/log" 2>&1
	sql -c "CREATE EXTENSION analytics" -c "CREATE EXTENSION pg_prewarm"
	sql -f "$tree/demo/people.sql"
}

# sql [psql's arguments]: a query's plain result.
sql() {
	as_pg "$(pg_bindir)/psql" -X -q -A -t -v ON_ERROR_STOP=1 "$@" 2>>"$folder/log"
}

# import_models NAME...: models of the demo, named as there.
import_models() {
	local name
	for name; do
		sql -c "SELECT analytics.import_model('$name', pg_read_binary_file('$tree/demo/models/credit_model_tc_$name.rds'))" \
			>>"$folder/log"
	done
}

# make_clientes N: the table clientes with the types that import_csv() gives:
# numbers are double precision.
make_clientes() {
	local n=$1 half=$(($1 / 2)) header
	progress "making $n people"
	header=$(sql -c "COPY (SELECT * FROM demo.clientes(1, 1)) TO STDOUT (FORMAT csv, HEADER, DELIMITER '|')" | head -n 1)
	sql -c "SELECT analytics.csv_table_definition('$header', '{mkt_c,rsk_c,exp_c}', '|', 'clientes')" | sql
	sql -c "SET jit = off; INSERT INTO clientes SELECT * FROM demo.clientes($half, 1)" &
	sql -c "SET jit = off; INSERT INTO clientes SELECT * FROM demo.clientes($((n - half)), 1, $((half + 1)))"
	wait $!
	sql -c "ALTER TABLE clientes ADD PRIMARY KEY (id)"
	sql -c "VACUUM (FREEZE, ANALYZE) clientes" -c "CHECKPOINT" -c "SELECT pg_prewarm('clientes')" >>"$folder/log"
}

# make_scorers NAME...: score_mkt(clientes) by the model mkt_c, and so on.
make_scorers() {
	local name class
	for name; do
		case $name in rsk_*) class=malo ;; *) class=si ;; esac
		sql -c "SELECT analytics.create_scorer('score_${name%_*}', '$name', 'clientes', '$class')" >>"$folder/log"
	done
}

# median: of the numbers on stdin.
median() {
	sort -g | awk '{ x[NR] = $1 } END { print NR % 2 ? x[(NR + 1) / 2] : (x[NR / 2] + x[NR / 2 + 1]) / 2 }'
}

# calc EXPRESSION FORMAT: awk's arithmetic.
calc() {
	awk "BEGIN { printf \"${2:-%.2f}\", $1 }"
}

# target WHAT VALUE [LIMIT most|least]: a line that says whether the limit was
# kept.
target() {
	local met=
	[ -z "${3:-}" ] || met=$(awk -v v="$2" -v t="$3" -v how="$4" \
		'BEGIN { print (how == "least" ? v + 0 >= t + 0 : v + 0 <= t + 0) ? "met" : "not met" }')
	printf '%-58s %8s %8s  %s\n' "$1" "$2" "${3:-}" "$met"
}

# own_memory PID: kB of its own that a process has; nothing when it has ended.
own_memory() {
	local key value
	while read -r key value _; do
		[ "$key" != RssAnon: ] || { echo "$value"; return; }
	done 2>/dev/null <"/proc/$1/status" || true
}

# peak_memory SECONDS [psql's arguments]: MB of its own that the session's
# process had at most, with the processes that it started; looked at so often.
# What psql prints is in $folder/measured.
peak_memory() {
	local pid child children=() now part peak=0 interval=$1
	shift
	sql -c "SET application_name = 'measured'; SET client_min_messages = warning" "$@" >"$folder/measured" &
	while ! pid=$(sql -c "SELECT pid FROM pg_stat_activity WHERE application_name = 'measured'") || [ -z "$pid" ]; do
		kill -0 $! 2>/dev/null || break
	done
	while now=$(own_memory "$pid") && [ -n "$now" ]; do
		read -ra children 2>/dev/null <"/proc/$pid/task/$pid/children" || true
		for child in "${children[@]}"; do
			part=$(own_memory "$child")
			now=$((now + ${part:-0}))
		done
		[ "$now" -le "$peak" ] || peak=$now
		sleep "$interval"
	done
	wait $! || die "a query that was measured failed"
	[ "$peak" -gt 0 ] || die "the memory of a session could not be seen"
	calc "$peak / 1024" %.1f
}

# mix SECONDS CLIENTS SCRIPT...: one run of pgbench, in which every client
# executes the scripts in random order, so that what else the machine does meets
# all of them alike.  For each its name, the mean time in us, less the slowest
# 5 %, when something else ran, how many per cent of the first one's queries a
# second it makes, and the time in us that 99 % of its queries kept.
mix() {
	local seconds=$1 clients=$2 files=() name
	shift 2
	for name; do
		files+=(-f "$folder/$name.sql")
	done
	as_pg "$(pg_bindir)/pgbench" -n -M prepared "${files[@]}" \
		-c "$clients" -j "$clients" -T "$seconds" -l --log-prefix="$folder/transactions" >>"$folder/log" 2>&1
	awk -v names="$*" '
		{ n[$4]++; count[$4, $3]++; if ($3 > slowest) slowest = $3 }
		END {
			for (s = split(names, name) - 1; s >= 0; s--)
			{
				left[s] = most = int(n[s] * 0.95)
				for (us = seen = 0; us <= slowest && seen < 0.99 * n[s]; us++)
				{
					seen += count[s, us]
					k = count[s, us] + 0 < left[s] ? count[s, us] : left[s]
					sum[s] += k * us
					left[s] -= k
				}
				mean[s] = sum[s] / most
				late[s] = us - 1
			}
			for (s in mean)
				print name[s + 1], mean[s], 100 * mean[0] / mean[s], late[s]
		}' "$folder"/transactions.*
	rm -f "$folder"/transactions.*
}

# print_machine: what the numbers were measured on.
print_machine() {
	printf '%s, %d processors, %s, %s\n' "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)" "$(nproc)" \
		"$(awk '/MemTotal/ { printf "%.0f GB", $2 / 1048576 }' /proc/meminfo)" "PostgreSQL $(sql -c 'SHOW server_version')"
}
