/* xgboost_hand.h - an XGBoost file of two small trees, of which every part can be replaced */
#ifndef XGBOOST_HAND_H
#define XGBOOST_HAND_H

#include "unit.h"

#include <math.h>

#include "formats/xgboost.h"
#include "model/sums.h"

#define LIMIT ((size_t) 64 * 1024 * 1024)
#define MAX_TEXT 8192

/* A stump and a split by category, of which every part can be replaced. */
typedef struct Part
{
	const char *name;
	const char *text;
} Part;

static const Part parts[] = {
	{"version", "[2,1,0]"},
	{"objective", "binary:logistic"},
	{"base_score", "5E-1"},
	{"num_class", "0"},
	{"num_feature", "2"},
	{"num_target", "1"},
	{"booster", "gbtree"},
	{"num_trees", "2"},
	{"parallel", "1"},
	{"tree_info", "[0,0]"},
	{"feature_names", "[]"},
	{"feature_types", "[\"q\",\"c\"]"},
	{"left", "[1,-1,-1]"},
	{"right", "[2,-1,-1]"},
	{"indices", "[0,0,0]"},
	{"conditions", "[1.5,-1E0,2]"},
	{"default_left", "[false,true,true]"},
	{"split_type", "[0,0,0]"},
	{"hessian", "[3,1,2]"},
	{"leaf_size", "0"},
	{"cat_type", "[1,0,0]"},
	{"categories", "[1,40]"},
	{"cat_nodes", "[0]"},
	{"cat_segments", "[0]"},
	{"cat_sizes", "[2]"},
	{"more", ""},
	{"cats", "{\"enc\": []}"},
	{"model", ""},
	{"attributes", "{\"a\": \"\\u00e9\\\"}\"}"},
	{"param", ""},
	{"tree", ""},
	{"objective_param", "{\"scale_pos_weight\": \"1\"}"},
	{"root", ""},
	{"learner", ""},
};

/* "children" is both arrays of the first tree. */
static inline const char *
children(const char *name, const char *text)
{
	static char left[64];
	const char *right = strchr(text, '|') + 1;

	snprintf(left, sizeof(left), "%.*s", (int) (right - text - 1), text);
	return strcmp(name, "left") == 0 ? left : right;
}

static inline const char *
part(const char *name, const char *changed, const char *text)
{
	if (changed != NULL && strcmp(name, changed) == 0)
		return text;
	if (changed != NULL && strcmp(changed, "children") == 0 && (strcmp(name, "left") == 0 || strcmp(name, "right") == 0))
		return children(name, text);
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (strcmp(name, parts[i].name) == 0)
			return parts[i].text;
	fail_msg("no part %s", name);
	return NULL;
}

static inline char *
hand_made(const char *changed, const char *text)
{
	static char out[MAX_TEXT];
	size_t		n;

#define PART(name) part(name, changed, text)
	n = (size_t) snprintf(out, MAX_TEXT,
						  "{\"learner\": {\"attributes\": %s,%s\n"
						  "\"feature_names\": %s, \"feature_types\": %s,\n"
						  "\"gradient_booster\": {\"model\": {\"cats\": %s,%s\n"
						  "\"gbtree_model_param\": {\"num_parallel_tree\": \"%s\", \"num_trees\": \"%s\"},\n"
						  "\"tree_info\": %s, \"trees\": [\n",
						  PART("attributes"), PART("learner"), PART("feature_names"), PART("feature_types"),
						  PART("cats"), PART("model"), PART("parallel"), PART("num_trees"), PART("tree_info"));
	n += (size_t) snprintf(out + n, MAX_TEXT - n,
						   "{\"left_children\": %s, \"right_children\": %s, \"split_indices\": %s, \"split_conditions\": %s,\n"
						   "\"default_left\": %s, \"split_type\": %s, \"sum_hessian\": %s, \"categories\": [],%s\n"
						   "\"tree_param\": {\"size_leaf_vector\": \"%s\"}},\n",
						   PART("left"), PART("right"), PART("indices"), PART("conditions"), PART("default_left"),
						   PART("split_type"), PART("hessian"), PART("tree"), PART("leaf_size"));
	n += (size_t) snprintf(out + n, MAX_TEXT - n,
						   "{\"left_children\": [1,-1,-1], \"right_children\": [2,-1,-1], \"split_indices\": [1,0,0],\n"
						   "\"split_conditions\": [NaN,0.25,0.5], \"default_left\": [1,0,0], \"split_type\": %s,\n"
						   "\"categories\": %s, \"categories_nodes\": %s, \"categories_segments\": %s, \"categories_sizes\": %s}",
						   PART("cat_type"), PART("categories"), PART("cat_nodes"), PART("cat_segments"),
						   PART("cat_sizes"));
	snprintf(out + n, MAX_TEXT - n,
			 "]}, \"name\": \"%s\"%s},\n"
			 "\"learner_model_param\": {\"base_score\": \"%s\", \"boost_from_average\": \"1\", \"num_class\": \"%s\",\n"
			 "\"num_feature\": \"%s\", \"num_target\": \"%s\"%s},\n"
			 "\"objective\": {\"name\": \"%s\", \"reg_loss_param\": %s}}, \"version\": %s%s}\n",
			 PART("booster"), PART("more"), PART("base_score"), PART("num_class"), PART("num_feature"),
			 PART("num_target"), PART("param"), PART("objective"), PART("objective_param"), PART("version"), PART("root"));
#undef PART
	return out;
}

static inline AnStatus
load_hand_made(AnEnv *env, const char *changed, const char *text, uint32_t rounds, AnModel **model)
{
	const char *bytes = hand_made(changed, text);
	AnLoadOptions options = {.trials = rounds};

	an_env_init(env, LIMIT);
	return an_xgboost_load(env, (const uint8_t *) bytes, strlen(bytes), &options, model);
}

static inline double
margin_of(AnEnv *env, const AnModel *model, float x, float category)
{
	AnForestSteps *steps;
	uint32_t   *ready = an_alloc_array(env, (size_t) model->nfeatures + 1, sizeof(uint32_t));
	float		values[3] = {x, category, -INFINITY};
	double		margins[4];

	assert_int_equal(AN_OK, an_forest_build_steps(env, model, &steps));
	an_forest_margins(model, steps, values, ready, margins);
	return margins[0];
}

static inline void
check_refused(const char *changed, const char *text, AnStatus status, const char *words)
{
	AnEnv		env;
	AnModel    *m;

	if (load_hand_made(&env, changed, text, 0, &m) == AN_OK)
		fail_msg("%s = %s was accepted", changed, text);
	if (status != env.error.status || (strstr(env.error.message, words) == NULL && strstr(env.error.detail, words) == NULL))
		fail_msg("%s = %s: status %d: %s: %s", changed, text, env.error.status, env.error.message, env.error.detail);
	if (status == AN_EUNSUPPORTED)
		assert_true(env.error.hint[0] != '\0');
	an_env_release(&env);
}

#endif
