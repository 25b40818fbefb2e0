/*
 * rows.h - from columns of a row to the values of a case
 *
 * Contract
 *  1. Columns are matched to features by name, once; all that do not fit are
 *     named in one error before any row is scored.  A feature that nothing in
 *     the model reads needs none.
 *  2. rows_fill() converts the columns that the model reads, all of them, kind
 *     by kind in tight loops: asking for each when a split needs it costs more
 *     in wrongly guessed branches than it saves.  It also finds an unknown
 *     level wherever the path goes.  Only what is slow to convert (numeric,
 *     enums, numbers as categories, parts of dates) waits until a split asks.
 *  3. Converting cannot fail: what R would refuse is noted in
 *     RowSource.refused, the value counts as missing, and rows_raise() tells
 *     the user after scoring.  A number beyond single precision, or an infinite
 *     date, is refused wherever AN_UNKNOWN_MISSING was not asked for: no model
 *     was trained on one.
 *  4. No setting of the session changes a value (value_text.h).
 */
#ifndef AN_PG_ROWS_H
#define AN_PG_ROWS_H

#include "pg/base/an_pg.h"

#include "access/tupdesc.h"
#include "lib/stringinfo.h"

#include "model/scorer.h"
#include "pg/base/columns.h"
#include "pg/base/value_text.h"

typedef enum Conversion
{
	CONVERT_NONE = 0,			/* the feature has no column */
	/* by rows_fill() */
	CONVERT_FLOAT8,
	CONVERT_INT4,
	CONVERT_FLOAT4,
	CONVERT_INT2,
	CONVERT_INT8,
	CONVERT_BOOL,
	CONVERT_TEXT_LEVEL,			/* text, varchar, char(n) */
	CONVERT_BOOL_LEVEL,			/* TRUE, FALSE */
	/* by rows_read(), when asked for */
	CONVERT_NUMERIC,
	CONVERT_OUTPUT_LEVEL,		/* by its text */
	CONVERT_DATE_PART,
	CONVERT_REST,				/* of a number: what single precision leaves */
	CONVERSIONS
} Conversion;

#define FIRST_SLOW_CONVERSION CONVERT_NUMERIC

typedef struct Column
{
	int			index;			/* where the row's values have it */
	uint8		conversion;
	Oid			type;			/* base type */
} Column;

/* A feature in use and where its value is: rows_fill() goes through these. */
typedef struct Source
{
	const AnLevelTable *levels; /* categories */
	uint32		feature;
	int			index;
	bool		padded;			/* char(n): blanks at the end are none of the value */
} Source;

typedef struct RowSource
{
	const AnScorer *scorer;
	Column	   *columns;		/* by feature */
	const Datum *values;		/* of this row */
	const bool *isnull;
	Source	   *sources;		/* features in use, sorted by conversion */
	uint32		first[CONVERSIONS + 1]; /* where each conversion's begin */
	AnUnknown	unknown;		/* what a level is that the model does not know */
	bool		plain;			/* an_model_plain_numbers() */
	bool		utf8;			/* the database's encoding: the core's */
	bool		refused;		/* some value of this row was refused */
	uint32		refused_feature;	/* the first such that was converted */
	ValueText  *texts;			/* by feature, made when first needed */
	MemoryContext context;		/* where columns and sources live */
	MemoryContext text_context; /* where texts do */
} RowSource;

extern void rows_init(RowSource *row, const AnScorer *scorer, AnUnknown unknown, MemoryContext context);

/* Before columns of other types are bound: their output functions live in context. */
extern void rows_forget_output(RowSource *row, MemoryContext context);

/* Room for the columns, before they are bound; once. */
extern void rows_allocate(RowSource *row);

/* How a column of this type feeds this feature; CONVERT_NONE = it cannot. */
extern Conversion rows_conversion(const AnFeature *feature, Oid *type);

/* Binds every feature in use to a column of desc; values and isnull, which the caller
 * sets for every row, have one for each attribute. */
extern void rows_bind(RowSource *row, TupleDesc desc, const char *model_name);

/* After the columns are bound: sorts the features in use by conversion. */
extern void rows_prepare(RowSource *row);

/* This row's values, into the case. */
extern void rows_fill(RowSource *row, AnCase *c);

/* What it makes of one value that is not NULL: a number that is infinite or not
 * a number, a text, a boolean. */
extern float rows_odd_number(RowSource *row, uint32 feature, double number);
extern float rows_text_level(RowSource *row, const Source *source, struct varlena *value);
extern float rows_bool_level(RowSource *row, const Source *source, bool value);

/* AnCase.read: a value that rows_fill() left out. */
extern void rows_read(AnCase *c, uint32_t feature);

/* Raises the error for the value that was refused. */
extern _Noreturn void rows_raise(RowSource *row);

/* Adds to a list for an error's detail; ends it when it gets long. */
extern void rows_list_item(StringInfo list, const char *item);

/* What was read, for a person: the column's value as text, or NULL. */
extern text *rows_value_text(RowSource *row, uint32 feature);

#endif
