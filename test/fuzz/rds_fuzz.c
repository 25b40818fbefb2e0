/* rds_fuzz.c - any bytes, unpacked and read as an R object */
#include "formats/c50.h"
#include "formats/formats.h"

/* Little, since what is allocated is cleared: a damaged xz file that asked for a
 * dictionary of 64 MB took longer than a thousand others. */
#define MEMORY_LIMIT ((size_t) 4 * 1024 * 1024)

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
