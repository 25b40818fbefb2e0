#!/usr/bin/perl
# case_view.pl - a C5.0 model's trees as nested CASE expressions in a view
#
#	gzip -dc model.rds | bench/case_view.pl VIEW RELATION CLASS
#
# Prints CREATE VIEW VIEW (id, score): what one would write without the
# extension.  For comparing speed: its scores are those of predict_proba() for
# rows without missing values, up to rounding.  A missing value goes the way of
# the larger branch; C5.0 itself goes all ways.  Trees only, no rules, no costs,
# no soft thresholds.
use strict;
use warnings;

@ARGV == 3 or die "usage: gzip -dc model.rds | $0 VIEW RELATION CLASS\n";
my ($view, $relation, $class) = @ARGV;
binmode STDIN;
local $/;
my $model = <STDIN>;

# ----- the texts in the file -----

# R writes a string's length before it.
sub text_from
{
	my ($start) = @_;
	my $at = index $model, $start;
	$at >= 4 or die "there is no text that begins with '$start'\n";
	return substr $model, $at, unpack 'N', substr $model, $at - 4, 4;
}

sub undo_escapes { my ($name) = @_; $name =~ s/\\(.)/$1/g; return $name }

# name: level,level.  Levels of what is not a number count from 2; 1 is N/A.
my $names = text_from('| Generated using R');
my %levels;
my @classes;
for (grep { !/^\|/ } split /\n/, $names)
{
	my ($name, $values) = /^((?:[^:\\]|\\.)+): (?:\[ordered\])?(.*)\.$/ or next;
	my @values = map { undo_escapes($_) } $values =~ /((?:[^,\\]|\\.)+)/g;
	@classes = @values unless @classes;		# the outcome comes first
	$levels{ undo_escapes($name) } = \@values;
}
my %number_of_class;
@number_of_class{@classes} = 0 .. $#classes;
defined $number_of_class{$class} && @classes == 2 or die "the model has no class \"$class\", or more than two\n";

my $text = text_from('id="See5');
$text !~ /^rules=|\bcosts=|\blow=/m or die "not a model of plain trees\n";
my ($trials) = $text =~ /^.*?entries="(\d+)"/ms;
my @lines = $text =~ /^(type=.*)$/mg;

sub read_node
{
	my ($parent) = @_;
	my $line = shift @lines // die "the text ends early\n";
	my ($head, @branches) = split / elts=/, $line;
	my %node = $head =~ /(\w+)="((?:[^"\\]|\\.)*)"/g;
	$node{counts} = [ split /,/, $node{freq} // '0,0' ];
	$node{cases} = $node{counts}[0] + $node{counts}[1];
	$node{branches} = [ map { [ map { undo_escapes($_) } /"((?:[^"\\]|\\.)*)"/g ] } @branches ];
	$node{parent} = $parent;
	$node{children} = [ map { read_node(\%node) } 1 .. $node{forks} // 0 ];
	return \%node;
}

# ----- SQL -----

sub quote_name { my ($name) = @_; $name =~ s/"/""/g; return "\"$name\"" }
sub quote_text { my ($value) = @_; $value =~ s/'/''/g; return "'$value'" }

# C5.0 compares in single precision: x <= cut if x is nearer to cut than to the
# next single-precision number.
sub compare
{
	my ($column, $cut, $is_above) = @_;
	my $bits = unpack 'l', pack 'f', $cut;
	my $next = $bits == 0 ? 1 : $bits == -2147483648 ? 1 : $bits + ($bits < 0 ? -1 : 1);
	my $middle = (unpack('f', pack 'l', $bits) + unpack('f', pack 'l', $next)) / 2;
	my $operator = ($is_above ? '>' : '<') . (($bits % 2 == 1) == $is_above ? '=' : '');
	return sprintf "%s %s '%.17g'::double precision", $column, $operator, $middle;
}

# One tree: the probability of the class.  One of many: its vote, the
# confidence, negative if it is for the other class.
sub leaf
{
	my ($node, $root) = @_;
	$node = $node->{parent} if $node->{cases} < 1e-4;
	my @p = map { ($node->{counts}[$_] + $root->{counts}[$_] / $root->{cases}) / ($node->{cases} + 1) } 0, 1;
	my $wanted = $number_of_class{$class};
	return sprintf "'%.17g'::double precision", $p[$wanted] if $trials == 1;
	my $best = $number_of_class{ $root->{class} };
	$best = 1 - $best if $node->{counts}[ 1 - $best ] > $node->{counts}[$best];
	return sprintf "'%.17g'::double precision", $best == $wanted ? $p[$best] : -$p[$best];
}

sub expression
{
	my ($node, $root) = @_;
	return leaf($node, $root) if $node->{type} == 0;
	my ($column, @children) = (quote_name($node->{att}), @{ $node->{children} });
	my @conditions;
	if ($node->{type} == 1)
	{
		my @values = @{ $levels{ $node->{att} } };
		shift @children;
		@conditions = map { "$column = " . quote_text($_) } @values;
	}
	elsif ($node->{type} == 2)
	{
		shift @children;
		@conditions = map { compare($column, $node->{cut}, $_) } 0, 1;
	}
	else
	{
		@conditions = map { "$column IN (" . join(', ', map { quote_text($_) } @$_) . ')' } @{ $node->{branches} };
	}
	# The larger branch comes last, as ELSE, which is where NULL goes.
	my ($larger) = sort { $children[$b]{cases} <=> $children[$a]{cases} || $a <=> $b } 0 .. $#children;
	my $covers_all = $node->{type} == 2;
	my @whens;
	for my $i (0 .. $#children)
	{
		next if $covers_all && $i == $larger;
		push @whens, "WHEN $conditions[$i] THEN " . expression($children[$i], $root);
	}
	return 'CASE ' . join(' ', @whens) . ' ELSE ' . expression($children[$larger], $root) . ' END' if $covers_all;
	return 'CASE ' . join(' ', @whens, "WHEN $column IS NULL THEN " . expression($children[$larger], $root))
	  . ' ELSE ' . leaf($node, $root) . ' END';
}

my @trees;
for (1 .. $trials)
{
	my $root = read_node(undef);
	push @trees, expression($root, $root);
}
@lines == 0 or die "lines are left over\n";

print "CREATE VIEW $view AS\n";
if ($trials == 1)
{
	print "SELECT id, $trees[0] AS score FROM $relation;\n";
	exit;
}
my @votes = map { "v$_" } 1 .. $trials;
# OFFSET 0 keeps the planner from computing each vote twice
print 'SELECT id, (', join(' + ', map { "greatest($_, 0)" } @votes), ') / (', join(' + ', map { "abs($_)" } @votes),
  ") AS score\nFROM (SELECT id", (map { ",\n\t$trees[$_] AS $votes[$_]" } 0 .. $#trees),
  "\n\tFROM $relation OFFSET 0) AS voted;\n";
