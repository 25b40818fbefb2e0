/*
 * matrix.c - rows become XGBoost's matrices
 *
 * For tree_method "hist" values are replaced by the numbers of bins, a byte or two
 * each, right from the rows; other methods need all of the values.
 */
#include "trainer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DESCRIPTION 256			/* bytes of JSON, at most */

#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define FLOAT_TYPE ">f4"
#else
#define FLOAT_TYPE "<f4"
#endif

/* One part of the rows, which XGBoost asks for as a single batch. */
typedef struct Batch
{
	const AnBoostedRequest *request;
	const Rows *rows;
	const char **types;			/* for each feature "q" or "c" */
	size_t		first;
	size_t		count;
	DMatrixHandle proxy;
	bool		given;
} Batch;

static void
describe(const Batch *batch, char *text)
{
	const float *x = batch->rows->x + batch->first * batch->request->nfeatures;

	snprintf(text, DESCRIPTION,
			 "{\"data\":[%zu,true],\"shape\":[%zu,%u],\"strides\":null,\"typestr\":\"" FLOAT_TYPE "\",\"version\":3}",
			 (size_t) x, batch->count, batch->request->nfeatures);
}

static void
set_columns(const Batch *batch, DMatrixHandle matrix)
{
	const Rows *rows = batch->rows;

	check_xgboost(XGDMatrixSetDenseInfo(matrix, "label", rows->labels + batch->first, batch->count, 1));
	if (rows->weights != NULL)
		check_xgboost(XGDMatrixSetDenseInfo(matrix, "weight", rows->weights + batch->first, batch->count, 1));
	check_xgboost(XGDMatrixSetStrFeatureInfo(matrix, "feature_type", batch->types,
											 batch->request->nfeatures));
}

static void
reset(DataIterHandle handle)
{
	((Batch *) handle)->given = false;
}

static int
next(DataIterHandle handle)
{
	Batch	   *batch = handle;
	char		text[DESCRIPTION];

	if (batch->given)
		return 0;
	describe(batch, text);
	check_xgboost(XGProxyDMatrixSetDataDense(batch->proxy, text));
	set_columns(batch, batch->proxy);
	batch->given = true;
	return 1;
}

/* Validation rows have the bins of those that are trained on. */
static DMatrixHandle
make_binned(Batch *batch, DMatrixHandle train)
{
	const char *bins = an_boosted_parameter(batch->request, "max_bin");
	char		config[DESCRIPTION];
	DMatrixHandle matrix;

	snprintf(config, sizeof(config), "{\"missing\":NaN,\"nthread\":%u,\"max_bin\":%ld}",
			 batch->request->threads, bins != NULL ? strtol(bins, NULL, 10) : 256);
	check_xgboost(XGProxyDMatrixCreate(&batch->proxy));
	check_xgboost(XGQuantileDMatrixCreateFromCallback(batch, batch->proxy, train, reset, next, config, &matrix));
	check_xgboost(XGDMatrixFree(batch->proxy));
	return matrix;
}

static DMatrixHandle
make_dense(Batch *batch)
{
	char		text[DESCRIPTION];
	char		config[DESCRIPTION];
	DMatrixHandle matrix;

	describe(batch, text);
	snprintf(config, sizeof(config), "{\"missing\":NaN,\"nthread\":%u}", batch->request->threads);
	check_xgboost(XGDMatrixCreateFromDense(text, config, &matrix));
	set_columns(batch, matrix);
	return matrix;
}

void
matrices_make(const AnBoostedRequest *request, Rows *rows, Matrices *matrices)
{
	const char *method = an_boosted_parameter(request, "tree_method");
	bool		binned = method == NULL || strcmp(method, "hist") == 0;
	Batch		batch = {.request = request, .rows = rows, .count = rows->ntrain};

	batch.types = map_array(request->nfeatures, sizeof(*batch.types));
	for (uint32_t i = 0; i < request->nfeatures; i++)
	{
		/* it would cut the numbers of categories in two */
		if (request->categorical[i] && method != NULL && strcmp(method, "exact") == 0)
			give_up("tree_method \"exact\" has no splits by category");
		batch.types[i] = request->categorical[i] ? "c" : "q";
	}
	matrices->train = binned ? make_binned(&batch, NULL) : make_dense(&batch);
	matrices->validation = NULL;
	batch.first = rows->ntrain;
	batch.count = rows->nrows - rows->ntrain;
	batch.given = false;
	if (batch.count > 0)
		matrices->validation = binned ? make_binned(&batch, matrices->train) : make_dense(&batch);
	unmap_array(batch.types, request->nfeatures, sizeof(*batch.types));
	unmap_array(rows->x, rows->nrows, request->nfeatures * sizeof(float));
	rows->x = NULL;
}
