/*
 * scorer_test.c - cases worked out by hand, and rules that no data set decides
 *
 * Probabilities with 15 digits are those that R gave for the same texts.
 */
#include "case.h"

#define ROOT_CUT "type=\"2\" class=\"no\" freq=\"6,4\" att=\"x\" forks=\"3\" cut=\"5\""
#define LEAVES "type=\"0\" class=\"no\"\ntype=\"0\" class=\"no\" freq=\"5,1\"\ntype=\"0\" class=\"si\" freq=\"1,3\"\n"
#define SOFT_TREE ROOT_CUT " low=\"4\" mid=\"4.8\" high=\"7\"\n" LEAVES
#define HEADER(entries) "id=\"See5/C5.0 2.07 GPL Edition 2024-01-01\"\nentries=\"" entries "\"\n"
#define COSTS_HEADER "id=\"See5/C5.0 2.07 GPL Edition 2024-01-01\"\ncosts=\"1\"\nentries=\"1\"\n"
#define LEAF(class, freq) "type=\"0\" class=\"" class "\" freq=\"" freq "\"\n"
#define EMPTY_LEAF(class) "type=\"0\" class=\"" class "\"\n"

static void
soft_threshold(void **state)
{
	Scored		s;

	(void) state;
	case_tree(&s, CASE_HEADER SOFT_TREE);
	case_expect(&s, 4.5f, "a", 0, 0.674038462115992);
	case_expect(&s, 3, "a", 0, 0.799999993188040);
	case_expect(&s, 4, "a", 0, 0.799999993188040);
	case_expect(&s, 5, "a", 0, 0.551388885268803);
	case_expect(&s, 6, "a", 1, 0.432954544699097);
	case_expect(&s, 7, "a", 1, 0.320000002861023);
	case_expect(&s, 8, "a", 1, 0.320000002861023);
	case_expect(&s, MISSING, "a", 0, 0.599999994712491);
	case_close(&s);
}

static void
nway_split(void **state)
{
	Scored		s;

	(void) state;
	case_tree(&s, CASE_HEADER
			  "type=\"1\" class=\"no\" freq=\"12,8\" att=\"f\" forks=\"4\"\n"
			  EMPTY_LEAF("no") LEAF("no", "9,1") LEAF("si", "1,4")
			  "type=\"2\" class=\"si\" freq=\"2,3\" att=\"x\" forks=\"3\" cut=\"0.1\"\n"
			  EMPTY_LEAF("si") LEAF("si", "0,3") LEAF("no", "2,0"));
	case_expect(&s, 1, "a", 0, 0.87272726858943);
	case_expect(&s, case_number(0.1), "c", 1, 0.15);
	case_expect(&s, case_number(0.100000001), "c", 1, 0.15);
	case_expect(&s, case_number(0.10000001), "c", 0, 2.6 / 3);
	case_expect(&s, MISSING, "c", 1, 0.455555551618706);
	case_expect(&s, 1, NULL, 0, 0.730645156564515);
	case_expect(&s, 1, "N/A", 0, 0.6);
	case_close(&s);
}

static void
subset_split(void **state)
{
	Scored		s;

	(void) state;
	case_tree(&s, CASE_HEADER
			  "type=\"3\" class=\"no\" freq=\"10,10\" att=\"f\" forks=\"2\" elts=\"a\" elts=\"c\"\n"
			  LEAF("no", "8,0") LEAF("si", "2,9"));
	case_expect(&s, 0, "a", 0, 8.5 / 9);
	case_expect(&s, 0, "b", 0, 0.5);
	case_expect(&s, 0, NULL, 0, 0.523627069918791);
	case_close(&s);
}

#define BOOST HEADER("3") ROOT_CUT "\n" LEAVES \
	"type=\"2\" class=\"si\" freq=\"4,6\" att=\"x\" forks=\"3\" cut=\"3\"\n" \
	EMPTY_LEAF("si") LEAF("no", "3,1") LEAF("si", "1,5") LEAF("si", "4.5,5.5")

static void
boosting(void **state)
{
	AnC50Source source = {.names = AN_LITERAL(CASE_SCHEMA), .tree = AN_LITERAL(BOOST)};
	Scored		s;

	(void) state;
	case_open(&s, source, 0);
	case_expect(&s, 1, "a", 0, 0.729064037673189);
	case_expect(&s, 4, "a", 1, 0.372093022611091);
	case_expect(&s, 9, "a", 1, 0);
	case_close(&s);
	case_open(&s, source, 1);	/* one tree: its own distribution, not its vote */
	case_expect(&s, 4, "a", 0, 0.799999993188040);
	case_close(&s);
}

