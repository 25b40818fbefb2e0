/* image_sums.c - the sections of the stored image for models that are sums;
 * docs/format.md specifies them */
#include "model/image_impl.h"
#include "model/sums.h"

/* ----- forests ----- */

void
an_put_forest(AnWriter *w, const AnModel *m)
{
	const AnForest *forest = m->forest;

	an_writer_u8(w, forest->link);
	an_writer_u32(w, forest->ngroups);
	for (uint32_t g = 0; g < forest->ngroups; g++)
		an_writer_f32(w, forest->base[g]);
	an_writer_u32(w, forest->nsets);
	for (uint32_t i = 0; i < forest->nsets; i++)
		an_writer_u32(w, forest->sets[i]);
	an_writer_u32(w, forest->ntrees);
	for (uint32_t t = 0; t < forest->ntrees; t++)
	{
		an_writer_u32(w, forest->trees[t].count);
		an_writer_u32(w, forest->trees[t].group);
	}
	for (uint32_t i = 0; i < forest->nnodes; i++)
	{
		const AnForestNode *node = &forest->nodes[i];

		an_writer_u8(w, (uint8_t) (node->kind | node->missing_right << 7));
		an_writer_f32(w, node->value);
		an_writer_f32(w, node->cover);
		if (node->kind == AN_SUM_LEAF)
			continue;
		an_writer_u32(w, node->feature);
		an_writer_u32(w, node->child);
		if (node->kind == AN_SUM_SET)
			an_writer_u32(w, node->set);
	}
}

static AnStatus
get_margins(AnEnv *env, AnReader *r, AnForest *forest)
{
	forest->link = an_reader_u8(r);
	AN_TRY(an_image_count(env, r, 4, &forest->ngroups));
	if ((forest->base = an_alloc_array(env, (size_t) forest->ngroups + 1, sizeof(float))) == NULL)
		return env->error.status;
	for (uint32_t g = 0; g < forest->ngroups; g++)
		forest->base[g] = an_reader_f32(r);
	AN_TRY(an_image_count(env, r, 4, &forest->nsets));
	if ((forest->sets = an_alloc_array(env, (size_t) forest->nsets + 1, sizeof(uint32_t))) == NULL)
		return env->error.status;
	for (uint32_t i = 0; i < forest->nsets; i++)
		forest->sets[i] = an_reader_u32(r);
	return AN_OK;
}

static AnStatus
get_trees(AnEnv *env, AnReader *r, AnForest *forest)
{
	uint64_t	nnodes = 0;

	AN_TRY(an_image_count(env, r, 8, &forest->ntrees));
	if ((forest->trees = an_alloc_array(env, (size_t) forest->ntrees + 1, sizeof(AnForestTree))) == NULL)
		return env->error.status;
	for (uint32_t t = 0; t < forest->ntrees; t++)
	{
		forest->trees[t].first = (uint32_t) nnodes;
		forest->trees[t].count = an_reader_u32(r);
		forest->trees[t].group = an_reader_u32(r);
		nnodes += forest->trees[t].count;
		if (nnodes > AN_MAX_FOREST_NODES)
			return an_image_corrupt(env, "The trees have too many nodes.");
	}
	forest->nnodes = (uint32_t) nnodes;
	return an_image_left(env, r, nnodes, 9);
}

AnStatus
an_get_forest(AnEnv *env, AnReader *r, AnModel *m)
{
	AnForest   *forest = an_alloc(env, sizeof(AnForest));

	if (forest == NULL)
		return env->error.status;
	AN_TRY(get_margins(env, r, forest));
	AN_TRY(get_trees(env, r, forest));
	if ((forest->nodes = an_alloc_array(env, (size_t) forest->nnodes + 1, sizeof(AnForestNode))) == NULL)
		return env->error.status;
	for (uint32_t i = 0; i < forest->nnodes; i++)
	{
		AnForestNode *node = &forest->nodes[i];
		uint8_t		kind = an_reader_u8(r);

		node->kind = kind & 0x7f;
		node->missing_right = kind >> 7;
		node->value = an_reader_f32(r);
		node->cover = an_reader_f32(r);
		if (node->kind != AN_SUM_LEAF)
		{
			node->feature = an_reader_u32(r);
			node->child = an_reader_u32(r);
		}
		if (node->kind == AN_SUM_SET)
			node->set = an_reader_u32(r);
		if (i % 4096 == 0)
			AN_TRY(an_poll(env));
	}
	m->forest = forest;
	return AN_OK;
}

