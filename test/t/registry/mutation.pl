# mutation.pl - damaged models are refused, or they score; nothing else
#
# Four thousand mutations of real models, two thousand of them XGBoost's, as files
# and as images, each the same in every run.  A model that still imports must score a row of NULLs; one that
# does not must say why, with a code that is not an internal error.
use strict;
use warnings;
use Compress::Zlib ();
use Cwd qw(getcwd);
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $golden = getcwd() . '/test/golden/';
my %count = (packed => 500, plain => 500, text => 500, image => 500, json => 1000, ubj => 1000);
srand(20010101);

sub slurp
{
	open my $in, '<:raw', $_[0] or die "$_[0]: $!";
	local $/;
	return scalar(<$in>);
}

my @names = qw(hand_boost3 hand_costs hand_fuzzy hand_nway hand_rules_three hand_subset
  iris_tree single_leaf_rules special_chars ties_rules votes_tree german_rules_costs);
my @packed = map { slurp("$golden/c50/$_/model.rds") } @names;
my @plain = map { Compress::Zlib::memGunzip(my $copy = $_) // die } @packed;
my @texts = map {
	my $folder = "$golden/c50/$_";
	my ($model) = grep { -e } "$folder/model.tree.txt", "$folder/model.rules.txt";
	slurp("$folder/model.names.txt") . slurp($model)
	  . (-e "$folder/model.costs.txt" ? "\n" . slurp("$folder/model.costs.txt") : '')
} @names;
my @images = map { slurp($_) } sort glob "$golden/image/*.image";
my @json = map { slurp($_) } sort glob "$golden/xgboost/*/model.json";
my @ubj = map { slurp($_) } sort glob "$golden/xgboost/*/model.ubj";

# one to four changes: bytes, a cut, a piece of another model, a piece twice
sub mutate
{
	my ($bytes, $others) = @_;
	for (1 .. 1 + int(4 * rand() ** 3))
	{
		my $at = int rand length($bytes);
		my $kind = rand;
		if ($kind < 0.5)
		{
			substr($bytes, $at, 1) =~ tr/\x00-\xff/\x01-\xff\x00/;
		}
		elsif ($kind < 0.75)
		{
			substr($bytes, $at, 1) = chr(rand() < 0.5 ? ord(substr($bytes, $at, 1)) ^ 1 << int rand 8 : int rand 256);
		}
		elsif ($kind < 0.8)
		{
			$bytes = substr($bytes, 0, $at + 1);
		}
		elsif ($kind < 0.9)
		{
			my $other = $others->[ int rand @$others ];
			substr($bytes, $at, int rand 64) = substr($other, int rand length($other), int rand 64);
		}
		else
		{
			substr($bytes, $at, 0) = substr($bytes, int rand length($bytes), int rand 64);
		}
		$bytes = 'x' if $bytes eq '';
	}
	return $bytes;
}

# a number of a text becomes another, so that the text as such stays right
my @numbers = qw(0 -1 1 2 3 7 31 32 63 64 1000 65535 2147483647 2147483648 -2147483649 4294967296 1e39 -1e-46 1E5 0.5 1e999 NaN -Infinity null "" [] {});

sub mutate_number
{
	my ($text) = @_;
	my $at = int rand length($text);
	pos($text) = $at;
	return $text if $text !~ /(?<=[\[,:])-?[0-9][-+.0-9Ee]*/g;
	substr($text, $-[0], $+[0] - $-[0]) = $numbers[ int rand @numbers ];
	return $text;
}

# what the header says of the rest is made right, or nothing else is reached
sub seal
{
	my ($image) = @_;
	return $image if length($image) < 16;
	substr($image, 12, 4) = pack 'V', length($image) - 16;
	substr($image, 8, 4) = pack 'V', Compress::Zlib::crc32(substr $image, 12);
	return $image;
}

my %source = (packed => \@packed, plain => \@plain, text => \@texts, image => \@images, json => \@json, ubj => \@ubj);
my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->append_conf('postgresql.conf', 'fsync = off');
$node->start;
my $file = $node->basedir . '/mutants';
open my $out, '>', $file or die "$file: $!";
for my $kind (sort keys %source)
{
	my $all = $source{$kind};
	for my $i (1 .. $count{$kind})
	{
		my $mutant = $all->[ int rand @$all ];
		$mutant = $kind eq 'json' && $i % 4 ? mutate_number($mutant) : mutate($mutant, $all);
		$mutant = seal($mutant) if $kind eq 'image' && $i % 4;
		print $out join("\t", $kind, $i, '\\\\x' . unpack('H*', $mutant)), "\n";
	}
}
close $out;

my $script = qq{
SET client_min_messages = error;
CREATE EXTENSION analytics;
CREATE TEMP TABLE mutant (kind text, number integer, content bytea, state text, message text);
COPY mutant (kind, number, content) FROM '$file';
CREATE TEMP TABLE flower (x float8, f text);
INSERT INTO flower DEFAULT VALUES;
} . q{
-- a row that has every column that the model was trained with, all of them NULL
CREATE FUNCTION pg_temp.score_mutant() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	columns text;
	classes integer := (SELECT class_count FROM analytics.models WHERE name = 'mutant');
BEGIN
	SELECT string_agg(format('%I %s', feature, CASE kind WHEN 'categorical' THEN 'text' ELSE 'float8' END), ', ')
	  INTO columns FROM analytics.model_features('mutant');
	EXECUTE format('CREATE TEMP TABLE mutant_row (%s)', columns);
	INSERT INTO mutant_row DEFAULT VALUES;
	IF classes = 0 THEN
		EXECUTE $s$SELECT analytics.predict_value('mutant', r) FROM mutant_row r$s$;
	ELSE
		EXECUTE $s$SELECT analytics.predict('mutant', r), analytics.predict_proba('mutant', r) FROM mutant_row r$s$;
	END IF;
END $$;
CREATE FUNCTION pg_temp.try(INOUT mutant) LANGUAGE plpgsql AS $$
BEGIN
	IF $1.kind = 'image' THEN
		EXECUTE 'SELECT analytics.predict($1::text::analytics.model, r) FROM flower r' USING $1.content;
	ELSE
		PERFORM analytics.import_model('mutant', $1.content);
		PERFORM pg_temp.score_mutant();
	END IF;
	RAISE EXCEPTION USING ERRCODE = '00001', MESSAGE = 'scored';	-- undo it
EXCEPTION WHEN OTHERS THEN
	$1.state := SQLSTATE;
	$1.message := SQLERRM;
END $$;
CREATE TEMP TABLE backend AS SELECT pg_backend_pid() AS pid;
CREATE TEMP TABLE tried AS SELECT (pg_temp.try(m)).* FROM mutant m ORDER BY kind, number;
SELECT 'pid', pid = pg_backend_pid() FROM backend;
SELECT 'count', kind, count(*) FROM tried GROUP BY kind ORDER BY kind;
SELECT 'state', CASE state WHEN '00001' THEN 'scored' ELSE state END, count(*) FROM tried GROUP BY state ORDER BY 3 DESC;
SELECT 'bad', kind, number, state, message FROM tried WHERE state LIKE 'XX%' ORDER BY kind, number LIMIT 20;
SELECT 'scored', kind, count(*) FROM tried WHERE state = '00001' GROUP BY kind ORDER BY kind;
};
my ($status, $answer, $complaint) = $node->psql('postgres', $script, on_error_stop => 1);
is($status, 0, 'the session lives to the end');
is($complaint, '', 'and complains of nothing');
like($answer, qr/^pid\|t$/m, 'by the same server process');
my ($state) = join ', ', map { "$_->[0] $_->[1]" } map { [ $answer =~ /^state\|$_\|(\d+)$/m ? ($_, $1) : () ] } $answer =~ /^state\|(\w+)\|/mg;
diag("SQLSTATE: $state");
for my $kind (sort keys %source)
{
	like($answer, qr/^count\|$kind\|$count{$kind}$/m, "$kind: all mutants are tried");
	like($answer, qr/^scored\|$kind\|\d+$/m, "$kind: some of them still score");
}
my @bad = $answer =~ /^bad\|.*/mg;
is(join("\n", @bad), '', 'no mutant meets an internal error');
unlike(slurp($node->logfile), qr/terminated by signal|PANIC|server process .* exited/, 'the server knows of no crash');

$node->stop;
done_testing();
