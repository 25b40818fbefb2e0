/* train_source.c - the rows of a table or query, encoded for training */
#include "postgres.h"

#include "access/tupdesc.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "executor/tuptable.h"
#include "tcop/dest.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "pg/base/columns.h"
#include "pg/base/near_column.h"
#include "pg/score/rows.h"
#include "pg/base/source.h"
#include "pg/train/train_column.h"
#include "pg/train/train_query.h"
#include "pg/train/train_source.h"

#define ROWS_AT_A_TIME 16384	/* between two reports */

/* The receiver of the query's rows. */
typedef struct Reader
{
	DestReceiver pub;			/* first */
	const TrainOptions *options;
	const char *target_name;
	AnEncoder  *encoder;
	AnEnv	   *env;
	bool		classes;
	List	   *twice;			/* names of several columns */
	SourceColumn *columns;
	int			ncolumns;
	SourceColumn target;
	int			weight;			/* index, or -1 */
	NumberKind	weight_kind;
	int64		rows;
	int64		skipped;
	TrainReading reading;
	bool		keep_no_rows;
	bool		may_switch;		/* to that, when memory is full */
	bool		full;			/* as it is now */
	MemoryContext row_context;	/* reset for every row */
	MemoryContext context;		/* of all that outlives the query */
} Reader;

/* ----- which columns ----- */

static bool
in_names(List *names, const char *name)
{
	ListCell   *cell;

	foreach(cell, names)
		if (strcmp(lfirst(cell), name) == 0)
			return true;
	return false;
}

/* Every name must be one of a column. */
static void
check_names(List *names, TupleDesc desc, const char *option)
{
	ListCell   *cell;
	const char *near = NULL;
	StringInfoData missing;

	initStringInfo(&missing);
	foreach(cell, names)
		if (SPI_fnumber(desc, lfirst(cell)) <= 0)
		{
			near = near != NULL ? near : near_column(desc, lfirst(cell));
			rows_list_item(&missing, psprintf("\"%s\"", (char *) lfirst(cell)));
		}
	if (missing.len > 0)
		ereport(ERROR, errcode(ERRCODE_UNDEFINED_COLUMN),
				errmsg("the source has no such column"),
				errdetail("Option \"%s\" names: %s.", option, missing.data),
				near != NULL ? errhint("Perhaps you meant the column \"%s\".", near) : 0);
}

static AnStr
column_name(TupleDesc desc, int index)
{
	return core_text_from_pg(cstring_to_text(NameStr(TupleDescAttr(desc, index)->attname)));
}

static void
add_feature(Reader *reader, TupleDesc desc, int index, AnFeatureKind kind, AnPart part)
{
	AN_RAISE_UNLESS_OK(reader->env, an_encoder_feature(reader->encoder, column_name(desc, index), kind, part));
}

/* Sums need single values told apart where trees can cut: hours, days, months. */
static bool
part_is_level(const TrainOptions *options, AnPart part)
{
	return train_is_linear(options->algorithm) && part != AN_YEAR && part != AN_DAYS;
}

static int
add_date(Reader *reader, TupleDesc desc, SourceColumn *column)
{
	ListCell   *cell;

	foreach(cell, reader->options->date_parts)
	{
		AnPart		part = (AnPart) lfirst_int(cell);
		bool		level = part_is_level(reader->options, part);

		if (column->type == DATEOID && (part == AN_HOUR || part == AN_MINUTE))
			continue;
		column->part_is_level[column->nparts] = level;
		column->parts[column->nparts++] = part;
		add_feature(reader, desc, column->index, level ? AN_CATEGORICAL : AN_NUMERIC, part);
	}
	return column->nparts;
}

static bool
is_feature(const Reader *reader, TupleDesc desc, int index)
{
	const TrainOptions *options = reader->options;
	const char *name = NameStr(TupleDescAttr(desc, index)->attname);

	if (index == reader->target.index || index == reader->weight)
		return false;
	return options->columns != NIL ? in_names(options->columns, name) : !in_names(options->exclude, name);
}