/* ----- linear models ----- */

static void
put_doubles(AnWriter *w, const double *values, size_t n)
{
	for (size_t i = 0; i < n; i++)
		an_writer_f64(w, values[i]);
}

void
an_put_linear(AnWriter *w, const AnModel *m)
{
	const AnLinear *linear = m->linear;

	an_writer_u8(w, linear->link);
	an_writer_u32(w, linear->ngroups);
	an_writer_u32(w, linear->nterms);
	an_writer_u32(w, linear->nweights);
	an_writer_f64(w, linear->freedom);
	an_writer_u8(w, linear->errors != NULL);
	for (uint32_t i = 0; i < linear->nterms; i++)
		an_writer_u32(w, linear->terms[i].feature);
	put_doubles(w, linear->intercept, linear->ngroups);
	put_doubles(w, linear->weights, linear->nweights);
	put_doubles(w, linear->average, (size_t) linear->nterms * linear->ngroups);
	if (linear->errors != NULL)
		put_doubles(w, linear->errors, (size_t) linear->ngroups + linear->nweights);
}

static AnStatus
get_doubles(AnEnv *env, AnReader *r, uint64_t n, double **values)
{
	AN_TRY(an_image_left(env, r, n, 8));
	if ((*values = an_alloc_array(env, (size_t) n + 1, sizeof(double))) == NULL)
		return env->error.status;
	for (uint64_t i = 0; i < n; i++)
		(*values)[i] = an_reader_f64(r);
	return AN_OK;
}

/* Terms follow one another, so that their offsets follow from their sizes. */
static AnStatus
get_terms(AnEnv *env, AnReader *r, const AnModel *m, AnLinear *linear)
{
	uint64_t	next = 0;

	AN_TRY(an_image_left(env, r, linear->nterms, 4));
	if ((linear->terms = an_alloc_array(env, (size_t) linear->nterms + 1, sizeof(AnTerm))) == NULL)
		return env->error.status;
	for (uint32_t i = 0; i < linear->nterms; i++)
	{
		uint32_t	feature = an_reader_u32(r);

		if (feature >= m->nfeatures)
			return an_image_corrupt(env, "A term's feature does not exist.");
		linear->terms[i] = (AnTerm) {feature, (uint32_t) next};
		next += an_term_size(&m->features[feature], linear->ngroups);
		if (next > linear->nweights)
			return an_image_corrupt(env, "The terms have too many weights.");
	}
	return AN_OK;
}

AnStatus
an_get_linear(AnEnv *env, AnReader *r, AnModel *m)
{
	AnLinear   *linear = an_alloc(env, sizeof(AnLinear));
	bool		has_errors;

	if (linear == NULL)
		return env->error.status;
	linear->link = an_reader_u8(r);
	linear->ngroups = an_reader_u32(r);
	linear->nterms = an_reader_u32(r);
	linear->nweights = an_reader_u32(r);
	linear->freedom = an_reader_f64(r);
	AN_TRY(an_image_flag(env, r, &has_errors));
	AN_TRY(get_terms(env, r, m, linear));
	AN_TRY(get_doubles(env, r, linear->ngroups, &linear->intercept));
	AN_TRY(get_doubles(env, r, linear->nweights, &linear->weights));
	AN_TRY(get_doubles(env, r, (uint64_t) linear->nterms * linear->ngroups, &linear->average));
	if (has_errors)
		AN_TRY(get_doubles(env, r, (uint64_t) linear->ngroups + linear->nweights, &linear->errors));
	m->linear = linear;
	return AN_OK;
}
