/*
 * c50_rules.h - the rule sets of a C5.0 model
 *
 * Contract
 *  1. text stands after the header; ntrials rule sets follow and nothing else.
 *  2. A set may have no rules, and a rule no conditions.
 */
#ifndef AN_C50_RULES_H
#define AN_C50_RULES_H

#include "formats/c50_schema.h"
#include "model/builder.h"

extern AnStatus an_c50_read_rules(AnC50Text *text, const AnC50Schema *schema, uint32_t ntrials,
								  AnBuilder *b);

#endif
