# a database that release 1.0 wrote: with the new library before ALTER EXTENSION
# UPDATE, and after it, when the catalog equals that of a new installation
use strict;
use warnings;

use Cwd;
use IPC::Run;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $folder = getcwd() . '/test/upgrade';
my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->start;
$node->safe_psql('postgres', 'CREATE ROLE modeller LOGIN; CREATE ROLE analyst LOGIN; CREATE ROLE bank LOGIN;'
	  . 'CREATE ROLE auditor LOGIN; CREATE ROLE other LOGIN; CREATE ROLE "dba two" LOGIN SUPERUSER');

my $two = 'dba two';
my @verbose = ('-v', 'VERBOSITY=verbose');
my $update = 'ALTER EXTENSION analytics UPDATE';

# What a role gets for a statement: the answer, or else the error.
sub as
{
	my ($role, $db, $sql) = @_;
	my ($rc, $out, $err) = $node->psql($db, $sql, extra_params => [ '-U', $role, @verbose ]);
	return $rc == 0 ? $out : $err;
}

# A database of 1.0, or of the present version.
sub new_db
{
	my ($db, $owner, $version) = @_;
	$node->safe_psql('postgres', "CREATE DATABASE $db" . ($owner ? ' OWNER "' . ($owner =~ s/"/""/gr) . '"' : ''));
	is(as($owner // $node->safe_psql('postgres', 'SELECT current_user'), $db,
			'CREATE EXTENSION analytics' . ($version ? " VERSION '$version'" : '')), '', "the extension in database $db");
	return $db;
}

# What a file of statements prints, which errors and all.
sub run_file
{
	my ($db, $file) = @_;
	my ($out, $err) = run_command([ 'psql', '-XAtq', '-d', $node->connstr($db), '-f', $file ]);
	return ($out, $err);
}

# All that the catalog says of the extension.
sub catalog
{
	my ($db) = @_;
	my ($out, $err) = run_file($db, "$folder/catalog.sql");
	is($err, '', "the catalog of database $db can be read");
	return [ split /\n/, $out ];
}

my $fresh = new_db('fresh');
my $fresh_catalog = catalog($fresh);

# The lines that only one of two has.
sub difference
{
	my ($one, $two) = @_;
	my %count;
	$count{$_}++ for @$one;
	$count{$_}-- for @$two;
	return join "\n", map { ($count{$_} > 0 ? '+' : '-') . $_ } grep { $count{$_} } sort keys %count;
}

sub equal_catalogs
{
	my ($db, $expected, $name) = @_;
	return is(difference(catalog($db), $expected), '', $name);
}

sub fill
{
	my ($db) = @_;
	my ($out, $err) = run_file($db, "$folder/1.0.sql");
	is(scalar(grep { /ERROR/ } split /\n/, $err), 1, 'a dump of 1.0 can be restored')
	  and like($err, qr/schema "analytics" already exists/, 'but for the schema, which is there');
}

# What 1.0 answered and this version does not.
sub wrong_answers
{
	my ($db, $judged) = @_;
	my ($out, $err) = run_command([ 'psql', '-XAtq', '-v', 'ON_ERROR_STOP=1', '-v', "judged=$judged", '-d', $node->connstr($db),
		'-f', "$folder/answers.sql" ]);
	return $out . $err;
}

my $old = new_db('old', undef, '1.0');
is($node->safe_psql($old, q{SELECT nspname FROM pg_extension JOIN pg_namespace AS n ON n.oid = extnamespace WHERE extname = 'analytics'}), 'analytics',
	'1.0 is put into a schema, as it was');
fill($old);

# ---- the new library, the old script ----

is(wrong_answers($old, 0), '', 'models of 1.0 score as they did before the update');
is($node->safe_psql($old, "INSERT INTO arrived SELECT id, x, k, z FROM t WHERE id = 4;"
		  . 'SELECT count(*) FROM arrived AS a JOIN scores AS s USING (id) WHERE a.p = s.p AND id IN (3, 4)'), '2', 'rows are scored as they arrive');
is(as('analyst', $old, 'SELECT DISTINCT name FROM analytics.models ORDER BY 1'), "linear\ntree", 'rights are as they were');
is(as('modeller', $old, 'SELECT name, trial, state FROM analytics.tuning_trials ORDER BY 2'), "tuned|1|finished\ntuned|2|finished", 'of tunings, too');
my $refused = qr/ERROR:  55000: extension "analytics" is of version 1\.0 in this database, and its library of version 1\.1\nHINT:  Use ALTER EXTENSION analytics UPDATE/;
like(as('modeller', $old, "SELECT analytics.train('tree', 'linear', 'SELECT x, z AS y FROM t', 'y')"), $refused, 'what writes asks for the update');
like(as('modeller', $old, "CALL analytics.tune('tuned', 'decision_tree', 't', 'y', '{\"max_depth\": [3]}')"), $refused, 'so does a procedure');
like(as($two, $old, 'SELECT * FROM quality'), $refused, 'and a function that has other arguments now');
my ($calls, $errors) = run_file($old, "$folder/calls.sql");
is($errors, '', 'all functions can be called');
cmp_ok(scalar(grep { /^00000\|/ } split /\n/, $calls), '>', 150, 'and most have an answer');
is(join("\n", grep { /^(XX|58)/ } split /\n/, $calls), '', 'no error is one that should not happen');
is(join("\n", map { /^55000\|analytics\.(\w+)\(/ ? $1 : () } split /\n/, $calls), join("\n", qw(alter_model_owner create_scorer deploy_model drop_model
	drop_model drop_tuning evaluate fit_pca grant_model import_model revoke_model store_pca train verify_model verify_model_rows)),
	'those that write, or have other arguments now, ask for the update');

is($node->safe_psql($old, q{DO $$ DECLARE v regclass; BEGIN
	FOR v IN SELECT oid FROM pg_class WHERE relnamespace = 'analytics'::regnamespace AND relkind = 'v' LOOP EXECUTE format('SELECT FROM %s', v); END LOOP; END $$;
	SELECT count(*) FROM analytics.models}), '10', 'the views can be read');

# ---- the update ----

# A session that is there all the time.
my ($in, $answer) = ('', '');
my $session = IPC::Run::start([ 'psql', '-XAtq', '-d', $node->connstr($old) ], '<', \$in, '>', \$answer, '2>&1', IPC::Run::timeout(120));
sub ask
{
	my ($sql) = @_;
	$answer = '';
	$in .= "$sql;\n\\echo END\n";
	$session->pump until $answer =~ /END\n/;
	return $answer =~ s/\n?END\n//r;
}
is(ask(q{PREPARE score AS SELECT count(*) FROM t JOIN scores AS s USING (id) WHERE analytics.predict('tree', t) = s.class;
	PREPARE quality AS SELECT count(*) FROM quality WHERE metric = 'accuracy'; EXECUTE score}), '60', 'a session scores before the update');
like(ask('EXECUTE quality'), qr/Use ALTER EXTENSION analytics UPDATE/, 'and gets an error');

my $views = q{SELECT relname, pg_get_viewdef(oid) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('v', 'm') ORDER BY 1};
my $view_texts = $node->safe_psql($old, $views);
my $tuning = 'SELECT * FROM analytics.tuning_trials ORDER BY name, run, trial';
my $trials = as('modeller', $old, $tuning);
is(as($node->safe_psql('postgres', 'SELECT current_user'), $old, $update), '', 'the update');
equal_catalogs($old, $fresh_catalog, 'the catalog equals that of a new installation');
is(wrong_answers($old, 1), '', 'models of 1.0 score as they did');
is(ask('EXECUTE score; EXECUTE quality'), "60\n1", 'also in the session that was there before, which finds what is new');
is(ask(q{SELECT analytics.train('session', 'linear', 'SELECT x, z AS y FROM t', 'y'), analytics.drop_model('session')}), '1|1', 'and writes');
$session->finish;
is($node->safe_psql($old, $views), $view_texts, 'the views of users are what they were');
is(as('modeller', $old, $tuning), $trials, 'and the trials of tunings');
is($node->safe_psql($old, 'INSERT INTO arrived SELECT id, x, k, z FROM t WHERE id = 5;'
		  . 'SELECT count(*) FROM arrived AS a JOIN scores AS s USING (id) WHERE a.p = s.p AND id IN (3, 4, 5)'), '3', 'rows are scored as they arrive');
is(as('analyst', $old, 'SELECT DISTINCT name, analytics.can_read_model(name) FROM analytics.models ORDER BY 1'), "linear|t\ntree|t",
	'who had a grant may still see what is in the model');
is($node->safe_psql($old, q{SELECT name, owner, owner_id = to_regrole(owner)::oid FROM analytics.registry WHERE name IN ('tree', 'kept by nobody') ORDER BY 1}),
	"kept by nobody|gone|\ntree|modeller|t", 'owners are known by OID, but for one that is gone');
is($node->safe_psql($old, 'SELECT name, grantee, grantee_id = to_regrole(grantee)::oid, privilege FROM analytics.registry_grant ORDER BY 1, 2'),
	"linear|gone||read\nlinear|public||read\ntree|analyst|t|read", 'so are grants');
is(as('modeller', $old, "SELECT analytics.train('tree', 'linear', 'SELECT x, z AS y FROM t', 'y', deploy => false), analytics.grant_model('tree', 'other', 'score');"
		  . "SELECT count(*) FROM analytics.evaluate('tree', 't', version => 1) WHERE metric = 'accuracy'"), "3|\n1", 'what is new in 1.1 works');
is(as('other', $old, "SELECT analytics.can_use_model('tree'), analytics.can_read_model('tree')"), 't|f', 'also the right to score only');
is(as('modeller', $old, "CALL analytics.tune('tuned', 'decision_tree', 'SELECT x, k, z, y FROM t', 'y', '{\"max_depth\": [1, 2]}')"), '', 'a tuning of 1.0 is found again');
is(as('modeller', $old, 'SELECT count(*) FROM analytics.tuning_trials'), '2', 'with its trials');

# what is compared is everything: each of these is found
my %changes = (
	"COMMENT ON FUNCTION analytics.n(analytics.moments) IS 'another'" => qr/^\+function analytics\.n\(.*comment 0: another/,
	'COMMENT ON COLUMN analytics.registry.owner_id IS NULL' => qr/^-table analytics\.registry: comment 6: /,
	'ALTER FUNCTION analytics.skipped(analytics.moments) COST 2' => qr/^\+function analytics\.skipped\(.*"procost": 2/,
	'ALTER TABLE analytics.registry ALTER owner_id SET DEFAULT 1' => qr/^\+default value for column owner_id .*: text 1$/,
	'ALTER TABLE analytics.registry DISABLE TRIGGER registry_role' => qr/^\+trigger registry_role on table analytics\.registry: .*"tgenabled": "D"/,
	'GRANT SELECT ON analytics.registry_version TO auditor' => qr/^\+table analytics\.registry_version: .*"auditor=r/,
	'ALTER TABLE analytics.registry_grant DROP CONSTRAINT registry_grant_privilege_check' => qr/^-constraint registry_grant_privilege_check .*: text CHECK/,
	'CREATE INDEX another ON analytics.registry (owner)' => qr/^\+index analytics\.another: text CREATE INDEX/,
	"UPDATE pg_extension SET extcondition[4] = 'WHERE true' WHERE extname = 'analytics'" => qr/^\+extension analytics: .*"WHERE true"/,
	'ALTER VIEW analytics.models RESET (security_barrier)' => qr/^-view analytics\.models: .*"security_barrier=true"/,
	'ALTER EXTENSION analytics DROP FUNCTION analytics.row_vector(record)' => qr/^-function analytics\.row_vector\(record\): depends 0 e on extension analytics/,
	'ALTER FUNCTION analytics.mean(analytics.moments) OWNER TO bank' => qr/^\+function analytics\.mean\(.*"proowner": "role bank"/);
my ($changed, $change_errors) = run_command([ 'psql', '-XAtq', '-v', 'ON_ERROR_STOP=1', '-d', $node->connstr($old), '-c', 'BEGIN',
	(map { ('-c', $_) } sort keys %changes), '-f', "$folder/catalog.sql" ]);
is($change_errors, '', 'the catalog can be changed');
my @found = split /\n/, difference([ split /\n/, $changed ], $fresh_catalog);
for my $change (sort keys %changes)
{
	ok(scalar(grep { $_ =~ $changes{$change} } @found), "a difference is found: $change");
}

# a dump of what was updated is one of the present version
my $dump = $node->basedir . '/dump.sql';
$node->command_ok([ 'pg_dump', '-O', '-f', $dump, '-p', $node->port, $old ], 'what was updated can be dumped');
unlike(slurp_file($dump), qr/^(GRANT|REVOKE).*analytics/m, 'nobody was granted anything more');
$node->safe_psql('postgres', 'CREATE DATABASE again');
$node->command_ok([ 'psql', '-Xq', '-v', 'ON_ERROR_STOP=1', '-p', $node->port, '-f', $dump, 'again' ], 'and restored');
is(wrong_answers('again', 1), '', 'where models score as they did');
equal_catalogs('again', $fresh_catalog, 'with the same catalog');

# ---- by an owner who is no superuser ----

new_db('bank_fresh', 'bank');
new_db('bank_old', 'bank', '1.0');
as('bank', 'bank_old', 'CREATE TABLE t AS SELECT 1.0 AS x; GRANT CREATE ON SCHEMA analytics TO other; GRANT USAGE ON SCHEMA analytics TO auditor');
is(as('bank', 'bank_old', $update), '', 'the owner of a trusted extension updates it');
is($node->safe_psql('bank_old', q{SELECT has_schema_privilege('other', 'analytics', 'CREATE'), has_schema_privilege('bank', 'analytics', 'CREATE'),
	(SELECT nspowner FROM pg_namespace WHERE nspname = 'analytics'), 'auditor=U' = ANY (SELECT split_part(a::text, '/', 1) FROM pg_namespace, unnest(nspacl) AS a)}),
	'f|f|10|t', 'nobody else creates in the schema any more');
$node->safe_psql('bank_old', 'REVOKE USAGE ON SCHEMA analytics FROM auditor');
equal_catalogs('bank_old', catalog('bank_fresh'), 'the catalog equals that of a new installation');

# ---- by another superuser, after rights were changed ----

new_db('two_old', $two, '1.0');
new_db('two_fresh', $two);
as($two, 'two_old', 'GRANT SELECT ON analytics.registry TO auditor; REVOKE SELECT ON analytics.models FROM PUBLIC; GRANT SELECT ON analytics.models TO analyst WITH GRANT OPTION');
is(as($two, 'two_old', $update), '', 'another superuser updates it');
my ($two_dump, $ignored) = run_command([ 'pg_dump', '-s', '-d', $node->connstr('two_old') ]);
is(join("\n", sort grep { /^(GRANT|REVOKE).*analytics/ } split /\n/, $two_dump), join("\n", 'GRANT SELECT ON TABLE analytics.models TO analyst WITH GRANT OPTION;',
		'GRANT SELECT ON TABLE analytics.registry TO auditor;', 'REVOKE SELECT ON TABLE analytics.models FROM PUBLIC;'),
	'what was granted and revoked stays so, and is dumped');
is($node->safe_psql('two_old', q{SELECT has_table_privilege('auditor', 'analytics.registry', 'SELECT'), has_table_privilege('bank', 'analytics.models', 'SELECT'),
	has_table_privilege('analyst', 'analytics.models', 'SELECT')}), 't|f|t', 'as the roles see');
as($two, 'two_old', 'REVOKE ALL ON analytics.registry FROM auditor; REVOKE ALL ON analytics.models FROM analyst; GRANT SELECT ON analytics.models TO PUBLIC');
equal_catalogs('two_old', catalog('two_fresh'), 'but for that the catalog equals that of a new installation');

# ---- what is in the way ----

my $ways = new_db('ways', undef, '1.0');
fill($ways);
sub in_the_way
{
	my ($sql, $error, $name, $cure) = @_;
	$node->safe_psql($ways, $sql);
	like(as($two, $ways, $update), $error, $name);
	is($node->safe_psql($ways, "SELECT extversion FROM pg_extension WHERE extname = 'analytics'"), '1.0', 'nothing was done');
	$node->safe_psql($ways, $cure);
}
in_the_way("CREATE TABLE analytics.mine (a int); CREATE FUNCTION analytics.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
	qr/ERROR:  55000: schema "analytics" holds objects that are not of the extension\nDETAIL:  They are: function analytics\.mine\(\), table analytics\.mine\.\nHINT:  .*ALTER \.\.\. SET SCHEMA/,
	"objects of users' in the schema", 'ALTER TABLE analytics.mine SET SCHEMA public; ALTER FUNCTION analytics.mine() SET SCHEMA public');
in_the_way(q{CREATE VIEW named AS SELECT * FROM analytics.evaluate('tree', query => 'SELECT * FROM t');
	CREATE MATERIALIZED VIEW kept_named AS SELECT v.conforms FROM analytics.verify_model(query => 'SELECT *, y::text AS reference_class FROM t', model => 'tree') AS v WITH NO DATA},
	qr/ERROR:  55000: argument "query" of .* is named "source" in version 1\.1\nDETAIL:  It is given by its name in: materialized view public\.kept_named, view public\.named\.\nHINT:  Define them again/,
	'views with an argument by its former name', q{CREATE OR REPLACE VIEW named AS SELECT * FROM analytics.evaluate('tree', 'SELECT * FROM t'); DROP MATERIALIZED VIEW kept_named});
in_the_way('CREATE VIEW runs AS SELECT 1 AS one WHERE analytics.can_see_tuning(current_user)',
	qr/ERROR:  55000: function can_see_tuning\(name\) is gone in version 1\.1\nDETAIL:  It is called by: rule _RETURN on view public\.runs\./,
	'a view that calls a function of the views', 'DROP VIEW runs');
is(as($two, $ways, $update), '', 'then the update goes through');
is($node->safe_psql($ways, q{SELECT count(*) FROM named WHERE metric = 'accuracy'}), '1', 'and the view works');

# ---- a schema with another name ----

new_db('renamed', undef, '1.0');
fill('renamed');
$node->safe_psql('renamed', 'ALTER SCHEMA analytics RENAME TO ml');
is(as($two, 'renamed', $update), '', 'where the schema was renamed');
is($node->safe_psql('renamed', "SELECT ml.predict('tree', t) = (SELECT class FROM scores WHERE id = 7) FROM t WHERE id = 7"), 't', 'models score');
$node->safe_psql('renamed', 'ALTER SCHEMA ml RENAME TO analytics');
equal_catalogs('renamed', $fresh_catalog, 'and the catalog is the same but for the name');

$node->stop;
done_testing();
