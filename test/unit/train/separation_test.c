/* separation_test.c - which columns tell classes apart */
#include <math.h>

#include "unit.h"

#include "model/scorer.h"
#include "train/separation.h"

#define FEATURES 4				/* a number, its rest, a category, a number */
#define MOST 8

static AnStr levels[] = {AN_LITERAL("N/A"), AN_LITERAL("a"), AN_LITERAL("b")};
static const AnFeature features[FEATURES] = {
	{.name = AN_LITERAL("x"), .kind = AN_NUMERIC},
	{.name = AN_LITERAL("x"), .kind = AN_NUMERIC, .part = AN_REST},
	{.name = AN_LITERAL("f"), .kind = AN_CATEGORICAL, .nlevels = 3, .levels = levels},
	{.name = AN_LITERAL("z"), .kind = AN_NUMERIC}
};
static const AnStr classes[] = {AN_LITERAL("no"), AN_LITERAL("yes"), AN_LITERAL("perhaps")};

static uint32_t
search(const float *x, const uint32_t *klass, size_t rows, uint32_t nclasses, bool summarized, AnSeparation *found)
{
	AnDataset	data = {
		.nfeatures = FEATURES, .features = features, .nrows = rows, .x = x, .nclasses = nclasses, .classes = classes, .klass = klass
	};
	AnSummary  *summary = NULL;
	AnEnv		env;
	uint32_t	n;

	an_env_init(&env, (size_t) 1 << 20);
	if (summarized)
	{
		assert_int_equal(AN_OK, an_summary_create(&env, FEATURES, &summary));
		for (size_t i = 0; i < rows; i++)
			assert_int_equal(AN_OK, an_summary_add(&env, summary, features, sizeof(AnFeature), x + i * FEATURES, klass[i], 0, 1));
		data.x = NULL;
		data.klass = NULL;
	}
	assert_int_equal(AN_OK, an_separation_find(&env, &data, summary, found, MOST, &n));
	an_env_release(&env);
	return n;
}

static void
levels_and_missing_values(void **state)
{
	/* f = b and a missing z are never of class "no" */
	const float x[] = {
		1, 0, 2, 5,
		2, 0, 2, 7,
		1, 0, 3, NAN,
		2, 0, 2, 6,
		3, 0, 2, 4,
		0, 0, 2, 8
	};
	const uint32_t klass[] = {0, 0, 1, 1, 1, 1};
	AnSeparation found[MOST];

	(void) state;
	for (int summarized = 0; summarized < 2; summarized++)
	{
		assert_int_equal(2, search(x, klass, 6, 2, summarized != 0, found));
		assert_true(found[0].feature == 2 && found[0].value == 3 && found[0].klass == 0 && !found[0].by_number);
		assert_true(found[1].feature == 3 && found[1].value == 0 && found[1].klass == 0 && !found[1].by_number);
	}
}

static void
ranges_of_numbers(void **state)
{
	/* x of class 1 ends where that of class 0 begins, by its rest */
	const float x[] = {
		3, 0.25f, 2, 1,
		4, 0, 2, 2,
		3, 0, 2, 1,
		1, 0, 2, 2
	};
	const uint32_t klass[] = {0, 0, 1, 1};
	/* two of three classes have a range of their own, the third is all over */
	const uint32_t three[] = {0, 2, 2, 1};
	AnSeparation found[MOST];

	(void) state;
	assert_int_equal(1, search(x, klass, 4, 2, false, found));
	assert_true(found[0].by_number && found[0].feature == 0 && found[0].klass == 1 && found[0].other == 0);
	assert_true(found[0].most == 3 && found[0].least == 3.25);
	assert_int_equal(0, search(x, klass, 4, 2, true, found));
	assert_true(search(x, three, 4, 3, false, found) > 0);
	assert_true(found[0].by_number && found[0].klass == 1 && found[0].most == 1);
}

static void
nothing_to_tell_apart_by(void **state)
{
	const float x[] = {
		1, 0, 2, NAN,
		1, 0, 2, NAN,
		1, 0, 2, 3,
		1, 0, 2, 3
	};
	const uint32_t klass[] = {0, 1, 0, 1};
	AnSeparation found[MOST];

	(void) state;
	assert_int_equal(0, search(x, klass, 4, 2, false, found));
	assert_int_equal(0, search(x, klass, 4, 2, true, found));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(levels_and_missing_values),
		cmocka_unit_test(ranges_of_numbers),
		cmocka_unit_test(nothing_to_tell_apart_by),
	};

	return cmocka_run_group_tests_name("separation", tests, NULL, NULL);
}
