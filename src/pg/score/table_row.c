/*
 * table_row.c - which columns of a table feed which features, by number, and
 * reading them out of its tuples
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/tupdesc.h"
#include "access/tupmacs.h"
#include "catalog/pg_type.h"
#include "port/pg_bitutils.h"
#include "utils/memutils.h"
#include "utils/typcache.h"

#include "pg/score/table_row.h"

#define MAX_KEPT 16				/* for each model */

/*
 * Columns next to each other that are stored alike and converted alike, or
 * passed over alike, whose features are next to each other, too.  Between those
 * that are not NULL there is no padding.
 */
typedef struct Stretch
{
	uint8		conversion;		/* CONVERT_NONE: passed over */
	uint8		align;			/* bytes */
	int16		size;			/* bytes of a value, or -1 */
	int16		first;			/* column, from 0 */
	int16		count;
} Stretch;

struct TuplePlan
{
	int			columns;		/* a tuple must have as many */
	int			count;
	Source	   *sources;		/* what is not passed over, by column */
	Stretch		stretches[];
};

typedef struct Binding Binding;
struct Binding
{
	Binding    *next;			/* the newest first */
	MemoryContext context;		/* all of it; child of the model's */
	int			pins;			/* calls that use it */
	uint64		row_type;		/* its identity, see assign_record_type_identifier() */
	int			count;
	int16	   *numbers;
	int			last_column;
	RowSource	row;			/* columns, sources, first */
	const TuplePlan *plan;
};

static int
bind_numbers(RowSource *row, const int16 *numbers, int count, TupleDesc desc)
{
	const AnModel *model = an_scorer_model(row->scorer);
	int			last = 0;
	int			next = 0;

	rows_allocate(row);
	for (uint32 f = 0; f < model->nfeatures; f++)
	{
		Column	   *column = &row->columns[f];
		int			number;

		if (!model->features[f].used)
			continue;
		number = next < count ? numbers[next] : 0;
		if (number < 1 || number > desc->natts || TupleDescAttr(desc, number - 1)->attisdropped)
			return 0;
		column->index = number - 1;
		column->type = TupleDescAttr(desc, number - 1)->atttypid;
		column->conversion = rows_conversion(&model->features[f], &column->type);
		if (column->conversion == CONVERT_NONE)
			return 0;
		last = Max(last, number);
		next++;
	}
	if (next != count)
		return 0;
	rows_prepare(row);
	return last;
}

/* ----- how to read a tuple ----- */

static uint8
align_bytes(char align)
{
	return align == TYPALIGN_DOUBLE ? ALIGNOF_DOUBLE : align == TYPALIGN_INT ? ALIGNOF_INT
		: align == TYPALIGN_SHORT ? ALIGNOF_SHORT : 1;
}

/* The source of each column, by number from 0; false when two features have
 * the same one, or some wait until they are asked for. */
static bool
order_sources(const RowSource *row, const Source **by_column, int columns)
{
	memset(by_column, 0, columns * sizeof(*by_column));
	if (row->first[FIRST_SLOW_CONVERSION] != row->first[CONVERSIONS])
		return false;
	for (uint32 i = 0; i < row->first[CONVERSIONS]; i++)
	{
		const Source *source = &row->sources[i];

		if (by_column[source->index] != NULL)
			return false;
		by_column[source->index] = source;
	}
	return true;
}

/* Adds a column to the last stretch if it is like it and (follows) so is its
 * feature's number, or begins another. */
static void
add_column(TuplePlan *plan, int column, Form_pg_attribute attribute, uint8 conversion, bool follows)
{
	Stretch		next = {conversion, align_bytes(attribute->attalign), attribute->attlen, (int16) column, 1};
	Stretch    *last = plan->count > 0 ? &plan->stretches[plan->count - 1] : NULL;

	if (last != NULL && follows && last->conversion == next.conversion && last->align == next.align
		&& last->size == next.size && (next.size < 0 || next.size % next.align == 0))
		last->count++;
	else
		plan->stretches[plan->count++] = next;
}

/* NULL when it cannot be done. */
static const TuplePlan *
plan_tuple(MemoryContext context, const RowSource *row, TupleDesc desc, int columns)
{
	const Source *by_column[MaxTupleAttributeNumber];
	TuplePlan  *plan;
	int			sources = 0;

	if (!order_sources(row, by_column, columns))
		return NULL;
	plan = MemoryContextAllocZero(context, sizeof(TuplePlan) + columns * sizeof(Stretch));
	plan->columns = columns;
	plan->sources = MemoryContextAlloc(context, row->first[CONVERSIONS] * sizeof(Source) + 1);
	for (int i = 0; i < columns; i++)
	{
		const Source *source = by_column[i];
		bool		follows = source == NULL || (sources > 0 && plan->sources[sources - 1].feature + 1 == source->feature);

		if (TupleDescAttr(desc, i)->attlen < -1)
			return NULL;		/* no table has these */
		add_column(plan, i, TupleDescAttr(desc, i),
				   source != NULL ? row->columns[source->feature].conversion : CONVERT_NONE, follows);
		if (source != NULL)
			plan->sources[sources++] = *source;
	}
	return plan;
}

