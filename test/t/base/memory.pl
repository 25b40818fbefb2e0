# memory.pl - a session's memory does not grow with the rows that it scores
#
# A thousand rows are scored, then 300,000; what the session holds afterwards,
# by its own account and by the operating system's, is the same.  And what it holds
# while a statement runs is the same after few calls of a function and after many:
# of every function that returns a set, below LATERAL and in the select list, and of
# every one that changes nothing.  AN_CALLS=1000000 makes it a million calls of each
# (1/10 and 1/100 of those that read a query).
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
my $flat = 2048;	# bytes
my $calls = $ENV{AN_CALLS} // 4_000;

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

# ----- while a statement runs -----

# The rows of values: 20 of each type, one after the other, none like its neighbour.
$node->safe_psql('postgres', q{
	CREATE TABLE cases AS SELECT (i % 10)::float8 AS x, chr(ascii('a') + i % 4) AS f, i % 3 = 0 AS y, (i % 7)::float8 AS z,
		(i % 3 = 0)::text AS reference_class FROM generate_series(1, 100) AS i;
	CREATE TYPE numbers AS (x float8, z float8);
	SELECT analytics.train('line', 'linear', 'SELECT x, f, z FROM cases', 'z');
	SELECT analytics.train('tree', 'decision_tree', 'SELECT x, f, y FROM cases', 'y');
	SELECT analytics.fit_pca('pca', 'cases', columns => '{x,z}');
	CREATE TABLE few AS SELECT k, 'tree'::text AS tree, 'line'::text AS line, 'pca'::text AS pca, k::float8 AS x, k * 0.5::float8 AS z,
		ROW(k, 'a')::kind AS r, ROW(k, 1.5)::numbers AS numbers, 'SELECT * FROM cases LIMIT ' || 20 + k AS query,
		analytics.train_model('decision_tree', format('SELECT x + %s AS x, f, y FROM cases', k), 'y') AS m,
		analytics.train_model('linear', format('SELECT x + %s AS x, f, z FROM cases', k), 'z') AS l,
		(SELECT analytics.moments_agg(q) FROM (SELECT x + k AS x, z FROM cases) q) AS mo,
		(SELECT analytics.pca_fit(q) FROM (SELECT x + k * z AS x, z FROM cases) q) AS p,
		(SELECT analytics.score_table_agg(y, x / (9 + k)) FROM cases) AS s,
		(SELECT analytics.confusion_agg(f, 'a' || k) FROM cases) AS c
		FROM generate_series(1, 20) AS k;
	ALTER TABLE few ADD g analytics.gradient, ADD pm analytics.model;
	UPDATE few SET g = (SELECT analytics.linear_pass(l, t, t.z) FROM cases t), pm = (SELECT analytics.model_value('pca'));
	-- rows of a type that changes
	CREATE TYPE kind_of_integers AS (x integer, f text);
	CREATE FUNCTION any_kind(k integer) RETURNS record LANGUAGE plpgsql AS $$ DECLARE a kind; b kind_of_integers; BEGIN
		IF k % 2 = 0 THEN a := (k, 'a'); RETURN a; END IF; b := (k, 'b'); RETURN b; END $$;
	CREATE TYPE numbers_of_integers AS (x integer, z integer);
	CREATE FUNCTION any_numbers(k integer) RETURNS record LANGUAGE plpgsql AS $$ DECLARE a numbers; b numbers_of_integers; BEGIN
		IF k % 2 = 0 THEN a := (k, k); RETURN a; END IF; b := (k, 1); RETURN b; END $$;
	ANALYZE;});

# An argument by its type, or by function and position where that does not do.
my %by_type = (
	'text' => 'v.tree', 'name' => 'v.tree', 'bytea' => 'analytics.model_send(v.m)', 'record' => 'v.r', 'integer' => '2', 'oid' => '10::oid', 'boolean' => 'true', 'double precision' => 'v.x',
	'double precision[]' => 'ARRAY[v.x, v.z]',
	'real[]' => 'ARRAY[v.x, v.z]::real[]', 'integer[]' => 'ARRAY[v.k, 1]', 'numeric[]' => 'ARRAY[v.x, v.z]::numeric[]',
	'analytics.model' => 'v.m', 'analytics.moments' => 'v.mo', 'analytics.pca' => 'v.p', 'analytics.score_table' => 's',
	'analytics.confusion' => 'v.c', 'analytics.gradient' => 'v.g');
