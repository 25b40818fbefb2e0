/* fold_rows.c - the rows of a table or query, dealt out to folds */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "common/hashfn.h"
#include "executor/spi.h"
#include "executor/tuptable.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/varlena.h"

#include "pg/base/columns.h"
#include "pg/train/fold_rows.h"
#include "pg/base/near_column.h"
#include "pg/base/source.h"
#include "pg/train/train.h"
#include "train/folds.h"
#include "pg/train/train_query.h"
#include "pg/train/train_source.h"
#include "pg/base/value_text.h"

#define FIRST_ROOM 1024
#define NULL_HASH UINT64CONST(0x9E3779B97F4A7C15)

/* The receiver of the source's rows. */
typedef struct FoldReader
{
	DestReceiver pub;			/* first */
	FoldRows   *result;
	const text *target_name;
	const TrainOptions *options;
	const text *key;
	int			target;			/* index */
	bool		classes;
	int			nkeys;
	int		   *keys;			/* indexes; without a key all columns */
	ValueText  *texts;			/* by column */
	AnFoldRow  *rows;
	size_t		room;
	MemoryContext context;		/* of all that outlives the query */
	MemoryContext row_context;	/* reset for every row */
} FoldReader;

/* ----- columns ----- */

static void
all_columns(FoldReader *reader, TupleDesc desc)
{
	reader->keys = palloc((desc->natts + 1) * sizeof(int));
	for (int i = 0; i < desc->natts; i++)
		reader->keys[reader->nkeys++] = i;
}

static void
key_columns(FoldReader *reader, TupleDesc desc)
{
	List	   *names;
	ListCell   *cell;

	if (!SplitIdentifierString(text_to_cstring(reader->key), ',', &names) || names == NIL)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("invalid value for argument \"key\""),
				errhint("Give the name of a column, or several with commas between."));
	reader->keys = palloc(list_length(names) * sizeof(int));
	foreach(cell, names)
	{
		int			attnum = SPI_fnumber(desc, lfirst(cell));

		if (attnum <= 0)
			ereport(ERROR, errcode(ERRCODE_UNDEFINED_COLUMN),
					errmsg("the source has no column \"%s\"", (char *) lfirst(cell)),
					errhint("%sArgument \"key\" names what says which rows belong together.",
							near_column_hint(desc, lfirst(cell))));
		columns_check_name(desc, lfirst(cell));
		reader->keys[reader->nkeys++] = attnum - 1;
	}
}

/* Is what is stored the same in every database?  Texts are in its encoding, an enum's
 * value is a number that it gave it, and what is made of others may have such in it. */
static bool
is_portable(Oid type)
{
	switch (type)
	{
		case BOOLOID:
		case INT2OID:
		case INT4OID:
		case INT8OID:
		case FLOAT4OID:
		case FLOAT8OID:
		case NUMERICOID:
		case DATEOID:
		case TIMEOID:
		case TIMETZOID:
		case TIMESTAMPOID:
		case TIMESTAMPTZOID:
		case INTERVALOID:
		case UUIDOID:
		case BYTEAOID:
			return true;
		default:
			return false;
	}
}

static void
set_texts(FoldReader *reader, TupleDesc desc)
{
	reader->texts = palloc0((desc->natts + 1) * sizeof(ValueText));
	for (int i = 0; i < desc->natts; i++)
		value_text_init(&reader->texts[i], TupleDescAttr(desc, i)->atttypid, CurrentMemoryContext);
}

static void
start_rows(DestReceiver *self, int operation, TupleDesc desc)
{
	FoldReader *reader = (FoldReader *) self;
	MemoryContext old = MemoryContextSwitchTo(reader->context);

	reader->classes = train_target_has_classes(desc, reader->target_name, reader->options);
	reader->target = SPI_fnumber(desc, text_to_cstring(reader->target_name)) - 1;
	if (reader->key == NULL)
		all_columns(reader, desc);
	else
		key_columns(reader, desc);
	set_texts(reader, desc);
	reader->result->desc = CreateTupleDescCopy(desc);
	reader->result->rows = tuplestore_begin_heap(false, false, maintenance_work_mem);
	MemoryContextSwitchTo(old);
}

/* ----- rows ----- */

static uint64
hash_text(char *text, uint64 seed)
{
	char	   *utf8 = pg_server_to_any(text, (int) strlen(text), PG_UTF8);

	return hash_bytes_extended((unsigned char *) utf8, (int) strlen(utf8), seed);
}

static uint64
hash_value(const FoldReader *reader, const TupleTableSlot *slot, int index, uint64 seed)
{
	Form_pg_attribute column = TupleDescAttr(reader->result->desc, index);
	Datum		value = slot->tts_values[index];

	if (slot->tts_isnull[index])
		return hash_combine64(seed, NULL_HASH);
	if (!is_portable(reader->texts[index].type))
		return hash_text(value_text(&reader->texts[index], value), seed);
	if (column->attbyval)
		return hash_bytes_extended((unsigned char *) &value, sizeof(value), seed);
	if (column->attlen == -1)
	{
		struct varlena *flat = pg_detoast_datum_packed((struct varlena *) DatumGetPointer(value));

		return hash_bytes_extended((unsigned char *) VARDATA_ANY(flat), (int) VARSIZE_ANY_EXHDR(flat), seed);
	}
	return hash_bytes_extended((unsigned char *) DatumGetPointer(value),
							   column->attlen > 0 ? column->attlen : (int) strlen(DatumGetCString(value)), seed);
}

