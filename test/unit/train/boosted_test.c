/*
 * boosted_test.c - the program that trains with XGBoost's library, where it was built:
 * what it answers becomes a model that knows the data
 *
 * AN_TRAINER says where it is; otherwise it is in the current folder.
 */
#define _GNU_SOURCE

#include "unit.h"

#include <math.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "model/scorer.h"
#include "train/boosted.h"
#include "train/boosted_codec.h"

#define LIMIT ((size_t) 64 * 1024 * 1024)

static AnEnv env;

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
	char		memory[16];
	pid_t		pid;

	assert_int_equal(0, pipe(in));
	assert_int_equal(0, pipe(out));
	sprintf(parent, "%d", (int) getpid());
	sprintf(memory, "%zu", LIMIT / 1024);
	if ((pid = fork()) == 0)
	{
		dup2(in[0], 0);
		dup2(out[1], 1);
		setenv("OMP_WAIT_POLICY", "passive", 1);
		execl(program(), "analytics_xgboost", parent, memory, (char *) NULL);
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
		AnReader	in;
		AnBoostedKind kind;

		an_reader_init(&in, buffer, (size_t) n, false);
		while (an_reader_left(&in) > 0)
		{
			assert_int_equal(AN_OK, an_boosted_answer_feed(answer, &in, &kind));
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
	assert_int_equal(AN_EARG, an_boosted_load(&env, answer.model, answer.model_size, &data, AN_LITERAL(""), &model));
	memset(&env.error, 0, sizeof(env.error));
	data.nfeatures = 2;
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
	check_error("num_class", "2", false, "label must be ");	/* and then, by version */
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
		cmocka_unit_test(a_planted_model_is_found),
		cmocka_unit_test(stops_early),
		cmocka_unit_test(repeatable),
		cmocka_unit_test(errors_of_the_library),
		cmocka_unit_test(wrong_requests),
	};

	return cmocka_run_group_tests_name("boosted", tests, NULL, NULL);
}
