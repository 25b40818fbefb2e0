/* c50_cost_test.c - cost matrices (contract numbers of c50_cost.h) */
#include "c50_case.h"

#define NAMES "o.\no: a,b,c d.\nx: continuous.\n"
#define TREE(flag) "id=\"x\"\n" flag "entries=\"1\"\ntype=\"0\" class=\"a\" freq=\"1,1,1\"\n"
#define RULES "id=\"x\"\ncosts=\"1\"\nentries=\"1\"\nrules=\"0\" default=\"a\"\n"
#define APPLIED TREE("costs=\"1\"\n")
#define BAD(text, what, at) \
	{.names = NAMES, .tree = APPLIED, .cost = text, .status = AN_EFORMAT, .message = what, .line = at}

static void
check_costs(const char *cost, const float *expected)
{
	AnEnv		env;
	AnModel    *m = c50_load(&env, NAMES, APPLIED, NULL, cost);

	assert_true(m->has_costs);
	assert_non_null(m->costs);
	for (int i = 0; i < 9; i++)
		assert_true(m->costs[i] == expected[i]);
	an_env_release(&env);
}

static void
contract_1_entries(void **state)
{
	static const float expected[9] = {0, 3, 1, 1, 0, 2.5f, 0.1f, 1, 0};

	(void) state;
	check_costs("a, b: 3\nb, c d: 2.5\n| comment\n c   d ,a:0.1.\n", expected);
	check_costs("a, b: 7\na, b: 3\r\nb, c d: 2.5\nc d, a: 1e-1", expected);
}

static void
contract_2_defaults(void **state)
{
	static const float expected[9] = {0, 1, 1, 1, 0, 1, 1, 1, 0};

	(void) state;
	check_costs("a, b: 1\n", expected);
	check_costs("| nothing\n", expected);
}

/* R speaks of costs as soon as there is a text; scoring asks the header. */
static void
when_costs_apply(void **state)
{
	AnEnv		env;
	AnModel    *m;

	(void) state;
	m = c50_load(&env, NAMES, TREE(""), NULL, "a, b: 3\n");
	assert_true(m->has_costs);
	assert_null(m->costs);
	an_env_release(&env);
	m = c50_load(&env, NAMES, APPLIED, NULL, NULL);
	assert_false(m->has_costs);
	assert_null(m->costs);
	an_env_release(&env);
	m = c50_load(&env, NAMES, NULL, RULES, "a, b: 3\n");
	assert_true(m->has_costs);
	assert_null(m->costs);
	an_env_release(&env);
}

static void
refused(void **state)
{
	static const C50Case cases[] = {
		BAD("a", "a predicted class without an actual one", 1),
		BAD("a: 3", "a predicted class without an actual one", 1),
		BAD("z, b: 3", "an unknown class", 1),
		BAD("a,", "an unexpected end", 1),
		BAD("\na, z: 3", "an unknown class", 2),
		BAD("a, b", "two classes without a cost", 1),
		BAD("a, b, 3", "two classes without a cost", 1),
		BAD("a, b:= 3", "two classes without a cost", 1),
		BAD("a, b:", "an unexpected end", 1),
		BAD("a, b: x", "an invalid cost", 1),
		BAD("a, b: inf", "an invalid cost", 1),
		BAD("a, b: -1", "an invalid cost", 1),
		BAD("a, b: 1e39", "an invalid cost", 1),
		BAD("a, b: 3, 4", "an invalid cost", 1),
		BAD("a, b: 3\na, a: 3", "a cost of a right answer", 2),
		BAD("a,, b: 3", "an empty name or value", 1),
	};

	(void) state;
	c50_check_refused(cases, sizeof(cases) / sizeof(cases[0]));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(contract_1_entries),
		cmocka_unit_test(contract_2_defaults),
		cmocka_unit_test(when_costs_apply),
		cmocka_unit_test(refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
