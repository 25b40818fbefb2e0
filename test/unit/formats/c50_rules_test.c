/* c50_rules_test.c - rule sets of small models (contract numbers of c50_rules.h) */
#include "c50_case.h"

#define SET "rules=\"1\" default=\"no\"\n"
#define RULE "conds=\"1\" cover=\"10\" ok=\"9\" lift=\"1.5\" class=\"no\"\n"
#define BAD(text, what, at) \
	{.names = C50_SCHEMA, .rules = C50_HEADER text, .status = AN_EFORMAT, .message = what, .line = at}

static void
worked_example(void **state)
{
	AnEnv		env;
	AnModel    *m = c50_load(&env, C50_SCHEMA, NULL, C50_HEADER
							 "rules=\"3\" default=\"no\"\n"
							 "conds=\"1\" cover=\"10\" ok=\"9\" lift=\"1.5\" class=\"no\"\n"
							 "type=\"2\" att=\"x\" cut=\"5\" result=\"<\"\n"
							 "conds=\"2\" cover=\"4\" ok=\"3\" lift=\"1.8\" class=\"si\"\n"
							 "type=\"2\" att=\"x\" cut=\"2\" result=\">\"\n"
							 "type=\"3\" att=\"f\" elts=\"a\",\"b\"\n"
							 "conds=\"1\" cover=\"6\" ok=\"4\" lift=\"1.2\" class=\"si\"\n"
							 "type=\"1\" att=\"f\" val=\"b\"\n", NULL);
	const uint16_t *set = m->branches + m->conditions[2].branches;

	(void) state;
	assert_int_equal(m->kind, AN_RULES);
	assert_int_equal(m->nrules, 3);
	assert_int_equal(m->rules[0].vote, 833);
	assert_int_equal(m->rules[1].vote, 667);
	assert_int_equal(m->rules[2].vote, 625);
	assert_true(m->rules[1].cover == 4 && m->rules[1].ok == 3 && m->rules[1].lift == 1.8f);
	assert_int_equal(m->rules[1].outcome, 1);
	assert_int_equal(m->nconditions, 4);
	assert_int_equal(m->conditions[0].kind, AN_AT_MOST);
	assert_true(m->conditions[0].cut == 5);
	assert_int_equal(m->conditions[1].kind, AN_ABOVE);
	assert_int_equal(m->conditions[2].kind, AN_IN_SET);
	assert_int_equal(set[0], AN_NO_BRANCH);
	assert_int_equal(set[1], 0);
	assert_int_equal(set[2], 0);
	assert_int_equal(set[3], AN_NO_BRANCH);
	assert_int_equal(m->conditions[3].kind, AN_IS_LEVEL);
	assert_int_equal(m->conditions[3].level, 3);
	an_env_release(&env);
}

static void
contract_2_empty(void **state)
{
	AnEnv		env;
	AnModel    *m = c50_load(&env, C50_SCHEMA, NULL, "id=\"x\"\nentries=\"2\"\n"
							 "rules=\"0\" default=\"si\"\n"
							 "rules=\"2\" default=\"no\"\n"
							 "conds=\"0\" cover=\"0\" ok=\"0\" class=\"no\"\n"
							 "conds=\"2\" cover=\"1\" ok=\"1\" class=\"si\"\n"
							 "type=\"2\" att=\"x\" val=\"N/A\"\n"
							 "type=\"1\" att=\"f\" val=\"N/A\"\n", NULL);

	(void) state;
	assert_int_equal(m->ntrials, 2);
	assert_int_equal(m->trials[0].fallback, 1);
	assert_int_equal(m->trials[0].count, 0);
	assert_int_equal(m->trials[1].count, 2);
	assert_int_equal(m->rules[0].nconditions, 0);
	assert_int_equal(m->rules[0].vote, 500);
	assert_int_equal(m->conditions[0].kind, AN_IS_NA);
	assert_int_equal(m->conditions[1].level, 1);
	an_env_release(&env);
}

