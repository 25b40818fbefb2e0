/* scree.h - a PCA's variances as a chart of text */
#ifndef AN_SCREE_H
#define AN_SCREE_H

#include "stats/pca.h"

/*
 * A line for each of the first `most` components: its number, a bar, its share
 * of the variance in percent and the sum so far; then how many are left out.
 * The bars are relative to the first; no line has more than 60 characters,
 * all of them ASCII.  A PCA of constants has no bars.
 */
extern AnStatus an_pca_scree(AnEnv *env, const AnPca *pca, uint32_t most, AnStr *chart);

#endif
