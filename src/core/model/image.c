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
 * Encoder and decoder share a file, long as it is: each pair changes together.
 */
#include "model/image.h"
#include "base/frame.h"
#include "model/sums.h"

#include <string.h>

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

/* ----- encode ----- */

static void
put_head(AnWriter *w, const AnModel *m)
{
	an_writer_u8(w, m->kind);
	an_writer_u8(w, m->unknown);
	an_writer_u8(w, m->has_costs);
	an_writer_str(w, m->tool);
	an_writer_str(w, m->target);
}

static void
put_classes(AnWriter *w, const AnModel *m)
{
	an_writer_u32(w, m->nclasses);
	for (uint32_t i = 0; i < m->nclasses; i++)
		an_writer_str(w, m->classes[i]);
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

static void
put_trials(AnWriter *w, const AnModel *m)
{
	an_writer_u32(w, m->ntrials);
	an_writer_u32(w, m->trials_used);
	for (uint32_t i = 0; i < m->ntrials; i++)
	{
		an_writer_u32(w, m->trials[i].count);
		an_writer_u32(w, m->trials[i].fallback);
	}
}

static void
put_nodes(AnWriter *w, const AnModel *m)
{
	an_writer_u32(w, m->nnodes);
	for (uint32_t i = 0; i < m->nnodes; i++)
	{
		const AnNode *node = &m->nodes[i];

		an_writer_u8(w, node->kind);
		an_writer_u32(w, node->majority);
		for (uint32_t c = 0; c < m->nclasses; c++)
			an_writer_f32(w, m->freq[(size_t) i * m->nclasses + c]);
		if (node->kind == AN_LEAF)
			continue;
		an_writer_u32(w, node->feature);
		an_writer_u32(w, node->forks);
		an_writer_u32(w, node->child);
		if (node->kind == AN_SUBSET)
			an_writer_u32(w, node->branches);
		if (node->kind != AN_CUT)
			continue;
		an_writer_f32(w, node->cut);
		an_writer_f32(w, node->low);
		an_writer_f32(w, node->mid);
		an_writer_f32(w, node->high);
	}
}

static void
put_branches(AnWriter *w, const AnModel *m)
{
	an_writer_u32(w, m->nbranches);
	for (uint32_t i = 0; i < m->nbranches; i++)
		an_writer_u16(w, m->branches[i]);
}

static void
put_rules(AnWriter *w, const AnModel *m)
{
	an_writer_u32(w, m->nrules);
	for (uint32_t i = 0; i < m->nrules; i++)
	{
		const AnRule *rule = &m->rules[i];

		an_writer_u32(w, rule->outcome);
		an_writer_u32(w, rule->nconditions);
		an_writer_u32(w, (uint32_t) rule->vote);
		an_writer_f32(w, rule->cover);
		an_writer_f32(w, rule->ok);
		an_writer_f32(w, rule->lift);
	}
}

static void
put_conditions(AnWriter *w, const AnModel *m)
{
	an_writer_u32(w, m->nconditions);
	for (uint32_t i = 0; i < m->nconditions; i++)
	{
		const AnCondition *condition = &m->conditions[i];

		an_writer_u8(w, condition->kind);
		an_writer_u32(w, condition->feature);
		an_writer_u32(w, condition->kind == AN_IN_SET ? condition->branches : condition->level);
		an_writer_f32(w, condition->cut);
	}
}

static void
put_costs(AnWriter *w, const AnModel *m)
{
	for (size_t i = 0; m->costs != NULL && i < (size_t) m->nclasses * m->nclasses; i++)
		an_writer_f32(w, m->costs[i]);
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
	static void (*const put[SECTION_COUNT]) (AnWriter *, const AnModel *) = {
		[SECTION_HEAD] = put_head,
		[SECTION_CLASSES] = put_classes,
		[SECTION_FEATURES] = put_features,
		[SECTION_TRIALS] = put_trials,
		[SECTION_NODES] = put_nodes,
		[SECTION_BRANCHES] = put_branches,
		[SECTION_RULES] = put_rules,
		[SECTION_CONDITIONS] = put_conditions,
		[SECTION_COSTS] = put_costs,
		[SECTION_PARTS] = put_parts,
		[SECTION_FOREST] = an_put_forest,
		[SECTION_LINEAR] = an_put_linear,
		[SECTION_TRAITS] = put_traits
	};
	AnWriter	w;

	an_frame_begin(&w, env, &frame);
	for (uint32_t section = SECTION_HEAD; section < SECTION_COUNT; section++)
	{
		size_t		start = w.size + 8;

		if (!is_present(model, (Section) section))
			continue;
		an_writer_u32(&w, section);
		an_writer_u32(&w, 0);
		put[section] (&w, model);
		an_writer_patch_u32(&w, start - 4, (uint32_t) (w.size - start));
	}
	return an_frame_end(&w, bytes, size);
}

/* ----- decode ----- */

static AnStatus
corrupt(AnEnv *env, const char *what)
{
	an_fail(env, AN_ECORRUPT, "invalid model image");
	return an_detail(env, "%s", what);
}

/* A count of things that take at least this many bytes each. */
static AnStatus
get_count(AnEnv *env, AnReader *r, size_t least, uint32_t *count)
{
	*count = an_reader_u32(r);
	if (r->failed || *count > an_reader_left(r) / least)
		return corrupt(env, "A count is larger than the bytes that are left.");
	return AN_OK;
}

static AnStatus
get_str(AnEnv *env, AnReader *r, AnStr *out)
{
	AnStr		text = an_reader_str(r);

	if (r->failed)
		return corrupt(env, "A text is cut off.");
	return an_copy_str(env, text.data, text.len, out) ? AN_OK : env->error.status;
}

/* Only 0 and 1, so that encode gives back the same bytes. */
static AnStatus
get_flag(AnEnv *env, AnReader *r, bool *out)
{
	uint8_t		flag = an_reader_u8(r);

	*out = flag != 0;
	return flag <= 1 ? AN_OK : corrupt(env, "A flag is neither 0 nor 1.");
}

static AnStatus
get_head(AnEnv *env, AnReader *r, AnModel *m)
{
	m->kind = an_reader_u8(r);
	m->unknown = an_reader_u8(r);
	AN_TRY(get_flag(env, r, &m->has_costs));
	AN_TRY(get_str(env, r, &m->tool));
	return get_str(env, r, &m->target);
}

static AnStatus
get_classes(AnEnv *env, AnReader *r, AnModel *m)
{
	AN_TRY(get_count(env, r, 4, &m->nclasses));
	if ((m->classes = an_alloc_array(env, m->nclasses, sizeof(AnStr))) == NULL)
		return env->error.status;
	for (uint32_t i = 0; i < m->nclasses; i++)
		AN_TRY(get_str(env, r, &m->classes[i]));
	return AN_OK;
}

static AnStatus
get_features(AnEnv *env, AnReader *r, AnModel *m)
{
	AN_TRY(get_count(env, r, 10, &m->nfeatures));
	if ((m->features = an_alloc_array(env, (size_t) m->nfeatures + 1, sizeof(AnFeature))) == NULL)
		return env->error.status;
	for (uint32_t i = 0; i < m->nfeatures; i++)
	{
		AnFeature  *feature = &m->features[i];

		AN_TRY(get_str(env, r, &feature->name));
		feature->kind = an_reader_u8(r);
		AN_TRY(get_flag(env, r, &feature->ordered));
		AN_TRY(get_count(env, r, 4, &feature->nlevels));
		if ((feature->levels = an_alloc_array(env, (size_t) feature->nlevels + 1, sizeof(AnStr))) == NULL)
			return env->error.status;
		for (uint32_t k = 0; k < feature->nlevels; k++)
			AN_TRY(get_str(env, r, &feature->levels[k]));
	}
	return AN_OK;
}

static AnStatus
get_trials(AnEnv *env, AnReader *r, AnModel *m)
{
	uint32_t	next = 0;

	AN_TRY(get_count(env, r, 8, &m->ntrials));
	m->trials_used = an_reader_u32(r);
	if ((m->trials = an_alloc_array(env, (size_t) m->ntrials + 1, sizeof(AnTrial))) == NULL)
		return env->error.status;
	for (uint32_t i = 0; i < m->ntrials; i++)
	{
		m->trials[i].first = next;
		m->trials[i].count = an_reader_u32(r);
		m->trials[i].fallback = an_reader_u32(r);
		if (m->trials[i].count > UINT32_MAX - next)
			return corrupt(env, "The trials have too many nodes.");
		next += m->trials[i].count;
	}
	return AN_OK;
}

static void
get_split(AnReader *r, AnNode *node)
{
	node->feature = an_reader_u32(r);
	node->forks = an_reader_u32(r);
	node->child = an_reader_u32(r);
	if (node->kind == AN_SUBSET)
		node->branches = an_reader_u32(r);
	if (node->kind != AN_CUT)
		return;
	node->cut = an_reader_f32(r);
	node->low = an_reader_f32(r);
	node->mid = an_reader_f32(r);
	node->high = an_reader_f32(r);
}

/* Parents follow from children; a root keeps itself. */
static AnStatus
link_parents(AnEnv *env, AnModel *m)
{
	uint32_t	children = 0;

	for (uint32_t i = 0; i < m->nnodes; i++)
		m->nodes[i].parent = i;
	for (uint32_t i = 0; i < m->nnodes; i++)
	{
		const AnNode *node = &m->nodes[i];

		if (node->kind == AN_LEAF)
			continue;
		if (node->forks > m->nnodes - children || node->child > m->nnodes
			|| node->forks > m->nnodes - node->child)
			return corrupt(env, "A node's children are outside the model.");
		children += node->forks;
		for (uint32_t k = 0; k < node->forks; k++)
			m->nodes[node->child + k].parent = i;
	}
	return AN_OK;
}

static AnStatus
get_nodes(AnEnv *env, AnReader *r, AnModel *m)
{
	uint32_t	k = m->nclasses;

	AN_TRY(get_count(env, r, 5 + 4 * (size_t) k, &m->nnodes));
	m->nodes = an_alloc_array(env, (size_t) m->nnodes + 1, sizeof(AnNode));
	m->freq = an_alloc_array(env, (size_t) m->nnodes * k + 1, sizeof(float));
	if (m->nodes == NULL || m->freq == NULL)
		return env->error.status;
	for (uint32_t i = 0; i < m->nnodes; i++)
	{
		AnNode	   *node = &m->nodes[i];
		float	   *freq = m->freq + (size_t) i * k;

		node->kind = an_reader_u8(r);
		node->majority = an_reader_u32(r);
		for (uint32_t c = 0; c < k; c++)
			freq[c] = an_reader_f32(r);
		node->cases = an_sum_cases(freq, k);
		if (node->kind != AN_LEAF)
			get_split(r, node);
		if (r->failed)
			return corrupt(env, "The nodes are cut off.");
		if (i % 4096 == 0)
			AN_TRY(an_poll(env));
	}
	return link_parents(env, m);
}

static AnStatus
get_branches(AnEnv *env, AnReader *r, AnModel *m)
{
	AN_TRY(get_count(env, r, 2, &m->nbranches));
	if ((m->branches = an_alloc_array(env, (size_t) m->nbranches + 1, sizeof(uint16_t))) == NULL)
		return env->error.status;
	for (uint32_t i = 0; i < m->nbranches; i++)
		m->branches[i] = an_reader_u16(r);
	return AN_OK;
}

static AnStatus
get_rules(AnEnv *env, AnReader *r, AnModel *m)
{
	uint32_t	next = 0;

	AN_TRY(get_count(env, r, 24, &m->nrules));
	if ((m->rules = an_alloc_array(env, (size_t) m->nrules + 1, sizeof(AnRule))) == NULL)
		return env->error.status;
	for (uint32_t i = 0; i < m->nrules; i++)
	{
		AnRule	   *rule = &m->rules[i];
		uint32_t	vote;

		rule->outcome = an_reader_u32(r);
		rule->nconditions = an_reader_u32(r);
		vote = an_reader_u32(r);
		rule->vote = vote <= 1000 ? (int32_t) vote : -1;
		rule->cover = an_reader_f32(r);
		rule->ok = an_reader_f32(r);
		rule->lift = an_reader_f32(r);
		rule->condition = next;
		if (rule->nconditions > UINT32_MAX - next)
			return corrupt(env, "The rules have too many conditions.");
		next += rule->nconditions;
	}
	return AN_OK;
}

static AnStatus
get_conditions(AnEnv *env, AnReader *r, AnModel *m)
{
	AN_TRY(get_count(env, r, 13, &m->nconditions));
	m->conditions = an_alloc_array(env, (size_t) m->nconditions + 1, sizeof(AnCondition));
	if (m->conditions == NULL)
		return env->error.status;
	for (uint32_t i = 0; i < m->nconditions; i++)
	{
		AnCondition *condition = &m->conditions[i];
		uint32_t	operand;

		condition->kind = an_reader_u8(r);
		condition->feature = an_reader_u32(r);
		operand = an_reader_u32(r);
		if (condition->kind == AN_IN_SET)
			condition->branches = operand;
		else
			condition->level = operand;
		condition->cut = an_reader_f32(r);
	}
	return AN_OK;
}

static AnStatus
get_costs(AnEnv *env, AnReader *r, AnModel *m)
{
	size_t		n = (size_t) m->nclasses * m->nclasses;

	if (n == 0 || n > an_reader_left(r) / 4)
		return corrupt(env, "The cost matrix is cut off.");
	if ((m->costs = an_alloc_array(env, n, sizeof(float))) == NULL)
		return env->error.status;
	for (size_t i = 0; i < n; i++)
		m->costs[i] = an_reader_f32(r);
	return AN_OK;
}

static AnStatus
get_parts(AnEnv *env, AnReader *r, AnModel *m)
{
	for (uint32_t i = 0; i < m->nfeatures; i++)
		m->features[i].part = an_reader_u8(r);
	return has_parts(m) ? AN_OK : corrupt(env, "No feature is a part.");
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
	return has_traits(m) ? AN_OK : corrupt(env, "The traits are none.");
}

/* Sections come in the order of their numbers; from the costs on they may be absent. */
static AnStatus
get_sections(AnEnv *env, AnReader *r, AnModel *m)
{
	static AnStatus (*const get[SECTION_COUNT]) (AnEnv *, AnReader *, AnModel *) = {
		[SECTION_HEAD] = get_head,
		[SECTION_CLASSES] = get_classes,
		[SECTION_FEATURES] = get_features,
		[SECTION_TRIALS] = get_trials,
		[SECTION_NODES] = get_nodes,
		[SECTION_BRANCHES] = get_branches,
		[SECTION_RULES] = get_rules,
		[SECTION_CONDITIONS] = get_conditions,
		[SECTION_COSTS] = get_costs,
		[SECTION_PARTS] = get_parts,
		[SECTION_FOREST] = an_get_forest,
		[SECTION_LINEAR] = an_get_linear,
		[SECTION_TRAITS] = get_traits
	};
	uint32_t	next = SECTION_HEAD;

	while (an_reader_left(r) > 0)
	{
		uint32_t	section = an_reader_u32(r);
		uint32_t	size = an_reader_u32(r);
		const uint8_t *body = an_reader_take(r, size);
		AnReader	part;

		if (r->failed)
			return corrupt(env, "A section is cut off.");
		if (section & OPTIONAL)
			continue;
		if (section >= SECTION_COUNT)
			return an_fail(env, AN_EUNSUPPORTED, "model image has an unknown section");
		if (section < next || (section > next && next < SECTION_COSTS))
			return corrupt(env, "The sections are out of order.");
		an_reader_init(&part, body, size, false);
		AN_TRY(get[section] (env, &part, m));
		if (part.failed || an_reader_left(&part) > 0)
			return corrupt(env, "A section has a wrong size.");
		next = section + 1;
	}
	return next >= SECTION_COSTS ? AN_OK : corrupt(env, "A section is missing.");
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