my %by_position = (
	'model_coefficients 0 text' => 'v.line', 'predict_value 0 text' => 'v.line', 'predict_value 0 analytics.model' => 'v.l',
	'linear_vector 0 analytics.model' => 'v.l', 'pca_value 0 text' => 'v.pca', 'csv_table_definition 0 text' => q{'x|f'},
	'set_features 1 text[]' => q{'{b,a}'}, 'transform 0 text' => 'v.pca', 'transform 0 analytics.model' => 'v.pm',
	'predict_proba 2 text' => q{'true'}, 'reason_codes 2 text' => q{'false'},
	'verify_model 1 text' => 'v.query', 'verify_model_rows 1 text' => 'v.query', 'evaluate 1 text' => 'v.query',
	'cross_validate 0 text' => q{'decision_tree'}, 'cross_validate 1 text' => q{'SELECT x, f, y FROM cases LIMIT ' || 20 + v.k},
	'cross_validate 2 text' => q{'y'});
for my $function (qw(transform pca_transform pca_reconstruction_error pca_t2 row_vector))
{
	$by_position{"$function $_ record"} = 'v.numbers' for 0, 1;
}
my %cost = (verify_model => 10, verify_model_rows => 10, evaluate => 10, model_features => 10, model_coefficients => 10,
	cross_validate => 100);

# used N WHAT FROM: bytes in use at the end of a statement over N rows of values.
sub used
{
	my ($n, $what, $from) = @_;
	my $rows = "(SELECT v.* FROM (SELECT generate_series(1, $n) AS i OFFSET 0) AS g, LATERAL (SELECT * FROM few WHERE k = 1 + g.i % 20 OFFSET 0) AS v OFFSET 0) AS v";
	$from =~ s/ROWS/$rows/;
	return "SELECT 'used', count($what), (SELECT sum(used_bytes) FROM pg_backend_memory_contexts) FROM $from;";
}

sub flat
{
	my ($name, $n, $what, $from) = @_;
	my $few = $n > 2000 ? 100 : 20;
	my $out = $node->safe_psql('postgres', 'SET enable_memoize = off; SET search_path = public; SET client_min_messages = error; '
		. used($few, $what, $from) x 2 . used($n, $what, $from));
	my @used = map { [ split /\|/ ] } $out =~ /^used\|(.*)$/mg;
	my $grown = $used[2][1] - $used[1][1];
	ok($used[2][0] >= $n / 2 && $grown < $flat, "$name: $n calls take no more than $few");
	diag("$name: $n calls, $used[2][0] results, $grown bytes more than after $few");
}

my $functions = $node->safe_psql('postgres', q{
	SELECT p.oid::regprocedure, p.proname, p.proretset, array_to_string(p.proargtypes[0:p.pronargs - p.pronargdefaults - 1]::oid[]::regtype[], ';')
	  FROM pg_proc p WHERE p.pronamespace = 'analytics'::regnamespace AND p.prokind = 'f'
	   AND (p.proretset OR p.proname !~ '(_in|_out|_recv|_send|_transfn|_combinefn|_finalfn|_subscript)$|^bound_|^gather$|^store_pca$'
		AND p.provolatile <> 'v') ORDER BY 1});
for (split /\n/, $functions)
{
	my ($signature, $function, $is_set, $types) = split /\|/;
	my @types = split /;/, $types;
	my @arguments = map { $by_position{"$function $_ $types[$_]"} // $by_type{$types[$_]} } 0 .. $#types;
	my $call = "analytics.$function(" . join(', ', @arguments) . ')';
	my $n = $calls / ($cost{$function} // 1);

	if ($is_set eq 'f')
	{
		flat($signature, $n, $call, 'ROWS');
		next;
	}
	flat("$signature, LATERAL", $n, '*', "ROWS, LATERAL $call");
	flat("$signature, in the select list", $n, '*', "(SELECT $call FROM ROWS OFFSET 0) AS q");
}
flat('rows of another type each', $calls, 'analytics.predict(v.tree, any_kind(v.k))', 'ROWS');
flat('explained rows of another type each', $calls, '*', 'ROWS, LATERAL analytics.explain(v.tree, any_kind(v.k))');
flat('numbers of another type each', $calls, 'analytics.row_vector(any_numbers(v.k))', 'ROWS');
flat('rows for a PCA of another type each', $calls, "analytics.transform('pca', any_numbers(v.k))", 'ROWS');
flat('values as text and back', $calls, 'v.mo::text::analytics.moments', 'ROWS');

$node->stop;
done_testing();
