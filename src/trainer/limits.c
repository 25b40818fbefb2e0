/*
 * limits.c - how much memory the program may take, and what is said when it does not get it
 *
 * The limit is one of the address space (RLIMIT_AS), since the libraries ask the
 * system for memory in ways of their own.  What is mapped before the rows come, the
 * stacks of the threads and LIBRARY_MEMORY are besides what is asked for.
 *
 * The C++ runtime asks its new_handler before it throws std::bad_alloc, in whatever
 * thread: from there the backend is told, and nothing has to be unwound.  OpenMP's
 * runtime ends the program by exit(), which nothing else here does.
 */
#define _GNU_SOURCE

#include "trainer.h"

#include <dlfcn.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#define LIBRARY_MEMORY ((uint64_t) 16 * 1024 * 1024)
#define DEFAULT_STACK ((uint64_t) 8 * 1024 * 1024)
#define MAIN_STACK (512 * 1024)

typedef void (*Handler) (void);

static void
out_of_memory(void)
{
	give_up(AN_BOOSTED_NO_MEMORY);
}

/* std::set_new_handler(), which a program in C cannot name. */
static void
hear_of_shortage(void)
{
	Handler		(*set_new_handler) (Handler);

	*(void **) &set_new_handler = dlsym(RTLD_DEFAULT, "_ZSt15set_new_handlerPFvvE");
	if (set_new_handler != NULL)
		(void) set_new_handler(out_of_memory);
	(void) atexit(out_of_memory);
}

/* Under the limit the stack would not grow any more. */
static void __attribute__((noinline))
grow_stack(void)
{
	volatile char room[MAIN_STACK];

	for (size_t i = 0; i < sizeof(room); i += 1024)
		room[i] = 0;
}

static uint64_t
mapped_now(void)
{
	FILE	   *file = fopen("/proc/self/statm", "r");
	unsigned long pages = 0;

	if (file == NULL || fscanf(file, "%lu", &pages) != 1)
		give_up("cannot read /proc/self/statm");
	fclose(file);
	return (uint64_t) pages * (uint64_t) sysconf(_SC_PAGESIZE);
}

static uint64_t
stack_size(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_STACK, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
		return DEFAULT_STACK;
	return (uint64_t) limit.rlim_cur + (uint64_t) sysconf(_SC_PAGESIZE);
}

void
limit_memory(uint64_t bytes, uint32_t threads)
{
	struct rlimit limit;
	uint64_t	most;

	/* a heap for each thread would reserve 64 MB each */
	mallopt(M_ARENA_MAX, 1);
	grow_stack();
	hear_of_shortage();
	most = mapped_now() + LIBRARY_MEMORY + (threads - 1) * stack_size() + bytes;
	if (getrlimit(RLIMIT_AS, &limit) != 0)
		give_up("cannot read the limit of the address space");
	if (limit.rlim_cur == RLIM_INFINITY || limit.rlim_cur > most)
		limit.rlim_cur = (rlim_t) most;
	if (setrlimit(RLIMIT_AS, &limit) != 0)
		give_up("cannot limit the address space");
}
