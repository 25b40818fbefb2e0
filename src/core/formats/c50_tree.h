/*
 * c50_tree.h - the trees of a C5.0 model
 *
 * Contract
 *  1. text stands after the header; ntrials trees follow in pre-order and
 *     nothing else.
 *  2. A node without freq= has no training cases; a root and a split must have
 *     some.
 *  3. low= and high= come together or not at all; without them the cut is hard.
 *     They may lie on the wrong side of cut=, being printed with fewer digits.
 *  4. A value named by two branches of a subset split belongs to the first.
 */
#ifndef AN_C50_TREE_H
#define AN_C50_TREE_H

#include "formats/c50_schema.h"
#include "model/builder.h"

extern AnStatus an_c50_read_trees(AnC50Text *text, const AnC50Schema *schema, uint32_t ntrials,
								  AnBuilder *b);

#endif
