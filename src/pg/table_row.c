/* table_row.c - which columns of a table feed which features, by number */
#include "postgres.h"

#include "access/tupdesc.h"
#include "catalog/pg_type.h"
#include "utils/memutils.h"
#include "utils/typcache.h"

#include "model_cache.h"
#include "table_row.h"

#define MAX_KEPT 8				/* for each model */

typedef struct Binding Binding;
struct Binding
{
	Binding    *next;
	uint64		row_type;		/* its identity, see assign_record_type_identifier() */
	int			count;
	int16	   *numbers;
	int			last_column;
	RowSource	row;			/* columns, sources, first */
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

/* Keeps a copy of what was found, in the model's own memory. */
static void
keep_binding(ModelNotes *notes, const RowSource *row, uint64 row_type, const int16 *numbers, int count,
			 int last_column)
{
	Size		features = an_scorer_model(row->scorer)->nfeatures + 1;
	Binding    *binding = MemoryContextAllocZero(notes->context, sizeof(Binding));

	binding->row_type = row_type;
	binding->count = count;
	binding->last_column = last_column;
	binding->numbers = MemoryContextAlloc(notes->context, count * sizeof(int16) + 1);
	memcpy(binding->numbers, numbers, count * sizeof(int16));
	binding->row.columns = MemoryContextAlloc(notes->context, features * sizeof(Column));
	memcpy(binding->row.columns, row->columns, features * sizeof(Column));
	binding->row.sources = MemoryContextAlloc(notes->context, features * sizeof(Source));
	memcpy(binding->row.sources, row->sources, features * sizeof(Source));
	memcpy(binding->row.first, row->first, sizeof(row->first));
	binding->next = notes->bindings;
	notes->bindings = binding;
	notes->count++;
}

int
table_row_bind(RowSource *row, int64 model, ArrayType *array, TupleDesc desc)
{
	const int16 *numbers = (const int16 *) ((char *) array + ARR_OVERHEAD_NONULLS(1));
	int			count = ARR_DIMS(array)[0];
	ModelNotes *notes = desc->tdtypeid != RECORDOID ? model_cache_notes(model) : NULL;
	uint64		row_type = notes != NULL ? assign_record_type_identifier(desc->tdtypeid, desc->tdtypmod) : 0;
	int			last;

	for (Binding *kept = notes != NULL ? notes->bindings : NULL; kept != NULL; kept = kept->next)
	{
		if (kept->row_type != row_type || kept->count != count
			|| memcmp(kept->numbers, numbers, count * sizeof(int16)) != 0)
			continue;
		row->columns = kept->row.columns;
		row->sources = kept->row.sources;
		memcpy(row->first, kept->row.first, sizeof(row->first));
		return kept->last_column;
	}
	last = bind_numbers(row, numbers, count, desc);
	if (last > 0 && notes != NULL && notes->count < MAX_KEPT)
		keep_binding(notes, row, row_type, numbers, count, last);
	return last;
}
