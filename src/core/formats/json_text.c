/* json_text.c - values of JSON as text */
#include "formats/json.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MAX_NUMBER 64			/* characters */
#define LAST_UNICODE 0x10FFFFu

/* The next character that is no white space, which stays; -1 at the end. */
static int
peek(AnJson *json)
{
	an_json_skip_space(&json->in);
	return an_reader_peek(&json->in);
}

/* At the end of the data that is what is wrong. */
static AnStatus
unexpected(AnJson *json, const char *what)
{
	json->in.failed |= peek(json) < 0;
	return an_json_bad(json, what);
}

/* Numbers and words --------------------------------------------------- */

/* The alphabet keeps strtod() from taking "inf", "nan", hexadecimal or space. */
AnStatus
an_json_text_number(AnJson *json, AnStr token, double *number)
{
	char		copy[MAX_NUMBER + 1];
	char	   *stop;

	if (token.len == 0 || token.len > MAX_NUMBER)
		return an_json_bad(json, "There is no proper number");
	for (size_t i = 0; i < token.len; i++)
		if (memchr("0123456789+-.eE", token.data[i], 15) == NULL)
			return an_json_bad(json, "There is no proper number");
	memcpy(copy, token.data, token.len);
	copy[token.len] = '\0';
	*number = json->single ? (double) strtof(copy, &stop) : strtod(copy, &stop);
	if (stop != copy + token.len)
		return an_json_bad(json, "There is no proper number");
	return AN_OK;
}

static bool
is_word_char(int c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		c == '+' || c == '-' || c == '.';
}

static AnStatus
read_word(AnJson *json, AnJsonValue *value)
{
	static const struct
	{
		const char *word;
		AnJsonKind	kind;
		double		number;
	}			words[] = {
		{"null", AN_JSON_NULL, 0}, {"true", AN_JSON_BOOL, 1}, {"false", AN_JSON_BOOL, 0},
		{"NaN", AN_JSON_NUMBER, NAN}, {"Infinity", AN_JSON_NUMBER, INFINITY},
		{"-Infinity", AN_JSON_NUMBER, -INFINITY},
	};
	AnReader   *in = &json->in;
	size_t		start = in->pos;
	AnStr		token;

	while (is_word_char(an_reader_peek(in)))
		an_reader_next(in);
	token = an_reader_since(in, start);
	if (token.len == 0)
		return unexpected(json, "A value is missing");
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (an_str_equal(token, (AnStr) {words[i].word, strlen(words[i].word)}))
		{
			value->kind = words[i].kind;
			value->number = words[i].number;
			return AN_OK;
		}
	value->kind = AN_JSON_NUMBER;
	return an_json_text_number(json, token, &value->number);
}

/* Texts --------------------------------------------------------------- */

static AnStatus
read_hex(AnJson *json, uint32_t *unit)
{
	const uint8_t *digits = an_reader_take(&json->in, 4);

	*unit = 0;
	if (digits == NULL)
		return an_json_bad(json, "");
	for (int i = 0; i < 4; i++)
	{
		uint8_t		c = digits[i];
		uint32_t	digit;

		if (c >= '0' && c <= '9')
			digit = (uint32_t) (c - '0');
		else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
			digit = (uint32_t) ((c | 0x20) - 'a' + 10);
		else
			return an_json_bad(json, "There is no proper \\u escape");
		*unit = *unit << 4 | digit;
	}
	return AN_OK;
}

static size_t
put_utf8(char *out, uint32_t c)
{
	if (c < 0x80)
	{
		out[0] = (char) c;
		return 1;
	}
	if (c < 0x800)
	{
		out[0] = (char) (0xC0 | c >> 6);
		out[1] = (char) (0x80 | (c & 0x3F));
		return 2;
	}
	if (c < 0x10000)
	{
		out[0] = (char) (0xE0 | c >> 12);
		out[1] = (char) (0x80 | (c >> 6 & 0x3F));
		out[2] = (char) (0x80 | (c & 0x3F));
		return 3;
	}
	out[0] = (char) (0xF0 | c >> 18);
	out[1] = (char) (0x80 | (c >> 12 & 0x3F));
	out[2] = (char) (0x80 | (c >> 6 & 0x3F));
	out[3] = (char) (0x80 | (c & 0x3F));
	return 4;
}

