/* source.h - where rows come from: a relation's name or a query */
#ifndef AN_PG_SOURCE_H
#define AN_PG_SOURCE_H

#include "pg/base/an_pg.h"

#include "executor/spi.h"

/*
 * The source as one query for its rows, which can stand in parentheses (on lines of
 * its own).  What begins with SELECT, WITH, VALUES, TABLE or a parenthesis is a query;
 * anything else is the name of a table, view or whatever else SELECT can read, as SQL
 * writes it.  Comments before it, and a semicolon and comments behind it, do not
 * matter.  Raises when it is neither, or there is no such relation.
 */
extern const char *source_query(const text *source);

/* The relation that the source names, locked against changes; InvalidOid: it is a query. */
extern Oid	source_relation(const text *source);

/* Plans it, as the caller; between SPI_connect() and SPI_finish().  Raises unless it
 * returns rows and changes none. */
extern SPIPlanPtr source_prepare(const char *query);

#endif
