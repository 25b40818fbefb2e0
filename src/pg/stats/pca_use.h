/* pca_use.h - one call site of a function that applies a PCA to vectors */
#ifndef AN_PG_PCA_USE_H
#define AN_PG_PCA_USE_H

#include "pg/stats/pca.h"
#include "pg/stats/vectors.h"

typedef struct PcaCall PcaCall;

/* Where a call site's PCA comes from, by call->argument, into call->context: its
 * encoded bytes, when it is not given as a value of type pca itself. */
typedef const AnPca *(*PcaLoader) (PcaCall *call);

struct PcaCall
{
	MemoryContext context;		/* the PCA and all of it; reset for another PCA */
	struct varlena *argument;	/* the first argument, as it was given */
	const AnPca *pca;
	RowColumns *columns;
	void	   *loaded;			/* what the loader remembers of it */
	double	   *x;				/* order */
	double	   *scratch;		/* 2 order + count */
	double	   *scores;			/* count */
};

/* The call site's state, for this row's first argument. */
extern PcaCall *pca_call(FunctionCallInfo fcinfo, PcaLoader load);

/* Argument 1 into call->x; false when an element is NULL. */
extern bool pca_call_vector(FunctionCallInfo fcinfo, PcaCall *call, VectorKind kind);

/* The scores of call->x as an array; NULL when an element is NaN. */
extern Datum pca_call_transform(FunctionCallInfo fcinfo, PcaCall *call);

#endif
