/*
 * image_fuzz.c - any bytes as a model's image
 *
 * Bytes never have the right checksum by chance, so the header's size and
 * checksum are made right first.  An image that is a model must be scored and
 * explained without a fault, and encode to the same bytes again.
 */
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "model/image.h"
#include "use_model.h"

#define HEADER_SIZE 16
#define OPTIONAL 0x80

extern int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
put_u32(uint8_t *at, uint32_t value)
{
	for (int i = 0; i < 4; i++)
		at[i] = (uint8_t) (value >> (8 * i));
}

/* Optional sections are skipped, so they are not written again. */
static int
has_optional_section(const uint8_t *image, size_t size)
{
	size_t		at = HEADER_SIZE;

	while (at + 8 <= size)
	{
		if (image[at + 3] & OPTIONAL)
			return 1;
		at += 8 + ((size_t) image[at + 4] | (size_t) image[at + 5] << 8
				   | (size_t) image[at + 6] << 16 | (size_t) image[at + 7] << 24);
	}
	return 0;
}

static void
try_image(AnEnv *env, const uint8_t *image, size_t size)
{
	const uint8_t *again;
	size_t		again_size;
	AnModel    *model;

	if (an_image_decode(env, image, size, &model) != AN_OK || an_model_validate(env, model) != AN_OK)
		return;
	use_model(env, model);
	if (an_image_encode(env, model, &again, &again_size) != AN_OK || has_optional_section(image, size))
		return;
	if (again_size != size || memcmp(again, image, size) != 0)
		__builtin_trap();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t    *image = malloc(size + 1);
	AnEnv		env;

	if (image == NULL)
		return 0;
	memcpy(image, data, size);
	if (size >= HEADER_SIZE)
	{
		put_u32(image + 12, (uint32_t) (size - HEADER_SIZE));
		put_u32(image + 8, (uint32_t) crc32(0, image + 12, (uInt) (size - 12)));
	}
	an_env_init(&env, (size_t) 256 << 20);
	try_image(&env, image, size);
	an_env_release(&env);
	free(image);
	return 0;
}
