/* solve.c - positive definite matrices, and products of small ones */
#include "base/solve.h"

#include <cblas.h>
#include <lapacke.h>
#include <math.h>
#include <string.h>

/* Rows of the factor between two polls. */
#define POLL_ROWS 64

/* What the rows before it leave of row i's diagonal; the row becomes the factor's. */
static double
eliminate(uint32_t order, uint32_t i, double *a, const bool *dependent)
{
	double	   *row = a + (size_t) i * order;

	for (uint32_t j = 0; j < i; j++)
		if (dependent[j])
			row[j] = 0;
	if (i == 0)
		return row[0];
	cblas_dtrsv(CblasRowMajor, CblasLower, CblasNoTrans, CblasNonUnit, (int) i, a, (int) order,
				row, 1);
	return row[i] - cblas_ddot((int) i, row, 1, row, 1);
}

AnStatus
an_cholesky(AnEnv *env, uint32_t order, double tolerance, double *a, bool *dependent,
			double *pivots, uint32_t *rank)
{
	*rank = 0;
	if (order > AN_MAX_ORDER)
		return an_fail(env, AN_ELIMIT, "a matrix of order %u is too large", order);
	for (uint32_t i = 0; i < order; i++)
	{
		double	   *row = a + (size_t) i * order;
		double		diagonal = row[i];
		double		left = eliminate(order, i, a, dependent);

		if (i % POLL_ROWS == 0)
			AN_TRY(an_poll(env));
		if (!isfinite(left))
			return an_fail(env, AN_ENUMERIC, "the matrix has an element that is not finite");
		dependent[i] = !(left > tolerance * diagonal && left > 0);
		if (pivots != NULL)
			pivots[i] = left;
		if (dependent[i])
			memset(row, 0, i * sizeof(double));
		row[i] = dependent[i] ? 1 : sqrt(left);
		*rank += !dependent[i];
	}
	return AN_OK;
}

void
an_cholesky_solve(uint32_t order, const double *factor, const bool *dependent, double *x)
{
	for (uint32_t i = 0; i < order; i++)
		if (dependent[i])
			x[i] = 0;
	if (order == 0 || order > AN_MAX_ORDER)
		return;
	cblas_dtrsv(CblasRowMajor, CblasLower, CblasNoTrans, CblasNonUnit, (int) order, factor,
				(int) order, x, 1);
	cblas_dtrsv(CblasRowMajor, CblasLower, CblasTrans, CblasNonUnit, (int) order, factor,
				(int) order, x, 1);
}

/* The two steps of LAPACK's dpotri.  Row-major and lower is what it calls upper;
 * the diagonal has no 0. */
AnStatus
an_cholesky_invert(AnEnv *env, uint32_t order, double *factor)
{
	lapack_int	n = (lapack_int) order;

	if (order == 0)
		return AN_OK;
	if (order > AN_MAX_ORDER)
		return an_fail(env, AN_ELIMIT, "a matrix of order %u is too large", order);
	AN_TRY(an_poll(env));
	(void) LAPACKE_dtrtri_work(LAPACK_COL_MAJOR, 'U', 'N', n, factor, n);
	AN_TRY(an_poll(env));
	(void) LAPACKE_dlauum_work(LAPACK_COL_MAJOR, 'U', n, factor, n);
	for (uint32_t i = 0; i < order; i++)
		for (uint32_t j = 0; j < i; j++)
			factor[(size_t) j * order + i] = factor[(size_t) i * order + j];
	return an_poll(env);
}

void
an_matrix_product(bool transposed, uint32_t rows, uint32_t inner, uint32_t columns,
				  const double *a, const double *b, double *out)
{
	if (rows == 0 || columns == 0 || rows > INT32_MAX || columns > INT32_MAX || inner > INT32_MAX)
		return;
	if (inner == 0)
		memset(out, 0, (size_t) rows * columns * sizeof(double));
	else
		cblas_dgemm(CblasRowMajor, transposed ? CblasTrans : CblasNoTrans, CblasNoTrans, (int) rows,
					(int) columns, (int) inner, 1.0, a, (int) (transposed ? rows : inner), b,
					(int) columns, 0.0, out, (int) columns);
}
