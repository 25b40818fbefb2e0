/*
 * metrics_golden_test.c - every figure against scikit-learn
 *
 * test/golden/metrics/HOWTO says where they come from.  Figures agree to 1e-12.
 */
#define FIXTURE_MEMORY ((size_t) 1 << 30)
#include "fixture.h"

#include <math.h>

#include "scores.h"
#include "stats/metrics.h"

#define SLACK 1e-12
#define NCLASSES 4

static const char *classes[NCLASSES] = {"ant", "bee", "cat", "dog"};

/* ----- files ----- */

static char *
read_text(const char *name)
{
	char		folder[1024];
	size_t		size;
	char	   *text;

	snprintf(folder, sizeof(folder), "%s/metrics", unit_golden());
	text = unit_read_file(&env, folder, name, &size);
	assert_non_null(text);
	return text;
}

/* The next record's fields; false at the end.  Cuts the text up. */
static bool
next_record(char **at, char **fields, int count)
{
	if (**at == '\0')
		return false;
	for (int i = 0; i < count; i++)
	{
		fields[i] = *at;
		*at += strcspn(*at, i + 1 < count ? "," : "\n");
		assert_true(**at != '\0');
		*(*at)++ = '\0';
	}
	return true;
}

static char *
after_header(const char *prefix, const char *file)
{
	char		name[200];

	snprintf(name, sizeof(name), "%s%s.csv", prefix, file);
	return strchr(read_text(name), '\n') + 1;
}

/* What scikit-learn says; false when it says nothing. */
static bool
find_expected(const char *file, const char *metric, double *value)
{
	char		line[200];
	char	   *found;

	snprintf(line, sizeof(line), "\n%s %s ", file, metric);
	found = strstr(read_text("expected.txt"), line + 1);
	if (found == NULL)
		return false;
	*value = strtod(found + strlen(line + 1), NULL);
	return true;
}

static void
expect(const char *file, bool weighted, const char *metric, double value)
{
	char		name[100];
	double		expected = NAN;

	snprintf(name, sizeof(name), "%s%s", metric, weighted ? "_weighted" : "");
	assert_true(find_expected(file, name, &expected));
	if (!(fabs(value - expected) <= SLACK * fmax(1, fabs(expected))))
		print_error("%s %s: %.17g, scikit-learn %.17g\n", file, name, value, expected);
	assert_true(fabs(value - expected) <= SLACK * fmax(1, fabs(expected)));
}

/* All metrics of a kind that scikit-learn has; returns how many. */
static int
expect_metrics(const char *file, bool weighted, AnMetricOf of, const AnFigures *figures)
{
	int			count = 0;
	double		value;

	for (int i = 0; i < AN_METRIC_COUNT; i++)
		if (an_metrics[i].of == of && find_expected(file, an_metrics[i].name, &value))
		{
			expect(file, weighted, an_metrics[i].name, an_metrics[i].value(figures));
			count++;
		}
	return count;
}

/* ----- two classes ----- */

static AnScoreTable *
read_scores(const char *file, bool weighted)
{
	char	   *at = after_header("", file);
	char	   *fields[3];
	AnScoreTable *t = scores_new(&env, weighted ? AN_SCORES_WEIGHTED : 0);

	while (next_record(&at, fields, 3))
		assert_int_equal(scores_add(&env, &t, atof(fields[1]), fields[0][0] == '1',
									weighted ? atof(fields[2]) : 1), AN_OK);
	assert_int_equal(an_score_table_compact(&env, t), AN_OK);
	return t;
}

static void
add_losses(const char *file, bool weighted, AnFigures *figures)
{
	char	   *at = after_header("", file);
	char	   *fields[3];

	while (next_record(&at, fields, 3))
	{
		double		weight = weighted ? atof(fields[2]) : 1;

		an_loss_add(&figures->log_loss, an_log_loss(fields[0][0] == '1', atof(fields[1])), weight);
		an_loss_add(&figures->brier, an_brier(fields[0][0] == '1', atof(fields[1])), weight);
	}
}

static void
check_curve(const char *file, const AnScoreTable *t)
{
	char	   *at = after_header("curve_", file);
	char	   *fields[3];
	AnRocPoint *points;
	uint32_t	count;
	uint32_t	i = 1;

	assert_int_equal(an_roc_curve(&env, t, 0, &points, &count), AN_OK);
	for (; next_record(&at, fields, 3); i++)
	{
		assert_true(i < count);
		assert_true(points[i].threshold == atof(fields[0]));
		assert_true(fabs(points[i].false_positive_rate - atof(fields[1])) < SLACK);
		assert_true(fabs(points[i].true_positive_rate - atof(fields[2])) < SLACK);
	}
	assert_int_equal(i, count);
}

static void
check_calibration(const char *file, const AnScoreTable *t)
{
	char	   *at = after_header("calibration_", file);
	char	   *fields[2];
	AnScoreBin *bins;
	uint32_t	count;
	uint32_t	i = 0;

	assert_int_equal(an_score_bins(&env, t, AN_BINS_UNIFORM, 10, &bins, &count), AN_OK);
	for (; next_record(&at, fields, 2); i++)
	{
		assert_true(i < count);
		assert_true(fabs(bins[i].positive / (bins[i].positive + bins[i].negative) -
						 atof(fields[0])) < SLACK);
		assert_true(fabs(bins[i].mean - atof(fields[1])) < SLACK);
	}
	assert_int_equal(i, count);
}

