/*
 * names.h - the names of the columns of a matrix, as one flat block
 *
 * A block is empty (names are not known) or holds for each column a uint32, in
 * the machine's order, and that many bytes of UTF-8; it is filled up with zeros
 * to a multiple of 8 bytes.
 */
#ifndef AN_NAMES_H
#define AN_NAMES_H

#include "base/env.h"

/* Of one name. */
#define AN_MAX_COLUMN_NAME 1024

extern size_t an_names_size(uint32_t count, const AnStr *names);
/* block has an_names_size() bytes. */
extern void an_names_write(uint32_t count, const AnStr *names, uint8_t *block);

/* The names of a block, into an array that belongs to env; NULL for an empty
 * block.  They point into the block.  Raises AN_ECORRUPT unless it holds
 * exactly count names of at most AN_MAX_COLUMN_NAME bytes of UTF-8. */
extern AnStatus an_names_read(AnEnv *env, uint32_t count, const uint8_t *block, size_t size,
							  const AnStr **names);

#endif
