/* encoder_test.c - texts and their numbers; rows become a dataset */
#include <math.h>

#include "unit.h"

#include "model/scorer.h"
#include "train/dictionary.h"
#include "train/encoder.h"

#define LIMIT ((size_t) 64 * 1024 * 1024)
#define OK(call) assert_int_equal(AN_OK, (call))

static uint32_t
number_of(AnEnv *env, AnDictionary *d, const char *text)
{
	uint32_t	number;

	OK(an_dictionary_number(env, d, text, strlen(text), &number));
	return number;
}

static void
a_dictionary_numbers_texts(void **state)
{
	AnEnv		env;
	AnDictionary *d;
	char		text[16];
	uint32_t	number;

	(void) state;
	an_env_init(&env, LIMIT);
	OK(an_dictionary_create(&env, 5000, &d));
	for (uint32_t i = 0; i < 5000; i++)
	{
		snprintf(text, sizeof(text), "text %u", i * 7);
		assert_int_equal(i, number_of(&env, d, text));
	}
	assert_int_equal(123, number_of(&env, d, "text 861"));
	assert_string_equal("text 861", an_dictionary_text(d, 123).data);
	assert_int_equal(AN_ELIMIT, an_dictionary_number(&env, d, "one more", 8, &number));
	an_env_release(&env);
}

static void
check_order(const char *const *texts, const char *const *sorted, uint32_t n)
{
	AnEnv		env;
	AnDictionary *d;
	uint32_t	order[16];
	uint32_t	place[16];

	an_env_init(&env, LIMIT);
	OK(an_dictionary_create(&env, 100, &d));
	for (uint32_t i = 0; i < n; i++)
		number_of(&env, d, texts[i]);
	OK(an_dictionary_sort(&env, d, order, place));
	for (uint32_t i = 0; i < n; i++)
	{
		assert_string_equal(sorted[i], an_dictionary_text(d, order[i]).data);
		assert_int_equal(i, place[order[i]]);
	}
	an_env_release(&env);
}

static void
whole_numbers_are_sorted_as_such(void **state)
{
	static const char *const numbers[] = {"10", "9", "-3", "0", "2"};
	static const char *const numbers_sorted[] = {"-3", "0", "2", "9", "10"};
	static const char *const texts[] = {"10", "9", "b", "", "ab", "a", "-"};
	static const char *const texts_sorted[] = {"", "-", "10", "9", "a", "ab", "b"};
	static const char *const padded[] = {"10", "09", "1"};
	static const char *const padded_sorted[] = {"09", "1", "10"};

	(void) state;
	check_order(numbers, numbers_sorted, 5);
	check_order(texts, texts_sorted, 7);
	check_order(padded, padded_sorted, 3);
}

static AnEncoder *
encoder_of(AnEnv *env, const AnEncoderOptions *options)
{
	AnEncoder  *e;

	OK(an_encoder_create(env, options, &e));
	OK(an_encoder_feature(e, AN_LITERAL("n"), AN_NUMERIC, AN_WHOLE));
	OK(an_encoder_feature(e, AN_LITERAL("n"), AN_NUMERIC, AN_REST));
	OK(an_encoder_feature(e, AN_LITERAL("f"), AN_CATEGORICAL, AN_WHOLE));
	return e;
}

static AnEncoder *
small_encoder(AnEnv *env, bool classes)
{
	AnEncoderOptions options = {.classes = classes, .weights = true, .min_level_rows = 2};

	return encoder_of(env, &options);
}

static const char *const levels[] = {"b", "a", "b", "rare", NULL, "", "a", "N/A", "N/A"};

static void
add_small_rows(AnEncoder *e)
{
	for (size_t i = 0; i < 9; i++)
	{
		OK(an_encoder_begin(e));
		if (i != 3)
			OK(an_encoder_number(e, 0, 0.1 + (double) i));
		if (levels[i] != NULL)
			OK(an_encoder_level(e, 2, levels[i], strlen(levels[i])));
		OK(an_encoder_class(e, i % 2 == 0 ? "yes" : "no", i % 2 == 0 ? 3 : 2));
		OK(an_encoder_weight(e, 1 + (double) i));
		OK(an_encoder_row(e));
	}
}

