/* model.h - the SQL type analytics.model: a varlena around a model's image */
#ifndef AN_PG_MODEL_H
#define AN_PG_MODEL_H

#include "pg/base/an_pg.h"

#include "model/model.h"

/* The image of a model, in the current memory context. */
extern struct varlena *pg_model_encode(AnEnv *env, const AnModel *model);

/* Decodes and validates; the model belongs to env.  value may be toasted. */
extern AnModel *pg_model_decode(AnEnv *env, struct varlena *value);

#endif
