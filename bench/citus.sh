#!/bin/bash
# Moments and PCA on Citus: are the aggregates pushed down, is the answer that
# of one server, and how long does it take?  Runs where Citus is installed for
# the server of pg_config, and says that it skips elsewhere.
#
#	ROWS=1000000 bench/citus.sh

set -euo pipefail
# shellcheck source=bench/lib.sh
. "$(dirname "$0")/lib.sh"

if [ ! -e "$("${PG_CONFIG:-pg_config}" --sharedir)/extension/citus.control" ]; then
	echo "skipped: Citus is not installed for $("${PG_CONFIG:-pg_config}" --version)"
	exit 0
fi

bench_begin "shared_preload_libraries = 'citus'" "citus.enable_version_checks = off"
progress "one server that is coordinator and worker, 8 shards"
sql <<-END
	CREATE EXTENSION citus;
	SET citus.shard_count = 8;
	CREATE TABLE plain AS
	SELECT i AS id, sin(i) AS a, sin(i) + cos(i * 3) AS b, sin(i * 7) AS c, cos(i * 11) AS d
	  FROM generate_series(1, $rows) AS i;
	CREATE TABLE spread (LIKE plain);
	SELECT create_distributed_table('spread', 'id');
	INSERT INTO spread SELECT * FROM plain;
END

failed=0
# check WHAT QUERY: a query whose one result must be t; rows may not be gathered.
check() {
	if [ "$(sql -c "SET citus.coordinator_aggregation_strategy = 'disabled'" -c "$2")" = t ]; then
		echo "ok - $1"
	else
		echo "not ok - $1"
		failed=1
	fi
}
values="ARRAY[a, b, c, d]"
check "moments_agg is pushed down and counts all rows" \
	"SELECT analytics.n(analytics.moments_agg($values)) = $rows FROM spread"
check "pca_fit has the eigenvalues of one server" "
	SELECT bool_and(abs(s.eigenvalue - p.eigenvalue) <= 1e-12)
	  FROM analytics.pca_variance((SELECT analytics.pca_fit($values) FROM spread)) AS s
	  JOIN analytics.pca_variance((SELECT analytics.pca_fit($values) FROM plain)) AS p USING (component)"
check "states of groups that span the shards" "
	SELECT sum(n) = $rows
	  FROM (SELECT analytics.n(analytics.moments_agg($values)) AS n FROM spread GROUP BY id % 10) AS g"
check "a PCA as a value is used on the shards" "
	SELECT count(*) = $rows
	  FROM (SELECT analytics.pca_transform((SELECT analytics.pca_fit($values) FROM plain), $values) AS t
	          FROM spread) AS s
	 WHERE t IS NOT NULL"

for table in plain spread; do
	printf '%-8s ' "$table"
	sql -c '\timing on' -c "SELECT analytics.n(analytics.moments_agg($values)) FROM $table" | grep Time
done
exit $failed