static AnFoldRow *
next_row(FoldReader *reader)
{
	size_t		n = reader->result->count++;

	if (n == reader->room)
	{
		reader->room = n == 0 ? FIRST_ROOM : 2 * n;
		if (n == 0)
			reader->rows = MemoryContextAllocHuge(reader->context, reader->room * sizeof(AnFoldRow));
		else
			reader->rows = repalloc_huge(reader->rows, reader->room * sizeof(AnFoldRow));
	}
	reader->rows[n] = (AnFoldRow) {.row = n};
	return &reader->rows[n];
}

static bool
receive_row(TupleTableSlot *slot, DestReceiver *self)
{
	FoldReader *reader = (FoldReader *) self;
	MemoryContext old = MemoryContextSwitchTo(reader->row_context);
	AnFoldRow  *row;

	slot_getallattrs(slot);
	if (!slot->tts_isnull[reader->target])
	{
		tuplestore_puttupleslot(reader->result->rows, slot);
		row = next_row(reader);
		for (int i = 0; i < reader->nkeys; i++)
			row->key = hash_value(reader, slot, reader->keys[i], row->key);
		if (reader->classes)
			row->klass = hash_value(reader, slot, reader->target, 0);
	}
	MemoryContextSwitchTo(old);
	MemoryContextReset(reader->row_context);
	return true;
}

static void
end_rows(DestReceiver *self)
{
}

/* ----- folds ----- */

static _Noreturn void
raise_lonely(const FoldRows *rows, const FoldReader *reader, size_t lonely)
{
	TupleTableSlot *slot = MakeSingleTupleTableSlot(rows->desc, &TTSOpsMinimalTuple);
	char	   *name = "";

	for (size_t i = 0; i <= lonely && tuplestore_gettupleslot(rows->rows, true, false, slot); i++)
		if (i == lonely)
		{
			slot_getallattrs(slot);
			name = value_text(&reader->texts[reader->target], slot->tts_values[reader->target]);
		}
	ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("class \"%s\" is in one fold only", name),
			errdetail("A model that is trained on the other folds cannot know it."),
			errhint("Leave such rows out of the source; a class needs at least two rows, of different keys."));
	pg_unreachable();
}

static void
deal(FoldRows *rows, const FoldReader *reader, int folds)
{
	AnEnv		env;
	size_t		lonely;

	pg_env_init(&env, CurrentMemoryContext, train_memory());
	env.limit_hint = train_memory_hint();
	rows->fold = MemoryContextAllocHuge(CurrentMemoryContext, rows->count + 1);
	AN_RAISE_UNLESS_OK(&env, an_folds_deal(&env, reader->rows, rows->count, (uint32) Max(folds, 0),
										   reader->key != NULL, rows->fold, &lonely));
	an_env_release(&env);
	if (lonely < rows->count)
		raise_lonely(rows, reader, lonely);
}

void
fold_rows_read(FoldRows *rows, const text *source, const text *target, const TrainOptions *options,
			   int folds, const text *key)
{
	FoldReader	reader = {
		.pub = {receive_row, start_rows, end_rows, end_rows, DestNone},
		.result = rows,
		.target_name = target,
		.options = options,
		.key = key,
		.context = CurrentMemoryContext,
		.row_context = AllocSetContextCreate(CurrentMemoryContext, "analytics fold row", ALLOCSET_DEFAULT_SIZES)
	};

	*rows = (FoldRows) {0};
	train_query_run(source_query(source), &reader.pub);
	MemoryContextDelete(reader.row_context);
	deal(rows, &reader, folds);
	if (reader.rows != NULL)
		pfree(reader.rows);
}

void
fold_rows_send(const FoldRows *rows, uint32 fold, bool others, DestReceiver *receiver)
{
	TupleTableSlot *slot = MakeSingleTupleTableSlot(rows->desc, &TTSOpsMinimalTuple);

	receiver->rStartup(receiver, 0, rows->desc);
	tuplestore_rescan(rows->rows);
	for (size_t i = 0; tuplestore_gettupleslot(rows->rows, true, false, slot); i++)
	{
		CHECK_FOR_INTERRUPTS();
		if ((rows->fold[i] == fold) != others)
			receiver->receiveSlot(slot, receiver);
	}
	receiver->rShutdown(receiver);
	ExecDropSingleTupleTableSlot(slot);
}

void
fold_rows_end(FoldRows *rows)
{
	tuplestore_end(rows->rows);
	pfree(rows->fold);
}
