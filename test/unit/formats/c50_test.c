/* c50_test.c - whole C5.0 models: names, header, bare texts, golden files */
#include "c50_case.h"

#include <dirent.h>

#define NAMES "o.\no: a\\\\\\:b,c.\nlog\\(x\\): continuous.\nf: u,v.\n"
#define LEAF "type=\"0\" class=\"c\" freq=\"3,1\"\n"

static AnStr levels[] = {{"a:b", 3}, {"c", 1}};
static AnStr predictors[] = {{"log(x)", 6}, {"F", 1}};

static AnC50Source
r_source(void)
{
	AnC50Source source = {.names = AN_LITERAL(NAMES), .tree = AN_LITERAL("id=\"x\"\nentries=\"1\"\n" LEAF)};

	source.from_r = true;
	source.nlevels = 2;
	source.levels = levels;
	source.npredictors = 2;
	source.predictors = predictors;
	return source;
}

static AnStatus
load(AnEnv *env, const AnC50Source *source, AnModel **model)
{
	an_env_init(env, 64 << 20);
	*model = NULL;
	return an_c50_load(env, source, 0, AN_UNKNOWN_MISSING, model);
}

static void
names_from_r(void **state)
{
	AnC50Source source = r_source();
	AnEnv		env;
	AnModel    *m;

	(void) state;
	assert_int_equal(load(&env, &source, &m), AN_OK);
	c50_assert_str(m->classes[0], "a:b");
	c50_assert_str(m->features[0].name, "log(x)");
	c50_assert_str(m->features[1].name, "F");
	c50_assert_str(m->features[1].levels[2], "v");
	c50_assert_str(m->target, "o");
	assert_int_equal(m->unknown, AN_UNKNOWN_MISSING);
	an_env_release(&env);
}

static void
names_from_schema(void **state)
{
	AnEnv		env;
	AnModel    *m = c50_load(&env, "Lab el.\nLab el: a\\\\\\:b,c.\nk\\\\\\|\\.1: continuous.\ncase weight: continuous.",
							 "id=\"See5/C5.0 2.07 GPL Edition 2024-01-01\"\nentries=\"1\"\n" LEAF, NULL, NULL);

	(void) state;
	c50_assert_str(m->tool, "C5.0 2.07 GPL Edition");
	c50_assert_str(m->target, "Lab el");
	c50_assert_str(m->classes[0], "a:b");
	assert_int_equal(m->nfeatures, 1);
	c50_assert_str(m->features[0].name, "k|.1");
	an_env_release(&env);
}

/* Old packages wrote ':' as '.'; an ordered outcome's mark is no part of it. */
static void
spellings_of_classes(void **state)
{
	static const char *const accepted[][2] = {
		{"o. o: a\\\\\\:b,c.", "a:b"},
		{"o. o: a\\.b,c.", "a:b"},
		{"o. o: x y,c.", " x \t y "},
		{"o. o: [ordered] \\?,c.", "?"},
		{"o. o: \\[ordered\\]z,c.", "[ordered]z"},
		{"o. o: S\xED,c.", "S\xC3\xAD"},
		{"o. o: S\xC3\\\xAD,c.", "S\xC3\xAD"},
	};

	(void) state;
	for (size_t i = 0; i < sizeof(accepted) / sizeof(accepted[0]); i++)
	{
		AnC50Source source = r_source();
		AnStr		both[2] = {c50_str(accepted[i][1]), AN_LITERAL("c")};
		AnEnv		env;
		AnModel    *m;

		source.names = c50_str(accepted[i][0]);
		source.npredictors = 0;
		source.levels = both;
		assert_int_equal(load(&env, &source, &m), AN_OK);
		c50_assert_str(m->classes[0], accepted[i][1]);
		an_env_release(&env);
	}
}

static void
expect_refused(const AnC50Source *source, AnStatus status, const char *message, const char *detail)
{
	AnEnv		env;
	AnModel    *m;

	assert_int_equal(load(&env, source, &m), status);
	assert_string_equal(env.error.message, message);
	assert_string_equal(env.error.detail, detail);
	an_env_release(&env);
}

static void
names_refused(void **state)
{
	static AnStr other[] = {{"a:b", 3}, {"d\xC3\xB1", 3}};
	static AnStr empty[] = {{"a:b", 3}, {"", 0}};
	AnC50Source source = r_source();

	(void) state;
	source.levels = other;
	expect_refused(&source, AN_EFORMAT, "class \"c\" of the C5.0 schema is not level \"d\xC3\xB1\" of the R object", "Both are number 2.");
	source.levels = empty;
	expect_refused(&source, AN_EFORMAT, "class \"c\" of the C5.0 schema is not level \"\" of the R object", "Both are number 2.");
	source.nlevels = 1;
	expect_refused(&source, AN_EFORMAT, "number of classes differs between the C5.0 schema and the R object", "The schema has 2, the object 1.");
	source = r_source();
	source.npredictors = 1;
	expect_refused(&source, AN_EFORMAT, "number of predictors differs between the C5.0 schema and the R object", "The schema has 2, the object 1.");
	source = r_source();
	source.case_weights = true;
	expect_refused(&source, AN_EFORMAT, "no case weight at the end of the C5.0 schema", "");
	source = r_source();
	source.names.len = 0;
	expect_refused(&source, AN_EFORMAT, "a C5.0 model without a schema", "");
	source = r_source();
	source.tree.len = 0;
	expect_refused(&source, AN_EFORMAT, "a C5.0 model without trees or rules", "");
}

