/* confusion.h - the SQL type analytics.confusion: an AnConfusion whose host word
 * is the varlena header */
#ifndef AN_PG_CONFUSION_H
#define AN_PG_CONFUSION_H

#include "pg/base/an_pg.h"

#include "stats/confusion.h"

/* Memory of one call. */
#define PG_CONFUSION_MEMORY ((size_t) 1024 * 1024 * 1024)

/* A stored value, detoasted and checked, not to be changed. */
extern const AnConfusion *confusion_from_datum(Datum value);

/* Empty, in the current memory context. */
extern AnConfusion *confusion_new(uint32 room, uint32 text_room);

/* A copy in the current memory context, with that room. */
extern AnConfusion *confusion_copy(const AnConfusion *from, uint32 room, uint32 text_room);

/* The number of a class, which is added if it is new; the matrix, or a larger
 * copy of it. */
extern AnConfusion *confusion_number(AnConfusion *c, AnStr name, int32_t *number);

#endif
