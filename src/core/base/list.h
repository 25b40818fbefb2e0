/*
 * list.h - arrays that grow
 *
 * AN_LIST(AnStr) is the type of a list of AnStr.  All zero it is empty; its
 * items are items[0] to items[count - 1].
 *
 * Contract
 *  1. Room is doubled, so that n items cost O(n).  Whether there is room is asked
 *     inline, and where there is nothing else happens.
 *  2. What is added is zero, unless count was set back before.
 *  3. Growing moves the items: a pointer to one holds until the next is added.
 *  4. A number or a size that does not fit is AN_ELIMIT, as one beyond the env's
 *     limit is.  After a failure the items are those of before.
 */
#ifndef AN_LIST_H
#define AN_LIST_H

#include "base/env.h"

#define AN_LIST(type) \
	struct \
	{ \
		type	   *items; \
		uint32_t	count; \
		uint32_t	room; \
	}

/* n more items at the end: the first of them, or NULL with the reason in the env.
 * The arguments are evaluated more than once. */
#define AN_LIST_ADD(env, list, n) \
	(AN_MAKE_ROOM(env, (list)->items, (list)->room, (uint64_t) (list)->count + (n)) \
	 ? &(list)->items[((list)->count += (n)) - (n)] : NULL)

/* Room for `wanted` items in an array that has some for `room` of them, a uint32_t;
 * false: the reason is in the env. */
#define AN_MAKE_ROOM(env, items, room, wanted) \
	((wanted) <= (room) || an_make_room(env, &(items), &(room), wanted, sizeof(*(items))))

/* For AN_MAKE_ROOM. */
extern bool an_make_room(AnEnv *env, void *items, uint32_t *room, uint64_t wanted, size_t size);

/* For arrays side by side that have one room: twice as much, and `wanted` at least;
 * then each of them grows.  items points to the array's pointer. */
extern uint32_t an_larger_room(uint32_t room, uint32_t wanted);
extern bool an_grow_array(AnEnv *env, void *items, size_t room, size_t larger, size_t size);

#endif
