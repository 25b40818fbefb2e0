/*
 * linalg.c - packed symmetric matrices and their eigenvalues
 *
 * The eigenproblem is solved as LAPACK's dsyevd does (Householder reduction to
 * tridiagonal form, divide and conquer, back transformation), but in steps
 * between which the env is polled, and back only for the vectors asked for.
 */
#include "base/linalg.h"

#include <cblas.h>
#include <lapacke.h>
#include <math.h>
#include <string.h>

/* Columns that are reduced, or transformed back, between two polls. */
#define PANEL 32
/* What is left of the matrix when panels no longer pay. */
#define UNBLOCKED 128

/* LAPACK's reduction of one panel, which LAPACKE does not wrap.  The last
 * argument is the length of uplo, which Fortran passes behind the others. */
extern void dlatrd_(const char *uplo, const lapack_int *n, const lapack_int *nb, double *a,
					const lapack_int *lda, double *e, double *tau, double *w,
					const lapack_int *ldw, size_t uplo_length);

/* ----- products of a block ----- */

/* Triangles of at most so many columns are computed as squares. */
#define TILE 8

typedef struct Products
{
	const double *block;
	int			order;
	int			rows;
	double		scale;
} Products;

/* c += the products of columns i to i + n - 1 with columns j to j + m - 1; c is
 * column-major with ld rows. */
static void
add_rectangle(const Products *p, int i, int n, int j, int m, double *c, size_t ld)
{
	cblas_dgemm(CblasColMajor, CblasNoTrans, CblasTrans, n, m, p->rows, p->scale,
				p->block + i, p->order, p->block + j, p->order, 1.0, c, (int) ld);
}

/* The products of n columns with each other, of which c keeps one triangle. */
static void
add_tile(const Products *p, bool upper, int i, int n, double *c, size_t ld)
{
	double		tile[TILE * TILE];

	cblas_dgemm(CblasColMajor, CblasNoTrans, CblasTrans, n, n, p->rows, p->scale,
				p->block + i, p->order, p->block + i, p->order, 0.0, tile, n);
	for (int column = 0; column < n; column++)
	{
		int			first = upper ? 0 : column;
		int			end = upper ? column + 1 : n;

		for (int row = first; row < end; row++)
			c[(size_t) column * ld + (size_t) row] += tile[column * n + row];
	}
}

/* By halves; the depth is at most the logarithm of the order. */
static void
add_triangle(const Products *p, bool upper, int i, int n, double *c, size_t ld)
{
	int			half = (n / 2 + 7) / 8 * 8;

	if (n <= TILE)
	{
		add_tile(p, upper, i, n, c, ld);
		return;
	}
	add_triangle(p, upper, i, half, c, ld);
	add_triangle(p, upper, i + half, n - half, c + (size_t) half * (ld + 1), ld);
	if (upper)
		add_rectangle(p, i, half, i + half, n - half, c + (size_t) half * ld, ld);
	else
		add_rectangle(p, i + half, n - half, i, half, c + half, ld);
}

/* The three parts of the format: contract 2. */
static void
add_parts(const Products *p, double *packed)
{
	int			right = p->order / 2;
	int			left = p->order - right;
	size_t		even = p->order % 2 == 0;
	size_t		ld = (size_t) p->order + even;

	add_triangle(p, false, 0, left, packed + even, ld);
	add_triangle(p, true, left, right, packed + (even ? 0 : ld), ld);
	add_rectangle(p, left, right, 0, left, packed + (size_t) left + even, ld);
}

/*
 * Where it has AVX-512, OpenBLAS multiplies small matrices where they lie; all
 * else, dsfrk and dsyrk as well, copies them first, which for a block takes as
 * long as the squares of the tiles.  (109 columns: 245 instead of 350 ns a row.
 * With AVX2 it is 415 instead of 355.)
 */
static bool
small_is_fast(void)
{
	static const char *const cores[] = {"SkylakeX", "Cooperlake", "SapphireRapids"};
	const char *core = openblas_get_corename();

	for (size_t i = 0; i < sizeof(cores) / sizeof(cores[0]); i++)
		if (strcmp(core, cores[i]) == 0)
			return true;
	return false;
}

void
an_packed_add_block(uint32_t order, uint32_t rows, const double *block,
					double scale, double *packed)
{
	Products	products = {block, (int) order, (int) rows, scale};

	if (order == 0 || rows == 0 || order > AN_MAX_ORDER || rows > INT32_MAX)
		return;
	if (small_is_fast())
		add_parts(&products, packed);
	else
		(void) LAPACKE_dsfrk_work(LAPACK_COL_MAJOR, 'N', 'L', 'N', (lapack_int) order,
								  (lapack_int) rows, scale, block, (lapack_int) order, 1.0, packed);
}

