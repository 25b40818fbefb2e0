/* pca_store.h - a PCA as a version of a model */
#ifndef AN_PG_PCA_STORE_H
#define AN_PG_PCA_STORE_H

#include "pg/stats/pca.h"

/* Stores it under that name; returns the version's number.  The caller has
 * asked registry_allow_write() and new_version_check(). */
extern int32 pca_store(text *name, const AnPca *pca, bool deploy);

/* The PCA in a value of type model, as a value of type pca in the current
 * memory context; NULL when the model is another one. */
extern struct varlena *pca_of_image(struct varlena *model);

#endif
