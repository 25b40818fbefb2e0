/*
 * xgboost_test.c - models that XGBoost saved answer as it does; others are refused
 *
 * A case of test/golden/xgboost is a folder with model.json and model.ubj, rows
 * (data.csv, empty = missing), and the margins and predictions of XGBoost.  Both agree
 * to 1e-6; margins would to the last bit, but for the logarithm in a base score.
 */
#include "unit.h"

#include <dirent.h>
#include <math.h>

#include "formats/xgboost.h"
#include "model/image.h"
#include "model/sums.h"

#define LIMIT ((size_t) 256 * 1024 * 1024)
#define MAX_PATH 1024
#define CLOSE 1e-6

static AnModel *
load(AnEnv *env, const char *bytes, size_t size, uint32_t rounds)
{
	AnLoadOptions options = {.trials = rounds};
	const AnFormat *format;
	AnModel    *model;

	if (an_load_model(env, "auto", (const uint8_t *) bytes, size, &options, &format, &model) != AN_OK)
		fail_msg("%s: %s", env->error.message, env->error.detail);
	assert_string_equal("xgboost", format->name);
	return model;
}

/* Golden rows --------------------------------------------------------- */

/* A field of a line; at the line's end *at stays there. */
static float
next_field(char **at)
{
	char	   *end;
	float		value = NAN;

	if (**at != ',' && **at != '\n')
	{
		value = strtof(*at, &end);
		assert_true(end > *at);
		*at = end;
	}
	if (**at == ',')
		(*at)++;
	return value;
}

static char *
next_line(char *at)
{
	return strchr(at, '\n') + 1;
}

static bool
close_to(double a, double b)
{
	return fabs(a - b) <= CLOSE * fabs(b) || fabs(a - b) < 1e-12;
}

typedef struct Golden
{
	const char *name;
	const AnModel *model;
	const AnScorer *scorer;
	const AnSumStep *steps;
	AnCase		c;
	double		margins[8];
	uint32_t	klass;
} Golden;

static void
check_margins(Golden *g, char **expected)
{
	for (uint32_t i = 0; i < an_model_groups(g->model); i++)
	{
		float		wanted = next_field(expected);

		if (!close_to(g->margins[i], (double) wanted))
			fail_msg("%s: margin %u is %.9g, XGBoost says %.9g", g->name, i, g->margins[i], (double) wanted);
	}
}

/* multi:softmax and binary:hinge predict a class, other classifiers probabilities. */
static void
check_predictions(Golden *g, char **expected)
{
	const AnModel *m = g->model;
	uint32_t	first = an_model_link(m) == AN_LINK_LOGISTIC && m->nclasses == 2 ? 1 : 0;

	if (strstr(g->name, "/softmax") != NULL || strstr(g->name, "/hinge") != NULL)
	{
		float		klass = next_field(expected);

		assert_true(klass == (float) g->klass);
		return;
	}
	for (uint32_t i = first; i < an_model_outputs(m); i++)
	{
		float		wanted = next_field(expected);

		if (!close_to(g->c.probability[i], (double) wanted))
			fail_msg("%s: prediction %u is %.9g, XGBoost says %.9g", g->name, i,
					 g->c.probability[i], (double) wanted);
	}
}

static void
check_rows(AnEnv *env, const char *folder, const AnModel *model)
{
	Golden		g = {.name = folder, .model = model};
	AnScorer   *scorer;
	AnSumStep  *steps;
	size_t		size;
	char	   *data = unit_read_file(env, folder, "data.csv", &size);
	char	   *expected = unit_read_file(env, folder, "expected.csv", &size);
	int			rows = 0;

	assert_int_equal(AN_OK, an_scorer_build(env, model, &scorer));
	assert_int_equal(AN_OK, an_case_create(env, scorer, &g.c));
	assert_int_equal(AN_OK, an_forest_build_steps(env, model, &steps));
	data = next_line(data);
	expected = next_line(expected);
	for (; *data != '\0'; data = next_line(data), expected = next_line(expected))
	{
		for (uint32_t f = 0; f < model->nfeatures; f++)
			g.c.x[f] = next_field(&data);
		assert_int_equal('\n', *data);
		an_forest_margins(model, steps, g.c.x, g.margins);
		g.klass = an_score(scorer, &g.c);
		check_margins(&g, &expected);
		check_predictions(&g, &expected);
		assert_int_equal('\n', *expected);
		rows++;
	}
	assert_true(rows >= 60);
}

