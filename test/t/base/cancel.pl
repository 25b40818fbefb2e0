# cancel.pl - whatever runs stops within a second when it is asked to
#
# Imports of files that take long, at many points of the import; scoring and
# checking of tables that take hours.
use strict;
use warnings;

use Compress::Zlib ();
use Cwd;
use IPC::Run;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(time usleep);

my $golden = getcwd() . '/test/golden/c50';
my $patience = 1;		# seconds

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->append_conf('postgresql.conf', "fsync = off\njit = off\nautovacuum = off");
$node->start;
my $folder = $node->basedir;

# ----- files that take long to import -----

# write_gzip NAME HEAD PIECE TIMES: a small file that is a large one inside.
sub write_gzip
{
	my ($name, $head, $piece, $times) = @_;
	my $file = Compress::Zlib::gzopen("$folder/$name", 'wb1') or die;
	$file->gzwrite($head);
	$file->gzwrite($piece) for 1 .. $times;
	$file->gzclose;
	return "$folder/$name";
}

my $names = "| big\noutcome.\n\noutcome: no,si.\nx: continuous.\nf: a,b,c.\n";
my $header = qq{id="See5/C5.0 2.07 GPL Edition 2024-01-01"\n};
# a tree that is a chain of 1000 splits, twice
my $split = qq{type="2" class="no" freq="600,400" att="x" forks="3" cut="%d.25"\ntype="0" class="no"\ntype="0" class="si" freq="200,300"\n};
my $chain = join('', map { sprintf $split, $_ } 1 .. 1000) . qq{type="0" class="si" freq="2,9"\n};
my $rds_head = pack 'a2NNN', "X\n", 2, 0x00040202, 0x00020300;
my %file = (
	'a model of 3 million nodes' => write_gzip('trees', qq{$names$header} . qq{entries="1000"\n}, $chain, 1000),
	'500 MB of nothing' => write_gzip('zeros', '', "\0" x 1_000_000, 500),
	'a list of 40 million items' => write_gzip('list', $rds_head . pack('NN', 19, 40_000_000), pack('N', 254) x 100_000, 400),
	'a string of 250 MB' => write_gzip('string', $rds_head . pack('NNNN', 16, 1, 0x00040009, 250_000_000), 'x' x 1_000_000, 250),
);

$node->safe_psql('postgres', qq{
	CREATE EXTENSION analytics;
	SELECT analytics.import_model('m', pg_read_binary_file('$golden/hand_subset/model.rds'));
	SELECT analytics.import_model('rules', pg_read_binary_file('$golden/hand_rules/model.rds'));
	CREATE TABLE t (x float8, f text);
	INSERT INTO t SELECT i % 10, chr(ascii('a') + i % 3) FROM generate_series(1, 1000) AS i;
});

# late_by MS QUERY: how many seconds after its timeout a query ended, and
# how.
sub late_by
{
	my ($ms, $query) = @_;
	my ($status, $out, $err) = $node->psql('postgres', "SET statement_timeout = $ms;\n\\timing on\n$query;", on_error_stop => 0);
	my ($took) = reverse $out =~ /^Time: ([0-9.]+) ms/mg;
	die "no time in: $out $err" if !defined $took;
	return ($took - $ms) / 1000, $err;
}

# stops NAME QUERY TIMEOUT...: a query is stopped after so many ms, until it is
# done before; returns how many times it succeeded.
sub stops
{
	my ($name, $query, @timeouts) = @_;
	my ($worst, $stopped, $err) = (0, 0, '');
	my @late;
	for my $ms (@timeouts)
	{
		(my $late, $err) = late_by($ms, $query);
		last if $err !~ /canceling statement due to statement timeout/;
		$stopped++;
		$worst = $late if $late > $worst;
		push @late, sprintf '%.0f+%.0f', $ms, 1000 * $late;
	}
	cmp_ok($stopped, '>', 0, "$name: is stopped");
	cmp_ok($worst, '<', $patience, "$name: within a second");
	diag("$name: stopped after ms: @late");
	return $err eq '' ? 1 : 0;
}

my $imported = 0;
for my $name (sort keys %file)
{
	$imported += stops("importing $name", "SELECT analytics.import_model('big', pg_read_binary_file('$file{$name}'))",
		50, 200, 500, 900, 1300, 2000, 3000, 5000);
}

# ----- statements that would run for hours -----

my $rows = 't, generate_series(1, 1000000000)';
my %query = (
	'scoring bound columns' => "SELECT sum(analytics.predict_proba('m', t, 'si')) FROM $rows",
	'scoring whole rows' => "SET analytics.enable_column_binding = off; SELECT sum(analytics.predict_proba('m', t, 'si')) FROM $rows",
	'scoring by rules' => "SELECT count(analytics.predict('rules', t)) FROM $rows",
	'scoring by value' => "SELECT count(analytics.predict(analytics.model_value('m'), t)) FROM $rows",
	'explaining' => "SELECT count(*) FROM $rows, analytics.explain('m', t)",
	'verify_model' => "SELECT * FROM analytics.verify_model('m', 'SELECT t.*, NULL::float8 AS reference_probability, ''no''::text AS reference_class FROM $rows')",
	'verify_model_rows' => "SELECT * FROM analytics.verify_model_rows('m', 'SELECT t.*, analytics.predict(''m'', t) AS reference_class FROM $rows')",
);
stops($_, $query{$_}, 100, 400) for sort keys %query;

# ----- pg_cancel_backend -----

for my $name ('scoring bound columns', 'verify_model')
{
	my $session = IPC::Run::start(
		[ 'psql', '-X', '-q', '-c', "SET application_name = 'to cancel'; $query{$name}", $node->connstr('postgres') ],
		'<', \undef, '>', \my $out, '2>', \my $err);
	my $active = "FROM pg_stat_activity WHERE application_name = 'to cancel' AND state = 'active'";
	$node->poll_query_until('postgres', "SELECT count(*) = 1 $active") or die;
	usleep(200_000);
	my $start = time;
	is($node->safe_psql('postgres', "SELECT pg_cancel_backend(pid) $active"), 't', "$name: is told to stop");
	IPC::Run::finish($session);
	my $took = time - $start;
	like($err, qr/canceling statement due to user request/, "$name: stops");
	cmp_ok($took, '<', $patience, "$name: within a second");
}

is($node->safe_psql('postgres', 'SELECT count(*) FROM analytics.models'), 2 + $imported,
	'no import that was stopped left anything');
my $log = slurp_file($node->logfile);
unlike($log, qr/terminated by signal|PANIC|server process .* exited/, 'the server knows of no crash');
$node->stop;
done_testing();
