/* module.c - what happens when the library is loaded */
#include "postgres.h"

#include "deployed.h"
#include "guc.h"
#include "pg_compat.h"
#include "row_type.h"

PG_MODULE_MAGIC;

extern PGDLLEXPORT void _PG_init(void);

void
_PG_init(void)
{
	guc_init();
	deployed_init();
	row_type_init();
}