static void
rows_become_a_dataset(void **state)
{
	static const float numbers[] = {4, 3, 4, 1, NAN, 1, 3, 2, 2};
	AnEnv		env;
	AnEncoder  *e;
	AnDataset	data;

	(void) state;
	an_env_init(&env, LIMIT);
	e = small_encoder(&env, true);
	add_small_rows(e);
	OK(an_encoder_finish(e, &data));
	assert_int_equal(9, data.nrows);
	assert_int_equal(3, data.nfeatures);
	assert_int_equal(4, data.features[2].nlevels);
	assert_string_equal("N/A", data.features[2].levels[1].data);
	assert_string_equal("a", data.features[2].levels[2].data);
	assert_string_equal("b", data.features[2].levels[3].data);
	assert_string_equal("no", data.classes[0].data);
	for (size_t i = 0; i < 9; i++)
	{
		const float *x = data.x + i * 3;

		if (i == 3)
			assert_true(isnan(x[0]) && isnan(x[1]));
		else
			assert_float_equal(0.1 + (double) i, (double) x[0] + (double) x[1], 1e-14);
		assert_true(isnan(numbers[i]) ? isnan(x[2]) : x[2] == numbers[i]);
		assert_int_equal(i % 2 == 0, data.klass[i]);
		assert_true(data.weight[i] == 1 + (double) i);
	}
	an_env_release(&env);
}

static void
bad_values_are_refused(void **state)
{
	AnEnv		env;
	AnEncoder  *e;

	(void) state;
	an_env_init(&env, LIMIT);
	e = small_encoder(&env, false);
	OK(an_encoder_begin(e));
	OK(an_encoder_number(e, 0, NAN));
	assert_int_equal(AN_ENUMERIC, an_encoder_number(e, 0, INFINITY));
	assert_non_null(strstr(env.error.message, "\"n\""));
	memset(&env.error, 0, sizeof(env.error));
	assert_int_equal(AN_ENUMERIC, an_encoder_number(e, 0, 1e300));
	memset(&env.error, 0, sizeof(env.error));
	assert_int_equal(AN_ENUMERIC, an_encoder_target(e, NAN));
	memset(&env.error, 0, sizeof(env.error));
	assert_int_equal(AN_EARG, an_encoder_weight(e, 0));
	an_env_release(&env);
}

/* Texts are told apart by their bytes, all of them. */
static void
texts_are_taken_as_they_stand(void **state)
{
	static char longer[2][4000];
	static const char *const texts[] = {"a", "a ", " a", "a\nb", "a b", "a  b", "", "?", longer[0], longer[1]};
	const uint32_t n = sizeof(texts) / sizeof(texts[0]);
	AnEncoderOptions options = {.min_level_rows = 2};
	AnEnv		env;
	AnEncoder  *e;
	AnDataset	data;

	(void) state;
	memset(longer, 'x', sizeof(longer));
	longer[0][3999] = longer[1][3999] = '\0';
	longer[1][2000] = 'y';
	an_env_init(&env, LIMIT);
	e = encoder_of(&env, &options);
	for (uint32_t i = 0; i < 2 * n; i++)
	{
		OK(an_encoder_begin(e));
		OK(an_encoder_level(e, 2, texts[i % n], strlen(texts[i % n])));
		OK(an_encoder_target(e, i));
		OK(an_encoder_row(e));
	}
	OK(an_encoder_finish(e, &data));
	assert_int_equal(n + 1, data.features[2].nlevels);
	for (uint32_t i = 0; i < 2 * n; i++)
		assert_string_equal(texts[i % n], data.features[2].levels[(uint32_t) data.x[3 * i + 2] - 1].data);
	an_env_release(&env);
}

