/*
 * pca_use.c - functions that apply a PCA to vectors
 *
 * The PCA is detoasted and checked once a call site and kept for as long as the
 * argument's bytes stay the same; a stored one is a toast pointer of 18 bytes.
 * A row then allocates no more than its result.
 */
#include "postgres.h"

#include <math.h>

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/memutils.h"

#include "pg/stats/moments.h"
#include "pg/stats/pca_use.h"

/* ----- the call site ----- */

static bool
same_argument(const struct varlena *a, const struct varlena *b)
{
	return a != NULL && VARSIZE_ANY(a) == VARSIZE_ANY(b) && memcmp(a, b, VARSIZE_ANY(a)) == 0;
}

static const AnPca *
load_value(PcaCall *call)
{
	MemoryContext old = MemoryContextSwitchTo(call->context);
	const AnPca *pca = pca_from_datum(PointerGetDatum(call->argument));

	MemoryContextSwitchTo(old);
	return pca;
}

static void
set_pca(PcaCall *call, struct varlena *argument, PcaLoader load)
{
	Size		size = VARSIZE_ANY(argument);

	call->argument = NULL;
	call->columns = NULL;
	MemoryContextReset(call->context);
	/* a value that is not toasted is used where it was copied to */
	call->pca = NULL;
	call->argument = memcpy(MemoryContextAllocHuge(call->context, size), argument, size);
	call->pca = load(call);
	call->x = MemoryContextAlloc(call->context, call->pca->order * sizeof(double));
	call->scratch = MemoryContextAlloc(call->context, (2 * call->pca->order + call->pca->count) *
									   sizeof(double));
	call->scores = MemoryContextAlloc(call->context, call->pca->count * sizeof(double));
}

PcaCall *
pca_call(FunctionCallInfo fcinfo, PcaLoader load)
{
	PcaCall    *call = fcinfo->flinfo->fn_extra;
	struct varlena *argument = (struct varlena *) PG_GETARG_POINTER(0);

	if (call == NULL)
	{
		call = MemoryContextAllocZero(fcinfo->flinfo->fn_mcxt, sizeof(PcaCall));
		call->context = AllocSetContextCreate(fcinfo->flinfo->fn_mcxt, "analytics PCA call",
											  ALLOCSET_SMALL_SIZES);
		fcinfo->flinfo->fn_extra = call;
	}
	if (!same_argument(call->argument, argument))
	{
		/* until it is complete, the next row must not find it */
		fcinfo->flinfo->fn_extra = NULL;
		set_pca(call, argument, load);
		fcinfo->flinfo->fn_extra = call;
	}
	return call;
}

/* ----- vectors ----- */

static void
bind_row(PcaCall *call, HeapTupleHeader row)
{
	AnEnv		env;
	const AnStr *names;

	if (call->pca->names_size == 0 ||
		(call->columns != NULL && row_type_is(&call->columns->type, row)))
		return;
	pg_env_init(&env, CurrentMemoryContext, PG_STATS_MEMORY);
	AN_RAISE_UNLESS_OK(&env, an_names_read(&env, call->pca->order, an_pca_names(call->pca),
										   call->pca->names_size, &names));
	row_columns_replace(&call->columns, row_columns_match(row, names, call->pca->order, call->context));
}

static void
check_length(uint32 given, uint32 wanted, const char *what)
{
	if (given != wanted)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("vector of a wrong length"),
				errdetail("It has %u elements, the PCA has %u %s.", given, wanted, what));
}

bool
pca_call_vector(FunctionCallInfo fcinfo, PcaCall *call, VectorKind kind)
{
	Vector		vector;

	if (kind == VECTOR_RECORD)
		bind_row(call, PG_GETARG_HEAPTUPLEHEADER(1));
	vector = vector_of(PG_GETARG_DATUM(1), kind, &call->columns, call->context);
	check_length(vector.order, call->pca->order, "columns");
	return vector_copy(&vector, call->x);
}

/* Results are NaN when an element is, which is looked for only then. */
static bool
has_nan(const PcaCall *call)
{
	for (uint32 i = 0; i < call->pca->order; i++)
		if (isnan(call->x[i]))
			return true;
	return false;
}

