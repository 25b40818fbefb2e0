# Holds META.json to what PGXN Meta Spec 1.0.0 asks of an archive, and to the tree:
# prints what is wrong, and nothing otherwise.
#
#	perl ci/pgxn_meta.pl META.json VERSION
#
# VERSION is that of the control file.
use strict;
use warnings;
use JSON::PP;

my ($file, $version) = @ARGV;
my @known = qw(abstract description generated_by license maintainer meta-spec name no_index
	prereqs provides release_status resources tags version);
my @licenses = qw(agpl_3 apache_1_1 apache_2_0 artistic_1 artistic_2 bsd freebsd gfdl_1_2 gfdl_1_3
	gpl_1 gpl_2 gpl_3 lgpl_2_1 lgpl_3_0 mit mozilla_1_0 mozilla_1_1 openssl perl_5 postgresql
	qpl_1_0 ssleay sun zlib open_source restricted unrestricted unknown);

sub slurp { open my $in, '<', $_[0] or die "$_[0]: $!\n"; local $/; return scalar <$in> }

# Scalars whatever the context: an empty list would shift expect's arguments.
sub expect ($$)
{
	my ($holds, $what) = @_;
	print "$file: $what\n" unless $holds;
}

sub one_of { my ($value, @list) = @_; return scalar grep { defined $value && $value eq $_ } @list }
sub is_text { return scalar(defined $_[0] && !ref $_[0] && $_[0] =~ /\S/) }
sub is_term { return scalar(is_text($_[0]) && length $_[0] > 1 && $_[0] !~ m{[\s/\\[:cntrl:]]}) }
sub is_semantic { return scalar(is_text($_[0]) && $_[0] =~ /^(?:0|[1-9]\d*)(?:\.(?:0|[1-9]\d*)){2}(?:[a-zA-Z][-0-9A-Za-z]*)?$/) }
sub is_version { return scalar(is_semantic($_[0]) && $_[0] =~ /^\Q$version\E(?:\.0)?$/) }
sub is_range { return is_text($_[0]) && !grep { !m/^\s*(?:[<>!=]=|[<>])?\s*(\S+)\s*$/ || !($1 eq '0' || is_semantic($1)) } split /,/, $_[0] }

sub check_extension
{
	my ($name, $extension) = @_;
	expect(is_term($name), "provides: \"$name\" is no name");
	expect(is_version($extension->{version}), "provides: $name has not the version of its control file as x.y.z, $version");
	for my $key (qw(file docfile))
	{
		next if $key eq 'docfile' && !exists $extension->{$key};
		expect(is_text($extension->{$key}) && -e $extension->{$key}, "provides: $name has a $key that is not here");
	}
}

sub check_prereqs
{
	my ($prereqs) = @_;
	for my $phase (keys %$prereqs)
	{
		expect(one_of($phase, qw(configure build test runtime develop)) || $phase =~ /^x_/i, "prereqs: no phase \"$phase\"");
		for my $relation (keys %{ $prereqs->{$phase} })
		{
			expect(one_of($relation, qw(requires recommends suggests conflicts)) || $relation =~ /^x_/i, "prereqs: no relation \"$relation\"");
			my $needed = $prereqs->{$phase}{$relation};
			expect(is_term($_) && is_range($needed->{$_}), "prereqs: \"$_\" is no name with a range of versions") for keys %$needed;
		}
	}
}

my $meta = eval { JSON::PP->new->utf8->decode(slurp($file)) };
expect(ref $meta eq 'HASH', 'is no JSON object');
exit unless ref $meta eq 'HASH';
expect(one_of($_, @known) || /^x_/i, "has an unknown key \"$_\"") for sort keys %$meta;
expect(is_text($meta->{$_}), "has no $_") for qw(abstract license);
expect(is_term($meta->{name}), 'has no name');
expect(is_version($meta->{version}), "has not the version of the control file as x.y.z, $version");
my @maintainers = ref $meta->{maintainer} eq 'ARRAY' ? @{ $meta->{maintainer} } : $meta->{maintainer};
expect(@maintainers && !grep({ !is_text($_) } @maintainers), 'has no maintainer');
expect(one_of($meta->{license}, @licenses), 'has a license that the specification does not list');
expect(one_of($meta->{release_status}, qw(stable testing unstable)), 'has a release_status that is none') if exists $meta->{release_status};
expect(is_semantic($meta->{'meta-spec'}{version}) && ($meta->{'meta-spec'}{url} // '') =~ m{^https?://(www\.)?pgxn\.org/meta/spec\.txt$},
	'names no specification');
expect(ref $meta->{provides} eq 'HASH' && %{ $meta->{provides} }, 'provides nothing');
check_extension($_, $meta->{provides}{$_}) for sort keys %{ $meta->{provides} // {} };
check_prereqs($meta->{prereqs} // {});
expect(is_text($_) && length $_ < 256 && !m{[/\\[:cntrl:]]}, "has a tag \"$_\" that cannot be one") for @{ $meta->{tags} // [] };
