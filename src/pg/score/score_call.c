/* score_call.c - one call site of a scoring function */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"
#include "utils/typcache.h"

#include "pg/registry/registry.h"
#include "pg/score/score_call.h"

#define MAX_CALLS 16			/* models that one call site keeps ready */

static bool
same_text(const text *a, const text *b)
{
	return VARSIZE_ANY_EXHDR(a) == VARSIZE_ANY_EXHDR(b)
		&& memcmp(VARDATA_ANY(a), VARDATA_ANY(b), VARSIZE_ANY_EXHDR(a)) == 0;
}

static bool
is_text(const text *value, const char *word)
{
	return VARSIZE_ANY_EXHDR(value) == strlen(word)
		&& memcmp(VARDATA_ANY(value), word, strlen(word)) == 0;
}

static text *
copy_text(MemoryContext context, const text *value)
{
	text	   *copy = MemoryContextAlloc(context, VARSIZE_ANY(value));

	return memcpy(copy, value, VARSIZE_ANY(value));
}

const char *
score_call_model_name(const ScoreCall *call)
{
	return call->model_by_name ? text_to_cstring((text *) DatumGetPointer(call->model)) : "(value)";
}

/* ----- options ----- */

static AnUnknown
unknown_of(const AnScorer *scorer, const text *unknown_levels)
{
	if (is_text(unknown_levels, "model"))
		return (AnUnknown) an_scorer_model(scorer)->unknown;
	if (is_text(unknown_levels, "missing"))
		return AN_UNKNOWN_MISSING;
	if (!is_text(unknown_levels, "error"))
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("invalid value \"%s\" for unknown_levels", text_to_cstring(unknown_levels)),
				errhint("Use 'error', 'missing', or 'model' (what was chosen at import)."));
	return AN_UNKNOWN_ERROR;
}

void
score_call_want_classes(const ScoreCall *call)
{
	if (unlikely(an_scorer_model(call->scorer)->nclasses == 0))
		ereport(ERROR, errcode(ERRCODE_WRONG_OBJECT_TYPE),
				errmsg("model \"%s\" predicts a number, not a class", score_call_model_name(call)),
				errhint("Use predict_value()."));
}

void
score_call_want_value(const ScoreCall *call)
{
	if (unlikely(an_scorer_model(call->scorer)->nclasses > 0))
		ereport(ERROR, errcode(ERRCODE_WRONG_OBJECT_TYPE),
				errmsg("model \"%s\" predicts a class, not a number", score_call_model_name(call)),
				errhint("Use predict() for the class, predict_proba() for a probability."));
}

uint32
score_call_class(ScoreCall *call, text *klass)
{
	const AnModel *model = an_scorer_model(call->scorer);
	uint32		index;
	StringInfoData list;

	if (call->klass != NULL && same_text(call->klass, klass))
		return call->klass_index;
	score_call_want_classes(call);
	index = an_str_find(model->classes, model->nclasses, core_text_from_pg(klass));
	if (index < model->nclasses)
	{
		if (call->klass != NULL)
			pfree(call->klass);
		call->klass = copy_text(call->context, klass);
		call->klass_index = index;
		return index;
	}
	initStringInfo(&list);
	for (uint32 i = 0; i < model->nclasses && list.len < 1000; i++)
		appendStringInfo(&list, "%s\"%s\"", i > 0 ? ", " : "",
						 text_to_cstring(pg_text_for_display(model->classes[i])));
	ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("model \"%s\" has no class \"%s\"", score_call_model_name(call), text_to_cstring(klass)),
			errdetail("Its classes are: %s.", list.data));
	return 0;
}

/* ----- the model ----- */

static CachedModel *
version_model(const text *name, MemoryContext context, const ModelRow *row)
{
	CachedModel *model = model_cache_get(&row->key, GetActiveSnapshot(), context);

	if (model == NULL)
		registry_no_such_version(name, row->version);
	return model;
}

static CachedModel *
deployed_model(const text *name, MemoryContext context, ModelRow *row, SeenFor *seen)
{
	*row = deployed_version(name, seen);
	return version_model(name, context, row);
}

const AnScorer *
score_call_scorer(const text *name, MemoryContext context, int32 *version)
{
	ModelRow	row;
	SeenFor		seen;
	const AnScorer *scorer = deployed_model(name, context, &row, &seen)->scorer;

	*version = row.version;
	return scorer;
}

