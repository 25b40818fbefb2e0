/* words.c - conditions of splits and rules in words */
#include "model/words.h"
#include "model/category.h"
#include "model/scorer.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define OR_MISSING " or missing"
#define MISSING_ROOM (sizeof(OR_MISSING) + 3)

/* Cuts at a character, never inside one, and ends with an ellipsis. */
void
an_say(AnWords *words, const char *text, size_t len)
{
	size_t		room = words->most - 3 - words->len;

	if (words->full)
		return;
	if (len > room)
	{
		len = room;
		while (len > 0 && ((unsigned char) text[len] & 0xC0) == 0x80)
			len--;
		words->full = true;
	}
	memcpy(words->text + words->len, text, len);
	words->len += len;
	if (words->full)
	{
		memcpy(words->text + words->len, "...", 3);
		words->len += 3;
	}
}

void
an_say_word(AnWords *words, const char *text)
{
	an_say(words, text, strlen(text));
}

void
an_say_feature(AnWords *words, const AnFeature *feature)
{
	const char *part = an_part_name((AnPart) feature->part);

	if (part != NULL)
	{
		an_say_word(words, part);
		an_say_word(words, " of ");
	}
	an_say(words, feature->name.data, feature->name.len);
}

void
an_say_number(AnWords *words, float value)
{
	char		text[32];

	snprintf(text, sizeof(text), "%.8g", (double) value + 0.0); /* not -0 */
	an_say_word(words, text);
}

/* An end of line would break a drawing. */
static size_t
printable(char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((unsigned char) text[i] < ' ')
			text[i] = ' ';
	return len;
}

void
an_say_level(AnWords *words, const AnFeature *feature, uint32_t index)
{
	char		text[AN_MESSAGE_SIZE];
	AnStr		level = feature->levels[index];
	size_t		len = level.len < sizeof(text) ? level.len : sizeof(text);

	if (feature->exact && index == 0)
	{
		an_say_word(words, "(other)");
		return;
	}
	memcpy(text, level.data, len);
	an_say(words, text, feature->exact ? printable(text, len) : an_readable(text, len));
}

/* Which levels: those that a map sends to a branch, or (without one) those that
 * are in a set, or are not. */
typedef struct Members
{
	const uint16_t *map;
	uint32_t	branch;
	const uint32_t *set;
	bool		inside;
} Members;

static bool
set_has(const uint32_t *set, uint32_t category)
{
	return category / 32 < set[0] && (set[1 + category / 32] >> (category % 32) & 1) != 0;
}

static bool
is_member(const Members *members, uint32_t level)
{
	if (members->map != NULL)
		return members->map[level] == members->branch;
	return set_has(members->set, level + 1) == members->inside;
}

/* "f = a" or "f in {a, b}" */
static void
say_levels(AnWords *words, const AnFeature *feature, Members members)
{
	uint32_t	count = 0;

	for (uint32_t i = 0; i < feature->nlevels; i++)
		count += is_member(&members, i);
	an_say_word(words, count == 1 ? " = " : " in {");
	for (uint32_t i = 0, said = 0; i < feature->nlevels && !words->full; i++)
	{
		if (!is_member(&members, i))
			continue;
		if (said++ > 0)
			an_say_word(words, ", ");
		an_say_level(words, feature, i);
	}
	if (count != 1)
		an_say_word(words, "}");
}

/* Without the feature's name. */
static void
say_test(AnWords *words, const AnModel *m, const AnNode *node, uint32_t branch)
{
	const AnFeature *feature = &m->features[node->feature];

	if (node->kind == AN_CUT && branch == 0)
		an_say_word(words, " is not applicable");
	else if (node->kind == AN_CUT)
	{
		an_say_word(words, branch == 1 ? " <= " : " > ");
		an_say_number(words, node->cut);
	}
	else if (node->kind == AN_NWAY)
	{
		an_say_word(words, " = ");
		an_say_level(words, feature, branch);
	}
	else
		say_levels(words, feature, (Members) {.map = m->branches + node->branches, .branch = branch});
}

