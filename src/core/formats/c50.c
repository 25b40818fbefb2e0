/*
 * c50.c - a C5.0 model from its texts
 *
 * Comparison of a number with a cut: in single precision, <= goes to the first
 * side.  Missing values: spread over the branches by their training cases.
 * Categories: exact text, each node maps the values it knows.
 *
 * Order of things: schema, class and feature names, the model text's header,
 * costs, and then the trees or rules.  Written from a functional specification
 * of the format alone.
 */
#include "formats/c50.h"
#include "formats/c50_cost.h"
#include "formats/c50_rules.h"
#include "formats/c50_schema.h"
#include "formats/c50_tree.h"
#include "formats/formats.h"

#include <string.h>

#define TOOL_PREFIX "See5/"

typedef struct Loader
{
	AnEnv	   *env;
	const AnC50Source *source;
	AnC50Schema schema;
	AnC50Text	text;			/* trees or rules */
	AnModelKind kind;
	AnBuilder  *b;
	AnStr		tool;
	bool		costs;			/* the header says that costs apply */
	uint32_t	ntrials;
} Loader;

static AnStatus
to_utf8(const Loader *l, AnStr raw, AnStr *out)
{
	return an_to_utf8(l->env, l->source->encoding, raw, out);
}

/* A decoded name as a person wrote it; the copy is the env's own. */
static AnStatus
to_readable(const Loader *l, AnStr raw, AnStr *out)
{
	AnStr		text;
	AnStr		copy;

	AN_TRY(to_utf8(l, raw, &text));
	if (!an_copy_str(l->env, text.data, text.len, &copy))
		return l->env->error.status;
	copy.len = an_readable((char *) copy.data, copy.len);
	*out = copy;
	return AN_OK;
}

/* Header -------------------------------------------------------------- */

/* "See5/C5.0 2.07 GPL Edition 2026-11-22": what matters is in the middle. */
static AnStatus
read_tool(Loader *l, AnStr id)
{
	static const char date[] = " dddd-dd-dd";
	size_t		n = strlen(date);
	bool		dated = id.len > n;

	if (id.len >= 6 && memcmp(id.data, "Cubist", 6) == 0)
		return an_c50_fault(&l->text, AN_EUNSUPPORTED, 1, id, "a Cubist model");
	for (size_t i = 0; dated && i < n; i++)
	{
		char		c = id.data[id.len - n + i];

		dated = date[i] == 'd' ? c >= '0' && c <= '9' : c == date[i];
	}
	id.len -= dated ? n : 0;
	n = strlen(TOOL_PREFIX);
	if (id.len > n && memcmp(id.data, TOOL_PREFIX, n) == 0)
		id = (AnStr) {id.data + n, id.len - n};
	return to_utf8(l, id, &l->tool);
}

static AnStatus
read_costs_flag(Loader *l, const AnC50Record *record)
{
	char		scratch[AN_MAX_VALUE];
	AnStr		flag;

	AN_TRY(an_c50_string(&l->text, record, AN_C50_COSTS, scratch, &flag));
	if (l->costs || !an_str_equal(flag, AN_LITERAL("1")))
		return an_c50_fault(&l->text, AN_EFORMAT, record->line, flag, "an invalid costs property");
	l->costs = true;
	return AN_OK;
}

