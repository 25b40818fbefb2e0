/* rds_fuzz.c - any bytes, unpacked and read as an R object */
#include "formats/c50.h"
#include "formats/formats.h"

#define MEMORY_LIMIT ((size_t) 256 * 1024 * 1024)

extern int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AnEnv		env;
	AnC50Source source;
	const uint8_t *bytes;
	size_t		nbytes;

	an_env_init(&env, MEMORY_LIMIT);
	if (an_unpack(&env, data, size, &bytes, &nbytes) == AN_OK)
		an_rds_read_c50(&env, bytes, nbytes, &source);
	an_env_release(&env);
	return 0;
}
