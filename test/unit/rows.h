/* rows.h - rows into moments, as a host adds them */
#ifndef ROWS_H
#define ROWS_H

#include <math.h>

#include "stats/moments.h"

/* Uniform between -1 and 1. */
static inline double
rows_noise(uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (double) *seed / 2147483648.0 - 1.0;
}

static inline AnMoments *
rows_new(AnEnv *env, uint32_t order, uint16_t flags)
{
	AnMoments  *m = an_alloc(env, an_moments_size(order, 0, AN_MOMENTS_FIRST_ROOM, flags));

	an_moments_init(m, order, NULL, 0, AN_MOMENTS_FIRST_ROOM, flags);
	return m;
}

/* Grows the block, or folds it; *m may become another value. */
static inline AnStatus
rows_add(AnEnv *env, AnMoments **m, const double *row, double weight)
{
	if (an_moments_row(*m) == NULL)
	{
		uint32_t	room = an_moments_more_room(*m);

		if (room > (*m)->room)
		{
			AnMoments  *more = an_alloc(env, an_moments_size((*m)->order, (*m)->names_size, room,
															 (*m)->flags));

			an_moments_copy(*m, room, more);
			*m = more;
		}
		else
			AN_TRY(an_moments_fold(env, *m));
	}
	memcpy(an_moments_row(*m), row, (*m)->order * sizeof(double));
	an_moments_keep(*m, weight);
	return AN_OK;
}

/* Folded moments of rows of a matrix. */
static inline AnMoments *
rows_moments(AnEnv *env, uint32_t order, const double *rows, size_t count)
{
	AnMoments  *m = rows_new(env, order, 0);

	for (size_t i = 0; i < count; i++)
		if (rows_add(env, &m, rows + i * order, 1) != AN_OK)
			return NULL;
	return an_moments_fold(env, m) == AN_OK ? m : NULL;
}

#endif
