/* pca.h - the SQL type analytics.pca: an AnPca whose host word is the varlena
 * header */
#ifndef AN_PG_PCA_H
#define AN_PG_PCA_H

#include "pg/base/an_pg.h"

#include "stats/pca.h"

/* A stored value, detoasted and checked, not to be changed. */
extern const AnPca *pca_from_datum(Datum value);

/* A copy in the current memory context, as a value of the type. */
extern struct varlena *pca_to_datum(const AnPca *pca, size_t size);

/* The encoded bytes (docs/format.md) as a bytea. */
extern struct varlena *pca_to_bytes(const AnPca *pca);

/* From such bytes; NULL when they are none, after a soft error. */
extern struct varlena *pca_from_bytes(const void *bytes, size_t size, int sqlstate,
									  struct Node *escontext);

/* The names of the columns as text values; NULL when they are not known. */
extern Datum *pca_names(const AnPca *pca);

#endif
