/* date_parts.c - parts of dates and timestamps as numbers */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "datatype/timestamp.h"
#include "utils/date.h"
#include "utils/datetime.h"
#include "utils/timestamp.h"

#include "pg/score/date_parts.h"

#define SUNDAY 7				/* the last day of ISO's week */

bool
date_has_parts(Oid type)
{
	return type == DATEOID || type == TIMESTAMPOID || type == TIMESTAMPTZOID;
}

/* A date as the timestamp of its midnight; false for infinity. */
static bool
timestamp_of(Oid type, Datum value, Timestamp *timestamp)
{
	DateADT		date;

	if (type != DATEOID)
	{
		*timestamp = DatumGetTimestamp(value);
		return !TIMESTAMP_NOT_FINITE(*timestamp);
	}
	date = DatumGetDateADT(value);
	/* the last centuries of dates are beyond timestamps */
	if (DATE_NOT_FINITE(date) || date >= TIMESTAMP_END_JULIAN - POSTGRES_EPOCH_JDATE)
		return false;
	*timestamp = (Timestamp) date * USECS_PER_DAY;
	return true;
}

bool
date_part_number(Oid type, Datum value, AnPart part, double *number)
{
	Timestamp	timestamp;
	struct pg_tm tm;
	fsec_t		fraction;

	if (!timestamp_of(type, value, &timestamp))
		return false;
	if (part == AN_DAYS)
	{
		*number = (double) timestamp / USECS_PER_DAY;
		return true;
	}
	if (timestamp2tm(timestamp, NULL, &tm, &fraction, NULL, NULL) != 0)
		return false;
	switch (part)
	{
		case AN_YEAR:
			*number = tm.tm_year;
			break;
		case AN_MONTH:
			*number = tm.tm_mon;
			break;
		case AN_DAY:
			*number = tm.tm_mday;
			break;
		case AN_DAY_OF_WEEK:
			*number = j2day(date2j(tm.tm_year, tm.tm_mon, tm.tm_mday));
			if (*number == 0)
				*number = SUNDAY;
			break;
		case AN_HOUR:
			*number = tm.tm_hour;
			break;
		case AN_MINUTE:
			*number = tm.tm_min;
			break;
		default:
			return false;
	}
	return true;
}
