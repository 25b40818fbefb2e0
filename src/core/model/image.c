/*
 * image.c - encode and decode of the stored image; docs/format.md specifies it
 *
 * Contract
 *  1. decode(encode(m)) equals m; encode(decode(b)) equals b for images of this
 *     version, less the optional sections that decode passes over.
 *  2. Every count is checked against the bytes that are left before memory is
 *     taken for it.  Loops are bounded by the size of the input.
 *  3. What follows from other fields is not stored (parents, sums of cases,
 *     which features are used), so that it cannot disagree.
 *
 * Here are the order of the sections and those that are of the model as a whole;
 * image_trees.c and image_sums.c have the others.
 */
#include "model/image.h"
#include "base/frame.h"
#include "model/image_impl.h"

#define OPTIONAL UINT32_C(0x80000000)	/* a section that may be skipped */

typedef enum Section
{
	SECTION_HEAD = 1,
	SECTION_CLASSES,
	SECTION_FEATURES,
	SECTION_TRIALS,
	SECTION_NODES,
	SECTION_BRANCHES,
	SECTION_RULES,
	SECTION_CONDITIONS,
	SECTION_COSTS,
	SECTION_PARTS,
	SECTION_FOREST,
	SECTION_LINEAR,
	SECTION_TRAITS,
	SECTION_COUNT
} Section;

static const AnFrame frame = {"ANMD", AN_IMAGE_VERSION, "model image"};

bool
an_image_has_magic(const uint8_t *bytes, size_t size)
{
	return an_frame_has_magic(&frame, bytes, size);
}

/* ----- what is read ----- */

AnStatus
an_image_corrupt(AnEnv *env, const char *what)
{
	an_fail(env, AN_ECORRUPT, "invalid model image");
	return an_detail(env, "%s", what);
}

AnStatus
an_image_left(AnEnv *env, const AnReader *r, uint64_t n, size_t least)
{
	if (r->failed || n > an_reader_left(r) / least)
		return an_image_corrupt(env, "A count is larger than the bytes that are left.");
	return AN_OK;
}

AnStatus
an_image_count(AnEnv *env, AnReader *r, size_t least, uint32_t *count)
{
	*count = an_reader_u32(r);
	return an_image_left(env, r, *count, least);
}

AnStatus
an_image_flag(AnEnv *env, AnReader *r, bool *out)
{
	uint8_t		flag = an_reader_u8(r);

	*out = flag != 0;
	return flag <= 1 ? AN_OK : an_image_corrupt(env, "A flag is neither 0 nor 1.");
}

static AnStatus
get_str(AnEnv *env, AnReader *r, AnStr *out)
{
	AnStr		text = an_reader_str(r);

	if (r->failed)
		return an_image_corrupt(env, "A text is cut off.");
	return an_copy_str(env, text.data, text.len, out) ? AN_OK : env->error.status;
}

/* ----- head, classes and features ----- */

static void
put_head(AnWriter *w, const AnModel *m)
{
	an_writer_u8(w, m->kind);
	an_writer_u8(w, m->unknown);
	an_writer_u8(w, m->has_costs);
	an_writer_str(w, m->tool);
	an_writer_str(w, m->target);
}

static AnStatus
get_head(AnEnv *env, AnReader *r, AnModel *m)
{
	m->kind = an_reader_u8(r);
	m->unknown = an_reader_u8(r);
	AN_TRY(an_image_flag(env, r, &m->has_costs));
	AN_TRY(get_str(env, r, &m->tool));
	return get_str(env, r, &m->target);
}

static void
put_classes(AnWriter *w, const AnModel *m)
{
	an_writer_u32(w, m->nclasses);
	for (uint32_t i = 0; i < m->nclasses; i++)
		an_writer_str(w, m->classes[i]);
}

static AnStatus
get_classes(AnEnv *env, AnReader *r, AnModel *m)
{
	AN_TRY(an_image_count(env, r, 4, &m->nclasses));
	if ((m->classes = an_alloc_array(env, m->nclasses, sizeof(AnStr))) == NULL)
		return env->error.status;
	for (uint32_t i = 0; i < m->nclasses; i++)
		AN_TRY(get_str(env, r, &m->classes[i]));
	return AN_OK;
}

