/*
 * c50_text.h - the two lexers of C5.0's files
 *
 * Schema and cost texts are cut into tokens; tree and rules texts into records
 * of key="value" properties, one record a line.
 *
 * Contract
 *  1. Neither lexer reads outside its text; a text with a NUL is refused.
 *  2. Everything is bytes: escapes are decoded first, and what they yield is
 *     converted to UTF-8 by the caller, because a backslash may stand in the
 *     middle of a multibyte character.
 *  3. A decoded value has fewer than AN_MAX_VALUE bytes.
 *  4. Numbers are finite decimals: text to double to float, two roundings, as
 *     the training tool reads them.  LC_NUMERIC must be "C" (in a server it
 *     is); under another locale fractions are refused, never misread.
 *  5. A failure says which text, which line, and what stands there.
 */
#ifndef AN_C50_TEXT_H
#define AN_C50_TEXT_H

#include "base/bytes.h"
#include "base/list.h"
#include "model/category.h"

typedef struct AnC50Text
{
	AnEnv	   *env;
	const char *title;			/* for messages: "schema", "tree text", ... */
	AnReader	in;
	uint32_t	line;			/* from 1 */
	uint32_t	pieces;			/* tokens or records read, to poll by */
} AnC50Text;

extern AnStatus an_c50_open(AnEnv *env, const char *title, AnStr raw, AnC50Text *text);

/* Fails with "<what> in the C5.0 <title>"; the detail shows line and bytes. */
extern AnStatus an_c50_fault(const AnC50Text *text, AnStatus status, uint32_t line,
							 AnStr bytes, const char *what);

#define AN_C50_NO_BYTES ((AnStr) {NULL, 0})

/* Bytes made fit for a message: shortened, and what is not text replaced. */
#define AN_C50_SHOWN 64
extern const char *an_c50_show(AnStr bytes, char *out);

extern bool an_c50_number(AnStr text, float *number);

/* Tokens -------------------------------------------------------------- */

#define AN_C50_END (-1)			/* delimiter: the end of the text */
#define AN_C50_ASSIGN (-2)		/* delimiter: ":=" */

typedef struct AnC50Token
{
	char		data[AN_MAX_VALUE];
	size_t		len;
	uint32_t	line;
	int			delimiter;		/* a byte, or one of the above */
} AnC50Token;

extern AnStatus an_c50_next_token(AnC50Text *text, AnC50Token *token, bool *found);
/* The end of the text is a fault here. */
extern AnStatus an_c50_need_token(AnC50Text *text, AnC50Token *token);

static inline AnStr
an_c50_token_text(const AnC50Token *token)
{
	return (AnStr) {token->data, token->len};
}

/* Records ------------------------------------------------------------- */

typedef enum AnC50Key
{
	AN_C50_ID, AN_C50_COSTS, AN_C50_SAMPLE, AN_C50_INIT, AN_C50_ENTRIES,
	AN_C50_TYPE, AN_C50_CLASS, AN_C50_FREQ, AN_C50_ATT, AN_C50_ELTS,
	AN_C50_FORKS, AN_C50_CUT, AN_C50_LOW, AN_C50_MID, AN_C50_HIGH,
	AN_C50_RULES, AN_C50_DEFAULT, AN_C50_CONDS, AN_C50_COVER, AN_C50_OK,
	AN_C50_LIFT, AN_C50_VAL, AN_C50_RESULT,
	AN_C50_KEYS
} AnC50Key;

#define AN_C50_BIT(key) ((uint32_t) 1 << (key))

/* One line.  Values are raw, from the first quote to the last. */
typedef struct AnC50Record
{
	uint32_t	line;
	uint32_t	present;		/* a bit for each key */
	AnStr		value[AN_C50_KEYS];
	AN_LIST(AnStr) elts;		/* elts= may come several times */
} AnC50Record;

static inline bool
an_c50_has(const AnC50Record *record, AnC50Key key)
{
	return (record->present & AN_C50_BIT(key)) != 0;
}

/* record: zeroed before the first call; empty lines are passed over. */
extern AnStatus an_c50_next_record(AnC50Text *text, AnC50Record *record, bool *found);

/* Every required key is there, and none but these and the optional ones. */
extern AnStatus an_c50_expect(const AnC50Text *text, const AnC50Record *record,
							  uint32_t required, uint32_t optional);

/* A fault of malformed input at a key's value, or at the line without it. */
extern AnStatus an_c50_bad(const AnC50Text *text, const AnC50Record *record, AnC50Key key,
						   const char *what);

/* The value of a key that is there.  scratch: AN_MAX_VALUE bytes, used when
 * there is something to decode; otherwise *out points into the text. */
extern AnStatus an_c50_string(const AnC50Text *text, const AnC50Record *record, AnC50Key key,
							  char *scratch, AnStr *out);
extern AnStatus an_c50_float(const AnC50Text *text, const AnC50Record *record, AnC50Key key,
							 float *out);
extern AnStatus an_c50_count(const AnC50Text *text, const AnC50Record *record, AnC50Key key,
							 uint32_t limit, uint32_t *out);
/* exactly n numbers, none negative */
extern AnStatus an_c50_floats(const AnC50Text *text, const AnC50Record *record, AnC50Key key,
							  uint32_t n, float *out);

/* Takes the first value off a list such as "a","b c"; false at its end. */
extern AnStatus an_c50_next_value(const AnC50Text *text, uint32_t line, AnStr *list,
								  char *scratch, AnStr *out, bool *found);

#endif
