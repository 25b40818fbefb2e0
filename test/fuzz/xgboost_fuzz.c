/* xgboost_fuzz.c - any bytes, read as a model of XGBoost in JSON or UBJSON, and used */
#include "formats/xgboost.h"

#include "use_model.h"

#define MEMORY_LIMIT ((size_t) 8 * 1024 * 1024)

extern int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AnEnv		env;
	AnLoadOptions options = {0};
	AnModel    *model;

	if (size > 0)
		options.trials = data[size - 1] % 4;
	an_env_init(&env, MEMORY_LIMIT);
	if (an_xgboost_load(&env, data, size, &options, &model) == AN_OK)
		use_model(&env, model);
	else if (env.error.status == AN_ECORRUPT || env.error.message[0] == '\0')
		__builtin_trap();		/* the contract of models is for stored ones */
	an_env_release(&env);
	return 0;
}