static void
put_features(AnWriter *w, const AnModel *m)
{
	an_writer_u32(w, m->nfeatures);
	for (uint32_t i = 0; i < m->nfeatures; i++)
	{
		const AnFeature *feature = &m->features[i];

		an_writer_str(w, feature->name);
		an_writer_u8(w, feature->kind);
		an_writer_u8(w, feature->ordered);
		an_writer_u32(w, feature->nlevels);
		for (uint32_t k = 0; k < feature->nlevels; k++)
			an_writer_str(w, feature->levels[k]);
	}
}

static AnStatus
get_features(AnEnv *env, AnReader *r, AnModel *m)
{
	AN_TRY(an_image_count(env, r, 10, &m->nfeatures));
	if ((m->features = an_alloc_array(env, (size_t) m->nfeatures + 1, sizeof(AnFeature))) == NULL)
		return env->error.status;
	for (uint32_t i = 0; i < m->nfeatures; i++)
	{
		AnFeature  *feature = &m->features[i];

		AN_TRY(get_str(env, r, &feature->name));
		feature->kind = an_reader_u8(r);
		AN_TRY(an_image_flag(env, r, &feature->ordered));
		AN_TRY(an_image_count(env, r, 4, &feature->nlevels));
		if ((feature->levels = an_alloc_array(env, (size_t) feature->nlevels + 1, sizeof(AnStr))) == NULL)
			return env->error.status;
		for (uint32_t k = 0; k < feature->nlevels; k++)
			AN_TRY(get_str(env, r, &feature->levels[k]));
	}
	return AN_OK;
}

/* ----- what few models have ----- */

static void
put_costs(AnWriter *w, const AnModel *m)
{
	for (size_t i = 0; m->costs != NULL && i < (size_t) m->nclasses * m->nclasses; i++)
		an_writer_f32(w, m->costs[i]);
}

static AnStatus
get_costs(AnEnv *env, AnReader *r, AnModel *m)
{
	size_t		n = (size_t) m->nclasses * m->nclasses;

	if (n == 0 || n > an_reader_left(r) / 4)
		return an_image_corrupt(env, "The cost matrix is cut off.");
	if ((m->costs = an_alloc_array(env, n, sizeof(float))) == NULL)
		return env->error.status;
	for (size_t i = 0; i < n; i++)
		m->costs[i] = an_reader_f32(r);
	return AN_OK;
}

static void
put_parts(AnWriter *w, const AnModel *m)
{
	for (uint32_t i = 0; i < m->nfeatures; i++)
		an_writer_u8(w, m->features[i].part);
}

static bool
has_parts(const AnModel *m)
{
	for (uint32_t i = 0; i < m->nfeatures; i++)
		if (m->features[i].part != AN_WHOLE)
			return true;
	return false;
}

static AnStatus
get_parts(AnEnv *env, AnReader *r, AnModel *m)
{
	for (uint32_t i = 0; i < m->nfeatures; i++)
		m->features[i].part = an_reader_u8(r);
	return has_parts(m) ? AN_OK : an_image_corrupt(env, "No feature is a part.");
}

#define TRAIT_PLAIN_NUMBERS 1	/* of the model */
#define TRAIT_EXACT 1			/* of a feature */
#define TRAIT_CODED 2

static void
put_traits(AnWriter *w, const AnModel *m)
{
	an_writer_u8(w, m->plain_numbers ? TRAIT_PLAIN_NUMBERS : 0);
	for (uint32_t i = 0; i < m->nfeatures; i++)
		an_writer_u8(w, (uint8_t) ((m->features[i].exact ? TRAIT_EXACT : 0) |
								   (m->features[i].coded ? TRAIT_CODED : 0)));
}

static bool
has_traits(const AnModel *m)
{
	for (uint32_t i = 0; i < m->nfeatures; i++)
		if (m->features[i].exact || m->features[i].coded)
			return true;
	return m->plain_numbers;
}

static AnStatus
get_traits(AnEnv *env, AnReader *r, AnModel *m)
{
	uint8_t		traits = an_reader_u8(r);

	m->plain_numbers = (traits & TRAIT_PLAIN_NUMBERS) != 0;
	if (traits > TRAIT_PLAIN_NUMBERS)
		return an_fail(env, AN_EUNSUPPORTED, "model image has an unknown trait");
	for (uint32_t i = 0; i < m->nfeatures; i++)
	{
		traits = an_reader_u8(r);
		m->features[i].exact = (traits & TRAIT_EXACT) != 0;
		m->features[i].coded = (traits & TRAIT_CODED) != 0;
		if (traits > (TRAIT_EXACT | TRAIT_CODED))
			return an_fail(env, AN_EUNSUPPORTED, "model image has an unknown trait");
	}
	return has_traits(m) ? AN_OK : an_image_corrupt(env, "The traits are none.");
}

