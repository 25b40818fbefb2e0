/* c50_text_test.c - tokens and properties (contract numbers of c50_text.h) */
#include "c50_case.h"
#include "formats/c50_text.h"
#include "unit.h"

#include <math.h>

#define TOKENS 8

typedef struct TokenCase
{
	const char *text;
	const char *tokens[TOKENS];	/* until NULL */
	int			delimiters[TOKENS];
	unsigned	last_line;		/* of the last token */
} TokenCase;

static const TokenCase token_cases[] = {
	{"", {NULL}, {0}, 0},
	{" \t\r\n| only a comment", {NULL}, {0}, 0},
	{"a", {"a"}, {AN_C50_END}, 1},
	{"a.", {"a"}, {AN_C50_END}, 1},
	{"a.\n", {"a"}, {'\n'}, 1},
	{"a. b", {"a", "b"}, {' ', AN_C50_END}, 1},
	{"a.\tb.\rc", {"a", "b", "c"}, {'\t', '\r', AN_C50_END}, 1},
	{"a.b", {"a.b"}, {AN_C50_END}, 1},
	{"a.,b", {"a.", "b"}, {',', AN_C50_END}, 1},
	{"a.:b", {"a.", "b"}, {':', AN_C50_END}, 1},
	{"a..\n", {"a."}, {'\n'}, 1},
	{"a.|rest, of : line\nb", {"a", "b"}, {'\n', AN_C50_END}, 2},
	{"a|rest, of : line\nb", {"a", "b"}, {'\n', AN_C50_END}, 2},
	{"| first\n | second\na,b", {"a", "b"}, {',', AN_C50_END}, 3},
	{"a:=b:c", {"a", "b", "c"}, {AN_C50_ASSIGN, ':', AN_C50_END}, 1},
	{"a: =b", {"a", "=b"}, {':', AN_C50_END}, 1},
	{"a\\,b\\:c\\|d\\\\e\\. f", {"a,b:c|d\\e. f"}, {AN_C50_END}, 1},
	{"a \t b", {"a b"}, {AN_C50_END}, 1},
	{"a\rb", {"a b"}, {AN_C50_END}, 1},
	{"a\r \tb", {"a b"}, {AN_C50_END}, 1},
	{"a \rb", {"a  b"}, {AN_C50_END}, 1},	/* only spaces and TABs follow */
	{"a\\ \\\tb", {"a  b"}, {AN_C50_END}, 1},	/* escaped white space stays white */
	{"a\\\nb", {"a b"}, {AN_C50_END}, 1},
	{"a\\\nb\nc", {"a b", "c"}, {'\n', AN_C50_END}, 3},
	{"a  ,b \t\n", {"a", "b"}, {',', '\n'}, 1},
	{"a\r\nb\r\n", {"a", "b"}, {'\n', '\n'}, 2},
	{"a\v\fb\v", {"a\v\fb\v"}, {AN_C50_END}, 1},
	{"S\xC3\\\xAD\xFF", {"S\xC3\xAD\xFF"}, {AN_C50_END}, 1},
	{"a\\", {"a"}, {AN_C50_END}, 1},
	{"%@;\"'", {"%@;\"'"}, {AN_C50_END}, 1},
};

static void
tokens(void **state)
{
	(void) state;
	for (size_t i = 0; i < sizeof(token_cases) / sizeof(token_cases[0]); i++)
	{
		const TokenCase *c = &token_cases[i];
		AnC50Text	text;
		AnC50Token	token = {.line = 0};
		AnEnv		env;
		bool		found;

		an_env_init(&env, 1 << 20);
		assert_int_equal(an_c50_open(&env, "schema", c50_str(c->text), &text), AN_OK);
		for (size_t k = 0; c->tokens[k] != NULL; k++)
		{
			assert_int_equal(an_c50_next_token(&text, &token, &found), AN_OK);
			assert_true(found);
			c50_assert_str(an_c50_token_text(&token), c->tokens[k]);
			assert_int_equal(token.delimiter, c->delimiters[k]);
		}
		assert_int_equal(token.line, c->last_line);
		assert_int_equal(an_c50_next_token(&text, &token, &found), AN_OK);
		assert_false(found);
		an_env_release(&env);
	}
}

