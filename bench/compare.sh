#!/bin/bash
# This tree against an earlier commit of it: scores, components, training and
# latency, on two servers side by side with the same rows and models.
#
#	ROWS=200000 RUNS=7 bench/compare.sh COMMIT
#
#	PERIOD=5	seconds a run of pgbench
#	ONLY=tree	only queries whose names match this
#
# The two take turns, query by query, and change who begins; medians of the
# pairs' ratios are printed.

set -euo pipefail
ROWS=${ROWS:-200000}
RUNS=${RUNS:-7}
# shellcheck source=bench/lib.sh
. "$(dirname "$0")/lib.sh"
period=${PERIOD:-5}
only=${ONLY:-}
commit=$(git -C "$home" rev-parse --verify --quiet "${1:-HEAD}^{commit}") || die "no such commit: '${1:-HEAD}'"

# What bench_begin made is the one side; the other has all of its own in a
# folder below.
after_tree() { tree=$after/tree PG_CONFIG=$after/postgres$bin/pg_config PGHOST=$after folder=$after; }
before_tree() { tree=$after/before/tree PG_CONFIG=$after/before/postgres$bin/pg_config PGHOST=$after/before folder=$after/before; }

end_both() {
	local status=$?
	set +e
	[ $status -eq 0 ] || tail -n 20 "$after/before/log" >&2
	private_cluster_stop "$after/before" >/dev/null 2>&1 || true
	after_tree
	(exit $status)
	bench_end
}

begin_before() {
	progress "building $(git -C "$home" log -1 --format='%h %s' "$commit")"
	mkdir -p "$after/before/tree"
	git -C "$home" archive "$commit" | tar -C "$after/before/tree" --no-same-owner -xf -
	(unset PG_CONFIG && copy_postgres "$after/before/postgres")
	[ "$(id -u)" -ne 0 ] || chown -R postgres: "$after/before"
	before_tree
	as_pg make -C "$tree" -s -j "$(nproc)" all install PG_CONFIG="$PG_CONFIG" >"$folder/log" 2>&1
	private_cluster_start "$folder" "${lines[@]}" >>"$folder/log" 2>&1
	sql -c "CREATE EXTENSION analytics" -c "CREATE EXTENSION pg_prewarm" -f "$tree/demo/people.sql"
}

fill() {
	import_models mkt_c rsk_c exp_c
	make_clientes "$rows"
	make_scorers mkt_c rsk_c exp_c
	sql -v rows="$rows" >>"$folder/log" <<-'END'
		SELECT format('CREATE UNLOGGED TABLE numbers AS SELECT %s FROM generate_series(1, %s) AS i',
					  string_agg(format('(i * %s %% 1009 + i %% %s)::float8 AS c%s', 2 * c + 1, c + 2, c), ', '), :rows)
		FROM generate_series(1, 109) AS c
		\gexec
		CREATE TABLE training AS
			SELECT (i * 7919 % 1000) / 10.0::float8 AS a, (i * 104729 % 997)::float8 AS b, 'level ' || i * 31 % 50 AS c,
				   i * 7919 % 1000 + i * 104729 % 997 + i % 300 > 1100 AS y
			FROM generate_series(1::bigint, 50000) AS i;
		VACUUM (FREEZE, ANALYZE) numbers, training;
		SELECT pg_prewarm('numbers');
	END
}

lines=("shared_buffers = $((512 + rows / 200))MB" "max_wal_size = 8GB" "checkpoint_timeout = 1h" "autovacuum = off"
	"synchronize_seqscans = off" "max_parallel_workers_per_gather = 0" "jit = off")
bin=$(pg_bindir)
bench_begin "${lines[@]:4}"
after=$folder
trap end_both EXIT
fill
begin_before
fill

# ----- the queries -----

