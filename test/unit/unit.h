/* unit.h - what the unit tests share: cmocka, and files of test/golden */
#ifndef UNIT_H
#define UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/env.h"

/* Where the golden files are: AN_GOLDEN, or test/golden. */
static inline const char *
unit_golden(void)
{
	const char *folder = getenv("AN_GOLDEN");

	return folder != NULL ? folder : "test/golden";
}

/* A whole file, NUL-terminated, in the env's memory; NULL if there is none. */
static inline char *
unit_read_file(AnEnv *env, const char *folder, const char *name, size_t *size)
{
	char		path[2048];
	FILE	   *file;
	char	   *bytes;
	long		length;

	*size = 0;
	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "rb");
	if (file == NULL)
		return NULL;
	fseek(file, 0, SEEK_END);
	length = ftell(file);
	rewind(file);
	bytes = an_alloc(env, (size_t) length + 1);
	assert_non_null(bytes);
	*size = fread(bytes, 1, (size_t) length, file);
	assert_int_equal(length, *size);
	fclose(file);
	return bytes;
}

/* For an env's alloc: the host has no memory. */
static inline void *
unit_no_memory(void *host, size_t size)
{
	(void) host;
	(void) size;
	return NULL;
}

/* For an env's interrupted: whoever is asked is to stop. */
static inline bool
unit_interrupt(void *host)
{
	(void) host;
	return true;
}

#endif
