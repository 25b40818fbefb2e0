# Session - a psql that stays open, for tests of what a session keeps
#
#   my $session = Session->new($node, '-v', 'VERBOSITY=verbose');
#   is($session->ask('SELECT 1'), '1');
#   $session->start('SELECT pg_sleep(1)');   # answer() has what becomes of it
package Session;

use strict;
use warnings;

use IPC::Run;

# What is not answered in this many seconds ends the test.
my $patience = 300;

sub new
{
	my ($class, $node, @options) = @_;
	my $self = bless { in => '', out => '' }, $class;
	$self->{run} = IPC::Run::start([ 'psql', '-XAtq', @options, '-d', $node->connstr('postgres') ],
		'<', \$self->{in}, '>', \$self->{out}, '2>&1', IPC::Run::timeout($patience));
	return $self;
}

sub start
{
	my ($self, $sql) = @_;
	$self->{out} = '';
	$self->{in} .= "$sql;\n\\echo END\n";
	$self->{run}->pump_nb;
	return;
}

# What came, errors included; also when psql has ended meanwhile.
sub answer
{
	my ($self) = @_;
	$self->{run}->pump until $self->{out} =~ /END\n/ || !$self->{run}->pumpable;
	return $self->{out} =~ s/\n?END\n//r;
}

sub ask
{
	my ($self, $sql) = @_;
	$self->start($sql);
	return $self->answer;
}

sub finish
{
	my ($self) = @_;
	return $self->{run}->finish;
}

1;
