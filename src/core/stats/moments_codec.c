/* moments_codec.c - moments as bytes that any machine can read; docs/format.md */
#include "stats/moments_impl.h"

#include <math.h>

#include "stats/flat.h"
#include "stats/pca.h"

/* How far a covariance may exceed the product of two deviations by rounding. */
#define ROUNDING 1e-4

static const AnFrame frame = {"ANMO", AN_MOMENTS_VERSION, "moments"};

AnStatus
an_moments_encode(AnEnv *env, const AnMoments *m, const uint8_t **bytes, size_t *size)
{
	AnWriter	w;

	an_frame_begin(&w, env, &frame);
	an_writer_u16(&w, m->flags);
	an_writer_u32(&w, m->order);
	an_writer_u64(&w, (uint64_t) m->rows);
	an_writer_u64(&w, (uint64_t) m->skipped);
	an_writer_f64(&w, m->weight);
	an_writer_f64(&w, m->weight2);
	an_writer_f64(&w, m->fit.variance);
	an_writer_u32(&w, m->fit.components);
	an_writer_u32(&w, m->fit.scale);
	AN_TRY(an_flat_put_names(&w, m->order, an_moments_names(m), m->names_size));
	an_flat_put_numbers(&w, mean_of(m), m->order);
	for (uint32_t i = 0; i < m->order; i++)
		for (uint32_t j = 0; j <= i; j++)
			an_writer_f64(&w, comoment_of(m)[an_packed_index(m->order, i, j)]);
	return an_frame_end(&w, bytes, size);
}

/* The fields of the head, before it is known how large the value is. */
static AnStatus
get_head(AnEnv *env, AnReader *r, AnMoments *head)
{
	head->flags = an_reader_u16(r);
	head->order = an_reader_u32(r);
	head->rows = (int64_t) an_reader_u64(r);
	head->skipped = (int64_t) an_reader_u64(r);
	head->weight = an_reader_f64(r);
	head->weight2 = an_reader_f64(r);
	head->fit.variance = an_reader_f64(r);
	head->fit.components = an_reader_u32(r);
	head->fit.scale = an_reader_u32(r);
	if (r->failed)
		return an_flat_corrupt(env, "The head is cut off.");
	if (head->flags & ~AN_MOMENTS_KNOWN_FLAGS)
		return an_flat_corrupt(env, "A flag is not known.");
	if (head->order > AN_MAX_VARIABLES)
		return an_flat_corrupt(env, "There are too many columns.");
	if (head->rows < 0 || head->rows > AN_MAX_ROWS ||
		head->skipped < 0 || head->skipped > AN_MAX_ROWS)
		return an_flat_corrupt(env, "A number of rows is impossible.");
	if (!isfinite(head->weight) || !isfinite(head->weight2))
		return an_flat_corrupt(env, "A sum of weights is not finite.");
	return AN_OK;
}

static AnStatus
check_head(AnEnv *env, const AnMoments *m)
{
	AnPcaOptions none = {0};
	bool		weighted = (m->flags & AN_MOMENTS_WEIGHTED) != 0;
	double		rows = (double) m->rows;

	if (m->rows == 0 && (m->weight != 0 || m->weight2 != 0))
		return an_flat_corrupt(env, "There are weights without rows.");
	if (m->rows > 0 && (m->order == 0 || !(m->weight > 0) || !(m->weight2 > 0)))
		return an_flat_corrupt(env, "There are rows without columns or weights.");
	if (!weighted && (m->weight != rows || m->weight2 != rows))
		return an_flat_corrupt(env, "The sum of weights is not the number of rows.");
	if (m->weight2 > m->weight * m->weight * (1 + ROUNDING))
		return an_flat_corrupt(env, "The sums of weights contradict each other.");
	if (!(m->flags & AN_MOMENTS_PCA) &&
		(m->fit.variance != none.variance || m->fit.components != 0 || m->fit.scale != 0))
		return an_flat_corrupt(env, "There are options without a fit.");
	if (m->fit.scale > 1)
		return an_flat_corrupt(env, "A flag is neither 0 nor 1.");
	return an_pca_check_options(env, &m->fit, m->order);
}

/* Can these be the sums of products of numbers? */
static AnStatus
check_comoment(AnEnv *env, const AnMoments *m)
{
	const double *c = comoment_of(m);

	for (uint32_t i = 0; i < m->order; i++)
	{
		double		own = c[an_packed_index(m->order, i, i)];

		if (own < 0 || (m->rows < 2 && own > 0))
			return an_flat_corrupt(env, "A sum of squares is impossible.");
		for (uint32_t j = 0; j < i; j++)
		{
			double		other = c[an_packed_index(m->order, j, j)];

			if (fabs(c[an_packed_index(m->order, i, j)]) >
				(1 + ROUNDING) * sqrt(own) * sqrt(other))
				return an_flat_corrupt(env, "A sum of products is impossible.");
		}
	}
	return AN_OK;
}

static AnStatus
get_body(AnEnv *env, AnReader *r, AnMoments *m)
{
	double	   *comoment = an_moments_comoment(m);

	AN_TRY(an_flat_get_numbers(env, r, an_moments_mean(m), m->order));
	for (uint32_t i = 0; i < m->order; i++)
		for (uint32_t j = 0; j <= i; j++)
			AN_TRY(an_flat_get_numbers(env, r, &comoment[an_packed_index(m->order, i, j)], 1));
	if (an_reader_left(r) > 0)
		return an_flat_corrupt(env, "There are bytes behind the end.");
	for (uint32_t j = 0; j < m->order && m->rows == 0; j++)
		if (an_moments_mean(m)[j] != 0)
			return an_flat_corrupt(env, "There is a mean without rows.");
	return check_comoment(env, m);
}

AnStatus
an_moments_decode(AnEnv *env, const uint8_t *bytes, size_t size, AnMoments **m, size_t *m_size)
{
	AnReader	r;
	AnMoments	head = {0};
	const uint8_t *names;
	size_t		names_size;

	AN_TRY(an_frame_open(env, &frame, bytes, size, &r));
	AN_TRY(get_head(env, &r, &head));
	AN_TRY(check_head(env, &head));
	AN_TRY(an_flat_get_names(env, &r, head.order, &names, &names_size));
	if (an_reader_left(&r) / sizeof(double) < head.order + an_packed_size(head.order))
		return an_flat_corrupt(env, "The numbers are cut off.");
	*m_size = an_moments_size(head.order, names_size, 0, head.flags);
	if ((*m = an_alloc(env, *m_size)) == NULL)
		return env->error.status;
	an_moments_init(*m, head.order, names, names_size, 0, head.flags);
	(*m)->rows = head.rows;
	(*m)->skipped = head.skipped;
	(*m)->weight = head.weight;
	(*m)->weight2 = head.weight2;
	(*m)->fit = head.fit;
	return get_body(env, &r, *m);
}
