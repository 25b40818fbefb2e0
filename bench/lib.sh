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

# print_machine: what the numbers were measured on.
print_machine() {
	printf '%s, %d processors, %s, %s\n' "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)" "$(nproc)" \
		"$(awk '/MemTotal/ { printf "%.0f GB", $2 / 1048576 }' /proc/meminfo)" "PostgreSQL $(sql -c 'SHOW server_version')"
}
