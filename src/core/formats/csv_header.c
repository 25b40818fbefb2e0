/* csv_header.c - the column names in the first record of a CSV file */
#include "formats/csv_header.h"

#include <stdlib.h>
#include <string.h>

#define BYTE_ORDER_MARK "\xEF\xBB\xBF"

AnStr
an_csv_first_record(const char *data, size_t size, bool *ended)
{
	size_t		start = 0;
	size_t		at;
	bool		quoted = false;

	if (size >= 3 && memcmp(data, BYTE_ORDER_MARK, 3) == 0)
		start = 3;
	for (at = start; at < size; at++)
	{
		if (data[at] == '"')
			quoted = !quoted;
		else if (!quoted && (data[at] == '\n' || data[at] == '\r'))
			break;
	}
	*ended = at < size;
	return (AnStr) {data + start, at - start};
}

/* Unquotes one field into *out (room for the rest of the record); the place
 * after it, which is a delimiter or the end. */
static const char *
read_field(const char *at, const char *end, char delimiter, char *out, size_t *len, bool *open)
{
	bool		quoted = false;

	*len = 0;
	for (; at < end && (quoted || *at != delimiter); at++)
	{
		if (*at != '"')
			out[(*len)++] = *at;
		else if (quoted && at + 1 < end && at[1] == '"')
			out[(*len)++] = *at++;
		else
			quoted = !quoted;
	}
	*open = quoted;
	return at;
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
	const char *at = record.data;
	const char *end = record.data + record.len;

	for (;;)
	{
		size_t		len;
		bool		open;

		at = read_field(at, end, delimiter, field, &len, &open);
		if (open)
			return an_fail(env, AN_EFORMAT, "column %u of the header has a quote that is not closed",
						   header->count + 1);
		AN_TRY(add_name(env, header, field, len));
		if (at >= end)
			return AN_OK;
		at++;
	}
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