static void
choose_features(Reader *reader, TupleDesc desc)
{
	bool		sum = train_is_linear(reader->options->algorithm);
	uint32		feature = 0;
	StringInfoData wrong;

	initStringInfo(&wrong);
	reader->columns = palloc0((desc->natts + 1) * sizeof(SourceColumn));
	for (int i = 0; i < desc->natts; i++)
	{
		SourceColumn *column = &reader->columns[reader->ncolumns];

		if (!is_feature(reader, desc, i))
			continue;
		columns_check_once(reader->twice, NameStr(TupleDescAttr(desc, i)->attname));
		if (!train_column_describe(desc, i, column))
		{
			rows_list_item(&wrong, psprintf("\"%s\" (%s)", NameStr(TupleDescAttr(desc, i)->attname),
											format_type_be(TupleDescAttr(desc, i)->atttypid)));
			continue;
		}
		column->feature = feature;
		reader->ncolumns++;
		if (column->use == COLUMN_DATE)
		{
			feature += (uint32) add_date(reader, desc, column);
			continue;
		}
		add_feature(reader, desc, i, column->use == COLUMN_LEVEL ? AN_CATEGORICAL : AN_NUMERIC, AN_WHOLE);
		if (column->use == COLUMN_NUMBER && sum)
			add_feature(reader, desc, i, AN_NUMERIC, AN_REST);
		feature += column->use == COLUMN_NUMBER && sum ? 2 : 1;
	}
	if (wrong.len > 0)
		ereport(ERROR, errcode(ERRCODE_DATATYPE_MISMATCH),
				errmsg("the source has columns of a type that cannot be used"),
				errdetail("They are: %s.", wrong.data),
				errhint("Exclude them with the option \"exclude\", or cast them in a query."));
	if (feature == 0)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("the source has no column to learn from"));
}

/* ----- the target ----- */

static bool
wants_classes(const Reader *reader, const SourceColumn *target)
{
	const TrainOptions *options = reader->options;

	if (options->algorithm == TRAIN_LINEAR)
		return false;
	if (options->algorithm == TRAIN_LOGISTIC || strcmp(options->task, "classification") == 0)
		return true;
	if (strcmp(options->task, "regression") == 0)
		return false;
	return target->use == COLUMN_LEVEL || (target->number != NUMBER_FLOAT4 && target->number != NUMBER_FLOAT8
										   && target->number != NUMBER_NUMERIC);
}

static void
find_target(Reader *reader, TupleDesc desc)
{
	int			attnum = SPI_fnumber(desc, reader->target_name);
	bool		good;

	if (attnum <= 0)
		ereport(ERROR, errcode(ERRCODE_UNDEFINED_COLUMN),
				errmsg("the source has no column \"%s\"", reader->target_name),
				errhint("%sIt should be the target, what the model is to predict.",
						near_column_hint(desc, reader->target_name)));
	columns_check_once(reader->twice, reader->target_name);
	good = train_column_describe(desc, attnum - 1, &reader->target) && reader->target.use != COLUMN_DATE;
	reader->classes = good && wants_classes(reader, &reader->target);
	if (!good || (!reader->classes && reader->target.number == NUMBER_NONE))
		ereport(ERROR, errcode(ERRCODE_DATATYPE_MISMATCH),
				errmsg("the target \"%s\" is of type %s", reader->target_name,
					   format_type_be(TupleDescAttr(desc, attnum - 1)->atttypid)),
				errhint("A classification needs a text, an enum, a boolean or a whole number, a regression a number."));
}

static void
find_weight(Reader *reader, TupleDesc desc)
{
	const char *name = reader->options->weight;
	int			attnum = name != NULL ? SPI_fnumber(desc, name) : 0;

	reader->weight = attnum - 1;
	if (name == NULL)
		return;
	check_names(list_make1(unconstify(char *, name)), desc, "weight");
	columns_check_once(reader->twice, name);
	reader->weight_kind = number_kind(TupleDescAttr(desc, attnum - 1)->atttypid);
	if (reader->weight_kind == NUMBER_NONE)
		ereport(ERROR, errcode(ERRCODE_DATATYPE_MISMATCH),
				errmsg("the weight \"%s\" is not a number", name));
}

/* ----- rows ----- */

static void
read_target(Reader *reader, Datum value)
{
	const char *text;
	size_t		len;

	if (!reader->classes)
	{
		AN_RAISE_UNLESS_OK(reader->env, an_encoder_target(reader->encoder, number_value(reader->target.number, value)));
		return;
	}
	text = train_column_text(&reader->target, value, false, &len);
	AN_RAISE_UNLESS_OK(reader->env, an_encoder_class(reader->encoder, text, len));
}

static void
read_row(Reader *reader, TupleTableSlot *slot)
{
	AnStatus	status = an_encoder_begin(reader->encoder);

	reader->full = status == AN_ELIMIT && reader->may_switch;
	if (reader->full)
		return;
	AN_RAISE_UNLESS_OK(reader->env, status);
	for (int i = 0; i < reader->ncolumns; i++)
		if (!slot->tts_isnull[reader->columns[i].index])
			train_column_read(reader->env, reader->encoder, &reader->columns[i], slot->tts_values[reader->columns[i].index]);
	read_target(reader, slot->tts_values[reader->target.index]);
	if (reader->weight >= 0)
		AN_RAISE_UNLESS_OK(reader->env, an_encoder_weight(reader->encoder,
														  number_value(reader->weight_kind, slot->tts_values[reader->weight])));
	AN_RAISE_UNLESS_OK(reader->env, an_encoder_row(reader->encoder));
}