static bool
all_numbers(const char *const *texts, uint32_t n)
{
	AnEnv		env;
	AnDictionary *d;
	bool		result;

	an_env_init(&env, LIMIT);
	OK(an_dictionary_create(&env, 100, &d));
	for (uint32_t i = 0; i < n; i++)
		number_of(&env, d, texts[i]);
	result = an_dictionary_all_numbers(d);
	an_env_release(&env);
	return result;
}

static void
numbers_are_told_from_codes(void **state)
{
	static const char *const numbers[] = {"0", "-1.5", "+2e3", "3.", ".5", "1E-07", "0.25"};
	static const char *const none[] = {"", "-", ".", "e5", "1e", "1,5", "007", "1 ", "1.2.3", "x", "-0x1", "1e+"};

	(void) state;
	assert_true(all_numbers(numbers, 7));
	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		assert_false(all_numbers(&none[i], 1));
}

/* Of two classes the one that is wanted is the last. */
static void
the_positive_class_can_be_chosen(void **state)
{
	static const char *const wanted[] = {"no", "yes", "perhaps"};

	(void) state;
	for (int w = 0; w < 3; w++)
	{
		AnEncoderOptions options = {.classes = true, .weights = true, .min_level_rows = 2, .positive = {wanted[w], strlen(wanted[w])}};
		AnEnv		env;
		AnEncoder  *e;
		AnDataset	data;

		an_env_init(&env, LIMIT);
		e = encoder_of(&env, &options);
		add_small_rows(e);
		if (w == 2)
			assert_int_equal(AN_EARG, an_encoder_finish(e, &data));
		else
		{
			OK(an_encoder_finish(e, &data));
			assert_string_equal(wanted[w], data.classes[1].data);
			assert_string_equal(wanted[1 - w], data.classes[0].data);
			for (size_t i = 0; i < 9; i++)
				assert_string_equal(i % 2 == 0 ? "yes" : "no", data.classes[data.klass[i]].data);
		}
		an_env_release(&env);
	}
}

static AnStatus
finish_numbers(const double *numbers, uint32_t n, bool rest, size_t *vanished)
{
	AnEncoderOptions options = {.min_level_rows = 1};
	AnEnv		env;
	AnEncoder  *e;
	AnDataset	data;
	AnStatus	status;

	an_env_init(&env, LIMIT);
	OK(an_encoder_create(&env, &options, &e));
	OK(an_encoder_feature(e, AN_LITERAL("n"), AN_NUMERIC, AN_WHOLE));
	if (rest)
		OK(an_encoder_feature(e, AN_LITERAL("n"), AN_NUMERIC, AN_REST));
	for (uint32_t i = 0; i < n; i++)
	{
		OK(an_encoder_begin(e));
		OK(an_encoder_number(e, 0, numbers[i]));
		OK(an_encoder_target(e, 0));
		OK(an_encoder_row(e));
	}
	*vanished = an_encoder_vanished(e, 0);
	status = an_encoder_finish(e, &data);
	/* two numbers are not lost: what stands for something else in C5.0's memory */
	if (status == AN_OK && n == 2)
		assert_true(data.x[0] == (float) numbers[0] && data.x[rest ? 2 : 1] == (float) numbers[1]);
	an_env_release(&env);
	return status;
}

static void
columns_of_too_small_numbers_are_refused(void **state)
{
	static const double small[] = {1e-32, -2e-32, 0};
	static const double tiny[] = {1e-46, -1e-300, 0};
	static const double mixed[] = {1e-46, 1e-300, 0, 1};
	static const double special[] = {0x1p-99, 0x1p-149};
	static const double zero[] = {0, 0};
	size_t		vanished;

	(void) state;
	assert_int_equal(AN_ENUMERIC, finish_numbers(small, 3, true, &vanished));
	OK(finish_numbers(small, 3, false, &vanished));
	assert_int_equal(0, vanished);
	assert_int_equal(AN_ENUMERIC, finish_numbers(tiny, 3, false, &vanished));
	assert_int_equal(2, vanished);
	OK(finish_numbers(mixed, 4, false, &vanished));
	assert_int_equal(2, vanished);
	OK(finish_numbers(mixed, 4, true, &vanished));
	OK(finish_numbers(special, 2, true, &vanished));
	OK(finish_numbers(zero, 2, true, &vanished));
}

