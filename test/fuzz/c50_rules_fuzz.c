/* c50_rules_fuzz.c - any bytes as a rules text, under a schema of every kind */
#include "c50_fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return fuzz_c50((AnC50Source) {
		.names = FUZZ_SCHEMA, .rules = {(const char *) data, size}
	});
}
