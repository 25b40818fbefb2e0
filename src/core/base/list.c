/* list.c - arrays that grow */
#include "base/list.h"

#include <string.h>

#define FIRST_ROOM 8

uint32_t
an_larger_room(uint32_t room, uint32_t wanted)
{
	uint32_t	larger = room > UINT32_MAX / 2 ? UINT32_MAX : room * 2;

	if (larger < FIRST_ROOM)
		larger = FIRST_ROOM;
	return larger > wanted ? larger : wanted;
}

/* The array's pointer is of a type that is not known here: its bytes are copied. */
bool
an_grow_array(AnEnv *env, void *items, size_t room, size_t larger, size_t size)
{
	void	   *block;

	if (size > 0 && larger > SIZE_MAX / 2 / size)
	{
		an_fail(env, AN_ELIMIT, "memory limit exceeded");
		return false;
	}
	memcpy(&block, items, sizeof(block));
	if ((block = an_grow(env, block, room * size, larger * size)) == NULL)
		return false;
	memcpy(items, &block, sizeof(block));
	return true;
}

bool
an_make_room(AnEnv *env, void *items, uint32_t *room, uint64_t wanted, size_t size)
{
	uint32_t	larger;

	if (wanted > UINT32_MAX)
	{
		an_fail(env, AN_ELIMIT, "memory limit exceeded");
		an_detail(env, "A list has at most %u items.", UINT32_MAX);
		return false;
	}
	larger = an_larger_room(*room, (uint32_t) wanted);
	if (!an_grow_array(env, items, *room, larger, size))
		return false;
	*room = larger;
	return true;
}
