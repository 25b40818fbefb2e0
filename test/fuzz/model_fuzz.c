/* model_fuzz.c - any bytes as a model file, loaded, scored and explained */
#include "formats/formats.h"
#include "use_model.h"

/* Little, as in rds_fuzz.c. */
#define MEMORY_LIMIT ((size_t) 4 * 1024 * 1024)

extern int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AnLoadOptions options = {.unknown = AN_UNKNOWN_ERROR};
	const AnFormat *format;
	AnModel    *model;
	AnEnv		env;

	an_env_init(&env, MEMORY_LIMIT);
	if (an_load_model(&env, "auto", data, size, &options, &format, &model) == AN_OK)
		use_model(&env, model);
	an_env_release(&env);
	return 0;
}