/* id= first, entries= last, on one line or on several. */
static AnStatus
read_header(Loader *l)
{
	const uint32_t id = AN_C50_BIT(AN_C50_ID);
	const uint32_t more = AN_C50_BIT(AN_C50_COSTS) | AN_C50_BIT(AN_C50_SAMPLE)
		| AN_C50_BIT(AN_C50_INIT) | AN_C50_BIT(AN_C50_ENTRIES);
	AnC50Record record = {0};
	char		scratch[AN_MAX_VALUE];
	AnStr		text;
	bool		found;

	for (bool first = true;; first = false)
	{
		AN_TRY(an_c50_next_record(&l->text, &record, &found));
		if (!found)
			return an_c50_fault(&l->text, AN_EFORMAT, record.line, AN_C50_NO_BYTES,
								"a header without entries=");
		if (an_c50_has(&record, AN_C50_ATT))
			return an_c50_fault(&l->text, AN_EUNSUPPORTED, record.line, record.value[AN_C50_ATT],
								"an attribute of kind \"discrete\"");
		AN_TRY(an_c50_expect(&l->text, &record, first ? id : 0, more));
		if (first)
		{
			AN_TRY(an_c50_string(&l->text, &record, AN_C50_ID, scratch, &text));
			AN_TRY(read_tool(l, text));
		}
		if (an_c50_has(&record, AN_C50_COSTS))
			AN_TRY(read_costs_flag(l, &record));
		if (an_c50_has(&record, AN_C50_ENTRIES))
			break;
	}
	AN_TRY(an_c50_count(&l->text, &record, AN_C50_ENTRIES, AN_MAX_TRIALS, &l->ntrials));
	if (l->ntrials == 0)
		return an_c50_bad(&l->text, &record, AN_C50_ENTRIES, "a model without trials");
	return AN_OK;
}

/* Names --------------------------------------------------------------- */

/* Is this class of the schema the factor level of R, in either spelling? */
static bool
same_class(AnStr class, AnStr level, bool ordered)
{
	char		form[AN_MAX_VALUE];
	AnStr		text = {form, 0};

	for (int old = 0; old <= 1; old++)
	{
		AnCategoryText kind = old ? an_canonical_old(level.data, level.len, form, &text.len)
			: an_canonical(level.data, level.len, form, &text.len);

		if (kind != AN_TEXT_OK && kind != AN_TEXT_MISSING)
			return false;
		if (an_str_equal(class, text))
			return true;
		if (ordered && an_str_equal(class, an_c50_without_mark(text)))
			return true;
	}
	return false;
}

/* The schema's classes are R's, position by position. */
static AnStatus
check_level(const Loader *l, uint32_t i)
{
	const AnC50Attribute *outcome = &l->schema.outcome;
	AnStr		level = l->source->levels[i];
	AnStr		class;
	char		shown[AN_C50_SHOWN];
	char		other[AN_C50_SHOWN];

	AN_TRY(to_utf8(l, outcome->values.list.items[i], &class));
	if (same_class(class, level, outcome->ordered && i == 0))
		return AN_OK;
	an_fail(l->env, AN_EFORMAT,
			"class \"%s\" of the C5.0 schema is not level \"%s\" of the R object",
			an_c50_show(class, shown), an_c50_show(level, other));
	return an_detail(l->env, "Both are number %u.", i + 1);
}

static AnStatus
count_mismatch(const Loader *l, const char *what, uint32_t schema, uint32_t object)
{
	an_fail(l->env, AN_EFORMAT, "number of %s differs between the C5.0 schema and the R object",
			what);
	return an_detail(l->env, "The schema has %u, the object %u.", schema, object);
}

static AnStatus
add_classes(const Loader *l)
{
	const AnC50Names *classes = &l->schema.outcome.values;
	AnStr		name;

	if (l->source->from_r && classes->list.count != l->source->nlevels)
		return count_mismatch(l, "classes", classes->list.count, l->source->nlevels);
	for (uint32_t i = 0; i < classes->list.count; i++)
	{
		if (l->source->from_r)
		{
			AN_TRY(check_level(l, i));
			name = l->source->levels[i];
		}
		else
			AN_TRY(to_readable(l, classes->list.items[i], &name));
		AN_TRY(an_builder_class(l->b, name));
	}
	return AN_OK;
}

