/* folds_test.c - the contract of folds.h */
#include "unit.h"

#include "train/folds.h"

#define ROWS 1000

typedef struct Deal
{
	AnEnv		env;
	AnFoldRow	rows[ROWS];
	uint8_t		fold[ROWS];
	size_t		lonely;
} Deal;

static Deal deal;

static uint64_t
random_number(uint64_t *state)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return *state >> 16;
}

/* Row i has key keys(i), and of nclasses classes one that is rarer the higher. */
static AnStatus
deal_rows(size_t n, uint64_t nkeys, uint64_t nclasses, uint32_t folds, bool grouped)
{
	uint64_t	state = 42;

	memset(&deal, 0, sizeof(deal));
	an_env_init(&deal.env, (size_t) 1 << 20);
	for (size_t i = 0; i < n; i++)
	{
		uint64_t	key = random_number(&state);
		uint64_t	klass = random_number(&state) % nclasses;

		deal.rows[i].key = nkeys > 0 ? key % nkeys : key;
		deal.rows[i].klass = nclasses > 1 ? klass * klass / nclasses : 0;
		deal.rows[i].row = i;
	}
	return an_folds_deal(&deal.env, deal.rows, n, folds, grouped, deal.fold, &deal.lonely);
}

static void
end(void)
{
	an_env_release(&deal.env);
}

/* Contract 1: sizes of folds, and of every class in them */
static void
test_even(void **state)
{
	(void) state;
	for (uint32_t folds = 2; folds <= 10; folds++)
	{
		size_t		count[20][11] = {{0}};
		size_t		size[11] = {0};

		assert_int_equal(deal_rows(ROWS, 0, 20, folds, false), AN_OK);
		assert_int_equal(deal.lonely, ROWS);
		for (size_t i = 0; i < ROWS; i++)
		{
			uint8_t		fold = deal.fold[deal.rows[i].row];

			assert_true(fold >= 1 && fold <= folds);
			count[deal.rows[i].klass][fold]++;
			size[fold]++;
		}
		for (uint32_t f = 2; f <= folds; f++)
		{
			assert_true(size[f] + 1 == size[1] || size[f] == size[1]);
			for (int k = 0; k < 20; k++)
				assert_true(count[k][f] + 1 >= count[k][1] && count[k][f] <= count[k][1] + 1);
		}
		end();
	}
}

/* Contract 1: another order of the rows is the same deal */
static void
test_order(void **state)
{
	uint8_t		fold[ROWS];
	size_t		lonely;

	(void) state;
	for (int grouped = 0; grouped <= 1; grouped++)
	{
		assert_int_equal(deal_rows(ROWS, grouped ? 150 : 0, 7, 5, grouped), AN_OK);
		for (size_t i = 0; i < ROWS / 2; i++)
		{
			AnFoldRow	swap = deal.rows[i];

			deal.rows[i] = deal.rows[ROWS - 1 - i];
			deal.rows[ROWS - 1 - i] = swap;
		}
		assert_int_equal(an_folds_deal(&deal.env, deal.rows, ROWS, 5, grouped, fold, &lonely), AN_OK);
		assert_memory_equal(fold, deal.fold, ROWS);
		end();
	}
}

/* Contract 2: a key is in one fold, and the keys are dealt evenly */
static void
test_groups(void **state)
{
	uint8_t		of_key[150] = {0};
	size_t		size[6] = {0};

	(void) state;
	assert_int_equal(deal_rows(ROWS, 150, 7, 5, true), AN_OK);
	for (size_t i = 0; i < ROWS; i++)
	{
		uint64_t	key = deal.rows[i].key;
		uint8_t		fold = deal.fold[deal.rows[i].row];

		if (of_key[key] == 0)
			size[fold]++;
		else
			assert_int_equal(of_key[key], fold);
		of_key[key] = fold;
	}
	for (int f = 1; f <= 5; f++)
		assert_true(size[f] == size[1] - 1 || size[f] == size[1]);
	end();
}

/* Without groups, rows that are the same are dealt like others */
static void
test_same_rows(void **state)
{
	size_t		size[5] = {0};

	(void) state;
	assert_int_equal(deal_rows(ROWS, 1, 1, 4, false), AN_OK);
	for (size_t i = 0; i < ROWS; i++)
		size[deal.fold[i]]++;
	for (int f = 1; f <= 4; f++)
		assert_int_equal(size[f], ROWS / 4);
	end();
}

static void
test_lonely(void **state)
{
	assert_int_equal(deal_rows(20, 0, 1, 4, false), AN_OK);
	assert_int_equal(deal.lonely, 20);

	(void) state;
	for (size_t i = 0; i < 20; i++)
		deal.rows[i].klass = deal.rows[i].row == 13 ? 9 : 1;
	assert_int_equal(an_folds_deal(&deal.env, deal.rows, 20, 4, false, deal.fold, &deal.lonely), AN_OK);
	assert_int_equal(deal.lonely, 13);
	/* two rows of a class are in two folds, unless they have one key */
	for (size_t i = 0; i < 20; i++)
	{
		deal.rows[i].klass = deal.rows[i].row == 13 || deal.rows[i].row == 7 ? 9 : 1;
		deal.rows[i].key = deal.rows[i].row == 13 ? 7 : deal.rows[i].row;
	}
	assert_int_equal(an_folds_deal(&deal.env, deal.rows, 20, 4, false, deal.fold, &deal.lonely), AN_OK);
	assert_int_equal(deal.lonely, 20);
	assert_int_equal(an_folds_deal(&deal.env, deal.rows, 20, 4, true, deal.fold, &deal.lonely), AN_OK);
	assert_true(deal.lonely == 7 || deal.lonely == 13);
	end();
}

static bool
interrupted(void *host)
{
	(void) host;
	return true;
}

static void
test_errors(void **state)
{
	assert_int_equal(deal_rows(10, 0, 1, 1, false), AN_EARG);
	end();
	assert_int_equal(deal_rows(10, 0, 1, AN_MAX_FOLDS + 1, false), AN_EARG);
	end();
	assert_int_equal(deal_rows(0, 0, 1, 2, false), AN_EARG);
	assert_string_equal(deal.env.error.message, "there are fewer rows than folds");
	assert_string_equal(deal.env.error.detail, "There are 0, for 2 folds.");
	end();
	assert_int_equal(deal_rows(100, 3, 1, 5, true), AN_EARG);
	assert_string_equal(deal.env.error.message, "there are fewer keys than folds");
	assert_string_equal(deal.env.error.detail, "There are 3, for 5 folds.");
	end();
	assert_int_equal(deal_rows(5, 0, 1, 5, false), AN_OK);
	deal.env.interrupted = interrupted;
	assert_int_equal(an_folds_deal(&deal.env, deal.rows, 5, 5, false, deal.fold, &deal.lonely), AN_ECANCEL);
	end();

	(void) state;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_even),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_groups),
		cmocka_unit_test(test_same_rows),
		cmocka_unit_test(test_lonely),
		cmocka_unit_test(test_errors),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