/* A column of that name without weights is a predictor like any other. */
static void
case_weight_by_r(void **state)
{
	static AnStr weight[] = {{"case weight", 11}};
	AnC50Source source = r_source();
	AnEnv		env;
	AnModel    *m;

	(void) state;
	source.names = AN_LITERAL("o. o: a\\\\\\:b,c.\ncase weight: continuous.\n");
	source.predictors = weight;
	source.npredictors = 1;
	assert_int_equal(load(&env, &source, &m), AN_OK);
	assert_int_equal(m->nfeatures, 1);
	an_env_release(&env);
	source.case_weights = true;
	source.npredictors = 0;
	assert_int_equal(load(&env, &source, &m), AN_OK);
	assert_int_equal(m->nfeatures, 0);
	an_env_release(&env);
}

static void
formula_models(void **state)
{
	static AnStr symbols[] = {{"F", 1}, {NULL, 0}, {"unused", 6}};
	AnC50Source source = r_source();
	AnEnv		env;
	AnModel    *m;

	(void) state;
	source.has_terms = true;
	source.variables.count = 3;
	source.variables.items = symbols;
	expect_refused(&source, AN_EUNSUPPORTED, "predictor \"log(x)\" is an R expression, not a column", "");
	symbols[1] = (AnStr) {"log(x)", 6};	/* a column may be so called */
	assert_int_equal(load(&env, &source, &m), AN_OK);
	an_env_release(&env);
}

static void
headers_refused(void **state)
{
	static const C50Case cases[] = {
		{.names = C50_SCHEMA, .tree = "\n", .status = AN_EFORMAT, .message = "a header without entries=", .line = 2},
		{.names = C50_SCHEMA, .tree = "entries=\"1\"\n", .status = AN_EFORMAT, .message = "a line without id=", .line = 1},
		{.names = C50_SCHEMA, .tree = "id=\"x\"\n", .status = AN_EFORMAT, .message = "a header without entries=", .line = 2},
		{.names = C50_SCHEMA, .tree = "id=\"x\"\nid=\"y\"\n", .status = AN_EFORMAT, .message = "a misplaced property id=", .line = 2},
		{.names = C50_SCHEMA, .tree = "id=\"x\"\nedition=\"y\"\n", .status = AN_EFORMAT, .message = "an unknown property", .line = 2},
		{.names = C50_SCHEMA, .tree = "id=\"x\"\ntype=\"0\"\n", .status = AN_EFORMAT, .message = "a misplaced property type=", .line = 2},
		{.names = C50_SCHEMA, .tree = "id=\"x\"\natt=\"f\" elts=\"a\"\n", .status = AN_EUNSUPPORTED, .message = "an attribute of kind \"discrete\"", .line = 2},
		{.names = C50_SCHEMA, .tree = "id=\"x\"\nentries=\"0\"\n", .status = AN_EFORMAT, .message = "a model without trials", .line = 2},
		{.names = C50_SCHEMA, .tree = "id=\"x\"\nentries=\"1.5\"\n", .status = AN_EFORMAT, .message = "an invalid count", .line = 2},
		{.names = C50_SCHEMA, .tree = "id=\"x\"\nentries=\"1001\"\n", .status = AN_ELIMIT, .message = "entries= over the limit of 1000", .line = 2},
		{.names = C50_SCHEMA, .tree = "id=\"x\"\ncosts=\"2\"\n", .status = AN_EFORMAT, .message = "an invalid costs property", .line = 2},
		{.names = C50_SCHEMA, .tree = "id=\"x\"\ncosts=\"1\"\ncosts=\"1\"\n", .status = AN_EFORMAT, .message = "an invalid costs property", .line = 3},
		{.names = C50_SCHEMA, .tree = "id=\"Cubist 2.07\"\n", .status = AN_EUNSUPPORTED, .message = "a Cubist model", .line = 1},
	};
	AnC50Source source = r_source();

	(void) state;
	c50_check_refused(cases, sizeof(cases) / sizeof(cases[0]));
	source.tree = (AnStr) {"id=\"x\0\"", 7};
	expect_refused(&source, AN_EFORMAT, "a NUL byte in the C5.0 tree text", "");
}

static AnStatus
split(AnEnv *env, const char *text, AnC50Source *source)
{
	an_env_init(env, 1 << 20);
	return an_c50_split_text(env, (const uint8_t *) text, strlen(text), source);
}

