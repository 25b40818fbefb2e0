/* trainer.c - runs the program that trains with XGBoost's library */
#include "postgres.h"

#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "miscadmin.h"
#include "pgstat.h"
#include "storage/fd.h"
#include "storage/ipc.h"
#include "storage/pmsignal.h"
#include "utils/builtins.h"
#include "utils/wait_event.h"

#include "pg/train/trainer.h"

#define PROGRAM "analytics_xgboost"
#define POLL_MS 100				/* an interrupt is answered within that time */
#define REAP_US 1000
#define PIPE_SIZE (1024 * 1024)
#define READ_SIZE (64 * 1024)
#define SEGMENTS 5
#define NOT_LOADED 127			/* how the dynamic linker ends a program without its libraries */

typedef struct Segment
{
	const void *bytes;
	size_t		size;
} Segment;

typedef struct Trainer
{
	pid_t		pid;			/* 0: not running */
	int			status;			/* as waitpid() has it, once it is 0 again */
	int			to;				/* what it reads; -1: closed */
	int			from;			/* what it writes */
	int			its_ends[2];	/* of the two pipes; -1: closed */
	size_t		memory;			/* that it may take */
	int			reserved;		/* descriptors that fd.c was told of */
	Segment		segments[SEGMENTS]; /* still to be written */
	int			nsegments;
	int			segment;
	AnBoostedAnswer answer;
	AnBoostedProgress best;		/* with the least validation loss, so far */
	bool		halve;			/* the metric is a root of a mean square */
	const AnProgress *progress;
} Trainer;

void
trainer_set(TrainerOptions *options, const char *key, const char *value)
{
	AnStr		name = {key, strlen(key)};
	int			i = 0;

	while (i < options->nparameters && !an_str_equal(options->parameters[i].key, name))
		i++;
	if (i == TRAINER_PARAMETERS)
		elog(ERROR, "too many parameters for the training program");
	options->parameters[i] = (AnBoostedParameter) {name, {value, strlen(value)}};
	options->nparameters = Max(options->nparameters, i + 1);
}

/* The request --------------------------------------------------------- */

static void
add_segment(Trainer *t, const void *bytes, size_t size)
{
	if (size > 0)
		t->segments[t->nsegments++] = (Segment) {bytes, size};
}

static float *
make_labels(AnEnv *env, const AnDataset *data)
{
	float	   *labels = an_alloc_array(env, data->nrows, sizeof(float));

	if (labels == NULL)
		an_raise(env);
	for (size_t i = 0; i < data->nrows; i++)
		labels[i] = data->nclasses > 0 ? (float) data->klass[i] : (float) data->y[i];
	return labels;
}

static float *
make_weights(AnEnv *env, const AnDataset *data)
{
	float	   *weights = an_alloc_array(env, data->nrows, sizeof(float));

	if (weights == NULL)
		an_raise(env);
	for (size_t i = 0; i < data->nrows; i++)
		weights[i] = (float) data->weight[i];
	return weights;
}

static void
make_request(Trainer *t, AnEnv *env, const AnDataset *data, const TrainerOptions *options)
{
	AnBoostedRequest request = {
		.nrows = data->nrows, .nfeatures = data->nfeatures,
		.weighted = data->weight != NULL, .validated = options->validation != NULL,
		.rounds = options->rounds, .patience = options->patience, .report = options->report,
		.threads = options->threads,
		.nparameters = (uint32_t) options->nparameters, .parameters = options->parameters
	};
	uint8_t    *categorical = palloc(data->nfeatures);
	const uint8_t *head;
	size_t		size;

	for (uint32_t i = 0; i < data->nfeatures; i++)
		categorical[i] = data->features[i].kind == AN_CATEGORICAL;
	request.categorical = categorical;
	AN_RAISE_UNLESS_OK(env, an_boosted_request_encode(env, &request, &head, &size));
	add_segment(t, head, size);
	if (options->validation != NULL)
		add_segment(t, options->validation, data->nrows);
	add_segment(t, make_labels(env, data), data->nrows * sizeof(float));
	if (data->weight != NULL)
		add_segment(t, make_weights(env, data), data->nrows * sizeof(float));
	add_segment(t, data->x, data->nrows * data->nfeatures * sizeof(float));
}

/* The process --------------------------------------------------------- */

static void
close_end(int *end)
{
	if (*end >= 0)
		close(*end);
	*end = -1;
}

/* Also called at the end of the backend: raises nothing. */
static void
stop(int code, Datum arg)
{
	Trainer    *t = (Trainer *) DatumGetPointer(arg);

	close_end(&t->to);
	close_end(&t->from);
	close_end(&t->its_ends[0]);
	close_end(&t->its_ends[1]);
	for (; t->reserved > 0; t->reserved--)
		ReleaseExternalFD();
	if (t->pid > 0)
	{
		kill(t->pid, SIGKILL);
		while (waitpid(t->pid, &t->status, 0) < 0 && errno == EINTR)
			;
	}
	t->pid = 0;
}

