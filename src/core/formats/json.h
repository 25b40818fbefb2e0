/*
 * json.h - one reader for JSON and for UBJSON, which is JSON in binary
 *
 * The caller pulls: an_json_read() gives a value; of an array or object only
 * its beginning, after which an_json_more() or an_json_key() says whether
 * something follows (and leaves it when nothing does).
 *
 * Contract
 *  1. No byte outside of the input is read, for any input.
 *  2. Nesting is at most AN_JSON_MAX_DEPTH levels; nothing recurses.
 *  3. A number of items is believed only after as many bytes are there.
 *  4. An AnJson may be copied: the copy reads on from where the original was.
 *  5. A text is valid until the next call with the same reader or a copy of it.
 *     It is what the file has, escapes resolved; whether it is UTF-8 is for the
 *     caller to ask.
 *  6. NaN, Infinity and -Infinity are numbers, as XGBoost writes them.
 *
 * Sources: RFC 8259; UBJSON specification draft 12, with containers of one type
 * and of known size.
 */
#ifndef AN_JSON_H
#define AN_JSON_H

#include "base/bytes.h"
#include "base/list.h"

#define AN_JSON_MAX_DEPTH 64

typedef enum AnJsonKind
{
	AN_JSON_NULL = 0,
	AN_JSON_BOOL,
	AN_JSON_NUMBER,
	AN_JSON_STRING,
	AN_JSON_ARRAY,
	AN_JSON_OBJECT
} AnJsonKind;

typedef struct AnJsonValue
{
	AnJsonKind	kind;
	double		number;			/* AN_JSON_NUMBER; of AN_JSON_BOOL 0 or 1 */
	AnStr		text;			/* AN_JSON_STRING */
} AnJsonValue;

/* An array or object that has begun. */
typedef struct AnJsonLevel
{
	bool		object;
	bool		started;		/* JSON: a comma comes first */
	bool		counted;		/* UBJSON: `left` items follow, and no end */
	uint8_t		type;			/* UBJSON: of all its items; 0 = each says its own */
	uint64_t	left;
} AnJsonLevel;

typedef AN_LIST(char) AnJsonScratch;

typedef struct AnJson
{
	AnEnv	   *env;
	AnReader	in;
	bool		binary;
	bool		single;			/* numbers are rounded to single precision, once */
	uint32_t	depth;
	uint64_t	items;
	AnJsonLevel levels[AN_JSON_MAX_DEPTH];
	AnJsonScratch *scratch;		/* a text with escapes; shared with copies */
} AnJson;

/* Arrays of numbers, which keep their memory from one use to the next. */
typedef AN_LIST(float) AnJsonFloats;
typedef AN_LIST(int64_t) AnJsonIntegers;

/* Do the bytes begin with an object, in either encoding?  *binary says in which. */
extern bool an_json_sniff(const uint8_t *bytes, size_t size, bool *binary);

/* AN_EFORMAT when the bytes do not begin with an object. */
extern AnStatus an_json_open(AnEnv *env, const uint8_t *bytes, size_t size, AnJson *json);
extern AnStatus an_json_read(AnJson *json, AnJsonValue *value);
extern AnStatus an_json_more(AnJson *json, bool *more);
extern AnStatus an_json_key(AnJson *json, AnStr *key, bool *more);

/* The next value with all that is in it. */
extern AnStatus an_json_skip(AnJson *json);

/* The next value, which must be of that kind; `what` is its name in the message. */
extern AnStatus an_json_expect(AnJson *json, AnJsonKind kind, const char *what, AnJsonValue *value);

/* The next value, an array of numbers (or of booleans).  Floats are rounded once,
 * to single precision; integers must be whole and within 53 bits. */
extern AnStatus an_json_floats(AnJson *json, const char *what, AnJsonFloats *floats);
extern AnStatus an_json_integers(AnJson *json, const char *what, AnJsonIntegers *integers);

/* After the last value: nothing but white space may follow. */
extern AnStatus an_json_end(AnJson *json);

/* json.c, for the two encodings */
static inline void
an_json_skip_space(AnReader *in)
{
	int			c;

	while ((c = an_reader_peek(in)) == ' ' || c == '\n' || c == '\t' || c == '\r')
		an_reader_next(in);
}

extern AnStatus an_json_bad(AnJson *json, const char *what);
extern AnStatus an_json_enter(AnJson *json, AnJsonLevel level);

/* json_text.c and json_binary.c: the beginning of a value, and what follows one.
 * `more` is not asked for levels whose number of items is known. */
extern AnStatus an_json_text_value(AnJson *json, AnJsonValue *value);
extern AnStatus an_json_text_more(AnJson *json, bool *more);
extern AnStatus an_json_text_key(AnJson *json, AnStr *key);
extern AnStatus an_json_text_end(AnJson *json);
extern AnStatus an_json_text_number(AnJson *json, AnStr token, double *number);
extern AnStatus an_json_binary_value(AnJson *json, AnJsonValue *value);
extern AnStatus an_json_binary_more(AnJson *json, bool *more);
extern AnStatus an_json_binary_key(AnJson *json, AnStr *key);
extern uint32_t an_json_binary_width(uint8_t type); /* bytes of a number; 0 = it is none */

#endif
