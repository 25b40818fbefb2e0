/*
 * options.h - what a user says in jsonb: members of an object, elements of an array
 *
 * Contract
 *  1. A walk comes by what stands in one object or array, in jsonb's order, and does
 *     not go into what is composite itself.
 *  2. Names and texts are C strings, copied into the current memory context.
 *  3. Nothing here raises: whoever asks knows what to say of a wrong value.
 */
#ifndef AN_PG_OPTIONS_H
#define AN_PG_OPTIONS_H

#include "postgres.h"

#include "utils/jsonb.h"

typedef struct OptionWalk
{
	JsonbIterator *iterator;
	char	   *name;			/* of a member; an element has none */
	JsonbValue	value;
} OptionWalk;

/* Before the first; json may be NULL, where there is nothing. */
extern OptionWalk options_of(JsonbContainer *json);
/* To the next one; false: there is none. */
extern bool next_option(OptionWalk *walk);

/* What is in the value: NULL where it is no array, or no object. */
extern JsonbContainer *option_array(const JsonbValue *value);
extern JsonbContainer *option_object(const JsonbValue *value);

/* NaN: it is no number.  What a double cannot hold is infinite. */
extern double option_number(const JsonbValue *value);
/* NULL: it is no text. */
extern char *option_text(const JsonbValue *value);

#endif