static void
check_binary(const char *file, bool probabilities)
{
	for (int weighted = 0; weighted < 2; weighted++)
	{
		AnScoreTable *t = read_scores(file, weighted);
		AnFigures	figures = {.scores = an_score_summary(t)};

		add_losses(file, weighted, &figures);
		assert_int_equal(expect_metrics(file, weighted, AN_OF_SCORES, &figures), 3);
		assert_int_equal(expect_metrics(file, weighted, AN_OF_CLASSES, &figures), probabilities ? 2 : 0);
		if (weighted)
			continue;
		check_curve(file, t);
		if (probabilities)
			check_calibration(file, t);
	}
}

#define BINARY(name, probabilities) \
	static void name(void **state) { (void) state; check_binary(#name, probabilities); }

BINARY(binary_distinct, true)
BINARY(binary_ties, true)
BINARY(binary_certain, true)
BINARY(binary_few, true)
BINARY(binary_margins, false)

/* ----- many classes ----- */

static uint32_t
class_number(const char *name)
{
	for (uint32_t i = 0; i < NCLASSES; i++)
		if (strcmp(classes[i], name) == 0)
			return i;
	fail();
	return 0;
}

static AnConfusion *
read_classes(bool weighted, AnFigures *f)
{
	char	   *at = after_header("", "classes");
	char	   *fields[3 + NCLASSES];
	AnConfusion *c = an_alloc(&env, an_confusion_size(NCLASSES, 64));

	an_confusion_init(c, NCLASSES, 64);
	while (next_record(&at, fields, 3 + NCLASSES))
	{
		double		weight = weighted ? atof(fields[2]) : 1;
		double		p[NCLASSES];
		int32_t		actual;
		int32_t		predicted;

		for (int i = 0; i < NCLASSES; i++)
			p[i] = atof(fields[3 + i]);
		an_loss_add(&f->accuracy, strcmp(fields[0], fields[1]) == 0 ? 1 : 0, weight);
		an_loss_add(&f->log_loss, an_log_loss_of(p, NCLASSES, class_number(fields[0])), weight);
		an_loss_add(&f->brier, an_brier_of(p, NCLASSES, class_number(fields[0])), weight);
		assert_int_equal(an_confusion_number(&env, c, (AnStr) {fields[0], strlen(fields[0])}, &actual), AN_OK);
		assert_int_equal(an_confusion_number(&env, c, (AnStr) {fields[1], strlen(fields[1])}, &predicted), AN_OK);
		an_confusion_add(c, (uint32_t) actual, (uint32_t) predicted, weight);
	}
	assert_int_equal(an_class_summary(&env, c, &f->classes), AN_OK);
	return c;
}

static void
expect_report(bool weighted, const char *of, const AnClassReport *report)
{
	char		name[100];

	snprintf(name, sizeof(name), "%s_precision", of);
	expect("classes", weighted, name, report->precision);
	snprintf(name, sizeof(name), "%s_recall", of);
	expect("classes", weighted, name, report->recall);
	snprintf(name, sizeof(name), "%s_f1", of);
	expect("classes", weighted, name, report->f1);
}

static void
many_classes(void **state)
{
	(void) state;
	for (int weighted = 0; weighted < 2; weighted++)
	{
		AnFigures	figures = {0};
		AnConfusion *c = read_classes(weighted, &figures);
		AnClassReport *reports;
		AnClassReport macro;
		AnClassReport mean;
		char		name[100];

		assert_true(expect_metrics("classes", weighted, AN_OF_CLASSES, &figures) >= 5);
		expect("classes", weighted, "accuracy", an_confusion_accuracy(c));
		assert_int_equal(an_class_reports(&env, c, &reports), AN_OK);
		for (uint32_t i = 0; i < NCLASSES; i++)
		{
			expect_report(weighted, classes[i], &reports[i]);
			snprintf(name, sizeof(name), "%s_support", classes[i]);
			expect("classes", weighted, name, reports[i].support);
			for (uint32_t j = 0; j < NCLASSES; j++)
			{
				snprintf(name, sizeof(name), "%s_as_%s", classes[i], classes[j]);
				expect("classes", weighted, name, an_confusion_weight(c, i, j));
			}
		}
		macro = an_macro_average(reports, NCLASSES);
		mean = an_weighted_average(reports, NCLASSES);
		expect_report(weighted, "macro", &macro);
		expect_report(weighted, "weighted", &mean);
	}
}

/* ----- numbers ----- */

static void
check_numbers(const char *file)
{
	for (int weighted = 0; weighted < 2; weighted++)
	{
		char	   *at = after_header("", file);
		char	   *fields[3];
		AnFigures	figures = {0};

		while (next_record(&at, fields, 3))
		{
			double		actual = atof(fields[0]);
			double		predicted = atof(fields[1]);
			double		weight = weighted ? atof(fields[2]) : 1;

			an_loss_add_square(&figures.squares, actual, predicted, weight);
			an_loss_add(&figures.absolutes, fabs(actual - predicted), weight);
		}
		assert_true(expect_metrics(file, weighted, AN_OF_NUMBERS, &figures) >= 3);
	}
}

#define NUMBERS(name) \
	static void name(void **state) { (void) state; check_numbers(#name); }

NUMBERS(numbers)
NUMBERS(numbers_far)
NUMBERS(numbers_constant)
NUMBERS(numbers_constant_missed)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(binary_distinct), TEST(binary_ties), TEST(binary_certain), TEST(binary_few),
		TEST(binary_margins), TEST(many_classes), TEST(numbers), TEST(numbers_far),
		TEST(numbers_constant), TEST(numbers_constant_missed)
	};

	return cmocka_run_group_tests_name("metrics_golden", tests, NULL, NULL);
}
