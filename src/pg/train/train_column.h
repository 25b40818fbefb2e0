/* train_column.h - a column of the source: what it is to a training, and its values */
#ifndef AN_PG_TRAIN_COLUMN_H
#define AN_PG_TRAIN_COLUMN_H

#include "pg/base/an_pg.h"

#include "access/tupdesc.h"

#include "train/encoder.h"
#include "pg/base/value_text.h"
#include "pg/stats/vectors.h"

typedef enum ColumnUse
{
	COLUMN_NUMBER,
	COLUMN_LEVEL,
	COLUMN_DATE
} ColumnUse;

typedef struct SourceColumn
{
	int			index;			/* in the row */
	const char *name;			/* the descriptor's */
	ColumnUse	use;
	Oid			type;			/* base type */
	NumberKind	number;
	ValueText	text;			/* of levels and classes */
	uint32		feature;		/* the first one that it feeds */
	int			nparts;
	AnPart		parts[AN_DAYS + 1];
	bool		part_is_level[AN_DAYS + 1];
} SourceColumn;

/* How a column is read; false when its type cannot be used. */
extern bool train_column_describe(TupleDesc desc, int index, SourceColumn *column);

/* A value that is not NULL as UTF-8; as a level a boolean is in upper case, as a
 * class in lower. */
extern const char *train_column_text(SourceColumn *column, Datum value, bool upper, size_t *len);

/* Its value, which is not NULL, into the features that it feeds; raises. */
extern void train_column_read(AnEnv *env, AnEncoder *encoder, SourceColumn *column, Datum value);

#endif
