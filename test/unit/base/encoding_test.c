/* encoding_test.c - text of unknown origin to UTF-8 (contract numbers of encoding.c) */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/encoding.h"

static void
contract_1_valid_utf8(void **state)
{
	static const struct
	{
		const char *text;
		bool		valid;
	}			cases[] = {
		{"", true}, {"abc", true}, {"\xC3\xA9", true}, {"\xE2\x82\xAC", true},
		{"\xF0\x9F\x98\x80", true}, {"\xF4\x8F\xBF\xBF", true}, {"\xED\x9F\xBF", true},
		{"\x80", false}, {"\xC3", false}, {"\xC3(", false}, {"\xC0\x80", false},
		{"\xC1\xBF", false}, {"\xE0\x9F\xBF", false}, {"\xED\xA0\x80", false},
		{"\xF0\x8F\xBF\xBF", false}, {"\xF4\x90\x80\x80", false}, {"\xF5\x80\x80\x80", false},
		{"\xE2\x82", false}, {"\xE2\x82(", false}, {"\xF0\x9F\x98", false}, {"\xFF", false},
	};

	(void) state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(an_utf8_valid(cases[i].text, strlen(cases[i].text)), cases[i].valid);
	assert_true(an_utf8_valid(NULL, 0));
}

static void
names_of_encodings(void **state)
{
	static const struct
	{
		const char *name;
		AnEncoding	encoding;
	}			cases[] = {
		{"UTF-8", AN_ENCODING_UTF8}, {"utf8", AN_ENCODING_UTF8},
		{"ISO-8859-1", AN_ENCODING_LATIN1}, {"ISO8859-1", AN_ENCODING_LATIN1},
		{"latin1", AN_ENCODING_LATIN1}, {"CP1252", AN_ENCODING_CP1252},
		{"windows-1252", AN_ENCODING_CP1252}, {"", AN_ENCODING_UNKNOWN},
		{"C", AN_ENCODING_UNKNOWN}, {"ANSI_X3.4-1968", AN_ENCODING_UNKNOWN},
		{"US-ASCII", AN_ENCODING_UNKNOWN}, {"ISO-8859-15", AN_ENCODING_UNKNOWN},
		{"UTF-8 with a very long tail of letters", AN_ENCODING_UNKNOWN},
	};

	(void) state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(an_encoding_by_name((AnStr) {cases[i].name, strlen(cases[i].name)}),
						 cases[i].encoding);
}

static void
converts(void **state)
{
	static const struct
	{
		AnEncoding	encoding;
		const char *raw;
		const char *text;		/* NULL = AN_EFORMAT */
	}			cases[] = {
		{AN_ENCODING_UTF8, "caf\xC3\xA9", "caf\xC3\xA9"},
		{AN_ENCODING_UTF8, "caf\xE9", NULL},
		{AN_ENCODING_LATIN1, "caf\xE9", "caf\xC3\xA9"},
		{AN_ENCODING_LATIN1, "\x80\xFF", "\xC2\x80\xC3\xBF"},
		{AN_ENCODING_CP1252, "\x80\xE9\x9F", "\xE2\x82\xAC\xC3\xA9\xC5\xB8"},
		{AN_ENCODING_CP1252, "\x81", NULL},
		{AN_ENCODING_CP1252, "\x9D", NULL},
		{AN_ENCODING_UNKNOWN, "caf\xC3\xA9", "caf\xC3\xA9"},
		{AN_ENCODING_UNKNOWN, "caf\xE9 \x80", "caf\xC3\xA9 \xE2\x82\xAC"},
		{AN_ENCODING_UNKNOWN, "\xE9\x8D", NULL},
		{AN_ENCODING_UNKNOWN, "", ""},
	};

	(void) state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		AnEnv		env;
		AnStr		out = {0};
		AnStr		raw = {cases[i].raw, strlen(cases[i].raw)};
		AnStatus	status;

		an_env_init(&env, 1 << 20);
		status = an_to_utf8(&env, cases[i].encoding, raw, &out);
		assert_int_equal(status, cases[i].text == NULL ? AN_EFORMAT : AN_OK);
		if (status == AN_OK)
		{
			assert_int_equal(out.len, strlen(cases[i].text));
			assert_string_equal(out.data, cases[i].text);	/* so it has its NUL */
		}
		an_env_release(&env);
	}
}

static void
refuses_zero_bytes(void **state)
{
	(void) state;
	for (int encoding = AN_ENCODING_UNKNOWN; encoding <= AN_ENCODING_CP1252; encoding++)
	{
		AnEnv		env;
		AnStr		out;

		an_env_init(&env, 1 << 20);
		assert_int_equal(an_to_utf8(&env, (AnEncoding) encoding, AN_LITERAL("a\0b"), &out),
						 AN_EFORMAT);
		an_env_release(&env);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(contract_1_valid_utf8),
		cmocka_unit_test(names_of_encodings),
		cmocka_unit_test(converts),
		cmocka_unit_test(refuses_zero_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
