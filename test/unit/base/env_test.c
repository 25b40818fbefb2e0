/* env_test.c - memory within its limit, and the first error */
#include "unit.h"

static void
memory_is_zeroed_and_aligned(void **state)
{
	AnEnv		env;

	(void) state;
	an_env_init(&env, (size_t) 1 << 20);
	for (size_t size = 0; size < 5000; size += 37)
	{
		char	   *block = an_alloc(&env, size);

		assert_non_null(block);
		assert_int_equal(0, (uintptr_t) block % 16);
		for (size_t i = 0; i < size; i++)
			assert_int_equal(0, block[i]);
		memset(block, 'x', size);
	}
	an_env_release(&env);
	assert_int_equal(0, env.used);
}

static void
limit(void **state)
{
	AnEnv		env;

	(void) state;
	an_env_init(&env, 100000);
	assert_non_null(an_alloc(&env, 90000));
	assert_null(an_alloc(&env, 90000));
	assert_int_equal(AN_ELIMIT, env.error.status);
	assert_non_null(strstr(env.error.detail, "100000 bytes"));
	an_env_release(&env);
}

/* Sizes that would wrap around are over any limit. */
static void
sizes_beyond_reason(void **state)
{
	static const size_t sizes[][2] = {
		{SIZE_MAX, 1}, {SIZE_MAX, 2}, {SIZE_MAX / 2, 16}, {SIZE_MAX / 16, 17}, {SIZE_MAX / 2 + 1, 1}
	};

	(void) state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
	{
		AnEnv		env;
		AnStr		text;

		an_env_init(&env, SIZE_MAX);
		assert_null(an_alloc_array(&env, sizes[i][0], sizes[i][1]));
		assert_int_equal(AN_ELIMIT, env.error.status);
		assert_false(an_copy_str(&env, "", SIZE_MAX, &text));
		an_env_release(&env);
	}
}

static void
growing(void **state)
{
	AnEnv		env;
	char	   *block = NULL;
	size_t		size = 0;

	/* blocks that are replaced are given back: the limit holds for the last two */
	(void) state;
	an_env_init(&env, (size_t) 4 << 20);
	for (size_t next = 1; next <= (size_t) 1 << 20; next *= 2)
	{
		block = an_grow(&env, block, size, next);
		assert_non_null(block);
		for (size_t i = 0; i < size; i++)
			assert_int_equal('y', block[i]);
		memset(block, 'y', next);
		size = next;
	}
	assert_null(an_grow(&env, block, size, (size_t) 8 << 20));
	assert_int_equal('y', block[size - 1]);
	an_env_release(&env);
}

static void
host_without_memory(void **state)
{
	AnEnv		env;

	(void) state;
	an_env_init(&env, 1 << 20);
	env.alloc = unit_no_memory;
	assert_null(an_alloc(&env, 1));
	assert_int_equal(AN_ENOMEM, env.error.status);
	an_env_release(&env);
}

static void
strings(void **state)
{
	AnEnv		env;
	AnStr		copy;

	(void) state;
	an_env_init(&env, 1 << 20);
	assert_true(an_copy_str(&env, "ab\0c", 4, &copy));
	assert_true(an_str_equal(copy, (AnStr) {"ab\0c", 4}));
	assert_int_equal('\0', copy.data[4]);
	assert_false(an_str_equal(copy, AN_LITERAL("ab")));
	assert_true(an_copy_str(&env, NULL, 0, &copy));
	assert_true(an_str_equal(copy, AN_LITERAL("")) && copy.data[0] == '\0');
	assert_true(an_str_equal((AnStr) {NULL, 0}, AN_LITERAL("")));
	an_env_release(&env);
}

static void
first_error_wins(void **state)
{
	AnEnv		env;
	char		longer[2 * AN_MESSAGE_SIZE];

	(void) state;
	an_env_init(&env, 1 << 20);
	memset(longer, 'z', sizeof(longer));
	longer[sizeof(longer) - 1] = '\0';
	assert_int_equal(AN_EFORMAT, an_fail(&env, AN_EFORMAT, "line %d", 3));
	assert_int_equal(AN_EFORMAT, an_fail(&env, AN_ELIMIT, "too late"));
	assert_int_equal(AN_EFORMAT, an_detail(&env, "%s", longer));
	assert_int_equal(AN_EFORMAT, an_detail(&env, "too late"));
	assert_int_equal(AN_EFORMAT, an_hint(&env, "hint"));
	an_hint(&env, "too late");
	assert_string_equal("line 3", env.error.message);
	assert_int_equal(AN_MESSAGE_SIZE - 1, strlen(env.error.detail));
	assert_string_equal("hint", env.error.hint);
	an_env_release(&env);
}

