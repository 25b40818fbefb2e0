/* score_metrics_test.c - numbers in names are those of the contract in score_metrics.h */
#define FIXTURE_MEMORY ((size_t) 1 << 30)
#include "fixture.h"

#include <math.h>

#include "scores.h"
#include "stats/score_metrics.h"

#define N_ACCOUNTS 12

/* 12 accounts: bad or not, and the probability of that */
static const bool bad[N_ACCOUNTS] = {1, 1, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0};
static const double pd[N_ACCOUNTS] = {.90, .80, .70, .60, .60, .40, .35, .30, .20, .20, .10, .05};

static AnScoreTable *
make_table(size_t n, const double *scores, const bool *positive, const double *weights)
{
	AnScoreTable *t = scores_new(&env, weights != NULL ? AN_SCORES_WEIGHTED : 0);

	for (size_t i = 0; i < n; i++)
		assert_int_equal(scores_add(&env, &t, scores[i], positive[i],
									weights != NULL ? weights[i] : 1), AN_OK);
	assert_int_equal(an_score_table_compact(&env, t), AN_OK);
	return t;
}

static AnScoreTable *
accounts(void)
{
	return make_table(N_ACCOUNTS, pd, bad, NULL);
}

static void
figures_of_the_12_accounts(void **state)
{
	AnScoreSummary s = an_score_summary(accounts());

	(void) state;
	assert_true(s.positives == 4 && s.negatives == 8);
	assert_true(s.auc == 0.859375);
	assert_true(2 * s.auc - 1 == 0.71875);
	assert_true(s.ks == 0.625);
	assert_true(s.ks_score == 0.35);
	assert_true(fabs(s.precision - (1 + 1 + 3 / 5.0 + 4 / 7.0) / 4) < 1e-15);
	assert_true(s.auc_error == 0 && s.ks_error == 0 && s.precision_error == 0);
}

static void
gains_of_the_12_accounts(void **state)
{
	static const double bads[] = {2, 1, 1, 0};
	static const double means[] = {.8, 1.6 / 3, .85 / 3, .35 / 3};
	AnScoreBin *bins;
	uint32_t	count;

	(void) state;
	assert_int_equal(an_score_bins(&env, accounts(), AN_BINS_DESCENDING, 4, &bins, &count), AN_OK);
	assert_int_equal(count, 4);
	for (uint32_t i = 0; i < 4; i++)
	{
		assert_int_equal(bins[i].number, i + 1);
		assert_true(bins[i].positive == bads[i]);
		assert_true(bins[i].negative == 3 - bads[i]);
		assert_true(fabs(bins[i].mean - means[i]) < 1e-15);
	}
	assert_true(bins[0].low == 0.7 && bins[0].high == 0.9);
	assert_true(bins[2].low == 0.2 && bins[3].high == 0.2);
}

/* n rows of each of five scores, some of them positive */
static AnScoreTable *
five_scores(void)
{
	static const double scores[] = {.02, .05, .10, .20, .40};
	static const int observed[] = {1, 6, 12, 18, 45};
	AnScoreTable *t = scores_new(&env, 0);

	for (int i = 0; i < 5; i++)
		for (int k = 0; k < 100; k++)
			assert_int_equal(scores_add(&env, &t, scores[i], k < observed[i], 1), AN_OK);
	assert_int_equal(an_score_table_compact(&env, t), AN_OK);
	return t;
}

static void
calibration_of_five_bins(void **state)
{
	AnScoreBin *bins;
	uint32_t	count;
	double		hosmer_lemeshow = 0;
	double		ece = 0;

	(void) state;
	assert_int_equal(an_score_bins(&env, five_scores(), AN_BINS_ASCENDING, 5, &bins, &count), AN_OK);
	assert_int_equal(count, 5);
	for (uint32_t i = 0; i < count; i++)
	{
		hosmer_lemeshow += an_hosmer_lemeshow(&bins[i]);
		ece += fabs(bins[i].positive / 100 - bins[i].mean) / 5;
	}
	assert_true(fabs(hosmer_lemeshow - 2.4568) < 5e-5);
	assert_true(fabs(ece - 0.022) < 1e-15);
}

