/* c50_rules.c - the rules text: sets of rules of conditions */
#include "formats/c50_rules.h"

#include <string.h>

#define SET_KEYS (AN_C50_BIT(AN_C50_RULES) | AN_C50_BIT(AN_C50_DEFAULT))
#define RULE_KEYS \
	(AN_C50_BIT(AN_C50_CONDS) | AN_C50_BIT(AN_C50_COVER) | AN_C50_BIT(AN_C50_OK) \
	 | AN_C50_BIT(AN_C50_CLASS))
#define TEST_KEYS (AN_C50_BIT(AN_C50_TYPE) | AN_C50_BIT(AN_C50_ATT))

typedef struct RuleReader
{
	AnC50Text  *text;
	const AnC50Schema *schema;
	AnBuilder  *b;
	AnC50Record record;
	uint8_t    *members;		/* room for every value of any feature */
	char		scratch[AN_MAX_VALUE];
} RuleReader;

static AnStatus
bad(const RuleReader *r, AnC50Key key, const char *what)
{
	return an_c50_bad(r->text, &r->record, key, what);
}

static AnStatus
need_record(RuleReader *r)
{
	bool		found;

	AN_TRY(an_c50_next_record(r->text, &r->record, &found));
	if (!found)
		return an_c50_fault(r->text, AN_EFORMAT, r->record.line, AN_C50_NO_BYTES,
							"an unexpected end");
	return AN_OK;
}

static AnStatus
find_value(const RuleReader *r, uint32_t feature, AnStr value, uint32_t *number)
{
	if (!an_c50_names_find(&r->schema->features.items[feature].values, value, number))
		return an_c50_fault(r->text, AN_EFORMAT, r->record.line, value, "an unknown value");
	return AN_OK;
}

/* equal to a value */
static AnStatus
read_level_test(RuleReader *r)
{
	uint32_t	feature;
	uint32_t	number;
	AnStr		value;

	AN_TRY(an_c50_expect(r->text, &r->record, TEST_KEYS | AN_C50_BIT(AN_C50_VAL), 0));
	AN_TRY(an_c50_feature(r->text, &r->record, r->schema, AN_CATEGORICAL, r->scratch, &feature));
	AN_TRY(an_c50_string(r->text, &r->record, AN_C50_VAL, r->scratch, &value));
	AN_TRY(find_value(r, feature, value, &number));
	return an_builder_condition(r->b, AN_IS_LEVEL, feature, number + 1, 0);
}

/* a number is not applicable */
static AnStatus
read_na_test(RuleReader *r)
{
	uint32_t	feature;
	AnStr		value;

	AN_TRY(an_c50_expect(r->text, &r->record, TEST_KEYS | AN_C50_BIT(AN_C50_VAL), 0));
	AN_TRY(an_c50_feature(r->text, &r->record, r->schema, AN_NUMERIC, r->scratch, &feature));
	AN_TRY(an_c50_string(r->text, &r->record, AN_C50_VAL, r->scratch, &value));
	if (!an_str_equal(value, AN_LITERAL("N/A")))
		return bad(r, AN_C50_VAL, "an unknown value");
	return an_builder_condition(r->b, AN_IS_NA, feature, 0, 0);
}

/* on one side of a cut; "<" includes the cut itself */
static AnStatus
read_cut_test(RuleReader *r)
{
	uint32_t	feature;
	float		cut;
	AnStr		result;
	bool		above;

	AN_TRY(an_c50_expect(r->text, &r->record,
						 TEST_KEYS | AN_C50_BIT(AN_C50_CUT) | AN_C50_BIT(AN_C50_RESULT), 0));
	AN_TRY(an_c50_feature(r->text, &r->record, r->schema, AN_NUMERIC, r->scratch, &feature));
	AN_TRY(an_c50_float(r->text, &r->record, AN_C50_CUT, &cut));
	AN_TRY(an_c50_string(r->text, &r->record, AN_C50_RESULT, r->scratch, &result));
	above = an_str_equal(result, AN_LITERAL(">"));
	if (!above && !an_str_equal(result, AN_LITERAL("<")))
		return bad(r, AN_C50_RESULT, "an unknown comparison");
	return an_builder_condition(r->b, above ? AN_ABOVE : AN_AT_MOST, feature, 0, cut);
}

