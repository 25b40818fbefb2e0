/*
 * design.c - the columns that coefficients belong to: what the rows have
 *
 * Means and variances are updated row by row (West, "Updating mean and variance
 * estimates", Communications of the ACM 22(9), 1979), each feature by itself.
 */
#include "train/design.h"

#include <math.h>
#include <string.h>

/* Rows between two polls. */
#define POLL_ROWS 16384

/* A feature's number in a row, with its rest; NaN when it is missing. */
static double
number_at(const AnDesign *design, const AnDesignNumber *number, size_t row)
{
	const float *x = design->data->x + row * design->data->nfeatures + number->feature;

	if (!number->has_rest || isnan(x[1]))
		return (double) x[0];
	return (double) x[0] + (double) x[1];
}

/* The value in a row, 0 when it is missing; AN_NO_COLUMN: not one of the feature's. */
static uint32_t
value_at(const AnDesign *design, const AnDesignCategory *category, size_t row)
{
	float		x = design->data->x[row * design->data->nfeatures + category->feature];

	if (isnan(x))
		return 0;
	return x >= 1 && x < (float) category->nvalues ? (uint32_t) x : AN_NO_COLUMN;
}

static double
weight_at(const AnDesign *design, size_t row)
{
	const AnDataset *data = design->data;
	double		weight = data->weight == NULL ? 1 : data->weight[row];

	return design->class_weight == NULL ? weight : weight * design->class_weight[data->klass[row]];
}

/* ----- creating ----- */

static AnStatus
bad_data(AnEnv *env, const char *what, size_t row)
{
	an_fail(env, AN_EARG, "invalid training data: %s", what);
	return an_detail(env, "It is in row %zu.", row + 1);
}

static AnStatus
check_row(AnEnv *env, AnDesign *design, size_t row)
{
	const AnDataset *data = design->data;
	double		weight;

	if (data->nclasses > 0 && data->klass[row] >= data->nclasses)
		return bad_data(env, "a class that is not known", row);
	if (data->nclasses == 0 && !isfinite(data->y[row]))
		return bad_data(env, "a target that is not finite", row);
	weight = weight_at(design, row);
	if (!(weight > 0) || !isfinite(weight))
		return bad_data(env, "a weight that is not above 0", row);
	design->weight += weight;
	return AN_OK;
}

static AnStatus
check_rows(AnEnv *env, AnDesign *design)
{
	const AnDataset *data = design->data;

	if (data->nrows == 0)
		return an_fail(env, AN_EARG, "there are no rows to train with");
	for (size_t i = 0; i < data->nrows; i++)
	{
		if (i % POLL_ROWS == 0)
			AN_TRY(an_poll(env));
		AN_TRY(check_row(env, design, i));
	}
	if (!isfinite(design->weight))
		return an_fail(env, AN_EARG, "the sum of the weights is out of range");
	return AN_OK;
}

/* Numbers and categories in the order of the features. */
static AnStatus
find_features(AnEnv *env, AnDesign *design)
{
	const AnDataset *data = design->data;

	design->numbers = an_alloc_array(env, data->nfeatures, sizeof(AnDesignNumber));
	design->categories = an_alloc_array(env, data->nfeatures, sizeof(AnDesignCategory));
	if (design->numbers == NULL || design->categories == NULL)
		return env->error.status;
	for (uint32_t f = 0; f < data->nfeatures; f++)
	{
		const AnFeature *feature = &data->features[f];

		if (feature->kind == AN_NUMERIC && feature->part == AN_REST && design->nnumbers > 0 &&
			design->numbers[design->nnumbers - 1].feature + 1 == f)
			design->numbers[design->nnumbers - 1].has_rest = true;
		else if (feature->kind == AN_NUMERIC)
			design->numbers[design->nnumbers++].feature = f;
		else if (feature->kind == AN_CATEGORICAL)
		{
			AnDesignCategory *category = &design->categories[design->ncategories++];

			category->feature = f;
			category->nvalues = feature->nlevels + 1;
			category->column = an_alloc_array(env, category->nvalues, sizeof(uint32_t));
			category->share = an_alloc_array(env, category->nvalues, sizeof(double));
			if (category->column == NULL || category->share == NULL)
				return env->error.status;
		}
	}
	return AN_OK;
}

