/* csv_load.c - a CSV file into a table, by COPY */
#include "postgres.h"

#include "executor/spi.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "storage/fd.h"

#include "pg/files/csv_load.h"
#include "formats/csv_scan.h"

#define PIECE (64 * 1024)		/* read at a time */
#define MAX_MESSAGE 400			/* bytes: a value can have a gigabyte */

/* ----- what COPY would not say ----- */

static bool
finds_end(AnCsvScan *scan, FILE *file)
{
	char	   *data = palloc(PIECE);
	bool		found = false;
	size_t		size;

	while (!found && (size = fread(data, 1, PIECE, file)) > 0)
	{
		CHECK_FOR_INTERRUPTS();
		found = an_csv_scan_finds_end(scan, data, size);
	}
	pfree(data);
	return found;
}

void
csv_check_file(const char *path)
{
	AnCsvScan	scan = {0};
	FILE	   *file;
	bool		found;

	if (!AN_COPY_STOPS_AT_MARK)
		return;
	file = AllocateFile(path, PG_BINARY_R);
	found = file != NULL && finds_end(&scan, file);
	if (file == NULL || ferror(file))
		ereport(ERROR, errcode_for_file_access(), errmsg("could not read file \"%s\": %m", path));
	FreeFile(file);
	if (found)
		ereport(ERROR, errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
				errmsg("line " UINT64_FORMAT " of file \"%s\" is \\.", scan.line, path),
				errdetail("COPY would take it for the end of the file and leave out what follows."),
				errhint("Remove the line; as a value write \"\\.\" with the quotes."));
}

/* ----- what COPY says ----- */

static char *
clip(char *text)
{
	size_t		len = text == NULL ? 0 : strlen(text);

	if (len <= MAX_MESSAGE)
		return text;
	text[pg_mbcliplen(text, (int) Min(len, 2 * MAX_MESSAGE), MAX_MESSAGE)] = '\0';
	return psprintf("%s...", text);
}

/*
 * The context is the place in the file, then our statement, which names every column
 * twice, then where we were called from.  The place becomes the detail, which more
 * clients show.
 */
static void
move_place(ErrorData *error, const char *statement, const char *path)
{
	char	   *ours = error->context == NULL ? NULL : strstr(error->context, statement);
	char	   *rest;

	if (ours == NULL)
		return;
	rest = strchr(ours + strlen(statement), '\n');
	while (ours > error->context && ours[-1] != '\n')
		ours--;
	if (ours > error->context)
	{
		char	   *place = pnstrdup(error->context, ours - error->context - 1);

		error->detail = psprintf("%s%sIn file \"%s\": %s.", error->detail == NULL ? "" : clip(error->detail),
								 error->detail == NULL ? "" : " ", path, place);
	}
	error->context = rest == NULL ? NULL : rest + 1;
}

static void
shorten(ErrorData *error, const char *statement, const char *path)
{
	move_place(error, statement, path);
	error->message = clip(error->message);
	if (error->internalquery != NULL && strcmp(error->internalquery, statement) == 0)
	{
		error->internalquery = NULL;
		error->internalpos = 0;
	}
}

uint64
csv_execute(const char *statement, const char *path)
{
	MemoryContext context = CurrentMemoryContext;

	PG_TRY();
	{
		SPI_execute(statement, false, 0);
	}
	PG_CATCH();
	{
		ErrorData  *error;

		MemoryContextSwitchTo(context);
		error = CopyErrorData();
		FlushErrorState();
		shorten(error, statement, path);
		ReThrowError(error);
	}
	PG_END_TRY();
	return SPI_processed;
}
