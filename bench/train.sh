#!/bin/bash
# Classifiers of San Francisco's incidents, trained on those before 2014 and
# tested on later ones: what they are worth, and what training costs, beside
# scikit-learn and XGBoost on the same rows.  The incidents are not part of this
# project: without them it says that it skips.
#
#	SF_CRIME=../shared/data/sf_crime/train.csv.xz bench/train.sh
#
#	ROWS=878017	incidents, at most
#	RUNS=1		trainings of each kind; the medians are printed
#	ALGORITHMS="logistic boosted_trees random_forest decision_tree"
#	ITERATIONS=200	of scikit-learn's lbfgs, at most
#	ROUNDS=20	of boosted trees: as many trees for each of 39 classes
#	DEPTH=6 ETA=0.3	of boosted trees
#	TREES=5 FOREST_DEPTH=10	of the forest, for each class
#	THREADS=...	of both XGBoosts: the processors
#	CORES=1		of scikit-learn, as train() has for sums: one process

set -euo pipefail
ROWS=${ROWS:-878049}
RUNS=${RUNS:-1}
# shellcheck source=bench/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=bench/incidents.sh
. "$(dirname "$0")/incidents.sh"
read -ra algorithms <<<"${ALGORITHMS:-logistic boosted_trees random_forest decision_tree}"
threads=${THREADS:-$(nproc)}
rounds=${ROUNDS:-20}
depth=${DEPTH:-6}
eta=${ETA:-0.3}
trees=${TREES:-5}

find_incidents
need_packages python3-numpy python3-scipy python3-sklearn python3-xgboost >&2
bench_begin "shared_buffers = 1GB" "jit = off"
make_incidents

declare -A options=(
	[logistic]='{"l2": 1}'
	[boosted_trees]="{\"rounds\": $rounds, \"max_depth\": $depth, \"learning_rate\": $eta, \"threads\": $threads, \"seed\": 1}"
	[random_forest]="{\"trees\": $trees, \"max_depth\": ${FOREST_DEPTH:-10}, \"threads\": $threads, \"seed\": 1}"
	[decision_tree]='{"max_depth": 12, "min_gain": 0}'
)
for algorithm in "${algorithms[@]}"; do
	[ -n "${options[$algorithm]:-}" ] || die "ALGORITHMS: there is no $algorithm"
done

# trains ALGORITHM: whether it is one of those wanted.
trains() {
	[[ " ${algorithms[*]} " == *" $1 "* ]]
}

# ----- the same rows, for the libraries -----

# number_of COLUMN: SQL for the number, from 0, of its text among all that occur.
number_of() {
	echo "(array_position((SELECT array_agg(DISTINCT $1::text) FROM (TABLE train UNION ALL TABLE test) AS a), $1::text) - 1)::double precision"
}

# export_rows TABLE: as reference.py reads them.
export_rows() {
	local columns column
	columns=$(number_of category)
	for column in "${categories[@]}"; do
		columns+=", $(number_of "$column")"
	done
	for column in "${numbers[@]}"; do
		columns+=", $column::double precision"
	done
	sql -c "COPY (SELECT $columns FROM $1) TO STDOUT (FORMAT binary)" >"$folder/$1.copy"
}

count_levels() {
	sql -c "SELECT count(DISTINCT $1) FROM (TABLE train UNION ALL TABLE test) AS a"
}

progress "copying the rows for the libraries"
export_rows train
export_rows test
nclasses=$(count_levels category)
levels=$(for column in "${categories[@]}"; do count_levels "$column"; done | paste -sd ,)

