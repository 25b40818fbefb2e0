/* list_test.c - arrays that grow */
#include "base/list.h"
#include "unit.h"

#include <limits.h>

typedef AN_LIST(uint64_t) Numbers;
typedef char Large[SIZE_MAX / 1024];
typedef AN_LIST(Large) Wide;

/* A host that counts its blocks, and has none left after that many. */
typedef struct Host
{
	int			blocks;
	int			most;
} Host;

static void *
count_block(void *host, size_t size)
{
	Host	   *h = host;

	return h->blocks++ < h->most ? malloc(size) : NULL;
}

static void
free_block(void *host, void *block)
{
	(void) host;
	free(block);
}

static AnEnv
env_with(Host *host, size_t limit)
{
	AnEnv		env;

	an_env_init(&env, limit);
	env.alloc = count_block;
	env.release = free_block;
	env.host = host;
	return env;
}

static bool
add(AnEnv *env, Numbers *list, uint64_t number)
{
	uint64_t   *item = AN_LIST_ADD(env, list, 1);

	if (item == NULL)
		return false;
	assert_int_equal(0, *item);
	*item = number;
	return true;
}

static void
assert_counts_up(const Numbers *list, uint32_t count)
{
	assert_int_equal(count, list->count);
	assert_true(list->room >= count);
	for (uint32_t i = 0; i < count; i++)
		assert_int_equal(i + 1, list->items[i]);
}

/* One block for each doubling, however many items. */
static void
items_are_kept(void **state)
{
	Host		host = {.most = INT_MAX};
	AnEnv		env = env_with(&host, SIZE_MAX);
	Numbers		list = {0};

	(void) state;
	for (uint32_t i = 0; i < 100000; i++)
		assert_true(add(&env, &list, i + 1));
	assert_counts_up(&list, 100000);
	assert_true(host.blocks >= 5 && host.blocks <= 30);
	an_env_release(&env);
}

static void
several_at_a_time(void **state)
{
	AnEnv		env;
	Numbers		list = {0};
	uint64_t   *items;

	(void) state;
	an_env_init(&env, SIZE_MAX);
	for (uint32_t n = 1; n < 200; n++)
	{
		items = AN_LIST_ADD(&env, &list, n);
		assert_ptr_equal(items, list.items + list.count - n);
		for (uint32_t i = 0; i < n; i++)
			assert_int_equal(0, items[i]);
		for (uint32_t i = list.count - n; i < list.count; i++)
			list.items[i] = i + 1;
	}
	assert_counts_up(&list, 199 * 200 / 2);
	an_env_release(&env);
}

/* A list that is emptied keeps its memory. */
static void
emptied(void **state)
{
	Host		host = {.most = INT_MAX};
	AnEnv		env = env_with(&host, SIZE_MAX);
	Numbers		list = {0};
	int			blocks;

	(void) state;
	assert_non_null(AN_LIST_ADD(&env, &list, 5000));
	blocks = host.blocks;
	list.count = 0;
	assert_ptr_equal(list.items, AN_LIST_ADD(&env, &list, 5000));
	assert_int_equal(blocks, host.blocks);
	an_env_release(&env);
}

/* Wherever memory ends, what is in the list stays, and there is one error. */
static void
memory_ends(void **state)
{
	(void) state;
	for (int most = 0; most < 12; most++)
	{
		Host		host = {.most = most};
		AnEnv		env = env_with(&host, SIZE_MAX);
		Numbers		list = {0};
		uint32_t	count = 0;

		while (count < 1000000 && add(&env, &list, count + 1))
			count++;
		assert_true(count < 1000000);
		assert_int_equal(AN_ENOMEM, env.error.status);
		assert_counts_up(&list, count);
		assert_false(add(&env, &list, 0));
		assert_counts_up(&list, count);
		an_env_release(&env);
	}
}

static void
limit_ends(void **state)
{
	(void) state;
	for (size_t limit = 0; limit < 1 << 20; limit = limit * 3 + 100)
	{
		Host		host = {.most = INT_MAX};
		AnEnv		env = env_with(&host, limit);
		Numbers		list = {0};
		uint32_t	count = 0;

		while (count < 1000000 && add(&env, &list, count + 1))
			count++;
		assert_int_equal(AN_ELIMIT, env.error.status);
		assert_string_equal("memory limit exceeded", env.error.message);
		assert_counts_up(&list, count);
		assert_true(env.used <= limit);
		an_env_release(&env);
	}
}

/* Numbers and sizes that would wrap around; nothing is asked of the host. */
static void
beyond_reason(void **state)
{
	Host		host = {.most = 0};
	AnEnv		env = env_with(&host, SIZE_MAX);
	Numbers		list = {.items = NULL, .count = 0, .room = 0};
	Wide		wide = {0};
	Numbers		full = {.items = NULL, .count = UINT32_MAX, .room = UINT32_MAX};
	uint64_t	wanted = UINT32_MAX;

	(void) state;
	wanted++;					/* a constant would be compared by the compiler */
	assert_false(AN_MAKE_ROOM(&env, list.items, list.room, wanted));
	assert_int_equal(AN_ELIMIT, env.error.status);
	env.error.status = AN_OK;
	assert_null(AN_LIST_ADD(&env, &full, 1));
	assert_int_equal(AN_ELIMIT, env.error.status);
	assert_int_equal(UINT32_MAX, full.count);
	env.error.status = AN_OK;
	assert_null(AN_LIST_ADD(&env, &wide, 600));
	assert_int_equal(AN_ELIMIT, env.error.status);
	assert_int_equal(0, wide.room);
	assert_int_equal(0, host.blocks);
}

static void
rooms(void **state)
{
	(void) state;
	assert_true(an_larger_room(0, 1) >= 2 && an_larger_room(0, 1) <= 64);
	assert_int_equal(2000, an_larger_room(1000, 1001));
	assert_int_equal(5000, an_larger_room(1000, 5000));
	assert_int_equal(UINT32_MAX, an_larger_room(UINT32_MAX / 2 + 1, UINT32_MAX / 2 + 2));
	assert_int_equal(UINT32_MAX, an_larger_room(7, UINT32_MAX));
}

/* Arrays side by side: the second fails, and what both had before is there. */
static void
side_by_side(void **state)
{
	Host		host = {.most = 3};
	AnEnv		env = env_with(&host, SIZE_MAX);
	uint64_t   *numbers = NULL;
	char	   *letters = NULL;

	(void) state;
	assert_true(an_grow_array(&env, &numbers, 0, 4096, sizeof(uint64_t)));
	assert_true(an_grow_array(&env, &letters, 0, 65536, 1));
	numbers[4095] = 7;
	letters[65535] = 'x';
	assert_true(an_grow_array(&env, &numbers, 4096, 8192, sizeof(uint64_t)));
	assert_false(an_grow_array(&env, &letters, 65536, 131072, 1));
	assert_int_equal(7, numbers[4095]);
	assert_int_equal(0, numbers[4096]);
	assert_int_equal('x', letters[65535]);
	an_env_release(&env);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(items_are_kept),
		cmocka_unit_test(several_at_a_time),
		cmocka_unit_test(emptied),
		cmocka_unit_test(memory_ends),
		cmocka_unit_test(limit_ends),
		cmocka_unit_test(beyond_reason),
		cmocka_unit_test(rooms),
		cmocka_unit_test(side_by_side),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
