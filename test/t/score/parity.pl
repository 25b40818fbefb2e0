# every reference model answers in SQL as R does: class and probability, bound
# to columns and by whole row, by name and by value
use strict;
use warnings;

use Cwd;
use IPC::Run;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $golden = getcwd() . '/test/golden';
my $node = PostgreSQL::Test::Cluster->new('main');
$node->init(extra => [ '--encoding=UTF8', '--locale=C' ]);
$node->append_conf('postgresql.conf', "max_parallel_workers_per_gather = 0\njit = off");
$node->start;
$node->safe_psql('postgres', 'CREATE EXTENSION analytics');

sub query { return $node->safe_psql('postgres', $_[0]); }
sub quoted { my ($name) = @_; $name =~ s/"/""/g; return qq{"$name"}; }
sub literal { my ($text) = @_; $text =~ s/'/''/g; return "'$text'"; }

sub load_csv
{
	my ($table, $path, $models, $delimiter, $encoding) = @_;
	query("SELECT analytics.import_csv('$table', '$path', '$models', '$delimiter', '$encoding')");
	query("ALTER TABLE $table ADD COLUMN row_of_file serial");
}

# rows|class agreement|largest difference|conforms, for one class
sub conformance
{
	my ($model, $query, $class) = @_;
	return query('SELECT class_agreed = class_compared, max_difference, conforms, first_differences '
		  . "FROM analytics.verify_model('$model', " . literal($query) . ', ' . literal($class) . ')');
}

# ----- the fixtures -----

my ($cases, $comparisons, @wrong) = (0, 0);
for my $folder (sort glob("$golden/c50/*"))
{
	my ($case) = $folder =~ m{([^/]+)$};
	my $meta = slurp_file("$folder/model.json");
	my $encoding = $meta =~ /"ISO-8859-1"/ ? 'LATIN1' : 'UTF8';
	my $trials = $meta =~ /"trials_predict": (\d+)/ ? $1 : 'NULL';
	my $import = "SELECT analytics.import_model('$case', pg_read_binary_file('$folder/model.rds'), trials => $trials)";

	if ($case eq 'german_formula_log')
	{
		my ($ret, $out, $err) = $node->psql('postgres', $import);
		like($err, qr/log\(Amount\).*R expression/s, 'a predictor that is an R call is refused by name');
		next;
	}
	query($import);
	load_csv('d', "$folder/data.csv", "{$case}", ',', $encoding);
	load_csv('e', "$folder/expected.csv", '{}', ',', $encoding);
	my $raw = -e "$folder/expected_rawconf.csv";
	load_csv('r', "$folder/expected_rawconf.csv", '{}', ',', 'UTF8') if $raw;

	my @classes = split /\n/, query(
		qq{SELECT attname FROM pg_attribute WHERE attrelid = 'e'::regclass AND attnum > 2
			AND attname <> 'row_of_file' ORDER BY attnum});
	my $k = 0;
	for my $class (@classes)
	{
		$k++;
		my $reference = $raw ? "r.p$k" : 'e.' . quoted($class);
		my $from = 'FROM d AS the_row JOIN e USING (row_of_file)' . ($raw ? ' JOIN r USING (row_of_file)' : '');
		my $answer = conformance($case,
			qq{SELECT the_row.*, e.class AS reference_class, $reference\::float8 AS reference_probability $from}, $class);
		push @wrong, "$case, $class: $answer" if $answer !~ /^t\|0\|t\|/;
		$comparisons++;
	}

	# bound, by row and by value: the same, row by row
	my $class = literal($classes[-1]);
	my $differ = query(qq{
		SET analytics.enable_column_binding = off;
		CREATE TEMP TABLE whole AS SELECT row_of_file, analytics.predict('$case', the_row) AS c,
			analytics.predict_proba('$case', the_row, $class) AS p, analytics.predict_proba('$case', the_row) AS a FROM d AS the_row;
		SET analytics.enable_column_binding = on;
		SELECT count(*) FROM d AS the_row JOIN whole w USING (row_of_file),
			(SELECT analytics.model_value('$case') AS m) AS v
		WHERE (analytics.predict('$case', the_row), analytics.predict_proba('$case', the_row, $class),
				analytics.predict_proba('$case', the_row), analytics.predict(v.m, the_row),
				analytics.predict_proba(v.m, the_row, $class))
			IS DISTINCT FROM (w.c, w.p, w.a, w.c, w.p)});
	push @wrong, "$case: $differ rows depend on the way" if $differ ne '0';
	query('DROP TABLE d, e' . ($raw ? ', r' : ''));
	$cases++;
}
is(join("\n", @wrong), '', "$cases reference models, $comparisons classes: R's answers to the last bit");
cmp_ok($cases, '>=', 60, 'all reference models are there');

# ----- the six credit models -----

my %population = (
	clientes => { mkt => [ 'mkt_c', 'si' ], rsk => [ 'rsk_c', 'malo' ], exp => [ 'exp_c', 'si' ] },
	no_clientes => { mkt => [ 'mkt_nc', 'si' ], rsk => [ 'rsk_nc', 'malo' ], exp => [ 'exp_nc', 'si' ] });
my $folder = PostgreSQL::Test::Utils::tempdir();
for my $table (sort keys %population)
{
	my %models = %{ $population{$table} };

	IPC::Run::run([ 'xz', '-dc', "$golden/six_models/ref_${table}_5000.csv.xz" ], '>', "$folder/$table.csv")
	  or die 'xz failed';
	query("SELECT analytics.import_model('$_->[0]', pg_read_binary_file('"
		  . getcwd() . "/demo/models/credit_model_tc_$_->[0].rds'))")
	  for values %models;
	my $names = join(',', map { $_->[0] } values %models);
	load_csv($table, "$folder/$table.csv", "{$names}", '|', 'UTF8');
	load_csv("scores_$table", "$golden/six_models/ref_${table}_5000_scores.csv", '{}', '|', 'UTF8');
	for my $target (sort keys %models)
	{
		my ($model, $class) = @{ $models{$target} };
		my $select = "SELECT t.*, s.clase_$target AS reference_class, s.score_$target\::float8 AS reference_probability "
		  . "FROM $table t JOIN scores_$table s USING (id)";
		is(conformance($model, $select, $class), 't|0|t|', "$model: 5,000 people as R scores them");
		is( query(qq{SELECT count(*) FROM $table t JOIN scores_$table s USING (id)
				WHERE analytics.predict('$model', t) = s.clase_$target
				AND analytics.predict_proba('$model', t, '$class') = s.score_$target\::float8}),
			'5000', "$model: the same bound to columns");
	}
}

$node->stop;
done_testing();