void
an_say_branch(AnWords *words, const AnModel *m, const AnNode *node, uint32_t branch)
{
	const AnFeature *feature = &m->features[node->feature];

	an_say_feature(words, feature);
	say_test(words, m, node, branch);
}

void
an_say_split(AnWords *words, const AnModel *m, const AnNode *node, float x)
{
	const AnFeature *feature = &m->features[node->feature];
	float		share = node->kind == AN_CUT && !isnan(x) ? an_cut_share(node, x) : 0;

	an_say_feature(words, feature);
	if (an_case_bits(x) == AN_BITS_MISSING)
		an_say_word(words, " is missing");
	else if (share > 0 && share < 1)
	{
		an_say_word(words, " is near ");
		an_say_number(words, node->cut);
	}
	else if (node->kind == AN_CUT)
		say_test(words, m, node, isnan(x) ? 0 : share >= 1 ? 1 : 2);
	else if (node->kind == AN_NWAY)
		say_test(words, m, node, (uint32_t) x - 1);
	else if (m->branches[node->branches + (uint32_t) x - 1] == AN_NO_BRANCH)
	{
		an_say_word(words, " = ");
		an_say_level(words, feature, (uint32_t) x - 1);
		an_say_word(words, ", which has no branch");
	}
	else
		say_test(words, m, node, m->branches[node->branches + (uint32_t) x - 1]);
}

/* "x in {3, 7}": a number that is used as a code. */
static void
say_codes(AnWords *words, const uint32_t *set, bool inside)
{
	char		text[16];

	an_say_word(words, inside ? " in {" : " not in {");
	for (uint32_t c = 0, said = 0; c < set[0] * 32 && !words->full; c++)
	{
		if (!set_has(set, c))
			continue;
		snprintf(text, sizeof(text), said++ > 0 ? ", %u" : "%u", c);
		an_say_word(words, text);
	}
	an_say_word(words, "}");
}

static void
say_sum_test(AnWords *words, const AnModel *m, const AnForestNode *node, uint32_t branch)
{
	const AnFeature *feature = &m->features[node->feature];
	const uint32_t *set = node->kind == AN_SUM_SET ? &m->forest->sets[node->set] : NULL;

	an_say_feature(words, feature);
	if (node->kind == AN_SUM_BELOW)
	{
		an_say_word(words, branch == 0 ? " < " : " >= ");
		an_say_number(words, node->value);
	}
	else if (feature->kind == AN_CATEGORICAL)
		say_levels(words, feature, (Members) {.set = set, .inside = branch == 1});
	else
		say_codes(words, set, branch == 1);
}

void
an_say_sum_branch(AnWords *words, const AnModel *m, const AnForestNode *node, uint32_t branch)
{
	bool		missing = (node->missing_right != 0) == (branch == 1);

	/* what is said of missing values stands behind the longest list */
	words->most -= missing ? MISSING_ROOM : 0;
	say_sum_test(words, m, node, branch);
	if (!missing)
		return;
	words->most += MISSING_ROOM;
	words->full = false;
	an_say_word(words, OR_MISSING);
}

void
an_say_sum_split(AnWords *words, const AnModel *m, const AnForestNode *node, uint32_t branch, float x)
{
	if (!isnan(x))
	{
		say_sum_test(words, m, node, branch);
		return;
	}
	an_say_feature(words, &m->features[node->feature]);
	an_say_word(words, " is missing");
}

void
an_say_condition(AnWords *words, const AnModel *m, const AnCondition *condition)
{
	const AnFeature *feature = &m->features[condition->feature];

	an_say_feature(words, feature);
	switch (condition->kind)
	{
		case AN_IS_LEVEL:
			an_say_word(words, " = ");
			an_say_level(words, feature, condition->level - 1);
			break;
		case AN_AT_MOST:
		case AN_ABOVE:
			an_say_word(words, condition->kind == AN_AT_MOST ? " <= " : " > ");
			an_say_number(words, condition->cut);
			break;
		case AN_IS_NA:
			an_say_word(words, " is not applicable");
			break;
		default:
			say_levels(words, feature, (Members) {.map = m->branches + condition->branches});
	}
}
