# encoding.pl - a database's encoding, and the numbers it gave to an enum, change nothing
#
# The same rows in databases of several encodings: models, scores, folds and matrices
# are the same to the last byte.
use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->start;

my $rows = q{
	SET client_encoding = utf8;
	CREATE EXTENSION analytics;
	CREATE TYPE weekday AS ENUM ('mié', 'jue');
	CREATE TABLE seen AS
	SELECT i AS id, 'café ' || i % 5 AS f, ('ñ' || i % 4)::char(6) AS c, CASE WHEN i % 3 = 0 THEN 'jue' ELSE 'mié' END::weekday AS d, i * 7919 % 997 AS x,
		   CASE WHEN (i * 7919 % 997 > 400) <> (i % 11 = 0) THEN 'sí' ELSE 'no' END AS y
	  FROM generate_series(1, 600) AS i;
};
my %results = (
	'folds of all columns' => q{SELECT string_agg(float8send(value)::text, '' ORDER BY fold, metric) FROM analytics.cross_validate('decision_tree', 'seen', 'y', '{"columns": ["x", "f"]}')},
	'folds of a key' => q{SELECT string_agg(float8send(value)::text, '' ORDER BY fold, metric) FROM analytics.cross_validate('logistic', 'seen', 'y', key => 'f, d, c, x')},
	'decision tree' => q{SELECT analytics.train_model('decision_tree', 'seen', 'y')},
	'logistic model' => q{SELECT analytics.train_model('logistic', 'seen', 'y')},
	'passes' => q{SELECT analytics.train_model('logistic', 'seen', 'y', '{"method": "passes", "max_iterations": 5}')},
	'scores' => q{SELECT string_agg(float8send(analytics.predict_proba(m, s, 'sí'))::text, '' ORDER BY id) FROM seen AS s, analytics.train_model('logistic', 'seen', 'y') AS m},
	'confusion' => q{SELECT analytics.confusion_agg(d, d) FROM seen},
);

my %first;
foreach my $encoding (qw(UTF8 LATIN1 WIN1252))
{
	my $database = lc $encoding;

	$node->safe_psql('postgres', "CREATE DATABASE $database ENCODING '$encoding' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'");
	# an enum's values have other numbers here
	$node->safe_psql($database, q{CREATE TYPE before AS ENUM ('a', 'b', 'c')}) if $encoding ne 'UTF8';
	$node->safe_psql($database, $rows);
	foreach my $what (sort keys %results)
	{
		my $result = $node->safe_psql($database, "SET client_encoding = utf8; SET client_min_messages = warning; $results{$what}");

		$first{$what} //= $result;
		ok(length($result) > 20 && $result eq $first{$what}, "$what in $encoding");
	}
}

$node->stop;
done_testing();
