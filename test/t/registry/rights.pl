# who owns what, and who may do what: hostile schemas, other owners, other superusers
use strict;
use warnings;

use Cwd;
use IPC::Run;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('rights');
$node->init;
$node->start;
$node->safe_psql('postgres', q{
	CREATE ROLE mallory LOGIN; CREATE ROLE bank LOGIN; CREATE ROLE next_bank LOGIN; CREATE ROLE maker LOGIN;
	CREATE ROLE analyst LOGIN; CREATE ROLE "dba ""two""" LOGIN SUPERUSER; CREATE ROLE auditor LOGIN});

sub as
{
	my ($role, $db, $sql) = @_;
	my ($rc, $out, $err) = $node->psql($db, $sql, extra_params => [ '-U', $role, '-v', 'VERBOSITY=verbose' ]);
	return $rc == 0 ? $out : $err;
}

sub new_db
{
	my ($db, $owner) = @_;
	$node->safe_psql('postgres', "CREATE DATABASE $db OWNER $owner");
	$node->safe_psql($db, "GRANT CREATE ON DATABASE $db TO mallory");
	return $db;
}

my $train = "SELECT analytics.train('m', 'linear', 'SELECT i::float8 AS x, i * 2.0 AS y FROM generate_series(1, 9) AS i', 'y')";

# ---- a schema that was there beforehand ----

my $db = new_db('before', 'bank');
as('mallory', $db, 'CREATE SCHEMA analytics');
like(as('postgres', $db, 'CREATE EXTENSION analytics'),
	qr/ERROR:  42P06: schema "analytics" exists already\nDETAIL:  It belongs to role mallory\.\nHINT:  The extension makes this schema itself/,
	"another's schema is refused");
like(as('mallory', $db, 'CREATE TABLE analytics.registry (x int); CREATE EXTENSION analytics'),
	qr/42P06.*\nDETAIL:  There are objects in it/, 'so is one with objects');
is($node->safe_psql($db, 'SELECT count(*) FROM analytics.registry'), '0', 'which stay');
is(as('mallory', $db, 'DROP TABLE analytics.registry; CREATE EXTENSION analytics'), '', 'an empty one of the same role is replaced');

# ---- nobody but a superuser makes or changes anything in the schema ----

my $others = q{
	SELECT count(*) FROM pg_roles r
	 WHERE NOT rolsuper AND (has_schema_privilege(oid, 'analytics', 'CREATE')
		OR EXISTS (SELECT FROM pg_namespace WHERE nspname = 'analytics' AND nspowner = r.oid)
		OR EXISTS (SELECT FROM pg_proc WHERE pronamespace = 'analytics'::regnamespace AND proowner = r.oid)
		OR EXISTS (SELECT FROM pg_class WHERE relnamespace = 'analytics'::regnamespace AND relowner = r.oid)
		OR EXISTS (SELECT FROM pg_type WHERE typnamespace = 'analytics'::regnamespace AND typowner = r.oid)
		OR EXISTS (SELECT FROM pg_class, aclexplode(relacl) a WHERE relnamespace = 'analytics'::regnamespace
			AND relkind IN ('r', 'S') AND a.grantee <> relowner AND a.grantee <> 'pg_database_owner'::regrole))};
is($node->safe_psql($db, $others), '0', 'a role that created the trusted extension owns nothing in it');
is($node->safe_psql($db, "SELECT string_agg(DISTINCT classid::regclass::text, ' ') FROM pg_depend
	WHERE refclassid = 'pg_extension'::regclass AND deptype = 'e'
	  AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'analytics')"),
	'pg_cast pg_class pg_namespace pg_proc pg_type', 'and these are all the kinds of things in it');

