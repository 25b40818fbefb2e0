/* encoding.h - text of unknown origin to UTF-8 */
#ifndef AN_ENCODING_H
#define AN_ENCODING_H

#include "base/env.h"

typedef enum AnEncoding
{
	AN_ENCODING_UNKNOWN = 0,	/* UTF-8 when valid, otherwise Windows-1252 */
	AN_ENCODING_UTF8,
	AN_ENCODING_LATIN1,
	AN_ENCODING_CP1252
} AnEncoding;

extern bool an_utf8_valid(const char *data, size_t len);

/* The encoding's number for a name such as "UTF-8", "ISO-8859-1", "CP1252";
 * AN_ENCODING_UNKNOWN for ASCII, "C" and names that are not known. */
extern AnEncoding an_encoding_by_name(AnStr name);

/* Converts; AN_EFORMAT when the bytes are not text in that encoding or hold a NUL. */
extern AnStatus an_to_utf8(AnEnv *env, AnEncoding encoding, AnStr raw, AnStr *out);

#endif
