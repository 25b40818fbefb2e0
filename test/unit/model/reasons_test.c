/* reasons_test.c - the features that moved a score, and those asked at all */
#include "case.h"
#include "small_model.h"

/* x moves "no" by 5/6 - 0.6, then f by 1 - 5/6; the other tree by f alone. */
#define TWO_TREES "id=\"See5/C5.0 2.07 GPL Edition 2024-01-01\"\nentries=\"2\"\n" \
	"type=\"2\" class=\"no\" freq=\"6,4\" att=\"x\" forks=\"3\" cut=\"5\"\n" \
	"type=\"0\" class=\"no\"\n" \
	"type=\"3\" class=\"no\" freq=\"5,1\" att=\"f\" forks=\"2\" elts=\"a\" elts=\"b\",\"c\"\n" \
	"type=\"0\" class=\"no\" freq=\"4,0\"\ntype=\"0\" class=\"no\" freq=\"1,1\"\n" \
	"type=\"0\" class=\"si\" freq=\"1,3\"\n" \
	"type=\"3\" class=\"no\" freq=\"5,5\" att=\"f\" forks=\"2\" elts=\"a\" elts=\"b\",\"c\"\n" \
	"type=\"0\" class=\"no\" freq=\"4,1\"\ntype=\"0\" class=\"no\" freq=\"1,4\"\n"

static size_t
reasons_of(Scored *s, float x, const char *f, uint32_t klass, uint32_t max, AnReason **reasons)
{
	size_t		n;

	case_score(s, x, f);
	assert_int_equal(AN_OK, an_reasons(&s->env, s->scorer, &s->c, klass, max, reasons, &n));
	return n;
}

static void
trees(void **state)
{
	const double by_x = (5.0 / 6 - 0.6) / 2;
	const double by_f = (1.0 / 6 + 0.3) / 2;
	AnReason   *reasons;
	Scored		s;

	(void) state;
	case_tree(&s, TWO_TREES);
	assert_int_equal(2, reasons_of(&s, 1, "a", 0, 4, &reasons));
	assert_int_equal(1, reasons[0].feature);
	assert_true(fabs(reasons[0].contribution - by_f) < 1e-6);
	assert_string_equal("f = a", reasons[0].condition.data);
	assert_int_equal(0, reasons[1].feature);
	assert_true(fabs(reasons[1].contribution - by_x) < 1e-6);
	assert_string_equal("x <= 5", reasons[1].condition.data);
	/* no more than asked for; none against */
	assert_int_equal(1, reasons_of(&s, 1, "a", 0, 1, &reasons));
	assert_int_equal(1, reasons[0].feature);
	assert_int_equal(0, reasons_of(&s, 1, "a", 0, 0, &reasons));
	assert_int_equal(0, reasons_of(&s, 1, "a", 1, 4, &reasons));
	assert_int_equal(1, reasons_of(&s, 1, "b", 1, 4, &reasons));
	assert_int_equal(1, reasons[0].feature);
	assert_int_equal(2, reasons_of(&s, 1, "a", 0, UINT32_MAX, &reasons));
	case_close(&s);
}

/* A rule's part is divided among its conditions; rules against it count, too. */
static void
rules(void **state)
{
	AnReason   *reasons;
	Scored		s;

	(void) state;
	case_rules(&s, CASE_HEADER "rules=\"2\" default=\"no\"\n"
			   "conds=\"1\" cover=\"10\" ok=\"4\" lift=\"1.5\" class=\"no\"\ntype=\"2\" att=\"x\" cut=\"5\" result=\"<\"\n"
			   "conds=\"2\" cover=\"4\" ok=\"3\" lift=\"1.8\" class=\"si\"\ntype=\"2\" att=\"x\" cut=\"2\" result=\">\"\n"
			   "type=\"3\" att=\"f\" elts=\"a\",\"b\"\n");
	assert_int_equal(1, reasons_of(&s, 3, "a", 1, 4, &reasons));
	assert_int_equal(1, reasons[0].feature);
	assert_true(fabs(reasons[0].contribution - 0.667 / 4) < 1e-6);
	assert_string_equal("x > 2 and f in {a, b}", reasons[0].condition.data);
	assert_int_equal(1, reasons_of(&s, 3, "a", 0, 4, &reasons));
	assert_int_equal(0, reasons[0].feature);
	assert_true(fabs(reasons[0].contribution - (0.417 / 2 - 0.667 / 4)) < 1e-6);
	assert_int_equal(0, reasons_of(&s, 9, "c", 0, 4, &reasons));
	case_close(&s);
}

static void
usage(void **state)
{
	AnEnv		env;
	double	   *share;

	(void) state;
	an_env_init(&env, 1 << 24);
	assert_int_equal(AN_OK, an_feature_usage(&env, small_trees(&env), &share));
	assert_true(fabs(share[0] - 0.5) < 1e-12);	/* all cases of one of two trees */
	assert_true(fabs(share[1] - 0.5) < 1e-12);	/* its two branches together */
	assert_true(share[2] == 0);
	assert_int_equal(AN_OK, an_feature_usage(&env, small_rules(&env), &share));
	assert_true(fabs(share[0] - 1) < 1e-12);	/* twice in a rule is once */
	assert_true(fabs(share[1] - 1) < 1e-12);
	assert_true(share[2] == 0);
	an_env_release(&env);
}

/* A feature asked again further down counts where it was asked first. */
static void
usage_on_a_path(void **state)
{
	double	   *share;
	Scored		s;

	(void) state;
	case_tree(&s, TWO_TREES);
	assert_int_equal(AN_OK, an_feature_usage(&s.env, s.model, &share));
	assert_true(fabs(share[0] - 0.5) < 1e-6);
	assert_true(fabs(share[1] - (0.6 + 1) / 2) < 1e-6);
	case_close(&s);
	case_tree(&s, CASE_HEADER
			  "type=\"2\" class=\"no\" freq=\"6,4\" att=\"x\" forks=\"3\" cut=\"5\"\n"
			  "type=\"0\" class=\"no\"\n"
			  "type=\"2\" class=\"no\" freq=\"5,1\" att=\"x\" forks=\"3\" cut=\"3\"\n"
			  "type=\"0\" class=\"no\"\ntype=\"0\" class=\"no\" freq=\"4,0\"\ntype=\"0\" class=\"no\" freq=\"1,1\"\n"
			  "type=\"0\" class=\"si\" freq=\"1,3\"\n");
	assert_int_equal(AN_OK, an_feature_usage(&s.env, s.model, &share));
	assert_true(share[0] == 1 && share[1] == 0);
	case_close(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(trees),
		cmocka_unit_test(rules),
		cmocka_unit_test(usage),
		cmocka_unit_test(usage_on_a_path),
	};

	return cmocka_run_group_tests_name("reasons", tests, NULL, NULL);
}
