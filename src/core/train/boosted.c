/* boosted.c - what XGBoost trained, as a model of the data that it was trained on */
#include "train/boosted.h"
#include "formats/xgboost.h"

typedef struct Trained
{
	AnEnv	   *env;
	const AnDataset *data;
	AnStr		target;
} Trained;

static AnStatus
begin(void *host, const AnXgboostShape *shape, AnBuilder **b)
{
	Trained    *trained = host;
	const AnDataset *data = trained->data;

	if (shape->nfeatures != data->nfeatures)
	{
		an_fail(trained->env, AN_EFORMAT, "the model that was trained does not fit the data");
		return an_detail(trained->env, "It has %u features, the data %u.", shape->nfeatures, data->nfeatures);
	}
	if (shape->nclasses != data->nclasses)
	{
		an_fail(trained->env, AN_EARG, "the objective does not fit the target");
		an_detail(trained->env, "It gives a model of %u classes, the target has %u; a number has none.",
				  shape->nclasses, data->nclasses);
		return an_hint(trained->env, "Leave it out, and it is chosen by the target.");
	}
	return an_dataset_begin_model(trained->env, data, AN_FOREST, trained->target, b);
}

AnStatus
an_boosted_load(AnEnv *env, const uint8_t *ubj, size_t size, const AnDataset *data, AnStr target,
				AnModel **model)
{
	Trained		trained = {env, data, target};

	return an_xgboost_load_as(env, ubj, size, target, begin, &trained, model);
}

void
an_boosted_as_shares(AnModel *model)
{
	AnForest   *forest = model->forest;
	double		p = 1.0 / (model->nclasses > 0 ? model->nclasses : 1);
	double		h = (model->nclasses > 2 ? 2 : 1) * p * (1 - p);

	if (model->nclasses < 2)
		return;
	for (uint32_t g = 0; g < forest->ngroups; g++)
		forest->base[g] = (float) p;
	for (uint32_t i = 0; i < forest->nnodes; i++)
		if (forest->nodes[i].kind == AN_SUM_LEAF)
			forest->nodes[i].value = (float) ((double) forest->nodes[i].value * h);
	forest->link = AN_LINK_SHARE;
}
