/* stored_model.h - stored models, for functions that read out what is in them */
#ifndef AN_PG_STORED_MODEL_H
#define AN_PG_STORED_MODEL_H

#include "pg/base/an_pg.h"

#include "model/model.h"
#include "pg/registry/registry.h"

/* The row of the version that argument number version asks for (NULL: the deployed
 * one); raises unless the caller has that right to the model. */
extern ModelRow stored_model_row(FunctionCallInfo fcinfo, const text *name, int version,
								 ModelRight right);

/* Its image; raises when it is gone. */
extern struct varlena *stored_model_image(const text *name, ModelRow row);

/* Level number index of the feature, from 0, as people write it. */
extern text *stored_model_level(const AnFeature *feature, uint32 index);

#endif
