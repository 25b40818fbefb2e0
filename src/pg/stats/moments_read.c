/* moments_read.c - what is read out of moments: as rows, as arrays */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "pg/stats/moments.h"
#include "pg/base/srf.h"

/* An element of covariance() or correlation(). */
typedef double (*Element) (const AnMoments *m, uint32_t i, uint32_t j);

static AnMoments *
get_moments(FunctionCallInfo fcinfo, int arg)
{
	const AnMoments *m = moments_from_datum(PG_GETARG_DATUM(arg));

	return m->block_rows > 0 ? moments_folded(m) : (AnMoments *) unconstify(AnMoments *, m);
}

/* The columns' names as text values; NULL when they are not known. */
static Datum *
get_names(const AnMoments *m)
{
	AnEnv		env;
	const AnStr *names;
	Datum	   *result;

	if (m->names_size == 0)
		return NULL;
	pg_env_init(&env, CurrentMemoryContext, PG_STATS_MEMORY);
	AN_RAISE_UNLESS_OK(&env, an_names_read(&env, m->order, an_moments_names(m), m->names_size,
										   &names));
	result = palloc(m->order * sizeof(Datum));
	for (uint32 i = 0; i < m->order; i++)
		result[i] = PointerGetDatum(pg_text_from_core(names[i]));
	return result;
}

/* n(moments) -> bigint */
AN_FUNCTION(analytics_n);
Datum
analytics_n(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(get_moments(fcinfo, 0)->rows);
}

/* skipped(moments) -> bigint */
AN_FUNCTION(analytics_skipped);
Datum
analytics_skipped(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(get_moments(fcinfo, 0)->skipped);
}

/* total_weight(moments) -> double precision */
AN_FUNCTION(analytics_total_weight);
Datum
analytics_total_weight(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8(get_moments(fcinfo, 0)->weight);
}

/* features(moments) -> text[] */
AN_FUNCTION(analytics_features_moments);
Datum
analytics_features_moments(PG_FUNCTION_ARGS)
{
	const AnMoments *m = get_moments(fcinfo, 0);
	Datum	   *names = get_names(m);

	if (names == NULL)
		PG_RETURN_NULL();
	PG_RETURN_POINTER(construct_array(names, (int) m->order, TEXTOID, -1, false, TYPALIGN_INT));
}

/* mean(moments) -> rows (i, feature, value); no rows without data */
AN_FUNCTION(analytics_mean);
Datum
analytics_mean(PG_FUNCTION_ARGS)
{
	AnMoments  *m = get_moments(fcinfo, 0);
	Datum	   *names = get_names(m);
	TupleDesc	columns;
	Tuplestorestate *rows = srf_begin(fcinfo, &columns);

	for (uint32 i = 0; i < m->order; i++)
	{
		Datum		values[] = {
			Int32GetDatum((int32) i + 1),
			names == NULL ? (Datum) 0 : names[i],
			Float8GetDatum(an_moments_mean(m)[i])
		};
		bool		isnull[] = {false, names == NULL, m->rows == 0};

		tuplestore_putvalues(rows, columns, values, isnull);
	}
	return (Datum) 0;
}

static Datum
element_rows(FunctionCallInfo fcinfo, Element element)
{
	const AnMoments *m = get_moments(fcinfo, 0);
	Datum	   *names = get_names(m);
	TupleDesc	columns;
	Tuplestorestate *rows = srf_begin(fcinfo, &columns);

	for (uint32 i = 0; i < m->order; i++)
	{
		CHECK_FOR_INTERRUPTS();
		for (uint32 j = 0; j < m->order; j++)
		{
			double		value = element(m, i, j);
			Datum		values[] = {
				Int32GetDatum((int32) i + 1),
				Int32GetDatum((int32) j + 1),
				names == NULL ? (Datum) 0 : names[i],
				names == NULL ? (Datum) 0 : names[j],
				Float8GetDatum(value)
			};
			bool		isnull[] = {false, false, names == NULL, names == NULL, isnan(value)};

			tuplestore_putvalues(rows, columns, values, isnull);
		}
	}
	return (Datum) 0;
}

/* covariance(moments) -> rows (i, j, feature_i, feature_j, value) */
AN_FUNCTION(analytics_covariance);
Datum
analytics_covariance(PG_FUNCTION_ARGS)
{
	return element_rows(fcinfo, an_moments_covariance);
}

/* correlation(moments) -> rows, likewise */
AN_FUNCTION(analytics_correlation);
Datum
analytics_correlation(PG_FUNCTION_ARGS)
{
	return element_rows(fcinfo, an_moments_correlation);
}

/* ----- as arrays ----- */

