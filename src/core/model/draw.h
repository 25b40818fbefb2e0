/*
 * draw.h - a tree as text that a person can read
 *
 *	all: 100 cases, no 60 %
 *	|-- x <= 5: 66 cases, no 83.3 %
 *	|   |-- f = a: 10 cases, si 70 %
 *	|   `-- f in {b, c}: 56 cases, no 92.9 %
 *	`-- x > 5: 34 cases, si 85.3 % (+ 3 leaves)
 *
 * Contract
 *  1. One line a node, in pre-order: what leads to it; the training cases that came
 *     there; of classes the node's class and its share, of a forest the leaf's
 *     value, or the leaves' mean by cases.  Where a forest's link is not the identity
 *     "cover 7.25" stands for the cases, since what was counted need not be
 *     these; forests that do not know it have only leaves' values.
 *  2. A node without training cases is left out, but for a root.
 *  3. Nodes deeper than max_depth are only counted: "(+ 3 leaves)".
 *  4. A condition has at most AN_DRAW_WORDS bytes, a class name AN_DRAW_CLASS.  When
 *     the text would be longer than max_bytes it ends with how many nodes are missing.
 *  5. The text is UTF-8; what is drawn is ASCII.  No end of line at the end.
 */
#ifndef AN_DRAW_H
#define AN_DRAW_H

#include "model/model.h"

#define AN_DRAW_WORDS 120
#define AN_DRAW_CLASS 40

/* How many trees a model has that could be drawn: none of rules, of sums of terms. */
extern uint32_t an_draw_trees(const AnModel *model);

/* tree: from 0.  max_depth: 0 is the root alone.  AN_EUNSUPPORTED: a model without
 * trees; AN_EARG: there is no such tree. */
extern AnStatus an_draw_tree(AnEnv *env, const AnModel *model, uint32_t tree, uint32_t max_depth,
							 size_t max_bytes, AnStr *text);

#endif
