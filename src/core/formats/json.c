/* json.c - what reading JSON and UBJSON have in common: nesting, arrays, errors */
#include "formats/json.h"

#include <math.h>
#include <string.h>

#define POLL_INTERVAL 65536
#define LARGEST_INTEGER 9007199254740992.0	/* 2^53 */

AnStatus
an_json_bad(AnJson *json, const char *what)
{
	an_fail(json->env, AN_EFORMAT, "malformed %s", json->binary ? "UBJSON" : "JSON");
	if (json->in.failed)
		return an_detail(json->env, "The data end too early.");
	return an_detail(json->env, "%s before byte %zu.", what, json->in.pos);
}

static AnStatus
count_item(AnJson *json)
{
	return ++json->items % POLL_INTERVAL == 0 ? an_poll(json->env) : AN_OK;
}

/* Opening ------------------------------------------------------------- */

/* After the brace, a key's length has a type in UBJSON, and JSON a quote. */
bool
an_json_sniff(const uint8_t *bytes, size_t size, bool *binary)
{
	AnReader	in;

	an_reader_init(&in, bytes, size, true);
	an_json_skip_space(&in);
	if (!an_reader_accept(&in, '{') || an_reader_left(&in) == 0)
		return false;
	*binary = in.pos == 1 && memchr("iUIlL$#N", an_reader_peek(&in), 8) != NULL;
	an_json_skip_space(&in);
	return *binary || an_reader_peek(&in) == '"' || an_reader_peek(&in) == '}';
}

AnStatus
an_json_open(AnEnv *env, const uint8_t *bytes, size_t size, AnJson *json)
{
	bool		binary = false;
	bool		known = an_json_sniff(bytes, size, &binary);

	memset(json, 0, sizeof(*json));
	json->env = env;
	json->binary = binary;
	json->scratch = an_alloc(env, sizeof(*json->scratch));
	an_reader_init(&json->in, bytes, size, true);
	if (json->scratch == NULL)
		return env->error.status;
	return known ? AN_OK : an_json_bad(json, "There is no object");
}

/* Nesting ------------------------------------------------------------- */

AnStatus
an_json_enter(AnJson *json, AnJsonLevel level)
{
	if (json->depth == AN_JSON_MAX_DEPTH)
	{
		an_fail(json->env, AN_ELIMIT, "%s is nested too deeply", json->binary ? "UBJSON" : "JSON");
		return an_detail(json->env, "The limit is %d levels.", AN_JSON_MAX_DEPTH);
	}
	json->levels[json->depth++] = level;
	return AN_OK;
}

AnStatus
an_json_read(AnJson *json, AnJsonValue *value)
{
	*value = (AnJsonValue) {.kind = AN_JSON_NULL};
	AN_TRY(count_item(json));
	return json->binary ? an_json_binary_value(json, value) : an_json_text_value(json, value);
}

AnStatus
an_json_more(AnJson *json, bool *more)
{
	AnJsonLevel *level;

	*more = false;
	if (json->depth == 0)
		return an_json_bad(json, "An array is missing");
	level = &json->levels[json->depth - 1];
	if (level->counted)
		*more = level->left > 0;
	else if (json->binary)
		AN_TRY(an_json_binary_more(json, more));
	else
		AN_TRY(an_json_text_more(json, more));
	level->left -= level->counted && *more;
	json->depth -= !*more;
	return AN_OK;
}

AnStatus
an_json_key(AnJson *json, AnStr *key, bool *more)
{
	AN_TRY(an_json_more(json, more));
	if (!*more)
		return AN_OK;
	return json->binary ? an_json_binary_key(json, key) : an_json_text_key(json, key);
}

/* Numbers of a fixed width lie side by side: they are passed at once. */
static AnStatus
skip_numbers(AnJson *json)
{
	AnJsonLevel *level = &json->levels[json->depth - 1];
	uint32_t	width = an_json_binary_width(level->type);

	if (!level->counted || level->object || width == 0)
		return AN_OK;
	an_reader_skip(&json->in, level->left * width);
	level->left = 0;
	return json->in.failed ? an_json_bad(json, "") : AN_OK;
}