static void
uniform_bins(void **state)
{
	AnScoreBin *bins;
	uint32_t	count;
	static const double scores[] = {0, 0.1, 0.2, 0.3, 0.7, 1};
	static const bool positive[] = {0, 1, 0, 1, 0, 1};

	(void) state;
	assert_int_equal(an_score_bins(&env, make_table(6, scores, positive, NULL), AN_BINS_UNIFORM, 10,
								   &bins, &count), AN_OK);
	/* a border belongs to the lower bin; 0.3 < 3 * 0.1 */
	assert_int_equal(count, 5);
	assert_int_equal(bins[0].number, 1);
	assert_true(bins[0].low == 0 && bins[0].high == 0.1);
	assert_int_equal(bins[1].number, 2);
	assert_int_equal(bins[2].number, 3);
	assert_int_equal(bins[3].number, 7);
	assert_int_equal(bins[4].number, 10);
	assert_true(bins[4].positive == 1 && bins[4].negative == 0);
}

/* Every border and its neighbours, against the borders one by one. */
static void
uniform_bins_at_the_borders(void **state)
{
	(void) state;
	for (uint32_t wanted = 1; wanted <= 200; wanted++)
		for (uint32_t i = 1; i < wanted; i++)
		{
			double		edge = i * (1.0 / wanted);
			double		scores[3] = {nextafter(edge, 0), edge, nextafter(edge, 1)};
			bool		positive[3] = {true, true, false};
			AnScoreBin *bins;
			uint32_t	count;

			assert_int_equal(an_score_bins(&env, make_table(3, scores, positive, NULL),
										   AN_BINS_UNIFORM, wanted, &bins, &count), AN_OK);
			assert_int_equal(count, 2);
			assert_int_equal(bins[0].number, i);
			assert_true(bins[0].positive == 2);
			assert_int_equal(bins[1].number, i + 1);
			an_env_release(&env);
		}
}

static void
bins_of_other_scores_and_numbers(void **state)
{
	static const double score = 1.5;
	static const bool positive = true;
	AnScoreTable *t = make_table(1, &score, &positive, NULL);
	AnScoreBin *bins;
	uint32_t	count;

	(void) state;
	assert_int_equal(an_score_bins(&env, t, AN_BINS_UNIFORM, 10, &bins, &count), AN_EARG);
	assert_int_equal(an_score_bins(&env, t, AN_BINS_ASCENDING, 0, &bins, &count), AN_EARG);
	assert_int_equal(an_score_bins(&env, t, AN_BINS_ASCENDING, AN_MAX_BINS + 1, &bins, &count), AN_EARG);
	assert_int_equal(an_score_bins(&env, t, AN_BINS_ASCENDING, 10, &bins, &count), AN_OK);
	assert_int_equal(count, 1);
}

/* By definition, all pairs. */
static double
plain_auc(size_t n, const double *scores, const bool *positive, const double *weights)
{
	double		area = 0;
	double		pairs = 0;

	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < n; j++)
			if (positive[i] && !positive[j])
			{
				double		weight = weights[i] * weights[j];

				pairs += weight;
				area += scores[i] > scores[j] ? weight : scores[i] == scores[j] ? weight / 2 : 0;
			}
	return area / pairs;
}

static void
weights_and_ties_as_defined(void **state)
{
	uint64_t	seed = 3;

	(void) state;
	for (int round = 0; round < 50; round++)
	{
		double		scores[200];
		bool		positive[200];
		double		weights[200];

		for (int i = 0; i < 200; i++)
		{
			scores[i] = scores_random(&seed) % (round + 1) - 10.0;
			positive[i] = scores_random(&seed) % 3 == 0;
			weights[i] = 0.25 + scores_random(&seed) % 16 / 4.0;
		}
		assert_true(fabs(an_score_summary(make_table(200, scores, positive, weights)).auc -
						 plain_auc(200, scores, positive, weights)) < 1e-13);
	}
}