static AnStatus
add_feature(const Loader *l, uint32_t i)
{
	const AnC50Attribute *feature = &l->schema.features.items[i];
	AnStr		text;

	if (l->source->from_r)
		text = l->source->predictors[i];
	else
		AN_TRY(to_readable(l, l->schema.names.list.items[i], &text));
	AN_TRY(an_builder_feature(l->b, text, feature->kind, feature->ordered));
	for (uint32_t v = 1; v < feature->values.list.count; v++)
	{
		AN_TRY(to_utf8(l, feature->values.list.items[v], &text));
		AN_TRY(an_builder_level(l->b, text));
	}
	return AN_OK;
}

/* A bare schema does not say whether cases were weighted; the name does. */
static AnStatus
add_features(Loader *l)
{
	bool		weighted = l->source->from_r ? l->source->case_weights : true;
	bool		dropped = weighted && an_c50_drop_case_weight(&l->schema);

	if (l->source->from_r && weighted && !dropped)
		return an_fail(l->env, AN_EFORMAT, "no case weight at the end of the C5.0 schema");
	if (l->source->from_r && l->schema.features.count != l->source->npredictors)
		return count_mismatch(l, "predictors", l->schema.features.count, l->source->npredictors);
	for (uint32_t i = 0; i < l->schema.features.count; i++)
	{
		if (i % 256 == 255)
			AN_TRY(an_poll(l->env));
		AN_TRY(add_feature(l, i));
	}
	return AN_OK;
}

/* A formula may compute what the model sees; a column is all we can give. */
static AnStatus
check_terms(const Loader *l)
{
	const AnC50Source *source = l->source;
	AnC50Names	symbols = {0};
	uint32_t	number;
	char		shown[AN_C50_SHOWN];

	for (uint32_t i = 0; i < source->variables.count; i++)
		if (source->variables.items[i].data != NULL)
			AN_TRY(an_c50_names_add(l->env, &symbols, source->variables.items[i]));
	AN_TRY(an_c50_names_sort(l->env, &symbols));
	for (uint32_t i = 0; i < source->npredictors; i++)
		if (!an_c50_names_find(&symbols, source->predictors[i], &number))
		{
			an_fail(l->env, AN_EUNSUPPORTED, "predictor \"%s\" is an R expression, not a column",
					an_c50_show(source->predictors[i], shown));
			return an_hint(l->env,
						   "Compute it as a column of the table, or of a view, "
						   "and train the model on that column.");
		}
	return AN_OK;
}

/* Loading ------------------------------------------------------------- */

/* R refuses probabilities as soon as there is a cost text, used or not. */
static AnStatus
add_costs(const Loader *l)
{
	if (l->source->cost.len == 0)
		return AN_OK;
	AN_TRY(an_builder_has_costs(l->b));
	if (!l->costs || l->kind != AN_TREES)
		return AN_OK;
	return an_c50_read_costs(l->env, l->source->cost, &l->schema, l->b);
}

static AnStatus
open_model(Loader *l)
{
	bool		trees = l->source->tree.len > 0;

	if (l->source->names.len == 0)
		return an_fail(l->env, AN_EFORMAT, "a C5.0 model without a schema");
	if (!trees && l->source->rules.len == 0)
		return an_fail(l->env, AN_EFORMAT, "a C5.0 model without trees or rules");
	l->kind = trees ? AN_TREES : AN_RULES;
	return an_c50_open(l->env, trees ? "tree text" : "rules text",
					   trees ? l->source->tree : l->source->rules, &l->text);
}

AnStatus
an_c50_load(AnEnv *env, const AnC50Source *source, uint32_t trials, AnUnknown unknown,
			AnModel **model)
{
	Loader		l = {.env = env, .source = source};
	AnStr		target;

	AN_TRY(open_model(&l));
	AN_TRY(an_c50_read_schema(env, source->names, &l.schema));
	AN_TRY(an_builder_create(env, l.kind, &l.b));
	AN_TRY(read_header(&l));
	AN_TRY(to_utf8(&l, l.schema.target, &target));
	AN_TRY(an_builder_origin(l.b, l.tool, target));
	AN_TRY(add_classes(&l));
	AN_TRY(add_features(&l));
	if (source->from_r && source->has_terms)
		AN_TRY(check_terms(&l));
	AN_TRY(add_costs(&l));
	if (l.kind == AN_TREES)
		AN_TRY(an_c50_read_trees(&l.text, &l.schema, l.ntrials, l.b));
	else
		AN_TRY(an_c50_read_rules(&l.text, &l.schema, l.ntrials, l.b));
	return an_builder_finish(l.b, trials, unknown, model);
}