AnStatus
an_json_skip(AnJson *json)
{
	uint32_t	depth = json->depth;
	AnJsonValue value;
	AnStr		key;
	bool		more;

	AN_TRY(an_json_read(json, &value));
	while (json->depth > depth)
	{
		AN_TRY(skip_numbers(json));
		if (json->levels[json->depth - 1].object)
			AN_TRY(an_json_key(json, &key, &more));
		else
			AN_TRY(an_json_more(json, &more));
		if (more)
			AN_TRY(an_json_read(json, &value));
	}
	return AN_OK;
}

AnStatus
an_json_end(AnJson *json)
{
	if (json->depth == 0 && !json->binary)
		return an_json_text_end(json);
	if (json->depth > 0 || an_reader_left(&json->in) > 0)
		return an_json_bad(json, "The data go on after the end");
	return AN_OK;
}

/* Values of one kind -------------------------------------------------- */

static const char *
kind_name(AnJsonKind kind)
{
	static const char *const names[] = {
		"null", "a boolean", "a number", "a text", "an array", "an object"
	};

	return names[kind];
}

static AnStatus
wrong_kind(AnJson *json, const char *what, AnJsonKind expected, AnJsonKind found)
{
	an_fail(json->env, AN_EFORMAT, "\"%s\" is %s, not %s", what, kind_name(found),
			kind_name(expected));
	return an_detail(json->env, "It ends before byte %zu.", json->in.pos);
}

AnStatus
an_json_expect(AnJson *json, AnJsonKind kind, const char *what, AnJsonValue *value)
{
	AN_TRY(an_json_read(json, value));
	return value->kind == kind ? AN_OK : wrong_kind(json, what, kind, value->kind);
}

static AnStatus
next_number(AnJson *json, const char *what, AnJsonValue *value, bool *more)
{
	AN_TRY(an_json_more(json, more));
	if (!*more)
		return AN_OK;
	AN_TRY(an_json_read(json, value));
	if (value->kind != AN_JSON_NUMBER && value->kind != AN_JSON_BOOL)
		return wrong_kind(json, what, AN_JSON_NUMBER, value->kind);
	return AN_OK;
}

static AnStatus
read_floats(AnJson *json, const char *what, AnJsonFloats *floats)
{
	AnJsonValue value;
	bool		more;

	AN_TRY(an_json_expect(json, AN_JSON_ARRAY, what, &value));
	for (floats->count = 0;;)
	{
		float	   *item;

		AN_TRY(next_number(json, what, &value, &more));
		if (!more)
			return AN_OK;
		if ((item = AN_LIST_ADD(json->env, floats, 1)) == NULL)
			return json->env->error.status;
		*item = (float) value.number;
	}
}

AnStatus
an_json_floats(AnJson *json, const char *what, AnJsonFloats *floats)
{
	AnStatus	status;

	json->single = true;
	status = read_floats(json, what, floats);
	json->single = false;
	return status;
}

AnStatus
an_json_integers(AnJson *json, const char *what, AnJsonIntegers *integers)
{
	AnJsonValue value;
	bool		more;

	AN_TRY(an_json_expect(json, AN_JSON_ARRAY, what, &value));
	for (integers->count = 0;;)
	{
		int64_t    *item;

		AN_TRY(next_number(json, what, &value, &more));
		if (!more)
			return AN_OK;
		if (!(fabs(value.number) <= LARGEST_INTEGER) || value.number != floor(value.number))
			return an_fail(json->env, AN_EFORMAT, "\"%s\" has a number that is not whole: %g",
						   what, value.number);
		if ((item = AN_LIST_ADD(json->env, integers, 1)) == NULL)
			return json->env->error.status;
		*item = (int64_t) value.number;
	}
}
