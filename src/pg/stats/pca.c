/* pca.c - the SQL type analytics.pca, and what is read out of it */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "pg/base/flat_type.h"
#include "pg/stats/moments.h"
#include "pg/stats/pca.h"
#include "pg/base/srf.h"
#include "stats/scree.h"

const AnPca *
pca_from_datum(Datum value)
{
	const AnPca *pca = (const AnPca *) PG_DETOAST_DATUM(value);
	AnEnv		env;

	pg_env_init(&env, CurrentMemoryContext, PG_STATS_MEMORY);
	AN_RAISE_UNLESS_OK(&env, an_pca_check(&env, pca, VARSIZE(pca)));
	return pca;
}

struct varlena *
pca_to_datum(const AnPca *pca, size_t size)
{
	struct varlena *value = palloc(size);

	memcpy(value, pca, size);
	SET_VARSIZE(value, size);
	return value;
}

/* ----- text and binary form ----- */

static AnStatus
decode(AnEnv *env, const uint8 *bytes, size_t size, void **value)
{
	AnPca	   *pca;
	size_t		pca_size;

	AN_TRY(an_pca_decode(env, bytes, size, &pca, &pca_size));
	*value = pca_to_datum(pca, pca_size);
	return AN_OK;
}

static AnStatus
encode(AnEnv *env, Datum value, const uint8 **bytes, size_t *size)
{
	return an_pca_encode(env, pca_from_datum(value), bytes, size);
}

static const FlatType type = {
	"pca", "Use analytics.pca_fit() to compute principal components.", PG_STATS_MEMORY, decode, encode
};

struct varlena *
pca_to_bytes(const AnPca *pca)
{
	return flat_to_bytes(&type, PointerGetDatum(pca));
}

struct varlena *
pca_from_bytes(const void *bytes, size_t size, int sqlstate, struct Node *escontext)
{
	return flat_from_bytes(&type, bytes, size, sqlstate, escontext);
}

FLAT_TYPE_FUNCTIONS(pca, type)

/* ----- reading ----- */

Datum *
pca_names(const AnPca *pca)
{
	AnEnv		env;
	const AnStr *names;
	Datum	   *result;

	if (pca->names_size == 0)
		return NULL;
	pg_env_init(&env, CurrentMemoryContext, PG_STATS_MEMORY);
	AN_RAISE_UNLESS_OK(&env, an_names_read(&env, pca->order, an_pca_names(pca), pca->names_size,
										   &names));
	result = palloc(pca->order * sizeof(Datum));
	for (uint32 i = 0; i < pca->order; i++)
		result[i] = PointerGetDatum(pg_text_from_core(names[i]));
	return result;
}

/* pca_rows(pca) -> bigint */
AN_FUNCTION(analytics_pca_rows);
Datum
analytics_pca_rows(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(pca_from_datum(PG_GETARG_DATUM(0))->rows);
}

/* pca_skipped(pca) -> bigint */
AN_FUNCTION(analytics_pca_skipped);
Datum
analytics_pca_skipped(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(pca_from_datum(PG_GETARG_DATUM(0))->skipped);
}

/* pca_features(pca) -> text[]; NULL when they are not known */
AN_FUNCTION(analytics_pca_features);
Datum
analytics_pca_features(PG_FUNCTION_ARGS)
{
	const AnPca *pca = pca_from_datum(PG_GETARG_DATUM(0));
	Datum	   *names = pca_names(pca);

	if (names == NULL)
		PG_RETURN_NULL();
	PG_RETURN_POINTER(construct_array(names, (int) pca->order, TEXTOID, -1, false,
									  TYPALIGN_INT));
}

/* pca_variance(pca) -> rows (component, eigenvalue, std_dev, proportion,
 * cumulative); proportions are NULL when nothing varies */
AN_FUNCTION(analytics_pca_variance);
Datum
analytics_pca_variance(PG_FUNCTION_ARGS)
{
	const AnPca *pca = pca_from_datum(PG_GETARG_DATUM(0));
	bool		varies = pca->total_variance > 0;
	double		sum = 0;
	TupleDesc	columns;
	Tuplestorestate *rows = srf_begin(fcinfo, &columns);

	for (uint32 c = 0; c < pca->count; c++)
	{
		double		value = an_pca_eigenvalues(pca)[c];
		bool		isnull[] = {false, false, false, !varies, !varies};

		sum += value;
		{
			Datum		values[] = {
				Int32GetDatum((int32) c + 1),
				Float8GetDatum(value),
				Float8GetDatum(sqrt(value)),
				Float8GetDatum(value / pca->total_variance),
				Float8GetDatum(Min(sum / pca->total_variance, 1))
			};

			tuplestore_putvalues(rows, columns, values, isnull);
		}
	}
	return (Datum) 0;
}

/* pca_components(pca) -> rows (component, position, feature, loading) */
AN_FUNCTION(analytics_pca_components);
Datum
analytics_pca_components(PG_FUNCTION_ARGS)
{
	const AnPca *pca = pca_from_datum(PG_GETARG_DATUM(0));
	Datum	   *names = pca_names(pca);
	bool		isnull[] = {false, false, names == NULL, false};
	TupleDesc	columns;
	Tuplestorestate *rows = srf_begin(fcinfo, &columns);

	for (uint32 c = 0; c < pca->count; c++)
		for (uint32 j = 0; j < pca->order; j++)
		{
			Datum		values[] = {
				Int32GetDatum((int32) c + 1),
				Int32GetDatum((int32) j + 1),
				names == NULL ? (Datum) 0 : names[j],
				Float8GetDatum(an_pca_component(pca, c)[j])
			};

			tuplestore_putvalues(rows, columns, values, isnull);
		}
	return (Datum) 0;
}

/* pca_center(pca) -> rows (position, feature, mean, scale) */
AN_FUNCTION(analytics_pca_center);
Datum
analytics_pca_center(PG_FUNCTION_ARGS)
{
	const AnPca *pca = pca_from_datum(PG_GETARG_DATUM(0));
	Datum	   *names = pca_names(pca);
	bool		isnull[] = {false, names == NULL, false, false};
	TupleDesc	columns;
	Tuplestorestate *rows = srf_begin(fcinfo, &columns);

	for (uint32 j = 0; j < pca->order; j++)
	{
		Datum		values[] = {
			Int32GetDatum((int32) j + 1),
			names == NULL ? (Datum) 0 : names[j],
			Float8GetDatum(an_pca_mean(pca)[j]),
			Float8GetDatum(an_pca_scale(pca)[j])
		};

		tuplestore_putvalues(rows, columns, values, isnull);
	}
	return (Datum) 0;
}

/* pca_scree(pca, max_components integer) -> text: a bar chart */
AN_FUNCTION(analytics_pca_scree);
Datum
analytics_pca_scree(PG_FUNCTION_ARGS)
{
	const AnPca *pca = pca_from_datum(PG_GETARG_DATUM(0));
	int32		most = PG_GETARG_INT32(1);
	AnEnv		env;
	AnStr		chart;

	if (most < 1)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("invalid number of components: %d", most),
				errhint("Give a number of at least 1."));
	pg_env_init(&env, CurrentMemoryContext, PG_STATS_MEMORY);
	AN_RAISE_UNLESS_OK(&env, an_pca_scree(&env, pca, (uint32) most, &chart));
	PG_RETURN_TEXT_P(pg_text_from_core(chart));
}
