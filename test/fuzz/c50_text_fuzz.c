/* c50_text_fuzz.c - any bytes as a whole model of bare texts */
#include "formats/c50.h"

extern int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AnC50Source source;
	AnModel    *model;
	AnEnv		env;

	an_env_init(&env, (size_t) 256 << 20);
	if (an_c50_split_text(&env, data, size, &source) == AN_OK)
		an_c50_load(&env, &source, 0, AN_UNKNOWN_MISSING, &model);
	an_env_release(&env);
	return 0;
}