void
an_matrix_times(uint32_t rows, uint32_t columns, const double *matrix,
				const double *x, double *out)
{
	if (rows == 0 || columns == 0 || rows > INT32_MAX || columns > INT32_MAX)
		return;
	/* as a product of matrices: 100 instead of 128 ns for 10 x 109 */
	if (small_is_fast())
		cblas_dgemm(CblasColMajor, CblasTrans, CblasNoTrans, 1, (int) rows, (int) columns, 1.0,
					x, (int) columns, matrix, (int) columns, 0.0, out, 1);
	else
		cblas_dgemv(CblasRowMajor, CblasNoTrans, (int) rows, (int) columns, 1.0, matrix,
					(int) columns, x, 1, 0.0, out, 1);
}

void
an_matrix_transposed_times(uint32_t rows, uint32_t columns, const double *matrix,
						   const double *x, double *out)
{
	if (rows == 0 || columns == 0 || rows > INT32_MAX || columns > INT32_MAX)
		return;
	cblas_dgemv(CblasRowMajor, CblasTrans, (int) rows, (int) columns, 1.0, matrix,
				(int) columns, x, 1, 0.0, out, 1);
}

/* ----- eigenvalues ----- */

typedef struct Eigen
{
	AnEnv	   *env;
	size_t		n;
	double	   *a;				/* n x n: the matrix, then the reflectors */
	double	   *diagonal;		/* n; eigenvalues in the end, ascending */
	double	   *beside;			/* n - 1 next to the diagonal */
	double	   *tau;			/* n - 1 factors of the reflectors */
	double	   *z;				/* n x n: vectors of the tridiagonal matrix */
	double	   *work;
	size_t		work_size;
} Eigen;

static AnStatus
not_converged(AnEnv *env, const char *step, lapack_int info)
{
	an_fail(env, AN_ENUMERIC, "the eigenvalues cannot be computed");
	return an_detail(env, "LAPACK's %s returned %d.", step, (int) info);
}

static AnStatus
check_finite(AnEnv *env, const double *numbers, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!isfinite(numbers[i]))
			return an_fail(env, AN_ENUMERIC, "the matrix has an element that is not finite");
	return AN_OK;
}

/* Householder reduction of the lower triangle from column `done` on: one panel. */
static void
reduce_panel(Eigen *g, size_t done)
{
	lapack_int	n = (lapack_int) g->n;
	lapack_int	left = (lapack_int) (g->n - done);
	lapack_int	panel = PANEL;
	double	   *corner = g->a + done * g->n + done;
	double	   *below = corner + PANEL;
	double	   *rest = below + PANEL * g->n;

	dlatrd_("L", &left, &panel, corner, &n, g->beside + done, g->tau + done, g->work, &left, 1);
	cblas_dsyr2k(CblasColMajor, CblasLower, CblasNoTrans, left - PANEL, PANEL, -1.0, below, n,
				 g->work + PANEL, left, 1.0, rest, n);
	for (size_t j = done; j < done + PANEL; j++)
	{
		g->a[j * g->n + j + 1] = g->beside[j];
		g->diagonal[j] = g->a[j * g->n + j];
	}
}

static AnStatus
reduce(Eigen *g)
{
	size_t		done = 0;
	lapack_int	info;

	while (g->n - done > UNBLOCKED + PANEL)
	{
		AN_TRY(an_poll(g->env));
		reduce_panel(g, done);
		done += PANEL;
	}
	info = LAPACKE_dsytrd_work(LAPACK_COL_MAJOR, 'L', (lapack_int) (g->n - done),
							   g->a + done * g->n + done, (lapack_int) g->n,
							   g->diagonal + done, g->beside + done, g->tau + done,
							   g->work, (lapack_int) g->work_size);
	return info == 0 ? AN_OK : not_converged(g->env, "dsytrd", info);
}

static AnStatus
divide_and_conquer(Eigen *g)
{
	size_t		integers = 3 + 5 * g->n;
	lapack_int *iwork = an_alloc_array(g->env, integers, sizeof(lapack_int));
	lapack_int	info;

	if (iwork == NULL)
		return g->env->error.status;
	AN_TRY(an_poll(g->env));
	info = LAPACKE_dstedc_work(LAPACK_COL_MAJOR, 'I', (lapack_int) g->n, g->diagonal, g->beside,
							   g->z, (lapack_int) g->n, g->work, (lapack_int) g->work_size,
							   iwork, (lapack_int) integers);
	return info == 0 ? AN_OK : not_converged(g->env, "dstedc", info);
}

