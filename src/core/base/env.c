/* env.c - memory, interrupts and the error of one core operation */
#include "base/env.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Chunks double in size, so that a small operation stays small. */
#define FIRST_CHUNK_SIZE ((size_t) 2 * 1024)
#define LAST_CHUNK_SIZE ((size_t) 64 * 1024)
#define OWN_CHUNK_SIZE (LAST_CHUNK_SIZE / 4)	/* larger blocks get their own */
#define CLEAR_STEP ((size_t) 16 * 1024 * 1024)	/* bytes between two polls */
#define ALIGNMENT ((size_t) 16)

struct AnChunk
{
	AnChunk    *next;
	size_t		size;			/* bytes of the payload */
	size_t		used;
	size_t		own;			/* 1 when it holds one large block */
};

/* What a chunk hands out begins here: a host's memory may be aligned to less, as
 * PostgreSQL's is. */
static char *
payload(AnChunk *chunk)
{
	uintptr_t	end = (uintptr_t) (chunk + 1);

	return (char *) (chunk + 1) + (ALIGNMENT - end % ALIGNMENT) % ALIGNMENT;
}

static void *
host_malloc(void *host, size_t size)
{
	(void) host;
	return malloc(size);
}

static void
host_free(void *host, void *block)
{
	(void) host;
	free(block);
}

/* Of a block with so much payload, wherever that will begin. */
static size_t
host_size(const AnEnv *env, size_t size)
{
	size_t		aligned = env->alloc == host_malloc ? _Alignof(max_align_t) : _Alignof(void *);

	return sizeof(AnChunk) + size + (aligned < ALIGNMENT ? ALIGNMENT - aligned : 0);
}

void
an_env_init(AnEnv *env, size_t limit)
{
	memset(env, 0, sizeof(*env));
	env->alloc = host_malloc;
	env->release = host_free;
	env->limit = limit;
}

void
an_env_release(AnEnv *env)
{
	while (env->chunks != NULL)
	{
		AnChunk    *next = env->chunks->next;

		env->release(env->host, env->chunks);
		env->chunks = next;
	}
	env->used = 0;
}

AnEnv
an_env_scratch(const AnEnv *env)
{
	AnEnv		scratch = *env;

	scratch.chunks = NULL;
	scratch.used = 0;
	scratch.limit = env->limit - env->used;
	return scratch;
}

AnStatus
an_env_give_back(AnEnv *env, AnEnv *scratch)
{
	if (scratch->error.status != AN_OK && env->error.status == AN_OK)
		env->error = scratch->error;
	an_env_release(scratch);
	return env->error.status;
}

static AnChunk *
add_chunk(AnEnv *env, size_t size)
{
	AnChunk    *chunk;

	if (size > env->limit || env->used > env->limit - size)
	{
		an_fail(env, AN_ELIMIT, "memory limit exceeded");
		an_detail(env, "The limit of this operation is %zu bytes.", env->limit);
		if (env->limit_hint != NULL)
			an_hint(env, "%s", env->limit_hint);
		return NULL;
	}
	chunk = env->alloc(env->host, host_size(env, size));
	if (chunk == NULL)
	{
		an_fail(env, AN_ENOMEM, "out of memory");
		an_detail(env, "Failed on a request of %zu bytes.", size);
		return NULL;
	}
	memset(chunk, 0, sizeof(AnChunk));
	chunk->size = size;
	env->used += size;
	return chunk;
}

/* A chunk of its own stands behind the one in use, which goes on being used. */
static AnChunk *
own_chunk(AnEnv *env, size_t size)
{
	AnChunk    *chunk = add_chunk(env, size);
	AnChunk   **link = env->chunks == NULL ? &env->chunks : &env->chunks->next;

	if (chunk == NULL)
		return NULL;
	chunk->own = 1;
	chunk->next = *link;
	*link = chunk;
	return chunk;
}

static AnChunk *
shared_chunk(AnEnv *env, size_t size)
{
	size_t		wanted = env->chunks == NULL || env->chunks->own ? FIRST_CHUNK_SIZE : env->chunks->size * 2;
	AnChunk    *chunk;

	if (wanted > LAST_CHUNK_SIZE)
		wanted = LAST_CHUNK_SIZE;
	while (wanted < size)
		wanted *= 2;
	if ((chunk = add_chunk(env, wanted)) == NULL)
		return NULL;
	chunk->next = env->chunks;
	env->chunks = chunk;
	return chunk;
}

/* Memory that is touched for the first time costs a page fault each 4 kB: for
 * hundreds of megabytes the host may not want to wait. */
static void *
clear(AnEnv *env, char *block, size_t size)
{
	for (size_t done = 0; done < size; done += CLEAR_STEP)
	{
		if (done > 0 && an_poll(env) != AN_OK)
			return NULL;
		memset(block + done, 0, size - done < CLEAR_STEP ? size - done : CLEAR_STEP);
	}
	return block;
}

