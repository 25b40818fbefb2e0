/* c50_text.c - the token reader and the property reader */
#include "formats/c50_text.h"
#include "base/encoding.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A double at or above this rounds to a float that is infinite. */
#define FLOAT_OVERFLOW 3.4028235677973366e38
#define NUMBER_SIZE 64
#define KEY_SIZE 20
#define POLL_EVERY 256

static const char *const key_names[AN_C50_KEYS] = {
	"id", "costs", "sample", "init", "entries",
	"type", "class", "freq", "att", "elts",
	"forks", "cut", "low", "mid", "high",
	"rules", "default", "conds", "cover", "ok",
	"lift", "val", "result"
};

/* The bytes from here on that an error shows. */
static AnStr
rest(const AnC50Text *text)
{
	return an_reader_rest(&text->in);
}

/* What stands between the quotes. */
static AnStr
unquoted(AnStr value)
{
	return (AnStr) {value.data + 1, value.len - 2};
}

const char *
an_c50_show(AnStr bytes, char *out)
{
	size_t		n = bytes.len < AN_C50_SHOWN - 4 ? bytes.len : AN_C50_SHOWN - 4;
	const char *eol = n > 0 ? memchr(bytes.data, '\n', n) : NULL;
	bool		cut;
	bool		utf8;

	if (eol != NULL)
		n = (size_t) (eol - bytes.data);
	cut = n < bytes.len && eol == NULL;
	/* a character that would be cut in two is left out */
	for (int i = 0; cut && i < 4 && n > 0 && ((unsigned char) bytes.data[n] & 0xC0) == 0x80; i++)
		n--;
	utf8 = an_utf8_valid(bytes.data, n);
	for (size_t i = 0; i < n; i++)
	{
		unsigned char c = (unsigned char) bytes.data[i];

		out[i] = c < ' ' || c == 127 || (c > 127 && !utf8) ? '?' : (char) c;
	}
	memcpy(out + n, cut ? "..." : "", cut ? 4 : 1);
	return out;
}

AnStatus
an_c50_fault(const AnC50Text *text, AnStatus status, uint32_t line, AnStr bytes, const char *what)
{
	char		shown[AN_C50_SHOWN];

	an_fail(text->env, status, "%s in the C5.0 %s", what, text->title);
	if (bytes.len >= 2 && bytes.data[0] == '"' && bytes.data[bytes.len - 1] == '"')
		bytes = unquoted(bytes);
	if (an_c50_show(bytes, shown)[0] == '\0')
		return an_detail(text->env, "The fault is in line %u.", line);
	return an_detail(text->env, "The fault is in line %u, at \"%s\".", line, shown);
}

AnStatus
an_c50_open(AnEnv *env, const char *title, AnStr raw, AnC50Text *text)
{
	*text = (AnC50Text) {.env = env, .title = title, .line = 1};
	text->in = an_reader_of(raw);
	if (raw.len > 0 && memchr(raw.data, '\0', raw.len) != NULL)
		return an_fail(env, AN_EFORMAT, "a NUL byte in the C5.0 %s", title);
	return AN_OK;
}

static AnStatus
poll_sometimes(AnC50Text *text)
{
	return ++text->pieces % POLL_EVERY == 0 ? an_poll(text->env) : AN_OK;
}

/* The alphabet keeps strtod() from taking "inf", "nan", hexadecimal or space. */
bool
an_c50_number(AnStr text, float *number)
{
	char		copy[NUMBER_SIZE];
	char	   *stop;
	double		value;

	if (text.len == 0 || text.len >= sizeof(copy))
		return false;
	memcpy(copy, text.data, text.len);
	copy[text.len] = '\0';
	if (strspn(copy, "+-.0123456789eE") != text.len)
		return false;
	value = strtod(copy, &stop);
	if (stop != copy + text.len || !(fabs(value) < FLOAT_OVERFLOW))
		return false;
	*number = (float) value;
	return true;
}

/* Tokens -------------------------------------------------------------- */

