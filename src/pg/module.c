/* module.c - what happens when the library is loaded */
#include "postgres.h"

#include "guc.h"
#include "model_cache.h"
#include "pg_compat.h"

PG_MODULE_MAGIC;

extern PGDLLEXPORT void _PG_init(void);

void
_PG_init(void)
{
	guc_init();
	model_cache_init();
}
