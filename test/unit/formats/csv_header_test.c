/* csv_header_test.c - headers of CSV files (contract numbers of csv_header.h) */
#include "unit.h"
#include "formats/csv_header.h"

#define NAMES 4
#define MEMORY_LIMIT ((size_t) 16 << 20)

typedef struct HeaderCase
{
	const char *text;
	char		delimiter;
	const char *names[NAMES];	/* until NULL */
} HeaderCase;

static const HeaderCase header_cases[] = {
	{"a", '|', {"a"}},
	{"a|b|c", '|', {"a", "b", "c"}},
	{"a|b\n1|2\n", '|', {"a", "b"}},
	{"a|b\r\n1|2\r\n", '|', {"a", "b"}},
	{"a|b\r1|2\r", '|', {"a", "b"}},
	{"\xEF\xBB\xBF" "a,b\n", ',', {"a", "b"}},
	{"\xEF\xBB\xBF\"a\",b\n", ',', {"a", "b"}},
	{"a\tb c\t d ", '\t', {"a", "b c", " d "}},
	{"\"a\"|\"b|c\"|\"d\"\"e\"", '|', {"a", "b|c", "d\"e"}},
	{"\"two\r\nlines\"|b\nx", '|', {"two\r\nlines", "b"}},
	{"x\"|\"y|z", '|', {"x|y", "z"}},	/* a quote may open anywhere */
	{"\"\"\"\"|b", '|', {"\"", "b"}},
	{"a,b;c", ';', {"a,b", "c"}},
	{"a\\|b", '|', {"a\\", "b"}},	/* a backslash is a byte like any other */
	{"\xC3\xB1|\xFF", '|', {"\xC3\xB1", "\xFF"}},
};

static void
names(void **state)
{
	(void) state;
	for (size_t i = 0; i < sizeof(header_cases) / sizeof(header_cases[0]); i++)
	{
		const HeaderCase *c = &header_cases[i];
		AnCsvHeader header;
		AnEnv		env;
		uint32_t	n = 0;

		an_env_init(&env, MEMORY_LIMIT);
		assert_int_equal(AN_OK, an_csv_header_read(&env, (AnStr) {c->text, strlen(c->text)}, c->delimiter, &header));
		for (; n < NAMES && c->names[n] != NULL; n++)
		{
			assert_true(n < header.count);
			assert_string_equal(c->names[n], header.names[n].data);
			assert_int_equal(strlen(c->names[n]), header.names[n].len);
		}
		assert_int_equal(n, header.count);
		an_env_release(&env);
	}
}

typedef struct FaultCase
{
	AnStr		text;
	char		delimiter;
	AnStatus	status;
	const char *message;
} FaultCase;

static const FaultCase fault_cases[] = {
	{AN_LITERAL(""), '|', AN_EFORMAT, "the header is empty"},
	{AN_LITERAL("\n"), '|', AN_EFORMAT, "the header is empty"},
	{AN_LITERAL("\xEF\xBB\xBF\r\na"), '|', AN_EFORMAT, "the header is empty"},
	{AN_LITERAL("|"), '|', AN_EFORMAT, "column 1 of the header has no name"},
	{AN_LITERAL("a|"), '|', AN_EFORMAT, "column 2 of the header has no name"},
	{AN_LITERAL("a||c"), '|', AN_EFORMAT, "column 2 of the header has no name"},
	{AN_LITERAL("a|\"\"|c"), '|', AN_EFORMAT, "column 2 of the header has no name"},
	{AN_LITERAL("a|\"b|c\nd"), '|', AN_EFORMAT, "column 2 of the header has a quote that is not closed"},
	{AN_LITERAL("a|b\0"), '|', AN_EFORMAT, "column 2 of the header has a zero byte in its name"},
	{AN_LITERAL("a"), '"', AN_EARG, "the delimiter cannot be a quote, an end of line or a zero byte"},
	{AN_LITERAL("a"), '\n', AN_EARG, "the delimiter cannot be a quote, an end of line or a zero byte"},
	{AN_LITERAL("a"), '\0', AN_EARG, "the delimiter cannot be a quote, an end of line or a zero byte"},
};

static void
faults(void **state)
{
	(void) state;
	for (size_t i = 0; i < sizeof(fault_cases) / sizeof(fault_cases[0]); i++)
	{
		AnCsvHeader header;
		AnEnv		env;

		an_env_init(&env, MEMORY_LIMIT);
		assert_int_equal(fault_cases[i].status,
						 an_csv_header_read(&env, fault_cases[i].text, fault_cases[i].delimiter, &header));
		assert_string_equal(fault_cases[i].message, env.error.message);
		an_env_release(&env);
	}
}

/* 3: as many columns as a table has, and one more */
static void
many(void **state)
{
	static char text[2 * (AN_CSV_MAX_COLUMNS + 1)];

	(void) state;
	for (size_t i = 0; i < sizeof(text); i += 2)
	{
		text[i] = 'x';
		text[i + 1] = ',';
	}
	for (size_t columns = AN_CSV_MAX_COLUMNS; columns <= AN_CSV_MAX_COLUMNS + 1; columns++)
	{
		AnCsvHeader header;
		AnEnv		env;

		an_env_init(&env, MEMORY_LIMIT);
		assert_int_equal(columns <= AN_CSV_MAX_COLUMNS ? AN_OK : AN_ELIMIT,
						 an_csv_header_read(&env, (AnStr) {text, 2 * columns - 1}, ',', &header));
		an_env_release(&env);
	}
}

/* 2: the end of a record, and whether it was there */
static void
records(void **state)
{
	bool		ended;

	(void) state;
	assert_int_equal(3, an_csv_first_record("a|b\nc", 5, &ended).len);
	assert_true(ended);
	assert_int_equal(3, an_csv_first_record("a|b", 3, &ended).len);
	assert_false(ended);
	assert_int_equal(4, an_csv_first_record("\"a\n\"", 4, &ended).len);
	assert_false(ended);
	assert_int_equal(0, an_csv_first_record("", 0, &ended).len);
	assert_false(ended);
}

static void
duplicates(void **state)
{
	static const struct
	{
		const char *text;
		bool		found;
		uint32_t	first;
		uint32_t	second;
	}			cases[] = {
		{"a", false, 0, 0},
		{"a|A|ab|b", false, 0, 0},
		{"b|a|c|a", true, 1, 3},
		{"x|x|x", true, 0, 1},
		{"\"a\"|b|a", true, 0, 2},
	};

	(void) state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		AnCsvHeader header;
		AnEnv		env;
		bool		found;
		uint32_t	first = 0;
		uint32_t	second = 0;

		an_env_init(&env, MEMORY_LIMIT);
		assert_int_equal(AN_OK, an_csv_header_read(&env, (AnStr) {cases[i].text, strlen(cases[i].text)}, '|', &header));
		assert_int_equal(AN_OK, an_csv_header_duplicate(&env, &header, &found, &first, &second));
		assert_int_equal(cases[i].found, found);
		if (found)
		{
			assert_int_equal(cases[i].first, first);
			assert_int_equal(cases[i].second, second);
		}
		an_env_release(&env);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names),
		cmocka_unit_test(faults),
		cmocka_unit_test(many),
		cmocka_unit_test(records),
		cmocka_unit_test(duplicates),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
