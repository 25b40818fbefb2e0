# Shared by the demo, the tests and the benchmarks: packages, the server's
# programs, and private clusters that touch nothing else on the machine.
#
#	. "$(dirname "$0")/../ci/lib.sh"
#
# shellcheck shell=bash

export LC_ALL=C.UTF-8

# die MESSAGE...: give up.
die() {
	printf '%s: %s\n' "${0##*/}" "$*" >&2
	exit 1
}

# as_root CMD...: directly, or through sudo.
as_root() {
	if [ "$(id -u)" -eq 0 ]; then
		"$@"
	elif command -v sudo >/dev/null; then
		sudo "$@"
	else
		die "needs root or sudo to run: $*"
	fi
}

# as_pg CMD...: as a user who may run a server: postgres for root, else
# oneself.  From /, since that user may not read the current folder.
as_pg() {
	if [ "$(id -u)" -eq 0 ]; then
		(cd / && runuser -u postgres -- "$@")
	else
		(cd / && "$@")
	fi
}

# is_installed PKG: whether Debian's package is installed.
is_installed() {
	[ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# apt_get CMD...: apt-get, without questions and without chatter.
apt_get() {
	as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 "$@"
}

# need_packages PKG...: install those that are missing.
need_packages() {
	local package missing=()
	for package; do
		is_installed "$package" || missing+=("$package")
	done
	[ ${#missing[@]} -eq 0 ] && return
	command -v apt-get >/dev/null || die "needs the packages ${missing[*]}, and there is no apt-get to install them"
	apt_get update
	apt_get install --no-install-recommends "${missing[@]}"
}

# need_postgres: install a server and what extensions are built with.  A new
# server gets no cluster of its own; one that was there is left alone.
need_postgres() {
	local major conf=/etc/postgresql-common/createcluster.conf
	need_packages make gcc libc6-dev zlib1g-dev libbz2-dev liblzma-dev \
		libopenblas-serial-dev liblapacke-dev liblbfgs-dev libxgboost-dev
	if ! major=$(pg_major); then
		need_packages postgresql-common
		# The distribution's version is what "postgresql" depends on.
		major=$(apt-cache depends postgresql | sed -n 's/.*Depends: postgresql-\([0-9]*\)$/\1/p' | head -n 1)
		major=${major:-15}
		as_root cp -p "$conf" "$conf.before"
		echo 'create_main_cluster = false' | as_root tee -a "$conf" >/dev/null
		need_packages "postgresql-$major" || { as_root mv "$conf.before" "$conf"; return 1; }
		as_root mv "$conf.before" "$conf"
	fi
	[ -n "${PG_CONFIG:-}" ] || need_packages "postgresql-server-dev-$major"
}

# pg_major: the server's major version: PG_CONFIG's, else the newest of
# Debian's that is installed.
pg_major() {
	if [ -n "${PG_CONFIG:-}" ]; then
		"$PG_CONFIG" --version | sed 's/[^0-9]*\([0-9]*\).*/\1/'
		return
	fi
	local postgres
	postgres=$(printf '%s\n' /usr/lib/postgresql/*/bin/postgres | sort -V | tail -n 1)
	[ -x "$postgres" ] && basename "${postgres%/bin/postgres}"
}

# pg_bindir: the folder of initdb, pg_ctl, psql and pg_config.
pg_bindir() {
	if [ -n "${PG_CONFIG:-}" ]; then
		"$PG_CONFIG" --bindir
	else
		echo "/usr/lib/postgresql/$(pg_major)/bin"
	fi
}

# private_cluster_start DIR [LINE...]: a new cluster in DIR/data with the
# given lines added to postgresql.conf, its log in DIR/server.log, its socket
# in DIR and no other way in.  DIR exists, best under /tmp, and becomes as_pg's.
# psql and the like find the cluster from here on.
private_cluster_start() {
	local folder=$1 line bin
	shift
	bin=$(pg_bindir)
	[ "$(id -u)" -ne 0 ] || chown postgres: "$folder" || return
	as_pg "$bin/initdb" --pgdata="$folder/data" --username=postgres --auth=trust \
		--encoding=UTF8 --locale=C --no-sync || return
	# What a crash would lose is of no value here.
	for line in "listen_addresses = ''" "unix_socket_directories = '$folder'" "port = 5432" \
		"fsync = off" "full_page_writes = off" "synchronous_commit = off" \
		"wal_level = minimal" "max_wal_senders = 0" "max_wal_size = 4GB" "$@"; do
		printf '%s\n' "$line"
	done | as_pg tee -a "$folder/data/postgresql.conf" >/dev/null
	as_pg "$bin/pg_ctl" --pgdata="$folder/data" --log="$folder/server.log" --wait --silent start || return
	unset PGHOSTADDR PGSERVICE PGOPTIONS PGPASSWORD PGSSLMODE
	export PGHOST=$folder PGPORT=5432 PGUSER=postgres PGDATABASE=postgres
}

# private_cluster_stop DIR: stop it if it runs; its files stay.
private_cluster_stop() {
	[ -e "$1/data/postmaster.pid" ] || return 0
	as_pg "$(pg_bindir)/pg_ctl" --pgdata="$1/data" --mode=immediate --wait --silent stop
}
