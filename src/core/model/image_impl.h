/*
 * image_impl.h - what the files of the stored image share
 *
 * A section has a writer and a reader; the two stand in one file, since they
 * change together.  A reader has the section's bytes and may leave it to
 * image.c to find out that they were too few or too many.
 */
#ifndef AN_IMAGE_IMPL_H
#define AN_IMAGE_IMPL_H

#include "base/bytes.h"
#include "model/model.h"

/* AN_ECORRUPT, with a sentence that says what is wrong. */
extern AnStatus an_image_corrupt(AnEnv *env, const char *what);

/* Whether n things of at least that many bytes each are left; asked before there
 * is memory for them. */
extern AnStatus an_image_left(AnEnv *env, const AnReader *r, uint64_t n, size_t least);

/* A count of things that take at least this many bytes each. */
extern AnStatus an_image_count(AnEnv *env, AnReader *r, size_t least, uint32_t *count);

/* A flag is 0 or 1, so that encode gives back the same bytes. */
extern AnStatus an_image_flag(AnEnv *env, AnReader *r, bool *out);

/* image_trees.c */
extern void an_put_trials(AnWriter *w, const AnModel *m);
extern AnStatus an_get_trials(AnEnv *env, AnReader *r, AnModel *m);
extern void an_put_nodes(AnWriter *w, const AnModel *m);
extern AnStatus an_get_nodes(AnEnv *env, AnReader *r, AnModel *m);
extern void an_put_branches(AnWriter *w, const AnModel *m);
extern AnStatus an_get_branches(AnEnv *env, AnReader *r, AnModel *m);
extern void an_put_rules(AnWriter *w, const AnModel *m);
extern AnStatus an_get_rules(AnEnv *env, AnReader *r, AnModel *m);
extern void an_put_conditions(AnWriter *w, const AnModel *m);
extern AnStatus an_get_conditions(AnEnv *env, AnReader *r, AnModel *m);

/* image_sums.c */
extern void an_put_forest(AnWriter *w, const AnModel *m);
extern AnStatus an_get_forest(AnEnv *env, AnReader *r, AnModel *m);
extern void an_put_linear(AnWriter *w, const AnModel *m);
extern AnStatus an_get_linear(AnEnv *env, AnReader *r, AnModel *m);

#endif
