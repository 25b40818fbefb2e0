/*
 * bytes.h - bounded reading and writing of binary data
 *
 * Contract
 *  1. A reader never touches a byte outside (data, size), for any argument.
 *  2. Reading past the end sets `failed`, which stays set; from then on every
 *     read yields zero (or NULL) and nothing advances.  Callers check once per
 *     record, not once per field.
 *  3. A writer writes little-endian, whatever the machine, and grows up to its
 *     limit.  Going over (or out of memory) is recorded in the env and sets
 *     `failed`; what is written afterwards is dropped.
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
extern size_t an_reader_left(const AnReader *reader);
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