static void
bare_texts(void **state)
{
	AnC50Source source;
	AnEnv		env;

	(void) state;
	assert_int_equal(split(&env, "\xEF\xBB\xBF" C50_SCHEMA C50_LEAF "\n\n", &source), AN_OK);
	c50_assert_str(source.names, C50_SCHEMA);
	c50_assert_str(source.tree, C50_LEAF);
	assert_int_equal(source.rules.len, 0);
	assert_int_equal(source.cost.len, 0);
	assert_false(source.from_r);
	assert_int_equal(split(&env, C50_SCHEMA C50_HEADER "rules=\"0\" default=\"type=\n\n\"\r\n\r\nno, si: 3\n", &source), AN_OK);
	c50_assert_str(source.rules, C50_HEADER "rules=\"0\" default=\"type=\n\n\"\r\n");
	c50_assert_str(source.cost, "\r\nno, si: 3\n");
	assert_int_equal(source.tree.len, 0);
	assert_int_equal(split(&env, "", &source), AN_EFORMAT);
	assert_int_equal(split(&env, C50_SCHEMA, &source), AN_EFORMAT);
	assert_int_equal(split(&env, C50_SCHEMA C50_HEADER, &source), AN_EFORMAT);
	assert_string_equal(env.error.message, "no C5.0 model in the text");
}

static AnStr
read_golden(const char *directory, const char *name, const char *file)
{
	char		path[1024];
	FILE	   *handle;
	char	   *text = NULL;
	size_t		len = 0;

	snprintf(path, sizeof(path), "%s/c50/%s/%s", directory, name, file);
	if ((handle = fopen(path, "rb")) == NULL)
		return (AnStr) {NULL, 0};
	text = malloc(1 << 20);
	assert_non_null(text);
	len = fread(text, 1, 1 << 20, handle);
	assert_true(len < 1 << 20);
	fclose(handle);
	return (AnStr) {text, len};
}

/* A golden model's texts load, apart and as one text, with and without costs. */
static void
check_golden(const char *directory, const char *name)
{
	AnC50Source source = {.names = read_golden(directory, name, "model.names.txt")};
	AnC50Source again;
	size_t		size;
	char	   *whole;
	AnEnv		env;
	AnModel    *m;

	source.tree = read_golden(directory, name, "model.tree.txt");
	source.rules = read_golden(directory, name, "model.rules.txt");
	source.cost = read_golden(directory, name, "model.costs.txt");
	size = source.names.len + source.tree.len + source.rules.len + 1 + source.cost.len;
	whole = malloc(size + 1);
	snprintf(whole, size + 1, "%s%.*s%.*s\n%.*s", "", (int) source.names.len, source.names.data,
			 (int) (source.tree.len + source.rules.len), source.tree.len > 0 ? source.tree.data : source.rules.data,
			 (int) source.cost.len, source.cost.len > 0 ? source.cost.data : "");
	if (load(&env, &source, &m) != AN_OK)
		fail_msg("%s: %s (%s)", name, env.error.message, env.error.detail);
	assert_int_equal(m->kind, source.tree.len > 0 ? AN_TREES : AN_RULES);
	assert_int_equal(m->has_costs, source.cost.len > 0);
	an_env_release(&env);
	an_env_init(&env, 64 << 20);
	assert_int_equal(an_c50_split_text(&env, (const uint8_t *) whole, size, &again), AN_OK);
	assert_true(an_str_equal(again.names, source.names));
	assert_int_equal(again.tree.len, source.tree.len);
	assert_int_equal(again.rules.len, source.rules.len);
	assert_int_equal(an_c50_load(&env, &again, 1, AN_UNKNOWN_ERROR, &m), AN_OK);
	assert_int_equal(m->trials_used, 1);
	an_env_release(&env);
	free(whole);
	free((void *) (uintptr_t) source.names.data);
	free((void *) (uintptr_t) source.tree.data);
	free((void *) (uintptr_t) source.rules.data);
	free((void *) (uintptr_t) source.cost.data);
}

static void
golden(void **state)
{
	const char *directory = getenv("AN_GOLDEN") != NULL ? getenv("AN_GOLDEN") : "test/golden";
	char		path[1024];
	DIR		   *list;
	unsigned	n = 0;

	(void) state;
	snprintf(path, sizeof(path), "%s/c50", directory);
	list = opendir(path);
	assert_non_null(list);
	for (struct dirent *entry; (entry = readdir(list)) != NULL;)
	{
		AnStr		names = read_golden(directory, entry->d_name, "model.names.txt");

		if (names.data == NULL)
			continue;
		free((void *) (uintptr_t) names.data);
		check_golden(directory, entry->d_name);
		n++;
	}
	closedir(list);
	assert_true(n >= 60);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_from_r),
		cmocka_unit_test(names_from_schema),
		cmocka_unit_test(spellings_of_classes),
		cmocka_unit_test(names_refused),
		cmocka_unit_test(case_weight_by_r),
		cmocka_unit_test(formula_models),
		cmocka_unit_test(headers_refused),
		cmocka_unit_test(bare_texts),
		cmocka_unit_test(golden),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
