/* csv_scan.c - a line of a CSV file that COPY takes for its end */
#include "formats/csv_scan.h"

/* What of a record was read. */
enum
{
	NOTHING,
	BACKSLASH,
	BACKSLASH_DOT,
	OTHER
};

static uint8_t
next(uint8_t record, char byte)
{
	if (record == NOTHING && byte == '\\')
		return BACKSLASH;
	return record == BACKSLASH && byte == '.' ? BACKSLASH_DOT : OTHER;
}

/* CR LF is one end. */
static bool
end_line(AnCsvScan *scan, char byte)
{
	bool		again = byte == '\n' && scan->carriage_return;

	scan->carriage_return = byte == '\r';
	if (again)
		return false;
	scan->line++;
	if (scan->quoted)
		return false;
	if (scan->record == BACKSLASH_DOT)
		return true;
	scan->record = NOTHING;
	return false;
}

bool
an_csv_scan_finds_end(AnCsvScan *scan, const char *data, size_t size)
{
	for (size_t i = 0; i < size; i++)
	{
		if (data[i] == '\n' || data[i] == '\r')
		{
			if (end_line(scan, data[i]))
				return true;
			continue;
		}
		scan->carriage_return = false;
		if (data[i] == '"')
			scan->quoted = !scan->quoted;
		scan->record = next(scan->record, data[i]);
	}
	return false;
}
