/* pipes.c - bytes in, messages out, memory, and the one way to fail */
#define _GNU_SOURCE

#include "trainer.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define READ_STEP ((size_t) 1 << 30)

/* Nobody is left to tell when the backend has gone. */
static void
write_fully(const void *bytes, size_t size)
{
	const char *at = bytes;

	while (size > 0)
	{
		ssize_t		n = write(STDOUT_FILENO, at, size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			_exit(EXIT_FAILURE);
		at += n;
		size -= (size_t) n;
	}
}

void
read_fully(void *bytes, size_t size)
{
	char	   *at = bytes;

	while (size > 0)
	{
		ssize_t		n = read(STDIN_FILENO, at, size < READ_STEP ? size : READ_STEP);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			_exit(EXIT_FAILURE);
		at += n;
		size -= (size_t) n;
	}
}

void
send_message(AnBoostedKind kind, const void *first, size_t first_size,
			 const void *second, size_t second_size)
{
	uint8_t		head[AN_BOOSTED_MESSAGE_HEAD];

	an_boosted_message_head(kind, first_size + second_size, head);
	write_fully(head, sizeof(head));
	write_fully(first, first_size);
	write_fully(second, second_size);
}

void
give_up(const char *message)
{
	static atomic_flag given_up = ATOMIC_FLAG_INIT;
	size_t		size = strlen(message);

	while (atomic_flag_test_and_set(&given_up))
		pause();				/* another thread is about to end it all */
	if (size > AN_BOOSTED_MAX_ERROR)
		size = AN_BOOSTED_MAX_ERROR;
	send_message(AN_BOOSTED_ERROR, message, size, NULL, 0);
	send_message(AN_BOOSTED_END, NULL, 0, NULL, 0);
	_exit(EXIT_SUCCESS);
}

/* As the C++ library words that it got no memory, or that it asked for too much. */
static bool
is_of_memory(const char *message)
{
	static const char *const words[] = {"bad_alloc", "bad_malloc", "bad_array_new_length", "vector::", "std::vector larger"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strstr(message, words[i]) != NULL)
			return true;
	return false;
}

/* XGBoost's message: without "[time] file:line: " before it, and its first line. */
void
check_xgboost(int status)
{
	char		text[1024];
	char	   *message = text;
	char	   *end;

	if (status == 0)
		return;
	strncpy(text, XGBGetLastError(), sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	if (is_of_memory(text))
		give_up(AN_BOOSTED_NO_MEMORY);
	if (text[0] == '[' && (end = strstr(text, "] ")) != NULL)
	{
		message = end + 2;
		if ((end = strstr(message, ": ")) != NULL)
			message = end + 2;
	}
	message[strcspn(message, "\r\n")] = '\0';
	give_up(message[0] != '\0' ? message : "unknown error");
}

/* Memory that the system gets back at once when it is unmapped. */
void *
map_array(size_t count, size_t size)
{
	void	   *array;

	if (count == 0 || count > SIZE_MAX / 2 / size)
		give_up(AN_BOOSTED_NO_MEMORY);
	array = mmap(NULL, count * size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (array == MAP_FAILED)
		give_up(AN_BOOSTED_NO_MEMORY);
	return array;
}

void
unmap_array(void *array, size_t count, size_t size)
{
	if (array != NULL)
		munmap(array, count * size);
}
