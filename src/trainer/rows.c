/* rows.c - the arrays of a request, with the rows for validation behind the others */
#include "trainer.h"

#include <string.h>

#define BLOCK ((size_t) 1 << 20)	/* bytes, about, that are read at a time */

/* Reads nrows elements of `width` floats each. */
static float *
read_array(const Rows *rows, const uint8_t *validation, size_t width)
{
	float	   *array = map_array(rows->nrows, width * sizeof(float));
	size_t		bytes = width * sizeof(float);
	size_t		step = BLOCK / bytes + 1;
	size_t		next[2] = {0, rows->ntrain};
	char	   *block;

	if (validation == NULL)
	{
		read_fully(array, rows->nrows * bytes);
		return array;
	}
	block = map_array(step, bytes);
	for (size_t row = 0; row < rows->nrows; row += step)
	{
		size_t		n = rows->nrows - row < step ? rows->nrows - row : step;

		read_fully(block, n * bytes);
		for (size_t i = 0; i < n; i++)
			memcpy(array + next[validation[row + i] != 0]++ * width, block + i * bytes, bytes);
	}
	unmap_array(block, step, bytes);
	return array;
}

void
rows_read(const AnBoostedRequest *request, Rows *rows)
{
	uint8_t    *validation = NULL;

	*rows = (Rows) {.nrows = (size_t) request->nrows, .ntrain = (size_t) request->nrows};
	if (rows->nrows != request->nrows)
		give_up(AN_BOOSTED_NO_MEMORY);	/* where a size has 32 bits */
	if (request->validated)
	{
		validation = map_array(rows->nrows, 1);
		read_fully(validation, rows->nrows);
		for (size_t i = 0; i < rows->nrows; i++)
			rows->ntrain -= validation[i] != 0;
		if (rows->ntrain == 0)
			give_up("every row is for validation, none is left to train on");
	}
	rows->labels = read_array(rows, validation, 1);
	if (request->weighted)
		rows->weights = read_array(rows, validation, 1);
	rows->x = read_array(rows, validation, request->nfeatures);
	unmap_array(validation, rows->nrows, 1);
}
