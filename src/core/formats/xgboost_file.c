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

const char *
an_xgboost_show(AnStr text, char shown[AN_XGBOOST_SHOWN + 1])
{
	size_t		n = text.len < AN_XGBOOST_SHOWN ? text.len : AN_XGBOOST_SHOWN;

	for (size_t i = 0; i < n; i++)
		shown[i] = text.data[i] >= ' ' && text.data[i] <= '~' ? text.data[i] : '?';
	shown[n] = '\0';
	return shown;
}

static AnStatus
twice(AnEnv *env, const char *name, const char *what)
{
	an_fail(env, AN_EFORMAT, "invalid XGBoost model");
	return an_detail(env, "Member \"%s\" of \"%s\" is there twice.", name, what);
}

AnStatus
an_xgboost_refuse(AnEnv *env, const AnXgboostStranger *stranger)
{
	an_fail(env, AN_EUNSUPPORTED, "XGBoost model has a member \"%s\" in \"%s\", which is not known here",
			stranger->name, stranger->parent);
	an_detail(env, "It may change what the model predicts.");
	return an_hint(env, "Save the model with an XGBoost that does not write it: files of 1.6 to 3.4 are known.");
}

AnStatus
an_xgboost_object(AnJson *json, const char *what, const AnXgboostMember *members, uint32_t count,
				  AnXgboostStranger *stranger, void *host)
{
	uint64_t	seen = 0;
	AnJsonValue value;
	AnStr		key;
	bool		more;

	AN_TRY(an_json_expect(json, AN_JSON_OBJECT, what, &value));
	for (;;)
	{
		uint32_t	i = 0;

		AN_TRY(an_json_key(json, &key, &more));
		if (!more)
			return AN_OK;
		while (i < count && !an_xgboost_is(key, members[i].name))
			i++;
		if (i < count && (seen & (uint64_t) 1 << i) != 0)
			return twice(json->env, members[i].name, what);
		if (i == count && stranger->name[0] == '\0')
		{
			an_xgboost_show(key.len > 0 ? key : AN_LITERAL(" "), stranger->name);
			stranger->parent = what;
		}
		seen |= i < count ? (uint64_t) 1 << i : 0;
		AN_TRY(i < count && members[i].read != NULL ? members[i].read(host) : an_json_skip(json));
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
	for (list->count = 0;;)
	{
		AnStr	   *name;

		AN_TRY(an_json_more(&file->json, &more));
		if (!more)
			return AN_OK;
		if (list->count == AN_MAX_FEATURES)
		{
			an_fail(file->env, AN_ELIMIT, "too many features");
			return an_detail(file->env, "The limit is %u.", AN_MAX_FEATURES);
		}
		if ((name = AN_LIST_ADD(file->env, list, 1)) == NULL)
			return file->env->error.status;
		AN_TRY(read_text(file, what, name));
	}
}

/* Members ------------------------------------------------------------- */

#define NUMBER_MEMBER(member, field) \
static AnStatus \
read_##member(void *host) \
{ \
	AnXgboostFile *file = host; \
	return an_xgboost_parameter(&file->json, #member, &file->field); \
}

#define ARRAY_MEMBER(member, kind, field) \
static AnStatus \
read_##member(void *host) \
{ \
	AnXgboostFile *file = host; \
	return an_json_##kind(&file->json, #member, &file->field); \
}

#define NAMES_MEMBER(member, field) \
static AnStatus \
read_##member(void *host) \
{ \
	AnXgboostFile *file = host; \
	return read_names(file, #member, &file->field); \
}

#define TEXT_MEMBER(function, member, field) \
static AnStatus \
function(void *host) \
{ \
	AnXgboostFile *file = host; \
	return read_text(file, #member, &file->field); \
}

#define OBJECT_MEMBER(member, members) \
static AnStatus \
read_##member(void *host) \
{ \
	AnXgboostFile *file = host; \
	return an_xgboost_object(&file->json, #member, members, AN_XGBOOST_COUNT(members), &file->stranger, file); \
}

NUMBER_MEMBER(num_parallel_tree, parallel)
NUMBER_MEMBER(num_trees, num_trees)
NUMBER_MEMBER(num_class, num_class)
NUMBER_MEMBER(num_feature, num_feature)
NUMBER_MEMBER(num_target, num_target)
NUMBER_MEMBER(best_iteration, best_iteration)
ARRAY_MEMBER(tree_info, integers, tree_info)
ARRAY_MEMBER(iteration_indptr, integers, rounds)
ARRAY_MEMBER(weight_drop, floats, weights)
ARRAY_MEMBER(version, integers, version)
NAMES_MEMBER(feature_names, names)
NAMES_MEMBER(feature_types, types)
TEXT_MEMBER(read_booster, name, booster)
TEXT_MEMBER(read_objective_name, name, objective)
TEXT_MEMBER(read_base_score, base_score, base_score)

/* The size of leaves is each tree's, too, where it is looked at. */
static const AnXgboostMember gbtree_model_param_members[] = {
	{"num_parallel_tree", read_num_parallel_tree}, {"num_trees", read_num_trees}, {"size_leaf_vector", NULL},
};

OBJECT_MEMBER(gbtree_model_param, gbtree_model_param_members)

static AnStatus
read_trees(void *host)
{
	AnXgboostFile *file = host;

	file->trees = file->json;
	file->has_trees = true;
	return an_json_skip(&file->json);
}

static AnStatus
read_cats(void *host)
{
	AnXgboostFile *file = host;

	return an_xgboost_read_cats(&file->json, &file->cats, &file->stranger);
}

/* Of gblinear, which is refused by that name. */
static AnStatus
read_linear(void *host)
{
	AnXgboostFile *file = host;

	file->linear = true;
	return an_json_skip(&file->json);
}

static const AnXgboostMember model_members[] = {
	{"gbtree_model_param", read_gbtree_model_param}, {"tree_info", read_tree_info},
	{"iteration_indptr", read_iteration_indptr}, {"trees", read_trees}, {"weight_drop", read_weight_drop},
	{"cats", read_cats}, {"weights", read_linear}, {"boosted_rounds", read_linear},
};

OBJECT_MEMBER(model, model_members)

/* The booster inside of a dart, before XGBoost 3.3. */
static const AnXgboostMember gbtree_members[] = {{"model", read_model}, {"name", NULL}};

OBJECT_MEMBER(gbtree, gbtree_members)

static const AnXgboostMember booster_members[] = {
	{"name", read_booster}, {"weight_drop", read_weight_drop}, {"gbtree", read_gbtree}, {"model", read_model},
};

OBJECT_MEMBER(gradient_booster, booster_members)

/* What matters in training only: weights of cases and pairs, shapes of losses. */
static const AnXgboostMember objective_params[] = {
	{"scale_pos_weight", NULL}, {"num_class", NULL}, {"max_delta_step", NULL}, {"tweedie_variance_power", NULL},
	{"aft_loss_distribution", NULL}, {"aft_loss_distribution_scale", NULL}, {"huber_slope", NULL},
	{"quantile_alpha", NULL}, {"expectile_alpha", NULL}, {"fix_list_weight", NULL}, {"num_pairsample", NULL},
	{"lambdarank_bias_norm", NULL}, {"lambdarank_normalization", NULL}, {"lambdarank_num_pair_per_sample", NULL},
	{"lambdarank_pair_method", NULL}, {"lambdarank_score_normalization", NULL}, {"lambdarank_unbiased", NULL},
	{"ndcg_exp_gain", NULL},
};

static AnStatus
read_objective_param(void *host)
{
	AnXgboostFile *file = host;

	return an_xgboost_object(&file->json, "objective", objective_params, AN_XGBOOST_COUNT(objective_params),
							 &file->stranger, file);
}

static const AnXgboostMember objective_members[] = {
	{"name", read_objective_name},
	{"reg_loss_param", read_objective_param}, {"softmax_multiclass_param", read_objective_param},
	{"pseudo_huber_param", read_objective_param}, {"tweedie_regression_param", read_objective_param},
	{"poisson_regression_param", read_objective_param}, {"aft_loss_param", read_objective_param},
	{"lambda_rank_param", read_objective_param}, {"lambdarank_param", read_objective_param},
	{"quantile_loss_param", read_objective_param}, {"expectile_loss_param", read_objective_param},
	{"ti+", NULL}, {"tj-", NULL},
};

OBJECT_MEMBER(objective, objective_members)

/* boost_from_average: how the base score came to be. */
static const AnXgboostMember learner_param_members[] = {
	{"base_score", read_base_score}, {"num_class", read_num_class}, {"num_feature", read_num_feature},
	{"num_target", read_num_target}, {"boost_from_average", NULL},
};

OBJECT_MEMBER(learner_model_param, learner_param_members)

/* Whatever the user noted; scores do not depend on it. */
static const AnXgboostMember attribute_members[] = {{"best_iteration", read_best_iteration}};

static AnStatus
read_attributes(void *host)
{
	AnXgboostFile *file = host;
	AnXgboostStranger any = {.name = "any"};

	return an_xgboost_object(&file->json, "attributes", attribute_members, AN_XGBOOST_COUNT(attribute_members),
							 &any, file);
}

static const AnXgboostMember learner_members[] = {
	{"learner_model_param", read_learner_model_param}, {"gradient_booster", read_gradient_booster},
	{"objective", read_objective}, {"attributes", read_attributes},
	{"feature_names", read_feature_names}, {"feature_types", read_feature_types},
};

static AnStatus
read_learner(void *host)
{
	AnXgboostFile *file = host;

	file->has_learner = true;
	return an_xgboost_object(&file->json, "learner", learner_members, AN_XGBOOST_COUNT(learner_members),
							 &file->stranger, file);
}

/* Of a memory snapshot, which is refused. */
static AnStatus
read_snapshot(void *host)
{
	AnXgboostFile *file = host;

	file->snapshot = true;
	return an_json_skip(&file->json);
}

static const AnXgboostMember root_members[] = {
	{"learner", read_learner}, {"version", read_version}, {"Config", read_snapshot}, {"Model", read_snapshot},
};

AnStatus
an_xgboost_read_file(AnEnv *env, const uint8_t *bytes, size_t size, AnXgboostFile *file)
{
	*file = (AnXgboostFile) {.env = env, .best_iteration = -1};
	if (an_xgboost_is_old(bytes, size))
	{
		an_fail(env, AN_EUNSUPPORTED, "XGBoost model is in the old binary format");
		return an_hint(env, "Load it with XGBoost before 3.1, which is the last to read it, and save it again as a "
					   "file whose name ends in .json or .ubj.");
	}
	AN_TRY(an_json_open(env, bytes, size, &file->json));
	AN_TRY(an_xgboost_object(&file->json, "model file", root_members, AN_XGBOOST_COUNT(root_members),
							 &file->stranger, file));
	AN_TRY(an_json_end(&file->json));
	if (file->snapshot)
	{
		an_fail(env, AN_EUNSUPPORTED, "the bytes are a memory snapshot of XGBoost, not a model file");
		return an_hint(env, "Save the model with save_model() or save_raw().");
	}
	return file->has_learner ? AN_OK : an_xgboost_invalid(env, "It has no \"learner\".");
}
