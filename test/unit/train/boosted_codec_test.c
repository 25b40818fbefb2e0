/* boosted_codec_test.c - requests to the training program and its answers, as bytes */
#include "unit.h"

#include <math.h>

#include "train/boosted_codec.h"

#define LIMIT ((size_t) 64 * 1024 * 1024)

static AnEnv env;

/* Requests ------------------------------------------------------------ */

static const uint8_t kinds[] = {0, 1, 0};

static AnBoostedParameter parameters[] = {
	{{"objective", 9}, {"binary:logistic", 15}},
	{{"max_depth", 9}, {"3", 1}},
	{{"", 0}, {"", 0}},
};

static AnBoostedRequest
sample_request(void)
{
	return (AnBoostedRequest) {
		.nrows = 5, .nfeatures = 3, .categorical = kinds, .weighted = true, .rounds = 7,
		.patience = 2, .report = 1, .threads = 2, .nparameters = 3, .parameters = parameters
	};
}

static void
request_there_and_back(void **state)
{
	AnBoostedRequest request = sample_request();
	AnBoostedRequest back;
	const uint8_t *bytes;
	size_t		size;

	(void) state;
	an_env_init(&env, LIMIT);
	assert_int_equal(AN_OK, an_boosted_request_encode(&env, &request, &bytes, &size));
	assert_int_equal(size, an_boosted_request_size(bytes));
	assert_int_equal(AN_OK, an_boosted_request_decode(&env, bytes, size, &back));
	assert_int_equal(5, back.nrows);
	assert_memory_equal(kinds, back.categorical, 3);
	assert_true(back.weighted && !back.validated);
	assert_true(back.rounds == 7 && back.patience == 2 && back.report == 1 && back.threads == 2);
	assert_string_equal("binary:logistic", an_boosted_parameter(&back, "objective"));
	assert_string_equal("3", an_boosted_parameter(&back, "max_depth"));
	assert_null(an_boosted_parameter(&back, "max"));
	an_env_release(&env);
}

static void
check_refused(const AnBoostedRequest *request, const char *words)
{
	AnBoostedRequest back;
	const uint8_t *bytes;
	size_t		size;

	an_env_init(&env, LIMIT);
	assert_int_equal(AN_OK, an_boosted_request_encode(&env, request, &bytes, &size));
	assert_int_equal(AN_ECORRUPT, an_boosted_request_decode(&env, bytes, size, &back));
	if (strstr(env.error.detail, words) == NULL)
		fail_msg("%s, not %s", env.error.detail, words);
	an_env_release(&env);
}

static void
requests_refused(void **state)
{
	static const uint8_t wrong[] = {0, 2, 0};
	static AnBoostedParameter nul[] = {{{"a\0b", 3}, {"", 0}}};
	AnBoostedRequest r;

	(void) state;
#define REFUSED(change, words) r = sample_request(); r.change; check_refused(&r, words)
	REFUSED(nrows = 0, "rows");
	REFUSED(nrows = AN_BOOSTED_MAX_ROWS + 1, "rows");
	REFUSED(nfeatures = 0, "features");
	REFUSED(categorical = wrong, "flag");
	REFUSED(rounds = 0, "rounds");
	REFUSED(rounds = AN_BOOSTED_MAX_ROUNDS + 1, "rounds");
	REFUSED(patience = AN_BOOSTED_MAX_ROUNDS + 1, "rounds");
	REFUSED(threads = 0, "threads");
	REFUSED(threads = AN_BOOSTED_MAX_THREADS + 1, "threads");
	r = sample_request();
	r.nparameters = 1;
	r.parameters = nul;
	check_refused(&r, "NUL");
#undef REFUSED
}

static void
requests_cut_off(void **state)
{
	AnBoostedRequest request = sample_request();
	const uint8_t *bytes;
	size_t		size;
	AnEnv		made;

	(void) state;
	an_env_init(&made, LIMIT);
	assert_int_equal(AN_OK, an_boosted_request_encode(&made, &request, &bytes, &size));
	for (size_t cut = 0; cut < size; cut++)
	{
		AnBoostedRequest back;
		uint8_t    *exact = malloc(cut + 1);

		memcpy(exact, bytes, cut);
		an_env_init(&env, LIMIT);
		assert_int_equal(AN_ECORRUPT, an_boosted_request_decode(&env, exact, cut, &back));
		an_env_release(&env);
		free(exact);
	}
	assert_int_equal(0, an_boosted_request_size((const uint8_t *) "ANXS\1\0\0\0\0\0\0\0\1\0\0\0"));
	assert_int_equal(0, an_boosted_request_size((const uint8_t *) "ANXR\1\0\0\0\0\0\0\0\0\0\0\1"));
	an_env_release(&made);
}

/* Answers ------------------------------------------------------------- */

typedef struct Bytes
{
	uint8_t		data[4096];
	size_t		size;
} Bytes;

static void
put_message(Bytes *b, uint32_t kind, uint64_t size, const void *payload, size_t there)
{
	an_boosted_message_head((AnBoostedKind) kind, size, b->data + b->size);
	b->size += AN_BOOSTED_MESSAGE_HEAD;
	if (there > 0)
		memcpy(b->data + b->size, payload, there);
	b->size += there;
}

static void
put_progress(Bytes *b, uint32_t rounds, double loss)
{
	AnBoostedProgress progress = {rounds, loss, NAN};
	uint8_t		bytes[AN_BOOSTED_PROGRESS_SIZE];

	an_boosted_progress_encode(&progress, bytes);
	put_message(b, AN_BOOSTED_PROGRESS, sizeof(bytes), bytes, sizeof(bytes));
}

