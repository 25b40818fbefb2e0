/* moments_impl.h - between moments.c and moments_merge.c */
#ifndef AN_MOMENTS_IMPL_H
#define AN_MOMENTS_IMPL_H

#include "stats/moments.h"

static inline const double *
mean_of(const AnMoments *m)
{
	return (const double *) (const void *) (an_moments_names(m) + m->names_size);
}

static inline const double *
comoment_of(const AnMoments *m)
{
	return mean_of(m) + m->order;
}

/*
 * Moves the means and the weight of m to those of m and another part; delta
 * becomes the row whose outer product is what the parts' co-moments lack of
 * the whole's.
 */
extern void an_moments_join_means(AnMoments *m, const double *mean, double weight, double *delta);

/* An overflow shows in the diagonal: it is the sum of squares.  AN_ENUMERIC. */
extern AnStatus an_moments_check_overflow(AnEnv *env, const AnMoments *m);

#endif
