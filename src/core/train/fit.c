/* fit.c - options of linear and logistic models, and the model around a fit */
#include "train/fit.h"

#include "model/builder.h"
#include "train/fit_impl.h"

#include <math.h>

#define DEFAULT_ITERATIONS 500
#define DEFAULT_HISTORY 20

void
an_linear_defaults(AnFitOptions *options)
{
	*options = (AnFitOptions) {
		.max_iterations = DEFAULT_ITERATIONS,
		.tolerance = AN_FIT_TOLERANCE,
		.history = DEFAULT_HISTORY
	};
}

void
an_logistic_defaults(AnFitOptions *options)
{
	an_linear_defaults(options);
	options->l2 = 1;
}

AnStatus
an_fit_check(AnEnv *env, const AnFitOptions *options, uint32_t nclasses)
{
	if (!(options->l2 >= 0) || !isfinite(options->l2))
	{
		an_fail(env, AN_EARG, "invalid l2: %g", options->l2);
		return an_detail(env, "It is a number from 0 on.");
	}
	if (!(options->tolerance > 0) || !(options->tolerance < 1))
	{
		an_fail(env, AN_EARG, "invalid tolerance: %g", options->tolerance);
		return an_detail(env, "It is a number between 0 and 1.");
	}
	if (options->balanced && options->class_weight != NULL)
		return an_fail(env, AN_EARG, "balanced classes and class weights exclude each other");
	for (uint32_t k = 0; options->class_weight != NULL && k < nclasses; k++)
		if (!(options->class_weight[k] > 0) || !isfinite(options->class_weight[k]))
		{
			an_fail(env, AN_EARG, "invalid class weight: %g", options->class_weight[k]);
			return an_detail(env, "It is a number above 0.");
		}
	return AN_OK;
}

static AnStatus
finish(AnEnv *env, const AnDataset *data, AnStr target, AnLinear *linear, AnModel **model)
{
	AnBuilder  *builder;

	AN_TRY(an_dataset_begin_model(env, data, AN_LINEAR, target, &builder));
	AN_TRY(an_builder_linear(builder, linear));
	return an_builder_finish(builder, 0, AN_UNKNOWN_OTHER, model);
}

AnStatus
an_linear_train(AnEnv *env, const AnDataset *data, const AnFitOptions *options, AnStr target,
				const AnProgress *progress, AnModel **model, AnFitReport *report)
{
	AnLinear   *linear;

	AN_TRY(an_linear_fit(env, data, options, progress, &linear, report));
	return finish(env, data, target, linear, model);
}

AnStatus
an_logistic_train(AnEnv *env, const AnDataset *data, const AnFitOptions *options, AnStr target,
				  const AnProgress *progress, AnModel **model, AnFitReport *report)
{
	AnLinear   *linear;

	AN_TRY(an_logistic_fit(env, data, options, progress, &linear, report));
	return finish(env, data, target, linear, model);
}
