/*
 * vectors.h - what SQL has for a vector of numbers, as doubles
 *
 * Arrays and rows of numbers: smallint, integer, bigint, real, double precision,
 * numeric; boolean is 0 or 1.  NaN and infinity are values like others here.
 */
#ifndef AN_PG_VECTORS_H
#define AN_PG_VECTORS_H

#include "pg/base/an_pg.h"

#include "access/htup.h"
#include "access/tupdesc.h"
#include "utils/array.h"

#include "pg/base/row_type.h"

typedef enum VectorKind
{
	VECTOR_ARRAY,
	VECTOR_RECORD
} VectorKind;

typedef enum NumberKind
{
	NUMBER_NONE = 0,			/* not a number's type */
	NUMBER_FLOAT8,
	NUMBER_FLOAT4,
	NUMBER_INT2,
	NUMBER_INT4,
	NUMBER_INT8,
	NUMBER_BOOL,
	NUMBER_NUMERIC
} NumberKind;

/* How values of this type, or of the domain's base type, become doubles. */
extern NumberKind number_kind(Oid type);
extern double number_value(NumberKind kind, Datum value);

/* A row type's columns; made once for many rows. */
typedef struct RowColumns
{
	MemoryContext context;		/* its own */
	RowType		type;
	TupleDesc	desc;
	uint32		order;			/* columns that are not dropped */
	int		   *attributes;		/* order: index of each in values */
	NumberKind *kinds;			/* order */
	Datum	   *values;			/* scratch: all attributes */
	bool	   *isnull;
	uint8	   *names;			/* block of names, see stats/names.h */
	size_t		names_size;
} RowColumns;

typedef struct Vector
{
	VectorKind	kind;
	uint32		order;
	bool		has_null;		/* arrays; of rows vector_copy() finds out */
	NumberKind	number;			/* arrays: the elements' */
	ArrayType  *array;
	HeapTupleHeader row;
	RowColumns *columns;
} Vector;

/*
 * Looks at an argument that is not NULL; nothing is converted.  Arrays of more
 * than one dimension, empty ones, and rows with columns that are not numbers
 * are errors.  What is found out about a row type is kept in *cache (NULL at
 * first), which lives in context.
 */
extern Vector vector_of(Datum argument, VectorKind kind, RowColumns **cache,
						MemoryContext context);

/* Converts to order doubles; false when an element is NULL. */
extern bool vector_copy(const Vector *vector, double *out);

/* A float8[] of that many elements, without NULLs; they are to be written behind
 * ARR_OVERHEAD_NONULLS(1) bytes. */
extern ArrayType *vector_new_array(Size count);

/* Frees what was there before: rows of type record may each have another type. */
extern void row_columns_replace(RowColumns **columns, RowColumns *other);

/* The columns of the row's type: all must be numbers. */
extern RowColumns *row_columns_build(HeapTupleHeader row, MemoryContext context);

/* Those with these names, in this order; the others do not matter.  All that
 * are missing or not numbers are named in one error. */
extern RowColumns *row_columns_match(HeapTupleHeader row, const AnStr *names, uint32 count,
									 MemoryContext context);

#endif
