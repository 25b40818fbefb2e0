/* boosted_fuzz.c - any bytes, as a request to the training program and as its answer */
#include "frame_fuzz.h"

#include "train/boosted_codec.h"

extern int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
try_request(AnEnv *env, const uint8_t *bytes, size_t size)
{
	AnBoostedRequest request;

	if (size >= AN_FRAME_SIZE && an_boosted_request_size(bytes) > AN_BOOSTED_MAX_HEAD)
		__builtin_trap();
	if (an_boosted_request_decode(env, bytes, size, &request) == AN_OK)
		an_boosted_parameter(&request, "objective");
}

/* The bytes come in two parts, as a pipe may have them. */
static void
try_answer(AnEnv *env, const uint8_t *bytes, size_t size)
{
	size_t		half = size / 2;
	AnReader	parts[2];
	AnBoostedAnswer answer;
	AnBoostedKind kind;

	an_reader_init(&parts[0], bytes, half, false);
	an_reader_init(&parts[1], bytes + half, size - half, false);
	an_boosted_answer_init(env, &answer);
	for (int i = 0; i < 2; i++)
		while (an_reader_left(&parts[i]) > 0)
			if (an_boosted_answer_feed(&answer, &parts[i], &kind) != AN_OK)
				return;
	if (answer.ended && (answer.model == NULL) == (answer.error.data == NULL))
		__builtin_trap();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AnEnv		env;

	fuzz_frame(data, size, try_request);
	an_env_init(&env, FUZZ_MEMORY);
	try_answer(&env, data, size);
	an_env_release(&env);
	return 0;
}