/* Feeds the bytes in steps of that size; returns how many messages came. */
static AnStatus
feed(AnBoostedAnswer *answer, const Bytes *b, size_t step, int *messages)
{
	*messages = 0;
	for (size_t at = 0; at < b->size; at += step)
	{
		size_t		size = b->size - at < step ? b->size - at : step;
		uint8_t    *exact = malloc(size);
		AnReader	in;
		AnStatus	status = AN_OK;
		AnBoostedKind kind;

		memcpy(exact, b->data + at, size);
		an_reader_init(&in, exact, size, false);
		while (status == AN_OK && an_reader_left(&in) > 0)
		{
			status = an_boosted_answer_feed(answer, &in, &kind);
			*messages += kind != AN_BOOSTED_NOTHING;
		}
		free(exact);
		if (status != AN_OK)
			return status;
	}
	return AN_OK;
}

static void
answers_in_pieces(void **state)
{
	Bytes		b = {.size = 0};
	char		model[600];

	(void) state;
	memset(model, 'm', sizeof(model));
	memcpy(model, "\2\0\0\0", 4);
	put_progress(&b, 1, 0.75);
	put_progress(&b, 2, 0.5);
	put_message(&b, AN_BOOSTED_MODEL, sizeof(model), model, sizeof(model));
	put_message(&b, AN_BOOSTED_END, 0, NULL, 0);
	for (size_t step = 1; step <= b.size; step += step < 40 ? 1 : 37)
	{
		AnBoostedAnswer answer;
		int			messages;

		an_env_init(&env, LIMIT);
		an_boosted_answer_init(&env, &answer);
		assert_int_equal(AN_OK, feed(&answer, &b, step, &messages));
		assert_int_equal(4, messages);
		assert_true(answer.ended && answer.error.data == NULL);
		assert_true(answer.progress.rounds == 2 && answer.progress.loss == 0.5 && isnan(answer.progress.validation));
		assert_int_equal(2, answer.rounds);
		assert_int_equal(sizeof(model) - 4, answer.model_size);
		assert_memory_equal(model + 4, answer.model, answer.model_size);
		an_env_release(&env);
	}
}

static void
an_error_is_an_answer(void **state)
{
	AnBoostedAnswer answer;
	Bytes		b = {.size = 0};
	int			messages;

	(void) state;
	put_message(&b, AN_BOOSTED_ERROR, 4, "oops", 4);
	put_message(&b, AN_BOOSTED_END, 0, NULL, 0);
	an_env_init(&env, LIMIT);
	an_boosted_answer_init(&env, &answer);
	assert_int_equal(AN_OK, feed(&answer, &b, 5, &messages));
	assert_true(answer.ended && answer.model == NULL);
	assert_true(an_str_equal(answer.error, AN_LITERAL("oops")));
	an_env_release(&env);
}

static void
check_bad_answer(const Bytes *b, const char *words)
{
	AnBoostedAnswer answer;
	int			messages;

	an_env_init(&env, LIMIT);
	an_boosted_answer_init(&env, &answer);
	assert_int_equal(AN_EFORMAT, feed(&answer, b, b->size, &messages));
	assert_non_null(strstr(env.error.detail, words));
	an_env_release(&env);
}

static void
bad_answers(void **state)
{
	static const struct
	{
		uint32_t	kind;
		uint64_t	size;
		const char *words;
	}			cases[] = {
		{0, 0, "not known"}, {5, 0, "not known"}, {UINT32_MAX, 0, "not known"},
		{AN_BOOSTED_PROGRESS, 19, "wrong size"}, {AN_BOOSTED_PROGRESS, UINT64_MAX, "wrong size"},
		{AN_BOOSTED_ERROR, AN_BOOSTED_MAX_ERROR + 1, "too long"},
		{AN_BOOSTED_MODEL, 4, "impossible size"}, {AN_BOOSTED_MODEL, AN_BOOSTED_MAX_MODEL + 1, "impossible size"},
		{AN_BOOSTED_END, 0, "without a model"},
	};
	Bytes		b;

	(void) state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		b.size = 0;
		put_progress(&b, 1, 1);
		put_message(&b, cases[i].kind, cases[i].size, NULL, 0);
		check_bad_answer(&b, cases[i].words);
	}
	b.size = 0;
	put_message(&b, AN_BOOSTED_ERROR, 1, "x", 1);
	put_progress(&b, 1, 1);
	check_bad_answer(&b, "after the last one");
	b.size = 0;
	put_message(&b, AN_BOOSTED_ERROR, 1, "x", 1);
	put_message(&b, AN_BOOSTED_END, 0, NULL, 0);
	put_message(&b, AN_BOOSTED_END, 0, NULL, 0);
	check_bad_answer(&b, "after the last one");
}

/* A model is not believed to be as large as it says before it is there. */
static void
memory_comes_with_the_bytes(void **state)
{
	AnBoostedAnswer answer;
	Bytes		b = {.size = 0};
	int			messages;

	(void) state;
	put_message(&b, AN_BOOSTED_MODEL, AN_BOOSTED_MAX_MODEL, "\1\0\0\0model", 9);
	an_env_init(&env, 65536);
	an_boosted_answer_init(&env, &answer);
	assert_int_equal(AN_OK, feed(&answer, &b, 7, &messages));
	assert_true(messages == 0 && answer.model == NULL && env.used <= 65536);
	an_env_release(&env);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(request_there_and_back),
		cmocka_unit_test(requests_refused),
		cmocka_unit_test(requests_cut_off),
		cmocka_unit_test(answers_in_pieces),
		cmocka_unit_test(an_error_is_an_answer),
		cmocka_unit_test(bad_answers),
		cmocka_unit_test(memory_comes_with_the_bytes),
	};

	return cmocka_run_group_tests_name("boosted_codec", tests, NULL, NULL);
}
