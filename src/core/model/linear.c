/* linear.c - weighted sums: the proof of their contract, and their evaluation */
#include "model/linear.h"
#include "model/proof.h"
#include "model/sums.h"

#include <math.h>

static bool
all_finite(const double *values, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!isfinite(values[i]))
			return false;
	return true;
}

static AnStatus
check_terms(AnEnv *env, const AnModel *m)
{
	const AnLinear *linear = m->linear;
	size_t		next = 0;

	for (uint32_t i = 0; i < linear->nterms; i++)
	{
		const AnTerm *term = &linear->terms[i];
		const AnFeature *feature;
		size_t		size;

		REQUIRE(term->feature < m->nfeatures, "a term's feature exists");
		feature = &m->features[term->feature];
		REQUIRE(feature->kind != AN_IGNORED, "a term's feature is not ignored");
		size = an_term_size(feature, linear->ngroups);
		REQUIRE(term->offset == next && size <= linear->nweights - next, "terms follow one another");
		next += size;
		if (i % 4096 == 0)
			AN_TRY(an_poll(env));
	}
	REQUIRE(next == linear->nweights, "every weight belongs to a term");
	return AN_OK;
}

AnStatus
an_linear_validate(AnEnv *env, const AnModel *m)
{
	const AnLinear *linear = m->linear;

	REQUIRE(linear != NULL && an_link_fits((AnLink) linear->link, linear->ngroups, m->nclasses), "a linear model's margins fit its classes");
	REQUIRE(linear->nweights <= AN_MAX_WEIGHTS, "at most 20 million weights");
	REQUIRE(linear->nterms <= m->nfeatures, "at most one term for each feature");
	REQUIRE(isfinite(linear->freedom) && linear->freedom >= 0, "degrees of freedom are not negative");
	AN_TRY(check_terms(env, m));
	REQUIRE(all_finite(linear->intercept, linear->ngroups) && all_finite(linear->weights, linear->nweights)
			&& all_finite(linear->average, (size_t) linear->nterms * linear->ngroups), "weights are finite");
	return AN_OK;
}

void
an_linear_mark_used(AnModel *m)
{
	for (uint32_t i = 0; i < m->linear->nterms; i++)
		m->features[m->linear->terms[i].feature].used = true;
}

const double *
an_term_block(const AnModel *m, const AnTerm *term, float x, double *factor)
{
	const AnLinear *linear = m->linear;
	const double *block = linear->weights + term->offset;
	bool		categorical = m->features[term->feature].kind == AN_CATEGORICAL;

	*factor = categorical || isnan(x) ? 1 : (double) x;
	if (isnan(x))
		return categorical ? block : block + linear->ngroups;
	return categorical ? block + (size_t) x * linear->ngroups : block;
}

void
an_linear_margins(const AnModel *m, const float *x, double *margins)
{
	const AnLinear *linear = m->linear;

	for (uint32_t g = 0; g < linear->ngroups; g++)
		margins[g] = linear->intercept[g];
	for (uint32_t i = 0; i < linear->nterms; i++)
	{
		double		factor;
		const double *block = an_term_block(m, &linear->terms[i], x[linear->terms[i].feature], &factor);

		for (uint32_t g = 0; g < linear->ngroups; g++)
			margins[g] += factor * block[g];
	}
}
