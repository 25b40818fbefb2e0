/* layout.h - the builder's last step: nodes in the order of scoring */
#ifndef AN_LAYOUT_H
#define AN_LAYOUT_H

#include "model/model.h"

extern AnStatus an_lay_out_trees(AnEnv *env, AnModel *m, const AnNode *nodes, const float *freq,
								 uint32_t n);

#endif