/* ----- sections ----- */

typedef struct SectionKind
{
	void		(*put) (AnWriter *w, const AnModel *m);
	AnStatus	(*get) (AnEnv *env, AnReader *r, AnModel *m);
} SectionKind;

static const SectionKind kinds[SECTION_COUNT] = {
	[SECTION_HEAD] = {put_head, get_head},
	[SECTION_CLASSES] = {put_classes, get_classes},
	[SECTION_FEATURES] = {put_features, get_features},
	[SECTION_TRIALS] = {an_put_trials, an_get_trials},
	[SECTION_NODES] = {an_put_nodes, an_get_nodes},
	[SECTION_BRANCHES] = {an_put_branches, an_get_branches},
	[SECTION_RULES] = {an_put_rules, an_get_rules},
	[SECTION_CONDITIONS] = {an_put_conditions, an_get_conditions},
	[SECTION_COSTS] = {put_costs, get_costs},
	[SECTION_PARTS] = {put_parts, get_parts},
	[SECTION_FOREST] = {an_put_forest, an_get_forest},
	[SECTION_LINEAR] = {an_put_linear, an_get_linear},
	[SECTION_TRAITS] = {put_traits, get_traits}
};

static bool
is_present(const AnModel *m, Section section)
{
	switch (section)
	{
		case SECTION_COSTS:
			return m->costs != NULL;
		case SECTION_PARTS:
			return has_parts(m);
		case SECTION_FOREST:
			return m->forest != NULL;
		case SECTION_LINEAR:
			return m->linear != NULL;
		case SECTION_TRAITS:
			return has_traits(m);
		default:
			return true;
	}
}

AnStatus
an_image_encode(AnEnv *env, const AnModel *model, const uint8_t **bytes, size_t *size)
{
	AnWriter	w;

	an_frame_begin(&w, env, &frame);
	for (uint32_t section = SECTION_HEAD; section < SECTION_COUNT; section++)
	{
		size_t		start = w.size + 8;

		if (!is_present(model, (Section) section))
			continue;
		an_writer_u32(&w, section);
		an_writer_u32(&w, 0);
		kinds[section].put(&w, model);
		an_writer_patch_u32(&w, start - 4, (uint32_t) (w.size - start));
	}
	return an_frame_end(&w, bytes, size);
}

/* Sections come in the order of their numbers; from the costs on they may be absent. */
static AnStatus
get_sections(AnEnv *env, AnReader *r, AnModel *m)
{
	uint32_t	next = SECTION_HEAD;

	while (an_reader_left(r) > 0)
	{
		uint32_t	section = an_reader_u32(r);
		uint32_t	size = an_reader_u32(r);
		const uint8_t *body = an_reader_take(r, size);
		AnReader	part;

		if (r->failed)
			return an_image_corrupt(env, "A section is cut off.");
		if (section & OPTIONAL)
			continue;
		if (section >= SECTION_COUNT)
			return an_fail(env, AN_EUNSUPPORTED, "model image has an unknown section");
		if (section < next || (section > next && next < SECTION_COSTS))
			return an_image_corrupt(env, "The sections are out of order.");
		an_reader_init(&part, body, size, false);
		AN_TRY(kinds[section].get(env, &part, m));
		if (part.failed || an_reader_left(&part) > 0)
			return an_image_corrupt(env, "A section has a wrong size.");
		next = section + 1;
	}
	return next >= SECTION_COSTS ? AN_OK : an_image_corrupt(env, "A section is missing.");
}

AnStatus
an_image_decode(AnEnv *env, const uint8_t *bytes, size_t size, AnModel **model)
{
	AnReader	r;
	AnModel    *m;

	AN_TRY(an_frame_open(env, &frame, bytes, size, &r));
	if ((m = an_alloc(env, sizeof(AnModel))) == NULL)
		return env->error.status;
	AN_TRY(get_sections(env, &r, m));
	*model = m;
	return AN_OK;
}
