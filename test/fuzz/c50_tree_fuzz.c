/* c50_tree_fuzz.c - any bytes as a tree text, under a schema of every kind */
#include "c50_fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return fuzz_c50((AnC50Source) {
		.names = FUZZ_SCHEMA, .tree = {(const char *) data, size}
	});
}
