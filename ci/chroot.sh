# shellcheck shell=bash
# Debian systems in folders of their own, for stages that try another release or
# a machine without anything: sourced after testing.sh.  Takes root, debootstrap
# and a Debian mirror.

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
