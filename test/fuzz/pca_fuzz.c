/*
 * pca_fuzz.c - any bytes as a PCA
 *
 * The header is made right first.  What decodes must encode to the same bytes,
 * and be used and drawn without a fault.
 */
#include <stdlib.h>
#include <string.h>

#include "frame_fuzz.h"
#include "stats/pca.h"
#include "stats/scree.h"

extern int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
use(AnEnv *env, const AnPca *pca)
{
	double	   *x = an_alloc_array(env, 3 * (size_t) pca->order + 2 * pca->count, sizeof(double));
	double	   *scratch = x + pca->order;
	double	   *scores = scratch + 2 * pca->order + pca->count;
	AnStr		chart;

	if (x == NULL)
		return;
	an_pca_transform(pca, x, scratch, scores);
	an_pca_inverse(pca, scores, scratch, x);
	(void) an_pca_t2(pca, x, scratch);
	(void) an_pca_reconstruction_error(pca, x, scratch);
	(void) an_pca_scree(env, pca, 20, &chart);
}

static void
try_bytes(AnEnv *env, const uint8_t *bytes, size_t size)
{
	const uint8_t *again;
	size_t		again_size;
	AnPca	   *pca;
	size_t		pca_size;

	if (an_pca_decode(env, bytes, size, &pca, &pca_size) != AN_OK)
		return;
	if (an_pca_check(env, pca, pca_size) != AN_OK)
		__builtin_trap();
	if (an_pca_encode(env, pca, &again, &again_size) == AN_OK &&
		(again_size != size || memcmp(again, bytes, size) != 0))
		__builtin_trap();
	use(env, pca);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return fuzz_frame(data, size, try_bytes);
}
