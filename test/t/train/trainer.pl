# trainer.pl - the program that trains with XGBoost's library: however a training
# ends, the program has ended, too, and there is a whole model or none
use strict;
use warnings;

use IPC::Run;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(time usleep);

chomp(my $folder = `pg_config --pkglibdir`);
my $program = "$folder/analytics_xgboost";
plan skip_all => 'the training program was not built' unless -x $program;
plan skip_all => 'needs /proc' unless -d "/proc/$$";

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->append_conf('postgresql.conf', "fsync = off\njit = off\nautovacuum = off\nrestart_after_crash = on");
$node->start;
$node->safe_psql('postgres', q{
	CREATE EXTENSION analytics;
	CREATE TABLE t AS SELECT random() AS a, random() AS b, random() AS c, i % 3 AS y FROM generate_series(1, 20000) AS i;
});

# trains for minutes, when it is let
my $train = q{SELECT analytics.train('m', 'boosted_trees', 't', 'y', '{"rounds": 100000, "task": "classification", "threads": 2}')};

# programs: the process ids of those that run with this server's backends.
sub programs
{
	my @found;
	for my $process (glob '/proc/[0-9]*')
	{
		my $exe = readlink "$process/exe" or next;
		push @found, $process =~ s{.*/}{}r if $exe eq $program;
	}
	return @found;
}

# wait_for CONDITION: up to ten seconds.
sub wait_for
{
	my ($condition) = @_;
	my $end = time + 10;
	while (time < $end)
	{
		my @result = $condition->();
		return $result[0] if @result && $result[0];
		usleep(20_000);
	}
	return;
}

# backend: the process id of the one that trains.
sub backend
{
	return $node->safe_psql('postgres', q{SELECT pid FROM analytics.training_progress});
}

# interfere NAME CODE EXPECTED: training, the program that trains, and its
# backend; what is done to them; what the session then says.
sub interfere
{
	my ($name, $code, $expected) = @_;
	my ($out, $err) = ('', '');
	my $psql = IPC::Run::start([ 'psql', '-X', '-v', 'VERBOSITY=verbose', '-d', $node->connstr('postgres'), '-c', $train ],
		'<', \undef, '>', \$out, '2>', \$err);
	my $pid = wait_for(sub { (programs())[0] });
	ok($pid, "$name: the program runs");
	usleep(300_000);
	my $began = time;
	$code->($pid);
	$psql->finish;
	cmp_ok(time - $began, '<', 5, "$name: the session goes on");
	like($err, $expected, "$name: what the session is told");
	ok(wait_for(sub { !programs() }), "$name: the program has ended");
	return;
}

interfere('canceled', sub { $node->safe_psql('postgres', 'SELECT pg_cancel_backend(' . backend() . ')') }, qr/57014/);
interfere('terminated', sub { $node->safe_psql('postgres', 'SELECT pg_terminate_backend(' . backend() . ')') }, qr/57P01/);
interfere('killed', sub { kill 'KILL', $_[0] }, qr/53200.*was killed/s);
interfere('crashed', sub { kill 'SEGV', $_[0] }, qr/38000.*crashed.*signal 11/s);
interfere('stopped', sub { kill 'STOP', $_[0]; $node->safe_psql('postgres', 'SELECT pg_cancel_backend(' . backend() . ')') }, qr/57014/);
is($node->safe_psql('postgres', 'SELECT count(*) FROM analytics.models'), '0', 'no model is left behind');

# a backend that dies takes the program with it
interfere('its backend killed', sub { kill 'KILL', backend() }, qr/server closed the connection|terminated abnormally/);
ok(wait_for(sub { $node->psql('postgres', 'SELECT 1') == 0 }), 'the server is back');