static AnModel *
through_image(AnEnv *env, const AnModel *model)
{
	const uint8_t *bytes;
	size_t		size;
	AnModel    *copy;

	assert_int_equal(AN_OK, an_image_encode(env, model, &bytes, &size));
	assert_int_equal(AN_OK, an_image_decode(env, bytes, size, &copy));
	assert_int_equal(AN_OK, an_model_validate(env, copy));
	return copy;
}

static void
check_case(const char *folder)
{
	static const char *const files[] = {"model.json", "model.ubj"};

	for (size_t i = 0; i < 2; i++)
	{
		AnEnv		env;
		size_t		size;
		char	   *bytes;
		AnModel    *model;

		an_env_init(&env, LIMIT);
		bytes = unit_read_file(&env, folder, files[i], &size);
		assert_non_null(bytes);
		model = load(&env, bytes, size, 0);
		assert_true(an_str_equal(model->tool, AN_LITERAL("XGBoost 1.7.4")));
		check_rows(&env, folder, model);
		check_rows(&env, folder, through_image(&env, model));
		an_env_release(&env);
	}
}

static void
every_golden_case(void **state)
{
	char		path[MAX_PATH];
	DIR		   *dir;
	struct dirent *entry;
	int			cases = 0;

	(void) state;
	snprintf(path, sizeof(path), "%s/xgboost", unit_golden());
	dir = opendir(path);
	assert_non_null(dir);
	while ((entry = readdir(dir)) != NULL)
	{
		if (strchr(entry->d_name, '.') != NULL || strcmp(entry->d_name, "HOWTO") == 0)
			continue;
		snprintf(path, sizeof(path), "%s/xgboost/%s", unit_golden(), entry->d_name);
		check_case(path);
		cases++;
	}
	closedir(dir);
	assert_int_equal(21, cases);
}

/* Schemas ------------------------------------------------------------- */

static AnModel *
load_golden(AnEnv *env, const char *name, uint32_t rounds)
{
	char		path[MAX_PATH];
	size_t		size;
	char	   *bytes;

	snprintf(path, sizeof(path), "%s/xgboost/%s", unit_golden(), name);
	bytes = unit_read_file(env, path, "model.ubj", &size);
	assert_non_null(bytes);
	return load(env, bytes, size, rounds);
}

static void
schema_of_the_file(void **state)
{
	AnEnv		env;
	AnModel    *m;

	(void) state;
	an_env_init(&env, LIMIT);
	m = load_golden(&env, "regression", 0);
	assert_int_equal(0, m->nclasses);
	assert_int_equal(5, m->nfeatures);
	assert_true(an_str_equal(m->features[3].name, AN_LITERAL("región")));
	assert_int_equal(AN_NUMERIC, m->features[4].kind);
	assert_true(m->forest->nodes[0].cover > 0);
	m = load_golden(&env, "softmax", 0);
	assert_int_equal(4, m->nclasses);
	assert_true(an_str_equal(m->classes[3], AN_LITERAL("3")));
	assert_true(an_str_equal(m->features[0].name, AN_LITERAL("f0")));
	m = load_golden(&env, "logistic_regression", 0);
	assert_int_equal(0, m->nclasses);
	an_env_release(&env);
}

/* A round has a tree for each class and each parallel one. */
static void
first_rounds(void **state)
{
	AnEnv		env;

	(void) state;
	an_env_init(&env, LIMIT);
	assert_int_equal(18, load_golden(&env, "forest_multi", 0)->forest->ntrees);
	assert_int_equal(6, load_golden(&env, "forest_multi", 1)->forest->ntrees);
	assert_int_equal(12, load_golden(&env, "forest_multi", 2)->forest->ntrees);
	assert_int_equal(18, load_golden(&env, "forest_multi", 99)->forest->ntrees);
	assert_int_equal(2, load_golden(&env, "regression", 2)->forest->ntrees);
	an_env_release(&env);
}

