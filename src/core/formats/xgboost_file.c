/* xgboost_file.c - what an XGBoost file says of its model, besides the trees */
#include "formats/xgboost.h"

#include <math.h>

AnStatus
an_xgboost_invalid(AnEnv *env, const char *what)
{
	an_fail(env, AN_EFORMAT, "invalid XGBoost model");
	return an_detail(env, "%s", what);
}

/* Values -------------------------------------------------------------- */

AnStatus
an_xgboost_object(AnJson *json, const char *what, AnStatus (*member) (void *host, AnStr key), void *host)
{
	AnJsonValue value;
	AnStr		key;
	bool		more;

	AN_TRY(an_json_expect(json, AN_JSON_OBJECT, what, &value));
	for (;;)
	{
		AN_TRY(an_json_key(json, &key, &more));
		if (!more)
			return AN_OK;
		AN_TRY(member(host, key));
	}
}

AnStatus
an_xgboost_parameter(AnJson *json, const char *what, int64_t *number)
{
	AnJsonValue value;

	AN_TRY(an_json_read(json, &value));
	if (value.kind == AN_JSON_STRING)
		AN_TRY(an_json_text_number(json, value.text, &value.number));
	else if (value.kind != AN_JSON_NUMBER)
		return an_fail(json->env, AN_EFORMAT, "\"%s\" of the XGBoost model is not a number", what);
	if (!(fabs(value.number) <= UINT32_MAX) || value.number != floor(value.number))
		return an_fail(json->env, AN_EFORMAT, "\"%s\" of the XGBoost model is not a whole number: %g",
					   what, value.number);
	*number = (int64_t) value.number;
	return AN_OK;
}

static AnStatus
read_text(AnXgboostFile *file, const char *what, AnStr *text)
{
	AnJsonValue value;

	AN_TRY(an_json_expect(&file->json, AN_JSON_STRING, what, &value));
	if (!an_copy_str(file->env, value.text.data, value.text.len, text))
		return file->env->error.status;
	return AN_OK;
}

static AnStatus
read_names(AnXgboostFile *file, const char *what, AnXgboostNames *list)
{
	AnJsonValue value;
	bool		more;

	AN_TRY(an_json_expect(&file->json, AN_JSON_ARRAY, what, &value));
	for (list->count = 0;; list->count++)
	{
		AN_TRY(an_json_more(&file->json, &more));
		if (!more)
			return AN_OK;
		if (list->count == AN_MAX_FEATURES)
		{
			an_fail(file->env, AN_ELIMIT, "too many features");
			return an_detail(file->env, "The limit is %u.", AN_MAX_FEATURES);
		}
		if (list->count == list->room)
		{
			uint32_t	room = list->room * 2 + 16;
			AnStr	   *items = an_grow(file->env, list->items, list->room * sizeof(AnStr), room * sizeof(AnStr));

			if (items == NULL)
				return file->env->error.status;
			list->items = items;
			list->room = room;
		}
		AN_TRY(read_text(file, what, &list->items[list->count]));
	}
}

static AnStatus
model_param_member(void *host, AnStr key)
{
	AnXgboostFile *file = host;

	if (an_xgboost_is(key, "num_parallel_tree"))
		return an_xgboost_parameter(&file->json, "num_parallel_tree", &file->parallel);
	if (an_xgboost_is(key, "num_trees"))
		return an_xgboost_parameter(&file->json, "num_trees", &file->num_trees);
	return an_json_skip(&file->json);
}

static AnStatus
model_member(void *host, AnStr key)
{
	AnXgboostFile *file = host;

	if (an_xgboost_is(key, "gbtree_model_param"))
		return an_xgboost_object(&file->json, "gbtree_model_param", model_param_member, file);
	if (an_xgboost_is(key, "tree_info"))
		return an_json_integers(&file->json, "tree_info", &file->tree_info);
	if (an_xgboost_is(key, "iteration_indptr"))
		return an_json_integers(&file->json, "iteration_indptr", &file->rounds);
	if (an_xgboost_is(key, "trees"))
	{
		file->trees = file->json;
		file->has_trees = true;
	}
	return an_json_skip(&file->json);
}