static AnStatus
first_token(AnEnv *env, AnStr raw, size_t *len)
{
	AnC50Text	text;
	AnC50Token	token;
	bool		found;

	an_env_init(env, 1 << 20);
	AN_TRY(an_c50_open(env, "schema", raw, &text));
	AN_TRY(an_c50_next_token(&text, &token, &found));
	*len = token.len;
	return AN_OK;
}

static void
tokens_refused(void **state)
{
	static const char *const empty[] = {",", "  , a", ":", ". a", "\\ ,", "\\", "\\\n\\ "};
	AnEnv		env;
	size_t		len;

	(void) state;
	for (size_t i = 0; i < sizeof(empty) / sizeof(empty[0]); i++)
	{
		assert_int_equal(first_token(&env, c50_str(empty[i]), &len), AN_EFORMAT);
		assert_string_equal(env.error.message, "an empty name or value in the C5.0 schema");
	}
	assert_int_equal(first_token(&env, (AnStr) {"a\0b", 3}, &len), AN_EFORMAT);
	assert_string_equal(env.error.message, "a NUL byte in the C5.0 schema");
}

static void
contract_3_length(void **state)
{
	char		text[AN_MAX_VALUE + 2];
	AnEnv		env;
	size_t		len;

	(void) state;
	memset(text, 'x', sizeof(text));
	assert_int_equal(first_token(&env, (AnStr) {text, AN_MAX_VALUE - 1}, &len), AN_OK);
	assert_int_equal(len, AN_MAX_VALUE - 1);
	assert_int_equal(first_token(&env, (AnStr) {text, AN_MAX_VALUE}, &len), AN_EFORMAT);
	assert_int_equal(first_token(&env, (AnStr) {text, AN_MAX_VALUE + 2}, &len), AN_EFORMAT);
	text[AN_MAX_VALUE - 1] = ' ';	/* does not count at the end */
	text[AN_MAX_VALUE] = ',';
	assert_int_equal(first_token(&env, (AnStr) {text, AN_MAX_VALUE + 1}, &len), AN_OK);
	assert_int_equal(len, AN_MAX_VALUE - 1);
}

static void
contract_4_numbers(void **state)
{
	static const char *const bad[] = {
		"", " 1", "1 ", "inf", "nan", "0x10", "1e", "1e400", "-1e39", "3.4028236e38", "1,5", "--1", "e5", ".",
		"1111111111111111111111111111111111111111111111111111111111111111"
	};
	float		number;

	(void) state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(an_c50_number(c50_str(bad[i]), &number));
	assert_true(an_c50_number(c50_str("1e+06"), &number) && number == 1e6f);
	assert_true(an_c50_number(c50_str("-.5"), &number) && number == -0.5f);
	assert_true(an_c50_number(c50_str("5."), &number) && number == 5);
	assert_true(an_c50_number(c50_str("1e-400"), &number) && number == 0);
	assert_true(an_c50_number(c50_str("0.017999999"), &number) && number == 0.018f);
	assert_true(an_c50_number(c50_str("3.4028235e38"), &number) && isfinite(number));
	/* two roundings: just above the middle of two floats, but a double in the middle */
	assert_true(an_c50_number(c50_str("1.00000005960464477540"), &number));
	assert_true(number == 1.0f);
}

static AnStatus
first_record(AnEnv *env, AnC50Text *text, AnC50Record *record, const char *raw)
{
	bool		found;

	an_env_init(env, 1 << 20);
	memset(record, 0, sizeof(*record));
	AN_TRY(an_c50_open(env, "tree", c50_str(raw), text));
	AN_TRY(an_c50_next_record(text, record, &found));
	return found ? AN_OK : AN_ENUMERIC;
}

