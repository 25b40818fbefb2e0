/*
 * words.h - conditions in words: "num_tx_12 > 5.5", "district in {A, B}",
 * "hour of paid_at <= 6.5"
 *
 * The text is UTF-8.  What does not fit is cut at the end of a character, and the
 * text ends with "...".
 */
#ifndef AN_WORDS_H
#define AN_WORDS_H

#include "model/model.h"

#define AN_WORDS_SIZE 240		/* conditions fit a BI tool's text */

typedef struct AnWords
{
	char		text[AN_WORDS_SIZE + 1];
	size_t		len;
	size_t		most;			/* bytes, 20..AN_WORDS_SIZE */
	bool		full;
} AnWords;

extern void an_say(AnWords *words, const char *text, size_t len);
extern void an_say_word(AnWords *words, const char *text);
/* Level number index, from 0, as people write it: without the canonical form's
 * backslashes, or where the feature is exact without control characters. */
extern void an_say_level(AnWords *words, const AnFeature *feature, uint32_t index);
extern void an_say_number(AnWords *words, float value);

/* The feature's name, and which part of its column it is. */
extern void an_say_feature(AnWords *words, const AnFeature *feature);

/* What holds for x at a split of a tree; a rule's condition. */
extern void an_say_split(AnWords *words, const AnModel *m, const AnNode *node, float x);
extern void an_say_condition(AnWords *words, const AnModel *m, const AnCondition *condition);

/* What leads to a split's child of that number, from 0. */
extern void an_say_branch(AnWords *words, const AnModel *m, const AnNode *node, uint32_t branch);
/* The same of a split in a forest's tree, where 0 is left; " or missing" where a
 * missing value goes. */
extern void an_say_sum_branch(AnWords *words, const AnModel *m, const AnForestNode *node, uint32_t branch);
/* What holds for x, which goes to that child. */
extern void an_say_sum_split(AnWords *words, const AnModel *m, const AnForestNode *node, uint32_t branch, float x);

#endif