/* One block, since a statement for one row does this, too. */
ScoreCall *
score_call_create(MemoryContext context, const AnScorer *scorer, text *unknown_levels)
{
	Size		begin = MAXALIGN(sizeof(ScoreCall));
	Size		options = begin + an_case_size(scorer);
	ScoreCall  *call = MemoryContextAllocHuge(context, options + VARSIZE_ANY(unknown_levels));

	memset(call, 0, sizeof(ScoreCall));
	call->context = context;
	call->scorer = scorer;
	call->options = (text *) ((char *) call + options);
	memcpy(call->options, unknown_levels, VARSIZE_ANY(unknown_levels));
	rows_init(&call->row, scorer, unknown_of(scorer, unknown_levels), context);
	an_case_place(scorer, (char *) call + begin, &call->c);
	an_case_clear(scorer, &call->c);
	call->c.read = rows_read;
	call->c.source = &call->row;
	return call;
}

static ScoreCall *
create_named(MemoryContext context, const text *name, CachedModel *model, const ModelRow *row, text *unknown_levels)
{
	ScoreCall  *call = score_call_create(context, model->scorer, unknown_levels);

	call->model = PointerGetDatum(copy_text(context, name));
	call->model_by_name = true;
	call->cached = model;
	call->version = row->key;
	return call;
}

ScoreCall *
score_call_open(MemoryContext context, const text *name, text *unknown_levels, int32 *version)
{
	ModelRow	row;
	SeenFor		seen;
	CachedModel *model = deployed_model(name, context, &row, &seen);
	ScoreCall  *call = create_named(context, name, model, &row, unknown_levels);

	call->seen = seen;
	*version = row.version;
	return call;
}

ScoreCall *
score_call_open_version(MemoryContext context, const text *name, text *unknown_levels, int32 version)
{
	Snapshot	latest = deployed_latest();
	ModelRow	row;

	registry_check_now(name, latest, GetActiveSnapshot(), RIGHT_USE);
	UnregisterSnapshot(latest);
	row = registry_get(name, true, version, GetActiveSnapshot());
	return create_named(context, name, version_model(name, context, &row), &row, unknown_levels);
}

static ScoreCall *
create_call(FunctionCallInfo fcinfo, Datum model, bool by_name, text *unknown_levels)
{
	MemoryContext context = AllocSetContextCreate(fcinfo->flinfo->fn_mcxt, "analytics scoring",
												  ALLOCSET_SMALL_SIZES);
	MemoryContext old = MemoryContextSwitchTo(context);
	int32		version;
	ScoreCall  *call;

	if (by_name)
		call = score_call_open(context, (text *) DatumGetPointer(model), unknown_levels, &version);
	else
	{
		call = score_call_create(context, model_scorer_of_value(model, context), unknown_levels);
		call->model = datumCopy(model, false, -1);
	}
	MemoryContextSwitchTo(old);
	return call;
}

/* A stored model that is not fetched yet is compared by its address on disk. */
static bool
same_model(Datum a, Datum b)
{
	struct varlena *x = (struct varlena *) DatumGetPointer(a);
	struct varlena *y = (struct varlena *) DatumGetPointer(b);

	return VARSIZE_ANY(x) == VARSIZE_ANY(y) && memcmp(x, y, VARSIZE_ANY(x)) == 0;
}

static bool
serves(const ScoreCall *call, Datum model, const text *unknown_levels)
{
	return same_model(call->model, model) && same_text(call->options, unknown_levels);
}

/* Drops what a call site that sees many models used longest ago. */
static void
trim_calls(ScoreCall *call)
{
	for (int i = 1; call != NULL; i++, call = call->next)
	{
		if (i >= MAX_CALLS && call->next != NULL)
		{
			ScoreCall  *last = call->next;

			call->next = last->next;
			MemoryContextDelete(last->context);
		}
	}
}

/*
 * The call site of an expression of a procedural language serves many statements:
 * is what it has still deployed, for this one?
 */
static bool
is_deployed(ScoreCall *call)
{
	ModelRow	row;

	if (likely(deployed_is_seen(&call->seen)))
		return true;
	row = deployed_version((text *) DatumGetPointer(call->model), &call->seen);
	call->may_read = false;		/* perhaps another user's, or revoked */
	return memcmp(&row.key, &call->version, sizeof(VersionKey)) == 0;
}

/* Takes the state for these arguments out of the call site's, or makes one. */
static ScoreCall *
take_call(FunctionCallInfo fcinfo, Datum model, bool by_name, text *unknown_levels)
{
	ScoreCall **link = (ScoreCall **) &fcinfo->flinfo->fn_extra;
	ScoreCall  *found;

	while (*link != NULL && !serves(*link, model, unknown_levels))
		link = &(*link)->next;
	found = *link;
	if (found == NULL)
		return create_call(fcinfo, model, by_name, unknown_levels);
	*link = found->next;
	if (!by_name || is_deployed(found))
		return found;
	MemoryContextDelete(found->context);
	return create_call(fcinfo, model, by_name, unknown_levels);
}

