/* score_table.h - the SQL type analytics.score_table: an AnScoreTable whose host
 * word is the varlena header */
#ifndef AN_PG_SCORE_TABLE_H
#define AN_PG_SCORE_TABLE_H

#include "pg/base/an_pg.h"

#include "stats/score_table.h"

/* Memory for sorting, and for what is read out. */
#define PG_SCORE_MEMORY ((size_t) 1024 * 1024 * 1024)

/* A stored value, detoasted and checked, not to be changed. */
extern const AnScoreTable *score_table_from_datum(Datum value);

/* Empty, in the current memory context. */
extern AnScoreTable *score_table_new(uint16 flags);

/* A copy in the current memory context, with that room. */
extern AnScoreTable *score_table_copy(const AnScoreTable *from, uint32 room);

/* Compacted in place; scratch memory is released. */
extern void score_table_compact(AnScoreTable *t);

/* What can be read out: the value itself, or a compacted copy. */
extern const AnScoreTable *score_table_compacted(const AnScoreTable *t);

/* Adds a row (score finite, weight > 0); the table, or a larger copy of it. */
extern AnScoreTable *score_table_add(AnScoreTable *t, double score, bool positive, double weight);

#endif
