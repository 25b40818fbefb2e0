# training in passes: memory does not grow with the rows; gradients of two servers
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Servers;
use Test::More;

my $bound = 1024;		# kB
my $few = 5000;
my $many = 200000;
my $values = q{i % 17 + sin(i) AS x, CASE WHEN i % 9 > 0 THEN 'l' || i % 5 END AS level,
	(ARRAY['a', 'b', 'c'])[1 + (i * 7919 % 23 + i % 17 / 3) % 3] AS class};

sub make_node
{
	my $node = PostgreSQL::Test::Cluster->new(shift);
	$node->init;
	$node->append_conf('postgresql.conf', "fsync = off\nautovacuum = off\nmax_parallel_workers_per_gather = 0");
	$node->start;
	$node->safe_psql('postgres', 'CREATE EXTENSION analytics');
	return $node;
}

# ----- memory -----

my $one = make_node('one');
$one->safe_psql('postgres', "CREATE TABLE rows AS SELECT i, $values FROM generate_series(1, $many) AS i");

sub train
{
	my ($method, $rows) = @_;
	return qq{SELECT analytics.train('m', 'logistic', 'SELECT x, level, class FROM rows WHERE i <= $rows', 'class',
		'{"method": "$method", "max_iterations": 3}') > 0;};
}

SKIP:
{
	skip 'needs /proc/self/status' if !-e '/proc/self/status';

	# the most that the session ever had: what is given back counts, too
	my $memory = q{SELECT 'memory', substring(pg_read_file('/proc/self/status') FROM 'RssAnon:\s+(\d+)'),
		substring(pg_read_file('/proc/self/status') FROM 'VmHWM:\s+(\d+)');};
	my %most;

	for my $method ('passes', 'memory')
	{
		my $out = $one->safe_psql('postgres', 'SET client_min_messages = error; SET analytics.progress_interval = 0;'
			  . train('passes', $few) . train($method, $few) . $memory . train($method, $many) . $memory);
		my @samples = map { [ split /\|/ ] } $out =~ /^memory\|(.*)$/mg;
		$most{$method} = $samples[1][1] - $samples[0][1];
		cmp_ok($samples[1][0] - $samples[0][0], '<', $bound, 'the process does not grow by passes') if $method eq 'passes';
		diag("$method: kB after $few rows: $samples[0][0], most $samples[0][1]; after $many: $samples[1][0], most $samples[1][1]");
	}
	# shared buffers count in what a process has, once for both
	cmp_ok($most{memory} - $most{passes}, '>', $many * 12 / 1024 / 2, 'which rows that are kept do');
}

# ----- two servers -----

my $two = make_node('two');
my $part = 'id integer, x float8, level text, class text';
for my $node ([ $one, 0 ], [ $two, 1 ])
{
	$node->[0]->safe_psql('postgres', qq{
		CREATE TABLE part ($part);
		INSERT INTO part SELECT i, $values FROM generate_series(1, 4000) AS i WHERE i % 2 = $node->[1];
		CREATE TABLE asked (model analytics.model);
		CREATE VIEW pass AS
			SELECT analytics.logistic_pass(a.model, p, p.class) AS gradient FROM part AS p, asked AS a;
		INSERT INTO asked VALUES (NULL)});
}
my $tables = join('', map { qq{
	CREATE FOREIGN TABLE asked_$_ (model analytics.model) SERVER node_$_ OPTIONS (table_name 'asked');
	CREATE FOREIGN TABLE pass_$_ (gradient analytics.gradient) SERVER node_$_ OPTIONS (table_name 'pass');
	CREATE FOREIGN TABLE part_$_ ($part) SERVER node_$_ OPTIONS (table_name 'part');} } 1 .. 2);
$one->safe_psql('postgres', Servers::reach($one, $two) . $tables . qq{
	CREATE TABLE whole AS SELECT i AS id, $values FROM generate_series(1, 4000) AS i;
	CREATE VIEW parts AS TABLE part_1 UNION ALL TABLE part_2;
	SELECT analytics.train('whole', 'logistic', 'SELECT x, level, class FROM whole', 'class');
	UPDATE asked_1 SET model = analytics.model_value('whole');
	UPDATE asked_2 SET model = analytics.model_value('whole')});

my $gradient = 'SELECT analytics.gradient_merge(gradient) AS g FROM (TABLE pass_1 UNION ALL TABLE pass_2) AS p';
is($one->safe_psql('postgres', "SELECT analytics.n(g), analytics.skipped(g) FROM ($gradient) AS m"),
	'4000|0', 'each server adds up its own rows');
is($one->safe_psql('postgres', qq{
	SELECT max(abs(a.value - b.value)) < 1e-9, count(*) > 20
	  FROM ($gradient) AS merged, analytics.derivatives(merged.g) AS a
	  JOIN LATERAL (SELECT d.* FROM (SELECT analytics.logistic_pass(analytics.model_value('whole'), w, w.class) AS g
		  FROM whole AS w) AS at_once, analytics.derivatives(at_once.g) AS d) AS b USING (i)}),
	't|t', 'the sums are those of all rows');

# foreign rows are a source like any other, read once for each step
is($one->safe_psql('postgres', q{
	SET client_min_messages = error;
	SELECT analytics.train('foreign', 'logistic', 'SELECT x, level, class FROM parts', 'class', '{"method": "passes"}');
	SELECT max(abs(a.coefficient - b.coefficient)) < 1e-6
	  FROM (SELECT *, row_number() OVER () AS i FROM analytics.model_coefficients('whole')) AS a
	  JOIN (SELECT *, row_number() OVER () AS i FROM analytics.model_coefficients('foreign')) AS b USING (i)}),
	"1\nt", 'foreign tables are trained on');

# a cancel while a step is read: in time, and nothing is left
my ($result, $out, $err) = $one->psql('postgres', q{
	SET statement_timeout = '1500ms';
	SELECT analytics.train('never', 'logistic', 'SELECT x, level, class FROM rows, generate_series(1, 4)', 'class', '{"method": "passes", "tolerance": 1e-15}')});
like($err, qr/canceling statement due to statement timeout/, 'a pass can be cancelled');
is($one->safe_psql('postgres', "SELECT count(*) FROM analytics.models WHERE name = 'never'"), 0, 'no model is left');

$one->stop;
$two->stop;
done_testing();