/* Votes that tie go to the class that the first tree's root has. */
static void
tie_of_votes(void **state)
{
	AnC50Source source = {.names = AN_LITERAL(CASE_SCHEMA), .tree = AN_LITERAL(BOOST)};
	Scored		s;

	(void) state;
	case_open(&s, source, 2);
	case_expect(&s, 4, "a", 0, 0.5);
	case_close(&s);
	/* the same two trees with the other class at the first root */
	source.tree = AN_LITERAL(HEADER("2")
							 "type=\"2\" class=\"si\" freq=\"6,4\" att=\"x\" forks=\"3\" cut=\"5\"\n" LEAVES
							 "type=\"2\" class=\"no\" freq=\"4,6\" att=\"x\" forks=\"3\" cut=\"3\"\n"
							 EMPTY_LEAF("si") LEAF("no", "3,1") LEAF("si", "1,5"));
	case_open(&s, source, 0);
	case_expect(&s, 4, "a", 1, 0.5);
	case_close(&s);
}

#define THREE_RULES HEADER("1") "rules=\"3\" default=\"no\"\n" \
	"conds=\"1\" cover=\"10\" ok=\"9\" lift=\"1.5\" class=\"no\"\ntype=\"2\" att=\"x\" cut=\"5\" result=\"<\"\n" \
	"conds=\"2\" cover=\"4\" ok=\"3\" lift=\"1.8\" class=\"si\"\ntype=\"2\" att=\"x\" cut=\"2\" result=\">\"\n" \
	"type=\"3\" att=\"f\" elts=\"a\",\"b\"\n" \
	"conds=\"1\" cover=\"6\" ok=\"4\" lift=\"1.2\" class=\"si\"\ntype=\"1\" att=\"f\" val=\"b\"\n"

static void
rule_set(void **state)
{
	Scored		s;

	(void) state;
	case_rules(&s, THREE_RULES);
	assert_int_equal(833, s.model->rules[0].vote);
	assert_int_equal(667, s.model->rules[1].vote);
	assert_int_equal(625, s.model->rules[2].vote);
	case_expect(&s, 3, "a", 0, 0.714102014573510);
	case_expect(&s, 3, "b", 1, 1 - 0.706069160197601);
	case_expect(&s, 9, "c", 0, 0.5);
	case_expect(&s, MISSING, "b", 1, 0);
	/* not applicable is neither at most nor above */
	case_expect(&s, NOT_APPLICABLE, "c", 0, 0.5);
	case_close(&s);
}

/* Of rules with the same cover the one with the larger vote counts. */
static void
rules_of_equal_cover(void **state)
{
	static const char *const order[] = {"7", "5", "5", "7"};

	(void) state;
	for (int i = 0; i < 4; i += 2)
	{
		char		text[1024];
		Scored		s;

		snprintf(text, sizeof(text), HEADER("1") "rules=\"3\" default=\"no\"\n"
				 "conds=\"0\" cover=\"8\" ok=\"%s\" lift=\"1\" class=\"si\"\n"
				 "conds=\"0\" cover=\"8\" ok=\"%s\" lift=\"1\" class=\"si\"\n"
				 "conds=\"0\" cover=\"30\" ok=\"20\" lift=\"1\" class=\"si\"\n", order[i], order[i + 1]);
		case_rules(&s, text);
		assert_int_equal(1, case_score(&s, 1, "a"));
		/* 800, 600 and 656: conf = max(0.8, 2056 / 3000) */
		assert_true(s.c.probability[1] == 1);
		case_close(&s);
	}
	/* two classes, so that the winner's confidence shows */
	for (int i = 0; i < 4; i += 2)
	{
		char		text[1024];
		Scored		s;

		snprintf(text, sizeof(text), HEADER("1") "rules=\"3\" default=\"no\"\n"
				 "conds=\"0\" cover=\"8\" ok=\"%s\" lift=\"1\" class=\"si\"\n"
				 "conds=\"0\" cover=\"8\" ok=\"%s\" lift=\"1\" class=\"si\"\n"
				 "conds=\"0\" cover=\"18\" ok=\"9\" lift=\"1\" class=\"no\"\n", order[i], order[i + 1]);
		case_rules(&s, text);
		/* si: max(0.8, 1400 / 3000); no: min(500 / 3000, 0.5) */
		case_expect(&s, 1, "a", 1, (500.0 / 3000) / (0.8 + 500.0 / 3000));
		case_close(&s);
	}
}