static bool
receive_row(TupleTableSlot *slot, DestReceiver *self)
{
	Reader	   *reader = (Reader *) self;
	MemoryContext old = MemoryContextSwitchTo(reader->row_context);

	slot_getallattrs(slot);
	if (slot->tts_isnull[reader->target.index] || (reader->weight >= 0 && slot->tts_isnull[reader->weight]))
		reader->skipped++;
	else
		read_row(reader, slot);
	if (++reader->rows % ROWS_AT_A_TIME == 0)
		reader->reading(reader->rows);
	MemoryContextSwitchTo(old);
	MemoryContextReset(reader->row_context);
	return !reader->full;
}

static void
start_rows(DestReceiver *self, int operation, TupleDesc desc)
{
	Reader	   *reader = (Reader *) self;
	MemoryContext old = MemoryContextSwitchTo(reader->context);
	AnEncoderOptions options = {
		.min_level_rows = (uint32) reader->options->min_level_rows,
		.keep_no_rows = reader->keep_no_rows
	};

	reader->twice = columns_twice(desc);
	check_names(reader->options->columns, desc, "columns");
	check_names(reader->options->exclude, desc, "exclude");
	find_target(reader, desc);
	find_weight(reader, desc);
	options.classes = reader->classes;
	options.weights = reader->weight >= 0;
	if (reader->options->positive != NULL && !reader->classes)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("option \"positive\" is for two classes"),
				errdetail("The target \"%s\" is a number to be predicted.", reader->target_name));
	if (reader->options->positive != NULL)
		options.positive = core_text_from_pg(cstring_to_text(reader->options->positive));
	AN_RAISE_UNLESS_OK(reader->env, an_encoder_create(reader->env, &options, &reader->encoder));
	choose_features(reader, desc);
	MemoryContextSwitchTo(old);
}

static void
end_rows(DestReceiver *self)
{
}

bool
train_target_has_classes(TupleDesc desc, const text *target, const TrainOptions *options)
{
	Reader		reader = {
		.options = options, .target_name = text_to_cstring(target), .twice = columns_twice(desc)
	};

	find_target(&reader, desc);
	find_weight(&reader, desc);
	for (int i = 0; i < desc->natts; i++)
		if (is_feature(&reader, desc, i))
			columns_check_once(reader.twice, NameStr(TupleDescAttr(desc, i)->attname));
	return reader.classes;
}

DestReceiver *
train_source_receiver(AnEnv *env, const text *target, const TrainOptions *options, TrainReading reading)
{
	Reader	   *reader = palloc0(sizeof(Reader));

	reader->pub = (DestReceiver) {receive_row, start_rows, end_rows, end_rows, DestNone};
	reader->options = options;
	reader->target_name = text_to_cstring(target);
	reader->env = env;
	reader->reading = reading;
	reader->weight = -1;
	reader->context = CurrentMemoryContext;
	reader->row_context = AllocSetContextCreate(CurrentMemoryContext, "analytics training row", ALLOCSET_DEFAULT_SIZES);
	return &reader->pub;
}

void
train_source_finish(DestReceiver *receiver, TrainSource *result)
{
	Reader	   *reader = (Reader *) receiver;

	MemoryContextDelete(reader->row_context);
	reader->reading(reader->rows);
	AN_RAISE_UNLESS_OK(reader->env, an_encoder_finish(reader->encoder, &result->data));
	result->summary = an_encoder_summary(reader->encoder);
	result->skipped = reader->skipped;
	result->encoder = reader->encoder;
	result->target = reader->target_name;
	result->target_type = reader->target.type;
	result->target_kind = reader->classes ? NUMBER_NONE : reader->target.number;
	result->weight = reader->options->weight;
	result->weight_kind = reader->weight_kind;
	if (result->data.nrows == 0)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("the source has no rows to train with"),
				reader->skipped > 0 ? errdetail(INT64_FORMAT " rows without a target were skipped.", reader->skipped) : 0);
}

/* Rows that do not fit are read once more, from the first on, and not kept. */
static void
switch_to_passes(Reader *reader, const char *query)
{
	ereport(NOTICE,
			errmsg("the rows do not fit into analytics.max_train_memory: they are read again for each step"),
			errhint("Raise the setting to train faster, or choose with the option \"method\"."));
	an_env_release(reader->env);
	reader->env->error = (AnError) {AN_OK};
	reader->full = reader->may_switch = false;
	reader->keep_no_rows = true;
	reader->ncolumns = 0;
	reader->rows = reader->skipped = 0;
	train_query_run(query, &reader->pub);
}

void
train_source_read(AnEnv *env, const text *source, const text *target, const TrainOptions *options,
				  TrainReading reading, TrainSource *result)
{
	Reader	   *reader = (Reader *) train_source_receiver(env, target, options, reading);

	reader->keep_no_rows = strcmp(options->method, "passes") == 0;
	reader->may_switch = strcmp(options->method, "auto") == 0;
	result->query = source_query(source);
	train_query_run(result->query, &reader->pub);
	if (reader->full)
		switch_to_passes(reader, result->query);
	train_source_finish(&reader->pub, result);
}
