/*
 * rds_c50.c - the parts of a C5.0 object that scoring needs
 *
 * Contract
 *  1. Elements are found by name; of two with one name the first counts, as in R.
 *  2. names, levels, predictors and one of tree and rules are required; cost,
 *     caseWeights and Terms may be absent (or NULL).  An element of the wrong
 *     type is an error that names it.
 *  3. Texts stay as they are stored, in one encoding.  When their marks disagree
 *     (and they are not plain ASCII), all of them are converted to UTF-8.
 */
#include <string.h>

#include "formats/rds.h"
#include "model/model.h"

typedef enum Element
{
	E_NAMES,
	E_COST,
	E_TREE,
	E_RULES,
	E_LEVELS,
	E_PREDICTORS,
	E_CASE_WEIGHTS,
	E_TERMS,
	NELEMENTS
} Element;

#define NTEXTS 4				/* the first of these */

static const char *const element_names[NELEMENTS] = {
	"names", "cost", "tree", "rules", "levels", "predictors", "caseWeights", "Terms"
};

typedef struct Extract
{
	AnRds	   *rds;
	AnC50Source *source;
	size_t		at[NELEMENTS];	/* where the elements are; 0 = absent */
	AnRdsString texts[NTEXTS];
} Extract;

static AnStatus
bad_element(Extract *x, Element element, const char *what)
{
	an_fail(x->rds->env, AN_EFORMAT, "C5.0 model is incomplete");
	return an_detail(x->rds->env, "Element \"%s\" %s.", element_names[element], what);
}

static AnStatus
too_many(Extract *x, Element element)
{
	an_fail(x->rds->env, AN_ELIMIT, "C5.0 model is too large");
	return an_detail(x->rds->env, "Element \"%s\" has more than %d entries.",
					 element_names[element], AN_MAX_FEATURES);
}

static void
note_element(Extract *x, const AnRdsString *name, size_t at, bool is_null)
{
	for (int i = 0; i < NELEMENTS; i++)
		if (x->at[i] == 0 && !is_null && name->raw.len == strlen(element_names[i]) &&
			memcmp(name->raw.data, element_names[i], name->raw.len) == 0)
			x->at[i] = at;
}

/* Where each element begins; only skipping tells where the next one does. */
static AnStatus
find_elements(Extract *x, const AnRdsObject *object)
{
	AnRds	   *rds = x->rds;
	AnRdsVector list;
	AnRdsVector names = {.type = RDS_NIL};

	AN_TRY(an_rds_open(rds, object->start, &list));
	if (object->names_at != 0)
		AN_TRY(an_rds_open(rds, object->names_at, &names));
	if (list.type != RDS_LIST || names.type != RDS_STRINGS || names.count != list.count)
	{
		an_fail(rds->env, AN_EFORMAT, "C5.0 model is incomplete");
		return an_detail(rds->env, "The object is not a list with names.");
	}
	an_reader_seek(&rds->in, list.at);
	while (names.count > 0)
	{
		AnRdsString name;
		size_t		at = rds->in.pos;
		uint32_t	flags = an_reader_u32(&rds->in);

		AN_TRY(an_rds_next_string(rds, &names, &name));
		note_element(x, &name, at, RDS_TYPE(flags) == RDS_NIL);
		an_reader_seek(&rds->in, at);
		AN_TRY(an_rds_skip(rds));
	}
	return AN_OK;
}

static AnStatus
read_text(Extract *x, Element element)
{
	AnRdsString *text = &x->texts[element];
	AnRdsVector vector;

	if (x->at[element] == 0)
		return element == E_NAMES ? bad_element(x, element, "is missing") : AN_OK;
	AN_TRY(an_rds_open(x->rds, x->at[element], &vector));
	if (vector.type != RDS_STRINGS || vector.count != 1)
		return bad_element(x, element, "is not one string");
	AN_TRY(an_rds_next_string(x->rds, &vector, text));
	if (text->missing)
		return bad_element(x, element, "is NA");
	if (text->raw.len > 0 && memchr(text->raw.data, '\0', text->raw.len) != NULL)
		return bad_element(x, element, "holds a zero byte");
	return AN_OK;
}

static bool
is_ascii(AnStr text)
{
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char) text.data[i] >= 0x80)
			return false;
	return true;
}

/* The encoding of the texts that are not ASCII; false when they have several. */
static bool
common_encoding(const Extract *x, AnEncoding *encoding)
{
	bool		known = false;

	*encoding = x->rds->native;
	for (int i = 0; i < NTEXTS; i++)
	{
		const AnRdsString *text = &x->texts[i];

		if (is_ascii(text->raw))
			continue;
		if (known && text->encoding != *encoding)
			return false;
		*encoding = text->encoding;
		known = true;
	}
	return true;
}

static AnStatus
read_texts(Extract *x)
{
	AnC50Source *source = x->source;
	AnStr	   *out[NTEXTS] = {&source->names, &source->cost, &source->tree, &source->rules};
	AnEnv	   *env = x->rds->env;
	bool		common;

	for (int i = 0; i < NTEXTS; i++)
		AN_TRY(read_text(x, (Element) i));
	common = common_encoding(x, &source->encoding);
	if (!common)
		source->encoding = AN_ENCODING_UTF8;
	for (int i = 0; i < NTEXTS; i++)
	{
		AnStr		raw = x->texts[i].raw;

		if (!common)
			AN_TRY(an_to_utf8(env, x->texts[i].encoding, raw, out[i]));
		else if (!an_copy_str(env, raw.data, raw.len, out[i]))
			return env->error.status;
	}
	if (source->names.len == 0)
		return bad_element(x, E_NAMES, "is empty");
	if (source->tree.len == 0 && source->rules.len == 0)
		return bad_element(x, E_TREE, "is empty, and so is \"rules\"");
	return AN_OK;
}

