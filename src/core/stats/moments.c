/*
 * moments.c - count, means and co-moments of the columns of a matrix
 *
 * Chan, Golub and LeVeque, "Algorithms for computing the sample variance",
 * The American Statistician 37(3), 1983, for blocks and merging.
 */
#include "stats/moments_impl.h"

#include <math.h>
#include <string.h>

#include "base/clones.h"

_Static_assert(sizeof(AnMoments) == 72, "the header is a multiple of 8 without holes");

/* ----- layout ----- */

size_t
an_moments_size(uint32_t order, size_t names_size, uint32_t room, uint16_t flags)
{
	size_t		doubles = order + an_packed_size(order);

	if (room > 0)
		doubles += ((size_t) room + 1) * order;
	if (room > 0 && (flags & AN_MOMENTS_WEIGHTED))
		doubles += room;
	return sizeof(AnMoments) + names_size + doubles * sizeof(double);
}

const uint8_t *
an_moments_names(const AnMoments *m)
{
	return (const uint8_t *) (m + 1);
}

double *
an_moments_mean(AnMoments *m)
{
	return (double *) (void *) ((uint8_t *) (m + 1) + m->names_size);
}

double *
an_moments_comoment(AnMoments *m)
{
	return an_moments_mean(m) + m->order;
}

static double *
block_of(AnMoments *m)
{
	return an_moments_comoment(m) + an_packed_size(m->order);
}

static double *
weights_of(AnMoments *m)
{
	return block_of(m) + ((size_t) m->room + 1) * m->order;
}

void
an_moments_init(AnMoments *m, uint32_t order, const uint8_t *names, size_t names_size,
				uint32_t room, uint16_t flags)
{
	memset(m, 0, an_moments_size(order, names_size, room, flags));
	m->version = AN_MOMENTS_VERSION;
	m->flags = flags;
	m->order = order;
	m->names_size = (uint32_t) names_size;
	m->room = room;
	if (names_size > 0)
		memcpy((uint8_t *) (m + 1), names, names_size);
}

bool
an_moments_valid(const AnMoments *m, size_t size)
{
	return size >= sizeof(AnMoments) && m->version == AN_MOMENTS_VERSION &&
		(m->flags & ~AN_MOMENTS_KNOWN_FLAGS) == 0 &&
		m->order <= AN_MAX_VARIABLES && m->room <= AN_MOMENTS_FULL_ROOM &&
		m->block_rows <= m->room && m->names_size % 8 == 0 && m->names_size <= size &&
		m->rows >= 0 && m->rows <= AN_MAX_ROWS &&
		m->skipped >= 0 && m->skipped <= AN_MAX_ROWS &&
		an_moments_size(m->order, m->names_size, m->room, m->flags) == size;
}

AnStatus
an_moments_check(AnEnv *env, const AnMoments *m, size_t size)
{
	if (an_moments_valid(m, size))
		return AN_OK;
	if (size >= sizeof(AnMoments) && m->version > AN_MOMENTS_VERSION)
		return an_fail(env, AN_EUNSUPPORTED, "moments of version %u are not supported", m->version);
	return an_fail(env, AN_ECORRUPT, "stored moments are damaged");
}

/* ----- rows ----- */

double *
an_moments_row(AnMoments *m)
{
	if (m->block_rows == m->room)
		return NULL;
	return block_of(m) + (size_t) m->block_rows * m->order;
}

void
an_moments_keep(AnMoments *m, double weight)
{
	if (m->flags & AN_MOMENTS_WEIGHTED)
		weights_of(m)[m->block_rows] = weight;
	m->block_rows++;
}

uint32_t
an_moments_more_room(const AnMoments *m)
{
	uint32_t	more = m->room == 0 ? AN_MOMENTS_FIRST_ROOM : m->room * 4;

	return more > AN_MOMENTS_FULL_ROOM ? AN_MOMENTS_FULL_ROOM : more;
}

void
an_moments_copy(const AnMoments *from, uint32_t room, AnMoments *to)
{
	AnMoments  *source = (AnMoments *) (uintptr_t) from;	/* only read */
	size_t		fixed = an_moments_size(from->order, from->names_size, 0, from->flags);

	memset(to, 0, an_moments_size(from->order, from->names_size, room, from->flags));
	memcpy(to, from, fixed);
	to->room = room;
	if (from->block_rows == 0)
		return;
	memcpy(block_of(to), block_of(source),
		   (size_t) from->block_rows * from->order * sizeof(double));
	if (from->flags & AN_MOMENTS_WEIGHTED)
		memcpy(weights_of(to), weights_of(source), from->block_rows * sizeof(double));
}

