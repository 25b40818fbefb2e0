/* foreign.h - files that are no models here, called by their names */
#ifndef AN_FOREIGN_H
#define AN_FOREIGN_H

#include "base/env.h"

/*
 * AN_EUNSUPPORTED (nothing at all: AN_EFORMAT), with what the bytes are and what to do about it, where they are
 * known to be of another kind; without a hint where all there is to do is to take a
 * format that is read.  AN_OK where nothing is known of them.  any_json:
 * also where all that is known is that they are JSON.  Bytes are unpacked ones; every
 * read is within size.
 */
extern AnStatus an_foreign_refuse(AnEnv *env, const uint8_t *bytes, size_t size, bool any_json);

#endif