/* rows x columns numbers, or of one dimension (rows = 0); NaN becomes NULL. */
static Datum
number_array(const double *numbers, uint32 rows, uint32 columns)
{
	size_t		count = rows == 0 ? columns : (size_t) rows * columns;
	Datum	   *values = palloc_extended(count * sizeof(Datum), MCXT_ALLOC_HUGE);
	bool	   *isnull = palloc(count);
	int			dims[] = {(int) (rows == 0 ? columns : rows), (int) columns};
	int			lower[] = {1, 1};

	for (size_t i = 0; i < count; i++)
	{
		isnull[i] = isnan(numbers[i]);
		values[i] = Float8GetDatum(numbers[i]);
	}
	return PointerGetDatum(construct_md_array(values, isnull, rows == 0 ? 1 : 2, dims, lower,
											  FLOAT8OID, sizeof(double), FLOAT8PASSBYVAL,
											  TYPALIGN_DOUBLE));
}

/* mean_vector(moments) -> double precision[] */
AN_FUNCTION(analytics_mean_vector);
Datum
analytics_mean_vector(PG_FUNCTION_ARGS)
{
	AnMoments  *m = get_moments(fcinfo, 0);

	if (m->rows == 0)
		PG_RETURN_NULL();
	return number_array(an_moments_mean(m), 0, m->order);
}

static Datum
element_matrix(FunctionCallInfo fcinfo, Element element)
{
	const AnMoments *m = get_moments(fcinfo, 0);
	double	   *numbers;

	if (m->rows < 2)
		PG_RETURN_NULL();
	numbers = palloc_extended((size_t) m->order * m->order * sizeof(double), MCXT_ALLOC_HUGE);
	for (uint32 i = 0; i < m->order; i++)
		for (uint32 j = 0; j < m->order; j++)
			numbers[(size_t) i * m->order + j] = element(m, i, j);
	return number_array(numbers, m->order, m->order);
}

/* covariance_matrix(moments) -> double precision[][] */
AN_FUNCTION(analytics_covariance_matrix);
Datum
analytics_covariance_matrix(PG_FUNCTION_ARGS)
{
	return element_matrix(fcinfo, an_moments_covariance);
}

/* correlation_matrix(moments) -> double precision[][] */
AN_FUNCTION(analytics_correlation_matrix);
Datum
analytics_correlation_matrix(PG_FUNCTION_ARGS)
{
	return element_matrix(fcinfo, an_moments_correlation);
}

/* ----- changed copies ----- */

static AnStr *
get_name_array(ArrayType *array, uint32 order)
{
	Datum	   *values;
	bool	   *isnull;
	int			count;
	AnStr	   *names;

	deconstruct_array(array, TEXTOID, -1, false, TYPALIGN_INT, &values, &isnull, &count);
	if ((uint32) count != order)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("%d names for %u columns", count, order));
	names = palloc(count * sizeof(AnStr) + 1);
	for (int i = 0; i < count; i++)
	{
		if (isnull[i])
			ereport(ERROR, errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
					errmsg("the name of column %d is null", i + 1));
		names[i] = core_text_from_pg(DatumGetTextPP(values[i]));
		if (names[i].len > AN_MAX_COLUMN_NAME)
			ereport(ERROR, errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
					errmsg("the name of column %d is too long", i + 1),
					errdetail("A name has at most %d bytes.", AN_MAX_COLUMN_NAME));
	}
	return names;
}

/* set_features(moments, text[]) -> moments: the same with these names */
AN_FUNCTION(analytics_set_features);
Datum
analytics_set_features(PG_FUNCTION_ARGS)
{
	AnMoments  *from = get_moments(fcinfo, 0);
	AnStr	   *names = get_name_array(PG_GETARG_ARRAYTYPE_P(1), from->order);
	size_t		names_size = an_names_size(from->order, names);
	uint8	   *block = palloc0(names_size + 1);
	AnMoments  *m;

	an_names_write(from->order, names, block);
	m = moments_new(from->order, block, names_size, 0, from->flags);
	m->rows = from->rows;
	m->skipped = from->skipped;
	m->weight = from->weight;
	m->weight2 = from->weight2;
	m->fit = from->fit;
	memcpy(an_moments_mean(m), an_moments_mean(from),
		   (from->order + an_packed_size(from->order)) * sizeof(double));
	PG_RETURN_POINTER(m);
}

/* moments_subtract(moments, moments) -> moments */
AN_FUNCTION(analytics_moments_subtract);
Datum
analytics_moments_subtract(PG_FUNCTION_ARGS)
{
	AnMoments  *m = moments_folded(get_moments(fcinfo, 0));
	AnEnv		env;

	pg_env_init(&env, CurrentMemoryContext, PG_STATS_MEMORY);
	AN_RAISE_UNLESS_OK(&env, an_moments_subtract(&env, m, get_moments(fcinfo, 1)));
	PG_RETURN_POINTER(m);
}
