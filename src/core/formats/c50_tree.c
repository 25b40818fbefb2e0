/* c50_tree.c - the tree text, node by node */
#include "formats/c50_tree.h"

#include <math.h>
#include <string.h>

#define NODE_KEYS (AN_C50_BIT(AN_C50_TYPE) | AN_C50_BIT(AN_C50_CLASS))
#define SPLIT_KEYS \
	(NODE_KEYS | AN_C50_BIT(AN_C50_FREQ) | AN_C50_BIT(AN_C50_ATT) | AN_C50_BIT(AN_C50_FORKS))
#define SOFT_KEYS (AN_C50_BIT(AN_C50_LOW) | AN_C50_BIT(AN_C50_HIGH))

typedef struct TreeReader
{
	AnC50Text  *text;
	const AnC50Schema *schema;
	AnBuilder  *b;
	AnC50Record record;
	uint32_t	majority;		/* of the record's node */
	uint32_t	forks;
	float	   *freq;			/* of the record's node; room for every class */
	uint16_t   *map;			/* room for every value of any feature */
	char		scratch[AN_MAX_VALUE];
} TreeReader;

static AnStatus
bad(const TreeReader *r, AnC50Key key, const char *what)
{
	return an_c50_bad(r->text, &r->record, key, what);
}

/* The feature tested, and the number of children, which it may prescribe. */
static AnStatus
read_split(TreeReader *r, AnFeatureKind kind, uint32_t *feature)
{
	AN_TRY(an_c50_feature(r->text, &r->record, r->schema, kind, r->scratch, feature));
	AN_TRY(an_c50_count(r->text, &r->record, AN_C50_FORKS, AN_MAX_LEVELS, &r->forks));
	if (!(an_sum_cases(r->freq, r->schema->outcome.values.list.count) > 0))
		return bad(r, AN_C50_ATT, "a split without cases");
	return AN_OK;
}

static AnStatus
read_nway(TreeReader *r)
{
	uint32_t	feature;

	AN_TRY(an_c50_expect(r->text, &r->record, SPLIT_KEYS, 0));
	AN_TRY(read_split(r, AN_CATEGORICAL, &feature));
	if (r->forks != r->schema->features.items[feature].values.list.count)
		return bad(r, AN_C50_FORKS, "a wrong number of branches");
	return an_builder_nway(r->b, r->majority, r->freq, feature);
}

static AnStatus
read_cut(TreeReader *r)
{
	const AnC50Record *record = &r->record;
	uint32_t	soft = record->present & SOFT_KEYS ? SOFT_KEYS : 0;
	uint32_t	feature;
	float		cut;
	float		low;
	float		mid;
	float		high;

	AN_TRY(an_c50_expect(r->text, record, SPLIT_KEYS | AN_C50_BIT(AN_C50_CUT) | soft,
						 soft ? AN_C50_BIT(AN_C50_MID) : 0));
	AN_TRY(read_split(r, AN_NUMERIC, &feature));
	if (r->forks != 3)
		return bad(r, AN_C50_FORKS, "a wrong number of branches");
	AN_TRY(an_c50_float(r->text, record, AN_C50_CUT, &cut));
	low = mid = high = cut;
	if (soft)
	{
		AN_TRY(an_c50_float(r->text, record, AN_C50_LOW, &low));
		AN_TRY(an_c50_float(r->text, record, AN_C50_HIGH, &high));
	}
	if (an_c50_has(record, AN_C50_MID))
		AN_TRY(an_c50_float(r->text, record, AN_C50_MID, &mid));
	return an_builder_cut(r->b, r->majority, r->freq, feature, cut, low, mid, high);
}

static AnStatus
map_branch(TreeReader *r, const AnC50Names *values, uint32_t branch)
{
	AnStr		list = r->record.elts.items[branch];
	AnStr		value;
	uint32_t	number;
	bool		found;

	for (;;)
	{
		AN_TRY(an_c50_next_value(r->text, r->record.line, &list, r->scratch, &value, &found));
		if (!found)
			return AN_OK;
		if (!an_c50_names_find(values, value, &number))
			return an_c50_fault(r->text, AN_EFORMAT, r->record.line, value, "an unknown value");
		if (r->map[number] == AN_NO_BRANCH)
			r->map[number] = (uint16_t) branch;
	}
}

