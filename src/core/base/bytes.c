/* bytes.c - bounded reading and writing of binary data */
#include "base/bytes.h"

#define FIRST_CAPACITY ((size_t) 256)

_Static_assert(sizeof(float) == 4 && sizeof(double) == 8, "IEEE 754 single and double");

void
an_reader_init(AnReader *reader, const uint8_t *data, size_t size, bool big_endian)
{
	*reader = (AnReader) {.data = data, .size = size, .big_endian = big_endian};
}

void
an_reader_seek(AnReader *reader, size_t pos)
{
	if (pos > reader->size)
		reader->failed = true;
	else if (!reader->failed)
		reader->pos = pos;
}

/* Takes 64 bits, so that a count times an element size fits before the check. */
void
an_reader_skip(AnReader *reader, uint64_t size)
{
	if (size > an_reader_left(reader))
		reader->failed = true;
	else
		reader->pos += (size_t) size;
}

const uint8_t *
an_reader_take(AnReader *reader, size_t size)
{
	const uint8_t *bytes;

	if (reader->failed || size > reader->size - reader->pos)
	{
		reader->failed = true;
		return NULL;
	}
	bytes = reader->data + reader->pos;
	reader->pos += size;
	return bytes;
}

static uint64_t
read_unsigned(AnReader *reader, size_t size)
{
	const uint8_t *bytes = an_reader_take(reader, size);
	uint64_t	value = 0;

	if (bytes == NULL)
		return 0;
	for (size_t i = 0; i < size; i++)
		value = value << 8 | bytes[reader->big_endian ? i : size - 1 - i];
	return value;
}

uint8_t
an_reader_u8(AnReader *reader)
{
	return (uint8_t) read_unsigned(reader, 1);
}

uint16_t
an_reader_u16(AnReader *reader)
{
	return (uint16_t) read_unsigned(reader, 2);
}

/* What models are made of: the compiler makes one load of either. */
uint32_t
an_reader_u32(AnReader *reader)
{
	const uint8_t *b = an_reader_take(reader, 4);

	if (b == NULL)
		return 0;
	return reader->big_endian
		? (uint32_t) b[0] << 24 | (uint32_t) b[1] << 16 | (uint32_t) b[2] << 8 | b[3]
		: (uint32_t) b[3] << 24 | (uint32_t) b[2] << 16 | (uint32_t) b[1] << 8 | b[0];
}

uint64_t
an_reader_u64(AnReader *reader)
{
	return read_unsigned(reader, 8);
}

float
an_reader_f32(AnReader *reader)
{
	uint32_t	bits = an_reader_u32(reader);
	float		value;

	memcpy(&value, &bits, sizeof(value));
	return value;
}

double
an_reader_f64(AnReader *reader)
{
	uint64_t	bits = an_reader_u64(reader);
	double		value;

	memcpy(&value, &bits, sizeof(value));
	return value;
}

AnStr
an_reader_str(AnReader *reader)
{
	uint32_t	len = an_reader_u32(reader);
	const uint8_t *bytes = an_reader_take(reader, len);

	return bytes == NULL ? (AnStr) {0} : (AnStr) {(const char *) bytes, len};
}

/* ----- text ----- */

bool
an_reader_begins(const AnReader *reader, AnStr text)
{
	return an_reader_left(reader) >= text.len && memcmp(reader->data + reader->pos, text.data, text.len) == 0;
}

bool
an_reader_accept_text(AnReader *reader, AnStr text)
{
	bool		is_next = an_reader_begins(reader, text);

	reader->pos += is_next ? text.len : 0;
	return is_next;
}

/* ----- writing ----- */

void
an_writer_init(AnWriter *writer, AnEnv *env, size_t limit)
{
	*writer = (AnWriter) {.env = env, .limit = limit};
}

/* Doubles, so that n bytes cost O(n); false when the limit forbids it. */
static bool
make_room(AnWriter *writer, size_t size)
{
	size_t		capacity = writer->capacity;
	uint8_t    *data;

	if (size > writer->limit - writer->size)
	{
		an_fail(writer->env, AN_ELIMIT, "result is too large");
		an_detail(writer->env, "The limit is %zu bytes.", writer->limit);
		return false;
	}
	if (size <= capacity - writer->size)
		return true;
	if (capacity == 0)
		capacity = writer->limit < FIRST_CAPACITY ? writer->limit : FIRST_CAPACITY;
	while (capacity - writer->size < size)
		capacity = capacity > writer->limit / 2 ? writer->limit : capacity * 2;
	data = an_grow(writer->env, writer->data, writer->size, capacity);
	if (data == NULL)
		return false;
	writer->data = data;
	writer->capacity = capacity;
	return true;
}

void
an_writer_bytes(AnWriter *writer, const void *bytes, size_t size)
{
	if (writer->failed || size == 0)
		return;
	if (!make_room(writer, size))
	{
		writer->failed = true;
		return;
	}
	memcpy(writer->data + writer->size, bytes, size);
	writer->size += size;
}

static void
write_unsigned(AnWriter *writer, uint64_t value, size_t size)
{
	uint8_t		bytes[8];

	an_store(bytes, value, size);
	an_writer_bytes(writer, bytes, size);
}

void
an_writer_u8(AnWriter *writer, uint8_t value)
{
	write_unsigned(writer, value, 1);
}

void
an_writer_u16(AnWriter *writer, uint16_t value)
{
	write_unsigned(writer, value, 2);
}

void
an_writer_u32(AnWriter *writer, uint32_t value)
{
	write_unsigned(writer, value, 4);
}

void
an_writer_u64(AnWriter *writer, uint64_t value)
{
	write_unsigned(writer, value, 8);
}

void
an_writer_f32(AnWriter *writer, float value)
{
	uint32_t	bits;

	memcpy(&bits, &value, sizeof(bits));
	an_writer_u32(writer, bits);
}

void
an_writer_f64(AnWriter *writer, double value)
{
	an_writer_u64(writer, an_bits_of(value));
}

void
an_writer_str(AnWriter *writer, AnStr str)
{
	if (str.len > UINT32_MAX)
	{
		an_fail(writer->env, AN_ELIMIT, "result is too large");
		writer->failed = true;
		return;
	}
	an_writer_u32(writer, (uint32_t) str.len);
	an_writer_bytes(writer, str.data, str.len);
}

void
an_writer_patch_u32(AnWriter *writer, size_t at, uint32_t value)
{
	if (!writer->failed)
		an_store(writer->data + at, value, 4);
}

/* The env's error: a writer fails only after recording one. */
AnStatus
an_writer_status(const AnWriter *writer)
{
	return writer->failed ? writer->env->error.status : AN_OK;
}
