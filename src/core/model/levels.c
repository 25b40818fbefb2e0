/*
 * levels.c - an open-addressing table of a feature's levels
 *
 * Nearly every value is spelled just as the level is: it is looked up as it
 * stands first and made canonical only when that fails.  A level that holds a
 * character which the canonical form escapes must not be found that way.
 */
#include "model/levels.h"
#include "model/category.h"

#include <string.h>

typedef struct Slot
{
	uint32_t	hash;
	uint32_t	number;			/* value number, 0 = free */
	bool		plain;			/* equal to its own canonical form */
} Slot;

struct AnLevelTable
{
	const AnStr *levels;
	uint32_t	mask;
	Slot		slots[];
};

static uint32_t
hash_text(const char *text, size_t len)
{
	const uint64_t multiplier = UINT64_C(0x9E3779B97F4A7C15);
	uint64_t	hash = len * multiplier;
	uint64_t	word = 0;

	for (; len >= 8; text += 8, len -= 8)
	{
		memcpy(&word, text, 8);
		hash = (hash ^ word) * multiplier;
		hash ^= hash >> 29;
	}
	word = 0;
	if (len >= 4)
	{
		uint32_t	head;
		uint32_t	tail;

		memcpy(&head, text, 4);
		memcpy(&tail, text + len - 4, 4);
		word = (uint64_t) head << 32 | tail;
	}
	else
		for (size_t i = 0; i < len; i++)
			word = word << 8 | (unsigned char) text[i];
	hash = (hash ^ word) * multiplier;
	return (uint32_t) (hash >> 32);
}

static const Slot *
find_slot(const AnLevelTable *table, const char *text, size_t len, uint32_t hash)
{
	uint32_t	at = hash & table->mask;

	for (;; at = (at + 1) & table->mask)
	{
		const Slot *slot = &table->slots[at];

		if (slot->number == 0)
			return slot;
		if (slot->hash == hash && table->levels[slot->number - 1].len == len
			&& memcmp(table->levels[slot->number - 1].data, text, len) == 0)
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
	for (uint32_t i = 0; i < feature->nlevels; i++)
	{
		AnStr		level = feature->levels[i];
		uint32_t	hash = hash_text(level.data, level.len);
		Slot	   *slot = &t->slots[find_slot(t, level.data, level.len, hash) - t->slots];

		if (slot->number != 0)
			continue;			/* of equal levels the first one counts */
		slot->hash = hash;
		slot->number = i + 1;
		slot->plain = is_plain(level);
	}
	*table = t;
	return AN_OK;
}

static int32_t
find_form(const AnLevelTable *table, const char *form, size_t len)
{
	const Slot *slot = find_slot(table, form, len, hash_text(form, len));

	return slot->number > 0 ? (int32_t) slot->number : -1;
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
	if (number < 0)
		number = find_form(table, form, an_readable(form, form_len));
	if (number < 0 && an_canonical_old(value, len, form, &form_len) == AN_TEXT_OK)
		number = find_form(table, form, form_len);
	return number;
}

int32_t
an_level_find(const AnLevelTable *table, const char *value, size_t len)
{
	const Slot *slot = find_slot(table, value, len, hash_text(value, len));

	if (slot->number > 0 && slot->plain)
		return (int32_t) slot->number;
	return find_canonical(table, value, len);
}