static AnStatus
read_subset(TreeReader *r)
{
	const AnC50Names *values;
	uint32_t	feature;

	AN_TRY(an_c50_expect(r->text, &r->record, SPLIT_KEYS | AN_C50_BIT(AN_C50_ELTS), 0));
	AN_TRY(read_split(r, AN_CATEGORICAL, &feature));
	values = &r->schema->features.items[feature].values;
	if (r->forks != r->record.elts.count || r->forks > values->list.count)
		return bad(r, AN_C50_FORKS, "a wrong number of branches");
	for (uint32_t i = 0; i < values->list.count; i++)
		r->map[i] = AN_NO_BRANCH;
	for (uint32_t branch = 0; branch < r->forks; branch++)
		AN_TRY(map_branch(r, values, branch));
	return an_builder_subset(r->b, r->majority, r->freq, feature, r->forks, r->map);
}

/* Class and frequencies, which are all zero when they are not there. */
static AnStatus
read_cases(TreeReader *r, bool root)
{
	uint32_t	nclasses = r->schema->outcome.values.list.count;

	AN_TRY(an_c50_class(r->text, &r->record, AN_C50_CLASS, r->schema, r->scratch, &r->majority));
	memset(r->freq, 0, nclasses * sizeof(float));
	if (an_c50_has(&r->record, AN_C50_FREQ))
		AN_TRY(an_c50_floats(r->text, &r->record, AN_C50_FREQ, nclasses, r->freq));
	if (root && !(an_sum_cases(r->freq, nclasses) > 0))
		return bad(r, AN_C50_CLASS, "a tree without cases");
	if (!isfinite(an_sum_cases(r->freq, nclasses)))
		return bad(r, AN_C50_FREQ, "an overflow of frequencies");
	return AN_OK;
}

static AnStatus
read_node(TreeReader *r, bool root)
{
	uint32_t	type;
	bool		has_freq;

	if ((r->record.present & NODE_KEYS) != NODE_KEYS)
		return an_c50_expect(r->text, &r->record, NODE_KEYS, UINT32_MAX);
	AN_TRY(an_c50_count(r->text, &r->record, AN_C50_TYPE, UINT32_MAX, &type));
	AN_TRY(read_cases(r, root));
	has_freq = an_c50_has(&r->record, AN_C50_FREQ);
	r->forks = 0;
	switch (type)
	{
		case AN_LEAF:
			AN_TRY(an_c50_expect(r->text, &r->record, NODE_KEYS, AN_C50_BIT(AN_C50_FREQ)));
			return an_builder_leaf(r->b, r->majority, has_freq ? r->freq : NULL);
		case AN_NWAY:
			return read_nway(r);
		case AN_CUT:
			return read_cut(r);
		case AN_SUBSET:
			return read_subset(r);
		default:
			return bad(r, AN_C50_TYPE, "an unknown type of node");
	}
}

/* The builder keeps the tree's shape; here a count tells where a tree ends. */
static AnStatus
read_tree(TreeReader *r)
{
	bool		found;
	bool		root = true;

	AN_TRY(an_builder_tree(r->b));
	for (uint64_t missing = 1; missing > 0; missing += r->forks, missing--)
	{
		AN_TRY(an_c50_next_record(r->text, &r->record, &found));
		if (!found)
			return an_c50_fault(r->text, AN_EFORMAT, r->record.line, AN_C50_NO_BYTES,
								"an incomplete tree");
		AN_TRY(read_node(r, root));
		root = false;
	}
	return AN_OK;
}

AnStatus
an_c50_read_trees(AnC50Text *text, const AnC50Schema *schema, uint32_t ntrials, AnBuilder *b)
{
	TreeReader	r = {.text = text, .schema = schema, .b = b};
	bool		found;

	r.map = an_alloc_array(text->env, schema->most_values, sizeof(uint16_t));
	r.freq = an_alloc_array(text->env, schema->outcome.values.list.count, sizeof(float));
	if (r.map == NULL || r.freq == NULL)
		return text->env->error.status;
	for (uint32_t t = 0; t < ntrials; t++)
		AN_TRY(read_tree(&r));
	AN_TRY(an_c50_next_record(text, &r.record, &found));
	if (found)
		return an_c50_fault(text, AN_EFORMAT, r.record.line, AN_C50_NO_BYTES,
							"a line after the last tree");
	return AN_OK;
}
