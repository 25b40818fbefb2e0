/*
 * moments_agg.c - the aggregates moments_agg, moments_merge and pca_fit
 *
 * The state is a value of type moments with a block of rows in it.  It is
 * changed in place; what grows is copied once into the memory of the row, from
 * where the executor takes it into the aggregate's.
 */
#include "postgres.h"

#include <math.h>

#include "utils/builtins.h"

#include "pg/base/agg.h"
#include "pg/base/args.h"
#include "pg/stats/moments.h"
#include "pg/stats/pca_fit.h"
#include "pg/stats/vectors.h"

/* What a transition function is called with beside the state and the vector. */
typedef struct RowOptions
{
	uint16		flags;			/* of the moments */
	bool		no_weight;		/* the weight is NULL or NaN */
	double		weight;
	AnPcaOptions fit;
} RowOptions;

/* ----- arguments ----- */

uint16
moments_get_on_null(FunctionCallInfo fcinfo, int arg)
{
	char	   *value;

	if (PG_NARGS() <= arg)
		return 0;
	value = text_to_cstring(args_text(fcinfo, arg, "on_null"));
	if (strcmp(value, "skip") == 0)
		return 0;
	if (strcmp(value, "error") == 0)
		return AN_MOMENTS_REFUSE_NULL;
	ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("invalid value for argument \"on_null\": \"%s\"", value),
			errhint("Valid values are \"skip\" and \"error\"."));
	pg_unreachable();
}

static void
get_weight(FunctionCallInfo fcinfo, int arg, RowOptions *options)
{
	options->weight = 1;
	if (PG_NARGS() <= arg)
		return;
	options->flags |= AN_MOMENTS_WEIGHTED;
	options->no_weight = PG_ARGISNULL(arg) || isnan(PG_GETARG_FLOAT8(arg));
	if (options->no_weight)
		return;
	options->weight = PG_GETARG_FLOAT8(arg);
	if (options->weight < 0 || isinf(options->weight))
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("invalid weight: %g", options->weight),
				errhint("A weight is a finite number of at least 0."));
}

/* moments, x [, weight [, on_null]] */
static RowOptions
get_moments_options(FunctionCallInfo fcinfo)
{
	RowOptions	options = {0};

	options.flags = moments_get_on_null(fcinfo, 3);
	get_weight(fcinfo, 2, &options);
	return options;
}

/* moments, x [, n_components [, scale [, variance [, on_null]]]] */
static RowOptions
get_pca_options(FunctionCallInfo fcinfo)
{
	RowOptions	options = {.weight = 1, .flags = AN_MOMENTS_PCA};

	options.flags |= moments_get_on_null(fcinfo, 5);
	options.fit = pca_get_options(fcinfo, 2);
	return options;
}

/* ----- the state ----- */

static AnMoments *
copy_state(const AnMoments *m)
{
	return moments_copy(m, m->order == 0 ? 0 : Max(m->room, AN_MOMENTS_FIRST_ROOM));
}

static AnMoments *
get_state(FunctionCallInfo fcinfo)
{
	AnMoments  *m;

	agg_check_context(fcinfo);
	if (PG_ARGISNULL(0))
		return NULL;
	m = (AnMoments *) PG_GETARG_POINTER(0);
	if (VARATT_IS_EXTENDED(m))
		return copy_state(moments_from_datum(PointerGetDatum(m)));
	if (unlikely(!an_moments_valid(m, VARSIZE(m))))
		(void) moments_from_datum(PointerGetDatum(m));	/* raises */
	return m;
}

static AnMoments *
new_state(uint32 order, const uint8 *names, size_t names_size, const RowOptions *options,
		  int64 skipped)
{
	AnMoments  *m = moments_new(order, names, names_size, order == 0 ? 0 : AN_MOMENTS_FIRST_ROOM,
								options->flags);

	m->fit = options->fit;
	m->skipped = skipped;
	return m;
}

/* A row without numbers. */
static AnMoments *
skip_row(AnMoments *m, const RowOptions *options, const char *what)
{
	if (options->flags & AN_MOMENTS_REFUSE_NULL)
		ereport(ERROR, errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				errmsg("%s is null", what),
				errhint("Leave such rows out, or count and skip them with on_null 'skip'."));
	if (m == NULL)
		m = new_state(0, NULL, 0, options, 0);
	m->skipped++;
	return m;
}

static void
check_row(const AnMoments *m, const Vector *vector, const RowOptions *options)
{
	if (m->order != vector->order)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("vectors of different length"),
				errdetail("This row has %u elements, rows before it have %u.",
						  vector->order, m->order));
	if (vector->kind == VECTOR_RECORD &&
		(m->names_size != vector->columns->names_size ||
		 memcmp(an_moments_names(m), vector->columns->names, m->names_size) != 0))
		ereport(ERROR, errcode(ERRCODE_DATATYPE_MISMATCH),
				errmsg("rows with different columns"),
				errhint("All rows must be of one type."));
	if ((m->flags & AN_MOMENTS_REFUSE_NULL) != (options->flags & AN_MOMENTS_REFUSE_NULL) ||
		memcmp(&m->fit, &options->fit, sizeof(AnPcaOptions)) != 0)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("the arguments after the first must be the same for all rows"));
}

