/* levels.h - from the text of a category to its value number, in one probe */
#ifndef AN_LEVELS_H
#define AN_LEVELS_H

#include "model/model.h"

typedef struct AnLevelTable AnLevelTable;

/* One table for each categorical feature, NULL for the others. */
extern AnStatus an_level_table_build(AnEnv *env, const AnFeature *feature, AnValues values, AnLevelTable **table);

/* The value number, 0 for MISSING ("?"), -1 for a text that is no level.  Where
 * values are plain no text is MISSING, and none is the reserved level. */
extern int32_t an_level_find(const AnLevelTable *table, const char *value, size_t len);

#endif
