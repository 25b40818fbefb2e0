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
static const char *
children(const char *name, const char *text)
{
	static char left[64];
	const char *right = strchr(text, '|') + 1;

	snprintf(left, sizeof(left), "%.*s", (int) (right - text - 1), text);
	return strcmp(name, "left") == 0 ? left : right;
}

static const char *
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

static char *
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
		{"model", "\"iteration_indptr\": [0,1,2],", 2.5},
		{"model", "\"weight_drop\": [0.5, 2],", 2.0},
		{"model", "\"weight_drop\": [0.5],", 1.5},
		{"cats", "{\"enc\": [{\"offsets\": [], \"values\": []}, {\"offsets\": [], \"values\": []}],"
			"\"feature_segments\": [0,0,0], \"sorted_idx\": []}", 2.5},
		{"tree", "\"id\": 0, \"parents\": [-1,0,0], \"base_weights\": [], \"loss_changes\": [],", 2.5},
		{"objective_param", "{\"lambdarank_unbiased\": \"0\"}", 2.5},
		{"num_target", "0", 2.5},
		{"hessian", "[]", 2.5},
		{"feature_types", "[]", 2.5},
		{"feature_names", "[\"a\",\"b\\u00e9\"]", 2.5},
		{"objective", "reg:squarederror", 3.0},
		{"objective", "count:poisson", 2.5 + (double) logf(0.5f)},
		{"default_left", "[0,1,1]", 2.5},
		{"indices", "[0,4294967295,0]", 2.5},
		{"more", ", \"weight_drop\": [0.5, 2]", 2.0},
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
	check_refused("base_score", "-0.1", AN_EFORMAT, "base score");
	check_refused("base_score", "1.1", AN_EFORMAT, "base score");
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

/* What this version of XGBoost does not write, on every level of the file. */
static void
refused_members(void **state)
{
	(void) state;
	check_refused("root", ", \"news\": 1", AN_EUNSUPPORTED, "\"news\" in \"model file\"");
	check_refused("learner", "\"news\": [],", AN_EUNSUPPORTED, "\"news\" in \"learner\"");
	check_refused("more", ", \"news\": {\"a\": 1}", AN_EUNSUPPORTED, "\"news\" in \"gradient_booster\"");
	check_refused("model", "\"news\": null,", AN_EUNSUPPORTED, "\"news\" in \"model\"");
	check_refused("num_trees", "2\", \"news\": \"", AN_EUNSUPPORTED, "\"news\" in \"gbtree_model_param\"");
	check_refused("tree", "\"news\": [1],", AN_EUNSUPPORTED, "\"news\" in \"trees\"");
	check_refused("leaf_size", "0\", \"news\": \"", AN_EUNSUPPORTED, "\"news\" in \"tree_param\"");
	check_refused("param", ", \"news\": \"1\"", AN_EUNSUPPORTED, "\"news\" in \"learner_model_param\"");
	check_refused("objective_param", "{}, \"news\": {}", AN_EUNSUPPORTED, "\"news\" in \"objective\"");
	check_refused("objective_param", "{\"news\": \"1\"}", AN_EUNSUPPORTED, "\"news\" in \"objective\"");
	check_refused("cats", "{\"news\": []}", AN_EUNSUPPORTED, "\"news\" in \"cats\"");
	check_refused("cats", "{\"enc\": [{\"news\": 1}]}", AN_EUNSUPPORTED, "\"news\" in \"enc\"");
	check_refused("tree", "\"leaf_weights\": [1,2],", AN_EUNSUPPORTED, "vectors");
	check_refused("model", "\"weights\": [1,2],", AN_EFORMAT, "weights of a linear model");
	/* an objective that is new says more than what belongs to it */
	check_refused("objective", "reg:news\", \"news_param\": \"", AN_EUNSUPPORTED, "\"reg:news\"");
}

static void
refused_twice(void **state)
{
	(void) state;
	check_refused("model", "\"tree_info\": [0,0],", AN_EFORMAT, "\"tree_info\" of \"model\" is there twice");
	check_refused("tree", "\"left_children\": [1,-1,-1],", AN_EFORMAT, "\"left_children\" of \"trees\" is there twice");
	check_refused("param", ", \"base_score\": \"0.5\"", AN_EFORMAT, "\"base_score\" of");
	check_refused("root", ", \"version\": [1,7,4]", AN_EFORMAT, "\"version\" of");
	check_refused("attributes", "{\"best_iteration\": \"1\", \"best_iteration\": \"0\"}", AN_EFORMAT, "\"best_iteration\" of");
}