static void
make_pipe(int *reader, int *writer)
{
	int			ends[2];

	if (pipe(ends) < 0)
		ereport(ERROR, errcode_for_file_access(), errmsg("could not create a pipe: %m"));
	*reader = ends[0];
	*writer = ends[1];
	for (int i = 0; i < 2; i++)
		(void) fcntl(ends[i], F_SETFD, FD_CLOEXEC);
#ifdef F_SETPIPE_SZ
	(void) fcntl(ends[0], F_SETPIPE_SZ, PIPE_SIZE); /* as it may: just for speed */
#endif
}

/* The server's environment, but that XGBoost's threads sleep while they wait: on
 * a machine that is busy otherwise, spinning makes them many times slower. */
static char **
make_environment(void)
{
	int			n = 0;
	char	  **copy;

	while (environ[n] != NULL)
		n++;
	copy = palloc((n + 2) * sizeof(char *));
	memcpy(copy, environ, n * sizeof(char *));
	copy[n] = pstrdup("OMP_WAIT_POLICY=passive");
	copy[n + 1] = NULL;
	if (getenv("OMP_WAIT_POLICY") != NULL)
		copy[n] = NULL;
	return copy;
}

static void
raise_not_installed(const char *detail, const char *hint)
{
	ereport(ERROR, errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
			errmsg("boosted trees and random forests cannot be trained by this installation"),
			errdetail_internal("%s", detail), errhint("%s", hint));
}

static void
raise_not_started(const char *path, int error)
{
	errno = error;
	if (error == ENOENT)
		raise_not_installed(psprintf("The program \"%s\" does not exist.", path),
							"Install XGBoost's library with its header (Debian: libxgboost-dev), "
							"and build and install the extension again (make install).");
	if (error == EAGAIN || error == ENOMEM)
		ereport(ERROR, errcode(ERRCODE_INSUFFICIENT_RESOURCES), errmsg("could not start program \"%s\": %m", path));
	ereport(ERROR, errcode_for_file_access(), errmsg("could not start program \"%s\": %m", path));
}

/* Everything else that the program needs to be on its own it does itself. */
static void
start(Trainer *t)
{
	char		path[MAXPGPATH];
	char		parent[16];
	char		memory[24];
	char	   *arguments[] = {PROGRAM, parent, memory, NULL};
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	int			error;

	snprintf(path, sizeof(path), "%s/%s", pkglib_path, PROGRAM);
	snprintf(parent, sizeof(parent), "%d", (int) getpid());
	snprintf(memory, sizeof(memory), "%zu", t->memory / 1024);
	make_pipe(&t->its_ends[0], &t->to);
	make_pipe(&t->from, &t->its_ends[1]);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, t->its_ends[0], STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&actions, t->its_ends[1], STDOUT_FILENO);
	/* what is sent to a backend goes to its whole group: that must not end it first */
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
	posix_spawnattr_setpgroup(&attributes, 0);
	error = posix_spawn(&t->pid, path, &actions, &attributes, arguments, make_environment());
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attributes);
	close_end(&t->its_ends[0]);
	close_end(&t->its_ends[1]);
	if (error != 0)
	{
		t->pid = 0;
		raise_not_started(path, error);
	}
	(void) fcntl(t->to, F_SETFL, O_NONBLOCK);
	(void) fcntl(t->from, F_SETFL, O_NONBLOCK);
}

/* It closed its output before the answer was complete: how did it end? */
static void
raise_died(Trainer *t)
{
	while (waitpid(t->pid, &t->status, WNOHANG) <= 0)
	{
		CHECK_FOR_INTERRUPTS();
		pg_usleep(REAP_US);
	}
	t->pid = 0;
	if (WIFEXITED(t->status) && WEXITSTATUS(t->status) == NOT_LOADED)
		raise_not_installed("The program \"" PROGRAM "\" found no library of XGBoost's that it can use.",
							"Install the one that it was built with (Debian: libxgboost0). "
							"The server's log has what is missing.");
	if (WIFSIGNALED(t->status) && WTERMSIG(t->status) == SIGKILL)
		ereport(ERROR, errcode(ERRCODE_OUT_OF_MEMORY),
				errmsg("the training program was killed"),
				errdetail("It ended by signal %d: %s.", SIGKILL, pg_strsignal(SIGKILL)),
				errhint("The system may have run out of memory. Train on fewer rows or columns."));
	if (WIFSIGNALED(t->status))
		ereport(ERROR, errcode(ERRCODE_EXTERNAL_ROUTINE_EXCEPTION),
				errmsg("the training program crashed"),
				errdetail("It ended by signal %d: %s.", WTERMSIG(t->status), pg_strsignal(WTERMSIG(t->status))),
				errhint("The server's log may have more of it."));
	ereport(ERROR, errcode(ERRCODE_EXTERNAL_ROUTINE_EXCEPTION),
			errmsg("the training program ended without an answer"),
			errdetail("Its exit status is %d.", WIFEXITED(t->status) ? WEXITSTATUS(t->status) : -1),
			errhint("The server's log may have more of it."));
}

/* Talking to it ------------------------------------------------------- */