/* The booster inside of a dart. */
static AnStatus
gbtree_member(void *host, AnStr key)
{
	AnXgboostFile *file = host;

	if (an_xgboost_is(key, "model"))
		return an_xgboost_object(&file->json, "model", model_member, file);
	return an_json_skip(&file->json);
}

static AnStatus
booster_member(void *host, AnStr key)
{
	AnXgboostFile *file = host;

	if (an_xgboost_is(key, "name"))
		return read_text(file, "name", &file->booster);
	if (an_xgboost_is(key, "weight_drop"))
		return an_json_floats(&file->json, "weight_drop", &file->weights);
	if (an_xgboost_is(key, "gbtree"))
		return an_xgboost_object(&file->json, "gbtree", gbtree_member, file);
	return gbtree_member(host, key);
}

static AnStatus
objective_member(void *host, AnStr key)
{
	AnXgboostFile *file = host;

	if (an_xgboost_is(key, "name"))
		return read_text(file, "name", &file->objective);
	return an_json_skip(&file->json);
}

static AnStatus
learner_param_member(void *host, AnStr key)
{
	AnXgboostFile *file = host;

	if (an_xgboost_is(key, "base_score"))
		return read_text(file, "base_score", &file->base_score);
	if (an_xgboost_is(key, "num_class"))
		return an_xgboost_parameter(&file->json, "num_class", &file->num_class);
	if (an_xgboost_is(key, "num_feature"))
		return an_xgboost_parameter(&file->json, "num_feature", &file->num_feature);
	if (an_xgboost_is(key, "num_target"))
		return an_xgboost_parameter(&file->json, "num_target", &file->num_target);
	return an_json_skip(&file->json);
}

static AnStatus
learner_member(void *host, AnStr key)
{
	AnXgboostFile *file = host;

	if (an_xgboost_is(key, "learner_model_param"))
		return an_xgboost_object(&file->json, "learner_model_param", learner_param_member, file);
	if (an_xgboost_is(key, "gradient_booster"))
		return an_xgboost_object(&file->json, "gradient_booster", booster_member, file);
	if (an_xgboost_is(key, "objective"))
		return an_xgboost_object(&file->json, "objective", objective_member, file);
	if (an_xgboost_is(key, "feature_names"))
		return read_names(file, "feature_names", &file->names);
	if (an_xgboost_is(key, "feature_types"))
		return read_names(file, "feature_types", &file->types);
	return an_json_skip(&file->json);
}

static AnStatus
root_member(void *host, AnStr key)
{
	AnXgboostFile *file = host;

	if (an_xgboost_is(key, "learner"))
	{
		file->has_learner = true;
		return an_xgboost_object(&file->json, "learner", learner_member, file);
	}
	if (an_xgboost_is(key, "version"))
		return an_json_integers(&file->json, "version", &file->version);
	file->snapshot |= an_xgboost_is(key, "Config");
	return an_json_skip(&file->json);
}

AnStatus
an_xgboost_read_file(AnEnv *env, const uint8_t *bytes, size_t size, AnXgboostFile *file)
{
	*file = (AnXgboostFile) {.env = env};
	if (size >= 4 && memcmp(bytes, "binf", 4) == 0)
	{
		an_fail(env, AN_EUNSUPPORTED, "XGBoost model is in the old binary format");
		return an_hint(env, "Load it with XGBoost and save it again, as a file that ends in .json or .ubj.");
	}
	AN_TRY(an_json_open(env, bytes, size, &file->json));
	AN_TRY(an_xgboost_object(&file->json, "the model", root_member, file));
	AN_TRY(an_json_end(&file->json));
	if (file->snapshot && !file->has_learner)
	{
		an_fail(env, AN_EUNSUPPORTED, "the bytes are a memory snapshot of XGBoost, not a model file");
		return an_hint(env, "Save the model with save_model() or save_raw().");
	}
	return file->has_learner ? AN_OK : an_xgboost_invalid(env, "It has no \"learner\".");
}