# whatever it is asked for, it takes what the limit leaves and what its libraries need
for my $algorithm ('boosted_trees', 'random_forest')
{
	my $megabytes = 200;
	my $libraries = 64;			# and the stacks of two threads
	my ($out, $err, $most) = ('', '', 0);
	my $rounds = $algorithm eq 'boosted_trees' ? 'rounds' : 'trees';
	my $psql = IPC::Run::start([ 'psql', '-X', '-v', 'VERBOSITY=verbose', '-d', $node->connstr('postgres'),
		'-c', "SET analytics.max_train_memory = '${megabytes}MB'",
		'-c', qq{SELECT analytics.train_model('$algorithm', 'SELECT a, b, c, a * b * c AS y FROM t', 'y',
			'{"$rounds": 1, "max_bin": 65536, "max_leaves": 100000, "max_depth": 60, "min_child_weight": 0, "threads": 2}')} ],
		'<', \undef, '>', \$out, '2>', \$err);
	while ($psql->pumpable)
	{
		$psql->pump_nb;
		for my $pid (programs())
		{
			my $status = eval { slurp_file("/proc/$pid/status") } // '';
			$most = $1 if $status =~ /VmHWM:\s+(\d+)/ && $1 > $most;
		}
		usleep(2_000);
	}
	$psql->finish;
	like($err, qr/53200.*memory limit exceeded.*HINT:.*max_train_memory.*"max_leaves"/s, "$algorithm: more than the limit of memory");
	cmp_ok($most, '<', ($megabytes + $libraries) * 1024, "$algorithm: its memory stays within the limit");
	cmp_ok($most, '>', $megabytes / 2 * 1024, "$algorithm: it had the memory that it may have");
	diag("$algorithm: $most kB resident at most, $megabytes MB are allowed");
}

# descriptors and memory are given back: many trainings in one session
my $many = 60;
my $open = q{SELECT count(*) FROM pg_ls_dir('/proc/' || pg_backend_pid() || '/fd')};
my $short = q{DO $$ BEGIN FOR i IN 1 .. %d LOOP
	BEGIN PERFORM analytics.train('n', 'boosted_trees', 't', 'y', '{"rounds": 1, "objective": "%s", "task": "regression"}');
	EXCEPTION WHEN external_routine_exception THEN NULL; END;
	END LOOP; END $$};
my $counts = $node->safe_psql('postgres', join(';', "SET analytics.progress_interval = 0",
	sprintf($short, 1, 'reg:squarederror'), $open,
	sprintf($short, $many, 'reg:squarederror'), sprintf($short, $many, 'reg:none'), $open));
my ($before, $after) = split /\n/, $counts;
cmp_ok($after, '<', $before + 20, 'descriptors are given back');		# some are kept of tables
is(scalar(programs()), 0, 'no program is left');

# without the program, and without the library that it was linked with
my $content = slurp_file($program);
$content =~ s/libxgboost(?=\.so)/libnowhere/ or die;
rename $program, "$program.away" or die;
my ($status, $out, $err) = $node->psql('postgres', "\\set VERBOSITY verbose\n$train");
append_to_file($program, $content);
chmod 0755, $program;
my ($unlinked_status, $unlinked_out, $unlinked_err) = $node->psql('postgres', "\\set VERBOSITY verbose\n$train");
rename "$program.away", $program or die;
like($err, qr/0A000.*cannot be trained by this installation.*HINT:.*libxgboost-dev/s, 'not installed');
like($unlinked_err, qr/0A000.*cannot be trained by this installation.*HINT:.*libxgboost0/s, 'without its library');

# as from a package, where XGBoost's library is not installed: it cannot be loaded
rename $program, "$program.away" or die;
my $bytes = slurp_file("$program.away");
ok($bytes =~ s/libxgboost\.so/libmissing.so/g, 'the program asks for the library');
append_to_file($program, $bytes);
chmod 0755, $program;
($status, $out, $err) = $node->psql('postgres', "\\set VERBOSITY verbose\n$train");
rename "$program.away", $program or die;
like($err, qr/0A000.*cannot be trained by this installation.*HINT:.*libxgboost0/s, 'without the library');

$node->stop;
done_testing();