static void
refused(void **state)
{
	static const C50Case cases[] = {
		BAD("", "an unexpected end", 3),
		BAD(RULE, "a line without rules=", 3),
		BAD("rules=\"1\"\n", "a line without default=", 3),
		BAD("rules=\"1\" default=\"maybe\"\n", "an unknown class", 3),
		BAD("rules=\"x\" default=\"no\"\n", "an invalid count", 3),
		BAD(SET, "an unexpected end", 4),
		BAD(SET RULE, "an unexpected end", 5),
		BAD(SET "cover=\"1\" ok=\"1\" class=\"no\"\n", "a line without conds=", 4),
		BAD(SET "conds=\"0\" ok=\"1\" class=\"no\"\n", "a line without cover=", 4),
		BAD(SET "conds=\"0\" cover=\"1\" class=\"no\"\n", "a line without ok=", 4),
		BAD(SET "conds=\"0\" cover=\"1\" ok=\"1\"\n", "a line without class=", 4),
		BAD(SET "conds=\"0\" cover=\"1\" ok=\"1\" class=\"x\"\n", "an unknown class", 4),
		BAD(SET "conds=\"0\" cover=\"inf\" ok=\"1\" class=\"no\"\n", "an invalid number", 4),
		BAD(SET "conds=\"0\" cover=\"1\" ok=\"1e40\" class=\"no\"\n", "an invalid number", 4),
		BAD(SET "conds=\"0\" cover=\"1\" ok=\"1\" lift=\"x\" class=\"no\"\n", "an invalid number", 4),
		BAD(SET "conds=\"0\" cover=\"-1\" ok=\"0\" class=\"no\"\n", "a count of cases out of range", 4),
		BAD(SET "conds=\"0\" cover=\"1\" ok=\"-1\" class=\"no\"\n", "a count of cases out of range", 4),
		BAD(SET "conds=\"0\" cover=\"1\" ok=\"3\" class=\"no\"\n", "a count of cases out of range", 4),
		BAD(SET RULE "type=\"0\" att=\"x\" cut=\"5\" result=\"<\"\n", "an unknown type of condition", 5),
		BAD(SET RULE "att=\"x\" cut=\"5\" result=\"<\"\n", "a line without type=", 5),
		BAD(SET RULE "type=\"2\" cut=\"5\" result=\"<\"\n", "a line without att=", 5),
		BAD(SET RULE "type=\"2\" att=\"x\" cut=\"5\" result=\"=\"\n", "an unknown comparison", 5),
		BAD(SET RULE "type=\"2\" att=\"x\" cut=\"5\"\n", "a line without result=", 5),
		BAD(SET RULE "type=\"2\" att=\"x\" result=\"<\"\n", "a line without cut=", 5),
		BAD(SET RULE "type=\"2\" att=\"x\" cut=\"nan\" result=\"<\"\n", "an invalid number", 5),
		BAD(SET RULE "type=\"2\" att=\"f\" cut=\"5\" result=\"<\"\n", "a test that does not fit its attribute", 5),
		BAD(SET RULE "type=\"2\" att=\"y\" cut=\"5\" result=\"<\"\n", "an unknown attribute", 5),
		BAD(SET RULE "type=\"2\" att=\"x\" val=\"5\"\n", "an unknown value", 5),
		BAD(SET RULE "type=\"2\" att=\"f\" val=\"N/A\"\n", "a test that does not fit its attribute", 5),
		BAD(SET RULE "type=\"2\" att=\"x\" val=\"N/A\" cut=\"5\"\n", "a misplaced property cut=", 5),
		BAD(SET RULE "type=\"1\" att=\"x\" val=\"N/A\"\n", "a test that does not fit its attribute", 5),
		BAD(SET RULE "type=\"1\" att=\"f\" val=\"z\"\n", "an unknown value", 5),
		BAD(SET RULE "type=\"1\" att=\"f\"\n", "a line without val=", 5),
		BAD(SET RULE "type=\"3\" att=\"f\"\n", "a line without elts=", 5),
		BAD(SET RULE "type=\"3\" att=\"f\" elts=\"a\" elts=\"b\"\n", "a repeated property", 5),
		BAD(SET RULE "type=\"3\" att=\"f\" elts=\"a\",\"z\"\n", "an unknown value", 5),
		BAD(SET RULE "type=\"3\" att=\"x\" elts=\"a\"\n", "a test that does not fit its attribute", 5),
		BAD("rules=\"0\" default=\"no\"\n" RULE, "a line after the last rule", 4),
		{.names = C50_SCHEMA "case weight: continuous.\n", .rules = C50_HEADER SET RULE "type=\"2\" att=\"case weight\" cut=\"1\" result=\"<\"\n",
		.status = AN_EFORMAT, .message = "a test of the case weight", .line = 5},
		{.names = C50_SCHEMA, .rules = C50_HEADER "rules=\"99999999\" default=\"no\"\n", .status = AN_ELIMIT, .message = "rules= over the limit", .line = 3},
		{.names = C50_SCHEMA, .rules = C50_HEADER SET "conds=\"10001\" cover=\"1\" ok=\"1\" class=\"no\"\n",
		.status = AN_ELIMIT, .message = "conds= over the limit", .line = 4},
	};

	(void) state;
	c50_check_refused(cases, sizeof(cases) / sizeof(cases[0]));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(worked_example),
		cmocka_unit_test(contract_2_empty),
		cmocka_unit_test(refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
