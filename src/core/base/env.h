/*
 * env.h - what the core borrows from its host: memory, interrupts, one error
 *
 * Contract
 *  1. Every allocation belongs to the env and lives until an_env_release();
 *     there is no per-object free (an_grow() may free the block it replaces).
 *  2. The sum of live bytes never exceeds env->limit; going over is AN_ELIMIT,
 *     a host allocator that returns NULL is AN_ENOMEM.  Nothing ever longjmps.
 *  3. Memory handed out is zeroed and aligned to 16, whatever the host's is.
 *  4. The first failure is kept in env->error; an_fail() returns its status, so
 *     that a function can say "return an_fail(...)".
 */
#ifndef AN_ENV_H
#define AN_ENV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum AnStatus
{
	AN_OK = 0,
	AN_EARG,					/* the caller's argument is wrong */
	AN_EFORMAT,					/* malformed input */
	AN_EUNSUPPORTED,			/* well-formed, but not supported */
	AN_ELIMIT,					/* a stated limit was exceeded */
	AN_ENUMERIC,				/* overflow, singular, no convergence */
	AN_ECORRUPT,				/* our own stored bytes fail validation */
	AN_ENOMEM,					/* the host's allocator returned NULL */
	AN_ECANCEL					/* the host asked to stop */
} AnStatus;

#define AN_MESSAGE_SIZE 512

typedef struct AnError
{
	AnStatus	status;
	char		message[AN_MESSAGE_SIZE];	/* one lower-case clause */
	char		detail[AN_MESSAGE_SIZE];	/* full sentences, or "" */
	char		hint[AN_MESSAGE_SIZE];	/* full sentences, or "" */
} AnError;

typedef struct AnChunk AnChunk;

typedef struct AnEnv
{
	void	   *(*alloc) (void *host, size_t size); /* aligned for a pointer; NULL
											 * when out of memory */
	void		(*release) (void *host, void *block);
	void	   *(*resize) (void *host, void *block, size_t size); /* or NULL; a large
											 * block may move; NULL: it stays */
	bool		(*interrupted) (void *host);	/* may be NULL */
	void	   *host;
	size_t		limit;			/* most bytes alive at a time */
	const char *limit_hint;		/* how to raise it, for the user; or NULL */
	size_t		used;			/* bytes alive now */
	AnChunk    *chunks;
	AnError		error;
} AnEnv;

/* A counted string of UTF-8 (or, where a comment says so, of raw bytes).
 * Strings made by the core are followed by a NUL that is not counted. */
typedef struct AnStr
{
	const char *data;
	size_t		len;
} AnStr;

#define AN_LITERAL(s) ((AnStr) {(s), sizeof(s) - 1})

extern void an_env_init(AnEnv *env, size_t limit);	/* malloc/free as host */
extern void an_env_release(AnEnv *env);

/* An env of its own over the same host, within what is left of the limit, for
 * memory that is given back early: with an error that happened meanwhile. */
extern AnEnv an_env_scratch(const AnEnv *env);
extern AnStatus an_env_give_back(AnEnv *env, AnEnv *scratch);

extern void *an_alloc(AnEnv *env, size_t size);
extern void *an_alloc_array(AnEnv *env, size_t count, size_t size);
extern void *an_grow(AnEnv *env, void *block, size_t old_size, size_t new_size);
extern bool an_copy_str(AnEnv *env, const char *data, size_t len, AnStr *out);
extern bool an_str_equal(AnStr a, AnStr b);
/* The place of the first that is equal; count: none is. */
extern uint32_t an_str_find(const AnStr *list, uint32_t count, AnStr wanted);

extern AnStatus an_fail(AnEnv *env, AnStatus status, const char *format,...)
			__attribute__((format(printf, 3, 4)));
extern AnStatus an_detail(AnEnv *env, const char *format,...)
			__attribute__((format(printf, 2, 3)));
extern AnStatus an_hint(AnEnv *env, const char *format,...)
			__attribute__((format(printf, 2, 3)));
extern AnStatus an_poll(AnEnv *env);

#define AN_TRY(call) \
	do { \
		AnStatus an_try_status = (call); \
		if (an_try_status != AN_OK) \
			return an_try_status; \
	} while (0)

#endif
