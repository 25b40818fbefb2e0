/*
 * main.c - analytics_xgboost PARENT MEMORY: trains boosted trees for a backend
 *
 * PARENT is the process that started the program and waits for its answer; when
 * it dies, so does the program.  MEMORY is how much it may take, in kB (limits.c).
 */
#define _GNU_SOURCE

#include "trainer.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

#define MEMORY_LIMIT ((size_t) 256 * 1024 * 1024)
#define KILL_FIRST "500"		/* of 1000: rather this program than a backend */

static void
close_inherited(void)
{
	DIR		   *dir = opendir("/proc/self/fd");
	struct dirent *entry;

	if (dir == NULL)
		return;
	while ((entry = readdir(dir)) != NULL)
	{
		int			fd = atoi(entry->d_name);

		if (fd > STDERR_FILENO && fd != dirfd(dir))
			close(fd);
	}
	closedir(dir);
}

/* A backend ignores and blocks signals that are to end this program. */
static void
default_signals(void)
{
	sigset_t	none;

	for (int number = 1; number < NSIG; number++)
		if (number != SIGKILL && number != SIGSTOP)
			signal(number, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* When memory is short the system had better end this than the server. */
static void
offer_to_be_killed(void)
{
	int			fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return;
	if (write(fd, KILL_FIRST, sizeof(KILL_FIRST) - 1) < 0)
		fprintf(stderr, "analytics_xgboost: cannot set oom_score_adj\n");
	close(fd);
}

static void
become_independent(pid_t parent)
{
	close_inherited();
	default_signals();
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(EXIT_FAILURE);	/* it died before it could matter */
	offer_to_be_killed();
}

static void
read_request(AnEnv *env, AnBoostedRequest *request)
{
	uint8_t		head[AN_FRAME_SIZE];
	uint8_t    *bytes;
	size_t		size;

	read_fully(head, sizeof(head));
	if ((size = an_boosted_request_size(head)) == 0)
		give_up("the request is none");
	bytes = map_array(size, 1);
	for (size_t i = 0; i < sizeof(head); i++)
		bytes[i] = head[i];
	read_fully(bytes + sizeof(head), size - sizeof(head));
	if (an_boosted_request_decode(env, bytes, size, request) != AN_OK)
		give_up(env->error.detail[0] != '\0' ? env->error.detail : env->error.message);
}

static void
ignore_message(const char *message)
{
	(void) message;
}

int
main(int argc, char **argv)
{
	AnEnv		env;
	AnBoostedRequest request;
	Rows		rows;
	Matrices	matrices;

	if (argc != 3)
	{
		fprintf(stderr, "analytics_xgboost is started by the extension analytics, in PostgreSQL " SERVER_MAJOR ".\n");
		return EXIT_FAILURE;
	}
	become_independent((pid_t) strtol(argv[1], NULL, 10));
	an_env_init(&env, MEMORY_LIMIT);
	read_request(&env, &request);
	limit_memory(strtoull(argv[2], NULL, 10) * 1024, request.threads);
	check_xgboost(XGBRegisterLogCallback(ignore_message));
	check_xgboost(XGBSetGlobalConfig("{\"verbosity\":0}"));
	rows_read(&request, &rows);
	matrices_make(&request, &rows, &matrices);
	boost(&request, &matrices);
	/* what is left is memory, which the system frees faster */
	_exit(EXIT_SUCCESS);
}