# reference KIND CORES [OPTION...]: what it printed is in $folder/reference-KIND.  Threads that
# wait do not spin, as in train(): where others want the processors, that would
# take many times as long.
reference() {
	OMP_WAIT_POLICY=${OMP_WAIT_POLICY:-passive} OMP_NUM_THREADS=$2 OPENBLAS_NUM_THREADS=$2 /usr/bin/python3 "$tree/bench/reference.py" "$1" \
		"$folder/train.copy" "$folder/test.copy" --classes "$nclasses" --levels "$levels" \
		--iterations "${ITERATIONS:-200}" --rounds "$rounds" --depth "$depth" --eta "$eta" --threads "$threads" \
		"${@:3}" >"$folder/reference-$1" 2>>"$folder/log"
}
# said KIND NAME: a value that it printed.
said() {
	sed -n "s/^$2=//p" "$folder/reference-$1"
}

# ----- training -----

: >"$folder/times"
# train_ours ALGORITHM TABLE: adds a line to the times: what, the table, seconds
# and MB.
train_ours() {
	local took
	progress "training: $1, $2"
	took=$(train_model "$1-$2" "$1" "$2" category "${options[$1]}")
	echo "$1 $2 $took" >>"$folder/times"
}
# train_theirs KIND LIBRARY CORES [OPTION...]
train_theirs() {
	progress "training: $2"
	reference "$1" "${@:3}"
	echo "$1 train $(said "$1" seconds) 0" >>"$folder/times"
}
for ((run = 1; run <= runs; run++)); do
	for algorithm in "${algorithms[@]}"; do
		train_ours "$algorithm" train
		case $algorithm in
		logistic)
			# the loss that ours came to, but for one part in 10,000
			train_theirs sklearn scikit-learn "${CORES:-1}" --loss "$(calc "1.0001 * $(model_metric logistic-train loss)" %.9f)"
			echo "same_loss train $(said sklearn same_loss_seconds)" >>"$folder/times"
			;;
		boosted_trees) train_theirs xgboost XGBoost "$threads" ;;
		esac
	done
done

# Fewer rows: how the time grows.
sql -c "SELECT setseed(0.5); CREATE TABLE half AS SELECT * FROM train ORDER BY random() LIMIT $((rows_train / 2));
		CREATE TABLE quarter AS SELECT * FROM half LIMIT $((rows_train / 4))" \
	-c "VACUUM (FREEZE, ANALYZE) half, quarter" >>"$folder/log"
for algorithm in logistic boosted_trees; do
	for table in quarter half; do
		! trains $algorithm || train_ours $algorithm $table
	done
done

# took WHAT TABLE [COLUMN]: the median of its seconds; of column 4, its MB.
took() {
	awk -v what="$1 $2" -v column="${3:-3}" '$1 " " $2 == what { print $column }' "$folder/times" | median
}

# ----- the results -----

progress "testing"
print_machine
printf '%d incidents before 2014 of %d classes, %d features; tested on %d later ones; medians of %d trainings\n' \
	"$rows_train" "$nclasses" $((${#categories[@]} + ${#numbers[@]})) "$rows_test" "$runs"

# line WHAT SECONDS LOSS ACCURACY
line() {
	printf '%-50s %8s %10s %9s %9.3f\n' "$1" "${2:+$(calc "$2")}" "${2:+$(calc "$rows_train / $2" %.0f)}" "$(calc "$3" %.5f)" "$(calc "$4" %.4f)"
}
declare -A loss
# line_ours ALGORITHM WHAT
line_ours() {
	local tested
	tested=$(test_model "$1-train" test)
	loss[$1]=${tested% *}
	line "$2" "$(took "$1" train)" "${tested% *}" "${tested#* }"
}
line_theirs() {
	loss[$1]=$(said "$1" log_loss)
	line "... $(said "$1" library)$2" "$(took "$1" train)" "${loss[$1]}" "$(said "$1" accuracy)"
}
printf '\n%-50s %8s %10s %9s %9s\n' "training and test" s rows/s "log loss" accuracy
frequencies=$(test_frequencies train test)
line "class frequencies" "" "${frequencies% *}" "${frequencies#* }"
for algorithm in "${algorithms[@]}"; do
	case $algorithm in
	logistic)
		iterations=$(model_metric logistic-train iterations)
		line_ours logistic "logistic, $iterations iterations"
		line_theirs sklearn ", $(said sklearn matrix), $(said sklearn iterations) iterations"
		;;
	boosted_trees)
		line_ours boosted_trees "boosted_trees, $rounds rounds, $threads threads"
		line_theirs xgboost ", $threads threads"
		;;
	random_forest) line_ours random_forest "random_forest, $trees trees, $threads threads" ;;
	*) line_ours "$algorithm" "$algorithm" ;;
	esac
