/*
 * levels.c - an open-addressing table of a feature's levels
 *
 * Nearly every value is spelled just as the level is: it is looked up as it
 * stands first and made canonical only when that fails.  A level that holds a
 * character which the canonical form escapes must not be found that way.  The
 * levels of an exact feature are met as they stand, or not at all; the reserved
 * one is no text then.
 */
#include "model/levels.h"
#include "model/category.h"

#include <string.h>

/* Texts of up to 16 bytes are equal when their length, first and last eight
 * bytes are: no need to look at the level itself. */
typedef struct Key
{
	uint64_t	head;
	uint64_t	tail;
	size_t		len;
} Key;

#define KEY_SIZE 16

typedef struct Slot
{
	uint64_t	head;
	uint64_t	tail;
	uint32_t	len;
	uint16_t	number;			/* value number, 0 = free */
	bool		plain;			/* equal to its own canonical form */
} Slot;

struct AnLevelTable
{
	const AnStr *levels;
	uint32_t	mask;
	bool		exact;
	Slot		slots[];
};

_Static_assert(AN_MAX_LEVELS <= UINT16_MAX, "value numbers fit the slots");

static inline uint64_t
load8(const char *text)
{
	uint64_t	word;

	memcpy(&word, text, sizeof(word));
	return word;
}

static inline uint64_t
load4(const char *text)
{
	uint32_t	word;

	memcpy(&word, text, sizeof(word));
	return word;
}

static inline Key
key_of(const char *text, size_t len)
{
	Key			key = {0, 0, len};

	if (len >= 8)
	{
		key.head = load8(text);
		key.tail = load8(text + len - 8);
	}
	else if (len >= 4)
		key.head = load4(text) << 32 | load4(text + len - 4);
	else if (len > 0)
		key.head = (uint64_t) (unsigned char) text[0] << 16
			| (uint64_t) (unsigned char) text[len / 2] << 8
			| (unsigned char) text[len - 1];
	return key;
}

static inline uint32_t
hash_key(Key key, const char *text)
{
	const uint64_t multiplier = UINT64_C(0x9E3779B97F4A7C15);
	uint64_t	hash = (key.head ^ key.len) * multiplier;

	for (size_t i = 8; i + 8 < key.len; i += 8)
		hash = (hash ^ (hash >> 32) ^ load8(text + i)) * multiplier;
	hash = (hash ^ (hash >> 32) ^ key.tail) * multiplier;
	return (uint32_t) (hash >> 32);
}

static inline const Slot *
find_slot(const AnLevelTable *table, const char *text, size_t len)
{
	Key			key = key_of(text, len);
	uint32_t	at = hash_key(key, text) & table->mask;

	for (;; at = (at + 1) & table->mask)
	{
		const Slot *slot = &table->slots[at];

		if (slot->number == 0)
			return slot;
		if (slot->head == key.head && slot->tail == key.tail && slot->len == key.len
			&& (len <= KEY_SIZE || memcmp(table->levels[slot->number - 1].data, text, len) == 0))
			return slot;
	}
}

static bool
is_plain(AnStr level)
{
	char		form[AN_MAX_VALUE];
	size_t		len;

	return an_canonical(level.data, level.len, form, &len) == AN_TEXT_OK
		&& len == level.len && memcmp(form, level.data, len) == 0;
}

AnStatus
an_level_table_build(AnEnv *env, const AnFeature *feature, AnLevelTable **table)
{
	uint32_t	size = 8;
	AnLevelTable *t;

	while (size < feature->nlevels * 2)
		size *= 2;
	t = an_alloc(env, sizeof(AnLevelTable) + size * sizeof(Slot));
	if (t == NULL)
		return env->error.status;
	t->levels = feature->levels;
	t->mask = size - 1;
	t->exact = feature->exact;
	for (uint32_t i = feature->exact; i < feature->nlevels; i++)
	{
		AnStr		level = feature->levels[i];
		Slot	   *slot = &t->slots[find_slot(t, level.data, level.len) - t->slots];
		Key			key = key_of(level.data, level.len);

		if (i % 1024 == 1023)
			AN_TRY(an_poll(env));
		if (slot->number != 0)
			continue;			/* of equal levels the first one counts */
		slot->head = key.head;
		slot->tail = key.tail;
		slot->len = (uint32_t) key.len;
		slot->number = (uint16_t) (i + 1);
		slot->plain = t->exact || is_plain(level);
	}
	*table = t;
	return AN_OK;
}

static int32_t
find_form(const AnLevelTable *table, const char *form, size_t len)
{
	const Slot *slot = find_slot(table, form, len);

	return slot->number > 0 ? slot->number : -1;
}

/* A value that is not spelled as a level is: canonical, or as older tools did. */
static int32_t
find_canonical(const AnLevelTable *table, const char *value, size_t len)
{
	char		form[AN_MAX_VALUE];
	size_t		form_len;
	int32_t		number;

	switch (an_canonical(value, len, form, &form_len))
	{
		case AN_TEXT_OK:
			break;
		case AN_TEXT_MISSING:
			return 0;
		case AN_TEXT_EMPTY:
		case AN_TEXT_BAD:
			return -1;
	}
	number = find_form(table, form, form_len);
	if (number < 0 && an_canonical_old(value, len, form, &form_len) == AN_TEXT_OK)
		number = find_form(table, form, form_len);
	if (number < 0 && an_canonical(value, len, form, &form_len) == AN_TEXT_OK)
		number = find_form(table, form, an_readable(form, form_len));
	return number;
}

int32_t
an_level_find(const AnLevelTable *table, const char *value, size_t len)
{
	const Slot *slot = find_slot(table, value, len);

	if (slot->number > 0 && slot->plain)
		return slot->number;
	return table->exact ? -1 : find_canonical(table, value, len);
}

int32_t
an_level_at(const AnFeature *feature, const char *digits, size_t len)
{
	uint32_t	place = 0;

	if (!feature->coded || len == 0 || len > 9)
		return -1;
	for (size_t i = 0; i < len; i++)
	{
		if (digits[i] < '0' || digits[i] > '9')
			return -1;
		place = place * 10 + (uint32_t) (digits[i] - '0');
	}
	return place + 1 < feature->nlevels ? (int32_t) place + 2 : -1;
}

size_t
an_level_readable(const AnFeature *feature, char *level, size_t len)
{
	return feature->exact ? len : an_readable(level, len);
}
