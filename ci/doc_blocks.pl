# The SQL blocks of a Markdown file, as a script for psql and as tests.
#
#	perl ci/doc_blocks.pl script FILE	prints the script
#	perl ci/doc_blocks.pl report FILE OUT ERR	prints TAP from what psql printed
#
# A block begins with ```sql; "```sql error" is meant to fail and "```sql skip"
# is not run.  A block "```text output" (or "``` output") after it is what psql
# must print for it, but for spaces at the ends of lines.
use strict;
use warnings;

my ($mode, $file, $out, $err) = @ARGV;

sub slurp
{
	open my $in, '<', $_[0] or die "$_[0]: $!\n";
	local $/;
	return scalar(<$in>) // '';
}

# each block: the line it begins in, its text, its flags, the output wanted
my @blocks;
my $line = 0;
my $open;
for (split /\n/, slurp($file))
{
	$line++;
	if (!defined $open)
	{
		next unless /^\s*```\s*(.*?)\s*$/;
		my @words = split ' ', lc $1;
		$open = { kind => $words[0] // '', line => $line, flag => { map { $_ => 1 } @words }, text => '' };
	}
	elsif (/^\s*```\s*$/)
	{
		push @blocks, $open if $open->{kind} eq 'sql' && !$open->{flag}{skip};
		$blocks[-1]{wanted} = $open->{text} if $open->{flag}{output} && @blocks;
		undef $open;
	}
	else
	{
		$open->{text} .= "$_\n";
	}
}
die "$file: the block of line $open->{line} has no end\n" if $open;

if ($mode eq 'script')
{
	for my $i (0 .. $#blocks)
	{
		print "\\echo \@block $i\n\\warn \@block $i\n$blocks[$i]{text}\n;\n";
	}
	print "\\echo \@block end\n\\warn \@block end\n" if @blocks;
	exit;
}

# What was printed for each block, by its number.
sub parts
{
	my (undef, %part) = split /^\@block (\w+)\n/m, slurp($_[0]), -1;
	return \%part;
}

# Messages as psql prints them at its prompt, without file and line.
sub without_place
{
	return $_[0] =~ s/^psql:\S+?:\d+: //mgr;
}

sub trimmed
{
	my ($text) = @_;
	$text =~ s/[ \t]+$//mg;
	$text =~ s/\A\n+|\n+\z//g;
	return $text;
}

my ($printed, $complaints) = (parts($out), parts($err));
for my $i (0 .. $#blocks)
{
	my $block = $blocks[$i];
	my $said = $complaints->{$i} // 'psql: error: the session had ended';
	my $problem;
	my $is_error = $said =~ /\b(?:ERROR|FATAL|error):/;
	if ($is_error && !$block->{flag}{error})
	{
		$problem = $said;
	}
	elsif (!$is_error && $block->{flag}{error})
	{
		$problem = 'an error was expected';
	}
	elsif (defined $block->{wanted} && trimmed($block->{wanted}) ne trimmed($printed->{$i} . without_place($said)))
	{
		$problem = "printed:\n" . $printed->{$i} . without_place($said);
	}
	print $problem ? 'not ' : '', 'ok ', $i + 1, " - $file, line $block->{line}\n";
	print map { "    $_\n" } split /\n/, $problem if $problem;
}
