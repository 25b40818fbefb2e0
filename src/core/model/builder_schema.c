/* builder_schema.c - the builder's part for what comes before trees: classes and features */
#include "model/builder_impl.h"

/* *copy: a place in a list; NULL: the list could not grow. */
static AnStatus
add_str(AnBuilder *b, AnStr *copy, AnStr text)
{
	return copy != NULL && an_copy_str(b->env, text.data, text.len, copy) ? AN_OK : b->env->error.status;
}

AnStatus
an_builder_origin(AnBuilder *b, AnStr tool, AnStr target)
{
	if (!an_copy_str(b->env, tool.data, tool.len, &b->model->tool)
		|| !an_copy_str(b->env, target.data, target.len, &b->model->target))
		return b->env->error.status;
	return AN_OK;
}

AnStatus
an_builder_plain_numbers(AnBuilder *b)
{
	b->model->plain_numbers = true;
	return AN_OK;
}

AnStatus
an_builder_class(AnBuilder *b, AnStr name)
{
	if (b->classes.count >= AN_MAX_CLASSES)
		return an_builder_over(b, "classes", AN_MAX_CLASSES);
	return add_str(b, AN_LIST_ADD(b->env, &b->classes, 1), name);
}

AnStatus
an_builder_feature(AnBuilder *b, AnStr name, AnFeatureKind kind, bool ordered)
{
	AnFeature  *feature;

	if (b->features.count >= AN_MAX_FEATURES)
		return an_builder_over(b, "features", AN_MAX_FEATURES);
	feature = AN_LIST_ADD(b->env, &b->features, 1);
	if (feature == NULL || !an_copy_str(b->env, name.data, name.len, &feature->name))
		return b->env->error.status;
	feature->kind = (uint8_t) kind;
	feature->ordered = ordered;
	if (kind != AN_CATEGORICAL)
		return AN_OK;
	feature->nlevels = 1;
	return add_str(b, AN_LIST_ADD(b->env, &b->levels, 1), AN_LITERAL("N/A"));
}

AnStatus
an_builder_part(AnBuilder *b, AnPart part)
{
	AnFeature  *features = b->features.items;

	if (b->features.count == 0)
		return an_fail(b->env, AN_EFORMAT, "a part without a feature");
	features[b->features.count - 1].part = (uint8_t) part;
	return AN_OK;
}

AnStatus
an_builder_exact(AnBuilder *b, bool coded)
{
	AnFeature  *feature = b->features.items;

	if (b->features.count == 0 || (feature += b->features.count - 1)->kind != AN_CATEGORICAL)
		return an_fail(b->env, AN_EFORMAT, "exact levels without a categorical feature");
	feature->exact = true;
	feature->coded = coded;
	return AN_OK;
}

AnStatus
an_builder_level(AnBuilder *b, AnStr level)
{
	AnFeature  *feature = b->features.items;

	if (b->features.count == 0 || (feature += b->features.count - 1)->kind != AN_CATEGORICAL)
		return an_fail(b->env, AN_EFORMAT, "a level without a categorical feature");
	if (feature->nlevels >= AN_MAX_LEVELS)
		return an_builder_over(b, "levels", AN_MAX_LEVELS);
	feature->nlevels++;
	return add_str(b, AN_LIST_ADD(b->env, &b->levels, 1), level);
}
