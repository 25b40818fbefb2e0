/* train_passes.c - rows that are read again for each step of training */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/syscache.h"

#include "gradient.h"
#include "model.h"
#include "model/builder.h"
#include "moments.h"
#include "registry.h"
#include "train_passes.h"
#include "train_query.h"

/* The source's row; no column is likely to have that name. */
#define ROW "\"analytics source row\""

typedef struct Passes
{
	AnPasses	core;			/* first */
	const TrainSource *source;
	AnStr		target;
	const char *schema;
	Oid			model_type;
	int			count;
	MemoryContext context;		/* of one pass */
	MemoryContext error_context;
	ErrorData  *error;
} Passes;

typedef enum PassKind
{
	PASS_LOGISTIC,
	PASS_LINEAR,
	PASS_MOMENTS
} PassKind;

/* ----- the query ----- */

static const char *
column(const char *name)
{
	return psprintf(ROW ".%s", quote_identifier(name));
}

static const char *
number(const char *name, NumberKind kind)
{
	return psprintf("%s%s::pg_catalog.float8", column(name), kind == NUMBER_BOOL ? "::pg_catalog.int4" : "");
}

static const char *
target(const Passes *p)
{
	if (p->source->target_kind != NUMBER_NONE)
		return number(p->source->target, p->source->target_kind);
	return psprintf("%s::pg_catalog.text", column(p->source->target));
}

/* The row's weight times that of its class. */
static const char *
weight(const Passes *p, const double *class_weight)
{
	const AnDataset *data = &p->source->data;
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfoString(&sql, p->source->weight == NULL ? "1::pg_catalog.float8" : number(p->source->weight, p->source->weight_kind));
	if (class_weight == NULL)
		return sql.data;
	appendStringInfo(&sql, " OPERATOR(pg_catalog.*) CASE %s", target(p));
	for (uint32 k = 0; k < data->nclasses; k++)
		appendStringInfo(&sql, " WHEN %s THEN '%.17g'::pg_catalog.float8",
						 quote_literal_cstr(text_to_cstring(pg_text_from_core(data->classes[k]))), class_weight[k]);
	appendStringInfoString(&sql, " END");
	return sql.data;
}

/* The source without a semicolon behind it. */
static const char *
subquery(const char *query)
{
	size_t		len = strlen(query);

	while (len > 0 && strchr("; \t\r\n\f\v", query[len - 1]) != NULL)
		len--;
	return pnstrdup(query, len);
}

static const char *
aggregate(const Passes *p, PassKind kind, const double *class_weight)
{
	bool		with_target = kind != PASS_MOMENTS || p->source->data.nclasses == 0;
	const char *row = psprintf("$1, " ROW "%s%s", with_target ? ", " : "", with_target ? target(p) : "");
	const char *w = weight(p, class_weight);

	if (kind == PASS_MOMENTS)
		return psprintf("%s.moments_agg(%s.linear_vector(%s), %s)", p->schema, p->schema, row, w);
	return psprintf("%s.%s(%s, %s)", p->schema, kind == PASS_LINEAR ? "linear_pass" : "logistic_pass", row, w);
}

static const char *
pass_query(const Passes *p, PassKind kind, const double *class_weight)
{
	const char *sql = psprintf("SELECT %s FROM (\n%s\n) AS " ROW " WHERE %s IS NOT NULL",
							   aggregate(p, kind, class_weight), subquery(p->source->query), column(p->source->target));

	if (p->source->weight == NULL)
		return sql;
	return psprintf("%s AND %s IS NOT NULL", sql, column(p->source->weight));
}

/* ----- a pass ----- */

static struct varlena *
model_value(const Passes *p, AnEnv *env, AnLinear *linear)
{
	AnDataset	data = p->source->data;
	AnBuilder  *builder;
	AnModel    *model;

	if (linear->link == AN_LINK_IDENTITY)
		data.nclasses = 0;
	AN_RAISE_UNLESS_OK(env, an_dataset_begin_model(env, &data, AN_LINEAR, p->target, &builder));
	AN_RAISE_UNLESS_OK(env, an_builder_linear(builder, linear));
	AN_RAISE_UNLESS_OK(env, an_builder_finish(builder, 0, AN_UNKNOWN_OTHER, &model));
	return pg_model_encode(env, model);
}

static Datum
run_pass(const Passes *p, AnEnv *env, AnLinear *linear, PassKind kind, const double *class_weight)
{
	Datum		value = train_query_value(pass_query(p, kind, class_weight), p->model_type,
										  PointerGetDatum(model_value(p, env, linear)));

	if (value == (Datum) 0)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("the source has other rows than before"),
				errdetail("It has none now."),
				errhint("A source that is read in passes must return the same rows each time."));
	return value;
}

/* In the pass's memory; an error is kept for later. */
static AnStatus
try_pass(Passes *p, AnEnv *env, AnLinear *linear, PassKind kind, const double *class_weight, Datum *value)
{
	MemoryContext old = CurrentMemoryContext;

	MemoryContextReset(p->context);
	MemoryContextSwitchTo(p->context);
	p->count++;
	PG_TRY();
	{
		*value = run_pass(p, env, linear, kind, class_weight);
	}
	PG_CATCH();
	{
		MemoryContextSwitchTo(p->error_context);
		p->error = CopyErrorData();
		FlushErrorState();
	}
	PG_END_TRY();
	MemoryContextSwitchTo(old);
	return p->error == NULL ? AN_OK : an_fail(env, AN_ECANCEL, "a pass over the rows failed");
}

static AnStatus
pass_gradient(void *host, AnEnv *env, AnLinear *linear, const double *class_weight, AnGradient **gradient)
{
	Datum		value;

	AN_TRY(try_pass(host, env, linear, linear->link == AN_LINK_IDENTITY ? PASS_LINEAR : PASS_LOGISTIC,
					class_weight, &value));
	*gradient = gradient_copy(gradient_from_datum(value));
	return AN_OK;
}

static AnStatus
pass_moments(void *host, AnEnv *env, AnLinear *linear, const double *class_weight, AnMoments **moments)
{
	Datum		value;

	AN_TRY(try_pass(host, env, linear, PASS_MOMENTS, class_weight, &value));
	*moments = moments_copy(moments_from_datum(value), 0);
	return AN_OK;
}

/* ----- all of them ----- */

const AnPasses *
train_passes_begin(Training *training)
{
	Oid			schema = get_rel_namespace(registry_oids().models);
	Passes	   *p;

	if (training->source.summary == NULL)
		return NULL;
	p = palloc0(sizeof(Passes));
	p->core.host = p;
	p->core.summary = training->source.summary;
	p->core.gradient = pass_gradient;
	p->core.moments = pass_moments;
	p->source = &training->source;
	p->target = training->target;
	p->schema = quote_identifier(get_namespace_name(schema));
	p->model_type = GetSysCacheOid2(TYPENAMENSP, Anum_pg_type_oid, CStringGetDatum("model"), ObjectIdGetDatum(schema));
	p->error_context = CurrentMemoryContext;
	p->context = AllocSetContextCreate(CurrentMemoryContext, "analytics training pass", ALLOCSET_DEFAULT_SIZES);
	return &p->core;
}

void
train_passes_end(Training *training, const AnPasses *passes)
{
	const Passes *p = (const Passes *) passes;

	if (p == NULL)
		return;
	if (p->error != NULL)
		ReThrowError(p->error);
	train_metric(training, "passes", p->count + 1);
	MemoryContextDelete(p->context);
}