done

if trains logistic || trains boosted_trees; then
	printf '\n%-58s %8s %8s\n' "how many times theirs" times "at most"
fi
if trains logistic; then
	target "logistic: log loss" "$(calc "${loss[logistic]} / ${loss[sklearn]}" %.4f)" 1.005 most
	target "... of the rows that it was trained on" "$(calc "$(model_metric logistic-train loss) / $(said sklearn train_loss)" %.4f)"
	target "logistic: time, reading the table included" "$(calc "$(took logistic train) / $(took sklearn train)")" 1 most
	if [ -n "$(said sklearn same_loss_seconds)" ]; then
		target "... of its $(said sklearn same_loss_iterations) iterations until it has the loss of ours" \
			"$(calc "$(took logistic train) / $(took same_loss train)")" 1 most
	fi
fi
if trains boosted_trees; then
	target "boosted_trees: log loss" "$(calc "${loss[boosted_trees]} / ${loss[xgboost]}" %.4f)" 1.005 most
	target "boosted_trees: time, reading the table included" "$(calc "$(took boosted_trees train) / $(took xgboost train)")" 1.25 most
fi

if trains logistic; then
	# a category has 4 bytes, a number in double precision 8
	encoded=$(calc "(4 * ${#categories[@]} + 8 * ${#numbers[@]}) * $rows_train / 1048576" %.1f)
	printf '\n%-58s %8s %8s\n' "memory of the session's own; the encoded rows: $encoded MB" MB "at most"
	target "logistic" "$(took logistic train 4)" "$(calc "1.5 * $encoded" %.1f)" most
	target "... the matrix of one column a level, single precision" "$(calc "4 * $(said sklearn columns) * $rows_train / 1048576" %.1f)"
	for algorithm in "${algorithms[@]}"; do
		[ "$algorithm" = logistic ] || target "$algorithm" "$(took "$algorithm" train 4)"
	done
fi

# an_iteration TABLE: seconds of logistic, divided by its iterations.
an_iteration() {
	calc "$(took logistic "$1") / $(model_metric "logistic-$1" iterations)" %.6f
}
# grow ALGORITHM
grow() {
	local table n
	printf '\n%-50s %8s %10s %s\n' "$1, by rows" s us/row "$([ "$1" != logistic ] || echo "iterations   us/row of each")"
	for table in quarter half train; do
		n=$(sql -c "SELECT count(*) FROM $table")
		printf '%-50s %8.2f %10.2f' "$n" "$(took "$1" $table)" "$(calc "1e6 * $(took "$1" $table) / $n")"
		[ "$1" != logistic ] || printf ' %10d %16.3f' "$(model_metric logistic-$table iterations)" "$(calc "1e6 * $(an_iteration $table) / $n" %.4f)"
		echo
	done
}
for algorithm in logistic boosted_trees; do
	! trains $algorithm || grow $algorithm
done
if trains logistic || trains boosted_trees; then
	printf '\n%-58s %8s %8s\n' "how many times as long, four times the rows" times "at most"
fi
if trains logistic; then
	target "logistic" "$(calc "$(took logistic train) / $(took logistic quarter)")"
	target "... an iteration" "$(calc "$(an_iteration train) / $(an_iteration quarter)")" 4.4 most
fi
! trains boosted_trees || target boosted_trees "$(calc "$(took boosted_trees train) / $(took boosted_trees quarter)")" 4.4 most
