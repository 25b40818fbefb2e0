/*
 * image.h - a model as versioned, position-independent bytes
 *
 * docs/format.md specifies the bytes.  Decode is memory-safe on any input and
 * proves the checksum; an_model_validate() then proves the contract of model.h.
 * Numbers are little-endian and of fixed width; there are offsets, no pointers.
 */
#ifndef AN_IMAGE_H
#define AN_IMAGE_H

#include "model/model.h"

#define AN_IMAGE_VERSION 1

/* Do the bytes begin as an image does? */
extern bool an_image_has_magic(const uint8_t *bytes, size_t size);

extern AnStatus an_image_encode(AnEnv *env, const AnModel *model,
								const uint8_t **bytes, size_t *size);
extern AnStatus an_image_decode(AnEnv *env, const uint8_t *bytes, size_t size, AnModel **model);

#endif
