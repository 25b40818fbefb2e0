/*
 * xgboost_parts_test.c - a model of two small trees, part by part: what later versions
 * of XGBoost write otherwise is read, what is wrong or not supported is refused
 */
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
};

static const char *
part(const char *name, const char *changed, const char *text)
{
	if (changed != NULL && strcmp(name, changed) == 0)
		return text;
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (strcmp(name, parts[i].name) == 0)
			return parts[i].text;
	fail_msg("no part %s", name);
	return NULL;
}

static char *
hand_made(const char *changed, const char *text)
{
	static char out[MAX_TEXT];
	size_t		n;

#define PART(name) part(name, changed, text)
	n = (size_t) snprintf(out, MAX_TEXT,
						  "{\"learner\": {\"attributes\": {\"a\": \"\\u00e9\\\"}\"},\n"
						  "\"feature_names\": %s, \"feature_types\": %s,\n"
						  "\"gradient_booster\": {\"model\": {\"cats\": {\"enc\": []},\n"
						  "\"gbtree_model_param\": {\"num_parallel_tree\": \"%s\", \"num_trees\": \"%s\"},\n"
						  "\"tree_info\": %s, \"trees\": [\n",
						  PART("feature_names"), PART("feature_types"), PART("parallel"), PART("num_trees"),
						  PART("tree_info"));
	n += (size_t) snprintf(out + n, MAX_TEXT - n,
						   "{\"left_children\": %s, \"right_children\": %s, \"split_indices\": %s, \"split_conditions\": %s,\n"
						   "\"default_left\": %s, \"split_type\": %s, \"sum_hessian\": %s, \"categories\": [],\n"
						   "\"tree_param\": {\"size_leaf_vector\": \"%s\"}},\n",
						   PART("left"), PART("right"), PART("indices"), PART("conditions"), PART("default_left"),
						   PART("split_type"), PART("hessian"), PART("leaf_size"));
	n += (size_t) snprintf(out + n, MAX_TEXT - n,
						   "{\"left_children\": [1,-1,-1], \"right_children\": [2,-1,-1], \"split_indices\": [1,0,0],\n"
						   "\"split_conditions\": [NaN,0.25,0.5], \"default_left\": [1,0,0], \"split_type\": %s,\n"
						   "\"categories\": %s, \"categories_nodes\": %s, \"categories_segments\": %s, \"categories_sizes\": %s}",
						   PART("cat_type"), PART("categories"), PART("cat_nodes"), PART("cat_segments"),
						   PART("cat_sizes"));
	snprintf(out + n, MAX_TEXT - n,
			 "]}, \"name\": \"%s\"%s},\n"
			 "\"learner_model_param\": {\"base_score\": \"%s\", \"boost_from_average\": \"1\", \"num_class\": \"%s\",\n"
			 "\"num_feature\": \"%s\", \"num_target\": \"%s\"}, \"objective\": {\"name\": \"%s\"}}, \"version\": %s}\n",
			 PART("booster"), PART("more"), PART("base_score"), PART("num_class"), PART("num_feature"),
			 PART("num_target"), PART("objective"), PART("version"));
#undef PART
	return out;
}

static AnStatus
load_hand_made(AnEnv *env, const char *changed, const char *text, uint32_t rounds, AnModel **model)
{
	const char *bytes = hand_made(changed, text);
	AnLoadOptions options = {.trials = rounds};

	an_env_init(env, LIMIT);
	return an_xgboost_load(env, (const uint8_t *) bytes, strlen(bytes), &options, model);
}

static double
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

static void
splits_by_hand(void **state)
{
	AnEnv		env;
	AnModel    *m;

	(void) state;
	if (load_hand_made(&env, NULL, NULL, 0, &m) != AN_OK)
		fail_msg("%s: %s", env.error.message, env.error.detail);
	/* at the cut: right; chosen categories: right; others, and missing: left */
	assert_true(margin_of(&env, m, 1.5f, 1) == 2.5);
	assert_true(margin_of(&env, m, 1.4999f, 40) == -0.5);
	assert_true(margin_of(&env, m, NAN, 40.7f) == 2.5);
	assert_true(margin_of(&env, m, 1.5f, 0) == 2.25);
	assert_true(margin_of(&env, m, 1.5f, 99) == 2.25);
	assert_true(margin_of(&env, m, 1.5f, -1) == 2.25);
	assert_true(margin_of(&env, m, 1.5f, NAN) == 2.25);
	an_env_release(&env);
}

