/* bind.h - scoring from columns instead of a whole row */
#ifndef AN_PG_BIND_H
#define AN_PG_BIND_H

#include "an_pg.h"

extern bool enable_column_binding;	/* analytics.enable_column_binding */

/* reftypmod of a bound_row[]: the columns are those of the expression, or of the
 * table by number. */
#define BOUND_COLUMNS (-1)
#define BOUND_TABLE_ROW 1

#endif