/* The same rows, not kept: values and classes by their final numbers. */
static void
rows_become_a_summary(void **state)
{
	AnEncoderOptions options = {.classes = true, .weights = true, .min_level_rows = 2, .keep_no_rows = true};
	AnEnv		env;
	AnEncoder  *e;
	AnDataset	data;
	const AnSummary *s;

	(void) state;
	an_env_init(&env, LIMIT);
	e = encoder_of(&env, &options);
	add_small_rows(e);
	assert_int_equal(9, an_encoder_rows(e));
	OK(an_encoder_finish(e, &data));
	s = an_encoder_summary(e);
	assert_true(data.nrows == 9 && data.x == NULL && data.klass == NULL && data.weight == NULL);
	assert_string_equal("b", data.features[2].levels[3].data);
	assert_string_equal("no", data.classes[0].data);
	assert_true(s->rows == 9 && s->weight[0] == 2 + 4 + 6 + 8 && s->weight[1] == 1 + 3 + 5 + 7 + 9);
	assert_true(an_summary_value(s, 1, 2, 4) == 1 + 3 && an_summary_value(s, 0, 2, 3) == 2);
	assert_true(an_summary_value(s, 0, 2, 1) == 4 + 6 && an_summary_value(s, 1, 2, 1) == 0);
	assert_true(an_summary_value(s, 0, 2, 2) == 8 && an_summary_value(s, 1, 2, 2) == 9);
	assert_true(an_summary_value(s, 1, 2, 0) == 5 && an_summary_value(s, 0, 2, 4) == 0);
	assert_true(an_summary_cell(s, 0, 0)->number.missing == 4);
	assert_float_equal(5.7, an_summary_cell(s, 1, 0)->number.first + an_summary_cell(s, 1, 0)->number.mean, 1e-12);
	an_env_release(&env);
}

/* Thousands of rows: the arrays grow, and the order of the rows does not matter
 * to the levels' numbers. */
static void
many_rows(void **state)
{
	AnEnv		env;
	float		sums[2] = {0, 0};

	(void) state;
	for (int backwards = 0; backwards < 2; backwards++)
	{
		AnEncoder  *e;
		AnDataset	data;

		an_env_init(&env, LIMIT);
		e = small_encoder(&env, false);
		for (uint32_t i = 0; i < 20000; i++)
		{
			uint32_t	row = backwards ? 19999 - i : i;
			char		text[16];

			snprintf(text, sizeof(text), "level %u", row % 977);
			OK(an_encoder_begin(e));
			OK(an_encoder_level(e, 2, text, strlen(text)));
			OK(an_encoder_target(e, row));
			OK(an_encoder_weight(e, 1));
			OK(an_encoder_row(e));
		}
		OK(an_encoder_finish(e, &data));
		assert_int_equal(978, data.features[2].nlevels);
		for (size_t i = 0; i < data.nrows; i++)
			sums[backwards] += data.x[i * 3 + 2] * (float) ((uint32_t) data.y[i] % 3);
		an_env_release(&env);
	}
	assert_true(sums[0] == sums[1]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_dictionary_numbers_texts),
		cmocka_unit_test(whole_numbers_are_sorted_as_such),
		cmocka_unit_test(rows_become_a_dataset),
		cmocka_unit_test(rows_become_a_summary),
		cmocka_unit_test(texts_are_taken_as_they_stand),
		cmocka_unit_test(bad_values_are_refused),
		cmocka_unit_test(numbers_are_told_from_codes),
		cmocka_unit_test(the_positive_class_can_be_chosen),
		cmocka_unit_test(columns_of_too_small_numbers_are_refused),
		cmocka_unit_test(many_rows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
