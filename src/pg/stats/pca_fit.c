/* pca_fit.c - from moments to a PCA */
#include "postgres.h"

#include "utils/memutils.h"

#include "pg/base/args.h"
#include "pg/stats/moments.h"
#include "pg/stats/pca_fit.h"

static uint32
get_components(FunctionCallInfo fcinfo, int arg)
{
	int32		components;

	if (PG_NARGS() <= arg || PG_ARGISNULL(arg))
		return 0;
	components = PG_GETARG_INT32(arg);
	if (components < 1)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("invalid number of components: %d", components),
				errhint("Give a number of at least 1, or null for all."));
	return (uint32) components;
}

static double
get_variance(FunctionCallInfo fcinfo, int arg)
{
	double		variance;

	if (PG_NARGS() <= arg || PG_ARGISNULL(arg))
		return 0;
	variance = PG_GETARG_FLOAT8(arg);
	if (!(variance > 0 && variance <= 1))
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("invalid share of variance: %g", variance),
				errhint("A share is above 0 and at most 1."));
	return variance;
}

AnPcaOptions
pca_get_options(FunctionCallInfo fcinfo, int first)
{
	AnPcaOptions options = {0};

	options.components = get_components(fcinfo, first);
	if (PG_NARGS() > first + 1)
		options.scale = args_bool(fcinfo, first + 1, "scale");
	options.variance = get_variance(fcinfo, first + 2);
	if (options.components > 0 && options.variance > 0)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("number of components and share of variance exclude each other"),
				errhint("Give one of n_components and variance."));
	return options;
}

struct varlena *
pca_fit_moments(const AnMoments *m, const AnPcaOptions *options)
{
	MemoryContext context;
	AnEnv		env;
	AnPca	   *pca;
	size_t		size;
	struct varlena *result;

	if (m->rows < 2)
		return NULL;
	context = AllocSetContextCreate(CurrentMemoryContext, "analytics PCA", ALLOCSET_DEFAULT_SIZES);
	pg_env_init(&env, context, PG_STATS_MEMORY);
	AN_RAISE_UNLESS_OK(&env, an_pca_fit(&env, m, options, &pca, &size));
	result = palloc(size);
	memcpy(result, pca, size);
	SET_VARSIZE(result, size);
	MemoryContextDelete(context);
	return result;
}

/* pca(moments, n_components integer, scale boolean, variance double precision)
 * -> pca; NULL for fewer than two rows */
AN_FUNCTION(analytics_pca_moments);
Datum
analytics_pca_moments(PG_FUNCTION_ARGS)
{
	const AnMoments *m;
	AnPcaOptions options = pca_get_options(fcinfo, 1);
	struct varlena *pca;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	m = moments_from_datum(PG_GETARG_DATUM(0));
	pca = pca_fit_moments(m->block_rows > 0 ? moments_folded(m) : m, &options);
	return pointer_or_null(fcinfo, pca);
}
