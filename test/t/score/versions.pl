# one statement scores with one version, the one that its snapshot has deployed,
# whatever is deployed, trained and dropped beside it: on a primary and its
# standby, in serial and parallel plans, however the call reaches the model.
# AN_STATEMENTS is how many, of all kinds together.
use strict;
use warnings;

use IPC::Run;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $statements = $ENV{AN_STATEMENTS} // 240;

my $primary = PostgreSQL::Test::Cluster->new('primary');
$primary->init(allows_streaming => 1);
$primary->append_conf('postgresql.conf', q{
max_connections = 30
synchronous_commit = off
parallel_setup_cost = 0
parallel_tuple_cost = 0
min_parallel_table_scan_size = 0
max_standby_streaming_delay = -1
hot_standby_feedback = on
});
$primary->start;

# Version v of "switched" answers 1000 v + 5.  The four read different columns.
# Those of "replaced" do as well; only the newest is kept.
$primary->safe_psql('postgres', q{
	CREATE EXTENSION analytics;
	CREATE TABLE t (id integer, x float8, y float8, z float8, w text);
	INSERT INTO t SELECT i, i, i * 2 % 7, i * 3 % 11, 'w' FROM generate_series(1, 40) AS i;
	CREATE TABLE r AS SELECT i AS id, 5::float8 AS x, 5::float8 AS y, 5::float8 AS z, 'w'::text AS w FROM generate_series(1, 300) AS i;
	ALTER TABLE r SET (parallel_workers = 2);
	CREATE TABLE p (LIKE r) PARTITION BY RANGE (id);
	CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (150);
	CREATE TABLE p2 (w text, z float8, gone integer, y float8, x float8, id integer);
	ALTER TABLE p2 DROP COLUMN gone;
	ALTER TABLE p ATTACH PARTITION p2 FOR VALUES FROM (150) TO (301);
	INSERT INTO p SELECT * FROM r;
	CREATE VIEW v AS SELECT id, x + 0 AS x, y + 0 AS y, z + 0 AS z FROM r;
	SELECT analytics.train('switched', 'linear', 'SELECT x, x + 1000 AS target FROM t', 'target');
	SELECT analytics.train('switched', 'linear', 'SELECT y, z, y - z + 2005 AS target FROM t', 'target');
	SELECT analytics.train('switched', 'linear', 'SELECT z, z + 3000 AS target FROM t', 'target');
	SELECT analytics.train('switched', 'linear', 'SELECT x, y, z, x + y - z + 4000 AS target FROM t', 'target');
	SELECT analytics.train('replaced', 'linear', 'SELECT x, x + 1000 AS target FROM t', 'target');
	SELECT analytics.train('same columns', 'linear', 'SELECT x, x + 1000 AS target FROM t', 'target');
	SELECT analytics.train('same columns', 'linear', 'SELECT x, x + 2000 AS target FROM t', 'target');
	SELECT analytics.fit_pca('turned', 't', '{x,y}'), analytics.fit_pca('turned', 't', '{x,z}');
	CREATE FUNCTION version_of(score float8) RETURNS integer IMMUTABLE PARALLEL SAFE LANGUAGE sql
		RETURN round((score - 5) / 1000)::integer;
	CREATE FUNCTION deployed(model text) RETURNS integer STABLE PARALLEL SAFE LANGUAGE sql
		RETURN (SELECT version FROM analytics.models WHERE name = model AND deployed);
	CREATE FUNCTION scorer(r) RETURNS float8 STABLE PARALLEL SAFE LANGUAGE sql
		RETURN analytics.predict_value('switched', $1);
	CREATE FUNCTION opaque(r) RETURNS float8 STABLE PARALLEL SAFE LANGUAGE plpgsql
		AS $$ BEGIN RETURN analytics.predict_value('replaced', $1); END $$;
	ANALYZE});
$primary->backup('base');
my $standby = PostgreSQL::Test::Cluster->new('standby');
$standby->init_from_backup($primary, 'base', has_streaming => 1);
$standby->start;
$primary->wait_for_catchup($standby, 'replay', $primary->lsn('insert'));

# ----- the statements: division by zero, when a version is not the deployed one -----

sub statement
{
	my ($versions, $from, $model) = @_;
	return "SELECT 1 / (min(version) = max(version) AND min(version) = min(deployed))::integer"
	  . " FROM (SELECT unnest(ARRAY[$versions]) AS version, deployed('$model') AS deployed FROM $from) AS s;\n";
}

sub version { return "version_of(analytics.predict_value('$_[0]', $_[1]))"; }