/* ----- reading one ----- */

typedef struct Reader
{
	const uint8 *present;		/* the columns that are not NULL */
	const char *at;				/* the next value, but for its padding */
	const Source *source;		/* of the next column */
	RowSource  *row;
	float	   *x;
} Reader;

static const uint8 all_present[(MaxTupleAttributeNumber + 7) / 8] = {
	[0 ... (MaxTupleAttributeNumber + 7) / 8 - 1] = 0xFF
};

static inline uint32
is_present(const Reader *reader, int column)
{
	return (reader->present[column >> 3] >> (column & 7)) & 1;
}

static int
count_present(const Reader *reader, const Stretch *stretch)
{
	int			column = stretch->first;
	int			left = stretch->count;
	int			n = 0;

	while (left > 0)
	{
		int			skip = column & 7;
		int			take = Min(8 - skip, left);

		n += pg_number_of_ones[(reader->present[column >> 3] >> skip) & ((1 << take) - 1)];
		column += take;
		left -= take;
	}
	return n;
}

static inline const char *
aligned(const char *at, const Stretch *stretch)
{
	return (const char *) TYPEALIGN(stretch->align, at);
}

/* The eight columns from this one, none of them NULL? */
static inline bool
are_present(const uint8 *present, int column)
{
	uint32		bits = present[column >> 3] | (uint32) present[(column + 7) >> 3] << 8;

	return ((bits >> (column & 7)) & 0xFF) == 0xFF;
}

/*
 * Numbers of one type.  There is no branch on each NULL, which nobody can
 * guess: instead of one, a zero is read and dropped.  Eight at a time where
 * none is NULL, which the compiler turns into vectors.
 */
