/* flat.h - what the codecs of the flat values share: names and numbers */
#ifndef AN_FLAT_H
#define AN_FLAT_H

#include "base/frame.h"
#include "stats/names.h"

/* A bool, whether names are known, and then count names. */
extern AnStatus an_flat_put_names(AnWriter *w, uint32_t count, const uint8_t *block, size_t size);

/* As a block that belongs to env.  AN_ECORRUPT. */
extern AnStatus an_flat_get_names(AnEnv *env, AnReader *r, uint32_t count,
								  const uint8_t **block, size_t *size);

extern void an_flat_put_numbers(AnWriter *w, const double *numbers, size_t count);

/* Finite numbers only.  AN_ECORRUPT. */
extern AnStatus an_flat_get_numbers(AnEnv *env, AnReader *r, double *numbers, size_t count);

/* AN_ECORRUPT with that sentence as the detail. */
extern AnStatus an_flat_corrupt(AnEnv *env, const char *what);

#endif