/* What later versions write otherwise. */
static void
other_versions(void **state)
{
	static const struct
	{
		const char *changed;
		const char *text;
		double		margin;		/* of a value at the cut and a category of the set */
	}			cases[] = {
		{"base_score", "[5E-1]", 2.5},
		{"base_score", "[5E-1, ]", 2.5},
		{"leaf_size", "1", 2.5},
		{"more", ", \"iteration_indptr\": [0,1,2]", 2.5},
		{"num_target", "0", 2.5},
		{"hessian", "[]", 2.5},
		{"feature_types", "[]", 2.5},
		{"feature_names", "[\"a\",\"b\\u00e9\"]", 2.5},
		{"objective", "reg:squarederror", 3.0},
		{"objective", "count:poisson", 2.5 + (double) logf(0.5f)},
		{"default_left", "[0,1,1]", 2.5},
		{"indices", "[0,4294967295,0]", 2.5},
		{"booster", "dart\", \"weight_drop\": [0.5, 2], \"x\": \"", 2.0},
	};

	(void) state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		AnEnv		env;
		AnModel    *m;

		if (load_hand_made(&env, cases[i].changed, cases[i].text, 0, &m) != AN_OK)
			fail_msg("%s %s: %s: %s", cases[i].changed, cases[i].text, env.error.message, env.error.detail);
		assert_float_equal(cases[i].margin, margin_of(&env, m, 1.5f, 40), 1e-6);
		an_env_release(&env);
	}
}

/* The number of rounds is that of iteration_indptr where there is one. */
static void
rounds_by_hand(void **state)
{
	static const char *const indptr[] = {"[0,1,2]", "[0,2]", "[0,0,2]"};
	static const uint32_t trees[] = {1, 2, 0};

	(void) state;
	for (size_t i = 0; i < 3; i++)
	{
		AnEnv		env;
		AnModel    *m;
		char		text[64];

		snprintf(text, sizeof(text), "[0,0], \"iteration_indptr\": %s", indptr[i]);
		assert_int_equal(AN_OK, load_hand_made(&env, "tree_info", text, 1, &m));
		assert_int_equal(trees[i], m->forest->ntrees);
		an_env_release(&env);
	}
}

static void
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

static void
refused_kinds(void **state)
{
	(void) state;
	check_refused("booster", "gblinear", AN_EUNSUPPORTED, "linear");
	check_refused("booster", "gbfern", AN_EUNSUPPORTED, "\"gbfern\"");
	check_refused("objective", "reg:unheard\\u0007", AN_EUNSUPPORTED, "\"reg:unheard?\"");
	check_refused("num_target", "2", AN_EUNSUPPORTED, "several outputs");
	check_refused("num_class", "2", AN_EUNSUPPORTED, "several outputs");
	check_refused("leaf_size", "3", AN_EUNSUPPORTED, "vectors");
	check_refused("num_feature", "200000", AN_EFORMAT, "number of features");
	check_refused("objective", "multi:softprob", AN_EFORMAT, "number of classes");
	check_refused("categories", "[1,70000]", AN_EFORMAT, "out of range");
}

