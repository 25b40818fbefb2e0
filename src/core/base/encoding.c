/*
 * encoding.c - text of unknown origin to UTF-8
 *
 * Contract
 *  1. UTF-8 is what the Unicode standard says (table 3-7): no overlong forms,
 *     no surrogates, nothing above U+10FFFF; the same as PostgreSQL accepts.
 *  2. ISO-8859-1 maps each byte to the code point of its value.
 *  3. Windows-1252 has five undefined bytes (81 8D 8F 90 9D): not text.
 */
#include "base/encoding.h"

#include <string.h>

/* Windows-1252, 80..9F; elsewhere it equals ISO-8859-1. 0 = undefined. */
static const uint16_t cp1252_high[32] = {
	0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
	0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D, 0,
	0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
	0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E, 0x0178
};

static const struct
{
	const char *name;			/* letters and digits only, lower case */
	AnEncoding	encoding;
}			encodings[] = {
	{"utf8", AN_ENCODING_UTF8},
	{"iso88591", AN_ENCODING_LATIN1},
	{"latin1", AN_ENCODING_LATIN1},
	{"cp1252", AN_ENCODING_CP1252},
	{"windows1252", AN_ENCODING_CP1252},
};

static bool
is_continuation(unsigned char c)
{
	return (c & 0xC0) == 0x80;
}

/* The length of the character at s, or 0.  The second byte's range decides
 * about overlong forms, surrogates and the end of Unicode. */
static size_t
character_length(const unsigned char *s, size_t left)
{
	unsigned char low = 0x80;
	unsigned char high = 0xBF;
	size_t		len;

	if (s[0] < 0x80)
		return 1;
	if (s[0] < 0xC2 || s[0] > 0xF4)
		return 0;
	len = s[0] < 0xE0 ? 2 : s[0] < 0xF0 ? 3 : 4;
	if (len > left)
		return 0;
	if (s[0] == 0xE0)
		low = 0xA0;
	else if (s[0] == 0xED)
		high = 0x9F;
	else if (s[0] == 0xF0)
		low = 0x90;
	else if (s[0] == 0xF4)
		high = 0x8F;
	if (s[1] < low || s[1] > high)
		return 0;
	for (size_t i = 2; i < len; i++)
		if (!is_continuation(s[i]))
			return 0;
	return len;
}

bool
an_utf8_valid(const char *data, size_t len)
{
	const unsigned char *s = (const unsigned char *) data;

	for (size_t i = 0; i < len;)
	{
		size_t		n = character_length(s + i, len - i);

		if (n == 0)
			return false;
		i += n;
	}
	return true;
}

AnEncoding
an_encoding_by_name(AnStr name)
{
	char		plain[16];
	size_t		n = 0;

	for (size_t i = 0; i < name.len; i++)
	{
		char		c = name.data[i];

		if (c >= 'A' && c <= 'Z')
			c = (char) (c - 'A' + 'a');
		if ((c < 'a' || c > 'z') && (c < '0' || c > '9'))
			continue;
		if (n + 1 >= sizeof(plain))
			return AN_ENCODING_UNKNOWN;
		plain[n++] = c;
	}
	plain[n] = '\0';
	for (size_t i = 0; i < sizeof(encodings) / sizeof(encodings[0]); i++)
		if (strcmp(plain, encodings[i].name) == 0)
			return encodings[i].encoding;
	return AN_ENCODING_UNKNOWN;
}

/* The code point of a byte of a single-byte encoding; 0 when it has none. */
static uint16_t
code_point(AnEncoding encoding, unsigned char c)
{
	if (encoding == AN_ENCODING_CP1252 && c >= 0x80 && c < 0xA0)
		return cp1252_high[c - 0x80];
	return c;
}

static size_t
put_utf8(char *out, uint16_t code)
{
	if (code < 0x80)
	{
		out[0] = (char) code;
		return 1;
	}
	if (code < 0x800)
	{
		out[0] = (char) (0xC0 | code >> 6);
		out[1] = (char) (0x80 | (code & 0x3F));
		return 2;
	}
	out[0] = (char) (0xE0 | code >> 12);
	out[1] = (char) (0x80 | (code >> 6 & 0x3F));
	out[2] = (char) (0x80 | (code & 0x3F));
	return 3;
}

static AnStatus
not_text(AnEnv *env, const char *encoding)
{
	an_fail(env, AN_EFORMAT, "text is not valid in its encoding");
	return an_detail(env, "The encoding is %s.", encoding);
}

static AnStatus
convert_single_byte(AnEnv *env, AnEncoding encoding, AnStr raw, AnStr *out)
{
	char	   *text = an_alloc_array(env, raw.len + 1, 3);
	size_t		n = 0;

	if (text == NULL)
		return env->error.status;
	for (size_t i = 0; i < raw.len; i++)
	{
		uint16_t	code = code_point(encoding, (unsigned char) raw.data[i]);

		if (code == 0)
			return not_text(env, "Windows-1252");
		n += put_utf8(text + n, code);
	}
	out->data = text;
	out->len = n;
	return AN_OK;
}

AnStatus
an_to_utf8(AnEnv *env, AnEncoding encoding, AnStr raw, AnStr *out)
{
	bool		utf8 = an_utf8_valid(raw.data, raw.len);

	if (raw.len > 0 && memchr(raw.data, '\0', raw.len) != NULL)
	{
		an_fail(env, AN_EFORMAT, "text is not valid in its encoding");
		return an_detail(env, "The text holds a zero byte.");
	}
	if (encoding == AN_ENCODING_UNKNOWN)
		encoding = utf8 ? AN_ENCODING_UTF8 : AN_ENCODING_CP1252;
	if (encoding != AN_ENCODING_UTF8)
		return convert_single_byte(env, encoding, raw, out);
	if (!utf8)
		return not_text(env, "UTF-8");
	return an_copy_str(env, raw.data, raw.len, out) ? AN_OK : env->error.status;
}