static void
refused_places(void **state)
{
	(void) state;
	check_refused("tree", "\"id\": 1,", AN_EFORMAT, "another tree's");
	check_refused("leaf_size", "0\", \"num_nodes\": \"4", AN_EFORMAT, "number of nodes");
	check_refused("split_type", "[2,0,0]", AN_EFORMAT, "type that is not known");
	check_refused("model", "\"weight_drop\": [1,1,1],", AN_EFORMAT, "weight_drop");
}

/* Since 3.2, shares are kept within a millionth of 0 and 1; before, those two cannot be. */
static void
base_scores(void **state)
{
	static const struct
	{
		const char *version;
		const char *score;
		float		margin;
	}			cases[] = {
		{"[3,4,1]", "[0E0]", -13.8155098f}, {"[3,4,1]", "[1E0]", 13.7451601f}, {"[3,2,0]", "[1E-7]", -13.8155098f},
		{"[3,2,0]", "[9.9999994E-1]", 13.7451601f}, {"[3,1,3]", "[1E-7]", -16.1180954f},
		{"[2,1,4]", "9.9999994E-1", 15.9423847f}, {"[2,1,4]", "0", -13.8155098f}, {"[3,4,1]", "[1E-6]", -13.8155098f},
	};

	(void) state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		AnEnv		env;
		AnModel    *m;
		AnLoadOptions options = {0};
		char	   *bytes = hand_made("base_score", cases[i].score);
		char	   *version = strstr(bytes, "[2,1,0]");

		memcpy(version, cases[i].version, strlen(cases[i].version));
		an_env_init(&env, LIMIT);
		assert_int_equal(AN_OK, an_xgboost_load(&env, (const uint8_t *) bytes, strlen(bytes), &options, &m));
		assert_float_equal(cases[i].margin, m->forest->base[0], 2e-6);
		an_env_release(&env);
	}
}

#define CATS(texts, values) \
	"{\"enc\": [{\"offsets\": [], \"values\": []}, " \
	"{\"offsets\": " texts ", \"values\": " values "}], \"feature_segments\": [], \"sorted_idx\": []}"
#define NUMBERS(type, values) \
	"{\"enc\": [{\"offsets\": [], \"values\": []}, {\"type\": " type ", \"values\": " values "}]}"

/* The second tree's set is categories 1 and 40, of which there is only the first. */
static void
categories_by_text(void **state)
{
	AnEnv		env;
	AnModel    *m;
	AnScorer   *scorer;
	float		x;

	(void) state;
	/* "a", " b", "N/A", "?", "" */
	if (load_hand_made(&env, "cats", CATS("[0,1,3,6,7,7]", "[97,32,98,78,47,65,63]"), 0, &m) != AN_OK)
		fail_msg("%s: %s", env.error.message, env.error.detail);
	assert_int_equal(AN_CATEGORICAL, m->features[1].kind);
	assert_int_equal(6, m->features[1].nlevels);
	assert_true(m->features[1].exact && m->features[1].coded);
	assert_int_equal(AN_OK, an_scorer_build(&env, m, &scorer));
	assert_true(an_case_level(scorer, 1, " b", 2, &x) && x == 3);
	assert_true(margin_of(&env, m, 1.5f, x) == 2.5);
	assert_true(an_case_level(scorer, 1, "a", 1, &x) && x == 2);
	assert_true(margin_of(&env, m, 1.5f, x) == 2.25);
	assert_true(an_case_level(scorer, 1, "N/A", 3, &x) && x == 4);
	assert_true(an_case_level(scorer, 1, "?", 1, &x) && x == 5);
	assert_true(an_case_level(scorer, 1, "", 0, &x) && x == 6);
	assert_false(an_case_level(scorer, 1, "b", 1, &x));
	assert_false(an_case_level(scorer, 1, "a ", 2, &x));
	assert_int_equal(2, an_level_at(&m->features[1], "0", 1));
	assert_int_equal(6, an_level_at(&m->features[1], "4", 1));
	assert_int_equal(-1, an_level_at(&m->features[1], "5", 1));
	assert_int_equal(-1, an_level_at(&m->features[1], "-1", 2));
	an_env_release(&env);
}