static void
refused_contents(void **state)
{
	(void) state;
	check_refused("version", "[1,7]", AN_EFORMAT, "version");
	check_refused("version", "[1,7,\"4\"]", AN_EFORMAT, "\"version\" is a text");
	check_refused("base_score", "0", AN_EFORMAT, "base score");
	check_refused("base_score", "[0.5,0.5]", AN_EFORMAT, "base scores");
	check_refused("base_score", "", AN_EFORMAT, "no base score");
	check_refused("base_score", "[]", AN_EFORMAT, "base scores");
	check_refused("base_score", "half", AN_EFORMAT, "number");
	check_refused("num_feature", "1", AN_EFORMAT, "feature types");
	check_refused("num_feature", "4", AN_EFORMAT, "feature types");
	check_refused("num_feature", "two", AN_EFORMAT, "number");
	check_refused("num_feature", "2.5", AN_EFORMAT, "whole");
	check_refused("num_trees", "3", AN_EFORMAT, "number of trees");
	check_refused("tree_info", "[0]", AN_EFORMAT, "number of trees");
	check_refused("tree_info", "[0,1]", AN_EFORMAT, "class that does not exist");
	check_refused("feature_names", "[\"a\"]", AN_EFORMAT, "feature names");
	check_refused("feature_names", "[\"a\",\"\\u0000\"]", AN_EFORMAT, "");
	check_refused("feature_types", "[\"q\"]", AN_EFORMAT, "feature types");
	check_refused("feature_names", "{}", AN_EFORMAT, "\"feature_names\" is an object, not an array");
	check_refused("booster", "dart", AN_EFORMAT, "weight_drop");
}

static void
refused_trees(void **state)
{
	(void) state;
	check_refused("left", "[]", AN_EFORMAT, "no nodes");
	check_refused("left", "[1,-1]", AN_EFORMAT, "differ in length");
	check_refused("right", "[2,-1,-1,-1]", AN_EFORMAT, "differ in length");
	check_refused("indices", "[0]", AN_EFORMAT, "differ in length");
	check_refused("conditions", "[]", AN_EFORMAT, "differ in length");
	check_refused("default_left", "[1]", AN_EFORMAT, "differ in length");
	check_refused("split_type", "[1]", AN_EFORMAT, "differ in length");
	check_refused("hessian", "[1,2]", AN_EFORMAT, "differ in length");
	check_refused("left", "[3,-1,-1]", AN_EFORMAT, "child");
	check_refused("left", "[0,-1,-1]", AN_EFORMAT, "child");
	check_refused("left", "[2,-1,-1]", AN_EFORMAT, "child");
	check_refused("right", "[-1,-1,-1]", AN_EFORMAT, "child");
	check_refused("left", "[1.5,-1,-1]", AN_EFORMAT, "not whole");
	check_refused("indices", "[2,0,0]", AN_EFORMAT, "feature");
	check_refused("indices", "[-1,0,0]", AN_EFORMAT, "feature");
	check_refused("conditions", "[NaN,1,2]", AN_EFORMAT, "not a number");
	check_refused("conditions", "[1,Infinity,2]", AN_EFORMAT, "not finite");
	check_refused("conditions", "[1,1e99,2]", AN_EFORMAT, "not finite");
	check_refused("hessian", "[-1,1,2]", AN_EFORMAT, "cover");
	check_refused("split_type", "[1,0,0]", AN_EFORMAT, "no set");
	check_refused("cat_nodes", "[1]", AN_EFORMAT, "no split");
	check_refused("cat_nodes", "[-5]", AN_EFORMAT, "no split");
	check_refused("cat_nodes", "[0,0]", AN_EFORMAT, "differ in length");
	check_refused("cat_segments", "[3]", AN_EFORMAT, "out of range");
	check_refused("cat_segments", "[-1]", AN_EFORMAT, "out of range");
	check_refused("cat_sizes", "[3]", AN_EFORMAT, "out of range");
	check_refused("categories", "[1,-2]", AN_EFORMAT, "out of range");
}

static void
refused_cycles(void **state)
{
	(void) state;
	/* node 1 has node 2 below it, which has node 1 */
	check_refused("right", "[2,-1,-1], \"left_children\": [1,2,1], \"right_children\": [2,1,1]", AN_EFORMAT, "");
	check_refused("right", "[2,2,-1], \"left_children\": [1,2,-1]", AN_EFORMAT, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(splits_by_hand),
		cmocka_unit_test(other_versions),
		cmocka_unit_test(rounds_by_hand),
		cmocka_unit_test(refused_kinds),
		cmocka_unit_test(refused_contents),
		cmocka_unit_test(refused_trees),
		cmocka_unit_test(refused_cycles),
	};

	return cmocka_run_group_tests_name("xgboost_parts", tests, NULL, NULL);
}
