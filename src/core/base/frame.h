/*
 * frame.h - the header of stored bytes: what they are, version, checksum, size
 *
 * 16 bytes: a magic of 4, u16 version, u16 flags (none is defined), u32
 * checksum (CRC-32 of all from byte 12 on), u32 size of what follows.  See
 * docs/format.md.
 */
#ifndef AN_FRAME_H
#define AN_FRAME_H

#include "base/bytes.h"

#define AN_FRAME_SIZE 16
#define AN_FRAME_LIMIT ((size_t) 1 << 30)	/* bytes, header included */

typedef struct AnFrame
{
	const char *magic;			/* 4 characters */
	uint16_t	version;
	const char *name;			/* for messages: "model image" */
} AnFrame;

/* Starts the writer (which belongs to env) with the header. */
extern void an_frame_begin(AnWriter *writer, AnEnv *env, const AnFrame *frame);

/* Fills in checksum and size; the bytes belong to the writer's env. */
extern AnStatus an_frame_end(AnWriter *writer, const uint8_t **bytes, size_t *size);

/* Do the bytes begin with this magic? */
extern bool an_frame_has_magic(const AnFrame *frame, const uint8_t *bytes, size_t size);

/* Proves the header; the reader stands behind it.  AN_ECORRUPT, or
 * AN_EUNSUPPORTED for another version. */
extern AnStatus an_frame_open(AnEnv *env, const AnFrame *frame, const uint8_t *bytes, size_t size,
							  AnReader *reader);

#endif
