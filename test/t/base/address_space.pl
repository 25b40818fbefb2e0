# address_space.pl - a session that is short of address space: linear algebra gives an
# error at once, or works, but never waits for memory that does not come
use strict;
use warnings;

use IPC::Run;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(time usleep);

plan skip_all => 'needs /proc' unless -d "/proc/$$";
plan skip_all => 'needs prlimit' unless `prlimit --version 2>/dev/null`;

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->append_conf('postgresql.conf', "fsync = off\njit = off\nautovacuum = off\nmax_parallel_workers_per_gather = 0");
$node->start;
$node->safe_psql('postgres', q{
	CREATE EXTENSION analytics;
	CREATE TABLE t AS SELECT i::float8 AS a, (i * i % 17)::float8 AS b, i % 5 AS c, i % 3 = 0 AS y FROM generate_series(1, 1000) AS i;
});

my %queries = (
	moments => q{SELECT analytics.n(analytics.moments_agg(ARRAY[a, b])) FROM t},
	pca => q{SELECT analytics.pca_rows(analytics.pca_fit(ARRAY[a, b, c]::float8[])) FROM t},
	linear => q{SELECT analytics.train_model('linear', 'SELECT a, b, c::float8 AS c FROM t', 'c') IS NOT NULL},
	logistic => q{SELECT analytics.train_model('logistic', 'SELECT a, b, y FROM t', 'y') IS NOT NULL},
	passes => q{SELECT analytics.train_model('logistic', 'SELECT a, b, y FROM t', 'y', '{"method": "passes"}') IS NOT NULL},
);

# A session of psql that is asked one thing after the other.
my ($in, $out) = ('', '');
my $timer = IPC::Run::timeout(60);
my $psql;
my $pid;

sub ask
{
	my ($query) = @_;
	my $began = time;
	$out = '';
	$timer->start(60);
	$in .= "$query;\n\\echo done\n";
	$psql->pump until $out =~ /^done$/m;
	return ($out =~ s/^done\n//mr, time - $began);
}

sub begin
{
	($in, $out) = ('', '');
	$psql = IPC::Run::start([ 'psql', '-XAtq', '-v', 'VERBOSITY=verbose', '-d', $node->connstr('postgres') ],
		'<', \$in, '>', \$out, '2>&1', $timer);
	($pid) = (ask("SET statement_timeout = '20s'; SET analytics.progress_interval = 0; SELECT 'pid', pg_backend_pid()"))[0] =~ /pid\|(\d+)/;
	ask('SELECT count(analytics.n(NULL::analytics.moments))');		# the extension's library itself
	return;
}

# What is mapped, and so many megabytes.
sub limit
{
	my ($megabytes) = @_;
	my ($mapped) = slurp_file("/proc/$pid/status") =~ /VmSize:\s+(\d+)/;
	my $limit = defined $megabytes ? ($mapped + $megabytes * 1024) * 1024 : 'unlimited';
	system_or_bail('prlimit', '--pid', $pid, "--as=$limit:");
	return;
}

# An end of its own where it fails: one that spins hears no signal.
END { kill 'KILL', $pid if $pid && kill 0, $pid; }

for my $name (sort keys %queries)
{
	begin();
	for my $megabytes (8, 60, 150)
	{
		limit($megabytes);
		my ($said, $seconds) = ask($queries{$name});
		like($said, qr/53200: +out of memory.*address space.*HINT:/s, "$name, $megabytes MB: no memory");
		cmp_ok($seconds, '<', 1, "$name, $megabytes MB: says so within a second");
	}
	like((ask('SELECT sum(a) FROM t'))[0], qr/500500/, "$name: the session lives");
	limit(undef);
	like((ask($queries{$name}))[0], qr/^(t|1000)$/m, "$name: works with memory again");
	# what the first call took is there for all others
	limit(8);
	like((ask($queries{$_}))[0], qr/^(t|1000)$|53200/m, "$name: then $_ without more") for sort keys %queries;
	$in .= "\\q\n";
	$psql->finish;
}

$node->stop;
done_testing();
