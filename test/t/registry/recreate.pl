# a session that has models in its cache hears that they are not the same any
# more: the extension was made again, a change of it rolled back, ids came back
# with other models, or an expression outlives the statement it was made for
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use IPC::Run;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Session;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->append_conf('postgresql.conf', 'max_prepared_transactions = 10');
$node->start;

# version k of "m" answers 1000 k + 5 for the row with x = 5
sub train { return "SELECT analytics.train('m', 'linear', 'SELECT x, x + $_[0] AS y FROM t', 'y');" }
my $score = "SELECT round(analytics.predict_value('m', t)) FROM t WHERE x = 5";
my $unbound = "SELECT round(analytics.predict_value('m', r)) FROM (SELECT t AS r FROM t WHERE x = 5 OFFSET 0) AS s";
my $moved = "SELECT round(s[1]) FROM (SELECT analytics.transform('p', t) AS s FROM t WHERE x = 5) AS s";

$node->safe_psql('postgres', 'CREATE EXTENSION analytics; CREATE TABLE t AS SELECT i::float8 AS x, (i % 7)::float8 AS z FROM generate_series(1, 100) AS i;'
	  . train(1000) . "SELECT analytics.fit_pca('p', 't', '{x}')");

my $session = Session->new($node);

sub scores_are
{
	my ($right, $when) = @_;
	is($session->ask($score), $right, "bound, $when");
	is($session->ask($unbound), $right, "by the whole row, $when");
	is($session->ask('EXECUTE prepared'), $right, "prepared, $when");
}

$session->ask("PREPARE prepared AS $score");
scores_are(1005, 'at first');
my $first_move = $session->ask($moved);
$node->safe_psql('postgres', 'DROP EXTENSION analytics; CREATE EXTENSION analytics;' . train(2000)
	  . "SELECT analytics.fit_pca('p', (SELECT 't'::regclass), '{z}')");
scores_are(2005, 'after the extension was made again');
isnt($session->ask($moved), $first_move, 'and components');

$session->ask('BEGIN; DROP EXTENSION analytics; CREATE EXTENSION analytics');
$session->ask(train(7000));
scores_are(7005, 'made again in this transaction');
$session->ask('ROLLBACK');
scores_are(2005, 'after its rollback');

$session->ask('BEGIN; SAVEPOINT s; DROP EXTENSION analytics; CREATE EXTENSION analytics');
$session->ask(train(8000));
scores_are(8005, 'made again in a subtransaction');
$session->ask('ROLLBACK TO s');
scores_are(2005, 'after its rollback');
$session->ask('SAVEPOINT s2;' . train(3000));
scores_are(3005, 'a version of a subtransaction');
$session->ask('ROLLBACK TO s2');
scores_are(2005, 'after its rollback');
$session->ask('ROLLBACK');

# A restore of data alone: the same ids with other models.
$node->safe_psql('postgres', 'CREATE TABLE kept AS SELECT * FROM analytics.registry_version WHERE false;'
	  . train(4000) . q{INSERT INTO kept SELECT * FROM analytics.registry_version;});
scores_are(4005, 'a new version');
$node->safe_psql('postgres', q{
	BEGIN;
	TRUNCATE analytics.registry_version;
	INSERT INTO analytics.registry_version SELECT (jsonb_populate_record(b, jsonb_build_object('id', a.id, 'version', a.version))).*
	  FROM kept a JOIN kept b ON a.name = b.name AND a.name = 'm' AND a.version = 3 - b.version;
	COMMIT});
scores_are(2005, 'after ids came back with other models');
$node->safe_psql('postgres', 'TRUNCATE analytics.registry_version; INSERT INTO analytics.registry_version SELECT * FROM kept');
scores_are(4005, 'and after they were put right');

# An expression of PL/pgSQL lives as long as its transaction.
$node->safe_psql('postgres', q{
	CREATE FUNCTION many() RETURNS text LANGUAGE plpgsql AS $$
	DECLARE
		r t; scores text := '';
	BEGIN
		SELECT * INTO r FROM t WHERE x = 5;
		FOR v IN REVERSE 2..1 LOOP
			PERFORM analytics.deploy_model('m', v);
			scores := scores || ' ' || round(analytics.predict_value('m', r)) || ' ' || round(analytics.predict_value('m', r));
		END LOOP;
		RETURN scores;
	END $$});
is($session->ask('SELECT many()'), ' 4005 4005 2005 2005', 'an expression that is evaluated again after a deployment');
is($session->ask('BEGIN; SELECT many(); SELECT many(); COMMIT'), " 4005 4005 2005 2005\n 4005 4005 2005 2005", 'twice in a transaction');
$node->safe_psql('postgres', q{
	CREATE ROLE scorer;
	GRANT SELECT ON t TO scorer;
	CREATE FUNCTION once() RETURNS text LANGUAGE plpgsql AS $$
	DECLARE
		r t;
	BEGIN
		r.x := 5;
		RETURN round(analytics.predict_value('m', r));
	END $$});
