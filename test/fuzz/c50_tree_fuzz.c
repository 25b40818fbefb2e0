/* c50_tree_fuzz.c - any bytes as a tree text, under a schema of every kind */
#include "formats/c50.h"

extern int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AnC50Source source = {
		.names = AN_LITERAL("o.\no: no,si,q\"\\\\.\nx: continuous.\ny: continuous.\nf: a,b,c,N/A,c.\n"
							"g: [ordered]1,2.\ni: ignore.\ncase weight: continuous.\n"),
		.tree = {(const char *) data, size}
	};
	AnModel    *model;
	AnEnv		env;

	an_env_init(&env, (size_t) 256 << 20);
	an_c50_load(&env, &source, 0, AN_UNKNOWN_ERROR, &model);
	an_env_release(&env);
	return 0;
}
