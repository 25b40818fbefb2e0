/*
 * palloc.c - PostgreSQL's memory contexts on malloc(), for a server under AddressSanitizer
 *
 * A server takes its memory in large blocks, of which the sanitizer sees neither
 * the chunks that are freed nor the contexts that end.  Loaded by
 * shared_preload_libraries, this library gives every chunk of an allocation set a
 * block of malloc() of its own: what is used after pfree(), after the end of its
 * context (a transaction's, say), after it was moved, or beyond its size, is
 * reported with the places where it was made and freed.
 *
 * The functions of aset.c are replaced in the table that all such contexts point
 * to.  Chunks that were made before are told apart by what stands before them:
 * PostgreSQL up to 15 has a chunk's size and its context there.
 */
#include "postgres.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fmgr.h"
#include "nodes/memnodes.h"
#include "utils/memutils.h"

#if PG_VERSION_NUM >= 160000
#error "a chunk's header is another since PostgreSQL 16"
#endif

PG_MODULE_MAGIC;

extern PGDLLEXPORT void _PG_init(void);

#define MARK ((Size) 0x616e616c79746963)	/* no chunk has that size */
#define BUCKETS 65536

typedef struct Chunk
{
	struct Chunk *previous;		/* of the same context */
	struct Chunk *next;
	Size		size;
	Size		unused;			/* keeps what follows aligned to 16 */
	Size		mark;			/* where aset.c has the size */
	MemoryContext context;
} Chunk;

/* A context that has chunks. */
typedef struct Owner
{
	MemoryContext context;
	Chunk	   *chunks;
	struct Owner *next;
} Owner;

static MemoryContextMethods original;
static Owner *owners[BUCKETS];

static Owner **
owner_of(MemoryContext context)
{
	Owner	  **owner = &owners[((uintptr_t) context >> 5) * 2654435761u % BUCKETS];

	while (*owner != NULL && (*owner)->context != context)
		owner = &(*owner)->next;
	return owner;
}

static Chunk *
chunk_of(void *pointer)
{
	Chunk	   *chunk = (Chunk *) pointer - 1;

	/* of a chunk of aset.c only its last two words may be read */
	return *((Size *) pointer - 2) == MARK ? chunk : NULL;
}

static void *
chunk_alloc(MemoryContext context, Size size)
{
	Owner	  **owner = owner_of(context);
	Chunk	   *chunk = malloc(sizeof(Chunk) + size);

	if (chunk == NULL)
		return NULL;
	if (*owner == NULL)
	{
		if ((*owner = calloc(1, sizeof(Owner))) == NULL)
			abort();
		(*owner)->context = context;
	}
	*chunk = (Chunk) {NULL, (*owner)->chunks, size, 0, MARK, context};
	if (chunk->next != NULL)
		chunk->next->previous = chunk;
	(*owner)->chunks = chunk;
	context->mem_allocated += sizeof(Chunk) + size;
	return chunk + 1;
}

static void
chunk_free(MemoryContext context, void *pointer)
{
	Chunk	   *chunk = chunk_of(pointer);

	if (chunk == NULL)
	{
		original.free_p(context, pointer);
		return;
	}
	if (chunk->previous != NULL)
		chunk->previous->next = chunk->next;
	else
		(*owner_of(context))->chunks = chunk->next;
	if (chunk->next != NULL)
		chunk->next->previous = chunk->previous;
	context->mem_allocated -= sizeof(Chunk) + chunk->size;
	free(chunk);
}

/* Always to another place. */
static void *
chunk_realloc(MemoryContext context, void *pointer, Size size)
{
	Chunk	   *chunk = chunk_of(pointer);
	void	   *moved;

	if (chunk == NULL)
		return original.realloc(context, pointer, size);
	moved = chunk_alloc(context, size);
	if (moved == NULL)
		return NULL;
	memcpy(moved, pointer, Min(size, chunk->size));
	chunk_free(context, pointer);
	return moved;
}

static Size
chunk_space(MemoryContext context, void *pointer)
{
	Chunk	   *chunk = chunk_of(pointer);

	return chunk == NULL ? original.get_chunk_space(context, pointer) : sizeof(Chunk) + chunk->size;
}

static void
free_all(MemoryContext context)
{
	Owner	  **owner = owner_of(context);
	Owner	   *gone = *owner;

	if (gone == NULL)
		return;
	for (Chunk *chunk = gone->chunks, *next; chunk != NULL; chunk = next)
	{
		next = chunk->next;
		context->mem_allocated -= sizeof(Chunk) + chunk->size;
		free(chunk);
	}
	*owner = gone->next;
	free(gone);
}

static void
context_reset(MemoryContext context)
{
	free_all(context);
	original.reset(context);
}

static void
context_delete(MemoryContext context)
{
	free_all(context);
	original.delete_context(context);
}

void
_PG_init(void)
{
	MemoryContextMethods *methods = unconstify(MemoryContextMethods *, TopMemoryContext->methods);
	uintptr_t	page = (uintptr_t) sysconf(_SC_PAGESIZE);
	uintptr_t	first = (uintptr_t) methods & ~(page - 1);

	if (mprotect((void *) first, (uintptr_t) (methods + 1) - first, PROT_READ | PROT_WRITE) != 0)
		elog(FATAL, "cannot replace the functions of memory contexts: %m");
	original = *methods;
	methods->alloc = chunk_alloc;
	methods->free_p = chunk_free;
	methods->realloc = chunk_realloc;
	methods->reset = context_reset;
	methods->delete_context = context_delete;
	methods->get_chunk_space = chunk_space;
	/* programs that the server starts are themselves */
	unsetenv("LD_PRELOAD");
}
