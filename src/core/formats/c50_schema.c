/* c50_schema.c - the schema text, and exact lookup of what it names */
#include "formats/c50_schema.h"

#include <string.h>

#define ORDERED_PREFIX "[ordered]"

/* Names --------------------------------------------------------------- */

AnStatus
an_c50_names_add(AnEnv *env, AnC50Names *names, AnStr name)
{
	AnStr	   *added = AN_LIST_ADD(env, &names->list, 1);

	return added != NULL && an_copy_str(env, name.data, name.len, added) ? AN_OK : env->error.status;
}

/* Any total order will do; comparing lengths first is the quickest. */
static int
compare(AnStr a, AnStr b)
{
	if (a.len != b.len)
		return a.len < b.len ? -1 : 1;
	return a.len == 0 ? 0 : memcmp(a.data, b.data, a.len);
}

static bool
comes_before(const AnC50Names *names, uint32_t a, uint32_t b)
{
	int			order = compare(names->list.items[a], names->list.items[b]);

	return order != 0 ? order < 0 : a < b;
}

static void
sift_down(const AnC50Names *names, uint32_t at, uint32_t count)
{
	uint32_t   *heap = names->sorted;
	uint32_t	moving = heap[at];

	for (;;)
	{
		uint32_t	child = 2 * at + 1;

		if (child + 1 < count && comes_before(names, heap[child], heap[child + 1]))
			child++;
		if (child >= count || comes_before(names, heap[child], moving))
			break;
		heap[at] = heap[child];
		at = child;
	}
	heap[at] = moving;
}

/* A heap sort: qsort() may allocate, and hashing has a worst case to aim at. */
AnStatus
an_c50_names_sort(AnEnv *env, AnC50Names *names)
{
	uint32_t	n = names->list.count;

	if ((names->sorted = an_alloc_array(env, n, sizeof(uint32_t))) == NULL)
		return env->error.status;
	for (uint32_t i = 0; i < n; i++)
		names->sorted[i] = i;
	for (uint32_t i = n / 2; i > 0; i--)
		sift_down(names, i - 1, n);
	for (uint32_t last = n; last > 1; last--)
	{
		uint32_t	top = names->sorted[0];

		names->sorted[0] = names->sorted[last - 1];
		names->sorted[last - 1] = top;
		sift_down(names, 0, last - 1);
	}
	return AN_OK;
}