my %scripts = (
	'plain scan' => "SELECT 1 / (a = b AND a = d)::integer FROM (SELECT " . version('switched', 'r')
	  . " AS a, " . version('switched', 'r') . " AS b, deployed('switched') AS d FROM r) AS s LIMIT 3;\n",
	'where' => "SELECT 1 / (d = " . version('switched', 'r') . ")::integer FROM r, LATERAL (SELECT deployed('switched') AS d) AS d WHERE "
	  . version('switched', 'r') . " = d LIMIT 2;\n",
	'parallel aggregate' => statement(version('switched', 'r') . ', ' . version('switched', 'r'), 'r', 'switched'),
	'parallel, replaced' => statement(version('replaced', 'r') . ', version_of(opaque(r))', 'r', 'replaced'),
	'unbound' => statement(version('replaced', 'a') . ', ' . version('replaced', 'b'),
		'(SELECT r AS a, r AS b FROM r OFFSET 0) AS s', 'replaced'),
	'join' => statement(version('switched', 'a') . ', ' . version('switched', 'b'), 'r AS a JOIN r AS b USING (id)', 'switched'),
	'sorted' => "SELECT 1 / (a = deployed('switched'))::integer FROM (SELECT " . version('switched', 'r')
	  . " AS a FROM r ORDER BY analytics.predict_value('switched', r), id LIMIT 5) AS s;\n",
	'partitions' => statement(version('switched', 'p'), 'p', 'switched'),
	'view' => statement(version('same columns', 'v'), 'v', 'same columns'),
	'functions' => statement('version_of(scorer(r)), version_of(scorer(r)), ' . version('switched', 'r'), 'r', 'switched'),
	'dynamic name' => statement("version_of(analytics.predict_value(m.name, r)), " . version('switched', 'r'),
		"r, (VALUES ('switched'), ('switched')) AS m (name)", 'switched'),
	'lateral' => "SELECT 1 / (count(DISTINCT e.step) = CASE deployed('switched') WHEN 4 THEN 3 WHEN 2 THEN 2 ELSE 1 END)::integer"
	  . " FROM (SELECT * FROM r LIMIT 2) AS r, analytics.explain('switched', r) AS e;\n",
	'pca' => "SELECT 1 / (count(DISTINCT s) = 1)::integer FROM (SELECT unnest(ARRAY[analytics.transform('turned', r)::text,"
	  . " analytics.transform('turned', r)::text]) AS s FROM r LIMIT 20) AS s;\n");

my $folder = PostgreSQL::Test::Utils::tempdir;
my $files = 0;
sub script
{
	my $file = "$folder/" . ++$files;
	append_to_file($file, $_[0]);
	return $file;
}
my %files = map { $_ => script($scripts{$_}) } keys %scripts;

# ----- what happens beside them -----

# pgbench's options that make it run until it is stopped, at most so many a second
sub start_beside
{
	my ($rate, @files) = @_;
	my $log = '';
	return IPC::Run::start([ 'pgbench', '-n', '-c', '1', '-T', '3600', '-R', $rate, (map { ('-f', $_) } @files),
		$primary->connstr('postgres') ], '<', \undef, '>', \$log, '2>&1');
}

my $deploy = script(q{\set v random(1, 4)
SELECT analytics.deploy_model('switched', :v);
\set v random(1, 2)
SELECT analytics.deploy_model('same columns', :v);
\set v random(1, 2)
SELECT analytics.deploy_model('turned', :v);
});
my $replace = script(q{SELECT deployed('replaced') + 1 AS v, (ARRAY['x', 'y', 'z'])[1 + (deployed('replaced')) % 3] AS c \gset
SELECT analytics.train('replaced', 'linear', 'SELECT ' || :'c' || ', ' || :'c' || ' + 1000 * ' || :v || ' AS target FROM t', 'target');
SELECT analytics.drop_model('replaced', :v - 1);
} =~ s/:'c'/(ARRAY['x', 'y', 'z'])[1 + (:v - 1) % 3]/gr =~ s/, \(ARRAY\[[^\n]*AS c \\gset/ \\gset/r);
my @beside = (start_beside(57, $deploy), start_beside(20, $replace));
END { $_->kill_kill for @beside }

# ----- the test -----

my @kinds = sort keys %scripts;
my @modes = ('simple', 'extended', 'prepared');
my $each = int(($statements + 2 * @modes - 1) / (2 * @modes));
my $began = time;
for my $node ($primary, $standby)
{
	for my $mode (@modes)
	{
		my $out = '';
		IPC::Run::run([ 'pgbench', '-n', '-c', '1', '-t', $each, '-M', $mode, (map { ('-f', $files{$_}) } @kinds),
			$node->connstr('postgres') ], '<', \undef, '>', \$out, '2>&1');
		my $failed = $out =~ /script (\d+) aborted/ ? "$kinds[$1]: $out" : $out =~ m{actually processed: $each/$each\b} ? '' : $out;
		is($failed, '', $node->name . ": $each statements, $mode");
	}
}
my $changes = $primary->safe_psql('postgres', "SELECT last_version FROM analytics.registry WHERE name = 'replaced'");
cmp_ok($changes, '>', 10, 'models were replaced meanwhile');
note(6 * $each . ' statements in ' . (time - $began) . " s beside $changes trainings");
$_->kill_kill for splice @beside;
$standby->stop;
$primary->stop;
done_testing();