/* The last count columns of z become eigenvectors of the matrix. */
static AnStatus
transform_back(Eigen *g, size_t count)
{
	for (size_t i = 0; i < count; i += PANEL)
	{
		size_t		columns = count - i < PANEL ? count - i : PANEL;
		double	   *first = g->z + (g->n - i - columns) * g->n;
		lapack_int	info;

		AN_TRY(an_poll(g->env));
		info = LAPACKE_dormtr_work(LAPACK_COL_MAJOR, 'L', 'L', 'N', (lapack_int) g->n,
								   (lapack_int) columns, g->a, (lapack_int) g->n, g->tau,
								   first, (lapack_int) g->n, g->work, (lapack_int) g->work_size);
		if (info != 0)
			return not_converged(g->env, "dormtr", info);
	}
	return AN_OK;
}

/* The sign rule: the largest component by absolute value is positive. */
static void
copy_vector(size_t n, const double *from, double *to)
{
	size_t		largest = 0;
	double		sign;

	for (size_t i = 1; i < n; i++)
		if (fabs(from[i]) > fabs(from[largest]))
			largest = i;
	sign = from[largest] < 0 ? -1.0 : 1.0;
	for (size_t i = 0; i < n; i++)
		to[i] = from[i] == 0 ? 0.0 : sign * from[i];
}

/* The rectangle's elements go to the lower triangle, column by column. */
static void
unpack(Eigen *g, const double *packed)
{
	for (size_t j = 0; j < g->n; j++)
		for (size_t i = j; i < g->n; i++)
			g->a[j * g->n + i] = packed[an_packed_index((uint32_t) g->n, (uint32_t) i,
														(uint32_t) j)];
}

static AnStatus
allocate(Eigen *g)
{
	size_t		square = g->n * g->n;

	g->work_size = 1 + 4 * g->n + square;	/* what dstedc wants; the others less */
	if (g->work_size < 64 * g->n)
		g->work_size = 64 * g->n;
	g->a = an_alloc_array(g->env, square, sizeof(double));
	g->z = an_alloc_array(g->env, square, sizeof(double));
	g->work = an_alloc_array(g->env, g->work_size, sizeof(double));
	g->diagonal = an_alloc_array(g->env, 3 * g->n, sizeof(double));
	if (g->a == NULL || g->z == NULL || g->work == NULL || g->diagonal == NULL)
		return g->env->error.status;
	g->beside = g->diagonal + g->n;
	g->tau = g->beside + g->n;
	return AN_OK;
}

AnStatus
an_symmetric_eigen(AnEnv *env, uint32_t order, const double *packed,
				   uint32_t count, double *values, double *vectors)
{
	Eigen		g = {.env = env, .n = order};

	if (order == 0 || order > AN_MAX_ORDER || count > order)
		return an_fail(env, AN_EARG, "%u eigenvalues of a matrix of order %u", count, order);
	AN_TRY(check_finite(env, packed, an_packed_size(order)));
	AN_TRY(allocate(&g));
	unpack(&g, packed);
	AN_TRY(reduce(&g));
	AN_TRY(divide_and_conquer(&g));
	AN_TRY(transform_back(&g, count));
	for (uint32_t c = 0; c < count; c++)
	{
		size_t		column = g.n - 1 - c;

		values[c] = g.diagonal[column];
		copy_vector(g.n, g.z + column * g.n, vectors + (size_t) c * g.n);
	}
	return AN_OK;
}

/* ----- does this library compute right on this processor? ----- */

/* Odd, so that the kernels' remainders take part; large enough for a panel. */
#define CHECK_ORDER 165
#define CHECK_ROWS 67
#define CHECK_SLACK 1e-11

/* Numbers between -1 and 1 from a multiplicative generator. */
static void
fill(double *numbers, size_t count)
{
	uint32_t	state = 12345;

	for (size_t i = 0; i < count; i++)
	{
		state = state * 1664525u + 1013904223u;
		numbers[i] = (double) state / 2147483648.0 - 1.0;
	}
}

/*
 * Matrices are compared by what they do to a vector of arbitrary numbers: a
 * wrong element shows there as well, and all of them are looked at in the time
 * of one row (Freivalds, "Probabilistic machines can use less running time",
 * IFIP Congress 1977).  Every process that computes waits for this check.
 */
