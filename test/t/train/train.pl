# train.pl - training under fire
#
# Whatever ends a training, by whatever algorithm and in whatever phase, ends it
# within a second and leaves nothing: no version, process, thread, file, memory or
# lock.  Other sessions see how far it is, and go on with its source.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Session;
use Test::More;
use Time::HiRes qw(time usleep);

plan skip_all => 'needs /proc' if !-e '/proc/self/task';

my $patience = 1;		# seconds
my $bound = 1024;		# kB of memory contexts that a session may hold more than before
my $malloc = 64 * 1024;	# kB that the C library keeps of what was freed, at most

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->append_conf('postgresql.conf', "fsync = off\njit = off\nautovacuum = off\nmax_parallel_workers_per_gather = 1\nrestart_after_crash = on");
$node->start;
$node->safe_psql('postgres', q{
	CREATE EXTENSION analytics;
	CREATE ROLE nobody_special LOGIN;
	CREATE TABLE seen AS
	SELECT i AS id, 'a' || i % 397 AS a, 'b' || i % 401 AS b, 'c' || i % 409 AS c, i * 104729::bigint % 100003 AS x, i * 7919::bigint % 10007 AS y,
		   sqrt(i * 12347::bigint % 1000003) AS z, 'k' || i * 48271::bigint % 65537 % 20 AS k, i * 16807::bigint % 1000003 / 1000.0 AS amount
	  FROM generate_series(1, 40000) AS i;
	CREATE TABLE few AS SELECT * FROM seen WHERE id <= 1000;
	-- hours of reading; the rows that other sessions write into
	CREATE VIEW endless AS SELECT s.* FROM few AS s, generate_series(1, 1000000) AS i;
	ANALYZE});

# By algorithm: a training that takes at least some seconds after it has read.
my %long = (
	linear => q{'linear', 'SELECT a, b, c, x, amount FROM seen', 'amount'},
	logistic => q{'logistic', 'SELECT b, x, y, z, a FROM seen', 'a', '{"l2": 1e-9, "tolerance": 1e-15, "max_iterations": 1000000}'},
	decision_tree => q{'decision_tree', 'SELECT s.x, s.y, s.z, s.x * s.y AS w, s.amount FROM seen AS s, generate_series(1, 20)', 'amount', '{"max_depth": 60, "min_leaf": 0.001, "min_gain": 0}'},
	boosted_trees => q{'boosted_trees', 'SELECT x, y, z, a, k FROM seen', 'k', '{"rounds": 100000}'},
	random_forest => q{'random_forest', 'SELECT x, y, z, a, k FROM seen', 'k', '{"trees": 100000}'},
);
my %target = map { $_ => $long{$_} =~ /'amount'/ ? 'amount' : 'k' } keys %long;
my %endless = map { $_ => "'$_', 'endless', '$target{$_}'" } keys %long;
my %outside = map { $_ => 1 } qw(boosted_trees random_forest);	# in a process of its own

# ----- sessions -----

sub open_session
{
	my ($settings) = @_;
	my $session = Session->new($node, '-v', 'VERBOSITY=verbose');
	$session->{pid} = $session->ask(($settings // '') . 'SELECT pg_backend_pid()');
	return $session;
}

# ----- what the system knows of a process -----

# programs PID: those that a server process has started and that run.
sub programs
{
	my ($pid) = @_;
	my @all = map { m{^/proc/(\d+)/} } grep { slurp_or_none($_) =~ /^analytics_xgboo/ } glob '/proc/[0-9]*/comm';
	return grep { slurp_or_none("/proc/$_/stat") =~ /\) [^ZX] $pid / } @all;
}

sub slurp_or_none
{
	open my $in, '<', $_[0] or return '';
	local $/;
	return scalar(<$in>) // '';
}

sub runs
{
	my ($pid) = @_;
	return slurp_or_none("/proc/$pid/stat") =~ /\) [^ZX] / ? 1 : 0;
}

# eventually CODE: whether it becomes true in ten seconds.
sub eventually
{
	my ($code) = @_;
	my $end = time + 10;
	usleep(20_000) while !$code->() && time < $end;
	return $code->() ? 1 : 0;
}

sub threads
{
	my ($pid) = @_;
	my @tasks = glob "/proc/$pid/task/*";
	return scalar @tasks;
}

