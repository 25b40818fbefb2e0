/* draw_test.c - small trees of every kind, as they are drawn */
#include "small_model.h"

#include "base/encoding.h"
#include "model/draw.h"

#define ALL UINT32_MAX
#define ROOM 4096

static AnEnv env;

static void
check(const AnModel *model, uint32_t tree, uint32_t max_depth, const char *wanted)
{
	AnStr		text;

	assert_int_equal(AN_OK, an_draw_tree(&env, model, tree, max_depth, ROOM, &text));
	if (text.len != strlen(wanted) || memcmp(text.data, wanted, text.len) != 0)
		fail_msg("drawn:\n%.*s\nwanted:\n%s", (int) text.len, text.data, wanted);
}

static void
trees(void **state)
{
	const AnModel *model;

	(void) state;
	an_env_init(&env, 1 << 20);
	model = small_trees(&env);
	check(model, 0, ALL,
		  "tree 1 of 2: 10 cases, no 60 %\n"
		  "|-- x <= 5: 4 cases, no 75 %\n"
		  "|   |-- f = a: 2 cases, no 50 %\n"
		  "|   `-- f = b: 2 cases, no 100 %\n"
		  "`-- x > 5: 6 cases, si 50 %\n"
		  "    |-- f = a: 2 cases, no 100 %\n"
		  "    `-- f = b: 4 cases, si 75 %");
	check(model, 0, 1,
		  "tree 1 of 2: 10 cases, no 60 %\n"
		  "|-- x <= 5: 4 cases, no 75 % (+ 2 leaves)\n"
		  "`-- x > 5: 6 cases, si 50 % (+ 2 leaves)");
	check(model, 0, 0, "tree 1 of 2: 10 cases, no 60 % (+ 4 leaves)");
	check(model, 1, 0, "tree 2 of 2: 10 cases, si 50 %");
	an_env_release(&env);
}

static void
forests(void **state)
{
	AnModel    *model;

	(void) state;
	an_env_init(&env, 1 << 20);
	model = small_forest(&env);
	assert_int_equal(3, an_draw_trees(model));
	check(model, 0, ALL,
		  "tree 1 of 3, class no: cover 10, value 2.2\n"
		  "|-- x < 2: cover 4, value 1\n"
		  "`-- x >= 2 or missing: cover 6, value 3\n"
		  "    |-- f in {N/A, b} or missing: cover 3, value 2\n"
		  "    `-- f = a: cover 3, value 4");
	check(model, 1, ALL,
		  "tree 2 of 3, class si: cover 10, value -3.9375\n"
		  "|-- x not in {35} or missing: cover 5, value 0.125\n"
		  "`-- x in {35}: cover 5, value -8");
	check(model, 2, ALL, "tree 3 of 3, class si: cover 10, value 16");
	model->forest->link = AN_LINK_IDENTITY;
	check(model, 0, 1,
		  "tree 1 of 3, class no: 10 cases, value 2.2\n"
		  "|-- x < 2: 4 cases, value 1\n"
		  "`-- x >= 2 or missing: 6 cases, value 3 (+ 2 leaves)");
	/* a forest that does not know its cases */
	for (uint32_t i = 0; i < model->forest->nnodes; i++)
		model->forest->nodes[i].cover = 0;
	check(model, 1, ALL,
		  "tree 2 of 3, class si\n"
		  "|-- x not in {35} or missing: value 0.125\n"
		  "`-- x in {35}: value -8");
	an_env_release(&env);
}

static void
no_trees(void **state)
{
	AnStr		text;

	(void) state;
	an_env_init(&env, 1 << 20);
	assert_int_equal(AN_EUNSUPPORTED, an_draw_tree(&env, small_rules(&env), 0, ALL, ROOM, &text));
	assert_string_equal("the model has no trees", env.error.message);
	an_env_release(&env);
	an_env_init(&env, 1 << 20);
	assert_int_equal(AN_EUNSUPPORTED, an_draw_tree(&env, small_linear(&env), 0, ALL, ROOM, &text));
	an_env_release(&env);
	an_env_init(&env, 1 << 20);
	assert_int_equal(AN_EARG, an_draw_tree(&env, small_trees(&env), 2, ALL, ROOM, &text));
	assert_string_equal("Its trees are numbered from 1 to 2.", env.error.detail);
	an_env_release(&env);
}

/* Whatever the limit: whole lines, and as many nodes in all. */
static void
limited(void **state)
{
	(void) state;
	for (size_t limit = 0; limit < 300; limit++)
	{
		uint32_t	lines = 1;
		unsigned	more = 0;
		const char *tail;
		AnStr		text;

		an_env_init(&env, 1 << 20);
		assert_int_equal(AN_OK, an_draw_tree(&env, small_trees(&env), 0, ALL, limit, &text));
		assert_true(text.len <= limit || text.len <= 80);
		for (size_t i = 0; i < text.len; i++)
			lines += text.data[i] == '\n';
		tail = strstr(text.data, "... (");
		if (tail != NULL)
			assert_int_equal(1, sscanf(tail, "... (%u node", &more));
		assert_int_equal(lines + more, tail != NULL ? 8 : 7);
		an_env_release(&env);
	}
}

/* Long names are cut, ends of lines are not drawn. */
static void
odd_names(void **state)
{
	char		name[400];
	AnModel    *model;
	AnStr		text;

	(void) state;
	an_env_init(&env, 1 << 20);
	model = small_trees(&env);
	for (size_t i = 0; i < sizeof(name); i++)
		name[i] = "\xC3\xB1"[i % 2];
	name[0] = name[1] = '\n';
	model->features[0].name = (AnStr) {name, sizeof(name)};
	model->classes[0] = (AnStr) {name, sizeof(name)};
	assert_int_equal(AN_OK, an_draw_tree(&env, model, 0, 1, ROOM, &text));
	assert_true(an_utf8_valid(text.data, text.len));
	assert_non_null(strstr(text.data, "\n|--   \xC3\xB1"));
	assert_null(strstr(text.data, "\n\n"));
	assert_true(text.len < 3 * (AN_DRAW_WORDS + AN_DRAW_CLASS + 40));
	/* where a missing value goes is said behind whatever was cut */
	model = small_forest(&env);
	model->features[0].name = (AnStr) {name, sizeof(name)};
	assert_int_equal(AN_OK, an_draw_tree(&env, model, 0, 1, ROOM, &text));
	assert_non_null(strstr(text.data, "... or missing: cover 6"));
	an_env_release(&env);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(trees), cmocka_unit_test(forests), cmocka_unit_test(no_trees),
		cmocka_unit_test(limited), cmocka_unit_test(odd_names)
	};

	return cmocka_run_group_tests_name("draw", tests, NULL, NULL);
}