$node->safe_psql($db, "$train; CREATE TABLE customers AS SELECT i::float8 AS x FROM generate_series(1, 3) AS i;
	GRANT SELECT ON customers TO PUBLIC");
my $trojan = q{FUNCTION analytics.predict_value(text, public.customers) RETURNS float8 LANGUAGE sql AS 'SELECT 42.0::float8'};
like(as('mallory', $db, "CREATE $trojan"), qr/42501: permission denied for schema analytics/, 'the extension\'s owner adds no function');
like(as('bank', $db, "CREATE $trojan"), qr/42501: permission denied for schema analytics/, 'nor the owner of the database');
like(as('mallory', $db, q{CREATE OR REPLACE FUNCTION analytics.predict_value(model text, "row" record, unknown_levels text DEFAULT 'model')
	RETURNS float8 LANGUAGE sql AS 'SELECT 42.0::float8'}), qr/42501/, 'nor replaces one');
like(as('mallory', $db, 'ALTER SCHEMA analytics OWNER TO mallory'), qr/42501/, 'nor takes the schema');
like(as('mallory', $db, 'ALTER SCHEMA analytics RENAME TO other'), qr/42501/, 'nor renames it');
as('mallory', $db, 'GRANT CREATE ON SCHEMA analytics TO mallory');
is($node->safe_psql($db, $others), '0', 'nor grants himself a right');
like(as('mallory', $db, 'ALTER EXTENSION analytics DROP FUNCTION analytics.score_row()'), qr/42501/, 'nor takes a function out');
like(as('mallory', $db, 'ALTER TABLE analytics.registry ADD COLUMN z int'), qr/42501/, 'nor alters a table');
like(as('mallory', $db, 'DROP SCHEMA analytics CASCADE'), qr/42501/, 'nor drops the schema');
like(as('mallory', $db, "SELECT analytics.predict_value('m', c) FROM customers AS c"), qr/42501: permission denied for model/,
	'who only may create in the database has no right to others\' models');
is(as('postgres', $db, "SELECT analytics.predict_value('m', c) FROM customers AS c ORDER BY 1 LIMIT 1"), '2',
	'a superuser scores with our function');

# a schema of his own in the extension is not taken for ours
is(as('mallory', $db, q{
	CREATE SCHEMA evil;
	CREATE TABLE evil.registry (a int CONSTRAINT registry_pkey PRIMARY KEY);
	CREATE TABLE evil.registry_version (a int CONSTRAINT registry_version_pkey PRIMARY KEY,
		b int CONSTRAINT registry_version_name_version_key UNIQUE);
	CREATE TABLE evil.registry_grant (a int CONSTRAINT registry_grant_pkey PRIMARY KEY);
	ALTER EXTENSION analytics ADD SCHEMA evil}), '', 'the extension\'s owner adds a schema to it');
$node->safe_psql($db, 'ALTER SCHEMA analytics RENAME TO renamed');
is($node->safe_psql($db, 'SELECT name FROM renamed.models'), 'm', 'which is not read, also when ours has another name');
as('mallory', $db, 'CREATE SCHEMA analytics; ALTER TABLE evil.registry SET SCHEMA analytics;
	ALTER TABLE evil.registry_version SET SCHEMA analytics; ALTER TABLE evil.registry_grant SET SCHEMA analytics;
	ALTER EXTENSION analytics ADD SCHEMA analytics');
is($node->safe_psql($db, 'SELECT name FROM renamed.models'), 'm', 'or when his has our name');

# ---- nothing is found by search_path ----

$db = new_db('hostile', 'bank');
sub trap
{
	my ($kind, $what, $result) = @_;
	return "CREATE FUNCTION trap.$what RETURNS $result LANGUAGE plpgsql AS \$\$BEGIN RAISE 'trapped by %', '$kind'; END\$\$;\n";
}

sub trap_operator
{
	my ($op, $left, $right, $result) = @_;
	my $name = "op_${left}_${right}_" . unpack('H*', $op) =~ s/\W/_/gr;
	return trap("$op $left", "\"$name\"($left, $right)", $result)
	  . "CREATE OPERATOR trap.$op (LEFTARG = $left, RIGHTARG = $right, FUNCTION = trap.\"$name\");\n";
}

my @comparisons = map { my $type = $_; map { [ $_, $type, $type, 'boolean' ] } '=', '<>', '<', '>' }
  qw(text integer bigint name oid float8 boolean jsonb numeric);
my @operators = ([ '||', 'text', 'text', 'text' ], [ '||', 'jsonb', 'jsonb', 'jsonb' ], [ '->>', 'jsonb', 'text', 'text' ],
	[ '->', 'jsonb', 'text', 'jsonb' ], [ '#>>', 'jsonb', 'text[]', 'text' ], [ '-', 'integer', 'float8', 'float8' ],
	map { ([ $_, 'integer', 'integer', 'integer' ], [ $_, 'float8', 'float8', 'float8' ]) } '+', '-', '*');
my @functions = ([ 'max(integer)', 'integer' ], [ 'now()', 'timestamptz' ], [ 'left(text, integer)', 'text' ],
	[ 'jsonb_each(jsonb)', 'jsonb' ], [ 'array_to_string(text[], text)', 'text' ], [ 'nextval(regclass)', 'bigint' ],
	[ 'cardinality(text[])', 'integer' ], [ 'predict_value(text, record)', 'float8' ],
	[ 'predict_proba(text, record, text, text)', 'float8' ], [ 'train(text, text, text, text, jsonb, boolean)', 'integer' ],
	[ 'moments_agg(record)', 'text' ]);
$node->safe_psql($db, 'CREATE SCHEMA trap;' . join('', (map { trap_operator(@$_) } @comparisons, @operators),
		map { trap("$$_[0]", @$_) } @functions)
	. q{
	CREATE TYPE trap.text AS ENUM ('trapped');
	CREATE TYPE trap.float8 AS ENUM ('trapped');
	CREATE TYPE trap.name AS ENUM ('trapped');
	CREATE TYPE trap.jsonb AS ENUM ('trapped');
	CREATE TABLE trap.registry (name int);
	CREATE TABLE trap.registry_version (name int);
	CREATE TABLE trap.tuning_run (name int);
	GRANT USAGE ON SCHEMA trap TO PUBLIC;
	ALTER DATABASE hostile SET search_path = trap, public, pg_catalog});
like(as('bank', $db, q{SELECT 'a'::pg_catalog.text = 'b'::pg_catalog.text}), qr/trapped by = text/, 'the traps are set');
is(as('bank', $db, 'CREATE EXTENSION analytics'), '', 'the extension is created under a hostile search_path');
is(as('bank', $db, q{CREATE TABLE public.cases AS
	SELECT i::pg_catalog.int4 AS id, ((i OPERATOR(pg_catalog.%) 7))::pg_catalog.float8 AS x, (CASE WHEN i OPERATOR(pg_catalog.%) 3 OPERATOR(pg_catalog.=) 0 THEN 'a' ELSE 'b' END)::pg_catalog.text AS k,
		   (CASE WHEN i OPERATOR(pg_catalog.%) 5 OPERATOR(pg_catalog.<) 2 THEN 'no' ELSE 'yes' END)::pg_catalog.text AS t
	  FROM pg_catalog.generate_series(1, 200) AS i}), '', 'with data');
my $csv = $node->basedir . '/cases.csv';
append_to_file($csv, "x|k\n1|a\n2|b\n");
$node->safe_psql($db, 'GRANT pg_read_server_files TO bank');
my @calls = (
	[ "SELECT analytics.train('t', 'logistic', 'public.cases', 't')", '1' ],
	[ q{SELECT analytics.train('p', 'logistic', 'public.cases', 't', '{"method": "passes", "class_weight": "balanced"}')}, '1' ],
	[ q{SELECT analytics.train('l', 'linear', 'SELECT x, k, id FROM public.cases', 'id', '{"method": "passes"}')}, '1' ],
	[ q{SELECT analytics.train('d', 'decision_tree', 'public.cases', 't')}, '1' ],
	[ "SELECT pg_catalog.count(*) FROM analytics.models", '4' ],
	[ "SELECT pg_catalog.count(*) FROM analytics.model_features WHERE model OPERATOR(pg_catalog.=) 'd'", '3' ],
	[ "SELECT pg_catalog.count(metric) FROM analytics.model_metrics WHERE model OPERATOR(pg_catalog.=) 'd'", qr/^[1-9]/ ],
	[ "SELECT pg_catalog.count(*) FROM analytics.model_training", '4' ],
	[ "SELECT pg_catalog.count(analytics.predict('t', c)) FROM public.cases AS c", '200' ],
	[ "SELECT pg_catalog.count(analytics.predict_proba('t', c, 'yes')) FROM public.cases AS c", '200' ],
	[ "SELECT pg_catalog.count(*) FROM analytics.cross_validate('decision_tree', 'public.cases', 't')", qr/^[1-9]/ ],
	[ "CALL analytics.tune('tuned', 'decision_tree', 'public.cases', 't', '{\"max_depth\": [1, 2]}', folds => 2)", '' ],
	[ "SELECT pg_catalog.count(*) FROM analytics.tuning_trials", '2' ],
	[ "SELECT pg_catalog.count(*) FROM analytics.training_progress", '0' ],
	[ "SELECT analytics.drop_tuning('tuned')", '1' ],
	[ "SELECT pg_catalog.count(*) FROM analytics.evaluate('t', 'SELECT * FROM public.cases', 't')", qr/^[1-9]/ ],
	[ "SELECT rows FROM analytics.verify_model('t', 'SELECT c.*, t AS reference_class FROM public.cases AS c')", '200' ],
	[ "SELECT analytics.fit_pca('pca', 'public.cases', columns => '{id,x}')", '1' ],
	[ "CREATE VIEW public.some AS SELECT id, x FROM public.cases; SELECT analytics.fit_pca('pca', 'public.some')", '2' ],
	[ "SELECT pg_catalog.count(analytics.transform('pca', c)) FROM public.cases AS c", '200' ],
	[ "SELECT analytics.create_scorer('public.score', 't', 'public.cases', 'yes') IS NOT NULL", 't' ],
	[ "SELECT pg_catalog.count(public.score(c)) FROM public.cases AS c", '200' ],
	[ "SELECT analytics.import_csv('public.loaded', '$csv', models => '{t}', delimiter => '|')", '2' ],
	[ "SELECT atttypid OPERATOR(pg_catalog.=) 25::pg_catalog.oid FROM pg_catalog.pg_attribute WHERE attrelid OPERATOR(pg_catalog.=) 'public.loaded'::pg_catalog.regclass AND attname OPERATOR(pg_catalog.=) 'k'::pg_catalog.name", 't' ],
	[ "SELECT analytics.import_model('t', analytics.export_model('t'))", '2' ],
	[ "SELECT analytics.deploy_model('t', 1)", '1' ],
	[ "SELECT analytics.grant_model('t', 'analyst'), analytics.grant_model('t', 'public')", '|' ],
	[ "SELECT analytics.revoke_model('t', 'analyst')", '' ],
	[ "SELECT analytics.alter_model_owner('t', 'bank')", '' ],
	[ "SELECT analytics.drop_model('t', 2), analytics.drop_model('d')", '1|1' ],
	[ "CREATE TABLE public.live (x pg_catalog.float8, k pg_catalog.text, id pg_catalog.int4, score pg_catalog.float8);
	   CREATE TRIGGER s BEFORE INSERT ON public.live FOR EACH ROW EXECUTE FUNCTION analytics.score_row('t', 'score', 'yes')", '' ],
	[ "INSERT INTO public.live VALUES (1, 'a', 1); SELECT score IS NOT NULL FROM public.live", 't' ],
);
for my $call (@calls)
{
	my ($sql, $expected) = @$call;
	my $out = as('bank', $db, "SET client_min_messages = warning; $sql");
	ref $expected ? like($out, $expected, $sql) : is($out, $expected, $sql);
}

# ---- other owners ----

$db = new_db('owners', 'bank');
as('bank', $db, 'CREATE EXTENSION analytics');
as('maker', $db, $train);
is(as('bank', $db, "SELECT analytics.can_use_model('m')"), 't', 'the database\'s owner manages all models');
$node->safe_psql($db, 'REASSIGN OWNED BY bank TO next_bank');
is(as('bank', $db, "SELECT analytics.can_use_model('m'), (SELECT count(*) FROM analytics.models)"), 'f|0', 'REASSIGN OWNED: the old owner sees nothing');
like(as('bank', $db, $_), qr/42501/, "$_ is denied") for 'SELECT count(*) FROM analytics.registry_version',
  'SELECT count(*) FROM analytics.tuning_run', "INSERT INTO analytics.registry_grant VALUES ('m', 'bank', 'maker')",
  "SELECT analytics.grant_model('m', 'bank')", "SELECT nextval('analytics.registry_version_id_seq')", 'DROP EXTENSION analytics';
is(as('next_bank', $db, "SELECT analytics.can_use_model('m'), (SELECT count(*) FROM analytics.registry_version)"), 't|1', 'the new one manages them');
my $dump = $node->backup_dir . '.owners.sql';
$node->command_ok([ 'pg_dump', '-U', 'next_bank', '-f', $dump, $db ], 'and dumps them');
$node->safe_psql('postgres', 'CREATE DATABASE restored OWNER next_bank');
$node->command_ok([ 'psql', '-X', '-v', 'ON_ERROR_STOP=1', '-U', 'next_bank', '-f', $dump, 'restored' ], 'and restores them');
is(as('next_bank', 'restored', 'SELECT name, owner FROM analytics.models'), 'm|maker', 'models keep their owners');
is(as('bank', 'restored', 'SELECT count(*) FROM analytics.models'), '0', 'the old owner has nothing there either');
# a session that has scored, and ALTER DATABASE ... OWNER
my ($in, $out) = ('', '');
my $session = IPC::Run::start([ 'psql', '-XAtq', '-U', 'next_bank', '-p', $node->port, '-h', $node->host, $db ], '<', \$in, '>', \$out, '2>&1');
$in .= "SELECT analytics.predict_value('m', r) FROM (SELECT 3::float8 AS x) AS r;\n";
$session->pump until $out =~ /\n/;
is($out, "6\n", 'the owner scores');
$node->safe_psql('postgres', "ALTER DATABASE $db OWNER TO bank");
$out = '';
$in .= "SELECT analytics.predict_value('m', r) FROM (SELECT 3::float8 AS x) AS r;\n";
$session->pump until $out =~ /\n/;
like($out, qr/permission denied for model "m"/, 'and no more when the database has another');
$in .= "\\q\n";
$session->finish;

# ---- another superuser, who leaves; default privileges ----

$db = new_db('leaver', 'bank');
$node->safe_psql($db, 'ALTER DEFAULT PRIVILEGES FOR ROLE postgres GRANT ALL ON TABLES TO auditor;
	ALTER DEFAULT PRIVILEGES FOR ROLE "dba ""two""" GRANT ALL ON TABLES TO auditor;
	ALTER DEFAULT PRIVILEGES FOR ROLE "dba ""two""" GRANT ALL ON SEQUENCES TO PUBLIC');
is(as('dba "two"', $db, 'CREATE EXTENSION analytics'), '', 'another superuser creates the extension');
is($node->safe_psql($db, q{SELECT nspowner::regrole FROM pg_namespace WHERE nspname = 'analytics'}), 'postgres', 'the schema is not his');
is($node->safe_psql($db, $others =~ s/NOT rolsuper/oid <> 10/r =~ s/has_schema_privilege[^\n]*\n\s+OR//r), '0', 'nor anything in it');
as('maker', $db, $train);
like(as('auditor', $db, 'SELECT count(*) FROM analytics.registry_version'), qr/42501/, 'default privileges do not open the tables');
$node->safe_psql($db, 'ALTER ROLE "dba ""two""" NOSUPERUSER; REASSIGN OWNED BY "dba ""two""" TO next_bank;
	DROP OWNED BY "dba ""two"""; ALTER DEFAULT PRIVILEGES FOR ROLE postgres REVOKE ALL ON TABLES FROM auditor');
is($node->safe_psql($db, $others), '0', 'when he leaves, nobody inherits it');
$dump = $node->backup_dir . '.leaver.sql';
$node->command_ok([ 'pg_dump', '-U', 'bank', '-f', $dump, $db ], 'the owner of the database dumps');
unlike(slurp_file($dump), qr/(GRANT|REVOKE) .* analytics/, 'privileges are as they were made');
$node->safe_psql('postgres', 'CREATE DATABASE restored_too OWNER bank');
$node->command_ok([ 'psql', '-X', '-v', 'ON_ERROR_STOP=1', '-U', 'bank', '-f', $dump, 'restored_too' ], 'and restores');
is(as('maker', 'restored_too', 'SELECT name, owner FROM analytics.models'), 'm|maker', 'what was there');

# ---- roles are known by their names ----

$db = new_db('names', 'bank');
as('bank', $db, 'CREATE EXTENSION analytics');
as('maker', $db, "$train; SELECT analytics.grant_model('m', 'analyst')");
$node->safe_psql($db, 'ALTER ROLE maker RENAME TO renamed');
is(as('renamed', $db, "SELECT analytics.can_use_model('m')"), 'f', 'a renamed role leaves its models behind');
is($node->safe_psql($db, 'SELECT owner FROM analytics.models'), 'maker', 'with its old name');
$node->safe_psql($db, 'CREATE ROLE maker LOGIN');
is(as('maker', $db, "SELECT analytics.can_use_model('m')"), 'f', 'and a new role of that name does not have them');
$node->safe_psql($db, "SELECT analytics.alter_model_owner('m', 'renamed')");
is(as('renamed', $db, "SELECT analytics.can_use_model('m')"), 't', 'a superuser gives them to the renamed role');
$node->safe_psql($db, 'DROP OWNED BY analyst');
is(as('analyst', $db, "SELECT analytics.can_use_model('m')"), 't', 'DROP OWNED leaves grants of models');
$node->safe_psql($db, 'DROP ROLE analyst; CREATE ROLE analyst LOGIN');
is(as('analyst', $db, "SELECT analytics.can_use_model('m')"), 'f', 'a new role of that name does not have them');
$node->safe_psql($db, "SELECT analytics.deploy_model('m', 1); UPDATE analytics.registry SET deployed = 1");
is(as('analyst', $db, "SELECT analytics.can_use_model('m')"), 'f', 'nor when the model changes');
$node->safe_psql($db, "SELECT analytics.grant_model('m', 'analyst', 'score')");
is(as('analyst', $db, "SELECT analytics.can_use_model('m'), analytics.can_read_model('m')"), 't|f', 'until it is granted what it may');
$node->safe_psql($db, "SELECT analytics.revoke_model('m', 'analyst')");

my $tune = q{CALL analytics.tune('s', 'linear', 'SELECT i AS x, i * 2 AS y FROM generate_series(1, 20) AS i', 'y',
	'{"l2": [1, 2]}', folds => 2)};
my $runs = 'SELECT count(*), max(run) FROM analytics.tuning_trials';
as('analyst', $db, $tune);
is(as('analyst', $db, $runs), '2|1', 'a search is seen by who made it');
$node->safe_psql($db, "SELECT analytics.drop_model('s'); DROP ROLE analyst; CREATE ROLE analyst LOGIN");
is(as('analyst', $db, $runs), '0|', 'not by a new role of that name');
is(as('analyst', $db, "SELECT analytics.drop_tuning('s')"), '0', 'which does not drop it either');
as('analyst', $db, $tune);
is(as('analyst', $db, $runs), '2|2', 'or go on with it');
is($node->safe_psql($db, "SELECT analytics.drop_tuning('s'), analytics.drop_model('s')"), '2|1', 'a superuser drops both');

# ---- predefined roles ----

$node->safe_psql($db, 'CREATE ROLE all_reader LOGIN IN ROLE pg_read_all_data; CREATE ROLE all_writer LOGIN IN ROLE pg_write_all_data');
is(as('all_reader', $db, "SELECT analytics.can_use_model('m')"), 'f', 'pg_read_all_data is no right to a model');
is(as('all_reader', $db, 'SELECT length(image::bytea::text) > 100 FROM analytics.registry_version'), 't', 'but reads it from the table');
like(as('all_reader', $db, "INSERT INTO analytics.registry_grant VALUES ('m', 'all_reader', 'x')"), qr/42501/, 'and grants itself nothing');
is(as('all_writer', $db, "INSERT INTO analytics.registry_grant VALUES ('m', 'all_writer', 'x');
	SELECT analytics.can_read_model('m')"), 't', 'pg_write_all_data can grant itself any model');

# ---- dumps ----

$node->safe_psql($db, 'REVOKE EXECUTE ON ROUTINE analytics.import_model, analytics.train FROM PUBLIC;
	GRANT EXECUTE ON ROUTINE analytics.train TO maker');
$dump = $node->backup_dir . '.names.sql';
$node->command_ok([ 'pg_dump', '-f', $dump, $db ], 'a superuser dumps');
$node->safe_psql('postgres', 'CREATE DATABASE by_superuser OWNER bank');
$node->safe_psql('postgres', 'ALTER ROLE renamed RENAME TO gone');
$node->command_ok([ 'psql', '-X', '-v', 'ON_ERROR_STOP=1', '-f', $dump, 'by_superuser' ], 'and restores');
my $may = "SELECT has_function_privilege('analyst', 'analytics.import_model(text, bytea, text, integer, text, boolean, boolean)', 'EXECUTE'),
	has_function_privilege('maker', 'analytics.train(text, text, text, text, jsonb, boolean)', 'EXECUTE')";
is($node->safe_psql('by_superuser', $may), 'f|t', 'who may make models is restored by a superuser');
is($node->safe_psql('by_superuser', 'SELECT owner FROM analytics.models'), 'renamed', 'a model whose owner is not there');
is(as('bank', 'by_superuser', "SELECT analytics.alter_model_owner('m', 'bank'); SELECT owner FROM analytics.models"), qq{\nbank},
	'is the database owner\'s to give away');
$node->safe_psql('postgres', 'CREATE DATABASE by_owner OWNER bank');
my $bank_dump = $node->backup_dir . '.bank.sql';
$node->command_ok([ 'pg_dump', '-U', 'bank', '-f', $bank_dump, $db ], 'the owner of the database dumps');
$node->command_ok([ 'psql', '-X', '-v', 'ON_ERROR_STOP=1', '-U', 'bank', '-f', $bank_dump, 'by_owner' ], 'and restores');
is($node->safe_psql('by_owner', 'SELECT owner, owner_id FROM analytics.registry'), 'renamed|0', 'with a name that no role has');
$node->safe_psql('by_owner', 'CREATE ROLE renamed LOGIN');
is(as('renamed', 'by_owner', "SELECT analytics.can_use_model('m')"), 't', 'which is the owner when there is one');
is($node->safe_psql('by_owner', $may), 't|t', 'but not what a superuser revoked');

$node->safe_psql($db, 'ALTER SCHEMA analytics RENAME TO elsewhere');
$node->command_ok([ 'pg_dump', '-f', $dump, $db ], 'a database with a renamed schema is dumped');
$node->safe_psql('postgres', 'CREATE DATABASE lost');
$node->command_fails([ 'psql', '-X', '-v', 'ON_ERROR_STOP=1', '-f', $dump, 'lost' ], 'but not restored');

# ---- the extension's owner ----

$db = new_db('dropped', 'bank');
as('mallory', $db, 'CREATE EXTENSION analytics');
as('maker', $db, $train);
$node->safe_psql($db, 'DROP OWNED BY mallory');
is($node->safe_psql($db, "SELECT count(*) FROM pg_namespace WHERE nspname = 'analytics'"), '0',
	'DROP OWNED of the extension\'s owner drops it, with all models');

$node->stop;
done_testing();
