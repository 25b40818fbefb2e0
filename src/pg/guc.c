/* guc.c - the settings analytics.*; none of them changes a result */
#include "postgres.h"

#include "utils/guc.h"

#include "guc.h"
#include "pg_compat.h"

/* Settings are defined here, in alphabetical order, before the prefix is
 * closed to others. */
void
guc_init(void)
{
	MarkGUCPrefixReserved("analytics");
}
