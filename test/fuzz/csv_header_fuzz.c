/* csv_header_fuzz.c - any bytes as a CSV file and its header; the first is the delimiter */
#include "formats/csv_header.h"
#include "formats/csv_scan.h"

#include <stdlib.h>

extern int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* In one piece or byte by byte, the same is found. */
static void
scan(const char *data, size_t size)
{
	AnCsvScan	whole = {0};
	AnCsvScan	bytes = {0};
	bool		found = false;

	for (size_t i = 0; i < size && !found; i++)
		found = an_csv_scan_finds_end(&bytes, data + i, 1);
	if (an_csv_scan_finds_end(&whole, data, size) != found || whole.line != bytes.line)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AnCsvHeader header;
	AnEnv		env;
	bool		found;
	uint32_t	first;
	uint32_t	second;

	if (size == 0)
		return 0;
	scan((const char *) data + 1, size - 1);
	an_env_init(&env, (size_t) 64 << 20);
	if (an_csv_header_read(&env, (AnStr) {(const char *) data + 1, size - 1}, (char) data[0], &header) == AN_OK
		&& an_csv_header_duplicate(&env, &header, &found, &first, &second) == AN_OK
		&& found && (first >= second || !an_str_equal(header.names[first], header.names[second])))
		abort();
	an_env_release(&env);
	return 0;
}