void *
an_alloc(AnEnv *env, size_t size)
{
	AnChunk    *chunk = env->chunks;
	char	   *block;

	if (size > SIZE_MAX / 2)
	{
		an_fail(env, AN_ELIMIT, "memory limit exceeded");
		return NULL;
	}
	size = (size + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
	if (size > OWN_CHUNK_SIZE)
		chunk = own_chunk(env, size);
	else if (chunk == NULL || chunk->size - chunk->used < size)
		chunk = shared_chunk(env, size);
	if (chunk == NULL)
		return NULL;
	block = payload(chunk) + chunk->used;
	chunk->used += size;
	return clear(env, block, size);
}

void *
an_alloc_array(AnEnv *env, size_t count, size_t size)
{
	if (size != 0 && count > SIZE_MAX / 2 / size)
	{
		an_fail(env, AN_ELIMIT, "memory limit exceeded");
		return NULL;
	}
	return an_alloc(env, count * size);
}

/* The chunk of a large block, as it hangs in the list; NULL: it shares one. */
static AnChunk **
find_own_chunk(AnEnv *env, const void *block)
{
	for (AnChunk **link = &env->chunks; *link != NULL; link = &(*link)->next)
		if (payload(*link) == block)
			return (*link)->own ? link : NULL;
	return NULL;
}

/* Frees the block when it has a chunk of its own. */
static void
release_block(AnEnv *env, const void *block)
{
	AnChunk   **link = find_own_chunk(env, block);
	AnChunk    *chunk;

	if (link == NULL)
		return;
	chunk = *link;
	*link = chunk->next;
	env->used -= chunk->size;
	env->release(env->host, chunk);
}

/* A host that moves pages instead of copying them does not need both blocks at a
 * time.  NULL: it cannot. */
static void *
resize_own_chunk(AnEnv *env, AnChunk **link, size_t old_size, size_t new_size)
{
	size_t		size = (new_size + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
	size_t		added = size - (*link)->size;
	ptrdiff_t	start = payload(*link) - (char *) *link;
	AnChunk    *larger;

	if (size <= (*link)->size || env->used > env->limit || added > env->limit - env->used
		|| (larger = env->resize(env->host, *link, host_size(env, size))) == NULL)
		return NULL;
	if (payload(larger) != (char *) larger + start)
		memmove(payload(larger), (char *) larger + start, old_size);
	larger->size = larger->used = size;
	env->used += added;
	*link = larger;
	memset(payload(larger) + old_size, 0, new_size - old_size);
	return payload(larger);
}

/* A larger block with the old one's bytes; NULL leaves the old one alone. */
void *
an_grow(AnEnv *env, void *block, size_t old_size, size_t new_size)
{
	AnChunk   **link = env->resize != NULL && new_size > old_size && new_size < SIZE_MAX / 2 ? find_own_chunk(env, block) : NULL;
	void	   *larger = link != NULL ? resize_own_chunk(env, link, old_size, new_size) : NULL;

	if (larger != NULL)
		return larger;
	larger = an_alloc(env, new_size);
	if (larger != NULL && block != NULL)
	{
		memcpy(larger, block, old_size);
		release_block(env, block);
	}
	return larger;
}

bool
an_copy_str(AnEnv *env, const char *data, size_t len, AnStr *out)
{
	char	   *copy = len < SIZE_MAX ? an_alloc(env, len + 1) : NULL;

	if (copy == NULL)
		return false;
	if (len > 0)
		memcpy(copy, data, len);
	out->data = copy;
	out->len = len;
	return true;
}

bool
an_str_equal(AnStr a, AnStr b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}

uint32_t
an_str_find(const AnStr *list, uint32_t count, AnStr wanted)
{
	uint32_t	i = 0;

	while (i < count && !an_str_equal(list[i], wanted))
		i++;
	return i;
}

/* The first failure wins: what follows from it would only hide it. */
AnStatus
an_fail(AnEnv *env, AnStatus status, const char *format,...)
{
	va_list		args;

	if (env->error.status != AN_OK)
		return env->error.status;
	env->error.status = status;
	va_start(args, format);
	vsnprintf(env->error.message, sizeof(env->error.message), format, args);
	va_end(args);
	return status;
}

/* Adds the detail to the failure just recorded, unless it has one. */
AnStatus
an_detail(AnEnv *env, const char *format,...)
{
	va_list		args;

	if (env->error.detail[0] == '\0')
	{
		va_start(args, format);
		vsnprintf(env->error.detail, sizeof(env->error.detail), format, args);
		va_end(args);
	}
	return env->error.status;
}

AnStatus
an_hint(AnEnv *env, const char *format,...)
{
	va_list		args;

	if (env->error.hint[0] == '\0')
	{
		va_start(args, format);
		vsnprintf(env->error.hint, sizeof(env->error.hint), format, args);
		va_end(args);
	}
	return env->error.status;
}

AnStatus
an_poll(AnEnv *env)
{
	if (env->interrupted != NULL && env->interrupted(env->host))
		return an_fail(env, AN_ECANCEL, "canceled");
	return AN_OK;
}
