/* module.c - what happens when the library is loaded */
#include "postgres.h"

#include "pg/registry/deployed.h"
#include "pg/base/guc.h"
#include "pg/base/pg_compat.h"
#include "pg/base/row_type.h"

PG_MODULE_MAGIC;

extern PGDLLEXPORT void _PG_init(void);

void
_PG_init(void)
{
	guc_init();
	deployed_init();
	row_type_init();
}