static AnStatus
read_strings(Extract *x, Element element, AnStr **out, uint32_t *count)
{
	AnRds	   *rds = x->rds;
	AnRdsVector vector;

	if (x->at[element] == 0)
		return bad_element(x, element, "is missing");
	AN_TRY(an_rds_open(rds, x->at[element], &vector));
	if (vector.type != RDS_STRINGS || vector.count == 0)
		return bad_element(x, element, "is not a character vector");
	if (vector.count > AN_MAX_FEATURES)
		return too_many(x, element);
	*out = an_alloc_array(rds->env, vector.count, sizeof(**out));
	if (*out == NULL)
		return rds->env->error.status;
	for (*count = 0; vector.count > 0; (*count)++)
	{
		AnRdsString string;

		AN_TRY(an_rds_next_string(rds, &vector, &string));
		if (string.missing)
			return bad_element(x, element, "holds NA");
		AN_TRY(an_to_utf8(rds->env, string.encoding, string.raw, *out + *count));
	}
	return AN_OK;
}

static AnStatus
read_case_weights(Extract *x)
{
	AnRdsVector vector;
	AnReader   *in = &x->rds->in;
	uint32_t	value;

	if (x->at[E_CASE_WEIGHTS] == 0)
		return AN_OK;
	AN_TRY(an_rds_open(x->rds, x->at[E_CASE_WEIGHTS], &vector));
	if (vector.type != RDS_LOGICAL || vector.count != 1)
		return bad_element(x, E_CASE_WEIGHTS, "is not TRUE or FALSE");
	an_reader_seek(in, vector.at);
	value = an_reader_u32(in);
	if (value > 1)
		return bad_element(x, E_CASE_WEIGHTS, "is not TRUE or FALSE");
	x->source->case_weights = value == 1;
	return AN_OK;
}

/* Moves over the head of a cell; *more is false at any other item, which ends
 * the list.  *tag_at is 0 for a cell without a tag. */
static AnStatus
next_cell(AnRds *rds, bool *more, size_t *tag_at)
{
	uint32_t	flags = an_reader_u32(&rds->in);

	*tag_at = 0;
	*more = RDS_TYPE(flags) == RDS_PAIRLIST || RDS_TYPE(flags) == RDS_CALL;
	if (*more && (flags & RDS_HAS_ATTRIBUTES))
		AN_TRY(an_rds_skip(rds));
	if (*more && (flags & RDS_HAS_TAG))
	{
		*tag_at = rds->in.pos;
		AN_TRY(an_rds_skip(rds));
	}
	return rds->in.failed ? an_rds_bad(rds, "") : AN_OK;
}

static AnStatus
add_variable(Extract *x, const AnRdsString *symbol)
{
	AnC50Source *source = x->source;
	AnEnv	   *env = x->rds->env;
	AnStr	   *variable;

	if (source->variables.count == AN_MAX_FEATURES)
		return too_many(x, E_TERMS);
	if ((variable = AN_LIST_ADD(env, &source->variables, 1)) == NULL)
		return env->error.status;
	if (symbol->raw.data == NULL || symbol->missing)
		return AN_OK;
	return an_to_utf8(env, symbol->encoding, symbol->raw, variable);
}

/* The call list(response, v1, v2, ...) at the reader. */
static AnStatus
read_variables(Extract *x)
{
	AnRds	   *rds = x->rds;

	for (int i = 0;; i++)
	{
		AnRdsString symbol;
		bool		more;
		size_t		tag_at;

		AN_TRY(next_cell(rds, &more, &tag_at));
		if (!more)
			return i >= 2 ? AN_OK : bad_element(x, E_TERMS, "lists no variables");
		AN_TRY(an_rds_symbol(rds, &symbol));
		if (i < 2)
			continue;			/* the function and the response */
		AN_TRY(add_variable(x, &symbol));
		i = 2;
	}
}

/* Terms is the formula, a call; what is wanted is its attribute "variables". */
static AnStatus
read_terms(Extract *x)
{
	AnRds	   *rds = x->rds;
	uint32_t	flags;
	bool		more;
	size_t		tag_at;

	if (x->at[E_TERMS] == 0)
		return AN_OK;
	x->source->has_terms = true;
	an_reader_seek(&rds->in, x->at[E_TERMS]);
	flags = an_reader_u32(&rds->in);
	if (RDS_TYPE(flags) != RDS_CALL || !(flags & RDS_HAS_ATTRIBUTES))
		return bad_element(x, E_TERMS, "is not a formula");
	for (;;)
	{
		AN_TRY(next_cell(rds, &more, &tag_at));
		if (!more)
			return bad_element(x, E_TERMS, "lists no variables");
		if (tag_at != 0 && an_rds_symbol_is(rds, tag_at, "variables"))
			return read_variables(x);
		AN_TRY(an_rds_skip(rds));
	}
}

AnStatus
an_rds_extract(AnRds *rds, const AnRdsObject *object, AnC50Source *source)
{
	Extract		x = {.rds = rds, .source = source};

	*source = (AnC50Source) {.from_r = true};
	AN_TRY(find_elements(&x, object));
	AN_TRY(read_texts(&x));
	AN_TRY(read_strings(&x, E_LEVELS, &source->levels, &source->nlevels));
	AN_TRY(read_strings(&x, E_PREDICTORS, &source->predictors, &source->npredictors));
	AN_TRY(read_case_weights(&x));
	return read_terms(&x);
}
