/* pca_codec.c - a PCA as bytes that any machine can read; docs/format.md */
#include "stats/pca.h"

#include <math.h>
#include <string.h>

#include "stats/flat.h"

#define ROUNDING 1e-6

static const AnFrame frame = {"ANPC", AN_PCA_VERSION, "PCA"};

bool
an_pca_has_magic(const uint8_t *bytes, size_t size)
{
	return an_frame_has_magic(&frame, bytes, size);
}

/* Means, scales, eigenvalues and components stand side by side. */
static size_t
count_numbers(const AnPca *pca)
{
	return 2 * (size_t) pca->order + pca->count + (size_t) pca->count * pca->order;
}

AnStatus
an_pca_encode(AnEnv *env, const AnPca *pca, const uint8_t **bytes, size_t *size)
{
	AnWriter	w;

	an_frame_begin(&w, env, &frame);
	an_writer_u16(&w, pca->flags);
	an_writer_u32(&w, pca->order);
	an_writer_u32(&w, pca->count);
	an_writer_u64(&w, (uint64_t) pca->rows);
	an_writer_u64(&w, (uint64_t) pca->skipped);
	an_writer_f64(&w, pca->weight);
	an_writer_f64(&w, pca->total_variance);
	AN_TRY(an_flat_put_names(&w, pca->order, an_pca_names(pca), pca->names_size));
	an_flat_put_numbers(&w, an_pca_mean(pca), count_numbers(pca));
	return an_frame_end(&w, bytes, size);
}

static AnStatus
get_head(AnEnv *env, AnReader *r, AnPca *head)
{
	head->flags = an_reader_u16(r);
	head->order = an_reader_u32(r);
	head->count = an_reader_u32(r);
	head->rows = (int64_t) an_reader_u64(r);
	head->skipped = (int64_t) an_reader_u64(r);
	head->weight = an_reader_f64(r);
	head->total_variance = an_reader_f64(r);
	if (r->failed)
		return an_flat_corrupt(env, "The head is cut off.");
	if (head->flags & ~AN_PCA_SCALED)
		return an_flat_corrupt(env, "A flag is not known.");
	if (head->order == 0 || head->order > AN_MAX_VARIABLES || head->count == 0 ||
		head->count > head->order)
		return an_flat_corrupt(env, "The number of columns or components is impossible.");
	if (head->rows < 2 || head->rows > AN_MAX_ROWS ||
		head->skipped < 0 || head->skipped > AN_MAX_ROWS)
		return an_flat_corrupt(env, "A number of rows is impossible.");
	if (!isfinite(head->weight) || !(head->weight > 0) ||
		!isfinite(head->total_variance) || head->total_variance < 0)
		return an_flat_corrupt(env, "The sum of weights or variances is impossible.");
	return AN_OK;
}

static AnStatus
check_scales(AnEnv *env, const AnPca *pca)
{
	for (uint32_t j = 0; j < pca->order; j++)
	{
		double		scale = an_pca_scale(pca)[j];

		if (!(scale > 0) || (!(pca->flags & AN_PCA_SCALED) && scale != 1))
			return an_flat_corrupt(env, "A scale is impossible.");
	}
	return AN_OK;
}

static AnStatus
check_components(AnEnv *env, const AnPca *pca)
{
	const double *values = an_pca_eigenvalues(pca);
	double		sum = 0;

	for (uint32_t c = 0; c < pca->count; c++)
	{
		double		length = 0;

		if (values[c] < 0 || (c > 0 && values[c] > values[c - 1]))
			return an_flat_corrupt(env, "The eigenvalues are not descending.");
		for (uint32_t j = 0; j < pca->order; j++)
			length += an_pca_component(pca, c)[j] * an_pca_component(pca, c)[j];
		if (!(fabs(length - 1) < ROUNDING))
			return an_flat_corrupt(env, "A component is not of length 1.");
		sum += values[c];
	}
	if (sum > pca->total_variance * (1 + ROUNDING))
		return an_flat_corrupt(env, "The eigenvalues exceed the total variance.");
	return AN_OK;
}

AnStatus
an_pca_decode(AnEnv *env, const uint8_t *bytes, size_t size, AnPca **pca, size_t *pca_size)
{
	AnReader	r;
	AnPca		head = {.version = AN_PCA_VERSION};
	const uint8_t *names;
	size_t		names_size;

	AN_TRY(an_frame_open(env, &frame, bytes, size, &r));
	AN_TRY(get_head(env, &r, &head));
	AN_TRY(an_flat_get_names(env, &r, head.order, &names, &names_size));
	if (an_reader_left(&r) / sizeof(double) < count_numbers(&head))
		return an_flat_corrupt(env, "The numbers are cut off.");
	head.names_size = (uint32_t) names_size;
	*pca_size = an_pca_size(head.order, head.count, names_size);
	if ((*pca = an_alloc(env, *pca_size)) == NULL)
		return env->error.status;
	**pca = head;
	if (names_size > 0)
		memcpy(*pca + 1, names, names_size);
	AN_TRY(an_flat_get_numbers(env, &r, (double *) (uintptr_t) an_pca_mean(*pca),
							   count_numbers(&head)));
	if (an_reader_left(&r) > 0)
		return an_flat_corrupt(env, "There are bytes behind the end.");
	AN_TRY(check_scales(env, *pca));
	return check_components(env, *pca);
}
