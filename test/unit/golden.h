/* golden.h - numbers in files of test/golden, packed or not; with fixture.h's env */
#ifndef GOLDEN_H
#define GOLDEN_H

#include <math.h>
#include <zlib.h>

#include "fixture.h"

/* A whole file, unpacked when it is packed. */
static inline char *
golden_file(const char *folder, const char *table, const char *name)
{
	size_t		room = 8 * 1024 * 1024;
	char	   *text = an_alloc(&env, room);
	char		path[1024];
	gzFile		file;
	int			size;

	snprintf(path, sizeof(path), "%s/%s/%s/%s", unit_golden(), folder, table, name);
	file = gzopen(path, "rb");
	assert_non_null(file);
	size = gzread(file, text, (unsigned) room - 1);
	assert_true(size > 0 && (size_t) size < room - 1);
	gzclose(file);
	return text;
}

/* The next number, past commas and white space; NA is NaN. */
static inline double
golden_number(char **at)
{
	char	   *end;
	double		number;

	*at += strspn(*at, " ,\n");
	if (strncmp(*at, "NA", 2) == 0)
	{
		*at += 2;
		return NAN;
	}
	number = strtod(*at, &end);
	assert_true(end > *at);
	*at = end;
	return number;
}

static inline double *
golden_numbers(char **at, size_t count)
{
	double	   *numbers = an_alloc_array(&env, count + 1, sizeof(double));

	for (size_t i = 0; i < count; i++)
		numbers[i] = golden_number(at);
	return numbers;
}

#endif
