# fit_pca.pl - a whole table, while it is being read
#
# Workers take part; progress is told; a cancel is answered within a second,
# while rows are read and while the eigenproblem is solved; a worker that dies
# leaves nothing behind; no process has a second thread.
use strict;
use warnings;

use IPC::Run;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(time usleep);

my $patience = 1;		# seconds
my $columns = 1500;
my $rows = 32000;

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->append_conf('postgresql.conf', "fsync = off\njit = off\nautovacuum = off\nshared_buffers = 256MB\nmax_parallel_workers_per_gather = 2");
$node->start;

# 2 seconds of arithmetic for one process, in 100 MB
my @names = map { "c$_" } 1 .. $columns;
$node->safe_psql('postgres', "CREATE EXTENSION analytics; CREATE UNLOGGED TABLE wide ("
	. join(', ', map { "$_ smallint NOT NULL" } @names) . ");\nINSERT INTO wide SELECT "
	. join(', ', map { "(i * $_ + 17) % " . (101 + $_ % 90) } 1 .. $columns)
	. " FROM generate_series(1, 2000) AS i;\n" . "INSERT INTO wide SELECT * FROM wide;\n" x 4 . "VACUUM ANALYZE wide");
is($node->safe_psql('postgres', 'SELECT count(*) FROM wide'), $rows, 'the table is there');

my $fit = "SELECT analytics.fit_pca('wide', 'wide')";
my $versions = "SELECT count(*) FROM analytics.models WHERE name = 'wide'";

# start SETTINGS QUERY...: a session that runs them.
sub start
{
	my ($settings, @queries) = @_;
	my $session = { out => '', err => '' };
	$session->{run} = IPC::Run::start(
		[ 'psql', '-X', '-q', '-A', '-t', '-c', "SET application_name = 'fitting'; $settings",
			map({ ('-c', $_) } @queries), $node->connstr('postgres') ],
		'<', \undef, '>', \$session->{out}, '2>', \$session->{err});
	return $session;
}

sub finish
{
	my ($session) = @_;
	IPC::Run::finish($session->{run});
	return $session;
}

my $workers = "FROM pg_stat_activity WHERE backend_type = 'parallel worker' AND query ~ 'fit_pca' AND state = 'active'";
my $leader = "FROM pg_stat_activity WHERE application_name = 'fitting' AND backend_type = 'client backend' AND state = 'active'";

sub threads
{
	my ($pid) = @_;
	my @tasks = glob("/proc/$pid/task/*");
	return scalar @tasks;
}

# ----- workers, their threads, progress -----

my $session = start("SET analytics.progress_interval = '100ms'", $fit, "SELECT 'threads', count(*) FROM pg_ls_dir('/proc/self/task')");
ok($node->poll_query_until('postgres', "SELECT count(*) = 2 $workers"), 'two workers take part');
my @pids = split /\n/, $node->safe_psql('postgres', "SELECT pid $workers UNION ALL SELECT pid $leader");
usleep(300_000);		# they have computed by now
is_deeply([ map { threads($_) } @pids ], [ 1, 1, 1 ], 'they and the leader have one thread each');
finish($session);
is($session->{out}, "1\nthreads|1\n", 'the version is 1; the session still has one thread');
my @percent = $session->{err} =~ /^NOTICE:  reading table "wide": ([0-9]+) %, [0-9]+ rows, [0-9]+ rows\/s$/mg;
cmp_ok(scalar @percent, '>=', 2, 'it tells how far it is');
is_deeply(\@percent, [ sort { $a <=> $b } @percent ], 'which grows');
is($node->safe_psql('postgres', "SELECT analytics.pca_rows(analytics.pca_value('wide'))"), $rows, 'all rows were read');

$session = finish(start("SET analytics.progress_interval = 0; SET max_parallel_workers_per_gather = 0", $fit));
is($session->{err}, '', 'and nothing when it is told not to');
is($session->{out}, "2\n", 'without workers');
my $difference = "SELECT max(abs(a.eigenvalue - b.eigenvalue)) < 1e-12 * max(a.eigenvalue)
	FROM analytics.pca_variance(analytics.pca_value('wide', 1)) a JOIN analytics.pca_variance(analytics.pca_value('wide', 2)) b USING (component)";
