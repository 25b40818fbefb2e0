/* normal.c - the matrix of the normal equations, without dependent columns */
#include "train/fit_impl.h"

/* Rows and columns of m that are not dependent. */
static void
fill(const AnMoments *m, uint32_t n, const bool *dependent, double l2, double *normal)
{
	const double *comoment = an_moments_comoment((AnMoments *) (uintptr_t) m);	/* only read */
	size_t		at = 0;

	for (uint32_t i = 0; i < n; i++)
		for (uint32_t j = 0; j < n && !dependent[i]; j++)
			if (!dependent[j])
			{
				normal[at] = comoment[an_packed_index(m->order, i, j)] + (i == j ? l2 : 0);
				at++;
			}
}

AnStatus
an_fit_normal(AnEnv *env, AnDesign *design, const AnMoments *m, double l2, double **made)
{
	uint32_t	n = design->ncolumns;
	double	   *normal = an_alloc_array(env, (size_t) n * n + 1, sizeof(double));
	bool	   *dependent = an_alloc_array(env, (size_t) n + 1, sizeof(bool));
	uint32_t	rank;

	if (normal == NULL || dependent == NULL)
		return env->error.status;
	*made = normal;
	fill(m, n, dependent, l2, normal);
	if (l2 > 0)
		return AN_OK;
	AN_TRY(an_cholesky(env, n, AN_RANK_TOLERANCE, normal, dependent, NULL, &rank));
	AN_TRY(an_design_drop(env, design, dependent));
	fill(m, n, dependent, l2, normal);
	return AN_OK;
}