/* The state for these arguments; the most recently used comes first. */
static ScoreCall *
current_call(FunctionCallInfo fcinfo, bool by_name, text *unknown_levels)
{
	ScoreCall  *first = fcinfo->flinfo->fn_extra;
	Datum		model = by_name ? PointerGetDatum(PG_GETARG_TEXT_PP(0)) : PG_GETARG_DATUM(0);
	ScoreCall  *found;

	if (first != NULL && (first->only || (serves(first, model, unknown_levels)
										  && (!by_name || deployed_is_seen(&first->seen)))))
		return first;
	found = take_call(fcinfo, model, by_name, unknown_levels);
	found->next = fcinfo->flinfo->fn_extra;
	fcinfo->flinfo->fn_extra = found;
	trim_calls(found);
	return found;
}

/* ----- the row ----- */

/* Where what a row type needs is kept.  Rows of type record may each have another
 * type: what the previous one needed goes, also the output functions of its columns. */
static MemoryContext
binding_context(ScoreCall *call)
{
	if (call->desc == NULL)
		return call->context;
	if (call->other_rows == NULL)
		call->other_rows = AllocSetContextCreate(call->context, "analytics scoring of other rows",
												 ALLOCSET_SMALL_SIZES);
	/* until it is complete, the next row must not find it */
	call->row_type.type = InvalidOid;
	MemoryContextReset(call->other_rows);
	return call->other_rows;
}

void
score_call_bind(ScoreCall *call, TupleDesc desc)
{
	MemoryContext context = binding_context(call);
	MemoryContext old = MemoryContextSwitchTo(context);

	rows_forget_output(&call->row, context);
	call->desc = CreateTupleDescCopy(desc);
	call->values = palloc(call->desc->natts * sizeof(Datum) + 1);
	call->isnull = palloc(call->desc->natts * sizeof(bool) + 1);
	call->row.values = call->values;
	call->row.isnull = call->isnull;
	rows_bind(&call->row, call->desc, score_call_model_name(call));
	MemoryContextSwitchTo(old);
}

static void
bind_row_type(ScoreCall *call, HeapTupleHeader row)
{
	RowType		type = row_type_begin(row);
	TupleDesc	desc = lookup_rowtype_tupdesc(type.type, type.typmod);

	score_call_bind(call, desc);
	ReleaseTupleDesc(desc);
	call->row_type = type;
}

ScoreCall *
score_call_begin(FunctionCallInfo fcinfo, bool by_name, text *unknown_levels)
{
	ScoreCall  *call = current_call(fcinfo, by_name, unknown_levels);
	HeapTupleHeader row = PG_GETARG_HEAPTUPLEHEADER(1);
	HeapTupleData tuple;

	if (call->desc == NULL || !row_type_is(&call->row_type, row))
		bind_row_type(call, row);
	memset(&tuple, 0, sizeof(tuple));
	tuple.t_len = HeapTupleHeaderGetDatumLength(row);
	tuple.t_data = row;
	heap_deform_tuple(&tuple, call->desc, call->values, call->isnull);
	return call;
}

uint32
score_call_run(ScoreCall *call)
{
	uint32		klass;

	call->row.refused = false;
	rows_fill(&call->row, &call->c);
	klass = an_score(call->scorer, &call->c);
	if (unlikely(call->row.refused))
		rows_raise(&call->row);
	return klass;
}

void
score_call_check_read(ScoreCall *call)
{
	Snapshot	latest;

	if (call->may_read || !call->model_by_name)
		return;
	latest = deployed_latest();
	registry_check_now((text *) DatumGetPointer(call->model), latest, GetActiveSnapshot(), RIGHT_READ);
	UnregisterSnapshot(latest);
	call->may_read = true;
}

/* ----- results ----- */

text *
score_call_class_name(ScoreCall *call, uint32 klass)
{
	const AnModel *model = an_scorer_model(call->scorer);

	if (call->class_names == NULL)
		call->class_names = MemoryContextAllocZero(call->context, model->nclasses * sizeof(text *));
	if (call->class_names[klass] == NULL)
	{
		MemoryContext old = MemoryContextSwitchTo(call->context);

		call->class_names[klass] = pg_text_from_core(model->classes[klass]);
		MemoryContextSwitchTo(old);
	}
	return call->class_names[klass];
}

Datum
score_call_class_datum(ScoreCall *call, uint32 klass)
{
	text	   *name = score_call_class_name(call, klass);

	return PointerGetDatum(cstring_to_text_with_len(VARDATA_ANY(name), (int) VARSIZE_ANY_EXHDR(name)));
}

Datum
score_call_probabilities(const ScoreCall *call)
{
	uint32		n = an_scorer_model(call->scorer)->nclasses;
	Datum	   *values = palloc(n * sizeof(Datum));

	for (uint32 i = 0; i < n; i++)
		values[i] = Float8GetDatum(call->c.probability[i]);
	return PointerGetDatum(construct_array(values, (int) n, FLOAT8OID, sizeof(float8),
										   FLOAT8PASSBYVAL, TYPALIGN_DOUBLE));
}
