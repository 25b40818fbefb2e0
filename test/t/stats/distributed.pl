# two servers behind postgres_fdw: states travel, rows do not
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Servers;
use Test::More;

my @columns = map { "c$_" } 1 .. 12;
my $array = 'ARRAY[' . join(', ', @columns) . ']';

# row i of all rows, whichever server it is on
my $values = join(', ', map { "sin(i * 0.1$_) * $_ + cos(i * 0.0$_$_)" } 1 .. 12);

sub make_node
{
	my ($name, $first, $last) = @_;
	my $node = PostgreSQL::Test::Cluster->new($name);
	$node->init;
	$node->start;
	$node->safe_psql('postgres', qq{
		CREATE EXTENSION analytics;
		CREATE TABLE part (} . join(', ', map { "$_ float8 NOT NULL" } @columns) . qq{);
		INSERT INTO part SELECT $values FROM generate_series($first, $last) AS i});
	return $node;
}

my $one = make_node('one', 1, 6000);
my $two = make_node('two', 6001, 10000);

# the first server is the coordinator, and has all rows for comparison
my $part = join(', ', map { "$_ float8" } @columns);
$one->safe_psql('postgres', Servers::reach($one, $two) . qq{
	CREATE FOREIGN TABLE part_1 ($part) SERVER node_1 OPTIONS (table_name 'part');
	CREATE FOREIGN TABLE part_2 ($part) SERVER node_2 OPTIONS (table_name 'part');
	CREATE TABLE whole (LIKE part);
	INSERT INTO whole SELECT $values FROM generate_series(1, 10000) AS i});

my $states = "SELECT analytics.moments_agg($array) AS state FROM part_1
	UNION ALL SELECT analytics.moments_agg($array) FROM part_2";

my $plan = $one->safe_psql('postgres', "EXPLAIN (VERBOSE, COSTS OFF)
	SELECT analytics.pca(analytics.moments_merge(state)) FROM ($states) AS s");
my @pushed = $plan =~ /Remote SQL: SELECT analytics\.moments_agg\(/g;
is(scalar(@pushed), 2, 'each server aggregates its own rows');
my @async = $plan =~ /Async Foreign Scan/g;
# before 15 only scans of tables are asynchronous, aggregates of theirs are not
is(scalar(@async), $one->pg_version >= 15 ? 2 : 0, 'both at the same time, since 15');

is($one->safe_psql('postgres',
		"SELECT analytics.n(analytics.moments_merge(state)) FROM ($states) AS s"),
	10000, 'all rows are counted');

my $same = $one->safe_psql('postgres', qq{
	SELECT max(abs(a.value - b.value)) < 1e-12 * max(abs(b.value)), count(*)
	  FROM (SELECT analytics.moments_merge(state) AS m FROM ($states) AS s) AS merged,
	       (SELECT analytics.moments_agg($array) AS m FROM whole) AS at_once,
	       LATERAL analytics.covariance(merged.m) AS a
	  JOIN LATERAL analytics.covariance(at_once.m) AS b ON (b.i, b.j) = (a.i, a.j)});
like($same, qr/^t\|/, 'merged covariances are those of all rows');

$same = $one->safe_psql('postgres', qq{
	SELECT max(abs(a.eigenvalue - b.eigenvalue)) < 1e-12 * max(b.eigenvalue), count(*)
	  FROM (SELECT analytics.pca(analytics.moments_merge(state)) AS p FROM ($states) AS s) AS merged,
	       (SELECT analytics.pca_fit($array) AS p FROM whole) AS at_once,
	       LATERAL analytics.pca_variance(merged.p) AS a
	  JOIN LATERAL analytics.pca_variance(at_once.p) AS b USING (component)});
is($same, 't|12', 'and so are the principal components');

# by partition: the servers are partitions of one table
$one->safe_psql('postgres', q{
	CREATE TABLE by_node (node integer, } . join(', ', map { "$_ float8" } @columns) . q{)
		PARTITION BY LIST (node)});
for my $n (1, 2)
{
	$one->safe_psql('postgres', qq{
		CREATE FOREIGN TABLE by_node_$n PARTITION OF by_node FOR VALUES IN ($n)
			SERVER node_$n OPTIONS (table_name 'numbered')});
}
$_->safe_psql('postgres', 'CREATE VIEW numbered AS SELECT ' . ($_ == $one ? 1 : 2) . ' AS node, * FROM part')
	for $one, $two;
$one->safe_psql('postgres', 'ANALYZE by_node_1, by_node_2');
$plan = $one->safe_psql('postgres', "SET enable_partitionwise_aggregate = on; EXPLAIN (VERBOSE, COSTS OFF)
	SELECT analytics.pca(analytics.moments_merge(state))
	  FROM (SELECT node, analytics.moments_agg($array) AS state FROM by_node GROUP BY node) AS s");
@pushed = $plan =~ /Remote SQL: SELECT node, analytics\.moments_agg\(/g;
is(scalar(@pushed), 2, 'partitions by server are aggregated by their servers') or diag($plan);

# one server's states as text into the other
my $text = $two->safe_psql('postgres', "SELECT analytics.moments_agg($array) FROM part");
is($one->safe_psql('postgres', qq{
		SELECT analytics.n(analytics.moments_merge(s)) FROM (VALUES
			((SELECT analytics.moments_agg($array) FROM part)), ('$text'::analytics.moments)) AS v (s)}),
	10000, 'a state travels as text, too');

$_->stop for $one, $two;
done_testing();
