/*
 * score_row.c - a trigger function that scores a row while it is written
 *
 * Contract
 *  1. The column gets what SELECT predict(), predict_proba() or predict_value()
 *     would return for the row as the trigger sees it, by the deployed version.
 *  2. What is looked up for the first row (the model, the columns, the class)
 *     is kept by the trigger's call site, which lives as long as the statement
 *     does: a statement sees one version, the next one what is deployed then.
 *  3. The model is the session's, decoded once (model_cache.h); rights are those
 *     of the role that writes.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "commands/trigger.h"
#include "executor/spi.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rel.h"

#include "model/scorer.h"
#include "pg/base/near_column.h"
#include "pg/score/score_call.h"

typedef struct RowScore
{
	ScoreCall  *call;
	int			attnum;			/* of the column that gets the score */
	bool		is_class;		/* else a number: */
	uint32		output;			/* the probability of this class, or the value */
	Oid			type;			/* of a column for classes */
	int32		typmod;
	Oid			io_param;
	FmgrInfo	input;
} RowScore;

static void
check_event(FunctionCallInfo fcinfo)
{
	TriggerEvent event;

	if (!CALLED_AS_TRIGGER(fcinfo))
		ereport(ERROR, errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				errmsg("function \"score_row\" was not called by trigger manager"));
	event = ((TriggerData *) fcinfo->context)->tg_event;
	if (!TRIGGER_FIRED_BEFORE(event) || !TRIGGER_FIRED_FOR_ROW(event)
		|| !(TRIGGER_FIRED_BY_INSERT(event) || TRIGGER_FIRED_BY_UPDATE(event)))
		ereport(ERROR, errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				errmsg("function \"score_row\" must be fired BEFORE INSERT OR UPDATE, FOR EACH ROW"));
}

static void
check_arguments(const Trigger *trigger)
{
	if (trigger->tgnargs != 2 && trigger->tgnargs != 3)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("trigger \"%s\" gives %d arguments to score_row()", trigger->tgname, trigger->tgnargs),
				errhint("It takes a model, a column and, for a probability, a class: score_row('model', 'column', 'class')."));
}

/* ----- the column ----- */

static Form_pg_attribute
find_column(RowScore *score, const TriggerData *trigger)
{
	TupleDesc	desc = RelationGetDescr(trigger->tg_relation);
	const char *name = trigger->tg_trigger->tgargs[1];
	int			attnum = SPI_fnumber(desc, name);

	if (attnum <= 0)
		ereport(ERROR, errcode(ERRCODE_UNDEFINED_COLUMN),
				errmsg("column \"%s\" of relation \"%s\" does not exist", name,
					   RelationGetRelationName(trigger->tg_relation)),
				errhint("%sThe second argument of score_row() names the column that gets the score.",
						near_column_hint(desc, name)));
	if (TupleDescAttr(desc, attnum - 1)->attgenerated != '\0')
		ereport(ERROR, errcode(ERRCODE_WRONG_OBJECT_TYPE),
				errmsg("column \"%s\" is a generated column", name),
				errhint("score_row() needs one that can be assigned to."));
	score->attnum = attnum;
	return TupleDescAttr(desc, attnum - 1);
}

static bool
holds_classes(Oid type)
{
	char		category;
	bool		preferred;

	get_type_category_preferred(getBaseType(type), &category, &preferred);
	return category == TYPCATEGORY_STRING || category == TYPCATEGORY_ENUM;
}

/* Lengths of varchar, labels of an enum and a domain's rules are the type's
 * own business: the class goes through its input function. */
static void
bind_column(RowScore *score, const TriggerData *trigger)
{
	Form_pg_attribute column = find_column(score, trigger);
	bool		has_class = trigger->tg_trigger->tgnargs == 3;
	Oid			function;

	score->is_class = !has_class && holds_classes(column->atttypid);
	if (!score->is_class && column->atttypid != FLOAT8OID)
		ereport(ERROR, errcode(ERRCODE_DATATYPE_MISMATCH),
				errmsg("column \"%s\" is of type %s", NameStr(column->attname), format_type_be(column->atttypid)),
				errhint("A probability or a predicted number needs double precision, a class (score_row() with two arguments) text."));
	if (!score->is_class)
		return;
	score->type = column->atttypid;
	score->typmod = column->atttypmod;
	getTypeInputInfo(score->type, &function, &score->io_param);
	fmgr_info_cxt(function, &score->input, score->call->context);
}

/* ----- the statement's first row ----- */

static void
choose_output(RowScore *score, const Trigger *trigger)
{
	if (trigger->tgnargs == 3)
		score->output = score_call_class(score->call, cstring_to_text(trigger->tgargs[2]));
	else if (score->is_class)
		score_call_want_classes(score->call);
	else if (an_scorer_model(score->call->scorer)->nclasses > 0)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("model \"%s\" predicts a class, not a number", score_call_model_name(score->call)),
				errhint("Give a class as the third argument of score_row() for its probability, or a text column for the class."));
}

static RowScore *
open_score(FunctionCallInfo fcinfo)
{
	const TriggerData *trigger = (TriggerData *) fcinfo->context;
	MemoryContext context = AllocSetContextCreate(fcinfo->flinfo->fn_mcxt, "analytics scoring",
												  ALLOCSET_SMALL_SIZES);
	MemoryContext old = MemoryContextSwitchTo(context);
	RowScore   *score = palloc0(sizeof(RowScore));
	int32		version;

	check_arguments(trigger->tg_trigger);
	score->call = score_call_open(context, cstring_to_text(trigger->tg_trigger->tgargs[0]),
								  cstring_to_text("model"), &version);
	bind_column(score, trigger);
	choose_output(score, trigger->tg_trigger);
	score_call_bind(score->call, RelationGetDescr(trigger->tg_relation));
	MemoryContextSwitchTo(old);
	return score;
}

/* ----- every row ----- */

static Datum
score_tuple(RowScore *score, HeapTuple tuple)
{
	ScoreCall  *call = score->call;
	uint32		klass;

	heap_deform_tuple(tuple, call->desc, call->values, call->isnull);
	klass = score_call_run(call);
	if (!score->is_class)
		return Float8GetDatum(call->c.probability[score->output]);
	if (score->type == TEXTOID)
		return PointerGetDatum(score_call_class_name(call, klass));
	return InputFunctionCall(&score->input, text_to_cstring(score_call_class_name(call, klass)),
							 score->io_param, score->typmod);
}

/* score_row() -> trigger; arguments of the trigger: model, column [, class] */
AN_FUNCTION(analytics_score_row);
Datum
analytics_score_row(PG_FUNCTION_ARGS)
{
	const TriggerData *trigger = (TriggerData *) fcinfo->context;
	RowScore   *score;
	HeapTuple	tuple;
	Datum		value;
	bool		isnull = false;

	check_event(fcinfo);
	tuple = TRIGGER_FIRED_BY_UPDATE(trigger->tg_event) ? trigger->tg_newtuple : trigger->tg_trigtuple;
	if (fcinfo->flinfo->fn_extra == NULL)
		fcinfo->flinfo->fn_extra = open_score(fcinfo);
	score = fcinfo->flinfo->fn_extra;
	value = score_tuple(score, tuple);
	tuple = heap_modify_tuple_by_cols(tuple, RelationGetDescr(trigger->tg_relation), 1,
									  &score->attnum, &value, &isnull);
	PG_RETURN_POINTER(tuple);
}
