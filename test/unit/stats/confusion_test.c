/* confusion_test.c - numbers in names are those of the contract in confusion.h */
#include "fixture.h"

#include <math.h>

#include "stats/metrics.h"

static AnConfusion *
make_empty(void)
{
	AnConfusion *c = an_alloc(&env, an_confusion_size(0, 0));

	an_confusion_init(c, 0, 0);
	return c;
}

static AnConfusion *
with_room(const AnConfusion *c, uint32_t room, uint32_t text_room)
{
	AnConfusion *larger = an_alloc(&env, an_confusion_size(room, text_room));

	an_confusion_copy(c, room, text_room, larger);
	return larger;
}

static uint32_t
number_of(AnConfusion **c, const char *name)
{
	AnStr		str = {name, strlen(name)};
	int32_t		number;
	uint32_t	room;
	uint32_t	text_room;

	assert_int_equal(an_confusion_number(&env, *c, str, &number), AN_OK);
	if (number < 0)
	{
		an_confusion_more_room(*c, str.len, &room, &text_room);
		*c = with_room(*c, room, text_room);
		assert_int_equal(an_confusion_number(&env, *c, str, &number), AN_OK);
	}
	assert_true(number >= 0);
	return (uint32_t) number;
}

static void
add(AnConfusion **c, const char *actual, const char *predicted, double weight)
{
	uint32_t	a = number_of(c, actual);
	uint32_t	p = number_of(c, predicted);

	an_confusion_add(*c, a, p, weight);
}

static void
merge(AnConfusion **into, const AnConfusion *from)
{
	uint32_t	room;
	uint32_t	text_room;

	an_confusion_merge_room(*into, from, &room, &text_room);
	if (room > (*into)->room || text_room > (*into)->text_room)
		*into = with_room(*into, room, text_room);
	assert_int_equal(an_confusion_merge(&env, *into, from), AN_OK);
}

static void
confusion_of_the_12_accounts(void **state)
{
	static const char *actual[] = {"bad", "bad", "good", "bad", "good", "good", "bad", "good", "good", "good", "good", "good"};
	static const char *predicted[] = {"bad", "bad", "bad", "bad", "bad", "good", "good", "good", "good", "good", "good", "good"};
	AnConfusion *c = make_empty();
	AnClassReport *reports;

	(void) state;
	for (int i = 0; i < 12; i++)
		add(&c, actual[i], predicted[i], 1);
	assert_true(an_str_equal(an_confusion_class(c, 0), AN_LITERAL("bad")));
	assert_true(an_confusion_weight(c, 0, 0) == 3);
	assert_true(an_confusion_weight(c, 1, 0) == 2);
	assert_true(an_confusion_weight(c, 0, 1) == 1);
	assert_true(an_confusion_weight(c, 1, 1) == 6);
	assert_true(an_confusion_accuracy(c) == 0.75);
	assert_int_equal(an_class_reports(&env, c, &reports), AN_OK);
	assert_true(reports[0].precision == 0.6 && reports[0].recall == 0.75);
	assert_true(fabs(reports[0].f1 - 2 / 3.0) < 1e-15);
	assert_true(reports[0].support == 4 && reports[1].support == 8);
	assert_true(fabs(an_macro_average(reports, 2).precision - (0.6 + 6 / 7.0) / 2) < 1e-15);
	assert_true(fabs(an_weighted_average(reports, 2).recall - 0.75) < 1e-15);
}

static void
never_predicted_and_never_there(void **state)
{
	AnConfusion *c = make_empty();
	AnClassReport *reports;

	(void) state;
	add(&c, "a", "b", 2);
	assert_int_equal(an_class_reports(&env, c, &reports), AN_OK);
	assert_true(reports[0].precision == 0 && reports[0].recall == 0 && reports[0].f1 == 0);
	assert_true(reports[1].precision == 0 && reports[1].support == 0);
	assert_true(an_weighted_average(reports, 2).f1 == 0);
	assert_true(an_confusion_accuracy(c) == 0);
}

static void
no_rows(void **state)
{
	AnConfusion *c = make_empty();
	AnClassReport *reports;
	AnClassSummary summary;

	(void) state;
	assert_true(isnan(an_confusion_accuracy(c)));
	assert_int_equal(an_class_reports(&env, c, &reports), AN_OK);
	assert_true(isnan(an_macro_average(reports, 0).f1));
	assert_true(isnan(an_weighted_average(reports, 0).f1));
	assert_int_equal(an_class_summary(&env, c, &summary), AN_OK);
	assert_true(isnan(summary.right) && isnan(summary.covariance) && isnan(summary.actual_variance));
}

/* Weights of any size leave shares as they are; chance is what rows and columns say. */
static void
summed_up(void **state)
{
	static const double weights[] = {1, 1e-300, 1e300};

	(void) state;
	for (int i = 0; i < 3; i++)
	{
		AnConfusion *c = make_empty();
		AnClassSummary s;

		add(&c, "a", "a", 2 * weights[i]);
		add(&c, "b", "a", weights[i]);
		add(&c, "b", "b", weights[i]);
		assert_int_equal(an_class_summary(&env, c, &s), AN_OK);
		assert_true(fabs(s.right - 0.75) < 1e-15);
		assert_true(fabs(s.covariance - (0.75 - (0.5 * 0.75 + 0.5 * 0.25))) < 1e-15);
		assert_true(fabs(s.actual_variance - 0.5) < 1e-15);
		assert_true(fabs(s.predicted_variance - 2 * 0.75 * 0.25) < 1e-15);
		assert_true(fabs(s.macro.recall - 0.75) < 1e-15);
	}
}

