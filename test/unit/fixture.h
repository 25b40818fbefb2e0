/* fixture.h - an env for each test of a file, with FIXTURE_MEMORY bytes: TEST() */
#ifndef FIXTURE_H
#define FIXTURE_H

#include "unit.h"

#ifndef FIXTURE_MEMORY
#define FIXTURE_MEMORY ((size_t) 1 << 28)
#endif

static AnEnv env;

static inline int
setup(void **state)
{
	(void) state;
	an_env_init(&env, FIXTURE_MEMORY);
	return 0;
}

static inline int
teardown(void **state)
{
	(void) state;
	an_env_release(&env);
	return 0;
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

#endif
