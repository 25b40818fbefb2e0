/* order_test.c - short and long lists, against comparing neighbours */
#include "unit.h"

#include <float.h>
#include <math.h>

#include "train/order.h"

#define MOST 5000

static const double odd[] = {
	0.0, -0.0, 1, -1, DBL_MAX, -DBL_MAX, DBL_MIN, -DBL_MIN, 5e-324, -5e-324, INFINITY, -INFINITY, 1e-40, 16777217
};

static void
check(size_t n, uint32_t seed)
{
	AnEnv		env;
	AnOrderItem *items;
	AnOrderItem *spare;
	uint64_t	ids = 0;

	an_env_init(&env, 1 << 20);
	items = an_alloc_array(&env, n + 1, sizeof(AnOrderItem));
	spare = an_alloc_array(&env, n + 1, sizeof(AnOrderItem));
	for (uint32_t i = 0; i < n; i++)
	{
		seed = seed * 1664525u + 1013904223u;
		items[i].id = i;
		items[i].key = seed >> 31 ? odd[(seed >> 8) % (sizeof(odd) / sizeof(odd[0]))]
			: ldexp((double) (seed >> 8 & 0xFFFF) - 32768, (int) (seed >> 26 & 0x1F) - 16);
	}
	assert_int_equal(AN_OK, an_order(&env, items, n, spare));
	for (size_t i = 0; i < n; i++)
	{
		ids += items[i].id;
		if (i > 0)
			assert_true(items[i - 1].key < items[i].key
						|| (items[i - 1].key == items[i].key && items[i - 1].id < items[i].id));
	}
	assert_int_equal(ids, (uint64_t) n * (n - (n > 0)) / 2);
	an_env_release(&env);
}

static void
in_order(void **state)
{
	(void) state;
	for (size_t n = 0; n < 200; n++)
		check(n, (uint32_t) n);
	check(MOST, 1);
	check(MOST, 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(in_order)};

	return cmocka_run_group_tests_name("order", tests, NULL, NULL);
}