static void
contract_2_everything_tied(void **state)
{
	AnScoreTable *t = scores_new(&env, 0);
	AnScoreSummary s;
	AnScoreBin *bins;
	uint32_t	count;

	(void) state;
	for (int i = 0; i < 100; i++)
		assert_int_equal(scores_add(&env, &t, 0.5, i < 30, 1), AN_OK);
	assert_int_equal(an_score_table_compact(&env, t), AN_OK);
	s = an_score_summary(t);
	assert_true(s.auc == 0.5 && s.ks == 0 && isnan(s.ks_score));
	assert_true(s.precision == 0.3);
	assert_int_equal(an_score_bins(&env, t, AN_BINS_DESCENDING, 10, &bins, &count), AN_OK);
	assert_int_equal(count, 10);
	for (uint32_t i = 0; i < count; i++)
		assert_true(fabs(bins[i].positive - 3) < 1e-12 && fabs(bins[i].negative - 7) < 1e-12);
}

static void
contract_3_no_rows_and_one_class(void **state)
{
	static const double scores[] = {1, 2};
	static const bool all[] = {true, true};
	static const bool none[] = {false, false};
	AnScoreSummary s = an_score_summary(make_table(0, scores, all, NULL));

	(void) state;
	assert_true(isnan(s.auc) && isnan(s.ks) && isnan(s.precision) && isnan(s.auc_error));
	s = an_score_summary(make_table(2, scores, all, NULL));
	assert_true(isnan(s.auc) && isnan(s.ks) && s.precision == 1 && s.precision_error == 0);
	s = an_score_summary(make_table(2, scores, none, NULL));
	assert_true(isnan(s.auc) && isnan(s.ks) && isnan(s.precision));
	s = an_score_summary(make_table(1, scores, all, NULL));
	assert_true(isnan(s.auc) && s.positives == 1);
}

static void
curve_of_the_12_accounts(void **state)
{
	AnRocPoint *points;
	uint32_t	count;
	double		area = 0;

	(void) state;
	assert_int_equal(an_roc_curve(&env, accounts(), 0, &points, &count), AN_OK);
	assert_int_equal(count, 11);
	assert_true(isnan(points[0].threshold) && isnan(points[0].precision));
	assert_true(points[0].true_positive_rate == 0 && points[0].false_positive_rate == 0);
	for (uint32_t i = 1; i < count; i++)
		area += (points[i].false_positive_rate - points[i - 1].false_positive_rate) *
			(points[i].true_positive_rate + points[i - 1].true_positive_rate) / 2;
	assert_true(fabs(area - 0.859375) < 1e-15);
	/* a cut-off of 0.5 falls between 0.6 and 0.4: TP 3, FP 2 */
	assert_true(points[4].threshold == 0.6);
	assert_true(points[4].true_positive_rate == 0.75 && points[4].precision == 0.6);
	assert_true(points[10].threshold == 0.05 && points[10].true_positive_rate == 1);
}

static void
curve_of_few_points(void **state)
{
	AnScoreTable *t = scores_new(&env, 0);
	AnRocPoint *points;
	uint32_t	count;

	(void) state;
	assert_int_equal(an_roc_curve(&env, accounts(), 1, &points, &count), AN_EARG);
	for (int i = 0; i < 10000; i++)
		assert_int_equal(scores_add(&env, &t, i, i % 7 > 3 || i > 8000, 1), AN_OK);
	assert_int_equal(an_score_table_compact(&env, t), AN_OK);
	for (uint32_t most = 2; most <= 200; most += 33)
	{
		assert_int_equal(an_roc_curve(&env, t, most, &points, &count), AN_OK);
		assert_int_equal(count, most);
		assert_true(points[count - 1].threshold == 0 && points[count - 1].false_positive_rate == 1);
		for (uint32_t i = 1; i < count; i++)
			assert_true(points[i].false_positive_rate + points[i].true_positive_rate -
						points[i - 1].false_positive_rate - points[i - 1].true_positive_rate <
						2.0 / (most - 1) + 1e-3);
	}
}

static void
curve_without_a_class(void **state)
{
	static const double scores[] = {1, 2, 3};
	static const bool all[] = {true, true, true};
	AnRocPoint *points;
	uint32_t	count;

	(void) state;
	assert_int_equal(an_roc_curve(&env, make_table(3, scores, all, NULL), 2, &points, &count), AN_OK);
	assert_int_equal(count, 2);
	assert_true(isnan(points[1].false_positive_rate) && points[1].true_positive_rate == 1);
	assert_int_equal(an_roc_curve(&env, make_table(0, scores, all, NULL), 0, &points, &count), AN_OK);
	assert_int_equal(count, 1);
	assert_true(isnan(points[0].true_positive_rate));
}

