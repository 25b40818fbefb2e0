/*
 * syrk.c - the arithmetic of co-moments alone, without a database
 *
 *	syrk COLUMNS ROWS [BLOCK]
 *
 * Multiplies ROWS rows in memory by their transposes, in blocks of 64 rows as the
 * extension has them, and prints the microseconds that a row takes: the median
 * of seven runs.
 */
#define _POSIX_C_SOURCE 200809L

#include <lapacke.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define RUNS 7

/* Rows in memory, which are gone through again and again: more than a cache. */
#define ROWS_IN_MEMORY 65536

static double
seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double) now.tv_sec + 1e-9 * (double) now.tv_nsec;
}

static double
run(int columns, long rows, int block, const double *data, double *packed)
{
	double		start = seconds();

	for (long done = 0; done < rows; done += block)
		LAPACKE_dsfrk_work(LAPACK_COL_MAJOR, 'N', 'L', 'N', columns, block, 1.0,
						   data + (done % ROWS_IN_MEMORY) * columns, columns, 1.0, packed);
	return (seconds() - start) / (double) rows;
}

static int
compare(const void *a, const void *b)
{
	double		x = *(const double *) a;
	double		y = *(const double *) b;

	return (x > y) - (x < y);
}

int
main(int argc, char **argv)
{
	int			columns = argc >= 3 ? atoi(argv[1]) : 0;
	long		rows = argc >= 3 ? atol(argv[2]) : 0;
	int			block = argc == 4 ? atoi(argv[3]) : 64;
	size_t		count = (size_t) columns * ROWS_IN_MEMORY;
	double		times[RUNS];
	double	   *data;
	double	   *packed;

	if (columns < 1 || columns > 4000 || rows < 1 || block < 1 || ROWS_IN_MEMORY % block != 0)
	{
		fprintf(stderr, "usage: syrk COLUMNS ROWS [BLOCK]\n");
		return 2;
	}
	data = malloc(count * sizeof(double));
	packed = calloc((size_t) columns * ((size_t) columns + 1) / 2, sizeof(double));
	if (data == NULL || packed == NULL)
	{
		fprintf(stderr, "syrk: out of memory\n");
		return 1;
	}
	for (size_t i = 0; i < count; i++)
		data[i] = (double) (i * 2654435761u % 1000) / 1000 - 0.5;
	for (int i = 0; i < RUNS; i++)
		times[i] = run(columns, rows, block, data, packed);
	qsort(times, RUNS, sizeof(double), compare);
	printf("%.4f\n", 1e6 * times[RUNS / 2]);
	free(data);
	free(packed);
	return 0;
}