static AnStatus
add_number(AnEnv *env, const AnDesign *design, const AnDesignNumber *number, size_t row, AnSpread *s)
{
	double		x = number_at(design, number, row);

	if (isinf(x))
		return bad_data(env, "an infinite value", row);
	an_spread_add(s, x, weight_at(design, row));
	return AN_OK;
}

static AnStatus
add_value(AnEnv *env, const AnDesign *design, AnDesignCategory *category, size_t row)
{
	uint32_t	value = value_at(design, category, row);

	if (value == AN_NO_COLUMN)
		return bad_data(env, "a category that is not one of its feature's", row);
	category->share[value] += weight_at(design, row);
	return AN_OK;
}

/* Some rows, feature by feature: they are in the cache then. */
static AnStatus
measure_rows(AnEnv *env, AnDesign *design, size_t first, size_t end, AnSpread *spreads)
{
	for (uint32_t j = 0; j < design->nnumbers; j++)
		for (size_t i = first; i < end; i++)
			AN_TRY(add_number(env, design, &design->numbers[j], i, &spreads[j]));
	for (uint32_t j = 0; j < design->ncategories; j++)
		for (size_t i = first; i < end; i++)
			AN_TRY(add_value(env, design, &design->categories[j], i));
	return AN_OK;
}

static void
finish_number(const AnDesign *design, const AnSpread *s, AnDesignNumber *number)
{
	number->mean = s->first + s->mean;
	number->deviation = s->weight > 0 ? sqrt(s->squares / s->weight) : 0;
	number->missing_share = s->weight > 0 ? s->missing / design->weight : 1;
}

static AnStatus
measure(AnEnv *env, AnDesign *design)
{
	size_t		rows = design->data->nrows;
	AnSpread   *spreads = an_alloc_array(env, design->nnumbers, sizeof(AnSpread));

	if (spreads == NULL)
		return env->error.status;
	for (size_t i = 0; i < rows; i += AN_DESIGN_BLOCK)
	{
		AN_TRY(an_poll(env));
		AN_TRY(measure_rows(env, design, i, rows - i < AN_DESIGN_BLOCK ? rows : i + AN_DESIGN_BLOCK,
							spreads));
	}
	for (uint32_t j = 0; j < design->nnumbers; j++)
		finish_number(design, &spreads[j], &design->numbers[j]);
	for (uint32_t j = 0; j < design->ncategories; j++)
		for (uint32_t v = 0; v < design->categories[j].nvalues; v++)
			design->categories[j].share[v] /= design->weight;
	return AN_OK;
}

/* ----- the same from a summary ----- */

static double
class_factor(const AnDesign *design, uint32_t klass)
{
	return design->class_weight == NULL ? 1 : design->class_weight[klass];
}

static void
summarized_number(AnDesign *design, AnDesignNumber *number)
{
	const AnSummary *summary = design->passes->summary;
	AnSpread	s = {0};

	for (uint32_t k = 0; k < summary->nclasses; k++)
		an_spread_merge(&s, &an_summary_cell(summary, k, number->feature)->number,
						class_factor(design, k));
	finish_number(design, &s, number);
}

static void
summarized_category(AnDesign *design, AnDesignCategory *category)
{
	const AnSummary *summary = design->passes->summary;

	for (uint32_t v = 0; v < category->nvalues; v++)
	{
		for (uint32_t k = 0; k < summary->nclasses; k++)
			category->share[v] += class_factor(design, k) *
				an_summary_value(summary, k, category->feature, v);
		category->share[v] /= design->weight;
	}
}

