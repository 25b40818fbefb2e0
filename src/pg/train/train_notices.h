/* train_notices.h - what a training tells of its data that may not be meant so */
#ifndef AN_PG_TRAIN_NOTICES_H
#define AN_PG_TRAIN_NOTICES_H

#include "pg/train/train.h"

/* NOTICEs on the columns, the target and its classes, before the training. */
extern void train_notices(const Training *training);

/* The WARNING of a logistic regression whose classes are separated: by what. */
extern void train_warn_separated(Training *training);

#endif
