/*
 * confusion_fuzz.c - any bytes as a confusion matrix
 *
 * Bytes never have the right checksum by chance, so the header is made right
 * first.  What decodes must encode to the same bytes, merge, and be read out
 * without a fault.
 */
#include "frame_fuzz.h"
#include "stats/confusion.h"

extern int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
use(AnEnv *env, const AnConfusion *c)
{
	AnClassReport *reports;
	AnConfusion *both;
	uint32_t	room;
	uint32_t	text_room;

	if (an_class_reports(env, c, &reports) == AN_OK)
		(void) an_weighted_average(reports, c->nclasses);
	if (an_confusion_accuracy(c) < 0)
		__builtin_trap();
	an_confusion_merge_room(c, c, &room, &text_room);
	both = an_alloc(env, an_confusion_size(room, text_room));
	if (both == NULL)
		return;
	an_confusion_copy(c, room, text_room, both);
	if (an_confusion_merge(env, both, c) == AN_OK && both->nclasses != c->nclasses)
		__builtin_trap();
}

static void
try_bytes(AnEnv *env, const uint8_t *bytes, size_t size)
{
	const uint8_t *again;
	size_t		again_size;
	AnConfusion *c;

	if (an_confusion_decode(env, bytes, size, &c) != AN_OK)
		return;
	if (an_confusion_check(env, c, an_confusion_size(c->room, c->text_room)) != AN_OK)
		__builtin_trap();
	if (an_confusion_encode(env, c, &again, &again_size) == AN_OK &&
		(again_size != size || memcmp(again, bytes, size) != 0))
		__builtin_trap();
	use(env, c);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return fuzz_frame(data, size, try_bytes);
}
