/* vectors.c - what SQL has for a vector of numbers, as doubles */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/typcache.h"

#include "stats/moments.h"
#include "stats/names.h"
#include "pg/base/columns.h"
#include "pg/base/prefetch.h"
#include "pg/base/near_column.h"
#include "pg/stats/vectors.h"

NumberKind
number_kind(Oid type)
{
	switch (getBaseType(type))
	{
		case FLOAT8OID:
			return NUMBER_FLOAT8;
		case FLOAT4OID:
			return NUMBER_FLOAT4;
		case INT2OID:
			return NUMBER_INT2;
		case INT4OID:
			return NUMBER_INT4;
		case INT8OID:
			return NUMBER_INT8;
		case BOOLOID:
			return NUMBER_BOOL;
		case NUMERICOID:
			return NUMBER_NUMERIC;
		default:
			return NUMBER_NONE;
	}
}

double
number_value(NumberKind kind, Datum value)
{
	switch (kind)
	{
		case NUMBER_FLOAT8:
			return DatumGetFloat8(value);
		case NUMBER_FLOAT4:
			return DatumGetFloat4(value);
		case NUMBER_INT2:
			return DatumGetInt16(value);
		case NUMBER_INT4:
			return DatumGetInt32(value);
		case NUMBER_INT8:
			return (double) DatumGetInt64(value);
		case NUMBER_BOOL:
			return DatumGetBool(value);
		case NUMBER_NUMERIC:
			return DatumGetFloat8(DirectFunctionCall1(numeric_float8_no_overflow, value));
		case NUMBER_NONE:
			break;
	}
	pg_unreachable();
}

ArrayType *
vector_new_array(Size count)
{
	Size		size = ARR_OVERHEAD_NONULLS(1) + count * sizeof(float8);
	ArrayType  *array = palloc0(size);

	SET_VARSIZE(array, size);
	array->ndim = 1;
	array->elemtype = FLOAT8OID;
	ARR_DIMS(array)[0] = (int) count;
	ARR_LBOUND(array)[0] = 1;
	return array;
}

/* ----- rows ----- */

static _Noreturn void
refuse_columns(TupleDesc desc)
{
	StringInfoData list;

	initStringInfo(&list);
	for (int i = 0; i < desc->natts; i++)
	{
		Form_pg_attribute attribute = TupleDescAttr(desc, i);

		if (attribute->attisdropped || number_kind(attribute->atttypid) != NUMBER_NONE)
			continue;
		appendStringInfo(&list, "%s\"%s\" (%s)", list.len > 0 ? ", " : "",
						 NameStr(attribute->attname), format_type_be(attribute->atttypid));
	}
	ereport(ERROR, errcode(ERRCODE_DATATYPE_MISMATCH),
			errmsg("the row has columns that are not numbers"),
			errdetail("Columns of another type: %s.", list.data),
			errhint("Choose the columns in a subquery, or pass an array of them."));
}

static void
write_names(RowColumns *columns)
{
	AnStr	   *names = palloc(columns->order * sizeof(AnStr));

	for (uint32 i = 0; i < columns->order; i++)
	{
		Form_pg_attribute attribute = TupleDescAttr(columns->desc, columns->attributes[i]);

		names[i] = core_text_from_pg(cstring_to_text(NameStr(attribute->attname)));
	}
	columns->names_size = an_names_size(columns->order, names);
	columns->names = palloc(columns->names_size);
	an_names_write(columns->order, names, columns->names);
}

/* In a context of its own, which becomes the current one; no column is chosen yet. */
static RowColumns *
start_columns(HeapTupleHeader row, uint32 room, MemoryContext parent)
{
	MemoryContext context = AllocSetContextCreate(parent, "analytics row columns", ALLOCSET_SMALL_SIZES);
	RowColumns *columns;
	int			natts;

	MemoryContextSwitchTo(context);
	columns = palloc0(sizeof(RowColumns));
	columns->context = context;
	columns->type = row_type_begin(row);
	columns->desc = lookup_rowtype_tupdesc_copy(columns->type.type, columns->type.typmod);
	natts = columns->desc->natts;
	columns->attributes = palloc((Size) Max((int) room, natts) * sizeof(int) + 1);
	columns->kinds = palloc((Size) Max((int) room, natts) * sizeof(NumberKind) + 1);
	columns->values = palloc(natts * sizeof(Datum) + 1);
	columns->isnull = palloc(natts * sizeof(bool) + 1);
	return columns;
}

static NumberKind
choose_column(RowColumns *columns, int attribute)
{
	NumberKind	kind = number_kind(TupleDescAttr(columns->desc, attribute)->atttypid);

	columns->attributes[columns->order] = attribute;
	columns->kinds[columns->order++] = kind;
	return kind;
}

