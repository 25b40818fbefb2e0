# shellcheck shell=bash
# Debian systems in folders of their own, for stages that try another release or
# a machine without anything: sourced after testing.sh.  Takes root, debootstrap
# and a Debian mirror.
#
# shellcheck disable=SC2120,SC2154 # a machine is not always named; testing.sh counts

# inside FOLDER CMD...: with that folder as the root of a system of its own, all
# of whose processes end with the command.
inside() {
	local folder=$1
	shift
	unshare --mount --pid --fork --kill-child --root="$folder" --wd=/ --mount-proc \
		env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"
}

mirror() {
	# shellcheck disable=SC2016
	apt-get indextargets --format '$(SITE)' 'Created-By: Packages' | grep -m 1 'debian$'
}

# system SUITE FOLDER: a minimal Debian without any server, which starts no service.
system() {
	debootstrap --variant=minbase "$1" "$2" "$(mirror)" || return
	printf '#!/bin/sh\nexit 101\n' >"$2/usr/sbin/policy-rc.d"
	chmod 755 "$2/usr/sbin/policy-rc.d"
	mkdir -p "$2/etc/postgresql-common/createcluster.d" "$2/src"
	echo 'create_main_cluster = false' >"$2/etc/postgresql-common/createcluster.d/none.conf"
	inside "$2" apt-get -qq update
}

# get_system SUITE [NAME]: its folder is $system then, with the tree in its
# /src/analytics; on failure the reason is the last line said.  AN_SYSTEMS names a
# folder where systems are kept for the next time.
get_system() {
	local name=${2:-$1}
	[ "$(id -u)" -eq 0 ] || { echo "takes root"; return 1; }
	need_packages debootstrap >/dev/null 2>&1 || { echo "there is no debootstrap"; return 1; }
	system=${AN_SYSTEMS:-$stage_folder}/$name
	if [ ! -e "$system" ]; then
		mkdir -p "${system%/*}"
		system "$1" "$system" >"$stage_folder/$name.log" 2>&1 || { tail -n 1 "$stage_folder/$name.log"; rm -rf "$system"; return 1; }
	fi
	rm -rf "$system/src/analytics"
	copy_tree "$system/src/analytics"
}

# drop_system: the system of the last get_system, unless it is to be kept.
drop_system() {
	[ -n "${AN_SYSTEMS:-}" ] || rm -rf "$system"
}

# install_in_system PACKAGE...: into it, those that are missing.
install_in_system() {
	inside "$system" apt-get -qq install --no-install-recommends -y "$@"
}

# system_name, libraries_in_system [MACHINE]: what is tested with, for a table.
system_name() {
	sed -n 's/^PRETTY_NAME="\(.*\)"/\1/p' "$system/etc/os-release"
}
libraries_in_system() {
	local of=${1:+:$1}
	export DPKG_ADMINDIR=$system/var/lib/dpkg
	printf 'OpenBLAS %s, cmocka %s, XGBoost %s' "$(version_of "libopenblas0-serial$of")" \
		"$(version_of "libcmocka-dev$of")" "$(version_of "libxgboost-dev$of")"
	unset DPKG_ADMINDIR
}

# in_copy CMD...: in $copy, a folder of the system.
in_copy() {
	# The command is not process 1: timeout would take that for the end of its parent.
	# shellcheck disable=SC2016 # expanded inside
	inside "$system" env CMOCKA_MESSAGE_OUTPUT=TAP sh -c 'cd "$0" || exit; "$@"; exit $?' "$copy" "$@"
}

# test_core NAME MAKE_ARGUMENT...: in a copy of the tree there, which is dropped
# then, a build without warnings, the unit tests and the corpus; run_here runs their
# programs.  The results are $cells of a table.
test_core() {
	local name=$1 kind before
	shift
	copy=/src/$name
	rm -rf "${system:?}$copy"
	cp -a "$system/src/analytics" "$system$copy"
	if ! in_copy make -s -j "$(nproc)" WERROR=-Werror OPTFLAGS=-g0 SANITIZE= "$@" >"$stage_folder/log" 2>&1; then
		failed "$name does not build"
		tail -n 40 "$stage_folder/log"
		cells="**does not build** | - | -"
		return
	fi
	passed
	cells="no warning"
	for kind in run_unit_tests replay_corpus; do
		before=("$count_passed" "$count_failed" "$count_skipped")
		"$kind" "$system$copy" run_here >"$stage_folder/listed"
		grep -vE ' (tests|inputs)$' "$stage_folder/listed" || true
		cells+=" | $(cell_since "${before[@]}")"
	done
	rm -rf "${system:?}$copy"
}