static bool
interrupted(void *host)
{
	return *(bool *) host;
}

static void
interrupts(void **state)
{
	AnEnv		env;
	bool		stop = false;

	(void) state;
	an_env_init(&env, 1 << 20);
	assert_int_equal(AN_OK, an_poll(&env));
	env.interrupted = interrupted;
	env.host = &stop;
	assert_int_equal(AN_OK, an_poll(&env));
	stop = true;
	assert_int_equal(AN_ECANCEL, an_poll(&env));
	an_env_release(&env);
}

static size_t resized;

static void *
host_resize(void *host, void *block, size_t size)
{
	(void) host;
	resized++;
	return realloc(block, size);
}

/* A host that can resize is asked for large blocks; the limit holds. */
static void
growing_in_place(void **state)
{
	AnEnv		env;
	char	   *block;
	size_t		size = 100000;

	(void) state;
	an_env_init(&env, 1 << 20);
	env.resize = host_resize;
	block = an_alloc(&env, size);
	memset(block, 7, size);
	for (size_t next = size + 8; next < 1000000; next += next / 8 + 1)
	{
		block = an_grow(&env, block, size, next);
		assert_non_null(block);
		assert_int_equal(7, block[99999]);
		for (size_t i = size; i < next; i++)
			assert_int_equal(0, block[i]);
		size = next;
	}
	assert_true(resized > 10);
	assert_true(env.used < (1 << 20));
	assert_null(an_grow(&env, block, size, (1 << 20) + 1));
	assert_int_equal(AN_ELIMIT, env.error.status);
	an_env_release(&env);
	assert_int_equal(0, env.used);
}

/* A host whose memory is aligned to 8, one time more, the next time not; in front
 * of a block is what free() wants. */
static void *
skewed_alloc(void *host, size_t size)
{
	size_t	   *calls = host;
	char	   *memory = malloc(size + 32);
	char	   *block = memory + 16 + (++*calls % 2) * 8;

	assert_non_null(memory);
	memcpy(block - sizeof(memory), &memory, sizeof(memory));
	return block;
}

static void
skewed_release(void *host, void *block)
{
	void	   *memory;

	(void) host;
	memcpy(&memory, (char *) block - sizeof(memory), sizeof(memory));
	free(memory);
}

static void *
skewed_resize(void *host, void *block, size_t size)
{
	char	   *larger = skewed_alloc(host, size);

	/* each time they grow by 16 */
	memcpy(larger, block, size - 16);
	skewed_release(host, block);
	return larger;
}

/* What is handed out is aligned all the same, and stays what it was where it moves. */
static void
host_aligned_to_8(void **state)
{
	AnEnv		env;
	size_t		calls = 0;
	size_t		size = 20000;
	char	   *block;

	(void) state;
	an_env_init(&env, 1 << 20);
	env.alloc = skewed_alloc;
	env.release = skewed_release;
	env.resize = skewed_resize;
	env.host = &calls;
	for (size_t i = 1; i < 5000; i += 37)
		assert_int_equal(0, (uintptr_t) an_alloc(&env, i) % 16);
	block = an_alloc(&env, size);
	for (size_t next = size + 16; next < 20160; next += 16)
	{
		memset(block, 'y', size);
		block = an_grow(&env, block, size, next);
		assert_non_null(block);
		assert_int_equal(0, (uintptr_t) block % 16);
		for (size_t i = 0; i < next; i++)
			assert_int_equal(i < size ? 'y' : 0, block[i]);
		size = next;
	}
	an_env_release(&env);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory_is_zeroed_and_aligned),
		cmocka_unit_test(limit),
		cmocka_unit_test(sizes_beyond_reason),
		cmocka_unit_test(growing),
		cmocka_unit_test(growing_in_place),
		cmocka_unit_test(host_aligned_to_8),
		cmocka_unit_test(host_without_memory),
		cmocka_unit_test(strings),
		cmocka_unit_test(first_error_wins),
		cmocka_unit_test(interrupts),
	};

	return cmocka_run_group_tests_name("env", tests, NULL, NULL);
}