sub status
{
	my ($pid, $field) = @_;
	return (slurp_or_none("/proc/$pid/status") =~ /^$field:\s+(\d+)/m)[0] // 0;
}

# ----- what others see -----

sub progress
{
	my ($session, $condition) = @_;
	return $node->poll_query_until('postgres',
		"SELECT count(*) = 1 FROM analytics.training_progress WHERE pid = $session->{pid} AND $condition");
}

# nothing_left NAME SESSION BEFORE: of a training that ended; BEFORE is what
# measure() said.
sub nothing_left
{
	my ($name, $session, $before) = @_;
	my $pid = $session->{pid};
	unlike($node->safe_psql('postgres', "SELECT query FROM pg_stat_activity WHERE pid = $pid"), qr/analytics training/, "$name: the activity is the statement's own");
	is($node->safe_psql('postgres', 'SELECT count(*) FROM analytics.models'), 0, "$name: no version");
	is(join(' ', programs($pid)), '', "$name: no process");
	is($node->safe_psql('postgres', 'SELECT count(*) FROM pg_ls_tmpdir()'), 0, "$name: no temporary file");
	is($session->ask('SELECT pg_backend_pid()'), $pid, "$name: the session goes on");
	is(threads($pid), 1, "$name: no thread");
	is($session->ask("SELECT count(*) FROM pg_backend_memory_contexts WHERE name = 'analytics training'"), 0, "$name: no memory context");
	my $after = measure($session);
	is($after->{pipes}, $before->{pipes}, "$name: no descriptor");
	cmp_ok($after->{contexts} - $before->{contexts}, '<', $bound, "$name: no memory");
	cmp_ok($after->{memory} - $before->{memory}, '<', $malloc, "$name: but what the C library keeps");
}

