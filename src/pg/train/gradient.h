/* gradient.h - the SQL type analytics.gradient: an AnGradient whose host word is
 * the varlena header */
#ifndef AN_PG_GRADIENT_H
#define AN_PG_GRADIENT_H

#include "pg/base/an_pg.h"

#include "train/gradient.h"

/* Memory for one value's bytes. */
#define PG_GRADIENT_MEMORY ((size_t) 1024 * 1024 * 1024)

/* A stored value, detoasted and checked, not to be changed. */
extern const AnGradient *gradient_from_datum(Datum value);

/* In the current memory context. */
extern AnGradient *gradient_new(uint32 model, uint32 count);
extern AnGradient *gradient_copy(const AnGradient *from);

#endif