/* ----- folding the block ----- */

static AnStatus
refuse_value(AnEnv *env, const AnMoments *m, uint32_t column, bool infinite)
{
	const AnStr *names;

	an_fail(env, AN_EARG, infinite ? "a value is infinite" : "a value is NaN");
	if (m->names_size > 0 &&
		an_names_read(env, m->order, an_moments_names(m), m->names_size, &names) == AN_OK)
		an_detail(env, "It is in column \"%.*s\".", (int) names[column].len, names[column].data);
	else
		an_detail(env, "It is in column %u of %u.", column + 1, m->order);
	return an_hint(env, "Leave such rows out, with a WHERE or FILTER clause.");
}

/* Takes rows with a NaN out of the block. */
static AnStatus
drop_nan_rows(AnEnv *env, AnMoments *m)
{
	double	   *block = block_of(m);
	bool		weighted = (m->flags & AN_MOMENTS_WEIGHTED) != 0;
	uint32_t	kept = 0;

	for (uint32_t i = 0; i < m->block_rows; i++)
	{
		const double *row = block + (size_t) i * m->order;
		bool		has_nan = false;

		for (uint32_t j = 0; j < m->order; j++)
		{
			if (isinf(row[j]))
				return refuse_value(env, m, j, true);
			if (isnan(row[j]) && (m->flags & AN_MOMENTS_REFUSE_NULL))
				return refuse_value(env, m, j, false);
			has_nan = has_nan || isnan(row[j]);
		}
		if (has_nan)
		{
			m->skipped++;
			continue;
		}
		memmove(block + (size_t) kept * m->order, row, m->order * sizeof(double));
		if (weighted)
			weights_of(m)[kept] = weights_of(m)[i];
		kept++;
	}
	m->block_rows = kept;
	return AN_OK;
}

typedef struct Sums
{
	double		weight;
	double		weight2;
} Sums;

static Sums
sum_weights(AnMoments *m)
{
	Sums		sums = {m->block_rows, m->block_rows};

	if (!(m->flags & AN_MOMENTS_WEIGHTED))
		return sums;
	sums = (Sums) {0};
	for (uint32_t i = 0; i < m->block_rows; i++)
	{
		sums.weight += weights_of(m)[i];
		sums.weight2 += weights_of(m)[i] * weights_of(m)[i];
	}
	return sums;
}

/* sum[j] += weight (row[j] - first[j]) */
static void
add_row(uint32_t order, const double *row, double weight, const double *first, double *sum)
{
	for (uint32_t j = 0; j < order; j++)
		sum[j] += weight * (row[j] - first[j]);
}

/* The same for four rows of weight 1: half the time, and the same result. */
AN_CLONES static void
add_four_rows(uint32_t order, const double *restrict rows, const double *restrict first,
			  double *restrict sum)
{
	const double *second = rows + order;
	const double *third = second + order;
	const double *fourth = third + order;

	for (uint32_t j = 0; j < order; j++)
	{
		double		so_far = sum[j];

		so_far += rows[j] - first[j];
		so_far += second[j] - first[j];
		so_far += third[j] - first[j];
		sum[j] = so_far + (fourth[j] - first[j]);
	}
}

/*
 * Each column's mean, less its first value: so that a constant column's is
 * exactly 0.  False when a value is not finite, or a sum.
 */
static bool
average_block(AnMoments *m, double weight, const double *first, double *mean)
{
	const double *weights = m->flags & AN_MOMENTS_WEIGHTED ? weights_of(m) : NULL;
	const double *block = block_of(m);
	uint32_t	order = m->order;
	uint32_t	i = 0;
	double		check = 0;

	memset(mean, 0, order * sizeof(double));
	for (; weights == NULL && i + 4 <= m->block_rows; i += 4)
		add_four_rows(order, block + (size_t) i * order, first, mean);
	for (; i < m->block_rows; i++)
		add_row(order, block + (size_t) i * order, weights == NULL ? 1 : weights[i], first, mean);
	for (uint32_t j = 0; j < order; j++)
	{
		mean[j] /= weight;
		check += 0 * mean[j];
	}
	return check == 0;
}

static void
centre_row(uint32_t order, double *row, double root, const double *first, const double *mean)
{
	for (uint32_t j = 0; j < order; j++)
		row[j] = root * (row[j] - first[j] - mean[j]);
}

AN_CLONES static void
centre_two_rows(uint32_t order, double *restrict rows, const double *restrict first,
				const double *restrict mean)
{
	double	   *second = rows + order;

	for (uint32_t j = 0; j < order; j++)
	{
		rows[j] = rows[j] - first[j] - mean[j];
		second[j] = second[j] - first[j] - mean[j];
	}
}