RowColumns *
row_columns_build(HeapTupleHeader row, MemoryContext context)
{
	MemoryContext old = CurrentMemoryContext;
	RowColumns *columns = start_columns(row, 0, context);
	List	   *twice = columns_twice(columns->desc);

	if (twice != NIL)
		columns_check_once(twice, linitial(twice));
	for (int i = 0; i < columns->desc->natts; i++)
		if (!TupleDescAttr(columns->desc, i)->attisdropped &&
			choose_column(columns, i) == NUMBER_NONE)
			refuse_columns(columns->desc);
	write_names(columns);
	MemoryContextSwitchTo(old);
	return columns;
}

static void
append_name(StringInfo list, const char *name)
{
	appendStringInfo(list, "%s\"%s\"", list->len > 0 ? ", " : "", name);
}

RowColumns *
row_columns_match(HeapTupleHeader row, const AnStr *names, uint32 count, MemoryContext context)
{
	MemoryContext old = CurrentMemoryContext;
	RowColumns *columns = start_columns(row, count, context);
	StringInfoData missing;
	StringInfoData wrong;
	const char *near = "";
	ColumnFinder finder;

	columns_find_begin(&finder, columns->desc);
	initStringInfo(&missing);
	initStringInfo(&wrong);
	for (uint32 i = 0; i < count; i++)
	{
		int			at = columns_find_identifier(&finder, names[i]) - 1;
		NameData	name;

		if (at < 0 && missing.len == 0)
		{
			columns_identifier(names[i], &name);
			near = near_column_hint(columns->desc, NameStr(name));
		}
		if (at < 0)
		{
			append_name(&missing, text_to_cstring(pg_text_for_display(names[i])));
			continue;
		}
		if (choose_column(columns, at) == NUMBER_NONE)
			append_name(&wrong, NameStr(TupleDescAttr(columns->desc, at)->attname));
	}
	if (missing.len > 0 || wrong.len > 0)
		ereport(ERROR, errcode(missing.len > 0 ? ERRCODE_UNDEFINED_COLUMN : ERRCODE_DATATYPE_MISMATCH),
				errmsg("the row does not fit the PCA"),
				errdetail("%s%s%s%s%s%s", missing.len > 0 ? "Missing columns: " : "", missing.data,
						  missing.len > 0 ? "." : "", missing.len > 0 && wrong.len > 0 ? " " : "",
						  wrong.len > 0 ? psprintf("Columns of a wrong type: %s", wrong.data) : "",
						  wrong.len > 0 ? "." : ""),
				errhint("%sColumns are found by their names, and must be numbers.", near));
	MemoryContextSwitchTo(old);
	return columns;
}

void
row_columns_replace(RowColumns **columns, RowColumns *other)
{
	RowColumns *previous = *columns;

	*columns = other;
	if (previous != NULL)
		MemoryContextDelete(previous->context);
}

static Vector
vector_of_row(Datum argument, RowColumns **cache, MemoryContext context)
{
	HeapTupleHeader row = DatumGetHeapTupleHeader(argument);

	if (*cache == NULL || !row_type_is(&(*cache)->type, row))
		row_columns_replace(cache, row_columns_build(row, context));
	return (Vector) {.kind = VECTOR_RECORD, .order = (*cache)->order, .row = row, .columns = *cache};
}

static bool
copy_row(const Vector *vector, double *out)
{
	RowColumns *columns = vector->columns;
	HeapTupleData tuple;

	tuple.t_len = HeapTupleHeaderGetDatumLength(vector->row);
	ItemPointerSetInvalid(&tuple.t_self);
	tuple.t_tableOid = InvalidOid;
	tuple.t_data = vector->row;
	heap_deform_tuple(&tuple, columns->desc, columns->values, columns->isnull);
	for (uint32 i = 0; i < columns->order; i++)
	{
		int			at = columns->attributes[i];

		if (columns->isnull[at])
			return false;
		out[i] = number_value(columns->kinds[i], columns->values[at]);
	}
	return true;
}

/* ----- arrays ----- */

static _Noreturn void
refuse_dimensions(int dimensions)
{
	ereport(ERROR, errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
			errmsg("a vector must be an array of one dimension"),
			dimensions == 0 ? errdetail("The array is empty.") :
			errdetail("The array has %d dimensions.", dimensions));
}

/*
 * An array that was not copied may be on a page that is being scanned, whose
 * rows the processor would be made to wait for.  (109 numbers: pca_fit() 0.48
 * instead of 0.71 us a row, pca_transform() 0.37 instead of 0.57.)
 */