static AnStatus
read_set_test(RuleReader *r)
{
	uint32_t	feature;
	uint32_t	number;
	AnStr		list;
	AnStr		value;
	bool		found;

	AN_TRY(an_c50_expect(r->text, &r->record, TEST_KEYS | AN_C50_BIT(AN_C50_ELTS), 0));
	AN_TRY(an_c50_feature(r->text, &r->record, r->schema, AN_CATEGORICAL, r->scratch, &feature));
	if (r->record.elts.count != 1)
		return bad(r, AN_C50_ELTS, "a repeated property");
	memset(r->members, 0, r->schema->features.items[feature].values.list.count);
	list = r->record.elts.items[0];
	for (;;)
	{
		AN_TRY(an_c50_next_value(r->text, r->record.line, &list, r->scratch, &value, &found));
		if (!found)
			return an_builder_condition_set(r->b, feature, r->members);
		AN_TRY(find_value(r, feature, value, &number));
		r->members[number] = 1;
	}
}

static AnStatus
read_condition(RuleReader *r)
{
	uint32_t	type;

	AN_TRY(need_record(r));
	AN_TRY(an_c50_expect(r->text, &r->record, TEST_KEYS, UINT32_MAX));
	AN_TRY(an_c50_count(r->text, &r->record, AN_C50_TYPE, UINT32_MAX, &type));
	switch (type)
	{
		case 1:
			return read_level_test(r);
		case 2:
			return an_c50_has(&r->record, AN_C50_VAL) ? read_na_test(r) : read_cut_test(r);
		case 3:
			return read_set_test(r);
		default:
			return bad(r, AN_C50_TYPE, "an unknown type of condition");
	}
}

static AnStatus
read_rule(RuleReader *r)
{
	uint32_t	nconditions;
	uint32_t	outcome;
	float		cover;
	float		ok;
	float		lift = 0;

	AN_TRY(need_record(r));
	AN_TRY(an_c50_expect(r->text, &r->record, RULE_KEYS, AN_C50_BIT(AN_C50_LIFT)));
	AN_TRY(an_c50_count(r->text, &r->record, AN_C50_CONDS, AN_MAX_CONDITIONS, &nconditions));
	AN_TRY(an_c50_float(r->text, &r->record, AN_C50_COVER, &cover));
	AN_TRY(an_c50_float(r->text, &r->record, AN_C50_OK, &ok));
	if (an_c50_has(&r->record, AN_C50_LIFT))
		AN_TRY(an_c50_float(r->text, &r->record, AN_C50_LIFT, &lift));
	if (cover < 0 || ok < 0 || (double) ok > (double) cover + 1)
		return bad(r, AN_C50_OK, "a count of cases out of range");
	AN_TRY(an_c50_class(r->text, &r->record, AN_C50_CLASS, r->schema, r->scratch, &outcome));
	AN_TRY(an_builder_rule(r->b, outcome, cover, ok, lift));
	for (uint32_t i = 0; i < nconditions; i++)
		AN_TRY(read_condition(r));
	return AN_OK;
}

static AnStatus
read_rule_set(RuleReader *r)
{
	uint32_t	nrules;
	uint32_t	fallback;

	AN_TRY(need_record(r));
	AN_TRY(an_c50_expect(r->text, &r->record, SET_KEYS, 0));
	AN_TRY(an_c50_count(r->text, &r->record, AN_C50_RULES, AN_MAX_NODES, &nrules));
	AN_TRY(an_c50_class(r->text, &r->record, AN_C50_DEFAULT, r->schema, r->scratch, &fallback));
	AN_TRY(an_builder_rule_set(r->b, fallback));
	for (uint32_t i = 0; i < nrules; i++)
		AN_TRY(read_rule(r));
	return AN_OK;
}

AnStatus
an_c50_read_rules(AnC50Text *text, const AnC50Schema *schema, uint32_t ntrials, AnBuilder *b)
{
	RuleReader	r = {.text = text, .schema = schema, .b = b};
	bool		found;

	if ((r.members = an_alloc(text->env, schema->most_values)) == NULL)
		return text->env->error.status;
	for (uint32_t t = 0; t < ntrials; t++)
		AN_TRY(read_rule_set(&r));
	AN_TRY(an_c50_next_record(text, &r.record, &found));
	if (found)
		return an_c50_fault(text, AN_EFORMAT, r.record.line, AN_C50_NO_BYTES,
							"a line after the last rule");
	return AN_OK;
}
