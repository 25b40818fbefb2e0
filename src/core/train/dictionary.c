/* dictionary.c - texts and their numbers, in the order of their first appearance */
#include "train/dictionary.h"
#include "base/list.h"

#include <string.h>

#define FIRST_ROOM 16			/* texts, a power of two; the table is twice as large */

typedef struct Entry
{
	AnStr		text;
	uint64_t	hash;
} Entry;

struct AnDictionary
{
	uint32_t	most;
	uint32_t	count;
	uint32_t	room;
	Entry	   *entries;
	uint32_t   *slots;			/* 2 * room of them: number + 1, 0 = free */
};

AnStatus
an_dictionary_create(AnEnv *env, uint32_t most, AnDictionary **dictionary)
{
	AnDictionary *d = an_alloc(env, sizeof(AnDictionary));

	if (d == NULL)
		return env->error.status;
	d->most = most;
	d->room = FIRST_ROOM;
	d->entries = an_alloc_array(env, FIRST_ROOM, sizeof(Entry));
	d->slots = an_alloc_array(env, 2 * FIRST_ROOM, sizeof(uint32_t));
	if (d->entries == NULL || d->slots == NULL)
		return env->error.status;
	*dictionary = d;
	return AN_OK;
}

/* FNV-1a, with its high bits brought down. */
static uint64_t
hash_text(const char *text, size_t len)
{
	uint64_t	hash = UINT64_C(14695981039346656037);

	for (size_t i = 0; i < len; i++)
		hash = (hash ^ (unsigned char) text[i]) * UINT64_C(1099511628211);
	return hash ^ hash >> 32;
}

static uint32_t *
find_slot(const AnDictionary *d, const char *text, size_t len, uint64_t hash)
{
	uint32_t	mask = 2 * d->room - 1;

	for (uint32_t at = (uint32_t) hash & mask;; at = (at + 1) & mask)
	{
		uint32_t   *slot = &d->slots[at];
		const Entry *entry = *slot > 0 ? &d->entries[*slot - 1] : NULL;

		if (entry == NULL || (entry->hash == hash && an_str_equal(entry->text, (AnStr) {text, len})))
			return slot;
	}
}

static AnStatus
grow(AnEnv *env, AnDictionary *d)
{
	uint32_t	room = an_larger_room(d->room, d->count + 1);
	uint32_t   *slots = an_alloc_array(env, 2 * (size_t) room, sizeof(uint32_t));

	if (slots == NULL || !an_grow_array(env, &d->entries, d->room, room, sizeof(Entry)))
		return env->error.status;
	d->slots = slots;
	d->room = room;
	for (uint32_t i = 0; i < d->count; i++)
		*find_slot(d, d->entries[i].text.data, d->entries[i].text.len, d->entries[i].hash) = i + 1;
	return AN_OK;
}

AnStatus
an_dictionary_number(AnEnv *env, AnDictionary *d, const char *text, size_t len, uint32_t *number)
{
	uint64_t	hash = hash_text(text, len);
	uint32_t   *slot = find_slot(d, text, len, hash);

	if (*slot == 0)
	{
		if (d->count >= d->most)
			return an_fail(env, AN_ELIMIT, "too many different values: more than %u", d->most);
		if (d->count == d->room)
		{
			AN_TRY(grow(env, d));
			slot = find_slot(d, text, len, hash);
		}
		if (!an_copy_str(env, text, len, &d->entries[d->count].text))
			return env->error.status;
		d->entries[d->count].hash = hash;
		*slot = ++d->count;
	}
	*number = *slot - 1;
	return AN_OK;
}

uint32_t
an_dictionary_count(const AnDictionary *dictionary)
{
	return dictionary->count;
}

AnStr
an_dictionary_text(const AnDictionary *dictionary, uint32_t number)
{
	return dictionary->entries[number].text;
}

/* ----- numbers ----- */

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* How many digits there are from here on. */
static size_t
digits(AnStr text, size_t at)
{
	size_t		n = 0;

	while (at + n < text.len && is_digit(text.data[at + n]))
		n++;
	return n;
}

static size_t
after_sign(AnStr text, size_t at)
{
	return at < text.len && (text.data[at] == '-' || text.data[at] == '+') ? at + 1 : at;
}

static bool
is_number(AnStr text)
{
	size_t		at = after_sign(text, 0);
	size_t		whole = digits(text, at);
	size_t		part = 0;

	if (whole > 1 && text.data[at] == '0')
		return false;
	at += whole;
	if (at < text.len && text.data[at] == '.')
	{
		part = digits(text, at + 1);
		at += 1 + part;
	}
	if (whole + part > 0 && at < text.len && (text.data[at] == 'e' || text.data[at] == 'E'))
	{
		at = after_sign(text, at + 1);
		part = digits(text, at);
		at += part;
		return part > 0 && at == text.len;
	}
	return whole + part > 0 && at == text.len;
}

bool
an_dictionary_all_numbers(const AnDictionary *d)
{
	for (uint32_t i = 0; i < d->count; i++)
		if (!is_number(d->entries[i].text))
			return false;
	return true;
}

/* ----- order ----- */

#define MAX_DIGITS 18

static bool
whole_number(AnStr text, int64_t *value)
{
	size_t		sign = text.len > 0 && text.data[0] == '-';

	*value = 0;
	if (text.len == sign || text.len > MAX_DIGITS || (text.data[sign] == '0' && text.len > 1))
		return false;
	for (size_t i = sign; i < text.len; i++)
	{
		if (text.data[i] < '0' || text.data[i] > '9')
			return false;
		*value = *value * 10 + (text.data[i] - '0');
	}
	*value = sign ? -*value : *value;
	return true;
}

static bool
all_whole(const AnDictionary *d)
{
	int64_t		value;

	for (uint32_t i = 0; i < d->count; i++)
		if (!whole_number(d->entries[i].text, &value))
			return false;
	return true;
}

static bool
goes_before(const AnDictionary *d, bool numbers, uint32_t a, uint32_t b)
{
	AnStr		x = d->entries[a].text;
	AnStr		y = d->entries[b].text;
	int64_t		i;
	int64_t		k;
	int			order;

	if (numbers)
		return whole_number(x, &i) && whole_number(y, &k) && i < k;
	order = memcmp(x.data, y.data, x.len < y.len ? x.len : y.len);
	return order != 0 ? order < 0 : x.len < y.len;
}

/* Merges the sorted runs of this width in from, pair by pair. */
static void
merge_runs(const AnDictionary *d, bool numbers, uint32_t width, const uint32_t *from, uint32_t *to)
{
	for (uint32_t start = 0; start < d->count; start += 2 * width)
	{
		uint32_t	middle = d->count - start < width ? d->count : start + width;
		uint32_t	end = d->count - middle < width ? d->count : middle + width;
		uint32_t	a = start;
		uint32_t	b = middle;

		for (uint32_t i = start; i < end; i++)
			to[i] = a < middle && (b >= end || !goes_before(d, numbers, from[b], from[a])) ? from[a++] : from[b++];
	}
}

AnStatus
an_dictionary_sort(AnEnv *env, const AnDictionary *d, uint32_t *order, uint32_t *place)
{
	bool		numbers = all_whole(d);

	for (uint32_t i = 0; i < d->count; i++)
		order[i] = i;
	for (uint32_t width = 1; width < d->count; width *= 2)
	{
		AN_TRY(an_poll(env));
		merge_runs(d, numbers, width, order, place);
		memcpy(order, place, d->count * sizeof(uint32_t));
	}
	for (uint32_t i = 0; i < d->count; i++)
		place[order[i]] = i;
	return AN_OK;
}
