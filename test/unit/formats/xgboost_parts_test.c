/*
 * xgboost_parts_test.c - a model of two small trees, part by part: what later versions
 * of XGBoost write otherwise is read, what is wrong or not supported is refused
 */
#include "unit.h"

#include <math.h>

#include "xgboost_hand.h"

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
		{"objective", "count:poisson", 2.5 + (double) -0.6931472f},	/* logf(0.5f) */
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
	};

	return cmocka_run_group_tests_name("xgboost_parts", tests, NULL, NULL);
}