/* Room for one more row: a larger block, or an empty one. */
static AnMoments *
make_room(AnMoments *m)
{
	uint32		room = an_moments_more_room(m);

	if (room > m->room)
		return moments_copy(m, room);
	moments_fold(m);
	return m;
}

static AnMoments *
add_row(AnMoments *m, const Vector *vector, const RowOptions *options)
{
	double	   *row;

	if (m == NULL || m->order == 0)
		m = new_state(vector->order, vector->kind == VECTOR_RECORD ? vector->columns->names : NULL,
					  vector->kind == VECTOR_RECORD ? vector->columns->names_size : 0,
					  options, m == NULL ? 0 : m->skipped);
	else
		check_row(m, vector, options);
	if (options->no_weight)
		return skip_row(m, options, "a weight");
	if (m->block_rows == m->room)
		m = make_room(m);
	row = an_moments_row(m);
	if (!vector_copy(vector, row))
		return skip_row(m, options, "an element of a vector");
	if (options->weight == 0)
		m->skipped++;
	else
		an_moments_keep(m, options->weight);
	return m;
}

static Datum
transition(FunctionCallInfo fcinfo, VectorKind kind, const RowOptions *options)
{
	AnMoments  *m = get_state(fcinfo);
	Vector		vector;

	if (PG_ARGISNULL(1))
		PG_RETURN_POINTER(skip_row(m, options, "a vector"));
	vector = vector_of(PG_GETARG_DATUM(1), kind, (RowColumns **) &fcinfo->flinfo->fn_extra,
					   fcinfo->flinfo->fn_mcxt);
	PG_RETURN_POINTER(add_row(m, &vector, options));
}

/* ----- transition functions ----- */

/* moments_transfn(moments, array of numbers [, weight [, on_null]]) */
AN_FUNCTION(analytics_moments_transfn_array);
Datum
analytics_moments_transfn_array(PG_FUNCTION_ARGS)
{
	RowOptions	options = get_moments_options(fcinfo);

	return transition(fcinfo, VECTOR_ARRAY, &options);
}

/* moments_transfn(moments, record [, weight [, on_null]]) */
AN_FUNCTION(analytics_moments_transfn_record);
Datum
analytics_moments_transfn_record(PG_FUNCTION_ARGS)
{
	RowOptions	options = get_moments_options(fcinfo);

	return transition(fcinfo, VECTOR_RECORD, &options);
}

/* pca_fit_transfn(moments, array of numbers [, n_components [, scale
 * [, variance [, on_null]]]]) */
AN_FUNCTION(analytics_pca_fit_transfn_array);
Datum
analytics_pca_fit_transfn_array(PG_FUNCTION_ARGS)
{
	RowOptions	options = get_pca_options(fcinfo);

	return transition(fcinfo, VECTOR_ARRAY, &options);
}

/* pca_fit_transfn(moments, record ...) */
AN_FUNCTION(analytics_pca_fit_transfn_record);
Datum
analytics_pca_fit_transfn_record(PG_FUNCTION_ARGS)
{
	RowOptions	options = get_pca_options(fcinfo);

	return transition(fcinfo, VECTOR_RECORD, &options);
}

/* ----- combining ----- */

/* into with from in it; into may have to become another value. */
static AnMoments *
combine(AnMoments *into, const AnMoments *from)
{
	int64		skipped;

	if (into->order > 0 || from->order == 0)
	{
		moments_merge(into, from);
		return into;
	}
	skipped = into->skipped;
	into = copy_state(from);
	into->skipped += skipped;
	return into;
}

/* moments_combinefn(moments, moments) -> moments */
AN_FUNCTION(analytics_moments_combinefn);
Datum
analytics_moments_combinefn(PG_FUNCTION_ARGS)
{
	AnMoments  *into = get_state(fcinfo);
	const AnMoments *from;

	if (PG_ARGISNULL(1))
		return pointer_or_null(fcinfo, into);
	from = moments_from_datum(PG_GETARG_DATUM(1));
	if (into == NULL)
		PG_RETURN_POINTER(copy_state(from));
	PG_RETURN_POINTER(combine(into, from));
}

/* moments_merge(moments, moments) -> moments: two values, without an aggregate */
AN_FUNCTION(analytics_moments_merge);
Datum
analytics_moments_merge(PG_FUNCTION_ARGS)
{
	const AnMoments *a = moments_from_datum(PG_GETARG_DATUM(0));

	PG_RETURN_POINTER(combine(moments_folded(a), moments_from_datum(PG_GETARG_DATUM(1))));
}

/* moments_finalfn(moments) -> moments: without the block.  The state stays. */
AN_FUNCTION(analytics_moments_finalfn);
Datum
analytics_moments_finalfn(PG_FUNCTION_ARGS)
{
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	PG_RETURN_POINTER(moments_folded(moments_from_datum(PG_GETARG_DATUM(0))));
}

/* pca_fit_finalfn(moments) -> pca; NULL for fewer than two rows */
AN_FUNCTION(analytics_pca_fit_finalfn);
Datum
analytics_pca_fit_finalfn(PG_FUNCTION_ARGS)
{
	AnMoments  *m;
	struct varlena *pca;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	m = moments_folded(moments_from_datum(PG_GETARG_DATUM(0)));
	pca = pca_fit_moments(m, &m->fit);
	pfree(m);
	return pointer_or_null(fcinfo, pca);
}
