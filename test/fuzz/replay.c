/*
 * replay.c - gives files to a fuzz target where libFuzzer is not linked
 *
 * Arguments are files and directories (one level); so `make check-core` runs
 * every seed and every past crash with any compiler.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_INPUT ((size_t) 64 * 1024 * 1024)
#define MAX_PATH 4096

extern int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static unsigned long replayed = 0;

static int
replay_file(const char *path)
{
	FILE	   *file = fopen(path, "rb");
	uint8_t    *data;
	uint8_t    *exact;
	size_t		size;

	if (file == NULL)
	{
		perror(path);
		return 1;
	}
	data = malloc(MAX_INPUT);
	size = data == NULL ? 0 : fread(data, 1, MAX_INPUT, file);
	fclose(file);
	/* a block of just that size, so that a sanitizer sees a read past its end */
	exact = malloc(size == 0 ? 1 : size);
	if (data == NULL || exact == NULL)
	{
		fprintf(stderr, "%s: out of memory\n", path);
		free(data);
		free(exact);
		return 1;
	}
	memcpy(exact, data, size);
	free(data);
	LLVMFuzzerTestOneInput(exact, size);
	free(exact);
	replayed++;
	return 0;
}

static int
replay_directory(DIR *dir, const char *path)
{
	struct dirent *entry;
	char		name[MAX_PATH];
	int			failed = 0;

	while ((entry = readdir(dir)) != NULL)
	{
		if (entry->d_name[0] == '.')
			continue;
		snprintf(name, sizeof(name), "%s/%s", path, entry->d_name);
		failed |= replay_file(name);
	}
	return failed;
}

int
main(int argc, char **argv)
{
	int			failed = 0;

	for (int i = 1; i < argc; i++)
	{
		DIR		   *dir = opendir(argv[i]);

		failed |= dir != NULL ? replay_directory(dir, argv[i]) : replay_file(argv[i]);
		if (dir != NULL)
			closedir(dir);
	}
	printf("%lu inputs replayed\n", replayed);
	return failed;
}
