/* faults.c - what ci/long-asan must find: each argument is one use of memory that is gone */
#include "postgres.h"

#include "access/xact.h"
#include "fmgr.h"
#include "utils/memutils.h"
#include "utils/resowner.h"

PG_MODULE_MAGIC;

static char *
of_subtransaction(void)
{
	MemoryContext context = CurrentMemoryContext;
	ResourceOwner owner = CurrentResourceOwner;
	char	   *text;

	BeginInternalSubTransaction(NULL);
	text = MemoryContextStrdup(CurTransactionContext, "in a subtransaction");
	RollbackAndReleaseCurrentSubTransaction();
	MemoryContextSwitchTo(context);
	CurrentResourceOwner = owner;
	return text;
}

static char *
of_context(void)
{
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "fault", ALLOCSET_SMALL_SIZES);
	char	   *text = MemoryContextStrdup(context, "in a context");

	MemoryContextDelete(context);
	return text;
}

static char *
of_chunk(void)
{
	char	   *text = pstrdup("in a chunk");

	pfree(text);
	return text;
}

static char *
beyond_chunk(void)
{
	return (char *) palloc(24) + 24;
}

/* use_after(integer) -> integer */
PG_FUNCTION_INFO_V1(use_after);
Datum
use_after(PG_FUNCTION_ARGS)
{
	char	   *(*const faults[]) (void) = {of_subtransaction, of_context, of_chunk, beyond_chunk};
	const volatile char *text = faults[PG_GETARG_INT32(0)] ();

	PG_RETURN_INT32(*text);
}