#define DEFINE_READ(name, type) \
static bool \
name##_eight(const type *values, float *x) \
{ \
	uint32		odd = 0; \
	for (int i = 0; i < 8; i++) \
		x[i] = (float) (double) values[i]; \
	for (int i = 0; i < 8; i++) \
		odd |= an_case_is_odd(x[i]); \
	return odd == 0; \
} \
static inline const char * \
name##_one(Reader *reader, const Source *source, const char *at, uint32 present) \
{ \
	static const type nothing = 0; \
	double		wide = (double) *(present ? (const type *) at : &nothing); \
	float		x = (float) wide; \
	if (unlikely(an_case_is_odd(x))) \
		x = rows_odd_number(reader->row, source->feature, wide); \
	reader->x[source->feature] = \
		an_case_special((an_case_bits(x) & -present) | (AN_BITS_MISSING & (present - 1))); \
	return at + present * sizeof(type); \
} \
static void \
name(Reader *reader, const Stretch *stretch) \
{ \
	const uint8 *bits = reader->present; \
	const char *start = aligned(reader->at, stretch); \
	const char *at = start; \
	const Source *source = reader->source; \
	int			column = stretch->first; \
	int			end = column + stretch->count; \
	while (column < end) \
	{ \
		if (column + 8 <= end && are_present(bits, column) \
			&& name##_eight((const type *) at, &reader->x[source->feature])) \
		{ \
			at += 8 * sizeof(type); \
			source += 8; \
			column += 8; \
			continue; \
		} \
		at = name##_one(reader, source, at, (bits[column >> 3] >> (column & 7)) & 1); \
		source++; \
		column++; \
	} \
	reader->at = at > start ? at : reader->at; \
	reader->source = source; \
}

DEFINE_READ(read_float8, float8)
DEFINE_READ(read_int4, int32)
DEFINE_READ(read_float4, float4)
DEFINE_READ(read_int2, int16)
DEFINE_READ(read_int8, int64)
DEFINE_READ(read_bool, bool)

static void
read_levels(Reader *reader, const Stretch *stretch)
{
	for (int column = stretch->first; column < stretch->first + stretch->count; column++)
	{
		const Source *source = reader->source++;
		float		x = an_case_special(AN_BITS_MISSING);

		if (is_present(reader, column) && stretch->conversion == CONVERT_BOOL_LEVEL)
			x = rows_bool_level(reader->row, source, *(const bool *) reader->at++);
		else if (is_present(reader, column))
		{
			/* a short header needs no padding, and is never 0 */
			struct varlena *value = (struct varlena *)
				(*reader->at != 0 ? reader->at : aligned(reader->at, stretch));

			reader->at = (char *) value + VARSIZE_ANY(value);
			x = rows_text_level(reader->row, source, value);
		}
		reader->x[source->feature] = x;
	}
}

static void
pass_over(Reader *reader, const Stretch *stretch)
{
	int			n = count_present(reader, stretch);

	if (n > 0 && stretch->size >= 0)
		reader->at = aligned(reader->at, stretch) + n * stretch->size;
	else
		for (; n > 0; n--)
		{
			if (*reader->at == 0)
				reader->at = aligned(reader->at, stretch);
			reader->at += VARSIZE_ANY(reader->at);
		}
}

bool
table_row_fill(const TuplePlan *plan, RowSource *row, HeapTuple tuple, AnCase *c)
{
	HeapTupleHeader header = tuple->t_data;
	Reader		reader = {
		HeapTupleHasNulls(tuple) ? header->t_bits : all_present,
		(const char *) header + header->t_hoff, plan->sources, row, c->x
	};

	if (HeapTupleHeaderGetNatts(header) < plan->columns)
		return false;
	/* One row of a big table is not in the processor's cache: fetch all of it at
	 * once instead of line by line. */
	for (uint32 i = 64; i < tuple->t_len; i += 64)
		__builtin_prefetch((const char *) header + i);
	for (const Stretch *stretch = plan->stretches; stretch < plan->stretches + plan->count; stretch++)
		switch ((Conversion) stretch->conversion)
		{
			case CONVERT_FLOAT8:
				read_float8(&reader, stretch);
				break;
			case CONVERT_INT4:
				read_int4(&reader, stretch);
				break;
			case CONVERT_FLOAT4:
				read_float4(&reader, stretch);
				break;
			case CONVERT_INT2:
				read_int2(&reader, stretch);
				break;
			case CONVERT_INT8:
				read_int8(&reader, stretch);
				break;
			case CONVERT_BOOL:
				read_bool(&reader, stretch);
				break;
			case CONVERT_TEXT_LEVEL:
			case CONVERT_BOOL_LEVEL:
				read_levels(&reader, stretch);
				break;
			default:
				pass_over(&reader, stretch);
		}
	return true;
}

/* ----- what was found, for the next statement ----- */

/*
 * A table's row type gets another identity whenever something about the table
 * was changed, if only its statistics: the oldest that no call uses goes.
 */
static bool
make_room(CachedModel *model)
{
	Binding   **unused = NULL;
	Binding    *binding;

	if (model->count < MAX_KEPT)
		return true;
	for (Binding **link = (Binding **) &model->bindings; *link != NULL; link = &(*link)->next)
		if ((*link)->pins == 0)
			unused = link;
	if (unused == NULL)
		return false;
	binding = *unused;
	*unused = binding->next;
	model->count--;
	MemoryContextDelete(binding->context);
	return true;
}

static void *
copy(MemoryContext context, const void *data, Size size)
{
	return memcpy(MemoryContextAlloc(context, size + 1), data, size);
}

/* Keeps a copy of what was found; complete before it is seen. */
static Binding *
keep_binding(CachedModel *model, const RowSource *row, uint64 row_type, const int16 *numbers, int count,
			 TupleDesc desc, int last_column)
{
	Size		features = an_scorer_model(row->scorer)->nfeatures + 1;
	MemoryContext context = AllocSetContextCreate(row->context, "analytics row binding", ALLOCSET_SMALL_SIZES);
	Binding    *binding = MemoryContextAllocZero(context, sizeof(Binding));

	binding->context = context;
	binding->row_type = row_type;
	binding->count = count;
	binding->last_column = last_column;
	binding->numbers = copy(context, numbers, count * sizeof(int16));
	binding->row.columns = copy(context, row->columns, features * sizeof(Column));
	binding->row.sources = copy(context, row->sources, features * sizeof(Source));
	memcpy(binding->row.first, row->first, sizeof(row->first));
	binding->plan = plan_tuple(context, row, desc, last_column);
	MemoryContextSetParent(context, model->context);
	binding->next = model->bindings;
	model->bindings = binding;
	model->count++;
	model_cache_grown(model);
	return binding;
}

static void
unpin_binding(void *arg)
{
	((Binding *) arg)->pins--;
}

/* Until the call's memory goes; before the model, which was pinned earlier. */
static void
use_binding(Binding *binding, RowSource *row)
{
	MemoryContextCallback *callback = MemoryContextAlloc(row->context, sizeof(*callback));

	callback->func = unpin_binding;
	callback->arg = binding;
	MemoryContextRegisterResetCallback(row->context, callback);
	binding->pins++;
	row->columns = binding->row.columns;
	row->sources = binding->row.sources;
	memcpy(row->first, binding->row.first, sizeof(row->first));
}

static Binding *
find_binding(const CachedModel *model, uint64 row_type, const int16 *numbers, int count)
{
	Binding    *binding = model->bindings;

	while (binding != NULL && (binding->row_type != row_type || binding->count != count
							   || memcmp(binding->numbers, numbers, count * sizeof(int16)) != 0))
		binding = binding->next;
	return binding;
}

int
table_row_bind(RowSource *row, CachedModel *model, const int16 *numbers, int count, TupleDesc desc,
			   const TuplePlan **plan)
{
	bool		keeps = desc->tdtypeid != RECORDOID;
	uint64		row_type = keeps ? assign_record_type_identifier(desc->tdtypeid, desc->tdtypmod) : 0;
	Binding    *binding = keeps ? find_binding(model, row_type, numbers, count) : NULL;
	int			last;

	*plan = NULL;
	if (binding == NULL)
	{
		last = bind_numbers(row, numbers, count, desc);
		if (last == 0 || !keeps || !make_room(model))
			return last;
		binding = keep_binding(model, row, row_type, numbers, count, desc, last);
	}
	use_binding(binding, row);
	*plan = binding->plan;
	return binding->last_column;
}
