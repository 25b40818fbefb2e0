/*
 * score_table_fuzz.c - any bytes as a score table
 *
 * Bytes never have the right checksum by chance, so the header is made right
 * first.  What decodes must encode to the same bytes, merge, and be read out
 * without a fault.
 */
#include "frame_fuzz.h"
#include "stats/score_metrics.h"

extern int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
use(AnEnv *env, const AnScoreTable *t)
{
	uint32_t	room = an_score_table_merge_room(t, t);
	AnScoreTable *both = an_alloc(env, an_score_table_size(room));
	AnScoreSummary s = an_score_summary(t);
	AnRocPoint *points;
	AnScoreBin *bins;
	uint32_t	count;

	if (s.auc < 0 || s.auc > 1 + 1e-9 || s.ks < 0 || s.ks > 1 + 1e-9)
		__builtin_trap();
	(void) an_roc_curve(env, t, 0, &points, &count);
	(void) an_roc_curve(env, t, 5, &points, &count);
	for (int binning = AN_BINS_DESCENDING; binning <= AN_BINS_UNIFORM; binning++)
		if (an_score_bins(env, t, (AnBinning) binning, 10, &bins, &count) == AN_OK && count > 10)
			__builtin_trap();
	if (both == NULL)
		return;
	an_score_table_copy(t, room, both);
	if (an_score_table_merge(env, both, t) == AN_OK && both->used != t->used)
		__builtin_trap();
}

static void
try_bytes(AnEnv *env, const uint8_t *bytes, size_t size)
{
	const uint8_t *again;
	size_t		again_size;
	AnScoreTable *t;

	if (an_score_table_decode(env, bytes, size, &t) != AN_OK)
		return;
	if (!an_score_table_valid(t, an_score_table_size(t->room)))
		__builtin_trap();
	if (an_score_table_encode(env, t, &again, &again_size) == AN_OK &&
		(again_size != size || memcmp(again, bytes, size) != 0))
		__builtin_trap();
	use(env, t);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return fuzz_frame(data, size, try_bytes);
}
