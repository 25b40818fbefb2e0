#!/bin/bash
# Classifiers of 6,779,002 incidents of 22 columns, made by a generator that knows
# the best possible loss.  The generator is not part of this project: without it
# the script says that it skips.
#
#	SF_GENERATOR=../shared/gen/gen_sfcrime.py bench/train_full.sh
#
#	ROWS=6779002	incidents; 100,000 more are for testing
#	ROUNDS=10 DEPTH=6 ETA=0.3	of boosted trees: as many trees for each class
#	THREADS=...	of boosted trees: the processors

set -euo pipefail
ROWS=${ROWS:-6779002}
RUNS=1
# shellcheck source=bench/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=bench/incidents.sh
. "$(dirname "$0")/incidents.sh"
threads=${THREADS:-$(nproc)}
rounds=${ROUNDS:-10}
features="pddistrict, dayofweek, year, month, hour, corner, x, y"
nfeatures=8

generator=${SF_GENERATOR:-$home/../shared/gen/gen_sfcrime.py}
if [ ! -e "$generator" ]; then
	echo "skipped: there is no $generator; SF_GENERATOR=path says where the generator is"
	exit 0
fi
need_packages python3-numpy libxgboost-dev >&2
bench_begin "shared_buffers = $((512 + rows / 2500))MB" "jit = off"

# ----- the incidents -----

# generate ROWS BLOCKS [OPTION...]: the generator makes blocks of 50,000 rows.
generate() {
	local count=$1 blocks=$2
	shift 2
	OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 /usr/bin/python3 "$generator" --rows "$count" --blocks "$blocks" "$@"
}
# copy_incidents TABLE ROWS BLOCKS
copy_incidents() {
	generate "$2" "$3" | sql -c "COPY $1 FROM STDIN (FORMAT csv, DELIMITER '|')"
}

blocks=$(((rows + 49999) / 50000))
half=$((blocks / 2))
later=$blocks:$((blocks + 2))
progress "making $rows incidents of 22 columns"
/usr/bin/python3 "$generator" --ddl | sed 's/^CREATE TABLE/CREATE UNLOGGED TABLE/' | sql
sql -c "CREATE UNLOGGED TABLE sf_crime_test (LIKE sf_crime)"
copy_incidents sf_crime "$rows" 0:$half &
copy_incidents sf_crime "$rows" $half:$blocks
wait $!
copy_incidents sf_crime_test $(((blocks + 2) * 50000)) $later
best=$(generate $(((blocks + 2) * 50000)) $later --oracle)

# Every level of year, month and hour counts for itself, as in the generator.
for table in sf_crime sf_crime_test; do
	sql -c "CREATE VIEW ${table/sf_crime/features} AS
			SELECT category, pddistrict, dayofweek, year::text, month::text, hour::text, is_corner = 1 AS corner, x, y
			FROM $table WHERE category IN (SELECT category FROM sf_crime)"
done
sql -c "VACUUM (FREEZE, ANALYZE) sf_crime, sf_crime_test" -c "CHECKPOINT" -c "SELECT pg_prewarm('sf_crime')" >>"$folder/log"
made=$(sql -c "SELECT count(*) FROM sf_crime")
[ "$made" = "$rows" ] || die "$made incidents were made, not $rows"

# ----- training -----

declare -A options=(
	[logistic]='{"l2": 1}'
	[boosted_trees]="{\"rounds\": $rounds, \"max_depth\": ${DEPTH:-6}, \"learning_rate\": ${ETA:-0.3}, \"threads\": $threads, \"seed\": 1}"
)
few=$((rows / 4))
: >"$folder/times"
for algorithm in logistic boosted_trees; do
	progress "training: $algorithm"
	took=$(train_model "$algorithm-few" "$algorithm" "SELECT category, $features FROM features LIMIT $few" category "${options[$algorithm]}")
	echo "$algorithm-few $took" >>"$folder/times"
	took=$(train_model "$algorithm" "$algorithm" features category "${options[$algorithm]}")
	echo "$algorithm $took" >>"$folder/times"
done
read_ms=$(sql -c '\timing on' -c "SELECT count(*) FROM (SELECT $features FROM features OFFSET 0) AS f" | sed -n 's/^Time: \([0-9.]*\) ms.*/\1/p')

# took NAME [COLUMN]: its seconds; of column 3, its MB.
took() {
	awk -v name="$1" -v column="${2:-2}" '$1 == name { print $column }' "$folder/times"
}

# ----- the results -----

progress "testing"
print_machine
printf '%d incidents of 22 columns (%s), %d features; tested on %d more\n' "$rows" \
	"$(sql -c "SELECT pg_size_pretty(pg_table_size('sf_crime'))")" $nfeatures "$(sql -c "SELECT count(*) FROM sf_crime_test")"

# line WHAT SECONDS LOSS ACCURACY MB
line() {
	printf '%-44s %8s %10s %9s %9s %9s\n' "$1" "${2:+$(calc "$2")}" "${2:+$(calc "$rows / $2" %.0f)}" "$3" "$4" "$5"
}
printf '\n%-44s %8s %10s %9s %9s %9s\n' "training and test" s rows/s "log loss" accuracy MB
read -r _ _ _ best_loss _ best_accuracy <<<"$best"
frequencies=$(test_frequencies features features_test)
line "reading the table" "$(calc "$read_ms / 1000" %.3f)" "" "" ""
line "class frequencies" "" "$(calc "${frequencies% *}" %.5f)" "$(calc "${frequencies#* }" %.4f)" ""
# iterations NAME: how many its training needed.
iterations() {
	model_metric "$1" iterations
}
for algorithm in logistic boosted_trees; do
	tested=$(test_model "$algorithm" features_test)
	line "$algorithm, $([ $algorithm = logistic ] && echo "$(iterations logistic) iterations" || echo "$rounds rounds, $threads threads")" "$(took $algorithm)" \
		"$(calc "${tested% *}" %.5f)" "$(calc "${tested#* }" %.4f)" "$(took $algorithm 3)"
done
line "the best possible, says the generator" "" "$(calc "$best_loss" %.5f)" "$(calc "$best_accuracy" %.4f)" ""
printf '\nthe encoded rows: %s MB (categories, and numbers in double precision)\n' "$(calc "(4 * 6 + 8 * 2) * $rows / 1048576" %.0f)"

printf '\n%-58s %8s %8s\n' "how many times as long, four times the rows" times "at most"
target "logistic, $(iterations logistic-few) and $(iterations logistic) iterations" "$(calc "$(took logistic) / $(took logistic-few)")"
target "... an iteration" "$(calc "$(took logistic) / $(iterations logistic) / ($(took logistic-few) / $(iterations logistic-few))")" 4.4 most
target "boosted_trees" "$(calc "$(took boosted_trees) / $(took boosted_trees-few)")" 4.4 most
