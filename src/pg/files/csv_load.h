/* csv_load.h - a CSV file into a table, by COPY */
#ifndef AN_PG_CSV_LOAD_H
#define AN_PG_CSV_LOAD_H

#include "pg/base/an_pg.h"

/* Raises when COPY would stop in the middle of the file, which can be read. */
extern void csv_check_file(const char *path);

/* Runs a statement that loads the file or makes its table, between SPI_connect() and
 * SPI_finish(); the rows.  An error says where in the file it is, and is kept short. */
extern uint64 csv_execute(const char *statement, const char *path);

#endif
