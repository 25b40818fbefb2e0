/* linalg_library.c - the door of the library analytics_linalg */
#include "postgres.h"

#include "fmgr.h"
#include "pg/base/linalg_library.h"
#include "pg/base/pg_compat.h"

PG_MODULE_MAGIC;

extern PGDLLEXPORT const LinalgLibrary *analytics_linalg_functions(void);

const LinalgLibrary *
analytics_linalg_functions(void)
{
	static const LinalgLibrary functions = {
		.check = an_linalg_check,
		.packed_add_block = an_packed_add_block,
		.symmetric_eigen = an_symmetric_eigen,
		.matrix_times = an_matrix_times,
		.matrix_transposed_times = an_matrix_transposed_times,
		.matrix_product = an_matrix_product,
		.cholesky = an_cholesky,
		.cholesky_solve = an_cholesky_solve,
		.cholesky_invert = an_cholesky_invert,
		.minimize = an_minimize
	};

	return &functions;
}
