/*
 * value_text.h - a value as text, whatever the session's settings
 *
 * What a type's output function says depends for many of them on settings: how many
 * digits, the style of dates, the time zone.  Where a text decides on a category, a
 * class or a fold, or is part of a result, it must not.
 */
#ifndef AN_PG_VALUE_TEXT_H
#define AN_PG_VALUE_TEXT_H

#include "pg/base/an_pg.h"

#include "fmgr.h"

typedef struct ValueText
{
	Oid			type;			/* base type; InvalidOid: not set up */
	FmgrInfo	output;
} ValueText;

/* What is looked up once for a type, a domain's base type; lives in context. */
extern void value_text_init(ValueText *text, Oid type, MemoryContext context);

/*
 * In the database's encoding, in the current memory context: what a cast to text
 * gives with default settings ("true", 0.1, 2024-01-31, char(n) without padding), but
 * a timestamp with time zone in UTC, money as its smallest units, and a numeric without
 * zeros at its end: 1.0 and 1.00 are equal.
 */
extern char *value_text(ValueText *text, Datum value);

#endif