/* \u and perhaps the second half of a pair: never longer decoded than written. */
static AnStatus
read_unicode(AnJson *json, char *out, size_t *len)
{
	uint32_t	c;
	uint32_t	low;
	const uint8_t *next;

	AN_TRY(read_hex(json, &c));
	if (c >= 0xD800 && c < 0xDC00)
	{
		next = an_reader_take(&json->in, 2);
		if (next == NULL || next[0] != '\\' || next[1] != 'u')
			return an_json_bad(json, "There is half a character");
		AN_TRY(read_hex(json, &low));
		c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
		if (low < 0xDC00 || low > 0xDFFF || c > LAST_UNICODE)
			return an_json_bad(json, "There is half a character");
	}
	else if (c >= 0xDC00 && c < 0xE000)
		return an_json_bad(json, "There is half a character");
	*len += put_utf8(out + *len, c);
	return AN_OK;
}

static AnStatus
read_escape(AnJson *json, char *out, size_t *len)
{
	static const char codes[] = "\"\\/bfnrt";
	static const char meaning[] = "\"\\/\b\f\n\r\t";
	uint8_t		c = an_reader_u8(&json->in);
	const char *code;

	if (json->in.failed)
		return an_json_bad(json, "");
	if (c == 'u')
		return read_unicode(json, out, len);
	code = c == 0 ? NULL : strchr(codes, c);
	if (code == NULL)
		return an_json_bad(json, "There is no such escape");
	out[(*len)++] = meaning[code - codes];
	return AN_OK;
}

/* From the reader's place to the quote at `end`. */
static AnStatus
decode_text(AnJson *json, size_t end, AnStr *text)
{
	AnJsonScratch *scratch = json->scratch;
	AnReader   *in = &json->in;
	size_t		len = 0;

	if (!AN_MAKE_ROOM(json->env, scratch->items, scratch->room, end - in->pos))
		return json->env->error.status;
	while (in->pos < end)
	{
		int			c = an_reader_next(in);

		if (c == '\\')
			AN_TRY(read_escape(json, scratch->items, &len));
		else
			scratch->items[len++] = (char) c;
	}
	*text = (AnStr) {scratch->items, len};
	return AN_OK;
}

/* The reader stands on the opening quote. */
static AnStatus
read_text(AnJson *json, AnStr *text)
{
	AnReader   *in = &json->in;
	size_t		start = in->pos + 1;
	bool		escaped = false;
	int			c;

	an_reader_next(in);
	while ((c = an_reader_next(in)) != '"' && c >= 0)
		if (c == '\\')
		{
			escaped = true;
			an_reader_next(in);
		}
	in->failed |= c < 0;
	if (in->failed)
		return an_json_bad(json, "");
	*text = (AnStr) {(const char *) in->data + start, in->pos - 1 - start};
	if (!escaped)
		return AN_OK;
	in->pos = start;
	AN_TRY(decode_text(json, start + text->len, text));
	an_reader_next(in);
	return AN_OK;
}

/* Structure ----------------------------------------------------------- */

AnStatus
an_json_text_value(AnJson *json, AnJsonValue *value)
{
	int			c = peek(json);

	if (c == '"')
	{
		value->kind = AN_JSON_STRING;
		return read_text(json, &value->text);
	}
	if (c != '{' && c != '[')
		return read_word(json, value);
	an_reader_next(&json->in);
	value->kind = c == '{' ? AN_JSON_OBJECT : AN_JSON_ARRAY;
	return an_json_enter(json, (AnJsonLevel) {.object = c == '{'});
}

AnStatus
an_json_text_more(AnJson *json, bool *more)
{
	AnJsonLevel *level = &json->levels[json->depth - 1];
	int			c = peek(json);
	bool		end = c == (level->object ? '}' : ']');

	if (!end && level->started && c != ',')
		return unexpected(json, "A comma is missing");
	if (end || level->started)
		an_reader_next(&json->in);
	level->started = true;
	*more = !end;
	return AN_OK;
}

AnStatus
an_json_text_key(AnJson *json, AnStr *key)
{
	if (peek(json) != '"')
		return unexpected(json, "A name is missing");
	AN_TRY(read_text(json, key));
	if (peek(json) != ':')
		return unexpected(json, "A colon is missing");
	an_reader_next(&json->in);
	return AN_OK;
}

/* A NUL may end a text that was a C string. */
AnStatus
an_json_text_end(AnJson *json)
{
	if (peek(json) == 0)
		an_reader_next(&json->in);
	if (peek(json) >= 0)
		return an_json_bad(json, "The data go on after the end");
	return AN_OK;
}
