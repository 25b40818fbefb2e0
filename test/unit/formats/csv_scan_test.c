/* csv_scan_test.c - a line \. in a CSV file (contract numbers of csv_scan.h) */
#include "unit.h"
#include "formats/csv_scan.h"

typedef struct ScanCase
{
	const char *text;
	unsigned	line;			/* 0: there is none */
} ScanCase;

static const ScanCase scan_cases[] = {
	{"", 0},
	{"a\n1\n", 0},
	{"a\n1\n\\.\n2\n", 3},
	{"a\r\n1\r\n\\.\r\n2\r\n", 3},
	{"a\r1\r\\.\r2\r", 3},
	{"\\.\n1\n", 1},
	{"a\n\n\n\\.\n", 4},
	{"a\n\\.", 0},				/* not ended (2) */
	{"a\n\\.1\n\\..\n\\,.\n.\\\n \\.\n\\. \n\\\n.\n", 0},
	{"a|b\n\\.|1\n1|\\.\n", 0},
	{"a\n\"\\.\"\n", 0},		/* a value like others */
	{"a\n\"\n\\.\n\"\n", 0},	/* within quotes */
	{"a\n\"x\r\n\\.\r\ny\"\r\n\\.\r\n", 5},
	{"a\n\"\"\"\n\\.\n\"\n\\.\n", 5},
	{"a\nx\"\n\\.\n\"y\n\\.\n", 5},
	{"a\n\\\"\".\n\"\"\\.\n", 0},
};

/* Cut everywhere in two. */
static void
finds(void **state)
{
	(void) state;
	for (size_t i = 0; i < sizeof(scan_cases) / sizeof(scan_cases[0]); i++)
	{
		const ScanCase *c = &scan_cases[i];
		size_t		size = strlen(c->text);

		for (size_t cut = 0; cut <= size; cut++)
		{
			AnCsvScan	scan = {0};
			bool		found = an_csv_scan_finds_end(&scan, c->text, cut) ||
				an_csv_scan_finds_end(&scan, c->text + cut, size - cut);

			assert_int_equal(c->line > 0, found);
			if (found)
				assert_int_equal(c->line, scan.line);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
