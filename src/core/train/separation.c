/*
 * separation.c - which single columns tell classes apart without a doubt
 *
 * A feature at a time: which class has which value, and in which range its numbers are.
 */
#include "train/separation.h"

#include <math.h>
#include <string.h>

typedef struct Search
{
	AnEnv	   *env;
	const AnDataset *data;
	const AnSummary *summary;
	AnSeparation *found;
	uint32_t	room;
	uint32_t	count;
	uint8_t    *seen;			/* value x class; value 0 is missing */
	double	   *least;			/* by class, of a number */
	double	   *most;
} Search;

static void
add(Search *s, AnSeparation separation)
{
	if (s->count < s->room)
		s->found[s->count] = separation;
	s->count++;
}

/* Numbers are value 1. */
static uint32_t
values_of(const AnFeature *feature)
{
	return feature->kind == AN_CATEGORICAL ? feature->nlevels + 1 : 2;
}

static double
number_of(const Search *s, size_t row, uint32_t f)
{
	const float *x = s->data->x + row * s->data->nfeatures + f;
	bool		rest = f + 1 < s->data->nfeatures && s->data->features[f + 1].part == AN_REST;

	return (double) x[0] + (rest ? (double) x[1] : 0);
}

static AnStatus
look_at_rows(Search *s, uint32_t f)
{
	const AnDataset *data = s->data;
	bool		categorical = data->features[f].kind == AN_CATEGORICAL;

	for (size_t i = 0; i < data->nrows; i++)
	{
		float		x = data->x[i * data->nfeatures + f];
		uint32_t	k = data->klass[i];
		uint32_t	value = isnan(x) ? 0 : categorical ? (uint32_t) x : 1;

		if (i % 65536 == 0)
			AN_TRY(an_poll(s->env));
		s->seen[(size_t) value * data->nclasses + k] = 1;
		if (value == 0 || categorical)
			continue;
		s->least[k] = fmin(s->least[k], number_of(s, i, f));
		s->most[k] = fmax(s->most[k], number_of(s, i, f));
	}
	return AN_OK;
}

static void
look_at_summary(Search *s, uint32_t f)
{
	uint32_t	nclasses = s->data->nclasses;
	bool		categorical = s->data->features[f].kind == AN_CATEGORICAL;

	for (uint32_t k = 0; k < nclasses; k++)
	{
		const AnSummaryCell *cell = an_summary_cell(s->summary, k, f);

		for (uint32_t v = 0; v < values_of(&s->data->features[f]); v++)
			s->seen[(size_t) v * nclasses + k] = categorical ? an_summary_value(s->summary, k, f, v) > 0
				: (v == 0 ? cell->number.missing : cell->number.weight) > 0;
	}
}

/* The first class that lacks a value which another has. */
static void
find_values(Search *s, uint32_t f)
{
	uint32_t	nclasses = s->data->nclasses;

	for (uint32_t v = 0; v < values_of(&s->data->features[f]); v++)
	{
		const uint8_t *seen = s->seen + (size_t) v * nclasses;
		const uint8_t *lacks = memchr(seen, 0, nclasses);

		if (lacks != NULL && memchr(seen, 1, nclasses) != NULL && !(v == 1 && s->data->features[f].kind == AN_NUMERIC))
			add(s, (AnSeparation) {.feature = f, .value = v, .klass = (uint32_t) (lacks - seen)});
	}
}

/* The class that ends first against the one that begins last. */
static void
find_range(Search *s, uint32_t f)
{
	const uint32_t none = s->data->nclasses;
	uint32_t	low = none;
	uint32_t	high = none;

	for (uint32_t k = 0; k < none; k++)
	{
		if (s->most[k] < s->least[k])
			continue;			/* no numbers */
		if (low == none || s->most[k] < s->most[low])
			low = k;
		if (high == none || s->least[k] >= s->least[high])
			high = k;
	}
	if (low != high && s->most[low] <= s->least[high] && s->least[low] < s->most[high])
		add(s, (AnSeparation) {
			.feature = f, .by_number = true, .klass = low, .other = high, .most = s->most[low], .least = s->least[high]
		});
}

static AnStatus
search_feature(Search *s, uint32_t f)
{
	const AnFeature *feature = &s->data->features[f];

	memset(s->seen, 0, (size_t) values_of(feature) * s->data->nclasses);
	for (uint32_t k = 0; k < s->data->nclasses; k++)
	{
		s->least[k] = INFINITY;
		s->most[k] = -INFINITY;
	}
	if (s->summary != NULL)
		look_at_summary(s, f);
	else
		AN_TRY(look_at_rows(s, f));
	find_values(s, f);
	if (feature->kind == AN_NUMERIC && s->summary == NULL)
		find_range(s, f);
	return an_poll(s->env);
}

AnStatus
an_separation_find(AnEnv *env, const AnDataset *data, const AnSummary *summary,
				   AnSeparation *found, uint32_t room, uint32_t *n)
{
	Search		s = {.env = env, .data = data, .summary = summary, .found = found, .room = room};
	uint32_t	widest = 2;

	for (uint32_t f = 0; f < data->nfeatures; f++)
		if (values_of(&data->features[f]) > widest)
			widest = values_of(&data->features[f]);
	s.seen = an_alloc_array(env, (size_t) widest * data->nclasses, 1);
	s.least = an_alloc_array(env, data->nclasses, sizeof(double));
	s.most = an_alloc_array(env, data->nclasses, sizeof(double));
	if (s.seen == NULL || s.least == NULL || s.most == NULL)
		return env->error.status;
	for (uint32_t f = 0; f < data->nfeatures; f++)
		if (data->features[f].part != AN_REST)
			AN_TRY(search_feature(&s, f));
	*n = s.count;
	return AN_OK;
}