/* Equal sums of votes keep the default, whichever class that is. */
static void
tie_keeps_default(void **state)
{
	static const char *const classes[] = {"no", "si"};

	(void) state;
	for (uint32_t k = 0; k < 2; k++)
	{
		char		text[1024];
		Scored		s;

		snprintf(text, sizeof(text), HEADER("1") "rules=\"2\" default=\"%s\"\n"
				 "conds=\"0\" cover=\"8\" ok=\"7\" lift=\"1\" class=\"no\"\n"
				 "conds=\"0\" cover=\"8\" ok=\"7\" lift=\"1\" class=\"si\"\n", classes[k]);
		case_rules(&s, text);
		assert_int_equal(k, case_score(&s, 1, "a"));
		case_close(&s);
	}
}

/* With votes: a set in which no rule fires votes one half for its default;
 * ties go to the default of the first set. */
static void
voting_rule_sets(void **state)
{
	Scored		s;

	(void) state;
	case_rules(&s, HEADER("2") "rules=\"0\" default=\"si\"\nrules=\"0\" default=\"no\"\n");
	case_expect(&s, 1, "a", 1, 0.5);
	case_close(&s);
	case_rules(&s, HEADER("2") "rules=\"0\" default=\"no\"\nrules=\"0\" default=\"si\"\n");
	case_expect(&s, 1, "a", 0, 0.5);
	case_close(&s);
	case_rules(&s, HEADER("2") "rules=\"0\" default=\"no\"\n"
			   "rules=\"1\" default=\"no\"\nconds=\"0\" cover=\"8\" ok=\"7\" lift=\"1\" class=\"si\"\n");
	case_expect(&s, 1, "a", 1, 0.5 / 1.3);
	case_close(&s);
}

/* cover and ok are single precision: 0.29 is then just below the half. */
static void
single_precision_votes(void **state)
{
	Scored		s;

	(void) state;
	for (int ok = 0; ok < 1000; ok++)
	{
		char		text[512];
		float		narrow = (float) (ok / 100.0 + 0.0005);
		float		cover = (float) (ok / 50.0 + 0.001);

		snprintf(text, sizeof(text), HEADER("1") "rules=\"1\" default=\"no\"\n"
				 "conds=\"0\" cover=\"%g\" ok=\"%g\" lift=\"1\" class=\"si\"\n", ok / 50.0 + 0.001, ok / 100.0 + 0.0005);
		case_rules(&s, text);
		assert_true(s.model->rules[0].cover == cover && s.model->rules[0].ok == narrow);
		assert_int_equal((int) ((1000 * ((double) narrow + 1.0)) / ((double) cover + 2.0) + 0.5),
						 s.model->rules[0].vote);
		case_close(&s);
	}
}

static void
costs(void **state)
{
	AnC50Source source = {
		.names = AN_LITERAL(CASE_SCHEMA),
		.tree = AN_LITERAL(COSTS_HEADER SOFT_TREE),
		.cost = AN_LITERAL("no, si: 3\n")
	};
	Scored		s;

	(void) state;
	case_open(&s, source, 0);
	case_expect(&s, 4.5f, "a", 1, 0.674038462115992);
	assert_int_equal(0, case_score(&s, 3, "a"));
	assert_int_equal(1, case_score(&s, MISSING, "a"));
	case_close(&s);
}

/* A cost text counts only where the header says so; probabilities are still
 * those that R refuses. */
static void
costs_without_header(void **state)
{
	AnC50Source source = {
		.names = AN_LITERAL(CASE_SCHEMA),
		.tree = AN_LITERAL(CASE_HEADER SOFT_TREE),
		.cost = AN_LITERAL("no, si: 3\n")
	};
	Scored		s;

	(void) state;
	case_open(&s, source, 0);
	case_expect(&s, 4.5f, "a", 0, 0.674038462115992);
	assert_null(s.model->costs);
	assert_true(s.model->has_costs);
	case_close(&s);
}

