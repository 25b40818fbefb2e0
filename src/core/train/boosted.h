/*
 * boosted.h - what XGBoost trained, as a model of the data that it was trained on
 *
 * XGBoost's library runs in a process of its own (boosted_codec.h), which answers
 * with a model in UBJSON whose features and classes are numbers.
 */
#ifndef AN_BOOSTED_H
#define AN_BOOSTED_H

#include "train/dataset.h"

/* The model with the features, classes and levels of the dataset: categories are
 * value numbers.  AN_EFORMAT when it does not fit them, AN_EARG when that is for an
 * objective of another number of classes. */
extern AnStatus an_boosted_load(AnEnv *env, const uint8_t *ubj, size_t size, const AnDataset *data,
								AnStr target, AnModel **model);

/*
 * A random forest's trees, made in one round with a learning rate of 1 and next to no
 * penalty from equal probabilities p = 1 / classes: a leaf's value is Newton's step
 * (share - p) / h, where h = p (1 - p) for two classes and, as the library has it for
 * several, 2 p (1 - p).  The softmax of such steps is no probability; the share is, and
 * follows from it.  The forest's margins become the means of the trees' shares.  A
 * regression, whose leaves are means, stays as it is.
 */
extern void an_boosted_as_shares(AnModel *model);

#endif