/*
 * Centres the rows at their mean and multiplies them by the roots of their
 * weights; first + mean becomes the mean itself.
 */
static void
centre_block(AnMoments *m, const double *first, double *mean)
{
	const double *weights = m->flags & AN_MOMENTS_WEIGHTED ? weights_of(m) : NULL;
	double	   *block = block_of(m);
	uint32_t	order = m->order;
	uint32_t	i = 0;

	for (; weights == NULL && i + 2 <= m->block_rows; i += 2)
		centre_two_rows(order, block + (size_t) i * order, first, mean);
	for (; i < m->block_rows; i++)
		centre_row(order, block + (size_t) i * order, weights == NULL ? 1 : sqrt(weights[i]),
				   first, mean);
	for (uint32_t j = 0; j < order; j++)
		mean[j] += first[j];
}

void
an_moments_join_means(AnMoments *m, const double *mean, double weight, double *delta)
{
	double	   *so_far = an_moments_mean(m);
	double		both = m->weight + weight;
	double		share = weight / both;
	double		factor = sqrt(m->weight * share);

	for (uint32_t j = 0; j < m->order; j++)
	{
		double		difference = mean[j] - so_far[j];

		so_far[j] = m->weight > 0 ? so_far[j] + difference * share : mean[j];
		delta[j] = factor * difference;
	}
	m->weight = both;
}

AnStatus
an_moments_check_overflow(AnEnv *env, const AnMoments *m)
{
	double		sum = m->weight + m->weight2;

	for (uint32_t j = 0; j < m->order; j++)
		sum += 0.0 * (mean_of(m)[j] + comoment_of(m)[an_packed_index(m->order, j, j)]);
	if (m->rows > AN_MAX_ROWS || m->skipped > AN_MAX_ROWS)
		return an_fail(env, AN_ENUMERIC, "too many rows");
	if (isfinite(sum))
		return AN_OK;
	an_fail(env, AN_ENUMERIC, "sums of squares are out of range");
	return an_hint(env, "Scale the columns: values beyond 1e150 cannot be squared.");
}

/* The block's rows, at least one, go into the moments. */
static void
add_block(AnMoments *m, const double *first, double *mean, Sums sums)
{
	double	   *delta = block_of(m) + (size_t) m->block_rows * m->order;
	uint32_t	rows = m->block_rows;

	centre_block(m, first, mean);
	an_moments_join_means(m, mean, sums.weight, delta);
	m->weight2 += sums.weight2;
	an_packed_add_block(m->order, m->rows > 0 ? rows + 1 : rows, block_of(m), 1.0,
						an_moments_comoment(m));
	m->rows += rows;
	m->block_rows = 0;
}

AnStatus
an_moments_fold(AnEnv *env, AnMoments *m)
{
	double	   *first;
	double	   *mean;
	Sums		sums;
	bool		checked = false;

	if (m->block_rows == 0)
		return AN_OK;
	first = an_alloc_array(env, 2 * (size_t) m->order, sizeof(double));
	if (first == NULL)
		return env->error.status;
	mean = first + m->order;
	AN_TRY(an_poll(env));
	while (m->block_rows > 0)
	{
		sums = sum_weights(m);
		memcpy(first, block_of(m), m->order * sizeof(double));
		if (average_block(m, sums.weight, first, mean) || checked)
			add_block(m, first, mean, sums);
		else
			AN_TRY(drop_nan_rows(env, m));
		checked = true;
	}
	return an_moments_check_overflow(env, m);
}

/* ----- reading ----- */

double
an_moments_divisor(const AnMoments *m)
{
	double		divisor = m->weight - m->weight2 / m->weight;

	return m->rows >= 2 && divisor > 0 ? divisor : NAN;
}

double
an_moments_covariance(const AnMoments *m, uint32_t i, uint32_t j)
{
	return comoment_of(m)[an_packed_index(m->order, i, j)] / an_moments_divisor(m);
}

double
an_moments_correlation(const AnMoments *m, uint32_t i, uint32_t j)
{
	const double *c = comoment_of(m);
	double		scale = sqrt(c[an_packed_index(m->order, i, i)]) *
		sqrt(c[an_packed_index(m->order, j, j)]);
	double		r = c[an_packed_index(m->order, i, j)] / scale;

	if (!(scale > 0) || m->rows < 2)
		return NAN;
	if (i == j)
		return 1;
	return r > 1 ? 1 : r < -1 ? -1 : r;
}
