/* linalg_library.h - what analytics_linalg exports to linalg.c */
#ifndef AN_PG_LINALG_LIBRARY_H
#define AN_PG_LINALG_LIBRARY_H

#include "base/minimize.h"
#include "base/solve.h"

#define LINALG_LIBRARY "analytics_linalg"
#define LINALG_ENTRY "analytics_linalg_functions"

/* Functions of base/linalg.h, solve.h and minimize.h, under the names they have
 * there. */
typedef struct LinalgLibrary
{
	__typeof__(an_linalg_check) *check;
	__typeof__(an_packed_add_block) *packed_add_block;
	__typeof__(an_symmetric_eigen) *symmetric_eigen;
	__typeof__(an_matrix_times) *matrix_times;
	__typeof__(an_matrix_transposed_times) *matrix_transposed_times;
	__typeof__(an_matrix_product) *matrix_product;
	__typeof__(an_cholesky) *cholesky;
	__typeof__(an_cholesky_solve) *cholesky_solve;
	__typeof__(an_cholesky_invert) *cholesky_invert;
	__typeof__(an_minimize) *minimize;
} LinalgLibrary;

typedef const LinalgLibrary *(*LinalgEntry) (void);

#endif
