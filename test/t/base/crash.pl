# a backend that is killed in the middle of an import leaves all or nothing
use strict;
use warnings;

use Cwd;
use IPC::Run;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(usleep);

my $golden = getcwd() . '/test/golden/c50';

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->append_conf('postgresql.conf', 'restart_after_crash = on');
$node->start;
$node->safe_psql('postgres', 'CREATE EXTENSION analytics');
$node->safe_psql('postgres', "SELECT analytics.import_model('m', pg_read_binary_file('$golden/iris_tree/model.rds'))");

# versions are whole: decoded, exported and numbered without gaps
my $check = q{
	SELECT count(*) = max(r.last_version),
		   bool_and(analytics.model_value(v.name, v.version)::text::analytics.model IS NOT NULL),
		   bool_and(octet_length(analytics.export_model(v.name, v.version)) = v.source_bytes),
		   count(DISTINCT v.id) = count(*),
		   max(r.deployed) = max(v.version)
	  FROM analytics.registry r JOIN analytics.registry_version v USING (name)};

my $loop = qq{
	DO \$\$ BEGIN
		LOOP
			PERFORM analytics.import_model('m', pg_read_binary_file('$golden/letter_large/model.rds'));
			COMMIT;
		END LOOP;
	END \$\$};

for my $round (1 .. 4)
{
	my $session = IPC::Run::start(
		[ 'psql', '-X', '-q', '-c', $loop, $node->connstr('postgres') ],
		'<', \undef, '>', \my $out, '2>', \my $err);
	$node->poll_query_until('postgres',
		"SELECT count(*) = 1 FROM pg_stat_activity WHERE query LIKE '%letter_large%' AND state = 'active' AND pid <> pg_backend_pid()");
	usleep(30_000 * $round);
	my $pid = $node->safe_psql('postgres',
		"SELECT pid FROM pg_stat_activity WHERE query LIKE '%letter_large%' AND pid <> pg_backend_pid()");
	kill 'KILL', $pid;
	IPC::Run::finish($session);
	$node->poll_query_until('postgres', 'SELECT true');
	is($node->safe_psql('postgres', $check), 't|t|t|t|t', "round $round: all or nothing");
}

# a cancel is heard within a second, and leaves nothing
my $before = $node->safe_psql('postgres', 'SELECT count(*) FROM analytics.models');
my ($status, $out, $err) = $node->psql('postgres', qq{
	SET statement_timeout = '1ms';
	SELECT analytics.import_model('m', pg_read_binary_file('$golden/letter_large/model.rds'))});
like($err, qr/canceling statement due to statement timeout/, 'an import can be cancelled');
is($node->safe_psql('postgres', 'SELECT count(*) FROM analytics.models'), $before, 'nothing is left of it');

$node->stop;
done_testing();
