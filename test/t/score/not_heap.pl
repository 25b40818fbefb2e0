# tables of another access method than heap, and heap under another name: scored
# the executor's ordinary way, or read directly
use strict;
use warnings;

use IPC::Run;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $cc = $ENV{CC} // 'cc';
my $folder = PostgreSQL::Test::Utils::tempdir;
chomp(my $include = `pg_config --includedir-server`);
system($cc, '-shared', '-fPIC', '-O1', "-I$include", '-o', "$folder/not_heap.so", 'test/modules/not_heap.c') == 0
  or plan skip_all => "$cc cannot compile an extension";

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->append_conf('postgresql.conf', "autovacuum = off\nmax_parallel_workers_per_gather = 0");
$node->start;
$node->safe_psql('postgres', qq{
	CREATE EXTENSION analytics;
	CREATE FUNCTION not_heap_handler(internal) RETURNS table_am_handler LANGUAGE c AS '$folder/not_heap.so';
	CREATE ACCESS METHOD not_heap TYPE TABLE HANDLER not_heap_handler;
	CREATE ACCESS METHOD also_heap TYPE TABLE HANDLER heap_tableam_handler;
	CREATE TABLE h AS SELECT i AS id, (i % 13)::float8 AS a, CASE WHEN i % 3 = 0 THEN 'u' ELSE 'v' END AS b, i AS c
	  FROM generate_series(1, 200) AS i;
	CREATE TABLE n (LIKE h) USING not_heap;
	CREATE TABLE also (LIKE h) USING also_heap;
	CREATE TABLE p (LIKE h) PARTITION BY RANGE (id);
	CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (100);
	CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (100) TO (1000) USING not_heap;
	INSERT INTO n SELECT * FROM h;
	INSERT INTO also SELECT * FROM h;
	INSERT INTO p SELECT * FROM h;
	SELECT analytics.train('m', 'linear', \$\$SELECT a, b, a * 2 + CASE b WHEN 'u' THEN 100 ELSE 0 END AS y FROM h\$\$, 'y');
	SELECT analytics.train('m', 'linear', 'SELECT a, b, c, a + c AS y FROM h', 'y', deploy => false)});

my %queries = (
	'a plain scan' => "SELECT md5(string_agg(s, ' ' ORDER BY s)) FROM (SELECT id || ' ' || round(analytics.predict_value('m', %s)::numeric, 6) AS s FROM %s OFFSET 0) AS s",
	'an aggregate' => "SELECT round(sum(analytics.predict_value('m', %s))::numeric, 6) FROM %s",
	'a sort' => "SELECT string_agg(s::text, ' ') FROM (SELECT round(analytics.predict_value('m', x)::numeric, 6) AS s FROM %2\$s AS x ORDER BY analytics.predict_value('m', x) DESC, id LIMIT 20) AS s",
	'a join' => "SELECT round(sum(analytics.predict_value('m', x) + analytics.predict_value('m', y))::numeric, 6) FROM %2\$s AS x JOIN h AS y USING (id)",
	'a returned row' => "INSERT INTO %2\$s VALUES (500, 3, 'u', 7) RETURNING analytics.predict_value('m', %1\$s)",
	'all of the row' => "SELECT count(*) FROM %2\$s AS x, analytics.explain('m', x) AS e");
for my $what (sort keys %queries)
{
	my %result = map { $_ => $node->safe_psql('postgres', 'BEGIN; ' . sprintf($queries{$what}, $_, $_) . '; ROLLBACK') } qw(h n also p);
	is($result{n}, $result{h}, "not heap: $what");
	is($result{also}, $result{h}, "heap by another name: $what");
	is($result{p}, $result{h}, "partitions of both kinds: $what");
}

# a plan for another version than the snapshot's, deployed while a constant is
# computed in planning
$node->safe_psql('postgres', q{
	CREATE FUNCTION meanwhile() RETURNS integer IMMUTABLE LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(0.8); RETURN 0; END'});
for my $table (qw(h n also p))
{
	for my $from (1, 2)
	{
		my $to = 3 - $from;
		$node->safe_psql('postgres', "SELECT analytics.deploy_model('m', $from)");
		my $deploy = IPC::Run::start([ 'psql', '-XAtq', '-c', 'SELECT pg_sleep(0.3)', '-c', "SELECT analytics.deploy_model('m', $to)",
			'-d', $node->connstr('postgres') ], '>', \my $ignored);
		my ($status, $out, $err) = $node->psql('postgres', '\set VERBOSITY verbose' . "\n"
			  . "SELECT round(sum(analytics.predict_value('m', $table) + meanwhile())) FROM $table");
		$deploy->finish;
		# those of version 1 are at hand; version 2 reads one more, for which the row is fetched, where it can be
		if ($to == 2 && ($table eq 'n' || $table eq 'p'))
		{
			like($err, qr/40001: another version of model "m" was deployed while the statement was planned/, "$table, to version $to");
			next;
		}
		is($out, $node->safe_psql('postgres', "SELECT round(sum(analytics.predict_value('m', $table))) FROM $table"), "$table, to version $to");
	}
}
$node->stop;
done_testing();
