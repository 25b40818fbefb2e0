/*
 * bytes.h - bounded reading of bytes, binary or text, and writing of binary data
 *
 * Contract
 *  1. A reader never touches a byte outside (data, size), for any argument.
 *  2. Reading past the end sets `failed`, which stays set; from then on every
 *     read yields zero (or NULL) and nothing advances.  Callers check once per
 *     record, not once per field.
 *  3. A writer writes little-endian, whatever the machine, and grows up to its
 *     limit.  Going over (or out of memory) is recorded in the env and sets
 *     `failed`; what is written afterwards is dropped.
 *  4. What reads text does not fail: at the end there is nothing more to see, which
 *     is -1 as a byte.
 */
#ifndef AN_BYTES_H
#define AN_BYTES_H

#include "base/env.h"

#include <string.h>

typedef struct AnReader
{
	const uint8_t *data;
	size_t		size;
	size_t		pos;			/* <= size, always */
	bool		big_endian;
	bool		failed;
} AnReader;

extern void an_reader_init(AnReader *reader, const uint8_t *data, size_t size, bool big_endian);
extern void an_reader_seek(AnReader *reader, size_t pos);
extern void an_reader_skip(AnReader *reader, uint64_t size);
extern const uint8_t *an_reader_take(AnReader *reader, size_t size);
extern uint8_t an_reader_u8(AnReader *reader);
extern uint16_t an_reader_u16(AnReader *reader);
extern uint32_t an_reader_u32(AnReader *reader);
extern uint64_t an_reader_u64(AnReader *reader);
extern float an_reader_f32(AnReader *reader);
extern double an_reader_f64(AnReader *reader);
extern AnStr an_reader_str(AnReader *reader);	/* u32 length, bytes; not copied */

/* How many bytes are left; none after a failure. */
static inline size_t
an_reader_left(const AnReader *reader)
{
	return reader->failed ? 0 : reader->size - reader->pos;
}

/* ----- text ----- */

static inline AnReader
an_reader_of(AnStr text)
{
	return (AnReader) {.data = (const uint8_t *) (text.len > 0 ? text.data : ""), .size = text.len};
}

/* The next byte, which stays. */
static inline int
an_reader_peek(const AnReader *reader)
{
	return an_reader_left(reader) > 0 ? reader->data[reader->pos] : -1;
}

/* The next byte. */
static inline int
an_reader_next(AnReader *reader)
{
	return an_reader_left(reader) > 0 ? reader->data[reader->pos++] : -1;
}

/* Takes the byte if it is the next one. */
static inline bool
an_reader_accept(AnReader *reader, char byte)
{
	bool		is_next = an_reader_peek(reader) == (uint8_t) byte;

	reader->pos += is_next;
	return is_next;
}

/* What is left, which stays. */
static inline AnStr
an_reader_rest(const AnReader *reader)
{
	return (AnStr) {(const char *) reader->data + reader->pos, an_reader_left(reader)};
}

/* What was read since the reader stood at `start`. */
static inline AnStr
an_reader_since(const AnReader *reader, size_t start)
{
	return (AnStr) {(const char *) reader->data + start, reader->pos - start};
}

/* Takes what is before the next such byte, which stays; all if there is none. */
static inline AnStr
an_reader_until(AnReader *reader, char byte)
{
	AnStr		rest = an_reader_rest(reader);
	const char *found = rest.len > 0 ? memchr(rest.data, byte, rest.len) : NULL;

	if (found != NULL)
		rest.len = (size_t) (found - rest.data);
	reader->pos += rest.len;
	return rest;
}

/* Does what is left begin so?  And if it does, take that. */
extern bool an_reader_begins(const AnReader *reader, AnStr text);
extern bool an_reader_accept_text(AnReader *reader, AnStr text);

/* ----- writing ----- */

/* The value's low `size` bytes, the least significant first. */
static inline void
an_store(uint8_t *out, uint64_t value, size_t size)
{
	for (size_t i = 0; i < size; i++)
		out[i] = (uint8_t) (value >> (8 * i));
}

static inline uint64_t
an_bits_of(double value)
{
	uint64_t	bits;

	memcpy(&bits, &value, sizeof(bits));
	return bits;
}

typedef struct AnWriter
{
	AnEnv	   *env;
	uint8_t    *data;
	size_t		size;
	size_t		capacity;
	size_t		limit;			/* most bytes that may be written */
	bool		failed;
} AnWriter;

extern void an_writer_init(AnWriter *writer, AnEnv *env, size_t limit);
extern void an_writer_bytes(AnWriter *writer, const void *bytes, size_t size);
extern void an_writer_u8(AnWriter *writer, uint8_t value);
extern void an_writer_u16(AnWriter *writer, uint16_t value);
extern void an_writer_u32(AnWriter *writer, uint32_t value);
extern void an_writer_u64(AnWriter *writer, uint64_t value);
extern void an_writer_f32(AnWriter *writer, float value);
extern void an_writer_f64(AnWriter *writer, double value);
extern void an_writer_str(AnWriter *writer, AnStr str); /* u32 length, bytes */
/* Overwrites what was written at that place. */
extern void an_writer_patch_u32(AnWriter *writer, size_t at, uint32_t value);
extern AnStatus an_writer_status(const AnWriter *writer);

#endif
