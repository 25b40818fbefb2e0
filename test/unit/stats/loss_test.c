/* loss_test.c - numbers in names are those of the contract in loss.h */
#include "unit.h"

#include <math.h>

#include "stats/loss.h"

/* 12 accounts: bad or not, and the probability of that */
static const bool bad[12] = {1, 1, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0};
static const double pd[12] = {.90, .80, .70, .60, .60, .40, .35, .30, .20, .20, .10, .05};

static void
figures_of_the_12_accounts(void **state)
{
	AnLoss		log_loss = {0};
	AnLoss		brier = {0};

	(void) state;
	for (int i = 0; i < 12; i++)
	{
		an_loss_add(&log_loss, an_log_loss(bad[i], pd[i]), 1);
		an_loss_add(&brier, an_brier(bad[i], pd[i]), 1);
	}
	assert_true(fabs(an_loss_mean(&brier) - 0.1520833) < 5e-8);
	assert_true(fabs(an_loss_mean(&log_loss) - 0.4566547) < 5e-8);
	assert_true(log_loss.rows == 12);
}

static void
two_classes_are_two_of_many(void **state)
{
	(void) state;
	for (int i = 0; i < 12; i++)
	{
		double		p[2] = {1 - pd[i], pd[i]};

		assert_true(fabs(an_log_loss_of(p, 2, bad[i]) - an_log_loss(bad[i], pd[i])) < 1e-15);
		assert_true(fabs(an_brier_of(p, 2, bad[i]) - 2 * an_brier(bad[i], pd[i])) < 1e-15);
	}
}

static void
impossible_and_certain(void **state)
{
	double		p[3] = {1, 0, 0};

	(void) state;
	assert_true(an_log_loss(true, 0) == -log(AN_LOSS_CLIP));
	assert_true(an_log_loss(false, 1) == -log(AN_LOSS_CLIP));
	assert_true(an_log_loss(true, 1) < 3e-16);
	assert_true(fabs(an_log_loss_of(p, 3, 1) + log(AN_LOSS_CLIP)) < 1e-14);
	assert_true(an_brier_of(p, 3, 0) == 0);
	assert_true(an_brier_of(p, 3, 2) == 2);
}

static void
contract_1_no_rows_and_few(void **state)
{
	AnLoss		none = {0};
	AnLoss		one = {0};
	AnLoss		merged = {0};

	(void) state;
	assert_true(isnan(an_loss_mean(&none)));
	assert_true(isnan(an_loss_r2(&none)));
	an_loss_add_square(&one, 3, 1, 2);
	assert_true(an_loss_mean(&one) == 4);
	assert_true(isnan(an_loss_r2(&one)));
	merged = one;
	an_loss_merge(&merged, &none);
	assert_memory_equal(&merged, &one, sizeof(one));
	an_loss_merge(&none, &one);
	assert_memory_equal(&none, &one, sizeof(one));
}

static void
r2_of_a_constant(void **state)
{
	AnLoss		right = {0};
	AnLoss		wrong = {0};

	(void) state;
	for (int i = 0; i < 3; i++)
	{
		an_loss_add_square(&right, 0.1, 0.1, 1);
		an_loss_add_square(&wrong, 0.1, i, 1);
	}
	assert_true(an_loss_r2(&right) == 1);
	assert_true(an_loss_r2(&wrong) == 0);
}

static void
contract_2_long_sums(void **state)
{
	AnLoss		whole = {0};
	AnLoss		parts[7] = {{0}};
	AnLoss		merged = {0};

	(void) state;
	for (int i = 0; i < 1000000; i++)
	{
		an_loss_add(&whole, 0.1, 0.3);
		an_loss_add(&parts[i % 7], 0.1, 0.3);
	}
	for (int i = 6; i >= 0; i--)
		an_loss_merge(&merged, &parts[i]);
	assert_true(fabs(an_loss_mean(&whole) - 0.1) < 1e-16);
	assert_true(fabs(an_loss_mean(&merged) - 0.1) < 1e-16);
	assert_true(merged.rows == 1000000);
}

static void
contract_3_r2_far_from_zero(void **state)
{
	AnLoss		whole = {0};
	AnLoss		parts[3] = {{0}};

	(void) state;
	for (int i = 0; i < 3000; i++)
	{
		double		actual = 1e9 + i % 10;

		an_loss_add_square(&whole, actual, actual + (i % 2 == 0 ? 1 : -1), 1 + i % 3);
		an_loss_add_square(&parts[i % 3], actual, actual + (i % 2 == 0 ? 1 : -1), 1 + i % 3);
	}
	an_loss_merge(&parts[0], &parts[1]);
	an_loss_merge(&parts[0], &parts[2]);
	assert_true(an_loss_mean(&whole) == 1);
	/* the variance of 0..9 is 8.25 */
	assert_true(fabs(an_loss_r2(&whole) - (1 - 1 / 8.25)) < 1e-13);
	assert_true(fabs(an_loss_r2(&parts[0]) - an_loss_r2(&whole)) < 1e-13);
}

static void
contract_4_overflow_shows(void **state)
{
	AnLoss		loss = {0};

	(void) state;
	an_loss_add_square(&loss, 1e200, -1e200, 1);
	assert_false(isfinite(an_loss_mean(&loss)));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(figures_of_the_12_accounts),
		cmocka_unit_test(two_classes_are_two_of_many),
		cmocka_unit_test(impossible_and_certain),
		cmocka_unit_test(contract_1_no_rows_and_few),
		cmocka_unit_test(r2_of_a_constant),
		cmocka_unit_test(contract_2_long_sums),
		cmocka_unit_test(contract_3_r2_far_from_zero),
		cmocka_unit_test(contract_4_overflow_shows)
	};

	return cmocka_run_group_tests_name("loss", tests, NULL, NULL);
}
