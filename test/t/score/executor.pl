# executor.pl - what reads a table does it by the executor's rules
#
# Modules that audit reads are asked, whichever way the table is then read; a table
# whose access method is not heap is read the ordinary way.
use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $folder = PostgreSQL::Test::Utils::tempdir();
my $module = "$folder/observer.so";
my ($headers) = run_command([ 'pg_config', '--includedir-server' ]);
my $compiler = $ENV{CC} // 'cc';
plan skip_all => "no compiler ($compiler), or no headers of the server"
	if !-e "$headers/postgres.h" || system("$compiler --version >/dev/null 2>&1") != 0;
is(system($compiler, '-shared', '-fPIC', '-O1', '-I', $headers, '-o', "$folder/$_.so", "test/modules/$_.c"), 0, "the module $_ compiles")
	for qw(observer not_heap);

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->append_conf('postgresql.conf', "fsync = off\njit = off\nautovacuum = off\nmin_parallel_table_scan_size = 0\nmax_parallel_workers_per_gather = 2");
$node->start;
$node->safe_psql('postgres', qq{
	CREATE EXTENSION analytics;
	CREATE FUNCTION not_heap_handler(internal) RETURNS table_am_handler AS '$folder/not_heap.so' LANGUAGE C;
	CREATE ACCESS METHOD not_heap TYPE TABLE HANDLER not_heap_handler;
	CREATE TABLE watched AS SELECT i, (i * i % 17)::float8 AS a, sin(i) AS b FROM generate_series(1, 1000) AS i;
	CREATE TABLE other_rows USING not_heap AS SELECT * FROM watched;
	CREATE VIEW seen AS SELECT a, b FROM watched;
	ANALYZE watched;
	CREATE ROLE reader;
	GRANT SELECT (a) ON watched TO reader;
});

# asked NAME QUERY: the tables of ours that the hook was told of; the query's output.
sub asked
{
	my ($query, $role) = @_;
	my ($status, $out, $err) = $node->psql('postgres', "LOAD '$module'; SET ROLE $role; $query");
	my %asked = map { $_ => 1 } grep { !/^registry/ } $err =~ /^.*NOTICE:  asked for (\w+)$/mg;
	my ($error) = $err =~ /ERROR:  (.*)/;
	return join(' ', sort keys %asked) . ': ' . ($error // $out);
}

my $superuser = $node->safe_psql('postgres', 'SELECT current_user');
is(asked('SELECT count(a) FROM watched', $superuser), 'watched: 1000', 'a query asks');
is(asked("SELECT analytics.fit_pca('p', 'watched')", $superuser), 'watched: 1', 'a table that is read by our own scan');
is(asked("SELECT analytics.fit_pca('p', 'watched'::regclass)", $superuser), 'watched: 2', 'by its OID');
is(asked("SELECT analytics.fit_pca('p', 'seen')", $superuser), 'seen watched: 3', 'a view');
is(asked("SELECT analytics.fit_pca('p', 'SELECT a, b FROM watched')", $superuser), 'watched: 4', 'a query');
is(asked("SELECT analytics.fit_pca('r', 'watched', columns => '{a}')", 'reader'), 'watched: 1', 'columns that may be read');
is(asked("SELECT analytics.fit_pca('r', 'watched')", 'reader'), ': permission denied for table watched', 'and others, as in a query');
is(asked("SELECT analytics.train('t', 'linear', 'watched', 'a')", $superuser), 'watched: 1', 'training');
is(asked("SELECT metric FROM analytics.evaluate('t', 'watched') WHERE metric = 'rows'", $superuser), 'watched: rows', 'evaluation');

# a table of another access method
my $compare = "SELECT bool_and(abs(a.eigenvalue - b.eigenvalue) < 1e-9) FROM analytics.pca_variance(analytics.pca_value('p', 1)) a
	JOIN analytics.pca_variance(analytics.pca_value('other')) b USING (component)";
like(($node->psql('postgres', "SELECT * FROM other_rows WHERE ctid >= '(0,1)' AND ctid < '(0,2)'"))[2], qr/no scans by ctid/, 'the access method is not heap');
is($node->safe_psql('postgres', "SELECT analytics.fit_pca('other', 'other_rows')"), '1', 'is read');
is($node->safe_psql('postgres', $compare), 't', 'as heap is');
is($node->safe_psql('postgres', "SELECT analytics.fit_pca('other', 'other_rows', on_null => 'error')"), '2', 'also where no NULL may be there');

$node->stop;
done_testing();