static Datum
number_array(const double *numbers, uint32 count)
{
	ArrayType  *array = vector_new_array(count);

	memcpy((char *) array + ARR_OVERHEAD_NONULLS(1), numbers, count * sizeof(double));
	return PointerGetDatum(array);
}

Datum
pca_call_transform(FunctionCallInfo fcinfo, PcaCall *call)
{
	an_pca_transform(call->pca, call->x, call->scratch, call->scores);
	if (isnan(call->scores[0]) && has_nan(call))
		PG_RETURN_NULL();
	return number_array(call->scores, call->pca->count);
}

static Datum
number_or_null(FunctionCallInfo fcinfo, const PcaCall *call, double number)
{
	if (isnan(number) && has_nan(call))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(number);
}

/* ----- SQL functions ----- */

static Datum
transform(FunctionCallInfo fcinfo, VectorKind kind)
{
	PcaCall    *call = pca_call(fcinfo, load_value);

	if (!pca_call_vector(fcinfo, call, kind))
		PG_RETURN_NULL();
	return pca_call_transform(fcinfo, call);
}

static Datum
reconstruction_error(FunctionCallInfo fcinfo, VectorKind kind)
{
	PcaCall    *call = pca_call(fcinfo, load_value);

	if (!pca_call_vector(fcinfo, call, kind))
		PG_RETURN_NULL();
	return number_or_null(fcinfo, call,
						  an_pca_reconstruction_error(call->pca, call->x, call->scratch));
}

static Datum
t2(FunctionCallInfo fcinfo, VectorKind kind)
{
	PcaCall    *call = pca_call(fcinfo, load_value);

	if (!pca_call_vector(fcinfo, call, kind))
		PG_RETURN_NULL();
	return number_or_null(fcinfo, call, an_pca_t2(call->pca, call->x, call->scratch));
}

/* pca_transform(pca, array of numbers) -> double precision[] */
AN_FUNCTION(analytics_pca_transform_array);
Datum
analytics_pca_transform_array(PG_FUNCTION_ARGS)
{
	return transform(fcinfo, VECTOR_ARRAY);
}

/* pca_transform(pca, record) -> double precision[] */
AN_FUNCTION(analytics_pca_transform_record);
Datum
analytics_pca_transform_record(PG_FUNCTION_ARGS)
{
	return transform(fcinfo, VECTOR_RECORD);
}

/* pca_reconstruction_error(pca, array of numbers) -> double precision */
AN_FUNCTION(analytics_pca_reconstruction_error_array);
Datum
analytics_pca_reconstruction_error_array(PG_FUNCTION_ARGS)
{
	return reconstruction_error(fcinfo, VECTOR_ARRAY);
}

/* pca_reconstruction_error(pca, record) -> double precision */
AN_FUNCTION(analytics_pca_reconstruction_error_record);
Datum
analytics_pca_reconstruction_error_record(PG_FUNCTION_ARGS)
{
	return reconstruction_error(fcinfo, VECTOR_RECORD);
}

/* pca_t2(pca, array of numbers) -> double precision */
AN_FUNCTION(analytics_pca_t2_array);
Datum
analytics_pca_t2_array(PG_FUNCTION_ARGS)
{
	return t2(fcinfo, VECTOR_ARRAY);
}

/* pca_t2(pca, record) -> double precision */
AN_FUNCTION(analytics_pca_t2_record);
Datum
analytics_pca_t2_record(PG_FUNCTION_ARGS)
{
	return t2(fcinfo, VECTOR_RECORD);
}

/* pca_inverse_transform(pca, array of numbers) -> double precision[] */
AN_FUNCTION(analytics_pca_inverse_transform);
Datum
analytics_pca_inverse_transform(PG_FUNCTION_ARGS)
{
	PcaCall    *call = pca_call(fcinfo, load_value);
	Vector		scores = vector_of(PG_GETARG_DATUM(1), VECTOR_ARRAY, &call->columns,
								   call->context);

	check_length(scores.order, call->pca->count, "components");
	if (!vector_copy(&scores, call->scores))
		PG_RETURN_NULL();
	for (uint32 i = 0; i < scores.order; i++)
		if (isnan(call->scores[i]))
			PG_RETURN_NULL();
	an_pca_inverse(call->pca, call->scores, call->scratch, call->x);
	return number_array(call->x, call->pca->order);
}
