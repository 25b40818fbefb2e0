/*
 * dictionary.h - texts and their numbers, in the order of their first appearance
 *
 * An open-addressing table that grows; the texts are copied.
 */
#ifndef AN_DICTIONARY_H
#define AN_DICTIONARY_H

#include "base/env.h"

typedef struct AnDictionary AnDictionary;

/* most: how many different texts it may come to have. */
extern AnStatus an_dictionary_create(AnEnv *env, uint32_t most, AnDictionary **dictionary);

/* The number of a text, from 0; one that is new gets the next.  AN_ELIMIT when
 * there would be too many. */
extern AnStatus an_dictionary_number(AnEnv *env, AnDictionary *dictionary, const char *text, size_t len,
									 uint32_t *number);

extern uint32_t an_dictionary_count(const AnDictionary *dictionary);
extern AnStr an_dictionary_text(const AnDictionary *dictionary, uint32_t number);

/* Is every text a number as people write it, "-1.5" or "2e3"?  With a zero in front
 * ("007") it is not. */
extern bool an_dictionary_all_numbers(const AnDictionary *dictionary);

/*
 * The order in which people expect the texts: by value when all of them are whole
 * numbers, else by their bytes.  order[place] = number; place[number] = place.
 * Both have room for all texts.
 */
extern AnStatus an_dictionary_sort(AnEnv *env, const AnDictionary *dictionary, uint32_t *order, uint32_t *place);

#endif
