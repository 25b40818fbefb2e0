/* category_test.c - the canonical text of categories */
#include "unit.h"

#include "model/category.h"

typedef struct Example
{
	const char *value;
	AnCategoryText kind;
	const char *canonical;
	const char *old;			/* as packages before 2017 had it */
} Example;

static const Example examples[] = {
	{"a", AN_TEXT_OK, "a", "a"},
	{"a:b", AN_TEXT_OK, "a\\:b", "a.b"},
	{"a;b|c", AN_TEXT_OK, "a\\;b\\|c", "a;b|c"},
	{"a\\:b", AN_TEXT_OK, "a\\\\:b", "a\\.b"},
	{"  a \t\r b  ", AN_TEXT_OK, "a b", "a b"},
	{"a\vb", AN_TEXT_OK, "a\vb", "a\vb"},
	{"N/A", AN_TEXT_OK, "N/A", "N/A"},
	{"S\xC3\xAD", AN_TEXT_OK, "S\xC3\xAD", "S\xC3\xAD"},
	{"?", AN_TEXT_MISSING, "?", "?"},
	{" ? ", AN_TEXT_MISSING, "?", "?"},
	{"??", AN_TEXT_OK, "??", "??"},
	{"", AN_TEXT_EMPTY, "", ""},
	{" \t\r ", AN_TEXT_EMPTY, "", ""},
};

static void
canonical_forms(void **state)
{
	(void) state;
	for (size_t i = 0; i < sizeof(examples) / sizeof(examples[0]); i++)
	{
		const Example *e = &examples[i];
		char		form[AN_MAX_VALUE + 1];
		size_t		len;

		assert_int_equal(e->kind, an_canonical(e->value, strlen(e->value), form, &len));
		form[len] = '\0';
		assert_string_equal(e->canonical, form);
		assert_int_equal(e->kind, an_canonical_old(e->value, strlen(e->value), form, &len));
		form[len] = '\0';
		assert_string_equal(e->old, form);
	}
}

static void
unacceptable(void **state)
{
	char		form[AN_MAX_VALUE];
	char		value[2 * AN_MAX_VALUE];
	size_t		len;

	(void) state;
	assert_int_equal(AN_TEXT_BAD, an_canonical("a\nb", 3, form, &len));
	assert_int_equal(AN_TEXT_BAD, an_canonical("a\n", 2, form, &len));
	assert_int_equal(AN_TEXT_BAD, an_canonical("a\0b", 3, form, &len));
	for (int escaped = 0; escaped <= 1; escaped++)
	{
		memset(value, escaped ? ':' : 'a', sizeof(value));
		assert_int_equal(AN_TEXT_OK, an_canonical(value, 998 / (size_t) (1 + escaped), form, &len));
		assert_int_equal(998, len);
		assert_int_equal(AN_TEXT_BAD, an_canonical(value, 1000 / (size_t) (1 + escaped), form, &len));
		assert_int_equal(AN_TEXT_BAD, an_canonical(value, sizeof(value), form, &len));
	}
	/* white space is not counted */
	memset(value, ' ', sizeof(value));
	value[0] = value[1500] = 'a';
	assert_int_equal(AN_TEXT_OK, an_canonical(value, sizeof(value), form, &len));
	assert_int_equal(3, len);
}

static void
readable(void **state)
{
	static const char *const forms[][2] = {
		{"a\\:b", "a:b"}, {"\\;\\|", ";|"}, {"a\\b", "a\\b"}, {"\\\\:", "\\:"}, {"a\\", "a\\"}, {"", ""}
	};

	(void) state;
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
	{
		char		text[32];
		size_t		len;

		strcpy(text, forms[i][0]);
		len = an_readable(text, strlen(text));
		assert_int_equal(strlen(forms[i][1]), len);
		assert_memory_equal(forms[i][1], text, len);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(canonical_forms),
		cmocka_unit_test(unacceptable),
		cmocka_unit_test(readable),
	};

	return cmocka_run_group_tests_name("category", tests, NULL, NULL);
}
