/*
 * c50_cost.h - what C5.0 was told that mistakes cost
 *
 * Contract
 *  1. Entries are "predicted, actual: cost", with class names not escaped.
 *  2. What is not listed costs 1, and a right answer nothing; a text without
 *     entries still makes that matrix.
 */
#ifndef AN_C50_COST_H
#define AN_C50_COST_H

#include "formats/c50_schema.h"
#include "model/builder.h"

extern AnStatus an_c50_read_costs(AnEnv *env, AnStr raw, const AnC50Schema *schema, AnBuilder *b);

#endif
