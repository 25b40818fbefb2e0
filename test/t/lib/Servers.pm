# Servers - servers that reach each other through postgres_fdw
package Servers;

use strict;
use warnings;

# reach NODES...: what makes node_1, node_2 and so on of them, for safe_psql.
sub reach
{
	my $number = 0;
	my $sql = 'CREATE EXTENSION postgres_fdw;';
	for my $node (@_)
	{
		my ($host, $port) = ($node->host, $node->port);
		$number++;
		$sql .= qq{
			CREATE SERVER node_$number FOREIGN DATA WRAPPER postgres_fdw
				OPTIONS (host '$host', port '$port', dbname 'postgres', extensions 'analytics', async_capable 'true');
			CREATE USER MAPPING FOR CURRENT_USER SERVER node_$number;};
	}
	return $sql;
}

1;
