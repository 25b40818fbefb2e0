# memory.pl - a session's memory does not grow with the rows that it scores
#
# A thousand rows are scored, then 300,000; what the session holds afterwards,
# by its own account and by the operating system's, is the same.
use strict;
use warnings;

use Cwd;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $models = getcwd() . '/demo/models';
my $people = getcwd() . '/demo/people.sql';
my $golden = getcwd() . '/test/golden/c50';
my $bound = 1024;		# kB
my $times = 300;

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->append_conf('postgresql.conf', "fsync = off\njit = off\nautovacuum = off\nmax_parallel_workers_per_gather = 0");
$node->start;

# Text that is stored out of line, numbers as numeric, levels that no model knows.
$node->safe_psql('postgres', slurp_file($people));
$node->safe_psql('postgres', qq{
	CREATE EXTENSION analytics;
	SELECT analytics.import_model('mkt', pg_read_binary_file('$models/credit_model_tc_mkt_c.rds'), unknown_levels => 'missing');
	SELECT analytics.import_model('rules', pg_read_binary_file('$golden/hand_rules/model.rds'), unknown_levels => 'missing');
	SET search_path = demo, public;
	CREATE TABLE public.clientes AS SELECT * FROM demo.clientes(1000, 1);
} . q{
	DO $$ BEGIN
		EXECUTE (SELECT 'CREATE TABLE public.numerics AS SELECT ' || string_agg(format(
			CASE atttypid WHEN 'text'::regtype THEN '%I' ELSE '%1$I::numeric AS %1$I' END, attname), ', ' ORDER BY attnum)
			|| ' FROM public.clientes' FROM pg_attribute WHERE attrelid = 'public.clientes'::regclass AND attnum > 0);
	END $$;
	ALTER TABLE public.numerics ALTER ocupacion SET STORAGE EXTERNAL;
	UPDATE public.numerics SET ocupacion = repeat('x', 9000) WHERE id LIKE '%7';
	CREATE TYPE public.kind AS (x numeric, f text);
	CREATE TABLE public.small (x float8, f text);
	INSERT INTO public.small SELECT i % 10, chr(ascii('a') + i % 4) FROM generate_series(1, 1000) AS i;
});

my $memory = q{
	SELECT 'memory', (SELECT sum(total_bytes) / 1024 FROM pg_backend_memory_contexts)::bigint,
		   substring(pg_read_file('/proc/self/status') FROM 'RssAnon:\s+(\d+)');};

# check NAME BOUND QUERY: TIMES in the query stands for how often each row is
# scored; BOUND says whether the planner hands over columns or the row.
sub check
{
	my ($name, $bound_columns, $query) = @_;
	my $setting = 'SET search_path = public; SET analytics.enable_column_binding = ' . ($bound_columns ? 'on' : 'off') . ';';
	(my $few = $query) =~ s/TIMES/1/;
	(my $many = $query) =~ s/TIMES/$times/;
	my $plan = $node->safe_psql('postgres', "$setting EXPLAIN (VERBOSE) $many");
	my $binds = $plan =~ /bound_predict/ ? 1 : 0;
	is($binds, $bound_columns, "$name: " . ($bound_columns ? 'by columns' : 'by row'));
	my $out = $node->safe_psql('postgres', "$setting $few; $memory $few; $memory $many; $memory");
	my @samples = map { [ split /\|/ ] } $out =~ /^memory\|(.*)$/mg;
	my ($scored) = $out =~ /^(\d+)\nmemory.*\z/m;
	is($scored, 1000 * $times, "$name: scores " . 1000 * $times . ' rows');
	cmp_ok($samples[2][0] - $samples[1][0], '<', $bound, "$name: the memory contexts do not grow");
	cmp_ok($samples[2][1] - $samples[1][1], '<', $bound, "$name: the process does not grow");
	diag("$name: kB after 1000 rows: $samples[1][0] in contexts, $samples[1][1] resident; "
		  . 'after ' . 1000 * $times . ": $samples[2][0], $samples[2][1]");
}

SKIP:
{
	skip 'needs /proc/self/status' if !-e '/proc/self/status';

	my $each = 'CROSS JOIN generate_series(1, TIMES)';
	for my $bind (1, 0)
	{
		my $how = $bind ? 'by columns' : 'by row';
		check("probability $how", $bind, "SELECT count(analytics.predict_proba('mkt', t, 'si')) FROM clientes t $each");
		check("numeric, long text $how", $bind, "SELECT count(analytics.predict_proba('mkt', t, 'si')) FROM numerics t $each");
		check("class $how", $bind, "SELECT count(analytics.predict('rules', t)) FROM small t $each");
		check("all probabilities $how", $bind, "SELECT count(analytics.predict_proba('rules', t)) FROM small t $each");
	}
	check('by value', 0, "SELECT count(analytics.predict((SELECT analytics.model_value('rules')), t)) FROM small t $each");
	check('other row type', 0, "SELECT count(analytics.predict('rules', ROW(t.x::numeric, t.f)::kind)) FROM small t $each");
	check('all classes', 0, "SELECT count(*) / 2 FROM small t $each, analytics.predict_all('rules', t)");
}

$node->stop;
done_testing();
