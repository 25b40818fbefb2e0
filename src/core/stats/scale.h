/* scale.h - products of sums of weights that neither overflow nor vanish */
#ifndef AN_SCALE_H
#define AN_SCALE_H

#include <math.h>

/* What makes total a number of 1 to 2, as far as it can: a power of two, so that
 * scaling is exact.  1 for a total that is no positive number. */
static inline double
an_scale_of(double total)
{
	if (!(total > 0) || isinf(total))
		return 1;
	return ldexp(1, -(int) fmax(fmin(ilogb(total), 1000), -1000));
}

#endif
