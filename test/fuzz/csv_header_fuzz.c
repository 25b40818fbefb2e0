/* csv_header_fuzz.c - any bytes as the header of a CSV file; the first is the delimiter */
#include "formats/csv_header.h"

#include <stdlib.h>

extern int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

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
	an_env_init(&env, (size_t) 64 << 20);
	if (an_csv_header_read(&env, (AnStr) {(const char *) data + 1, size - 1}, (char) data[0], &header) == AN_OK
		&& an_csv_header_duplicate(&env, &header, &found, &first, &second) == AN_OK
		&& found && (first >= second || !an_str_equal(header.names[first], header.names[second])))
		abort();
	an_env_release(&env);
	return 0;
}
