/* frame.c - the header of stored bytes */
#include "base/frame.h"

#include <string.h>
#include <zlib.h>

#define CHECKSUM_AT 8
#define SIZE_AT 12

void
an_frame_begin(AnWriter *writer, AnEnv *env, const AnFrame *frame)
{
	an_writer_init(writer, env, AN_FRAME_LIMIT);
	an_writer_bytes(writer, frame->magic, 4);
	an_writer_u16(writer, frame->version);
	an_writer_u16(writer, 0);
	an_writer_u32(writer, 0);
	an_writer_u32(writer, 0);
}

AnStatus
an_frame_end(AnWriter *writer, const uint8_t **bytes, size_t *size)
{
	uint32_t	checksum;

	AN_TRY(an_writer_status(writer));
	an_writer_patch_u32(writer, SIZE_AT, (uint32_t) (writer->size - AN_FRAME_SIZE));
	checksum = (uint32_t) crc32(0, writer->data + SIZE_AT, (uInt) (writer->size - SIZE_AT));
	an_writer_patch_u32(writer, CHECKSUM_AT, checksum);
	*bytes = writer->data;
	*size = writer->size;
	return AN_OK;
}

bool
an_frame_has_magic(const AnFrame *frame, const uint8_t *bytes, size_t size)
{
	return size >= 4 && memcmp(bytes, frame->magic, 4) == 0;
}

static AnStatus
corrupt(AnEnv *env, const AnFrame *frame, const char *what)
{
	an_fail(env, AN_ECORRUPT, "invalid %s", frame->name);
	return an_detail(env, "%s", what);
}

AnStatus
an_frame_open(AnEnv *env, const AnFrame *frame, const uint8_t *bytes, size_t size,
			  AnReader *reader)
{
	uint16_t	version;
	uint16_t	flags;
	uint32_t	checksum;

	an_reader_init(reader, bytes, size, false);
	an_reader_skip(reader, 4);
	version = an_reader_u16(reader);
	flags = an_reader_u16(reader);
	checksum = an_reader_u32(reader);
	if (reader->failed || !an_frame_has_magic(frame, bytes, size))
		return corrupt(env, frame, "The bytes do not begin as they should.");
	if (version != frame->version || flags != 0)
	{
		an_fail(env, AN_EUNSUPPORTED, "%s has version %u", frame->name, (unsigned) version);
		return an_hint(env, "This version of analytics reads version %d.", frame->version);
	}
	if (an_reader_u32(reader) != size - AN_FRAME_SIZE || reader->failed || size > AN_FRAME_LIMIT)
		return corrupt(env, frame, "The size is not what the header says.");
	if (crc32(0, bytes + SIZE_AT, (uInt) (size - SIZE_AT)) != checksum)
		return corrupt(env, frame, "The checksum does not match.");
	return AN_OK;
}
