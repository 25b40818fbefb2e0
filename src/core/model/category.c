/* category.c - canonical text of categories */
#include "model/category.h"

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static bool
is_escaped(char c)
{
	return c == ':' || c == ';' || c == '|';
}

static AnCategoryText
canonical(const char *value, size_t len, bool old, char *out, size_t *out_len)
{
	size_t		n = 0;

	while (len > 0 && is_blank(value[len - 1]))
		len--;
	for (size_t i = 0; i < len; i++)
	{
		char		c = value[i];
		bool		blank = is_blank(c);

		if (blank && (n == 0 || is_blank(value[i - 1])))
			continue;
		if (c == '\n' || c == '\0' || n + 2 >= AN_MAX_VALUE)
			return AN_TEXT_BAD;
		if (!old && is_escaped(c))
			out[n++] = '\\';
		out[n++] = blank ? ' ' : (old && c == ':') ? '.' : c;
	}
	*out_len = n;
	if (n == 0)
		return AN_TEXT_EMPTY;
	return n == 1 && out[0] == '?' ? AN_TEXT_MISSING : AN_TEXT_OK;
}

AnCategoryText
an_canonical(const char *value, size_t len, char *out, size_t *out_len)
{
	return canonical(value, len, false, out, out_len);
}

AnCategoryText
an_canonical_old(const char *value, size_t len, char *out, size_t *out_len)
{
	return canonical(value, len, true, out, out_len);
}

size_t
an_readable(char *text, size_t len)
{
	size_t		n = 0;

	for (size_t i = 0; i < len; i++)
	{
		if (text[i] == '\\' && i + 1 < len && is_escaped(text[i + 1]))
			i++;
		text[n++] = text[i];
	}
	return n;
}
