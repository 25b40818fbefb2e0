# tune.pl - what interrupts a search for options loses one trial at most
#
# A cancel, the end of the session and a crash; the same call goes on, here and
# where the database is restored.  The source counts how often it is read.
use strict;
use warnings;

use IPC::Run;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->append_conf('postgresql.conf', "autovacuum = off\nlog_error_verbosity = default");
$node->start;
$node->safe_psql('postgres', q{
	CREATE EXTENSION analytics;
	CREATE TABLE people AS SELECT (i * 37 % 101)::float8 AS age, i * 37 % 101 + i % 7 > 50 AS answer
							 FROM generate_series(1, 300) i;
	CREATE SEQUENCE begun;
	CREATE TABLE stop AS SELECT 0 AS at;
	CREATE FUNCTION gate() RETURNS boolean LANGUAGE plpgsql AS $$
	BEGIN
		IF nextval('begun') = (SELECT at FROM stop) THEN
			PERFORM pg_sleep(600);
		END IF;
		RETURN true;
	END $$;
});

my $call = q{CALL analytics.tune('m', 'decision_tree', 'SELECT p.* FROM people p WHERE (SELECT gate())', 'answer',
	'{"max_depth": [1, 2, 3, 4, 5]}', folds => 2)};
my $trials = q{SELECT string_agg(trial || ' ' || state, ', ' ORDER BY trial) FROM analytics.tuning_trials};
my $finished = q{SELECT string_agg(t::text, '; ' ORDER BY trial)
				   FROM (SELECT run, trial, settings, value, std_error, seconds, started FROM analytics.tuning_trials
						  WHERE state = 'finished') t};

# interrupt NAME TRIAL HOW: the search, stopped in that trial by HOW; returns what
# psql said.
sub interrupt
{
	my ($name, $trial, $how) = @_;
	my ($out, $err) = ('', '');
	my $psql = IPC::Run::start([ 'psql', '-X', '-c', $call, $node->connstr('postgres') ], '>', \$out, '2>', \$err,
		IPC::Run::timeout($PostgreSQL::Test::Utils::timeout_default));
	$node->poll_query_until('postgres',
		"SELECT EXISTS (SELECT FROM pg_stat_activity WHERE wait_event = 'PgSleep')") or die "$name: $err";
	like($node->safe_psql('postgres', $trials), qr/$trial running$/, "$name: the trial is there while it runs");
	$how->();
	$psql->finish;
	return $err;
}

# ----- a cancel -----

$node->safe_psql('postgres', 'UPDATE stop SET at = 3');
my $err = interrupt('cancel', 3,
	sub { $node->safe_psql('postgres', "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'") });
like($err, qr/canceling statement due to user request/, 'the search is cancelled');
is($node->safe_psql('postgres', $trials), '1 finished, 2 finished, 3 interrupted', 'a cancel leaves what was finished');
is($node->safe_psql('postgres', 'SELECT count(*) FROM analytics.models'), '0', 'and no model');
my $kept = $node->safe_psql('postgres', $finished);

# ----- the end of the session -----

$node->safe_psql('postgres', 'UPDATE stop SET at = 4');
interrupt('session', 3,
	sub { $node->safe_psql('postgres', "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'") });
$node->poll_query_until('postgres', "SELECT NOT EXISTS (SELECT FROM pg_locks WHERE locktype = 'object' AND mode = 'ExclusiveLock')");
is($node->safe_psql('postgres', $trials), '1 finished, 2 finished, 3 interrupted', 'so does the end of the session');
is($node->safe_psql('postgres', $finished), $kept, 'finished trials are what they were');

# ----- a crash -----

$node->safe_psql('postgres', 'UPDATE stop SET at = 6');
interrupt('crash', 4, sub { $node->stop('immediate') });
$node->start;
is($node->safe_psql('postgres', $trials), '1 finished, 2 finished, 3 finished, 4 interrupted', 'and a crash');
like($node->safe_psql('postgres', $finished), qr/^\Q$kept\E; /, 'finished trials are what they were');

# ----- a restored database -----

my $dump = $node->basedir . '/dump.sql';
$node->safe_psql('postgres', 'UPDATE stop SET at = 0');
$node->command_ok([ 'pg_dump', '-f', $dump, '-p', $node->port, 'postgres' ], 'the database is dumped');
$node->safe_psql('postgres', 'CREATE DATABASE restored');
$node->command_ok([ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-f', $dump, '-p', $node->port, 'restored' ], 'and restored');
is($node->safe_psql('restored', $finished), $node->safe_psql('postgres', $finished), 'with the trials');

# ----- to the end -----

for my $database ('postgres', 'restored')
{
	my $before = $node->safe_psql($database, 'SELECT last_value FROM begun');
	my ($status, $out, $notices) = $node->psql($database, $call);
	is($status, 0, "$database: the search ends");
	is(() = $notices =~ /done before/g, 3, "$database: three trials are known");
	is($node->safe_psql($database, 'SELECT last_value FROM begun') - $before, 3, "$database: two are done, and the best is trained");
	is($node->safe_psql($database, "SELECT count(*) FILTER (WHERE state = 'finished'), count(*) FILTER (WHERE best), max(run) FROM analytics.tuning_trials"),
		'5|1|1', "$database: all trials are of one run");
	is($node->safe_psql($database, q{SELECT count(*) FROM analytics.model_training m JOIN analytics.tuning_trials t ON t.best AND m.options = t.options}),
		'1', "$database: the model has the best options");
}

# ids of runs are not given again after the restore
$node->safe_psql('restored', q{CALL analytics.tune('other', 'decision_tree', 'people', 'answer', '{"max_depth": [1]}', folds => 2)});
is($node->safe_psql('restored', 'SELECT count(DISTINCT id), count(*) FROM analytics.tuning_run'), '2|2', 'runs have ids of their own');

$node->stop;
done_testing();