is($node->safe_psql('postgres', $difference), 't', 'to the same result');
$session = finish(start("SET analytics.progress_interval = '100ms'; SET parallel_leader_participation = off", $fit));
like($session->{err}, qr/^NOTICE:  reading table "wide"/m, 'a leader that waits tells, too');

my $explain = $node->safe_psql('postgres', "EXPLAIN (ANALYZE, BUFFERS) $fit");
my ($hit) = $explain =~ /shared hit=([0-9]+)/;
my ($read) = $explain =~ /shared (?:hit=[0-9]+ )?read=([0-9]+)/;
cmp_ok(($hit // 0) + ($read // 0), '>=', $node->safe_psql('postgres', "SELECT relpages FROM pg_class WHERE relname = 'wide'"),
	'EXPLAIN counts the pages that the workers read');

# ----- cancel -----

my $before = $node->safe_psql('postgres', $versions);
for my $gather (0, 2)
{
	my ($worst, $stopped, $err) = (0, 0, '');
	my @late;
	for my $ms (20, 100, 300, 600, 1000, 1300, 1600, 1900, 2300, 2800, 3500)
	{
		my ($status, $out);
		($status, $out, $err) = $node->psql('postgres',
			"SET max_parallel_workers_per_gather = $gather; SET statement_timeout = $ms;\n\\timing on\nBEGIN; $fit; ROLLBACK;", on_error_stop => 0);
		last if $err !~ /canceling statement due to statement timeout/;
		my @times = $out =~ /^Time: ([0-9.]+) ms/mg;
		my $late = ($times[1] - $ms) / 1000;
		push @late, sprintf '%.0f+%.0f', $ms, 1000 * $late;
		$stopped++;
		$worst = $late if $late > $worst;
	}
	cmp_ok($stopped, '>=', 3, "$gather workers: is stopped");
	cmp_ok($worst, '<', $patience, "$gather workers: within a second");
	diag("$gather workers: stopped after ms: @late");
}
is($node->safe_psql('postgres', $versions), $before, 'nothing is stored');
ok($node->poll_query_until('postgres', "SELECT count(*) = 0 $workers"), 'no worker goes on');

$session = start('', $fit);
ok($node->poll_query_until('postgres', "SELECT count(*) = 2 $workers"), 'another one');
my $start = time;
is($node->safe_psql('postgres', "SELECT pg_cancel_backend(pid) $leader"), 't', 'its leader is told to stop');
finish($session);
like($session->{err}, qr/canceling statement due to user request/, 'it stops');
cmp_ok(time - $start, '<', $patience, 'within a second');

# ----- a worker dies -----

$session = start('', $fit);
ok($node->poll_query_until('postgres', "SELECT count(*) = 2 $workers"), 'another one');
$node->safe_psql('postgres', "SELECT pg_terminate_backend(pid) $workers LIMIT 1");
finish($session);
like($session->{err}, qr/ERROR:  terminating .* due to administrator command\nCONTEXT:  parallel worker/, 'a worker that is terminated ends it');
is($node->safe_psql('postgres', $versions), $before, 'nothing is stored');
unlike(slurp_file($node->logfile), qr/terminated by signal|PANIC|server process .* exited/, 'the server knows of no crash');

$node->append_conf('postgresql.conf', 'restart_after_crash = on');
$node->reload;
$session = start('', $fit);
ok($node->poll_query_until('postgres', "SELECT count(*) = 2 $workers"), 'another one');
kill 'KILL', $node->safe_psql('postgres', "SELECT pid $workers LIMIT 1");
finish($session);
like($session->{err}, qr/server closed the connection unexpectedly|terminating connection because of crash/, 'a worker that is killed ends the session');
ok($node->poll_query_until('postgres', 'SELECT true'), 'the server comes back');
is($node->safe_psql('postgres', $versions), $before, 'nothing is stored');
$node->safe_psql('postgres', "INSERT INTO wide SELECT " . join(', ', map { "i % ($_ + 1)" } 1 .. $columns) . " FROM generate_series(1, 100) AS i");
is($node->safe_psql('postgres', $fit), $before + 1, 'and goes on');

$node->stop;
done_testing();
