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
	return (AnStr) {text->at, (size_t) (text->end - text->at)};
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
	text->at = raw.len > 0 ? raw.data : "";
	text->end = text->at + raw.len;
	if (memchr(text->at, '\0', raw.len) != NULL)
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
is_white(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* To the line feed, which stays. */
static void
skip_line(AnC50Text *text)
{
	const char *eol = memchr(text->at, '\n', (size_t) (text->end - text->at));

	text->at = eol != NULL ? eol : text->end;
}

/* White space, and comments from '|' to the end of the line. */
static void
skip_blank(AnC50Text *text)
{
	while (text->at < text->end)
	{
		if (*text->at == '|')
			skip_line(text);
		else if (is_white(*text->at))
			text->line += *text->at++ == '\n';
		else
			return;
	}
}

static int
take_delimiter(AnC50Text *text)
{
	char		c = *text->at++;

	text->line += c == '\n';
	if (c == '|')
	{
		skip_line(text);
		return '\n';
	}
	if (c == ':' && text->at < text->end && *text->at == '=')
	{
		text->at++;
		return AN_C50_ASSIGN;
	}
	return (unsigned char) c;
}

/* A dot ends a token only before white space, a comment or the end. */
static bool
ends_token(AnC50Text *text, int *delimiter)
{
	char		c;

	*delimiter = AN_C50_END;
	if (text->at == text->end)
		return true;
	c = *text->at;
	if (c == '.')
	{
		if (text->at + 1 < text->end && !is_white(text->at[1]) && text->at[1] != '|')
			return false;
		if (++text->at == text->end)
			return true;
	}
	else if (c != ',' && c != ':' && c != '\n' && c != '|')
		return false;
	*delimiter = take_delimiter(text);
	return true;
}

/* One byte, perhaps escaped, or a run of white space, escaped or not. */
static AnStatus
add_byte(AnC50Text *text, AnC50Token *token)
{
	char		c;

	if (*text->at == '\\' && ++text->at == text->end)
		return AN_OK;
	c = *text->at++;
	text->line += c == '\n';
	if (is_white(c))
	{
		while (text->at < text->end && (*text->at == ' ' || *text->at == '\t'))
			text->at++;
		c = ' ';
	}
	/* a space may yet turn out to be the last */
	if (token->len >= (c == ' ' ? AN_MAX_VALUE : AN_MAX_VALUE - 1))
		return an_c50_fault(text, AN_EFORMAT, token->line, an_c50_token_text(token),
							"too long a name or value");
	token->data[token->len++] = c;
	return AN_OK;
}

AnStatus
an_c50_next_token(AnC50Text *text, AnC50Token *token, bool *found)
{
	AN_TRY(poll_sometimes(text));
	skip_blank(text);
	*found = text->at < text->end;
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
	const char *start = text->at;
	size_t		left = (size_t) (text->end - start);
	const char *stop = memchr(start, '=', left < KEY_SIZE ? left : KEY_SIZE);
	size_t		len;

	if (stop == NULL)
		return an_c50_fault(text, AN_EFORMAT, text->line, rest(text), "a malformed property");
	len = (size_t) (stop - start);
	for (int k = 0; k < AN_C50_KEYS; k++)
		if (strlen(key_names[k]) == len && memcmp(key_names[k], start, len) == 0)
		{
			*key = (AnC50Key) k;
			text->at = stop + 1;
			return AN_OK;
		}
	return an_c50_fault(text, AN_EFORMAT, text->line, rest(text), "an unknown property");
}

static AnStatus
skip_quoted(AnC50Text *text)
{
	AnStr		start = rest(text);

	if (start.len == 0 || *text->at != '"')
		return an_c50_fault(text, AN_EFORMAT, text->line, start, "a value without quotes");
	for (text->at++; text->at < text->end; text->at++)
	{
		if (*text->at == '"')
		{
			text->at++;
			return AN_OK;
		}
		if (*text->at == '\\' && text->at + 1 < text->end)
			text->at++;
		text->line += *text->at == '\n';
	}
	return an_c50_fault(text, AN_EFORMAT, text->line, start, "an unfinished value");
}

static AnStatus
read_values(AnC50Text *text, AnStr *value)
{
	const char *start = text->at;

	AN_TRY(skip_quoted(text));
	while (text->at < text->end && *text->at == ',')
	{
		text->at++;
		AN_TRY(skip_quoted(text));
	}
	*value = (AnStr) {start, (size_t) (text->at - start)};
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
	size_t		left = (size_t) (text->end - text->at);

	if (left > 1 && text->at[0] == '\r' && text->at[1] == '\n')
		text->at++;
	if (left > 0 && *text->at != '\n')
		return false;
	if (left > 0)
		text->at++;
	text->line += left > 0;
	return true;
}

AnStatus
an_c50_next_record(AnC50Text *text, AnC50Record *record, bool *found)
{
	AN_TRY(poll_sometimes(text));
	while (text->at < text->end && (*text->at == '\n' || *text->at == '\r'))
		text->line += *text->at++ == '\n';
	*found = text->at < text->end;
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
		if (*text->at != ' ')
			return an_c50_fault(text, AN_EFORMAT, text->line, rest(text), "a malformed property");
		text->at++;
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
	const char *at = list->data;
	const char *end = at + list->len;
	const char *start;
	size_t		n = 0;
	bool		escaped = false;

	*found = list->len > 0;
	if (!*found)
		return AN_OK;
	start = ++at;
	for (; *at != '"'; at++)
	{
		if (*at == '\\')
			at++;
		escaped = escaped || at[-1] == '\\';
		if (n == AN_MAX_VALUE - 1)
			return an_c50_fault(text, AN_EFORMAT, line, *list, "too long a name or value");
		scratch[n++] = *at;
	}
	*out = (AnStr) {escaped ? scratch : start, n};
	at += at + 1 < end ? 2 : 1;	/* the quote, and the comma when more follow */
	*list = (AnStr) {at, (size_t) (end - at)};
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
	AnStr		all = unquoted(record->value[key]);
	const char *at = all.data;
	const char *end = at + all.len;

	for (uint32_t i = 0; i < n; i++)
	{
		const char *comma = memchr(at, ',', (size_t) (end - at));
		const char *stop = comma != NULL ? comma : end;

		if (!an_c50_number((AnStr) {at, (size_t) (stop - at)}, &out[i]) || out[i] < 0)
			return an_c50_bad(text, record, key, "an invalid frequency");
		if ((comma != NULL) != (i + 1 < n))
			return an_c50_bad(text, record, key, "a wrong number of frequencies");
		at = comma != NULL ? comma + 1 : end;
	}
	return AN_OK;
}