sub measure
{
	my ($session) = @_;
	my @pipes = grep { (readlink($_) // '') =~ /^pipe:/ } glob "/proc/$session->{pid}/fd/*";
	return {
		contexts => $session->ask('SELECT (sum(total_bytes) / 1024)::bigint FROM pg_backend_memory_contexts'),
		memory => status($session->{pid}, 'RssAnon'), pipes => scalar @pipes };
}

# ----- cancels -----

# is_cancelled NAME SESSION BEFORE: now.
sub is_cancelled
{
	my ($name, $session, $before) = @_;
	my $start = time;
	is($node->safe_psql('postgres', "SELECT pg_cancel_backend($session->{pid})"), 't', "$name: is told to stop");
	my $answer = $session->answer;
	my $took = time - $start;
	like($answer, qr/^ERROR:  57014: canceling statement due to user request/m, "$name: stops");
	cmp_ok($took, '<', $patience, "$name: within a second");
	diag(sprintf '%s: stopped after %.0f ms', $name, 1000 * $took);
	nothing_left($name, $session, $before);
}

for my $algorithm (sort keys %long)
{
	my $session = open_session('SET analytics.progress_interval = 0;');
	# what it loads and caches for good
	$session->ask("SELECT analytics.train_model('$algorithm', 'SELECT x, y, $target{$algorithm} FROM few', '$target{$algorithm}') IS NULL");
	$session->ask('SELECT count(*) FROM analytics.models, pg_backend_memory_contexts');
	my $before = measure($session);

	$session->start("SELECT analytics.train('m', $endless{$algorithm})");
	ok(progress($session, "model = 'm' AND algorithm = '$algorithm' AND phase = 'reading' AND rows > 0"), "$algorithm: rows are read");
	is_cancelled("$algorithm, reading", $session, $before);

	$session->start("SELECT analytics.train('m', $long{$algorithm})");
	ok(progress($session, "phase = 'training'"), "$algorithm: is trained");
	ok(eventually(sub { programs($session->{pid}) == 1 }), "$algorithm: by a program") if $outside{$algorithm};
	is_cancelled("$algorithm, training", $session, $before);

	for my $ms (30, 150, 400, 800)
	{
		my $answer = $session->ask("SET statement_timeout = $ms;\n\\timing on\nSELECT analytics.train('m', $long{$algorithm});\n\\timing off\nRESET statement_timeout");
		my ($took) = $answer =~ /^Time: ([0-9.]+) ms/m;
		like($answer, qr/57014: canceling statement due to statement timeout/, "$algorithm: is stopped after $ms ms");
		cmp_ok($took - $ms, '<', 1000 * $patience, "$algorithm: within a second");
	}
	nothing_left("$algorithm, timeouts", $session, $before);
	$session->finish;
}

# ----- what others see of it, and do meanwhile -----

my $session = open_session();
my $before = measure($session);
$session->start("SELECT analytics.train('m', $long{boosted_trees})");
ok(progress($session, "iteration > 2 AND phase = 'training' AND rows = 40000 AND algorithm = 'boosted_trees' AND model = 'm' AND started IS NOT NULL"),
	'another session sees how far it is');
is($node->safe_psql('postgres', 'SELECT count(*) FROM analytics.training_progress', extra_params => [ '-U', 'nobody_special' ]), 0,
	'but not who may not see its statement');
is($node->safe_psql('postgres', "SELECT string_agg(DISTINCT relation::regclass || ' ' || mode, ', ') FROM pg_locks
		WHERE pid = $session->{pid} AND locktype = 'relation' AND (relation = 'seen'::regclass OR mode <> 'AccessShareLock')"),
	'seen AccessShareLock', 'its only lock of the source is that of a reader');
is($node->safe_psql('postgres', q{
		SET lock_timeout = '2s';
		BEGIN; INSERT INTO seen SELECT * FROM seen LIMIT 1; UPDATE seen SET x = x + 1 WHERE id = 7; DELETE FROM seen WHERE id = 8; ROLLBACK;
		BEGIN; CREATE INDEX ON seen (id); ROLLBACK;
		SELECT count(*) FROM seen}), 40000, 'others read and write the source');
is($node->safe_psql('postgres', q{
		SET lock_timeout = '2s';
		SELECT analytics.train('m', 'linear', 'SELECT x, amount FROM few', 'amount');
		SELECT analytics.train('m', 'linear', 'SELECT x, amount FROM few', 'amount');
		SELECT analytics.deploy_model('m', 1);
		SELECT analytics.drop_model('m')}), "1\n2\n1\n2", 'and change models of its name');
is_cancelled('observed', $session, $before);

$session->start(q{SELECT analytics.train_model('boosted_trees', 'SELECT x, k FROM few', 'k', '{"rounds": 2}') IS NULL, pg_sleep(100)});
ok($node->poll_query_until('postgres', "SELECT wait_event = 'PgSleep' FROM pg_stat_activity WHERE pid = $session->{pid}"), 'a statement goes on after its training');
like($node->safe_psql('postgres', "SELECT query FROM pg_stat_activity WHERE pid = $session->{pid}"), qr/^SELECT analytics\.train_model/, 'and is shown again');
is($node->safe_psql('postgres', 'SELECT count(*) FROM analytics.training_progress'), 0, 'nobody trains');
is_cancelled('after training', $session, $before);

# ----- the program is killed -----

for my $signal ('KILL', 'SEGV')
{
	$session->start("SELECT analytics.train('m', $long{boosted_trees})");
	ok(progress($session, 'iteration > 0'), 'a program trains');
	kill $signal, programs($session->{pid});
	my $answer = $session->answer;
	like($answer, $signal eq 'KILL' ? qr/^ERROR:  53200: the training program was killed/m : qr/^ERROR:  38000: the training program crashed/m,
		"SIG$signal to the program is an error of SQL");
	nothing_left("SIG$signal", $session, $before);
}

# a cancel goes to the server process's whole group, of which the program is none
for my $i (1 .. 10)
{
	$session->start("SELECT analytics.train('m', $long{boosted_trees})");
	ok(eventually(sub { programs($session->{pid}) == 1 }), "program $i is there");
	usleep(20_000 * $i);
	is_cancelled("program $i", $session, $before);
}

# what the library refuses, and what it does not, again and again
$session->ask(q{DO $$
	BEGIN
		FOR i IN 1 .. 30 LOOP
			PERFORM analytics.train_model('boosted_trees', 'SELECT x, k FROM few', 'k', '{"rounds": 1}');
			BEGIN
				PERFORM analytics.train_model('boosted_trees', 'SELECT x, k FROM few', 'k', '{"objective": "magic"}');
				RAISE 'not refused';
			EXCEPTION WHEN external_routine_exception THEN
			END;
		END LOOP;
	END $$});
nothing_left('many trainings', $session, $before);

# errors on the way: of the source's last row, and of the limit of memory
for my $algorithm (sort keys %long)
{
	my $target = $target{$algorithm};
	like($session->ask("SELECT analytics.train('m', '$algorithm', 'SELECT x / (id - 40000) AS x, $target FROM seen', '$target')"),
		qr/^ERROR:  22012: /m, "$algorithm: an error of the source");
	nothing_left("$algorithm, source", $session, $before);
	# linear and logistic would go on in passes
	my $method = $algorithm =~ /^li|^lo/ ? q{, '{"method": "memory"}'} : '';
	like($session->ask("SET analytics.max_train_memory = '4MB'; SELECT analytics.train('m', $endless{$algorithm}$method); RESET analytics.max_train_memory"),
		qr/^ERROR:  54000: memory limit exceeded/m, "$algorithm: more than the limit of memory");
	nothing_left("$algorithm, memory", $session, $before);
}

# ----- how many threads -----

for my $most (1, 2)
{
	$session->start("SET analytics.max_train_threads = $most; SELECT analytics.train('m', $long{boosted_trees})");
	ok(progress($session, 'iteration > 2'), 'a program trains');
	my ($program) = programs($session->{pid});
	is(status($program, 'Threads'), $most, "$most threads are allowed") if $most == 1 || `nproc` > 1;
	is(threads($session->{pid}), 1, 'the server process has one');
	is_cancelled("$most threads", $session, $before);
}

# ----- transactions -----

my $short = q{'boosted_trees', 'SELECT x, y, k FROM few', 'k', '{"rounds": 20}'};
is($session->ask("BEGIN; SELECT analytics.train('m', $short); ROLLBACK"), 1, 'a training is rolled back');
nothing_left('rolled back', $session, $before);
my @pair = map { open_session() } 1 .. 2;
$_->start("SELECT analytics.train('pair', $short)") for @pair;
is(join(' ', sort map { $_->answer } @pair), '1 2', 'two sessions train the same name: each gets a version');
is($node->safe_psql('postgres', "SELECT count(*), count(*) FILTER (WHERE deployed), count(DISTINCT md5(analytics.model_value(name, version)::text))
	FROM analytics.models WHERE name = 'pair'"), '2|1|1', 'of the same rows the same model');
$pair[0]->start("BEGIN; SELECT analytics.train('pair', $short)");
is($pair[0]->answer, 3, 'a version that is not committed');
$pair[1]->start("SELECT analytics.train('pair', $short)");
ok($node->poll_query_until('postgres', "SELECT wait_event_type = 'Lock' FROM pg_stat_activity WHERE pid = $pair[1]{pid}"), 'the next one waits to be stored');
$pair[0]->ask('ROLLBACK');
is($pair[1]->answer, 3, 'and gets its number when it is rolled back');
$node->safe_psql('postgres', "SELECT analytics.drop_model('pair')");
$_->finish for @pair;

# ----- the end of the server's process is that of the program -----

# ends NAME CODE: what CODE does to a process that trains ends its program.
sub ends
{
	my ($name, $code) = @_;
	my $victim = open_session();
	$victim->start("SELECT analytics.train('m', $long{boosted_trees})");
	ok(progress($victim, 'iteration > 0'), "$name: a program trains");
	my ($program) = programs($victim->{pid});
	ok(runs($program), "$name: it runs");
	$code->($victim->{pid});
	ok(eventually(sub { !runs($program) }), "$name: it ends");
	eval { $victim->finish };
}

ends('pg_terminate_backend', sub { $node->safe_psql('postgres', "SELECT pg_terminate_backend($_[0])") });
unlike(slurp_file($node->logfile), qr/terminated by signal|PANIC|server process .* exited/, 'the server knows of no crash');
$session->finish;
ends('SIGKILL', sub { kill 'KILL', $_[0] });
ok($node->poll_query_until('postgres', 'SELECT count(*) = 0 FROM analytics.models'), 'the server comes back');
ends('immediate stop', sub { $node->stop('immediate') });
$node->start;
is($node->safe_psql('postgres', "SELECT analytics.train('m', $short)"), 1, 'and trains');
is($node->safe_psql('postgres', 'SELECT count(*) FROM pg_ls_tmpdir()'), 0, 'no temporary file');

$node->stop;
done_testing();
