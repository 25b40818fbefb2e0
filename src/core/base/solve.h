/*
 * solve.h - positive definite matrices, and products of small ones
 *
 * With linalg.h the door to BLAS and LAPACK; its contract holds here, too.
 * Matrices are square or rectangular and row-major: (i, j) is at
 * [i * columns + j].  Of a symmetric one only the lower triangle is read.
 */
#ifndef AN_SOLVE_H
#define AN_SOLVE_H

#include "base/linalg.h"

/*
 * The Cholesky factor of a, in place in its lower triangle (Golub and Van Loan,
 * Matrix Computations, 4.2), row after row without exchanges: a row of which the
 * rows before it leave no more than tolerance times its diagonal depends on them.
 * It becomes a row of the unit matrix, so that the others can be used as if it
 * were not there, and dependent[i] says so.  pivots is NULL or gets what is left
 * of each diagonal.  Returns AN_OK also when rows depend; AN_ENUMERIC when an
 * element is not finite.  Polls the env.
 */
extern AnStatus an_cholesky(AnEnv *env, uint32_t order, double tolerance, double *a,
							bool *dependent, double *pivots, uint32_t *rank);

/* x becomes the solution of A x = x by the factor of A; 0 in dependent rows. */
extern void an_cholesky_solve(uint32_t order, const double *factor, const bool *dependent,
							  double *x);

/* The factor becomes the inverse, both triangles; dependent rows and columns are
 * those of the unit matrix.  Polls the env. */
extern AnStatus an_cholesky_invert(AnEnv *env, uint32_t order, double *factor);

/* out = A B (transposed: A' B), B being inner x columns, out rows x columns. */
extern void an_matrix_product(bool transposed, uint32_t rows, uint32_t inner, uint32_t columns,
							  const double *a, const double *b, double *out);

#endif