static void
categories_by_number(void **state)
{
	static const struct
	{
		const char *cats;
		const char *second;
	}			cases[] = {
		{NUMBERS("15", "[10,-2,33]"), "-2"}, {NUMBERS("12", "[10,-2,33]"), "65534"}, {NUMBERS("14", "[10,-2]"), "4294967294"},
	};

	(void) state;
	for (size_t i = 0; i < 3; i++)
	{
		AnEnv		env;
		AnModel    *m;

		assert_int_equal(AN_OK, load_hand_made(&env, "cats", cases[i].cats, 0, &m));
		assert_true(m->features[1].exact && !m->features[1].coded);
		assert_string_equal(cases[i].second, m->features[1].levels[2].data);
		an_env_release(&env);
	}
}

static void
refused_categories(void **state)
{
	(void) state;
	check_refused("cats", CATS("[0,2,1,3]", "[97,98,99]"), AN_EFORMAT, "not in order");
	check_refused("cats", CATS("[0,1,9,3]", "[97,98,99]"), AN_EFORMAT, "not in order");
	check_refused("cats", CATS("[1,3]", "[97,98,99]"), AN_EFORMAT, "do not fit");
	check_refused("cats", CATS("[0,2]", "[97,98,99]"), AN_EFORMAT, "do not fit");
	check_refused("cats", CATS("[]", "[97]"), AN_EFORMAT, "no places");
	check_refused("cats", CATS("[0,1]", "[-61]"), AN_EFORMAT, "not UTF-8");
	check_refused("cats", CATS("[0,1]", "[256]"), AN_EFORMAT, "no byte");
	check_refused("cats", NUMBERS("7", "[1]"), AN_EFORMAT, "type");
	check_refused("cats", "{\"enc\": [{\"offsets\": [], \"values\": []}]}", AN_EFORMAT, "features with categories");
	/* the first tree compares feature 0 with a cut */
	check_refused("cats", "{\"enc\": [{\"offsets\": [0,1], \"values\": [97]}, {\"offsets\": [], \"values\": []}]}",
				  AN_EFORMAT, "compared with a number");
}

static void
best_iterations(void **state)
{
	AnLoadNotes notes = {0};
	AnLoadOptions options = {.notes = &notes};
	const char *bytes = hand_made("attributes", "{\"best_iteration\": \"0\", \"best_score\": \"0.1\"}");
	AnEnv		env;
	AnModel    *m;

	(void) state;
	an_env_init(&env, LIMIT);
	assert_int_equal(AN_OK, an_xgboost_load(&env, (const uint8_t *) bytes, strlen(bytes), &options, &m));
	assert_int_equal(2, notes.rounds);
	assert_int_equal(1, notes.best);
	assert_int_equal(2, m->forest->ntrees);
	options.best_iteration = true;
	assert_int_equal(AN_OK, an_xgboost_load(&env, (const uint8_t *) bytes, strlen(bytes), &options, &m));
	assert_int_equal(1, m->forest->ntrees);
	bytes = hand_made(NULL, NULL);
	assert_int_equal(AN_EARG, an_xgboost_load(&env, (const uint8_t *) bytes, strlen(bytes), &options, &m));
	assert_int_equal(0, notes.best);
	an_env_release(&env);
}

static void
refused_cycles(void **state)
{
	(void) state;
	/* node 1 has node 2 below it, which has node 1 */
	check_refused("children", "[1,2,1]|[2,1,1]", AN_EFORMAT, "child");
	check_refused("children", "[1,2,-1]|[2,2,-1]", AN_EFORMAT, "child");
	check_refused("children", "[1,-1,1]|[2,-1,2]", AN_EFORMAT, "");
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
		cmocka_unit_test(refused_members),
		cmocka_unit_test(refused_twice),
		cmocka_unit_test(refused_places),
		cmocka_unit_test(base_scores),
		cmocka_unit_test(categories_by_text),
		cmocka_unit_test(categories_by_number),
		cmocka_unit_test(refused_categories),
		cmocka_unit_test(best_iterations),
	};

	return cmocka_run_group_tests_name("xgboost_parts", tests, NULL, NULL);
}
