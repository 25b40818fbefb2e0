/*
 * gradient_fuzz.c - any bytes as a gradient
 *
 * Bytes never have the right checksum by chance, so the header is made right
 * first.  What decodes must encode to the same bytes and merge, unless there are too many
 * rows then.
 */
#include "frame_fuzz.h"
#include "train/gradient.h"

extern int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
use(AnEnv *env, const AnGradient *g)
{
	size_t		size = an_gradient_size(g->count);
	AnGradient *both = an_alloc(env, size);
	const int64_t half = (int64_t) 1 << 52;

	if (both == NULL)
		return;
	memcpy(both, g, size);
	if (an_gradient_merge(env, both, g) == AN_OK ? both->rows != 2 * g->rows : g->rows <= half && g->skipped <= half)
		__builtin_trap();
}

static void
try_bytes(AnEnv *env, const uint8_t *bytes, size_t size)
{
	const uint8_t *again;
	size_t		again_size;
	AnGradient *g;

	if (an_gradient_decode(env, bytes, size, &g) != AN_OK)
		return;
	if (!an_gradient_valid(g, an_gradient_size(g->count)))
		__builtin_trap();
	if (an_gradient_encode(env, g, &again, &again_size) == AN_OK &&
		(again_size != size || memcmp(again, bytes, size) != 0))
		__builtin_trap();
	use(env, g);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return fuzz_frame(data, size, try_bytes);
}
