# pg_dump and restore of stored models, where roles have other OIDs, also by a
# database owner who is no superuser
use strict;
use warnings;

use Cwd;
use IPC::Run;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $golden = getcwd() . '/test/golden/c50';

sub import_sql
{
	my ($name, $case, $more) = @_;
	return "SELECT analytics.import_model('$name', "
	  . "pg_read_binary_file('$golden/$case/model.rds')" . ($more // '') . ')';
}

my $old = PostgreSQL::Test::Cluster->new('old');
$old->init;
$old->start;
$old->safe_psql('postgres', 'CREATE ROLE boss LOGIN; CREATE ROLE bank LOGIN; CREATE ROLE scorer LOGIN');
$old->safe_psql('postgres', 'CREATE DATABASE bank OWNER bank');
$old->safe_psql('bank', 'CREATE EXTENSION analytics', extra_params => [ '-U', 'bank' ]);
$old->safe_psql('bank', import_sql('iris', 'iris_tree'));
$old->safe_psql('bank', import_sql('iris', 'iris_boost30', ', deploy => false'));
$old->safe_psql('bank', import_sql('gone', 'iris_tree'));
$old->safe_psql('bank', import_sql('rules', 'german_rules'));
$old->safe_psql('bank', q{
	CREATE TEMP TABLE trained AS SELECT i AS x, 'k' || i % 3 AS k, i % 10 > 6 AS t FROM generate_series(1, 500) AS i;
	SELECT analytics.train('trained', 'boosted_trees', 'trained', 't', '{"rounds": 5, "seed": 7}');
	SELECT analytics.train('trained', 'logistic', 'trained', 't', deploy => false);
	SELECT analytics.train('trained', 'decision_tree', 'trained', 't', deploy => false)});
$old->safe_psql('bank', "SELECT analytics.drop_model('gone');"
	  . "SELECT analytics.grant_model('iris', 'scorer'), analytics.grant_model('trained', 'scorer', 'score');"
	  . "SELECT analytics.alter_model_owner('rules', 'boss')");

# the extension's owner manages every model
is($old->safe_psql('bank', 'SELECT count(*) FROM analytics.models',
		extra_params => [ '-U', 'bank' ]), '6', 'the owner of the extension sees all models');

my $dump = $old->backup_dir . '.sql';
$old->command_ok([ 'pg_dump', '-U', 'bank', '-f', $dump, '-p', $old->port, 'bank' ],
	'a database owner can dump');

my $contents = q{
	SELECT m.name, m.version, deployed, kind, owner, imported_by, imported_at, classes,
		   md5(analytics.model_value(m.name, m.version)::text), md5(analytics.export_model(m.name, m.version)),
		   m.algorithm, m.options, training_seconds, t.metrics
	  FROM analytics.models m LEFT JOIN analytics.model_training t ON t.model = m.name AND t.version = m.version
	 ORDER BY m.name, m.version};
my $before = $old->safe_psql('bank', $contents);

my $new = PostgreSQL::Test::Cluster->new('new');
$new->init;
$new->start;
$new->safe_psql('postgres', 'CREATE ROLE other; CREATE ROLE scorer LOGIN; CREATE ROLE bank LOGIN; CREATE ROLE boss LOGIN');
$new->safe_psql('postgres', 'CREATE DATABASE bank OWNER bank');
$new->command_ok([ 'psql', '-X', '-v', 'ON_ERROR_STOP=1', '-U', 'bank', '-p', $new->port, '-f', $dump, 'bank' ],
	'a database owner can restore');

is($new->safe_psql('bank', $contents), $before, 'the models are the same');
like($before, qr/^trained\|1\|t\|forest\|(?=.*"seed": 7)(?=.*"rounds": 5).*"loss": /m, 'with what is known of their training');
my $scores = q{SELECT md5(string_agg(analytics.predict_proba('trained', r, 'true')::text, ' ' ORDER BY x))
	FROM (SELECT i AS x, 'k' || i % 3 AS k FROM generate_series(1, 500) AS i) AS r};
is($new->safe_psql('bank', $scores), $old->safe_psql('bank', $scores), 'trained models score as before');
is($new->safe_psql('bank', "SELECT analytics.can_use_model('iris'), analytics.can_use_model('rules')",
		extra_params => [ '-U', 'scorer' ]), 't|f', 'grants are by name');
is($new->safe_psql('bank', "SELECT analytics.can_use_model('trained'), analytics.can_read_model('trained'), analytics.can_read_model('iris')",
		extra_params => [ '-U', 'scorer' ]), 't|f|t', 'with what they allow');
is($new->safe_psql('bank', 'SELECT count(*) FROM analytics.models', extra_params => [ '-U', 'boss' ]),
	'1', 'owners are by name');

# neither ids nor version numbers are given twice
my $id = $old->safe_psql('bank', 'SELECT max(id) FROM analytics.registry_version');
$new->safe_psql('bank', import_sql('iris', 'iris_tree'));
is($new->safe_psql('bank', "SELECT max(id) > $id, max(version) FROM analytics.registry_version WHERE name = 'iris'"),
	't|3', 'numbering goes on where it was');

# a second dump equals the first, but for what was imported since
$new->safe_psql('bank', "SELECT analytics.deploy_model('iris', 1); SELECT analytics.drop_model('iris', 3)");
is($new->safe_psql('bank', $contents), $before, 'dropped again');

$new->stop;
$old->stop;
done_testing();
