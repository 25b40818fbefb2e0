/* c50_cost_fuzz.c - any bytes as a cost text */
#include "c50_fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return fuzz_c50((AnC50Source) {
		.names = AN_LITERAL("o.\no: no,si,a b.\nx: continuous.\n"),
		.tree = AN_LITERAL("id=\"x\"\ncosts=\"1\"\nentries=\"1\"\ntype=\"0\" class=\"no\" freq=\"1,1,1\"\n"),
		.cost = {(const char *) data, size}
	});
}
