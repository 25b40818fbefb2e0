/* dataset.c - what every trainer begins with */
#include "train/dataset.h"

#include "model/builder.h"

#include <math.h>

static double
weight_of(const AnDataset *data, size_t row)
{
	return data->weight == NULL ? 1 : data->weight[row];
}

double
an_dataset_mean(const AnDataset *data)
{
	double		weight = 0;
	double		mean = data->nrows > 0 ? 0 : NAN;

	for (size_t i = 0; i < data->nrows; i++)
	{
		weight += weight_of(data, i);
		mean += (data->y[i] - mean) * (weight_of(data, i) / weight);
	}
	return mean;
}

/* Half the weighted variance: rows are taken from the first one, so that a
 * constant target has a loss of exactly 0. */
static double
squared_loss(const AnDataset *data)
{
	double		weight = 0;
	double		mean = 0;
	double		sum = 0;

	for (size_t i = 0; i < data->nrows; i++)
	{
		double		w = weight_of(data, i);
		double		difference = data->y[i] - data->y[0] - mean;

		weight += w;
		mean += difference * (w / weight);
		sum += w * difference * (data->y[i] - data->y[0] - mean);
	}
	return sum / weight / 2;
}

/* The entropy of the classes' shares; each class is a pass, so that nothing has
 * to be allocated, in steps of this many. */
#define CLASSES_AT_A_TIME 64

static double
logarithmic_loss(const AnDataset *data)
{
	double		loss = 0;

	for (uint32_t first = 0; first < data->nclasses; first += CLASSES_AT_A_TIME)
	{
		double		share[CLASSES_AT_A_TIME] = {0};
		double		total = 0;

		for (size_t i = 0; i < data->nrows; i++)
		{
			uint32_t	k = data->klass[i] - first;

			total += weight_of(data, i);
			if (k < CLASSES_AT_A_TIME)
				share[k] += weight_of(data, i);
		}
		for (uint32_t k = 0; k < CLASSES_AT_A_TIME; k++)
			if (share[k] > 0)
				loss -= share[k] / total * log(share[k] / total);
	}
	return loss;
}

double
an_dataset_null_loss(const AnDataset *data)
{
	if (data->nrows == 0)
		return NAN;
	return data->nclasses > 0 ? logarithmic_loss(data) : squared_loss(data);
}

static AnStatus
add_feature(AnBuilder *b, const AnFeature *feature)
{
	AN_TRY(an_builder_feature(b, feature->name, (AnFeatureKind) feature->kind, feature->ordered));
	if (feature->kind == AN_CATEGORICAL)
		AN_TRY(an_builder_exact(b, false));
	if (feature->part != AN_WHOLE)
		AN_TRY(an_builder_part(b, (AnPart) feature->part));
	for (uint32_t l = 1; l < feature->nlevels; l++)
		AN_TRY(an_builder_level(b, feature->levels[l]));
	return AN_OK;
}

AnStatus
an_dataset_begin_model(AnEnv *env, const AnDataset *data, AnModelKind kind, AnStr target,
					   struct AnBuilder **builder)
{
	AN_TRY(an_builder_create(env, kind, builder));
	if (kind == AN_TREES)
		AN_TRY(an_builder_plain_numbers(*builder));
	AN_TRY(an_builder_origin(*builder, AN_LITERAL("analytics"), target));
	for (uint32_t c = 0; c < data->nclasses; c++)
		AN_TRY(an_builder_class(*builder, data->classes[c]));
	for (uint32_t f = 0; f < data->nfeatures; f++)
		AN_TRY(add_feature(*builder, &data->features[f]));
	return AN_OK;
}
