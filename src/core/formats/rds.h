/*
 * rds.h - R's serialization, walked rather than built
 *
 * Contract
 *  1. Nothing is evaluated and nothing is built: a walk moves over items and
 *     remembers where things are.  A discarded item costs no memory but, for a
 *     symbol or environment, four bytes of reference table.
 *  2. Nesting uses a stack of its own, of AN_RDS_MAX_DEPTH frames at most, never
 *     the C stack; the CDR of a list does not nest.
 *  3. A length is believed only after the bytes it needs are there.
 *  4. After the one complete walk of the stream the reference table is complete,
 *     and any item in it can be visited again (`complete` is then true).
 */
#ifndef AN_RDS_H
#define AN_RDS_H

#include "base/bytes.h"
#include "formats/c50.h"
#include "formats/formats.h"

#define AN_RDS_MAX_DEPTH 100000
#define AN_RDS_MAX_ITEMS ((uint64_t) 50 * 1000 * 1000)
#define AN_RDS_MAX_STRING ((uint32_t) 256 * 1024 * 1024)
#define AN_RDS_MAX_OBJECTS 16

/* What R calls SEXPTYPE, and the codes that exist in files only. */
typedef enum AnRdsType
{
	RDS_SYMBOL = 1,
	RDS_PAIRLIST = 2,
	RDS_CLOSURE = 3,
	RDS_ENVIRONMENT = 4,
	RDS_PROMISE = 5,
	RDS_CALL = 6,
	RDS_SPECIAL = 7,
	RDS_BUILTIN = 8,
	RDS_CHARS = 9,
	RDS_LOGICAL = 10,
	RDS_INTEGER = 13,
	RDS_REAL = 14,
	RDS_COMPLEX = 15,
	RDS_STRINGS = 16,
	RDS_DOTS = 17,
	RDS_LIST = 19,
	RDS_EXPRESSION = 20,
	RDS_BYTECODE = 21,
	RDS_POINTER = 22,
	RDS_WEAKREF = 23,
	RDS_RAW = 24,
	RDS_S4 = 25,
	RDS_ALTREP = 238,
	RDS_ATTR_PAIRLIST = 239,
	RDS_ATTR_CALL = 240,
	RDS_BASE_ENV = 241,
	RDS_EMPTY_ENV = 242,
	RDS_CODE_REF = 243,
	RDS_CODE_DEF = 244,
	RDS_PERSISTENT = 247,
	RDS_PACKAGE = 248,
	RDS_NAMESPACE = 249,
	RDS_BASE_NAMESPACE = 250,
	RDS_MISSING_ARG = 251,
	RDS_UNBOUND = 252,
	RDS_GLOBAL_ENV = 253,
	RDS_NIL = 254,
	RDS_REF = 255
} AnRdsType;

#define RDS_TYPE(flags) ((flags) & 0xFF)
#define RDS_HAS_ATTRIBUTES 0x200u
#define RDS_HAS_TAG 0x400u

/* A C5.0 object met on the walk. */
typedef struct AnRdsObject
{
	size_t		start;			/* its flags word */
	size_t		names_at;		/* its names attribute; 0 = it has none */
	size_t		parent;			/* start of the list it is in; 0 = of none */
	uint32_t	index;			/* its place there */
} AnRdsObject;

typedef struct AnRdsFrame AnRdsFrame;

typedef struct AnRds
{
	AnEnv	   *env;
	AnReader	in;
	AnEncoding	native;			/* of strings that are not marked */
	uint64_t	items;
	bool		complete;
	AN_LIST(uint32_t) refs;		/* offset of a symbol's string; 0 = no symbol */
	AN_LIST(AnRdsFrame) frames;
	AnRdsObject objects[AN_RDS_MAX_OBJECTS];
	uint32_t	nobjects;
	size_t		class_at;		/* class of the last object seen; 0 = none */
} AnRds;

/* A vector in the stream, ALTREP forms resolved. */
typedef struct AnRdsVector
{
	AnRdsType	type;			/* of the elements; any item's type if no vector */
	uint32_t	count;			/* elements left to read */
	size_t		at;				/* the next of them */
	bool		deferred;		/* strings, stored as the numbers they print */
	AnRdsType	number;			/* type of those numbers */
	int			scipen;			/* R's option when they were made */
	bool		sequence;		/* numbers: first, first + step, ... */
	double		next;
	double		step;
} AnRdsVector;

typedef struct AnRdsString
{
	AnStr		raw;
	AnEncoding	encoding;
	bool		missing;		/* NA_character_ */
} AnRdsString;

/* rds.c: is this what saveRDS() or save() wrote, in whichever form? */
extern bool an_rds_sniff(const uint8_t *bytes, size_t size);

/* rds_walk.c, rds_item.c */
extern AnStatus an_rds_walk(AnRds *rds);	/* one item with all that may hold objects */
extern AnStatus an_rds_skip(AnRds *rds);	/* one item, nothing noted */
extern AnStatus an_rds_bad(AnRds *rds, const char *what);
extern AnStatus an_rds_length(AnRds *rds, uint32_t unit, uint32_t *length);
extern AnStatus an_rds_chars(AnRds *rds, uint32_t flags, AnRdsString *string);

/* rds_value.c: look at what was walked over; rds->in is left where it was,
 * except by an_rds_symbol, which reads on. */
extern AnStatus an_rds_open(AnRds *rds, size_t at, AnRdsVector *vector);
extern AnStatus an_rds_next_string(AnRds *rds, AnRdsVector *vector, AnRdsString *string);
extern AnStatus an_rds_contains(AnRds *rds, size_t at, const char *text, uint32_t *index);
extern AnStatus an_rds_symbol(AnRds *rds, AnRdsString *symbol);
extern bool an_rds_symbol_is(AnRds *rds, size_t at, const char *text);
extern size_t an_rds_print_number(double value, int scipen, char *out, size_t size);

/* rds_c50.c */
extern AnStatus an_rds_extract(AnRds *rds, const AnRdsObject *object, AnC50Source *source);

#endif
