/* bind.h - scoring from columns instead of a whole row */
#ifndef AN_PG_BIND_H
#define AN_PG_BIND_H

#include "an_pg.h"

extern bool enable_column_binding;	/* analytics.enable_column_binding */

#endif
