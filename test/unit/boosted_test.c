/*
 * boosted_test.c - requests and answers of the program that trains with XGBoost's
 * library, as bytes; and the program itself, where it was built
 */
#define _GNU_SOURCE

#include "unit.h"

#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "model/scorer.h"
#include "train/boosted.h"
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
		const uint8_t *bytes = exact;
		AnStatus	status = AN_OK;
		AnBoostedKind kind;

		memcpy(exact, b->data + at, size);
		while (status == AN_OK && size > 0)
		{
			status = an_boosted_answer_feed(answer, &bytes, &size, &kind);
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

/* The program --------------------------------------------------------- */

#define ROWS 400
#define FEATURES 3

static AnFeature features[FEATURES];
static AnStr levels[] = {{"N/A", 3}, {"a", 1}, {"b", 1}, {"c", 1}};
static AnStr classes[] = {{"no", 2}, {"yes", 3}, {"maybe", 5}};
static float x[ROWS * FEATURES];
static uint32_t klass[ROWS];
static double y[ROWS];
static uint8_t validation[ROWS];

/* The class is the level, but for rows with a number above 0.5: those are "yes". */
static AnDataset
planted(void)
{
	uint32_t	seed = 7;

	features[0] = (AnFeature) {.name = {"n", 1}, .kind = AN_NUMERIC};
	features[1] = (AnFeature) {.name = {"level", 5}, .kind = AN_CATEGORICAL, .nlevels = 4, .levels = levels};
	features[2] = (AnFeature) {.name = {"noise", 5}, .kind = AN_NUMERIC};
	for (int i = 0; i < ROWS; i++)
	{
		for (int j = 0; j < FEATURES; j++)
		{
			seed = seed * 1664525u + 1013904223u;
			x[i * FEATURES + j] = (float) (seed >> 8) / 16777216.0f;
		}
		x[i * FEATURES + 1] = 1 + floorf(4 * x[i * FEATURES + 1]);
		klass[i] = x[i * FEATURES] > 0.5f ? 1 : x[i * FEATURES + 1] == 3 ? 2 : 0;
		y[i] = klass[i] * 10;
		validation[i] = i % 4 == 0;
		if (i % 10 == 9)
			x[i * FEATURES + 2] = NAN;
	}
	return (AnDataset) {.nfeatures = FEATURES, .features = features, .nrows = ROWS, .x = x,
						.nclasses = 3, .classes = classes, .klass = klass};
}

static const char *
program(void)
{
	const char *path = getenv("AN_TRAINER") != NULL ? getenv("AN_TRAINER") : "./analytics_xgboost";

	return access(path, X_OK) == 0 ? path : NULL;
}

static pid_t
start(int *to, int *from)
{
	int			in[2];
	int			out[2];
	char		parent[16];
	pid_t		pid;

	assert_int_equal(0, pipe(in));
	assert_int_equal(0, pipe(out));
	sprintf(parent, "%d", (int) getpid());
	if ((pid = fork()) == 0)
	{
		dup2(in[0], 0);
		dup2(out[1], 1);
		setenv("OMP_WAIT_POLICY", "passive", 1);
		execl(program(), "analytics_xgboost", parent, (char *) NULL);
		_exit(127);
	}
	assert_true(pid > 0);
	close(in[0]);
	close(out[1]);
	*to = in[1];
	*from = out[0];
	return pid;
}

static void
send_all(int to, const void *bytes, size_t size)
{
	assert_int_equal(size, write(to, bytes, size));
}

static void
send_request(int to, const AnDataset *data, const AnBoostedRequest *request)
{
	static float labels[ROWS];
	const uint8_t *bytes;
	size_t		size;

	assert_int_equal(AN_OK, an_boosted_request_encode(&env, request, &bytes, &size));
	send_all(to, bytes, size);
	if (request->validated)
		send_all(to, validation, ROWS);
	for (int i = 0; i < ROWS; i++)
		labels[i] = data->nclasses > 0 ? (float) data->klass[i] : (float) data->y[i];
	send_all(to, labels, sizeof(labels));
	for (int i = 0; i < ROWS; i++)
		labels[i] = 1 + i % 2;
	if (request->weighted)
		send_all(to, labels, sizeof(labels));
	send_all(to, data->x, ROWS * FEATURES * sizeof(float));
	close(to);
}

/* Returns the number of messages about progress. */
static int
receive(int from, AnBoostedAnswer *answer)
{
	uint8_t		buffer[1000];
	ssize_t		n;
	int			progress = 0;

	an_boosted_answer_init(&env, answer);
	while ((n = read(from, buffer, sizeof(buffer))) > 0)
	{
		const uint8_t *bytes = buffer;
		size_t		size = (size_t) n;
		AnBoostedKind kind;

		while (size > 0)
		{
			assert_int_equal(AN_OK, an_boosted_answer_feed(answer, &bytes, &size, &kind));
			progress += kind == AN_BOOSTED_PROGRESS;
		}
	}
	close(from);
	return progress;
}

static int
train(const AnDataset *data, const AnBoostedRequest *request, AnBoostedAnswer *answer)
{
	int			to;
	int			from;
	int			status;
	int			progress;
	pid_t		pid = start(&to, &from);

	send_request(to, data, request);
	progress = receive(from, answer);
	assert_int_equal(pid, waitpid(pid, &status, 0));
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	assert_true(answer->ended);
	return progress;
}

static AnBoostedRequest
small_request(AnBoostedParameter *given, uint32_t n)
{
	static const uint8_t categorical[] = {0, 1, 0};

	return (AnBoostedRequest) {
		.nrows = ROWS, .nfeatures = FEATURES, .categorical = categorical, .rounds = 12, .threads = 2,
		.nparameters = n, .parameters = given
	};
}

#define TEXT(s) {s, sizeof(s) - 1}

static AnBoostedParameter multi[] = {
	{TEXT("objective"), TEXT("multi:softprob")}, {TEXT("num_class"), TEXT("3")},
	{TEXT("eval_metric"), TEXT("mlogloss")}, {TEXT("max_depth"), TEXT("3")}, {TEXT("seed"), TEXT("1")},
};

static void
a_planted_model_is_found(void **state)
{
	AnDataset	data = planted();
	AnBoostedRequest request = small_request(multi, 5);
	AnBoostedAnswer answer;
	AnModel    *model;
	AnScorer   *scorer;
	AnCase		c;
	int			right = 0;

	(void) state;
	if (program() == NULL)
		skip();
	an_env_init(&env, LIMIT);
	request.report = 4;
	request.weighted = true;
	assert_int_equal(12, train(&data, &request, &answer));
	assert_true(answer.rounds == 12 && answer.progress.loss < 0.1 && isnan(answer.progress.validation));
	if (an_boosted_load(&env, answer.model, answer.model_size, &data, AN_LITERAL("answer"), &model) != AN_OK)
		fail_msg("%s: %s", env.error.message, env.error.detail);
	assert_true(an_str_equal(model->classes[2], AN_LITERAL("maybe")));
	assert_true(an_str_equal(model->target, AN_LITERAL("answer")));
	assert_int_equal(AN_CATEGORICAL, model->features[1].kind);
	assert_true(an_str_equal(model->features[1].levels[2], AN_LITERAL("b")));
	assert_int_equal(AN_OK, an_scorer_build(&env, model, &scorer));
	assert_int_equal(AN_OK, an_case_create(&env, scorer, &c));
	for (int i = 0; i < ROWS; i++)
	{
		memcpy(c.x, x + i * FEATURES, sizeof(float) * FEATURES);
		right += an_score(scorer, &c) == klass[i];
	}
	assert_int_equal(ROWS, right);
	data.nclasses = 2;
	assert_int_equal(AN_EFORMAT, an_boosted_load(&env, answer.model, answer.model_size, &data, AN_LITERAL(""), &model));
	an_env_release(&env);
}

/* More rounds than patience has make the loss on the other rows worse. */
static void
stops_early(void **state)
{
	AnDataset	data = planted();
	AnBoostedRequest request = small_request(multi, 5);
	AnBoostedAnswer answer;
	AnModel    *model;
	uint32_t	seed = 1;
	int			progress;

	(void) state;
	if (program() == NULL)
		skip();
	for (int i = 0; i < ROWS; i++)
	{
		seed = seed * 1664525u + 1013904223u;
		klass[i] = (seed >> 8) % 3 == 0 ? (seed >> 16) % 3 : klass[i];
	}
	an_env_init(&env, LIMIT);
	request.rounds = 300;
	request.patience = 3;
	request.validated = true;
	progress = train(&data, &request, &answer);
	assert_true(progress < 300);
	assert_int_equal(progress - 3, answer.rounds);
	assert_true(isnan(answer.progress.loss) && answer.progress.validation > 0);
	assert_int_equal(AN_OK, an_boosted_load(&env, answer.model, answer.model_size, &data, AN_LITERAL("y"), &model));
	assert_int_equal(3 * answer.rounds, model->forest->ntrees);
	an_env_release(&env);
}

/* The same request, the same model; of every method. */
static void
repeatable(void **state)
{
	static const char *const methods[] = {"hist", "approx", "exact"};
	AnDataset	data = planted();
	static AnBoostedParameter regression[] = {
		{TEXT("objective"), TEXT("reg:squarederror")}, {TEXT("subsample"), TEXT("0.5")}, {TEXT("seed"), TEXT("5")},
		{TEXT("tree_method"), TEXT("hist")},
	};
	static const uint8_t numeric[FEATURES];

	(void) state;
	if (program() == NULL)
		skip();
	data.nclasses = 0;
	data.y = y;
	for (int i = 0; i < 3; i++)
	{
		AnBoostedRequest request = small_request(regression, 4);
		AnBoostedAnswer first;
		AnBoostedAnswer second;
		AnModel    *model;

		an_env_init(&env, LIMIT);
		regression[3].value = (AnStr) {methods[i], strlen(methods[i])};
		if (i == 2)
			request.categorical = numeric;
		train(&data, &request, &first);
		train(&data, &request, &second);
		assert_non_null(first.model);
		assert_int_equal(first.model_size, second.model_size);
		assert_memory_equal(first.model, second.model, first.model_size);
		features[1].kind = i == 2 ? AN_NUMERIC : AN_CATEGORICAL;
		features[1].nlevels = i == 2 ? 0 : 4;
		assert_int_equal(AN_OK, an_boosted_load(&env, first.model, first.model_size, &data, AN_LITERAL("y"), &model));
		assert_int_equal(12, model->forest->ntrees);
		an_env_release(&env);
	}
}

static void
check_error(const char *key, const char *value, bool none_to_train_on, const char *words)
{
	AnDataset	data = planted();
	AnBoostedParameter given[] = {multi[0], multi[1], {{key, strlen(key)}, {value, strlen(value)}}};
	AnBoostedRequest request = small_request(given, 3);
	AnBoostedAnswer answer;

	an_env_init(&env, LIMIT);
	request.validated = none_to_train_on;
	memset(validation, 1, sizeof(validation));
	train(&data, &request, &answer);
	assert_null(answer.model);
	if (answer.error.data == NULL || strstr(answer.error.data, words) == NULL)
		fail_msg("%s", answer.error.data == NULL ? "no error" : answer.error.data);
	assert_null(strchr(answer.error.data, '\n'));
	an_env_release(&env);
}

static void
errors_of_the_library(void **state)
{
	(void) state;
	if (program() == NULL)
		skip();
	check_error("max_depth", "deep", false, "max_depth");
	check_error("objective", "reg:unheard", false, "reg:unheard");
	check_error("num_class", "2", false, "label must be in");
	check_error("tree_method", "exact", false, "no splits by category");
	check_error("max_depth", "3", true, "every row is for validation");
}

static void
wrong_requests(void **state)
{
	AnBoostedAnswer answer;
	int			to;
	int			from;
	int			status;
	pid_t		pid;

	(void) state;
	if (program() == NULL)
		skip();
	signal(SIGPIPE, SIG_IGN);
	an_env_init(&env, LIMIT);
	pid = start(&to, &from);
	send_all(to, "this is no request at all", 25);
	receive(from, &answer);
	assert_non_null(strstr(answer.error.data, "request"));
	close(to);
	waitpid(pid, &status, 0);
	pid = start(&to, &from);
	close(to);					/* nothing to do, and nobody to tell */
	receive(from, &answer);
	assert_false(answer.ended);
	waitpid(pid, &status, 0);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) != 0);
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
		cmocka_unit_test(a_planted_model_is_found),
		cmocka_unit_test(stops_early),
		cmocka_unit_test(repeatable),
		cmocka_unit_test(errors_of_the_library),
		cmocka_unit_test(wrong_requests),
	};

	return cmocka_run_group_tests_name("boosted", tests, NULL, NULL);
}
