/*
 * linalg.h - packed symmetric matrices and their eigenvalues
 *
 * The only door to BLAS and LAPACK.
 *
 * Contract
 *  1. A block of n rows of d values is row-major: value j of row i is at
 *     [i * d + j].
 *  2. A symmetric matrix of order d is kept as its lower triangle in LAPACK's
 *     rectangular full packed format (TRANSR = 'N', UPLO = 'L'; Gustavson et
 *     al., ACM TOMS 37(2), 2010): d (d + 1) / 2 doubles, at which BLAS 3 works
 *     directly.  an_packed_index() says where an element is.
 *  3. Arguments are proved here, before the library sees them: it would print
 *     a message and go on, or end the process.
 *  4. Memory comes from the env, where there is one; functions without an env
 *     allocate nothing and cannot fail.
 *  5. Non-finite input gives non-finite output, but an_symmetric_eigen()
 *     refuses it: LAPACK may not return.
 */
#ifndef AN_LINALG_H
#define AN_LINALG_H

#include "base/env.h"

/* The largest order of a matrix: 64 MB packed. */
#define AN_MAX_ORDER 4000

/* The number of elements of a packed matrix; order <= AN_MAX_ORDER. */
static inline size_t
an_packed_size(uint32_t order)
{
	return (size_t) order * (order + 1) / 2;
}

/* Where element (i, j) is; (j, i) is the same. */
static inline size_t
an_packed_index(uint32_t order, uint32_t i, uint32_t j)
{
	size_t		row = i > j ? i : j;
	size_t		column = i > j ? j : i;
	size_t		half = (order + 1) / 2; /* columns of the left part */
	size_t		even = order % 2 == 0;
	size_t		height = order + even;	/* rows of the rectangle */

	if (column < half)
		return column * height + row + even;
	return (row - half + 1 - even) * height + column - half;
}

/* packed += scale * X'X, X being rows rows of order values. */
extern void an_packed_add_block(uint32_t order, uint32_t rows, const double *block,
								double scale, double *packed);

/*
 * The count largest eigenvalues, in descending order, and their eigenvectors:
 * vector c is at vectors[c * order], of length 1, its largest component (by
 * absolute value; the first of equal ones) positive.  values and vectors have
 * room for count and count * order doubles; packed is not changed.
 * AN_ENUMERIC when an element is not finite or the iteration does not converge.
 * Polls the env, takes 3 order^2 doubles and a bit of its memory.
 */
extern AnStatus an_symmetric_eigen(AnEnv *env, uint32_t order, const double *packed,
								   uint32_t count, double *values, double *vectors);

/* out[i] = sum over j of matrix[i * columns + j] * x[j], for all rows i. */
extern void an_matrix_times(uint32_t rows, uint32_t columns, const double *matrix,
							const double *x, double *out);

/* out[j] = sum over i of matrix[i * columns + j] * x[i], for all columns j. */
extern void an_matrix_transposed_times(uint32_t rows, uint32_t columns, const double *matrix,
									   const double *x, double *out);

/*
 * Compares the library's results with those of plain loops, for a block and an
 * eigenproblem that take a millisecond: AN_EUNSUPPORTED when they differ, as
 * they do when a BLAS picks kernels that this processor does not execute right.
 */
extern AnStatus an_linalg_check(AnEnv *env);

#endif