static bool
is_white(int c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* The next byte; lines are counted. */
static int
take(AnC50Text *text)
{
	int			c = an_reader_next(&text->in);

	text->line += c == '\n';
	return c;
}

/* To the line feed, which stays. */
static void
skip_line(AnC50Text *text)
{
	an_reader_until(&text->in, '\n');
}

/* White space, and comments from '|' to the end of the line. */
static void
skip_blank(AnC50Text *text)
{
	for (;;)
	{
		int			c = an_reader_peek(&text->in);

		if (c == '|')
			skip_line(text);
		else if (is_white(c))
			take(text);
		else
			return;
	}
}

static int
take_delimiter(AnC50Text *text)
{
	int			c = take(text);

	if (c == '|')
	{
		skip_line(text);
		return '\n';
	}
	return c == ':' && an_reader_accept(&text->in, '=') ? AN_C50_ASSIGN : c;
}

/* A dot ends a token only before white space, a comment or the end. */
static bool
ends_token(AnC50Text *text, int *delimiter)
{
	AnReader	ahead = text->in;
	int			c = an_reader_next(&ahead);

	*delimiter = AN_C50_END;
	if (c == '.')
	{
		c = an_reader_peek(&ahead);
		if (c >= 0 && c != '|' && !is_white(c))
			return false;
		text->in = ahead;
	}
	else if (c >= 0 && c != ',' && c != ':' && c != '\n' && c != '|')
		return false;
	if (c >= 0)
		*delimiter = take_delimiter(text);
	return true;
}

/* One byte, perhaps escaped, or a run of white space, escaped or not. */
static AnStatus
add_byte(AnC50Text *text, AnC50Token *token)
{
	int			c = take(text);

	if (c == '\\' && (c = take(text)) < 0)
		return AN_OK;
	if (is_white(c))
	{
		while (an_reader_accept(&text->in, ' ') || an_reader_accept(&text->in, '\t'))
			;
		c = ' ';
	}
	/* a space may yet turn out to be the last */
	if (token->len >= (c == ' ' ? AN_MAX_VALUE : AN_MAX_VALUE - 1))
		return an_c50_fault(text, AN_EFORMAT, token->line, an_c50_token_text(token),
							"too long a name or value");
	token->data[token->len++] = (char) c;
	return AN_OK;
}

AnStatus
an_c50_next_token(AnC50Text *text, AnC50Token *token, bool *found)
{
	AN_TRY(poll_sometimes(text));
	skip_blank(text);
	*found = an_reader_left(&text->in) > 0;
	if (!*found)
		return AN_OK;
	token->len = 0;
	token->line = text->line;
	while (!ends_token(text, &token->delimiter))
		AN_TRY(add_byte(text, token));
	while (token->len > 0 && token->data[token->len - 1] == ' ')
		token->len--;
	if (token->len == 0)
		return an_c50_fault(text, AN_EFORMAT, token->line, rest(text), "an empty name or value");
	return AN_OK;
}

AnStatus
an_c50_need_token(AnC50Text *text, AnC50Token *token)
{
	bool		found;

	AN_TRY(an_c50_next_token(text, token, &found));
	if (!found)
		return an_c50_fault(text, AN_EFORMAT, text->line, AN_C50_NO_BYTES, "an unexpected end");
	return AN_OK;
}

/* Records ------------------------------------------------------------- */

static AnStatus
read_key(AnC50Text *text, AnC50Key *key)
{
	AnReader	in = text->in;
	AnStr		name;

	if (an_reader_left(&in) > KEY_SIZE)
		in.size = in.pos + KEY_SIZE;
	name = an_reader_until(&in, '=');
	if (!an_reader_accept(&in, '='))
		return an_c50_fault(text, AN_EFORMAT, text->line, rest(text), "a malformed property");
	for (int k = 0; k < AN_C50_KEYS; k++)
		if (an_str_equal(name, (AnStr) {key_names[k], strlen(key_names[k])}))
		{
			*key = (AnC50Key) k;
			text->in.pos = in.pos;
			return AN_OK;
		}
	return an_c50_fault(text, AN_EFORMAT, text->line, rest(text), "an unknown property");
}

/* Most of a text is this: the reader stays in registers. */
static AnStatus
skip_quoted(AnC50Text *text)
{
	AnReader	in = text->in;
	uint32_t	line = text->line;
	int			c;

	if (!an_reader_accept(&in, '"'))
		return an_c50_fault(text, AN_EFORMAT, line, rest(text), "a value without quotes");
	while ((c = an_reader_next(&in)) != '"')
	{
		if (c == '\\')
			c = an_reader_next(&in);
		line += c == '\n';
		if (c < 0)
			return an_c50_fault(text, AN_EFORMAT, line, rest(text), "an unfinished value");
	}
	text->in.pos = in.pos;
	text->line = line;
	return AN_OK;
}

static AnStatus
read_values(AnC50Text *text, AnStr *value)
{
	size_t		start = text->in.pos;

	do
		AN_TRY(skip_quoted(text));
	while (an_reader_accept(&text->in, ','));
	*value = an_reader_since(&text->in, start);
	return AN_OK;
}

static AnStatus
read_property(AnC50Text *text, AnC50Record *record)
{
	AnStr		start = rest(text);
	AnC50Key	key = AN_C50_ID;
	AnStr		value;
	AnStr	   *elts;

	AN_TRY(read_key(text, &key));
	AN_TRY(read_values(text, &value));
	if (key == AN_C50_ELTS)
	{
		if ((elts = AN_LIST_ADD(text->env, &record->elts, 1)) == NULL)
			return text->env->error.status;
		*elts = value;
	}
	else if (an_c50_has(record, key))
		return an_c50_fault(text, AN_EFORMAT, record->line, start, "a repeated property");
	record->value[key] = value;
	record->present |= AN_C50_BIT(key);
	return AN_OK;
}

/* A text that passed through Windows ends its lines with CR LF. */
static bool
ends_record(AnC50Text *text)
{
	if (an_reader_begins(&text->in, AN_LITERAL("\r\n")))
		an_reader_next(&text->in);
	if (an_reader_peek(&text->in) >= 0 && an_reader_peek(&text->in) != '\n')
		return false;
	take(text);
	return true;
}

AnStatus
an_c50_next_record(AnC50Text *text, AnC50Record *record, bool *found)
{
	AN_TRY(poll_sometimes(text));
	while (an_reader_peek(&text->in) == '\n' || an_reader_peek(&text->in) == '\r')
		take(text);
	*found = an_reader_left(&text->in) > 0;
	record->line = text->line;
	record->present = 0;
	record->elts.count = 0;
	if (!*found)
		return AN_OK;
	for (;;)
	{
		AN_TRY(read_property(text, record));
		if (ends_record(text))
			return AN_OK;
		if (!an_reader_accept(&text->in, ' '))
			return an_c50_fault(text, AN_EFORMAT, text->line, rest(text), "a malformed property");
	}
}

AnStatus
an_c50_bad(const AnC50Text *text, const AnC50Record *record, AnC50Key key, const char *what)
{
	AnStr		value = an_c50_has(record, key) ? record->value[key] : AN_C50_NO_BYTES;

	return an_c50_fault(text, AN_EFORMAT, record->line, value, what);
}

AnStatus
an_c50_expect(const AnC50Text *text, const AnC50Record *record, uint32_t required,
			  uint32_t optional)
{
	uint32_t	missing = required & ~record->present;
	uint32_t	surplus = record->present & ~(required | optional);
	char		what[KEY_SIZE + 40];
	int			key = 0;

	if ((missing | surplus) == 0)
		return AN_OK;
	while (((missing != 0 ? missing : surplus) & AN_C50_BIT(key)) == 0)
		key++;
	snprintf(what, sizeof(what), "%s %s=", missing != 0 ? "a line without" : "a misplaced property",
			 key_names[key]);
	return an_c50_fault(text, AN_EFORMAT, record->line, AN_C50_NO_BYTES, what);
}

AnStatus
an_c50_next_value(const AnC50Text *text, uint32_t line, AnStr *list, char *scratch, AnStr *out,
				  bool *found)
{
	AnReader	in = an_reader_of(*list);
	size_t		n = 0;
	bool		escaped = false;
	int			c;

	*found = an_reader_accept(&in, '"');
	if (!*found)
		return AN_OK;
	while ((c = an_reader_next(&in)) >= 0 && c != '"')
	{
		if (c == '\\')
		{
			c = an_reader_next(&in);
			escaped = true;
		}
		if (n == AN_MAX_VALUE - 1)
			return an_c50_fault(text, AN_EFORMAT, line, *list, "too long a name or value");
		scratch[n++] = (char) c;
	}
	*out = (AnStr) {escaped ? scratch : list->data + 1, n};
	an_reader_accept(&in, ',');
	*list = an_reader_rest(&in);
	return AN_OK;
}

AnStatus
an_c50_string(const AnC50Text *text, const AnC50Record *record, AnC50Key key, char *scratch,
			  AnStr *out)
{
	AnStr		list = record->value[key];
	bool		found;

	AN_TRY(an_c50_next_value(text, record->line, &list, scratch, out, &found));
	if (list.len > 0)
		return an_c50_bad(text, record, key, "a list instead of one value");
	return AN_OK;
}

AnStatus
an_c50_float(const AnC50Text *text, const AnC50Record *record, AnC50Key key, float *out)
{
	if (!an_c50_number(unquoted(record->value[key]), out))
		return an_c50_bad(text, record, key, "an invalid number");
	return AN_OK;
}

AnStatus
an_c50_count(const AnC50Text *text, const AnC50Record *record, AnC50Key key, uint32_t limit,
			 uint32_t *out)
{
	AnStr		digits = unquoted(record->value[key]);
	bool		good = digits.len > 0;
	uint64_t	n = 0;

	for (size_t i = 0; i < digits.len && good; i++)
	{
		good = digits.data[i] >= '0' && digits.data[i] <= '9';
		if (n <= UINT32_MAX)
			n = n * 10 + (uint64_t) (digits.data[i] & 15);
	}
	if (!good)
		return an_c50_bad(text, record, key, "an invalid count");
	if (n > limit)
	{
		an_fail(text->env, AN_ELIMIT, "%s= over the limit of %u in the C5.0 %s", key_names[key],
				limit, text->title);
		return an_detail(text->env, "The fault is in line %u.", record->line);
	}
	*out = (uint32_t) n;
	return AN_OK;
}

AnStatus
an_c50_floats(const AnC50Text *text, const AnC50Record *record, AnC50Key key, uint32_t n,
			  float *out)
{
	AnReader	in = an_reader_of(unquoted(record->value[key]));

	for (uint32_t i = 0; i < n; i++)
	{
		if (!an_c50_number(an_reader_until(&in, ','), &out[i]) || out[i] < 0)
			return an_c50_bad(text, record, key, "an invalid frequency");
		if (an_reader_accept(&in, ',') != (i + 1 < n))
			return an_c50_bad(text, record, key, "a wrong number of frequencies");
	}
	return AN_OK;
}
