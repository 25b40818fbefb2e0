/*
 * order.c - a radix sort: digit by digit from the lowest, each pass stable
 *
 * Single precision as double has digits that are the same in every key: their
 * passes are left out.  Short lists are inserted one by one.
 */
#include "train/order.h"

#include <string.h>

#define DIGITS 8
#define VALUES 256				/* of a digit */
#define SHORT_LIST 48

/* Bits that are in the order of the numbers. */
static uint64_t
sortable(double key)
{
	double		plain = key + 0.0;	/* -0 becomes 0 */
	uint64_t	bits;

	memcpy(&bits, &plain, sizeof(bits));
	return bits >> 63 ? ~bits : bits | (uint64_t) 1 << 63;
}

static void
insert_all(AnOrderItem *items, size_t n)
{
	for (size_t i = 1; i < n; i++)
	{
		AnOrderItem item = items[i];
		size_t		at = i;

		for (; at > 0 && items[at - 1].key > item.key; at--)
			items[at] = items[at - 1];
		items[at] = item;
	}
}

static void
count_digits(const AnOrderItem *items, size_t n, size_t counts[DIGITS][VALUES])
{
	memset(counts, 0, sizeof(size_t) * DIGITS * VALUES);
	for (size_t i = 0; i < n; i++)
	{
		uint64_t	bits = sortable(items[i].key);

		for (int d = 0; d < DIGITS; d++)
			counts[d][bits >> (8 * d) & 0xFF]++;
	}
}

static void
pass(const AnOrderItem *from, size_t n, int digit, const size_t *counts, AnOrderItem *to)
{
	size_t		place[VALUES];
	size_t		next = 0;

	for (int v = 0; v < VALUES; v++)
	{
		place[v] = next;
		next += counts[v];
	}
	for (size_t i = 0; i < n; i++)
		to[place[sortable(from[i].key) >> (8 * digit) & 0xFF]++] = from[i];
}

AnStatus
an_order(AnEnv *env, AnOrderItem *items, size_t n, AnOrderItem *spare)
{
	size_t		counts[DIGITS][VALUES];
	AnOrderItem *from = items;
	AnOrderItem *to = spare;

	if (n <= SHORT_LIST)
	{
		insert_all(items, n);
		return AN_OK;
	}
	count_digits(items, n, counts);
	for (int d = 0; d < DIGITS; d++)
	{
		AnOrderItem *swap = from;

		if (counts[d][sortable(items[0].key) >> (8 * d) & 0xFF] == n)
			continue;
		AN_TRY(an_poll(env));
		pass(from, n, d, counts[d], to);
		from = to;
		to = swap;
	}
	if (from != items)
		memcpy(items, from, n * sizeof(AnOrderItem));
	return AN_OK;
}
