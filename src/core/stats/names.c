/* names.c - the names of the columns of a matrix, as one flat block */
#include "stats/names.h"

#include <string.h>

#include "base/encoding.h"

#define ALIGN8(size) (((size) + 7) & ~(size_t) 7)

size_t
an_names_size(uint32_t count, const AnStr *names)
{
	size_t		size = 0;

	for (uint32_t i = 0; i < count; i++)
		size += sizeof(uint32_t) + names[i].len;
	return ALIGN8(size);
}

void
an_names_write(uint32_t count, const AnStr *names, uint8_t *block)
{
	size_t		size = an_names_size(count, names);
	size_t		at = 0;

	memset(block, 0, size);
	for (uint32_t i = 0; i < count; i++)
	{
		uint32_t	len = (uint32_t) names[i].len;

		memcpy(block + at, &len, sizeof(len));
		if (len > 0)
			memcpy(block + at + sizeof(len), names[i].data, len);
		at += sizeof(len) + len;
	}
}

static AnStatus
damaged(AnEnv *env)
{
	return an_fail(env, AN_ECORRUPT, "names of columns are damaged");
}

AnStatus
an_names_read(AnEnv *env, uint32_t count, const uint8_t *block, size_t size,
			  const AnStr **names)
{
	AnStr	   *list;
	size_t		at = 0;

	*names = NULL;
	if (size == 0)
		return AN_OK;
	if (size / sizeof(uint32_t) < count)
		return damaged(env);
	list = an_alloc_array(env, count, sizeof(AnStr));
	if (list == NULL)
		return env->error.status;
	for (uint32_t i = 0; i < count; i++)
	{
		uint32_t	len;

		if (size - at < sizeof(len))
			return damaged(env);
		memcpy(&len, block + at, sizeof(len));
		at += sizeof(len);
		if (len > AN_MAX_COLUMN_NAME || len > size - at ||
			!an_utf8_valid((const char *) block + at, len))
			return damaged(env);
		list[i] = (AnStr) {(const char *) block + at, len};
		at += len;
	}
	if (ALIGN8(at) != size)
		return damaged(env);
	*names = list;
	return AN_OK;
}
