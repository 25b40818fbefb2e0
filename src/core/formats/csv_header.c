/* csv_header.c - the column names in the first record of a CSV file */
#include "formats/csv_header.h"
#include "base/bytes.h"

#include <stdlib.h>
#include <string.h>

#define BYTE_ORDER_MARK "\xEF\xBB\xBF"

AnStr
an_csv_first_record(const char *data, size_t size, bool *ended)
{
	AnReader	in = an_reader_of((AnStr) {data, size});
	bool		quoted = false;
	size_t		start;
	int			c;

	an_reader_accept_text(&in, AN_LITERAL(BYTE_ORDER_MARK));
	start = in.pos;
	while ((c = an_reader_peek(&in)) >= 0 && (quoted || (c != '\n' && c != '\r')))
	{
		quoted ^= c == '"';
		an_reader_next(&in);
	}
	*ended = c >= 0;
	return an_reader_since(&in, start);
}

/* Unquotes one field, up to a delimiter, into *out (room for the rest of the
 * record); false: a quote is open. */
static bool
read_field(AnReader *in, char delimiter, char *out, size_t *len)
{
	bool		quoted = false;

	*len = 0;
	while (an_reader_left(in) > 0 && (quoted || an_reader_peek(in) != (uint8_t) delimiter))
	{
		int			c = an_reader_next(in);

		if (c != '"' || (quoted && an_reader_accept(in, '"')))
			out[(*len)++] = (char) c;
		else
			quoted = !quoted;
	}
	return !quoted;
}

static AnStatus
add_name(AnEnv *env, AnCsvHeader *header, const char *name, size_t len)
{
	uint32_t	i = header->count;

	if (i >= AN_CSV_MAX_COLUMNS)
	{
		an_fail(env, AN_ELIMIT, "the header has more than %d columns", AN_CSV_MAX_COLUMNS);
		return an_detail(env, "A table has no more than that.");
	}
	if (len == 0)
	{
		an_fail(env, AN_EFORMAT, "column %u of the header has no name", i + 1);
		return an_hint(env, "The first line must name every column.");
	}
	if (memchr(name, '\0', len) != NULL)
	{
		an_fail(env, AN_EFORMAT, "column %u of the header has a zero byte in its name", i + 1);
		return an_hint(env, "A file in UTF-16 must be converted first, a compressed one unpacked.");
	}
	if (!an_copy_str(env, name, len, &header->names[i]))
		return env->error.status;
	header->count++;
	return AN_OK;
}

/* The fields before the record's end; the fields of nothing are one, empty. */
static AnStatus
read_fields(AnEnv *env, AnStr record, char delimiter, char *field, AnCsvHeader *header)
{
	AnReader	in = an_reader_of(record);
	size_t		len;

	do
	{
		if (!read_field(&in, delimiter, field, &len))
			return an_fail(env, AN_EFORMAT, "column %u of the header has a quote that is not closed",
						   header->count + 1);
		AN_TRY(add_name(env, header, field, len));
	} while (an_reader_accept(&in, delimiter));
	return AN_OK;
}

AnStatus
an_csv_header_read(AnEnv *env, AnStr record, char delimiter, AnCsvHeader *header)
{
	bool		ended;
	char	   *field;

	header->count = 0;
	header->names = NULL;
	if (delimiter == '"' || delimiter == '\n' || delimiter == '\r' || delimiter == '\0')
		return an_fail(env, AN_EARG, "the delimiter cannot be a quote, an end of line or a zero byte");
	record = an_csv_first_record(record.data, record.len, &ended);
	if (record.len == 0)
		return an_fail(env, AN_EFORMAT, "the header is empty");
	header->names = an_alloc_array(env, AN_CSV_MAX_COLUMNS, sizeof(AnStr));
	field = an_alloc(env, record.len);
	if (header->names == NULL || field == NULL)
		return env->error.status;
	return read_fields(env, record, delimiter, field, header);
}

static int
compare_names(const void *a, const void *b)
{
	const AnStr *x = *(const AnStr *const *) a;
	const AnStr *y = *(const AnStr *const *) b;
	int			order = memcmp(x->data, y->data, x->len < y->len ? x->len : y->len);

	if (order != 0)
		return order;
	if (x->len != y->len)
		return x->len < y->len ? -1 : 1;
	return x < y ? -1 : x > y;
}

AnStatus
an_csv_header_duplicate(AnEnv *env, const AnCsvHeader *header, bool *found,
						uint32_t *first, uint32_t *second)
{
	const AnStr **sorted = an_alloc_array(env, header->count, sizeof(*sorted));

	*found = false;
	if (header->count == 0)
		return AN_OK;
	if (sorted == NULL)
		return env->error.status;
	for (uint32_t i = 0; i < header->count; i++)
		sorted[i] = &header->names[i];
	qsort(sorted, header->count, sizeof(*sorted), compare_names);
	for (uint32_t i = 1; i < header->count && !*found; i++)
	{
		*found = an_str_equal(*sorted[i - 1], *sorted[i]);
		*first = (uint32_t) (sorted[i - 1] - header->names);
		*second = (uint32_t) (sorted[i] - header->names);
	}
	return AN_OK;
}
