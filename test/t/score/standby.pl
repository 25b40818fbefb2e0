# a hot standby sees, uses and keeps up with the models of its primary
use strict;
use warnings;

use Cwd;
use FindBin;
use lib "$FindBin::Bin/../lib";
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Session;
use Test::More;

my $golden = getcwd() . '/test/golden/c50';
my $score = q{SELECT analytics.predict('iris', f) FROM flower f};

my $primary = PostgreSQL::Test::Cluster->new('primary');
$primary->init(allows_streaming => 1);
$primary->start;
$primary->safe_psql('postgres', qq{
	CREATE EXTENSION analytics;
	CREATE TABLE flower ("Sepal.Length" float8, "Sepal.Width" float8, "Petal.Length" float8, "Petal.Width" float8);
	INSERT INTO flower VALUES (5.1, 3.5, 1.4, 0.2);
	SELECT analytics.import_model('iris', pg_read_binary_file('$golden/iris_tree/model.rds'));
	CREATE TABLE trained AS SELECT i AS x, i % 3 AS y, CASE WHEN i % 10 > 6 THEN 'yes' ELSE 'no' END AS t FROM generate_series(1, 500) AS i;
	SELECT analytics.train('old boosted', 'boosted_trees', 'trained', 't', '{"rounds": 5}')});
$primary->backup('base');

my $standby = PostgreSQL::Test::Cluster->new('standby');
$standby->init_from_backup($primary, 'base', has_streaming => 1);
$standby->start;
$primary->wait_for_catchup($standby, 'replay', $primary->lsn('insert'));

my $models = 'SELECT name, version, deployed FROM analytics.models ORDER BY 1, 2';
is($standby->safe_psql('postgres', $models), "iris|1|t\nold boosted|1|t", 'the standby lists the models');
is($standby->safe_psql('postgres', $score), 'setosa', 'the standby scores');
is($standby->safe_psql('postgres', "SELECT count(*) FROM analytics.model_features('iris')"),
	'4', 'the standby reads features');

# a session that has the model in its cache hears of changes
my $session = Session->new($standby);

is($session->ask($score), 'setosa', 'a session scores');
$primary->safe_psql('postgres', "SELECT analytics.drop_model('iris')");
$primary->wait_for_catchup($standby, 'replay', $primary->lsn('insert'));
like($session->ask($score), qr/model "iris" does not exist/, 'it hears that the model is gone');
$primary->safe_psql('postgres',
	"SELECT analytics.import_model('iris', pg_read_binary_file('$golden/iris_tree/model.rds'))");
$primary->wait_for_catchup($standby, 'replay', $primary->lsn('insert'));
is($session->ask($score), 'setosa', 'and that it is back');

# a new version
$primary->safe_psql('postgres', qq{
	SELECT analytics.import_model('iris', pg_read_binary_file('$golden/iris_boost30/model.rds'))});
$primary->wait_for_catchup($standby, 'replay', $primary->lsn('insert'));
like($standby->safe_psql('postgres', "SELECT max(version) FROM analytics.models WHERE deployed"),
	qr/^2$/, 'the new version is deployed on the standby');

my ($status, $out, $err) = $standby->psql('postgres',
	qq{\\set VERBOSITY verbose\nSELECT analytics.import_model('x', pg_read_binary_file('$golden/iris_tree/model.rds'))});
like($err, qr/25006: cannot execute import_model\(\) in a read-only transaction/, 'no import on a standby');
($status, $out, $err) = $standby->psql('postgres', "SELECT analytics.drop_model('iris')");
like($err, qr/cannot execute drop_model\(\) in a read-only transaction/, 'no drop on a standby');

# models that the primary trains, before the standby was made and after
my @algorithms = qw(boosted_trees random_forest logistic decision_tree linear);
$primary->safe_psql('postgres', "SELECT analytics.train('new $_', '$_', 'SELECT x, y, "
	  . ($_ eq 'linear' ? "x * 2.5" : "t") . " AS t FROM trained', 't')") for @algorithms;
$primary->wait_for_catchup($standby, 'replay', $primary->lsn('insert'));
for my $name ('old boosted', map { "new $_" } @algorithms)
{
	my $function = $name eq 'new linear' ? 'predict_value' : 'predict';
	my $scores = "SELECT md5(string_agg(analytics.$function('$name', r)::text, ' ' ORDER BY x)) FROM trained AS r";
	is($standby->safe_psql('postgres', $scores), $primary->safe_psql('postgres', $scores), "the standby scores with \"$name\"");
}
my $metrics = 'SELECT model, version, metric, value FROM analytics.model_metrics ORDER BY 1, 2, 3';
is($standby->safe_psql('postgres', $metrics), $primary->safe_psql('postgres', $metrics), 'and shows what their training measured');
for my $algorithm (@algorithms)
{
	($status, $out, $err) = $standby->psql('postgres',
		qq{\\set VERBOSITY verbose\nSELECT analytics.train('x', '$algorithm', 'trained', 't')});
	like($err, qr/25006: cannot execute train\(\) in a read-only transaction/, "no training on a standby: $algorithm");
}

$session->finish;
$standby->stop;
$primary->stop;
done_testing();
