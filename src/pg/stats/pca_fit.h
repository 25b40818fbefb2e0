/* pca_fit.h - from moments to a PCA */
#ifndef AN_PG_PCA_FIT_H
#define AN_PG_PCA_FIT_H

#include "pg/base/an_pg.h"

#include "stats/pca.h"

/* Arguments first.. as they are there: n_components integer, scale boolean,
 * variance double precision.  NULL is not given; scale must not be NULL. */
extern AnPcaOptions pca_get_options(FunctionCallInfo fcinfo, int first);

/* A value of type pca, in the current memory context; NULL for fewer than two
 * rows.  m is folded. */
extern struct varlena *pca_fit_moments(const AnMoments *m, const AnPcaOptions *options);

#endif