bool
an_c50_names_find(const AnC50Names *names, AnStr name, uint32_t *number)
{
	uint32_t	low = 0;
	uint32_t	high = names->list.count;

	while (low < high)
	{
		uint32_t	middle = low + (high - low) / 2;

		if (compare(names->list.items[names->sorted[middle]], name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == names->list.count || !an_str_equal(names->list.items[names->sorted[low]], name))
		return false;
	*number = names->sorted[low];
	return true;
}

/* The text ------------------------------------------------------------ */

static AnStatus
unexpected(const AnC50Text *text, const AnC50Token *token, const char *what)
{
	return an_c50_fault(text, AN_EFORMAT, token->line, an_c50_token_text(token), what);
}

static AnStatus
over(const AnC50Text *text, const char *what, unsigned limit)
{
	an_fail(text->env, AN_ELIMIT, "too many %s in the C5.0 %s", what, text->title);
	return an_detail(text->env, "The limit is %u.", limit);
}

static bool
begins_with(AnStr text, const char *prefix)
{
	size_t		n = strlen(prefix);

	return text.len >= n && memcmp(text.data, prefix, n) == 0;
}

static bool
ends_with(AnStr text, const char *suffix)
{
	size_t		n = strlen(suffix);

	return text.len >= n && memcmp(text.data + text.len - n, suffix, n) == 0;
}

/* The one-word definitions.  R writes only the first; "ignore" and "label"
 * come from factors whose only level is so called. */
static AnStatus
read_keyword(const AnC50Text *text, const AnC50Token *token, AnStr name, AnC50Attribute *attribute)
{
	static const char *const later[] = {"date", "time", "timestamp"};
	AnStr		word = an_c50_token_text(token);
	char		shown[AN_C50_SHOWN];
	bool		known = begins_with(word, "discrete ");

	for (size_t i = 0; i < 3; i++)
		known = known || an_str_equal(word, (AnStr) {later[i], strlen(later[i])});
	if (an_str_equal(word, AN_LITERAL("continuous")))
		attribute->kind = AN_NUMERIC;
	else if (an_str_equal(word, AN_LITERAL("ignore")) || an_str_equal(word, AN_LITERAL("label")))
		attribute->kind = AN_IGNORED;
	else if (!known)
		return unexpected(text, token, "an unknown kind of attribute");
	else
	{
		an_fail(text->env, AN_EUNSUPPORTED,
				"attribute \"%s\" is of a kind that is not supported", an_c50_show(name, shown));
		return an_detail(text->env, "Line %u of the C5.0 schema defines it as \"%s\".",
						 token->line, an_c50_show(word, shown));
	}
	return AN_OK;
}

/* The first value of an ordered factor carries a mark, which is no part of it. */
AnStr
an_c50_without_mark(AnStr value)
{
	size_t		n = strlen(ORDERED_PREFIX);

	if (!begins_with(value, ORDERED_PREFIX))
		return value;
	while (n < value.len && value.data[n] == ' ')
		n++;
	return (AnStr) {value.data + n, value.len - n};
}

static AnStatus
first_value(const AnC50Text *text, const AnC50Token *token, AnC50Attribute *attribute)
{
	AnStr		value = an_c50_without_mark(an_c50_token_text(token));

	attribute->ordered = value.len < token->len;
	if (value.len == 0)
		return unexpected(text, token, "an empty name or value");
	return an_c50_names_add(text->env, &attribute->values, value);
}

/* token: the first value, after which a comma stood. */
static AnStatus
read_values(AnC50Text *text, AnC50Token *token, bool outcome, AnC50Attribute *attribute)
{
	AnC50Names *values = &attribute->values;
	uint32_t	limit = outcome ? AN_MAX_CLASSES : AN_MAX_LEVELS;

	attribute->kind = AN_CATEGORICAL;
	if (!outcome)
		AN_TRY(an_c50_names_add(text->env, values, AN_LITERAL("N/A")));
	AN_TRY(first_value(text, token, attribute));
	while (token->delimiter == ',')
	{
		AN_TRY(an_c50_need_token(text, token));
		if (values->list.count >= limit)
			return over(text, outcome ? "classes" : "values", limit);
		AN_TRY(an_c50_names_add(text->env, values, an_c50_token_text(token)));
	}
	return an_c50_names_sort(text->env, values);
}

/* token: the attribute's name, which is added to names when there are any. */
static AnStatus
read_definition(AnC50Text *text, AnC50Token *token, AnC50Names *names, AnC50Attribute *attribute)
{
	AnStr		name = an_c50_token_text(token);
	char		copy[AN_MAX_VALUE];

	if (token->delimiter == AN_C50_ASSIGN)
		return an_c50_fault(text, AN_EUNSUPPORTED, token->line, name,
							"an attribute defined by a formula");
	if (token->delimiter != ':')
		return unexpected(text, token, "a name without a colon");
	if (names != NULL)
		AN_TRY(an_c50_names_add(text->env, names, name));
	memcpy(copy, name.data, name.len);
	name.data = copy;
	AN_TRY(an_c50_need_token(text, token));
	if (token->delimiter == ',')
		AN_TRY(read_values(text, token, names == NULL, attribute));
	else
		AN_TRY(read_keyword(text, token, name, attribute));
	if (token->delimiter == ':' || token->delimiter == AN_C50_ASSIGN)
		return unexpected(text, token, "a misplaced colon");
	return AN_OK;
}

/* The label names the outcome, which is the first attribute. */
static AnStatus
read_outcome(AnC50Text *text, AnC50Token *token, AnC50Schema *schema)
{
	AN_TRY(an_c50_need_token(text, token));
	if (token->delimiter == ',' || token->delimiter == ':' || token->delimiter == AN_C50_ASSIGN)
		return an_c50_fault(text, AN_EUNSUPPORTED, token->line, an_c50_token_text(token),
							"an outcome that is not an attribute");
	if (!an_copy_str(text->env, token->data, token->len, &schema->target))
		return text->env->error.status;
	AN_TRY(an_c50_need_token(text, token));
	if (!an_str_equal(an_c50_token_text(token), schema->target))
		return unexpected(text, token, "an outcome that is not the first attribute");
	AN_TRY(read_definition(text, token, NULL, &schema->outcome));
	if (schema->outcome.kind != AN_CATEGORICAL)
		return an_c50_fault(text, AN_EUNSUPPORTED, token->line, schema->target,
							"an outcome without classes");
	return AN_OK;
}

static AnStatus
read_feature(AnC50Text *text, AnC50Token *token, AnC50Schema *schema)
{
	AnStr		name = an_c50_token_text(token);
	AnC50Attribute *feature;

	if ((begins_with(name, "Attributes ") || begins_with(name, "attributes "))
		&& ends_with(name, "cluded"))
		return an_c50_fault(text, AN_EUNSUPPORTED, token->line, name,
							"a list of attributes to use");
	if (schema->features.count > AN_MAX_FEATURES)	/* one more: the case weight */
		return over(text, "attributes", AN_MAX_FEATURES);
	if ((feature = AN_LIST_ADD(text->env, &schema->features, 1)) == NULL)
		return text->env->error.status;
	AN_TRY(read_definition(text, token, &schema->names, feature));
	if (feature->values.list.count > schema->most_values)
		schema->most_values = feature->values.list.count;
	return AN_OK;
}

static AnStatus
check_names(const AnC50Text *text, const AnC50Schema *schema)
{
	const AnC50Names *names = &schema->names;
	uint32_t	number = 0;
	bool		repeated = an_c50_names_find(names, schema->target, &number);

	for (uint32_t i = 1; i < names->list.count && !repeated; i++)
	{
		number = names->sorted[i];
		repeated = an_str_equal(names->list.items[names->sorted[i - 1]], names->list.items[number]);
	}
	if (repeated)
		return an_c50_fault(text, AN_EFORMAT, text->line, names->list.items[number],
							"two attributes of one name");
	return AN_OK;
}

AnStatus
an_c50_read_schema(AnEnv *env, AnStr raw, AnC50Schema *schema)
{
	AnC50Text	text;
	AnC50Token	token;
	bool		found;

	memset(schema, 0, sizeof(*schema));
	schema->most_values = 1;
	AN_TRY(an_c50_open(env, "schema", raw, &text));
	AN_TRY(read_outcome(&text, &token, schema));
	for (;;)
	{
		AN_TRY(an_c50_next_token(&text, &token, &found));
		if (!found)
			break;
		AN_TRY(read_feature(&text, &token, schema));
	}
	AN_TRY(an_c50_names_sort(env, &schema->names));
	return check_names(&text, schema);
}

bool
an_c50_drop_case_weight(AnC50Schema *schema)
{
	uint32_t	last = schema->features.count - 1;

	if (schema->features.count == 0 || schema->features.items[last].kind != AN_NUMERIC
		|| !an_str_equal(schema->names.list.items[last], AN_LITERAL("case weight")))
		return false;
	schema->features.count = last;
	return true;
}

/* What other texts name ------------------------------------------------ */

AnStatus
an_c50_class(const AnC50Text *text, const AnC50Record *record, AnC50Key key,
			 const AnC50Schema *schema, char *scratch, uint32_t *number)
{
	AnStr		name;

	AN_TRY(an_c50_string(text, record, key, scratch, &name));
	if (!an_c50_names_find(&schema->outcome.values, name, number))
		return an_c50_fault(text, AN_EFORMAT, record->line, name, "an unknown class");
	return AN_OK;
}

AnStatus
an_c50_feature(const AnC50Text *text, const AnC50Record *record, const AnC50Schema *schema,
			   AnFeatureKind kind, char *scratch, uint32_t *number)
{
	AnStr		name;

	AN_TRY(an_c50_string(text, record, AN_C50_ATT, scratch, &name));
	if (!an_c50_names_find(&schema->names, name, number))
		return an_c50_fault(text, AN_EFORMAT, record->line, name, "an unknown attribute");
	if (*number >= schema->features.count)
		return an_c50_fault(text, AN_EFORMAT, record->line, name, "a test of the case weight");
	if (schema->features.items[*number].kind != kind)
		return an_c50_fault(text, AN_EFORMAT, record->line, name,
							"a test that does not fit its attribute");
	return AN_OK;
}