static void
bins_of_weights(void **state)
{
	static const double scores[] = {1, 2, 3};
	static const bool positive[] = {true, false, true};
	static const double weights[] = {0.1, 0.3, 0.6};
	AnScoreBin *bins;
	uint32_t	count;

	(void) state;
	assert_int_equal(an_score_bins(&env, make_table(3, scores, positive, weights),
								   AN_BINS_ASCENDING, 10, &bins, &count), AN_OK);
	/* what rounding leaves of a border makes no bin and does not spoil one */
	assert_int_equal(count, 10);
	for (uint32_t i = 0; i < count; i++)
	{
		assert_true(fabs(bins[i].positive + bins[i].negative - 0.1) < 1e-12);
		assert_true(bins[i].low == bins[i].high);
	}
}

static void
fewer_rows_than_bins(void **state)
{
	static const double scores[] = {1, 2, 3};
	static const bool positive[] = {true, false, true};
	AnScoreBin *bins;
	uint32_t	count;
	double		rows = 0;

	(void) state;
	assert_int_equal(an_score_bins(&env, make_table(3, scores, positive, NULL),
								   AN_BINS_DESCENDING, 10, &bins, &count), AN_OK);
	assert_int_equal(count, 3);
	for (uint32_t i = 0; i < count; i++)
		rows += bins[i].positive + bins[i].negative;
	assert_true(rows == 3);
	assert_int_equal(an_score_bins(&env, make_table(0, scores, positive, NULL),
								   AN_BINS_DESCENDING, 10, &bins, &count), AN_OK);
	assert_int_equal(count, 0);
}

static void
hosmer_lemeshow_of_certainty(void **state)
{
	AnScoreBin	right = {.negative = 5, .mean = 0};
	AnScoreBin	wrong = {.positive = 1, .negative = 5, .mean = 0};

	(void) state;
	assert_true(an_hosmer_lemeshow(&right) == 0);
	assert_true(isnan(an_hosmer_lemeshow(&wrong)));
}

/* The same rows as an exact table, with another level, hence in larger cells. */
static AnScoreTable *
coarse(const AnScoreTable *t, uint32_t level)
{
	AnScoreTable *c = scores_new(&env, 0);

	c->level = level;
	assert_int_equal(scores_merge(&env, &c, t), AN_OK);
	return c;
}

static void
contract_4_errors_bound_the_figures(void **state)
{
	uint64_t	seed = 11;

	(void) state;
	for (uint32_t level = 36; level <= 53; level++)
	{
		AnScoreTable *t = scores_new(&env, 0);
		AnScoreSummary exact;
		AnScoreSummary s;

		for (int i = 0; i < 20000; i++)
		{
			double		score = scores_random(&seed) / 4294967296.0;
			bool		positive = scores_random(&seed) / 4294967296.0 < score;

			assert_int_equal(scores_add(&env, &t, score, positive, 1), AN_OK);
		}
		assert_int_equal(an_score_table_compact(&env, t), AN_OK);
		exact = an_score_summary(t);
		s = an_score_summary(coarse(t, level));
		assert_true(s.auc_error > 0 && s.ks_error > 0 && s.precision_error > 0);
		assert_true(fabs(s.auc - exact.auc) <= s.auc_error);
		assert_true(fabs(s.ks - exact.ks) <= s.ks_error);
		assert_true(fabs(s.precision - exact.precision) <= s.precision_error);
		assert_true(level > 44 || s.auc_error < 1e-2);
		an_env_release(&env);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(figures_of_the_12_accounts), TEST(gains_of_the_12_accounts),
		TEST(calibration_of_five_bins), TEST(uniform_bins), TEST(uniform_bins_at_the_borders),
		TEST(bins_of_other_scores_and_numbers),
		TEST(weights_and_ties_as_defined), TEST(contract_2_everything_tied),
		TEST(contract_3_no_rows_and_one_class), TEST(curve_of_the_12_accounts),
		TEST(curve_of_few_points), TEST(curve_without_a_class), TEST(bins_of_weights),
		TEST(fewer_rows_than_bins), TEST(hosmer_lemeshow_of_certainty),
		TEST(contract_4_errors_bound_the_figures)
	};

	return cmocka_run_group_tests_name("score_metrics", tests, NULL, NULL);
}
