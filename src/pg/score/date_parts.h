/* date_parts.h - parts of dates and timestamps as numbers */
#ifndef AN_PG_DATE_PARTS_H
#define AN_PG_DATE_PARTS_H

#include "pg/base/an_pg.h"

#include "model/model.h"

/* date, timestamp, timestamptz. */
extern bool date_has_parts(Oid type);

/*
 * What the part of a value is; false for infinity.  A timestamp with time zone is
 * taken in UTC, so that a score depends on no setting.
 */
extern bool date_part_number(Oid type, Datum value, AnPart part, double *number);

#endif