static void
packed_times(const double *packed, const double *x, double *out)
{
	for (uint32_t i = 0; i < CHECK_ORDER; i++)
	{
		out[i] = 0;
		for (uint32_t j = 0; j < CHECK_ORDER; j++)
			out[i] += packed[an_packed_index(CHECK_ORDER, i, j)] * x[j];
	}
}

static bool
equal(const double *a, const double *b, double slack)
{
	for (size_t i = 0; i < CHECK_ORDER; i++)
		if (!(fabs(a[i] - b[i]) < slack))
			return false;
	return true;
}

/* to[i] += factor * from[i] */
static void
add_times(double factor, const double *from, double *to)
{
	for (size_t i = 0; i < CHECK_ORDER; i++)
		to[i] += factor * from[i];
}

/* Is packed x = X' (X x)? */
static bool
products_right(const double *block, const double *packed, const double *x)
{
	double		found[CHECK_ORDER];
	double		wanted[CHECK_ORDER] = {0};

	packed_times(packed, x, found);
	for (size_t r = 0; r < CHECK_ROWS; r++)
	{
		const double *row = block + r * CHECK_ORDER;
		double		sum = 0;

		for (size_t j = 0; j < CHECK_ORDER; j++)
			sum += row[j] * x[j];
		add_times(sum, row, wanted);
	}
	return equal(found, wanted, CHECK_SLACK * CHECK_ROWS);
}

/* Are the vectors v of length 1, and is A (x1 v1 + x2 v2 ...) what their values
 * say it is? */
static bool
vectors_right(const double *packed, const double *values, const double *vectors, const double *x)
{
	double		sum[CHECK_ORDER] = {0};
	double		found[CHECK_ORDER];
	double		wanted[CHECK_ORDER] = {0};

	for (size_t c = 0; c < CHECK_ORDER; c++)
	{
		const double *v = vectors + c * CHECK_ORDER;
		double		length = 0;

		for (size_t i = 0; i < CHECK_ORDER; i++)
			length += v[i] * v[i];
		if (!(fabs(length - 1) < CHECK_SLACK))
			return false;
		add_times(x[c], v, sum);
		add_times(x[c] * values[c], v, wanted);
	}
	packed_times(packed, sum, found);
	return equal(found, wanted, CHECK_SLACK * values[0]);
}

static bool
matrix_times_right(const double *matrix, const double *x, double *out)
{
	an_matrix_times(CHECK_ROWS, CHECK_ORDER, matrix, x, out);
	for (size_t i = 0; i < CHECK_ROWS; i++)
	{
		double		sum = 0;

		for (size_t j = 0; j < CHECK_ORDER; j++)
			sum += matrix[i * CHECK_ORDER + j] * x[j];
		if (!(fabs(sum - out[i]) < CHECK_SLACK * CHECK_ORDER))
			return false;
	}
	return true;
}

static AnStatus
refuse(AnEnv *env, const char *what)
{
	an_fail(env, AN_EUNSUPPORTED, "the linear algebra library computes wrong results");
	an_detail(env, "The installed BLAS or LAPACK failed a check of its %s on this processor.", what);
	return an_hint(env, "Install another build of OpenBLAS, or have it use other kernels with the environment variable OPENBLAS_CORETYPE.");
}

AnStatus
an_linalg_check(AnEnv *env)
{
	size_t		size = an_packed_size(CHECK_ORDER);
	double	   *block = an_alloc_array(env, (size_t) CHECK_ROWS * CHECK_ORDER, sizeof(double));
	double	   *packed = an_alloc_array(env, size, sizeof(double));
	double	   *values = an_alloc_array(env, 2 * CHECK_ORDER, sizeof(double));
	double	   *vectors = an_alloc_array(env, (size_t) CHECK_ORDER * CHECK_ORDER, sizeof(double));

	if (block == NULL || packed == NULL || values == NULL || vectors == NULL)
		return env->error.status;
	fill(block, (size_t) CHECK_ROWS * CHECK_ORDER);
	an_packed_add_block(CHECK_ORDER, CHECK_ROWS, block, 1.0, packed);
	if (!products_right(block, packed, block))
		return refuse(env, "matrix products");
	if (!matrix_times_right(block, block, values + CHECK_ORDER))
		return refuse(env, "products with a vector");
	AN_TRY(an_symmetric_eigen(env, CHECK_ORDER, packed, CHECK_ORDER, values, vectors));
	if (!vectors_right(packed, values, vectors, block))
		return refuse(env, "eigenvectors");
	return AN_OK;
}