/* A class that cannot be is not chosen, however cheap it is. */
static void
costs_skip_empty_classes(void **state)
{
	AnC50Source source = {
		.names = AN_LITERAL("outcome.\noutcome: no,si,ni.\nx: continuous.\nf: a,b,c.\n"),
		.tree = AN_LITERAL(COSTS_HEADER LEAF("no", "6,4,0")),
		.cost = AN_LITERAL("no, si: 9\nsi, no: 9\n")
	};
	Scored		s;

	/* expected costs: no 3.6, si 5.4, ni 1 but it has no case */
	(void) state;
	case_open(&s, source, 0);
	assert_int_equal(0, case_score(&s, 1, "a"));
	case_close(&s);
}

static void
class_is_not_the_likeliest(void **state)
{
	Scored		s;

	(void) state;
	case_tree(&s, CASE_HEADER "type=\"2\" class=\"si\" freq=\"6,4\" att=\"x\" forks=\"3\" cut=\"5\"\n"
			  EMPTY_LEAF("no") LEAF("no", "3,3") LEAF("no", "3,1"));
	case_expect(&s, 1, "a", 1, 0.514285715502136);
	case_close(&s);
}

/* Fewer than 1e-4 cases are none: the parent's distribution, no spreading. */
static void
few_cases(void **state)
{
	Scored		s;

	(void) state;
	case_tree(&s, CASE_HEADER ROOT_CUT "\n" LEAF("si", "0,0.00009") LEAF("no", "5,1") LEAF("si", "1,3"));
	case_expect(&s, NOT_APPLICABLE, "a", 0, (10 * 0.6 + 0.6) / 11);
	case_expect(&s, MISSING, "a", 0, 0.599999994712491);
	case_close(&s);
	case_tree(&s, CASE_HEADER ROOT_CUT "\n" LEAF("si", "0,0.00011") LEAF("no", "5,1") LEAF("si", "1,3"));
	case_expect(&s, NOT_APPLICABLE, "a", 1, 0.6 / 1.00011);
	assert_int_equal(0, case_score(&s, MISSING, "a"));
	assert_true(fabs(s.c.probability[0] - 0.599999994712491) > 1e-7);
	case_close(&s);
}

/* The differences are single precision, and the tests come in their order. */
static void
shares_of_soft_thresholds(void **state)
{
	AnNode		node = {.kind = AN_CUT, .low = 0.1f, .cut = 0.7f, .high = 0.9f};
	float		x = 0.3f;

	(void) state;
	assert_true(an_cut_share(&node, x) ==
				(float) (1 - 0.5 * (double) (x - node.low) / ((double) (node.cut - node.low) + 1e-10)));
	assert_true((double) (x - node.low) != (double) x - (double) node.low);
	x = 0.8f;
	assert_true(an_cut_share(&node, x) ==
				(float) (0.5 * (double) (x - node.high) / ((double) (node.cut - node.high) + 1e-10)));
	assert_true(an_cut_share(&node, 0.1f) == 1 && an_cut_share(&node, 0.9f) == 0);
	/* printed with one digit less, low and high may have crossed the cut */
	node = (AnNode) {.kind = AN_CUT, .low = 5.1f, .cut = 5, .high = 5};
	assert_true(an_cut_share(&node, 5.05f) == 1 && an_cut_share(&node, 5.2f) == 0);
	node = (AnNode) {.kind = AN_CUT, .low = 5, .cut = 5, .high = 4.9f};
	assert_true(an_cut_share(&node, 4.95f) == 1 && an_cut_share(&node, 5.05f) == 0);
	node = (AnNode) {.kind = AN_CUT, .low = 6, .cut = 5, .high = 4};
	assert_true(an_cut_share(&node, 6) == 1 && an_cut_share(&node, 6.5f) == 0);
}

/* Shares below 1e-6 are not followed. */
static void
small_weights(void **state)
{
	Scored		s;
	double		w = 1 - 0.5 * 0.01 / 9995;	/* the other share is 5e-7 */

	(void) state;
	case_tree(&s, CASE_HEADER ROOT_CUT " low=\"0\" mid=\"5\" high=\"10000\"\n" LEAVES);
	case_expect(&s, 9999.99f, "a", 1, (w * w + 0.6) / (4 * w * w + 1));
	case_close(&s);
}