static void
records(void **state)
{
	char		scratch[AN_MAX_VALUE];
	AnC50Text	text;
	AnC50Record record;
	AnEnv		env;
	AnStr		value;
	AnStr		list;
	float		freq[3];
	uint32_t	forks;
	bool		found;

	(void) state;
	assert_int_equal(first_record(&env, &text, &record, "\n\r\nclass=\"a\\\"\\\\b\nc\" freq=\"1,2.5,1e+06\" forks=\"3\" "
								  "elts=\"a\",\"b \\\"\" elts=\"\",\"c\"\r\n\ncut=\"-1\""), AN_OK);
	assert_int_equal(record.line, 3);
	assert_int_equal(an_c50_string(&text, &record, AN_C50_CLASS, scratch, &value), AN_OK);
	c50_assert_str(value, "a\"\\b\nc");
	assert_int_equal(an_c50_floats(&text, &record, AN_C50_FREQ, 3, freq), AN_OK);
	assert_true(freq[0] == 1 && freq[1] == 2.5f && freq[2] == 1e6f);
	assert_int_equal(an_c50_count(&text, &record, AN_C50_FORKS, 3, &forks), AN_OK);
	assert_int_equal(forks, 3);
	assert_int_equal(record.elts.count, 2);
	list = record.elts.items[0];
	assert_int_equal(an_c50_next_value(&text, 1, &list, scratch, &value, &found), AN_OK);
	c50_assert_str(value, "a");
	assert_int_equal(an_c50_next_value(&text, 1, &list, scratch, &value, &found), AN_OK);
	c50_assert_str(value, "b \"");
	assert_int_equal(an_c50_next_value(&text, 1, &list, scratch, &value, &found), AN_OK);
	assert_false(found);
	assert_int_equal(an_c50_next_record(&text, &record, &found), AN_OK);
	assert_true(found);
	assert_int_equal(record.line, 6);
	assert_int_equal(record.present, AN_C50_BIT(AN_C50_CUT));
	assert_int_equal(an_c50_next_record(&text, &record, &found), AN_OK);
	assert_false(found);
	an_env_release(&env);
}

static void
records_refused(void **state)
{
	static const C50Case cases[] = {
		{.tree = "x", .message = "a malformed property"},
		{.tree = "aaaaaaaaaaaaaaaaaaaaaaaa=\"1\"", .message = "a malformed property"},
		{.tree = "colour=\"1\"", .message = "an unknown property"},
		{.tree = "=\"1\"", .message = "an unknown property"},
		{.tree = "cut=1", .message = "a value without quotes"},
		{.tree = "cut=", .message = "a value without quotes"},
		{.tree = "cut=\"1", .message = "an unfinished value"},
		{.tree = "cut=\"1\\", .message = "an unfinished value"},
		{.tree = "cut=\"1\\\"", .message = "an unfinished value"},
		{.tree = "elts=\"1\",", .message = "a value without quotes"},
		{.tree = "elts=\"1\", \"2\"", .message = "a value without quotes"},
		{.tree = "cut=\"1\"  low=\"2\"", .message = "an unknown property"},
		{.tree = "cut=\"1\" ", .message = "a malformed property"},
		{.tree = "cut=\"1\"low=\"2\"", .message = "a malformed property"},
		{.tree = "cut=\"1\"\rlow=\"2\"", .message = "a malformed property"},
		{.tree = "cut=\"1\" cut=\"2\"", .message = "a repeated property"},
	};

	(void) state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		AnC50Text	text;
		AnC50Record record;
		AnEnv		env;
		C50Case		c = cases[i];

		c.status = AN_EFORMAT;
		c.line = 1;
		assert_int_equal(first_record(&env, &text, &record, c.tree), AN_EFORMAT);
		c50_check_error(&env, &c);
		an_env_release(&env);
	}
}

static void
polls_and_shows(void **state)
{
	char		many[2000];
	char		shown[AN_C50_SHOWN];
	AnC50Text	text;
	AnC50Token	token;
	AnEnv		env;
	AnStatus	status = AN_OK;
	bool		found = true;

	(void) state;
	for (size_t i = 0; i < sizeof(many); i++)
		many[i] = i % 2 == 0 ? 'x' : ',';
	an_env_init(&env, 1 << 20);
	env.interrupted = unit_interrupt;
	an_c50_open(&env, "schema", (AnStr) {many, sizeof(many)}, &text);
	while (status == AN_OK && found)
		status = an_c50_next_token(&text, &token, &found);
	assert_int_equal(status, AN_ECANCEL);
	an_env_release(&env);
	assert_string_equal(an_c50_show(c50_str("a\tb\xFF\nc"), shown), "a?b?");
	assert_string_equal(an_c50_show(c50_str("caf\xC3\xA9"), shown), "caf\xC3\xA9");
	memset(many, 'y', 59);
	memcpy(many + 59, "\xC3\xA9zz", 5);
	assert_int_equal(strlen(an_c50_show(c50_str(many), shown)), 59 + 3);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tokens),
		cmocka_unit_test(tokens_refused),
		cmocka_unit_test(contract_3_length),
		cmocka_unit_test(contract_4_numbers),
		cmocka_unit_test(records),
		cmocka_unit_test(records_refused),
		cmocka_unit_test(polls_and_shows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
