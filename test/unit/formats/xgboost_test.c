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

/* A value of the feature: a text is a level; the scores' float of a number. */
static float
next_value(const AnScorer *scorer, uint32_t feature, char **at)
{
	const char *start = *at;
	size_t		len = strcspn(start, ",\n");
	float		x = NAN;

	if (an_scorer_model(scorer)->features[feature].kind != AN_CATEGORICAL)
	{
		float		number = next_field(at);

		assert_true(an_case_number((double) number, an_model_plain_numbers(an_scorer_model(scorer)), &x));
		return x;
	}
	if (len > 0 && !an_case_level(scorer, feature, start, len, &x))
		fail_msg("\"%.*s\" is no level", (int) len, start);
	*at += start[len] == ',' ? len + 1 : len;
	return x;
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
	AnForestSteps *steps;
	uint32_t   *values = an_alloc_array(env, (size_t) model->nfeatures + 1, sizeof(uint32_t));
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
			g.c.x[f] = next_value(scorer, f, &data);
		assert_int_equal('\n', *data);
		an_forest_margins(model, steps, g.c.x, values, g.margins);
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

/* Who made the case: 1.7.4, if its name does not end in another version. */
static const char *
tool_of(const char *folder)
{
	static char tool[32];
	const char *version = strstr(folder, "_v");
	int			v[3];

	if (version == NULL || sscanf(version, "_v%d_%d_%d", &v[0], &v[1], &v[2]) != 3)
		return "XGBoost 1.7.4";
	snprintf(tool, sizeof(tool), "XGBoost %d.%d.%d", v[0], v[1], v[2]);
	return tool;
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
		assert_string_equal(tool_of(folder), model->tool.data);
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
	assert_int_equal(37, cases);
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

/* What the models of later versions are, that are not read. */
static void
refused_golden(void **state)
{
	static const struct
	{
		const char *file;
		const char *words;
	}			cases[] = {
		{"multi_target_v3_4_1.ubj", "several outputs"}, {"vector_leaves_v3_4_1.ubj", "several outputs"},
		{"quantiles_v3_4_1.ubj", "several outputs"}, {"expectile_v3_4_1.ubj", "\"reg:expectileerror\""},
		{"gblinear_v3_4_1.ubj", "\"gblinear\""},
	};

	(void) state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		char		path[MAX_PATH];
		AnEnv		env;
		AnLoadOptions options = {0};
		AnModel    *m;
		size_t		size;
		char	   *bytes;

		an_env_init(&env, LIMIT);
		snprintf(path, sizeof(path), "%s/xgboost_refused", unit_golden());
		bytes = unit_read_file(&env, path, cases[i].file, &size);
		assert_non_null(bytes);
		assert_int_equal(AN_EUNSUPPORTED, an_xgboost_load(&env, (const uint8_t *) bytes, size, &options, &m));
		if (strstr(env.error.message, cases[i].words) == NULL)
			fail_msg("%s: %s", cases[i].file, env.error.message);
		an_env_release(&env);
	}
}

/* Other bytes --------------------------------------------------------- */

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
	check_foreign("{\"version\": []}", 15, AN_EFORMAT, "learner");
	check_foreign("[]", 2, AN_EFORMAT, "object");
	check_foreign("{\"oblivious_trees\": []}", 23, AN_EUNSUPPORTED, "CatBoost");
	check_foreign("\"learner\"", 9, AN_EFORMAT, "object");
	check_foreign("", 0, AN_EFORMAT, "empty");
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

/* A file with some bytes changed: an error in words for its user, or a model that works. */
static void
check_mutated(AnEnv *env, const uint8_t *bytes, size_t size)
{
	AnLoadOptions options = {0};
	AnModel    *m;
	AnScorer   *scorer;
	AnCase		c;

	if (an_xgboost_load(env, bytes, size, &options, &m) != AN_OK)
	{
		assert_true(env->error.status == AN_EFORMAT || env->error.status == AN_EUNSUPPORTED || env->error.status == AN_ELIMIT);
		assert_true(env->error.message[0] != '\0');
		return;
	}
	assert_int_equal(AN_OK, an_model_validate(env, m));
	assert_int_equal(AN_OK, an_scorer_build(env, m, &scorer));
	assert_int_equal(AN_OK, an_case_create(env, scorer, &c));
	for (uint32_t f = 0; f < m->nfeatures; f++)
		c.x[f] = (float) f;
	an_score(scorer, &c);
	assert_false(isnan(c.probability[0]) && m->nclasses > 0);
}

static void
mutated(void **state)
{
	static const char *const cases[] = {"categorical", "dart_multi", "forest", "poisson"};
	static const char *const files[] = {"model.json", "model.ubj"};
	uint32_t	seed = 1;

	(void) state;
	for (int i = 0; i < 2000; i++)
	{
		char		path[MAX_PATH];
		AnEnv		env;
		size_t		size;
		char	   *bytes;
		uint8_t    *exact;

		an_env_init(&env, LIMIT);
		snprintf(path, sizeof(path), "%s/xgboost/%s", unit_golden(), cases[i % 4]);
		bytes = unit_read_file(&env, path, files[i / 4 % 2], &size);
		exact = malloc(size);
		memcpy(exact, bytes, size);
		for (int k = 0; k <= i % 3; k++)
		{
			size_t		at;

			seed = seed * 1664525u + 1013904223u;
			at = (seed >> 4) % size;
			seed = seed * 1664525u + 1013904223u;
			exact[at] = (uint8_t) (i % 2 == 0 ? exact[at] ^ 1u << (seed >> 24) % 8 : seed >> 24);
		}
		check_mutated(&env, exact, size);
		free(exact);
		an_env_release(&env);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_golden_case),
		cmocka_unit_test(schema_of_the_file),
		cmocka_unit_test(first_rounds),
		cmocka_unit_test(refused_golden),
		cmocka_unit_test(foreign_bytes),
		cmocka_unit_test(truncated),
		cmocka_unit_test(mutated),
	};

	return cmocka_run_group_tests_name("xgboost", tests, NULL, NULL);
}