/* Bare texts ---------------------------------------------------------- */

static void
skip_line(AnReader *in)
{
	an_reader_until(in, '\n');
	an_reader_next(in);
}

/* Past the line feed that ends a record: one outside of quotes. */
static void
skip_record(AnReader *in)
{
	bool		quoted = false;
	int			c;

	while ((c = an_reader_next(in)) >= 0 && (quoted || c != '\n'))
	{
		if (c == '"')
			quoted = !quoted;
		else if (c == '\\' && quoted)
			an_reader_next(in);
	}
}

static bool
is_empty_line(const AnReader *in)
{
	return an_reader_begins(in, AN_LITERAL("\n")) || an_reader_begins(in, AN_LITERAL("\r\n"));
}

static bool
is_blank(AnStr text)
{
	size_t		i = 0;

	while (i < text.len && memchr(" \t\r\n", text.data[i], 4) != NULL)
		i++;
	return i == text.len;
}

/* The records up to an empty line, put where they belong; false: they are no model. */
static bool
read_model(AnReader *in, AnC50Source *source)
{
	size_t		start = in->pos;
	AnStr	   *text = NULL;

	for (; an_reader_left(in) > 0 && !is_empty_line(in); skip_record(in))
	{
		if (text == NULL && an_reader_begins(in, AN_LITERAL("type=\"")))
			text = &source->tree;
		else if (text == NULL && an_reader_begins(in, AN_LITERAL("rules=\"")))
			text = &source->rules;
	}
	if (text != NULL)
		*text = an_reader_since(in, start);
	return text != NULL;
}

AnStatus
an_c50_split_text(AnEnv *env, const uint8_t *bytes, size_t size, AnC50Source *source)
{
	AnReader	in;
	size_t		start;

	memset(source, 0, sizeof(*source));
	an_reader_init(&in, bytes, size, false);
	an_reader_accept_text(&in, AN_LITERAL("\xEF\xBB\xBF"));	/* an editor's mark of UTF-8 */
	start = in.pos;
	while (an_reader_left(&in) > 0 && !an_reader_begins(&in, AN_LITERAL("id=\"")))
		skip_line(&in);
	source->names = an_reader_since(&in, start);
	if (!read_model(&in, source))
	{
		an_fail(env, AN_EFORMAT, "no C5.0 model in the text");
		return an_hint(env,
					   "A schema is expected first, then the trees or rules, "
					   "which begin with a line id=\"...\".");
	}
	if (!is_blank(an_reader_rest(&in)))
		source->cost = an_reader_rest(&in);
	return AN_OK;
}

/* ----- the format of bare texts ----- */

/* A schema text is not binary and is followed by a line that starts with id=". */
static bool
sniff_texts(const uint8_t *bytes, size_t size)
{
	static const char mark[] = "\nid=\"";

	for (size_t i = 0; i + sizeof(mark) - 1 <= size; i++)
	{
		if (bytes[i] == 0)
			return false;
		if (memcmp(bytes + i, mark, sizeof(mark) - 1) == 0)
			return true;
	}
	return false;
}

static AnStatus
load_texts(AnEnv *env, const uint8_t *bytes, size_t size, const AnLoadOptions *options, AnModel **model)
{
	AnC50Source source;

	AN_TRY(an_c50_split_text(env, bytes, size, &source));
	return an_c50_load(env, &source, options->trials, options->unknown, model);
}

const AnFormat an_format_c50 = {
	.name = "c50",
	.description = "C5.0 schema text followed by its tree or rules text",
	.sniff = sniff_texts,
	.load = load_texts
};
