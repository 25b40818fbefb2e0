/* explain_test.c - the steps of cases worked out by hand, and their words */
#include "case.h"

#define ROOT_CUT "type=\"2\" class=\"no\" freq=\"6,4\" att=\"x\" forks=\"3\" cut=\"5\""
#define LEAVES "type=\"0\" class=\"no\"\ntype=\"0\" class=\"no\" freq=\"5,1\"\ntype=\"0\" class=\"si\" freq=\"1,3\"\n"
#define HARD_TREE CASE_HEADER ROOT_CUT "\n" LEAVES
#define SOFT_TREE CASE_HEADER ROOT_CUT " low=\"4\" mid=\"4.8\" high=\"7\"\n" LEAVES

typedef struct Wanted
{
	AnStepKind	kind;
	uint32_t	depth;
	const char *condition;		/* NULL: none */
	double		weight;
	double		probability;
	double		change;
} Wanted;

static void
check_steps(Scored *s, float x, const char *f, uint32_t klass, const Wanted *wanted, size_t n)
{
	AnStep	   *steps;
	size_t		count;

	case_score(s, x, f);
	assert_int_equal(AN_OK, an_explain(&s->env, s->scorer, &s->c, klass, &steps, &count));
	assert_int_equal(n, count);
	for (size_t i = 0; i < n; i++)
	{
		assert_int_equal(wanted[i].kind, steps[i].kind);
		assert_int_equal(wanted[i].depth, steps[i].depth);
		if (wanted[i].condition == NULL)
			assert_int_equal(0, steps[i].condition.len);
		else
			assert_string_equal(wanted[i].condition, steps[i].condition.data);
		if (fabs(wanted[i].weight - steps[i].weight) > 1e-6 || fabs(wanted[i].probability - steps[i].probability) > 1e-6
			|| fabs(wanted[i].change - steps[i].change) > 1e-6)
			fail_msg("step %zu: %g %g %g", i, steps[i].weight, steps[i].probability, steps[i].change);
	}
}

#define CHECK_STEPS(s, x, f, klass, ...) \
	check_steps(s, x, f, klass, (const Wanted[]) {__VA_ARGS__}, sizeof((Wanted[]) {__VA_ARGS__}) / sizeof(Wanted))

static void
hard_cut(void **state)
{
	Scored		s;

	(void) state;
	case_tree(&s, HARD_TREE);
	CHECK_STEPS(&s, 5, "a", 0, {AN_STEP_SPLIT, 1, "x <= 5", 1, 0.6, 5.0 / 6 - 0.6},
				{AN_STEP_LEAF, 2, NULL, 1, 5.0 / 6, 0});
	CHECK_STEPS(&s, 5.5, "a", 1, {AN_STEP_SPLIT, 1, "x > 5", 1, 0.4, 0.35},
				{AN_STEP_LEAF, 2, NULL, 1, 0.75, 0});
	/* an empty leaf says what its parent says */
	CHECK_STEPS(&s, NOT_APPLICABLE, "a", 0, {AN_STEP_SPLIT, 1, "x is not applicable", 1, 0.6, 0},
				{AN_STEP_LEAF, 2, NULL, 1, 0.6, 0});
	case_close(&s);
}

/* Shares of a case, and the changes add up to what the tree says. */
static void
shared_cases(void **state)
{
	Scored		s;

	(void) state;
	case_tree(&s, SOFT_TREE);
	CHECK_STEPS(&s, 4.5, "a", 0, {AN_STEP_SPLIT, 1, "x is near 5", 1, 0.6, 0.6875 - 0.6},
				{AN_STEP_LEAF, 2, NULL, 0.75, 5.0 / 6, 0}, {AN_STEP_LEAF, 2, NULL, 0.25, 0.25, 0});
	CHECK_STEPS(&s, MISSING, "a", 0, {AN_STEP_SPLIT, 1, "x is missing", 1, 0.6, 0},
				{AN_STEP_LEAF, 2, NULL, 0.6, 5.0 / 6, 0}, {AN_STEP_LEAF, 2, NULL, 0.4, 0.25, 0});
	case_close(&s);
}

static void
categories(void **state)
{
	Scored		s;

	(void) state;
	case_tree(&s, CASE_HEADER
			  "type=\"3\" class=\"no\" freq=\"10,10\" att=\"f\" forks=\"2\" elts=\"a\",\"N/A\" elts=\"c\"\n"
			  "type=\"0\" class=\"no\" freq=\"8,0\"\n"
			  "type=\"1\" class=\"si\" freq=\"2,8\" att=\"f\" forks=\"4\"\n"
			  "type=\"0\" class=\"si\"\ntype=\"0\" class=\"si\"\ntype=\"0\" class=\"si\"\n"
			  "type=\"0\" class=\"si\" freq=\"2,8\"\n");
	CHECK_STEPS(&s, 0, "a", 0, {AN_STEP_SPLIT, 1, "f in {N/A, a}", 1, 0.5, 0.5}, {AN_STEP_LEAF, 2, NULL, 1, 1, 0});
	CHECK_STEPS(&s, 0, "b", 0, {AN_STEP_SPLIT, 1, "f = b, which has no branch", 1, 0.5, 0});
	CHECK_STEPS(&s, 0, "c", 1, {AN_STEP_SPLIT, 1, "f = c", 1, 0.5, 0.3},
				{AN_STEP_SPLIT, 2, "f = c", 1, 0.8, 0}, {AN_STEP_LEAF, 3, NULL, 1, 0.8, 0});
	case_close(&s);
}

