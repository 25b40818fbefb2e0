/* levels_test.c - from the text of a value to its number */
#include "unit.h"

#include "model/levels.h"

static AnLevelTable *
build(AnEnv *env, const AnStr *levels, uint32_t n)
{
	AnFeature	feature = {.kind = AN_CATEGORICAL, .nlevels = n, .levels = (AnStr *) levels};
	AnLevelTable *table;

	an_env_init(env, (size_t) 64 << 20);
	assert_int_equal(AN_OK, an_level_table_build(env, &feature, &table));
	return table;
}

static int32_t
find(const AnLevelTable *table, const char *value)
{
	return an_level_find(table, value, strlen(value));
}

static void
spellings(void **state)
{
	const AnStr levels[] = {
		AN_LITERAL("N/A"), AN_LITERAL("a"), AN_LITERAL("a\\:b"), AN_LITERAL("x y"), AN_LITERAL("c.d"),
		AN_LITERAL("e;f"), AN_LITERAL("a"), AN_LITERAL("?"), AN_LITERAL(""), AN_LITERAL("g|h"), AN_LITERAL("g\\|h")
	};
	AnEnv		env;
	AnLevelTable *table = build(&env, levels, sizeof(levels) / sizeof(levels[0]));

	(void) state;
	assert_int_equal(1, find(table, "N/A"));
	assert_int_equal(1, find(table, " N/A "));
	assert_int_equal(2, find(table, "a"));	/* the first of equal ones */
	assert_int_equal(2, find(table, "\ta"));
	assert_int_equal(3, find(table, "a:b"));	/* canonical */
	assert_int_equal(4, find(table, "x \r\t y"));
	assert_int_equal(5, find(table, "c:d"));	/* as old packages wrote it */
	assert_int_equal(6, find(table, "e;f"));	/* not escaped by old packages */
	assert_int_equal(0, find(table, "?"));	/* missing, though a level is spelled so */
	assert_int_equal(-1, find(table, ""));
	assert_int_equal(11, find(table, "g|h"));	/* canonical before old */
	assert_int_equal(-1, find(table, "b"));
	assert_int_equal(-1, find(table, "A"));
	assert_int_equal(-1, find(table, "a\n"));
	assert_int_equal(-1, an_level_find(table, "a\0", 2));
	/* raw, as old packages wrote the levels of a schema */
	assert_int_equal(3, find(table, "a\\:b"));
	an_env_release(&env);
}

/* Nothing is canonical, missing or reserved. */
static void
exact_levels(void **state)
{
	AnStr		levels[] = {
		AN_LITERAL("N/A"), AN_LITERAL("a"), AN_LITERAL(" a"), AN_LITERAL("N/A"), AN_LITERAL("?"), AN_LITERAL(""),
		AN_LITERAL("b\n"), AN_LITERAL("c\\:d")
	};
	AnFeature	feature = {.kind = AN_CATEGORICAL, .nlevels = 8, .levels = levels, .exact = true, .coded = true};
	char		text[] = "c\\:d";
	AnLevelTable *table;
	AnEnv		env;

	(void) state;
	an_env_init(&env, (size_t) 1 << 20);
	assert_int_equal(AN_OK, an_level_table_build(&env, &feature, &table));
	for (uint32_t i = 1; i < 8; i++)
		assert_int_equal(i + 1, an_level_find(table, levels[i].data, levels[i].len));
	assert_int_equal(-1, find(table, "a "));
	assert_int_equal(-1, find(table, "b"));
	assert_int_equal(-1, find(table, "c:d"));
	assert_int_equal(4, an_level_readable(&feature, text, 4));
	assert_int_equal(2, an_level_at(&feature, "0", 1));
	assert_int_equal(8, an_level_at(&feature, "6", 1));
	assert_int_equal(8, an_level_at(&feature, "06", 2));
	assert_int_equal(-1, an_level_at(&feature, "7", 1));
	assert_int_equal(-1, an_level_at(&feature, "1.0", 3));
	assert_int_equal(-1, an_level_at(&feature, "", 0));
	assert_int_equal(-1, an_level_at(&feature, "4294967296", 10));
	feature.coded = false;
	assert_int_equal(-1, an_level_at(&feature, "0", 1));
	an_env_release(&env);
}

/* Exact levels can be longer than any canonical form. */
static void
long_levels(void **state)
{
	char		longer[2][3000];
	AnStr		levels[] = {AN_LITERAL("N/A"), {longer[0], sizeof(longer[0])}, {longer[1], sizeof(longer[1])}};
	AnFeature	feature = {.kind = AN_CATEGORICAL, .nlevels = 3, .levels = levels, .exact = true};
	AnLevelTable *table;
	AnEnv		env;

	(void) state;
	memset(longer, 'x', sizeof(longer));
	longer[1][1500] = 'y';
	an_env_init(&env, (size_t) 1 << 20);
	assert_int_equal(AN_OK, an_level_table_build(&env, &feature, &table));
	assert_int_equal(2, an_level_find(table, longer[0], sizeof(longer[0])));
	assert_int_equal(3, an_level_find(table, longer[1], sizeof(longer[1])));
	assert_int_equal(-1, an_level_find(table, longer[0], sizeof(longer[0]) - 1));
	assert_int_equal(-1, find(table, "N/A"));
	an_env_release(&env);
}

static void
many_levels(void **state)
{
	const uint32_t n = AN_MAX_LEVELS;
	AnStr	   *levels = test_calloc(n, sizeof(AnStr));
	char	   *texts = test_calloc(n, 16);
	AnLevelTable *table;
	AnEnv		env;

	(void) state;
	for (uint32_t i = 0; i < n; i++)
	{
		snprintf(texts + 16 * i, 16, i == 0 ? "N/A" : "level %u", i);
		levels[i] = (AnStr) {texts + 16 * i, strlen(texts + 16 * i)};
	}
	table = build(&env, levels, n);
	for (uint32_t i = 0; i < n; i++)
		assert_int_equal(i + 1, find(table, texts + 16 * i));
	assert_int_equal(-1, find(table, "level 60000"));
	an_env_release(&env);
	test_free(texts);
	test_free(levels);
}

static void
no_levels(void **state)
{
	AnEnv		env;
	AnLevelTable *table = build(&env, NULL, 0);

	(void) state;
	assert_int_equal(-1, find(table, "a"));
	assert_int_equal(0, find(table, "?"));
	an_env_release(&env);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(spellings),
		cmocka_unit_test(exact_levels),
		cmocka_unit_test(long_levels),
		cmocka_unit_test(many_levels),
		cmocka_unit_test(no_levels),
	};

	return cmocka_run_group_tests_name("levels", tests, NULL, NULL);
}
