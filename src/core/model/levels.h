/* levels.h - from the text of a category to its value number, in one probe */
#ifndef AN_LEVELS_H
#define AN_LEVELS_H

#include "model/model.h"

typedef struct AnLevelTable AnLevelTable;

/* One table for each categorical feature, NULL for the others. */
extern AnStatus an_level_table_build(AnEnv *env, const AnFeature *feature, AnLevelTable **table);

/* The value number, 0 for MISSING ("?", unless levels are exact), -1 for a text that is
 * no level. */
extern int32_t an_level_find(const AnLevelTable *table, const char *value, size_t len);

/* The value number of a coded feature's level by its place, in digits; -1: none. */
extern int32_t an_level_at(const AnFeature *feature, const char *digits, size_t len);

/* A level as people write it, without the canonical form's backslashes: in place;
 * returns the new length. */
extern size_t an_level_readable(const AnFeature *feature, char *level, size_t len);

#endif
