/* c50_cost_fuzz.c - any bytes as a cost text */
#include "formats/c50.h"

extern int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AnC50Source source = {
		.names = AN_LITERAL("o.\no: no,si,a b.\nx: continuous.\n"),
		.tree = AN_LITERAL("id=\"x\"\ncosts=\"1\"\nentries=\"1\"\ntype=\"0\" class=\"no\" freq=\"1,1,1\"\n"),
		.cost = {(const char *) data, size}
	};
	AnModel    *model;
	AnEnv		env;

	an_env_init(&env, (size_t) 256 << 20);
	an_c50_load(&env, &source, 0, AN_UNKNOWN_ERROR, &model);
	an_env_release(&env);
	return 0;
}