names=()
declare -A query
# add NAME QUERY
add() {
	[[ $1 =~ $only ]] || return 0
	names+=("$1")
	query[$1]=$2
}
add "the scan alone" "SELECT sum(var_aux_31) FROM clientes"
add "one tree" "SELECT sum(score_rsk(t)) FROM clientes t"
add "ten trees" "SELECT sum(score_mkt(t)) FROM clientes t"
add "three models" "SELECT sum(score_mkt(t)), sum(score_rsk(t)), sum(score_exp(t)) FROM clientes t"
add "ten trees, whole rows" "SET analytics.enable_column_binding = off; SELECT sum(score_mkt(t)) FROM clientes t"
add "ten trees, two workers" "SET max_parallel_workers_per_gather = 2; SELECT sum(score_mkt(t)) FROM clientes t"
add "explain" "SELECT count(*) FROM (SELECT * FROM clientes LIMIT 5000) t, LATERAL analytics.explain('rsk_c', t)"
add "fit_pca" "SELECT analytics.fit_pca('components', 'numbers'); SELECT analytics.drop_model('components')"
add "pca_fit(row)" "SELECT analytics.pca_rows(analytics.pca_fit(n)) FROM numbers n"
add "train: decision_tree" "SELECT analytics.train('t', 'decision_tree', 'training', 'y'); SELECT analytics.drop_model('t')"
add "train: logistic" "SELECT analytics.train('t', 'logistic', 'training', 'y'); SELECT analytics.drop_model('t')"
add "train: boosted_trees" "SELECT analytics.train('t', 'boosted_trees', 'training', 'y', '{\"rounds\": 20}'); SELECT analytics.drop_model('t')"
add "import, drop" "SELECT analytics.import_model('i', pg_read_binary_file('DEMO/credit_model_tc_mkt_c.rds')); SELECT analytics.drop_model('i')"

# timed NAME: ms that the query takes here, in a session that has done it once.
timed() {
	local text=${query[$1]//DEMO/$tree/demo/models}
	printf 'SET client_min_messages = warning;\n%s;\n\\timing on\n%s;\n' "$text" "${text//; /\\; }" | sql -f - |
		awk '$1 == "Time:" { t = $2 } END { print t }'
}

# pair WHO...: the sides in that order, each a line "side name time".
pair() {
	local side
	for side; do
		"${side}_tree"
		echo "$side $(timed "$name")"
	done | sort | awk '{ t[$1] = $2 } END { print t["after"], t["before"] }'
}

script() {
	as_pg tee "$folder/$1.sql" >/dev/null <<-END
		\set k random(1, $rows)
		SELECT id, edad, ingreso_mensual$2 FROM clientes t WHERE id = 'C' || lpad(:k::text, 9, '0');
	END
}
# one_row: us of a row by key without a score, with one tree's, with ten trees'.
one_row() {
	mix "$period" 1 plain tree score | sort | awk '{ printf "%s ", $2 }'
}

progress "timing ${#names[@]} queries on both, $runs times after once to warm up"
for ((run = 0; run <= runs; run++)); do
	sides=(after before)
	((run % 2)) || sides=(before after)
	for name in "${names[@]}"; do
		printf '%d|%s|%s\n' $run "$name" "$(pair "${sides[@]}")"
	done
	[[ "one row" =~ $only ]] || continue
	for side in "${sides[@]}"; do
		"${side}_tree"
		script plain ""
		script tree ", score_rsk(t)"
		script score ", score_mkt(t)"
		printf '%s %s\n' "$side" "$(one_row)"
	done | awk -v run=$run '
		{ for (i = 2; i <= 4; i++) t[$1, i] = $i / 1000 }
		END {
			split("|one row by key|... with ten trees|... with one tree", name, "|")
			for (i = 2; i <= 4; i++)
				printf "%d|%s|%s %s\n", run, name[i], t["after", i], t["before", i]
		}'
done >"$after/pairs"
after_tree

print_machine
printf '%d people of 181 columns, %d rows of 109 numbers; medians of %d pairs, before: %s\n\n' "$rows" "$rows" "$runs" \
	"$(git -C "$home" log -1 --format=%h "$commit")"
printf '%-28s %10s %10s %8s %8s %8s\n' "ms" before after ratio least most
# column NAME EXPRESSION: the values of its pairs.
column() {
	awk -v name="$1" 'BEGIN { FS = "|" } $1 > 0 && $2 == name { split($3, t, " "); print '"$2"' }' "$after/pairs"
}
[[ ! "one row" =~ $only ]] || names+=("one row by key" "... with one tree" "... with ten trees")
for name in "${names[@]}"; do
	printf '%-28s %10.3f %10.3f %8.3f %8.3f %8.3f\n' "$name" "$(column "$name" 't[2]' | median)" "$(column "$name" 't[1]' | median)" \
		"$(column "$name" 't[1] / t[2]' | median)" "$(column "$name" 't[1] / t[2]' | sort -g | head -n 1)" \
		"$(column "$name" 't[1] / t[2]' | sort -g | tail -n 1)"
done
