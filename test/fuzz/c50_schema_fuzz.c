/* c50_schema_fuzz.c - any bytes as a schema text */
#include "formats/c50_schema.h"

extern int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AnC50Schema schema;
	AnEnv		env;
	uint32_t	number;

	an_env_init(&env, (size_t) 256 << 20);
	if (an_c50_read_schema(&env, (AnStr) {(const char *) data, size}, &schema) == AN_OK)
		for (uint32_t i = 0; i < schema.names.list.count; i++)
			if (!an_c50_names_find(&schema.names, schema.names.list.items[i], &number) || number != i)
				__builtin_trap();
	an_env_release(&env);
	return 0;
}
