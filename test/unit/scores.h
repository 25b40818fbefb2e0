/* scores.h - rows into a score table, as a host adds them */
#ifndef SCORES_H
#define SCORES_H

#include "stats/score_table.h"

/* Reproducible: 0..2^32 - 1. */
static inline uint32_t
scores_random(uint64_t *seed)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t) (*seed >> 32);
}

static inline AnScoreTable *
scores_new(AnEnv *env, uint16_t flags)
{
	AnScoreTable *t = an_alloc(env, an_score_table_size(AN_SCORE_FIRST_ROOM));

	an_score_table_init(t, AN_SCORE_FIRST_ROOM, flags);
	return t;
}

static inline AnScoreTable *
scores_with_room(AnEnv *env, AnScoreTable *t, uint32_t room)
{
	AnScoreTable *larger = an_alloc(env, an_score_table_size(room));

	an_score_table_copy(t, room, larger);
	return larger;
}

/* *t may become another value. */
static inline AnStatus
scores_add(AnEnv *env, AnScoreTable **t, double score, bool positive, double weight)
{
	if (an_score_table_add(*t, score, positive, weight))
		return AN_OK;
	AN_TRY(an_score_table_compact(env, *t));
	if (an_score_table_more_room(*t) > (*t)->room)
		*t = scores_with_room(env, *t, an_score_table_more_room(*t));
	return an_score_table_add(*t, score, positive, weight) ? AN_OK : AN_EARG;
}

static inline AnStatus
scores_merge(AnEnv *env, AnScoreTable **into, const AnScoreTable *from)
{
	uint32_t	room = an_score_table_merge_room(*into, from);

	if (room > (*into)->room)
		*into = scores_with_room(env, *into, room);
	return an_score_table_merge(env, *into, from);
}

#endif