static void
rules(void **state)
{
	Scored		s;

	(void) state;
	case_rules(&s, CASE_HEADER "rules=\"3\" default=\"no\"\n"
			   "conds=\"1\" cover=\"10\" ok=\"9\" lift=\"1.5\" class=\"no\"\ntype=\"2\" att=\"x\" cut=\"5\" result=\"<\"\n"
			   "conds=\"2\" cover=\"4\" ok=\"3\" lift=\"1.8\" class=\"si\"\ntype=\"2\" att=\"x\" cut=\"2\" result=\">\"\n"
			   "type=\"3\" att=\"f\" elts=\"a\",\"b\"\n"
			   "conds=\"1\" cover=\"6\" ok=\"4\" lift=\"1.2\" class=\"si\"\ntype=\"2\" att=\"x\" val=\"N/A\"\n");
	CHECK_STEPS(&s, 3, "b", 1, {AN_STEP_RULE, 1, "x <= 5", 1, 0.833, -0.833 / 2},
				{AN_STEP_RULE, 2, "x > 2 and f in {a, b}", 1, 0.667, 0.667 / 2});
	CHECK_STEPS(&s, NOT_APPLICABLE, "b", 0, {AN_STEP_RULE, 3, "x is not applicable", 1, 0.625, -0.625});
	CHECK_STEPS(&s, 9, "c", 0, {AN_STEP_DEFAULT, 0, "no rule applies", 1, 0.5, 0});
	case_close(&s);
	case_rules(&s, CASE_HEADER "rules=\"1\" default=\"no\"\nconds=\"0\" cover=\"10\" ok=\"9\" lift=\"1\" class=\"no\"\n");
	CHECK_STEPS(&s, 3, "b", 0, {AN_STEP_RULE, 1, "always", 1, 0.833, 0.833});
	case_close(&s);
}

/* Long conditions end in an ellipsis, at the end of a character. */
static void
long_conditions(void **state)
{
	char		names[4096] = "o.\no: no,si.\nx: continuous.\nf: ";
	char		tree[4096] = CASE_HEADER "type=\"3\" class=\"no\" freq=\"10,10\" att=\"f\" forks=\"1\" elts=\"";
	AnC50Source source;
	AnStep	   *steps;
	size_t		count;
	Scored		s;

	(void) state;
	for (int i = 0; i < 100; i++)
	{
		size_t		n = strlen(names);
		size_t		t = strlen(tree);

		snprintf(names + n, sizeof(names) - n, "%s\xC3\xB1%02d", i > 0 ? "," : "", i);
		snprintf(tree + t, sizeof(tree) - t, "%s\xC3\xB1%02d", i > 0 ? "\",\"" : "", i);
	}
	strcat(names, ".\n");
	strcat(tree, "\"\ntype=\"0\" class=\"no\" freq=\"10,10\"\n");
	source = (AnC50Source) {.names = case_text(names), .tree = case_text(tree)};
	case_open(&s, source, 0);
	for (int extra = 0; extra < 4; extra++)
	{
		/* another length of the name, another place of the cut */
		s.model->features[1].name = (AnStr) {"ffff", (size_t) extra + 1};
		case_score(&s, 1, "\xC3\xB1" "05");
		assert_int_equal(AN_OK, an_explain(&s.env, s.scorer, &s.c, 0, &steps, &count));
		assert_true(steps[0].condition.len <= 240);
		assert_true(steps[0].condition.len >= 236);
		assert_true(an_utf8_valid(steps[0].condition.data, steps[0].condition.len));
		assert_string_equal("...", steps[0].condition.data + steps[0].condition.len - 3);
	}
	case_close(&s);
}

/* What a person wrote, not its canonical form. */
static void
readable_levels(void **state)
{
	AnC50Source source = {
		.names = AN_LITERAL("o.\no: no,si.\nx: continuous.\nf: a\\\\\\:b,c.\n"),
		.tree = AN_LITERAL(CASE_HEADER "type=\"3\" class=\"no\" freq=\"10,10\" att=\"f\" forks=\"1\" elts=\"a\\\\:b\"\n"
						   "type=\"0\" class=\"no\" freq=\"10,10\"\n")
	};
	Scored		s;

	(void) state;
	case_open(&s, source, 0);
	CHECK_STEPS(&s, 0, "a:b", 0, {AN_STEP_SPLIT, 1, "f = a:b", 1, 0.5, 0}, {AN_STEP_LEAF, 2, NULL, 1, 0.5, 0});
	case_close(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hard_cut),
		cmocka_unit_test(shared_cases),
		cmocka_unit_test(categories),
		cmocka_unit_test(rules),
		cmocka_unit_test(long_conditions),
		cmocka_unit_test(readable_levels),
	};

	return cmocka_run_group_tests_name("explain", tests, NULL, NULL);
}
