/*
 * csv_header.h - the column names in the first record of a CSV file
 *
 * Reads what PostgreSQL's COPY reads in its csv format: a quote may open and
 * close anywhere in a field, "" inside quotes is a quote, white space counts.
 *
 * Contract
 *  1. Never reads outside its text.  Bytes are bytes: delimiter, quote, CR and
 *     LF must not occur inside other characters of the text's encoding.
 *  2. A record ends at LF, CR LF or CR outside quotes, or where the text ends.
 *  3. Every name has at least one byte; at most AN_CSV_MAX_COLUMNS of them.
 *  4. Failures name the column by its position, from 1.
 */
#ifndef AN_CSV_HEADER_H
#define AN_CSV_HEADER_H

#include "base/env.h"

#define AN_CSV_MAX_COLUMNS 1600 /* of a table */

typedef struct AnCsvHeader
{
	uint32_t	count;
	AnStr	   *names;			/* without quotes; in the env */
} AnCsvHeader;

/* The first record, without its end and without a UTF-8 byte order mark;
 * *ended tells whether the end was found before the text's. */
extern AnStr an_csv_first_record(const char *data, size_t size, bool *ended);

/* The fields of one record; an end of line and what follows are ignored. */
extern AnStatus an_csv_header_read(AnEnv *env, AnStr record, char delimiter, AnCsvHeader *header);

/* Two equal names, by position from 0; false when there are none. */
extern AnStatus an_csv_header_duplicate(AnEnv *env, const AnCsvHeader *header, bool *found,
										uint32_t *first, uint32_t *second);

#endif
