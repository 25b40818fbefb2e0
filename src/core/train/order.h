/* order.h - putting numbers in order, in linear time and the host's memory */
#ifndef AN_ORDER_H
#define AN_ORDER_H

#include "base/env.h"

typedef struct AnOrderItem
{
	double		key;			/* no NaN */
	uint32_t	id;
} AnOrderItem;

/* Sorts by key, ascending; equal keys (0 and -0 are) stay in their order.
 * spare: room for n more. */
extern AnStatus an_order(AnEnv *env, AnOrderItem *items, size_t n, AnOrderItem *spare);

#endif