static inline void
prefetch_arrays(const ArrayType *array)
{
	if (VARSIZE(array) >= BLCKSZ)
		return;
	prefetch_next_page(array, VARSIZE(array));
	prefetch_next_row(array, VARSIZE(array));
}

static Vector
vector_of_array(Datum argument)
{
	ArrayType  *array = DatumGetArrayTypeP(argument);
	Vector		vector = {.kind = VECTOR_ARRAY, .array = array};

	if ((Pointer) array == DatumGetPointer(argument))
		prefetch_arrays(array);
	if (ARR_NDIM(array) != 1)
		refuse_dimensions(ARR_NDIM(array));
	vector.order = (uint32) ARR_DIMS(array)[0];
	vector.number = ARR_ELEMTYPE(array) == FLOAT8OID ? NUMBER_FLOAT8 : number_kind(ARR_ELEMTYPE(array));
	if (vector.number == NUMBER_NONE)
		ereport(ERROR, errcode(ERRCODE_DATATYPE_MISMATCH),
				errmsg("a vector must be an array of numbers"),
				errdetail("The elements are of type %s.", format_type_be(ARR_ELEMTYPE(array))));
	vector.has_null = array_contains_nulls(array);
	return vector;
}

/* An array without a NULL. */
static void
copy_array(const Vector *vector, double *out)
{
	ArrayType  *array = vector->array;
	/* ARR_DATA_PTR() mixes signed and unsigned sizes */
	const char *data = (const char *) array +
		(ARR_HASNULL(array) ? (Size) array->dataoffset : ARR_OVERHEAD_NONULLS(1));
	Datum	   *values;
	int			count;
	int16		len;
	bool		byval;
	char		align;

	if (vector->number == NUMBER_FLOAT8)
	{
		memcpy(out, data, vector->order * sizeof(double));
		return;
	}
	if (vector->number == NUMBER_FLOAT4)
	{
		for (uint32 i = 0; i < vector->order; i++)
			out[i] = ((const float4 *) data)[i];
		return;
	}
	get_typlenbyvalalign(ARR_ELEMTYPE(array), &len, &byval, &align);
	deconstruct_array(array, ARR_ELEMTYPE(array), len, byval, align, &values, NULL, &count);
	for (int i = 0; i < count; i++)
		out[i] = number_value(vector->number, values[i]);
	pfree(values);
}

Vector
vector_of(Datum argument, VectorKind kind, RowColumns **cache, MemoryContext context)
{
	Vector		vector = kind == VECTOR_RECORD ? vector_of_row(argument, cache, context) :
		vector_of_array(argument);

	if (vector.order == 0)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("the row has no columns"));
	if (vector.order > AN_MAX_VARIABLES)
		ereport(ERROR, errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("too many columns: %u", vector.order),
				errdetail("The limit is %d.", AN_MAX_VARIABLES));
	return vector;
}

bool
vector_copy(const Vector *vector, double *out)
{
	if (vector->kind == VECTOR_RECORD)
		return copy_row(vector, out);
	if (vector->has_null)
		return false;
	copy_array(vector, out);
	return true;
}

/* row_vector(record) -> double precision[]: a row's numbers, for engines that
 * send arrays but no rows */
AN_FUNCTION(analytics_row_vector);
Datum
analytics_row_vector(PG_FUNCTION_ARGS)
{
	RowColumns **cache = (RowColumns **) &fcinfo->flinfo->fn_extra;
	Vector		vector = vector_of(PG_GETARG_DATUM(0), VECTOR_RECORD, cache, fcinfo->flinfo->fn_mcxt);
	const RowColumns *columns = *cache;
	Datum	   *values = palloc(vector.order * sizeof(Datum));
	bool	   *isnull = palloc0(vector.order * sizeof(bool));
	double	   *numbers = palloc(vector.order * sizeof(double));
	int			dims[1] = {(int) vector.order};
	int			lower[1] = {1};

	if (!vector_copy(&vector, numbers))
		for (uint32 i = 0; i < vector.order; i++)
		{
			int			at = columns->attributes[i];

			isnull[i] = columns->isnull[at];
			numbers[i] = isnull[i] ? 0 : number_value(columns->kinds[i], columns->values[at]);
		}
	for (uint32 i = 0; i < vector.order; i++)
		values[i] = Float8GetDatum(numbers[i]);
	PG_RETURN_POINTER(construct_md_array(values, isnull, 1, dims, lower, FLOAT8OID,
										 sizeof(double), FLOAT8PASSBYVAL, TYPALIGN_DOUBLE));
}
