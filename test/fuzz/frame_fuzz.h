/* frame_fuzz.h - bytes with a header, as they are and with the header made right */
#ifndef FRAME_FUZZ_H
#define FRAME_FUZZ_H

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/frame.h"

#define FUZZ_MEMORY ((size_t) 64 * 1024 * 1024)

static inline void
fuzz_put_u32(uint8_t *at, uint32_t value)
{
	for (int i = 0; i < 4; i++)
		at[i] = (uint8_t) (value >> (8 * i));
}

static inline int
fuzz_frame(const uint8_t *data, size_t size,
		   void (*try_bytes) (AnEnv *env, const uint8_t *bytes, size_t size))
{
	uint8_t    *right = malloc(size + 1);
	AnEnv		env;

	an_env_init(&env, FUZZ_MEMORY);
	try_bytes(&env, data, size);
	an_env_release(&env);
	if (right != NULL && size >= AN_FRAME_SIZE)
	{
		memcpy(right, data, size);
		fuzz_put_u32(right + 12, (uint32_t) (size - AN_FRAME_SIZE));
		fuzz_put_u32(right + 8, (uint32_t) crc32(0, right + 12, (uInt) (size - 12)));
		an_env_init(&env, FUZZ_MEMORY);
		try_bytes(&env, right, size);
		an_env_release(&env);
	}
	free(right);
	return 0;
}

#endif
