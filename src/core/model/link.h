/* link.h - from the sum of a model's terms to what it predicts */
#ifndef AN_LINK_H
#define AN_LINK_H

#include "base/env.h"

typedef enum AnLink
{
	AN_LINK_IDENTITY = 1,
	AN_LINK_LOGISTIC = 2,		/* one margin, that of the second of two classes */
	AN_LINK_SOFTMAX = 3,		/* one margin a class */
	AN_LINK_EXP = 4,			/* counts, amounts: a regression's logarithm */
	AN_LINK_SHARE = 5			/* the margins are shares already: of each class, or of
								 * the second of two */
} AnLink;

/*
 * margins: ngroups of them.  out: for classes their probabilities, nclasses of
 * them, else one value.  Margins that are not
 * finite, which overflow makes, give probabilities, too: 0, 1, or equal shares.
 */
extern void an_link_apply(AnLink link, uint32_t ngroups, const double *margins,
						  uint32_t nclasses, double *out);

/* Whether a model of that many classes and margins can have it. */
extern bool an_link_fits(AnLink link, uint32_t ngroups, uint32_t nclasses);

#endif