like($session->ask('BEGIN; SELECT once(); SET ROLE scorer; SELECT once(); ROLLBACK'), qr/^2005\n.*permission denied for model "m"/s,
	'nor does a right outlive a SET ROLE');

# A snapshot of before: a plan that others made for a later version.
$session->ask('BEGIN ISOLATION LEVEL REPEATABLE READ; ' . $score);
$node->safe_psql('postgres', "SELECT analytics.deploy_model('m', 2)");
scores_are(2005, 'an older snapshot');
$session->ask('COMMIT');
scores_are(4005, 'the present one');
$session->ask('BEGIN ISOLATION LEVEL REPEATABLE READ; ' . $score);
$node->safe_psql('postgres', "SELECT analytics.drop_model('m')");
scores_are(4005, 'a model that went after the snapshot was taken');
$session->ask('COMMIT');
like($session->ask($score), qr/model "m" does not exist/, 'and is gone for the next one');

# A deployment while a statement is planned, after the first of its calls was: a
# constant takes a while to compute.  The version of before may be gone then.
$node->safe_psql('postgres', train(1000) . q{
	SELECT analytics.train('m', 'linear', 'SELECT z, z + 2000 AS y FROM t', 'y', deploy => false);
	SELECT analytics.train('m', 'linear', 'SELECT x, z, x + z + 3000 AS y FROM t', 'y', deploy => false);
	CREATE VIEW v AS SELECT z, 'no column' AS c, x FROM t;
	CREATE VIEW w AS SELECT x, z + 0 AS z FROM t;
	CREATE VIEW j AS SELECT a.x AS first, b.x, b.z FROM t AS a JOIN t AS b ON a.x = b.x;
	CREATE FUNCTION meanwhile() RETURNS integer IMMUTABLE LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(1); RETURN 0; END'});
sub score_meanwhile
{
	my ($query, @deployment) = @_;
	my $beside = IPC::Run::start([ 'psql', '-XAtq', '-d', $node->connstr('postgres'), map { ('-c', $_) } 'SELECT pg_sleep(0.3)', @deployment ],
		'>', \my $ignored);
	my $scores = $session->ask($query);
	$beside->finish;
	return $scores;
}
my $call = "round(analytics.predict_value('m', t))";
is(score_meanwhile("SELECT $call, meanwhile(), $call FROM t WHERE x = 5", "SELECT analytics.deploy_model('m', 2)"), '2005|0|2005',
	'two calls, a deployment between their planning');
is(score_meanwhile("SELECT $call, meanwhile(), sum(count(*)) OVER () FROM t WHERE x = 5 GROUP BY t, x", "SELECT analytics.deploy_model('m', 3)"),
	'3010|0|1', 'columns that the plan does not have');
is(score_meanwhile("SELECT $call, meanwhile() FROM t JOIN v USING (x) WHERE x = 5", "SELECT analytics.deploy_model('m', 1)",
		"SELECT analytics.drop_model('m', 3)"), '1005|0', 'the version planned for is dropped');
is(score_meanwhile("SELECT round(analytics.predict_value('m', v)), meanwhile() FROM v WHERE x = 5", train(4000)), '4005|0',
	'a view: its columns are at hand');
is(score_meanwhile("SELECT round(analytics.predict_value('m', v)), meanwhile() FROM v WHERE x = 5", "SELECT analytics.deploy_model('m', 2)"),
	'2005|0', 'or are fetched from its table');
is(score_meanwhile("SELECT sum(round(analytics.predict_value('m', v))), meanwhile() FROM v JOIN t USING (x) WHERE x = 5", "SELECT analytics.deploy_model('m', 1)"),
	'1005|0', 'also in a join');
is(score_meanwhile("SELECT round(analytics.predict_value('m', j)), meanwhile() FROM j WHERE x = 5", "SELECT analytics.deploy_model('m', 2)"),
	'2005|0', 'a view of two tables');
is(score_meanwhile("SELECT round(analytics.predict_value('m', j)), meanwhile() FROM j WHERE x = 5", "SELECT analytics.deploy_model('m', 1)"),
	'1005|0', 'and back');
like(score_meanwhile("SELECT round(analytics.predict_value('m', w)), meanwhile() FROM w WHERE x = 5", "SELECT analytics.deploy_model('m', 2)"),
	qr/another version of model "m" was deployed while the statement was planned/, 'but for what a view computes: a serialization failure');
is($session->ask("SELECT round(analytics.predict_value('m', w)) FROM w WHERE x = 5"), '2005', 'that is over then');

$session->finish;
$node->stop;
done_testing();