/* As much as the pipe takes. */
static void
write_some(Trainer *t)
{
	while (t->segment < t->nsegments)
	{
		Segment    *segment = &t->segments[t->segment];
		ssize_t		n = write(t->to, segment->bytes, Min(segment->size, PIPE_SIZE));

		if (n < 0 && (errno == EAGAIN || errno == EINTR))
			return;
		if (n < 0)
			break;				/* it has ended, and its answer says why */
		segment->bytes = (const char *) segment->bytes + n;
		segment->size -= n;
		t->segment += segment->size == 0;
		CHECK_FOR_INTERRUPTS();
	}
	close_end(&t->to);
}

static double
shown_loss(const Trainer *t, double loss)
{
	return t->halve ? loss * loss / 2 : loss;
}

static void
take_answer(Trainer *t, AnReader *in)
{
	AnBoostedAnswer *answer = &t->answer;
	AnBoostedKind kind;

	do
	{
		AN_RAISE_UNLESS_OK(answer->env, an_boosted_answer_feed(answer, in, &kind));
		if (kind == AN_BOOSTED_PROGRESS && answer->progress.validation < t->best.validation)
			t->best = answer->progress;
		if (kind == AN_BOOSTED_PROGRESS && t->progress != NULL && t->progress->report != NULL)
			t->progress->report(t->progress->host, answer->progress.rounds,
								shown_loss(t, answer->progress.loss),
								shown_loss(t, answer->progress.validation));
	} while (an_reader_left(in) > 0);
}

static void
read_some(Trainer *t)
{
	uint8_t		bytes[READ_SIZE];
	ssize_t		n = read(t->from, bytes, sizeof(bytes));
	AnReader	in;

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0)
		raise_died(t);
	an_reader_init(&in, bytes, n, false);
	take_answer(t, &in);
}

static void
converse(Trainer *t)
{
	while (!t->answer.ended)
	{
		struct pollfd ready[2] = {{t->from, POLLIN, 0}, {t->to, POLLOUT, 0}};

		CHECK_FOR_INTERRUPTS();
		if (!PostmasterIsAlive())
			proc_exit(1);
		pgstat_report_wait_start(PG_WAIT_EXTENSION);
		(void) poll(ready, t->to >= 0 ? 2 : 1, POLL_MS);
		pgstat_report_wait_end();
		if (ready[0].revents != 0)
			read_some(t);
		if (t->to >= 0 && ready[1].revents != 0)
			write_some(t);
	}
}

/* What the library says, or the program about its own memory. */
static void
raise_refused(const Trainer *t, AnStr error)
{
	if (an_str_equal(error, AN_LITERAL(AN_BOOSTED_NO_MEMORY)))
		ereport(ERROR, errcode(ERRCODE_OUT_OF_MEMORY),
				errmsg("memory limit exceeded"),
				errdetail("The training program needs more than the %zu kB that the rows leave of %zu kB.",
						  t->memory / 1024, t->answer.env->limit / 1024),
				errhint("%s Smaller values of \"max_bin\", \"max_leaves\" and \"max_depth\" take less.",
						t->answer.env->limit_hint));
	ereport(ERROR, errcode(ERRCODE_EXTERNAL_ROUTINE_EXCEPTION),
			errmsg("XGBoost cannot train this model"),
			errdetail("%s", text_to_cstring(pg_text_for_display(error))));
}

static void
keep_result(const Trainer *t, TrainerResult *result)
{
	const AnBoostedAnswer *answer = &t->answer;
	const AnBoostedProgress *last = &answer->progress;

	if (t->best.rounds == answer->rounds)
		last = &t->best;		/* training went on, but not for the better */
	if (answer->error.data != NULL)
		raise_refused(t, answer->error);
	result->model = answer->model;
	result->size = answer->model_size;
	result->rounds = answer->rounds;
	result->loss = shown_loss(t, last->loss);
	result->validation = shown_loss(t, last->validation);
}

static bool
metric_is_root(const TrainerOptions *options)
{
	for (int i = 0; i < options->nparameters; i++)
		if (an_str_equal(options->parameters[i].key, AN_LITERAL("eval_metric")))
			return an_str_equal(options->parameters[i].value, AN_LITERAL("rmse"));
	return false;
}

void
trainer_run(AnEnv *env, const AnDataset *data, const TrainerOptions *options,
			const AnProgress *progress, TrainerResult *result)
{
	Trainer    *t = palloc0(sizeof(Trainer));

	t->to = t->from = t->its_ends[0] = t->its_ends[1] = -1;
	t->progress = progress;
	t->best.validation = INFINITY;
	t->halve = data->nclasses == 0 && metric_is_root(options);
	an_boosted_answer_init(env, &t->answer);
	make_request(t, env, data, options);
	t->memory = env->limit - env->used;
	PG_ENSURE_ERROR_CLEANUP(stop, PointerGetDatum(t));
	{
		for (; t->reserved < 2; t->reserved++)
			if (!AcquireExternalFD())
				ereport(ERROR, errcode_for_file_access(),
						errmsg("could not reserve descriptors for the training program: %m"));
		start(t);
		converse(t);
		keep_result(t, result);
	}
	PG_END_ENSURE_ERROR_CLEANUP(stop, PointerGetDatum(t));
	stop(0, PointerGetDatum(t));
}
