/* hex.c - the text form of binary types, as bytea has it */
#include "postgres.h"

#include "utils/builtins.h"
#include "utils/memutils.h"

#include "pg/base/hex.h"

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

struct varlena *
hex_parse(const char *text)
{
	size_t		len = strlen(text);
	struct varlena *value;
	char	   *out;

	if (len < 2 || len % 2 != 0 || text[0] != '\\' || text[1] != 'x')
		return NULL;
	value = palloc(VARHDRSZ + len / 2);
	out = VARDATA(value);
	for (const char *in = text + 2; *in != '\0'; in += 2)
	{
		int			high = hex_digit(in[0]);
		int			low = hex_digit(in[1]);

		if (high < 0 || low < 0)
			return NULL;
		*out++ = (char) (high << 4 | low);
	}
	SET_VARSIZE(value, out - (char *) value);
	return value;
}

char *
hex_print(const char *bytes, size_t size)
{
	char	   *result;

	/* hex_encode() is bounded by the memory a text may take */
	if (size > (MaxAllocSize - 3) / 2)
		ereport(ERROR, errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("the value is too large to be shown as text"),
				errdetail("It has %zu bytes, the limit is %zu bytes.",
						  size, (size_t) (MaxAllocSize - 3) / 2));
	result = palloc(2 + size * 2 + 1);
	result[0] = '\\';
	result[1] = 'x';
	hex_encode(bytes, size, result + 2);
	result[2 + size * 2] = '\0';
	return result;
}
