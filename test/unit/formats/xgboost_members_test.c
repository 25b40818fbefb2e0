/*
 * xgboost_members_test.c - what each member of an XGBoost file may be: others are refused
 * by name, base scores are clamped, categories are met by their texts
 */
#include "xgboost_hand.h"

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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refused_members),
		cmocka_unit_test(refused_twice),
		cmocka_unit_test(refused_places),
		cmocka_unit_test(base_scores),
		cmocka_unit_test(categories_by_text),
		cmocka_unit_test(categories_by_number),
		cmocka_unit_test(refused_categories),
		cmocka_unit_test(best_iterations),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