static AnStatus
measure_summary(AnEnv *env, AnDesign *design)
{
	const AnSummary *summary = design->passes->summary;

	if (summary == NULL || summary->rows == 0)
		return an_fail(env, AN_EARG, "there are no rows to train with");
	for (uint32_t k = 0; k < summary->nclasses; k++)
		design->weight += class_factor(design, k) * summary->weight[k];
	if (!isfinite(design->weight))
		return an_fail(env, AN_EARG, "the sum of the weights is out of range");
	for (uint32_t j = 0; j < design->nnumbers; j++)
		summarized_number(design, &design->numbers[j]);
	for (uint32_t j = 0; j < design->ncategories; j++)
		summarized_category(design, &design->categories[j]);
	return AN_OK;
}

/* ----- columns ----- */

static void
number_column(AnDesign *design, AnDesignNumber *number)
{
	number->column = number->deviation > 0 ? design->nvarying++ : AN_NO_COLUMN;
	number->missing = AN_NO_COLUMN;
}

/* Value 0, 1, 2, ... comes after this one. */
static uint32_t
next_value(const AnDesignCategory *category, uint32_t value)
{
	if (value == 0)
		return AN_NO_COLUMN;
	if (value == 1)
		return 0;
	return value + 1 < category->nvalues ? value + 1 : 1;
}

static void
category_columns(AnDesign *design, AnDesignCategory *category, bool reference)
{
	uint32_t	value = category->nvalues > 2 ? 2 : 1;

	category->reference = AN_NO_COLUMN;
	for (; value != AN_NO_COLUMN; value = next_value(category, value))
	{
		category->column[value] = AN_NO_COLUMN;
		if (category->share[value] == 0)
			continue;
		if (reference && category->reference == AN_NO_COLUMN)
			category->reference = value;
		else
			category->column[value] = design->ncolumns++;
	}
}

/* A missing value that is always missing says nothing that the intercept does not. */
static void
number_columns(AnDesign *design)
{
	for (uint32_t j = 0; j < design->nnumbers; j++)
		number_column(design, &design->numbers[j]);
	design->ncolumns = design->nvarying;
	for (uint32_t j = 0; j < design->nnumbers; j++)
	{
		double		share = design->numbers[j].missing_share;

		if (share > 0 && share < 1)
			design->numbers[j].missing = design->ncolumns++;
	}
}

static void
describe_binary(AnDesign *design, uint32_t column, double share)
{
	if (column == AN_NO_COLUMN)
		return;
	design->mean[column] = share;
	design->variance[column] = share * (1 - share);
}

/* Means and variances of the columns follow from the shares. */
static AnStatus
describe_columns(AnEnv *env, AnDesign *design)
{
	design->mean = an_alloc_array(env, (size_t) design->ncolumns + 1, sizeof(double));
	design->variance = an_alloc_array(env, (size_t) design->ncolumns + 1, sizeof(double));
	if (design->mean == NULL || design->variance == NULL)
		return env->error.status;
	for (uint32_t j = 0; j < design->nnumbers; j++)
	{
		const AnDesignNumber *number = &design->numbers[j];

		if (number->column != AN_NO_COLUMN)
			design->variance[number->column] = 1 - number->missing_share;
		describe_binary(design, number->missing, number->missing_share);
	}
	for (uint32_t j = 0; j < design->ncategories; j++)
		for (uint32_t v = 0; v < design->categories[j].nvalues; v++)
			describe_binary(design, design->categories[j].column[v],
							design->categories[j].share[v]);
	return AN_OK;
}

static AnStatus
make_columns(AnEnv *env, AnDesign *design, bool reference)
{
	number_columns(design);
	for (uint32_t j = 0; j < design->ncategories; j++)
		category_columns(design, &design->categories[j], reference);
	if (design->ncolumns > AN_MAX_WEIGHTS)
		return an_fail(env, AN_ELIMIT, "too many columns: %u", design->ncolumns);
	design->nslots = design->ncategories;
	for (uint32_t j = 0; j < design->nnumbers; j++)
		design->nslots += design->numbers[j].missing != AN_NO_COLUMN;
	return describe_columns(env, design);
}

