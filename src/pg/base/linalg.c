/*
 * linalg.c - linear algebra, loaded when it is first asked for
 *
 * The core's linalg.c, solve.c and minimize.c, with BLAS, LAPACK and libLBFGS
 * behind them, are a library of their own, analytics_linalg: loading them takes a few milliseconds, which a session
 * that only scores does not pay.  The functions of their headers are defined
 * here by what that library exports.  An ERROR may leave them when it cannot be
 * loaded; the core has nothing to clean up then.
 */
#include "postgres.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "fmgr.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#include "pg/base/an_pg.h"
#include "pg/base/linalg_library.h"

#define FIRST_CALL ((size_t) 192 * 1024 * 1024)
#define CHECK_MEMORY ((size_t) 16 * 1024 * 1024)

static const LinalgLibrary *library = NULL;

/*
 * OpenBLAS maps a buffer at its first call, 128 MB on x86-64, and keeps it for all
 * later ones.  Where the system refuses it, it asks again without an end, which no
 * signal stops.  So what loading and the first call take is asked for beforehand.
 */
static void
need_address_space(void)
{
	void	   *probe = mmap(NULL, FIRST_CALL, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (probe == MAP_FAILED)
		ereport(ERROR, errcode(ERRCODE_OUT_OF_MEMORY),
				errmsg("out of memory"),
				errdetail("The libraries for linear algebra need %zu MB of address space in each session that uses them.",
						  FIRST_CALL / (1024 * 1024)),
				errhint("Raise the limit of the server's processes (ulimit -v), or what the system lets them commit (vm.overcommit_memory)."));
	(void) munmap(probe, FIRST_CALL);
}

/* A BLAS that computes wrong results must not get into a model. */
static void
check_library(const LinalgLibrary *loaded)
{
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "analytics linear algebra",
												  ALLOCSET_DEFAULT_SIZES);
	AnEnv		env;

	pg_env_init(&env, context, CHECK_MEMORY);
	AN_RAISE_UNLESS_OK(&env, loaded->check(&env));
	MemoryContextDelete(context);
}

/*
 * Has the addresses that BLAS and LAPACK need, 15,000 of them, looked up in
 * these libraries first and not in all those of the server, which takes longer
 * than everything else here: 8 instead of 14 ms for a session's first moments.
 * Whatever goes wrong, load_external_function() will say.
 */
static void
load_by_itself(void)
{
#if defined(RTLD_DEEPBIND) && !defined(__SANITIZE_ADDRESS__)
	(void) dlopen(psprintf("%s/" LINALG_LIBRARY ".so", pkglib_path), RTLD_NOW | RTLD_DEEPBIND);
#endif
}

/*
 * OpenBLAS with threads starts them when it is loaded, and a backend must stay
 * a process of one thread: the variable, read at that moment, says so.
 */
static LinalgEntry
load_without_threads(void)
{
	static const char *const variable = "OPENBLAS_NUM_THREADS";
	const char *before = getenv(variable);
	char	   *saved = before == NULL ? NULL : pstrdup(before);
	void	   *handle;
	LinalgEntry entry;

	setenv(variable, "1", 1);
	load_by_itself();
	entry = (LinalgEntry) load_external_function("$libdir/" LINALG_LIBRARY,
												 LINALG_ENTRY, true, &handle);
	if (saved == NULL)
		unsetenv(variable);
	else
		setenv(variable, saved, 1);
	return entry;
}

static const LinalgLibrary *
need_library(void)
{
	if (unlikely(library == NULL))
	{
		const LinalgLibrary *loaded;

		need_address_space();
		loaded = load_without_threads() ();
		check_library(loaded);
		library = loaded;
	}
	return library;
}

void
an_packed_add_block(uint32_t order, uint32_t rows, const double *block,
					double scale, double *packed)
{
	need_library()->packed_add_block(order, rows, block, scale, packed);
}

AnStatus
an_symmetric_eigen(AnEnv *env, uint32_t order, const double *packed,
				   uint32_t count, double *values, double *vectors)
{
	return need_library()->symmetric_eigen(env, order, packed, count, values, vectors);
}

void
an_matrix_times(uint32_t rows, uint32_t columns, const double *matrix,
				const double *x, double *out)
{
	need_library()->matrix_times(rows, columns, matrix, x, out);
}

void
an_matrix_transposed_times(uint32_t rows, uint32_t columns, const double *matrix,
						   const double *x, double *out)
{
	need_library()->matrix_transposed_times(rows, columns, matrix, x, out);
}

void
an_matrix_product(bool transposed, uint32_t rows, uint32_t inner, uint32_t columns,
				  const double *a, const double *b, double *out)
{
	need_library()->matrix_product(transposed, rows, inner, columns, a, b, out);
}

AnStatus
an_cholesky(AnEnv *env, uint32_t order, double tolerance, double *a, bool *dependent,
			double *pivots, uint32_t *rank)
{
	return need_library()->cholesky(env, order, tolerance, a, dependent, pivots, rank);
}

void
an_cholesky_solve(uint32_t order, const double *factor, const bool *dependent, double *x)
{
	need_library()->cholesky_solve(order, factor, dependent, x);
}

AnStatus
an_cholesky_invert(AnEnv *env, uint32_t order, double *factor)
{
	return need_library()->cholesky_invert(env, order, factor);
}

AnStatus
an_minimize(AnEnv *env, size_t n, double *x, const AnFunction *function, uint32_t history,
			uint32_t max_iterations, AnMinimum *minimum)
{
	return need_library()->minimize(env, n, x, function, history, max_iterations, minimum);
}
