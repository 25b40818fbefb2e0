/*
 * moments_fuzz.c - any bytes as moments
 *
 * Bytes never have the right checksum by chance, so the header is made right
 * first.  What decodes must encode to the same bytes, merge, subtract and be
 * fitted without a fault.
 */
#include <stdlib.h>
#include <string.h>

#include "frame_fuzz.h"
#include "stats/pca.h"

/* Fits of a larger order take too long. */
#define MAX_FIT 40

extern int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
use(AnEnv *env, AnMoments *m, size_t size)
{
	AnMoments  *copy = an_alloc(env, size);
	AnPca	   *pca;
	size_t		pca_size;

	if (copy == NULL)
		return;
	an_moments_copy(m, 0, copy);
	for (uint32_t i = 0; i < m->order; i++)
		(void) an_moments_correlation(m, i, 0);
	if (m->order > 0)
	{
		(void) an_moments_merge(env, copy, m);
		(void) an_moments_subtract(env, copy, m);
	}
	if (m->order <= MAX_FIT && an_pca_fit(env, m, &m->fit, &pca, &pca_size) == AN_OK &&
		an_pca_check(env, pca, pca_size) != AN_OK)
		__builtin_trap();
}

static void
try_bytes(AnEnv *env, const uint8_t *bytes, size_t size)
{
	const uint8_t *again;
	size_t		again_size;
	AnMoments  *m;
	size_t		m_size;

	if (an_moments_decode(env, bytes, size, &m, &m_size) != AN_OK)
		return;
	if (!an_moments_valid(m, m_size))
		__builtin_trap();
	if (an_moments_encode(env, m, &again, &again_size) == AN_OK &&
		(again_size != size || memcmp(again, bytes, size) != 0))
		__builtin_trap();
	use(env, m, m_size);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return fuzz_frame(data, size, try_bytes);
}