AnStatus
an_design_create(AnEnv *env, const AnDataset *data, const AnPasses *passes,
				 const double *class_weight, bool reference, AnDesign **made)
{
	AnDesign   *design = an_alloc(env, sizeof(AnDesign));

	if (design == NULL)
		return env->error.status;
	design->data = data;
	design->passes = passes;
	design->class_weight = class_weight;
	if (passes == NULL)
		AN_TRY(check_rows(env, design));
	AN_TRY(find_features(env, design));
	AN_TRY(passes == NULL ? measure(env, design) : measure_summary(env, design));
	AN_TRY(make_columns(env, design, reference));
	*made = design;
	return AN_OK;
}

/* ----- reading ----- */

AnStatus
an_design_block_create(AnEnv *env, const AnDesign *design, AnDesignBlock **made)
{
	AnDesignBlock *block = an_alloc(env, sizeof(AnDesignBlock));

	if (block == NULL)
		return env->error.status;
	block->z = an_alloc_array(env, (size_t) design->nnumbers * AN_DESIGN_BLOCK + 1, sizeof(double));
	block->code = an_alloc_array(env, (size_t) design->nslots * AN_DESIGN_BLOCK + 1,
								 sizeof(uint32_t));
	if (block->z == NULL || block->code == NULL)
		return env->error.status;
	*made = block;
	return AN_OK;
}

static void
read_number(const AnDesign *design, const AnDesignNumber *number, size_t first, uint32_t rows,
			double *z)
{
	double		factor = 1 / number->deviation;
	bool		inexact = !isnormal(factor);

	for (uint32_t r = 0; r < rows; r++)
	{
		double		x = number_at(design, number, first + r) - number->mean;

		x = inexact ? x / number->deviation : x * factor;
		z[r] = isnan(x) ? 0 : x;
	}
}

static void
read_missing(const AnDesign *design, const AnDesignNumber *number, size_t first, uint32_t rows,
			 uint32_t *code)
{
	uint32_t	none = design->ncolumns + 1;

	for (uint32_t r = 0; r < rows; r++)
		code[r] = isnan(number_at(design, number, first + r)) ? number->missing : none;
}

static void
read_category(const AnDesign *design, const AnDesignCategory *category, size_t first,
			  uint32_t rows, uint32_t *code)
{
	uint32_t	none = design->ncolumns + 1;

	for (uint32_t r = 0; r < rows; r++)
	{
		uint32_t	column = category->column[value_at(design, category, first + r)];

		code[r] = column == AN_NO_COLUMN ? none : column;
	}
}

void
an_design_read(const AnDesign *design, size_t first, AnDesignBlock *block)
{
	size_t		left = design->data->nrows - first;
	uint32_t   *code = block->code;

	block->rows = left < AN_DESIGN_BLOCK ? (uint32_t) left : AN_DESIGN_BLOCK;
	for (uint32_t r = 0; r < block->rows; r++)
		block->weight[r] = weight_at(design, first + r);
	for (uint32_t j = 0; j < design->nnumbers; j++)
		if (design->numbers[j].column != AN_NO_COLUMN)
			read_number(design, &design->numbers[j], first, block->rows,
						block->z + (size_t) design->numbers[j].column * AN_DESIGN_BLOCK);
	for (uint32_t j = 0; j < design->ncategories; j++, code += AN_DESIGN_BLOCK)
		read_category(design, &design->categories[j], first, block->rows, code);
	for (uint32_t j = 0; j < design->nnumbers; j++)
		if (design->numbers[j].missing != AN_NO_COLUMN)
		{
			read_missing(design, &design->numbers[j], first, block->rows, code);
			code += AN_DESIGN_BLOCK;
		}
}

void
an_design_row(const AnDesign *design, const AnDesignBlock *block, uint32_t r, double *row)
{
	memset(row, 0, design->ncolumns * sizeof(double));
	for (uint32_t j = 0; j < design->nvarying; j++)
		row[j] = block->z[(size_t) j * AN_DESIGN_BLOCK + r];
	for (uint32_t s = 0; s < design->nslots; s++)
	{
		uint32_t	column = block->code[(size_t) s * AN_DESIGN_BLOCK + r];

		if (column < design->ncolumns)
			row[column] = 1;
	}
}