static const char *
name_of(uint32_t i)
{
	static char name[40];

	snprintf(name, sizeof(name), "class %u%s", i * 7919 % 1000, i % 3 == 0 ? " of a long name" : "");
	return name;
}

static AnConfusion *
make_many(uint32_t rows, uint32_t classes, uint32_t parts, uint32_t part)
{
	AnConfusion *c = make_empty();

	for (uint32_t i = part; i < rows; i += parts)
	{
		uint32_t	actual = number_of(&c, name_of(i % classes));
		uint32_t	predicted = number_of(&c, name_of(i * i % classes));

		an_confusion_add(c, actual, predicted, 1);	/* c may be another one by now */
	}
	return c;
}

static void
assert_same(const AnConfusion *a, const AnConfusion *b)
{
	assert_int_equal(a->nclasses, b->nclasses);
	assert_int_equal(a->rows, b->rows);
	assert_int_equal(a->skipped, b->skipped);
	for (uint32_t i = 0; i < a->nclasses; i++)
	{
		assert_true(an_str_equal(an_confusion_class(a, i), an_confusion_class(b, i)));
		for (uint32_t j = 0; j < a->nclasses; j++)
			assert_true(an_confusion_weight(a, i, j) == an_confusion_weight(b, i, j));
	}
}

static void
contract_3_merge_equals_whole(void **state)
{
	static const uint32_t splits[] = {1, 2, 3, 7, 64};
	static const uint32_t classes[] = {1, 2, 39, 300};

	(void) state;
	for (size_t n = 0; n < 4; n++)
		for (size_t k = 0; k < 5; k++)
		{
			AnConfusion *merged = make_empty();
			AnConfusion *whole = make_many(2000, classes[n], 1, 0);

			for (uint32_t part = splits[k]; part-- > 0;)
				merge(&merged, make_many(2000, classes[n], splits[k], part));
			assert_same(merged, whole);
			assert_true(an_confusion_valid(merged, an_confusion_size(merged->room, merged->text_room)));
			an_env_release(&env);
		}
}

static void
contract_2_limits(void **state)
{
	AnConfusion *c = make_empty();
	char		name[AN_MAX_CLASS_NAME + 2];
	int32_t		number;

	(void) state;
	memset(name, 'x', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	assert_int_equal(an_confusion_number(&env, c, (AnStr) {name, AN_MAX_CLASS_NAME + 1}, &number), AN_ELIMIT);
	name[AN_MAX_CLASS_NAME] = '\0';
	add(&c, name, "", 1);
	assert_int_equal(an_confusion_class(c, 0).len, 0);
	for (uint32_t i = 0; i < AN_MAX_CONFUSED - 2; i++)
	{
		snprintf(name, sizeof(name), "%u", i);
		(void) number_of(&c, name);
	}
	env.error.status = AN_OK;
	assert_int_equal(an_confusion_number(&env, c, AN_LITERAL("one more"), &number), AN_ELIMIT);
	assert_int_equal(an_confusion_number(&env, c, AN_LITERAL("17"), &number), AN_OK);
	assert_int_equal(c->room, AN_MAX_CONFUSED);
	assert_true(an_confusion_valid(c, an_confusion_size(c->room, c->text_room)));
}

static void
as_bytes(void **state)
{
	static const uint32_t rows[] = {0, 1, 2, 500};

	(void) state;
	for (size_t k = 0; k < 4; k++)
	{
		AnConfusion *c = make_many(rows[k], 20, 1, 0);
		AnConfusion *decoded;
		const uint8_t *bytes;
		const uint8_t *again;
		size_t		size;
		size_t		again_size;

		c->skipped = 3;
		assert_int_equal(an_confusion_encode(&env, c, &bytes, &size), AN_OK);
		assert_int_equal(an_confusion_decode(&env, bytes, size, &decoded), AN_OK);
		assert_same(decoded, c);
		assert_int_equal(an_confusion_encode(&env, decoded, &again, &again_size), AN_OK);
		assert_int_equal(size, again_size);
		assert_memory_equal(bytes, again, size);
		for (size_t cut = 0; cut < size && cut < 100; cut++)
			assert_int_equal(an_confusion_decode(&env, bytes, cut, &decoded), AN_ECORRUPT);
		an_env_release(&env);
		env.error.status = AN_OK;
	}
}

static void
stored_values_are_checked(void **state)
{
	AnConfusion *c = make_many(100, 5, 1, 0);
	size_t		size = an_confusion_size(c->room, c->text_room);

	(void) state;
	assert_int_equal(an_confusion_check(&env, c, size), AN_OK);
	assert_int_equal(an_confusion_check(&env, c, size - 8), AN_ECORRUPT);
	/* the first end, behind the weights */
	memset((uint8_t *) (c + 1) + (size_t) c->room * c->room * 8, 0xff, 4);
	assert_int_equal(an_confusion_check(&env, c, size), AN_ECORRUPT);
	c->version = AN_CONFUSION_VERSION + 1;
	env.error.status = AN_OK;
	assert_int_equal(an_confusion_check(&env, c, size), AN_EUNSUPPORTED);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(confusion_of_the_12_accounts), TEST(never_predicted_and_never_there), TEST(no_rows), TEST(summed_up),
		TEST(contract_3_merge_equals_whole), TEST(contract_2_limits), TEST(as_bytes),
		TEST(stored_values_are_checked)
	};

	return cmocka_run_group_tests_name("confusion", tests, NULL, NULL);
}
