/* c50_fuzz.h - a schema that has everything, for the other texts of a model */
#ifndef C50_FUZZ_H
#define C50_FUZZ_H

#include "formats/c50.h"

extern int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define FUZZ_SCHEMA \
	AN_LITERAL("o.\no: no,si,q\"\\\\.\nx: continuous.\ny: continuous.\nf: a,b,c,N/A,c.\n" \
			   "g: [ordered]1,2.\ni: ignore.\ncase weight: continuous.\n")

static inline int
fuzz_c50(AnC50Source source)
{
	AnModel    *model;
	AnEnv		env;

	an_env_init(&env, (size_t) 256 << 20);
	an_c50_load(&env, &source, 0, AN_UNKNOWN_ERROR, &model);
	an_env_release(&env);
	return 0;
}

#endif
