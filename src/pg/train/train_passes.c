/* train_passes.c - rows that are read again for each step of training */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/syscache.h"

#include "pg/train/gradient.h"
#include "pg/registry/model.h"
#include "model/builder.h"
#include "pg/stats/moments.h"
#include "pg/registry/registry.h"
#include "pg/train/train_passes.h"
#include "pg/train/train_query.h"

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
	PASS_MOMENTS,
	PASS_CURVATURE
} PassKind;

/* What a pass is asked for: $1 and $2 of its query, ... */
typedef struct Question
{
	PassKind	kind;
	AnLinear   *linear;
	AnLinear   *at;				/* of a curvature, or NULL */
	uint32		a;				/* its groups */
	uint32		b;
	const double *class_weight;
} Question;

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
class_literal(const Passes *p, uint32 klass)
{
	return quote_literal_cstr(text_to_cstring(pg_text_from_core(p->source->data.classes[klass])));
}

/* Numbers whose text depends on a setting, or is not the same for equal ones. */
static const char *
number_type(Oid type)
{
	return type == FLOAT4OID ? "float4" : type == FLOAT8OID ? "float8" : type == NUMERICOID ? "numeric" : NULL;
}

/* The class of such a number. */
static const char *
number_class(const Passes *p)
{
	const char *type = number_type(p->source->target_type);
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfo(&sql, "CASE %s", column(p->source->target));
	for (uint32 k = 0; k < p->source->data.nclasses; k++)
		appendStringInfo(&sql, " WHEN %s::pg_catalog.%s THEN %s::pg_catalog.text", class_literal(p, k), type, class_literal(p, k));
	appendStringInfoString(&sql, " END");
	return sql.data;
}

static const char *
target(const Passes *p)
{
	if (p->source->target_kind != NUMBER_NONE)
		return number(p->source->target, p->source->target_kind);
	if (number_type(p->source->target_type) != NULL)
		return number_class(p);
	return psprintf("%s::pg_catalog.text", column(p->source->target));
}

static void
times_class_weight(StringInfo sql, const Passes *p, const double *class_weight)
{
	appendStringInfoString(sql, " OPERATOR(pg_catalog.*) CASE");
	for (uint32 k = 0; k < p->source->data.nclasses; k++)
		appendStringInfo(sql, " WHEN %s OPERATOR(pg_catalog.=) %s THEN '%.17g'::pg_catalog.float8",
						 target(p), class_literal(p, k), class_weight[k]);
	appendStringInfoString(sql, " END");
}

static const char *
probability(const Passes *p, uint32 klass)
{
	return psprintf("%s.predict_proba($2, " ROW ", %s)", p->schema, class_literal(p, klass));
}

/* Of one margin there are two probabilities; of one group its own and the others'. */
static void
times_probabilities(StringInfo sql, const Passes *p, const Question *q)
{
	const char *of_a = probability(p, q->a);
	const char *of_b = q->at->ngroups == 1 ? probability(p, 1)
		: q->a == q->b ? psprintf("(1 OPERATOR(pg_catalog.-) %s)", of_a) : probability(p, q->b);

	appendStringInfo(sql, " OPERATOR(pg_catalog.*) %s OPERATOR(pg_catalog.*) %s", of_a, of_b);
}

static const char *
weight(const Passes *p, const Question *q)
{
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfoString(&sql, p->source->weight == NULL ? "1::pg_catalog.float8" : number(p->source->weight, p->source->weight_kind));
	if (q->class_weight != NULL)
		times_class_weight(&sql, p, q->class_weight);
	if (q->at != NULL)
		times_probabilities(&sql, p, q);
	return sql.data;
}

static const char *
aggregate(const Passes *p, const Question *q)
{
	bool		moments = q->kind == PASS_MOMENTS || q->kind == PASS_CURVATURE;
	bool		with_target = !moments || p->source->data.nclasses == 0;
	const char *row = psprintf("$1, " ROW "%s%s", with_target ? ", " : "", with_target ? target(p) : "");
	const char *w = weight(p, q);

	if (moments)
		return psprintf("%s.moments_agg(%s.linear_vector(%s), %s)", p->schema, p->schema, row, w);
	return psprintf("%s.%s(%s, %s)", p->schema, q->kind == PASS_LINEAR ? "linear_pass" : "logistic_pass", row, w);
}

static const char *
pass_query(const Passes *p, const Question *q)
{
	const char *sql = psprintf("SELECT %s FROM (\n%s\n) AS " ROW " WHERE %s IS NOT NULL",
							   aggregate(p, q), p->source->query, column(p->source->target));

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
run_pass(const Passes *p, AnEnv *env, const Question *q)
{
	Datum		models[2];
	Datum		value;

	models[0] = PointerGetDatum(model_value(p, env, q->linear));
	if (q->at != NULL)
		models[1] = PointerGetDatum(model_value(p, env, q->at));
	value = train_query_value(pass_query(p, q), q->at == NULL ? 1 : 2, p->model_type, models);
	if (value == (Datum) 0)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("the source has other rows than before"),
				errdetail("It has none now."),
				errhint("A source that is read in passes must return the same rows each time."));
	return PointerGetDatum(PG_DETOAST_DATUM(value));
}

/* In the pass's memory; an error is kept for later. */
static AnStatus
try_pass(Passes *p, AnEnv *env, const Question *q, Datum *value)
{
	MemoryContext old = CurrentMemoryContext;

	MemoryContextReset(p->context);
	MemoryContextSwitchTo(p->context);
	p->count++;
	PG_TRY();
	{
		*value = run_pass(p, env, q);
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
	Question	q = {
		.kind = linear->link == AN_LINK_IDENTITY ? PASS_LINEAR : PASS_LOGISTIC,
		.linear = linear, .class_weight = class_weight
	};
	Datum		value;

	AN_TRY(try_pass(host, env, &q, &value));
	*gradient = (AnGradient *) DatumGetPointer(value);
	return AN_OK;
}

static AnStatus
pass_moments(void *host, AnEnv *env, AnLinear *linear, const double *class_weight, AnMoments **moments)
{
	Question	q = {.kind = PASS_MOMENTS, .linear = linear, .class_weight = class_weight};
	Datum		value;

	AN_TRY(try_pass(host, env, &q, &value));
	*moments = (AnMoments *) DatumGetPointer(value);
	return AN_OK;
}

static AnStatus
pass_curvature(void *host, AnEnv *env, AnLinear *linear, AnLinear *at, uint32 a, uint32 b,
			   const double *class_weight, AnMoments **moments)
{
	Question	q = {PASS_CURVATURE, linear, at, a, b, class_weight};
	Datum		value;

	AN_TRY(try_pass(host, env, &q, &value));
	*moments = (AnMoments *) DatumGetPointer(value);
	return AN_OK;
}

/* ----- all of them ----- */

const AnPasses *
train_passes_begin(Training *training)
{
	Passes	   *p;

	if (training->source.summary == NULL)
		return NULL;
	p = palloc0(sizeof(Passes));
	p->core.host = p;
	p->core.summary = training->source.summary;
	p->core.gradient = pass_gradient;
	p->core.moments = pass_moments;
	p->core.curvature = pass_curvature;
	p->source = &training->source;
	p->target = training->target;
	p->schema = registry_schema_name();
	p->model_type = GetSysCacheOid2(TYPENAMENSP, Anum_pg_type_oid, CStringGetDatum("model"), ObjectIdGetDatum(registry_schema()));
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
