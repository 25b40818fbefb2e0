/* moments_merge.c - two values: adding, taking out */
#include "stats/moments_impl.h"

#include <math.h>
#include <string.h>

/* When fewer than six of the 16 digits of a variance are left: contract of
 * an_moments_subtract().  A sum's rounding is taken for 64 units. */
#define LEAST_SHARE_LEFT (64 * 2.220446049250313e-16 * 1e6)

static AnStatus
differ(AnEnv *env, const char *what)
{
	return an_fail(env, AN_EARG, "moments of different %s cannot be combined", what);
}

static AnStatus
names_differ(AnEnv *env, const AnMoments *a, const AnMoments *b)
{
	const AnStr *names_a;
	const AnStr *names_b;

	differ(env, "columns");
	if (a->names_size == 0 || b->names_size == 0)
	{
		an_detail(env, "One has names of columns, the other has none.");
		return an_hint(env, "Give it names with set_features().");
	}
	/* what goes wrong in reading does not replace the error that is told */
	if (an_names_read(env, a->order, an_moments_names(a), a->names_size, &names_a) != AN_OK ||
		an_names_read(env, b->order, an_moments_names(b), b->names_size, &names_b) != AN_OK)
		return env->error.status;
	for (uint32_t i = 0; i < a->order; i++)
		if (!an_str_equal(names_a[i], names_b[i]))
			return an_detail(env, "Column %u is \"%.*s\" in one and \"%.*s\" in the other.", i + 1,
							 (int) names_a[i].len, names_a[i].data,
							 (int) names_b[i].len, names_b[i].data);
	return env->error.status;
}

static AnStatus
options_differ(AnEnv *env)
{
	differ(env, "options");
	return an_detail(env, "The arguments after the first must be the same for all rows.");
}

AnStatus
an_moments_same(AnEnv *env, const AnMoments *a, const AnMoments *b)
{
	if (a->order != b->order)
	{
		differ(env, "dimension");
		return an_detail(env, "One has %u columns, the other %u.", a->order, b->order);
	}
	if (a->names_size != b->names_size ||
		memcmp(an_moments_names(a), an_moments_names(b), a->names_size) != 0)
		return names_differ(env, a, b);
	if (((a->flags ^ b->flags) & AN_MOMENTS_PCA) ||
		a->fit.components != b->fit.components || a->fit.scale != b->fit.scale ||
		memcmp(&a->fit.variance, &b->fit.variance, sizeof(double)) != 0)
		return options_differ(env);
	return AN_OK;
}

/* from, or a folded copy of it without a block. */
static AnStatus
folded(AnEnv *env, const AnMoments *from, const AnMoments **result)
{
	AnMoments  *copy;

	*result = from;
	if (from->block_rows == 0)
		return AN_OK;
	copy = an_alloc(env, an_moments_size(from->order, from->names_size, from->room, from->flags));
	if (copy == NULL)
		return env->error.status;
	an_moments_copy(from, from->room, copy);
	*result = copy;
	return an_moments_fold(env, copy);
}

AnStatus
an_moments_merge(AnEnv *env, AnMoments *into, const AnMoments *from)
{
	double	   *delta;
	const double *comoment;
	double	   *sum = an_moments_comoment(into);

	if (from->order == 0)
	{
		into->skipped += from->skipped;
		return an_moments_check_overflow(env, into);
	}
	delta = an_alloc_array(env, from->order, sizeof(double));
	if (delta == NULL)
		return env->error.status;
	AN_TRY(an_moments_same(env, into, from));
	AN_TRY(an_moments_fold(env, into));
	AN_TRY(folded(env, from, &from));
	into->flags |= from->flags & AN_MOMENTS_REFUSE_NULL;
	into->skipped += from->skipped;
	if (from->rows == 0)
		return an_moments_check_overflow(env, into);
	an_moments_join_means(into, mean_of(from), from->weight, delta);
	into->weight2 += from->weight2;
	comoment = comoment_of(from);
	for (size_t i = 0; i < an_packed_size(into->order); i++)
		sum[i] += comoment[i];
	if (into->rows > 0)
		an_packed_add_block(into->order, 1, delta, 1.0, sum);
	into->rows += from->rows;
	return an_moments_check_overflow(env, into);
}

static AnStatus
no_part(AnEnv *env, const AnMoments *whole, const AnMoments *part)
{
	an_fail(env, AN_EARG, "the moments to subtract are not a part of the others");
	return an_detail(env, "The whole has %lld rows, %lld skipped, the part %lld rows, %lld skipped.",
					 (long long) whole->rows, (long long) whole->skipped,
					 (long long) part->rows, (long long) part->skipped);
}

/* Is enough left of each column's variance? */
static AnStatus
check_cancellation(AnEnv *env, const AnMoments *left, const double *before)
{
	for (uint32_t j = 0; j < left->order; j++)
	{
		double		rest = comoment_of(left)[an_packed_index(left->order, j, j)];

		if (before[j] == 0 || rest > LEAST_SHARE_LEFT * before[j])
			continue;
		an_fail(env, AN_ENUMERIC, "too little is left after the subtraction");
		an_detail(env, "Of the squared deviations of column %u, %g, only %g remain, which rounding may have made.",
				  j + 1, before[j], rest);
		return an_hint(env, "Merge the moments of the rows that remain instead.");
	}
	return AN_OK;
}

/* The part's means and co-moments go out of the whole's, by Chan's formula. */
static void
take_out(AnMoments *into, const AnMoments *from, double *delta)
{
	double	   *mean = an_moments_mean(into);
	double	   *sum = an_moments_comoment(into);
	const double *part = comoment_of(from);
	double		rest = into->weight - from->weight;
	double		factor = sqrt(rest * from->weight / into->weight);

	for (uint32_t j = 0; j < into->order; j++)
	{
		double		difference = mean[j] - mean_of(from)[j];

		mean[j] += difference * (from->weight / rest);
		delta[j] = factor * (mean[j] - mean_of(from)[j]);
	}
	for (size_t i = 0; i < an_packed_size(into->order); i++)
		sum[i] -= part[i];
	an_packed_add_block(into->order, 1, delta, -1.0, sum);
	into->weight = rest;
	into->weight2 -= from->weight2;
	into->rows -= from->rows;
}

AnStatus
an_moments_subtract(AnEnv *env, AnMoments *into, const AnMoments *from)
{
	double	   *before = an_alloc_array(env, 2 * (size_t) into->order, sizeof(double));

	if (before == NULL)
		return env->error.status;
	AN_TRY(an_moments_same(env, into, from));
	if (from->rows > into->rows || from->skipped > into->skipped ||
		(from->rows < into->rows && from->weight >= into->weight))
		return no_part(env, into, from);
	into->skipped -= from->skipped;
	if (from->rows == 0)
		return AN_OK;
	if (from->rows == into->rows)
	{
		memset(an_moments_mean(into), 0, (into->order + an_packed_size(into->order)) * sizeof(double));
		into->rows = 0;
		into->weight = into->weight2 = 0;
		return AN_OK;
	}
	for (uint32_t j = 0; j < into->order; j++)
		before[j] = comoment_of(into)[an_packed_index(into->order, j, j)];
	take_out(into, from, before + into->order);
	return check_cancellation(env, into, before);
}