/* Models by hand ------------------------------------------------------ */

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

#define MAX_TEXT 8192

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
	AnSumStep  *steps;
	float		values[3] = {x, category, 0};
	double		margins[4];

	assert_int_equal(AN_OK, an_forest_build_steps(env, model, &steps));
	an_forest_margins(model, steps, values, margins);
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

static void
check_foreign(const char *bytes, size_t size, AnStatus status, const char *words)
{
	AnEnv		env;
	AnModel    *m;
	AnLoadOptions options = {0};
	const AnFormat *format;

	an_env_init(&env, LIMIT);
	assert_int_equal(status, an_load_model(&env, "xgboost", (const uint8_t *) bytes, size, &options, &format, &m));
	if (strstr(env.error.message, words) == NULL && strstr(env.error.detail, words) == NULL)
		fail_msg("%s: %s", env.error.message, env.error.detail);
	an_env_release(&env);
}

static void
foreign_bytes(void **state)
{
	bool		binary;

	(void) state;
	check_foreign("binf\0\0\0\0", 8, AN_EUNSUPPORTED, "old binary format");
	check_foreign("{\"Config\": {}, \"Model\": {}}", 27, AN_EUNSUPPORTED, "snapshot");
	check_foreign("{\"model\": []}", 13, AN_EFORMAT, "learner");
	check_foreign("[]", 2, AN_EFORMAT, "object");
	check_foreign("", 0, AN_EFORMAT, "");
	check_foreign("{\"learner\": {}}", 15, AN_EUNSUPPORTED, "booster");
	check_foreign("{\"learner\": {}} 1", 17, AN_EFORMAT, "go on");
	assert_true(an_xgboost_sniff((const uint8_t *) "{\"learner\": ", 12));
	assert_true(an_xgboost_sniff((const uint8_t *) " {\n\"learner\": ", 14));
	assert_false(an_xgboost_sniff((const uint8_t *) "{\"tree\": \"learner", 9));
	assert_false(an_xgboost_sniff((const uint8_t *) "id=\"See5/C5.0", 13));
	assert_false(an_xgboost_sniff((const uint8_t *) "{", 1));
	assert_false(an_json_sniff((const uint8_t *) "", 0, &binary));
}

/* Cut off anywhere, a file is refused. */
static void
truncated(void **state)
{
	static const char *const files[] = {"model.json", "model.ubj"};

	(void) state;
	for (size_t i = 0; i < 2; i++)
	{
		char		path[MAX_PATH];
		AnEnv		files_env;
		size_t		size;
		char	   *bytes;

		an_env_init(&files_env, LIMIT);
		snprintf(path, sizeof(path), "%s/xgboost/categorical", unit_golden());
		bytes = unit_read_file(&files_env, path, files[i], &size);
		for (size_t cut = 0; cut < size; cut += cut < 400 || cut + 400 > size ? 1 : 97)
		{
			AnEnv		env;
			AnLoadOptions options = {0};
			AnModel    *m;
			uint8_t    *exact = malloc(cut + 1);

			memcpy(exact, bytes, cut);
			an_env_init(&env, LIMIT);
			assert_int_equal(AN_EFORMAT, an_xgboost_load(&env, exact, cut, &options, &m));
			an_env_release(&env);
			free(exact);
		}
		an_env_release(&files_env);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_golden_case),
		cmocka_unit_test(schema_of_the_file),
		cmocka_unit_test(first_rounds),
		cmocka_unit_test(splits_by_hand),
		cmocka_unit_test(other_versions),
		cmocka_unit_test(rounds_by_hand),
		cmocka_unit_test(refused_kinds),
		cmocka_unit_test(refused_contents),
		cmocka_unit_test(refused_trees),
		cmocka_unit_test(refused_cycles),
		cmocka_unit_test(foreign_bytes),
		cmocka_unit_test(truncated),
	};

	return cmocka_run_group_tests_name("xgboost", tests, NULL, NULL);
}
