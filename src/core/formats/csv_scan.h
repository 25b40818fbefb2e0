/*
 * csv_scan.h - a line of a CSV file that COPY takes for its end
 *
 * Before PostgreSQL 18, COPY stops at a record that is just \. and says nothing, also
 * where it reads a file in its csv format; what follows is not loaded.
 *
 * Contract
 *  1. Fed piece by piece, in order; how the file is cut into pieces does not matter.
 *  2. Records and quotes are those of csv_header.h.  A record that is not ended is none
 *     yet, nor does COPY stop there.
 */
#ifndef AN_CSV_SCAN_H
#define AN_CSV_SCAN_H

#include "base/env.h"

typedef struct AnCsvScan
{
	uint64_t	line;			/* that is read, from 0 */
	bool		quoted;
	bool		carriage_return;	/* was the last byte */
	uint8_t		record;			/* what of it was read: see csv_scan.c */
} AnCsvScan;

/* At first all zero.  True when a record \. ended in this piece: it is line number
 * scan->line, from 1, and the scan is over. */
extern bool an_csv_scan_finds_end(AnCsvScan *scan, const char *data, size_t size);

#endif
