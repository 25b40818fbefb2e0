/*
 * first.c - has AddressSanitizer begin before any other library does
 *
 * Preloaded behind its runtime, which begins at the first call of malloc().  In a
 * server that would be one of libgpg-error's, amid a lock that both of them want.
 */
#include <stdlib.h>

static void __attribute__((constructor))
begin(void)
{
	free(malloc(1));
}