static void
numbers(void **state)
{
	const double halfway = 1.0000000596046448;	/* above the middle of two floats, as a double */
	float		x;

	(void) state;
	assert_true(an_case_number(0.1, false, &x) && x == 0.1f);
	assert_true(an_case_number(NAN, false, &x) && an_case_bits(x) == AN_BITS_MISSING);
	assert_true(an_case_number(16777217, false, &x) && x == 16777216);
	assert_true(an_case_number(halfway, false, &x) && x == (float) halfway);
	assert_true(an_case_number(3.4028234663852886e38, false, &x));
	assert_true(an_case_number(-3.4028235e38, false, &x));
	assert_false(an_case_number(3.4028235677973366e38, false, &x));
	assert_false(an_case_number(INFINITY, false, &x));
	assert_false(an_case_number(-INFINITY, false, &x));
	/* two patterns that mean something else in the trainer's memory */
	assert_true(an_case_number(1.5777218104420236e-30, false, &x) && an_case_bits(x) == AN_BITS_MISSING);
	assert_true(an_case_number(1.401298464324817e-45, false, &x) && an_case_bits(x) == AN_BITS_NA);
	assert_true(an_case_number(-1.5777218104420236e-30, false, &x) && x < 0);
	assert_true(an_case_number(2.802596928649634e-45, false, &x) && x > 0);
	/* in C5.0's alone */
	assert_true(an_case_number(1.5777218104420236e-30, true, &x) && an_case_bits(x) == 0x0E000000u);
	assert_true(an_case_number(1.401298464324817e-45, true, &x) && an_case_bits(x) == 0x00000001u);
	assert_true(an_case_number(NAN, true, &x) && an_case_bits(x) == AN_BITS_MISSING);
	assert_false(an_case_number(INFINITY, true, &x));
}

/* Text becomes a double first: this one is above the middle as text alone. */
static void
numbers_are_rounded_twice(void **state)
{
	const char *text = "1.000000059604644775390626";
	float		x;

	(void) state;
	assert_true(an_case_number(strtod(text, NULL), false, &x));
	assert_true(x == 1.0f);
	assert_true(strtof(text, NULL) > 1.0f);
}

static void
levels(void **state)
{
	Scored		s;
	float		x;

	(void) state;
	case_rules(&s, THREE_RULES);
	assert_true(case_level(&s, "N/A") == 1);
	assert_true(case_level(&s, "a") == 2 && case_level(&s, " c\t") == 4);
	assert_int_equal(AN_BITS_MISSING, an_case_bits(case_level(&s, "?")));
	assert_false(an_case_level(s.scorer, 1, "d", 1, &x));
	assert_false(an_case_level(s.scorer, 1, "", 0, &x));
	assert_false(an_case_level(s.scorer, 1, "a\n", 2, &x));
	case_close(&s);
}

/* A feature is read when a split asks for it, once, and not otherwise. */
static int	reads[2];

static void
count_read(AnCase *c, uint32_t feature)
{
	reads[feature]++;
	c->x[feature] = 1;
}

static void
reads_on_demand(void **state)
{
	Scored		s;

	(void) state;
	case_tree(&s, CASE_HEADER SOFT_TREE);
	s.c.read = count_read;
	for (int i = 1; i <= 3; i++)
	{
		an_case_clear(s.scorer, &s.c);
		an_score(s.scorer, &s.c);
		assert_int_equal(i, reads[0]);
		assert_int_equal(0, reads[1]);
	}
	case_close(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(soft_threshold),
		cmocka_unit_test(nway_split),
		cmocka_unit_test(subset_split),
		cmocka_unit_test(boosting),
		cmocka_unit_test(tie_of_votes),
		cmocka_unit_test(rule_set),
		cmocka_unit_test(rules_of_equal_cover),
		cmocka_unit_test(tie_keeps_default),
		cmocka_unit_test(voting_rule_sets),
		cmocka_unit_test(single_precision_votes),
		cmocka_unit_test(costs),
		cmocka_unit_test(costs_without_header),
		cmocka_unit_test(costs_skip_empty_classes),
		cmocka_unit_test(class_is_not_the_likeliest),
		cmocka_unit_test(few_cases),
		cmocka_unit_test(shares_of_soft_thresholds),
		cmocka_unit_test(small_weights),
		cmocka_unit_test(numbers),
		cmocka_unit_test(numbers_are_rounded_twice),
		cmocka_unit_test(levels),
		cmocka_unit_test(reads_on_demand),
	};

	return cmocka_run_group_tests_name("scorer", tests, NULL, NULL);
}
